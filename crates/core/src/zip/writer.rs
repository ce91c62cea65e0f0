//! The archive's writer: headers out for what goes in, in the order it is called. It holds no data and ends only when asked.

use super::crypt::{self, EXTRA_AES, METHOD_AES};
use super::name;
use super::record::{self, DEFLATED, DESCRIBED, ENCRYPTED, Entry, Fields, STORED, Time, UTF8, number};
use crate::error::{Code, Error, Result};
use crate::spec::describe;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Unix modes of what names no own: a file and a folder that their owner may write.
const FILE_MODE: u32 = 0o100_644;
const FOLDER_MODE: u32 = 0o040_755;

/// How hard its compressor tried (4.4.4, bits 1 and 2): kept of data that is copied as it is.
const DEFLATE_OPTIONS: u16 = 3 << 1;
/// Extra fields of the caller's: with ZIP64's and the time they must fit 16 bits.
const MOST_EXTRA: usize = 65_000;

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// No entry is open: one whose sums stood in its header needs no end.
    Between,
    /// The sums of the last entry follow in `end`.
    Within,
    Finished,
}

/// Writes headers; the caller writes each result, then the entry's data, then the result of `end` where sums were unknown.
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

    /// The local header of `{ name, mtime?, mode?, comment?, extra?, method, crc32?, size?, compressedSize? }`.
    /// Sums that are given stand in it; else a data descriptor follows the data. Data that is copied from another archive
    /// brings its `flags`, its DOS time in `dos` unless it gets another, and its own extra fields in `kept`.
    /// `encrypted`: by AES-256 (AE-2), `compressedSize` with what that adds; such an entry's CRC-32 stands nowhere.
    pub fn begin(&mut self, entry: &str) -> Result<Vec<u8>> {
        if self.state != State::Between {
            return Err(Error::new(Code::Closed));
        }
        let known = [
            "name",
            "mtime",
            "mode",
            "comment",
            "extra",
            "kept",
            "encrypted",
            "flags",
            "dos",
            "method",
            "crc32",
            "size",
            "compressedSize",
        ];
        let entry = self.parse(&object(entry, &known)?)?;
        let described = entry.flags & DESCRIBED != 0;
        if !self.names.insert(entry.name.clone()) {
            return Err(Error::new(Code::DuplicateName).found(name::decode(&entry.name)));
        }
        let header = record::local(&entry);
        self.at += header.len() as u64 + entry.compressed;
        self.entries.push(entry);
        if described {
            self.state = State::Within;
        }
        Ok(header)
    }

    /// The data descriptor of `{ crc32, size, compressedSize }`; nothing where `begin` knew them.
    pub fn end(&mut self, sums: &str) -> Result<Vec<u8>> {
        match self.state {
            State::Within => {}
            State::Between => return Ok(Vec::new()),
            State::Finished => return Err(Error::new(Code::Closed)),
        }
        let sums = object(sums, &["crc32", "size", "compressedSize"])?;
        let Some(entry) = self.entries.last_mut() else { return Err(Error::new(Code::Closed)) };
        self.state = State::Between;
        let field =
            |name| number(&sums, name).ok_or_else(|| Error::option(name, "a whole number", "nothing"));
        (entry.crc32, entry.size, entry.compressed) =
            (field("crc32")? as u32, field("size")?, field("compressedSize")?);
        if entry.method == METHOD_AES {
            entry.crc32 = 0;
        }
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
        let method =
            number(map, "method").and_then(|method| u16::try_from(method).ok()).ok_or_else(|| {
                Error::option(
                    "method",
                    "integer from 0 to 65535",
                    describe(map.get("method").unwrap_or(&Value::Null)),
                )
            })?;
        let (crc32, size) = (number(map, "crc32"), number(map, "size"));
        let compressed = number(map, "compressedSize").or(if method == STORED { size } else { None });
        let sums = crc32.zip(size).zip(compressed);
        let by_aes = map.get("encrypted").and_then(Value::as_bool).unwrap_or(false);
        let encrypted = by_aes || number(map, "flags").unwrap_or(0) as u16 & ENCRYPTED != 0;
        if sums.is_none() && method != DEFLATED && !encrypted {
            // Stored data has no end of its own: with a descriptor no forward reader could find it.
            return Err(Error::option("size", "the size and crc32 of a stored entry", "nothing"));
        }
        let mut flags = if name.is_ascii() && comment.is_ascii() { 0 } else { UTF8 };
        flags |= number(map, "flags").unwrap_or(0) as u16 & (ENCRYPTED | DEFLATE_OPTIONS);
        let mut extra = extra_fields(map.get("extra"), |id| {
            let own = record::is_own_extra(id) || id == EXTRA_AES;
            if own {
                Err(Error::option("extra", "ids that have no option of their own", format!("{id:#06x}")))
            } else {
                Ok(true)
            }
        })?;
        extra.extend(extra_fields(map.get("kept"), |id| Ok(!record::is_replaced_extra(id)))?);
        if by_aes {
            extra.extend(crypt::aes_extra(method));
            flags |= ENCRYPTED;
        }
        if extra.len() > MOST_EXTRA {
            return Err(Error::option(
                "extra",
                format!("at most {MOST_EXTRA} bytes"),
                format!("{} bytes", extra.len()),
            ));
        }
        if sums.is_none() {
            flags |= DESCRIBED;
        }
        let ((crc32, size), compressed) = sums.unwrap_or_default();
        let (method, crc32) = if by_aes { (METHOD_AES, 0) } else { (method, crc32) };
        let time = match number(map, "dos") {
            Some(dos) => Time::from_dos(dos as u32),
            None => Time::from_ms(map.get("mtime").and_then(Value::as_f64)),
        };
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
            time,
            crc32: crc32 as u32,
            compressed,
            size,
            mode,
            comment: comment.as_bytes().to_vec(),
            extra,
            offset: self.at,
        })
    }
}

/// Extra fields of `[[id, hexadecimal data], …]` as they are written; `wanted` says which, or refuses one.
fn extra_fields(given: Option<&Value>, wanted: impl Fn(u16) -> Result<bool>) -> Result<Vec<u8>> {
    let wrong = || {
        Error::option("extra", "a list of [id, hexadecimal data]", describe(given.unwrap_or(&Value::Null)))
    };
    let mut out = Fields::default();
    for field in
        given.filter(|value| !value.is_null()).map_or(Some(&Vec::new()), Value::as_array).ok_or_else(wrong)?
    {
        let [id, data] = field.as_array().map(Vec::as_slice).unwrap_or_default() else { return Err(wrong()) };
        let id = id.as_u64().and_then(|id| u16::try_from(id).ok()).ok_or_else(wrong)?;
        let data = data.as_str().and_then(hexadecimal).ok_or_else(wrong)?;
        let len = u16::try_from(data.len()).map_err(|_| wrong())?;
        if wanted(id)? {
            out.u16(id).u16(len).bytes(&data);
        }
    }
    Ok(out.0)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|value| value as u8);
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(entry: &str) -> Result<Vec<u8>> {
        ZipWriter::new("{}")?.begin(entry)
    }

    #[test]
    fn extra_fields_of_the_caller_stand_after_our_own() {
        let header = begin(
            r#"{ "name": "a", "method": 0, "crc32": 0, "size": 0, "mtime": 0, "extra": [[48879, "0aFf"]] }"#,
        )
        .unwrap();
        // Info-ZIP's time (4.5.3: id, size, flags, seconds), then ours: id, size, data.
        let expected = [0x55, 0x54, 5, 0, 1, 0, 0, 0, 0, 0xef, 0xbe, 2, 0, 0x0a, 0xff];
        assert_eq!(header.get(31..), Some(&expected[..]));
    }

    #[test]
    fn extra_fields_that_are_the_writers_are_refused_and_of_kept_ones_left_out() {
        for id in [0x0001, 0x5455, 0x7075, 0x6375, 0x9901] {
            let entry =
                format!(r#"{{ "name": "a", "method": 0, "crc32": 0, "size": 0, "extra": [[{id}, ""]] }}"#);
            assert_eq!(begin(&entry).unwrap_err().code, Code::InvalidOption, "{id:#x}");
        }
        let entry = r#"{ "name": "a", "method": 99, "flags": 65535, "crc32": 0, "size": 9, "compressedSize": 9,
            "kept": [[1, "00"], [39169, "0200414503000000"], [21589, ""]] }"#;
        let header = begin(entry).unwrap();
        // Encrypted, and the two bits of deflate: nothing else of the flags; then method 99.
        assert_eq!(header.get(6..10), Some(&[7, 0, 99, 0][..]));
        assert_eq!(
            header.get(31..),
            Some(&[0x01, 0x99, 8, 0, 2, 0, 0x41, 0x45, 3, 0, 0, 0, 0x55, 0x54, 0, 0][..])
        );
    }

    #[test]
    fn an_encrypted_entry_has_method_99_and_its_own_in_the_field_of_aes() {
        let entry =
            r#"{ "name": "a", "method": 8, "encrypted": true, "crc32": 7, "size": 9, "compressedSize": 39 }"#;
        let header = begin(entry).unwrap();
        // Version 5.1, encrypted, method 99; no CRC-32 (AE-2); the field as WinZip's specification has it, method 8 at its end.
        assert_eq!(header.get(4..10), Some(&[51, 0, 1, 0, 99, 0][..]));
        assert_eq!(header.get(14..18), Some(&[0; 4][..]));
        assert_eq!(header.get(31..), Some(&[0x01, 0x99, 7, 0, 2, 0, 0x41, 0x45, 3, 8, 0][..]));
    }

    #[test]
    fn extra_fields_that_are_none_are_refused() {
        for extra in ["7", "[7]", "[[1]]", "[[70000, \"\"]]", "[[9, \"0\"]]", "[[9, \"0g\"]]", "[[9, 9]]"] {
            let entry = format!(r#"{{ "name": "a", "method": 0, "crc32": 0, "size": 0, "extra": {extra} }}"#);
            assert_eq!(begin(&entry).unwrap_err().code, Code::InvalidOption, "{extra}");
        }
        let long = "00".repeat(65_000);
        let entry =
            format!(r#"{{ "name": "a", "method": 0, "crc32": 0, "size": 0, "extra": [[9, "{long}"]] }}"#);
        assert_eq!(begin(&entry).unwrap_err().code, Code::InvalidOption);
    }

    #[test]
    fn an_entry_whose_sums_are_known_needs_no_end_and_another_must_have_one() {
        let mut writer = ZipWriter::new("{}").unwrap();
        writer.begin(r#"{ "name": "a", "method": 0, "crc32": 0, "size": 0 }"#).unwrap();
        writer.begin(r#"{ "name": "b", "method": 8 }"#).unwrap();
        assert_eq!(writer.begin(r#"{ "name": "c", "method": 8 }"#).unwrap_err().code, Code::Closed);
        assert_eq!(writer.finish("").unwrap_err().code, Code::Closed);
        writer.end(r#"{ "crc32": 0, "size": 0, "compressedSize": 2 }"#).unwrap();
        writer.finish("").unwrap();
    }
}
