//! Gives the image the hue of a colour.

use super::{Kind, Op, OpRow, layout};
use crate::colour::lab;
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Colour, Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "tint",
    aliases: &[],
    fields: &[Field {
        required: true,
        ..Field::new("tint", Type::Colour, D::None, "", "the colour; its own lightness and alpha are ignored")
    }],
    positional: &["tint"],
    doc: "Gives the image's lightness the chroma of a colour, in CIELAB (D65): all of it at middle grey, none at black and white. Grey images become coloured; alpha stays.",
    build,
};

#[derive(Debug)]
struct Tint {
    a: f32,
    b: f32,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let Colour { r, g, b, .. } = values.colour("tint").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 });
    let [_, a, b] = lab::of([r, g, b]);
    Ok(Box::new(Tint { a, b }))
}

impl Op for Tint {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.coloured()
    }

    fn weight(&self) -> u64 {
        4
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::to_colour(pixels, job)?;
        lab::map(&mut pixels, job, |block| {
            for ((l, a), b) in block.l.iter().zip(&mut block.a).zip(&mut block.b) {
                let from_middle = l / 100.0 - 0.5;
                let weight = 1.0 - 4.0 * (from_middle * from_middle);
                (*a, *b) = (weight * self.a, weight * self.b);
            }
        })?;
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, blamed, bytes, never_panics, row, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn colours_are_sharps_within_one() {
        let pixels = row(&[10, 20, 30, 100, 200, 210, 220, 200, 255, 254, 255, 7], Layout::Rgba);
        let out = apply(&ROW, json!({ "tint": { "r": 255, "g": 120, "b": 16 } }), pixels);
        // sharp 0.35.5.
        let expected: [u8; 12] = [39, 12, 0, 100, 255, 190, 138, 200, 255, 254, 252, 7];
        for (found, expected) in bytes(&out).iter().zip(expected) {
            assert!(found.abs_diff(expected) <= 1, "{out:?}");
        }
    }

    #[test]
    fn black_and_white_stay_and_grey_becomes_colour() {
        let out = apply(&ROW, json!({ "tint": "red" }), row(&[0, 255, 128], Layout::Gray));
        assert_eq!(out.layout, Layout::Rgb);
        let [black @ .., r, g, b] = bytes(&out) else { panic!("three pixels") };
        assert_eq!(black, [0, 0, 0, 255, 255, 255]);
        assert!(r > g && r > b, "{r} {g} {b}");
        never_panics(&ROW, &json!({ "tint": "#ff8000" }));
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for wrong in [json!({ "tint": "reddish" }), json!({ "tint": 3 }), json!({})] {
            assert_eq!(blamed(try_apply(&ROW, wrong, row(&[1], Layout::Gray))), "steps[0].tint");
        }
    }
}
