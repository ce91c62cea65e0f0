//! JPEG XL (ISO/IEC 18181-1 and -2) read by our own header reader and the crate `jxl`.

use super::Codec;
use crate::format::{Carries, Flavour, Format, FormatRow};

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
    // Measured 1.3 to 3.8 times the pixels, the most in the lossy modular mode.
    decode_peak: 450,
    encode_peak: 100,
    compressed: true,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: metadata::CARRIER,
    },
    doc: "Photographs and drawings of any depth, with alpha and animation; read only.",
};
