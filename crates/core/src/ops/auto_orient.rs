//! Turns pixels upright by the eight EXIF orientations (EXIF 2.32, tag 0x0112).
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the width and height checked on entry"
)]

use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "autoOrient",
    aliases: &[],
    fields: &[],
    positional: &[],
    doc: "Turns the image upright by its orientation tag. It already happens before the first step unless input.autoOrient is false.",
    build,
};

/// A turn. The orientation of a file is known to the pipeline, which applies it once: as a step `autoOrient` is then a no-op.
#[derive(Debug)]
pub struct AutoOrient {
    pub orientation: u8,
}

fn build(_values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(AutoOrient { orientation: 1 }))
}

impl Op for AutoOrient {
    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        Ok(if self.orientation >= 5 { (height, width) } else { (width, height) })
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        orient(pixels, self.orientation, job)
    }
}

/// The upright image; `orientation` outside 2..=8 changes nothing. Rows that stay rows are turned in place.
pub fn orient(mut pixels: Pixels, orientation: u8, job: &mut Job) -> Result<Pixels> {
    if !(2..=8).contains(&orientation) {
        return Ok(pixels);
    }
    job.check_cancel()?;
    if orientation < 5 {
        let (width, stride) = (pixels.width as usize, pixels.stride);
        let channels = pixels.layout.channels();
        match &mut pixels.samples {
            Samples::U8(samples) => mirror(samples, width, channels, stride, orientation),
            Samples::U16(samples) => mirror(samples, width, channels, stride, orientation),
            Samples::F32(samples) => mirror(samples, width, channels, stride, orientation),
        }
        return Ok(pixels);
    }
    let (width, height) = (pixels.height, pixels.width);
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), pixels.layout, width, height)?;
    out.alpha = pixels.alpha;
    out.colour = pixels.colour.clone();
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => turn(from, to, &pixels, orientation),
        (Samples::U16(from), Samples::U16(to)) => turn(from, to, &pixels, orientation),
        (Samples::F32(from), Samples::F32(to)) => turn(from, to, &pixels, orientation),
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

fn mirror<T: Copy>(samples: &mut [T], width: usize, channels: usize, stride: usize, orientation: u8) {
    match channels {
        1 => mirror_pixels::<T, 1>(samples, width, stride, orientation),
        2 => mirror_pixels::<T, 2>(samples, width, stride, orientation),
        3 => mirror_pixels::<T, 3>(samples, width, stride, orientation),
        4 => mirror_pixels::<T, 4>(samples, width, stride, orientation),
        _ => mirror_pixels::<T, 5>(samples, width, stride, orientation),
    }
}

/// 2: left and right are exchanged; 4: top and bottom; 3: both.
fn mirror_pixels<T: Copy, const N: usize>(samples: &mut [T], width: usize, stride: usize, orientation: u8) {
    let row_len = width * N;
    if orientation != 4 {
        for row in samples.chunks_mut(stride) {
            row[..row_len].as_chunks_mut::<N>().0.reverse();
        }
    }
    if orientation != 2 {
        let mut rows = samples.chunks_mut(stride);
        while let (Some(upper), Some(lower)) = (rows.next(), rows.next_back()) {
            upper[..row_len].swap_with_slice(&mut lower[..row_len]);
        }
    }
}

fn turn<T: Copy>(from: &[T], to: &mut [T], source: &Pixels, orientation: u8) {
    match source.layout.channels() {
        1 => turn_pixels::<T, 1>(from, to, source, orientation),
        2 => turn_pixels::<T, 2>(from, to, source, orientation),
        3 => turn_pixels::<T, 3>(from, to, source, orientation),
        4 => turn_pixels::<T, 4>(from, to, source, orientation),
        _ => turn_pixels::<T, 5>(from, to, source, orientation),
    }
}

/// Tiles of this side keep both images in cache while rows become columns.
const TILE: usize = 32;

fn turn_pixels<T: Copy, const N: usize>(from: &[T], to: &mut [T], source: &Pixels, orientation: u8) {
    let (width, height) = (source.width as usize, source.height as usize);
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for y in top..(top + TILE).min(height) {
                let row = &from[y * source.stride..][..width * N];
                for x in left..(left + TILE).min(width) {
                    let (u, v) = match orientation {
                        5 => (y, x),
                        6 => (height - 1 - y, x),
                        7 => (height - 1 - y, width - 1 - x),
                        _ => (y, width - 1 - x),
                    };
                    to[(v * height + u) * N..][..N].copy_from_slice(&row[x * N..][..N]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Layout;

    /// The letter F, as each orientation stores it, per the figure of EXIF 2.32: row 0 and column 0 named by the tag.
    #[test]
    fn each_orientation_turns_its_stored_form_upright() {
        let upright = [1u8, 2, 3, 4, 5, 6];
        let stored: [(u8, u32, u32, [u8; 6]); 8] = [
            (1, 3, 2, [1, 2, 3, 4, 5, 6]),
            (2, 3, 2, [3, 2, 1, 6, 5, 4]),
            (3, 3, 2, [6, 5, 4, 3, 2, 1]),
            (4, 3, 2, [4, 5, 6, 1, 2, 3]),
            (5, 2, 3, [1, 4, 2, 5, 3, 6]),
            (6, 2, 3, [3, 6, 2, 5, 1, 4]),
            (7, 2, 3, [6, 3, 5, 2, 4, 1]),
            (8, 2, 3, [4, 1, 5, 2, 6, 3]),
        ];
        for (orientation, width, height, samples) in stored {
            let pixels = Pixels::packed(Samples::U8(samples.to_vec()), Layout::Gray, width, height).unwrap();
            let turned = orient(pixels, orientation, &mut Job::default()).unwrap();
            assert_eq!((turned.width, turned.height), (3, 2), "orientation {orientation}");
            assert_eq!(turned.samples, Samples::U8(upright.to_vec()), "orientation {orientation}");
        }
    }

    #[test]
    fn images_of_several_tiles_turn_as_small_ones_do() {
        let (width, height) = (70u32, 67u32);
        let samples: Vec<u16> = (0..(width * height * 3) as u16).collect();
        for orientation in 5..=8u8 {
            let pixels = Pixels::packed(Samples::U16(samples.clone()), Layout::Rgb, width, height).unwrap();
            let turned = orient(pixels, orientation, &mut Job::default()).unwrap();
            let Samples::U16(found) = &turned.samples else { panic!("16 bit") };
            for (at, pixel) in (0u32..).zip(samples.chunks(3)) {
                let (x, y) = (at % width, at / width);
                let column = if matches!(orientation, 6 | 7) { height - 1 - y } else { y };
                let row = if matches!(orientation, 7 | 8) { width - 1 - x } else { x };
                let start = (row * height + column) as usize * 3;
                assert_eq!(found[start..start + 3], *pixel, "orientation {orientation}, {x} {y}");
            }
        }
    }

    #[test]
    fn what_lies_between_the_rows_takes_no_part() {
        for (orientation, upright) in
            [(2, [2, 1, 9, 4, 3, 8]), (3, [4, 3, 9, 2, 1, 8]), (4, [3, 4, 9, 1, 2, 8])]
        {
            let pixels = Pixels {
                samples: Samples::U8(vec![1, 2, 9, 3, 4, 8]),
                stride: 3,
                ..Pixels::packed(Samples::U8(vec![0; 4]), Layout::Gray, 2, 2).unwrap()
            };
            let turned = orient(pixels, orientation, &mut Job::default()).unwrap();
            assert_eq!(turned.samples, Samples::U8(upright.to_vec()), "orientation {orientation}");
        }
    }
}
