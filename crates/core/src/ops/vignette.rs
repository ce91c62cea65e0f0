//! Fades towards the corners.

use super::{Kind, Op, OpRow, layout, point};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Colour, Default as D, Field, Type, Values};
use crate::whole;

const SHARE: Type = Type::Number(0.0, 1.0);

pub const ROW: OpRow = OpRow {
    name: "vignette",
    aliases: &[],
    fields: &[
        Field::new("amount", SHARE, D::Number(0.5), "", "of the colour in the corners"),
        Field::new("radius", SHARE, D::Number(0.5), "", "where it begins: 0 at the centre, 1 in the corners"),
        Field::new(
            "colour",
            Type::Colour,
            D::Text("#000000"),
            "",
            "what it fades to; its own alpha is ignored",
        ),
    ],
    positional: &["amount"],
    doc: "Fades from `radius` to the corners to a colour, along an ellipse with the image's proportions: by 3t² − 2t³ of the way t, in the samples as they are coded. Alpha stays.",
    build,
};

#[derive(Debug)]
struct Vignette {
    amount: f32,
    radius: f32,
    colour: Colour,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Vignette {
        amount: values.number("amount").unwrap_or(0.5) as f32,
        radius: values.number("radius").unwrap_or(0.5) as f32,
        colour: values.colour("colour").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
    }))
}

/// The square of the way from the middle of a side to its end, at the middle of a pixel.
fn off_centre(at: u32, side: u32) -> f32 {
    let way = (2 * u64::from(at) + 1) as f32 / side as f32 - 1.0;
    way * way
}

fn fade<T: Copy>(
    row: &mut [T],
    channels: usize,
    shares: &[f32],
    colour: &[f32],
    of: impl Fn(T, f32, f32) -> T,
) {
    for (pixel, share) in row.chunks_exact_mut(channels).zip(shares) {
        for (sample, colour) in pixel.iter_mut().zip(colour) {
            *sample = of(*sample, *colour, *share);
        }
    }
}

impl Vignette {
    /// The colour's share in each pixel of a row.
    fn shares(&self, columns: &[f32], down: f32, shares: &mut [f32]) {
        let way = (1.0 - self.radius).max(1e-6);
        for (share, across) in shares.iter_mut().zip(columns) {
            // A corner's distance is 1.
            let distance = ((across + down) * 0.5).sqrt();
            let t = ((distance - self.radius) / way).clamp(0.0, 1.0);
            *share = self.amount * t * t * (3.0 - 2.0 * t);
        }
    }
}

impl Op for Vignette {
    fn becomes(&self, kind: Kind) -> Kind {
        let Colour { r, g, b, .. } = self.colour;
        if r == g && g == b { kind } else { kind.coloured() }
    }

    fn weight(&self) -> u64 {
        2
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let Colour { r, g, b, .. } = self.colour;
        let neutral = r == g && g == b;
        let mut pixels =
            if neutral { layout::without_inks(pixels, job)? } else { layout::to_colour(pixels, job)? };
        let channels = pixels.layout.channels();
        let colours = channels - usize::from(pixels.layout.has_alpha());
        let white = point::white(pixels.depth());
        let colour: Vec<f32> =
            [r, g, b].iter().take(colours).map(|channel| f32::from(*channel) / 255.0 * white).collect();
        let (width, height) = (pixels.width, pixels.height);
        let mut columns = job.alloc.zeroed::<f32>(width as usize)?;
        columns.iter_mut().zip(0..).for_each(|(column, x)| *column = off_centre(x, width));
        let mut shares = job.alloc.zeroed::<f32>(width as usize)?;
        let (stride, row_len) = (pixels.stride, width as usize * channels);
        let mut y = 0;
        match &mut pixels.samples {
            Samples::U8(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.shares(&columns, off_centre(y, height), &mut shares);
                y += 1;
                fade(row, channels, &shares, &colour, |v, colour, share| {
                    let v = f32::from(v);
                    whole::byte(v + (colour - v) * share + 0.5)
                });
            })?,
            Samples::U16(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.shares(&columns, off_centre(y, height), &mut shares);
                y += 1;
                fade(row, channels, &shares, &colour, |v, colour, share| {
                    let v = f32::from(v);
                    whole::word(v + (colour - v) * share + 0.5)
                });
            })?,
            Samples::F32(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.shares(&columns, off_centre(y, height), &mut shares);
                y += 1;
                fade(row, channels, &shares, &colour, |v, colour, share| v + (colour - v) * share);
            })?,
        }
        job.alloc.release(u64::from(width) * 8);
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn none_changes_nothing_nor_does_a_radius_of_one() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS[..4].iter().map(move |l| (*depth, *l)))
        {
            let pixels = noisy(depth, layout, 6, 5);
            assert_eq!(apply(&ROW, json!({ "amount": 0 }), pixels.clone()), pixels);
            assert_eq!(apply(&ROW, json!({ "radius": 1 }), pixels.clone()), pixels);
        }
        never_panics(&ROW, &json!({ "amount": 1, "radius": 0, "colour": "red" }));
    }

    #[test]
    fn it_grows_towards_the_corners_and_is_the_same_on_every_side() {
        let pixels = Pixels::packed(Samples::U8(vec![200; 101 * 61]), Layout::Gray, 101, 61).unwrap();
        let out = apply(&ROW, json!({ "amount": 1, "radius": 0.2 }), pixels);
        let at = |x: usize, y: usize| bytes(&out)[y * 101 + x];
        assert_eq!(at(50, 30), 200);
        assert!((0..50).all(|x| at(x, 30) <= at(x + 1, 30)) && (0..30).all(|y| at(50, y) <= at(50, y + 1)));
        assert_eq!([at(100, 0), at(0, 60), at(100, 60)], [at(0, 0); 3]);
        assert!(at(0, 0) <= 1, "{}", at(0, 0));
        // About halfway along the diagonal, at 0.4934 of it: t is 0.3668, and 3t² − 2t³ 0.3049.
        assert_eq!(at(25, 15), 139);
    }

    #[test]
    fn a_colour_makes_grey_coloured_and_alpha_stays() {
        let grey = || row(&[100, 7, 100, 8], Layout::GrayA);
        let out = apply(&ROW, json!({ "amount": 1, "radius": 0, "colour": "#f00" }), grey());
        assert_eq!(out.layout, Layout::Rgba);
        let [r, g, b, alpha, ..] = bytes(&out) else { panic!("two pixels") };
        assert!(*r > 100 && *g < 100 && g == b && *alpha == 7);
        assert_eq!(apply(&ROW, json!({ "colour": "#888" }), grey()).layout, Layout::GrayA);
        let wrong = try_apply(&ROW, json!({ "radius": 1.5 }), grey());
        assert_eq!(blamed(wrong), "steps[0].radius");
    }
}
