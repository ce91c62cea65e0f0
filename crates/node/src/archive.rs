//! The archive machines as classes: names, offsets, sizes and CRCs; no data passes through them.

use crate::outcome::failed;
use napi::bindgen_prelude::{BufferSlice, Env, Result, Uint8ArraySlice};
use napi_derive::napi;
use pixmill_core::zip;

/// Writes an archive's headers.
#[napi]
pub struct ZipWriter(zip::ZipWriter);

#[napi]
impl ZipWriter {
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String) -> Result<Self> {
        zip::ZipWriter::new(&options).map(Self).map_err(|e| failed(&e))
    }

    /// An entry's local header.
    #[napi(catch_unwind)]
    pub fn begin<'env>(&mut self, env: &'env Env, entry: String) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.begin(&entry).map_err(|e| failed(&e))?)
    }

    /// What follows an entry's data.
    #[napi(catch_unwind)]
    pub fn end<'env>(&mut self, env: &'env Env, sums: String) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.end(&sums).map_err(|e| failed(&e))?)
    }

    /// The directory and the end records.
    #[napi(catch_unwind)]
    pub fn finish<'env>(&mut self, env: &'env Env, comment: String) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.finish(&comment).map_err(|e| failed(&e))?)
    }
}

/// Reads an archive's headers.
#[napi]
pub struct ZipReader(zip::ZipReader);

#[napi]
impl ZipReader {
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String) -> Result<Self> {
        zip::ZipReader::new(&options).map(Self).map_err(|e| failed(&e))
    }

    /// The next need, or what was found, as JSON.
    #[napi(catch_unwind)]
    pub fn step(&mut self, answer: Uint8ArraySlice<'_>) -> Result<String> {
        self.0.step(&answer).map_err(|e| failed(&e))
    }

    /// The need for an entry's local header, as JSON.
    #[napi(catch_unwind)]
    pub fn open(&mut self, index: u32) -> Result<String> {
        self.0.open(index).map_err(|e| failed(&e))
    }
}
