//! WebP's header by its RIFF chunks (RFC 9649 section 2.4 to 2.7) and the first bytes of its bitstreams.

use crate::codecs::{Header, Reader, exif};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

const ANIMATION: u8 = 0x02;
const EXIF: u8 = 0x08;
const ALPHA: u8 = 0x10;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let mut reader = Reader::new(bytes);
    let cut = |reason| Error::new(Code::TruncatedImage).format("webp").reason(reason);
    reader.take(12).ok_or_else(|| cut("no RIFF header"))?;
    let mut seen = Seen::default();
    while let Some((kind, data, whole)) = chunk(&mut reader) {
        seen.note(kind, data, whole, limits)?;
        if seen.cut || seen.is_certain() {
            break;
        }
    }
    seen.finish(reader.position() < riff_end(bytes)).unwrap_or_else(|| Err(cut("no image data")))
}

/// Where the file ends by its own header.
pub fn riff_end(bytes: &[u8]) -> usize {
    let mut reader = Reader::new(bytes.get(4..).unwrap_or_default());
    reader.u32_le().map_or(0, |len| len as usize).saturating_add(8)
}

/// Where the last whole chunk ends.
#[cfg(feature = "basic")]
pub fn chunks_end(bytes: &[u8]) -> usize {
    let mut reader = Reader::new(bytes);
    reader.take(12);
    let mut end = reader.position();
    while let Some((_, _, true)) = chunk(&mut reader) {
        end = reader.position();
    }
    end
}

/// A chunk's name, as much of its data as is there, and whether that is all.
pub fn chunk<'a>(reader: &mut Reader<'a>) -> Option<([u8; 4], &'a [u8], bool)> {
    let kind = reader.array::<4>()?;
    let len = reader.u32_le()? as usize;
    if let Some(data) = reader.take(len) {
        // Odd chunks are padded to even (RFC 9649 section 2.3).
        if len % 2 == 1 {
            reader.take(1);
        }
        return Some((kind, data, true));
    }
    // Enough of a cut chunk for a bitstream header.
    let rest = (0..=16).rev().find_map(|len| reader.take(len))?;
    Some((kind, rest, false))
}

#[derive(Default)]
struct Seen {
    flags: Option<u8>,
    header: Option<Header>,
    has_image: bool,
    has_exif: bool,
    has_profile: bool,
    orientation: Option<u8>,
    frames: u32,
    loops: Option<u32>,
    cut: bool,
}

impl Seen {
    fn note(&mut self, kind: [u8; 4], data: &[u8], whole: bool, limits: &Limits) -> Result<()> {
        let damaged = |reason| Error::new(Code::CorruptImage).format("webp").reason(reason);
        self.cut |= !whole;
        match &kind {
            // Of these even a beginning tells enough.
            b"VP8 " | b"VP8L" | b"ANMF" => {}
            _ if !whole => return Ok(()),
            _ => {}
        }
        match &kind {
            b"VP8X" if self.header.is_none() => {
                let (flags, header) = canvas(data).ok_or_else(|| damaged("VP8X chunk"))?;
                self.flags = Some(flags);
                self.header = Some(header);
            }
            b"VP8 " | b"VP8L" if !self.is_animated() => {
                let own = if &kind == b"VP8 " { lossy(data) } else { lossless(data) };
                let own = match own {
                    None if !whole => return Ok(()),
                    own => own.ok_or_else(|| damaged("bitstream header"))?,
                };
                match &mut self.header {
                    // A lossless stream says itself whether it has alpha; beside a lossy one the ALPH chunk does.
                    Some(header) if &kind == b"VP8L" => {
                        (header.has_alpha, header.channels) = (own.has_alpha, own.channels);
                    }
                    Some(_) => {}
                    None => self.header = Some(own),
                }
                if let Some(header) = self.header.as_mut().filter(|_| &kind == b"VP8 ") {
                    header.subsampling = Some("4:2:0");
                }
                self.has_image = true;
            }
            b"ALPH" => {
                if let Some(header) = self.header.as_mut() {
                    (header.has_alpha, header.channels) = (true, 4);
                }
            }
            b"ANIM" => self.loops = Reader::new(data.get(4..).unwrap_or_default()).u16_le().map(u32::from),
            b"ANMF" if self.is_animated() => {
                self.frames = self.frames.saturating_add(1);
                self.has_image = true;
                if u64::from(self.frames) > limits.frames {
                    let limit = limits.frames;
                    return Err(
                        Error::limit(Code::FrameLimit, self.frames, limit, "limits.frames").format("webp")
                    );
                }
            }
            b"ICCP" => self.has_profile = true,
            b"EXIF" => {
                self.has_exif = true;
                self.orientation = Some(exif::orientation(data));
            }
            _ => {}
        }
        Ok(())
    }

    fn is_animated(&self) -> bool {
        self.flags.is_some_and(|flags| flags & ANIMATION != 0)
    }

    /// Nothing that follows can change the header: EXIF stands last, frames until the end.
    fn is_certain(&self) -> bool {
        let wants_exif = self.flags.is_some_and(|flags| flags & EXIF != 0) && !self.has_exif;
        self.has_image && !self.is_animated() && !wants_exif
    }

    /// `None` where the bytes end before an image begins.
    fn finish(self, more: bool) -> Option<Result<Header>> {
        let certain = self.is_certain();
        let animated = self.is_animated();
        let mut header = self.header.filter(|_| self.has_image)?;
        header.has_profile = self.has_profile;
        header.orientation = self.orientation.unwrap_or(1);
        if animated {
            header.frames = self.frames.max(1);
            header.loops = self.loops;
        }
        header.incomplete = more && !certain;
        Some(Ok(header))
    }
}

/// VP8X (RFC 9649 section 2.7): flags, 24 bits reserved, canvas width and height minus one in 24 bits each.
fn canvas(data: &[u8]) -> Option<(u8, Header)> {
    let [flags, _, _, _, w0, w1, w2, h0, h1, h2] = *data.first_chunk::<10>()?;
    let width = u32::from_le_bytes([w0, w1, w2, 0]) + 1;
    let height = u32::from_le_bytes([h0, h1, h2, 0]) + 1;
    Some((flags, header(width, height, flags & ALPHA != 0)))
}

/// A VP8 key frame (RFC 6386 section 9.1): frame tag, start code, then 14 bits of width and of height below 2 of scale.
fn lossy(data: &[u8]) -> Option<Header> {
    let [tag, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1] = *data.first_chunk::<10>()? else { return None };
    if tag & 1 != 0 {
        return None;
    }
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Some(header(side(w0, w1), side(h0, h1), false))
}

/// VP8L (RFC 9649 section 3.4): signature, then 14 bits of width minus one, 14 of height minus one, 1 of alpha.
fn lossless(data: &[u8]) -> Option<Header> {
    let [0x2f, a, b, c, d] = *data.first_chunk::<5>()? else { return None };
    let bits = u32::from_le_bytes([a, b, c, d]);
    Some(header((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, bits >> 28 & 1 == 1))
}

fn header(width: u32, height: u32, has_alpha: bool) -> Header {
    let mut header = Header::new(Format::Webp, width, height);
    header.has_alpha = has_alpha;
    header.channels = if has_alpha { 4 } else { 3 };
    header
}
