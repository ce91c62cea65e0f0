//! Rounding that weighs what a coefficient costs in bits against the error of leaving it smaller or out:
//! the cheapest path through each block's coefficients, by dynamic programming.

#![expect(clippy::indexing_slicing, reason = "indices are below 64 or 256 by their loops")]

use super::blocks::{Block, ZIGZAG};
use super::forward::{Plane, UNIT, nearest};
use super::tables::Table;

/// Sixteen zeros, and the end of a block (T.81 F.1.2.2).
const ZEROS: usize = 0xf0;
const END: usize = 0;

/// What one bit may cost, in squares of a quantisation step: for a fine uniform quantiser the slope of error over bits
/// is ln 4 / 12 = 0.116 of them. Where there is little else to see errors show, so that quiet blocks pay half of it.
const QUIET: f32 = 0.058;
/// The mean square of a block's coefficients at which it is twice that.
const BUSY: f32 = 1_500.0;
const MOST: f32 = 0.116;

/// Bits of each symbol of run and size.
pub struct Rates([f32; 256]);

impl Rates {
    /// As an ideal code of the symbols of these planes, plainly rounded, would have them.
    pub fn of<'p>(planes: impl Iterator<Item = (&'p Plane, &'p Table)>) -> Self {
        let mut counts = [0u32; 256];
        for (plane, table) in planes {
            for block in &plane.blocks {
                count(&rounded(block, table), &mut counts);
            }
        }
        let total = counts.iter().map(|count| u64::from(*count)).sum::<u64>().max(1) as f32;
        // A symbol that was never seen costs as one that was seen once, with the longest code as the bound.
        Self(counts.map(|count| libm::log2f(total / count.max(1) as f32).min(16.0)))
    }

    fn coefficient(&self, run: usize, value: u32) -> f32 {
        let size = 32 - value.leading_zeros() as usize;
        let symbol = ((run % 16) << 4) | size.min(15);
        (run / 16) as f32 * self.0[ZEROS] + self.0[symbol] + size as f32
    }
}

/// Coefficients in units of their steps, in the file's order, each to the nearest.
pub fn rounded(block: &Block, table: &Table) -> Block {
    ZIGZAG.map(|at| nearest(f32::from(block[at]) / (UNIT * f32::from(table[at]))))
}

fn count(block: &Block, counts: &mut [u32; 256]) {
    let mut run = 0;
    for value in &block[1..] {
        if *value == 0 {
            run += 1;
            continue;
        }
        counts[ZEROS] += run / 16;
        let size = 16 - value.unsigned_abs().leading_zeros();
        counts[((run % 16) << 4 | size.min(15)) as usize] += 1;
        run = 0;
    }
    if run > 0 {
        counts[END] += 1;
    }
}

/// A coefficient that plain rounding keeps.
#[derive(Clone, Copy)]
struct Kept {
    at: usize,
    /// The cheapest block that ends with it: its cost, its value, and the one before by number.
    cost: f32,
    value: u32,
    before: usize,
}

/// The block in the file's order, at the least error and bits together.
pub fn quantised(block: &Block, table: &Table, rates: &Rates) -> Block {
    let plain = rounded(block, table);
    let exact = ZIGZAG.map(|at| (f32::from(block[at]) / (UNIT * f32::from(table[at]))).abs());
    let energy = block[1..].iter().map(|value| f32::from(*value) * f32::from(*value)).sum::<f32>()
        / (63.0 * UNIT * UNIT);
    let price = (QUIET * (1.0 + energy / BUSY)).min(MOST);
    // The error of leaving out all up to a place.
    let mut left_out = [0.0f32; 64];
    for at in 1..64 {
        left_out[at] = left_out[at - 1] + exact[at] * exact[at];
    }
    // The first stands for the constant part, which is always there.
    let mut kept = [Kept { at: 0, cost: 0.0, value: 0, before: 0 }; 64];
    let mut len = 1;
    for at in (1..64).filter(|at| plain[*at] != 0) {
        let nearest = u32::from(plain[at].unsigned_abs());
        let mut best = Kept { at, cost: f32::INFINITY, value: nearest, before: 0 };
        for value in [nearest, nearest - 1] {
            if value == 0 {
                continue;
            }
            let error = (exact[at] - value as f32) * (exact[at] - value as f32);
            for (before, earlier) in kept[..len].iter().enumerate() {
                let run = at - earlier.at - 1;
                let gap = left_out[at - 1] - left_out[earlier.at];
                let cost = earlier.cost + gap + error + price * rates.coefficient(run, value);
                if cost < best.cost {
                    best = Kept { at, cost, value, before };
                }
            }
        }
        kept[len] = best;
        len += 1;
    }
    let ending = |kept: &Kept| {
        let end = if kept.at < 63 { price * rates.0[END] } else { 0.0 };
        kept.cost + left_out[63] - left_out[kept.at] + end
    };
    let mut last = 0;
    for number in 1..len {
        if ending(&kept[number]) < ending(&kept[last]) {
            last = number;
        }
    }
    let mut out = [0; 64];
    out[0] = plain[0];
    while last > 0 {
        let Kept { at, value, before, .. } = kept[last];
        out[at] = if plain[at] < 0 { -(value as i16) } else { value as i16 };
        last = before;
    }
    out
}
