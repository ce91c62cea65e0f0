//! TGA's header of 18 bytes. There is no magic: a header counts only if every field of it makes sense.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

/// Field 1 to 5 of the specification, as far as they are looked at.
struct Fields {
    map_type: u8,
    image_type: u8,
    map_length: u16,
    map_bits: u8,
    width: u16,
    height: u16,
    bits: u8,
    descriptor: u8,
}

fn read(bytes: &[u8]) -> Option<Fields> {
    let mut reader = Reader::new(bytes);
    let [_id, map_type, image_type] = reader.array()?;
    let (_first, map_length, map_bits) = (reader.u16_le()?, reader.u16_le()?, reader.u8()?);
    let _origin = reader.take(4)?;
    let (width, height) = (reader.u16_le()?, reader.u16_le()?);
    let [bits, descriptor] = reader.array()?;
    Some(Fields { map_type, image_type, map_length, map_bits, width, height, bits, descriptor })
}

/// Channels of the result, and whether one of them is alpha; `None` for what no decoder here reads.
fn channels(fields: &Fields) -> Option<(u8, bool)> {
    let alpha = fields.descriptor & 15;
    let mapped = matches!(fields.image_type, 1 | 9);
    let total = if mapped { fields.map_bits } else { fields.bits };
    let colour = !matches!(fields.image_type, 3 | 11);
    match (alpha, total.checked_sub(alpha)?, colour) {
        (0, 32, true) | (8, 24, true) => Some((4, true)),
        (0, 24 | 15 | 16, true) | (1, 15, true) => Some((3, false)),
        (8, 8, false) => Some((2, true)),
        (0, 8, false) | (8, 0, false) => Some((1, false)),
        _ => None,
    }
}

pub fn sniff(bytes: &[u8]) -> bool {
    let Some(fields) = read(bytes) else { return false };
    let mapped = matches!(fields.image_type, 1 | 9);
    let map = match fields.map_type {
        0 => !mapped && fields.map_length == 0,
        1 => matches!(fields.map_bits, 15 | 16 | 24 | 32) && fields.map_length > 0,
        _ => false,
    };
    let known = matches!(fields.image_type, 1 | 2 | 3 | 9 | 10 | 11);
    let size = fields.width > 0 && fields.height > 0;
    // Bits 6 and 7 were for interleaving, which nobody wrote.
    map && known && size && fields.descriptor & 0xc0 == 0 && channels(&fields).is_some()
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let fields =
        read(bytes).ok_or_else(|| Error::new(Code::TruncatedImage).format("tga").reason("no header"))?;
    let (channels, has_alpha) = channels(&fields).ok_or_else(|| {
        Error::new(Code::UnsupportedFeature).format("tga").found(format!("{} bit pixels", fields.bits))
    })?;
    let mut header = Header::new(Format::Tga, u32::from(fields.width), u32::from(fields.height));
    (header.channels, header.has_alpha) = (channels, has_alpha);
    header.space = if channels < 3 { "b-w" } else { "srgb" };
    header.bits = if matches!(fields.bits, 15 | 16) && channels == 3 { 5 } else { 8 };
    Ok(header)
}
