//! An archive in memory as the reader asks for it: of tests, and of the fuzz target.

#![allow(clippy::expect_used, reason = "of tests alone, where it is allowed")]

use serde_json::Value;

/// Answers a reader's needs until it says something else; `step` is the reader's.
pub fn pump<E>(
    archive: &[u8],
    mut said: String,
    mut step: impl FnMut(&[u8]) -> Result<String, E>,
) -> Result<Value, E> {
    loop {
        let told: Value = serde_json::from_str(&said).expect("an answer is JSON");
        let Some(need) = told.get("need") else { return Ok(told) };
        said = step(part(archive, need))?;
    }
}

/// The part of an archive that is asked for, or that holds an entry's data: never anything outside.
pub fn part<'a>(archive: &'a [u8], told: &Value) -> &'a [u8] {
    let number = |name| told[name].as_u64().expect("a number") as usize;
    let (from, len) = (number("offset"), number("len"));
    assert!(from + len <= archive.len(), "{len} bytes at {from} of {}", archive.len());
    &archive[from..from + len]
}
