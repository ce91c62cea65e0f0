//! What an encode holds, known from the options alone: the plan asks before anything is decoded.

use crate::spec::Values;

pub const DEFAULT_EFFORT: u32 = 3;

/// What decides it.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Samples of two pixels: 2 of grey, 3 at 4:2:0, 6 at 4:4:4.
    pub samples: u64,
    /// Two bytes a sample.
    pub wide: bool,
    /// Whether libaom keeps more beside its planes, by effort and size.
    pub slow: bool,
    pub lossless: bool,
}

/// From effort 4 on, and from 3 where the smaller side is below 1,080: libaom's settings change there (seen between 859 and 1,200).
pub const fn is_slow(effort: u32, (width, height): (u32, u32)) -> bool {
    effort > 3 || effort == 3 && (width < 1_080 || height < 1_080)
}

impl Cost {
    pub fn of(options: &Values, grey: bool, size: (u32, u32)) -> Self {
        let samples = match options.word("chromaSubsampling") {
            _ if grey => 2,
            "4:2:0" => 3,
            _ => 6,
        };
        Self {
            samples,
            wide: options.integer("bitdepth") == Some(10),
            slow: is_slow(options.integer("effort").unwrap_or(DEFAULT_EFFORT), size),
            lossless: options.bool("lossless"),
        }
    }

    /// Bytes of the planes of `pixels`.
    pub fn planes(self, pixels: u64) -> u64 {
        pixels.saturating_mul(self.samples) / if self.wide { 1 } else { 2 }
    }

    /// Bytes that libaom holds at the peak beside the planes, output included (measured on photographs of 1 to 12 megapixels).
    pub fn encoder(self, pixels: u64) -> u64 {
        let each = 18 + self.samples * if self.wide { 10 } else { 7 };
        let slow = if self.slow { if self.wide { 60 } else { 46 } } else { 0 };
        let lossless = if self.lossless { self.samples * if self.wide { 4 } else { 2 } } else { 0 };
        pixels.saturating_mul(each + slow + lossless) / 2
    }
}
