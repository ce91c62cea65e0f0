//! Smaller forms of an image that show the same: fewer bits, no alpha where all is opaque, grey, a palette.

use super::palette::{self, Indexed};
use super::raster::{Colour, Raster, Rgba};
use crate::error::Result;
use crate::job::Job;
use std::borrow::Cow;
use std::ops::Range;

/// The image and each smaller form that is worth a trial, the likeliest first.
pub fn forms<'a>(raster: Raster<'a>, job: &mut Job) -> Result<Vec<Raster<'a>>> {
    let raster = gray(opaque(narrow(raster)));
    job.check_cancel()?;
    let mut forms = Vec::new();
    if raster.bits == 8 {
        if raster.colour == Colour::Gray {
            // A palette of greys is never smaller than the greys in as many bits.
            return Ok(vec![levels(raster)]);
        }
        if let Some(found) = palette::exact(&rgba(&raster, job)?, 256) {
            forms.push(indexed(found, raster.width, raster.height));
        }
    }
    forms.push(raster);
    Ok(forms)
}

/// A palette image in as few bits as its palette needs.
pub fn indexed<'a>(found: Indexed, width: usize, height: usize) -> Raster<'a> {
    let bits = match found.palette.len() {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    };
    Raster { colour: Colour::Indexed(found.palette), bits, width, height, data: Cow::Owned(found.indices) }
}

/// The 8 bit pixels as red, green, blue and alpha.
pub fn rgba(raster: &Raster<'_>, job: &mut Job) -> Result<Vec<Rgba>> {
    let mut out = job.alloc.zeroed::<Rgba>(raster.width * raster.height)?;
    for (out, pixel) in out.iter_mut().zip(raster.data.chunks_exact(raster.each())) {
        *out = match *pixel {
            [v] => [v, v, v, 255],
            [v, a] => [v, v, v, a],
            [r, g, b] => [r, g, b, 255],
            [r, g, b, a] => [r, g, b, a],
            _ => [0; 4],
        };
    }
    Ok(out)
}

/// 16 bit that says no more than 8 bit.
fn narrow(mut raster: Raster<'_>) -> Raster<'_> {
    let pairs = raster.data.as_chunks::<2>().0;
    if raster.bits == 16 && pairs.iter().all(|[high, low]| high == low) {
        raster.data = Cow::Owned(pairs.iter().map(|[high, _]| *high).collect());
        raster.bits = 8;
    }
    raster
}

/// Alpha that is opaque everywhere says nothing.
fn opaque(mut raster: Raster<'_>) -> Raster<'_> {
    let colour = match raster.colour {
        Colour::Rgba => Colour::Rgb,
        Colour::GrayAlpha => Colour::Gray,
        _ => return raster,
    };
    let each = raster.each();
    let sample = each / raster.colour.channels();
    let shows = |pixel: &[u8]| pixel.iter().rev().take(sample).all(|byte| *byte == 255);
    if raster.data.chunks_exact(each).all(shows) {
        raster.data = kept(&raster, 0..each - sample);
        raster.colour = colour;
    }
    raster
}

/// These bytes of every pixel.
fn kept<'a>(raster: &Raster<'_>, bytes: Range<usize>) -> Cow<'a, [u8]> {
    let pixels = raster.data.chunks_exact(raster.each());
    Cow::Owned(pixels.flat_map(|pixel| pixel.get(bytes.clone()).unwrap_or_default()).copied().collect())
}

/// Red, green and blue that are the same everywhere.
fn gray(mut raster: Raster<'_>) -> Raster<'_> {
    let colour = match raster.colour {
        Colour::Rgb => Colour::Gray,
        Colour::Rgba => Colour::GrayAlpha,
        _ => return raster,
    };
    let (each, sample) = (raster.each(), usize::from(raster.bits / 8));
    let same = |pixel: &[u8]| pixel.get(..sample * 2) == pixel.get(sample..sample * 3);
    if raster.data.chunks_exact(each).all(same) {
        raster.data = kept(&raster, sample * 2..each);
        raster.colour = colour;
    }
    raster
}

/// Greys in as few bits as keep them all.
fn levels(raster: Raster<'_>) -> Raster<'_> {
    for bits in [1, 2, 4] {
        // The highest value of `bits` stands for white, so a grey that is kept is a multiple of this.
        let apart = 255 / ((1 << bits) - 1);
        if raster.data.iter().all(|value| value % apart == 0) {
            let data = raster.data.iter().map(|value| value / apart).collect();
            return Raster { bits, data: Cow::Owned(data), ..raster };
        }
    }
    raster
}

/// Greys of fewer bits, each the nearest.
pub fn coarser(raster: Raster<'_>, bits: u8) -> Raster<'_> {
    let most = (1u32 << bits) - 1;
    let data = raster.data.iter().map(|value| ((u32::from(*value) * most + 127) / 255) as u8).collect();
    Raster { bits, data: Cow::Owned(data), ..raster }
}
