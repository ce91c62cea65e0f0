//! BMP's headers: BITMAPFILEHEADER, then one of five information headers, told apart by their size.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

/// `BI_BITFIELDS`.
const BITFIELDS: u32 = 3;

/// The magic and the two reserved words, which every writer leaves zero, or a known header's size.
pub fn sniff(bytes: &[u8]) -> bool {
    let size = bytes.get(14..18).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    bytes.starts_with(b"BM") && size.is_some_and(|size| (12..=124).contains(&size))
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    read(&mut Reader::new(bytes))
        .unwrap_or_else(|| Err(Error::new(Code::TruncatedImage).format("bmp").reason("no header")))
}

/// `None` where the bytes end.
fn read(reader: &mut Reader<'_>) -> Option<Result<Header>> {
    reader.take(14)?;
    let size = reader.u32_le()?;
    let (width, height, bits, compression) = if size == 12 {
        let (width, height) = (u32::from(reader.u16_le()?), u32::from(reader.u16_le()?));
        reader.take(2)?;
        (width, height, reader.u16_le()?, 0)
    } else {
        let (width, height) = (reader.u32_le()?, reader.u32_le()?);
        reader.take(2)?;
        let (bits, compression) = (reader.u16_le()?, reader.u32_le()?);
        // A negative height is a picture from the top.
        ((width as i32).unsigned_abs(), (height as i32).unsigned_abs(), bits, compression)
    };
    let mut header = Header::new(Format::Bmp, width, height);
    header.bits = (bits.clamp(1, 32) as u8).min(8);
    // Version 3 headers and later have a mask for alpha; only with bit fields does it count.
    if size >= 56 && compression == BITFIELDS {
        reader.seek(14 + 52);
        let mask = reader.u32_le()?;
        if mask != 0 {
            (header.channels, header.has_alpha) = (4, true);
        }
    }
    if size >= 40 {
        reader.seek(14 + 24);
        let (horizontal, vertical) = (reader.u32_le()?, reader.u32_le()?);
        if horizontal > 0 && vertical > 0 {
            // Pixels a metre.
            header.density = Some(f64::from(horizontal) * 0.0254);
        }
    }
    Some(Ok(header))
}
