//! TIFF (6.0, and BigTIFF): both ways by our own code.

use super::Codec;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::Peaks;
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "full", path = "coder.rs")]
#[cfg_attr(not(feature = "full"), path = "../disabled.rs")]
mod coder;
#[cfg_attr(not(feature = "full"), expect(dead_code, reason = "the decoder asks more than the header"))]
mod directory;
mod metadata;
#[cfg_attr(not(feature = "full"), expect(dead_code, reason = "the decoder asks more than the header"))]
mod page;
mod probe;

#[cfg(test)]
#[cfg(feature = "full")]
mod tests;

pub const ROW: FormatRow = FormatRow {
    format: Format::Tiff,
    name: "tiff",
    aliases: &["tif"],
    extensions: &["tiff", "tif"],
    mime: "image/tiff",
    flavour: Flavour::Full,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: true, animation: false },
    max_side: |_| u32::MAX,
    // The whole image, and strips or tiles beside it.
    peaks: Peaks::of(200, 250),
    compressed: false,
    options: &[
        Field::new(
            "compression",
            Type::Choice(&["none", "lzw", "deflate"]),
            D::Text("lzw"),
            "",
            "of the strips, without loss",
        ),
        Field::new(
            "predictor",
            Type::Boolean,
            D::Bool(true),
            "",
            "store differences of neighbours, which compress better",
        ),
    ],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: metadata::CARRIER,
        page: Some(probe::page_header),
    },
    doc: "Scans and print, without loss, 8 and 16 bit and float; one page or all.",
};
