//! Compressing as stateless pieces: a head, parts of any number of blocks, a tail. The bytes follow from the input and the
//! options alone: a block is always the same 256 KiB of the input, whoever compresses it and beside whom.

use super::form::Form;
use super::member::{DEFLATE, FCOMMENT, FNAME, MAGIC};
use crate::bytes::form::adler;
use crate::error::{Error, Result};
use crate::job::Cancel;
use crate::spec::{Default as D, Field, Type, Values};
use crate::zip::deflate::{self, BLOCK, EFFORT, LEVEL, WINDOW};

/// What `deflate` and `zlib` accept.
pub static FIELDS: &[Field] = &[LEVEL, EFFORT];

/// The last second that a header can tell.
const LAST: f64 = 4_294_967_295_000.0;
/// Longer names are no names.
const TEXT: usize = 65_535;

/// What `gzip` accepts.
pub static GZIP: &[Field] = &[
    LEVEL,
    EFFORT,
    Field::new(
        "mtime",
        Type::Integer(0.0, LAST),
        D::Number(0.0),
        "milliseconds since 1970",
        "the time that the header tells, in whole seconds; 0 tells none",
    ),
    Field::new("filename", Type::Text(TEXT), D::None, "", "a name in the header, in Latin-1"),
    Field::new("comment", Type::Text(TEXT), D::None, "", "a comment in the header, in Latin-1"),
];

/// The table of a form.
pub fn fields(form: Form) -> &'static [Field] {
    if form == Form::Gzip { GZIP } else { FIELDS }
}

fn latin1(values: &Values, name: &str) -> Result<Vec<u8>> {
    let text = values.text(name).unwrap_or_default();
    let bytes = text.chars().map(|c| u8::try_from(c).ok().filter(|byte| *byte != 0)).collect();
    Option::<Vec<u8>>::ok_or_else(bytes, || {
        Error::option(format!("options.{name}"), "text in Latin-1, without NUL", format!("{text:?}"))
    })
}

/// What stands before the data.
pub fn head(form: Form, values: &Values, dictionary: &[u8]) -> Result<Vec<u8>> {
    let level = deflate::level_of(values);
    match form {
        Form::Raw => Ok(Vec::new()),
        Form::Zlib => Ok(zlib_head(level, dictionary)),
        Form::Gzip => {
            let (name, comment) = (latin1(values, "filename")?, latin1(values, "comment")?);
            let flag = |text: &[u8], flag| if text.is_empty() { 0 } else { flag };
            let seconds = (values.size("mtime") / 1000) as u32;
            let tried = match level {
                9.. => 2,
                1 => 4,
                _ => 0,
            };
            let mut head = vec![MAGIC[0], MAGIC[1], DEFLATE, flag(&name, FNAME) | flag(&comment, FCOMMENT)];
            head.extend(seconds.to_le_bytes());
            // OS 255 is unknown: where it was written changes no byte.
            head.extend([tried, 255]);
            for text in [name, comment] {
                if !text.is_empty() {
                    head.extend(text);
                    head.push(0);
                }
            }
            Ok(head)
        }
    }
}

fn zlib_head(level: u32, dictionary: &[u8]) -> Vec<u8> {
    // RFC 1950, 2.2: FLEVEL tells how hard the compressor tried, FCHECK makes a multiple of 31.
    let tried = match level {
        0 | 1 => 0,
        2..=5 => 1,
        6 => 2,
        _ => 3,
    };
    let flags = tried << 6 | u8::from(!dictionary.is_empty()) << 5;
    let rest = (0x7800 + u16::from(flags)) % 31;
    let mut head = vec![0x78, flags + (31 - rest as u8) % 31];
    if !dictionary.is_empty() {
        head.extend(adler(1, dictionary).to_be_bytes());
    }
    head
}

/// The part of a preset dictionary, or of what came before, that data may refer to.
pub fn window(before: &[u8]) -> &[u8] {
    before.get(before.len().saturating_sub(WINDOW)..).unwrap_or_default()
}

/// Blocks of BLOCK bytes and what is left, deflated; `last` ends the stream.
pub fn part(input: &[u8], before: &[u8], level: u32, last: bool, cancel: &Cancel) -> Result<Vec<u8>> {
    let first = input.get(..BLOCK).unwrap_or(input);
    let mut out = deflate::block(first, window(before), level, last && first.len() == input.len(), cancel)?;
    let mut start = first.len();
    while start < input.len() {
        let end = input.len().min(start + BLOCK);
        let upto = input.get(..end).unwrap_or(input);
        let mut packed = deflate::from(upto, start, level, last && end == input.len(), cancel)?;
        out.try_reserve(packed.len()).map_err(|_| deflate::refused(packed.len()))?;
        out.append(&mut packed);
        start = end;
    }
    Ok(out)
}

/// A zlib stream of what comes in pieces of any size; a level is one of deflate's, up to its `MAX`.
pub struct Zlib<'a> {
    level: u32,
    cancel: &'a Cancel,
    /// The window, and behind it what is not deflated yet.
    held: Vec<u8>,
    window: usize,
    sum: u32,
    out: Vec<u8>,
}

impl<'a> Zlib<'a> {
    pub fn new(level: u32, cancel: &'a Cancel) -> Self {
        Self { level, cancel, held: Vec::new(), window: 0, sum: 1, out: zlib_head(level, &[]) }
    }

    /// Bytes of the stream so far.
    pub const fn made(&self) -> usize {
        self.out.len()
    }

    pub fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.sum = adler(self.sum, bytes);
        while !bytes.is_empty() {
            // A full block waits for the byte behind it: it may be the last.
            if self.held.len() == self.window + BLOCK {
                self.flush(false)?;
            }
            let room = self.window + BLOCK - self.held.len();
            let (now, rest) = bytes.split_at(room.min(bytes.len()));
            self.held.try_reserve(now.len()).map_err(|_| deflate::refused(now.len()))?;
            self.held.extend_from_slice(now);
            bytes = rest;
        }
        Ok(())
    }

    fn flush(&mut self, last: bool) -> Result<()> {
        let mut packed = deflate::from(&self.held, self.window, self.level, last, self.cancel)?;
        self.out.try_reserve(packed.len()).map_err(|_| deflate::refused(packed.len()))?;
        self.out.append(&mut packed);
        self.held.drain(..self.held.len().saturating_sub(WINDOW));
        self.window = self.held.len();
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>> {
        self.flush(true)?;
        self.out.extend(tail(Form::Zlib, self.sum, 0));
        Ok(self.out)
    }
}

/// The zlib stream of bytes that are all there.
pub fn zlib(bytes: &[u8], level: u32, cancel: &Cancel) -> Result<Vec<u8>> {
    let mut out = zlib_head(level, &[]);
    out.append(&mut part(bytes, &[], level, true, cancel)?);
    out.extend(tail(Form::Zlib, adler(1, bytes), 0));
    Ok(out)
}

/// What stands behind the data.
pub fn tail(form: Form, check: u32, size: u64) -> Vec<u8> {
    match form {
        Form::Raw => Vec::new(),
        Form::Zlib => check.to_be_bytes().to_vec(),
        Form::Gzip => [check.to_le_bytes(), (size as u32).to_le_bytes()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::inflater::{Inflater, Settings};
    use serde_json::{Map, Value, json};

    fn values(form: Form, options: &Value) -> Result<Values> {
        Values::parse(fields(form), options.as_object().unwrap_or(&Map::new()), &[], "options")
    }

    fn text(len: usize) -> Vec<u8> {
        (0..len).map(|i| b"the mill grinds pixels "[(i * i / 7 + i) % 23]).collect()
    }

    #[test]
    fn heads_are_those_of_the_specifications() {
        // RFC 1950, 2.2: of 0x78 and FLEVEL 0, 1, 2, 3 the check bits make 01, 5e, 9c, da.
        for (level, flags) in [(0, 0x01), (1, 0x01), (3, 0x5e), (6, 0x9c), (9, 0xda)] {
            let values = values(Form::Zlib, &json!({ "level": level })).unwrap();
            assert_eq!(head(Form::Zlib, &values, b"").unwrap(), [0x78, flags]);
        }
        let plain = values(Form::Zlib, &json!({})).unwrap();
        assert_eq!(head(Form::Zlib, &plain, b"Wikipedia").unwrap(), [0x78, 0xbb, 0x11, 0xe6, 0x03, 0x98]);
        // RFC 1952, 2.3: MTIME in seconds, little-endian; XFL 2 for the slowest.
        let options = json!({ "level": 9, "mtime": 1_704_067_200_999u64, "filename": "é", "comment": "c" });
        let values = values(Form::Gzip, &options).unwrap();
        let expected = [0x1f, 0x8b, 8, 0x18, 0x80, 0x00, 0x92, 0x65, 2, 255, 0xe9, 0, b'c', 0];
        assert_eq!(head(Form::Gzip, &values, b"").unwrap(), expected);
    }

    #[test]
    fn a_stream_in_pieces_is_that_of_the_whole() {
        let cancel = Cancel::default();
        for level in [0, 1, 6, deflate::MAX] {
            for len in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 77] {
                let input = text(len);
                let whole = zlib(&input, level, &cancel).unwrap();
                let mut pieces = Zlib::new(level, &cancel);
                input.chunks(77_777).for_each(|piece| pieces.write(piece).unwrap());
                assert!(pieces.finish().unwrap() == whole, "level {level}, {len} bytes");
                let mut inflater = Inflater::with(Settings::of(Form::Zlib)).unwrap();
                let mut out = Vec::new();
                inflater.step(&whole, &mut out, usize::MAX).unwrap();
                assert!(inflater.finish().is_ok() && out == input, "level {level}, {len} bytes");
            }
        }
    }

    #[test]
    fn names_that_a_header_cannot_hold_are_refused() {
        for options in [json!({ "filename": "日本" }), json!({ "comment": "a\0b" })] {
            let values = values(Form::Gzip, &options).unwrap();
            let error = head(Form::Gzip, &values, b"").unwrap_err();
            assert_eq!(error.code, crate::Code::InvalidOption);
        }
    }

    #[test]
    fn parts_are_the_same_bytes_as_the_whole_and_inflate_to_what_went_in() {
        let cancel = Cancel::default();
        for level in [0, 1, 6, 9] {
            for len in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 77] {
                let input = text(len);
                let whole = part(&input, b"", level, true, &cancel).unwrap();
                let mut parts = Vec::new();
                for start in (0..len.max(1)).step_by(2 * BLOCK) {
                    let end = (start + 2 * BLOCK).min(len);
                    parts.extend(
                        part(&input[start..end], &input[..start], level, end == len, &cancel).unwrap(),
                    );
                }
                assert!(whole == parts, "level {level}, {len} bytes");
                let mut inflater = Inflater::with(Settings::of(Form::Raw)).unwrap();
                let mut out = Vec::new();
                inflater.step(&whole, &mut out, usize::MAX).unwrap();
                assert!(inflater.finish().is_ok() && out == input, "level {level}, {len} bytes");
            }
        }
    }
}
