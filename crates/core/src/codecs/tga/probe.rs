//! TGA's header of 18 bytes. There is no magic: a header counts only if every field of it makes sense.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

/// Fields 1 to 5 of the specification, as far as they are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    pub id_len: u8,
    map_type: u8,
    image_type: u8,
    /// The index of the colour map's first entry.
    pub map_first: u16,
    map_length: u16,
    pub map_bits: u8,
    pub width: u16,
    pub height: u16,
    /// Of a pixel as stored.
    pub bits: u8,
    descriptor: u8,
}

impl Fields {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let [id_len, map_type, image_type] = reader.array()?;
        let (map_first, map_length, map_bits) = (reader.u16_le()?, reader.u16_le()?, reader.u8()?);
        let _origin = reader.take(4)?;
        let (width, height) = (reader.u16_le()?, reader.u16_le()?);
        let [bits, descriptor] = reader.array()?;
        Some(Self {
            id_len,
            map_type,
            image_type,
            map_first,
            map_length,
            map_bits,
            width,
            height,
            bits,
            descriptor,
        })
    }

    /// Whether pixels are indices.
    pub const fn mapped(self) -> bool {
        matches!(self.image_type, 1 | 9)
    }

    pub const fn grey(self) -> bool {
        matches!(self.image_type, 3 | 11)
    }

    /// Whether packets of runs hold the pixels.
    pub const fn packed(self) -> bool {
        self.image_type >= 9
    }

    /// How many bits of a colour are said to be attributes, which alpha is.
    pub const fn attributes(self) -> u8 {
        self.descriptor & 15
    }

    pub const fn begins_right(self) -> bool {
        self.descriptor & 0x10 != 0
    }

    pub const fn begins_above(self) -> bool {
        self.descriptor & 0x20 != 0
    }

    /// Bytes of the colour map, which may be there although no pixel needs it.
    pub fn map_len(self) -> usize {
        if self.map_type == 1 {
            usize::from(self.map_length) * usize::from(self.map_bits.div_ceil(8))
        } else {
            0
        }
    }

    /// Channels of the result, and whether one of them is alpha; `None` for what is not read.
    fn channels(self) -> Option<(u8, bool)> {
        if self.mapped() && !matches!(self.bits, 8 | 16) {
            return None;
        }
        let colour = if self.mapped() { self.map_bits } else { self.bits };
        match (self.grey(), colour, self.attributes()) {
            (true, 8, 0 | 8) => Some((1, false)),
            (true, 16, 0 | 8) => Some((2, true)),
            (false, 15 | 16, 0) | (false, 15, 1) | (false, 24, 0 | 8) => Some((3, false)),
            // Writers give an alpha of eight bits and say that there is none.
            (false, 16, 1) | (false, 32, 0 | 8) => Some((4, true)),
            _ => None,
        }
    }
}

/// Bytes of the header.
pub const HEADER: usize = 18;

pub fn sniff(bytes: &[u8]) -> bool {
    let Some(fields) = Fields::read(bytes) else { return false };
    let map = match fields.map_type {
        0 => !fields.mapped() && fields.map_length == 0,
        1 => matches!(fields.map_bits, 15 | 16 | 24 | 32) && fields.map_length > 0,
        _ => false,
    };
    let known = matches!(fields.image_type, 1 | 2 | 3 | 9 | 10 | 11);
    let size = fields.width > 0 && fields.height > 0;
    // Bits 6 and 7 were for interleaving, which nobody wrote.
    map && known && size && fields.descriptor & 0xc0 == 0 && fields.channels().is_some()
}

pub fn fields(bytes: &[u8]) -> Result<Fields> {
    Fields::read(bytes).ok_or_else(|| Error::new(Code::TruncatedImage).format("tga").reason("no header"))
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let fields = fields(bytes)?;
    let (channels, has_alpha) = fields.channels().ok_or_else(|| {
        Error::new(Code::UnsupportedFeature).format("tga").found(format!("{} bit pixels", fields.bits))
    })?;
    let mut header = Header::new(Format::Tga, u32::from(fields.width), u32::from(fields.height));
    (header.channels, header.has_alpha) = (channels, has_alpha);
    header.space = if channels < 3 { "b-w" } else { "srgb" };
    let colour = if fields.mapped() { fields.map_bits } else { fields.bits };
    header.bits = if channels >= 3 && matches!(colour, 15 | 16) { 5 } else { 8 };
    Ok(header)
}
