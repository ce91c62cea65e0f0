//! Makes squares of one colour.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: blocks are cut at the width and height that are walked"
)]

use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Alpha, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use std::ops::Range;

pub const ROW: OpRow = OpRow {
    name: "pixelate",
    aliases: &[],
    fields: &[Field::new(
        "size",
        Type::Integer(1.0, 100_000.0),
        D::Number(8.0),
        "pixels",
        "side of the squares, the first at the top left",
    )],
    positional: &["size"],
    doc: "Gives every square of pixels their mean, colours by their alpha. Squares at the right and lower border end there.",
    build,
};

#[derive(Debug)]
struct Pixelate {
    size: usize,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Pixelate { size: values.size("size") as usize }))
}

impl Op for Pixelate {
    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        if self.size == 1 {
            return Ok(pixels);
        }
        let mosaic = Mosaic {
            size: self.size,
            width: pixels.width as usize,
            stride: pixels.stride,
            channels: pixels.layout.channels(),
            weighted: pixels.alpha == Alpha::Straight,
        };
        match &mut pixels.samples {
            Samples::U8(samples) => mosaic.lay(samples, |v| (v + 0.5) as u8, job)?,
            Samples::U16(samples) => mosaic.lay(samples, |v| (v + 0.5) as u16, job)?,
            Samples::F32(samples) => mosaic.lay(samples, |v| v as f32, job)?,
        }
        Ok(pixels)
    }
}

struct Mosaic {
    size: usize,
    width: usize,
    stride: usize,
    channels: usize,
    /// The last channel is alpha, which colours count by.
    weighted: bool,
}

impl Mosaic {
    fn lay<T: Copy + Into<f64>>(&self, samples: &mut [T], from: impl Fn(f64) -> T, job: &Job) -> Result<()> {
        for band in samples.chunks_mut(self.stride.saturating_mul(self.size)) {
            job.check_cancel()?;
            for left in (0..self.width).step_by(self.size) {
                let span = left * self.channels..(left + self.size).min(self.width) * self.channels;
                let mean = self.mean(band, span.clone()).map(&from);
                for row in band.chunks_mut(self.stride) {
                    for pixel in row[span.clone()].chunks_exact_mut(self.channels) {
                        pixel.copy_from_slice(&mean[..self.channels]);
                    }
                }
            }
        }
        Ok(())
    }

    fn mean<T: Copy + Into<f64>>(&self, band: &[T], span: Range<usize>) -> [f64; 5] {
        let (mut sums, mut weights, mut count) = ([0.0; 5], 0.0, 0.0);
        for row in band.chunks(self.stride) {
            for pixel in row[span.clone()].chunks_exact(self.channels) {
                let weight = if self.weighted { pixel[self.channels - 1].into() } else { 1.0 };
                sums.iter_mut().zip(pixel).for_each(|(sum, sample)| *sum += weight * (*sample).into());
                weights += weight;
                count += 1.0;
            }
        }
        let mut mean = sums.map(|sum| if weights > 0.0 { sum / weights } else { 0.0 });
        if self.weighted {
            mean[self.channels - 1] = weights / count;
        }
        mean
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use super::*;
    use crate::pixels::{Depth, Layout};
    use serde_json::json;

    #[test]
    fn squares_are_means_and_end_at_the_border() {
        let samples = Samples::U8(vec![1, 2, 10, 3, 4, 21, 50, 51, 7]);
        let pixels = Pixels::packed(samples, Layout::Gray, 3, 3).unwrap();
        // (1 + 2 + 3 + 4) ÷ 4 and (10 + 21) ÷ 2, rounded; (50 + 51) ÷ 2 below.
        assert_eq!(bytes(&apply(&ROW, json!({ "size": 2 }), pixels)), [3, 3, 16, 3, 3, 16, 51, 51, 7]);
    }

    #[test]
    fn transparent_colours_do_not_count() {
        let out = apply(&ROW, json!({}), row(&[200, 100, 50, 255, 0, 255, 9, 0], Layout::Rgba));
        assert_eq!(bytes(&out), [200, 100, 50, 128, 200, 100, 50, 128]);
        let out = apply(&ROW, json!({}), row(&[200, 0, 100, 0], Layout::GrayA));
        assert_eq!(bytes(&out), [0; 4]);
    }

    #[test]
    fn squares_of_one_pixel_change_nothing() {
        let pixels = noisy(Depth::U16, Layout::Rgba, 7, 5);
        assert_eq!(apply(&ROW, json!({ "size": 1 }), pixels.clone()), pixels);
    }

    #[test]
    fn every_size_layout_and_depth_is_covered() {
        never_panics(&ROW, &json!({ "size": 4 }));
        never_panics(&ROW, &json!({ "size": 100_000 }));
    }

    #[test]
    fn wrong_parameters_are_blamed() {
        let wrong = |given| blamed(try_apply(&ROW, given, row(&[1], Layout::Gray)));
        assert_eq!(wrong(json!({ "size": 0 })), "steps[0].size");
    }
}
