//! Small files that the job which packs them reads: opened, read and closed one call after the other by Node's threads they cost more
//! than their packing. A worker of the wasm build does the same in js/backend/reading.js, as WebAssembly has no files.

use crate::jobs::{attempt, start};
use napi::bindgen_prelude::{Env, Object, Result};
use napi_derive::napi;
use serde_json::Value;
use std::fs::{self, File};
use std::io::{self, Read};
use std::time::UNIX_EPOCH;

/// Runs a task whose inputs are files, as `run` does: in order, until they have `together` bytes. The outcome's info says in `files` of
/// each that was come to when it was changed, in milliseconds since 1970, or null of one that is no input: it has more than `each`
/// bytes, is no regular file, or cannot be read, for the caller to find out why.
#[napi(catch_unwind, ts_return_type = "Promise<Outcome>")]
pub fn run_files(
    env: &Env,
    request: String,
    paths: Vec<String>,
    each: u32,
    together: u32,
    token: u32,
) -> Result<Object<'_>> {
    start(env, token, move |cancel| {
        let mut inputs = Vec::with_capacity(paths.len());
        let mut files = Vec::with_capacity(paths.len());
        let mut room = u64::from(together);
        for path in &paths {
            let Some((bytes, changed)) = small(path, each.into()).ok().flatten() else {
                files.push(Value::Null);
                continue;
            };
            room = room.saturating_sub(bytes.len() as u64);
            inputs.push(bytes);
            files.push(changed.into());
            if room == 0 || cancel.is_cancelled() {
                break;
            }
        }
        let mut outcome = attempt(&request, inputs, cancel)?;
        if let Some(info) = outcome.info.as_object_mut() {
            info.insert("files".into(), files.into());
        }
        Ok(outcome)
    })
}

/// A regular file's bytes, at most `most`, and when it was changed. What is no file is not opened: a pipe would wait for its writer.
fn small(path: &str, most: u64) -> io::Result<Option<(Vec<u8>, f64)>> {
    let known = fs::metadata(path)?;
    if !known.is_file() || known.len() > most {
        return Ok(None);
    }
    let Ok(changed) = known.modified()?.duration_since(UNIX_EPOCH) else { return Ok(None) };
    let size = known.len() as usize;
    // One more tells whether it grew: of a file that the system makes up the size says nothing.
    let mut bytes = Vec::with_capacity(size + 1);
    File::open(path)?.take(known.len() + 1).read_to_end(&mut bytes)?;
    let changed = changed.as_secs() as f64 * 1000.0 + f64::from(changed.subsec_nanos()) / 1e6;
    Ok((bytes.len() == size).then_some((bytes, changed)))
}
