//! Rounds the image's corners.

use super::layout::{self, Sample};
use super::rounded::{RADII, Radii, Shape, UNIT};
use super::{Kind, Op, OpRow};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Values, join};

pub const ROW: OpRow = OpRow {
    name: "radius",
    aliases: &[],
    fields: &[
        Field {
            required: true,
            ..Field::new(
                "radii",
                RADII,
                D::None,
                "",
                "one for all corners, or four from the top left clockwise; those that would meet become smaller",
            )
        },
        UNIT,
    ],
    positional: &["radii"],
    doc: "Rounds the corners: what lies outside becomes transparent, with smooth edges.",
    build,
};

#[derive(Debug)]
struct Rounded {
    radii: Radii,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let none = || Error::option(join(path, "radii"), RADII.expectation(), "none");
    Ok(Box::new(Rounded { radii: Radii::of(values, "radii", path)?.ok_or_else(none)? }))
}

impl Op for Rounded {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.with_alpha()
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::ensure_alpha(pixels, job)?;
        let radii = self.radii.solve(pixels.width, pixels.height);
        let shape = Shape { left: 0, top: 0, width: pixels.width, height: pixels.height, radii };
        cut(&mut pixels, &shape, job)?;
        Ok(pixels)
    }
}

/// Alpha times what the shape covers.
fn cut(pixels: &mut Pixels, shape: &Shape, job: &mut Job) -> Result<()> {
    fn rows<S: Sample>(
        samples: &mut [S],
        (stride, channels): (usize, usize),
        shape: &Shape,
        coverage: &mut [f32],
        job: &Job,
    ) -> Result<()> {
        for (y, line) in (0..).zip(samples.chunks_mut(stride)) {
            job.check_cancel()?;
            let whole = shape.row(y, coverage);
            if whole.len() == coverage.len() {
                continue;
            }
            for (pixel, covered) in line.chunks_exact_mut(channels).zip(&*coverage) {
                if let (Some(alpha), true) = (pixel.last_mut(), *covered < 1.0) {
                    *alpha = S::from_float(alpha.to_float() * covered);
                }
            }
        }
        Ok(())
    }
    let mut coverage = job.alloc.zeroed::<f32>(pixels.width as usize)?;
    let sides = (pixels.stride, pixels.layout.channels());
    match &mut pixels.samples {
        Samples::U8(samples) => rows(samples, sides, shape, &mut coverage, job)?,
        Samples::U16(samples) => rows(samples, sides, shape, &mut coverage, job)?,
        Samples::F32(samples) => rows(samples, sides, shape, &mut coverage, job)?,
    }
    job.alloc.release(coverage.len() as u64 * 4);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, blamed, bytes, never_panics, noisy, try_apply};
    use super::*;
    use crate::pixels::{Depth, Layout};
    use serde_json::json;

    #[test]
    fn corners_are_cut_and_colours_stay() {
        let before = noisy(Depth::U8, Layout::Rgb, 20, 20);
        let after = apply(&ROW, json!({ "radii": 6 }), before.clone());
        assert_eq!(after.layout, Layout::Rgba);
        for (before, after) in bytes(&before).chunks(3).zip(bytes(&after).chunks(4)) {
            assert_eq!(before, &after[..3]);
        }
        let alpha = |x: usize, y: usize| bytes(&after)[(y * 20 + x) * 4 + 3];
        assert_eq!(
            (alpha(0, 0), alpha(19, 19), alpha(10, 0), alpha(0, 10), alpha(6, 6)),
            (0, 0, 255, 255, 255)
        );
        // The circle's point at 45° is 6 − 6 ÷ √2 = 1.757 from both borders: a pixel that is cut.
        assert!((1..=254).contains(&alpha(1, 1)), "{}", alpha(1, 1));
    }

    #[test]
    fn no_radius_changes_nothing_but_adds_alpha_and_half_of_all_is_a_circle() {
        let before = noisy(Depth::U16, Layout::GrayA, 9, 5);
        assert_eq!(apply(&ROW, json!({ "radii": 0 }), before.clone()), before);
        let opaque = Pixels::packed(Samples::U8(vec![255; 64 * 64 * 2]), Layout::GrayA, 64, 64).unwrap();
        let circle = apply(&ROW, json!({ "radii": 50, "unit": "percent" }), opaque);
        let sum: f64 = bytes(&circle).iter().skip(1).step_by(2).map(|a| f64::from(*a) / 255.0).sum();
        assert!((sum - std::f64::consts::PI * 32.0 * 32.0).abs() < 2.0, "{sum}");
    }

    #[test]
    fn wrong_radii_are_told() {
        for given in [
            json!({ "radii": [1, 2] }),
            json!({ "radii": [1, 2, 3] }),
            json!({ "radii": 51, "unit": "percent" }),
        ] {
            assert_eq!(
                blamed(try_apply(&ROW, given, noisy(Depth::U8, Layout::Gray, 4, 4))),
                "steps[0].radii"
            );
        }
        never_panics(&ROW, &json!({ "radii": [1, 0, 9, 2.5] }));
    }
}
