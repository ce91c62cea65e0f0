//! Darkens by a power, then brightens by another one.

use super::point::{self, Point};
use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Depth, Pixels};
use crate::spec::{Default as D, Field, Type, Values};

const EXPONENT: Type = Type::Number(1.0, 3.0);

pub const ROW: OpRow = OpRow {
    name: "gamma",
    aliases: &[],
    fields: &[
        Field::new("gamma", EXPONENT, D::Number(2.2), "", "darkens: sample to the power of it"),
        Field::new("gammaOut", EXPONENT, D::None, "", "brightens: to the power of 1 by it; absent: gamma"),
    ],
    positional: &["gamma", "gammaOut"],
    doc: "Darkens by `gamma`, cuts to whole numbers, then brightens by `gammaOut`, as sharp does around its other steps. Here it is one step: to have others between, write `gamma(2.2, 1)` before them and `gamma(1, 2.2)` behind. Alpha stays.",
    build,
};

#[derive(Debug)]
struct Gamma {
    darken: f64,
    brighten: f64,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let darken = values.number("gamma").unwrap_or(2.2);
    Ok(Box::new(Gamma { darken, brighten: 1.0 / values.number("gammaOut").unwrap_or(darken) }))
}

/// What is below black mirrors what is above.
fn power(sample: f64, exponent: f64) -> f64 {
    libm::pow(sample.abs(), exponent).copysign(sample)
}

impl Op for Gamma {
    fn point(&self, pixels: &Pixels) -> Option<Point> {
        let white = f64::from(point::white(pixels.depth()));
        let whole = pixels.depth() != Depth::F32;
        let (darken, brighten) = (self.darken, self.brighten);
        Some(Point::colours(move |sample| {
            let dark = power(f64::from(sample) / white, darken) * white;
            let dark = if whole { dark.floor() } else { dark };
            (power(dark / white, brighten) * white) as f32
        }))
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        if let Some(point) = self.point(&pixels) {
            point::run(&mut pixels, &[point], job)?;
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::{Layout, Samples};
    use serde_json::json;

    #[test]
    fn eight_bit_samples_become_what_sharp_makes_of_them() {
        let ramp: Vec<u8> = (0..=255).collect();
        let of = |given| bytes(&apply(&ROW, given, row(&ramp, Layout::Gray))).to_vec();
        let at = |table: &[u8]| [1, 20, 21, 22, 30, 63, 128, 200, 254, 255].map(|i| table[i]);
        // sharp 0.35.5: gamma(), gamma(2.2, 1) and gamma(1, 2.2) of the same samples.
        assert_eq!(at(&of(json!({}))), GAMMA);
        assert_eq!(at(&of(json!({ "gamma": 2.2, "gammaOut": 1 }))), DARK);
        assert_eq!(at(&of(json!({ "gamma": 1, "gammaOut": 2.2 }))), BRIGHT);
    }

    const GAMMA: [u8; 10] = [0, 0, 20, 20, 28, 61, 126, 199, 253, 255];
    const DARK: [u8; 10] = [0, 0, 1, 1, 2, 11, 55, 149, 252, 255];
    const BRIGHT: [u8; 10] = [20, 80, 81, 83, 96, 135, 186, 228, 254, 255];

    #[test]
    fn one_changes_nothing_and_floats_come_back() {
        let pixels = noisy(Depth::U16, Layout::Rgba, 7, 3);
        assert_eq!(apply(&ROW, json!({ "gamma": 1 }), pixels.clone()), pixels);
        let float = Pixels::packed(Samples::F32(vec![-0.5, 0.5, 2.0]), Layout::Gray, 3, 1).unwrap();
        let Samples::F32(back) = apply(&ROW, json!({}), float).samples else { panic!("float") };
        for (value, expected) in back.iter().zip([-0.5, 0.5, 2.0]) {
            assert!((value - expected).abs() < 1e-6, "{value}");
        }
        never_panics(&ROW, &json!({ "gamma": 3, "gammaOut": 1.5 }));
    }

    #[test]
    fn exponents_below_one_and_above_three_are_refused() {
        for (given, path) in
            [(json!({ "gamma": 0.9 }), "steps[0].gamma"), (json!({ "gammaOut": 3.1 }), "steps[0].gammaOut")]
        {
            assert_eq!(blamed(try_apply(&ROW, given, row(&[1], Layout::Gray))), path);
        }
    }
}
