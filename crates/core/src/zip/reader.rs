//! The archive's reader: it says which bytes it needs, is given them, and tells the entries. It holds no data.
//!
//! `step(answer)` takes the bytes that were asked for (none at first) and gives JSON:
//! - `{ "need": { "offset", "len" } }`: read `len` bytes at `offset` and call again. They lie inside the archive.
//! - `{ "entries": […], "more": true }`: some of the directory; call again, with no bytes.
//! - `{ "entries": […], "comment", "warnings": […] }`: the rest of it. An entry is
//!   `{ index, name, method, crc32, size, compressedSize, offset, mtime, mode, comment, isDirectory,
//!   encrypted, unsafe }`.
//! - after `open(index)`: `{ "data": { "offset", "len" }, "unpack": {…}, "warnings": […] }`: where an entry's data lies, once
//!   its local header was checked, and the request that unpacks it but for its task.
//!
//! `content(index, bytes)` does all of that at once for an entry whose bytes are at hand.
//!
//! Refused always: overlaps, two readings of one archive, sizes that cannot be. The rest is `policy.rs`'s.

use super::crypt::{self, METHOD_AES, Scheme};
use super::headers::{
    Central, DESCRIPTOR_LEN, End, central_record, descriptor_len, end_len, end_record, end64_record,
    local_record, locator_record,
};
use super::inflate::Whole;
use super::name;
use super::policy::Policy;
use super::record::{
    CENTRAL, CENTRAL_LEN, DEFLATED, DEFLATED64, DESCRIBED, ENCRYPTED, END_LEN, END64_LEN, EXTRA_NAME,
    LOCAL_LEN, LOCATOR64_LEN, STORED, extra_field, extra_fields, number,
};
use super::spelling::{self, Name};
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use crate::job::Cancel;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::fmt::Write;

/// The end record and its longest comment.
const TAIL: u64 = END_LEN as u64 + 65_535;
/// Entries told at once: a million in one text would be more than an engine takes.
const PAGE: usize = 4096;

#[derive(Debug)]
struct Entry {
    name: Name,
    is: Central,
    /// Where the next record begins: data must end before.
    limit: u64,
    /// Its headers were checked once: what is odd in them was told.
    told: bool,
}

#[derive(Debug)]
enum State {
    Start,
    Tail {
        offset: u64,
    },
    End64 {
        end: End,
        at: u64,
    },
    /// The directory does not lie where the end record says, or does not end before it: which of both, its first bytes show.
    Said {
        end: End,
    },
    Before {
        end: End,
        said: bool,
    },
    Directory {
        end: End,
    },
    Tell {
        from: usize,
    },
    Listed,
    Local {
        index: usize,
        len: u64,
    },
    Descriptor {
        index: usize,
        data: u64,
    },
}

/// What an entry's local header shows.
enum Local {
    /// It is longer than what was given.
    Longer { total: u64 },
    /// Its data is at this offset; what follows it, so many bytes at the most, is to be looked at.
    Described { data: u64, at: u64, len: u64 },
    /// Its data is at this offset, with so many bytes of nobody behind it.
    At { data: u64, gap: u64 },
}

/// Reads the directory of an archive of a known size, and checks local headers as entries are opened.
#[derive(Debug)]
pub struct ZipReader {
    state: State,
    size: u64,
    policy: Policy,
    entries: Vec<Entry>,
    comment: String,
    /// Bytes before the archive: offsets count from its own beginning.
    shift: u64,
    /// All local headers are checked before the entries are told.
    verifying: bool,
    /// What was opened last is copied as it is.
    raw: bool,
}

fn corrupt(reason: &str) -> Error {
    Error::new(Code::CorruptArchive).reason(reason)
}

fn ambiguous(reason: &str) -> Error {
    Error::new(Code::AmbiguousArchive).reason(reason)
}

/// Text in JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn need(offset: u64, len: u64) -> String {
    json!({ "need": { "offset": offset, "len": len } }).to_string()
}

impl ZipReader {
    /// `options`: `{ size, verify? }`, the archive's bytes and whether all local headers are checked before the first entry is told,
    /// and those of `policy.rs`.
    pub fn new(options: &str) -> Result<Self> {
        let map: Map<String, Value> = serde_json::from_str(options)
            .map_err(|e| Error::option("options", "object in JSON", e.to_string()))?;
        let size = number(&map, "size").ok_or_else(|| Error::option("size", "bytes", "nothing"))?;
        let verify = map.get("verify").and_then(Value::as_bool).unwrap_or(false);
        let policy = Policy::new(&map, &["size", "verify"])?;
        Ok(Self {
            state: State::Start,
            size,
            verifying: verify || policy.strict,
            policy,
            entries: Vec::new(),
            comment: String::new(),
            shift: 0,
            raw: false,
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
            State::End64 { end, at } => self.end64(answer, end, at),
            State::Said { end } => Ok(self.said(answer, end)),
            State::Before { end, said } => self.before(answer, end, said),
            State::Directory { end } => self.directory(answer, &end),
            State::Tell { from } => Ok(self.tell(from)),
            State::Listed => Err(Error::new(Code::Closed)),
            State::Local { index, len } => self.local(answer, index, len),
            State::Descriptor { index, data } => self.descriptor(answer, index, data),
        }
    }

    /// The same for data that is copied as it is, whatever its method and encryption: after it,
    /// `{ "data", "raw": { flags, method, dos, kept }, "warnings" }`, as `ZipWriter::begin` takes them.
    pub fn raw(&mut self, index: u32) -> Result<String> {
        self.raw = true;
        self.ask_local(index as usize)
    }

    /// Asks where an entry's data lies: `step` then wants its local header.
    pub fn open(&mut self, index: u32) -> Result<String> {
        self.raw = false;
        let index = index as usize;
        self.openable(index)?;
        self.ask_local(index)
    }

    /// How an entry is packed, if it may be opened.
    fn openable(&self, index: usize) -> Result<(Option<Scheme>, u16)> {
        let entry =
            self.entries.get(index).ok_or_else(|| Error::new(Code::NoSuchEntry).found(index.to_string()))?;
        let path = &entry.name.text;
        let packing = packing(&entry.is).map_err(|e| e.path(path))?;
        self.policy.check_entry(entry.is.size, entry.is.compressed).map_err(|e| e.path(path))?;
        Ok(packing)
    }

    /// An entry's content, checked, out of bytes that begin at its local header; what is odd in its headers, `warnings` tells.
    /// Nothing where they do not hold it all or where it is packed in a rarer way: `open` does it then. Not between `open` and its answer.
    pub fn content(&mut self, index: u32, bytes: &[u8]) -> Result<Option<Vec<u8>>> {
        let index = index as usize;
        let (scheme, method) = self.openable(index)?;
        if scheme.is_some() || ![STORED, DEFLATED].contains(&method) {
            return Ok(None);
        }
        let packed = self.data_within(bytes, index)?;
        let Some(Entry { name, is, told, .. }) = self.entries.get_mut(index) else { return Ok(None) };
        if *told || packed.is_none() {
            self.policy.warnings();
        }
        let Some(packed) = packed else { return Ok(None) };
        *told = true;
        let loose = self.policy.allows(Code::BytesAfterData);
        let about = Whole { name: &name.text, size: is.size, crc32: Some(is.crc32), loose };
        if method == STORED { about.stored(packed) } else { about.inflated(packed, &Cancel::default()) }
            .map(Some)
    }

    /// What is to be told after `content`, as JSON.
    pub fn warnings(&mut self) -> Option<String> {
        self.policy.has_noted().then(|| json!(self.policy.warnings()).to_string())
    }

    /// An entry's data, if all of it is there.
    fn data_within<'a>(&mut self, bytes: &'a [u8], index: usize) -> Result<Option<&'a [u8]>> {
        let start = self.entries.get(index).map_or(0, |entry| entry.is.offset);
        let from = |offset: u64| bytes.get(usize::try_from(offset - start).ok()?..);
        let (data, gap) = match self.look(bytes, index, bytes.len() as u64)? {
            Local::Longer { .. } => return Ok(None),
            Local::At { data, gap } => (data, gap),
            Local::Described { data, at, len } => {
                let Some(behind) = from(at).and_then(|rest| rest.get(..len as usize)) else {
                    return Ok(None);
                };
                (data, self.look_behind(behind, index, data)?)
            }
        };
        self.judge_gap(index, gap)?;
        let len = self.entries.get(index).map_or(0, |entry| entry.is.compressed);
        Ok(from(data).and_then(|rest| rest.get(..usize::try_from(len).ok()?)))
    }

    fn ask_local(&mut self, index: usize) -> Result<String> {
        let entry = self.entries.get(index).ok_or_else(|| Error::new(Code::Closed))?;
        // The name's length, and an extra field as long as most: asked again if that was too little.
        let len = (LOCAL_LEN + entry.is.name.len() + 64) as u64;
        let len = len.min(entry.limit - entry.is.offset);
        self.state = State::Local { index, len };
        Ok(need(self.shift + entry.is.offset, len))
    }

    /// An end record counts where its comment ends exactly at the end of the file; where none does, the last one counts.
    fn tail(&mut self, tail: &[u8], offset: u64) -> Result<String> {
        let candidate = |at: usize| tail.get(at..).and_then(end_len).map(|len| (at, at + len));
        let mut all = (0..=tail.len().saturating_sub(END_LEN)).rev().filter_map(candidate);
        let Some(last) = all.next() else {
            return Err(Error::new(Code::NotAnArchive).reason("no end record"));
        };
        let mut exact = std::iter::once(last).chain(all).filter(|(_, to)| *to == tail.len());
        let (at, to) = exact.next().unwrap_or(last);
        if exact.next().is_some() {
            return Err(ambiguous("two end records"));
        }
        if to > tail.len() {
            return Err(corrupt("the end record is cut off"));
        }
        if at != last.0 && self.policy.strict {
            return Err(ambiguous("an end record in the comment"));
        }
        if to < tail.len() {
            let more = tail.len() - to;
            self.policy.judge(Error::new(Code::TrailingBytes).found(more.to_string()))?;
        }
        let end = tail.get(at..).and_then(end_record).ok_or_else(|| corrupt("the end record"))?;
        let end = End { at: offset + at as u64, ..end };
        let locator = at.checked_sub(LOCATOR64_LEN).and_then(|at| tail.get(at..)).and_then(locator_record);
        let room = (END64_LEN + LOCATOR64_LEN) as u64;
        match locator {
            Some(at) if at.checked_add(room).is_some_and(|to| to <= end.at) => {
                self.state = State::End64 { end, at };
                Ok(need(at, END64_LEN as u64))
            }
            Some(_) => self.narrow(end),
            None => self.ask_directory(end),
        }
    }

    /// What looks like a locator leads nowhere: it may be the end of a name, if the end record needs no other.
    fn narrow(&mut self, end: End) -> Result<String> {
        if end.count == 0xffff || end.size == 0xffff_ffff || end.offset == 0xffff_ffff {
            return Err(corrupt("no ZIP64 end record where its locator says"));
        }
        self.ask_directory(end)
    }

    fn end64(&mut self, record: &[u8], end: End, at: u64) -> Result<String> {
        // Behind bytes before the archive it stands later than it says, next to its locator.
        let beside = end.at - (LOCATOR64_LEN + END64_LEN) as u64;
        let Some((len, wide)) = end64_record(record) else {
            if at == beside {
                return self.narrow(end);
            }
            self.state = State::End64 { end, at: beside };
            return Ok(need(beside, END64_LEN as u64));
        };
        if at.checked_add(len) != Some(end.at - LOCATOR64_LEN as u64) {
            return Err(corrupt("the ZIP64 end record is not as long as it says"));
        }
        let agree = |narrow: u64, marker: u64, wide: u64| narrow == marker || narrow == wide;
        if !agree(end.count, 0xffff, wide.count)
            || !agree(end.size, 0xffff_ffff, wide.size)
            || !agree(end.offset, 0xffff_ffff, wide.offset)
        {
            return Err(ambiguous("the two end records disagree"));
        }
        self.ask_directory(End { at, comment: end.comment, ..wide })
    }

    fn ask_directory(&mut self, end: End) -> Result<String> {
        if end.split {
            return Err(corrupt("it is a part of a split archive"));
        }
        self.policy.check_directory(end.count, end.size)?;
        let stop = end.offset.checked_add(end.size).filter(|stop| *stop <= end.at);
        let stop = stop.ok_or_else(|| corrupt("the directory lies outside"))?;
        if end.count.saturating_mul(CENTRAL_LEN as u64) > end.size {
            return Err(corrupt("more entries than the directory has room for"));
        }
        self.shift = end.at - stop;
        if self.shift > 0 && end.count > 0 {
            let offset = end.offset;
            self.state = State::Said { end };
            return Ok(need(offset, 4));
        }
        Ok(self.read_directory(end))
    }

    fn said(&mut self, first: &[u8], end: End) -> String {
        let offset = end.offset + self.shift;
        self.state = State::Before { end, said: first == CENTRAL.to_le_bytes() };
        need(offset, 4)
    }

    fn before(&mut self, first: &[u8], end: End, said: bool) -> Result<String> {
        let before = first == CENTRAL.to_le_bytes();
        if said && before {
            return Err(ambiguous("two directories"));
        }
        if said {
            let gap = Error::new(Code::GapBytes).path("the directory").found(self.shift.to_string());
            self.policy.judge(gap)?;
            self.shift = 0;
        }
        Ok(self.read_directory(end))
    }

    fn read_directory(&mut self, end: End) -> String {
        let (offset, size) = (end.offset + self.shift, end.size);
        self.state = State::Directory { end };
        need(offset, size)
    }

    fn directory(&mut self, bytes: &[u8], end: &End) -> Result<String> {
        if bytes.len() as u64 != end.size {
            return Err(corrupt("the directory ends early"));
        }
        let mut reader = Reader::new(bytes);
        let mut names = HashSet::new();
        let mut total = 0u64;
        for _ in 0..end.count {
            let is = central_record(&mut reader).ok_or_else(|| corrupt("a directory record"))?;
            let name = Name::read(&is.name, is.flags, &is.extra);
            let path = &name.text;
            for code in name.oddities() {
                self.policy.judge(Error::new(code).path(path).found(format!("{path:?}")))?;
            }
            if !names.insert(path.clone()) {
                self.policy.judge(Error::new(Code::DuplicateName).found(path))?;
            }
            if is.method == STORED && is.compressed != is.size && is.flags & ENCRYPTED == 0 {
                return Err(Error::new(Code::SizeMismatch)
                    .path(path)
                    .expected(is.size.to_string())
                    .found(is.compressed.to_string()));
            }
            total = total.saturating_add(is.size);
            self.entries.push(Entry { name, is, limit: 0, told: false });
        }
        self.policy.check_total(total)?;
        if reader.position() != bytes.len() {
            return Err(corrupt("the directory is longer than its entries"));
        }
        self.comment = name::decode(&end.comment);
        let first = self.order(end.offset)?;
        if self.shift + first > 0 {
            let found = (self.shift + first).to_string();
            self.policy.judge(Error::new(Code::PrefixBytes).found(found))?;
        }
        if self.verifying { self.verify(0) } else { Ok(self.tell(0)) }
    }

    /// No two entries may claim the same bytes: sorted, each must end before the next begins. Gives where the first begins.
    fn order(&mut self, stop: u64) -> Result<u64> {
        let mut order: Vec<usize> = (0..self.entries.len()).collect();
        order.sort_by_key(|index| self.entries.get(*index).map_or(0, |e| e.is.offset));
        let starts: Vec<u64> =
            order.iter().filter_map(|index| self.entries.get(*index)).map(|e| e.is.offset).collect();
        for (position, index) in order.into_iter().enumerate() {
            let limit = starts.get(position + 1).copied().unwrap_or(stop);
            let Some(entry) = self.entries.get_mut(index) else { continue };
            let least = (LOCAL_LEN + entry.is.name.len()) as u64;
            let to = entry.is.offset.checked_add(least).and_then(|to| to.checked_add(entry.is.compressed));
            if to.is_none_or(|to| to > limit) {
                return Err(Error::new(Code::Overlap).path(&entry.name.text));
            }
            entry.limit = limit;
        }
        Ok(starts.first().copied().unwrap_or(stop))
    }

    fn verify(&mut self, index: usize) -> Result<String> {
        if index < self.entries.len() {
            return self.ask_local(index);
        }
        self.verifying = false;
        Ok(self.tell(0))
    }

    fn tell(&mut self, from: usize) -> String {
        let to = self.entries.len().min(from + PAGE);
        let mut told = String::from("{\"entries\":[");
        for (index, entry) in (from..).zip(self.entries.get(from..to).unwrap_or_default()) {
            if index > from {
                told.push(',');
            }
            self.describe(index, entry, &mut told);
        }
        if to < self.entries.len() {
            self.state = State::Tell { from: to };
            told.push_str("],\"more\":true}");
        } else {
            let (comment, warnings) = (quoted(&self.comment), json!(self.policy.warnings()));
            _ = write!(told, "],\"comment\":{comment},\"warnings\":{warnings}}}");
        }
        told
    }

    /// An entry in JSON, without a map of its own: of a hundred thousand entries those would be half of the time.
    fn describe(&self, index: usize, Entry { name, is, .. }: &Entry, told: &mut String) {
        let (method, crc32, mode) = (is.method, is.crc32, is.mode);
        let (size, compressed, offset, mtime) =
            (is.size, is.compressed, self.shift + is.offset, is.time.ms());
        let (encrypted, directory) = (is.flags & ENCRYPTED != 0, name.text.ends_with('/'));
        let comment = quoted(&spelling::comment(&is.comment, &is.extra));
        let unsafety = name.unsafety().map_or("null".to_owned(), |code| quoted(code.row().name));
        let name = quoted(&name.text);
        _ = write!(
            told,
            "{{\"index\":{index},\"name\":{name},\"method\":{method},\"crc32\":{crc32},\"size\":{size},\
             \"compressedSize\":{compressed},\"offset\":{offset},\"mtime\":{mtime},\"mode\":{mode},\"comment\":{comment},\
             \"encrypted\":{encrypted},\"isDirectory\":{directory},\"unsafe\":{unsafety}}}"
        );
    }

    fn local(&mut self, bytes: &[u8], index: usize, asked: u64) -> Result<String> {
        match self.look(bytes, index, asked)? {
            Local::Longer { total } => {
                self.state = State::Local { index, len: total };
                let offset = self.entries.get(index).map_or(0, |entry| entry.is.offset);
                Ok(need(self.shift + offset, total))
            }
            Local::Described { data, at, len } => {
                self.state = State::Descriptor { index, data };
                Ok(need(self.shift + at, len))
            }
            Local::At { data, gap } => self.opened(index, data, gap),
        }
    }

    /// Compares an entry's local header, or as much of it as was `asked` for, with the directory.
    fn look(&mut self, bytes: &[u8], index: usize, asked: u64) -> Result<Local> {
        let Some(Entry { name, is, limit, .. }) = self.entries.get(index) else {
            return Err(Error::new(Code::Closed));
        };
        let path = &name.text;
        let differs = |what: &'static str| Error::new(Code::HeaderMismatch).path(path).op(what);
        let mut reader = Reader::new(bytes);
        let header = local_record(&mut reader)
            .ok_or_else(|| corrupt("no local header where the directory says").path(path))?;
        let total = (LOCAL_LEN as u64) + u64::from(header.name_len) + u64::from(header.extra_len);
        let data = is.offset + total;
        if data.checked_add(is.compressed).is_none_or(|to| to > *limit) {
            return Err(Error::new(Code::Overlap).path(path));
        }
        if total > asked {
            return Ok(Local::Longer { total });
        }
        let own = reader.take(usize::from(header.name_len)).unwrap_or_default();
        let extra = reader.take(usize::from(header.extra_len)).unwrap_or_default();
        let described = is.flags & DESCRIBED != 0;
        // A second name that only the directory has is no contradiction, nor is a slash the other way round.
        let said = Name::read(own, header.flags, extra);
        if said.text != *path && (own != is.name || extra_field(extra, EXTRA_NAME).is_some()) {
            self.policy.judge(differs("name").expected(path).found(said.text))?;
        }
        if header.method != is.method {
            let (expected, found) = (is.method.to_string(), header.method.to_string());
            self.policy.judge(differs("method").expected(expected).found(found))?;
        }
        let flags = |all: u16| all & (DESCRIBED | ENCRYPTED);
        if flags(header.flags) != flags(is.flags) {
            let (expected, found) = (flags(is.flags).to_string(), flags(header.flags).to_string());
            self.policy.judge(differs("flags").expected(expected).found(found))?;
        }
        if is.method == METHOD_AES && crypt::aes_field(extra) != crypt::aes_field(&is.extra) {
            self.policy.judge(differs("encryption").expected("the directory's").found("another"))?;
        }
        let (size, compressed) =
            header.sizes(extra).ok_or_else(|| corrupt("two ZIP64 fields in one header").path(path))?;
        // With a descriptor each may be 0, which stands for unknown. Info-ZIP's zip puts the time, which its password is checked by,
        // where the CRC-32 of an encrypted entry belongs.
        let timed = described && is.flags & ENCRYPTED != 0 && header.crc32 == header.dos << 16;
        let sums = [
            ("size", size, is.size),
            ("compressed size", compressed, is.compressed),
            ("CRC-32", u64::from(header.crc32), u64::from(is.crc32)),
        ];
        for (what, found, expected) in sums {
            let unknown = described && (found == 0 || (timed && what == "CRC-32"));
            if found != expected && !unknown {
                self.policy.judge(differs(what).expected(expected.to_string()).found(found.to_string()))?;
            }
        }
        let rest = *limit - data - is.compressed;
        if described && rest > 0 {
            let at = data + is.compressed;
            return Ok(Local::Described { data, at, len: rest.min(DESCRIPTOR_LEN) });
        }
        if described {
            self.policy.judge(differs("data descriptor").expected("one").found("none"))?;
        }
        Ok(Local::At { data, gap: rest })
    }

    fn descriptor(&mut self, bytes: &[u8], index: usize, data: u64) -> Result<String> {
        let gap = self.look_behind(bytes, index, data)?;
        self.opened(index, data, gap)
    }

    /// Compares what follows an entry's data with the directory; gives how many bytes of nobody come then.
    fn look_behind(&mut self, bytes: &[u8], index: usize, data: u64) -> Result<u64> {
        let Some(Entry { name, is, limit, .. }) = self.entries.get(index) else {
            return Err(Error::new(Code::Closed));
        };
        let rest = *limit - data - is.compressed;
        let len = descriptor_len(bytes, is.crc32, is.compressed, is.size, rest);
        if len.is_none() {
            let error = Error::new(Code::HeaderMismatch).path(&name.text).op("data descriptor");
            self.policy.judge(error.expected("the directory's sums").found("others"))?;
        }
        Ok(rest - len.unwrap_or(rest.min(DESCRIPTOR_LEN)))
    }

    fn judge_gap(&mut self, index: usize, gap: u64) -> Result<()> {
        match self.entries.get(index) {
            Some(Entry { name, .. }) if gap > 0 => {
                self.policy.judge(Error::new(Code::GapBytes).path(&name.text).found(gap.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// Where the data lies, `gap` bytes behind it being nobody's.
    fn opened(&mut self, index: usize, data: u64, gap: u64) -> Result<String> {
        self.judge_gap(index, gap)?;
        let Some(Entry { name, is, told, .. }) = self.entries.get_mut(index) else {
            return Err(Error::new(Code::Closed));
        };
        if self.verifying {
            *told = true;
            return self.verify(index + 1);
        }
        if std::mem::replace(told, true) {
            self.policy.warnings();
        }
        if self.raw {
            let raw = raw(is);
            let data = json!({ "offset": self.shift + data, "len": is.compressed });
            return Ok(json!({ "data": data, "raw": raw, "warnings": self.policy.warnings() }).to_string());
        }
        let packing = packing(is).map_err(|e| e.path(&name.text))?;
        let sums = (is.crc32, is.size, is.compressed);
        let unpack = request(&name.text, packing, Some(sums), self.policy.allows(Code::BytesAfterData));
        let data = json!({ "offset": self.shift + data, "len": is.compressed });
        Ok(json!({ "data": data, "unpack": unpack, "warnings": self.policy.warnings() }).to_string())
    }
}

/// What `Unpacker` needs to know: CRC-32, size and compressed size are unknown where they follow the data.
pub fn request(
    name: &str,
    (scheme, method): (Option<Scheme>, u16),
    sums: Option<(u32, u64, u64)>,
    loose: bool,
) -> Value {
    let unsummed = matches!(scheme, Some(Scheme::Aes { version: 2, .. }));
    let (crc32, size, len) = match sums {
        Some((crc32, size, len)) => (Some(crc32), Some(size), Some(len)),
        None => (None, None, None),
    };
    json!({
        "name": name,
        "method": method,
        "size": size,
        "len": len,
        "crc32": crc32.filter(|_| !unsummed),
        "encryption": scheme.map(Scheme::to_json),
        "loose": loose,
    })
}

/// How an entry is encrypted and by which method it is compressed.
fn packing(is: &Central) -> Result<(Option<Scheme>, u16)> {
    let Central { flags, method, crc32, time, ref extra, .. } = *is;
    let (scheme, method) = crypt::scheme(flags, method, crc32, time.dos, extra)?;
    if [STORED, DEFLATED, DEFLATED64].contains(&method) {
        Ok((scheme, method))
    } else {
        Err(Error::new(Code::UnsupportedMethod).found(method.to_string()))
    }
}

/// What a copy of an entry's data must bring along.
fn raw(is: &Central) -> Value {
    let hex = |data: &[u8]| {
        data.iter().fold(String::new(), |mut text, byte| {
            _ = write!(text, "{byte:02x}");
            text
        })
    };
    let kept: Vec<Value> = extra_fields(&is.extra).map(|(id, data)| json!([id, hex(data)])).collect();
    json!({ "flags": is.flags, "method": is.method, "dos": is.time.dos, "kept": kept })
}

#[cfg(test)]
#[path = "../../tests/pump/mod.rs"]
mod pump;

#[cfg(test)]
mod tests;
