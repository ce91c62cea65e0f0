//! BMP's headers: `BITMAPFILEHEADER`, then that of the bitmap.

use super::dib::{self, Coding, Dib};
use crate::codecs::metadata::{Collector, Metadata};
use crate::codecs::{Header, Parts};
use crate::error::{Code, Error, Result};
use crate::format::{Format, FormatRow};
use crate::limits::Limits;

/// Bytes of `BITMAPFILEHEADER`.
const FILE_HEADER: usize = 14;

/// The magic, and a known header's size.
pub fn sniff(bytes: &[u8]) -> bool {
    let size = word(bytes, FILE_HEADER);
    bytes.starts_with(b"BM") && size.is_some_and(|size| (12..=124).contains(&size))
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(|b| u32::from_le_bytes(b) as usize)
}

/// The parts of a file.
pub struct File<'a> {
    pub dib: Dib,
    #[cfg_attr(not(feature = "basic"), expect(dead_code, reason = "only the decoder asks for colours"))]
    pub palette: &'a [u8],
    /// From the first pixel to the end of the file.
    pub data: &'a [u8],
}

pub fn file(bytes: &[u8]) -> Result<File<'_>> {
    let cut = || Error::new(Code::TruncatedImage).format("bmp").reason("no header");
    let offset = word(bytes, 10).ok_or_else(cut)?;
    let body = bytes.get(FILE_HEADER..).ok_or_else(cut)?;
    let dib = dib::read(body)?;
    let behind = FILE_HEADER + dib.palette_at;
    // Some writers leave the offset out, some count the palette wrong: pixels never begin within the header, and OS/2
    // ends a palette where they begin.
    let palette_end = dib.palette_end().saturating_add(FILE_HEADER);
    let (end, start) =
        if offset < behind { (palette_end, palette_end) } else { (palette_end.min(offset), offset) };
    let palette = bytes.get(behind..end.min(bytes.len())).unwrap_or_default();
    Ok(File { palette, data: bytes.get(start..).unwrap_or_default(), dib })
}

/// The codec of a bitmap that is a whole file of another format.
pub fn inner(coding: Coding) -> Option<&'static FormatRow> {
    match coding {
        Coding::Jpeg => Some(Format::Jpeg.row()),
        Coding::Png => Some(Format::Png.row()),
        _ => None,
    }
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let File { dib, data, .. } = file(bytes)?;
    if let Some(row) = inner(dib.coding) {
        if data.len() >= 8 && !(row.codec.sniff)(data) {
            return Err(Error::new(Code::CorruptImage).format("bmp").reason("no image where it should be"));
        }
        let inner = (row.codec.probe)(data, limits)?;
        return Ok(Header { format: Format::Bmp, orientation: 1, frames: 1, parts: Parts::None, ..inner });
    }
    let mut header = Header::new(Format::Bmp, dib.width, dib.height);
    header.bits = dib.bits.clamp(1, 8) as u8;
    if dib.has_alpha() {
        (header.channels, header.has_alpha) = (4, true);
    }
    let (across, down) = dib.pixels_per_metre;
    if across > 0 && down > 0 {
        header.density = Some(f64::from(across) * 0.0254);
    }
    header.has_profile = dib.profile.is_some();
    if dib.is_plain() {
        header.parts = Parts::Exact;
    }
    Ok(header)
}

/// The profile that a version 5 header points to.
pub fn metadata(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("bmp", limits);
    let File { dib, .. } = file(bytes)?;
    let profile = dib.profile.and_then(|(offset, len)| {
        let start = offset.checked_add(FILE_HEADER)?;
        bytes.get(start..start.checked_add(len)?)
    });
    if let Some(profile) = profile {
        collector.icc(profile)?;
    }
    collector.found.density = probe(bytes, limits)?.density;
    Ok(collector.found)
}
