//! The pixels of a tile: a part of a level on the background, and whether it shows anything else.

use super::layout::Area;
use crate::error::Result;
use crate::job::Job;
use crate::ops::layout::{Sample, colour_samples};
use crate::pixels::{Pixels, Samples};
use crate::spec::Colour;

/// The part of an image; what lies beyond its edges is background.
pub fn cut(pixels: &Pixels, area: Area, background: Colour, job: &mut Job) -> Result<Pixels> {
    let (depth, layout) = (pixels.depth(), pixels.layout);
    let mut out = Pixels::zeroed(&mut job.alloc, depth, layout, area.width, area.height)?;
    (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
    let ink = colour_samples(background, layout);
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => copy(from, pixels, area, &ink, to),
        (Samples::U16(from), Samples::U16(to)) => copy(from, pixels, area, &ink, to),
        (Samples::F32(from), Samples::F32(to)) => copy(from, pixels, area, &ink, to),
        _ => {}
    }
    Ok(out)
}

fn copy<T: Sample>(from: &[T], pixels: &Pixels, area: Area, ink: &[u8], to: &mut [T]) {
    let ink: Vec<T> = ink.iter().map(|value| T::from_narrow(*value)).collect();
    let channels = ink.len();
    let inside = |start: i64, len: u32, full: u32| {
        let end = (start + i64::from(len)).min(i64::from(full));
        let first = start.max(0);
        // Where it begins in the tile and in the image, and how long it is.
        ((first - start) as usize, first as usize, (end - first).max(0) as usize)
    };
    let (before, left, width) = inside(area.left, area.width, pixels.width);
    for (row, y) in to.chunks_exact_mut(area.width as usize * channels).zip(area.top..) {
        let line = usize::try_from(y).ok().filter(|y| *y < pixels.height as usize);
        let whole = width == area.width as usize && line.is_some();
        if !whole {
            row.chunks_exact_mut(channels).for_each(|pixel| pixel.copy_from_slice(&ink));
        }
        let Some(start) = line.map(|y| y * pixels.stride + left * channels) else { continue };
        let parts = (
            row.get_mut(before * channels..(before + width) * channels),
            from.get(start..start + width * channels),
        );
        if let (Some(to), Some(from)) = parts {
            to.copy_from_slice(from);
        }
    }
}

/// Whether no sample is further from the background's than `most`.
pub fn is_blank(tile: &Pixels, background: Colour, most: u32) -> bool {
    let ink = colour_samples(background, tile.layout);
    let near = |samples: &mut dyn Iterator<Item = u32>, unit: u32| {
        samples.zip(ink.iter().cycle()).all(|(sample, ink)| sample.abs_diff(u32::from(*ink) * unit) <= most)
    };
    match &tile.samples {
        Samples::U8(samples) => near(&mut samples.iter().map(|value| u32::from(*value)), 1),
        Samples::U16(samples) => near(&mut samples.iter().map(|value| u32::from(*value)), 257),
        Samples::F32(_) => false,
    }
}
