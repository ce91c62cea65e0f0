//! Filters in floats, and masks of real weights.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

use super::super::alpha;
use super::super::widest::widest;
use super::{BLOCK, Pass, Shape, beside, filter};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::whole;

/// Filters in floats, whatever the depth, colours by their alpha. 8 bit is cut at the end, not rounded, as libvips' floats are.
pub fn real<P: Pass<Row = f32>>(pixels: &mut Pixels, pass: &mut P, job: &mut Job) -> Result<()> {
    let shape = Shape::of(pixels);
    let weighted = alpha::is_mixed(pixels);
    let multiplied = |row: &mut [f32], full: f32| {
        if weighted {
            alpha::multiply_floats(row, shape.channels, full);
        }
    };
    // The row that comes out, straight again where it has to be.
    let mut straight = vec![0.0; if weighted { shape.width * shape.channels } else { 0 }];
    let mut straightened = |from: &[f32], full: f32, store: &mut dyn FnMut(&[f32])| {
        if weighted {
            straight.copy_from_slice(from);
            alpha::straighten_floats(&mut straight, shape.channels, full);
            store(&straight);
        } else {
            store(from);
        }
    };
    match &mut pixels.samples {
        Samples::U8(samples) => {
            let load = |from: &[u8], to: &mut [f32]| {
                widen(from, to);
                multiplied(to, 255.0);
            };
            let store = |from: &[f32], to: &mut [u8]| straightened(from, 255.0, &mut |from| cut(from, to));
            filter(samples, shape, pass, load, store, job)
        }
        Samples::U16(samples) => {
            let load = |from: &[u16], to: &mut [f32]| {
                widen(from, to);
                multiplied(to, 65_535.0);
            };
            let store = |from: &[f32], to: &mut [u16]| {
                straightened(from, 65_535.0, &mut |from| {
                    to.iter_mut().zip(from).for_each(|(to, v)| *to = whole::word(v + 0.5));
                });
            };
            filter(samples, shape, pass, load, store, job)
        }
        Samples::F32(samples) => {
            let load = |from: &[f32], to: &mut [f32]| {
                finite(from, to);
                multiplied(to, 1.0);
            };
            let store = |from: &[f32], to: &mut [f32]| {
                straightened(from, 1.0, &mut |from| to.copy_from_slice(from));
            };
            filter(samples, shape, pass, load, store, job)
        }
    }
}

fn widen<T: Copy + Into<f32>>(from: &[T], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, v)| *to = (*v).into());
}

/// What is no number counts as black: a sum that goes along a row or column would not lose it again.
fn finite(from: &[f32], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, v)| *to = if v.is_finite() { *v } else { 0.0 });
}

/// Floats cut to 8 bit; whole numbers that lost a rounding error on the way are whole still.
fn cut(from: &[f32], to: &mut [u8]) {
    to.iter_mut().zip(from).for_each(|(to, v)| *to = whole::byte(v + 1.0 / 1024.0));
}

/// Real weights, from the centre outwards.
#[derive(Debug)]
pub struct Real(pub Vec<f32>);

impl Real {
    fn weigh<'a>(&self, row: impl Fn(isize) -> &'a [f32], out: &mut [f32]) {
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let part = |at: isize| &row(at)[block * BLOCK..][..len];
            let [middle, sides @ ..] = self.0.as_slice() else { return };
            out.iter_mut().zip(part(0)).for_each(|(out, v)| *out = middle * v);
            for (at, weight) in (1..).zip(sides) {
                add_real(*weight, part(-at), part(at), out);
            }
        }
    }
}

widest! {
    fn add_real[][](weight: f32, before: &[f32], after: &[f32], out: &mut [f32]) {
        for ((out, a), b) in out.iter_mut().zip(before).zip(after) {
            *out += weight * (a + b);
        }
    }
}

impl Pass for Real {
    type Row = f32;

    fn reach(&self) -> [usize; 3] {
        [self.0.len() - 1; 3]
    }

    fn across(&mut self, padded: &[f32], lanes: usize, out: &mut [f32]) {
        let side = self.0.len() - 1;
        self.weigh(|pixels| beside(padded, side, lanes, pixels), out);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [f32], _: usize, out: &mut [f32]) {
        self.weigh(row, out);
    }
}
