//! Changes brightness, saturation and hue in CIELAB's lightness, chroma and hue.

use super::{Op, OpRow, layout};
use crate::colour::lab;
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values};

const FACTOR: Type = Type::Number(0.0, 1e6);

pub const ROW: OpRow = OpRow {
    name: "modulate",
    aliases: &[],
    fields: &[
        Field::new("brightness", FACTOR, D::Number(1.0), "", "factor of the lightness"),
        Field::new("saturation", FACTOR, D::Number(1.0), "", "factor of the chroma"),
        Field::new("hue", Type::Integer(-1e9, 1e9), D::Number(0.0), "degrees", "by which hues turn"),
        Field::new("lightness", Type::Number(-1e6, 1e6), D::Number(0.0), "of 100", "added to the lightness"),
    ],
    positional: &[],
    doc: "Changes brightness, saturation, hue and lightness, in CIELAB (D65). What leaves sRGB is cut; alpha stays.",
    build,
};

#[derive(Debug)]
struct Modulate {
    brightness: f32,
    lightness: f32,
    /// Saturation times the cosine and the sine of the hue's turn.
    turn: (f32, f32),
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let saturation = values.number("saturation").unwrap_or(1.0);
    let degrees = values.number("hue").unwrap_or(0.0) % 360.0;
    // A turn by quarters is exact.
    let (sine, cosine) = match degrees as i32 {
        0 => (0.0, 1.0),
        90 | -270 => (1.0, 0.0),
        180 | -180 => (0.0, -1.0),
        270 | -90 => (-1.0, 0.0),
        _ => libm::sincos(degrees.to_radians()),
    };
    Ok(Box::new(Modulate {
        brightness: values.number("brightness").unwrap_or(1.0) as f32,
        lightness: values.number("lightness").unwrap_or(0.0) as f32,
        turn: ((saturation * cosine) as f32, (saturation * sine) as f32),
    }))
}

impl Op for Modulate {
    fn weight(&self) -> u64 {
        4
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        if (self.brightness, self.lightness, self.turn) == (1.0, 0.0, (1.0, 0.0)) {
            return Ok(pixels);
        }
        let mut pixels = layout::without_inks(pixels, job)?;
        let (cosine, sine) = self.turn;
        lab::map(&mut pixels, job, |block| {
            block.l.iter_mut().for_each(|l| *l = *l * self.brightness + self.lightness);
            for (a, b) in block.a.iter_mut().zip(&mut block.b) {
                (*a, *b) = (*a * cosine - *b * sine, *a * sine + *b * cosine);
            }
        })?;
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn colours_are_sharps_within_one() {
        let given = json!({ "brightness": 1.2, "saturation": 1.1, "hue": 30, "lightness": 3 });
        let out = apply(&ROW, given, row(&[10, 20, 30, 100, 120, 80, 40, 200], Layout::Rgba));
        // sharp 0.35.5.
        let expected: [u8; 8] = [27, 26, 38, 100, 0, 0, 0, 200];
        for (found, expected) in bytes(&out).iter().zip(expected).take(4) {
            assert!(found.abs_diff(expected) <= 1, "{out:?}");
        }
    }

    #[test]
    fn nothing_asked_changes_nothing_and_hues_come_round() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            let pixels = noisy(depth, layout, 5, 4);
            assert_eq!(apply(&ROW, json!({}), pixels.clone()), pixels);
            assert_eq!(apply(&ROW, json!({ "hue": 720 }), pixels.clone()), pixels);
        }
        let half = |pixels| apply(&ROW, json!({ "hue": 180 }), pixels);
        let muted = row(&[120, 128, 124, 9], Layout::Rgba);
        let turned = half(muted.clone());
        assert_ne!(turned, muted);
        for (a, b) in bytes(&half(turned)).iter().zip(bytes(&muted)) {
            assert!(a.abs_diff(*b) <= 1);
        }
    }

    #[test]
    fn grey_stays_grey_and_white_stays_white() {
        let out = apply(&ROW, json!({ "saturation": 5, "hue": 77 }), row(&[0, 100, 255], Layout::Gray));
        assert_eq!((out.layout, bytes(&out)), (Layout::Gray, &[0, 100, 255][..]));
        let out = apply(&ROW, json!({ "brightness": 2 }), row(&[255, 255, 255, 0, 0, 0], Layout::Rgb));
        assert_eq!(bytes(&out), [255, 255, 255, 0, 0, 0]);
        let none = apply(&ROW, json!({ "saturation": 0 }), row(&[200, 10, 60], Layout::Rgb));
        assert!(bytes(&none).windows(2).all(|pair| pair[0].abs_diff(pair[1]) <= 1), "{none:?}");
        never_panics(&ROW, &json!({ "brightness": 1e6, "saturation": 1e6, "lightness": -1e6 }));
    }

    #[test]
    fn factors_below_nothing_and_parts_of_a_degree_are_refused() {
        for (given, path) in [
            (json!({ "brightness": -0.1 }), "steps[0].brightness"),
            (json!({ "hue": 0.5 }), "steps[0].hue"),
            (json!({ "lightness": "5" }), "steps[0].lightness"),
        ] {
            assert_eq!(blamed(try_apply(&ROW, given, row(&[1], Layout::Gray))), path);
        }
    }
}
