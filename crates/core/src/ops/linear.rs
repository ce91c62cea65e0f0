//! Scales and shifts samples.

use super::point::{self, Point};
use super::{Op, OpRow};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values, join};

/// One number, or one for each channel of the layout that has most.
const FACTORS: Type = Type::Numbers(-1e9, 1e9, 1, 5);

pub const ROW: OpRow = OpRow {
    name: "linear",
    aliases: &[],
    fields: &[
        Field::new(
            "a",
            FACTORS,
            D::None,
            "",
            "factors: one, one a colour, or one a channel with alpha; absent: 1",
        ),
        Field::new(
            "b",
            FACTORS,
            D::None,
            "",
            "what is added, as many as factors; white is 255, 65535 at 16 bit, 1 in floats; absent: 0",
        ),
    ],
    positional: &["a", "b"],
    doc: "Makes a × sample + b of each sample, cut to a whole number. Alpha stays, unless it has numbers of its own.",
    build,
};

#[derive(Debug)]
struct Linear {
    /// Factor and addend: one pair, or one for each colour or channel.
    pairs: Vec<(f32, f32)>,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let numbers = |name| values.numbers(name).iter().map(|n| *n as f32).collect::<Vec<f32>>();
    let (mut a, mut b) = (numbers("a"), numbers("b"));
    match (a.len(), b.len()) {
        (0, 0) => return Err(Error::option(path, "a or b", "neither")),
        (0, n) => a = vec![1.0; n],
        (n, 0) => b = vec![0.0; n],
        (n, m) if n != m => {
            return Err(Error::option(join(path, "b"), format!("{n} numbers"), m.to_string()));
        }
        _ => {}
    }
    Ok(Box::new(Linear { pairs: a.into_iter().zip(b).collect() }))
}

impl Op for Linear {
    fn point(&self, pixels: &Pixels) -> Option<Point> {
        let channels = pixels.layout.channels();
        let colours = channels - usize::from(pixels.layout.has_alpha());
        match self.pairs.as_slice() {
            [(a, b)] => {
                let (a, b) = (*a, *b);
                Some(Point::colours(move |sample| a * sample + b))
            }
            pairs if pairs.len() == colours || pairs.len() == channels => {
                let mut pairs = pairs.to_vec();
                pairs.resize(channels, (1.0, 0.0));
                Some(Point::channels(move |channel, sample| {
                    pairs.get(channel).map_or(sample, |(a, b)| a * sample + b)
                }))
            }
            _ => None,
        }
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let Some(point) = self.point(&pixels) else {
            let expected =
                format!("one number, or one for each of {:?}'s channels (alpha may lack)", pixels.layout);
            return Err(Error::option("a", expected, self.pairs.len().to_string()));
        };
        point::run(&mut pixels, &[point], job)?;
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::{Layout, Samples};
    use serde_json::json;

    #[test]
    fn samples_are_cut_as_sharp_cuts_them() {
        let ramp: Vec<u8> = (0..16).collect();
        let out = apply(&ROW, json!({ "a": 1.3, "b": -3.4 }), row(&ramp, Layout::Gray));
        // sharp 0.35.5: linear(1.3, -3.4) of the same samples.
        assert_eq!(bytes(&out), [0, 0, 0, 0, 1, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16]);
        let wide = Pixels::packed(Samples::U16(vec![1000, 60_000]), Layout::Gray, 2, 1).unwrap();
        let out = apply(&ROW, json!({ "a": 1.5, "b": 300 }), wide);
        assert_eq!(out.samples, Samples::U16(vec![1800, 65_535]));
        let float = Pixels::packed(Samples::F32(vec![0.5, 2.0]), Layout::Gray, 2, 1).unwrap();
        assert_eq!(apply(&ROW, json!({ "a": 3, "b": -0.5 }), float).samples, Samples::F32(vec![1.0, 5.5]));
    }

    #[test]
    fn each_channel_may_have_its_own_and_alpha_too() {
        let of = |given| bytes(&apply(&ROW, given, row(&[10, 20, 30, 100], Layout::Rgba))).to_vec();
        // sharp 0.35.5 gives the same.
        assert_eq!(of(json!({ "a": [1, 2, 3], "b": [0, 0, 0] })), [10, 40, 90, 100]);
        assert_eq!(of(json!({ "a": [1, 1, 1, 0.5] })), [10, 20, 30, 50]);
        assert_eq!(of(json!({ "b": 5 })), [15, 25, 35, 100]);
        let gray = |given| bytes(&apply(&ROW, given, row(&[10, 100], Layout::GrayA))).to_vec();
        assert_eq!(gray(json!({ "a": 2 })), [20, 100]);
        assert_eq!(gray(json!({ "a": [2, 0.5] })), [20, 50]);
    }

    #[test]
    fn once_and_nothing_added_changes_nothing() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            let pixels = noisy(depth, layout, 6, 5);
            assert_eq!(apply(&ROW, json!({ "a": 1 }), pixels.clone()), pixels);
        }
        never_panics(&ROW, &json!({ "a": 1.5, "b": 7 }));
    }

    #[test]
    fn numbers_that_fit_no_channels_are_refused() {
        let pixels = || row(&[1, 2, 3], Layout::Rgb);
        for (given, path) in [
            (json!({}), "steps[0]"),
            (json!({ "a": [1, 2, 3], "b": [1, 2] }), "steps[0].b"),
            (json!({ "a": [1, 2] }), "a"),
            (json!({ "a": [1, 2, 3, 4] }), "a"),
            (json!({ "a": "2" }), "steps[0].a"),
            (json!({ "b": 1e10 }), "steps[0].b"),
        ] {
            assert_eq!(blamed(try_apply(&ROW, given.clone(), pixels())), path, "{given}");
        }
    }
}
