//! What stands in for an image until it is there: its `ThumbHash`, a tiny picture and its average colour.

use crate::codecs::Sequence;
use crate::error::{Code, Error, Result, Stage};
use crate::format::Format;
use crate::job::Job;
use crate::ops::layout;
use crate::pixels::{Frame, Pixels, Samples};
use crate::recipe::{Output, Recipe, parse_step};
use crate::spec::Values;
use crate::stage;
use crate::thumb_hash;
use serde_json::{Value, json};

/// Characters of the picture's data: URL at most.
const MOST: usize = 1024;
/// Sides of the picture: the first whose URL is short enough.
const SIDES: [u32; 4] = [24, 16, 8, 4];
const QUALITY: u32 = 50;
pub const FORMAT: Format = Format::Webp;

#[derive(Debug)]
pub struct Placeholder {
    pub thumb_hash: Vec<u8>,
    /// A file of [`FORMAT`].
    pub picture: Vec<u8>,
    /// `#rrggbb`, or `#rrggbbaa` where it is not opaque.
    pub colour: String,
}

/// The recipe's steps, then as small as a hash wants it: a decoder that can decode smaller does.
pub fn recipe(mut recipe: Recipe) -> Result<Recipe> {
    let small = inside(thumb_hash::SIDE);
    recipe.outputs = vec![Output::raw(vec![parse_step(&small, "steps")?])];
    Ok(recipe)
}

fn inside(side: u32) -> Value {
    json!({ "op": "resize", "width": side, "height": side, "fit": "inside", "withoutEnlargement": true })
}

/// Of pixels that [`recipe`] made.
pub fn of(pixels: Pixels, job: &mut Job) -> Result<Placeholder> {
    let coloured = layout::to_colour(layout::to_u8(pixels, job)?, job)?;
    let rgba = layout::ensure_alpha(coloured.clone(), job)?;
    let Samples::U8(samples) = &rgba.samples else {
        return Err(Error::new(Code::Panicked).reason("expected 8 bit samples"));
    };
    let (all, _) = samples.as_chunks::<4>();
    let thumb_hash = thumb_hash::hash(all, rgba.width as usize, rgba.height as usize);
    let [r, g, b, alpha] = thumb_hash::average(all).map(|part| (part * 255.0).round() as u8);
    let opaque = all.iter().all(|[.., alpha]| *alpha == 255);
    let shown = if opaque { String::new() } else { format!("{alpha:02x}") };
    let colour = format!("#{r:02x}{g:02x}{b:02x}{shown}");
    let mut picture = Vec::new();
    for side in SIDES {
        picture = tiny(&coloured, side, job)?;
        // RFC 4648: four characters for each three bytes.
        if format!("data:{};base64,", FORMAT.row().mime).len() + picture.len().div_ceil(3) * 4 <= MOST {
            break;
        }
    }
    Ok(Placeholder { thumb_hash, picture, colour })
}

fn tiny(pixels: &Pixels, side: u32, job: &mut Job) -> Result<Vec<u8>> {
    job.alloc.reserve(pixels.bytes())?;
    let step = parse_step(&inside(side), "steps")?;
    let pixels = step.op.apply(pixels.clone(), job)?;
    stage::enter(Stage::Encode, Some(FORMAT));
    let row = FORMAT.row();
    let options = Values::defaults(row.options).with_number("quality", f64::from(QUALITY));
    let pixels = layout::fit(pixels, row.carries, job)?;
    let mut encoder = row.begin()?(&options, job)?;
    encoder.expect(Sequence::default());
    encoder.frame(Frame { pixels, delay_ms: 0 }, job)?;
    encoder.finish(job).map_err(|e| e.during(Stage::Encode))
}

#[cfg(test)]
#[cfg(feature = "basic")]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, noisy};

    #[test]
    fn every_kind_of_image_has_a_short_placeholder() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            for (width, height) in [(1, 1), (100, 1), (100, 100), (33, 100)] {
                let found = of(noisy(depth, layout, width, height), &mut Job::default()).unwrap();
                assert!((5..=25).contains(&found.thumb_hash.len()), "{}", found.thumb_hash.len());
                assert!(found.picture.len() <= 750, "{depth:?} {layout:?} {}", found.picture.len());
                assert_eq!(Format::sniff(&found.picture), Some(FORMAT));
            }
        }
    }

    #[test]
    fn the_colour_is_the_average_of_what_is_seen() {
        let pixels = crate::ops::testing::row(&[255, 0, 0, 255, 9, 9, 9, 0], crate::pixels::Layout::Rgba);
        assert_eq!(of(pixels, &mut Job::default()).unwrap().colour, "#ff000080");
        let grey = crate::ops::testing::row(&[10, 30], crate::pixels::Layout::Gray);
        assert_eq!(of(grey, &mut Job::default()).unwrap().colour, "#141414");
    }
}
