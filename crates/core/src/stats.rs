//! Figures of an image as sharp's `stats()` defines them, which are libvips' own: `stats`, `hist_entropy`, the deviation of a
//! Laplacian, and the fullest of 16 × 16 × 16 boxes of colours.

use crate::colour::curve;
use crate::error::Result;
use crate::job::Job;
use crate::ops::point::white;
use crate::pixels::{Pixels, Samples};
use crate::recipe::{Output, Recipe};
use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    /// One a channel, alpha among them.
    pub channels: Vec<Channel>,
    pub is_opaque: bool,
    /// Bits that the grey of a pixel tells, 0 to 8.
    pub entropy: f64,
    pub sharpness: f64,
    /// The middle of the box.
    pub dominant: [u8; 3],
}

/// In the samples' own steps; the first of several places, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    pub min: f64,
    pub max: f64,
    pub sum: f64,
    pub squares_sum: f64,
    pub mean: f64,
    pub stdev: f64,
    pub min_at: (u32, u32),
    pub max_at: (u32, u32),
}

/// What is measured: the input as step 1 sees it, or what the steps make of it. The input's own colours stay where all
/// outputs keep them.
pub fn recipe(mut recipe: Recipe, result: bool) -> Recipe {
    let mut output = Output::raw(Vec::new());
    output.metadata.keep_icc =
        recipe.outputs.iter().all(|output| output.metadata.keep_icc && output.metadata.icc.is_none());
    if !result {
        recipe.steps.clear();
    }
    recipe.outputs = vec![output];
    recipe
}

pub fn of(pixels: Pixels, job: &mut Job) -> Result<Stats> {
    let channels = match &pixels.samples {
        Samples::U8(samples) => channels(samples, &pixels, job)?,
        Samples::U16(samples) => channels(samples, &pixels, job)?,
        Samples::F32(samples) => channels(samples, &pixels, job)?,
    };
    let opaque = f64::from(white(pixels.depth()));
    let is_opaque = !pixels.layout.has_alpha()
        || channels.last().is_none_or(|alpha| alpha.min.to_bits() == opaque.to_bits());
    let dominant = match &pixels.samples {
        Samples::U8(samples) => dominant(samples, &pixels, job)?,
        Samples::U16(samples) => dominant(samples, &pixels, job)?,
        Samples::F32(samples) => dominant(samples, &pixels, job)?,
    };
    let grey = match &pixels.samples {
        Samples::U8(samples) if pixels.layout.channels() < 3 => {
            let mut grey = job.alloc.zeroed(samples.len().div_ceil(pixels.layout.channels()))?;
            let all = rows(samples, &pixels).flat_map(|row| row.iter().step_by(pixels.layout.channels()));
            grey.iter_mut().zip(all).for_each(|(out, sample)| *out = *sample);
            grey
        }
        Samples::U8(samples) => {
            let light = &*curve::LIGHT_8;
            grey(samples, &pixels, |v| light.get(usize::from(v)).copied().unwrap_or_default(), job)?
        }
        // Worth a table.
        Samples::U16(samples) if samples.len() > 1 << 17 => {
            let light = &*curve::LIGHT_16;
            grey(samples, &pixels, |v| light.get(usize::from(v)).copied().unwrap_or_default(), job)?
        }
        Samples::U16(samples) => grey(samples, &pixels, |v| curve::decode(f32::from(v) / 65_535.0), job)?,
        Samples::F32(samples) => grey(samples, &pixels, curve::decode, job)?,
    };
    let size = (pixels.width as usize, f64::from(pixels.width) * f64::from(pixels.height));
    job.alloc.release(pixels.bytes());
    drop(pixels);
    let entropy = entropy(&grey, size.1);
    let sharpness = sharpness(&grey, size, job)?;
    job.alloc.release(grey.len() as u64);
    Ok(Stats { channels, is_opaque, entropy, sharpness, dominant })
}

/// Luminance in 8 bits as libvips has it: the curve is a line between the codes of every 255th part of the light.
fn grey<T: Copy>(samples: &[T], pixels: &Pixels, light: impl Fn(T) -> f32, job: &mut Job) -> Result<Vec<u8>> {
    let codes: Vec<f32> =
        (0..=255u8).map(|part| (curve::encode(f32::from(part) / 255.0) * 255.0).round()).collect();
    let code = |y: f32| {
        let parts = (y * 255.0).clamp(0.0, 255.0);
        let at = parts as usize;
        let low = codes.get(at).copied().unwrap_or_default();
        let high = codes.get(at + 1).copied().unwrap_or(low);
        (low + (high - low) * (parts - at as f32)).round_ties_even() as u8
    };
    let mut grey = job.alloc.zeroed(pixels.width as usize * pixels.height as usize)?;
    let to = grey.chunks_mut(pixels.width.max(1) as usize);
    for (to, row) in to.zip(rows(samples, pixels)) {
        job.check_cancel()?;
        for (out, pixel) in to.iter_mut().zip(row.chunks_exact(pixels.layout.channels())) {
            *out = match pixel {
                [r, g, b, ..] => code(curve::luminance(light(*r), light(*g), light(*b))),
                [grey, ..] => code(light(*grey)),
                [] => 0,
            };
        }
    }
    Ok(grey)
}

trait Measured: Copy + PartialOrd {
    fn value(self) -> f64;
    /// Which of the sixteen parts between black and white it is in, as libvips divides 8 bits: by 257/16.
    fn part(self) -> usize;
    /// The sum of samples and of their squares.
    fn sums(samples: impl Iterator<Item = Self>) -> (f64, f64);
}

impl Measured for u8 {
    fn value(self) -> f64 {
        f64::from(self)
    }

    fn part(self) -> usize {
        usize::from(self) * 16 / 257
    }

    fn sums(samples: impl Iterator<Item = Self>) -> (f64, f64) {
        let (sum, squares) = samples.fold((0u64, 0u64), |(sum, squares), s| {
            (sum + u64::from(s), squares + u64::from(u16::from(s) * u16::from(s)))
        });
        (sum as f64, squares as f64)
    }
}

impl Measured for u16 {
    fn value(self) -> f64 {
        f64::from(self)
    }

    fn part(self) -> usize {
        usize::from(self >> 8) * 16 / 257
    }

    fn sums(samples: impl Iterator<Item = Self>) -> (f64, f64) {
        let (sum, squares) = samples.fold((0u64, 0u64), |(sum, squares), s| {
            (sum + u64::from(s), squares + u64::from(u32::from(s) * u32::from(s)))
        });
        (sum as f64, squares as f64)
    }
}

impl Measured for f32 {
    /// A number that JSON has.
    fn value(self) -> f64 {
        if self.is_nan() { 0.0 } else { f64::from(self.clamp(Self::MIN, Self::MAX)) }
    }

    fn part(self) -> usize {
        ((self.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).part()
    }

    fn sums(samples: impl Iterator<Item = Self>) -> (f64, f64) {
        samples.fold((0.0, 0.0), |(sum, squares), s| {
            let value = s.value();
            (sum + value, squares + value * value)
        })
    }
}

/// The rows without what lies between them.
fn rows<'a, T>(samples: &'a [T], pixels: &Pixels) -> impl Iterator<Item = &'a [T]> + use<'a, T> {
    let width = pixels.width as usize * pixels.layout.channels();
    samples.chunks(pixels.stride.max(1)).map(move |row| row.get(..width).unwrap_or(row))
}

fn channels<T: Measured>(samples: &[T], pixels: &Pixels, job: &Job) -> Result<Vec<Channel>> {
    let step = pixels.layout.channels();
    let count = f64::from(pixels.width) * f64::from(pixels.height);
    let mut found: Vec<Option<Extremes<T>>> = vec![None; step];
    let mut sums = vec![(0.0, 0.0); step];
    for (row, y) in rows(samples, pixels).zip(0u32..) {
        job.check_cancel()?;
        for ((extremes, sums), channel) in found.iter_mut().zip(&mut sums).zip(0..) {
            let of_row = || row.iter().skip(channel).step_by(step).copied();
            let (sum, squares) = T::sums(of_row());
            *sums = (sums.0 + sum, sums.1 + squares);
            let Some(first) = of_row().next() else { continue };
            let known = extremes.get_or_insert(Extremes { min: (first, 0, y), max: (first, 0, y) });
            let (min, max) = of_row().fold((first, first), |(min, max), s| {
                (if s < min { s } else { min }, if s > max { s } else { max })
            });
            let place = |value: T| of_row().zip(0u32..).find(|(s, _)| *s == value).map_or(0, |(_, x)| x);
            if min < known.min.0 || y == 0 {
                known.min = (min, place(min), y);
            }
            if max > known.max.0 || y == 0 {
                known.max = (max, place(max), y);
            }
        }
    }
    Ok(found
        .into_iter()
        .zip(sums)
        .filter_map(|(extremes, (sum, squares_sum))| {
            let Extremes { min, max } = extremes?;
            Some(Channel {
                min: min.0.value(),
                max: max.0.value(),
                sum,
                squares_sum,
                mean: sum / count,
                stdev: deviation(sum, squares_sum, count),
                min_at: (min.1, min.2),
                max_at: (max.1, max.2),
            })
        })
        .collect())
}

/// A sample, its column and its row.
#[derive(Clone, Copy)]
struct Extremes<T> {
    min: (T, u32, u32),
    max: (T, u32, u32),
}

/// Of boxes that are as full the first by green, then red, then blue: the order in which libvips looks through them.
fn dominant<T: Measured>(samples: &[T], pixels: &Pixels, job: &Job) -> Result<[u8; 3]> {
    let step = pixels.layout.channels();
    let mut counts = vec![0u32; 1 << 12];
    for row in rows(samples, pixels) {
        job.check_cancel()?;
        for pixel in row.chunks_exact(step) {
            let [r, g, b] = match pixel {
                [r, g, b, ..] => [r, g, b],
                [grey, ..] => [grey; 3],
                [] => continue,
            }
            .map(|sample| sample.part());
            if let Some(count) = counts.get_mut(g << 8 | r << 4 | b) {
                *count += 1;
            }
        }
    }
    let fullest = counts.iter().zip(0u32..).fold(
        (0, 0),
        |most, (count, at)| {
            if *count > most.0 { (*count, at) } else { most }
        },
    );
    let [g, r, b] = [fullest.1 >> 8, fullest.1 >> 4 & 15, fullest.1 & 15].map(|part| part as u8 * 16 + 8);
    Ok([r, g, b])
}

fn entropy(grey: &[u8], count: f64) -> f64 {
    let mut counts = [0u32; 256];
    for sample in grey {
        if let Some(count) = counts.get_mut(usize::from(*sample)) {
            *count += 1;
        }
    }
    let share = counts.iter().filter(|each| **each > 0).map(|each| f64::from(*each) / count);
    share.map(|p| p * libm::log2(p)).sum::<f64>().abs()
}

/// The deviation of the Laplacian in ninths; beyond the border the image goes on as it ends.
fn sharpness(grey: &[u8], (width, count): (usize, f64), job: &Job) -> Result<f64> {
    let (mut sum, mut squares) = (0i64, 0i64);
    let mut add = |above: &[u8], row: &[u8], below: &[u8]| {
        let left = row.first().into_iter().chain(row);
        let right = row.iter().skip(1).chain(row.last());
        for ((((above, below), here), left), right) in above.iter().zip(below).zip(row).zip(left).zip(right) {
            let [above, below, here, left, right] =
                [above, below, here, left, right].map(|sample| i32::from(*sample));
            let bend = i64::from(above + below + left + right - 4 * here);
            sum += bend;
            squares += bend * bend;
        }
    };
    let mut rows = grey.chunks(width.max(1));
    let Some(mut row) = rows.next() else { return Ok(0.0) };
    let mut above = row;
    for below in rows {
        job.check_cancel()?;
        add(above, row, below);
        above = std::mem::replace(&mut row, below);
    }
    add(above, row, row);
    Ok(deviation(sum as f64, squares as f64, count) / 9.0)
}

/// The standard deviation of a sample; one pixel deviates from nothing.
fn deviation(sum: f64, squares: f64, count: f64) -> f64 {
    ((squares - sum * sum / count).abs() / (count - 1.0).max(1.0)).sqrt()
}

impl Stats {
    pub fn to_json(&self) -> Value {
        let [r, g, b] = self.dominant;
        json!({
            "channels": self.channels.iter().map(Channel::to_json).collect::<Vec<_>>(),
            "isOpaque": self.is_opaque,
            "entropy": self.entropy,
            "sharpness": self.sharpness,
            "dominant": { "r": r, "g": g, "b": b },
        })
    }
}

impl Channel {
    fn to_json(&self) -> Value {
        json!({
            "min": self.min,
            "max": self.max,
            "sum": self.sum,
            "squaresSum": self.squares_sum,
            "mean": self.mean,
            "stdev": self.stdev,
            "minX": self.min_at.0,
            "minY": self.min_at.1,
            "maxX": self.max_at.0,
            "maxY": self.max_at.1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, noisy};
    use crate::pixels::Layout;

    fn measured(samples: Samples, layout: Layout, width: u32, height: u32) -> Stats {
        of(Pixels::packed(samples, layout, width, height).unwrap(), &mut Job::default()).unwrap()
    }

    fn narrow(width: u32, height: u32, layout: Layout) -> Stats {
        let count = width as usize * height as usize * layout.channels();
        let samples = (0..count).map(|i| (i * 37 + ((i * i) >> 3) + 11) as u8).collect();
        measured(Samples::U8(samples), layout, width, height)
    }

    fn wide(width: u32, height: u32, layout: Layout) -> Stats {
        let count = width as usize * height as usize * layout.channels();
        let samples = (0..count).map(|i| (i * 9973 + i * i * 7 + 311) as u16).collect();
        measured(Samples::U16(samples), layout, width, height)
    }

    /// sharp's convolution rounds to 32 bit floats.
    fn close(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-6, "found {found}, expected {expected}");
    }

    fn figures(channel: &Channel) -> ([f64; 6], [u32; 4]) {
        let Channel { min, max, sum, squares_sum, mean, stdev, min_at, max_at } = channel.clone();
        ([min, max, sum, squares_sum, mean, stdev], [min_at.0, min_at.1, max_at.0, max_at.1])
    }

    #[test]
    fn figures_are_those_of_sharp() {
        // sharp 0.35.5, stats() of the same samples as raw input.
        let rgb = narrow(9, 7, Layout::Rgb);
        let expected = [
            ([1.0, 251.0, 8467.0, 1_510_791.0, 134.396_825_396_825_4, 77.548_432_251_065_22], [3, 3, 6, 2]),
            ([0.0, 254.0, 7663.0, 1_271_119.0, 121.634_920_634_920_63, 73.947_518_789_167_26], [5, 5, 1, 1]),
            ([2.0, 248.0, 7898.0, 1_295_852.0, 125.365_079_365_079_37, 70.220_689_347_895_17], [0, 5, 8, 5]),
        ];
        assert_eq!(rgb.channels.iter().map(figures).collect::<Vec<_>>(), expected);
        assert!(rgb.is_opaque);
        assert_eq!(rgb.dominant, [216, 40, 120]);
        close(rgb.entropy, 5.647_837_296_128_273);
        close(rgb.sharpness, 20.205_534_843_442_987);
        let rgba = narrow(5, 4, Layout::Rgba);
        let alpha = rgba.channels.last().unwrap();
        let expected = [20.0, 254.0, 2810.0, 497_510.0, 140.5, 73.522_284_484_294_1];
        assert_eq!(figures(alpha), (expected, [1, 0, 2, 1]));
        assert!(!rgba.is_opaque);
        assert_eq!(rgba.dominant, [40, 88, 136]);
        close(rgba.entropy, 4.121_928_036_212_921);
        close(rgba.sharpness, 19.330_678_340_750_23);
        for (stats, entropy, sharpness, dominant) in [
            (narrow(6, 5, Layout::Gray), 4.773_557_513_952_255, 22.024_812_760_251_48, [40; 3]),
            (narrow(3, 2, Layout::GrayA), 2.584_962_666_034_698_5, 29.238_567_406_531_555, [8; 3]),
            (narrow(3, 1, Layout::Rgb), 1.584_962_546_825_409, 14.714_988_144_572_612, [232, 24, 56]),
        ] {
            close(stats.entropy, entropy);
            close(stats.sharpness, sharpness);
            assert_eq!(stats.dominant, dominant);
        }
    }

    #[test]
    fn sixteen_bit_figures_are_those_of_sharp() {
        // sharp 0.35.5, stats() of a PNG of the same samples.
        let rgb = wide(9, 7, Layout::Rgb);
        let expected =
            [309.0, 62_459.0, 1_712_041.0, 68_987_211_183.0, 27_175.253_968_253_97, 19_033.951_924_651_476];
        assert_eq!(figures(rgb.channels.first().unwrap()), (expected, [8, 6, 8, 4]));
        assert_eq!(rgb.dominant, [8, 40, 88]);
        let grey = wide(6, 5, Layout::Gray);
        close(rgb.entropy, 5.806_567_445_397_377);
        close(rgb.sharpness, 38.120_159_317_245_6);
        close(grey.entropy, 4.840_224_176_645_279);
        close(grey.sharpness, 21.993_806_886_465_364);
        assert_eq!(grey.dominant, [8; 3]);
    }

    #[test]
    fn floats_are_measured_in_their_own_steps() {
        let stats = measured(Samples::F32(vec![0.25, 1.0, f32::NAN, 0.5]), Layout::GrayA, 2, 1);
        assert!(!stats.is_opaque);
        let alpha = figures(stats.channels.last().unwrap());
        assert_eq!(alpha, ([0.5, 1.0, 1.5, 1.25, 0.75, 0.125f64.sqrt()], [1, 0, 0, 0]));
        assert_eq!(stats.channels.first().unwrap().sum.to_bits(), 0.25f64.to_bits());
        assert!(measured(Samples::F32(vec![0.25, 1.0]), Layout::GrayA, 1, 1).is_opaque);
    }

    #[test]
    fn one_pixel_deviates_from_nothing() {
        let one = narrow(1, 1, Layout::Rgb);
        assert_eq!(figures(one.channels.first().unwrap()), ([11.0, 11.0, 11.0, 121.0, 11.0, 0.0], [0; 4]));
        assert_eq!([one.entropy, one.sharpness].map(f64::to_bits), [0; 2]);
    }

    #[test]
    fn all_kinds_and_sizes_are_measured_to_their_last_row() {
        for (layout, depth) in LAYOUTS.iter().flat_map(|layout| DEPTHS.map(|depth| (*layout, depth))) {
            for side in 0..81 {
                let stats =
                    of(noisy(depth, layout, side % 9 + 1, side / 9 + 1), &mut Job::default()).unwrap();
                assert_eq!(stats.channels.len(), layout.channels());
            }
        }
        let mut samples = vec![7; 12];
        samples[11] = 9;
        let padded = Pixels {
            stride: 4,
            width: 3,
            ..Pixels::packed(Samples::U8(samples), Layout::Gray, 4, 3).unwrap()
        };
        assert_eq!(
            of(padded, &mut Job::default()).unwrap().channels.first().unwrap().max.to_bits(),
            7f64.to_bits()
        );
    }
}
