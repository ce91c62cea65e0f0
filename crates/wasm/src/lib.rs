//! The wasm-bindgen binding: converts arguments, calls core, converts the result back. It mirrors crates/node file for file.

#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod archive;
pub mod bytes;
pub mod jobs;
#[cfg(all(target_arch = "wasm32", feature = "basic"))]
mod libc;
pub mod outcome;
