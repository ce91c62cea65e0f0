//! Decoded planes to pixels by the matrices of ITU-T H.273, in plain f32: the same on every machine.

use super::super::container::Nclx;
use crate::error::{Code, Error, Result};
use crate::pixels::{Pixels, Samples};
use crate::whole;
use rusty_av1d::pixel::YUVRange;
use rusty_av1d::{Picture, PixelLayout, PlanarImageComponent as Plane};

/// How samples become light, all scaled to 0 to 1.
pub struct Colours {
    matrix: Matrix,
    /// Bytes a sample.
    bytes: usize,
    luma_zero: f32,
    luma_scale: f32,
    chroma_zero: f32,
    chroma_scale: f32,
}

#[derive(Clone, Copy)]
enum Matrix {
    Identity,
    /// The shares of red and blue in luma.
    Weights(f32, f32),
    Ycgco,
}

impl Colours {
    /// What the container says comes before what the coded data says.
    pub fn of(picture: &Picture, nclx: Option<Nclx>) -> Result<Self> {
        let bits = picture.bits_per_component().map_or(8, |bits| bits.0);
        let full = nclx.map_or_else(|| picture.color_range() == YUVRange::Full, |nclx| nclx.full_range);
        let code = nclx.map_or_else(|| picture.matrix_coefficients() as u16, |nclx| nclx.matrix);
        let mono = picture.pixel_layout() == PixelLayout::I400;
        let matrix = match code {
            0 => Matrix::Identity,
            1 => Matrix::Weights(0.2126, 0.0722),
            4 => Matrix::Weights(0.3, 0.11),
            // Unspecified is read as BT.601, as every other reader does.
            2 | 5 | 6 => Matrix::Weights(0.299, 0.114),
            7 => Matrix::Weights(0.212, 0.087),
            8 => Matrix::Ycgco,
            9 => Matrix::Weights(0.2627, 0.0593),
            12 => {
                let code = nclx.map_or_else(|| picture.color_primaries() as u16, |nclx| nclx.primaries);
                let (red, blue) = weights(code).ok_or_else(|| {
                    let found = format!("a matrix by the colour primaries {code}");
                    Error::new(Code::UnsupportedFeature).format("avif").found(found)
                })?;
                Matrix::Weights(red, blue)
            }
            _ if mono => Matrix::Identity,
            other => {
                let found = format!("matrix coefficients {other}");
                return Err(Error::new(Code::UnsupportedFeature).format("avif").found(found));
            }
        };
        if matches!(matrix, Matrix::Identity) && !mono && picture.pixel_layout() != PixelLayout::I444 {
            return Err(Error::new(Code::CorruptImage).format("avif").reason("RGB with halved planes"));
        }
        let unit = f32::from(1u16 << (bits - 8));
        let most = f32::from((1u16 << bits) - 1);
        let (luma_zero, luma_range, chroma_range) =
            if full { (0.0, most, most) } else { (16.0 * unit, 219.0 * unit, 224.0 * unit) };
        let (chroma_zero, chroma_range) = if matches!(matrix, Matrix::Identity) {
            (luma_zero, luma_range)
        } else {
            (128.0 * unit, chroma_range)
        };
        Ok(Self {
            matrix,
            bytes: if bits > 8 { 2 } else { 1 },
            luma_zero,
            luma_scale: 1.0 / luma_range,
            chroma_zero,
            chroma_scale: 1.0 / chroma_range,
        })
    }

    fn rgb(&self, y: f32, u: f32, v: f32) -> [f32; 3] {
        match self.matrix {
            Matrix::Identity => [v, y, u],
            Matrix::Weights(red, blue) => {
                let r = y + 2.0 * (1.0 - red) * v;
                let b = y + 2.0 * (1.0 - blue) * u;
                [r, (y - red * r - blue * b) / (1.0 - red - blue), b]
            }
            Matrix::Ycgco => {
                let rest = y - u;
                [rest + v, y + u, rest - v]
            }
        }
    }
}

/// The shares of red and blue in luma that follow from colour primaries (H.273, equations 32 to 37 and table 2).
fn weights(primaries: u16) -> Option<(f32, f32)> {
    const D65: (f64, f64) = (0.3127, 0.329);
    const C: (f64, f64) = (0.31, 0.316);
    let (red, green, blue, white) = match primaries {
        1 => ((0.64, 0.33), (0.3, 0.6), (0.15, 0.06), D65),
        4 => ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), C),
        5 => ((0.64, 0.33), (0.29, 0.6), (0.15, 0.06), D65),
        6 | 7 => ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), D65),
        8 => ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), C),
        9 => ((0.708, 0.292), (0.17, 0.797), (0.131, 0.046), D65),
        11 => ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), (0.314, 0.351)),
        12 => ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), D65),
        22 => ((0.63, 0.34), (0.295, 0.605), (0.155, 0.077), D65),
        _ => return None,
    };
    // The determinant of three points, each with x, y and 1 − x − y.
    let volume = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| {
        let z = |p: (f64, f64)| 1.0 - p.0 - p.1;
        a.0 * (b.1 * z(c) - c.1 * z(b)) + b.0 * (c.1 * z(a) - a.1 * z(c)) + c.0 * (a.1 * z(b) - b.1 * z(a))
    };
    let all = white.1 * volume(red, green, blue);
    let share = |of: (f64, f64), replaced: f64| (of.1 * replaced / all) as f32;
    Some((share(red, volume(white, green, blue)), share(blue, volume(red, green, white))))
}

/// A plane, and how its samples become numbers.
struct Rows<'a> {
    plane: &'a [u8],
    stride: usize,
    /// Bytes a sample.
    bytes: usize,
    /// Pixels that one sample covers in a row.
    repeat: usize,
    zero: f32,
    scale: f32,
}

impl Rows<'_> {
    fn read(&self, row: usize, out: &mut [f32]) {
        let row = self.plane.get(row * self.stride..).unwrap_or_default();
        for (to, sample) in out.chunks_mut(self.repeat).zip(row.chunks_exact(self.bytes)) {
            let value = match sample {
                [low, high] => f32::from(u16::from_ne_bytes([*low, *high])),
                [one] => f32::from(*one),
                _ => 0.0,
            };
            to.fill((value - self.zero) * self.scale);
        }
    }
}

impl Colours {
    fn luma<'a>(&self, picture: &'a Picture) -> Rows<'a> {
        Rows {
            plane: picture.plane(Plane::Y),
            stride: picture.stride(Plane::Y) as usize,
            bytes: self.bytes,
            repeat: 1,
            zero: self.luma_zero,
            scale: self.luma_scale,
        }
    }

    fn chroma<'a>(&self, picture: &'a Picture, plane: Plane, repeat: usize) -> Rows<'a> {
        Rows {
            plane: picture.plane(plane),
            stride: picture.stride(plane) as usize,
            bytes: self.bytes,
            repeat,
            zero: self.chroma_zero,
            scale: self.chroma_scale,
        }
    }
}

/// Where a tile's row goes: the part of the image's row from `left`, and how many pixels fit.
fn fits(pixels: &Pixels, picture: &Picture, (left, top): (usize, usize)) -> (usize, usize) {
    let width = (pixels.width as usize).saturating_sub(left).min(picture.width() as usize);
    let height = (pixels.height as usize).saturating_sub(top).min(picture.height() as usize);
    (width, height)
}

/// Stores values of 0 to 1 from channel `first` of each pixel; the casts hold what is outside.
fn store<const N: usize>(pixels: &mut Pixels, (left, y): (usize, usize), first: usize, values: &[[f32; N]]) {
    let channels = pixels.layout.channels();
    let start = y * pixels.stride + left * channels;
    match &mut pixels.samples {
        Samples::U8(samples) => {
            let row = samples.get_mut(start..).unwrap_or_default();
            for (to, from) in row.chunks_exact_mut(channels).zip(values) {
                to.iter_mut().skip(first).zip(from).for_each(|(to, v)| *to = whole::byte(v * 255.0 + 0.5));
            }
        }
        Samples::U16(samples) => {
            let row = samples.get_mut(start..).unwrap_or_default();
            for (to, from) in row.chunks_exact_mut(channels).zip(values) {
                to.iter_mut().skip(first).zip(from).for_each(|(to, v)| *to = whole::word(v * 65_535.0 + 0.5));
            }
        }
        Samples::F32(_) => {}
    }
}

/// Puts a tile's colours at `at`, or its luma where it has no colours.
pub fn put_colour(
    picture: &Picture,
    colours: &Colours,
    pixels: &mut Pixels,
    at: (usize, usize),
) -> Result<()> {
    let layout = picture.pixel_layout();
    if layout == PixelLayout::I400 {
        return put_luma(picture, colours, pixels, at, 0);
    }
    let halved = (layout != PixelLayout::I444, layout == PixelLayout::I420);
    let repeat = if halved.0 { 2 } else { 1 };
    let (width, height) = fits(pixels, picture, at);
    let luma = colours.luma(picture);
    let (cb, cr) = (colours.chroma(picture, Plane::U, repeat), colours.chroma(picture, Plane::V, repeat));
    let (mut y, mut u, mut v) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    let mut out = vec![[0.0; 3]; width];
    for row in 0..height {
        luma.read(row, &mut y);
        if !halved.1 || row % 2 == 0 {
            let chroma_row = if halved.1 { row / 2 } else { row };
            cb.read(chroma_row, &mut u);
            cr.read(chroma_row, &mut v);
        }
        for (to, ((y, u), v)) in out.iter_mut().zip(y.iter().zip(&u).zip(&v)) {
            *to = colours.rgb(*y, *u, *v);
        }
        store(pixels, (at.0, at.1 + row), 0, &out);
    }
    Ok(())
}

/// Puts a tile's luma at `at` as the last channel.
pub fn put_alpha(
    picture: &Picture,
    colours: &Colours,
    pixels: &mut Pixels,
    at: (usize, usize),
) -> Result<()> {
    let last = pixels.layout.channels() - 1;
    put_luma(picture, colours, pixels, at, last)
}

fn put_luma(
    picture: &Picture,
    colours: &Colours,
    pixels: &mut Pixels,
    at: (usize, usize),
    channel: usize,
) -> Result<()> {
    let (width, height) = fits(pixels, picture, at);
    let luma = colours.luma(picture);
    let mut y = vec![0.0; width];
    for row in 0..height {
        luma.read(row, &mut y);
        store(pixels, (at.0, at.1 + row), channel, y.as_chunks::<1>().0);
    }
    Ok(())
}

/// Straight alpha from colours that were multiplied by it.
pub fn divide_by_alpha(pixels: &mut Pixels) {
    fn divide<T: Copy + Into<u32> + TryFrom<u32>>(samples: &mut [T], channels: usize, most: u32) {
        for pixel in samples.chunks_exact_mut(channels) {
            let Some((alpha, colour)) = pixel.split_last_mut() else { continue };
            let alpha: u32 = (*alpha).into();
            for sample in colour {
                let value: u32 = (*sample).into();
                let straight = (value * most + alpha / 2).checked_div(alpha).unwrap_or(0).min(most);
                *sample = straight.try_into().unwrap_or(*sample);
            }
        }
    }
    let channels = pixels.layout.channels();
    match &mut pixels.samples {
        Samples::U8(samples) => divide(samples, channels, 255),
        // 65,535 × 65,535 + 32,767 fits 32 bits.
        Samples::U16(samples) => divide(samples, channels, 65_535),
        Samples::F32(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::weights;

    /// H.273 table 4 states the weights of BT.709 and BT.2020 beside their primaries.
    #[test]
    fn weights_follow_from_primaries_as_the_standards_state_them() {
        let near = |primaries, (red, blue): (f32, f32)| {
            let found = weights(primaries).unwrap();
            assert!((found.0 - red).abs() < 1e-4 && (found.1 - blue).abs() < 1e-4, "{primaries}: {found:?}");
        };
        near(1, (0.2126, 0.0722));
        near(9, (0.2627, 0.0593));
        // Display P3's luminance row (CSS Color 4, sample code: 0.2289746, 0.6917385, 0.0792869).
        near(12, (0.22897, 0.07929));
        assert!(weights(2).is_none());
    }
}
