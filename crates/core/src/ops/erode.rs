//! Light areas grow.

use super::morphology::{FIELDS, Morphology};
use super::{Op, OpRow};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "erode",
    aliases: &[],
    fields: FIELDS,
    positional: &["width"],
    doc: "Light areas grow by the greatest value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark.",
    build,
};

#[derive(Debug)]
struct Erode(Morphology);

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Erode(Morphology::new(values, false))))
}

impl Op for Erode {
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
