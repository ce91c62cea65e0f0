//! Masks of few whole weights over bytes.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

use super::super::widest::widest;
use super::{BLOCK, GROUP, Mask, Pass, beside};

/// Few weights with a sum of at most 256, in 16 bit arithmetic.
pub struct Short {
    weights: Vec<u16>,
    half: u16,
    /// 2^(16 + shift) ÷ sum, rounded up: a division that is right but for values within 2^-shift below a whole number.
    inverse: u16,
    shift: u32,
}

impl Short {
    pub fn new(mask: &Mask) -> Self {
        let sum = mask.sum().clamp(2, 256);
        let shift = sum.next_power_of_two().ilog2() - 1;
        let inverse = (1u32 << (16 + shift)).div_ceil(sum).min(65_535) as u16;
        Self { weights: mask.0.clone(), half: (sum / 2) as u16, inverse, shift }
    }

    fn weigh<'a>(&self, row: impl Fn(isize) -> &'a [u8], out: &mut [u8]) {
        match self.weights.len() {
            2 => self.unrolled::<1>(row, out),
            3 => self.unrolled::<2>(row, out),
            4 => self.unrolled::<3>(row, out),
            5 => self.unrolled::<4>(row, out),
            6 => self.unrolled::<5>(row, out),
            _ => self.blocks(row, out),
        }
    }

    #[inline(always)]
    fn divided(&self, sum: u16) -> u8 {
        (((u32::from(sum) * u32::from(self.inverse)) >> 16) as u16 >> self.shift) as u8
    }

    fn unrolled<'a, const R: usize>(&self, row: impl Fn(isize) -> &'a [u8], out: &mut [u8]) {
        let before = std::array::from_fn(|at| row(-1 - at as isize));
        let after = std::array::from_fn(|at| row(1 + at as isize));
        few::<R>(self, row(0), before, after, out);
    }

    fn blocks<'a>(&self, row: impl Fn(isize) -> &'a [u8], out: &mut [u8]) {
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let part = |at: isize| &row(at)[block * BLOCK..][..len];
            let mut sums = [self.half; BLOCK];
            let sums = &mut sums[..len];
            middle(self.weights[0], part(0), sums);
            let sides = &self.weights[1..];
            let fours = sides.len() / GROUP * GROUP;
            for at in (0..fours).step_by(GROUP) {
                pairs::<GROUP>(&sides[at..], at, part, sums);
            }
            for at in fours..sides.len() {
                pairs::<1>(&sides[at..], at, part, sums);
            }
            divide(self, sums, out);
        }
    }
}

widest! {
    /// The whole of a mask with `R` weights to each side.
    fn few [const R: usize] [R] (short: &Short, centre: &[u8], before: [&[u8]; R], after: [&[u8]; R], out: &mut [u8]) {
        let len = out.len();
        let centre = &centre[..len];
        let (before, after) = (before.map(|row| &row[..len]), after.map(|row| &row[..len]));
        let middle = short.weights[0];
        let weights: [u16; R] = std::array::from_fn(|at| short.weights[at + 1]);
        for i in 0..len {
            let mut sum = short.half.wrapping_add(middle.wrapping_mul(u16::from(centre[i])));
            for k in 0..R {
                let pair = u16::from(before[k][i]) + u16::from(after[k][i]);
                sum = sum.wrapping_add(weights[k].wrapping_mul(pair));
            }
            out[i] = short.divided(sum);
        }
    }
}

widest! {
    fn middle[][](weight: u16, samples: &[u8], sums: &mut [u16]) {
        for (sum, sample) in sums.iter_mut().zip(samples) {
            *sum = sum.wrapping_add(weight.wrapping_mul(u16::from(*sample)));
        }
    }
}

widest! {
    fn divide[][](short: &Short, sums: &[u16], out: &mut [u8]) {
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = short.divided(*sum);
        }
    }
}

/// Adds the samples at the `N` distances after `from`, on both sides.
fn pairs<'a, const N: usize>(
    weights: &[u16],
    from: usize,
    part: impl Fn(isize) -> &'a [u8],
    sums: &mut [u16],
) {
    let weights = std::array::from_fn(|k| weights[k]);
    let before = std::array::from_fn(|k| part(-((from + k + 1) as isize)));
    let after = std::array::from_fn(|k| part((from + k + 1) as isize));
    add_pairs::<N>(weights, before, after, sums);
}

widest! {
    fn add_pairs [const N: usize] [N] (weights: [u16; N], before: [&[u8]; N], after: [&[u8]; N], sums: &mut [u16]) {
        let len = sums.len();
        let (before, after) = (before.map(|row| &row[..len]), after.map(|row| &row[..len]));
        for i in 0..len {
            for k in 0..N {
                let pair = u16::from(before[k][i]) + u16::from(after[k][i]);
                sums[i] = sums[i].wrapping_add(weights[k].wrapping_mul(pair));
            }
        }
    }
}

impl Pass for Short {
    type Row = u8;

    fn reach(&self) -> [usize; 3] {
        [self.weights.len() - 1; 3]
    }

    fn across(&mut self, padded: &[u8], lanes: usize, out: &mut [u8]) {
        let side = self.weights.len() - 1;
        self.weigh(|pixels| beside(padded, side, lanes, pixels), out);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u8], _: usize, out: &mut [u8]) {
        self.weigh(row, out);
    }
}
