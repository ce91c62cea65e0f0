//! The archive's writer: headers out for what goes in, in the order it is called. It holds no data and ends only when asked.

use super::name;
use super::record::{self, DESCRIBED, Entry, Fields, STORED, Time, UTF8, number};
use crate::error::{Code, Error, Result};
use crate::spec::describe;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Unix modes of what names no own: a file and a folder that their owner may write.
const FILE_MODE: u32 = 0o100_644;
const FOLDER_MODE: u32 = 0o040_755;

#[derive(Debug, PartialEq, Eq)]
enum State {
    Between,
    /// An entry was begun; `true`: its sums follow in `end`.
    Within(bool),
    Finished,
}

/// Writes headers; the caller writes each result, then the entry's data, then the result of `end`.
#[derive(Debug)]
pub struct ZipWriter {
    state: State,
    entries: Vec<Entry>,
    names: HashSet<Vec<u8>>,
    at: u64,
}

impl ZipWriter {
    /// `options` is reserved: an empty object.
    pub fn new(options: &str) -> Result<Self> {
        object(options, &[])?;
        Ok(Self { state: State::Between, entries: Vec::new(), names: HashSet::new(), at: 0 })
    }

    /// The local header of `{ name, mtime?, mode?, comment?, method, crc32?, size?, compressedSize? }`.
    /// Sums that are given stand in it; else a data descriptor follows the data.
    pub fn begin(&mut self, entry: &str) -> Result<Vec<u8>> {
        if self.state != State::Between {
            return Err(Error::new(Code::Closed));
        }
        let known = ["name", "mtime", "mode", "comment", "method", "crc32", "size", "compressedSize"];
        let entry = self.parse(&object(entry, &known)?)?;
        let described = entry.flags & DESCRIBED != 0;
        if !self.names.insert(entry.name.clone()) {
            return Err(Error::new(Code::DuplicateName).found(name::decode(&entry.name)));
        }
        let header = record::local(&entry);
        self.at += header.len() as u64 + entry.compressed;
        self.entries.push(entry);
        self.state = State::Within(described);
        Ok(header)
    }

    /// The data descriptor of `{ crc32, size, compressedSize }` where they were unknown, else nothing.
    pub fn end(&mut self, sums: &str) -> Result<Vec<u8>> {
        let State::Within(described) = self.state else { return Err(Error::new(Code::Closed)) };
        let sums = object(sums, &["crc32", "size", "compressedSize"])?;
        let Some(entry) = self.entries.last_mut() else { return Err(Error::new(Code::Closed)) };
        self.state = State::Between;
        if !described {
            return Ok(Vec::new());
        }
        let field =
            |name| number(&sums, name).ok_or_else(|| Error::option(name, "a whole number", "nothing"));
        (entry.crc32, entry.size, entry.compressed) =
            (field("crc32")? as u32, field("size")?, field("compressedSize")?);
        let descriptor = record::descriptor(entry);
        self.at += entry.compressed + descriptor.len() as u64;
        Ok(descriptor)
    }

    /// The central directory and the end records. Nothing else ends an archive: one that was dropped stays unfinished.
    pub fn finish(&mut self, comment: &str) -> Result<Vec<u8>> {
        if self.state != State::Between {
            return Err(Error::new(Code::Closed));
        }
        if comment.len() > usize::from(u16::MAX) {
            return Err(Error::option("comment", "at most 65535 bytes", format!("{} bytes", comment.len())));
        }
        self.state = State::Finished;
        let mut out = Fields::default();
        for entry in &self.entries {
            record::central(entry, &mut out);
        }
        let size = out.0.len() as u64;
        record::end(self.entries.len() as u64, size, self.at, comment.as_bytes(), &mut out);
        Ok(out.0)
    }

    fn parse(&self, map: &Map<String, Value>) -> Result<Entry> {
        let text = |key: &str| match map.get(key) {
            None | Some(Value::Null) => Ok(""),
            Some(Value::String(text)) if u16::try_from(text.len()).is_ok() => Ok(text.as_str()),
            Some(other) => Err(Error::option(key, "text of at most 65535 bytes", describe(other))),
        };
        let name = text("name")?;
        name::check(name)?;
        let comment = text("comment")?;
        let method = match number(map, "method") {
            Some(0) => STORED,
            Some(8) => record::DEFLATED,
            _ => {
                return Err(Error::option(
                    "method",
                    "0 or 8",
                    describe(map.get("method").unwrap_or(&Value::Null)),
                ));
            }
        };
        let (crc32, size) = (number(map, "crc32"), number(map, "size"));
        let compressed = number(map, "compressedSize").or(if method == STORED { size } else { None });
        let sums = crc32.zip(size).zip(compressed);
        if sums.is_none() && method == STORED {
            // Stored data has no end of its own: with a descriptor no forward reader could find it.
            return Err(Error::option("size", "the size and crc32 of a stored entry", "nothing"));
        }
        let mut flags = if name.is_ascii() && comment.is_ascii() { 0 } else { UTF8 };
        if sums.is_none() {
            flags |= DESCRIBED;
        }
        let ((crc32, size), compressed) = sums.unwrap_or_default();
        let mode = number(map, "mode").map_or(0, |mode| mode as u32 & 0xffff);
        let default = if name.ends_with('/') { FOLDER_MODE } else { FILE_MODE };
        // Permissions alone, as chmod takes them, get the type of file.
        let mode = match mode {
            0 => default,
            bits if bits & 0o170_000 == 0 => (default & 0o170_000) | bits,
            bits => bits,
        };
        Ok(Entry {
            name: name.as_bytes().to_vec(),
            flags,
            method,
            time: Time::from_ms(map.get("mtime").and_then(Value::as_f64)),
            crc32: crc32 as u32,
            compressed,
            size,
            mode,
            comment: comment.as_bytes().to_vec(),
            offset: self.at,
        })
    }
}

/// A request's object, with no other names than these.
pub fn object(text: &str, known: &[&str]) -> Result<Map<String, Value>> {
    let value: Value =
        serde_json::from_str(text).map_err(|e| Error::option("entry", "JSON", e.to_string()))?;
    let Value::Object(map) = value else { return Err(Error::option("entry", "object", describe(&value))) };
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(Error::option("entry", format!("one of {}", known.join(", ")), key)),
        None => Ok(map),
    }
}
