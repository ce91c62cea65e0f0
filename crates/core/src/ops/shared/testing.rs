//! What the operations' tests share.

use crate::error::Result;
use crate::job::Job;
use crate::limits::Limits;
use crate::ops::{Coming, Kind, Op, OpRow};
use crate::pixels::{Depth, Layout, Pixels, Samples};
use crate::spec::{Files, Values};
use serde_json::Value;
use std::sync::LazyLock;

pub const DEPTHS: [Depth; 3] = [Depth::U8, Depth::U16, Depth::F32];
pub const LAYOUTS: [Layout; 6] =
    [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba, Layout::Cmyk, Layout::CmykA];

/// Pixels that are evenly random, the same at every call.
pub fn noisy(depth: Depth, layout: Layout, width: u32, height: u32) -> Pixels {
    let mut state = 0x9e37_79b9_u32 ^ width << 8 ^ height;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as u16
    };
    let wide: Vec<u16> =
        std::iter::repeat_with(next).take(width as usize * height as usize * layout.channels()).collect();
    let samples = match depth {
        Depth::U8 => Samples::U8(wide.iter().map(|v| (v >> 8) as u8).collect()),
        Depth::U16 => Samples::U16(wide),
        Depth::F32 => Samples::F32(wide.iter().map(|v| f32::from(*v) / 65_535.0).collect()),
    };
    Pixels::packed(samples, layout, width, height).unwrap()
}

impl Pixels {
    /// The samples of a pixel.
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

/// What comes to an operation whose `needs` are asked: colours of 8 bit without alpha.
pub fn coming(width: u32, height: u32, frames: u64, limits: &Limits) -> Coming<'_> {
    static FONTS: LazyLock<Files> = LazyLock::new(Files::default);
    let kind = Kind { colours: 3, alpha: false, sample: 1 };
    Coming { width, height, kind, frames, limits, fonts: &FONTS }
}

/// An operation as it is at `steps[0]` of a recipe; what it refuses.
pub fn build(row: &OpRow, given: Value) -> Result<Box<dyn Op>> {
    let values = Values::parse(row.fields, given.as_object().unwrap(), &[], "steps[0]")?;
    (row.build)(&values, "steps[0]")
}

/// An operation as the step at `steps[0]` of a recipe; what it refuses.
pub fn try_apply(row: &OpRow, given: Value, pixels: Pixels) -> Result<Pixels> {
    let op = build(row, given)?;
    let size = op.size(pixels.width, pixels.height)?;
    let out = op.apply(pixels, &mut Job::default())?;
    assert_eq!((out.width, out.height), size);
    let len = match &out.samples {
        Samples::U8(v) => v.len(),
        Samples::U16(v) => v.len(),
        Samples::F32(v) => v.len(),
    };
    assert_eq!(len, out.stride * out.height as usize);
    Ok(out)
}

pub fn apply(row: &OpRow, given: Value, pixels: Pixels) -> Pixels {
    try_apply(row, given, pixels).unwrap()
}

/// 8 bit grey pixels in rows.
pub fn grey(width: u32, samples: &[u8]) -> Pixels {
    Pixels::packed(Samples::U8(samples.to_vec()), Layout::Gray, width, samples.len() as u32 / width).unwrap()
}

/// 8 bit pixels in one row.
pub fn row(samples: &[u8], layout: Layout) -> Pixels {
    let width = samples.len() / layout.channels();
    Pixels::packed(Samples::U8(samples.to_vec()), layout, width as u32, 1).unwrap()
}

/// The samples of an 8 bit result.
pub fn bytes(pixels: &Pixels) -> &[u8] {
    match &pixels.samples {
        Samples::U8(samples) => samples,
        _ => panic!("8 bit"),
    }
}

/// The option that an error blames.
pub fn blamed(result: Result<Pixels>) -> String {
    let error = result.unwrap_err();
    assert_eq!(error.code, crate::error::Code::InvalidOption, "{error:?}");
    error.fields.path.unwrap_or_default()
}

/// Every depth, layout and size from 1×1 to 9×9.
pub fn each(mut check: impl FnMut(Pixels)) {
    for layout in LAYOUTS {
        for depth in DEPTHS {
            for side in 0..81 {
                check(noisy(depth, layout, side % 9 + 1, side / 9 + 1));
            }
        }
    }
}

/// Of none of them does it make a panic or a wrong size.
pub fn never_panics(row: &OpRow, given: &Value) {
    each(|pixels| {
        apply(row, given.clone(), pixels);
    });
}
