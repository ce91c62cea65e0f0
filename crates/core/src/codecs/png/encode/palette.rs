//! Palettes with alpha: exact where the colours are few, else a median cut that is refined, with error diffusion.
//!
//! Distances are between premultiplied colours, so that what cannot be seen does not count.

use super::raster::Rgba;
use crate::error::Result;
use crate::job::Job;
use std::collections::{BTreeMap, HashMap};

/// Premultiplied red, green, blue, and alpha; 0 to 255.
type Point = [f32; 4];

/// An image as indices.
#[derive(Debug, PartialEq)]
pub struct Indexed {
    pub palette: Vec<Rgba>,
    pub indices: Vec<u8>,
}

/// How a palette is made where the colours are more than it holds.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Colours at the most, 2 to 256.
    pub colours: usize,
    /// 0 to 100: below 100 the fewest colours whose error is as small as that asks.
    pub quality: u32,
    /// 1 to 10: how often the palette is refined.
    pub effort: u32,
    /// 0 to 1: how much of a pixel's error goes to its neighbours.
    pub dither: f32,
}

impl Wish {
    pub const fn new(colours: usize) -> Self {
        Self { colours, quality: 100, effort: 7, dither: 1.0 }
    }
}

/// Each colour as it is, if they are no more than `most`; those that are not opaque first.
pub fn exact(pixels: &[Rgba], most: usize) -> Option<Indexed> {
    let mut table: BTreeMap<[u8; 4], u8> = BTreeMap::new();
    let key = |[r, g, b, a]: Rgba| [a, r, g, b];
    let mut last = None;
    for pixel in pixels {
        // Runs of one colour are looked up once.
        if last != Some(pixel) {
            last = Some(pixel);
            table.insert(key(*pixel), 0);
            if table.len() > most {
                return None;
            }
        }
    }
    table.values_mut().zip(0..=255).for_each(|(index, at)| *index = at);
    let mut last = ([0; 4], table.get(&[0; 4]).copied().unwrap_or_default());
    let indices = pixels.iter().map(|pixel| {
        if last.0 != *pixel {
            last = (*pixel, table.get(&key(*pixel)).copied().unwrap_or_default());
        }
        last.1
    });
    Some(Indexed {
        indices: indices.collect(),
        palette: table.keys().map(|[a, r, g, b]| [*r, *g, *b, *a]).collect(),
    })
}

/// At most `wish.colours` colours and the pixels in them.
pub fn quantise(pixels: &[Rgba], width: usize, wish: Wish, job: &mut Job) -> Result<Indexed> {
    if let Some(exact) = exact(pixels, wish.colours) {
        return Ok(exact);
    }
    let histogram = Histogram::of(pixels, job)?;
    let mut palette = histogram.palette(wish.colours, wish.effort, job)?;
    if wish.quality < 100 {
        // The fewest colours that are good enough: their error falls with their number.
        let enough = square_error(wish.quality);
        let (mut least, mut most) = (2, palette.len());
        while least < most {
            let middle = usize::midpoint(least, most);
            let fewer = histogram.palette(middle, wish.effort, job)?;
            if histogram.error(&fewer) <= enough {
                (most, palette) = (middle, fewer);
            } else {
                least = middle + 1;
            }
        }
    }
    // What is wholly transparent stays so.
    if histogram.clear
        && let Some(faintest) = palette.iter_mut().min_by(|a, b| along(**a, 3).total_cmp(&along(**b, 3)))
    {
        *faintest = [0.0; 4];
    }
    let mut colours: Vec<Rgba> = palette.iter().map(straight).collect();
    colours.sort_unstable_by_key(|[r, g, b, a]| [*a, *r, *g, *b]);
    colours.dedup();
    let indices = diffuse(pixels, width, &colours, wish.dither, job)?;
    Ok(Indexed { palette: colours, indices })
}

/// The mean squared error of a channel that a quality allows, in levels squared: about what pngquant makes of the number.
fn square_error(quality: u32) -> f64 {
    let lost = f64::from(100 - quality.min(100)) / 100.0;
    lost * (44.0 + 15.0 * lost)
}

fn premultiplied([r, g, b, a]: Rgba) -> Point {
    let alpha = f32::from(a);
    let part = alpha / 255.0;
    [f32::from(r) * part, f32::from(g) * part, f32::from(b) * part, alpha]
}

fn straight([r, g, b, a]: &Point) -> Rgba {
    let alpha = (a + 0.5).clamp(0.0, 255.0) as u8;
    if alpha == 0 {
        return [0; 4];
    }
    let byte = |value: f32| (value * 255.0 / f32::from(alpha) + 0.5).clamp(0.0, 255.0) as u8;
    [byte(*r), byte(*g), byte(*b), alpha]
}

fn distance([r, g, b, a]: Point, [r2, g2, b2, a2]: Point) -> f32 {
    let square = |d: f32| d * d;
    square(r - r2) + square(g - g2) + square(b - b2) + square(a - a2)
}

/// One coordinate; `axis` is below 4.
fn along(point: Point, axis: usize) -> f32 {
    point.get(axis).copied().unwrap_or_default()
}

/// How many pixels have about this colour, and what they are on average.
#[derive(Clone, Copy)]
struct Entry {
    point: Point,
    weight: f32,
}

struct Histogram {
    entries: Vec<Entry>,
    /// Some pixels are wholly transparent.
    clear: bool,
}

/// Bytes that a colour takes while the histogram is made.
const CELL: u64 = 100;

/// Bits that a colour keeps in the histogram.
const KEPT: u32 = 5;

impl Histogram {
    fn of(pixels: &[Rgba], job: &mut Job) -> Result<Self> {
        // Of the premultiplied colours of five bits a channel no more are there.
        let most = pixels.len().min(1 << 18) as u64;
        job.alloc.reserve(most * CELL)?;
        let mut cells: HashMap<u32, ([u64; 4], u64)> = HashMap::new();
        let mut clear = false;
        for rows in pixels.chunks(1 << 16) {
            job.check_cancel()?;
            for pixel in rows {
                let [r, g, b, a] = *pixel;
                clear |= a == 0;
                let part = |c: u8| (u32::from(c) * u32::from(a) + 127) / 255;
                let point = [part(r), part(g), part(b), u32::from(a)];
                let key = point.iter().fold(0, |key, c| key << KEPT | c >> (8 - KEPT));
                let (sums, count) = cells.entry(key).or_default();
                let exact = [r, g, b].map(|c| u64::from(c) * u64::from(a));
                for (sum, c) in sums.iter_mut().zip([exact[0], exact[1], exact[2], u64::from(a) * 255]) {
                    *sum += c;
                }
                *count += 1;
            }
        }
        // The same order on every machine.
        let mut cells: Vec<_> = cells.into_iter().collect();
        cells.sort_unstable_by_key(|(key, _)| *key);
        let entries = cells.into_iter().map(|(_, (sums, count))| {
            let mean = |sum: u64| (sum as f64 / (count as f64 * 255.0)) as f32;
            Entry { point: sums.map(mean), weight: count as f32 }
        });
        let entries = entries.collect();
        job.alloc.release(most * CELL);
        Ok(Self { entries, clear })
    }

    /// At most so many colours, each the mean of its part of the histogram.
    fn palette(&self, colours: usize, effort: u32, job: &Job) -> Result<Vec<Point>> {
        let mut entries = self.entries.clone();
        let mut parts = vec![Part::new(&mut entries)];
        while parts.len() < colours {
            job.check_cancel()?;
            let widest = parts.iter().enumerate().max_by(|(_, a), (_, b)| a.spread.total_cmp(&b.spread));
            let Some((at, _)) = widest.filter(|(_, part)| part.spread > 0.0) else { break };
            let (one, other) = parts.swap_remove(at).split();
            parts.push(one);
            parts.push(other);
        }
        let mut palette: Vec<Point> = parts.iter().map(|part| part.mean).collect();
        for _ in 0..effort.div_ceil(2) {
            job.check_cancel()?;
            self.refine(&mut palette);
        }
        Ok(palette)
    }

    /// Each colour becomes the mean of what is nearest to it (Lloyd's step).
    fn refine(&self, palette: &mut [Point]) {
        let nearest = Nearest::new(palette);
        let mut sums = vec![([0.0f64; 4], 0.0f64); palette.len()];
        let mut last = 0;
        for entry in &self.entries {
            last = nearest.index(entry.point, last);
            if let Some((sum, weight)) = sums.get_mut(last) {
                for (sum, c) in sum.iter_mut().zip(entry.point) {
                    *sum += f64::from(c) * f64::from(entry.weight);
                }
                *weight += f64::from(entry.weight);
            }
        }
        for (colour, (sum, weight)) in palette.iter_mut().zip(sums) {
            if weight > 0.0 {
                *colour = sum.map(|sum| (sum / weight) as f32);
            }
        }
    }

    /// Mean squared error of a channel.
    fn error(&self, palette: &[Point]) -> f64 {
        let nearest = Nearest::new(palette);
        let (mut sum, mut weight, mut last) = (0.0, 0.0, 0);
        for entry in &self.entries {
            last = nearest.index(entry.point, last);
            let from = palette.get(last).copied().unwrap_or_default();
            sum += f64::from(distance(entry.point, from)) * f64::from(entry.weight);
            weight += f64::from(entry.weight);
        }
        sum / (weight * 4.0)
    }
}

/// Part of the histogram that shares one colour.
struct Part<'a> {
    entries: &'a mut [Entry],
    mean: Point,
    /// Weighted squared distance to the mean along the widest axis; 0 where there is one entry.
    spread: f64,
    axis: usize,
}

impl<'a> Part<'a> {
    fn new(entries: &'a mut [Entry]) -> Self {
        let (mut sums, mut squares, mut weight) = ([0.0f64; 4], [0.0f64; 4], 0.0f64);
        for entry in entries.iter() {
            let w = f64::from(entry.weight);
            weight += w;
            for ((sum, square), c) in sums.iter_mut().zip(&mut squares).zip(entry.point) {
                *sum += w * f64::from(c);
                *square += w * f64::from(c) * f64::from(c);
            }
        }
        let (mut axis, mut spread) = (0, 0.0);
        if entries.len() > 1 {
            for (at, (sum, square)) in sums.iter().zip(squares).enumerate() {
                let this = square - sum * sum / weight;
                if this > spread {
                    (axis, spread) = (at, this);
                }
            }
        }
        Self { entries, mean: sums.map(|sum| (sum / weight) as f32), spread, axis }
    }

    /// In two at the mean of the widest axis; both have entries, as the axis is not flat.
    fn split(self) -> (Self, Self) {
        let Self { entries, mean, axis, .. } = self;
        entries.sort_by(|a, b| along(a.point, axis).total_cmp(&along(b.point, axis)));
        let at = entries.partition_point(|entry| along(entry.point, axis) < along(mean, axis));
        let (one, other) = entries.split_at_mut(at.clamp(1, entries.len() - 1));
        (Self::new(one), Self::new(other))
    }
}

/// Finds the nearest of up to 256 points.
struct Nearest {
    points: Vec<Point>,
    /// By channel, so that several are compared at once.
    channels: [Vec<f32>; 4],
    /// A quarter of the squared distance to the nearest other: what is closer than that need not look further.
    safe: Vec<f32>,
}

impl Nearest {
    fn new(points: &[Point]) -> Self {
        let safe = points.iter().enumerate().map(|(at, point)| {
            let others = points.iter().enumerate().filter(|(other, _)| *other != at);
            others.map(|(_, other)| distance(*point, *other)).fold(f32::INFINITY, f32::min) / 4.0
        });
        let channels = [0, 1, 2, 3].map(|axis| points.iter().map(|point| along(*point, axis)).collect());
        Self { safe: safe.collect(), points: points.to_vec(), channels }
    }

    fn point(&self, index: usize) -> Point {
        self.points.get(index).copied().unwrap_or_default()
    }

    /// `guess` is tried first.
    fn index(&self, to: Point, guess: usize) -> usize {
        if distance(self.point(guess), to) < self.safe.get(guess).copied().unwrap_or_default() {
            return guess;
        }
        let [r, g, b, a] = &self.channels;
        let each = r.iter().zip(g).zip(b.iter().zip(a));
        let (mut best, mut least) = (0, f32::INFINITY);
        for (at, ((r, g), (b, a))) in each.enumerate() {
            let far = distance([*r, *g, *b, *a], to);
            if far < least {
                (best, least) = (at, far);
            }
        }
        best
    }
}

/// Each pixel's nearest colour, with its error spread by Floyd and Steinberg's weights, rows in turn from either side.
fn diffuse(pixels: &[Rgba], width: usize, palette: &[Rgba], dither: f32, job: &mut Job) -> Result<Vec<u8>> {
    let points: Vec<Point> = palette.iter().map(|colour| premultiplied(*colour)).collect();
    let nearest = Nearest::new(&points);
    let clear = palette.iter().position(|colour| colour[3] == 0);
    let mut indices = job.alloc.zeroed::<u8>(pixels.len())?;
    // One more at each end, so that no column is special.
    let (mut here, mut below) = (vec![[0.0f32; 4]; width + 2], vec![[0.0f32; 4]; width + 2]);
    let mut last = 0;
    for (y, (row, out)) in pixels.chunks_exact(width).zip(indices.chunks_exact_mut(width)).enumerate() {
        job.check_cancel()?;
        let backward = y % 2 == 1;
        for step in 0..width {
            let x = if backward { width - 1 - step } else { step };
            let (Some(pixel), Some(out), Some(error)) = (row.get(x), out.get_mut(x), here.get(x + 1)) else {
                continue;
            };
            if let Some(clear) = clear.filter(|_| pixel[3] == 0) {
                *out = clear as u8;
                continue;
            }
            let mut wanted = premultiplied(*pixel);
            for (c, e) in wanted.iter_mut().zip(error) {
                *c = (*c + e).clamp(0.0, 255.0);
            }
            last = nearest.index(wanted, last);
            *out = last as u8;
            let mut left = wanted;
            left.iter_mut()
                .zip(nearest.point(last))
                .for_each(|(left, found)| *left = (*left - found) * dither);
            let (ahead, behind) = if backward { (x, x + 2) } else { (x + 2, x) };
            spread(&mut here, ahead, left, 7.0 / 16.0);
            spread(&mut below, behind, left, 3.0 / 16.0);
            spread(&mut below, x + 1, left, 5.0 / 16.0);
            spread(&mut below, ahead, left, 1.0 / 16.0);
        }
        std::mem::swap(&mut here, &mut below);
        below.fill([0.0; 4]);
    }
    Ok(indices)
}

fn spread(row: &mut [Point], at: usize, error: Point, part: f32) {
    if let Some(cell) = row.get_mut(at) {
        for (cell, error) in cell.iter_mut().zip(error) {
            *cell += error * part;
        }
    }
}
