//! The flavour without pixels: a resize can be planned, not run.

use super::geometry::Geometry;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;

pub fn scale(_pixels: Pixels, _geometry: &Geometry, _kernel: &str, _job: &mut Job) -> Result<Pixels> {
    Err(Error::new(Code::Unavailable).op("resize"))
}
