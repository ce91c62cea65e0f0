//! The options that every encoder of animations has, and how the times are given out.

use crate::spec::{Default as D, Field, Type, Values};

pub const LOOP: Field = Field::new(
    "loop",
    Type::Integer(0.0, 65_535.0),
    D::None,
    "",
    "times that an animation is shown, 0 for ever; without it the input's own",
);

pub const DELAY: Field = Field::new(
    "delay",
    Type::Integers(0.0, 655_350.0, 10_000),
    D::None,
    "ms",
    "how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own",
);

/// The times that were given, frame by frame.
pub struct Delays(Vec<u32>);

impl Delays {
    pub fn of(options: &Values) -> Self {
        let mut given = options.integers("delay");
        given.reverse();
        Self(given)
    }

    /// The next frame's, where none was given its `own`.
    pub fn next(&mut self, own: u32) -> u32 {
        let given = self.0.last().copied();
        if self.0.len() > 1 {
            self.0.pop();
        }
        given.unwrap_or(own)
    }
}
