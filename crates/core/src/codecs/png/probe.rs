//! PNG's header by its chunks up to the first image data, and the palette guard that the decoder needs.

use crate::codecs::{Header, Parts, Reader, exif};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let mut reader = Reader::new(bytes);
    let cut = || Error::new(Code::TruncatedImage).format("png").reason("no image data");
    reader.take(SIGNATURE.len()).ok_or_else(cut)?;
    let mut header: Option<Header> = None;
    loop {
        let len = reader.u32_be().ok_or_else(cut)?;
        let kind = reader.array::<4>().ok_or_else(cut)?;
        let Some(header) = &mut header else {
            if &kind != b"IHDR" || len != 13 {
                return Err(damaged("first chunk is not IHDR"));
            }
            let data = reader.take(13).ok_or_else(cut)?;
            header = Some(ihdr(data).ok_or_else(|| damaged("IHDR"))?);
            reader.take(4).ok_or_else(cut)?;
            continue;
        };
        if &kind == b"IDAT" {
            return Ok(header.clone());
        }
        let data = reader.take(len as usize).ok_or_else(cut)?;
        reader.take(4).ok_or_else(cut)?;
        note(kind, data, header)?;
    }
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("png").reason(reason)
}

fn ihdr(data: &[u8]) -> Option<Header> {
    let mut reader = Reader::new(data);
    let (width, height) = (reader.u32_be()?, reader.u32_be()?);
    let (bits, colour) = (reader.u8()?, reader.u8()?);
    let [_compression, _filter, interlace] = reader.array()?;
    let mut header = Header::new(Format::Png, width, height);
    (header.channels, header.has_alpha, header.space) = match colour {
        0 => (1, false, "b-w"),
        2 | 3 => (3, false, "srgb"),
        4 => (2, true, "b-w"),
        6 => (4, true, "srgb"),
        _ => return None,
    };
    header.bits = bits;
    header.depth = if bits == 16 { Depth::U16 } else { Depth::U8 };
    header.progressive = interlace == 1;
    header.parts = if interlace == 0 { Parts::Exact } else { Parts::None };
    Some(header)
}

fn note(kind: [u8; 4], data: &[u8], header: &mut Header) -> Result<()> {
    match &kind {
        // The decoder panics on a palette that is not made of triples; the standard forbids it (11.2.2).
        b"PLTE" if data.is_empty() || data.len() > 768 || !data.len().is_multiple_of(3) => {
            return Err(damaged("PLTE length"));
        }
        b"tRNS" if !header.has_alpha => {
            header.has_alpha = true;
            header.channels += 1;
        }
        b"iCCP" => header.has_profile = true,
        b"eXIf" => header.orientation = exif::orientation(data),
        b"pHYs" => header.density = density(data).or(header.density),
        b"acTL" => {
            let mut reader = Reader::new(data);
            if let (Some(frames), Some(plays)) = (reader.u32_be(), reader.u32_be()) {
                header.frames = frames.max(1);
                header.loops = Some(plays);
                header.parts = Parts::None;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Pixels an inch, of a pHYs chunk that counts by the metre (11.3.4.3).
pub fn density(data: &[u8]) -> Option<f64> {
    let mut reader = Reader::new(data);
    let (across, _down, unit) = (reader.u32_be()?, reader.u32_be()?, reader.u8()?);
    (unit == 1).then(|| f64::from(across) * 0.0254)
}
