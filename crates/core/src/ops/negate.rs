//! Makes the negative.

use super::point::{self, Point};
use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "negate",
    aliases: &[],
    fields: &[
        Field::new("negate", Type::Boolean, D::Bool(true), "", "false: the image stays as it is"),
        Field::new("alpha", Type::Boolean, D::Bool(true), "", "alpha too"),
    ],
    positional: &["negate"],
    doc: "Makes the negative: white less each sample. Alpha is negated too, unless `alpha` is false.",
    build,
};

#[derive(Debug)]
struct Negate {
    negate: bool,
    alpha: bool,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Negate { negate: values.bool("negate"), alpha: values.bool("alpha") }))
}

impl Op for Negate {
    fn point(&self, pixels: &Pixels) -> Option<Point> {
        let white = point::white(pixels.depth());
        let of = move |sample| white - sample;
        self.negate.then(|| if self.alpha { Point::all(of) } else { Point::colours(of) })
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let all = self.alpha || !pixels.layout.has_alpha();
        let row_len = pixels.width as usize * pixels.layout.channels();
        match (self.point(&pixels), &mut pixels.samples) {
            (None, _) => {}
            // Without a table, sixteen samples at once.
            (_, Samples::U8(samples)) if all => point::rows(samples, pixels.stride, row_len, job, |row| {
                for sample in row {
                    *sample = u8::MAX - *sample;
                }
            })?,
            (_, Samples::U16(samples)) if all => point::rows(samples, pixels.stride, row_len, job, |row| {
                for sample in row {
                    *sample = u16::MAX - *sample;
                }
            })?,
            (Some(point), _) => point::run(&mut pixels, &[point], job)?,
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, bytes, never_panics, noisy, row};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn samples_are_what_they_lack_to_white() {
        let wide = Pixels::packed(Samples::U16(vec![0, 1000, 65_535]), Layout::Rgb, 1, 1).unwrap();
        assert_eq!(apply(&ROW, json!({}), wide).samples, Samples::U16(vec![65_535, 64_535, 0]));
        let float = Pixels::packed(Samples::F32(vec![0.25, 1.5, 1.0]), Layout::Rgb, 1, 1).unwrap();
        assert_eq!(apply(&ROW, json!({}), float).samples, Samples::F32(vec![0.75, -0.5, 0.0]));
    }

    #[test]
    fn alpha_is_negated_unless_it_is_not_wanted() {
        let pixels = || row(&[10, 20, 30, 100], Layout::Rgba);
        assert_eq!(bytes(&apply(&ROW, json!({}), pixels())), [245, 235, 225, 155]);
        assert_eq!(bytes(&apply(&ROW, json!({ "alpha": false }), pixels())), [245, 235, 225, 100]);
        assert_eq!(apply(&ROW, json!({ "negate": false }), pixels()), pixels());
    }

    #[test]
    fn twice_is_not_at_all() {
        for (depth, layout) in DEPTHS[..2].iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            for alpha in [false, true] {
                let pixels = noisy(depth, layout, 7, 5);
                let once = apply(&ROW, json!({ "alpha": alpha }), pixels.clone());
                assert_ne!(once, pixels);
                assert_eq!(apply(&ROW, json!({ "alpha": alpha }), once), pixels);
            }
        }
        never_panics(&ROW, &json!({ "alpha": false }));
    }
}
