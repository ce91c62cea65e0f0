//! The control of the ownership proofs: one function gives an external buffer, the other one on the JS heap.

use napi::bindgen_prelude::{Buffer, BufferSlice, Env, Result};
use napi_derive::napi;

/// Wrong on purpose: the buffer's memory is Rust's.
#[napi]
pub fn external(len: u32) -> Buffer {
    Buffer::from(vec![7u8; len as usize])
}

/// Right: one copy into memory that V8 owns.
#[napi]
pub fn copied(env: &Env, len: u32) -> Result<BufferSlice<'_>> {
    BufferSlice::copy_from(env, vec![7u8; len as usize])
}
