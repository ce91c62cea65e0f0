//! TIFF (6.0, and BigTIFF): both ways by our own code.

use super::Codec;
use crate::format::{Carries, FORCE, Flavour, Format, FormatRow};
use crate::peaks::{Encode, Peaks};
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

/// A tile's side.
const TILE: Type = Type::Integer(16.0, 32_768.0);

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
    peaks: Peaks::by(200, held),
    compressed: false,
    options: &[
        Field::new(
            "compression",
            Type::Choice(&["none", "lzw", "deflate"]),
            D::Text("lzw"),
            "",
            "of the strips or tiles, without loss",
        ),
        Field::new(
            "predictor",
            Type::Boolean,
            D::Bool(true),
            "",
            "store differences of neighbours, which compress better",
        ),
        Field::new(
            "tile",
            Type::Boolean,
            D::Bool(false),
            "",
            "tiles instead of strips, for readers that want a part of a large image",
        ),
        Field::new("tileWidth", TILE, D::Number(256.0), "pixels", "of tiles, a multiple of 16"),
        Field::new("tileHeight", TILE, D::Number(256.0), "pixels", "of tiles, a multiple of 16"),
        Field::new(
            "pyramid",
            Type::Boolean,
            D::Bool(false),
            "",
            "in tiles, and each page is followed by copies of half the size each, until one fits into a tile",
        ),
        Field::new(
            "bitdepth",
            Type::Integer(1.0, 8.0),
            D::Number(8.0),
            "bits",
            "1, 2 or 4 of a grey image without alpha: the highest of its 8; with 8 nothing is reduced",
        ),
        Field::new(
            "miniswhite",
            Type::Boolean,
            D::Bool(false),
            "",
            "white is stored as 0 where `bitdepth` is below 8, as fax and scans have it",
        ),
        FORCE,
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

/// Two and a half times what is written; a tile may be larger than that.
fn held(encode: &Encode<'_>) -> u64 {
    let side = |name| u64::from(encode.options.integer(name).unwrap_or_default());
    let each = encode.bytes.div_ceil(encode.pixels().max(1));
    let tiled = encode.options.bool("tile") || encode.options.bool("pyramid");
    let tile = if tiled { side("tileWidth") * side("tileHeight") * each } else { 0 };
    encode.bytes * 250 / 100 + tile
}
