//! The options that every encoder of animations has.

use crate::spec::{Default as D, Field, Type};

pub const LOOP: Field = Field::new(
    "loop",
    Type::Integer(0.0, 65_535.0),
    D::None,
    "",
    "times that an animation is shown, 0 for ever; without it the input's own",
);

pub const DELAY: Field = Field::new(
    "delay",
    Type::Integer(0.0, 655_350.0),
    D::None,
    "ms",
    "how long each frame of an animation is shown; without it the input's own",
);
