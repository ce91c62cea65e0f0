//! Dark areas grow.

use super::morphology::{FIELDS, Morphology};
use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "dilate",
    aliases: &[],
    fields: FIELDS,
    positional: &["width"],
    doc: "Dark areas grow by the least value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark.",
    build,
};

#[derive(Debug)]
struct Dilate(Morphology);

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Dilate(Morphology::new(values, true))))
}

impl Op for Dilate {
    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        Ok((width, height))
    }

    fn weight(&self) -> u64 {
        self.0.weight()
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        self.0.apply(&mut pixels, job)?;
        Ok(pixels)
    }
}
