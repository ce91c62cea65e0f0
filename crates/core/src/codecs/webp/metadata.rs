//! Metadata in WebP's chunks (RFC 9649, 2.7): ICCP, EXIF and XMP beside a VP8X header that announces them.

use super::probe;
use crate::codecs::Reader;
use crate::codecs::metadata::{Carrier, Collector, Metadata};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::limits::Limits;

const PROFILE: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

pub const CARRIER: Carrier = Carrier { read: Some(read), write: Some(write), ..Carrier::NONE };

fn read(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("webp", limits);
    let mut reader = Reader::new(bytes);
    reader.take(12);
    while let Some((kind, data, true)) = probe::chunk(&mut reader) {
        match &kind {
            b"ICCP" => collector.icc(data)?,
            b"EXIF" => collector.exif(data)?,
            b"XMP " => collector.xmp(data)?,
            _ => {}
        }
    }
    Ok(collector.found)
}

/// Profile, image, EXIF, XMP: the order of RFC 9649, 2.7. A simple file becomes an extended one.
fn write(bytes: Vec<u8>, metadata: &Metadata, _job: &mut Job) -> Result<Vec<u8>> {
    let mut reader = Reader::new(&bytes);
    reader.take(12);
    let first = reader.position();
    let broken = || Error::new(Code::Panicked).reason("the encoder's WebP has no first chunk");
    let (kind, data, _) = probe::chunk(&mut reader).ok_or_else(broken)?;
    let mut header = [0u8; 10];
    let image = if &kind == b"VP8X" {
        header = data.get(..10).and_then(|data| data.try_into().ok()).ok_or_else(broken)?;
        reader.position()
    } else {
        let found = probe::probe(&bytes, &Limits::default())?;
        header[0] = if found.has_alpha { ALPHA } else { 0 };
        let (width, height) = ((found.width - 1).to_le_bytes(), (found.height - 1).to_le_bytes());
        header[4..7].copy_from_slice(&width[..3]);
        header[7..].copy_from_slice(&height[..3]);
        first
    };
    let present = |block: &Option<Vec<u8>>, flag| if block.is_some() { flag } else { 0 };
    header[0] |=
        present(&metadata.icc, PROFILE) | present(&metadata.exif, EXIF) | present(&metadata.xmp, XMP);
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    put(&mut out, *b"VP8X", &header);
    if let Some(icc) = &metadata.icc {
        put(&mut out, *b"ICCP", icc);
    }
    out.extend_from_slice(bytes.get(image..).unwrap_or_default());
    if let Some(exif) = &metadata.exif {
        put(&mut out, *b"EXIF", exif);
    }
    if let Some(xmp) = &metadata.xmp {
        put(&mut out, *b"XMP ", xmp);
    }
    let size = (out.len() as u32 - 8).to_le_bytes();
    if let Some(place) = out.get_mut(4..8) {
        place.copy_from_slice(&size);
    }
    Ok(out)
}

fn put(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend(kind);
    out.extend((data.len() as u32).to_le_bytes());
    out.extend_from_slice(data);
    out.extend(std::iter::repeat_n(0, data.len() % 2));
}
