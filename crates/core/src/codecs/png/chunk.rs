//! PNG's chunks (PNG third edition, 5.3): length, type, data, CRC.

use crate::codecs::Reader;

/// The next chunk, if it is whole; else the reader stays where it is. Its CRC is left to the decoder.
pub fn next<'a>(reader: &mut Reader<'a>) -> Option<([u8; 4], &'a [u8])> {
    let mut ahead = *reader;
    let len = ahead.u32_be()? as usize;
    let kind = ahead.array()?;
    let data = ahead.take(len)?;
    ahead.take(4)?;
    *reader = ahead;
    Some((kind, data))
}

/// Appends a chunk whose data are these parts.
pub fn put(out: &mut Vec<u8>, kind: [u8; 4], parts: &[&[u8]]) {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    out.extend((len as u32).to_be_bytes());
    let start = out.len();
    out.extend(kind);
    for part in parts {
        out.extend_from_slice(part);
    }
    let crc = crc32fast::hash(out.get(start..).unwrap_or_default());
    out.extend(crc.to_be_bytes());
}
