//! A deflate stream as it comes, raw (RFC 1951), in zlib (RFC 1950) or in gzip (RFC 1952), as bounded pieces of what it holds.

use super::deflater::window;
use super::form::{Check, Form, adler};
use super::member::{self, Header};
use crate::error::{Code, Error, Result};
use crate::limits;
use crate::spec::{Default as D, Field, Type, Values};
use crate::zip::deflate::refused;
use flate2::{Decompress, FlushDecompress, Status};
use serde_json::{Map, Value, json};

/// What `push` gives at once at the most: a millisecond of work.
pub const PIECE: usize = 256 << 10;

/// What the calls that inflate accept.
pub static FIELDS: &[Field] = &[Field::new(
    "maxOutputBytes",
    Type::Integer(0.0, limits::MAX),
    D::Number(limits::MEMORY),
    "bytes",
    "more than this is OutputLimit",
)];

/// How an `Inflater` reads; `Settings::of(form)` and then what differs.
#[derive(Debug)]
pub struct Settings {
    pub form: Form,
    /// Bytes that may come out.
    pub limit: u64,
    /// The option that raises the limit.
    pub option: &'static str,
    /// Preset: empty where there is none.
    pub dictionary: Vec<u8>,
    /// Of a raw stream: count its CRC-32.
    pub crc32: bool,
    /// Whether bytes behind the end are left to the caller, who asks for `unused`; else they are an error.
    pub leave: bool,
    /// Of gzip: note where members begin.
    pub members: bool,
}

impl Settings {
    pub fn of(form: Form) -> Self {
        let limit = limits::MEMORY as u64;
        Self {
            form,
            limit,
            option: "maxOutputBytes",
            dictionary: Vec::new(),
            crc32: false,
            leave: false,
            members: false,
        }
    }

    /// From a request's `form`, `crc32`, `leave`, `members` and the options of FIELDS.
    pub fn parse(request: &Map<String, Value>, dictionary: &[u8]) -> Result<Self> {
        let own = ["task", "form", "crc32", "leave", "members"];
        let values = Values::parse(FIELDS, request, &own, "options")?;
        let flag = |name| request.get(name).and_then(Value::as_bool).unwrap_or(false);
        let form = Form::from_name(request.get("form").and_then(Value::as_str).unwrap_or_default())?;
        Ok(Self {
            limit: values.size("maxOutputBytes"),
            dictionary: dictionary.to_vec(),
            crc32: flag("crc32"),
            leave: flag("leave"),
            members: flag("members"),
            ..Self::of(form)
        })
    }
}

/// Where in the stream the next byte stands.
#[derive(Debug)]
enum At {
    ZlibHead,
    GzipHead(Header),
    Body,
    Tail,
    /// Behind a gzip member: another one, or zeros (tapes and some tools fill up with them).
    Between {
        padded: bool,
    },
    End,
    Failed(Error),
}

/// An inflater of one stream; gzip's members one after the other are one stream.
/// `step` works on borrowed bytes; `push` holds its input and is called again, with nothing, until nothing comes out.
#[derive(Debug)]
pub struct Inflater {
    settings: Settings,
    state: Decompress,
    at: At,
    /// Of a fixed part, what came of it.
    held: Vec<u8>,
    check: Check,
    /// Bytes that came out of this member.
    size: u64,
    /// Bytes that came out in all.
    total: u64,
    /// Whether the state may hold bytes that had no room.
    full: bool,
    input: Vec<u8>,
    used: usize,
    /// Bytes that were used before this step.
    before: u64,
    /// Where members began, but for the first, since `describe` told them.
    members: Vec<u64>,
}

impl Inflater {
    /// `options`: JSON as `Settings::parse` takes it.
    pub fn new(options: &str, dictionary: &[u8]) -> Result<Self> {
        let value: Value =
            serde_json::from_str(options).map_err(|e| Error::option("options", "JSON", e.to_string()))?;
        let empty = Map::new();
        Self::with(Settings::parse(value.as_object().unwrap_or(&empty), dictionary)?)
    }

    pub fn with(settings: Settings) -> Result<Self> {
        let check = match settings.form {
            Form::Raw if settings.crc32 => Check::of(Form::Gzip),
            form => Check::of(form),
        };
        let mut inflater = Self {
            at: Self::start(settings.form),
            settings,
            state: Decompress::new(false),
            held: Vec::new(),
            check,
            size: 0,
            total: 0,
            full: false,
            input: Vec::new(),
            used: 0,
            before: 0,
            members: Vec::new(),
        };
        if inflater.settings.form == Form::Raw {
            inflater.preset()?;
        }
        Ok(inflater)
    }

    fn start(form: Form) -> At {
        match form {
            Form::Raw => At::Body,
            Form::Zlib => At::ZlibHead,
            Form::Gzip => At::GzipHead(Header::new()),
        }
    }

    /// Bytes that came out so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The CRC-32 or Adler-32 of what came out, of gzip that of its last member; 0 for a raw stream without `crc32`.
    pub fn check(&self) -> u32 {
        self.check.value()
    }

    /// Whether the stream has ended and its sums were right. Gzip may still go on with another member.
    pub fn is_done(&self) -> bool {
        matches!(self.at, At::End | At::Between { .. })
    }

    /// Bytes that were pushed and stand behind the end, where `leave` is set.
    pub fn unused(&self) -> usize {
        self.input.len() - self.used
    }

    /// Takes more of the stream; gives at most PIECE bytes. To be called again with no bytes until it gives none.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.input.drain(..self.used);
        self.used = 0;
        self.input.try_reserve(bytes.len()).map_err(|_| refused(bytes.len()))?;
        self.input.extend_from_slice(bytes);
        let input = std::mem::take(&mut self.input);
        let mut out = Vec::new();
        let step = self.step(&input, &mut out, PIECE);
        self.input = input;
        self.used = step?;
        Ok(out)
    }

    /// The stream has no more bytes: an error if it has no end.
    pub fn finish(&mut self) -> Result<()> {
        match &self.at {
            At::Failed(error) => Err(error.clone()),
            At::End | At::Between { .. } => Ok(()),
            _ => Err(self.failed(Error::new(Code::TruncatedData))),
        }
    }

    /// What came out so far, as JSON for the bindings. A member's beginning is told once.
    pub fn describe(&mut self) -> Value {
        let members = std::mem::take(&mut self.members);
        json!({
            "size": self.total,
            "check": self.check(),
            "unused": self.unused(),
            "done": self.is_done(),
            "members": members,
        })
    }

    fn failed(&mut self, error: Error) -> Error {
        self.at = At::Failed(error.clone());
        error
    }

    /// Inflates from `input` until it is used up, the stream has ended, or `out` holds `most` bytes. Gives how many were used.
    pub fn step(&mut self, input: &[u8], out: &mut Vec<u8>, most: usize) -> Result<usize> {
        let used = self.advance(input, out, most)?;
        self.before += used as u64;
        Ok(used)
    }

    fn advance(&mut self, input: &[u8], out: &mut Vec<u8>, most: usize) -> Result<usize> {
        let mut used = 0;
        loop {
            let rest = input.get(used..).unwrap_or_default();
            if out.len() >= most || (rest.is_empty() && !self.full) {
                return Ok(used);
            }
            let taken = match &mut self.at {
                At::Failed(error) => return Err(error.clone()),
                At::GzipHead(header) => {
                    let taken = header.push(rest);
                    if header.is_done() {
                        self.at = At::Body;
                        self.preset().and(taken)
                    } else {
                        taken
                    }
                }
                At::ZlibHead => self.zlib_head(rest),
                At::Body => self.body(rest, out, most),
                At::Tail => self.tail(rest),
                At::Between { .. } if self.settings.leave && rest.first() != member::MAGIC.first() => {
                    return Ok(used);
                }
                At::Between { padded } => match rest.first() {
                    Some(0) => {
                        *padded = true;
                        Ok(rest.iter().take_while(|byte| **byte == 0).count())
                    }
                    // The first byte alone decides, so that the pieces in which a stream comes do not.
                    Some(0x1f) if !*padded => {
                        self.again(used);
                        Ok(0)
                    }
                    _ => Err(Error::new(Code::TrailingData)),
                },
                At::End if self.settings.leave => return Ok(used),
                At::End => Err(Error::new(Code::TrailingData)),
            };
            used += taken.map_err(|error| self.failed(error))?;
        }
    }

    /// Another member, behind the bytes that this step has used.
    fn again(&mut self, used: usize) {
        if self.settings.members {
            self.members.push(self.before + used as u64);
        }
        self.at = Self::start(self.settings.form);
        self.state = Decompress::new(false);
        self.check = Check::of(self.settings.form);
        self.size = 0;
    }

    fn preset(&mut self) -> Result<()> {
        let dictionary = &self.settings.dictionary;
        if dictionary.is_empty() {
            return Ok(());
        }
        self.state.set_dictionary(window(dictionary)).map_err(|e| Error::new(Code::Panicked).reason(e))?;
        Ok(())
    }

    /// Fills `held` up to `len` bytes; how many were taken.
    fn hold(&mut self, rest: &[u8], len: usize) -> usize {
        let taken = rest.get(..len - self.held.len()).unwrap_or(rest);
        self.held.extend_from_slice(taken);
        taken.len()
    }

    /// RFC 1950, 2.2.
    fn zlib_head(&mut self, rest: &[u8]) -> Result<usize> {
        let has_dictionary = self.held.get(1).is_some_and(|flags| flags & 0x20 != 0);
        let taken = self.hold(rest, if has_dictionary { 6 } else { 2 });
        let wrong = |reason: &str| Error::new(Code::CorruptHeader).format(Form::Zlib.name()).reason(reason);
        match *self.held.as_slice() {
            [cmf, flags] => {
                let reason = match (cmf & 15, cmf >> 4, (u16::from(cmf) << 8 | u16::from(flags)) % 31) {
                    (member::DEFLATE, 0..=7, 0) => None,
                    (_, _, 1..) => Some("its check bits are wrong"),
                    (member::DEFLATE, _, _) => Some("its window is over 32 KiB"),
                    _ => Some("its method is not deflate"),
                };
                if let Some(reason) = reason {
                    return Err(wrong(reason));
                }
                if flags & 0x20 == 0 {
                    self.held.clear();
                    self.at = At::Body;
                }
            }
            [_, _, a, b, c, d] => {
                let expected = u32::from_be_bytes([a, b, c, d]);
                let found = adler(1, &self.settings.dictionary);
                if found != expected || self.settings.dictionary.is_empty() {
                    let error = Error::sum(Code::WrongDictionary, expected, found);
                    return Err(if self.settings.dictionary.is_empty() {
                        error.found("none")
                    } else {
                        error
                    });
                }
                self.held.clear();
                self.preset()?;
                self.at = At::Body;
            }
            _ => {}
        }
        Ok(taken)
    }

    fn body(&mut self, rest: &[u8], out: &mut Vec<u8>, most: usize) -> Result<usize> {
        let filled = out.len();
        if out.capacity() == filled {
            // What may come of these bytes, grown as it comes.
            let more = rest.len().saturating_mul(4).max(filled / 2).max(4096).min(most - filled);
            out.try_reserve_exact(more).map_err(|_| refused(more))?;
        }
        let before = self.state.total_in();
        let status = self
            .state
            .decompress_vec(rest, out, FlushDecompress::None)
            .map_err(|e| Error::new(Code::CorruptDeflate).reason(e.message().unwrap_or("invalid data")))?;
        self.full = out.len() == out.capacity();
        let new = out.get(filled..).unwrap_or_default();
        self.check.update(new);
        self.size += new.len() as u64;
        self.total += new.len() as u64;
        if self.total > self.settings.limit {
            return Err(Error::limit(
                Code::OutputLimit,
                self.total,
                self.settings.limit,
                self.settings.option,
            ));
        }
        if status == Status::StreamEnd {
            self.full = false;
            self.at = if self.settings.form == Form::Raw { At::End } else { At::Tail };
        }
        Ok((self.state.total_in() - before) as usize)
    }

    /// The sums behind the data: RFC 1950's ADLER32, RFC 1952's CRC32 and ISIZE.
    fn tail(&mut self, rest: &[u8]) -> Result<usize> {
        let taken = self.hold(rest, if self.settings.form == Form::Zlib { 4 } else { 8 });
        let found = self.check.value();
        let mismatch = |code, expected| Err(Error::sum(code, expected, found));
        match (self.settings.form, self.held.as_slice()) {
            (Form::Zlib, &[a, b, c, d]) => {
                let expected = u32::from_be_bytes([a, b, c, d]);
                if expected != found {
                    return mismatch(Code::AdlerMismatch, expected);
                }
                self.at = At::End;
            }
            (Form::Gzip, &[a, b, c, d, e, f, g, h]) => {
                let expected = u32::from_le_bytes([a, b, c, d]);
                if expected != found {
                    return mismatch(Code::CrcMismatch, expected);
                }
                let (size, found) = (u32::from_le_bytes([e, f, g, h]), self.size as u32);
                if size != found {
                    return Err(Error::new(Code::SizeMismatch)
                        .expected(size.to_string())
                        .found(found.to_string()));
                }
                self.held.clear();
                self.at = At::Between { padded: false };
            }
            _ => {}
        }
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `gzip -6` (1.12) wrote of HELLO as a.txt of 2024-01-01.
    const GZIP: [u8; 35] = [
        0x1f, 0x8b, 0x08, 0x08, 0x80, 0x00, 0x92, 0x65, 0x00, 0x03, 0x61, 0x2e, 0x74, 0x78, 0x74, 0x00, 0xcb,
        0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x5c, 0x00, 0x3b, 0x7c, 0x8a, 0xdf, 0x12, 0x00, 0x00,
        0x00,
    ];
    const HELLO: &[u8] = b"hello hello hello\n";

    fn gzip() -> Vec<u8> {
        GZIP.to_vec()
    }

    /// Its deflate stream.
    fn raw() -> &'static [u8] {
        &GZIP[16..27]
    }

    /// RFC 1950 around one stored block of RFC 1951, 3.2.4.
    fn zlib() -> Vec<u8> {
        let mut file = vec![0x78, 0x9c, 1, 18, 0, !18, 0xff];
        file.extend(HELLO);
        file.extend(adler(1, HELLO).to_be_bytes());
        file
    }

    /// The whole output, the stream given by pieces of `size`.
    fn by(settings: Settings, bytes: &[u8], size: usize) -> Result<Vec<u8>> {
        let mut inflater = Inflater::with(settings)?;
        let mut all = Vec::new();
        for piece in bytes.chunks(size) {
            let mut out = inflater.push(piece)?;
            while !out.is_empty() {
                assert!(out.len() <= PIECE);
                all.append(&mut out);
                out = inflater.push(&[])?;
            }
        }
        inflater.finish()?;
        assert_eq!(inflater.total(), all.len() as u64);
        Ok(all)
    }

    fn code(form: Form, bytes: &[u8]) -> Code {
        let codes: Vec<Code> =
            [1, 7, usize::MAX].map(|size| by(Settings::of(form), bytes, size).unwrap_err().code).into();
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}: the pieces decide");
        codes[0]
    }

    fn with(bytes: &[u8], at: usize, byte: u8) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        bytes[at] = byte;
        bytes
    }

    #[test]
    fn gzip_zlib_and_raw_come_out_whole_in_pieces_of_any_size() {
        for size in [1, 2, 3, 10, 1000] {
            assert_eq!(by(Settings::of(Form::Gzip), &gzip(), size).unwrap(), HELLO);
            assert_eq!(by(Settings::of(Form::Zlib), &zlib(), size).unwrap(), HELLO);
            assert_eq!(by(Settings::of(Form::Raw), raw(), size).unwrap(), HELLO);
        }
    }

    #[test]
    fn members_one_after_the_other_and_zeros_behind_them_are_one_stream() {
        let mut file = [gzip(), gzip(), gzip()].concat();
        for padding in [0, 1, 600] {
            file.extend(std::iter::repeat_n(0, padding));
            for size in [1, 30, 10_000] {
                assert_eq!(by(Settings::of(Form::Gzip), &file, size).unwrap(), HELLO.repeat(3));
            }
        }
        assert_eq!(code(Form::Gzip, &[file, gzip()].concat()), Code::TrailingData);
    }

    #[test]
    fn a_header_may_have_every_field_and_its_crc_counts() {
        let mut head =
            vec![0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3, b'n', 0, b'c', b'c', 0];
        let sum = (crc32fast::hash(&head) & 0xffff) as u16;
        head.extend(sum.to_le_bytes());
        let file = [&head[..], &gzip()[16..]].concat();
        for size in [1, 5, 1000] {
            assert_eq!(by(Settings::of(Form::Gzip), &file, size).unwrap(), HELLO);
        }
        assert_eq!(code(Form::Gzip, &with(&file, 20, sum.to_le_bytes()[0] ^ 1)), Code::CorruptHeader);
        assert_eq!(code(Form::Gzip, &with(&file, 15, b'm')), Code::CorruptHeader);
    }

    #[test]
    fn each_damage_has_its_code_wherever_the_pieces_end() {
        let (gzip, zlib) = (gzip(), zlib());
        let last = gzip.len() - 1;
        assert_eq!(code(Form::Gzip, &with(&gzip, 0, 0x1e)), Code::CorruptHeader);
        assert_eq!(code(Form::Gzip, &with(&gzip, 1, 0x8c)), Code::CorruptHeader);
        assert_eq!(code(Form::Gzip, &with(&gzip, 2, 7)), Code::CorruptHeader);
        assert_eq!(code(Form::Gzip, &with(&gzip, 3, 0x20)), Code::CorruptHeader);
        assert_eq!(code(Form::Gzip, &with(&gzip, 16, 0xff)), Code::CorruptDeflate);
        assert_eq!(code(Form::Gzip, &with(&gzip, last, 1)), Code::SizeMismatch);
        assert_eq!(code(Form::Gzip, &with(&gzip, last - 4, gzip[last - 4] ^ 1)), Code::CrcMismatch);
        assert_eq!(code(Form::Gzip, &[&gzip[..], b"x"].concat()), Code::TrailingData);
        assert_eq!(code(Form::Zlib, &with(&zlib, 0, 0x79)), Code::CorruptHeader);
        // 0x88 0x1c: a window of 64 KiB, with right check bits.
        assert_eq!(code(Form::Zlib, &with(&with(&zlib, 0, 0x88), 1, 0x1c)), Code::CorruptHeader);
        assert_eq!(code(Form::Zlib, &with(&zlib, zlib.len() - 1, 0)), Code::AdlerMismatch);
        assert_eq!(code(Form::Zlib, &[&zlib[..], &[0]].concat()), Code::TrailingData);
        assert_eq!(code(Form::Raw, &[raw(), &[0]].concat()), Code::TrailingData);
        for (form, file) in [(Form::Gzip, &gzip[..]), (Form::Zlib, &zlib), (Form::Raw, raw())] {
            for cut in 0..file.len() {
                let result = by(Settings::of(form), &file[..cut], 5).unwrap_err();
                assert_eq!(result.code, Code::TruncatedData, "{form:?} {cut}");
            }
        }
    }

    #[test]
    fn members_are_told_where_they_begin() {
        let file = [gzip(), gzip(), gzip()].concat();
        for size in [1, 20, 35, 1000] {
            let settings = Settings { members: true, ..Settings::of(Form::Gzip) };
            let mut inflater = Inflater::with(settings).unwrap();
            let mut found = Vec::new();
            for piece in file.chunks(size) {
                inflater.push(piece).unwrap();
                found.extend(
                    inflater.describe()["members"].as_array().unwrap().iter().filter_map(Value::as_u64),
                );
            }
            assert_eq!(found, [35, 70], "pieces of {size}");
        }
    }

    #[test]
    fn output_stops_at_its_limit_whatever_the_stream_holds() {
        let zeros = vec![0; 3 << 20];
        let raw = crate::zip::deflate::whole(&zeros, 9, &crate::job::Cancel::default()).unwrap();
        let limited = |limit| Settings { limit, ..Settings::of(Form::Raw) };
        assert_eq!(by(limited(3 << 20), &raw, 100).unwrap(), zeros);
        let error = by(limited((3 << 20) - 1), &raw, 100).unwrap_err();
        assert_eq!((error.code, error.fields.limit), (Code::OutputLimit, Some((3 << 20) - 1)));
        assert_eq!(error.fields.option, Some("maxOutputBytes"));
        let mut inflater = Inflater::with(limited(1000)).unwrap();
        let mut out = Vec::new();
        assert!(inflater.step(&raw, &mut out, PIECE).is_err());
        assert!(out.capacity() <= PIECE);
        // It stays failed.
        assert_eq!(inflater.push(&[]).unwrap_or_default(), b"");
        assert_eq!(inflater.finish().unwrap_err().code, Code::OutputLimit);
    }

    #[test]
    fn a_dictionary_is_the_one_that_the_header_names() {
        let dictionary = b"hello world, hello mill".to_vec();
        let mut state = flate2::Compress::new(flate2::Compression::new(6), true);
        state.set_dictionary(&dictionary).unwrap();
        let mut zlib = Vec::with_capacity(1000);
        state.compress_vec(HELLO, &mut zlib, flate2::FlushCompress::Finish).unwrap();
        let set =
            |dictionary: &[u8]| Settings { dictionary: dictionary.to_vec(), ..Settings::of(Form::Zlib) };
        for size in [1, 3, 100] {
            assert_eq!(by(set(&dictionary), &zlib, size).unwrap(), HELLO);
            assert_eq!(by(set(b"another"), &zlib, size).unwrap_err().code, Code::WrongDictionary);
            assert_eq!(by(set(b""), &zlib, size).unwrap_err().code, Code::WrongDictionary);
        }
        let mut state = flate2::Compress::new(flate2::Compression::new(6), false);
        state.set_dictionary(&dictionary).unwrap();
        let mut raw = Vec::with_capacity(1000);
        state.compress_vec(HELLO, &mut raw, flate2::FlushCompress::Finish).unwrap();
        let settings = Settings { dictionary, ..Settings::of(Form::Raw) };
        assert_eq!(by(settings, &raw, 2).unwrap(), HELLO);
        assert_eq!(code(Form::Raw, &raw), Code::CorruptDeflate);
    }

    #[test]
    fn what_follows_the_end_may_be_left_to_the_caller() {
        let file = [raw(), b"PK\x07\x08 and so on"].concat();
        let settings = Settings { leave: true, crc32: true, ..Settings::of(Form::Raw) };
        let mut inflater = Inflater::with(settings).unwrap();
        let mut out = Vec::new();
        assert_eq!(inflater.step(&file, &mut out, PIECE).unwrap(), raw().len());
        assert!(inflater.is_done() && inflater.finish().is_ok());
        assert_eq!((out.as_slice(), inflater.check()), (HELLO, crc32fast::hash(HELLO)));
        let mut inflater = Inflater::new(r#"{"form":"raw","leave":true}"#, &[]).unwrap();
        assert_eq!(inflater.push(&file).unwrap(), HELLO);
        assert_eq!(inflater.push(&[]).unwrap(), b"");
        assert_eq!(inflater.unused(), 14);
    }
}
