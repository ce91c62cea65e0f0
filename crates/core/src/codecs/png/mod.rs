//! PNG (W3C PNG, third edition) by the `png` crate.

use super::Codec;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod metadata;
mod probe;

pub const ROW: FormatRow = FormatRow {
    format: Format::Png,
    name: "png",
    aliases: &[],
    extensions: &["png", "apng"],
    mime: "image/png",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: false, animation: false },
    decode_peak: 100,
    encode_peak: 150,
    compressed: true,
    options: &[Field::new(
        "compressionLevel",
        Type::Integer(0.0, 9.0),
        D::Number(6.0),
        "",
        "0 stores, 1 to 3 are quick, 4 to 9 smaller",
    )],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: metadata::CARRIER,
    },
    doc: "Drawings, screenshots and transparency, without loss, 8 and 16 bit.",
};
