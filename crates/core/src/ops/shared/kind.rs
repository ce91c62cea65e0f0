//! What pixels are like at the most: what a plan knows of them before there are any.

use crate::codecs::Header;

/// Of pixels that take more for every channel there is more: what a step may make of them is never less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// 1 for grey, 3, or 4 inks.
    pub colours: u64,
    pub alpha: bool,
    /// Bytes of a sample.
    pub sample: u64,
}

impl Kind {
    pub fn of(header: &Header) -> Self {
        let (channels, sample) = (u64::from(header.channels), header.depth.bytes() as u64);
        let alpha = header.has_alpha || channels == 2;
        Self { colours: channels - u64::from(alpha && channels > 1), alpha, sample }
    }

    /// Bytes of a pixel.
    pub fn bytes(self) -> u64 {
        (self.colours + u64::from(self.alpha)) * self.sample
    }

    #[must_use]
    pub fn coloured(self) -> Self {
        Self { colours: self.colours.max(3), ..self }
    }

    #[must_use]
    pub fn grey(self) -> Self {
        Self { colours: 1, ..self }
    }

    #[must_use]
    pub fn with_alpha(self) -> Self {
        Self { alpha: true, ..self }
    }

    /// With alpha where what is laid around is translucent.
    #[must_use]
    pub fn around(self, opacity: u8) -> Self {
        Self { alpha: self.alpha || opacity < 255, ..self }
    }

    #[must_use]
    pub fn at_least(self, sample: u64) -> Self {
        Self { sample: self.sample.max(sample), ..self }
    }

    /// What both may be.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            colours: self.colours.max(other.colours),
            alpha: self.alpha || other.alpha,
            sample: self.sample.max(other.sample),
        }
    }
}
