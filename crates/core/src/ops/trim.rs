//! Cuts away edges of one colour (libvips' `find_trim`, sharp's trim).

use super::extract::{self, Area};
use super::layout::{self, Sample};
use super::{Coming, Needs, Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Colour, Default as D, Field, Type, Values};
use std::ops::Range;

pub const ROW: OpRow = OpRow {
    name: "trim",
    aliases: &[],
    fields: &[
        Field::new(
            "background",
            Type::Colour,
            D::None,
            "",
            "of the edges; absent: the pixel at the top left",
        ),
        Field::new(
            "threshold",
            Type::Number(0.0, 65_535.0),
            D::Number(10.0),
            "of 255",
            "by how much a channel differs from the background in what is kept, at any depth of the samples",
        ),
        Field::new(
            "lineArt",
            Type::Boolean,
            D::Bool(false),
            "",
            "true: lines of single pixels count too; else a median of 3 × 3 takes specks away before the search",
        ),
        Field::new(
            "margin",
            Type::Integer(0.0, 1_000_000.0),
            D::Number(0.0),
            "pixels",
            "of the edges that stay, as far as there are any",
        ),
    ],
    positional: &[],
    doc: "Cuts away edges that look like the background, in colour (composed onto it) and in alpha. An image that is all background stays \
          as it is. The size is known with the pixels only: plan() tells the largest that it may be. Stills only.",
    build,
};

#[derive(Debug)]
struct Trim {
    background: Option<Colour>,
    threshold: f32,
    line_art: bool,
    margin: u32,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Trim {
        background: values.colour("background"),
        threshold: values.number("threshold").unwrap_or_default() as f32,
        line_art: values.bool("lineArt"),
        margin: values.integer("margin").unwrap_or_default(),
    }))
}

impl Op for Trim {
    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        coming.still()?;
        Ok(Needs::default())
    }

    fn weight(&self) -> u64 {
        if self.line_art { 2 } else { 8 }
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let found = match &pixels.samples {
            Samples::U8(samples) => self.find(samples, &pixels, job)?,
            Samples::U16(samples) => self.find(samples, &pixels, job)?,
            Samples::F32(samples) => self.find(samples, &pixels, job)?,
        };
        let Some(Bounds { left, right, top, bottom }) = found else { return Ok(pixels) };
        let before = |at: usize| (at as u32).saturating_sub(self.margin);
        let behind =
            |at: usize, side: u32| (at as u32).saturating_add(1).saturating_add(self.margin).min(side);
        let (left, top) = (before(left), before(top));
        let (width, height) = (behind(right, pixels.width) - left, behind(bottom, pixels.height) - top);
        extract::cut(pixels, Area { left, top, width, height }, job)
    }
}

/// First and last column and row of what is kept.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Trim {
    /// What differs in colour or in alpha; none if nothing does.
    fn find<T: Sample>(&self, samples: &[T], pixels: &Pixels, job: &Job) -> Result<Option<Bounds>> {
        let layout = pixels.layout;
        let background: Vec<f32> = match self.background {
            Some(colour) => layout::colour_samples(colour, layout)
                .into_iter()
                .map(|v| T::from_narrow(v).to_float())
                .collect(),
            None => samples.iter().take(layout.channels()).map(|v| v.to_float()).collect(),
        };
        let search = |channels: Range<usize>, flatten: bool| {
            let search = Search {
                samples,
                stride: pixels.stride,
                channels: layout.channels(),
                width: pixels.width as usize,
                height: pixels.height as usize,
                background: &background,
                searched: channels,
                flatten,
                threshold: self.threshold * T::FULL / 255.0,
                line_art: self.line_art,
            };
            search.bounds(job)
        };
        if !layout.has_alpha() {
            return search(0..layout.channels(), false);
        }
        let last = layout.channels() - 1;
        let both = (search(0..last, true)?, search(last..last + 1, false)?);
        Ok(match both {
            (Some(a), Some(b)) => Some(Bounds {
                left: a.left.min(b.left),
                right: a.right.max(b.right),
                top: a.top.min(b.top),
                bottom: a.bottom.max(b.bottom),
            }),
            (one, other) => one.or(other),
        })
    }
}

struct Search<'a, T> {
    samples: &'a [T],
    stride: usize,
    channels: usize,
    width: usize,
    height: usize,
    /// Of every channel.
    background: &'a [f32],
    searched: Range<usize>,
    /// Colours are composed onto the background first.
    flatten: bool,
    threshold: f32,
    line_art: bool,
}

impl<T: Sample> Search<'_, T> {
    fn bounds(&self, job: &Job) -> Result<Option<Bounds>> {
        let whole = 0..self.width;
        let mut found = None;
        for top in 0..self.height {
            job.check_cancel()?;
            if let Some((left, right)) = self.hits(top, whole.clone()) {
                found = Some(Bounds { left, right, top, bottom: top });
                break;
            }
        }
        let Some(mut bounds) = found else { return Ok(None) };
        for bottom in (bounds.top + 1..self.height).rev() {
            job.check_cancel()?;
            if let Some((left, right)) = self.hits(bottom, whole.clone()) {
                bounds.bottom = bottom;
                (bounds.left, bounds.right) = (bounds.left.min(left), bounds.right.max(right));
                break;
            }
        }
        for row in bounds.top + 1..bounds.bottom {
            job.check_cancel()?;
            if let Some((left, _)) = self.hits(row, 0..bounds.left) {
                bounds.left = left;
            }
            if let Some((_, right)) = self.hits(row, bounds.right + 1..self.width) {
                bounds.right = right;
            }
        }
        Ok(Some(bounds))
    }

    /// The first and the last column in `columns` of a row that are no background.
    fn hits(&self, row: usize, columns: Range<usize>) -> Option<(usize, usize)> {
        if columns.is_empty() {
            return None;
        }
        // The median of nine is above a bound where five of them are.
        let (reach, enough) = if self.line_art { (0, 1) } else { (1, 5) };
        let mut hits: Option<(usize, usize)> = None;
        let mut counts = vec![[0u8; 2]; columns.len() + 2 * reach];
        for channel in self.searched.clone() {
            counts.fill([0; 2]);
            for line in row as i64 - reach as i64..=(row + reach) as i64 {
                // Edges go on as they are.
                let line = line.clamp(0, self.height as i64 - 1) as usize;
                self.count(line, channel, columns.start as i64 - reach as i64, &mut counts);
            }
            for (column, around) in columns.clone().zip(counts.windows(2 * reach + 1)) {
                let sum = |side: usize| around.iter().filter_map(|count| count.get(side)).sum::<u8>();
                if sum(0) >= enough || sum(1) >= enough {
                    hits = Some(hits.map_or((column, column), |(a, b)| (a.min(column), b.max(column))));
                }
            }
        }
        hits
    }

    /// Counts which samples of a row, from column `first`, are above and below what passes for background.
    fn count(&self, row: usize, channel: usize, first: i64, counts: &mut [[u8; 2]]) {
        let Some(background) = self.background.get(channel).copied() else { return };
        let (high, low) = (background + self.threshold, background - self.threshold);
        let row = self.samples.get(row * self.stride..).unwrap_or_default();
        let last = self.width as i64 - 1;
        for (column, counts) in (first..).zip(counts) {
            let start = column.clamp(0, last) as usize * self.channels;
            let pixel = row.get(start..start + self.channels).unwrap_or_default();
            let (Some(value), Some(alpha)) = (pixel.get(channel), pixel.last()) else { continue };
            let mut value = value.to_float();
            if self.flatten {
                let alpha = alpha.to_float();
                value = T::cut((value * alpha + background * (T::FULL - alpha)) / T::FULL);
            }
            let [above, below] = counts;
            *above += u8::from(value > high);
            *below += u8::from(value < low);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::ops::testing::{apply, build, coming, each, grey, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    /// 9 × 7 of white with a black block from (3, 2), 3 wide and 4 high, and a speck at (8, 0).
    fn block(layout: Layout) -> Pixels {
        let channels = layout.channels();
        let mut samples = vec![255; 9 * 7 * channels];
        for (at, pixel) in samples.chunks_exact_mut(channels).enumerate() {
            let (x, y) = (at % 9, at / 9);
            if (3..6).contains(&x) && (2..6).contains(&y) || (x, y) == (8, 0) {
                pixel[0] = 0;
            }
        }
        Pixels::packed(Samples::U8(samples), layout, 9, 7).unwrap()
    }

    fn trim(given: serde_json::Value, pixels: Pixels) -> Pixels {
        build(&ROW, given).unwrap().apply(pixels, &mut Job::default()).unwrap()
    }

    #[test]
    fn edges_go_and_specks_with_them_unless_they_are_lines() {
        for layout in [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba, Layout::Cmyk, Layout::CmykA] {
            let trimmed = trim(json!({}), block(layout));
            assert_eq!((trimmed.width, trimmed.height), (3, 4), "{layout:?}");
            assert!(trimmed.at(0, 0)[0].abs() < 1e-6);
            let lines = trim(json!({ "lineArt": true }), block(layout));
            assert_eq!((lines.width, lines.height), (6, 6), "{layout:?}");
        }
    }

    #[test]
    fn margins_are_what_there_is() {
        for (margin, size) in [(1, (5, 6)), (2, (7, 7)), (3, (9, 7)), (1_000_000, (9, 7))] {
            let trimmed = trim(json!({ "margin": margin }), block(Layout::Rgb));
            assert_eq!((trimmed.width, trimmed.height), size, "{margin}");
        }
    }

    #[test]
    fn the_threshold_is_of_255_at_each_depth() {
        for (value, kept) in [(245, 7), (244, 3)] {
            let mut samples = vec![255u8; 49];
            for at in 0..9 {
                samples[(2 + at / 3) * 7 + 2 + at % 3] = value;
            }
            let wide = samples.iter().map(|v| u16::from(*v) * 257).collect();
            let float = samples.iter().map(|v| f32::from(*v) / 255.0).collect();
            for samples in [Samples::U8(samples), Samples::U16(wide), Samples::F32(float)] {
                let exact = matches!(samples, Samples::F32(_)) && value == 245;
                let pixels = Pixels::packed(samples, Layout::Gray, 7, 7).unwrap();
                let trimmed = trim(json!({ "threshold": if exact { 10.01 } else { 10.0 } }), pixels);
                assert_eq!((trimmed.width, trimmed.height), (kept, kept), "{value}");
            }
        }
    }

    #[test]
    fn what_is_all_background_stays() {
        let flat = grey(5, &[77; 25]);
        assert_eq!(trim(json!({}), flat.clone()), flat);
        assert_eq!(trim(json!({ "background": "#4d4d4d" }), flat.clone()), flat);
        assert_eq!(trim(json!({ "background": "white" }), flat.clone()), flat);
    }

    #[test]
    fn alpha_alone_is_enough() {
        let mut samples = [10, 10, 10, 0].repeat(49);
        for (at, pixel) in samples.chunks_exact_mut(4).enumerate() {
            if (2..5).contains(&(at % 7)) && (1..6).contains(&(at / 7)) {
                pixel[3] = 255;
            }
        }
        let pixels = Pixels::packed(Samples::U8(samples), Layout::Rgba, 7, 7).unwrap();
        let trimmed = trim(json!({}), pixels);
        assert_eq!((trimmed.width, trimmed.height), (3, 5));
    }

    #[test]
    fn every_size_layout_and_depth_has_something_left() {
        each(|image| {
            for line_art in [false, true] {
                let trimmed = trim(json!({ "threshold": 100, "lineArt": line_art }), image.clone());
                assert!(trimmed.width <= image.width && trimmed.height <= image.height);
                assert_eq!(trimmed.bytes() as usize % image.layout.channels(), 0);
            }
        });
        assert!(try_apply(&ROW, json!({ "threshold": -1 }), grey(1, &[0])).is_err());
        // The same as the plan says where nothing is cut.
        apply(&ROW, json!({}), grey(3, &[9; 9]));
    }

    #[test]
    fn animations_are_refused() {
        let limits = crate::limits::Limits::default();
        let needs = |frames| {
            let coming = coming(9, 9, frames, &limits);
            build(&ROW, json!({})).unwrap().needs(&coming)
        };
        assert!(needs(1).is_ok());
        assert_eq!(needs(2).unwrap_err().code, Code::InvalidOption);
    }
}
