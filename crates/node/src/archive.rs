//! The archive machines as classes: names, offsets, sizes and CRCs; data passes through `Unpacker` alone.

use crate::jobs::{locked, piece};
use crate::outcome::failed;
use napi::bindgen_prelude::{BufferSlice, Env, Object, Result, Uint8ArraySlice};
use napi_derive::napi;
use pixmill_core::zip;
use std::sync::{Arc, Mutex};

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

    /// The same for data that is copied as it is.
    #[napi(catch_unwind)]
    pub fn raw(&mut self, index: u32) -> Result<String> {
        self.0.raw(index).map_err(|e| failed(&e))
    }

    /// What `content` found odd, as JSON; nothing where that is nothing.
    #[napi(catch_unwind)]
    pub fn warnings(&mut self) -> Option<String> {
        self.0.warnings()
    }

    /// An entry's content out of bytes that begin at its local header; nothing where `open` has to do it.
    #[napi(catch_unwind)]
    pub fn content<'env>(
        &mut self,
        env: &'env Env,
        index: u32,
        bytes: Uint8ArraySlice<'_>,
    ) -> Result<Option<BufferSlice<'env>>> {
        let content = self.0.content(index, &bytes).map_err(|e| failed(&e))?;
        content.map(|content| BufferSlice::copy_from(env, content)).transpose()
    }
}

/// Encrypts one entry of an archive.
#[napi]
pub struct Encrypter(zip::Encrypter, Vec<u8>);

#[napi]
impl Encrypter {
    #[napi(constructor, catch_unwind)]
    pub fn new(password: Uint8ArraySlice<'_>, salt: Uint8ArraySlice<'_>) -> Result<Self> {
        let (encrypter, head) = zip::Encrypter::new(&password, &salt).map_err(|e| failed(&e))?;
        Ok(Self(encrypter, head))
    }

    /// What stands before the data.
    #[napi(catch_unwind)]
    pub fn head<'env>(&self, env: &'env Env) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, &self.1)
    }

    /// The next bytes, encrypted.
    #[napi(catch_unwind)]
    pub fn apply<'env>(&mut self, env: &'env Env, bytes: Uint8ArraySlice<'_>) -> Result<BufferSlice<'env>> {
        let mut bytes = bytes.to_vec();
        self.0.apply(&mut bytes);
        BufferSlice::copy_from(env, bytes)
    }

    /// What stands behind the data.
    #[napi(catch_unwind)]
    pub fn finish<'env>(&mut self, env: &'env Env) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, self.0.code())
    }
}

/// Unpacks one entry of an archive.
#[napi]
pub struct Unpacker(Arc<Mutex<zip::Unpacker>>);

#[napi]
impl Unpacker {
    #[napi(constructor, catch_unwind)]
    pub fn new(request: String) -> Result<Self> {
        let unpacker = zip::Unpacker::new(&request).map_err(|e| failed(&e))?;
        Ok(Self(Arc::new(Mutex::new(unpacker))))
    }

    /// Takes more of the data, gives a piece of what it holds; to be called with no bytes until it gives none.
    #[napi(catch_unwind)]
    pub fn push<'env>(&mut self, env: &'env Env, bytes: Uint8ArraySlice<'_>) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, locked(&self.0).push(&bytes).map_err(|e| failed(&e))?)
    }

    /// The same on the pool. One call at a time.
    #[napi(catch_unwind, ts_return_type = "Promise<Uint8Array>")]
    pub fn run<'env>(&mut self, env: &'env Env, bytes: Uint8ArraySlice<'_>) -> Result<Object<'env>> {
        piece(env, &self.0, bytes.to_vec(), zip::Unpacker::push)
    }

    /// What came out so far, as JSON.
    #[napi(catch_unwind)]
    pub fn state(&self) -> String {
        locked(&self.0).describe().to_string()
    }

    /// An error if the entry is not what the archive says of it; else its size as JSON.
    #[napi(catch_unwind)]
    pub fn finish(&mut self) -> Result<String> {
        let mut unpacker = locked(&self.0);
        unpacker.finish().map_err(|e| failed(&e))?;
        Ok(unpacker.describe().to_string())
    }
}
