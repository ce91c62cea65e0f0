//! Adds alpha where there is none.

use super::{Kind, Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "ensureAlpha",
    aliases: &[],
    fields: &[Field::new(
        "alpha",
        Type::Number(0.0, 1.0),
        D::Number(1.0),
        "",
        "of the alpha that is added: 0 is transparent, 1 opaque",
    )],
    positional: &["alpha"],
    doc: "Adds alpha where there is none; alpha that is there stays.",
    build,
};

#[derive(Debug)]
struct EnsureAlpha {
    alpha: f32,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(EnsureAlpha { alpha: values.number("alpha").unwrap_or(1.0) as f32 }))
}

impl Op for EnsureAlpha {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.with_alpha()
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        layout::add_alpha(pixels, self.alpha, job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::{Layout, Samples};
    use serde_json::json;

    #[test]
    fn the_level_is_cut_as_sharp_cuts_it() {
        let of = |given| bytes(&apply(&ROW, given, row(&[1, 2, 3], Layout::Rgb))).to_vec();
        assert_eq!(of(json!({})), [1, 2, 3, 255]);
        // sharp 0.35.5: ensureAlpha(0.5) adds 127.
        assert_eq!(of(json!({ "alpha": 0.5 })), [1, 2, 3, 127]);
        assert_eq!(of(json!({ "alpha": 0 })), [1, 2, 3, 0]);
        let float = Pixels::packed(Samples::F32(vec![3.0]), Layout::Gray, 1, 1).unwrap();
        assert_eq!(apply(&ROW, json!({ "alpha": 0.5 }), float).samples, Samples::F32(vec![3.0, 0.5]));
    }

    #[test]
    fn alpha_that_is_there_stays() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            let pixels = noisy(depth, layout, 5, 4);
            let out = apply(&ROW, json!({ "alpha": 0.2 }), pixels.clone());
            assert_eq!(out == pixels, layout.has_alpha());
            assert!(out.layout.has_alpha());
        }
        never_panics(&ROW, &json!({}));
        let wrong = try_apply(&ROW, json!({ "alpha": 1.1 }), row(&[1], Layout::Gray));
        assert_eq!(blamed(wrong), "steps[0].alpha");
    }
}
