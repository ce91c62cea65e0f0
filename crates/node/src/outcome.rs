//! What crosses back: every byte copied once into an ArrayBuffer that V8 owns, never an external one.

use napi::bindgen_prelude::{BufferSlice, Env, Object, Result, ToNapiValue, TypeName, ValueType};
use napi::{Error, Status, sys};
use pixmill_core::stage;
use pixmill_core::task::Outcome;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A finished task on its way to JS.
pub struct Finished(pub Outcome);

impl TypeName for Finished {
    fn type_name() -> &'static str {
        "Outcome"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ToNapiValue for Finished {
    unsafe fn to_napi_value(raw: sys::napi_env, value: Self) -> Result<sys::napi_value> {
        // This runs outside of the job's own guard: a panic here would end the process.
        catch_unwind(AssertUnwindSafe(|| copy_out(raw, &value.0)))
            .unwrap_or_else(|_| Err(failed(&stage::panicked())))
    }
}

/// Bytes on their way to JS.
pub struct Owned(pub Vec<u8>);

impl TypeName for Owned {
    fn type_name() -> &'static str {
        "Uint8Array"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ToNapiValue for Owned {
    unsafe fn to_napi_value(raw: sys::napi_env, value: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        let slice = BufferSlice::copy_from(&env, value.0)?;
        // SAFETY: `raw` is the environment that called us, and the buffer was made in it just now.
        unsafe { BufferSlice::to_napi_value(raw, slice) }
    }
}

fn copy_out(raw: sys::napi_env, outcome: &Outcome) -> Result<sys::napi_value> {
    let env = Env::from_raw(raw);
    let mut object = Object::new(&env)?;
    object.set("info", outcome.info.to_string())?;
    let mut buffers = env.create_array(outcome.buffers.len() as u32)?;
    for (index, buffer) in outcome.buffers.iter().enumerate() {
        buffers.set(index as u32, BufferSlice::copy_from(&env, buffer)?)?;
    }
    object.set("buffers", buffers)?;
    // SAFETY: `raw` is the environment that called us, and the object was made in it just now.
    unsafe { Object::to_napi_value(raw, object) }
}

/// An error as the front reads it: its JSON is the message.
pub fn failed(error: &pixmill_core::Error) -> Error {
    Error::new(Status::GenericFailure, error.to_json().to_string())
}
