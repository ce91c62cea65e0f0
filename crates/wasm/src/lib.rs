//! The wasm-bindgen binding: converts arguments, calls core, converts the result back. It mirrors crates/node file for file.

#[cfg(target_arch = "wasm32")]
mod allocator;
mod archive;
mod jobs;
mod outcome;
