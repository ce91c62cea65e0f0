//! JPEG XL (ISO/IEC 18181-1 and -2) read by our own header reader and the crate `jxl`.

use super::{Codec, Header};
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::{Peaks, area};

mod bits;
#[cfg_attr(feature = "full", path = "coder.rs")]
#[cfg_attr(not(feature = "full"), path = "../disabled.rs")]
mod coder;
mod container;
#[cfg_attr(
    not(feature = "full"),
    allow(dead_code, reason = "where frames are kept is asked by the decoder only")
)]
mod frames;
#[cfg_attr(
    not(feature = "full"),
    allow(dead_code, reason = "how colours are coded is asked by the decoder only")
)]
mod header;
mod metadata;
mod probe;
#[cfg(test)]
#[cfg(feature = "full")]
mod tests;

pub const ROW: FormatRow = FormatRow {
    format: Format::Jxl,
    name: "jxl",
    aliases: &["jpegxl", "jpeg-xl"],
    extensions: &["jxl"],
    mime: "image/jxl",
    flavour: Flavour::Full,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: true, u16: true, f32: true, animation: false },
    max_side: |_| u32::MAX,
    // Measured 1.3 to 3.8 times the pixels, the most in the lossy modular mode.
    peaks: Peaks::of(450, 100).reading(tables),
    compressed: true,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: metadata::CARRIER,
        page: None,
    },
    doc: "Photographs and drawings of any depth, with alpha and animation; read only.",
};

/// Tables, and of an animation frames of floats.
fn tables(header: &Header) -> u64 {
    if header.frames > 1 { area((header.width, header.height)) * 40 } else { 4 << 20 }
}
