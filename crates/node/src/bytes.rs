//! The inflater as a class: bytes pass through it in bounded pieces.

use crate::jobs::{locked, piece};
use crate::outcome::failed;
use napi::bindgen_prelude::{BufferSlice, Env, Object, Result, Uint8ArraySlice};
use napi_derive::napi;
use pixmill_core::bytes;
use std::sync::{Arc, Mutex};

/// Inflates one stream.
#[napi]
pub struct Inflater(Arc<Mutex<bytes::Inflater>>);

#[napi]
impl Inflater {
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String, dictionary: Uint8ArraySlice<'_>) -> Result<Self> {
        let inflater = bytes::Inflater::new(&options, &dictionary).map_err(|e| failed(&e))?;
        Ok(Self(Arc::new(Mutex::new(inflater))))
    }

    /// Takes more of the stream, gives a piece of what it holds; to be called with no bytes until it gives none.
    #[napi(catch_unwind)]
    pub fn push<'env>(&mut self, env: &'env Env, bytes: Uint8ArraySlice<'_>) -> Result<BufferSlice<'env>> {
        BufferSlice::copy_from(env, locked(&self.0).push(&bytes).map_err(|e| failed(&e))?)
    }

    /// The same on the pool. One call at a time.
    #[napi(catch_unwind, ts_return_type = "Promise<Uint8Array>")]
    pub fn run<'env>(&mut self, env: &'env Env, bytes: Uint8ArraySlice<'_>) -> Result<Object<'env>> {
        piece(env, &self.0, bytes.to_vec(), bytes::Inflater::push)
    }

    /// What came out so far, as JSON.
    #[napi(catch_unwind)]
    pub fn state(&mut self) -> String {
        locked(&self.0).describe().to_string()
    }

    /// An error if the stream did not end; else its sums as JSON.
    #[napi(catch_unwind)]
    pub fn finish(&mut self) -> Result<String> {
        let mut inflater = locked(&self.0);
        inflater.finish().map_err(|e| failed(&e))?;
        Ok(inflater.describe().to_string())
    }
}
