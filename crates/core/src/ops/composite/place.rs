//! Where an overlay lies: sharp's gravities, offsets and tiles.

use crate::error::{Error, Result};
use crate::spec::{Values, join};

pub const GRAVITIES: &[&str] = &[
    "centre",
    "center",
    "north",
    "northeast",
    "east",
    "southeast",
    "south",
    "southwest",
    "west",
    "northwest",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Start,
    Middle,
    End,
}

#[derive(Debug)]
pub struct Place {
    offset: Option<(i64, i64)>,
    gravity: (Side, Side),
    pub tile: bool,
}

impl Place {
    pub fn of(values: &Values, path: &str) -> Result<Self> {
        let whole = |name| values.number(name).map(|n| n as i64);
        let offset = match (whole("left"), whole("top")) {
            (Some(left), Some(top)) => Some((left, top)),
            (None, None) => None,
            (Some(_), None) => return Err(Error::option(join(path, "top"), "top beside left", "nothing")),
            (None, Some(_)) => return Err(Error::option(join(path, "left"), "left beside top", "nothing")),
        };
        let word = values.word("gravity");
        let side = |start, end| {
            if word.contains(start) {
                Side::Start
            } else if word.contains(end) {
                Side::End
            } else {
                Side::Middle
            }
        };
        Ok(Self {
            offset,
            gravity: (side("west", "east"), side("north", "south")),
            tile: values.bool("tile"),
        })
    }

    pub fn at(left: i64, top: i64) -> Self {
        Self { offset: Some((left, top)), gravity: (Side::Start, Side::Start), tile: false }
    }

    /// Of the overlay's first pixel in the image; it may lie outside.
    pub fn origin(&self, base: (u32, u32), over: (u32, u32)) -> (i64, i64) {
        let along = |side, base: u32, over: u32| {
            let room = i64::from(base) - i64::from(over);
            match side {
                Side::Start => 0,
                Side::Middle => (room + 1).div_euclid(2),
                Side::End => room,
            }
        };
        let by_gravity = || (along(self.gravity.0, base.0, over.0), along(self.gravity.1, base.1, over.1));
        self.offset.unwrap_or_else(by_gravity)
    }

    /// The pixel of a repeated overlay that lies on the image's first.
    pub fn phase(&self, base: (u32, u32), over: (u32, u32)) -> (u32, u32) {
        let along = |side, offset: Option<i64>, base: u32, over: u32| {
            // Between two equal borders there is an odd number of tiles.
            let count = base.div_ceil(over) | u32::from(side == Side::Middle);
            let room = i64::from(count) * i64::from(over) - i64::from(base);
            let first = match (offset, side) {
                // Past the last tile there is none, so it ends at the border; before the first they go on.
                (Some(offset), _) => offset.min(room),
                (None, Side::Start) => 0,
                (None, Side::Middle) => (room + 1) / 2,
                (None, Side::End) => room,
            };
            first.rem_euclid(i64::from(over)) as u32
        };
        let (left, top) = self.offset.unzip();
        (along(self.gravity.0, left, base.0, over.0), along(self.gravity.1, top, base.1, over.1))
    }
}
