//! GIF's header by walking its blocks (`GIF89a` sections 15 to 27): nothing is decompressed.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let mut reader = Reader::new(bytes);
    let mut seen = Seen::default();
    let cut = || Error::new(Code::TruncatedImage).format("gif").reason("no frame");
    let (width, height) = screen(&mut reader).ok_or_else(cut)?;
    let whole = walk(&mut reader, &mut seen, limits, (width, height));
    if seen.frames == 0 {
        return Err(match whole {
            Some(()) => Error::new(Code::CorruptImage).format("gif").reason("no frame"),
            None => cut(),
        });
    }
    // A screen of no size takes that of its first frame, as viewers do.
    let (width, height) = if width == 0 || height == 0 { seen.first } else { (width, height) };
    let mut header = Header::new(Format::Gif, width, height);
    // Frames that were not seen may be transparent.
    let unseen = whole.is_none() || u64::from(seen.frames) > limits.frames;
    header.has_alpha = unseen || seen.transparent || seen.uncovered || (seen.cleared && seen.frames > 1);
    header.channels = if header.has_alpha { 4 } else { 3 };
    header.frames = seen.frames;
    // Without the extension an animation is shown once.
    header.loops = seen.loops.or((seen.frames > 1).then_some(1));
    header.progressive = seen.interlaced;
    header.incomplete = whole.is_none();
    Ok(header)
}

#[derive(Default)]
struct Seen {
    frames: u32,
    first: (u32, u32),
    transparent: bool,
    /// The first frame leaves a part of the canvas open.
    uncovered: bool,
    /// A frame is cleared to transparency after it was shown.
    cleared: bool,
    interlaced: bool,
    loops: Option<u32>,
}

/// Width and height, past the global colour table.
fn screen(reader: &mut Reader<'_>) -> Option<(u32, u32)> {
    reader.take(6)?;
    let (width, height) = (reader.u16_le()?, reader.u16_le()?);
    let [flags, _background, _aspect] = reader.array()?;
    colour_table(reader, flags)?;
    Some((u32::from(width), u32::from(height)))
}

fn colour_table(reader: &mut Reader<'_>, flags: u8) -> Option<()> {
    if flags & 0x80 != 0 {
        reader.take(3 << ((flags & 7) + 1))?;
    }
    Some(())
}

/// `None` where the bytes end before the trailer.
fn walk(reader: &mut Reader<'_>, seen: &mut Seen, limits: &Limits, canvas: (u32, u32)) -> Option<()> {
    loop {
        match reader.u8()? {
            0x21 => extension(reader, seen)?,
            0x2c => {
                image(reader, seen, canvas)?;
                // More frames than are allowed need not be counted.
                if u64::from(seen.frames) > limits.frames {
                    return Some(());
                }
            }
            // The trailer; anything else ends the file for every viewer too.
            _ => return Some(()),
        }
    }
}

fn extension(reader: &mut Reader<'_>, seen: &mut Seen) -> Option<()> {
    let label = reader.u8()?;
    let len = usize::from(reader.u8()?);
    if len == 0 {
        return Some(());
    }
    let head = reader.take(len)?;
    match (label, head) {
        (0xf9, [flags, ..]) => {
            seen.transparent |= flags & 1 != 0;
            // Both clear to background and back to before leave what was below, which may be nothing.
            seen.cleared |= matches!((flags >> 2) & 7, 2 | 3);
        }
        (0xff, b"NETSCAPE2.0" | b"ANIMEXTS1.0") => {
            let len = usize::from(reader.u8()?);
            if len == 0 {
                return Some(());
            }
            if let [1, low, high, ..] = reader.take(len)? {
                // It counts the times after the first; 0 is for ever.
                let again = u32::from(u16::from_le_bytes([*low, *high]));
                seen.loops = Some(if again == 0 { 0 } else { again + 1 });
            }
        }
        _ => {}
    }
    sub_blocks(reader)
}

fn image(reader: &mut Reader<'_>, seen: &mut Seen, canvas: (u32, u32)) -> Option<()> {
    let (left, top) = (reader.u16_le()?, reader.u16_le()?);
    let (width, height) = (u32::from(reader.u16_le()?), u32::from(reader.u16_le()?));
    let flags = reader.u8()?;
    seen.frames += 1;
    if seen.frames == 1 {
        seen.first = (width, height);
        seen.uncovered = left > 0 || top > 0 || width < canvas.0 || height < canvas.1;
        seen.interlaced = flags & 0x40 != 0;
    }
    colour_table(reader, flags)?;
    reader.take(1)?;
    sub_blocks(reader)
}

fn sub_blocks(reader: &mut Reader<'_>) -> Option<()> {
    loop {
        match reader.u8()? {
            0 => return Some(()),
            len => {
                reader.take(usize::from(len))?;
            }
        }
    }
}
