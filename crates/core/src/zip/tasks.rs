//! The archive's stateless jobs, as task rows.

use super::crypt::{self, Encrypter};
use super::deflate::{self, PART, WINDOW};
use super::inflate::Whole;
use super::record::{DEFLATED, STORED};
use super::unpack::{self, Unpacker};
use crate::bytes::deflater;
use crate::bytes::form::{Form, combine};
use crate::error::{Code, Error, Result, Stage};
use crate::job::Cancel;
use crate::spec::{Default as D, Field, Type, Values};
use crate::stage;
use crate::task::{Outcome, Request, first, second};
use serde_json::{Map, Value, json};

/// How an entry is packed: the options of `zip()`, `add()` and `toZip()`.
pub static FIELDS: &[Field] = &[
    deflate::LEVEL,
    deflate::EFFORT,
    Field::new(
        "store",
        Type::Choice(&["auto", "always", "never"]),
        D::Text("auto"),
        "",
        "auto stores what is compressed already, or would not become smaller",
    ),
];

/// One entry as it goes into an archive.
#[derive(Debug)]
pub struct Packed {
    pub method: u16,
    pub crc32: u32,
    /// Bytes before compression.
    pub size: u64,
    /// The deflated bytes; `None`: stored, the caller keeps its own.
    pub data: Option<Vec<u8>>,
}

impl Packed {
    pub fn describe(&self) -> Value {
        let compressed = self.data.as_ref().map_or(self.size, |data| data.len() as u64);
        json!({ "method": self.method, "crc32": self.crc32, "size": self.size, "compressedSize": compressed })
    }
}

/// What else stands in a request: its task, what is given back, and what encrypts an entry.
const BESIDE: &[&str] = &["task", "stored", "password", "salts"];

pub fn pack(options: &Value, bytes: &[u8], cancel: &Cancel) -> Result<Packed> {
    let empty = Map::new();
    let values = Values::parse(FIELDS, options.as_object().unwrap_or(&empty), BESIDE, "archive")?;
    stage::enter(Stage::Archive, None);
    let level = deflate::level_for(deflate::level_of(&values), bytes);
    let data = match (level, values.word("store")) {
        (0, _) | (_, "always") => None,
        (level, "never") => Some(deflate::whole(bytes, level, cancel)?),
        (level, _) => deflate::worthwhile(bytes, level, cancel)?,
    };
    let method = if data.is_some() { DEFLATED } else { STORED };
    Ok(Packed { method, crc32: crc32fast::hash(bytes), size: bytes.len() as u64, data })
}

fn whole_number(request: &Request, name: &str) -> Option<u64> {
    request.get(name).and_then(Value::as_u64)
}

/// The CRC of bytes that follow those whose CRC is `seed`.
pub fn crc32_after(seed: u32, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(seed);
    hasher.update(bytes);
    hasher.finalize()
}

/// The CRC of `a` followed by `b`, which has `size` bytes.
pub fn crc32_combine(request: &Request, _inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let part = |name| whole_number(request, name).unwrap_or(0);
    let crc32 = combine(Form::Gzip, part("a") as u32, part("b") as u32, part("size"));
    Ok(Outcome::info(json!({ "crc32": crc32 })))
}

pub fn deflate(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let packed = pack(&Value::Object(request.clone()), first(inputs), cancel)?;
    Ok(Outcome { info: packed.describe(), buffers: packed.data.into_iter().collect() })
}

/// Several small entries packed alike, as one job: what a job costs beside its work is more than theirs.
/// With `stored` those that are stored are given back too: the caller never had them.
pub fn deflate_all(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let options = Value::Object(request.clone());
    let mut entries = Vec::with_capacity(inputs.len());
    let mut buffers = Vec::with_capacity(inputs.len());
    let gives_stored = request.get("stored").and_then(Value::as_bool) == Some(true);
    for input in inputs {
        let packed = pack(&options, input, cancel)?;
        entries.push(packed.describe());
        buffers.extend(packed.data.or_else(|| gives_stored.then(|| input.clone())));
    }
    Ok(Outcome { info: json!({ "entries": entries }), buffers })
}

/// Whether the beginning of an entry says that it is compressed already: asked before it is sent to be deflated in vain.
/// And the level for its blocks, which do not see that beginning.
pub fn compressed(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let head = first(inputs);
    let values = Values::parse(FIELDS, request, &["task"], "archive")?;
    let level = deflate::level_for(deflate::level_of(&values), head);
    Ok(Outcome::info(json!({ "compressed": deflate::in_vain(head, cancel)?, "level": level })))
}

/// Some blocks of a larger entry, with what stands before them as second input.
pub fn deflate_part(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Archive, None);
    // Level 0 is deflate's stored blocks: for a stream that is compressed already and whose size nobody knows.
    let level = whole_number(request, "level").unwrap_or(0);
    if level > deflate::MAX.into() {
        return Err(Error::option("level", format!("integer from 0 to {}", deflate::MAX), level.to_string()));
    }
    let last = request.get("last").and_then(Value::as_bool).unwrap_or(false);
    let (bytes, window) = (first(inputs), second(inputs));
    if bytes.len() > PART || window.len() > WINDOW {
        return Err(Error::option(
            "part",
            format!("at most {PART} bytes and {WINDOW} before"),
            bytes.len().to_string(),
        ));
    }
    let data = deflater::part(bytes, window, level as u32, last, cancel)?;
    let info = json!({ "crc32": crc32fast::hash(bytes), "size": bytes.len(), "compressedSize": data.len() });
    Ok(Outcome { info, buffers: vec![data] })
}

/// An entry's data as `ZipReader::open` describes it.
pub fn unpack(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Archive, None);
    let plain = request.get("encryption").is_none_or(Value::is_null);
    let data = if plain && whole_number(request, "method") == Some(DEFLATED.into()) {
        inflated(request, first(inputs), cancel)?
    } else {
        Unpacker::of(request)?.whole(first(inputs), cancel)?
    };
    Ok(Outcome { info: json!({ "size": data.len() }), buffers: vec![data] })
}

/// The plain case, into memory of the right size.
fn inflated(request: &Request, packed: &[u8], cancel: &Cancel) -> Result<Vec<u8>> {
    let whole = Whole {
        name: request.get("name").and_then(Value::as_str).unwrap_or_default(),
        size: whole_number(request, "size").ok_or_else(|| Error::option("size", "bytes", "nothing"))?,
        crc32: whole_number(request, "crc32").map(|crc| crc as u32),
        loose: request.get("loose").and_then(Value::as_bool).unwrap_or(false),
    };
    whole.inflated(packed, cancel)
}

/// One output of a conversion as an entry: packed, and encrypted where `options` have a `password`; then they have a salt for
/// each output in `salts`. Its sums, and its bytes in the archive.
pub fn entry(options: &Value, index: usize, bytes: Vec<u8>, cancel: &Cancel) -> Result<(Value, Vec<u8>)> {
    let packed = pack(options, &bytes, cancel)?;
    let mut sums = packed.describe();
    let data = packed.data.unwrap_or(bytes);
    let Some(password) = unpack::password(options.get("password")) else { return Ok((sums, data)) };
    let salt = options.get("salts").and_then(|salts| unpack::password(salts.get(index))).unwrap_or_default();
    let sealed = sealed(&password, &salt, &data)?;
    if let Some(sums) = sums.as_object_mut() {
        sums.insert("compressedSize".into(), sealed.len().into());
    }
    Ok((sums, sealed))
}

/// AES-256 (AE-2) of a whole entry's data, the second input being the salt: what goes into the archive for it.
pub fn encrypt(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Archive, None);
    let password = unpack::password(request.get("password")).unwrap_or_default();
    let out = sealed(&password, second(inputs), first(inputs))?;
    Ok(Outcome { info: json!({ "size": out.len() }), buffers: vec![out] })
}

fn sealed(password: &[u8], salt: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    let (mut encrypter, mut out) = Encrypter::new(password, salt)?;
    let head = out.len();
    let len = data.len() + crypt::MAC;
    out.try_reserve_exact(len).map_err(|_| Error::new(Code::MemoryLimit).found(len.to_string()))?;
    out.extend_from_slice(data);
    encrypter.apply(out.get_mut(head..).unwrap_or_default());
    out.extend(encrypter.finish());
    Ok(out)
}
