//! Bitwise operations between the samples of two images.

use super::operand::{self, Operand};
use super::widest::widest;
use super::{Coming, Kind, Needs, Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use std::ops::{BitAnd, BitOr, BitXor};

pub const ROW: OpRow = OpRow {
    name: "boolean",
    aliases: &[],
    fields: &[
        Field::new(
            "operand",
            Type::File,
            D::None,
            "",
            "the other image; where it is smaller, 0 stands on the right and below",
        ),
        Field {
            required: true,
            ..Field::new("operator", Type::Choice(&["and", "or", "eor"]), D::None, "", "of bits: &, | or ^")
        },
        operand::CREATE,
        operand::TEXT,
        operand::RAW,
        operand::RESIZE,
        operand::AUTO_ORIENT,
        operand::ANIMATED,
        operand::PAGE,
        operand::DENSITY,
    ],
    positional: &["operand", "operator"],
    doc: "Bits of each sample with those of another image of as many channels, at this image's depth; one channel on either side meets all of the other's, alpha too. Floats become 16 bit.",
    build,
};

#[derive(Clone, Copy, Debug)]
enum Operator {
    And,
    Or,
    Eor,
}

#[derive(Debug)]
struct Boolean {
    operand: Operand,
    operator: Operator,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let operator = match values.word("operator") {
        "and" => Operator::And,
        "or" => Operator::Or,
        _ => Operator::Eor,
    };
    Ok(Box::new(Boolean { operand: Operand::of(values, "operand", path)?, operator }))
}

impl Op for Boolean {
    fn becomes(&self, kind: Kind) -> Kind {
        // Of grey, as many channels as the other image has.
        if kind.colours == 1 { kind.coloured().with_alpha() } else { kind }
    }

    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        self.operand.within(coming, ", or resize")
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let pixels = match pixels.samples {
            Samples::F32(_) => layout::to_u16(pixels, job)?,
            _ => pixels,
        };
        let mut base = match pixels.layout {
            Layout::Cmyk | Layout::CmykA => layout::cmyk_to_rgb(pixels, job)?,
            _ => pixels,
        };
        let other = self.operand.frame(&base, job, |pixels, _| Ok(pixels))?;
        let (mine, its) = (base.layout.channels(), other.layout.channels());
        if mine == 1 && its > 1 {
            base = spread(base, other.layout, job)?;
        } else if its > 1 && mine != its {
            let expected = format!("an image of 1 or {mine} channels");
            return Err(self.operand.wrong(expected, its.to_string()));
        }
        let sides = Sides::of(&base);
        match (&mut base.samples, &other.samples) {
            (Samples::U8(to), Samples::U8(from)) => each(self.operator, to, sides, from, &other),
            (Samples::U16(to), Samples::U16(from)) => each(self.operator, to, sides, from, &other),
            _ => {}
        }
        Ok(base)
    }
}

/// One channel as all of a layout.
fn spread(pixels: Pixels, layout: Layout, job: &mut Job) -> Result<Pixels> {
    fn each<T: Copy>(to: &mut [T], from: &[T], channels: usize, (stride, width): (usize, usize)) {
        for (to, from) in to.chunks_exact_mut(channels * width).zip(from.chunks(stride)) {
            to.chunks_exact_mut(channels).zip(from).for_each(|(pixel, value)| pixel.fill(*value));
        }
    }
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), layout, pixels.width, pixels.height)?;
    out.colour = pixels.colour.clone();
    let sides = (pixels.stride, pixels.width as usize);
    match (&mut out.samples, &pixels.samples) {
        (Samples::U8(to), Samples::U8(from)) => each(to, from, layout.channels(), sides),
        (Samples::U16(to), Samples::U16(from)) => each(to, from, layout.channels(), sides),
        (Samples::F32(to), Samples::F32(from)) => each(to, from, layout.channels(), sides),
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

struct Sides {
    stride: usize,
    channels: usize,
    /// Samples of a row.
    row: usize,
}

impl Sides {
    fn of(pixels: &Pixels) -> Self {
        let channels = pixels.layout.channels();
        Self { stride: pixels.stride, channels, row: pixels.width as usize * channels }
    }
}

/// Where the other image ends, its bits are 0.
fn each<T>(operator: Operator, to: &mut [T], sides: Sides, from: &[T], other: &Pixels)
where
    T: Copy + Default + BitAnd<Output = T> + BitOr<Output = T> + BitXor<Output = T>,
{
    match operator {
        Operator::And => bits(to, sides, from, other, |a, b| a & b),
        Operator::Or => bits(to, sides, from, other, |a, b| a | b),
        Operator::Eor => bits(to, sides, from, other, |a, b| a ^ b),
    }
}

fn bits<T: Copy + Default>(to: &mut [T], sides: Sides, from: &[T], other: &Pixels, of: impl Fn(T, T) -> T) {
    let its = Sides::of(other);
    let mut above = from.chunks(its.stride).map(|line| line.get(..its.row).unwrap_or_default());
    for line in to.chunks_mut(sides.stride) {
        let above = above.next().unwrap_or_default();
        let line = line.get_mut(..sides.row).unwrap_or_default();
        let (inside, outside) = line.split_at_mut(above.len() / its.channels * sides.channels);
        match (its.channels, sides.channels) {
            (1, 2) => spread_over::<_, _, 2>(inside, above, &of),
            (1, 3) => spread_over::<_, _, 3>(inside, above, &of),
            (1, 4) => spread_over::<_, _, 4>(inside, above, &of),
            _ => pair(inside, above, &of),
        }
        for a in outside {
            *a = of(*a, T::default());
        }
    }
}

widest! {
    fn pair [T: Copy, F: Fn(T, T) -> T] [T, F] (to: &mut [T], from: &[T], of: &F) {
        for (a, b) in to.iter_mut().zip(from) {
            *a = of(*a, *b);
        }
    }
}

widest! {
    /// One channel with all of a pixel.
    fn spread_over [T: Copy, F: Fn(T, T) -> T, const N: usize] [T, F, N] (to: &mut [T], from: &[T], of: &F) {
        for (pixel, b) in to.as_chunks_mut::<N>().0.iter_mut().zip(from) {
            *pixel = pixel.map(|a| of(a, *b));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Error};
    use crate::limits::Limits;
    use crate::ops::operand::testing::data_url;
    use crate::ops::testing::coming;
    use crate::pixels::Depth;
    use serde_json::json;

    fn layout_of(channels: usize) -> Layout {
        [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba][channels - 1]
    }

    fn op(operator: &str, samples: &[u8], width: usize, channels: usize) -> Box<dyn Op> {
        let raw = json!({ "width": width, "height": samples.len() / width / channels, "channels": channels });
        let given = json!({ "operator": operator, "operand": data_url(samples), "raw": raw });
        let values = Values::parse(ROW.fields, given.as_object().unwrap(), &[], "steps[0]").unwrap();
        build(&values, "steps[0]").unwrap()
    }

    fn pixels(samples: &[u8], width: usize, channels: usize) -> Pixels {
        let height = samples.len() / width / channels;
        Pixels::packed(Samples::U8(samples.to_vec()), layout_of(channels), width as u32, height as u32)
            .unwrap()
    }

    #[test]
    fn an_operand_may_follow_the_image() {
        let sides = json!({ "width": 2, "height": 1, "channels": 1 });
        let step = json!({ "op": "boolean", "operator": "eor", "operand": "attached:0", "raw": sides });
        let recipe = json!({ "steps": [step], "outputs": [{ "format": "raw" }] });
        let request = json!({ "task": "convert", "raw": sides, "recipe": recipe }).to_string();
        let run = |inputs: &[Vec<u8>]| {
            crate::task::run(&request, &mut inputs.to_vec(), &crate::job::Cancel::default())
        };
        assert_eq!(run(&[vec![1, 2], vec![3, 3]]).unwrap().buffers, [[2, 1]]);
        let error = run(&[vec![1, 2]]).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some("steps[0].operand"));
    }

    #[test]
    fn channels_meet_as_in_sharp() {
        // sharp 0.35.5: none is an error of another number of channels.
        let mine = [0xF0, 0xCC, 0xAA, 0x81];
        let its = [0x3C, 0x5A, 0x99, 0x0F];
        for (a, b, expected) in [
            (1, 1, Some(vec![48])),
            (1, 2, Some(vec![48, 80])),
            (1, 4, Some(vec![48, 80, 144, 0])),
            (2, 1, Some(vec![48, 12])),
            (2, 2, Some(vec![48, 72])),
            (2, 3, None),
            (3, 1, Some(vec![48, 12, 40])),
            (3, 2, None),
            (3, 3, Some(vec![48, 72, 136])),
            (3, 4, None),
            (4, 1, Some(vec![48, 12, 40, 0])),
            (4, 4, Some(vec![48, 72, 136, 1])),
        ] {
            let result = op("and", &its[..b], 1, b).apply(pixels(&mine[..a], 1, a), &mut Job::default());
            match (result, expected) {
                (Ok(found), Some(expected)) => {
                    assert_eq!(found.samples, Samples::U8(expected), "{a} and {b}");
                    assert_eq!(found.layout, layout_of(a.max(b)));
                }
                (Err(Error { code: Code::InvalidOption, fields }), None) => {
                    assert_eq!(fields.path.as_deref(), Some("steps[0].operand"));
                }
                (found, _) => panic!("{a} and {b}: {found:?}"),
            }
        }
    }

    #[test]
    fn each_operator_at_each_depth() {
        let job = &mut Job::default();
        for (operator, expected) in [("and", 0x30), ("or", 0xFF), ("eor", 0xCF)] {
            let op = op(operator, &[0x3F], 1, 1);
            let narrow = || pixels(&[0xF0], 1, 1);
            assert_eq!(op.apply(narrow(), job).unwrap().samples, Samples::U8(vec![expected]));
            let wide = layout::to_u16(narrow(), job).unwrap();
            let expected = Samples::U16(vec![u16::from(expected) * 257]);
            assert_eq!(op.apply(wide, job).unwrap().samples, expected);
            let float = layout::to_f32(narrow(), job).unwrap();
            assert_eq!(op.apply(float, job).unwrap().samples, expected);
        }
    }

    #[test]
    fn past_a_smaller_one_its_bits_are_0_and_a_larger_one_is_refused() {
        let base = || pixels(&[0xF0; 9], 3, 1);
        let smaller =
            |operator| op(operator, &[0x3F, 0x3F], 2, 1).apply(base(), &mut Job::default()).unwrap();
        assert_eq!(smaller("or").samples, Samples::U8(vec![255, 255, 240, 240, 240, 240, 240, 240, 240]));
        assert_eq!(smaller("and").samples, Samples::U8(vec![48, 48, 0, 0, 0, 0, 0, 0, 0]));
        let limits = Limits::default();
        let coming = coming(3, 3, 1, &limits);
        assert!(op("or", &[0; 9], 3, 1).needs(&coming).is_ok());
        let error = op("or", &[0; 12], 3, 1).needs(&coming).unwrap_err();
        assert_eq!(
            (error.code, error.fields.path.as_deref()),
            (Code::InvalidOption, Some("steps[0].operand"))
        );
    }

    #[test]
    fn small_images_of_every_size() {
        for (width, height) in (1..=9).flat_map(|w| (1..=9).map(move |h| (w, h))) {
            let base =
                Pixels::zeroed(&mut Job::default().alloc, Depth::U8, Layout::Rgb, width, height).unwrap();
            let op = op("eor", &[1, 2, 3], 1, 3);
            let result = op.apply(base, &mut Job::default()).unwrap();
            assert_eq!((result.width, result.height), op.size(width, height).unwrap());
            let Samples::U8(samples) = result.samples else { panic!("8 bit") };
            assert_eq!((&samples[..3], samples.iter().map(|v| u32::from(*v)).sum()), (&[1, 2, 3][..], 6u32));
        }
    }
}
