//! TGA (Truevision TGA, 2.0) by the crate `image`.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

pub const ROW: FormatRow = FormatRow {
    format: Format::Tga,
    name: "tga",
    aliases: &[],
    extensions: &["tga", "icb", "vda", "vst"],
    mime: "image/x-tga",
    flavour: Flavour::Basic,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: true, u16: false, f32: false, animation: false },
    decode_peak: 100,
    encode_peak: 0,
    compressed: false,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
    },
    doc: "Textures of games: grey, palette, 15 to 32 bit, plain and run-length.",
};
