//! The numbers of one row, of any size and kind, from packed bytes.

#![expect(
    clippy::indexing_slicing,
    reason = "a kernel: every index is bounded by the length of what it indexes"
)]

use super::super::super::page::{Numbers, Page};
use super::chunk::Grid;
use crate::error::{Code, Error, Result};
use crate::job::Job;

/// One row of a chunk as far as the page goes, samples of a pixel side by side: sample `s` of pixel `x` is at `x * samples + s`.
pub struct Scratch {
    pub values: Values,
    /// From a sample of a buffer to its next.
    step: usize,
    bits: usize,
    numbers: Numbers,
    little: bool,
}

pub enum Values {
    /// Unsigned numbers of up to 16 bits.
    Whole(Vec<u16>),
    /// All others.
    Real(Vec<f32>),
}

impl Scratch {
    pub fn new(page: &Page<'_>, grid: &Grid, job: &mut Job) -> Result<Self> {
        let count = (grid.width.min(page.width) as usize).checked_mul(page.samples).ok_or_else(|| {
            Error::new(Code::MemoryLimit).format("tiff").found("more than the address space")
        })?;
        let values = if page.numbers == Numbers::Unsigned && page.bits <= 16 {
            Values::Whole(job.alloc.zeroed(count)?)
        } else {
            Values::Real(job.alloc.zeroed(count)?)
        };
        Ok(Self {
            values,
            step: if page.planar { page.samples } else { 1 },
            bits: page.bits as usize,
            numbers: page.numbers,
            little: page.directory.order.little,
        })
    }

    pub fn bytes(&self) -> u64 {
        match &self.values {
            Values::Whole(values) => values.len() as u64 * 2,
            Values::Real(values) => values.len() as u64 * 4,
        }
    }

    /// Fills it from row `row` of the buffers: one, or one a plane.
    pub fn unpack(&mut self, buffers: &[Vec<u8>], row: usize, grid: &Grid) {
        let step = self.step;
        for (plane, buffer) in buffers.iter().enumerate() {
            let bytes = buffer.get(row * grid.row..(row + 1) * grid.row).unwrap_or_default();
            match &mut self.values {
                Values::Whole(values) => {
                    whole(bytes, self.bits, self.little, values.iter_mut().skip(plane).step_by(step));
                }
                Values::Real(values) => {
                    let to = values.iter_mut().skip(plane).step_by(step);
                    real(bytes, (self.numbers, self.bits), self.little, to);
                }
            }
        }
    }
}

fn whole<'a>(bytes: &[u8], bits: usize, little: bool, to: impl Iterator<Item = &'a mut u16>) {
    match bits {
        8 => to.zip(bytes).for_each(|(to, byte)| *to = u16::from(*byte)),
        16 => {
            let (pairs, _) = bytes.as_chunks::<2>();
            if little {
                to.zip(pairs).for_each(|(to, pair)| *to = u16::from_le_bytes(*pair));
            } else {
                to.zip(pairs).for_each(|(to, pair)| *to = u16::from_be_bytes(*pair));
            }
        }
        // From the highest bit on, whatever the byte order.
        bits => {
            let (mut held, mut count, mut next) = (0u32, 0, 0);
            for to in to {
                while count < bits {
                    held = held << 8 | u32::from(bytes.get(next).copied().unwrap_or(0));
                    next += 1;
                    count += 8;
                }
                count -= bits;
                *to = (held >> count & ((1 << bits) - 1)) as u16;
            }
        }
    }
}

fn real<'a>(
    bytes: &[u8],
    (numbers, bits): (Numbers, usize),
    little: bool,
    to: impl Iterator<Item = &'a mut f32>,
) {
    if (numbers, bits) == (Numbers::Float, 32) {
        let (words, _) = bytes.as_chunks::<4>();
        if little {
            to.zip(words).for_each(|(to, word)| *to = f32::from_le_bytes(*word));
        } else {
            to.zip(words).for_each(|(to, word)| *to = f32::from_be_bytes(*word));
        }
        return;
    }
    for (to, bytes) in to.zip(bytes.chunks_exact(bits / 8)) {
        let mut wide = [0; 8];
        // The lowest byte first.
        for (place, byte) in wide.iter_mut().zip(bytes) {
            *place = *byte;
        }
        if !little {
            wide[..bits / 8].reverse();
        }
        let value = u64::from_le_bytes(wide);
        *to = match (numbers, bits) {
            (Numbers::Float, 16) => half(value as u16),
            (Numbers::Float, 24) => three_bytes(value as u32),
            (Numbers::Float, 32) => f32::from_bits(value as u32),
            (Numbers::Float, _) => f64::from_bits(value) as f32,
            (Numbers::Signed, 8) => f32::from(value as i8),
            (Numbers::Signed, 16) => f32::from(value as i16),
            // libvips takes the unsigned ones for signed on their way to 8 bit, and so shows the upper half as black.
            (_, 32) => value as i32 as f32,
            (Numbers::Signed, _) => value as i64 as f32,
            _ => value as f32,
        };
    }
}

/// IEEE 754 binary16.
fn half(bits: u16) -> f32 {
    let fraction = f32::from(bits & 0x3ff);
    let size = match bits >> 10 & 0x1f {
        0 => fraction / 16_777_216.0,
        0x1f if fraction == 0.0 => f32::INFINITY,
        0x1f => f32::NAN,
        exponent => f32::from_bits((u32::from(exponent) + 112) << 23 | u32::from(bits & 0x3ff) << 13),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

/// Adobe's 24 bit float (Photoshop TIFF Technical Note 3): 7 bits of exponent from -63 on, 16 of fraction.
fn three_bytes(bits: u32) -> f32 {
    let fraction = bits & 0xffff;
    let size = match bits >> 16 & 0x7f {
        0 => fraction as f32 / f32::from_bits((127 + 78) << 23),
        0x7f if fraction == 0 => f32::INFINITY,
        0x7f => f32::NAN,
        exponent => f32::from_bits((exponent + 64) << 23 | fraction << 7),
    };
    if bits & 0x80_0000 == 0 { size } else { -size }
}

/// Subsampled YCbCr (TIFF 6.0 section 21): units of `across × down` Y, one Cb and one Cr, spread to three samples a pixel.
pub fn spread_units(units: &[u8], width: usize, (across, down): (u32, u32), out: &mut [u8]) {
    let (across, down) = (across as usize, down as usize);
    let size = across * down + 2;
    let row_units = width.div_ceil(across);
    for (y, row) in out.chunks_exact_mut(width * 3).enumerate() {
        let line = units.get(y / down * row_units * size..).unwrap_or_default();
        for (pixels, unit) in row.chunks_mut(across * 3).zip(line.chunks_exact(size)) {
            for (x, pixel) in pixels.chunks_exact_mut(3).enumerate() {
                pixel[0] = unit[y % down * across + x];
                pixel[1] = unit[size - 2];
                pixel[2] = unit[size - 1];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_odd_sizes_lie_from_the_highest_bit_on() {
        let mut out = [0; 2];
        whole(&[0xab, 0xcd, 0xef], 12, true, out.iter_mut());
        assert_eq!(out, [0xabc, 0xdef]);
        let mut out = [0; 8];
        whole(&[0b1010_0110], 1, false, out.iter_mut());
        assert_eq!(out, [1, 0, 1, 0, 0, 1, 1, 0]);
        let mut out = [0; 3];
        whole(&[0b1010_0110, 0b0000_0000], 5, false, out.iter_mut());
        assert_eq!(out, [0b10100, 0b11000, 0]);
    }

    /// Values of IEEE 754-2019, and of Technical Note 3 by hand.
    #[test]
    fn short_floats_are_what_their_standards_say() {
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65_504.0),
            (0x0001, 5.960_464_5e-8),
            (0x3555, 0.333_251_95),
        ] {
            assert_eq!(half(bits).to_bits(), f32::to_bits(value));
        }
        assert!(half(0x7e00).is_nan() && half(0xfc00) == f32::NEG_INFINITY);
        for (bits, value) in [(0x3f_0000, 1.0), (0xbf_8000, -1.5), (0x40_4000, 2.5), (0, 0.0)] {
            assert_eq!(three_bytes(bits).to_bits(), f32::to_bits(value));
        }
    }
}
