//! Operations that make of each sample another one, in place: by tables of whole numbers, directly for floats.
//! Neighbours are applied in one pass, with the samples that they would give one after the other.

#![expect(clippy::indexing_slicing, reason = "a table has an entry for every value of its index's type")]

use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Depth, Pixels, Samples};

/// A function of one sample, in the sample's own steps: white is [`white`] of its depth.
/// What it gives is cut, not rounded, to a whole number in range, as libvips does.
pub struct Point {
    /// The channel's index, then the sample.
    of: Box<dyn Fn(usize, f32) -> f32>,
    /// Colours share one function; else each channel has its own.
    alike: bool,
    /// Alpha stays as it is.
    skips_alpha: bool,
}

impl Point {
    /// One function for all colours; alpha stays.
    pub fn colours(of: impl Fn(f32) -> f32 + 'static) -> Self {
        Self { of: Box::new(move |_, sample| of(sample)), alike: true, skips_alpha: true }
    }

    /// One function for all channels, alpha too.
    pub fn all(of: impl Fn(f32) -> f32 + 'static) -> Self {
        Self { of: Box::new(move |_, sample| of(sample)), alike: true, skips_alpha: false }
    }

    /// A function of each channel, alpha too.
    pub fn channels(of: impl Fn(usize, f32) -> f32 + 'static) -> Self {
        Self { of: Box::new(of), alike: false, skips_alpha: false }
    }
}

/// The sample that is white or opaque.
pub const fn white(depth: Depth) -> f32 {
    match depth {
        Depth::U8 => 255.0,
        Depth::U16 => 65_535.0,
        Depth::F32 => 1.0,
    }
}

/// Samples that are worth a table of 65,536.
const MANY: usize = 1 << 17;

/// Applies the points one after the other to every sample.
pub fn run(pixels: &mut Pixels, points: &[Point], job: &mut Job) -> Result<()> {
    let channels = pixels.layout.channels();
    let alpha = pixels.layout.has_alpha().then(|| channels - 1);
    let alike = points.iter().all(|point| point.alike);
    let through = |channel: usize, sample: f32, cut: fn(f32) -> f32| {
        points
            .iter()
            .filter(|point| !(point.skips_alpha && alpha == Some(channel)))
            .fold(sample, |value, point| cut((point.of)(channel, value)))
    };
    // Channels whose table is another's: colours that share one.
    let source = |channel: usize| if alike && alpha != Some(channel) { 0 } else { channel };
    let row_len = pixels.width as usize * channels;
    match &mut pixels.samples {
        Samples::U8(samples) => {
            let table = |channel| -> Box<[u8; 256]> {
                let of = |value| through(channel, f32::from(value), |v| f32::from(v as u8)) as u8;
                let mut table = Box::new([0; 256]);
                table.iter_mut().zip(0..=u8::MAX).for_each(|(entry, value)| *entry = of(value));
                table
            };
            let tables = tables(channels, source, table);
            rows(samples, pixels.stride, row_len, job, |row| look_up(row, &tables, |t, v| t[usize::from(v)]))
        }
        Samples::U16(samples) => {
            let of = |channel, value| through(channel, f32::from(value), |v| f32::from(v as u16)) as u16;
            if samples.len() < MANY {
                return rows(samples, pixels.stride, row_len, job, |row| each(row, channels, of));
            }
            let table = |channel| -> Vec<u16> { (0..=u16::MAX).map(|value| of(channel, value)).collect() };
            let tables = tables(channels, source, table);
            rows(samples, pixels.stride, row_len, job, |row| look_up(row, &tables, |t, v| t[usize::from(v)]))
        }
        Samples::F32(samples) => {
            let of = |channel, value| through(channel, value, |v| v);
            rows(samples, pixels.stride, row_len, job, |row| each(row, channels, of))
        }
    }
}

/// The tables of a pixel's channels; one alone if all channels share it.
fn tables<T: Clone + PartialEq>(
    channels: usize,
    source: impl Fn(usize) -> usize,
    table: impl Fn(usize) -> T,
) -> Vec<T> {
    let mut tables: Vec<T> = Vec::with_capacity(channels);
    for channel in 0..channels {
        let made = tables.get(source(channel)).cloned();
        tables.push(made.unwrap_or_else(|| table(channel)));
    }
    if tables.windows(2).all(|pair| pair.first() == pair.last()) {
        tables.truncate(1);
    }
    tables
}

/// Every row's samples, without what lies between rows.
pub fn rows<T>(
    samples: &mut [T],
    stride: usize,
    row_len: usize,
    job: &Job,
    mut of: impl FnMut(&mut [T]),
) -> Result<()> {
    for row in samples.chunks_mut(stride.max(1)) {
        job.check_cancel()?;
        if let Some(row) = row.get_mut(..row_len) {
            of(row);
        }
    }
    Ok(())
}

/// The number of tables stands outside of the loop over pixels.
fn look_up<T: Copy, A>(row: &mut [T], tables: &[A], of: impl Fn(&A, T) -> T + Copy) {
    fn fixed<T: Copy, A, const N: usize>(row: &mut [T], tables: &[A; N], of: impl Fn(&A, T) -> T) {
        for pixel in row.as_chunks_mut::<N>().0 {
            for (sample, table) in pixel.iter_mut().zip(tables) {
                *sample = of(table, *sample);
            }
        }
    }
    match tables {
        [table] => row.iter_mut().for_each(|sample| *sample = of(table, *sample)),
        [a, b] => fixed(row, &[a, b], |table, sample| of(table, sample)),
        [a, b, c] => fixed(row, &[a, b, c], |table, sample| of(table, sample)),
        [a, b, c, d] => fixed(row, &[a, b, c, d], |table, sample| of(table, sample)),
        [a, b, c, d, e] => fixed(row, &[a, b, c, d, e], |table, sample| of(table, sample)),
        _ => {}
    }
}

fn each<T: Copy>(row: &mut [T], channels: usize, of: impl Fn(usize, T) -> T) {
    for pixel in row.chunks_exact_mut(channels) {
        for (channel, sample) in pixel.iter_mut().enumerate() {
            *sample = of(channel, *sample);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, noisy};
    use crate::pixels::Layout;

    fn brighter() -> Point {
        Point::colours(|sample| sample * 1.3 + 0.1)
    }

    fn own() -> Point {
        Point::channels(|channel, sample| sample * (0.5 + channel as f32 * 0.3))
    }

    fn inverse(depth: Depth) -> Point {
        Point::all(move |sample| white(depth) - sample)
    }

    #[test]
    fn neighbours_in_one_pass_give_what_they_give_one_after_the_other() {
        for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
            // Enough for tables of 16 bit, and too little.
            let many = if depth == Depth::U16 { MANY } else { 0 } / layout.channels();
            for width in [5, many as u32 + 1] {
                let pixels = noisy(depth, layout, width, 1);
                let points = || [brighter(), inverse(depth), own(), inverse(depth), brighter()];
                let mut once = pixels.clone();
                run(&mut once, &points(), &mut Job::default()).unwrap();
                let mut steps = pixels.clone();
                for point in points() {
                    run(&mut steps, &[point], &mut Job::default()).unwrap();
                }
                assert_eq!(once, steps, "{depth:?} {layout:?}");
                assert_ne!(once, pixels);
            }
        }
    }

    #[test]
    fn what_lies_between_rows_stays() {
        let mut pixels = noisy(Depth::U8, Layout::Rgb, 2, 2);
        pixels.samples = Samples::U8(vec![1, 2, 3, 4, 5, 6, 9, 9, 1, 2, 3, 4, 5, 6, 9, 9]);
        pixels.stride = 8;
        run(&mut pixels, &[inverse(Depth::U8)], &mut Job::default()).unwrap();
        let row = [254, 253, 252, 251, 250, 249, 9, 9];
        assert_eq!(pixels.samples, Samples::U8([row, row].concat()));
    }

    #[test]
    fn alpha_stays_where_colours_are_meant() {
        let mut pixels = Pixels::packed(Samples::U8(vec![100, 100, 0, 7]), Layout::GrayA, 2, 1).unwrap();
        run(&mut pixels, &[brighter()], &mut Job::default()).unwrap();
        assert_eq!(pixels.samples, Samples::U8(vec![130, 100, 0, 7]));
    }
}
