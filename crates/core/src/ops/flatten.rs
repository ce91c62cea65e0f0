//! Composes transparency onto a colour.

use super::{Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Colour, Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "flatten",
    aliases: &[],
    fields: &[Field::new(
        "background",
        Type::Colour,
        D::Text("#000000"),
        "",
        "what lies below; its own alpha is ignored",
    )],
    positional: &[],
    doc: "Composes the image onto a colour and drops its alpha. Opaque images stay as they are.",
    build,
};

#[derive(Debug)]
struct Flatten {
    background: Colour,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let background = values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 });
    Ok(Box::new(Flatten { background }))
}

impl Op for Flatten {
    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        layout::flatten(pixels, self.background, job)
    }
}
