//! TIFF (6.0, and BigTIFF): both ways by our own code.

use super::Codec;
use crate::format::{Carries, FORCE, Flavour, Format, FormatRow};
use crate::peaks::{Encode, Peaks};
use crate::spec::{Default as D, Field, Type, Values};

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

/// Thousandths of an inch have room in 32 bits.
const RESOLUTION: Type = Type::Number(0.001, 100_000.0);

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
    max_side,
    // The whole image, and strips or tiles beside it.
    peaks: Peaks::by(200, held),
    compressed: false,
    options: &[
        Field::new(
            "compression",
            Type::Choice(&["none", "lzw", "deflate", "packbits", "jpeg", "webp"]),
            D::Text("lzw"),
            "",
            "of the strips or tiles; jpeg and webp lose a little, have 8 bit, and jpeg lays alpha on black",
        ),
        Field::new(
            "quality",
            Type::Integer(1.0, 100.0),
            D::Number(80.0),
            "",
            "of jpeg and webp: higher is larger and closer to the original; jpeg has full colour resolution from 90 on",
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
            "1, 2 or 4 of a grey image without alpha: the highest of its 8; with 8, and of other images, nothing is reduced",
        ),
        Field::new(
            "miniswhite",
            Type::Boolean,
            D::Bool(false),
            "",
            "white is stored as 0 where `bitdepth` is below 8, as fax and scans have it",
        ),
        Field::new(
            "bigtiff",
            Type::Boolean,
            D::Bool(false),
            "",
            "offsets of 64 bits; without it only where the file is larger than 4 GiB",
        ),
        Field::new(
            "xres",
            RESOLUTION,
            D::None,
            "pixels a millimetre",
            "the print size to note; alone it counts for both sides, and before any other density",
        ),
        Field::new("yres", RESOLUTION, D::None, "pixels a millimetre", "the same of columns"),
        Field::new(
            "resolutionUnit",
            Type::Choice(&["inch", "cm"]),
            D::Text("inch"),
            "",
            "in which `xres` and `yres` are written",
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

/// A strip is as wide as the image.
fn max_side(options: &Values) -> u32 {
    let tiled = options.bool("tile") || options.bool("pyramid");
    match options.word("compression") {
        "jpeg" if !tiled => super::jpeg::MAX_SIDE,
        "webp" if !tiled => super::webp::MAX_SIDE,
        _ => u32::MAX,
    }
}

/// Two and a half times what is written; a tile may be larger than that.
fn held(encode: &Encode<'_>) -> u64 {
    let side = |name| u64::from(encode.options.integer(name).unwrap_or_default());
    let each = encode.bytes.div_ceil(encode.pixels().max(1));
    let tiled = encode.options.bool("tile") || encode.options.bool("pyramid");
    let tile = if tiled { side("tileWidth") * side("tileHeight") * each } else { 0 };
    // A tile that is a file of another format has its encoder beside it.
    let files = matches!(encode.options.word("compression"), "jpeg" | "webp");
    encode.bytes * 250 / 100 + tile * if files { 5 } else { 1 }
}
