//! Radiance's header: a magic, lines of text up to an empty one, and a line that says size and order of the scanlines.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

/// Programs write their own name behind the first two bytes; these two are the ones that all read.
pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"#?RADIANCE") || bytes.starts_with(b"#?RGBE")
}

/// What the header says, and where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    pub width: u32,
    pub height: u32,
    /// Scanlines are columns.
    pub columns: bool,
    pub from_right: bool,
    pub from_below: bool,
    /// CIE's tristimulus values instead of red, green and blue.
    pub xyz: bool,
    pub data_at: usize,
}

/// Bytes of the longest line.
const LINE: usize = 4096;

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("hdr").reason(reason)
}

/// The next line, without what ends it.
fn line<'a>(reader: &mut Reader<'a>, bytes: &'a [u8]) -> Result<&'a [u8]> {
    let rest = bytes.get(reader.position()..).unwrap_or_default();
    let len = rest.iter().take(LINE).position(|byte| *byte == b'\n');
    match len.and_then(|len| Some((reader.take(len)?, reader.take(1)?))) {
        Some((line, _)) => Ok(line.strip_suffix(b"\r").unwrap_or(line)),
        None if rest.len() >= LINE => Err(damaged("a line of the header")),
        None => Err(Error::new(Code::TruncatedImage).format("hdr").reason("no header")),
    }
}

pub fn parts(bytes: &[u8]) -> Result<Parts> {
    let mut reader = Reader::new(bytes);
    line(&mut reader, bytes)?;
    let mut xyz = false;
    loop {
        let text = line(&mut reader, bytes)?;
        if text.is_empty() {
            break;
        }
        let Some(format) = text.strip_prefix(b"FORMAT=") else { continue };
        xyz = match format.trim_ascii() {
            b"32-bit_rle_rgbe" => false,
            b"32-bit_rle_xyze" => true,
            other => {
                let found = String::from_utf8_lossy(other).into_owned();
                return Err(Error::new(Code::UnsupportedFeature).format("hdr").found(found));
            }
        };
    }
    let size = line(&mut reader, bytes)?;
    resolution(&String::from_utf8_lossy(size), xyz, reader.position()).ok_or_else(|| damaged("the size"))
}

/// `-Y height +X width`, or any other order and direction of the two.
fn resolution(text: &str, xyz: bool, data_at: usize) -> Option<Parts> {
    let mut words = text.split_ascii_whitespace();
    let mut axis = || Some((words.next()?, words.next()?.parse::<u32>().ok()?));
    let (first, second) = (axis()?, axis()?);
    let columns = first.0.ends_with('X');
    let ((across, width), (down, height)) = if columns { (first, second) } else { (second, first) };
    let from_right = match across {
        "+X" => false,
        "-X" => true,
        _ => return None,
    };
    let from_below = match down {
        "-Y" => false,
        "+Y" => true,
        _ => return None,
    };
    Some(Parts { width, height, columns, from_right, from_below, xyz, data_at })
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let parts = parts(bytes)?;
    let mut header = Header::new(Format::Hdr, parts.width, parts.height);
    (header.depth, header.bits) = (Depth::F32, 8);
    Ok(header)
}
