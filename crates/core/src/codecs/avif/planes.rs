//! Pixels to the planes that AV1 codes: BT.601 in full range (ITU-T H.273, matrix 6), RGB as it is, or luma alone. Plain f32,
//! the same on every machine.

use super::aom::{Matrix, Planes, Shape};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use crate::whole;

/// Samples of one channel of a row, from 0 to the most that `bits` hold.
fn channel(pixels: &Pixels, row: usize, channel: usize, bits: u8, out: &mut [f32]) {
    let (start, channels) = (row * pixels.stride, pixels.layout.channels());
    let most = f32::from((1u16 << bits) - 1);
    match &pixels.samples {
        Samples::U8(samples) => {
            let scale = most / 255.0;
            let row = samples.get(start..).unwrap_or_default().chunks_exact(channels);
            for (to, pixel) in out.iter_mut().zip(row) {
                *to = f32::from(pixel.get(channel).copied().unwrap_or_default()) * scale;
            }
        }
        Samples::U16(samples) => {
            let scale = most / 65_535.0;
            let row = samples.get(start..).unwrap_or_default().chunks_exact(channels);
            for (to, pixel) in out.iter_mut().zip(row) {
                *to = f32::from(pixel.get(channel).copied().unwrap_or_default()) * scale;
            }
        }
        Samples::F32(_) => {}
    }
}

/// Rounds a row into a plane; the cast holds what is below 0.
fn put(planes: &mut Planes, plane: usize, row: usize, values: &[f32]) {
    let most = (1u16 << planes.bits) - 1;
    let wide = planes.bits > 8;
    let stride = planes.stride(plane);
    let Some(bytes) = planes.bytes.get_mut(plane) else { return };
    let row = bytes.get_mut(row * stride..).unwrap_or_default();
    if wide {
        for (to, value) in row.as_chunks_mut::<2>().0.iter_mut().zip(values) {
            *to = whole::word(value + 0.5).min(most).to_ne_bytes();
        }
    } else {
        for (to, value) in row.iter_mut().zip(values) {
            *to = whole::byte(value + 0.5);
        }
    }
}

/// The alpha of an image as a picture of its own.
pub fn alpha(pixels: &Pixels, bits: u8, job: &mut Job) -> Result<Planes> {
    luma(pixels, pixels.layout.channels() - 1, bits, job)
}

/// The colours of an image; grey has one plane.
pub fn colour(pixels: &Pixels, bits: u8, shape: Shape, matrix: Matrix, job: &mut Job) -> Result<Planes> {
    match (pixels.layout, shape) {
        (Layout::Gray | Layout::GrayA, _) => luma(pixels, 0, bits, job),
        (Layout::Rgb | Layout::Rgba, Shape::Full) => full(pixels, bits, matrix, job),
        (Layout::Rgb | Layout::Rgba, Shape::Halved) => halved(pixels, bits, job),
        _ => Err(Error::new(Code::Panicked).format("avif").reason("expected grey or RGB")),
    }
}

fn luma(pixels: &Pixels, from: usize, bits: u8, job: &mut Job) -> Result<Planes> {
    let mut planes = Planes::new((pixels.width, pixels.height), bits, Shape::Mono, job)?;
    let mut y = vec![0.0; pixels.width as usize];
    for row in 0..pixels.height as usize {
        channel(pixels, row, from, bits, &mut y);
        put(&mut planes, 0, row, &y);
    }
    Ok(planes)
}

/// The three channels of a row.
fn rgb(pixels: &Pixels, row: usize, bits: u8, out: &mut [Vec<f32>; 3]) {
    for (index, values) in out.iter_mut().enumerate() {
        channel(pixels, row, index, bits, values);
    }
}

/// H.273, equations 38 to 43, with the weights of matrix 6: red, green and blue become luma and two differences.
fn differences([red, green, blue]: &mut [Vec<f32>; 3], bits: u8) {
    let zero = f32::from(1u16 << (bits - 1));
    for ((red, green), blue) in red.iter_mut().zip(green).zip(blue) {
        let y = 0.299 * *red + 0.587 * *green + 0.114 * *blue;
        let (cb, cr) = ((*blue - y) / 1.772 + zero, (*red - y) / 1.402 + zero);
        (*red, *green, *blue) = (y, cb, cr);
    }
}

fn rows(width: usize) -> [Vec<f32>; 3] {
    std::array::from_fn(|_| vec![0.0; width])
}

fn full(pixels: &Pixels, bits: u8, matrix: Matrix, job: &mut Job) -> Result<Planes> {
    let mut planes = Planes::new((pixels.width, pixels.height), bits, Shape::Full, job)?;
    let mut values = rows(pixels.width as usize);
    // Green stands for luma, blue and red for the differences.
    let order = if matrix == Matrix::Rgb { [1, 2, 0] } else { [0, 1, 2] };
    for row in 0..pixels.height as usize {
        rgb(pixels, row, bits, &mut values);
        if matrix == Matrix::Bt601 {
            differences(&mut values, bits);
        }
        for (plane, from) in order.into_iter().enumerate() {
            put(&mut planes, plane, row, values.get(from).map_or(&[], Vec::as_slice));
        }
    }
    Ok(planes)
}

/// Differences as the mean of four pixels; at an odd edge of those that are there.
fn halved(pixels: &Pixels, bits: u8, job: &mut Job) -> Result<Planes> {
    let mut planes = Planes::new((pixels.width, pixels.height), bits, Shape::Halved, job)?;
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let (mut upper, mut lower) = (rows(width), rows(width));
    let mut mean = vec![0.0; width.div_ceil(2)];
    for row in (0..height).step_by(2) {
        for (values, row) in [(&mut upper, row), (&mut lower, (row + 1).min(height - 1))] {
            rgb(pixels, row, bits, values);
            differences(values, bits);
            put(&mut planes, 0, row, values.first().map_or(&[], Vec::as_slice));
        }
        for (plane, (upper, lower)) in upper.iter().zip(&lower).enumerate().skip(1) {
            for (to, (upper, lower)) in mean.iter_mut().zip(upper.chunks(2).zip(lower.chunks(2))) {
                let sum: f32 = upper.iter().chain(lower).sum();
                *to = sum / (upper.len() + lower.len()) as f32;
            }
            put(&mut planes, plane, row / 2, &mean);
        }
    }
    Ok(planes)
}
