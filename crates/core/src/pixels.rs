//! Pixels and frames: layout, depth, alpha state and stride travel with the samples.

use crate::error::{Code, Error, Result};
use crate::limits::Alloc;
use std::sync::Arc;

/// Samples by depth. 16-bit samples are native-endian in memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    U8(Vec<u8>),
    U16(Vec<u16>),
    F32(Vec<f32>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    U8,
    U16,
    F32,
}

impl Depth {
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16 => 2,
            Self::F32 => 4,
        }
    }

    /// sharp's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::U8 => "uchar",
            Self::U16 => "ushort",
            Self::F32 => "float",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Gray,
    GrayA,
    Rgb,
    Rgba,
    Cmyk,
    CmykA,
}

impl Layout {
    pub const fn channels(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayA => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
            Self::CmykA => 5,
        }
    }

    pub const fn has_alpha(self) -> bool {
        matches!(self, Self::GrayA | Self::Rgba | Self::CmykA)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alpha {
    None,
    Straight,
    Premultiplied,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Colour {
    Srgb,
    Linear,
    /// The profile's bytes.
    Icc(Arc<Vec<u8>>),
}

/// One image in memory. Sample `c` of pixel `(x, y)` is `samples[y * stride + x * channels + c]`; `stride` counts samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Pixels {
    pub samples: Samples,
    pub layout: Layout,
    pub alpha: Alpha,
    pub colour: Colour,
    pub width: u32,
    pub height: u32,
    pub stride: usize,
    /// Of a decode that stopped early: a resize takes its measure from it.
    pub reduced: Option<Reduced>,
}

/// What the pixels of a decode that stopped early are a small copy of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduced {
    /// The image's own size.
    pub size: (u32, u32),
    /// Columns and rows that the image fills: of the last ones it may fill a part.
    pub filled: (f64, f64),
    /// Whether the ones that are filled in part are the first: the image was turned.
    pub first: (bool, bool),
}

impl Reduced {
    /// The same after a turn of what was decoded by an EXIF orientation.
    #[must_use]
    pub fn turned(self, orientation: u8) -> Self {
        let first = (matches!(orientation, 2 | 3 | 6 | 7), matches!(orientation, 3 | 4 | 7 | 8));
        let ((width, height), (across, down)) = (self.size, self.filled);
        if orientation >= 5 {
            Self { size: (height, width), filled: (down, across), first }
        } else {
            Self { first, ..self }
        }
    }
}

impl Pixels {
    /// Tightly packed pixels around `samples`, whose length must be `width × height × channels`.
    pub fn packed(samples: Samples, layout: Layout, width: u32, height: u32) -> Result<Self> {
        let stride = width as usize * layout.channels();
        let len = match &samples {
            Samples::U8(v) => v.len(),
            Samples::U16(v) => v.len(),
            Samples::F32(v) => v.len(),
        };
        if stride.checked_mul(height as usize) != Some(len) || len == 0 {
            return Err(Error::new(Code::Panicked).reason("sample count does not match the size"));
        }
        let alpha = if layout.has_alpha() { Alpha::Straight } else { Alpha::None };
        Ok(Self { samples, layout, alpha, colour: Colour::Srgb, width, height, stride, reduced: None })
    }

    /// Zeroed, tightly packed pixels from the job's allocator.
    pub fn zeroed(alloc: &mut Alloc, depth: Depth, layout: Layout, width: u32, height: u32) -> Result<Self> {
        let count = sample_count(width, height, layout)?;
        let samples = match depth {
            Depth::U8 => Samples::U8(alloc.zeroed(count)?),
            Depth::U16 => Samples::U16(alloc.zeroed(count)?),
            Depth::F32 => Samples::F32(alloc.zeroed(count)?),
        };
        Self::packed(samples, layout, width, height)
    }

    pub fn depth(&self) -> Depth {
        match self.samples {
            Samples::U8(_) => Depth::U8,
            Samples::U16(_) => Depth::U16,
            Samples::F32(_) => Depth::F32,
        }
    }

    /// Left, top, width and height of what the image fills.
    pub fn filled(&self) -> (f64, f64, f64, f64) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let Some(Reduced { filled: (across, down), first, .. }) = self.reduced else {
            return (0.0, 0.0, width, height);
        };
        let before = |first, side: f64, filled: f64| if first { side - filled } else { 0.0 };
        (before(first.0, width, across), before(first.1, height, down), across, down)
    }

    /// Bytes that the samples occupy.
    pub fn bytes(&self) -> u64 {
        (self.stride as u64) * u64::from(self.height) * self.depth().bytes() as u64
    }
}

/// `width × height × channels`, checked.
pub fn sample_count(width: u32, height: u32, layout: Layout) -> Result<usize> {
    (width as usize)
        .checked_mul(height as usize)
        .and_then(|n| n.checked_mul(layout.channels()))
        .ok_or_else(|| Error::new(Code::MemoryLimit).found("more than the address space"))
}

/// One frame of an image, already composed onto its canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    pub pixels: Pixels,
    /// Milliseconds that it is shown; 0 for stills.
    pub delay_ms: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;
    use crate::ops::auto_orient::orient;

    #[test]
    fn what_an_image_fills_is_turned_with_it() {
        for orientation in 1..=8 {
            // The last column and the last row hold no whole pixel.
            let samples = Samples::U8(vec![1, 1, 9, 1, 1, 9, 1, 1, 9, 9, 9, 9]);
            let mut pixels = Pixels::packed(samples, Layout::Gray, 3, 4).unwrap();
            pixels.reduced = Some(Reduced { size: (20, 30), filled: (2.0, 3.0), first: (false, false) });
            let reduced = pixels.reduced.map(|reduced| reduced.turned(orientation));
            let mut turned = orient(pixels, orientation, &mut Job::default()).unwrap();
            turned.reduced = reduced;
            let (left, top, across, down) = turned.filled();
            let Samples::U8(samples) = &turned.samples else { panic!("8 bit") };
            for (y, row) in samples.chunks(turned.stride).enumerate() {
                for (x, sample) in row.iter().enumerate() {
                    let (x, y) = (x as f64, y as f64);
                    let inside = x >= left && x < left + across && y >= top && y < top + down;
                    assert_eq!(*sample == 1, inside, "orientation {orientation} at {x}, {y}");
                }
            }
        }
    }
}
