//! Glyphs and bars onto a canvas as large as what is drawn: one channel of coverage, or colours and alpha.

use super::faces::Face;
use super::lines::{Bar, Laid, Placed};
use super::outline::{Key, Outlines};
use super::raster::{self, Bounds};
use super::style::Style;
use crate::codecs::Header;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::limits::Limits;
use crate::ops::layout::div255;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use crate::spec::Colour;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What of a text shows.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    bounds: Bounds,
    /// Pixels of all glyphs, each as often as it is drawn.
    pub work: u64,
    /// Pixels of all glyphs that differ, and of the largest.
    pub glyphs: u64,
    pub largest: u64,
}

fn area([left, top, right, bottom]: Bounds) -> u64 {
    let side = |from: i64, to: i64| u64::try_from(to - from).unwrap_or(0);
    side(left, right).saturating_mul(side(top, bottom))
}

/// A place moved to where a glyph lies.
fn moved([left, top, right, bottom]: Bounds, x: i64, y: i64) -> Bounds {
    [left + x, top + y, right + x, bottom + y]
}

impl Ink {
    /// `None` where nothing shows.
    pub fn of(laid: &Laid, outlines: &mut Outlines<'_>) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut add = |place: Bounds| {
            let ink = found.get_or_insert(Self { bounds: place, work: 0, glyphs: 0, largest: 0 });
            let [left, top, right, bottom] = &mut ink.bounds;
            (*left, *top) = ((*left).min(place[0]), (*top).min(place[1]));
            (*right, *bottom) = ((*right).max(place[2]), (*bottom).max(place[3]));
            ink.work = ink.work.saturating_add(area(place));
            ink.largest = ink.largest.max(area(place));
        };
        let mut known: HashMap<Key, u64> = HashMap::new();
        for glyph in &laid.glyphs {
            let key = Key::new(glyph.look, glyph.id, glyph.px);
            if let Some(bounds) = outlines.bounds(key) {
                known.insert(key, area(bounds));
                let [left, top, right, bottom] = moved(bounds, glyph.x, glyph.y);
                let [above, below] = glyph.spare;
                add([left, top - above, right, bottom + below]);
            }
        }
        laid.bars.iter().for_each(|bar| add(bar.place));
        found.map(|ink| Self { glyphs: known.values().fold(0, |sum, area| sum.saturating_add(*area)), ..ink })
    }

    pub fn is_within(&self, (width, height): (u32, u32)) -> bool {
        let [left, top, right, bottom] = self.bounds;
        right - left <= i64::from(width) && bottom - top <= i64::from(height)
    }

    pub fn size(&self, limits: &Limits) -> Result<(u32, u32)> {
        let [left, top, right, bottom] = self.bounds;
        let side = |from: i64, to: i64| {
            let side = to - from;
            u32::try_from(side).map_err(|_| Error::limit(Code::SideLimit, side, limits.side, "limits.side"))
        };
        Ok((side(left, right)?, side(top, bottom)?))
    }
}

/// What is drawn.
pub struct Drawing<'d> {
    pub laid: &'d Laid,
    pub styles: &'d [Style],
    pub ink: &'d Ink,
    pub rgba: bool,
}

/// A glyph's coverage, and where it lies from its origin.
struct Stamp {
    bounds: Bounds,
    samples: Vec<u8>,
}

pub fn draw(
    drawing: &Drawing<'_>,
    header: &Header,
    faces: &[Option<Face<'_>>],
    job: &mut Job,
) -> Result<Pixels> {
    let layout = if drawing.rgba { Layout::Rgba } else { Layout::Gray };
    let mut pixels = Pixels::zeroed(&mut job.alloc, Depth::U8, layout, header.width, header.height)?;
    let Samples::U8(samples) = &mut pixels.samples else { return Ok(pixels) };
    let [left, top, _, _] = drawing.ink.bounds;
    let mut canvas = Canvas { samples, width: i64::from(header.width), rgba: drawing.rgba, left, top };
    let style = |index: usize| drawing.styles.get(index);
    if drawing.rgba {
        for bar in &drawing.laid.backgrounds {
            let colour = style(bar.style).and_then(|style| style.background);
            canvas.bar(bar, colour);
        }
    }
    let mut outlines = Outlines::new(faces);
    let mut stamps: HashMap<Key, Option<Stamp>> = HashMap::new();
    let mut held = 0;
    for glyph in &drawing.laid.glyphs {
        let key = Key::new(glyph.look, glyph.id, glyph.px);
        let drawn = match stamps.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                job.check_cancel()?;
                let stamp = stamp(key, &mut outlines, job)?;
                held += stamp.as_ref().map_or(0, |stamp| stamp.samples.len() as u64);
                place.insert(stamp)
            }
        };
        if let Some(stamp) = drawn {
            canvas.stamp(stamp, glyph, style(glyph.style).map(|style| style.foreground));
        }
    }
    for bar in &drawing.laid.bars {
        canvas.bar(bar, style(bar.style).map(|style| style.foreground));
    }
    job.alloc.release(held);
    Ok(pixels)
}

fn stamp(key: Key, outlines: &mut Outlines<'_>, job: &mut Job) -> Result<Option<Stamp>> {
    let Some(bounds) = outlines.bounds(key) else { return Ok(None) };
    let edges = outlines.edges(key);
    let [_, top, _, bottom] = bounds;
    let count = usize::try_from(area(bounds)).unwrap_or(usize::MAX);
    let rows = usize::try_from(bottom - top).unwrap_or(0);
    let cells = count.saturating_add(rows.saturating_mul(2));
    let mut areas = job.alloc.zeroed::<f32>(cells)?;
    let mut samples = job.alloc.zeroed::<u8>(count)?;
    // Bolder letters are drawn again and again, no more than a pixel apart.
    let times = key.bolder().ceil();
    let mut time = 0.0;
    while time <= times {
        let shift = if times > 0.0 { key.bolder() * time / times } else { 0.0 };
        raster::fill(&edges, bounds, shift, &mut areas, &mut samples);
        time += 1.0;
    }
    job.alloc.release(cells as u64 * 4);
    Ok(Some(Stamp { bounds, samples }))
}

struct Canvas<'c> {
    samples: &'c mut [u8],
    width: i64,
    rgba: bool,
    left: i64,
    top: i64,
}

impl Canvas<'_> {
    fn stamp(&mut self, stamp: &Stamp, glyph: &Placed, colour: Option<Colour>) {
        let [left, top, right, _] = moved(stamp.bounds, glyph.x - self.left, glyph.y - self.top);
        let width = usize::try_from(right - left).unwrap_or(0).max(1);
        let colour = colour.unwrap_or(Style::default().foreground);
        for (y, row) in (top..).zip(stamp.samples.chunks_exact(width)) {
            for (x, coverage) in (left..).zip(row) {
                if *coverage > 0 {
                    self.blend(x, y, *coverage, colour);
                }
            }
        }
    }

    /// A rectangle, as far as it lies on the canvas.
    fn bar(&mut self, bar: &Bar, colour: Option<Colour>) {
        let Some(colour) = colour else { return };
        let [left, top, right, bottom] = moved(bar.place, -self.left, -self.top);
        let height = (self.samples.len() as i64 / self.channels()).checked_div(self.width).unwrap_or(0);
        for y in top.max(0)..bottom.min(height) {
            for x in left.max(0)..right.min(self.width) {
                self.blend(x, y, 255, colour);
            }
        }
    }

    fn channels(&self) -> i64 {
        if self.rgba { 4 } else { 1 }
    }

    /// Lays a colour over a pixel, as far as it covers it.
    fn blend(&mut self, x: i64, y: i64, coverage: u8, colour: Colour) {
        if x < 0 || x >= self.width || y < 0 {
            return;
        }
        let channels = self.channels();
        let Ok(at) = usize::try_from((y * self.width + x) * channels) else { return };
        let Some(pixel) = self.samples.get_mut(at..at + channels as usize) else { return };
        match pixel {
            [sample] => *sample += div255(u32::from(255 - *sample) * u32::from(coverage)),
            [r, g, b, a] => {
                let cover = u32::from(div255(u32::from(coverage) * u32::from(colour.a)));
                let below = u32::from(*a) * (255 - cover);
                let all = cover * 255 + below;
                for (sample, over) in [(r, colour.r), (g, colour.g), (b, colour.b)] {
                    let sum = u32::from(over) * cover * 255 + u32::from(*sample) * below;
                    *sample = (sum + all / 2).checked_div(all).unwrap_or(0) as u8;
                }
                *a = div255(all);
            }
            _ => {}
        }
    }
}
