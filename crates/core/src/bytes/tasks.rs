//! Compressing and inflating whole bytes, as task rows; a large input is compressed in parts, each a job of its own.

use super::deflater;
use super::form::{Check, Form, adler, combine};
use super::inflater::{Inflater, Settings};
use crate::error::{Code, Error, Result, Stage};
use crate::job::Cancel;
use crate::spec::{Values, describe};
use crate::stage;
use crate::task::{Outcome, Request, first, second};
use crate::zip::deflate;
use serde_json::{Value, json};

/// As much goes into the inflater between two looks at cancellation.
const STEP: usize = 256 << 10;
/// Output grows by this at the least.
const GROWTH: usize = 4 << 20;
/// Room behind what is expected: the end of the stream is seen without another look.
const SPARE: usize = 64;

fn form(request: &Request) -> Result<Form> {
    Form::from_name(request.get("form").and_then(Value::as_str).unwrap_or_default())
}

fn values(form: Form, request: &Request, own: &[&str]) -> Result<Values> {
    Values::parse(deflater::fields(form), request, &[&["task", "form"], own].concat(), "options")
}

fn sum(form: Form, bytes: &[u8]) -> u32 {
    let mut check = Check::of(form);
    check.update(bytes);
    check.value()
}

/// The whole of the first input; the second is a preset dictionary.
pub fn compress(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Compress, None);
    let (form, bytes, dictionary) = (form(request)?, first(inputs), second(inputs));
    let values = values(form, request, &[])?;
    let level = deflate::level_of(&values);
    let mut out = deflater::head(form, &values, dictionary)?;
    let data = deflater::part(bytes, dictionary, level, true, cancel)?;
    let tail = deflater::tail(form, sum(form, bytes), bytes.len() as u64);
    let more = data.len() + tail.len();
    out.try_reserve_exact(more).map_err(|_| deflate::refused(more))?;
    out.extend(data);
    out.extend(tail);
    Ok(Outcome { info: json!({}), buffers: vec![out] })
}

/// Some blocks of a stream, with what stands before them as second input: data, and the sum of these bytes alone.
pub fn compress_part(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Compress, None);
    let (form, bytes) = (form(request)?, first(inputs));
    let values = values(form, request, &["last"])?;
    let last = request.get("last").and_then(Value::as_bool).unwrap_or(false);
    let level = deflate::level_of(&values);
    let data = deflater::part(bytes, second(inputs), level, last, cancel)?;
    let info = json!({ "check": sum(form, bytes), "size": bytes.len() });
    Ok(Outcome { info, buffers: vec![data] })
}

/// Head and tail around parts, whose sums are added up: `parts` is a list of `{ check, size }`.
pub fn compress_frame(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let form = form(request)?;
    let values = values(form, request, &["parts"])?;
    let head = deflater::head(form, &values, first(inputs))?;
    let parts = request.get("parts").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (mut check, mut size) = (Check::of(form).value(), 0u64);
    for part in parts {
        let number = |name| part.get(name).and_then(Value::as_u64);
        let (Some(sum), Some(len)) = (number("check"), number("size")) else {
            return Err(Error::option("parts", "objects of check and size", describe(part)));
        };
        check = combine(form, check, sum as u32, len);
        size = size.saturating_add(len);
    }
    let tail = deflater::tail(form, check, size);
    Ok(Outcome { info: json!({ "check": check, "size": size }), buffers: vec![head, tail] })
}

/// The whole of what the first input holds; the second is a preset dictionary.
pub fn decompress(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Decompress, None);
    let settings = Settings::parse(request, second(inputs))?;
    let bytes = first(inputs);
    let mut out = Vec::new();
    let expected = expectation(&settings, bytes);
    out.try_reserve_exact(expected).map_err(|_| deflate::refused(expected))?;
    let mut inflater = Inflater::with(settings)?;
    let mut used = 0;
    loop {
        if cancel.is_cancelled() {
            return Err(Error::new(Code::Aborted));
        }
        let rest = bytes.get(used..).unwrap_or_default();
        let before = out.len();
        if out.capacity() == before {
            let more = (before / 2).max(GROWTH);
            out.try_reserve(more).map_err(|_| deflate::refused(more))?;
        }
        let taken =
            inflater.step(rest.get(..STEP).unwrap_or(rest), &mut out, before.saturating_add(GROWTH))?;
        used += taken;
        if taken == 0 && out.len() == before {
            break;
        }
    }
    inflater.finish()?;
    Ok(Outcome { info: json!({ "size": out.len() }), buffers: vec![out] })
}

/// Bytes to begin with: what gzip's trailer says of its last member, else a guess; never more than may come out.
fn expectation(settings: &Settings, bytes: &[u8]) -> usize {
    let most = usize::try_from(settings.limit).unwrap_or(usize::MAX).min(bytes.len().saturating_mul(1032));
    let guess = bytes.len().saturating_mul(4);
    let told = match (settings.form, bytes.last_chunk::<4>()) {
        (Form::Gzip, Some(size)) => u32::from_le_bytes(*size) as usize,
        _ => guess,
    };
    (if told <= most { told } else { guess.min(most) }).saturating_add(SPARE)
}

pub fn adler32(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let seed = request.get("seed").and_then(Value::as_u64).unwrap_or(1) as u32;
    Ok(Outcome::info(json!({ "adler32": adler(seed, first(inputs)) })))
}
