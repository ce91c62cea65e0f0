//! PNM's header: words in text, with comments between them (Netpbm's pbm(5), pgm(5), ppm(5), pam(5)).

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

pub fn sniff(bytes: &[u8]) -> bool {
    matches!(bytes, [b'P', b'1'..=b'7', after, ..] if after.is_ascii_whitespace() || *after == b'#')
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let mut reader = Reader::new(bytes);
    let parsed = if bytes.starts_with(b"P7") { pam(&mut reader) } else { plain(&mut reader) };
    parsed.unwrap_or_else(|| Err(Error::new(Code::TruncatedImage).format("pnm").reason("no header")))
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("pnm").reason(reason)
}

/// The next word, past white space and comments; `None` where the bytes end.
fn word(reader: &mut Reader<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        let byte = reader.u8()?;
        if byte == b'#' && text.is_empty() {
            while reader.u8()? != b'\n' {}
        } else if byte.is_ascii_whitespace() {
            if !text.is_empty() {
                return Some(text);
            }
        } else if text.len() < 64 {
            text.push(char::from(byte));
        }
    }
}

fn number(reader: &mut Reader<'_>, what: &str) -> Option<Result<u32>> {
    let text = word(reader)?;
    Some(text.parse().map_err(|_| damaged(what)))
}

/// `P1` to `P6`: width, height, and but for bitmaps the value of white.
fn plain(reader: &mut Reader<'_>) -> Option<Result<Header>> {
    let [_, kind] = reader.array::<2>()?;
    let mut numbers = [0, 0, 1];
    let count = if matches!(kind, b'1' | b'4') { 2 } else { 3 };
    for slot in numbers.iter_mut().take(count) {
        match number(reader, "a number in the header")? {
            Ok(value) => *slot = value,
            Err(error) => return Some(Err(error)),
        }
    }
    let [width, height, most] = numbers;
    let channels = if matches!(kind, b'3' | b'6') { 3 } else { 1 };
    Some(described(width, height, channels, most))
}

/// `P7`: one field a line, until `ENDHDR`.
fn pam(reader: &mut Reader<'_>) -> Option<Result<Header>> {
    reader.take(2)?;
    let [mut width, mut height, mut depth, mut most] = [0u32; 4];
    loop {
        let field = match word(reader)?.as_str() {
            "ENDHDR" => break,
            "WIDTH" => &mut width,
            "HEIGHT" => &mut height,
            "DEPTH" => &mut depth,
            "MAXVAL" => &mut most,
            "TUPLTYPE" => {
                word(reader)?;
                continue;
            }
            _ => return Some(Err(damaged("a field of the header"))),
        };
        match number(reader, "a number in the header")? {
            Ok(value) => *field = value,
            Err(error) => return Some(Err(error)),
        }
    }
    match u8::try_from(depth) {
        Ok(channels @ 1..=4) => Some(described(width, height, channels, most)),
        _ => Some(Err(damaged("DEPTH"))),
    }
}

fn described(width: u32, height: u32, channels: u8, most: u32) -> Result<Header> {
    if most == 0 || most > 65_535 {
        return Err(damaged("the value of white"));
    }
    let mut header = Header::new(Format::Pnm, width, height);
    header.channels = channels;
    header.has_alpha = matches!(channels, 2 | 4);
    header.space = if channels < 3 { "b-w" } else { "srgb" };
    header.depth = if most > 255 { Depth::U16 } else { Depth::U8 };
    header.bits = (32 - most.leading_zeros()) as u8;
    Ok(header)
}
