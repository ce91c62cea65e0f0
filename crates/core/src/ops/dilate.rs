//! Dark areas grow.

use super::morphology::{FIELDS, Morphology};
use super::{Op, OpRow};
use crate::error::Result;
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "dilate",
    aliases: &[],
    fields: FIELDS,
    positional: &["width"],
    doc: "Dark areas grow by the least value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark.",
    build,
};

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Morphology::new(values, true)))
}
