//! Cuts a part out of the image.

use super::{Op, OpRow};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};

const OFFSET: Type = Type::Integer(0.0, 1_000_000.0);
const SIDE: Type = Type::Integer(1.0, 1_000_000.0);

const fn needed(name: &'static str, ty: Type, doc: &'static str) -> Field {
    Field { required: true, ..Field::new(name, ty, D::None, "pixels", doc) }
}

pub const ROW: OpRow = OpRow {
    name: "extract",
    aliases: &[],
    fields: &[
        needed("left", OFFSET, "columns before the part"),
        needed("top", OFFSET, "rows above the part"),
        needed("width", SIDE, "of the part"),
        needed("height", SIDE, "of the part"),
    ],
    positional: &[],
    doc: "Cuts a part out of the image. A part that is not wholly within it is an error, known from the header.",
    build,
};

/// A part of an image, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let number = |name| values.integer(name).unwrap_or_default();
    Ok(Box::new(Area {
        left: number("left"),
        top: number("top"),
        width: number("width"),
        height: number("height"),
    }))
}

impl Area {
    /// All of an image of this size.
    pub const fn of(width: u32, height: u32) -> Self {
        Self { left: 0, top: 0, width, height }
    }

    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// It lies within an image of this size and is not empty.
    fn within(self, width: u32, height: u32) -> bool {
        let fits =
            |at: u32, side: u32, whole: u32| side > 0 && at.checked_add(side).is_some_and(|end| end <= whole);
        fits(self.left, self.width, width) && fits(self.top, self.height, height)
    }
}

impl Op for Area {
    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        if self.within(width, height) {
            return Ok((self.width, self.height));
        }
        let Self { left, top, width: across, height: down } = self;
        Err(Error::new(Code::InvalidOption)
            .expected(format!("an area within the image of {width} × {height} pixels"))
            .found(format!("{across} × {down} from ({left}, {top})")))
    }

    fn part(&self) -> Option<Area> {
        Some(*self)
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        self.size(pixels.width, pixels.height)?;
        cut(pixels, *self, job)
    }
}

/// The part of an image that lies in `area`, which the image must hold. Its rows move within the image's own memory.
pub fn cut(mut pixels: Pixels, area: Area, job: &mut Job) -> Result<Pixels> {
    fn gather<T: Copy>(samples: &mut Vec<T>, first: usize, stride: usize, row: usize, rows: usize) {
        for y in 0..rows {
            let from = first + y * stride;
            samples.copy_within(from..from + row, y * row);
        }
        samples.truncate(row * rows);
        samples.shrink_to_fit();
    }
    if !area.within(pixels.width, pixels.height) {
        return Err(Error::new(Code::Panicked).reason("the part is not within the image"));
    }
    if (area.width, area.height) == (pixels.width, pixels.height) {
        return Ok(pixels);
    }
    job.check_cancel()?;
    let before = pixels.bytes();
    let channels = pixels.layout.channels();
    let (row, rows) = (area.width as usize * channels, area.height as usize);
    let first = area.top as usize * pixels.stride + area.left as usize * channels;
    match &mut pixels.samples {
        Samples::U8(samples) => gather(samples, first, pixels.stride, row, rows),
        Samples::U16(samples) => gather(samples, first, pixels.stride, row, rows),
        Samples::F32(samples) => gather(samples, first, pixels.stride, row, rows),
    }
    (pixels.width, pixels.height, pixels.stride) = (area.width, area.height, row);
    job.alloc.release(before - pixels.bytes());
    Ok(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, build, bytes, each, grey};
    use serde_json::json;

    #[test]
    fn the_part_is_what_lies_there() {
        let image = grey(3, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
        let part = apply(&ROW, json!({ "left": 1, "top": 0, "width": 2, "height": 3 }), image.clone());
        assert_eq!(bytes(&part), [2, 3, 5, 6, 8, 9]);
        let whole = apply(&ROW, json!({ "left": 0, "top": 0, "width": 3, "height": 3 }), image.clone());
        assert_eq!(whole, image);
    }

    #[test]
    fn an_area_outside_of_the_image_is_refused_by_size() {
        for (left, top, width, height) in
            [(0, 0, 4, 1), (3, 0, 1, 1), (0, 2, 1, 2), (1_000_000, 0, 1_000_000, 1)]
        {
            let op =
                build(&ROW, json!({ "left": left, "top": top, "width": width, "height": height })).unwrap();
            let error = op.size(3, 3).unwrap_err();
            assert_eq!(error.code, Code::InvalidOption);
            assert_eq!(error.fields.expected.as_deref(), Some("an area within the image of 3 × 3 pixels"));
            let found = format!("{width} × {height} from ({left}, {top})");
            assert_eq!(error.fields.found, Some(found));
        }
        for wrong in [json!({}), json!({ "left": 0, "top": 0, "width": 0, "height": 1 })] {
            assert_eq!(build(&ROW, wrong).unwrap_err().code, Code::InvalidOption);
        }
    }

    #[test]
    fn four_quarters_hold_each_sample_once() {
        each(|image| {
            let (width, height) = (image.width, image.height);
            let (across, down) = (width.div_ceil(2), height.div_ceil(2));
            for (left, right) in [(0, across), (across, width)] {
                for (top, bottom) in [(0, down), (down, height)] {
                    if left == right || top == bottom {
                        continue;
                    }
                    let area = Area { left, top, width: right - left, height: bottom - top };
                    let part = area.apply(image.clone(), &mut Job::default()).unwrap();
                    assert_eq!((part.width, part.height), (area.width, area.height));
                    for (x, y) in [(0, 0), (part.width - 1, part.height - 1)] {
                        assert_eq!(part.at(x, y), image.at(left + x, top + y));
                    }
                }
            }
        });
    }

    #[test]
    fn memory_of_what_is_cut_away_is_given_back() {
        let mut job = Job::default();
        let image =
            Pixels::zeroed(&mut job.alloc, crate::pixels::Depth::U16, crate::pixels::Layout::Rgb, 9, 9);
        let area = Area { left: 4, top: 4, width: 2, height: 3 };
        let part = area.apply(image.unwrap(), &mut job).unwrap();
        assert_eq!((job.alloc.held(), part.bytes()), (36, 36));
        let Samples::U16(samples) = &part.samples else { panic!("16 bit") };
        assert_eq!(samples.capacity(), 18);
    }
}
