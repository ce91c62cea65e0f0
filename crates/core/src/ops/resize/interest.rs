//! Which part of an image a crop keeps by what it shows (libvips' smartcrop).

use crate::colour::{curve, lab};
use crate::error::Result;
use crate::job::Job;
use crate::ops::extract::Area;
use crate::pixels::{Layout, Pixels, Samples};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    Entropy,
    Attention,
}

impl Interest {
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "entropy" => Some(Self::Entropy),
            "attention" => Some(Self::Attention),
            _ => None,
        }
    }

    /// The part of this size that shows the most.
    pub fn find(self, pixels: &Pixels, size: (u32, u32), job: &Job) -> Result<Area> {
        let (width, height) = size;
        let view = View { pixels, channels: pixels.layout.channels() };
        let (left, top) = match self {
            Self::Entropy => entropy(&view, size, job)?,
            Self::Attention => attention(&view, size, job)?,
        };
        Ok(Area { left, top, width, height })
    }
}

/// The samples of an image as 8 bit, colours multiplied by alpha.
struct View<'a> {
    pixels: &'a Pixels,
    channels: usize,
}

impl View<'_> {
    /// Of a pixel that is in the image, as many as there are channels.
    fn at(&self, x: u32, y: u32) -> [u8; 5] {
        let start = y as usize * self.pixels.stride + x as usize * self.channels;
        let range = start..start + self.channels;
        let mut out = [0; 5];
        let narrow = match &self.pixels.samples {
            Samples::U8(samples) => copy(&mut out, samples.get(range), |v| v),
            Samples::U16(samples) => copy(&mut out, samples.get(range), |v| (v >> 8) as u8),
            Samples::F32(samples) => {
                copy(&mut out, samples.get(range), |v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
            }
        };
        if let (Some([colours @ .., alpha]), true) = (narrow, self.pixels.layout.has_alpha()) {
            for colour in colours {
                *colour = (u16::from(*colour) * u16::from(*alpha) / 255) as u8;
            }
        }
        out
    }

    fn rgb(&self, x: u32, y: u32) -> [u8; 3] {
        let [a, b, c, d, _] = self.at(x, y);
        match self.pixels.layout {
            Layout::Gray | Layout::GrayA => [a; 3],
            Layout::Rgb | Layout::Rgba => [a, b, c],
            Layout::Cmyk | Layout::CmykA => {
                [a, b, c].map(|ink| (u16::from(255 - ink) * u16::from(255 - d) / 255) as u8)
            }
        }
    }
}

fn copy<'o, T: Copy>(
    out: &'o mut [u8; 5],
    from: Option<&[T]>,
    narrow: impl Fn(T) -> u8,
) -> Option<&'o mut [u8]> {
    let from = from?;
    out.iter_mut().zip(from).for_each(|(out, v)| *out = narrow(*v));
    out.get_mut(..from.len())
}

/// Slices go from the duller side, an eighth of what must go at once, until the size is reached.
fn entropy(view: &View<'_>, size: (u32, u32), job: &Job) -> Result<(u32, u32)> {
    let (mut left, mut top, mut width, mut height) = (0, 0, view.pixels.width, view.pixels.height);
    let most = (width - size.0).max(height - size.1).div_ceil(8);
    while width > size.0 || height > size.1 {
        let (across, down) = ((width - size.0).min(most), (height - size.1).min(most));
        if across > 0 {
            let slice = |left| Area { left, top, width: across, height };
            let first = disorder(view, slice(left), job)?;
            width -= across;
            if first < disorder(view, slice(left + width), job)? {
                left += across;
            }
        }
        if down > 0 {
            let slice = |top| Area { left, top, width, height: down };
            let first = disorder(view, slice(top), job)?;
            height -= down;
            if first < disorder(view, slice(top + height), job)? {
                top += down;
            }
        }
    }
    Ok((left, top))
}

/// The entropy of the values of all channels.
fn disorder(view: &View<'_>, area: Area, job: &Job) -> Result<f64> {
    let mut counts = [[0u32; 256]; 5];
    for y in area.top..area.top + area.height {
        job.check_cancel()?;
        for x in area.left..area.left + area.width {
            let pixel = view.at(x, y);
            for (counts, value) in counts.iter_mut().zip(pixel).take(view.channels) {
                if let Some(count) = counts.get_mut(usize::from(value)) {
                    *count += 1;
                }
            }
        }
    }
    let all = f64::from(area.width) * f64::from(area.height) * view.channels as f64;
    let shares = counts.iter().take(view.channels).flatten().filter(|count| **count > 0);
    Ok(shares.map(|count| f64::from(*count) / all).map(|p| -p * libm::log2(p)).sum())
}

/// The side of the small copy in which attention is looked for.
const SIDE: usize = 32;

type Plane = [[f32; SIDE]; SIDE];

/// The crop is centred on the place of the small copy with the most edges, skin and saturation around it.
fn attention(view: &View<'_>, size: (u32, u32), job: &Job) -> Result<(u32, u32)> {
    let (width, height) = (view.pixels.width, view.pixels.height);
    let (across, down) = (SIDE as f64 / f64::from(width), SIDE as f64 / f64::from(height));
    let (wide, high) = (f64::from(size.0) * across, f64::from(size.1) * down);
    let sigma = ((wide * wide + high * high).sqrt() / 10.0).max(1.0);
    let scores = blurred(&scores(&shrink(view, job)?), sigma);
    let mut best = (f32::NEG_INFINITY, 0, 0);
    for (y, row) in (0u32..).zip(&scores) {
        for (x, score) in (0u32..).zip(row) {
            if *score > best.0 {
                best = (*score, x, y);
            }
        }
    }
    let begin = |at: u32, scale: f64, side: u32, whole: u32| {
        ((f64::from(at) / scale) as u32).saturating_sub(side / 2).min(whole - side)
    };
    Ok((begin(best.1, across, size.0, width), begin(best.2, down, size.1, height)))
}

/// Edges in luminance, likeness to skin and how far a colour lies from green, of what is not dark.
fn scores(small: &[[[u8; 3]; SIDE]; SIDE]) -> Plane {
    let light = small.map(|row| row.map(xyz));
    let clamped = |y: usize, x: usize| {
        let row = light.get(y.clamp(1, SIDE) - 1).copied().unwrap_or_default();
        row.get(x.clamp(1, SIDE) - 1).map_or(0.0, |[_, luminance, _]| *luminance)
    };
    let mut scores = [[0.0; SIDE]; SIDE];
    for (y, (row, (colours, light))) in (1..).zip(scores.iter_mut().zip(small.iter().zip(&light))) {
        for (x, (score, (colour, xyz))) in (1..).zip(row.iter_mut().zip(colours.iter().zip(light))) {
            let around = clamped(y - 1, x) + clamped(y + 1, x) + clamped(y, x - 1) + clamped(y, x + 1);
            let [_, luminance, _] = *xyz;
            *score = ((4.0 * luminance - around) * 5.0).abs();
            if luminance > 5.0 {
                let [_, a, _] = lab::of(*colour);
                *score += skin(*xyz) + a;
            }
        }
    }
    scores
}

/// CIE XYZ, white being 100 bright (IEC 61966-2-1).
fn xyz(colour: [u8; 3]) -> [f32; 3] {
    let [r, g, b] = colour.map(|v| curve::LIGHT_8.get(usize::from(v)).copied().unwrap_or_default() * 100.0);
    [
        0.4124 * r + 0.3576 * g + 0.1805 * b,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        0.0193 * r + 0.1192 * g + 0.9505 * b,
    ]
}

/// 100 less a hundred times the distance from the direction of skin.
fn skin(xyz: [f32; 3]) -> f32 {
    let length = |[x, y, z]: [f32; 3]| (x * x + y * y + z * z).sqrt();
    let whole = length(xyz);
    let [x, y, z] = xyz.map(|v| v / whole);
    100.0 - 100.0 * length([x - 0.78, y - 0.57, z - 0.44])
}

/// Gauss in parts of twentieths, down to a fifth of the middle; edges go on as they are.
fn blurred(plane: &Plane, sigma: f64) -> Plane {
    let weight = |x: usize| libm::exp(-((x * x) as f64) / (2.0 * sigma * sigma));
    let radius = (1..1000).take_while(|x| weight(*x) >= 0.2).last().unwrap_or(0);
    let mask: Vec<f32> =
        (0..=2 * radius).map(|x| (weight(x.abs_diff(radius)) * 20.0).round() as f32).collect();
    let sum: f32 = mask.iter().sum();
    let along = |plane: &Plane| {
        let mut out = [[0.0; SIDE]; SIDE];
        for (row, out) in plane.iter().zip(&mut out) {
            for (x, out) in out.iter_mut().enumerate() {
                let values = (0..mask.len()).map(|i| (x + i).saturating_sub(radius).min(SIDE - 1));
                let taken = values.zip(&mask).filter_map(|(at, weight)| row.get(at).map(|v| v * weight));
                *out = taken.sum::<f32>() / sum;
            }
        }
        out
    };
    transposed(&along(&transposed(&along(plane))))
}

fn transposed<T: Copy + Default>(plane: &[[T; SIDE]; SIDE]) -> [[T; SIDE]; SIDE] {
    let mut out = [[T::default(); SIDE]; SIDE];
    for (x, column) in out.iter_mut().enumerate() {
        for (to, row) in column.iter_mut().zip(plane) {
            *to = row.get(x).copied().unwrap_or_default();
        }
    }
    out
}

/// A small copy, as libvips makes it: whole blocks are averaged while twice the size is left, the rest is Lanczos' with three lobes.
fn shrink(view: &View<'_>, job: &Job) -> Result<[[[u8; 3]; SIDE]; SIDE]> {
    let (width, height) = (view.pixels.width as usize, view.pixels.height as usize);
    let block = |side: usize| (side / (2 * SIDE)).max(1);
    let (wide, high) = (block(width), block(height));
    let columns = Reduction::new((width as f64 / wide as f64).round() as usize, width as f64 / wide as f64);
    let rows = Reduction::new((height as f64 / high as f64).round() as usize, height as f64 / high as f64);
    let mut lines: Vec<Vec<[f32; 3]>> = Vec::new();
    for line in 0..rows.from {
        job.check_cancel()?;
        let average = |column: usize| {
            let mut sums = [0u32; 3];
            for y in line * high..(line + 1) * high {
                for x in column * wide..(column + 1) * wide {
                    let rgb = view.rgb(x.min(width - 1) as u32, y.min(height - 1) as u32);
                    sums.iter_mut().zip(rgb).for_each(|(sum, v)| *sum += u32::from(v));
                }
            }
            let count = (wide * high) as u32;
            sums.map(|sum| ((sum + count / 2) / count) as f32)
        };
        lines.push((0..columns.from).map(average).collect());
    }
    let across = lines.iter().map(|line| columns.of(|at| line.get(at).copied()));
    let narrow: Vec<[[f32; 3]; SIDE]> = across.collect();
    let mut out = [[[0; 3]; SIDE]; SIDE];
    for x in 0..SIDE {
        let column = rows.of(|at| narrow.get(at).and_then(|row| row.get(x)).copied());
        for (row, value) in out.iter_mut().zip(column) {
            if let Some(to) = row.get_mut(x) {
                *to = value.map(|v| v as u8);
            }
        }
    }
    Ok(out)
}

/// Which samples of a line make each of the small one, and how much of each.
struct Reduction {
    from: usize,
    taps: Vec<Vec<(usize, f32)>>,
}

impl Reduction {
    /// From `from` samples, `exact` of which are the image.
    fn new(from: usize, exact: f64) -> Self {
        let step = exact / SIDE as f64;
        let scale = step.max(1.0);
        let taps = (0..SIDE).map(|x| {
            // What the last block is short of is shared by both ends.
            let centre = (x as f64 + 0.5) * step - 0.5 + (from as f64 - exact) / 2.0;
            let (first, last) = ((centre - 3.0 * scale).ceil() as i64, (centre + 3.0 * scale).floor() as i64);
            let weight = |at: i64| super::lanczos((at as f64 - centre) / scale, 3.0);
            let sum: f64 = (first..=last).map(weight).sum();
            let inside = |at: i64| at.clamp(0, from as i64 - 1) as usize;
            (first..=last).map(|at| (inside(at), (weight(at) / sum) as f32)).collect()
        });
        Self { from, taps: taps.collect() }
    }

    /// Rounded to whole numbers from 0 to 255.
    fn of(&self, at: impl Fn(usize) -> Option<[f32; 3]>) -> [[f32; 3]; SIDE] {
        let mut out = [[0.0f32; 3]; SIDE];
        for (out, taps) in out.iter_mut().zip(&self.taps) {
            for (value, weight) in taps.iter().filter_map(|(place, weight)| Some((at(*place)?, weight))) {
                out.iter_mut().zip(value).for_each(|(sum, v)| *sum += v * weight);
            }
            *out = out.map(|v| f32::from((v + 0.5) as u8));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{each, grey};
    use crate::pixels::Depth;

    /// 90 × 60 of a colour, with what `inside` gives in the 20 × 20 from (60, 10).
    fn scene(ground: [u8; 3], inside: impl Fn(usize, usize) -> [u8; 3]) -> Pixels {
        let pixel = |at: usize| {
            let (x, y) = (at % 90, at / 90);
            if (60..80).contains(&x) && (10..30).contains(&y) { inside(x, y) } else { ground }
        };
        let samples = (0..90 * 60).flat_map(pixel).collect();
        Pixels::packed(Samples::U8(samples), Layout::Rgb, 90, 60).unwrap()
    }

    fn found(interest: Interest, pixels: &Pixels, size: (u32, u32)) -> Area {
        interest.find(pixels, size, &Job::default()).unwrap()
    }

    #[test]
    fn entropy_keeps_the_busy_part() {
        let busy =
            scene([90, 90, 90], |x, y| [(x * 37 % 251) as u8, (y * 91 % 241) as u8, (x * y % 239) as u8]);
        let Area { left, top, width, height } = found(Interest::Entropy, &busy, (30, 30));
        assert!(left <= 60 && left + width >= 80 && top <= 10 && top + height >= 30, "{left} {top}");
    }

    #[test]
    fn attention_keeps_saturated_colours_and_skin() {
        for colour in [[220, 30, 40], [224, 172, 135]] {
            let spot = scene([70, 90, 110], |_, _| colour);
            let Area { left, top, .. } = found(Interest::Attention, &spot, (30, 30));
            assert!((50..=70).contains(&left) && top <= 20, "{colour:?}: {left} {top}");
        }
    }

    #[test]
    fn what_is_invisible_does_not_count() {
        let spot = scene([70, 90, 110], |_, _| [255, 0, 0]);
        let Samples::U8(samples) = &spot.samples else { panic!("8 bit") };
        let hidden = |pixel: &[u8]| if pixel == [255, 0, 0] { 0 } else { 255 };
        let with_alpha = samples.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], hidden(p)]).collect();
        let pixels = Pixels::packed(Samples::U8(with_alpha), Layout::Rgba, 90, 60).unwrap();
        let view = View { pixels: &pixels, channels: 4 };
        assert_eq!((view.rgb(70, 20), view.rgb(0, 0)), ([0, 0, 0], [70, 90, 110]));
    }

    #[test]
    fn the_small_copy_is_a_copy_where_nothing_is_to_be_reduced() {
        let pixels = crate::ops::testing::noisy(Depth::U8, Layout::Rgb, 32, 32);
        let view = View { pixels: &pixels, channels: 3 };
        let small = shrink(&view, &Job::default()).unwrap();
        for y in 0..32 {
            for x in 0..32 {
                assert_eq!(small[y as usize][x as usize], view.rgb(x, y));
            }
        }
    }

    #[test]
    fn every_size_layout_and_depth_has_a_crop() {
        each(|image| {
            let attention = (image.width == image.height).then_some(Interest::Attention);
            for interest in attention.into_iter().chain([Interest::Entropy]) {
                for size in [(1, 1), (image.width, 1)] {
                    let Area { left, top, width, height } = found(interest, &image, size);
                    assert!(left + width <= image.width && top + height <= image.height);
                }
            }
        });
        assert_eq!(found(Interest::Entropy, &grey(9, &[7; 9]), (4, 1)).left, 0);
    }
}
