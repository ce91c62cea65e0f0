//! Light areas grow.

use super::morphology::{FIELDS, Morphology};
use super::{Op, OpRow};
use crate::error::Result;
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "erode",
    aliases: &[],
    fields: FIELDS,
    positional: &["width"],
    doc: "Light areas grow by the greatest value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark.",
    build,
};

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Morphology::new(values, false)))
}
