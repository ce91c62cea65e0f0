//! What the tests of operations share: small images of every layout and depth, and steps from JSON.
#![expect(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "tests only")]

use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::Value;

pub const LAYOUTS: [Layout; 6] =
    [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba, Layout::Cmyk, Layout::CmykA];
pub const DEPTHS: [Depth; 3] = [Depth::U8, Depth::U16, Depth::F32];

impl Pixels {
    /// The samples of a pixel, as 64 bit floats.
    pub fn at(&self, x: u32, y: u32) -> Vec<f64> {
        let channels = self.layout.channels();
        let first = y as usize * self.stride + x as usize * channels;
        let range = first..first + channels;
        match &self.samples {
            Samples::U8(v) => v[range].iter().map(|s| f64::from(*s)).collect(),
            Samples::U16(v) => v[range].iter().map(|s| f64::from(*s)).collect(),
            Samples::F32(v) => v[range].iter().map(|s| f64::from(*s)).collect(),
        }
    }
}

pub fn grey(width: u32, samples: &[u8]) -> Pixels {
    let height = samples.len() as u32 / width;
    Pixels::packed(Samples::U8(samples.to_vec()), Layout::Gray, width, height).unwrap()
}

pub fn samples(pixels: &Pixels) -> &[u8] {
    let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
    samples
}

/// Samples that differ from their neighbours; the same for the same size.
pub fn image(depth: Depth, layout: Layout, width: u32, height: u32) -> Pixels {
    let mut pixels = Pixels::zeroed(&mut Job::default().alloc, depth, layout, width, height).unwrap();
    let mut state = 0u16;
    let mut next = || {
        state = state.wrapping_add(40_503);
        state
    };
    match &mut pixels.samples {
        Samples::U8(v) => v.iter_mut().for_each(|s| *s = (next() >> 8) as u8),
        Samples::U16(v) => v.iter_mut().for_each(|s| *s = next()),
        Samples::F32(v) => v.iter_mut().for_each(|s| *s = f32::from(next()) / 65_535.0),
    }
    pixels
}

/// Every layout and depth from 1 × 1 to 9 × 9.
pub fn each(mut check: impl FnMut(Pixels)) {
    for layout in LAYOUTS {
        for depth in DEPTHS {
            for height in 1..=9 {
                for width in 1..=9 {
                    check(image(depth, layout, width, height));
                }
            }
        }
    }
}

pub fn build(row: &OpRow, given: Value) -> Result<Box<dyn Op>> {
    let values = Values::parse(row.fields, given.as_object().unwrap(), &[], "steps[0]")?;
    (row.build)(&values, "steps[0]")
}

/// The result of a step; its size must be the one that was foretold.
pub fn apply(row: &OpRow, given: Value, pixels: Pixels) -> Pixels {
    let op = build(row, given).unwrap();
    let foretold = op.size(pixels.width, pixels.height).unwrap();
    let (colour, mut job) = (pixels.colour.clone(), Job::default());
    job.alloc.reserve(pixels.bytes()).unwrap();
    let out = op.apply(pixels, &mut job).unwrap();
    assert_eq!((out.width, out.height), foretold, "{op:?}");
    assert_eq!((out.colour.clone(), out.bytes()), (colour, job.alloc.held()), "{op:?}");
    out
}
