//! Drops alpha.

use super::{Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Layout, Pixels};
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "removeAlpha",
    aliases: &[],
    fields: &[],
    positional: &[],
    doc: "Drops alpha; colours stay as they are under it. `flatten` composes them onto a background instead.",
    build,
};

#[derive(Debug)]
struct RemoveAlpha;

fn build(_values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(RemoveAlpha))
}

impl Op for RemoveAlpha {
    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let opaque = match pixels.layout {
            Layout::GrayA => Layout::Gray,
            Layout::Rgba => Layout::Rgb,
            Layout::CmykA => Layout::Cmyk,
            _ => return Ok(pixels),
        };
        let colour = pixels.colour.clone();
        Ok(Pixels { colour, ..layout::take(pixels, 0, opaque, job)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, bytes, never_panics, noisy, row};
    use crate::pixels::Colour;
    use serde_json::json;

    #[test]
    fn colours_stay_as_they_were_under_it() {
        let out = apply(&ROW, json!({}), row(&[1, 2, 3, 0, 4, 5, 6, 7], Layout::Rgba));
        assert_eq!((out.layout, bytes(&out)), (Layout::Rgb, &[1, 2, 3, 4, 5, 6][..]));
        let linear = Pixels { colour: Colour::Linear, ..row(&[1, 2], Layout::GrayA) };
        let out = apply(&ROW, json!({}), linear);
        assert_eq!((out.colour.clone(), bytes(&out)), (Colour::Linear, &[1][..]));
    }

    #[test]
    fn what_has_none_stays() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            let pixels = noisy(depth, layout, 5, 4);
            let out = apply(&ROW, json!({}), pixels.clone());
            assert_eq!(out == pixels, !layout.has_alpha());
            assert!(!out.layout.has_alpha());
        }
        never_panics(&ROW, &json!({}));
    }
}
