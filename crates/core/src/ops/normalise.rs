//! Stretches lightness over the whole range.

use super::{Op, OpRow, layout};
use crate::colour::lab;
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values, join};

pub const ROW: OpRow = OpRow {
    name: "normalise",
    aliases: &["normalize"],
    fields: &[
        Field::new(
            "lower",
            Type::Number(0.0, 99.0),
            D::Number(1.0),
            "percent",
            "of the pixels are darker than what becomes black",
        ),
        Field::new(
            "upper",
            Type::Number(1.0, 100.0),
            D::Number(99.0),
            "percent",
            "are darker than what becomes white; more than lower",
        ),
    ],
    positional: &[],
    doc: "Stretches CIELAB's lightness so that it reaches from black to white; chroma and alpha stay. The ends are whole steps of lightness; an image with no more than one step between them stays as it is.",
    build,
};

#[derive(Debug)]
struct Normalise {
    lower: f64,
    upper: f64,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let lower = values.number("lower").unwrap_or(1.0);
    let upper = values.number("upper").unwrap_or(99.0);
    if lower >= upper {
        return Err(Error::option(
            join(path, "lower"),
            format!("less than upper, {upper}"),
            lower.to_string(),
        ));
    }
    Ok(Box::new(Normalise { lower, upper }))
}

/// Pixels at each whole step of lightness.
struct Steps {
    counts: [u64; 101],
}

impl Steps {
    fn of(pixels: &mut Pixels, job: &Job) -> Result<Self> {
        let mut counts = [0; 101];
        lab::lightness(pixels, job, |l| {
            if let Some(count) = counts.get_mut((l as usize).min(100)) {
                *count += 1;
            }
        })?;
        Ok(Self { counts })
    }

    /// The step below which this share of the pixels lies, as libvips finds it: by sums that are scaled to
    /// the brightest step and cut.
    fn percentile(&self, percent: f64) -> f32 {
        let brightest = self.counts.iter().rposition(|count| *count > 0).unwrap_or(0);
        let all = self.counts.iter().sum::<u64>().max(1);
        let scale = brightest as f64 / all as f64;
        let mut sum = 0;
        let within = self.counts.iter().take(brightest + 1).take_while(|count| {
            sum += **count;
            let scaled = (sum as f64 * scale) as f32;
            f64::from(scaled.floor()) <= percent / 100.0 * (brightest + 1) as f64
        });
        within.count() as f32
    }

    fn ends(&self, lower: f64, upper: f64) -> (f32, f32) {
        let first = self.counts.iter().position(|count| *count > 0).unwrap_or(0) as f32;
        let last = self.counts.iter().rposition(|count| *count > 0).unwrap_or(0) as f32;
        let lower = if lower > 0.0 { self.percentile(lower) } else { first };
        (lower, if upper < 100.0 { self.percentile(upper) } else { last })
    }
}

impl Op for Normalise {
    fn weight(&self) -> u64 {
        6
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::without_inks(pixels, job)?;
        let (lower, upper) = Steps::of(&mut pixels, job)?.ends(self.lower, self.upper);
        if (upper - lower).abs() > 1.0 {
            let factor = 100.0 / (upper - lower);
            lab::map(&mut pixels, job, |block| {
                block.l.iter_mut().for_each(|l| *l = (*l - lower) * factor);
            })?;
        }
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
    fn a_narrow_range_becomes_the_whole() {
        let ramp: Vec<u8> = (100..=150).collect();
        let out = apply(&ROW, json!({ "lower": 0, "upper": 100 }), row(&ramp, Layout::Gray));
        let out = bytes(&out);
        assert!(out.is_sorted() && out[0] <= 8 && out[50] >= 250, "{out:?}");
        let flat = row(&[100; 9], Layout::Rgb);
        assert_eq!(apply(&ROW, json!({}), flat.clone()), flat);
    }

    #[test]
    fn colours_are_sharps_within_one() {
        let pixels = row(
            &[
                10, 20, 30, 100, 200, 210, 220, 200, 255, 255, 255, 128, 255, 255, 254, 128, 254, 255, 255,
                255, 255, 254, 255, 7,
            ],
            Layout::Rgba,
        );
        // sharp 0.35.5.
        let expected: [u8; 24] = [
            0, 5, 20, 100, 197, 208, 218, 200, 255, 255, 255, 128, 255, 255, 254, 128, 254, 255, 255, 255,
            255, 254, 255, 7,
        ];
        let out = apply(&ROW, json!({}), pixels);
        for (found, expected) in bytes(&out).iter().zip(expected) {
            assert!(found.abs_diff(expected) <= 1, "{out:?}");
        }
        never_panics(&ROW, &json!({}));
    }

    #[test]
    fn percentiles_are_of_sums_that_are_cut() {
        // One pixel at each step: the sums are n × 100 ÷ 101, against 1.01 and 99.99.
        let steps = Steps { counts: [1; 101] };
        assert_eq!(steps.ends(1.0, 99.0), (2.0, 100.0));
        assert_eq!(steps.ends(0.0, 100.0), (0.0, 100.0));
    }

    #[test]
    fn a_lower_end_above_the_upper_is_refused() {
        for (given, path) in [
            (json!({ "lower": 60, "upper": 50 }), "steps[0].lower"),
            (json!({ "lower": 99.5 }), "steps[0].lower"),
            (json!({ "upper": 0.5 }), "steps[0].upper"),
        ] {
            assert_eq!(blamed(try_apply(&ROW, given, row(&[1], Layout::Gray))), path);
        }
    }
}
