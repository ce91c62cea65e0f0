//! The napi binding: converts arguments, calls core, converts the result back. It mirrors crates/wasm file for file.

pub mod allocator;
pub mod archive;
pub mod bytes;
pub mod files;
pub mod jobs;
pub mod outcome;
