//! Tasks on the thread of this instance: the front runs it in a worker.

use crate::outcome::{failed, finished};
use js_sys::{Object, Uint8Array};
use pixmill_core::job::Cancel;
use pixmill_core::{build, stage, task};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Set in a stage record when an allocation was refused.
const OUT_OF_MEMORY: u32 = 1 << 16;

/// Runs a task. The same as `runSync`: there is one thread, and nothing can set its cancel flag.
#[wasm_bindgen]
pub fn run(request: &str, inputs: Vec<Uint8Array>, _token: u32) -> Result<Object, JsValue> {
    run_sync(request, inputs)
}

/// Runs a task to its end on the calling thread.
#[wasm_bindgen(js_name = runSync)]
pub fn run_sync(request: &str, inputs: Vec<Uint8Array>) -> Result<Object, JsValue> {
    stage::keep_panics();
    let mut inputs: Vec<Vec<u8>> = inputs.iter().map(Uint8Array::to_vec).collect();
    let outcome = task::run(request, &mut inputs, &Cancel::default()).map_err(|e| failed(&e))?;
    drop(inputs);
    finished(&outcome)
}

/// The CRC-32 of bytes that follow those whose CRC is `seed`: at once, without a copy but the one into this memory.
#[wasm_bindgen]
pub fn crc32(seed: u32, bytes: &[u8]) -> u32 {
    pixmill_core::zip::tasks::crc32_after(seed, bytes)
}

/// Nothing to ask: the front terminates the worker instead.
#[wasm_bindgen]
pub fn cancel(_token: u32) {}

/// Which build this is, as JSON.
#[wasm_bindgen(js_name = build)]
pub fn describe_build() -> String {
    build::describe().to_string()
}

/// The stage record, readable after a trap; bit 16 tells that memory ran out.
#[wasm_bindgen]
pub fn stage() -> u32 {
    stage::code() | if refused() { OUT_OF_MEMORY } else { 0 }
}

#[cfg(target_arch = "wasm32")]
fn refused() -> bool {
    crate::allocator::REFUSED.load(std::sync::atomic::Ordering::Relaxed)
}

#[cfg(not(target_arch = "wasm32"))]
fn refused() -> bool {
    false
}

/// The error of a job that was lost in a stage, as JSON.
#[wasm_bindgen]
pub fn lost(record: u32) -> String {
    stage::lost(record).to_json().to_string()
}

/// Bytes of input that running jobs hold: none, a worker's memory is its own.
#[wasm_bindgen]
pub fn held() -> f64 {
    0.0
}
