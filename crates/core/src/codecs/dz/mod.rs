//! Pyramids of tiles for viewers that zoom (Deep Zoom, IIIF Image API 2 and 3, Zoomify, Google Maps), as files in a ZIP.

use super::{Codec, Header, jpeg, metadata::Carrier, png, webp};
use crate::error::{Error, Result};
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::limits::Limits;
use crate::peaks::{Encode, Peaks};
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

const LAYOUTS: &[&str] = &["dz", "iiif", "iiif3", "zoomify", "google"];

pub const ROW: FormatRow = FormatRow {
    format: Format::Dz,
    name: "dz",
    aliases: &[],
    extensions: &["szi", "dz", "dzi"],
    mime: "application/zip",
    flavour: Flavour::Basic,
    reads: false,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: false, animation: false },
    max_side: |_| u32::MAX,
    peaks: Peaks::by(0, held),
    compressed: true,
    options: &[
        Field::new("size", Type::Integer(1.0, 8192.0), D::Number(256.0), "pixels", "of a tile's sides"),
        Field::new(
            "overlap",
            Type::Integer(0.0, 8192.0),
            D::Number(0.0),
            "pixels",
            "that a tile has of each neighbour, at most its size; layout dz alone",
        ),
        Field::new(
            "angle",
            Type::Integer(-360.0, 360.0),
            D::Number(0.0),
            "degrees",
            "clockwise, a multiple of 90: the image is turned before it is cut",
        ),
        Field::new(
            "background",
            Type::Colour,
            D::Text("#ffffff"),
            "",
            "of tiles that the image does not fill (google), and the colour of blank ones",
        ),
        Field::new(
            "depth",
            Type::Choice(&["onepixel", "onetile", "one"]),
            D::None,
            "",
            "how far sizes are halved: to a pixel, to a tile, not at all; without it onepixel for dz, else onetile",
        ),
        Field::new(
            "skipBlanks",
            Type::Integer(-1.0, 65_535.0),
            D::None,
            "levels",
            "tiles are left out whose samples are all so near to the background's; -1: none are; without it 5 for google, else -1",
        ),
        Field::new(
            "container",
            Type::Choice(&["fs", "zip"]),
            D::None,
            "",
            "of toFile: files in a folder, or one ZIP; without it as the name ends: .dz and .dzi are folders; every other end gives a ZIP",
        ),
        Field::new(
            "layout",
            Type::Choice(LAYOUTS),
            D::Text("dz"),
            "",
            "names, sizes and the file that describes them: Deep Zoom, IIIF Image API 2 or 3, Zoomify, Google Maps",
        ),
        Field::new(
            "centre",
            Type::Boolean,
            D::Bool(false),
            "",
            "google: the image lies in the middle of the square that the tiles of each size make",
        )
        .or(&["center"]),
        Field::new(
            "id",
            Type::Text(2048),
            D::None,
            "",
            "iiif: where it will lie, without the image's own name; without it https://example.com/iiif",
        ),
        Field::new(
            "basename",
            Type::Text(200),
            D::None,
            "",
            "of the files and folders; without it that of toFile's path, else untitled",
        ),
        Field::new("tileFormat", Type::Choice(&["jpeg", "png", "webp"]), D::Text("jpeg"), "", "of the tiles"),
        Field::new(
            "jpeg",
            Type::Object(jpeg::ROW.options),
            D::None,
            "",
            "options of tiles in it; no quality is searched",
        ),
        Field::new("png", Type::Object(png::ROW.options), D::None, "", "options of tiles in it"),
        Field::new(
            "webp",
            Type::Object(webp::ROW.options),
            D::None,
            "",
            "options of tiles in it; no quality is searched",
        ),
    ],
    codec: Codec {
        sniff: |_| false,
        probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
        page: None,
    },
    doc: "Pyramids of tiles for viewers that zoom: Deep Zoom, IIIF, Zoomify, Google Maps. One ZIP, or where toFile gets a name in .dz, files in a folder.",
};

/// Nothing sniffs as a pyramid, so this is never reached by content.
fn probe(_bytes: &[u8], _limits: &Limits) -> Result<Header> {
    Err(Error::option("format", "a format that is read", "dz"))
}

/// The image and the next smaller one, a tile with its encoder, and the files.
fn held(encode: &Encode<'_>) -> u64 {
    let side = encode.options.size("size") + 2 * encode.options.size("overlap");
    let each = encode.bytes.div_ceil(encode.pixels().max(1));
    let tile = side.saturating_mul(side).min(encode.pixels().saturating_mul(4)).saturating_mul(each);
    encode.bytes * 250 / 100 + tile.saturating_mul(6)
}
