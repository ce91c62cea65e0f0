//! The archive's reader: it says which bytes it needs, is given them, and tells the entries. It holds no data.
//!
//! `step(answer)` takes the bytes that were asked for (none at first) and gives JSON:
//! - `{ "need": { "offset", "len" } }`: read `len` bytes at `offset` and call again. They lie inside the archive.
//! - `{ "entries": […], "comment", "warnings": […] }`: the directory. An entry is
//!   `{ index, name, method, crc32, size, compressedSize, mtime, mode, comment, isDirectory, unsafe }`.
//! - after `open(index)`: `{ "data": { "offset", "len" } }`: where an entry's data lies, once its local header was checked.
//!
//! Refused always: overlaps, duplicate names, two readings of one end record, local headers that disagree, sizes that
//! cannot be. Warned of, refused when strict: bytes before the archive.

use super::name;
use super::record::{
    CENTRAL, CENTRAL_LEN, DEFLATED, DESCRIBED, ENCRYPTED, END, END_LEN, END64, END64_LEN, EXTRA_ZIP64, LOCAL,
    LOCAL_LEN, LOCATOR64, LOCATOR64_LEN, STORED, Time, extra_field, number, unix_time,
};
use super::writer::object;
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Entries that a reader lists unless told otherwise.
const MOST_ENTRIES: u64 = 1_000_000;
/// The end record and its longest comment.
const TAIL: u64 = END_LEN as u64 + 65_535;

#[derive(Debug)]
struct Entry {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    time: Time,
    crc32: u32,
    compressed: u64,
    size: u64,
    mode: u32,
    comment: Vec<u8>,
    offset: u64,
    /// Where the next record begins: data must end before.
    limit: u64,
}

/// What the end records say.
#[derive(Clone, Debug, Default)]
struct End {
    count: u64,
    size: u64,
    offset: u64,
    /// Where the end records begin.
    at: u64,
    comment: Vec<u8>,
}

#[derive(Debug)]
enum State {
    Start,
    Tail { offset: u64 },
    End64 { end: End },
    Directory { end: End },
    Listed,
    Local { index: usize, len: u64 },
}

/// Reads the directory of an archive of a known size, and checks local headers as entries are opened.
#[derive(Debug)]
pub struct ZipReader {
    state: State,
    size: u64,
    strict: bool,
    most: u64,
    entries: Vec<Entry>,
    /// Bytes before the archive: offsets count from its own beginning.
    shift: u64,
    warnings: Vec<Value>,
}

fn corrupt(reason: &str) -> Error {
    Error::new(Code::CorruptArchive).reason(reason)
}

fn need(offset: u64, len: u64) -> String {
    json!({ "need": { "offset": offset, "len": len } }).to_string()
}

impl ZipReader {
    /// `options`: `{ size, strict?, entries? }`, the archive's bytes, whether oddities are errors, the most entries.
    pub fn new(options: &str) -> Result<Self> {
        let map = object(options, &["size", "strict", "entries"])?;
        let size = number(&map, "size").ok_or_else(|| Error::option("size", "bytes", "nothing"))?;
        let strict = map.get("strict").and_then(Value::as_bool).unwrap_or(false);
        let most = number(&map, "entries").unwrap_or(MOST_ENTRIES);
        Ok(Self {
            state: State::Start,
            size,
            strict,
            most,
            entries: Vec::new(),
            shift: 0,
            warnings: Vec::new(),
        })
    }

    /// The next request or the directory; see the module's first lines.
    pub fn step(&mut self, answer: &[u8]) -> Result<String> {
        match std::mem::replace(&mut self.state, State::Listed) {
            State::Start => {
                if self.size < END_LEN as u64 {
                    return Err(Error::new(Code::NotAnArchive).reason(format!("it has {} bytes", self.size)));
                }
                let len = self.size.min(TAIL + LOCATOR64_LEN as u64);
                self.state = State::Tail { offset: self.size - len };
                Ok(need(self.size - len, len))
            }
            State::Tail { offset } => self.tail(answer, offset),
            State::End64 { end } => self.end64(answer, end),
            State::Directory { end } => self.directory(answer, &end),
            State::Listed => Err(Error::new(Code::Closed)),
            State::Local { index, len } => self.local(answer, index, len),
        }
    }

    /// Asks where an entry's data lies: `step` then wants its local header.
    pub fn open(&mut self, index: u32) -> Result<String> {
        let index = index as usize;
        let entry =
            self.entries.get(index).ok_or_else(|| Error::new(Code::NoSuchEntry).found(index.to_string()))?;
        let path = name::decode(&entry.name);
        if entry.flags & ENCRYPTED != 0 {
            return Err(Error::new(Code::Encrypted).path(path));
        }
        if entry.method != STORED && entry.method != DEFLATED {
            return Err(Error::new(Code::UnsupportedMethod).path(path).found(entry.method.to_string()));
        }
        // The name's length, and an extra field as long as most: asked again if that was too little.
        let len = (LOCAL_LEN + entry.name.len() + 64) as u64;
        let len = len.min(entry.limit - entry.offset);
        self.state = State::Local { index, len };
        Ok(need(self.shift + entry.offset, len))
    }

    /// The end record counts only where its comment ends exactly at the end of the file.
    fn tail(&mut self, tail: &[u8], offset: u64) -> Result<String> {
        let mut found: Option<End> = None;
        for at in (0..=tail.len().saturating_sub(END_LEN)).rev() {
            let Some(end) = tail.get(at..).and_then(end_record).filter(|(_, len)| at + len == tail.len())
            else {
                continue;
            };
            if found.is_some() {
                return Err(corrupt("two end records"));
            }
            found = Some(End { at: offset + at as u64, ..end.0 });
        }
        let Some(end) = found else {
            return Err(Error::new(Code::NotAnArchive).reason("no end record"));
        };
        let locator = (end.at - offset)
            .checked_sub(LOCATOR64_LEN as u64)
            .and_then(|at| tail.get(at as usize..))
            .and_then(locator_record);
        match locator {
            Some(at) if at.checked_add((END64_LEN + LOCATOR64_LEN) as u64).is_some_and(|to| to <= end.at) => {
                self.state = State::End64 { end };
                Ok(need(at, END64_LEN as u64))
            }
            Some(_) => Err(corrupt("the ZIP64 end record lies outside")),
            None => self.ask_directory(end),
        }
    }

    fn end64(&mut self, record: &[u8], end: End) -> Result<String> {
        let (count, size, offset) = end64_record(record).ok_or_else(|| corrupt("ZIP64 end record"))?;
        let agree = |narrow: u64, marker: u64, wide: u64| narrow == marker || narrow == wide;
        if !agree(end.count, 0xffff, count)
            || !agree(end.size, 0xffff_ffff, size)
            || !agree(end.offset, 0xffff_ffff, offset)
        {
            return Err(corrupt("the two end records disagree"));
        }
        let at = end.at - LOCATOR64_LEN as u64 - END64_LEN as u64;
        self.ask_directory(End { count, size, offset, at, comment: end.comment })
    }

    fn ask_directory(&mut self, end: End) -> Result<String> {
        if end.count > self.most {
            let mut error = Error::limit(Code::ArchiveLimit, end.count, self.most, "entries");
            error.fields.op = Some("entries");
            return Err(error);
        }
        let stop = end.offset.checked_add(end.size).filter(|stop| *stop <= end.at);
        let stop = stop.ok_or_else(|| corrupt("the directory lies outside"))?;
        if end.count.saturating_mul(CENTRAL_LEN as u64) > end.size {
            return Err(corrupt("more entries than the directory has room for"));
        }
        self.shift = end.at - stop;
        if self.shift > 0 {
            if self.strict {
                return Err(corrupt("bytes before the archive"));
            }
            let message = format!("{} bytes before the archive", self.shift);
            self.warnings.push(json!({ "code": "CorruptArchive", "message": message }));
        }
        let (offset, size) = (end.offset + self.shift, end.size);
        self.state = State::Directory { end };
        Ok(need(offset, size))
    }

    fn directory(&mut self, bytes: &[u8], end: &End) -> Result<String> {
        if bytes.len() as u64 != end.size {
            return Err(corrupt("the directory ends early"));
        }
        let mut reader = Reader::new(bytes);
        let mut names = HashSet::new();
        for _ in 0..end.count {
            let entry = central_record(&mut reader).ok_or_else(|| corrupt("a directory record"))?;
            if !names.insert(entry.name.clone()) {
                return Err(Error::new(Code::DuplicateName).found(name::decode(&entry.name)));
            }
            if entry.method == STORED && entry.compressed != entry.size && entry.flags & ENCRYPTED == 0 {
                let path = name::decode(&entry.name);
                return Err(Error::new(Code::SizeMismatch)
                    .path(path)
                    .expected(entry.size.to_string())
                    .found(entry.compressed.to_string()));
            }
            self.entries.push(entry);
        }
        if reader.position() != bytes.len() {
            return Err(corrupt("the directory is longer than its entries"));
        }
        self.order(end.offset)?;
        let entries: Vec<Value> =
            self.entries.iter().enumerate().map(|(index, e)| describe(index, e)).collect();
        let comment = name::decode(&end.comment);
        Ok(json!({ "entries": entries, "comment": comment, "warnings": self.warnings }).to_string())
    }

    /// No two entries may claim the same bytes: sorted, each must end before the next begins.
    fn order(&mut self, stop: u64) -> Result<()> {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|index| self.entries.get(*index).map_or(0, |e| e.offset));
        let starts: Vec<u64> =
            order.iter().filter_map(|index| self.entries.get(*index)).map(|e| e.offset).collect();
        for (position, index) in order.into_iter().enumerate() {
            let limit = starts.get(position + 1).copied().unwrap_or(stop);
            let Some(entry) = self.entries.get_mut(index) else { continue };
            let least = (LOCAL_LEN + entry.name.len()) as u64;
            let to = entry.offset.checked_add(least).and_then(|to| to.checked_add(entry.compressed));
            if to.is_none_or(|to| to > limit) {
                return Err(Error::new(Code::Overlap).path(name::decode(&entry.name)));
            }
            entry.limit = limit;
        }
        Ok(())
    }

    fn local(&mut self, bytes: &[u8], index: usize, asked: u64) -> Result<String> {
        let Some(entry) = self.entries.get(index) else { return Err(Error::new(Code::Closed)) };
        let differs = |what: &str| {
            corrupt(&format!("{what} differs between the local header and the directory"))
                .path(name::decode(&entry.name))
        };
        let mut reader = Reader::new(bytes);
        let header = local_record(&mut reader).ok_or_else(|| differs("the signature"))?;
        let total = (LOCAL_LEN as u64) + u64::from(header.name_len) + u64::from(header.extra_len);
        let data = entry.offset + total;
        if data.checked_add(entry.compressed).is_none_or(|to| to > entry.limit) {
            return Err(Error::new(Code::Overlap).path(name::decode(&entry.name)));
        }
        if total > asked {
            self.state = State::Local { index, len: total };
            return Ok(need(self.shift + entry.offset, total));
        }
        if reader.take(usize::from(header.name_len)) != Some(entry.name.as_slice()) {
            return Err(differs("the name"));
        }
        let extra = reader.take(usize::from(header.extra_len)).unwrap_or_default();
        let described = entry.flags & DESCRIBED != 0;
        if header.method != entry.method {
            return Err(differs("the method"));
        }
        if (header.flags & (DESCRIBED | ENCRYPTED)) != (entry.flags & (DESCRIBED | ENCRYPTED)) {
            return Err(differs("the flags"));
        }
        let mut wide = Reader::new(extra_field(extra, EXTRA_ZIP64).unwrap_or_default());
        let mut full = |narrow: u32| {
            if narrow == u32::MAX {
                wide.array().map_or(u64::from(narrow), u64::from_le_bytes)
            } else {
                u64::from(narrow)
            }
        };
        let (size, compressed) = (full(header.size), full(header.compressed));
        let fits = |found: u64, expected: u64| found == expected || (described && found == 0);
        if !fits(size, entry.size) || !fits(compressed, entry.compressed) {
            return Err(differs("the size"));
        }
        if !fits(u64::from(header.crc32), u64::from(entry.crc32)) {
            return Err(differs("the CRC-32"));
        }
        Ok(json!({ "data": { "offset": self.shift + data, "len": entry.compressed } }).to_string())
    }
}

fn describe(index: usize, entry: &Entry) -> Value {
    let name = name::decode(&entry.name);
    // What MS-DOS made with backslashes is read with slashes.
    let slashed = name.replace('\\', "/");
    json!({
        "index": index,
        "name": slashed,
        "method": entry.method,
        "crc32": entry.crc32,
        "size": entry.size,
        "compressedSize": entry.compressed,
        "mtime": entry.time.ms(),
        "mode": entry.mode,
        "comment": name::decode(&entry.comment),
        "isDirectory": slashed.ends_with('/'),
        "unsafe": name::is_unsafe(&name),
    })
}

/// 4.3.16, with the length of the record and its comment.
fn end_record(bytes: &[u8]) -> Option<(End, usize)> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != END {
        return None;
    }
    let [_disk, _start, _here, count] =
        [reader.u16_le()?, reader.u16_le()?, reader.u16_le()?, reader.u16_le()?];
    let (size, offset) = (reader.u32_le()?, reader.u32_le()?);
    let len = usize::from(reader.u16_le()?);
    let comment = reader.take(len)?.to_vec();
    let end =
        End { count: u64::from(count), size: u64::from(size), offset: u64::from(offset), at: 0, comment };
    Some((end, END_LEN + len))
}

/// 4.3.15: where the ZIP64 end record begins.
fn locator_record(bytes: &[u8]) -> Option<u64> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != LOCATOR64 {
        return None;
    }
    let (_disk, at) = (reader.u32_le()?, u64::from_le_bytes(reader.array()?));
    Some(at)
}

/// 4.3.14: entries, and the directory's size and offset.
fn end64_record(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != END64 {
        return None;
    }
    reader.take(8 + 2 + 2 + 4 + 4 + 8)?; // size of the record, versions, disks, entries on this disk
    let mut u64_le = || reader.array().map(u64::from_le_bytes);
    Some((u64_le()?, u64_le()?, u64_le()?))
}

/// 4.3.12.
fn central_record(reader: &mut Reader<'_>) -> Option<Entry> {
    if reader.u32_le()? != CENTRAL {
        return None;
    }
    let [_made, _needed, flags, method] =
        [reader.u16_le()?, reader.u16_le()?, reader.u16_le()?, reader.u16_le()?];
    let (dos, crc32) = (reader.u32_le()?, reader.u32_le()?);
    let (compressed, size) = (reader.u32_le()?, reader.u32_le()?);
    let [name, extra, comment] = [reader.u16_le()?, reader.u16_le()?, reader.u16_le()?].map(usize::from);
    let [_disk, _internal] = [reader.u16_le()?, reader.u16_le()?];
    let (attributes, offset) = (reader.u32_le()?, reader.u32_le()?);
    let name = reader.take(name)?.to_vec();
    let extra = reader.take(extra)?;
    let comment = reader.take(comment)?.to_vec();
    let mut wide = Reader::new(extra_field(extra, EXTRA_ZIP64).unwrap_or_default());
    let mut full = |narrow: u32| -> Option<u64> {
        if narrow == u32::MAX { wide.array().map(u64::from_le_bytes) } else { Some(u64::from(narrow)) }
    };
    // In this order, each only where its narrow field is the marker (4.5.3).
    let (size, compressed, offset) = (full(size)?, full(compressed)?, full(offset)?);
    let time = Time { dos, unix: unix_time(extra) };
    Some(Entry {
        name,
        flags,
        method,
        time,
        crc32,
        compressed,
        size,
        mode: attributes >> 16,
        comment,
        offset,
        limit: 0,
    })
}

struct Local {
    flags: u16,
    method: u16,
    crc32: u32,
    compressed: u32,
    size: u32,
    name_len: u16,
    extra_len: u16,
}

/// 4.3.7, without its name and extra field.
fn local_record(reader: &mut Reader<'_>) -> Option<Local> {
    if reader.u32_le()? != LOCAL {
        return None;
    }
    let _needed = reader.u16_le()?;
    let (flags, method) = (reader.u16_le()?, reader.u16_le()?);
    let _time = reader.u32_le()?;
    let (crc32, compressed, size) = (reader.u32_le()?, reader.u32_le()?, reader.u32_le()?);
    let (name_len, extra_len) = (reader.u16_le()?, reader.u16_le()?);
    Some(Local { flags, method, crc32, compressed, size, name_len, extra_len })
}

#[cfg(test)]
mod tests {
    use super::super::ZipWriter;
    use super::*;

    /// A stored archive of these entries, as one piece.
    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new("{}").unwrap();
        let mut out = Vec::new();
        for (name, data) in entries {
            let crc = crc32fast::hash(data);
            let entry = json!({ "name": name, "method": 0, "crc32": crc, "size": data.len(), "mtime": 1_795_533_379_000u64 });
            out.extend(writer.begin(&entry.to_string()).unwrap());
            out.extend_from_slice(data);
            out.extend(writer.end("{}").unwrap());
        }
        out.extend(writer.finish("a comment").unwrap());
        out
    }

    /// Runs a reader to its next answer that is not a need.
    fn pump(reader: &mut ZipReader, bytes: &[u8], mut said: String) -> Result<Value> {
        loop {
            let value: Value = serde_json::from_str(&said).unwrap();
            let Some(need) = value.get("need") else { return Ok(value) };
            let (offset, len) =
                (need["offset"].as_u64().unwrap() as usize, need["len"].as_u64().unwrap() as usize);
            said = reader.step(&bytes[offset..offset + len])?;
        }
    }

    fn list(bytes: &[u8], strict: bool) -> Result<(ZipReader, Value)> {
        let mut reader = ZipReader::new(&json!({ "size": bytes.len(), "strict": strict }).to_string())?;
        let first = reader.step(&[])?;
        let listed = pump(&mut reader, bytes, first)?;
        Ok((reader, listed))
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = archive(&[("a.txt", b"alpha"), ("ü/", b""), ("ü/b.bin", b"beta beta")]);
        let (mut reader, listed) = list(&bytes, true).unwrap();
        assert_eq!(listed["comment"], "a comment");
        let names: Vec<&str> =
            listed["entries"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["a.txt", "ü/", "ü/b.bin"]);
        assert_eq!(listed["entries"][0]["mtime"], 1_795_533_379_000f64);
        let first = reader.open(2).unwrap();
        let data = pump(&mut reader, &bytes, first).unwrap();
        let (offset, len) = (
            data["data"]["offset"].as_u64().unwrap() as usize,
            data["data"]["len"].as_u64().unwrap() as usize,
        );
        assert_eq!(&bytes[offset..offset + len], b"beta beta");
    }

    #[test]
    fn every_truncation_is_an_error_and_none_a_panic() {
        let bytes = archive(&[("a.txt", b"alpha"), ("b.txt", b"beta")]);
        for cut in 0..bytes.len() {
            assert!(list(&bytes[..cut], false).is_err(), "{cut}");
        }
    }

    #[test]
    fn every_flipped_byte_is_an_error_or_a_listing() {
        let bytes = archive(&[("a.txt", b"alpha"), ("b.txt", b"beta")]);
        for at in 0..bytes.len() {
            for flip in [0xff, 1, 0x80] {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                if let Ok((mut reader, listed)) = list(&bad, false) {
                    for index in 0..listed["entries"].as_array().unwrap().len() {
                        let opened =
                            reader.open(index as u32).and_then(|first| pump(&mut reader, &bad, first));
                        drop(opened);
                    }
                }
            }
        }
    }

    #[test]
    fn bytes_before_the_archive_are_warned_of_or_refused() {
        let mut bytes = b"#!/bin/sh\n".to_vec();
        bytes.extend(archive(&[("a.txt", b"alpha")]));
        let (mut reader, listed) = list(&bytes, false).unwrap();
        assert_eq!(listed["warnings"].as_array().unwrap().len(), 1);
        let first = reader.open(0).unwrap();
        let data = pump(&mut reader, &bytes, first).unwrap();
        let offset = data["data"]["offset"].as_u64().unwrap() as usize;
        assert_eq!(&bytes[offset..offset + 5], b"alpha");
        assert_eq!(list(&bytes, true).unwrap_err().code, Code::CorruptArchive);
    }

    #[test]
    fn overlap_and_a_lying_local_header_are_refused() {
        let bytes = archive(&[("a.txt", b"alpha"), ("b.txt", b"beta!")]);
        // Both directory records point at the first local header: the offset field stands 42 bytes into the record.
        let second = bytes.windows(4).rposition(|w| w == CENTRAL.to_le_bytes()).unwrap();
        let mut bad = bytes.clone();
        bad[second + 42..second + 46].fill(0);
        assert_eq!(list(&bad, false).unwrap_err().code, Code::Overlap);
        let mut bad = bytes;
        bad[14] ^= 1; // the first local header's CRC
        let (mut reader, _) = list(&bad, false).unwrap();
        let first = reader.open(0).unwrap();
        assert_eq!(pump(&mut reader, &bad, first).unwrap_err().code, Code::CorruptArchive);
    }

    #[test]
    fn zip64_records_are_written_by_the_one_rule_and_read_back() {
        let mut writer = ZipWriter::new("{}").unwrap();
        let size = 5u64 << 30;
        let begun = writer
            .begin(&json!({ "name": "big", "method": 0, "crc32": 1, "size": size }).to_string())
            .unwrap();
        writer.end("{}").unwrap();
        let small = writer.begin(&json!({ "name": "small", "method": 8 }).to_string()).unwrap();
        let descriptor = writer.end(r#"{"crc32":2,"size":3,"compressedSize":5}"#).unwrap();
        assert_eq!(descriptor.len(), 24);
        let tail = writer.finish("").unwrap();
        let total = begun.len() as u64 + size + small.len() as u64 + 5 + 24 + tail.len() as u64;
        let mut reader = ZipReader::new(&json!({ "size": total }).to_string()).unwrap();
        let mut said = reader.step(&[]).unwrap();
        let listed = loop {
            let value: Value = serde_json::from_str(&said).unwrap();
            let Some(need) = value.get("need") else { break value };
            let (offset, len) = (need["offset"].as_u64().unwrap(), need["len"].as_u64().unwrap());
            // Only the tail is at hand; what lies before is zeros.
            let start = total - tail.len() as u64;
            let mut answer = vec![0; len as usize];
            for (at, byte) in answer.iter_mut().enumerate() {
                if let Some(index) = (offset + at as u64).checked_sub(start) {
                    *byte = tail[index as usize];
                }
            }
            said = reader.step(&answer).unwrap();
        };
        assert_eq!(listed["entries"][0]["size"], size);
        assert_eq!(listed["entries"][1]["compressedSize"], 5);
    }
}
