//! TGA (Truevision TGA file format specification, 2.0), by our own code.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::Peaks;
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

/// The header gives a side 16 bits.
pub const MAX_SIDE: u32 = 65_535;

pub const ROW: FormatRow = FormatRow {
    format: Format::Tga,
    name: "tga",
    aliases: &[],
    extensions: &["tga", "icb", "vda", "vst"],
    mime: "image/x-tga",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: false, f32: false, animation: false },
    max_side: |_| MAX_SIDE,
    // Its output is a little larger than its input at the most, in a buffer that grows by doubling.
    peaks: Peaks::of(100, 300),
    compressed: false,
    options: &[Field::new(
        "rle",
        Type::Boolean,
        D::Bool(true),
        "",
        "equal neighbours are stored once, without loss",
    )],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
        page: None,
    },
    doc: "Textures of games: grey, palette, 15 to 32 bit, plain and run-length; written with 8 to 32 bit.",
};
