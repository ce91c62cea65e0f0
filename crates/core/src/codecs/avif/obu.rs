//! Open bitstream units (AV1 section 5.3): what the coded data of an image is made of.

use crate::codecs::Reader;

pub const SEQUENCE_HEADER: u8 = 1;
pub const TEMPORAL_DELIMITER: u8 = 2;
pub const FRAME_HEADER: u8 = 3;
pub const FRAME: u8 = 6;

pub struct Unit<'a> {
    pub kind: u8,
    /// Header and payload.
    pub whole: &'a [u8],
    pub payload: &'a [u8],
}

/// The units of `data`. One without a size, or cut, is the last and has what is left.
pub fn units(data: &[u8]) -> impl Iterator<Item = Unit<'_>> {
    let mut reader = Reader::new(data);
    std::iter::from_fn(move || {
        let start = reader.position();
        let head = reader.u8()?;
        if head & 4 != 0 {
            reader.take(1);
        }
        let len = if head & 2 == 0 { None } else { leb128(&mut reader) };
        let body = reader.position();
        if len.is_none_or(|len| reader.take(len).is_none()) {
            reader.seek(data.len());
        }
        let part = |from: usize| data.get(from..reader.position()).unwrap_or_default();
        Some(Unit { kind: (head >> 3) & 15, whole: part(start), payload: part(body) })
    })
}

fn leb128(reader: &mut Reader<'_>) -> Option<usize> {
    let mut value = 0u64;
    for at in 0..8 {
        let byte = reader.u8()?;
        value |= u64::from(byte & 0x7f) << (at * 7);
        if byte & 0x80 == 0 {
            // Longer than an address: the caller finds that it has not so many bytes.
            return Some(usize::try_from(value).unwrap_or(usize::MAX));
        }
    }
    None
}
