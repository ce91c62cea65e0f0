//! DDS's headers: `DDS_HEADER` with its `DDS_PIXELFORMAT`, and `DDS_HEADER_DXT10`.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

const MAGIC: &[u8] = b"DDS ";
/// `dwSize` of the header, which is all of it.
const HEADER: u32 = 124;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.strip_prefix(MAGIC).is_some_and(|rest| rest.starts_with(&HEADER.to_le_bytes()))
}

/// The blocks of 4 × 4 pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    Bc1,
    /// Alpha of four bits a pixel; colours may be multiplied by it.
    Bc2 {
        premultiplied: bool,
    },
    Bc3 {
        premultiplied: bool,
    },
    Bc4 {
        signed: bool,
    },
    Bc5 {
        signed: bool,
    },
    Bc7,
}

impl Block {
    pub const fn bytes(self) -> usize {
        if matches!(self, Self::Bc1 | Self::Bc4 { .. }) { 8 } else { 16 }
    }
}

/// How pixels are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Blocks(Block),
    /// So many bytes, and the masks of red (or grey), green, blue and alpha.
    Masks {
        step: usize,
        masks: [u32; 4],
    },
    /// Bytes into a palette of 256 colours.
    Indices,
}

/// What the headers say, and where they end.
#[derive(Clone, Copy, Debug)]
pub struct Surface {
    pub width: u32,
    pub height: u32,
    pub kind: Kind,
    pub channels: u8,
    pub data_at: usize,
}

/// `DDPF_…`
const ALPHA_PIXELS: u32 = 0x1;
const FOUR_CC: u32 = 0x4;
const PALETTE: u32 = 0x20;
const RGB: u32 = 0x40;
const LUMINANCE: u32 = 0x2_0000;

fn unsupported(found: impl Into<String>) -> Error {
    Error::new(Code::UnsupportedFeature).format("dds").found(found)
}

pub fn surface(bytes: &[u8]) -> Result<Surface> {
    fields(bytes).unwrap_or_else(|| Err(Error::new(Code::TruncatedImage).format("dds").reason("no header")))
}

/// `None` where the bytes end.
fn fields(bytes: &[u8]) -> Option<Result<Surface>> {
    let mut reader = Reader::new(bytes);
    reader.seek(12);
    let (height, width) = (reader.u32_le()?, reader.u32_le()?);
    reader.seek(80);
    let (flags, four_cc, bits) = (reader.u32_le()?, reader.array::<4>()?, reader.u32_le()?);
    let mut masks = [0; 4];
    for mask in &mut masks {
        *mask = reader.u32_le()?;
    }
    // dwCaps to dwReserved2.
    reader.take(20)?;
    let kind = if flags & FOUR_CC == 0 {
        plain(flags, bits, masks)
    } else if &four_cc == b"DX10" {
        let format = reader.u32_le()?;
        // resourceDimension to miscFlags2.
        reader.take(16)?;
        dxgi(format)
    } else {
        coded(four_cc)
    };
    Some(kind.map(|(kind, channels)| Surface { width, height, kind, channels, data_at: reader.position() }))
}

fn plain(flags: u32, bits: u32, mut masks: [u32; 4]) -> Result<(Kind, u8)> {
    let alpha = flags & ALPHA_PIXELS != 0 && masks[3] != 0 && bits > 8;
    // Whatever count of bits stands beside it.
    if flags & PALETTE != 0 {
        return Ok((Kind::Indices, 4));
    }
    if flags & (RGB | LUMINANCE) == 0 || !matches!(bits, 8 | 16 | 24 | 32) {
        return Err(unsupported(format!("pixels of {bits} bit with flags {flags:#x}")));
    }
    if !alpha {
        masks[3] = 0;
    }
    let grey = flags & LUMINANCE != 0;
    if grey && bits == 8 {
        // Of a single byte some writers turn the mask around.
        masks = [0xff, 0, 0, 0];
    }
    let channels = if grey { 1 } else { 3 } + u8::from(alpha);
    Ok((Kind::Masks { step: bits as usize / 8, masks }, channels))
}

fn coded(four_cc: [u8; 4]) -> Result<(Kind, u8)> {
    let block = match &four_cc {
        b"DXT1" => Block::Bc1,
        b"DXT2" => Block::Bc2 { premultiplied: true },
        b"DXT3" => Block::Bc2 { premultiplied: false },
        b"DXT4" => Block::Bc3 { premultiplied: true },
        b"DXT5" => Block::Bc3 { premultiplied: false },
        b"ATI1" | b"BC4U" => Block::Bc4 { signed: false },
        b"BC4S" => Block::Bc4 { signed: true },
        b"ATI2" | b"BC5U" => Block::Bc5 { signed: false },
        b"BC5S" => Block::Bc5 { signed: true },
        other => return Err(unsupported(format!("pixel format {}", other.escape_ascii()))),
    };
    Ok(blocks(block))
}

fn blocks(block: Block) -> (Kind, u8) {
    let channels = match block {
        Block::Bc4 { .. } => 1,
        Block::Bc5 { .. } => 3,
        _ => 4,
    };
    (Kind::Blocks(block), channels)
}

/// `DXGI_FORMAT`, of which those with sRGB's curve, without, and without a type are read alike: as nearly all programs store them.
fn dxgi(format: u32) -> Result<(Kind, u8)> {
    let plain = |step, masks, channels| Ok((Kind::Masks { step, masks }, channels));
    match format {
        // R8G8B8A8, B8G8R8A8, B8G8R8X8.
        27..=29 => plain(4, [0xff, 0xff00, 0xff_0000, 0xff00_0000], 4),
        87 | 90 | 91 => plain(4, [0xff_0000, 0xff00, 0xff, 0xff00_0000], 4),
        88 | 92 | 93 => plain(4, [0xff_0000, 0xff00, 0xff, 0], 3),
        // R8, B5G6R5, B5G5R5A1, B4G4R4A4.
        60 | 61 => plain(1, [0xff, 0, 0, 0], 1),
        85 => plain(2, [0xf800, 0x07e0, 0x001f, 0], 3),
        86 => plain(2, [0x7c00, 0x03e0, 0x001f, 0x8000], 4),
        115 => plain(2, [0x0f00, 0x00f0, 0x000f, 0xf000], 4),
        70..=72 => Ok(blocks(Block::Bc1)),
        73..=75 => Ok(blocks(Block::Bc2 { premultiplied: false })),
        76..=78 => Ok(blocks(Block::Bc3 { premultiplied: false })),
        79 | 80 => Ok(blocks(Block::Bc4 { signed: false })),
        81 => Ok(blocks(Block::Bc4 { signed: true })),
        82 | 83 => Ok(blocks(Block::Bc5 { signed: false })),
        84 => Ok(blocks(Block::Bc5 { signed: true })),
        97..=99 => Ok(blocks(Block::Bc7)),
        94..=96 => Err(unsupported("BC6H, whose pixels are floats")),
        other => Err(unsupported(format!("DXGI format {other}"))),
    }
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let surface = surface(bytes)?;
    let mut header = Header::new(Format::Dds, surface.width, surface.height);
    header.channels = surface.channels;
    header.has_alpha = matches!(surface.channels, 2 | 4);
    header.space = if surface.channels < 3 { "b-w" } else { "srgb" };
    Ok(header)
}
