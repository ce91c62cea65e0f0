//! The small copy in which attention is looked for, to the bit as libvips makes it, for a level more or less in it moves a crop: averages of
//! whole blocks while twice the size is left, then Lanczos' three lobes, columns before rows; what is smaller is enlarged bicubically.

use super::interest::View;
use super::lanczos;
use crate::error::Result;
use crate::job::Job;

pub const SIDE: usize = 32;

/// The colours of a small copy; of grey only the first counts.
pub type Small = [[[u16; 3]; SIDE]; SIDE];

/// Weights are in parts of 4,096, cut; places in 64ths.
const WEIGHT_BITS: u32 = 12;
const PLACES: usize = 64;

pub fn of(view: &View<'_>, job: &mut Job) -> Result<Small> {
    let (width, height, bands) = (view.width(), view.height(), view.bands());
    let len = width * bands;
    let mean = Mean::of(height, view.full());
    let mut lines: Vec<u16> = job.alloc.zeroed(height.div_ceil(mean.block) * len)?;
    let bytes = lines.len() as u64 * 2;
    mean.of_lines(height, len, &mut lines, |y, sums| view.add_line(y, sums), job)?;
    let rows = reduced(lines, len, height, mean.block, view.full());
    let across = Mean::of(width, view.full());
    let columns = transposed(&rows, width, bands);
    let len = rows.len() / width;
    let mut means = vec![0; width.div_ceil(across.block) * len];
    let add = |x: usize, sums: &mut [u32]| {
        let column = columns.get(x * len..(x + 1) * len).unwrap_or_default();
        sums.iter_mut().zip(column).for_each(|(sum, v)| *sum += u32::from(*v));
    };
    across.of_lines(width, len, &mut means, add, job)?;
    let columns = reduced(means, len, width, across.block, view.full());
    job.alloc.release(bytes);
    Ok(enlarged(&columns, len / bands, bands, view.full()))
}

/// The average of a block, rounded as by libvips: 8 bit sums are multiplied by a reciprocal that is cut.
struct Mean {
    block: usize,
    half: u32,
    by: Option<u64>,
}

impl Mean {
    fn of(side: usize, full: u32) -> Self {
        let block = (side / (2 * SIDE)).max(1);
        let by = (full == 255).then(|| (1 << 24) / block as u64);
        Self { block, half: block as u32 / 2, by }
    }

    fn of_sum(&self, sum: u32) -> u16 {
        let sum = sum + self.half;
        match self.by {
            Some(by) => ((u64::from(sum) * by) >> 24) as u16,
            None => (sum / self.block as u32) as u16,
        }
    }

    /// Of `count` lines of `len` samples, a block to one of `out`; `add` adds a line to sums. Past the last one it goes on.
    fn of_lines(
        &self,
        count: usize,
        len: usize,
        out: &mut [u16],
        add: impl Fn(usize, &mut [u32]),
        job: &Job,
    ) -> Result<()> {
        let mut sums = vec![0u32; len];
        for (at, line) in out.chunks_exact_mut(len).enumerate() {
            job.check_cancel()?;
            sums.fill(0);
            for each in at * self.block..(at + 1) * self.block {
                add(each.min(count - 1), &mut sums);
            }
            line.iter_mut().zip(&sums).for_each(|(out, sum)| *out = self.of_sum(*sum));
        }
        Ok(())
    }
}

/// [`SIDE`] lines of those that blocks of `whole` lines left; fewer stay as they are.
fn reduced(lines: Vec<u16>, len: usize, whole: usize, block: usize, full: u32) -> Vec<u16> {
    if whole <= SIDE {
        return lines;
    }
    let shrink = 1.0 / (SIDE as f64 / whole as f64);
    let extra = (SIDE as f64 * shrink - whole as f64) / block as f64;
    let shrink = shrink / block as f64;
    let taps = 2 * libm::rint(3.0 * shrink) as usize + 1;
    let masks: Vec<Vec<i64>> = (0..=PLACES).map(|place| mask(place, taps, shrink)).collect();
    let last = (lines.len() / len) as i64 - 1;
    let mut at = 0.5 * shrink - 0.5 - (f64::midpoint(1.0, extra) - 1.0);
    let mut out = Vec::with_capacity(SIDE * len);
    for _ in 0..SIDE {
        let first = at as i64 - (taps / 2) as i64;
        let mask = masks.get(place(at)).map(Vec::as_slice).unwrap_or_default();
        let mut sums = vec![1i64 << (WEIGHT_BITS - 1); len];
        for (line, weight) in (first..).zip(mask) {
            let start = line.clamp(0, last) as usize * len;
            let line = lines.get(start..start + len).unwrap_or_default();
            sums.iter_mut().zip(line).for_each(|(sum, v)| *sum += i64::from(*v) * weight);
        }
        out.extend(sums.into_iter().map(|sum| (sum >> WEIGHT_BITS).clamp(0, i64::from(full)) as u16));
        at += shrink;
    }
    out
}

/// The nearest of the places between two pixels.
fn place(at: f64) -> usize {
    ((at * 2.0 * PLACES as f64) as usize % (2 * PLACES)).div_ceil(2)
}

fn mask(place: usize, taps: usize, shrink: f64) -> Vec<i64> {
    let middle = place as f64 / PLACES as f64 + taps as f64 / 2.0 - 1.0;
    let weights: Vec<f64> = (0..taps).map(|i| lanczos((i as f64 - middle) / shrink, 3.0)).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| (weight / sum * f64::from(1 << WEIGHT_BITS)) as i64).collect()
}

/// Lines of `width` pixels as one line a column.
fn transposed(lines: &[u16], width: usize, bands: usize) -> Vec<u16> {
    let mut out = Vec::with_capacity(lines.len());
    for x in 0..width {
        for line in lines.chunks_exact(width * bands) {
            out.extend_from_slice(line.get(x * bands..(x + 1) * bands).unwrap_or_default());
        }
    }
    out
}

/// The pixels of columns of `height`, and as many as are missing of both sides: half a pixel to the right and downwards, as libvips enlarges.
fn enlarged(columns: &[u16], height: usize, bands: usize, full: u32) -> Small {
    let width = columns.len() / (height * bands);
    let at = |x: i64, y: i64, band: usize| {
        let inside = |at: i64, side: usize| at.clamp(0, side as i64 - 1) as usize;
        let index = (inside(x, width) * height + inside(y, height)) * bands + band;
        i64::from(columns.get(index).copied().unwrap_or_default())
    };
    let whole = (width, height) == (SIDE, SIDE);
    let step = |side: usize| 1.0 / (SIDE as f64 / side as f64);
    let mut out = [[[0; 3]; SIDE]; SIDE];
    for (y, row) in out.iter_mut().enumerate() {
        let down = Cubic::of(y as f64 * step(height) - 0.5);
        for (x, pixel) in row.iter_mut().enumerate() {
            let across = Cubic::of(x as f64 * step(width) - 0.5);
            for (band, value) in pixel.iter_mut().enumerate().take(bands) {
                *value = if whole {
                    at(x as i64, y as i64, band) as u16
                } else {
                    let line = |y: i64| across.sum(|x| at(x, y, band));
                    down.sum(line).clamp(0, i64::from(full)) as u16
                };
            }
        }
    }
    out
}

/// Catmull-Rom between four pixels.
struct Cubic {
    first: i64,
    weights: [i64; 4],
}

impl Cubic {
    fn of(at: f64) -> Self {
        let before = libm::floor(at);
        let x = place(at - before) as f64 / PLACES as f64;
        let rest = 1.0 - x;
        let (outer, last) = (-0.5 * x * rest * rest, -0.5 * x * x * rest);
        let weights = [outer, rest - 2.0 * outer + last, x - 2.0 * last + outer, last];
        Self {
            first: before as i64 - 1,
            weights: weights.map(|weight| (weight * f64::from(1 << WEIGHT_BITS)) as i64),
        }
    }

    fn sum(&self, at: impl Fn(i64) -> i64) -> i64 {
        let sum: i64 = (self.first..).zip(self.weights).map(|(place, weight)| at(place) * weight).sum();
        (sum + (1 << (WEIGHT_BITS - 1))) >> WEIGHT_BITS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::noisy;
    use crate::pixels::{Depth, Layout};

    #[test]
    fn the_copy_is_that_of_libvips() {
        // sharp 0.35.5 (libvips 8.18.7): resize(32, 32, { fit: 'fill' }) of these pixels. A line, and all samples as digits of 31.
        for (depth, layout, size, line, all) in [
            (Depth::U8, Layout::Gray, (70, 45), [123, 48, 131, 137], 2_318_623_269u32),
            (Depth::U8, Layout::Gray, (230, 33), [150, 110, 133, 123], 2_997_828_839),
            (Depth::U8, Layout::Gray, (20, 90), [182, 178, 163, 120], 3_791_335_922),
            (Depth::U8, Layout::Rgb, (101, 210), [131, 129, 127, 127], 2_781_074_615),
            (Depth::U8, Layout::Gray, (9, 31), [181, 181, 185, 200], 4_016_551_788),
            (Depth::U16, Layout::Gray, (70, 45), [31_546, 12_432, 33_650, 35_104], 3_673_190_148),
            (Depth::U16, Layout::Gray, (230, 33), [38_642, 28_341, 34_341, 31_826], 3_674_352_309),
        ] {
            let pixels = noisy(depth, layout, size.0, size.1);
            let view = View::new(&pixels, false);
            let small = of(&view, &mut Job::default()).unwrap();
            assert_eq!([0, 1, 2, 3].map(|x| small[5][x][0]), line, "{depth:?} {size:?}");
            let samples = small.iter().flatten().flat_map(|pixel| &pixel[..view.bands()]);
            let digits = samples.fold(0u32, |sum, v| sum.wrapping_mul(31).wrapping_add(u32::from(*v)));
            assert_eq!(digits, all, "{depth:?} {size:?}");
        }
    }
}
