//! Masks as piles of boxes, whose sums go along rows and columns.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

use super::super::widest::widest;
use super::{BLOCK, GROUP, Mask, Pass, beside};
use crate::whole;

/// A sample that sums go along with: what comes in less what goes out at each step, and the sum itself.
pub trait Lane: Copy + Default + 'static {
    type Step: Copy + Default;
    type Sum: Copy + Default;
    fn step(height: u16, ahead: Self, behind: Self, step: Self::Step) -> Self::Step;
    fn add(sum: Self::Sum, step: Self::Step) -> Self::Sum;
    fn seed(sum: Self::Sum, weight: u32, sample: Self) -> Self::Sum;
    /// Sums divided by the mask's.
    fn finish(sums: &[Self::Sum], mask: u32, out: &mut [Self]);
}

impl Lane for u8 {
    /// Heights sum up to 32 at most, so to 8,160 at most with their samples.
    type Step = i16;
    type Sum = i32;

    #[inline(always)]
    fn step(height: u16, ahead: u8, behind: u8, step: i16) -> i16 {
        step.wrapping_add((height as i16).wrapping_mul(i16::from(ahead) - i16::from(behind)))
    }

    #[inline(always)]
    fn add(sum: i32, step: i16) -> i32 {
        sum.wrapping_add(i32::from(step))
    }

    fn seed(sum: i32, weight: u32, sample: u8) -> i32 {
        sum + weight as i32 * i32::from(sample)
    }

    #[inline(always)]
    fn finish(sums: &[i32], mask: u32, out: &mut [u8]) {
        // Sums are below 2^24, so floats hold them. A quarter of the least part makes a half round up, and the addition rounds.
        let (inverse, quarter) = (1.0 / mask as f32, 0.25 / mask as f32);
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = ((*sum as f32 * inverse + quarter) + whole::ONES).to_bits() as u8;
        }
    }
}

impl Lane for f32 {
    type Step = f64;
    type Sum = f64;

    #[inline(always)]
    fn step(height: u16, ahead: f32, behind: f32, step: f64) -> f64 {
        step + f64::from(height) * (f64::from(ahead) - f64::from(behind))
    }

    #[inline(always)]
    fn add(sum: f64, step: f64) -> f64 {
        sum + step
    }

    fn seed(sum: f64, weight: u32, sample: f32) -> f64 {
        sum + f64::from(weight) * f64::from(sample)
    }

    #[inline(always)]
    fn finish(sums: &[f64], mask: u32, out: &mut [f32]) {
        let inverse = 1.0 / f64::from(mask);
        out.iter_mut().zip(sums).for_each(|(out, sum)| *out = (sum * inverse) as f32);
    }
}

/// A mask as a pile of boxes whose sums go along: the cost is that of the boxes, whatever their radius.
pub struct Boxes<T: Lane> {
    mask: Mask,
    sum: u32,
    pile: Vec<(usize, u16)>,
    /// Sums across a row, and those down the columns.
    across: Vec<T::Sum>,
    down: Vec<T::Sum>,
}

impl<T: Lane> Boxes<T> {
    pub fn new(mask: &Mask) -> Self {
        let (across, down) = (Vec::new(), Vec::new());
        Self { mask: mask.clone(), sum: mask.sum(), pile: mask.boxes(), across, down }
    }

    fn radius(&self) -> usize {
        self.mask.0.len() - 1
    }

    /// The weight of each offset from the centre.
    fn weights(&self) -> impl Iterator<Item = (isize, u32)> {
        let radius = self.radius() as isize;
        (-radius..=radius).map(|at| (at, u32::from(self.mask.0[at.unsigned_abs()])))
    }

    /// What the sums gain by one step, for a block of samples from `start` on: `row(d)` is `d` further on than where they arrive.
    fn steps<'a>(&self, row: impl Fn(isize) -> &'a [T], start: usize, steps: &mut [T::Step]) {
        steps.fill(T::Step::default());
        let (fours, rest) = self.pile.as_chunks::<GROUP>();
        for boxes in fours {
            gain(boxes, &row, start, steps);
        }
        for one in rest {
            gain(&[*one], &row, start, steps);
        }
    }
}

/// Adds what boxes gain by one step.
fn gain<'a, T: Lane, const N: usize>(
    boxes: &[(usize, u16); N],
    row: impl Fn(isize) -> &'a [T],
    start: usize,
    steps: &mut [T::Step],
) {
    let heights = boxes.map(|(_, height)| height);
    let ahead = boxes.map(|(radius, _)| &row(radius as isize)[start..]);
    let behind = boxes.map(|(radius, _)| &row(-(radius as isize) - 1)[start..]);
    add_gain::<T, N>(heights, ahead, behind, steps);
}

widest! {
    fn add_gain [T: Lane, const N: usize] [T, N] (
        heights: [u16; N],
        ahead: [&[T]; N],
        behind: [&[T]; N],
        steps: &mut [T::Step],
    ) {
        let len = steps.len();
        let (ahead, behind) = (ahead.map(|row| &row[..len]), behind.map(|row| &row[..len]));
        for i in 0..len {
            for k in 0..N {
                steps[i] = T::step(heights[k], ahead[k][i], behind[k][i], steps[i]);
            }
        }
    }
}

widest! {
    fn go_along [T: Lane] [T] (sums: &mut [T::Sum], steps: &[T::Step]) {
        for (sum, step) in sums.iter_mut().zip(steps) {
            *sum = T::add(*sum, *step);
        }
    }
}

widest! {
    /// Sums divided by the mask's.
    fn finish [T: Lane] [T] (sums: &[T::Sum], mask: u32, out: &mut [T]) {
        T::finish(sums, mask, out);
    }
}

impl<T: Lane> Pass for Boxes<T> {
    type Row = T;

    fn reach(&self) -> [usize; 3] {
        let radius = self.radius();
        [radius + 1, radius + 1, radius]
    }

    fn across(&mut self, padded: &[T], lanes: usize, out: &mut [T]) {
        let side = self.radius() + 1;
        let mut first = [T::Sum::default(); 5];
        for (at, weight) in self.weights() {
            for (sum, sample) in first.iter_mut().zip(&beside(padded, side, lanes, at)[..lanes]) {
                *sum = T::seed(*sum, weight, *sample);
            }
        }
        let mut sums = std::mem::take(&mut self.across);
        sums.resize(out.len(), T::Sum::default());
        match lanes {
            1 => self.along::<1>(padded, first, &mut sums),
            2 => self.along::<2>(padded, first, &mut sums),
            3 => self.along::<3>(padded, first, &mut sums),
            4 => self.along::<4>(padded, first, &mut sums),
            _ => self.along::<5>(padded, first, &mut sums),
        }
        finish::<T>(&sums, self.sum, out);
        self.across = sums;
    }

    fn down<'a>(&mut self, y: usize, row: &dyn Fn(isize) -> &'a [T], _: usize, out: &mut [T]) {
        let mut sums = std::mem::take(&mut self.down);
        if y == 0 {
            sums.clear();
            sums.resize(out.len(), T::Sum::default());
            for (at, weight) in self.weights() {
                let samples = row(at);
                sums.iter_mut().zip(samples).for_each(|(sum, sample)| *sum = T::seed(*sum, weight, *sample));
            }
        } else {
            for (block, sums) in sums.chunks_mut(BLOCK).enumerate() {
                let mut steps = [T::Step::default(); BLOCK];
                let steps = &mut steps[..sums.len()];
                self.steps(row, block * BLOCK, steps);
                go_along::<T>(sums, steps);
            }
        }
        finish::<T>(&sums, self.sum, out);
        self.down = sums;
    }
}

impl<T: Lane> Boxes<T> {
    /// The sums of a row from its first pixel's on.
    fn along<const N: usize>(&self, padded: &[T], first: [T::Sum; 5], sums: &mut [T::Sum]) {
        // Whole pixels a block.
        const PIXELS: usize = 64;
        let side = self.radius() + 1;
        let mut sum: [T::Sum; N] = std::array::from_fn(|lane| first[lane]);
        sums[..N].copy_from_slice(&sum);
        for (block, sums) in sums[N..].chunks_mut(PIXELS * N).enumerate() {
            let mut steps = [T::Step::default(); PIXELS * 5];
            let steps = &mut steps[..sums.len()];
            self.steps(|at| beside(padded, side, N, at + 1), block * PIXELS * N, steps);
            for (out, step) in sums.chunks_exact_mut(N).zip(steps.chunks_exact(N)) {
                for lane in 0..N {
                    sum[lane] = T::add(sum[lane], step[lane]);
                    out[lane] = sum[lane];
                }
            }
        }
    }
}
