//! The bytes of a row as strips and tiles hold them: whole samples or their differences, and grey of few bits.

use crate::colour::curve;
use crate::pixels::{Pixels, Samples};
use std::borrow::Cow;

/// How samples are stored.
#[derive(Clone, Copy)]
pub struct Form {
    /// Differences of neighbours instead of the numbers themselves.
    pub differences: bool,
    pub shallow: Option<Shallow>,
}

impl Form {
    /// Bits of a sample as it is stored.
    pub fn bits(self, pixels: &Pixels) -> u16 {
        self.shallow.map_or(pixels.depth().bytes() as u16 * 8, |shallow| shallow.bits as u16)
    }

    /// Bytes of so many pixels beside each other.
    pub fn row(self, pixels: &Pixels, width: usize) -> usize {
        (width * pixels.layout.channels() * usize::from(self.bits(pixels))).div_ceil(8)
    }
}

/// Grey of fewer bits than a byte has.
#[derive(Clone, Copy)]
pub struct Shallow {
    pub bits: u32,
    /// White is 0.
    pub inverted: bool,
}

impl Shallow {
    /// The highest bits of each sample.
    fn pack(self, row: &[u8], to: &mut [u8]) {
        let flip = if self.inverted { 255 } else { 0 };
        for (to, samples) in to.iter_mut().zip(row.chunks(8 / self.bits as usize)) {
            let places = (0..8).step_by(self.bits as usize);
            let packed = samples.iter().zip(places);
            *to = packed.fold(0, |byte, (sample, place)| {
                byte | (sample ^ flip) >> (8 - self.bits) << (8 - self.bits - place)
            });
        }
    }
}

/// The bytes of a row from `left` on as they are packed: `width` pixels, of which the last goes on beyond the image's edge.
pub fn fill(pixels: &Pixels, form: Form, (left, y): (usize, usize), width: usize, to: &mut [u8]) {
    let channels = pixels.layout.channels();
    let (from, len) = (y * pixels.stride + left * channels, width * channels);
    let inside = from..from + len.min((pixels.width as usize - left) * channels);
    let step = if form.differences { channels } else { len };
    match &pixels.samples {
        Samples::U8(samples) => {
            let row = lengthened(samples.get(inside).unwrap_or_default(), len, channels);
            if let Some(shallow) = form.shallow {
                shallow.pack(&row, to);
                return;
            }
            let before = std::iter::repeat_n(&0, step).chain(row.iter());
            to.iter_mut()
                .zip(row.iter().zip(before))
                .for_each(|(to, (here, left))| *to = here.wrapping_sub(*left));
        }
        Samples::U16(samples) => {
            let row = lengthened(samples.get(inside).unwrap_or_default(), len, channels);
            let before = std::iter::repeat_n(&0, step).chain(row.iter());
            for (to, (here, left)) in to.as_chunks_mut::<2>().0.iter_mut().zip(row.iter().zip(before)) {
                *to = here.wrapping_sub(*left).to_le_bytes();
            }
        }
        Samples::F32(samples) => {
            let row = lengthened(samples.get(inside).unwrap_or_default(), len, channels);
            floats(&row, channels, form.differences, to);
        }
    }
}

/// A row of `len` samples, the last pixel repeated.
fn lengthened<T: Copy>(row: &[T], len: usize, channels: usize) -> Cow<'_, [T]> {
    if row.len() >= len {
        return Cow::Borrowed(row);
    }
    let last = row.get(row.len().saturating_sub(channels)..).unwrap_or_default();
    Cow::Owned(row.iter().chain(last.iter().cycle()).take(len).copied().collect())
}

/// Floats as readers show them (`decode/colour.rs`): of RGB linear light, of grey with white at 255. Stored apart by the place
/// of their bytes, the highest first, where differences are wanted (Photoshop TIFF Technical Note 3).
fn floats(row: &[f32], channels: usize, differences: bool, to: &mut [u8]) {
    let colours = channels - usize::from(channels.is_multiple_of(2));
    let stored = row.iter().enumerate().map(|(index, value)| match index % channels {
        _ if channels < 3 => value * 255.0,
        channel if channel < colours => curve::decode(*value),
        _ => *value,
    });
    if !differences {
        to.as_chunks_mut::<4>().0.iter_mut().zip(stored).for_each(|(to, value)| *to = value.to_le_bytes());
        return;
    }
    for (index, value) in stored.enumerate() {
        let places = to.iter_mut().skip(index).step_by(row.len().max(1));
        places.zip(value.to_be_bytes()).for_each(|(to, byte)| *to = byte);
    }
    for at in (channels..to.len()).rev() {
        if let (Some(left), Some(here)) = (to.get(at - channels).copied(), to.get_mut(at)) {
            *here = here.wrapping_sub(left);
        }
    }
}
