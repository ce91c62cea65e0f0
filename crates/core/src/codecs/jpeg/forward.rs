//! Pixels to unquantised DCT coefficients (T.81 annex A.3.3), for what decides how each of them is rounded.

#![expect(clippy::indexing_slicing, reason = "every index is below a size that stands in the same function")]

use super::blocks::{self, Block};
use super::dering;
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Layout, Pixels};

/// A coefficient's unit is a sixteenth: fine enough to be rounded later, and 16 bits hold it.
pub const UNIT: f32 = 16.0;

/// One component's blocks, row by row, with those that fill the last units; each has its coefficients row by row.
pub struct Plane {
    pub blocks: Vec<Block>,
    pub blocks_x: usize,
    pub blocks_y: usize,
    pub horizontal: usize,
    pub vertical: usize,
}

/// The components of 8 bit grey or RGB, colour by `(horizontal, vertical)` coarser. `steps`, where white may be overshot: the
/// quantisers of the constant parts of luma and colour.
pub fn planes(
    pixels: &Pixels,
    samples: &[u8],
    coarser: (usize, usize),
    steps: Option<[u16; 2]>,
    job: &mut Job,
) -> Result<Vec<Plane>> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let grey = pixels.layout == Layout::Gray;
    let (horizontal, vertical) = if grey { (1, 1) } else { coarser };
    let units = (width.div_ceil(8 * horizontal), height.div_ceil(8 * vertical));
    let size = (units.0 * 8 * horizontal, units.1 * 8 * vertical);
    let channels = pixels.layout.channels();
    let mut planes = Vec::with_capacity(channels);
    let mut full = job.alloc.zeroed::<u8>(size.0 * size.1)?;
    for channel in 0..channels {
        job.check_cancel()?;
        // What lies beyond the edge repeats it.
        for (y, row) in full.chunks_exact_mut(size.0).enumerate() {
            let start = y.min(height - 1) * pixels.stride;
            let from = &samples[start..start + width * channels];
            for (to, pixel) in row.iter_mut().zip(from.chunks_exact(channels)) {
                *to = match pixel {
                    [red, green, blue] => {
                        component(channel, i32::from(*red), i32::from(*green), i32::from(*blue))
                    }
                    _ => pixel[0],
                };
            }
            let last = row[width - 1];
            row[width..].fill(last);
        }
        let (across, down) = if channel == 0 { (horizontal, vertical) } else { (1, 1) };
        let (blocks_x, blocks_y) = (units.0 * across, units.1 * down);
        let mut blocks = blocks::zeroed(blocks_x * blocks_y, job)?;
        let shrink = (horizontal / across, vertical / down);
        for (y, row) in blocks.chunks_exact_mut(blocks_x).enumerate() {
            for (x, to) in row.iter_mut().enumerate() {
                let mut samples = block(&full, size.0, (x, y), shrink);
                if let Some([luma, chroma]) = steps {
                    dering::overshoot(&mut samples, if channel == 0 { luma } else { chroma });
                }
                *to = transform(&samples);
            }
        }
        planes.push(Plane { blocks, blocks_x, blocks_y, horizontal: across, vertical: down });
    }
    job.alloc.release(full.len() as u64);
    Ok(planes)
}

/// Y, Cb or Cr (JFIF 1.02) in 16 bit fixed point.
fn component(channel: usize, red: i32, green: i32, blue: i32) -> u8 {
    const CENTRE: i32 = (128 << 16) + (1 << 15) - 1;
    let sum = match channel {
        0 => 19_595 * red + 38_470 * green + 7_471 * blue + (1 << 15),
        1 => -11_059 * red - 21_709 * green + 32_768 * blue + CENTRE,
        _ => 32_768 * red - 27_439 * green - 5_329 * blue + CENTRE,
    };
    (sum >> 16) as u8
}

/// Samples of a block around zero, each the mean of `shrink` samples of the full plane.
fn block(full: &[u8], width: usize, (x, y): (usize, usize), shrink: (usize, usize)) -> [f32; 64] {
    let mut samples = [0.0; 64];
    let scale = 1.0 / (shrink.0 * shrink.1) as f32;
    for (row, samples) in samples.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        for (column, sample) in samples.iter_mut().enumerate() {
            let start = (y * 8 + row) * shrink.1 * width + (x * 8 + column) * shrink.0;
            let rows = (0..shrink.1).map(|down| &full[start + down * width..start + down * width + shrink.0]);
            let sum: u32 = rows.flatten().map(|value| u32::from(*value)).sum();
            *sample = sum as f32 * scale - 128.0;
        }
    }
    samples
}

fn transform(samples: &[f32; 64]) -> Block {
    let mut half = [0.0f32; 64];
    for row in 0..8 {
        for u in 0..8 {
            half[row * 8 + u] = (0..8).map(|x| samples[row * 8 + x] * BASIS[u][x]).sum();
        }
    }
    let mut block = [0; 64];
    for v in 0..8 {
        for u in 0..8 {
            let sum: f32 = (0..8).map(|y| half[y * 8 + u] * BASIS[v][y]).sum();
            block[v * 8 + u] = nearest(sum * UNIT);
        }
    }
    block
}

/// The nearest integer, the even one of two: adding what leaves no room for a fraction is exact and the same everywhere.
pub fn nearest(value: f32) -> i16 {
    const NO_FRACTION: f32 = 12_582_912.0;
    ((value + NO_FRACTION) - NO_FRACTION) as i16
}

/// Half the cosines of the transform, by frequency and place.
const BASIS: [[f32; 8]; 8] = basis();

const fn basis() -> [[f32; 8]; 8] {
    // cos(k π / 16)
    const COSINES: [f32; 9] = [
        1.0,
        0.980_785_25,
        0.923_879_5,
        0.831_469_6,
        0.707_106_77,
        0.555_570_25,
        0.382_683_43,
        0.195_090_32,
        0.0,
    ];
    let mut basis = [[0.0; 8]; 8];
    let mut u = 0;
    while u < 8 {
        let mut x = 0;
        while x < 8 {
            let at = ((2 * x + 1) * u) % 32;
            let cosine = match at {
                0..=8 => COSINES[at],
                9..=16 => -COSINES[16 - at],
                17..=24 => -COSINES[at - 16],
                _ => COSINES[32 - at],
            };
            basis[u][x] = if u == 0 { COSINES[4] / 2.0 } else { cosine / 2.0 };
            x += 1;
        }
        u += 1;
    }
    basis
}
