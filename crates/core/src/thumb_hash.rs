//! `ThumbHash` (Evan Wallace, evanw.github.io/thumbhash): an image in 5 to 25 bytes, as the lowest frequencies of its light,
//! of two differences of its colours and of its alpha.

use std::f64::consts::PI;

/// A side at most.
pub const SIDE: u32 = 100;

/// The hash of straight RGBA, row by row from the top.
pub fn hash(rgba: &[[u8; 4]], width: usize, height: usize) -> Vec<u8> {
    let average = average(rgba);
    let see_through = rgba.iter().any(|[.., alpha]| *alpha < 255);
    // Light, yellow against blue, red against green, alpha: what is transparent shows the average.
    let planes: [Vec<f64>; 4] = std::array::from_fn(|plane| {
        let of = |pixel: &[u8; 4]| {
            let [r, g, b, alpha] = pixel.map(f64::from);
            let alpha = alpha / 255.0;
            let [mean_r, mean_g, mean_b, _] = average;
            let over = |colour: f64, mean: f64| mean * (1.0 - alpha) + alpha / 255.0 * colour;
            let (r, g, b) = (over(r, mean_r), over(g, mean_g), over(b, mean_b));
            match plane {
                0 => (r + g + b) / 3.0,
                1 => f64::midpoint(r, g) - b,
                2 => r - g,
                _ => alpha,
            }
        };
        rgba.iter().map(of).collect()
    });
    let longest = width.max(height).max(1) as f64;
    let most = if see_through { 5.0 } else { 7.0 };
    let terms = |side: usize| round(most * side as f64 / longest).max(1);
    let (across, down) = (terms(width), terms(height));
    let [light, yellow, red, alpha] = planes;
    let of =
        |plane: &[f64], across: usize, down: usize| Frequencies::of(plane, (width, height), (across, down));
    let light = of(&light, across.max(3), down.max(3));
    let (yellow, red) = (of(&yellow, 3, 3), of(&red, 3, 3));
    let alpha = see_through.then(|| of(&alpha, 5, 5));

    let landscape = width > height;
    let head = round(63.0 * light.mean)
        | round(31.5 + 31.5 * yellow.mean) << 6
        | round(31.5 + 31.5 * red.mean) << 12
        | round(31.0 * light.scale) << 18
        | usize::from(see_through) << 23;
    let more = if landscape { down } else { across }
        | round(63.0 * yellow.scale) << 3
        | round(63.0 * red.scale) << 9
        | usize::from(landscape) << 15;
    let mut out: Vec<u8> = [head, head >> 8, head >> 16, more, more >> 8].map(|bits| bits as u8).to_vec();
    if let Some(alpha) = &alpha {
        out.push((round(15.0 * alpha.mean) | round(15.0 * alpha.scale) << 4) as u8);
    }
    let halves: Vec<u8> = [Some(&light), Some(&yellow), Some(&red), alpha.as_ref()]
        .into_iter()
        .flatten()
        .flat_map(|plane| plane.terms.iter().map(|term| round(15.0 * term) as u8))
        .collect();
    out.extend(halves.chunks(2).map(|pair| pair.iter().rev().fold(0, |byte, half| byte << 4 | half)));
    out
}

/// The mean colour from 0 to 1, each pixel counted by its alpha, and the mean alpha. Without any it is black.
pub fn average(rgba: &[[u8; 4]]) -> [f64; 4] {
    let [r, g, b, alpha] = rgba.iter().fold([0.0; 4], |[r, g, b, sum], pixel| {
        let [red, green, blue, alpha] = pixel.map(f64::from);
        let alpha = alpha / 255.0;
        [r + alpha / 255.0 * red, g + alpha / 255.0 * green, b + alpha / 255.0 * blue, sum + alpha]
    });
    let count = rgba.len().max(1) as f64;
    if alpha > 0.0 { [r / alpha, g / alpha, b / alpha, alpha / count] } else { [0.0; 4] }
}

/// The nearest whole number; what is positive alone is asked.
fn round(value: f64) -> usize {
    (value + 0.5).floor() as usize
}

/// Of one plane.
struct Frequencies {
    mean: f64,
    /// The largest of the others.
    scale: f64,
    /// The others in parts of it, 0 to 1, by frequency down and across below the diagonal.
    terms: Vec<f64>,
}

impl Frequencies {
    fn of(plane: &[f64], (width, height): (usize, usize), (across, down): (usize, usize)) -> Self {
        let wave = |side: usize, term: usize| -> Vec<f64> {
            let turn = PI / side as f64 * term as f64;
            (0..side).map(|at| libm::cos(turn * (at as f64 + 0.5))).collect()
        };
        let columns: Vec<Vec<f64>> = (0..across).map(|term| wave(width, term)).collect();
        let mut found = Vec::new();
        for y in 0..down {
            let rows = wave(height, y);
            for (_, column) in columns.iter().enumerate().take_while(|(x, _)| x * down < across * (down - y))
            {
                let sum = plane.chunks(width).zip(&rows).fold(0.0, |sum, (samples, of_row)| {
                    samples
                        .iter()
                        .zip(column)
                        .fold(sum, |sum, (sample, of_column)| sum + sample * of_column * of_row)
                });
                found.push(sum / (width * height) as f64);
            }
        }
        let mut found = found.into_iter();
        let mean = found.next().unwrap_or_default();
        let others: Vec<f64> = found.collect();
        let scale = others.iter().fold(0.0, |most: f64, term| most.max(term.abs()));
        let part = |term: f64| if scale > 0.0 { 0.5 + 0.5 / scale * term } else { term };
        Self { mean, scale, terms: others.into_iter().map(part).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize, see_through: bool) -> Vec<[u8; 4]> {
        let pixel = |x: usize, y: usize| {
            let alpha = if see_through { (x * 11 + y * 5) as u8 } else { 255 };
            [(x * 255 / width) as u8, (y * 255 / height) as u8, (x * y * 3) as u8, alpha]
        };
        (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y))).collect()
    }

    #[test]
    fn hashes_are_those_of_its_author() {
        // thumbhash 0.1.1 of npm, rgbaToThumbHash() of the same pixels.
        for (width, height, see_through, expected) in [
            (
                23,
                17,
                false,
                vec![
                    156, 8, 14, 29, 154, 96, 118, 119, 112, 136, 136, 134, 136, 104, 136, 135, 241, 162, 15,
                    248, 136,
                ],
            ),
            (
                17,
                23,
                false,
                vec![
                    156, 248, 13, 29, 26, 96, 118, 112, 136, 104, 136, 104, 136, 135, 120, 120, 242, 161, 15,
                    247, 120,
                ],
            ),
            (
                23,
                17,
                true,
                vec![
                    95, 40, 134, 12, 144, 24, 99, 121, 128, 122, 150, 88, 57, 60, 249, 146, 111, 24, 176,
                    117, 179, 118, 136, 120, 7,
                ],
            ),
            (
                17,
                40,
                true,
                vec![
                    30, 248, 133, 18, 16, 24, 112, 129, 121, 90, 121, 194, 128, 12, 248, 120, 87, 118, 7,
                    152, 132, 107, 121,
                ],
            ),
            (1, 1, false, vec![0, 8, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            (
                100,
                30,
                false,
                vec![30, 8, 10, 50, 154, 112, 119, 119, 112, 119, 119, 119, 128, 129, 9, 248, 135],
            ),
            (
                100,
                1,
                true,
                vec![
                    11, 10, 151, 129, 192, 119, 134, 136, 136, 136, 144, 134, 136, 96, 136, 8, 119, 119, 136,
                    136, 128, 120, 248,
                ],
            ),
        ] {
            assert_eq!(
                hash(&picture(width, height, see_through), width, height),
                expected,
                "{width} {height}"
            );
        }
    }

    #[test]
    fn nothing_to_see_is_a_hash_too() {
        // thumbhash 0.1.1 of npm.
        assert_eq!(
            hash(&[[0; 4]; 16], 4, 4),
            [0, 8, 130, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        let half = average(&[[9, 9, 9, 0], [255, 0, 51, 255]]).map(|part| (part * 1000.0).round() as u32);
        assert_eq!(half, [1000, 0, 200, 500]);
    }
}
