//! Another image's brightness or alpha as the alpha of this one.

use super::operand::{self, Operand};
use super::resize;
use super::{Coming, Kind, Needs, Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use serde_json::json;

pub const ROW: OpRow = OpRow {
    name: "mask",
    aliases: &[],
    fields: &[
        Field::new("input", Type::File, D::None, "", "the image whose white shows and whose black hides"),
        Field::new(
            "channel",
            Type::Choice(&["luminance", "alpha"]),
            D::Text("luminance"),
            "",
            "what of it counts: luminance in linear light, times its alpha; or alpha alone",
        ),
        Field::new("invert", Type::Boolean, D::Bool(false), "", "black shows and white hides"),
        Field::new(
            "fit",
            Type::Choice(&["fill", "cover", "contain"]),
            D::Text("fill"),
            "",
            "how it gets the image's size, as by resize; past one that contains, nothing shows",
        ),
        operand::CREATE,
        operand::TEXT,
        operand::RAW,
        operand::AUTO_ORIENT,
        operand::ANIMATED,
        operand::PAGE,
        operand::DENSITY,
    ],
    positional: &["input"],
    doc: "Alpha from another image, times the alpha that is there.",
    build,
};

#[derive(Debug)]
struct Mask {
    operand: Operand,
    alpha: bool,
    invert: bool,
    fit: &'static str,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Mask {
        operand: Operand::of(values, "input", path)?,
        alpha: values.word("channel") == "alpha",
        invert: values.bool("invert"),
        fit: values.word("fit"),
    }))
}

impl Op for Mask {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.with_alpha()
    }

    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        // The mask at the image's size, twice while it is laid there.
        let area = u64::from(coming.width) * u64::from(coming.height);
        let own = Needs { bytes: area.saturating_mul(2 * coming.kind.sample), ..Needs::default() };
        Ok(self.operand.measure(coming)?.1.and(own))
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut base = layout::ensure_alpha(pixels, job)?;
        let size = (base.width, base.height);
        let mask = self.operand.frame(&base, job, |pixels, job| self.finish(pixels, size, job))?;
        let (stride, channels) = (base.stride, base.layout.channels());
        match (&mut base.samples, &mask.samples) {
            (Samples::U8(to), Samples::U8(mask)) => {
                let weigh = |a, m| layout::div255(u32::from(a) * u32::from(m));
                each(to, (stride, channels), mask, size.0, weigh);
            }
            (Samples::U16(to), Samples::U16(mask)) => {
                let weigh = |a, m| ((u64::from(a) * u64::from(m) + 32_767) / 65_535) as u16;
                each(to, (stride, channels), mask, size.0, weigh);
            }
            (Samples::F32(to), Samples::F32(mask)) => {
                each(to, (stride, channels), mask, size.0, |a, m| a * m);
            }
            _ => {}
        }
        Ok(base)
    }
}

/// The last channel of each pixel with the mask's.
fn each<T: Copy>(
    to: &mut [T],
    (stride, channels): (usize, usize),
    mask: &[T],
    width: u32,
    of: impl Fn(T, T) -> T,
) {
    for (line, mask) in to.chunks_mut(stride).zip(mask.chunks_exact(width as usize)) {
        for (pixel, mask) in line.chunks_exact_mut(channels).zip(mask) {
            if let Some(alpha) = pixel.last_mut() {
                *alpha = of(*alpha, *mask);
            }
        }
    }
}

impl Mask {
    /// One channel of the image's size.
    fn finish(&self, pixels: Pixels, size: (u32, u32), job: &mut Job) -> Result<Pixels> {
        let mut mask = one(layout::to_gray(pixels, job)?, self.alpha, job)?;
        if self.invert {
            match &mut mask.samples {
                Samples::U8(samples) => samples.iter_mut().for_each(|s| *s = u8::MAX - *s),
                Samples::U16(samples) => samples.iter_mut().for_each(|s| *s = u16::MAX - *s),
                Samples::F32(samples) => samples.iter_mut().for_each(|s| *s = 1.0 - *s),
            }
        }
        if (mask.width, mask.height) == size {
            return Ok(mask);
        }
        let wanted = json!({ "width": size.0, "height": size.1, "fit": self.fit });
        let Some(wanted) = wanted.as_object() else { return Ok(mask) };
        let values = Values::parse(resize::ROW.fields, wanted, &[], "")?;
        (resize::ROW.build)(&values, "")?.apply(mask, job)
    }
}

/// Grey times alpha, or alpha alone; what has no alpha is opaque.
fn one(pixels: Pixels, alpha: bool, job: &mut Job) -> Result<Pixels> {
    fn join<T: Copy>(from: &[T], to: &mut [T], of: impl Fn(T, T) -> T) {
        for (to, [gray, alpha]) in to.iter_mut().zip(from.as_chunks::<2>().0) {
            *to = of(*gray, *alpha);
        }
    }
    if pixels.layout == Layout::Gray {
        let mut pixels = pixels;
        if alpha {
            match &mut pixels.samples {
                Samples::U8(samples) => samples.fill(u8::MAX),
                Samples::U16(samples) => samples.fill(u16::MAX),
                Samples::F32(samples) => samples.fill(1.0),
            }
        }
        return Ok(pixels);
    }
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), Layout::Gray, pixels.width, pixels.height)?;
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => {
            let weigh = |g, a| layout::div255(u32::from(g) * u32::from(a));
            join(from, to, |g, a| if alpha { a } else { weigh(g, a) });
        }
        (Samples::U16(from), Samples::U16(to)) => {
            let weigh = |g, a| ((u64::from(g) * u64::from(a) + 32_767) / 65_535) as u16;
            join(from, to, |g, a| if alpha { a } else { weigh(g, a) });
        }
        (Samples::F32(from), Samples::F32(to)) => join(from, to, |g, a| if alpha { a } else { g * a }),
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::operand::testing::data_url;
    use crate::pixels::Depth;
    use serde_json::Value;

    fn op(samples: &[u8], width: u32, channels: u32, more: &Value) -> Box<dyn Op> {
        let height = samples.len() as u32 / width / channels;
        let raw = json!({ "width": width, "height": height, "channels": channels });
        let mut given = json!({ "input": data_url(samples), "raw": raw });
        given.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        build(&Values::parse(ROW.fields, given.as_object().unwrap(), &[], "").unwrap(), "").unwrap()
    }

    fn alphas(pixels: &Pixels) -> Vec<u8> {
        let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
        samples.iter().skip(3).step_by(4).copied().collect()
    }

    fn rgb(width: u32) -> Pixels {
        Pixels::packed(Samples::U8(vec![50; width as usize * 3]), Layout::Rgb, width, 1).unwrap()
    }

    #[test]
    fn what_is_white_shows_and_what_is_black_does_not() {
        let job = &mut Job::default();
        let shown =
            |more: &Value, job: &mut Job| alphas(&op(&[0, 7, 255], 3, 1, more).apply(rgb(3), job).unwrap());
        assert_eq!(shown(&json!({}), job), [0, 7, 255]);
        assert_eq!(shown(&json!({ "invert": true }), job), [255, 248, 0]);
        assert_eq!(shown(&json!({ "channel": "alpha" }), job), [255; 3]);
        let with_alpha = |more: &Value, job: &mut Job| {
            alphas(&op(&[200, 255, 200, 128, 200, 0], 3, 2, more).apply(rgb(3), job).unwrap())
        };
        // 200 × 128 ÷ 255.
        assert_eq!(with_alpha(&json!({}), job), [200, 100, 0]);
        assert_eq!(with_alpha(&json!({ "channel": "alpha" }), job), [255, 128, 0]);
        // Rec. 709's green, as it is encoded: see toColourspace.
        let green = op(&[0, 255, 0], 1, 3, &json!({})).apply(rgb(1), job).unwrap();
        assert_eq!(alphas(&green), [220]);
    }

    #[test]
    fn alpha_that_is_there_is_kept_in_part_at_each_depth() {
        let job = &mut Job::default();
        let base = || Pixels::packed(Samples::U8(vec![1, 2, 3, 128]), Layout::Rgba, 1, 1).unwrap();
        let op = op(&[100], 1, 1, &json!({}));
        assert_eq!(op.apply(base(), job).unwrap().samples, Samples::U8(vec![1, 2, 3, 50]));
        let wide = layout::to_u16(base(), job).unwrap();
        let Samples::U16(wide) = op.apply(wide, job).unwrap().samples else { panic!("16 bit") };
        assert_eq!(wide[3], 12_900);
        let float = layout::to_f32(base(), job).unwrap();
        let Samples::F32(float) = op.apply(float, job).unwrap().samples else { panic!("float") };
        assert!((float[3] - 128.0 / 255.0 * 100.0 / 255.0).abs() < 1e-6);
    }

    #[test]
    #[cfg(feature = "basic")]
    fn a_mask_of_another_size_is_resized() {
        for (fit, expected) in [("fill", [0, 54, 201, 255]), ("contain", [0, 0, 255, 0])] {
            let more = json!({ "fit": fit });
            let mask: &[u8] = &[0, 255];
            let base = Pixels::packed(Samples::U8(vec![9; 4]), Layout::Gray, 4, 1).unwrap();
            let result = op(mask, 2, 1, &more).apply(base, &mut Job::default()).unwrap();
            let Samples::U8(samples) = &result.samples else { panic!("8 bit") };
            let found: Vec<u8> = samples.iter().skip(1).step_by(2).copied().collect();
            assert_eq!(result.layout, Layout::GrayA);
            let near = found.iter().zip(expected).all(|(a, b): (&u8, i32)| (i32::from(*a) - b).abs() < 10);
            assert!(near, "{fit}: {found:?}");
        }
    }

    #[test]
    fn small_images_of_every_size() {
        for (width, height) in (1..=9u32).flat_map(|w| (1..=9u32).map(move |h| (w, h))) {
            let base =
                Pixels::zeroed(&mut Job::default().alloc, Depth::U8, Layout::Gray, width, height).unwrap();
            let mask = op(&vec![9; (width * height) as usize], width, 1, &json!({}));
            let result = mask.apply(base, &mut Job::default()).unwrap();
            assert_eq!((result.width, result.height), mask.size(width, height).unwrap());
        }
    }
}
