//! Sums of 3 × 3 samples.

use super::super::widest::widest;
use super::{Pass, Shape, beside, filter};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};

/// Sums of 3 × 3 samples.
struct Three;

impl Three {
    fn add<'a>(row: impl Fn(isize) -> &'a [u16], out: &mut [u16]) {
        add_three(row(-1), row(0), row(1), out);
    }
}

widest! {
    fn add_three[][](a: &[u16], b: &[u16], c: &[u16], out: &mut [u16]) {
        for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
            *out = a + b + c;
        }
    }
}

impl Pass for Three {
    type Row = u16;

    fn reach(&self) -> [usize; 3] {
        [1; 3]
    }

    fn across(&mut self, padded: &[u16], lanes: usize, out: &mut [u16]) {
        Self::add(|pixels| beside(padded, 1, lanes, pixels), out);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u16], _: usize, out: &mut [u16]) {
        Self::add(row, out);
    }
}

/// Makes of each 8 bit sample what `of` gives for the sum of the 3 × 3 samples around it, and itself.
pub fn sums(pixels: &mut Pixels, of: impl Fn(u16, u8) -> u8, job: &mut Job) -> Result<()> {
    let shape = Shape::of(pixels);
    let Samples::U8(samples) = &mut pixels.samples else { return Ok(()) };
    let load = |from: &[u8], to: &mut [u16]| {
        to.iter_mut().zip(from).for_each(|(to, sample)| *to = u16::from(*sample));
    };
    let store = |from: &[u16], to: &mut [u8]| {
        to.iter_mut().zip(from).for_each(|(to, sum)| *to = of(*sum, *to));
    };
    filter(samples, shape, &mut Three, load, store, job)
}
