//! PNM's headers: words in text with comments between them (Netpbm's pbm(5), pgm(5), ppm(5), pfm(5)), and PAM's lines (pam(5)).

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

/// How samples are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Digits with white space between them.
    Text,
    /// One digit a pixel; 1 is black.
    TextBits,
    /// Rows of bits from the highest; 1 is black.
    Bits,
    /// A byte each, or two where white is more than 255, the higher first.
    Binary,
    /// Floats of linear light, the lowest row first.
    Float { little: bool },
}

/// What a header says, and where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    pub coding: Coding,
    pub width: u32,
    pub height: u32,
    /// Samples a pixel in the file; those past the channels are of no known meaning.
    pub stored: usize,
    pub channels: u8,
    /// The value of white.
    pub most: u32,
    pub data_at: usize,
}

/// The magic and what separates it. Text begins with two letters too often for PFM: there a digit must follow.
pub fn sniff(bytes: &[u8]) -> bool {
    match bytes {
        [b'P', b'1'..=b'7', after, ..] if is_space(*after) || *after == b'#' => true,
        [b'P', b'F' | b'f', after, rest @ ..] if is_space(*after) => {
            rest.iter().find(|byte| !is_space(**byte)).is_some_and(u8::is_ascii_digit)
        }
        _ => false,
    }
}

pub fn parts(bytes: &[u8]) -> Result<Parts> {
    let mut reader = Reader::new(bytes);
    let parsed = if bytes.starts_with(b"P7") { pam(&mut reader) } else { plain(&mut reader) };
    let parts =
        parsed.unwrap_or_else(|| Err(Error::new(Code::TruncatedImage).format("pnm").reason("no header")))?;
    if parts.most == 0 || parts.most > 65_535 {
        return Err(damaged("the value of white"));
    }
    Ok(parts)
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("pnm").reason(reason)
}

/// As C's `isspace` has it: with the vertical tab.
pub const fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// The next byte of text; a comment is the end of its line.
pub fn byte(reader: &mut Reader<'_>) -> Option<u8> {
    let mut byte = reader.u8()?;
    if byte == b'#' {
        while !matches!(byte, b'\n' | b'\r') {
            byte = reader.u8()?;
        }
    }
    Some(byte)
}

/// The next word, and the one byte of white space behind it; `None` where the bytes end.
fn word(reader: &mut Reader<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        let byte = byte(reader)?;
        if is_space(byte) {
            if !text.is_empty() {
                return Some(text);
            }
        } else if text.len() < 64 {
            text.push(char::from(byte));
        }
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| damaged("a number in the header"))
}

/// `P1` to `P6`, `PF` and `Pf`: width, height, and but for bitmaps the value of white or the order of bytes.
fn plain(reader: &mut Reader<'_>) -> Option<Result<Parts>> {
    let [_, kind] = reader.array::<2>()?;
    let count = if matches!(kind, b'1' | b'4') { 2 } else { 3 };
    let mut words = [String::new(), String::new(), "1".to_owned()];
    for slot in words.iter_mut().take(count) {
        *slot = word(reader)?;
    }
    Some(numbers(kind, &words, reader.position()))
}

fn numbers(kind: u8, [width, height, last]: &[String; 3], data_at: usize) -> Result<Parts> {
    let float = matches!(kind, b'F' | b'f');
    let coding = match kind {
        b'1' => Coding::TextBits,
        b'2' | b'3' => Coding::Text,
        b'4' => Coding::Bits,
        b'F' | b'f' => {
            // Its sign is the order of bytes; what it scales is left to the reader.
            let scale: f32 = number(last)?;
            if !scale.is_normal() {
                return Err(damaged("the scale"));
            }
            Coding::Float { little: scale < 0.0 }
        }
        _ => Coding::Binary,
    };
    let stored = if matches!(kind, b'3' | b'6' | b'F') { 3 } else { 1 };
    Ok(Parts {
        coding,
        width: number(width)?,
        height: number(height)?,
        stored,
        channels: stored as u8,
        most: if float { 1 } else { number(last)? },
        data_at,
    })
}

/// Bytes of the longest line of a header.
const LINE: usize = 1024;

/// The next line without the white space around it; `None` where the bytes end.
fn line(reader: &mut Reader<'_>) -> Option<String> {
    let mut text = Vec::new();
    loop {
        match reader.u8()? {
            b'\n' => break,
            byte if text.len() < LINE => text.push(byte),
            _ => {}
        }
    }
    Some(String::from_utf8_lossy(&text).trim().to_owned())
}

/// `P7`: one field a line, until `ENDHDR`.
fn pam(reader: &mut Reader<'_>) -> Option<Result<Parts>> {
    reader.take(2)?;
    let [mut width, mut height, mut depth, mut most] = [0u32; 4];
    let mut tuple = String::new();
    loop {
        let line = line(reader)?;
        let (name, value) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
        let field = match name {
            "ENDHDR" => break,
            "WIDTH" => &mut width,
            "HEIGHT" => &mut height,
            "DEPTH" => &mut depth,
            "MAXVAL" => &mut most,
            "TUPLTYPE" => {
                value.trim().clone_into(&mut tuple);
                continue;
            }
            "" => continue,
            _ if name.starts_with('#') => continue,
            _ => return Some(Err(damaged("a field of the header"))),
        };
        match number(value.trim()) {
            Ok(value) => *field = value,
            Err(error) => return Some(Err(error)),
        }
    }
    let (stored, data_at) = (depth as usize, reader.position());
    let channels = match channels(&tuple, depth) {
        Ok(channels) => channels,
        Err(error) => return Some(Err(error)),
    };
    Some(Ok(Parts { coding: Coding::Binary, width, height, stored, channels, most, data_at }))
}

/// By the name of the tuples, else by how many samples they have.
fn channels(tuple: &str, depth: u32) -> Result<u8> {
    let channels = match tuple {
        "BLACKANDWHITE" | "GRAYSCALE" => 1,
        "BLACKANDWHITE_ALPHA" | "GRAYSCALE_ALPHA" => 2,
        "RGB" => 3,
        "RGB_ALPHA" => 4,
        _ if tuple.starts_with("CMYK") || depth > 4 => {
            let found = format!("{depth} samples a pixel {tuple}");
            return Err(Error::new(Code::UnsupportedFeature).format("pnm").found(found.trim()));
        }
        _ => depth as u8,
    };
    if (1..=depth).contains(&u32::from(channels)) { Ok(channels) } else { Err(damaged("DEPTH")) }
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let parts = parts(bytes)?;
    let mut header = Header::new(Format::Pnm, parts.width, parts.height);
    header.channels = parts.channels;
    header.has_alpha = matches!(parts.channels, 2 | 4);
    header.space = if parts.channels < 3 { "b-w" } else { "srgb" };
    (header.depth, header.bits) = match parts.coding {
        Coding::Float { .. } => (Depth::F32, 32),
        _ if parts.most > 255 => (Depth::U16, (32 - parts.most.leading_zeros()) as u8),
        _ => (Depth::U8, (32 - parts.most.leading_zeros()) as u8),
    };
    Ok(header)
}
