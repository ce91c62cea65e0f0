//! Sharpens: sharp's mild kernel, or L* of CIELAB by what a Gaussian takes away from it, as libvips does.

use super::convolution::{self, Kernel, Mask, Real, Shape, filter};
use super::{Op, OpRow, alpha, layout};
use crate::colour::lab::{self, Block, Coded};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};

const LARGE: Type = Type::Number(0.0, 1_000_000.0);

pub const ROW: OpRow = OpRow {
    name: "sharpen",
    aliases: &[],
    fields: &[
        Field::new(
            "sigma",
            Type::Number(0.000_001, 10.0),
            D::None,
            "pixels",
            "of the Gaussian; absent: a mild kernel of 3 × 3 over the samples as they are",
        ),
        Field::new("m1", LARGE, D::None, "", "how much flat areas are sharpened; absent: 1"),
        Field::new("m2", LARGE, D::None, "", "how much jagged areas are; absent: 2"),
        Field::new("x1", LARGE, D::None, "L*", "the difference that parts flat and jagged; absent: 2"),
        Field::new("y2", LARGE, D::None, "L*", "the most that is brightened; absent: 10"),
        Field::new("y3", LARGE, D::None, "L*", "the most that is darkened; absent: 20"),
    ],
    positional: &["sigma", "m1", "m2"],
    doc: "Sharpens: without options mildly, with sigma the lightness alone (L* of CIELAB), more where it is jagged than where it is flat. Colours count by their alpha; beyond the borders the outermost pixels go on.",
    build,
};

#[derive(Debug)]
enum Sharpen {
    Mild,
    Lightness(Vec<f32>, Curve),
}

/// What becomes of a difference of L*.
#[derive(Clone, Copy, Debug)]
struct Curve {
    flat: f32,
    jagged: f32,
    threshold: f32,
    brighten: f32,
    darken: f32,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let Some(sigma) = values.number("sigma") else {
        let other = ["m1", "m2", "x1", "y2", "y3"].into_iter().find(|name| values.number(name).is_some());
        return match other {
            None => Ok(Box::new(Sharpen::Mild)),
            Some(name) => Err(Error::option(path, "sigma too", name)),
        };
    };
    let number = |name, absent| values.number(name).unwrap_or(absent) as f32;
    let curve = Curve {
        flat: number("m1", 1.0),
        jagged: number("m2", 2.0),
        threshold: number("x1", 2.0),
        brighten: number("y2", 10.0),
        darken: number("y3", 20.0),
    };
    // libvips 8.18 ends this mask at a tenth of its height.
    Ok(Box::new(Sharpen::Lightness(Mask::gaussian(sigma, 0.1, 20).real(), curve)))
}

impl Op for Sharpen {
    fn weight(&self) -> u64 {
        match self {
            Self::Mild => 1,
            Self::Lightness(..) => 4,
        }
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        match self {
            Self::Mild => mild(&mut pixels, job)?,
            Self::Lightness(weights, curve) => {
                if matches!(pixels.layout, Layout::Cmyk | Layout::CmykA) {
                    pixels = layout::to_colour(pixels, job)?;
                }
                alpha::premultiplied(&mut pixels, job, |pixels, job| {
                    let shape = Shape { lanes: 1, ..Shape::of(pixels) };
                    let mut pass = Real(weights.clone());
                    match &mut pixels.samples {
                        Samples::U8(samples) => curve.apply(samples, shape, 100.0, &mut pass, job),
                        Samples::U16(samples) => curve.apply(samples, shape, 100.0, &mut pass, job),
                        Samples::F32(samples) => curve.apply(samples, shape, f32::INFINITY, &mut pass, job),
                    }
                })?;
            }
        }
        Ok(pixels)
    }
}

/// 32 in the middle and −1 around it, by 24.
fn mild(pixels: &mut Pixels, job: &mut Job) -> Result<()> {
    if pixels.depth() == Depth::U8 && !alpha::is_mixed(pixels) {
        // 33 times itself less the sum of all nine. Below 2^13, where 2^16 ÷ 24 rounded up divides exactly.
        let of = |sum: u16, sample: u8| {
            let value = (33 * u16::from(sample)).saturating_sub(sum);
            ((u32::from(value) * 2731) >> 16).min(255) as u8
        };
        return convolution::sums(pixels, of, job);
    }
    let mut weights = vec![-1.0; 9];
    weights.iter_mut().skip(4).take(1).for_each(|middle| *middle = 32.0);
    Kernel { width: 3, height: 3, weights, scale: 24.0, offset: 0.0 }.apply(pixels, job)
}

impl Curve {
    /// `white` is the lightest that there may be.
    fn apply<T: Coded>(
        &self,
        samples: &mut [T],
        shape: Shape,
        white: f32,
        pass: &mut Real,
        job: &mut Job,
    ) -> Result<()> {
        let channels = shape.channels;
        let load = |from: &[T], to: &mut [f32]| lab::lightness_row(from, channels, to);
        let store = |from: &[f32], to: &mut [T]| {
            lab::map_row(to, channels, |at, block| {
                from.get(at..).is_some_and(|from| self.block(from, white, block))
            });
        };
        filter(samples, shape, pass, load, store, job)
    }

    /// Sharpens a block whose blurred L* is given; false where nothing changed.
    fn block(&self, blurred: &[f32], white: f32, block: &mut Block) -> bool {
        let mut changed = false;
        for (lightness, blurred) in block.l.iter_mut().zip(blurred) {
            let change = self.of(*lightness - blurred);
            changed |= change != 0.0;
            *lightness = (*lightness + change).clamp(0.0, white);
        }
        changed
    }

    fn of(&self, difference: f32) -> f32 {
        let flat = difference.clamp(-self.threshold, self.threshold);
        let change = flat * self.flat + (difference - flat) * self.jagged;
        change.clamp(-self.darken, self.brighten)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use super::*;
    use serde_json::json;

    #[test]
    fn without_parameters_it_is_the_mild_kernel() {
        // sharp 0.35.5 on the same pixels.
        let samples = Samples::U8(vec![10, 20, 30, 40, 57, 60, 70, 80, 90]);
        let pixels = Pixels::packed(samples, Layout::Gray, 3, 3).unwrap();
        assert_eq!(bytes(&apply(&ROW, json!({}), pixels)), [4, 15, 27, 38, 59, 60, 72, 83, 94]);
        // The sums of bytes and the kernel of floats, on noise.
        let pixels = noisy(Depth::U8, Layout::Rgb, 37, 5);
        let mut floats = pixels.clone();
        let weights = vec![-1.0, -1.0, -1.0, -1.0, 32.0, -1.0, -1.0, -1.0, -1.0];
        let kernel = Kernel { width: 3, height: 3, weights, scale: 24.0, offset: 0.0 };
        kernel.apply(&mut floats, &mut Job::default()).unwrap();
        assert_eq!(apply(&ROW, json!({}), pixels), floats);
    }

    #[test]
    fn the_lightness_is_sharpened_as_sharp_does() {
        // sharp 0.35.5 on the same pixels, where the results fit into sRGB.
        let samples = [
            200, 100, 50, 190, 90, 40, 10, 20, 30, 60, 50, 40, 100, 110, 120, 255, 0, 255, 0, 0, 0, 128, 128,
            128, 254, 255, 253,
        ];
        let pixels = Pixels::packed(Samples::U8(samples.to_vec()), Layout::Rgb, 3, 3).unwrap();
        let all = json!({ "sigma": 2, "m1": 0, "m2": 3, "x1": 1, "y2": 5, "y3": 8 });
        for (given, expected) in [
            (json!({ "sigma": 1 }), [[231, 126, 74], [221, 116, 64], [105, 115, 125], [148, 148, 148]]),
            (all, [[215, 113, 62], [205, 103, 52], [113, 122, 133], [141, 141, 141]]),
        ] {
            let out = apply(&ROW, given, pixels.clone());
            let found = bytes(&out).as_chunks::<3>().0;
            for (at, expected) in [0, 1, 4, 7].into_iter().zip(expected) {
                let near = found[at].iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1);
                assert!(near, "{:?} for {expected:?}", found[at]);
            }
        }
    }

    #[test]
    fn flat_areas_and_alpha_stay_as_they_are() {
        let flat = [30, 200, 70, 255].repeat(20);
        assert_eq!(bytes(&apply(&ROW, json!({ "sigma": 2 }), row(&flat, Layout::Rgba))), flat);
        assert_eq!(bytes(&apply(&ROW, json!({}), row(&flat, Layout::Rgba))), flat);
        let out = apply(&ROW, json!({ "sigma": 2 }), row(&[0, 0, 255, 255, 9, 9, 200, 90], Layout::GrayA));
        let alphas: Vec<u8> = bytes(&out).iter().skip(1).step_by(2).copied().collect();
        assert_eq!(alphas, [0, 255, 9, 90]);
    }

    #[test]
    fn depths_agree() {
        // Middling colours: floats may go on beyond L* of 100 and the colours of sRGB, where others are cut.
        let noise: Vec<u8> =
            bytes(&noisy(Depth::U8, Layout::Rgb, 31, 9)).iter().map(|v| v / 8 + 112).collect();
        let sharpened = |samples| {
            let pixels = Pixels::packed(samples, Layout::Rgb, 31, 9).unwrap();
            apply(&ROW, json!({ "sigma": 1.5 }), pixels).samples
        };
        let floats = sharpened(Samples::F32(noise.iter().map(|v| f32::from(*v) / 255.0).collect()));
        let wide = sharpened(Samples::U16(noise.iter().map(|v| u16::from(*v) * 257).collect()));
        let (Samples::U8(narrow), Samples::U16(wide), Samples::F32(floats)) =
            (sharpened(Samples::U8(noise)), wide, floats)
        else {
            panic!("depths")
        };
        for ((narrow, wide), float) in narrow.iter().zip(&wide).zip(&floats) {
            assert!((f32::from(*wide) / 65_535.0 - float).abs() < 0.0001, "{wide} {float}");
            assert!((f32::from(*narrow) / 255.0 - float).abs() < 0.003, "{narrow} {float}");
        }
    }

    #[test]
    fn every_size_layout_and_depth_is_filtered() {
        never_panics(&ROW, &json!({}));
        never_panics(&ROW, &json!({ "sigma": 10 }));
    }

    #[test]
    fn wrong_parameters_are_blamed() {
        let wrong = |given| blamed(try_apply(&ROW, given, row(&[1], Layout::Gray)));
        assert_eq!(wrong(json!({ "sigma": 0 })), "steps[0].sigma");
        assert_eq!(wrong(json!({ "sigma": 11 })), "steps[0].sigma");
        assert_eq!(wrong(json!({ "sigma": 1, "m1": -1 })), "steps[0].m1");
        assert_eq!(wrong(json!({ "m2": 1 })), "steps[0]");
    }
}
