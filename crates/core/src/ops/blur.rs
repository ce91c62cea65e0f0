//! Blurs: sharp's mild one, Gaussians by libvips' masks, and a box.

use super::convolution::{self, Mask, NEAR, Real};
use super::{Op, OpRow, alpha};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Depth, Pixels};
use crate::spec::{Default as D, Field, Type, Values, join};

pub const ROW: OpRow = OpRow {
    name: "blur",
    aliases: &[],
    fields: &[
        Field::new(
            "sigma",
            Type::Switch(0.3, 1000.0),
            D::None,
            "pixels",
            "of the Gaussian; absent or true: the mean of 3 × 3 pixels, rounded down; false: the image stays as it is",
        ),
        Field::new(
            "precision",
            Type::Choice(&["integer", "float", "approximate"]),
            D::Text("integer"),
            "",
            "integer weights are twentieths of the middle one; float weights are exact up to 32 pixels from the middle and in 32 steps beyond; approximate is integer, which costs the same for every sigma",
        ),
        Field::new(
            "minAmplitude",
            Type::Number(0.001, 1.0),
            D::Number(0.2),
            "",
            "the Gaussian ends where it falls below this part of its height",
        ),
        Field::new(
            "box",
            Type::Integer(1.0, 1001.0),
            D::None,
            "pixels",
            "the mean of a square of this odd side, rounded, instead of a Gaussian",
        ),
    ],
    positional: &["sigma"],
    doc: "Blurs. Colours count by their alpha; beyond the borders the outermost pixels go on. No size of blur takes longer than another.",
    build,
};

#[derive(Debug)]
enum Blur {
    None,
    Mild,
    Whole(Mask),
    Real(Vec<f32>),
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let least = values.number("minAmplitude").unwrap_or(0.2);
    if values.boolean("sigma") == Some(false) {
        return Ok(Box::new(Blur::None));
    }
    Ok(Box::new(match (values.number("sigma"), values.integer("box")) {
        (None, None) => Blur::Mild,
        (None, Some(side)) if side % 2 == 1 => Blur::Whole(Mask::even(side as usize / 2)),
        (None, Some(side)) => return Err(Error::option(join(path, "box"), "odd number", side.to_string())),
        (Some(sigma), None) if values.word("precision") == "float" => {
            let values = convolution::gaussian(sigma, least);
            if values.len() > NEAR + 1 {
                Blur::Whole(Mask::gaussian(sigma, least, 32))
            } else {
                Blur::Real(convolution::weights(&values))
            }
        }
        (Some(sigma), None) => Blur::Whole(Mask::gaussian(sigma, least, 20)),
        (Some(_), Some(_)) => return Err(Error::option(path, "sigma or box", "both")),
    }))
}

impl Op for Blur {
    /// Two passes of many taps.
    fn weight(&self) -> u64 {
        8
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        match self {
            Self::None => {}
            Self::Mild => mild(&mut pixels, job)?,
            Self::Real(weights) => convolution::real(&mut pixels, &mut Real(weights.clone()), job)?,
            Self::Whole(mask) => convolution::separable(&mut pixels, mask, job)?,
        }
        Ok(pixels)
    }
}

fn mild(pixels: &mut Pixels, job: &mut Job) -> Result<()> {
    if pixels.depth() == Depth::U8 && !alpha::is_mixed(pixels) {
        // 2^16 ÷ 9, rounded up: exact for sums of nine bytes.
        convolution::sums(pixels, |sum, _| ((u32::from(sum) * 7282) >> 16) as u8, job)
    } else {
        convolution::real(pixels, &mut Real(convolution::weights(&[1.0, 1.0])), job)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, blamed, bytes, never_panics, row, try_apply};
    use super::*;
    use crate::pixels::{Layout, Samples};
    use serde_json::{Value, json};

    fn blurred(given: Value, samples: &[u8]) -> Vec<u8> {
        bytes(&apply(&ROW, given, row(samples, Layout::Gray))).to_vec()
    }

    const POINT: [u8; 17] = [0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn without_a_parameter_it_is_the_mean_of_nine_rounded_down() {
        // sharp 0.35.5 gives these.
        let samples = Samples::U8(vec![10, 20, 30, 40, 57, 60, 70, 80, 90]);
        let pixels = Pixels::packed(samples, Layout::Gray, 3, 3).unwrap();
        assert_eq!(bytes(&apply(&ROW, json!({}), pixels)), [24, 30, 37, 44, 50, 57, 64, 70, 77]);
    }

    #[test]
    fn it_may_be_switched() {
        assert_eq!(blurred(json!({ "sigma": false }), &POINT), POINT);
        assert_eq!(blurred(json!({ "sigma": true }), &POINT), blurred(json!({}), &POINT));
    }

    #[test]
    fn a_point_becomes_the_mask_that_sharp_gives() {
        // sharp 0.35.5 on the same row, but for the 55: its weights of 7 bits make a 56 of 55.4.
        let middle = |given| blurred(given, &POINT)[4..13].to_vec();
        assert_eq!(middle(json!({ "sigma": 0.3 })), [0, 0, 0, 0, 255, 0, 0, 0, 0]);
        assert_eq!(middle(json!({ "sigma": 1 })), [0, 0, 0, 70, 116, 70, 0, 0, 0]);
        assert_eq!(middle(json!({ "sigma": 2 })), [0, 17, 33, 50, 55, 50, 33, 17, 0]);
        assert_eq!(middle(json!({ "sigma": 1, "precision": "float" })), [0, 0, 0, 69, 115, 69, 0, 0, 0]);
        let far = json!({ "sigma": 2, "minAmplitude": 0.001 });
        assert_eq!(blurred(far, &POINT), [0, 0, 0, 3, 8, 15, 31, 46, 51, 46, 31, 15, 8, 3, 0, 0, 0]);
    }

    #[test]
    fn a_box_is_a_mean_and_a_box_of_one_changes_nothing() {
        assert_eq!(blurred(json!({ "box": 1 }), &POINT), POINT);
        assert_eq!(blurred(json!({ "box": 5 }), &POINT)[5..12], [0, 51, 51, 51, 51, 51, 0]);
        assert_eq!(blurred(json!({ "box": 1001 }), &[10, 20]), [15, 15]);
    }

    #[test]
    fn colours_of_transparent_pixels_do_not_show() {
        let samples = [200, 100, 50, 255, 200, 100, 50, 255, 0, 255, 0, 0, 0, 255, 0, 0];
        for given in [
            json!({}),
            json!({ "sigma": 1 }),
            json!({ "sigma": 30 }),
            json!({ "sigma": 1, "precision": "float" }),
            json!({ "box": 3 }),
        ] {
            let out = apply(&ROW, given.clone(), row(&samples, Layout::Rgba));
            for pixel in bytes(&out).chunks_exact(4).filter(|pixel| pixel[3] > 60) {
                let near = |at: usize, value: u8| pixel[at].abs_diff(value) <= 2;
                assert!(near(0, 200) && near(1, 100) && near(2, 50), "{given} {pixel:?}");
            }
        }
        let deep: Vec<f32> = samples.iter().map(|v| f32::from(*v) / 255.0).collect();
        let deep = Pixels::packed(Samples::F32(deep), Layout::Rgba, 4, 1).unwrap();
        let Samples::F32(deep) = apply(&ROW, json!({ "sigma": 1 }), deep).samples else { panic!("floats") };
        assert!((deep[4] - 200.0 / 255.0).abs() < 1e-6 && deep[7] < 1.0);
    }

    #[test]
    fn every_size_layout_and_depth_is_filtered() {
        for given in [json!({}), json!({ "sigma": 2 }), json!({ "sigma": 9 }), json!({ "box": 9 })] {
            never_panics(&ROW, &given);
        }
    }

    #[test]
    fn wrong_parameters_are_blamed() {
        let wrong = |given| blamed(try_apply(&ROW, given, row(&[1], Layout::Gray)));
        assert_eq!(wrong(json!({ "sigma": "on" })), "steps[0].sigma");
        assert_eq!(wrong(json!({ "sigma": 0.2 })), "steps[0].sigma");
        assert_eq!(wrong(json!({ "sigma": 1, "precision": "half" })), "steps[0].precision");
        assert_eq!(wrong(json!({ "sigma": 1, "minAmplitude": 0 })), "steps[0].minAmplitude");
        assert_eq!(wrong(json!({ "box": 4 })), "steps[0].box");
        assert_eq!(wrong(json!({ "box": 3, "sigma": 1 })), "steps[0]");
    }
}
