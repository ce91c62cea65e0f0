//! The archive machines as classes: names, offsets, sizes and CRCs; data passes through `Unpacker` alone.

use crate::outcome::failed;
use js_sys::Uint8Array;
use pixmill_core::zip;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Writes an archive's headers.
#[wasm_bindgen]
pub struct ZipWriter(zip::ZipWriter);

#[wasm_bindgen]
impl ZipWriter {
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsValue> {
        zip::ZipWriter::new(options).map(Self).map_err(|e| failed(&e))
    }

    /// An entry's local header.
    pub fn begin(&mut self, entry: &str) -> Result<Uint8Array, JsValue> {
        self.0.begin(entry).map(|bytes| Uint8Array::from(bytes.as_slice())).map_err(|e| failed(&e))
    }

    /// What follows an entry's data.
    pub fn end(&mut self, sums: &str) -> Result<Uint8Array, JsValue> {
        self.0.end(sums).map(|bytes| Uint8Array::from(bytes.as_slice())).map_err(|e| failed(&e))
    }

    /// The directory and the end records.
    pub fn finish(&mut self, comment: &str) -> Result<Uint8Array, JsValue> {
        self.0.finish(comment).map(|bytes| Uint8Array::from(bytes.as_slice())).map_err(|e| failed(&e))
    }
}

/// Reads an archive's headers.
#[wasm_bindgen]
pub struct ZipReader(zip::ZipReader);

#[wasm_bindgen]
impl ZipReader {
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Self, JsValue> {
        zip::ZipReader::new(options).map(Self).map_err(|e| failed(&e))
    }

    /// The next need, or what was found, as JSON.
    pub fn step(&mut self, answer: &[u8]) -> Result<String, JsValue> {
        self.0.step(answer).map_err(|e| failed(&e))
    }

    /// The need for an entry's local header, as JSON.
    pub fn open(&mut self, index: u32) -> Result<String, JsValue> {
        self.0.open(index).map_err(|e| failed(&e))
    }

    /// The same for data that is copied as it is.
    pub fn raw(&mut self, index: u32) -> Result<String, JsValue> {
        self.0.raw(index).map_err(|e| failed(&e))
    }

    /// What `content` found odd, as JSON; nothing where that is nothing.
    pub fn warnings(&mut self) -> Option<String> {
        self.0.warnings()
    }

    /// An entry's content out of bytes that begin at its local header; nothing where `open` has to do it.
    pub fn content(&mut self, index: u32, bytes: &[u8]) -> Result<Option<Uint8Array>, JsValue> {
        let content = self.0.content(index, bytes).map_err(|e| failed(&e))?;
        Ok(content.map(|content| Uint8Array::from(content.as_slice())))
    }
}

/// Encrypts one entry of an archive.
#[wasm_bindgen]
pub struct Encrypter(zip::Encrypter, Vec<u8>);

#[wasm_bindgen]
impl Encrypter {
    #[wasm_bindgen(constructor)]
    pub fn new(password: &[u8], salt: &[u8]) -> Result<Self, JsValue> {
        let (encrypter, head) = zip::Encrypter::new(password, salt).map_err(|e| failed(&e))?;
        Ok(Self(encrypter, head))
    }

    /// What stands before the data.
    pub fn head(&self) -> Uint8Array {
        Uint8Array::from(self.1.as_slice())
    }

    /// The next bytes, encrypted.
    pub fn apply(&mut self, bytes: &[u8]) -> Uint8Array {
        let mut bytes = bytes.to_vec();
        self.0.apply(&mut bytes);
        Uint8Array::from(bytes.as_slice())
    }

    /// What stands behind the data.
    pub fn finish(&mut self) -> Uint8Array {
        Uint8Array::from(self.0.code().as_slice())
    }
}

/// Unpacks one entry of an archive.
#[wasm_bindgen]
pub struct Unpacker(zip::Unpacker);

#[wasm_bindgen]
impl Unpacker {
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str) -> Result<Self, JsValue> {
        zip::Unpacker::new(request).map(Self).map_err(|e| failed(&e))
    }

    /// Takes more of the data, gives a piece of what it holds; to be called with no bytes until it gives none.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Uint8Array, JsValue> {
        self.0.push(bytes).map(|out| Uint8Array::from(out.as_slice())).map_err(|e| failed(&e))
    }

    /// The same: there is one thread.
    pub fn run(&mut self, bytes: &[u8]) -> Result<Uint8Array, JsValue> {
        self.push(bytes)
    }

    /// What came out so far, as JSON.
    pub fn state(&self) -> String {
        self.0.describe().to_string()
    }

    /// An error if the entry is not what the archive says of it; else its size as JSON.
    pub fn finish(&mut self) -> Result<String, JsValue> {
        self.0.finish().map_err(|e| failed(&e))?;
        Ok(self.0.describe().to_string())
    }
}
