//! The boxes of a JPEG XL file (ISO/IEC 18181-2): where the codestream is, and the metadata beside it.

use super::bits::{cut, damaged};
use crate::codecs::Reader;
use crate::error::Result;
use std::borrow::Cow;

/// The box that begins every file of boxes.
const SIGNATURE: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";
/// What begins a codestream, alone or in its box.
const CODESTREAM: &[u8] = b"\xff\x0a";

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(CODESTREAM) || bytes.starts_with(SIGNATURE)
}

/// A box: its kind, what of its body is there, and whether that is all.
struct Item<'a> {
    kind: [u8; 4],
    body: &'a [u8],
    whole: bool,
}

/// The next box, or `None` where there is none.
fn next<'a>(reader: &mut Reader<'a>, bytes: &'a [u8]) -> Result<Option<Item<'a>>> {
    let left = |reader: &Reader<'_>| bytes.len().saturating_sub(reader.position());
    let head = reader.u32_be().zip(reader.array::<4>());
    let Some((size, kind)) = head else { return Ok(None) };
    let body = match size {
        0 => left(reader) as u64,
        1 => {
            let Some((high, low)) = reader.u32_be().zip(reader.u32_be()) else { return Ok(None) };
            (u64::from(high) << 32 | u64::from(low)).checked_sub(16).ok_or_else(|| damaged("box size"))?
        }
        size => u64::from(size).checked_sub(8).ok_or_else(|| damaged("box size"))?,
    };
    let have = usize::try_from(body).unwrap_or(usize::MAX).min(left(reader));
    let whole = body == have as u64;
    Ok(reader.take(have).map(|body| Item { kind, body, whole }))
}

/// Every box after the signature, as far as the file goes.
fn walk<'a>(bytes: &'a [u8], mut each: impl FnMut(Item<'a>) -> Result<()>) -> Result<()> {
    let mut reader = Reader::new(bytes);
    reader.seek(SIGNATURE.len());
    while let Some(item) = next(&mut reader, bytes)? {
        each(item)?;
    }
    Ok(())
}

/// The codestream, as far as the file goes; its parts put together where it has some.
pub fn codestream(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    if bytes.starts_with(CODESTREAM) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut one = None;
    let mut parts: Vec<(u32, &[u8], bool)> = Vec::new();
    walk(bytes, |item| {
        match (&item.kind, item.body) {
            (b"jxlc", body) => one = one.or(Some(body)),
            (b"jxlp", [a, b, c, d, body @ ..]) => {
                // The highest bit marks the last part.
                parts.push((u32::from_be_bytes([a & 0x7f, *b, *c, *d]), body, item.whole));
            }
            _ => {}
        }
        Ok(())
    })?;
    if let Some(body) = one {
        return Ok(Cow::Borrowed(body));
    }
    // Version 1 lets parts stand in any order. What comes after a gap cannot be read.
    parts.sort_by_key(|part| part.0);
    let mut whole = Vec::new();
    for (at, (index, body, complete)) in parts.into_iter().enumerate() {
        if index as usize != at {
            break;
        }
        whole.extend_from_slice(body);
        if !complete {
            break;
        }
    }
    if whole.is_empty() { Err(cut().reason("no codestream")) } else { Ok(Cow::Owned(whole)) }
}

/// Each whole box that holds metadata, by its kind. Compressed ones (`brob`) are passed over.
pub fn metadata<'a>(bytes: &'a [u8], mut each: impl FnMut([u8; 4], &'a [u8]) -> Result<()>) -> Result<()> {
    if !bytes.starts_with(SIGNATURE) {
        return Ok(());
    }
    walk(bytes, |item| if item.whole { each(item.kind, item.body) } else { Ok(()) })
}
