//! Masks of any weights, given one by one.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

use super::super::alpha;
use super::super::widest::widest;
use super::{BLOCK, GROUP, Pass, Shape, beside, filter, real};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::whole;

/// Weights of any kind: the sum of all is divided by `scale`, then `offset` is added.
#[derive(Clone, Debug)]
pub struct Kernel {
    pub width: usize,
    pub height: usize,
    pub weights: Vec<f32>,
    pub scale: f32,
    pub offset: f32,
}

impl Kernel {
    /// Columns and rows from the middle, and the weight, where there is one. An even side has its middle right of, or below, the centre.
    fn taps(&self) -> Vec<(isize, isize, f32)> {
        let rows = self.weights.chunks_exact(self.width).enumerate();
        let all = rows.flat_map(|(y, row)| {
            row.iter().enumerate().map(move |(x, weight)| {
                (x as isize - (self.width / 2) as isize, y as isize - (self.height / 2) as isize, *weight)
            })
        });
        all.filter(|(_, _, weight)| *weight != 0.0).collect()
    }

    fn reach(&self) -> [usize; 3] {
        [self.width / 2, self.height / 2, (self.height - 1) / 2]
    }

    /// Bytes times these weights are sums that 16 bit hold.
    fn is_short(&self) -> bool {
        let whole = self.weights.iter().all(|weight| weight.fract() == 0.0);
        whole && self.weights.iter().map(|weight| weight.abs()).sum::<f32>() <= 128.0
    }

    pub fn apply(&self, pixels: &mut Pixels, job: &mut Job) -> Result<()> {
        let shape = Shape::of(pixels);
        let mixed = alpha::is_mixed(pixels);
        match &mut pixels.samples {
            Samples::U8(samples) if self.is_short() && !mixed => {
                let same = |from: &[u8], to: &mut [u8]| to.copy_from_slice(from);
                filter(samples, shape, &mut Bytes(Taps { kernel: self, taps: self.taps() }), same, same, job)
            }
            _ => real(pixels, &mut Taps { kernel: self, taps: self.taps() }, job),
        }
    }
}

struct Taps<'a> {
    kernel: &'a Kernel,
    taps: Vec<(isize, isize, f32)>,
}

impl Taps<'_> {
    /// The sums of each block of a row, handed to `finish` with their results' place.
    fn sums<'a, T: Copy + 'a, W: Copy, S: Copy + Default>(
        &self,
        row: &dyn Fn(isize) -> &'a [T],
        lanes: usize,
        out: &mut [T],
        sum: (impl Fn(f32) -> W, impl Fn(S, W, T) -> S + Copy),
        finish: impl Fn(S) -> T + Copy,
    ) {
        let side = self.kernel.reach()[0];
        let (weight, add) = sum;
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let mut sums = [S::default(); BLOCK];
            let sums = &mut sums[..len];
            let part = |(x, y, _): (isize, isize, f32)| &beside(row(y), side, lanes, x)[block * BLOCK..];
            let (groups, rest) = self.taps.as_chunks::<GROUP>();
            for taps in groups {
                weigh(taps.map(|(_, _, by)| weight(by)), taps.map(part), sums, add);
            }
            for tap in rest {
                weigh([weight(tap.2)], [part(*tap)], sums, add);
            }
            convert(sums, out, finish);
        }
    }
}

widest! {
    fn convert [S: Copy, T, F: Fn(S) -> T] [S, T, F] (sums: &[S], out: &mut [T], of: F) {
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = of(*sum);
        }
    }
}

widest! {
    /// Adds weighted samples to their sums.
    fn weigh [T: Copy, W: Copy, S: Copy, A: Fn(S, W, T) -> S, const N: usize] [T, W, S, A, N] (
        weights: [W; N],
        samples: [&[T]; N],
        sums: &mut [S],
        add: A,
    ) {
        let len = sums.len();
        let samples = samples.map(|row| &row[..len]);
        for i in 0..len {
            for k in 0..N {
                sums[i] = add(sums[i], weights[k], samples[k][i]);
            }
        }
    }
}

impl Pass for Taps<'_> {
    type Row = f32;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        self.kernel.reach()
    }

    fn across(&mut self, padded: &[f32], _: usize, out: &mut [f32]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [f32], lanes: usize, out: &mut [f32]) {
        let Kernel { scale, offset, .. } = *self.kernel;
        self.sums(
            row,
            lanes,
            out,
            (|weight| weight, |sum, weight, sample| sum + weight * sample),
            |sum: f32| sum / scale + offset,
        );
    }
}

/// [`Taps`] of whole weights over bytes.
struct Bytes<'a>(Taps<'a>);

impl Pass for Bytes<'_> {
    type Row = u8;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        self.0.kernel.reach()
    }

    fn across(&mut self, padded: &[u8], _: usize, out: &mut [u8]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u8], lanes: usize, out: &mut [u8]) {
        let Kernel { scale, offset, .. } = *self.0.kernel;
        let weight = |weight: f32| weight as i16;
        let add =
            |sum: i16, weight: i16, sample: u8| sum.wrapping_add(weight.wrapping_mul(i16::from(sample)));
        let finish = |sum: i16| whole::byte(f32::from(sum) / scale + offset + 1.0 / 1024.0);
        self.0.sums(row, lanes, out, (weight, add), finish);
    }
}
