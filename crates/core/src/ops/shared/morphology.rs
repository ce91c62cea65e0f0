//! What dilate and erode share: one value out of a square of pixels, by a function of two that takes them in any order.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

use super::convolution::{BLOCK, Pass, Shape, filter};
use crate::error::Result;
use crate::job::Job;
use crate::ops::Op;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};

pub const FIELDS: &[Field] = &[
    Field::new("width", Type::Integer(1.0, 65_536.0), D::Number(1.0), "pixels", "to each side"),
    Field::new(
        "of",
        Type::Choice(&["bits", "values"]),
        D::Text("bits"),
        "",
        "bits: as sharp, bit by bit, which is meant for samples of 0 and 255; values: the least or greatest. Above 8 bit always values",
    ),
];

#[derive(Debug)]
pub struct Morphology {
    width: usize,
    bits: bool,
    /// Black grows.
    dark: bool,
}

impl Morphology {
    pub fn new(values: &Values, dark: bool) -> Self {
        Self { width: values.size("width") as usize, bits: values.word("of") == "bits", dark }
    }
}

impl Op for Morphology {
    /// Rows are combined one by one, some samples of each at once; few images have more than these.
    fn weight(&self) -> u64 {
        1 + self.width.min(4096) as u64 / 8
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let shape = Shape::of(&pixels);
        match &mut pixels.samples {
            Samples::U8(samples) => match (self.bits, self.dark) {
                (true, true) => spread(samples, shape, self.width, |a, b| a & b, job),
                (true, false) => spread(samples, shape, self.width, |a, b| a | b, job),
                (false, true) => spread(samples, shape, self.width, least, job),
                (false, false) => spread(samples, shape, self.width, greatest, job),
            },
            Samples::U16(samples) if self.dark => spread(samples, shape, self.width, least, job),
            Samples::U16(samples) => spread(samples, shape, self.width, greatest, job),
            Samples::F32(samples) if self.dark => spread(samples, shape, self.width, least, job),
            Samples::F32(samples) => spread(samples, shape, self.width, greatest, job),
        }?;
        Ok(pixels)
    }
}

#[inline(always)]
pub fn least<T: PartialOrd>(a: T, b: T) -> T {
    if a < b { a } else { b }
}

#[inline(always)]
pub fn greatest<T: PartialOrd>(a: T, b: T) -> T {
    if a > b { a } else { b }
}

fn spread<T: Copy + Default + 'static>(
    samples: &mut [T],
    shape: Shape,
    width: usize,
    of: impl Fn(T, T) -> T,
    job: &mut Job,
) -> Result<()> {
    // Beyond the borders are the outermost pixels, which are in every window that reaches there.
    let reach = [width.min(shape.width - 1), width.min(shape.height - 1)];
    let mut pass = Spread { reach, of, scratch: Vec::new() };
    let same = |from: &[T], to: &mut [T]| to.copy_from_slice(from);
    filter(samples, shape, &mut pass, same, same, job)
}

struct Spread<T, F> {
    /// To each side; above and below.
    reach: [usize; 2],
    of: F,
    scratch: Vec<T>,
}

impl<T: Copy + Default + 'static, F: Fn(T, T) -> T> Pass for Spread<T, F> {
    type Row = T;

    fn reach(&self) -> [usize; 3] {
        let [side, down] = self.reach;
        [side, down, down]
    }

    /// Windows of 2, 4, 8, … pixels from those of half their width, then two of them that overlap.
    fn across(&mut self, padded: &[T], lanes: usize, out: &mut [T]) {
        let whole = 2 * self.reach[0] + 1;
        self.scratch.clear();
        self.scratch.extend_from_slice(padded);
        let mut width = 1;
        while width * 2 <= whole {
            let end = self.scratch.len() - width * lanes;
            double(&mut self.scratch, width * lanes, end, &self.of);
            width *= 2;
        }
        let right = &self.scratch[(whole - width) * lanes..];
        for ((out, a), b) in out.iter_mut().zip(&self.scratch).zip(right) {
            *out = (self.of)(*a, *b);
        }
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [T], _: usize, out: &mut [T]) {
        let reach = self.reach[1] as isize;
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let part = |at: isize| &row(at)[block * BLOCK..][..len];
            out.copy_from_slice(part(0));
            for at in 1..=reach {
                for ((out, above), below) in out.iter_mut().zip(part(-at)).zip(part(at)) {
                    *out = (self.of)(*out, (self.of)(*above, *below));
                }
            }
        }
    }
}

/// Each of the first `end` samples with the one `by` further on, which is still as it was.
fn double<T: Copy>(samples: &mut [T], by: usize, end: usize, of: impl Fn(T, T) -> T) {
    let mut block = [samples[0]; BLOCK];
    for start in (0..end).step_by(BLOCK) {
        let len = BLOCK.min(end - start);
        block[..len].copy_from_slice(&samples[start + by..][..len]);
        for (sample, other) in samples[start..][..len].iter_mut().zip(&block[..len]) {
            *sample = of(*sample, *other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DEPTHS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use super::*;
    use crate::ops::{dilate, erode};
    use crate::pixels::{Depth, Layout};
    use serde_json::json;

    fn reference<T: Copy>(samples: &[T], pixels: &Pixels, width: isize, of: impl Fn(T, T) -> T) -> Vec<T> {
        let shape = Shape::of(pixels);
        let all = (0..samples.len()).map(|i| {
            let (pixel, lane) = (i / shape.lanes, i % shape.lanes);
            let (x, y) = (pixel % shape.width, pixel / shape.width);
            let mut value = samples[i];
            for dy in -width..=width {
                for dx in -width..=width {
                    let x = x.saturating_add_signed(dx).min(shape.width - 1);
                    let y = y.saturating_add_signed(dy).min(shape.height - 1);
                    value = of(value, samples[(y * shape.width + x) * shape.lanes + lane]);
                }
            }
            value
        });
        all.collect()
    }

    #[test]
    fn every_width_gives_what_the_square_holds() {
        for width in [1, 2, 3, 5, 14] {
            for (layout, across, down) in
                [(Layout::Rgba, 61, 12), (Layout::Gray, 1, 9), (Layout::Rgb, 150, 2)]
            {
                for depth in DEPTHS {
                    let pixels = noisy(depth, layout, across, down);
                    let given = json!({ "width": width, "of": "values" });
                    let dark = apply(&dilate::ROW, given.clone(), pixels.clone()).samples;
                    let light = apply(&erode::ROW, given, pixels.clone()).samples;
                    let (least, greatest) = match &pixels.samples {
                        Samples::U8(v) => (
                            Samples::U8(reference(v, &pixels, width, u8::min)),
                            Samples::U8(reference(v, &pixels, width, u8::max)),
                        ),
                        Samples::U16(v) => (
                            Samples::U16(reference(v, &pixels, width, u16::min)),
                            Samples::U16(reference(v, &pixels, width, u16::max)),
                        ),
                        Samples::F32(v) => (
                            Samples::F32(reference(v, &pixels, width, f32::min)),
                            Samples::F32(reference(v, &pixels, width, f32::max)),
                        ),
                    };
                    assert_eq!(dark, least, "{width} {layout:?} {depth:?}");
                    assert_eq!(light, greatest, "{width} {layout:?} {depth:?}");
                }
                let pixels = noisy(Depth::U8, layout, across, down);
                let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
                let given = json!({ "width": width });
                let expected = reference(samples, &pixels, width, |a, b| a & b);
                assert_eq!(
                    bytes(&apply(&dilate::ROW, given, pixels.clone())),
                    expected,
                    "{width} {layout:?}"
                );
            }
        }
    }

    #[test]
    fn bits_are_what_sharp_gives() {
        // sharp 0.35.5 on the same pixels.
        let nine = || {
            let samples = Samples::U8(vec![10, 20, 30, 40, 50, 60, 70, 80, 90]);
            Pixels::packed(samples, Layout::Gray, 3, 3).unwrap()
        };
        assert_eq!(bytes(&apply(&dilate::ROW, json!({}), nine())), [0, 0, 16, 0, 0, 16, 0, 0, 16]);
        assert_eq!(bytes(&apply(&erode::ROW, json!({}), nine())), [62, 62, 62, 126, 126, 126, 126, 126, 126]);
    }

    #[test]
    fn every_size_layout_and_depth_is_filtered() {
        never_panics(&dilate::ROW, &json!({}));
        never_panics(&erode::ROW, &json!({ "width": 65_536 }));
    }

    #[test]
    fn wide_ones_count_as_more_work() {
        let weight = |width: u32| {
            let given = json!({ "width": width });
            let values = Values::parse(FIELDS, given.as_object().unwrap(), &[], "").unwrap();
            Morphology::new(&values, true).weight()
        };
        assert_eq!([1, 80, 65_536].map(weight), [1, 11, 513]);
    }

    #[test]
    fn wrong_parameters_are_blamed() {
        let wrong = |given| blamed(try_apply(&erode::ROW, given, row(&[1], Layout::Gray)));
        assert_eq!(wrong(json!({ "width": 0 })), "steps[0].width");
        assert_eq!(wrong(json!({ "of": "grey" })), "steps[0].of");
    }
}
