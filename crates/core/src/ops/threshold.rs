//! Black and white by a threshold.

use super::point::{self, Point};
use super::{Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Depth, Layout, Pixels};
use crate::spec::{Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "threshold",
    aliases: &[],
    fields: &[
        Field::new(
            "threshold",
            Type::Integer(0.0, 255.0),
            D::Number(128.0),
            "",
            "what is at least as bright becomes white; of 255 at every depth; 0: the image stays as it is",
        ),
        Field::new("greyscale", Type::Boolean, D::Bool(true), "", "of the grey; false: of each channel"),
        Field::new("grayscale", Type::Boolean, D::Bool(true), "", "the same by its other spelling"),
    ],
    positional: &["threshold"],
    doc: "Makes white of what is at least as bright as the threshold, black of the rest. Alpha becomes opaque or transparent by the same rule, as in sharp.",
    build,
};

#[derive(Debug)]
struct Threshold {
    /// Of 255.
    level: u16,
    gray: bool,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let level = values.integer("threshold").unwrap_or(128) as u16;
    Ok(Box::new(Threshold { level, gray: values.bool("greyscale") && values.bool("grayscale") }))
}

impl Op for Threshold {
    fn point(&self, pixels: &Pixels) -> Option<Point> {
        let fits = !self.gray || matches!(pixels.layout, Layout::Gray | Layout::GrayA);
        let level = match pixels.depth() {
            Depth::U8 => f32::from(self.level),
            Depth::U16 => f32::from(self.level * 257),
            Depth::F32 => f32::from(self.level) / 255.0,
        };
        let white = point::white(pixels.depth());
        (fits && self.level > 0).then(|| Point::all(move |sample| if sample >= level { white } else { 0.0 }))
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = if self.gray && self.level > 0 { layout::to_gray(pixels, job)? } else { pixels };
        if let Some(point) = self.point(&pixels) {
            point::run(&mut pixels, &[point], job)?;
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, blamed, bytes, never_panics, row, try_apply};
    use crate::pixels::Samples;
    use serde_json::json;

    #[test]
    fn what_is_as_bright_becomes_white_and_alpha_follows() {
        let pixels = || row(&[10, 200, 30, 100, 200, 210, 220, 200, 254, 255, 255, 7], Layout::Rgba);
        let grey = apply(&ROW, json!({}), pixels());
        assert_eq!((grey.layout, bytes(&grey)), (Layout::GrayA, &[255, 0, 255, 255, 255, 0][..]));
        let colour = apply(&ROW, json!({ "threshold": 201, "greyscale": false }), pixels());
        // sharp 0.35.5 gives the same.
        assert_eq!(bytes(&colour), [0, 0, 0, 0, 0, 255, 255, 0, 255, 255, 255, 0]);
        assert_eq!(apply(&ROW, json!({ "threshold": 201, "grayscale": false }), pixels()), colour);
        assert_eq!(apply(&ROW, json!({ "threshold": 0 }), pixels()), pixels());
    }

    #[test]
    fn the_threshold_is_of_255_at_every_depth() {
        let wide = Pixels::packed(Samples::U16(vec![32_895, 32_896]), Layout::Gray, 2, 1).unwrap();
        assert_eq!(apply(&ROW, json!({}), wide).samples, Samples::U16(vec![0, 65_535]));
        let float = Pixels::packed(Samples::F32(vec![0.501, 0.502, 3.0]), Layout::Gray, 3, 1).unwrap();
        assert_eq!(apply(&ROW, json!({}), float).samples, Samples::F32(vec![0.0, 1.0, 1.0]));
        never_panics(&ROW, &json!({}));
        never_panics(&ROW, &json!({ "greyscale": false }));
    }

    #[test]
    fn a_threshold_above_white_is_refused() {
        let wrong = try_apply(&ROW, json!({ "threshold": 256 }), row(&[1], Layout::Gray));
        assert_eq!(blamed(wrong), "steps[0].threshold");
    }
}
