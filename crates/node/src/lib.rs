//! The napi binding: converts arguments, calls core, converts the result back. It mirrors crates/wasm file for file.

pub mod archive;
pub mod jobs;
pub mod outcome;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
