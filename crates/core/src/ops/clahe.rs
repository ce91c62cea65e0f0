//! Equalises contrast in the surroundings of each pixel, with a limit (CLAHE).

#![expect(
    clippy::indexing_slicing,
    reason = "histograms have an entry for every byte, columns are below the width"
)]

use super::{Op, OpRow, layout};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use crate::whole;

const SIDE: Type = Type::Integer(1.0, 65_536.0);
const BINS: usize = 256;

pub const ROW: OpRow = OpRow {
    name: "clahe",
    aliases: &[],
    fields: &[
        Field {
            required: true,
            ..Field::new("width", SIDE, D::None, "pixels", "of the window; at most the image's")
        },
        Field {
            required: true,
            ..Field::new("height", SIDE, D::None, "pixels", "of the window; at most the image's")
        },
        Field::new(
            "maxSlope",
            Type::Integer(0.0, 100.0),
            D::Number(3.0),
            "pixels",
            "that count at most of each of 256 levels, the rest is spread over all; 0: no limit",
        ),
    ],
    positional: &[],
    doc: "Equalises each colour channel by the histogram of the window around each pixel (at width ÷ 2, height ÷ 2 of it), the image mirrored at its borders. Alpha stays. 16 bit and floats are counted in 256 levels and placed within them.",
    build,
};

#[derive(Debug)]
struct Clahe {
    width: u32,
    height: u32,
    slope: u32,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Clahe {
        width: values.integer("width").unwrap_or(1),
        height: values.integer("height").unwrap_or(1),
        slope: values.integer("maxSlope").unwrap_or(3),
    }))
}

/// The levels within the window, and how many of each count: all of them, and in groups of sixteen.
struct Window {
    counts: [u32; BINS],
    groups: [u32; BINS / GROUP],
    counted: u32,
    most: u32,
}

const GROUP: usize = 16;

impl Window {
    fn new(slope: u32) -> Self {
        let most = if slope > 0 { slope } else { u32::MAX };
        Self { counts: [0; BINS], groups: [0; BINS / GROUP], counted: 0, most }
    }

    fn add(&mut self, bin: u8) {
        let count = &mut self.counts[usize::from(bin)];
        let more = u32::from(*count < self.most);
        *count += 1;
        self.groups[usize::from(bin) / GROUP] += more;
        self.counted += more;
    }

    fn remove(&mut self, bin: u8) {
        let count = &mut self.counts[usize::from(bin)];
        *count -= 1;
        let less = u32::from(*count < self.most);
        self.groups[usize::from(bin) / GROUP] -= less;
        self.counted -= less;
    }

    /// The share of the window, of `all` pixels, that is not brighter, after the limit: in 256ths of a pixel.
    fn share(&self, all: u64, wide: u16) -> u64 {
        let (bin, within) = (usize::from(wide >> 8), u64::from(wide & 255) + 1);
        let group = bin / GROUP;
        let groups: u32 = self.groups[..group].iter().sum();
        let below: u32 = self.counts[group * GROUP..bin].iter().map(|count| *count.min(&self.most)).sum();
        let own = self.counts[bin].min(self.most);
        let spread = (u64::from(wide) + 1) * (all - u64::from(self.counted)) / 256;
        // As a whole number, where the place is the upper end of its level.
        let spread = if within == 256 { spread / 256 * 256 } else { spread };
        u64::from(groups + below) * 256 + u64::from(own) * within + spread
    }
}

/// The place of `at - before` in a side that is mirrored at both ends, the outermost pixel twice.
fn mirrored(at: usize, before: usize, side: usize) -> usize {
    match at.checked_sub(before) {
        None => before - at - 1,
        Some(at) if at >= side => 2 * side - at - 1,
        Some(at) => at,
    }
}

/// Levels of a sample: its bin among 256, and its place among 65,536.
trait Level: Copy {
    fn wide(self) -> u16;
    fn bin(self) -> u8 {
        (self.wide() >> 8) as u8
    }
    /// From a share of the window, `parts` of `all × 256`.
    fn from_share(parts: u64, all: u64) -> Self;
}

impl Level for u8 {
    fn wide(self) -> u16 {
        u16::from(self) << 8 | 255
    }

    fn from_share(parts: u64, all: u64) -> Self {
        (255 * (parts >> 8) / all) as Self
    }
}

impl Level for u16 {
    fn wide(self) -> u16 {
        self
    }

    fn from_share(parts: u64, all: u64) -> Self {
        (65_535 * parts / (all << 8)) as Self
    }
}

impl Level for f32 {
    fn wide(self) -> u16 {
        whole::word(self.clamp(0.0, 1.0) * 65_535.0 + 0.5)
    }

    fn from_share(parts: u64, all: u64) -> Self {
        (parts as f64 / (all << 8) as f64) as Self
    }
}

impl Clahe {
    /// One channel: `bins` are its levels before, row by row.
    fn channel<T: Level>(
        &self,
        bins: &[u8],
        samples: &mut [T],
        (width, channels, channel): (usize, usize, usize),
        job: &Job,
    ) -> Result<()> {
        let height = bins.len() / width;
        let (across, down) = (self.width as usize, self.height as usize);
        let all = (across * down) as u64;
        let mut rows = Vec::with_capacity(down);
        for (y, row) in samples.chunks_exact_mut(width * channels).enumerate() {
            job.check_cancel()?;
            rows.clear();
            rows.extend((y..y + down).map(|at| {
                let from = mirrored(at, down / 2, height) * width;
                &bins[from..from + width]
            }));
            let mut window = Window::new(self.slope);
            for at in 0..across {
                let column = mirrored(at, across / 2, width);
                for row in &rows {
                    window.add(row[column]);
                }
            }
            for (x, pixel) in row.chunks_exact_mut(channels).enumerate() {
                if x > 0 {
                    let old = mirrored(x - 1, across / 2, width);
                    let new = mirrored(x - 1 + across, across / 2, width);
                    for row in &rows {
                        window.remove(row[old]);
                        window.add(row[new]);
                    }
                }
                let sample = &mut pixel[channel];
                *sample = T::from_share(window.share(all, sample.wide()), all);
            }
        }
        Ok(())
    }

    fn channels<T: Level>(
        &self,
        samples: &mut [T],
        (width, channels, colours): (usize, usize, usize),
        job: &mut Job,
    ) -> Result<()> {
        let mut bins = job.alloc.zeroed::<u8>(samples.len() / channels)?;
        for channel in 0..colours {
            let of_pixels = samples.iter().skip(channel).step_by(channels);
            bins.iter_mut().zip(of_pixels).for_each(|(bin, sample)| *bin = sample.bin());
            self.channel(&bins, samples, (width, channels, channel), job)?;
        }
        job.alloc.release(bins.len() as u64);
        Ok(())
    }
}

impl Op for Clahe {
    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        if self.width > width || self.height > height {
            let found = format!("{} × {}", self.width, self.height);
            return Err(Error::option("width", format!("a window of at most {width} × {height}"), found));
        }
        Ok((width, height))
    }

    fn weight(&self) -> u64 {
        // Two pixels of each of the window's rows enter and leave.
        8 + u64::from(self.height)
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        self.size(pixels.width, pixels.height)?;
        let mut pixels = layout::without_inks(pixels, job)?;
        let channels = pixels.layout.channels();
        let shape = (pixels.width as usize, channels, channels - usize::from(pixels.layout.has_alpha()));
        match &mut pixels.samples {
            Samples::U8(samples) => self.channels(samples, shape, job)?,
            Samples::U16(samples) => self.channels(samples, shape, job)?,
            Samples::F32(samples) => self.channels(samples, shape, job)?,
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::{Depth, Layout};
    use serde_json::json;

    /// The rule written out: the sorted window, the limit, the share.
    fn expected(pixels: &Pixels, width: usize, height: usize, slope: usize) -> Vec<u8> {
        let (w, h) = (pixels.width as usize, pixels.height as usize);
        let samples = bytes(pixels);
        let fold = |at: isize, side: usize| match at {
            at if at < 0 => (-at - 1) as usize,
            at if at >= side as isize => 2 * side - 1 - at as usize,
            at => at as usize,
        };
        let mut out = Vec::new();
        for (y, x) in (0..h).flat_map(|y| (0..w).map(move |x| (y, x))) {
            let mut counts = [0; 256];
            for (j, i) in (0..height).flat_map(|j| (0..width).map(move |i| (j, i))) {
                let from = fold((y + j) as isize - (height / 2) as isize, h) * w;
                counts[samples[from + fold((x + i) as isize - (width / 2) as isize, w)] as usize] += 1;
            }
            let target = samples[y * w + x] as usize;
            let limit = if slope > 0 { slope } else { usize::MAX };
            let over: usize = counts.iter().map(|count: &usize| count.saturating_sub(limit)).sum();
            let below: usize = counts[..=target].iter().map(|count| *count.min(&limit)).sum();
            out.push((255 * (below + (target + 1) * over / 256) / (width * height)) as u8);
        }
        out
    }

    #[test]
    fn every_pixel_is_equalised_by_its_window() {
        for (width, height, slope) in
            [(1, 1, 3), (3, 3, 3), (4, 2, 0), (5, 7, 1), (2, 9, 100), (31, 29, 2), (30, 29, 9)]
        {
            let mut pixels = noisy(Depth::U8, Layout::Gray, 31, 29);
            // Few levels, so that the limit is reached.
            if let Samples::U8(samples) = &mut pixels.samples {
                for sample in samples {
                    *sample = *sample / 64 * 60;
                }
            }
            let given = json!({ "width": width, "height": height, "maxSlope": slope });
            let expected = expected(&pixels, width, height, slope);
            assert_eq!(bytes(&apply(&ROW, given, pixels)), expected, "{width} × {height}, {slope}");
        }
    }

    #[test]
    fn deeper_samples_are_the_same_levels_and_alpha_stays() {
        let narrow = noisy(Depth::U8, Layout::GrayA, 12, 8);
        let given = json!({ "width": 5, "height": 5 });
        let wide = Samples::U16(bytes(&narrow).iter().map(|v| u16::from(*v) << 8 | 255).collect());
        let wide = apply(&ROW, given.clone(), Pixels { samples: wide, ..narrow.clone() });
        let out = apply(&ROW, given, narrow.clone());
        let Samples::U16(wide) = &wide.samples else { panic!("16 bit") };
        for ((wide, out), before) in wide.chunks(2).zip(bytes(&out).chunks(2)).zip(bytes(&narrow).chunks(2)) {
            assert!((i32::from(wide[0]) / 257 - i32::from(out[0])).abs() <= 1, "{wide:?} {out:?}");
            assert_eq!((out[1], wide[1] >> 8), (before[1], u16::from(before[1])));
        }
        for side in 1..4 {
            never_panics_within(side);
        }
    }

    fn never_panics_within(side: u32) {
        let given = json!({ "width": side, "height": 1 });
        never_panics(&ROW, &json!({ "width": 1, "height": 1 }));
        for depth in crate::ops::testing::DEPTHS {
            apply(&ROW, given.clone(), noisy(depth, Layout::Rgba, side, side));
        }
    }

    #[test]
    fn a_window_larger_than_the_image_is_refused() {
        let wrong = try_apply(&ROW, json!({ "width": 3, "height": 2 }), row(&[1, 2], Layout::Gray));
        assert_eq!(blamed(wrong), "width");
        for (given, path) in [
            (json!({ "width": 3 }), "steps[0].height"),
            (json!({ "width": 0, "height": 1 }), "steps[0].width"),
            (json!({ "width": 1, "height": 1, "maxSlope": 101 }), "steps[0].maxSlope"),
        ] {
            assert_eq!(blamed(try_apply(&ROW, given, row(&[1], Layout::Gray))), path);
        }
    }
}
