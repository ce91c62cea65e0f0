//! Samples as stored to 8 or 16 bit of grey, RGB or CMYK.
//! Numbers that are no 8 or 16 bit samples have no white of their own. They are shown as libvips shows them: floats of RGB are
//! linear with white at 1; of grey and CMYK with white at 255, at 65,535 if they have 16 bits; whole numbers are cut at the same.

#![expect(
    clippy::indexing_slicing,
    reason = "a kernel: pixels are chunks of a length that `supported` checked"
)]

use super::super::super::page::{AlphaSample, Numbers, Page, Photometric};
use super::samples::{Scratch, Values};
use super::{corrupt, unsupported};
use crate::colour::curve;
use crate::error::Result;
use crate::pixels::Depth;

/// TIFF 6.0 sections 5, 20, 21.
const COLOR_MAP: u16 = 320;
const YCBCR_COEFFICIENTS: u16 = 529;
const REFERENCE_BLACK_WHITE: u16 = 532;

/// A sample of the result.
pub trait Sample: Copy + Default {
    const FULL: u32;
    fn of(value: u32) -> Self;
}

impl Sample for u8 {
    const FULL: u32 = 255;
    fn of(value: u32) -> Self {
        value as Self
    }
}

impl Sample for u16 {
    const FULL: u32 = 65_535;
    fn of(value: u32) -> Self {
        value as Self
    }
}

/// How colours become colours.
enum Map {
    /// Each by itself; inverted where white is zero.
    Same {
        inverted: bool,
    },
    /// Of 8 or 16 bit.
    Palette(Vec<[u16; 3]>),
    YCbCr(YCbCr),
    Lab {
        /// Instead of a sign.
        offset: bool,
        curve: Curve,
    },
    /// Numbers up to this are shown from black to white.
    Range(f32),
    /// Linear light, in sRGB's colours.
    Linear(Curve),
}

pub struct Converter {
    map: Map,
    alpha: Option<AlphaSample>,
    colours: usize,
    samples: usize,
    /// The largest stored whole number.
    full: u32,
}

impl Converter {
    pub fn new(page: &Page<'_>) -> Result<Self> {
        let whole = page.numbers == Numbers::Unsigned && page.bits <= 16;
        let map = match page.photometric {
            Photometric::Palette => Map::Palette(palette(page)?),
            Photometric::YCbCr => Map::YCbCr(YCbCr::of(page)),
            Photometric::Lab(offset) => Map::Lab { offset, curve: Curve::new() },
            _ if whole => Map::Same { inverted: page.photometric == Photometric::WhiteIsZero },
            Photometric::LogL | Photometric::LogLuv => Map::Linear(Curve::new()),
            Photometric::Rgb if page.numbers == Numbers::Float => Map::Linear(Curve::new()),
            Photometric::WhiteIsZero | Photometric::BlackIsZero if page.bits == 16 => Map::Range(65_535.0),
            Photometric::Other(other) => {
                return Err(unsupported(format!("photometric interpretation {other}")));
            }
            _ => Map::Range(255.0),
        };
        Ok(Self {
            map,
            alpha: page.alpha,
            colours: page.colours(),
            samples: page.samples,
            full: if whole { (1u32 << page.bits) - 1 } else { 1 },
        })
    }

    /// Whether the samples of the result still are multiplied by their alpha; floats are divided before they are cut.
    pub fn straightens(&self) -> bool {
        self.alpha.is_some_and(|alpha| alpha.associated)
            && !matches!(self.map, Map::Linear(_) | Map::Range(_))
    }

    /// Whether stored bytes are the result.
    pub fn is_plain(&self) -> bool {
        let channels = self.colours + usize::from(self.alpha.is_some());
        matches!(self.map, Map::Same { inverted: false }) && channels == self.samples && self.full == u8::FULL
    }

    /// The pixels of one row from one on; `out` may be shorter than the row.
    pub fn row<T: Sample>(&self, scratch: &Scratch, first: usize, out: &mut [T]) {
        let shown = if matches!(self.map, Map::Palette(_)) { 3 } else { self.colours };
        let channels = shown + usize::from(self.alpha.is_some());
        match &scratch.values {
            Values::Whole(values) => {
                let from = values.chunks_exact(self.samples).skip(first);
                for (to, from) in out.chunks_exact_mut(channels).zip(from) {
                    let (colours, alpha) = to.split_at_mut(shown);
                    self.whole(from, colours);
                    if let (Some(alpha), Some(sample)) = (alpha.first_mut(), self.alpha) {
                        *alpha = self.scale(from[sample.index]);
                    }
                }
            }
            Values::Real(values) => {
                let from = values.chunks_exact(self.samples).skip(first);
                for (to, from) in out.chunks_exact_mut(channels).zip(from) {
                    let (colours, alpha) = to.split_at_mut(shown);
                    self.real(from, colours, alpha.first_mut());
                }
            }
        }
    }

    fn scale<T: Sample>(&self, value: u16) -> T {
        if self.full == T::FULL {
            T::of(u32::from(value))
        } else {
            T::of((u32::from(value) * T::FULL + self.full / 2) / self.full)
        }
    }

    fn whole<T: Sample>(&self, from: &[u16], to: &mut [T]) {
        match &self.map {
            Map::Same { inverted: false } => {
                to.iter_mut().zip(from).for_each(|(to, from)| *to = self.scale(*from));
            }
            Map::Same { .. } => {
                let full = self.full as u16;
                to.iter_mut().zip(from).for_each(|(to, from)| *to = self.scale(full - *from));
            }
            Map::Palette(colours) => {
                // As many colours as the sample has values.
                let colour = colours.get(usize::from(from[0])).copied().unwrap_or_default();
                to.iter_mut().zip(colour).for_each(|(to, from)| *to = T::of(u32::from(from)));
            }
            Map::YCbCr(ycbcr) => {
                let rgb = ycbcr.rgb([from[0], from[1], from[2]].map(f32::from));
                to.iter_mut().zip(rgb).for_each(|(to, value)| *to = T::of(cut(value, 255.0)));
            }
            Map::Lab { offset, curve } => {
                let rgb = lab([from[0], from[1], from[2]], self.full > 255, *offset);
                let full = T::FULL as f32;
                to.iter_mut().zip(rgb).for_each(|(to, value)| *to = T::of(cut(curve.of(value) * full, full)));
            }
            Map::Range(_) | Map::Linear(_) => {}
        }
    }

    fn real<T: Sample>(&self, from: &[f32], to: &mut [T], alpha: Option<&mut T>) {
        let full = T::FULL as f32;
        let white = if let Map::Range(white) = self.map { white } else { 1.0 };
        let mut multiplied = 1.0;
        if let (Some(to), Some(sample)) = (alpha, self.alpha) {
            let value = from[sample.index] / white;
            *to = T::of(cut(value * full, full));
            if sample.associated {
                multiplied = value;
            }
        }
        for (to, from) in to.iter_mut().zip(from) {
            let value = if multiplied == 0.0 { 0.0 } else { from / white / multiplied };
            let shown = if let Map::Linear(curve) = &self.map { curve.of(value) } else { value };
            *to = T::of(cut(shown * full, full));
        }
    }
}

/// Rounded, and between 0 and full; what is no number is 0.
fn cut(value: f32, full: f32) -> u32 {
    (value + 0.5).clamp(0.0, full) as u32
}

/// sRGB's curve from black to white by a table: straight between the steps it is off by less than a hundredth of a 16 bit sample's.
struct Curve(Vec<f32>);

impl Curve {
    /// Where the table begins: the last power of two before the curve does.
    const FIRST: u32 = (127 - 9) << 23;
    /// An octave has 512 steps.
    const STEP: u32 = 14;

    fn new() -> Self {
        Self(
            (0..=9 << 9)
                .map(|index| curve::encode(f32::from_bits(Self::FIRST + (index << Self::STEP))))
                .collect(),
        )
    }

    fn of(&self, linear: f32) -> f32 {
        if linear >= 1.0 {
            1.0
        } else if linear > 0.003_130_8 {
            let place = linear.to_bits() - Self::FIRST;
            let index = (place >> Self::STEP) as usize;
            let part = (place & ((1 << Self::STEP) - 1)) as f32 / (1 << Self::STEP) as f32;
            self.0[index] + (self.0[index + 1] - self.0[index]) * part
        } else {
            linear * 12.92
        }
    }
}

/// TIFF 6.0 section 5. Some writers stored bytes: then no value is over 255.
fn palette(page: &Page<'_>) -> Result<Vec<[u16; 3]>> {
    let count = 1u64 << page.bits;
    let field = page.directory.field(COLOR_MAP).ok_or_else(|| corrupt("no palette"))?;
    if field.count() < count * 3 || field.is_cut() {
        return Err(corrupt("the palette is too short"));
    }
    let value = |index| field.get(index).unwrap_or(0) as u16;
    let bytes = (0..count * 3).all(|index| value(index) < 256);
    let show = |value: u16| match page.depth() {
        Depth::U16 if bytes => value * 257,
        Depth::U16 => value,
        _ if bytes => value,
        _ => value >> 8,
    };
    Ok((0..count).map(|index| [0, count, 2 * count].map(|plane| show(value(index + plane)))).collect())
}

/// TIFF 6.0 section 20 and 21: the coefficients of luma, and which codes are black and white.
struct YCbCr {
    luma: [f32; 3],
    black: [f32; 3],
    scale: [f32; 3],
}

impl YCbCr {
    fn of(page: &Page<'_>) -> Self {
        let read = |tag, index, default: f32| {
            let field = page.directory.field(tag);
            field.and_then(|field| field.real(index)).map_or(default, |value| value as f32)
        };
        // ITU-R BT.601.
        let mut luma = [0.299, 0.587, 0.114];
        for (index, value) in luma.iter_mut().enumerate() {
            *value = read(YCBCR_COEFFICIENTS, index as u64, *value);
        }
        if luma[1].abs() <= 0.0 || !luma.iter().all(|value| value.is_finite()) {
            luma = [0.299, 0.587, 0.114];
        }
        let (mut black, mut scale) = ([0.0; 3], [1.0; 3]);
        for (index, (black, scale)) in black.iter_mut().zip(&mut scale).enumerate() {
            let middle = if index == 0 { 0.0 } else { 128.0 };
            *black = read(REFERENCE_BLACK_WHITE, index as u64 * 2, middle);
            let white = read(REFERENCE_BLACK_WHITE, index as u64 * 2 + 1, 255.0);
            let range = white - *black;
            let range = if range.abs() > 0.0 { range } else { 1.0 };
            *scale = if index == 0 { 255.0 } else { 127.0 } / range;
        }
        Self { luma, black, scale }
    }

    fn rgb(&self, codes: [f32; 3]) -> [f32; 3] {
        let value = |index: usize| (codes[index] - self.black[index]) * self.scale[index];
        let (y, cb, cr) = (value(0), value(1), value(2));
        let r = y + cr * (2.0 - 2.0 * self.luma[0]);
        let b = y + cb * (2.0 - 2.0 * self.luma[2]);
        let g = (y - self.luma[2] * b - self.luma[0] * r) / self.luma[1];
        [r, g, b]
    }
}

/// CIE L*a*b* of white D65 to linear sRGB from 0 to 1, as libvips takes it (TIFF 6.0 section 23 leaves the white open).
fn lab(stored: [u16; 3], wide: bool, offset: bool) -> [f32; 3] {
    let [l, a, b] = stored;
    let (full, step) = if wide { (65_535.0, 256.0) } else { (255.0, 1.0) };
    let signed = |value: u16| match (wide, offset) {
        (false, false) => f32::from(value as u8 as i8),
        (false, true) => f32::from(value) - 128.0,
        (true, false) => f32::from(value as i16) / step,
        (true, true) => f32::from(value) / step - 128.0,
    };
    let lightness = f32::from(l) * 100.0 / full;
    let middle = (lightness + 16.0) / 116.0;
    let undo = |t: f32| if t > 6.0 / 29.0 { t * t * t } else { (t - 4.0 / 29.0) * (108.0 / 841.0) };
    let (x, y, z) = (undo(middle + signed(a) / 500.0), undo(middle), undo(middle - signed(b) / 200.0));
    xyz([x * 0.950_47, y, z * 1.088_83])
}

/// XYZ to sRGB's primaries (IEC 61966-2-1), linear.
fn xyz([x, y, z]: [f32; 3]) -> [f32; 3] {
    [
        3.240_625 * x - 1.537_208 * y - 0.498_629 * z,
        -0.968_931 * x + 1.875_756 * y + 0.041_518 * z,
        0.055_710 * x - 0.204_021 * y + 1.056_996 * z,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_curve_is_the_curve() {
        let curve = Curve::new();
        for step in 0..200_000u32 {
            let linear = step as f32 / 199_999.0;
            let exact = curve::encode(linear);
            assert!((curve.of(linear) - exact).abs() * 65_535.0 < 0.02, "{linear}");
        }
        assert_eq!((curve.of(7.0), curve.of(-0.5)), (1.0, -6.46));
        assert!(curve.of(f32::NAN).is_nan());
    }
}
