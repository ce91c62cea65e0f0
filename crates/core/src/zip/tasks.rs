//! The archive's stateless jobs, as task rows.

use crate::error::Result;
use crate::job::Cancel;
use crate::task::{Outcome, Request, first};
use serde_json::{Value, json};

/// One entry as it goes into an archive.
#[derive(Debug)]
pub struct Packed {
    /// 0 stored, 8 deflated.
    pub method: u16,
    pub crc32: u32,
    /// Bytes before compression.
    pub size: u64,
    /// The deflated bytes; `None`: stored, the caller keeps its own.
    pub data: Option<Vec<u8>>,
}

impl Packed {
    pub fn describe(&self) -> Value {
        json!({ "method": self.method, "crc32": self.crc32, "size": self.size })
    }
}

pub fn pack(_options: &Value, bytes: &[u8], _cancel: &Cancel) -> Result<Packed> {
    Ok(Packed { method: 0, crc32: crc32fast::hash(bytes), size: bytes.len() as u64, data: None })
}

pub fn crc32(_request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    Ok(Outcome::info(json!({ "crc32": crc32fast::hash(first(inputs)) })))
}

pub fn deflate(_request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    Ok(Outcome::info(pack(&Value::Null, first(inputs), cancel)?.describe()))
}

pub fn deflate_block(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    deflate(request, inputs, cancel)
}

pub fn inflate(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    deflate(request, inputs, cancel)
}
