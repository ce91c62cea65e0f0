//! The text of an SVG file: inflated where it is gzip (RFC 1952), UTF-8 from UTF-16 or Latin-1.

use crate::error::{Code, Error, Result};
use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::io::Read;

const GZIP: &[u8] = b"\x1f\x8b\x08";

/// Bytes of a head that are enough for the root element of an honest file.
pub const HEAD: usize = 1 << 16;

/// Where the text of a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Whole,
    /// The bytes end before the text does.
    Cut,
    /// There is more text than was asked for.
    More,
}

fn cut() -> Error {
    Error::new(Code::TruncatedImage).format("svg")
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("svg").reason(reason)
}

/// At most `most` bytes of what was packed.
fn inflated(bytes: &[u8], most: usize) -> Result<(Cow<'_, [u8]>, End)> {
    if !bytes.starts_with(GZIP) {
        let part = bytes.get(..most);
        return Ok((
            Cow::Borrowed(part.unwrap_or(bytes)),
            if part.is_some() { End::More } else { End::Whole },
        ));
    }
    let mut out = Vec::new();
    let mut reader = GzDecoder::new(bytes).take(most as u64);
    match reader.read_to_end(&mut out) {
        Ok(_) if out.len() == most => Ok((Cow::Owned(out), End::More)),
        Ok(_) => Ok((Cow::Owned(out), End::Whole)),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok((Cow::Owned(out), End::Cut)),
        Err(_) => Err(damaged("gzip data")),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The text, if it is UTF-8 in all but a last character that was cut.
fn utf8(bytes: &[u8], end: End) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if end != End::Whole && error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

/// Whether the declaration names ISO 8859-1, whose bytes are the first characters of Unicode.
fn is_latin(bytes: &[u8]) -> bool {
    let line: Vec<u8> =
        bytes.iter().take(200).take_while(|b| **b != b'>').map(u8::to_ascii_lowercase).collect();
    let has = |name: &[u8]| line.windows(name.len()).any(|part| part == name);
    has(b"iso-8859-1") || has(b"latin1") || has(b"windows-1252") || has(b"us-ascii")
}

fn decoded(bytes: Cow<'_, [u8]>, end: End) -> Option<Cow<'_, str>> {
    let start = match bytes.get(..3) {
        Some([0xff, 0xfe, _]) => return Some(Cow::Owned(utf16(bytes.get(2..)?, u16::from_le_bytes))),
        Some([0xfe, 0xff, _]) => return Some(Cow::Owned(utf16(bytes.get(2..)?, u16::from_be_bytes))),
        Some([0xef, 0xbb, 0xbf]) => 3,
        _ => 0,
    };
    if utf8(bytes.get(start..)?, end).is_none() {
        return is_latin(&bytes).then(|| Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()));
    }
    match bytes {
        Cow::Borrowed(bytes) => utf8(bytes.get(start..)?, end).map(Cow::Borrowed),
        Cow::Owned(bytes) => utf8(bytes.get(start..)?, end).map(|text| Cow::Owned(text.to_owned())),
    }
}

/// The text, at most `most` bytes of it, and how it ends.
pub fn read(bytes: &[u8], most: usize) -> Result<(Cow<'_, str>, End)> {
    let (raw, end) = inflated(bytes, most)?;
    // A last character that is not whole says that more was to come.
    let half = end == End::Whole && std::str::from_utf8(&raw).is_err_and(|error| error.error_len().is_none());
    let end = if half { End::Cut } else { end };
    let unknown =
        || Error::new(Code::UnsupportedFeature).format("svg").found("a character encoding other than UTF-8");
    Ok((decoded(raw, end).ok_or_else(unknown)?, end))
}

/// The whole text, which must end; `most` bytes are a limit.
pub fn whole(bytes: &[u8], most: u64) -> Result<Cow<'_, str>> {
    let most_bytes = usize::try_from(most).unwrap_or(usize::MAX);
    let (text, end) = read(bytes, most_bytes)?;
    match end {
        End::Whole => Ok(text),
        End::Cut => Err(cut()),
        End::More => Err(Error::limit(Code::MemoryLimit, "more", most, "limits.memory").format("svg")),
    }
}
