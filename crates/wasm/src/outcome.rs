//! What crosses back: every byte copied once out of wasm memory into a fresh Uint8Array, never a view.

use js_sys::{Array, Object, Reflect, Uint8Array};
use pixmill_core::task::Outcome;
use wasm_bindgen::JsValue;

/// The outcome as a JS object `{ info, buffers }`.
pub fn finished(outcome: &Outcome) -> Result<Object, JsValue> {
    let object = Object::new();
    Reflect::set(&object, &"info".into(), &outcome.info.to_string().into())?;
    let buffers: Array = outcome.buffers.iter().map(|buffer| Uint8Array::from(buffer.as_slice())).collect();
    Reflect::set(&object, &"buffers".into(), &buffers)?;
    Ok(object)
}

/// An error as the front reads it: its JSON is the message.
pub fn failed(error: &pixmill_core::Error) -> JsValue {
    js_sys::Error::new(&error.to_json().to_string()).into()
}
