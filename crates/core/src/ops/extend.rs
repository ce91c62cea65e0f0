//! Adds pixels around the image.

use super::layout::{self, Sample};
use super::{Kind, Op, OpRow};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Colour, Default as D, Field, Type, Values};

const COUNT: Type = Type::Integer(0.0, 1_000_000.0);

pub const ROW: OpRow = OpRow {
    name: "extend",
    aliases: &[],
    fields: &[
        Field::new("all", COUNT, D::Number(0.0), "pixels", "on each side that is not given itself"),
        Field::new("top", COUNT, D::None, "pixels", "rows above"),
        Field::new("bottom", COUNT, D::None, "pixels", "rows below"),
        Field::new("left", COUNT, D::None, "pixels", "columns before"),
        Field::new("right", COUNT, D::None, "pixels", "columns behind"),
        Field::new(
            "extendWith",
            Type::Choice(With::WORDS),
            D::Text("background"),
            "",
            "background is one colour, copy the nearest pixel, repeat the image again, mirror the image turned over",
        ),
        Field::new(
            "background",
            Type::Colour,
            D::Text("#000000"),
            "",
            "the colour; translucent, it adds alpha",
        ),
    ],
    positional: &["all"],
    doc: "Adds pixels around the image.",
    build,
};

/// What is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    Background,
    Copy,
    Repeat,
    Mirror,
}

impl With {
    const WORDS: &'static [&'static str] = &["background", "copy", "repeat", "mirror"];

    /// The pixel of a row or column of `side` that stands `at` pixels from its first.
    fn source(self, at: i64, side: i64) -> usize {
        let place = match self {
            Self::Background | Self::Copy => at.clamp(0, side - 1),
            Self::Repeat => at.rem_euclid(side),
            Self::Mirror => {
                let place = at.rem_euclid(2 * side);
                place.min(2 * side - 1 - place)
            }
        };
        place as usize
    }
}

/// An image on a larger canvas.
#[derive(Clone, Copy, Debug)]
pub struct Canvas {
    pub width: u32,
    pub height: u32,
    /// Where the image begins.
    pub left: u32,
    pub top: u32,
}

#[derive(Debug)]
struct Extend {
    top: u32,
    bottom: u32,
    left: u32,
    right: u32,
    with: With,
    background: Colour,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let all = values.integer("all").unwrap_or_default();
    let side = |name| values.integer(name).unwrap_or(all);
    Ok(Box::new(Extend {
        top: side("top"),
        bottom: side("bottom"),
        left: side("left"),
        right: side("right"),
        with: match values.word("extendWith") {
            "copy" => With::Copy,
            "repeat" => With::Repeat,
            "mirror" => With::Mirror,
            _ => With::Background,
        },
        background: values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
    }))
}

impl Op for Extend {
    fn becomes(&self, kind: Kind) -> Kind {
        if self.with == With::Background { kind.around(self.background.a) } else { kind }
    }

    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        let sum = |a: u32, b: u32, c: u32| a.checked_add(b)?.checked_add(c);
        let size = sum(self.left, width, self.right).zip(sum(self.top, height, self.bottom));
        size.ok_or_else(|| Error::new(Code::MemoryLimit).found("more than the address space"))
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let (width, height) = self.size(pixels.width, pixels.height)?;
        let canvas = Canvas { width, height, left: self.left, top: self.top };
        lay(pixels, canvas, self.with, self.background, job)
    }
}

/// Lays the image onto a larger canvas; a translucent background adds alpha.
pub fn lay(pixels: Pixels, canvas: Canvas, with: With, background: Colour, job: &mut Job) -> Result<Pixels> {
    if (canvas.width, canvas.height) == (pixels.width, pixels.height) {
        return Ok(pixels);
    }
    let translucent = with == With::Background && background.a < 255;
    let pixels = if translucent { layout::ensure_alpha(pixels, job)? } else { pixels };
    let (depth, layout) = (pixels.depth(), pixels.layout);
    let mut out = Pixels::zeroed(&mut job.alloc, depth, layout, canvas.width, canvas.height)?;
    (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
    let ink = layout::colour_samples(background, layout);
    let work = Work { pixels: &pixels, canvas, with };
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => work.rows(from, to, &ink, job)?,
        (Samples::U16(from), Samples::U16(to)) => work.rows(from, to, &ink, job)?,
        (Samples::F32(from), Samples::F32(to)) => work.rows(from, to, &ink, job)?,
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

struct Work<'a> {
    pixels: &'a Pixels,
    canvas: Canvas,
    with: With,
}

impl Work<'_> {
    fn rows<T: Sample>(&self, from: &[T], to: &mut [T], ink: &[u8], job: &Job) -> Result<()> {
        let Self { pixels, canvas, with } = self;
        let (channels, stride) = (ink.len(), canvas.width as usize * ink.len());
        let ink: Vec<T> = ink.iter().map(|v| T::from_narrow(*v)).collect();
        let (first, len) = (canvas.left as usize * channels, pixels.width as usize * channels);
        for (y, row) in (0i64..).zip(to.chunks_exact_mut(stride)) {
            job.check_cancel()?;
            let line = y - i64::from(canvas.top);
            if *with == With::Background && !(0..i64::from(pixels.height)).contains(&line) {
                row.chunks_exact_mut(channels).for_each(|pixel| pixel.copy_from_slice(&ink));
                continue;
            }
            let start = with.source(line, i64::from(pixels.height)) * pixels.stride;
            let source = from.get(start..start + len).unwrap_or_default();
            let (before, rest) = row.split_at_mut(first);
            let (body, behind) = rest.split_at_mut(len);
            body.copy_from_slice(source);
            self.side(before, -i64::from(canvas.left), source, &ink);
            self.side(behind, i64::from(pixels.width), source, &ink);
        }
        Ok(())
    }

    /// Fills the pixels beside a row, the first of which stands `at` pixels from the row's first.
    fn side<T: Copy>(&self, to: &mut [T], at: i64, source: &[T], ink: &[T]) {
        for (at, pixel) in (at..).zip(to.chunks_exact_mut(ink.len())) {
            let found = if self.with == With::Background {
                Some(ink)
            } else {
                let start = self.with.source(at, i64::from(self.pixels.width)) * ink.len();
                source.get(start..start + ink.len())
            };
            if let Some(found) = found {
                pixel.copy_from_slice(found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::extract;
    use crate::ops::testing::{apply, build, bytes, each, grey};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn each_kind_of_edge_is_what_sharp_gives() {
        // sharp 0.35.5: 3 × 1 of 1, 2, 3, extend({ left: 4, right: 4, extendWith }).
        for (with, expected) in [
            ("background", [9, 9, 9, 9, 1, 2, 3, 9, 9, 9, 9]),
            ("copy", [1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3]),
            ("repeat", [3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]),
            ("mirror", [3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1]),
        ] {
            let given = json!({ "left": 4, "right": 4, "extendWith": with, "background": "#090909" });
            assert_eq!(bytes(&apply(&ROW, given, grey(3, &[1, 2, 3]))), expected, "{with}");
            let given = json!({ "top": 4, "bottom": 4, "extendWith": with, "background": "#090909" });
            assert_eq!(bytes(&apply(&ROW, given, grey(1, &[1, 2, 3]))), expected, "{with}");
        }
    }

    #[test]
    fn one_number_is_for_every_side_but_those_given() {
        let op = build(&ROW, json!({ "all": 5, "left": 1 })).unwrap();
        assert_eq!(op.size(10, 20).unwrap(), (16, 30));
        assert!(build(&ROW, json!({ "all": -1 })).is_err());
        let most = build(&ROW, json!({ "all": 1_000_000 })).unwrap();
        assert_eq!(most.size(u32::MAX, 1).unwrap_err().code, Code::MemoryLimit);
    }

    #[test]
    fn a_translucent_background_adds_alpha() {
        let given = json!({ "left": 1, "background": "#11223380" });
        let pixels = Pixels::packed(Samples::U8(vec![1, 2, 3]), Layout::Rgb, 1, 1).unwrap();
        assert_eq!(bytes(&apply(&ROW, given, pixels)), [0x11, 0x22, 0x33, 0x80, 1, 2, 3, 255]);
    }

    #[test]
    fn extract_takes_away_what_extend_adds() {
        each(|image| {
            for with in With::WORDS {
                let given = json!({ "top": 3, "bottom": 1, "left": 11, "right": 2, "extendWith": with });
                let larger = apply(&ROW, given, image.clone());
                let area = json!({ "left": 11, "top": 3, "width": image.width, "height": image.height });
                assert_eq!(apply(&extract::ROW, area, larger), image, "{with}");
            }
            assert_eq!(apply(&ROW, json!({}), image.clone()), image);
        });
    }
}
