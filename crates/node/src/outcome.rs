//! What crosses back: every byte copied once into an ArrayBuffer that V8 owns, never an external one.

use napi::bindgen_prelude::{BufferSlice, Env, Object, Result, ToNapiValue, TypeName, ValueType};
use napi::{Error, Status, sys};
use pixmill_core::task::Outcome;

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
        let env = Env::from_raw(raw);
        let mut object = Object::new(&env)?;
        object.set("info", value.0.info.to_string())?;
        let mut buffers = env.create_array(value.0.buffers.len() as u32)?;
        for (index, buffer) in value.0.buffers.iter().enumerate() {
            buffers.set(index as u32, BufferSlice::copy_from(&env, buffer)?)?;
        }
        object.set("buffers", buffers)?;
        // SAFETY: `raw` is the environment that called us, and the object was made in it just now.
        unsafe { Object::to_napi_value(raw, object) }
    }
}

/// An error as the front reads it: its JSON is the message.
pub fn failed(error: &pixmill_core::Error) -> Error {
    Error::new(Status::GenericFailure, error.to_json().to_string())
}
