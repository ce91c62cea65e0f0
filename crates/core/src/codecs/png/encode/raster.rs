//! An image as PNG stores it before filtering: samples packed to their bits, big-endian, row after row.

use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use std::borrow::Cow;

/// A colour of a palette: red, green, blue, alpha.
pub type Rgba = [u8; 4];

/// How samples are to be read (PNG third edition, 11.2.1).
#[derive(Clone, Debug, PartialEq)]
pub enum Colour {
    Gray,
    Rgb,
    /// Colours that are not opaque come first.
    Indexed(Vec<Rgba>),
    GrayAlpha,
    Rgba,
}

impl Colour {
    pub const fn of(layout: Layout) -> Self {
        match layout {
            Layout::Gray => Self::Gray,
            Layout::GrayA => Self::GrayAlpha,
            Layout::Rgba => Self::Rgba,
            _ => Self::Rgb,
        }
    }

    /// The number in the header.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Gray => 0,
            Self::Rgb => 2,
            Self::Indexed(_) => 3,
            Self::GrayAlpha => 4,
            Self::Rgba => 6,
        }
    }

    pub const fn channels(&self) -> usize {
        match self {
            Self::Gray | Self::Indexed(_) => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

#[derive(Debug)]
pub struct Raster<'a> {
    pub colour: Colour,
    /// Bits a sample: 1, 2, 4, 8 or 16.
    pub bits: u8,
    pub width: usize,
    pub height: usize,
    /// One item a byte-aligned sample: two a 16 bit one; those of fewer bits than 8 are packed when their rows are written.
    pub data: Cow<'a, [u8]>,
}

impl<'a> Raster<'a> {
    /// The pixels as they are, at 8 or 16 bit.
    pub fn of(pixels: &'a Pixels, job: &mut Job) -> Result<Self> {
        let (bits, data) = match &pixels.samples {
            Samples::U8(samples) => (8, Cow::Borrowed(samples.as_slice())),
            Samples::U16(samples) => (16, Cow::Owned(big_endian(samples, job)?)),
            Samples::F32(_) => {
                return Err(Error::new(Code::Panicked).format("png").reason("expected 8 or 16 bit samples"));
            }
        };
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        Ok(Self { colour: Colour::of(pixels.layout), bits, width, height, data })
    }

    /// Bytes of `data` a pixel.
    pub fn each(&self) -> usize {
        self.colour.channels() * usize::from(self.bits).div_ceil(8)
    }

    /// How far apart the bytes are that a filter compares.
    pub fn step(&self) -> usize {
        (self.colour.channels() * usize::from(self.bits)).div_ceil(8)
    }

    /// Whole bytes of a row of `width` pixels.
    pub fn row_bytes(&self, width: usize) -> usize {
        (width * self.colour.channels() * usize::from(self.bits)).div_ceil(8)
    }

    /// Rows of `data`.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.data.chunks_exact(self.width * self.each())
    }

    /// Writes pixels of `data` as bytes of a row; the first sample of a byte stands in its high bits.
    pub fn pack(&self, pixels: &[u8], row: &mut Vec<u8>) {
        row.clear();
        if self.bits >= 8 {
            row.extend_from_slice(pixels);
            return;
        }
        let bits = usize::from(self.bits);
        row.extend(pixels.chunks(8 / bits).map(|samples| {
            let shifted = samples.iter().zip(1..).map(|(sample, at)| sample << (8 - at * bits));
            shifted.fold(0, |byte, sample| byte | sample)
        }));
    }
}

fn big_endian(samples: &[u16], job: &mut Job) -> Result<Vec<u8>> {
    let mut bytes = job.alloc.zeroed::<u8>(samples.len() * 2)?;
    for (pair, sample) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(samples) {
        *pair = sample.to_be_bytes();
    }
    Ok(bytes)
}
