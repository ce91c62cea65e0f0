//! The kernel that mixes nothing: each pixel of the result is one of the image's, the one that libvips takes.

use super::geometry::{Geometry, Shrink};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};

/// Scales the whole image to `geometry.scaled` and keeps the part that a crop leaves.
pub fn scale(pixels: Pixels, geometry: &Geometry, job: &mut Job) -> Result<Pixels> {
    let whole = (pixels.width, pixels.height);
    let (width, height) = geometry.kept;
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), pixels.layout, width, height)?;
    (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
    // Padding has a place of its own; a crop begins there.
    let first = |kept: u32, scaled: u32, first: u32| if kept < scaled { first } else { 0 };
    let left = first(width, geometry.scaled.0, geometry.left);
    let top = first(height, geometry.scaled.1, geometry.top);
    let columns = taken(whole.0, geometry.scaled.0, geometry.across, left, width);
    let rows = taken(whole.1, geometry.scaled.1, geometry.down, top, height);
    let pick =
        Pick { columns: &columns, rows: &rows, stride: pixels.stride, channels: pixels.layout.channels() };
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => pick.all(from, to, job)?,
        (Samples::U16(from), Samples::U16(to)) => pick.all(from, to, job)?,
        (Samples::F32(from), Samples::F32(to)) => pick.all(from, to, job)?,
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// Which of `whole` pixels are the `kept` from `first` on of `scaled`. Larger: the one at or before. Smaller: the first of whole blocks
/// while twice the size is left, and of those the one in the middle.
fn taken(whole: u32, scaled: u32, Shrink { of, to }: Shrink, first: u32, kept: u32) -> Vec<usize> {
    let block = (whole / scaled.saturating_mul(2)).max(1);
    let blocks = f64::from(whole / block);
    let (block, last) = (f64::from(block), f64::from(whole) - 1.0);
    let one = |x: u32| {
        let x = f64::from(x);
        if of <= to {
            return (x * of / to).floor().min(last) as usize;
        }
        // (x + 1/2) × of ÷ to, less half of what the blocks leave of the image, in blocks: a ratio of whole numbers, so that it is exact.
        let twice = (2.0 * x + 1.0) * of - f64::from(scaled) * of + blocks * block * to;
        (block * (twice / (2.0 * block * to)).floor().clamp(0.0, blocks - 1.0)) as usize
    };
    (first..first + kept).map(one).collect()
}

struct Pick<'a> {
    columns: &'a [usize],
    rows: &'a [usize],
    stride: usize,
    channels: usize,
}

impl Pick<'_> {
    fn all<T: Copy>(&self, from: &[T], to: &mut [T], job: &Job) -> Result<()> {
        match self.channels {
            1 => self.pixels::<T, 1>(from, to, job),
            2 => self.pixels::<T, 2>(from, to, job),
            3 => self.pixels::<T, 3>(from, to, job),
            4 => self.pixels::<T, 4>(from, to, job),
            _ => self.pixels::<T, 5>(from, to, job),
        }
    }

    fn pixels<T: Copy, const N: usize>(&self, from: &[T], to: &mut [T], job: &Job) -> Result<()> {
        for (row, out) in self.rows.iter().zip(to.chunks_exact_mut(self.columns.len() * N)) {
            job.check_cancel()?;
            let row = from.get(row * self.stride..).unwrap_or_default().as_chunks::<N>().0;
            for (column, out) in self.columns.iter().zip(out.as_chunks_mut::<N>().0) {
                if let Some(pixel) = row.get(*column) {
                    *out = *pixel;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pixels_are_those_that_sharp_takes() {
        // sharp 0.35.5: resize of a row that counts up, kernel: 'nearest', fit: 'fill'.
        for (whole, scaled, expected) in [
            (10, 3, &[1, 5, 8][..]),
            (10, 7, &[0, 2, 3, 5, 6, 7, 9]),
            (100, 7, &[0, 14, 28, 49, 63, 77, 91]),
            (23, 5, &[0, 6, 10, 14, 20]),
            (3, 7, &[0, 0, 0, 1, 1, 2, 2]),
            (5, 12, &[0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4]),
        ] {
            let shrink = Shrink { of: f64::from(whole), to: f64::from(scaled) };
            assert_eq!(taken(whole, scaled, shrink, 0, scaled), expected, "{whole} to {scaled}");
            assert_eq!(taken(whole, scaled, shrink, 1, scaled - 1), expected[1..], "{whole} to {scaled}");
        }
        for whole in 1..60 {
            for scaled in 1..130 {
                let shrink = Shrink { of: f64::from(whole), to: f64::from(scaled) };
                let taken = taken(whole, scaled, shrink, 0, scaled);
                assert!(taken.is_sorted() && taken.iter().all(|at| *at < whole as usize));
            }
        }
    }
}
