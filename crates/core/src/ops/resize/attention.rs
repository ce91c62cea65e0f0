//! Where an image draws the eye: edges, skin and saturated colours in a small copy of it (libvips' smartcrop).

use super::interest::View;
use super::small::{self, SIDE, Small};
use crate::colour::{curve, lab};
use crate::error::Result;
use crate::job::Job;

type Plane = [[f32; SIDE]; SIDE];

/// Where a part of this size begins: it is centred on the place of the small copy with the most of it around.
pub fn place(view: &View<'_>, size: (u32, u32), job: &mut Job) -> Result<(u32, u32)> {
    let (width, height) = (view.width() as u32, view.height() as u32);
    let (across, down) = (SIDE as f64 / f64::from(width), SIDE as f64 / f64::from(height));
    let (wide, high) = (f64::from(size.0) * across, f64::from(size.1) * down);
    let sigma = ((wide * wide + high * high).sqrt() / 10.0).max(1.0);
    let light = light(&small::of(view, job)?, view);
    let scores = blurred(&scores(&light), sigma);
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

/// CIE XYZ, white being 100 bright (IEC 61966-2-1).
fn light(small: &Small, view: &View<'_>) -> [[[f32; 3]; SIDE]; SIDE] {
    let of = |sample: u16| {
        let at = usize::from(sample);
        let table = if view.full() == 255 { &curve::LIGHT_8[..] } else { &curve::LIGHT_16[..] };
        table.get(at).copied().unwrap_or_default() * 100.0
    };
    small.map(|row| {
        row.map(|colour| {
            let [r, g, b] = if view.bands() == 1 { [of(colour[0]); 3] } else { colour.map(of) };
            [
                0.4124 * r + 0.3576 * g + 0.1805 * b,
                0.2126 * r + 0.7152 * g + 0.0722 * b,
                0.0193 * r + 0.1192 * g + 0.9505 * b,
            ]
        })
    })
}

/// Edges in luminance, likeness to skin and how far a colour lies from green, of what is not dark.
fn scores(light: &[[[f32; 3]; SIDE]; SIDE]) -> Plane {
    let clamped = |y: usize, x: usize| {
        let row = light.get(y.clamp(1, SIDE) - 1).copied().unwrap_or_default();
        row.get(x.clamp(1, SIDE) - 1).map_or(0.0, |[_, luminance, _]| *luminance)
    };
    let mut scores = [[0.0; SIDE]; SIDE];
    for (y, (row, light)) in (1..).zip(scores.iter_mut().zip(light)) {
        for (x, (score, xyz)) in (1..).zip(row.iter_mut().zip(light)) {
            let around = clamped(y - 1, x) + clamped(y + 1, x) + clamped(y, x - 1) + clamped(y, x + 1);
            let [bright, luminance, _] = *xyz;
            *score = ((4.0 * luminance - around) * 5.0).abs();
            if luminance > 5.0 {
                let redness = 500.0 * (lab::compress(bright / 95.047) - lab::compress(luminance / 100.0));
                *score += skin(*xyz) + redness;
            }
        }
    }
    scores
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

fn transposed(plane: &Plane) -> Plane {
    let mut out = [[0.0; SIDE]; SIDE];
    for (x, column) in out.iter_mut().enumerate() {
        for (to, row) in column.iter_mut().zip(plane) {
            *to = row.get(x).copied().unwrap_or_default();
        }
    }
    out
}
