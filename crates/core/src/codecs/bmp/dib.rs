//! The header of a device-independent bitmap, which BMP and ICO share: `BITMAPCOREHEADER`, `BITMAPINFOHEADER` to
//! `BITMAPV5HEADER` (Microsoft), and `OS22XBITMAPHEADER` (OS/2), told apart by their size.

use crate::codecs::Reader;
use crate::error::{Code, Error, Result};

/// `biCompression`, and what OS/2 means by the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Plain,
    Rle8,
    Rle4,
    Rle24,
    /// Plain, with a mask for each component.
    Fields,
    Jpeg,
    Png,
}

/// One header. Offsets count from its first byte.
#[derive(Clone, Debug)]
pub struct Dib {
    pub width: u32,
    pub height: u32,
    /// The first row in the file is the upper one.
    pub top_down: bool,
    pub bits: u16,
    pub coding: Coding,
    /// Red, green, blue and alpha of pixels of 16 and 32 bits.
    pub masks: [u32; 4],
    /// Where the palette is, or what follows where there is none.
    pub palette_at: usize,
    /// Bytes of a palette entry: blue, green, red, and but for OS/2 1 an unused one.
    pub entry: usize,
    /// Entries that the header claims.
    pub colours: usize,
    pub pixels_per_metre: (u32, u32),
    /// Offset and length of an embedded ICC profile.
    pub profile: Option<(usize, usize)>,
}

const CORE: usize = 12;
const INFO: usize = 40;
/// OS/2 2.x; it may be cut after any field from 16 on.
const OS2: usize = 64;
const V5: usize = 124;
/// `PROFILE_EMBEDDED`, "MBED".
const EMBEDDED: u32 = 0x4d42_4544;

impl Dib {
    pub fn has_alpha(&self) -> bool {
        self.coding == Coding::Fields && self.masks[3] != 0
    }

    /// Whether pixels are indices.
    pub fn indexed(&self) -> bool {
        self.bits <= 8 && !matches!(self.coding, Coding::Jpeg | Coding::Png)
    }

    /// Neither packed in runs nor a file of another format.
    pub fn is_plain(&self) -> bool {
        matches!(self.coding, Coding::Plain | Coding::Fields)
    }

    pub fn palette_end(&self) -> usize {
        self.palette_at.saturating_add(self.colours.saturating_mul(self.entry))
    }

    /// Bytes of one row, padded to four.
    pub fn stride(&self) -> Option<usize> {
        let bits = (self.width as usize).checked_mul(usize::from(self.bits))?;
        Some(bits.checked_add(31)? / 32 * 4)
    }

    /// Bytes of all rows; the padding of the last is not missed.
    pub fn byte_len(&self) -> Option<usize> {
        let last = (self.width as usize).checked_mul(usize::from(self.bits))?.div_ceil(8);
        self.stride()?.checked_mul((self.height as usize).saturating_sub(1))?.checked_add(last)
    }
}

/// `bytes` begin with the header.
pub fn read(bytes: &[u8]) -> Result<Dib> {
    fields(bytes)
        .unwrap_or_else(|| Err(Error::new(Code::TruncatedImage).format("bmp").reason("no header")))
        .and_then(check)
}

/// Only what a decoder here reads passes.
fn check(dib: Dib) -> Result<Dib> {
    let fits = match dib.coding {
        Coding::Plain => matches!(dib.bits, 1 | 2 | 4 | 8 | 16 | 24 | 32),
        Coding::Rle8 => dib.bits == 8,
        Coding::Rle4 => dib.bits == 4,
        Coding::Rle24 => dib.bits == 24,
        Coding::Fields => matches!(dib.bits, 16 | 32),
        Coding::Jpeg | Coding::Png => true,
    };
    if fits {
        return Ok(dib);
    }
    let found = format!("{} bit pixels, {:?}", dib.bits, dib.coding);
    Err(Error::new(Code::UnsupportedFeature).format("bmp").found(found))
}

/// `None` where the bytes end.
fn fields(bytes: &[u8]) -> Option<Result<Dib>> {
    let mut reader = Reader::new(bytes);
    let size = reader.u32_le()? as usize;
    if size < 16 && size != CORE {
        return Some(Err(Error::new(Code::CorruptImage).format("bmp").reason("size of the header")));
    }
    // Fields behind a short header count as zero.
    let head = bytes.get(..size.min(V5))?;
    let word = |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    let half = |at: usize| head.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
    if size == CORE {
        let mut dib = plain((u32::from(half(4)), u32::from(half(6))), half(10), size);
        dib.entry = 3;
        return Some(Ok(dib));
    }
    let os2 = size < INFO || size == OS2;
    let height = word(8) as i32;
    let mut dib = plain(((word(4) as i32).unsigned_abs(), height.unsigned_abs()), half(14), size);
    dib.top_down = height < 0;
    dib.pixels_per_metre = (word(24), word(28));
    let compression = word(16);
    dib.coding = match (compression, os2) {
        (0, _) => Coding::Plain,
        (1, _) => Coding::Rle8,
        (2, _) => Coding::Rle4,
        (4, true) => Coding::Rle24,
        (3 | 6, false) => Coding::Fields,
        (4, false) => Coding::Jpeg,
        (5, false) => Coding::Png,
        (3, true) => return Some(Err(unsupported("OS/2 bitmaps of one bit in Huffman's code"))),
        (other, _) => return Some(Err(unsupported(format!("compression {other}")))),
    };
    let used = word(32) as usize;
    dib.colours = if used > 0 { used } else { dib.colours };
    if dib.coding == Coding::Fields {
        // In a BITMAPINFOHEADER's file the masks follow it; later headers hold them.
        let count = if size >= 56 || compression == 6 { 4 } else { 3 };
        reader.seek(INFO);
        for mask in dib.masks.iter_mut().take(count) {
            *mask = reader.u32_le()?;
        }
        dib.palette_at = size.max(INFO + count * 4);
        if size >= 52 {
            dib.palette_at = size;
        }
    }
    if size >= V5 && word(56) == EMBEDDED {
        dib.profile = Some((word(112) as usize, word(116) as usize));
    }
    Some(Ok(dib))
}

fn unsupported(found: impl Into<String>) -> Error {
    Error::new(Code::UnsupportedFeature).format("bmp").found(found)
}

/// What a header says that has no more than a size and a count of bits.
fn plain((width, height): (u32, u32), bits: u16, size: usize) -> Dib {
    // 5 bits each from bit 0 on, or a byte each: what Windows 3 took for granted.
    let masks =
        if bits == 16 { [0x7c00, 0x03e0, 0x001f, 0] } else { [0x00ff_0000, 0x0000_ff00, 0x0000_00ff, 0] };
    Dib {
        width,
        height,
        top_down: false,
        bits,
        coding: Coding::Plain,
        masks,
        palette_at: size,
        entry: 4,
        colours: if bits <= 8 { 1 << bits } else { 0 },
        pixels_per_metre: (0, 0),
        profile: None,
    }
}
