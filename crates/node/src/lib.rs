//! The napi binding: converts arguments, calls core, converts the result back. It mirrors crates/wasm file for file.

mod archive;
mod jobs;
mod outcome;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
