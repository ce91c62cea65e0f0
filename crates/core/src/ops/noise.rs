//! Adds grain: the same for the same seed on every machine.

use super::{Op, OpRow, layout, point};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use crate::whole;

pub const ROW: OpRow = OpRow {
    name: "noise",
    aliases: &[],
    fields: &[
        Field::new(
            "amount",
            Type::Number(0.0, 255.0),
            D::Number(10.0),
            "",
            "its standard deviation, of 255 at every depth",
        ),
        Field::new(
            "seed",
            Type::Integer(0.0, 4_294_967_295.0),
            D::Number(0.0),
            "",
            "another one gives another grain",
        ),
        Field::new("monochrome", Type::Boolean, D::Bool(false), "", "the same in all colours of a pixel"),
    ],
    positional: &["amount"],
    doc: "Adds nearly normal noise (a sum of four even ones, never beyond 3.47 deviations) to the colours; alpha stays. The same seed and size give the same noise.",
    build,
};

#[derive(Debug)]
struct Noise {
    amount: f32,
    seed: u64,
    monochrome: bool,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Noise {
        amount: values.number("amount").unwrap_or(10.0) as f32,
        seed: values.size("seed"),
        monochrome: values.bool("monochrome"),
    }))
}

/// The standard deviation of a sum of four even numbers from 0 to 65,535: √((65,536² − 1) ÷ 3).
pub const DEVIATION: f32 = 37_837.227;

/// A number for a place, of mean 0 and in steps of the four's sum. The mixer is that of `SplitMix64`.
pub fn grain(seed: u64, place: u64) -> f32 {
    let mut bits = (seed << 34 ^ place).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    let lane = |at: u32| (bits >> at & 0xffff) as i32;
    (lane(0) + lane(16) + lane(32) + lane(48) - 2 * 65_535) as f32
}

impl Noise {
    /// `first` is the place of the row's first pixel.
    fn row<T: Copy>(
        &self,
        row: &mut [T],
        (channels, colours): (usize, usize),
        first: u64,
        add: impl Fn(T, f32) -> T,
    ) {
        for (place, pixel) in (first..).zip(row.chunks_exact_mut(channels)) {
            let shared = grain(self.seed, place * 4);
            for (channel, sample) in (0..).zip(pixel.iter_mut().take(colours)) {
                let own = channel > 0 && !self.monochrome;
                *sample = add(*sample, if own { grain(self.seed, place * 4 + channel) } else { shared });
            }
        }
    }
}

impl Op for Noise {
    fn weight(&self) -> u64 {
        2
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::without_inks(pixels, job)?;
        let channels = pixels.layout.channels();
        let kinds = (channels, channels - usize::from(pixels.layout.has_alpha()));
        let (stride, row_len, width) =
            (pixels.stride, pixels.width as usize * channels, u64::from(pixels.width));
        let factor = self.amount / 255.0 * point::white(pixels.depth()) / DEVIATION;
        let mut first = 0;
        let mut next = || {
            first += width;
            first - width
        };
        match &mut pixels.samples {
            Samples::U8(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.row(row, kinds, next(), |v, grain| whole::byte(f32::from(v) + grain * factor + 0.5));
            })?,
            Samples::U16(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.row(row, kinds, next(), |v, grain| whole::word(f32::from(v) + grain * factor + 0.5));
            })?,
            Samples::F32(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.row(row, kinds, next(), |v, grain| v + grain * factor);
            })?,
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    fn flat(layout: Layout) -> Pixels {
        let samples = vec![128; 256 * 256 * layout.channels()];
        Pixels::packed(Samples::U8(samples), layout, 256, 256).unwrap()
    }

    #[test]
    fn its_mean_and_deviation_are_what_is_asked_for() {
        let out = apply(&ROW, json!({ "amount": 20, "seed": 7 }), flat(Layout::Rgb));
        for channel in 0..3 {
            let values: Vec<f64> =
                bytes(&out).iter().skip(channel).step_by(3).map(|v| f64::from(*v)).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let deviation =
                (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
            assert!((mean - 128.0).abs() < 0.3 && (deviation - 20.0).abs() < 0.3, "{mean} ± {deviation}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
        let of = |seed| apply(&ROW, json!({ "seed": seed }), row(&[100; 12], Layout::Rgb));
        // These bytes must not change: results are compared across machines and versions.
        assert_eq!(bytes(&of(1)), FIRST);
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }

    const FIRST: [u8; 12] = [96, 103, 93, 103, 86, 112, 101, 101, 101, 92, 94, 90];

    #[test]
    fn monochrome_noise_is_one_for_all_colours_and_alpha_has_none() {
        let out = apply(&ROW, json!({ "monochrome": true }), flat(Layout::Rgba));
        assert!(bytes(&out).chunks(4).all(|p| p[0] == p[1] && p[1] == p[2] && p[3] == 128));
        let grey = apply(&ROW, json!({}), flat(Layout::GrayA));
        assert!(bytes(&grey).chunks(2).zip(bytes(&out).chunks(4)).all(|(g, p)| g[0] == p[0] && g[1] == 128));
    }

    #[test]
    fn none_changes_nothing_and_depths_agree() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS[..4].iter().map(move |l| (*depth, *l)))
        {
            let pixels = noisy(depth, layout, 6, 5);
            assert_eq!(apply(&ROW, json!({ "amount": 0 }), pixels.clone()), pixels);
        }
        let wide = Pixels::packed(Samples::U16(vec![32_896; 9]), Layout::Gray, 9, 1).unwrap();
        let Samples::U16(wide) = apply(&ROW, json!({}), wide).samples else { panic!("16 bit") };
        let narrow = apply(&ROW, json!({}), row(&[128; 9], Layout::Gray));
        for (wide, narrow) in wide.iter().zip(bytes(&narrow)) {
            assert!((f32::from(*wide) / 257.0 - f32::from(*narrow)).abs() <= 0.51);
        }
        never_panics(&ROW, &json!({ "amount": 255 }));
        let wrong = try_apply(&ROW, json!({ "seed": -1 }), row(&[1], Layout::Gray));
        assert_eq!(blamed(wrong), "steps[0].seed");
    }
}
