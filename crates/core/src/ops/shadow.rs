//! A soft shadow below the image, on a canvas that has room for it.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: the image and its shadow lie within the canvas by the size that was worked out for it"
)]

use super::composite::blend::{self, Mode};
use super::composite::place::Place;
use super::convolution::{self, Mask};
use super::layout::{self, Sample};
use super::{Coming, Kind, Needs, Op, OpRow, composite};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use crate::spec::{Colour, Default as D, Field, Type, Values};

const OFFSET: Type = Type::Integer(-10_000.0, 10_000.0);

pub const ROW: OpRow = OpRow {
    name: "shadow",
    aliases: &[],
    fields: &[
        Field::new("left", OFFSET, D::Number(0.0), "pixels", "how far to the right it falls"),
        Field::new("top", OFFSET, D::Number(8.0), "pixels", "how far down it falls"),
        Field::new(
            "blur",
            Type::Number(0.0, 1000.0),
            D::Number(8.0),
            "pixels",
            "sigma of the Gaussian; under 0.3 it is sharp",
        ),
        Field::new("colour", Type::Colour, D::Text("#000000"), "", "of the shadow"),
        Field::new(
            "opacity",
            Type::Number(0.0, 1.0),
            D::Number(0.5),
            "",
            "of the shadow where nothing of it is blurred",
        ),
    ],
    positional: &[],
    doc: "A shadow of the image's alpha. The canvas grows by what falls outside; the result has three colours and alpha.",
    build,
};

#[derive(Debug)]
struct Shadow {
    left: i64,
    top: i64,
    mask: Option<Mask>,
    colour: Colour,
    opacity: f32,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let whole = |name| values.number(name).unwrap_or(0.0) as i64;
    let sigma = values.number("blur").unwrap_or(0.0);
    Ok(Box::new(Shadow {
        left: whole("left"),
        top: whole("top"),
        mask: (sigma >= 0.3).then(|| Mask::gaussian(sigma, 0.02, 32)),
        colour: values.colour("colour").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
        opacity: values.number("opacity").unwrap_or(1.0) as f32,
    }))
}

impl Shadow {
    /// Room before and after the image along one side.
    fn margins(&self, offset: i64) -> (u32, u32) {
        let reach = i64::from(self.mask.as_ref().map_or(0, Mask::radius));
        ((reach - offset).max(0) as u32, (reach + offset).max(0) as u32)
    }
}

impl Op for Shadow {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.coloured().with_alpha()
    }

    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        let grown = |side: u32, (before, after): (u32, u32)| side.checked_add(before)?.checked_add(after);
        let size = grown(width, self.margins(self.left)).zip(grown(height, self.margins(self.top)));
        size.ok_or_else(|| Error::option("", "a canvas that an image can have", "a larger one"))
    }

    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        let (width, height) = self.size(coming.width, coming.height)?;
        // The shadow, beside the image and the canvas.
        let samples = u64::from(width) * u64::from(height);
        Ok(Needs { briefly: samples.saturating_mul(coming.kind.sample), ..Needs::default() })
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let image = layout::ensure_alpha(composite::coloured(pixels, job)?, job)?;
        let (width, height) = self.size(image.width, image.height)?;
        let (left, top) = (self.margins(self.left).0, self.margins(self.top).0);
        let mut plane = Pixels::zeroed(&mut job.alloc, image.depth(), Layout::Gray, width, height)?;
        let at = ((i64::from(left) + self.left) as usize, (i64::from(top) + self.top) as usize);
        match (&image.samples, &mut plane.samples) {
            (Samples::U8(from), Samples::U8(to)) => silhouette(from, &image, to, width, at),
            (Samples::U16(from), Samples::U16(to)) => silhouette(from, &image, to, width, at),
            (Samples::F32(from), Samples::F32(to)) => silhouette(from, &image, to, width, at),
            _ => {}
        }
        if let Some(mask) = &self.mask {
            convolution::separable(&mut plane, mask, job)?;
        }
        let mut out = Pixels::zeroed(&mut job.alloc, image.depth(), Layout::Rgba, width, height)?;
        out.colour = image.colour.clone();
        let Colour { r, g, b, a } = self.colour;
        let part = self.opacity * f32::from(a) / 255.0;
        match (&plane.samples, &mut out.samples) {
            (Samples::U8(from), Samples::U8(to)) => tint(from, to, [r, g, b], part),
            (Samples::U16(from), Samples::U16(to)) => tint(from, to, [r, g, b], part),
            (Samples::F32(from), Samples::F32(to)) => tint(from, to, [r, g, b], part),
            _ => {}
        }
        job.alloc.release(plane.bytes());
        blend::lay(&mut out, &image, &Place::at(left.into(), top.into()), Mode::Over, job)?;
        job.alloc.release(image.bytes());
        Ok(out)
    }
}

/// The image's alpha at its place on the canvas.
fn silhouette<T: Copy>(from: &[T], image: &Pixels, to: &mut [T], width: u32, (left, top): (usize, usize)) {
    let lines = to.chunks_exact_mut(width as usize).skip(top);
    for (line, row) in lines.zip(from.chunks(image.stride)).take(image.height as usize) {
        let line = &mut line[left..][..image.width as usize];
        for (to, [.., alpha]) in line.iter_mut().zip(row.as_chunks::<4>().0) {
            *to = *alpha;
        }
    }
}

/// One colour with parts of these alphas.
fn tint<S: Sample>(from: &[S], to: &mut [S], colour: [u8; 3], part: f32) {
    let [r, g, b] = colour.map(S::from_narrow);
    for (pixel, alpha) in to.as_chunks_mut::<4>().0.iter_mut().zip(from) {
        *pixel = [r, g, b, S::from_float(alpha.to_float() * part)];
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, bytes, never_panics, row};
    use super::*;
    use crate::pixels::Depth;
    use serde_json::json;

    #[test]
    fn a_sharp_one_is_the_alpha_at_its_offset() {
        let image = row(&[10, 20, 30, 255, 40, 50, 60, 128], Layout::Rgba);
        let given = json!({ "left": 1, "top": 1, "blur": 0, "opacity": 1, "colour": "red" });
        let found = apply(&ROW, given, image);
        assert_eq!((found.width, found.height), (3, 2));
        let pixels: Vec<&[u8]> = bytes(&found).chunks(4).collect();
        // What is transparent has no colour that shows.
        assert_eq!(pixels[0], [10, 20, 30, 255]);
        assert_eq!((pixels[1], pixels[2][3]), (&[40, 50, 60, 128][..], 0));
        assert_eq!((pixels[3][3], pixels[4], pixels[5]), (0, &[255, 0, 0, 255][..], &[255, 0, 0, 128][..]));
        // To the upper left, the image moves.
        let image = row(&[10, 20, 30, 255], Layout::Rgba);
        let given = json!({ "left": -1, "top": -1, "blur": 0, "opacity": 0.5 });
        let found = apply(&ROW, given, image);
        assert_eq!(bytes(&found), [0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0, 10, 20, 30, 255]);
    }

    #[test]
    fn a_blurred_one_keeps_its_weight_and_ends_within_the_canvas() {
        for depth in [Depth::U8, Depth::U16, Depth::F32] {
            let job = &mut Job::default();
            let image = Pixels::packed(Samples::U8(vec![255; 40 * 30]), Layout::Gray, 40, 30).unwrap();
            let image = match depth {
                Depth::U8 => image,
                Depth::U16 => layout::to_u16(image, job).unwrap(),
                Depth::F32 => layout::to_f32(image, job).unwrap(),
            };
            let given = json!({ "left": 200, "top": 0, "blur": 4, "opacity": 1 });
            let found = layout::to_u8(apply(&ROW, given, image), job).unwrap();
            // Far enough to the right to lie alone.
            let width = found.width as usize;
            let shadow = |x: usize, y: usize| u64::from(bytes(&found)[(y * width + x) * 4 + 3]);
            let height = found.height as usize;
            let sum: u64 = (0..height).map(|y| (60..width).map(|x| shadow(x, y)).sum::<u64>()).sum();
            let whole = 40 * 30 * 255;
            assert!(sum.abs_diff(whole) < whole / 50, "{depth:?}: {sum} of {whole}");
            assert!((0..height).all(|y| shadow(width - 1, y) < 16));
            assert!((60..width).all(|x| shadow(x, 0) < 16 && shadow(x, height - 1) < 16));
        }
    }

    #[test]
    fn small_images_at_every_depth() {
        never_panics(&ROW, &json!({ "left": -2, "top": 1, "blur": 1 }));
        never_panics(&ROW, &json!({ "left": 12, "top": -30, "blur": 0.5, "colour": "#11223344" }));
    }
}
