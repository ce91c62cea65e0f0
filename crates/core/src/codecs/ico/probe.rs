//! ICO's directory, and the header of the image in it that is shown: the largest, then the deepest.

use crate::codecs::bmp::dib::{self, Dib};
use crate::codecs::{Header, Parts, Reader, png};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

/// One row of the directory (`ICONDIRENTRY`).
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub width: u32,
    pub height: u32,
    bits: u16,
    pub offset: usize,
    pub len: usize,
}

/// A reserved word, the kind (1 icon, 2 cursor), a count, and a first row that points behind the directory.
pub fn sniff(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let mut head = || Some((reader.u16_le()?, reader.u16_le()?, reader.u16_le()?, reader.take(16)?));
    let Some((0, 1 | 2, count @ 1..=4096, row)) = head() else { return false };
    let mut row = Reader::new(row);
    row.seek(8);
    let behind = 6 + 16 * u32::from(count);
    matches!((row.u32_le(), row.u32_le()), (Some(1..), Some(offset)) if offset >= behind)
}

/// A side of 0 stands for 256.
fn side(byte: u8) -> u32 {
    if byte == 0 { 256 } else { u32::from(byte) }
}

/// The image that is shown.
fn choose(bytes: &[u8]) -> Result<Entry> {
    let cut = || Error::new(Code::TruncatedImage).format("ico").reason("no directory");
    let mut reader = Reader::new(bytes);
    reader.take(2).ok_or_else(cut)?;
    let cursor = reader.u16_le().ok_or_else(cut)? == 2;
    let count = reader.u16_le().ok_or_else(cut)?;
    let mut best: Option<Entry> = None;
    for _ in 0..count {
        let entry = row(&mut reader, cursor).ok_or_else(cut)?;
        let size = |e: &Entry| (u64::from(e.width) * u64::from(e.height), e.bits);
        if best.as_ref().is_none_or(|best| size(&entry) > size(best)) {
            best = Some(entry);
        }
    }
    best.ok_or_else(|| Error::new(Code::CorruptImage).format("ico").reason("no image"))
}

fn row(reader: &mut Reader<'_>, cursor: bool) -> Option<Entry> {
    let [width, height, _colours, _reserved] = reader.array()?;
    let (_planes, bits) = (reader.u16_le()?, reader.u16_le()?);
    let (len, offset) = (reader.u32_le()? as usize, reader.u32_le()? as usize);
    // A cursor keeps its hot spot where an icon has planes and bits.
    let bits = if cursor { 0 } else { bits };
    Some(Entry { width: side(width), height: side(height), bits, offset, len })
}

/// The bytes of an entry, as far as they are there, whatever length it claims; `None` where there are none.
fn data(bytes: &[u8], entry: Entry) -> Option<&[u8]> {
    let end = entry.offset.saturating_add(entry.len).min(bytes.len());
    bytes.get(entry.offset..end).filter(|data| !data.is_empty())
}

/// The header of an entry that is a bitmap, with the height of the picture alone.
pub fn bitmap(data: &[u8]) -> Result<Dib> {
    let dib = dib::read(data).map_err(|error| error.format("ico"))?;
    if dib.is_plain() {
        return Ok(Dib { height: dib.height / 2, ..dib });
    }
    Err(Error::new(Code::UnsupportedFeature).format("ico").found(format!("{:?}", dib.coding)))
}

pub fn cut() -> Error {
    Error::new(Code::TruncatedImage).format("ico").reason("no image data")
}

/// The image that is shown, and its bytes.
pub fn chosen(bytes: &[u8]) -> Result<(Entry, &[u8])> {
    let entry = choose(bytes)?;
    Ok((entry, data(bytes, entry).ok_or_else(cut)?))
}

pub fn is_png(data: &[u8]) -> bool {
    (png::ROW.codec.sniff)(data)
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let (_, data) = chosen(bytes)?;
    if is_png(data) {
        let inner = (png::ROW.codec.probe)(data, limits)?;
        return Ok(Header { format: Format::Ico, orientation: 1, frames: 1, parts: Parts::None, ..inner });
    }
    let dib = bitmap(data)?;
    let mut header = Header::new(Format::Ico, dib.width, dib.height);
    (header.channels, header.has_alpha) = (4, true);
    header.bits = dib.bits.clamp(1, 8) as u8;
    Ok(header)
}
