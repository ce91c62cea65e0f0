//! The inflater as a class: bytes pass through it in bounded pieces.

use crate::outcome::failed;
use js_sys::Uint8Array;
use pixmill_core::bytes;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Inflates one stream.
#[wasm_bindgen]
pub struct Inflater(bytes::Inflater);

#[wasm_bindgen]
impl Inflater {
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, dictionary: &[u8]) -> Result<Self, JsValue> {
        bytes::Inflater::new(options, dictionary).map(Self).map_err(|e| failed(&e))
    }

    /// Takes more of the stream, gives a piece of what it holds; to be called with no bytes until it gives none.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Uint8Array, JsValue> {
        self.0.push(bytes).map(|out| Uint8Array::from(out.as_slice())).map_err(|e| failed(&e))
    }

    /// The same: there is one thread.
    pub fn run(&mut self, bytes: &[u8]) -> Result<Uint8Array, JsValue> {
        self.push(bytes)
    }

    /// What came out so far, as JSON.
    pub fn state(&mut self) -> String {
        self.0.describe().to_string()
    }

    /// An error if the stream did not end; else its sums as JSON.
    pub fn finish(&mut self) -> Result<String, JsValue> {
        self.0.finish().map_err(|e| failed(&e))?;
        Ok(self.0.describe().to_string())
    }
}
