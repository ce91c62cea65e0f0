//! Makes grey of colour.

use super::{Kind, Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "greyscale",
    aliases: &["grayscale"],
    fields: &[Field::new("greyscale", Type::Boolean, D::Bool(true), "", "false: the image stays as it is")],
    positional: &["greyscale"],
    doc: "Grey with the colour's luminance in linear light (Rec. 709), in one channel; alpha and depth stay.",
    build,
};

#[derive(Debug)]
struct Greyscale {
    greyscale: bool,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Greyscale { greyscale: values.bool("greyscale") }))
}

impl Op for Greyscale {
    fn becomes(&self, kind: Kind) -> Kind {
        if self.greyscale { kind.grey() } else { kind }
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        if self.greyscale { layout::to_gray(pixels, job) } else { Ok(pixels) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, blamed, bytes, never_panics, row, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn colours_become_their_luminance_beside_their_alpha() {
        let pixels = || row(&[10, 20, 30, 100, 200, 210, 220, 200], Layout::Rgba);
        let grey = apply(&ROW, json!({}), pixels());
        // sharp 0.35.5 gives the same greys.
        assert_eq!((grey.layout, bytes(&grey)), (Layout::GrayA, &[19, 100, 209, 200][..]));
        assert_eq!(apply(&ROW, json!({ "greyscale": false }), pixels()), pixels());
        never_panics(&ROW, &json!({}));
    }

    #[test]
    fn a_number_is_no_yes_or_no() {
        let wrong = try_apply(&ROW, json!({ "greyscale": 1 }), row(&[1], Layout::Gray));
        assert_eq!(blamed(wrong), "steps[0].greyscale");
    }
}
