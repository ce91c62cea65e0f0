//! Text where the flavour has no fonts: another must be asked.

use crate::codecs::raw::Kind;
use crate::codecs::{Header, Scaling};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::job::Job;
use crate::limits::Limits;
use crate::pixels::Pixels;
use crate::spec::{Files, Values};
use std::sync::Arc;

#[derive(Debug)]
pub struct Text;

/// How large it is, another flavour can tell.
pub fn header(_values: &Values, _files: &Files, _limits: &Limits, _path: &str) -> Result<Header> {
    let mut header = Header::new(Format::Raw, 0, 0);
    header.scaling = Scaling::Unmeasured;
    header.samples = Kind::Text(Arc::new(Text));
    Ok(header)
}

impl Text {
    pub fn peak(&self) -> u64 {
        0
    }

    pub fn pixels(&self, _header: &Header, _job: &mut Job) -> Result<Pixels> {
        Err(Error::new(Code::UnsupportedFormat).format("text").op("draw"))
    }
}
