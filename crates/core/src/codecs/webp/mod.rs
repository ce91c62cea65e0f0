//! WebP (RFC 9649) by libwebp: lossy and lossless, stills and animations, both ways.

use super::{Codec, Header, animation};
use crate::format::{Carries, FORCE, Flavour, Format, FormatRow};
use crate::peaks::{Encode, Peaks, area};
use crate::search::{MAX_BYTES, TARGET};
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod metadata;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

/// RFC 9649 gives a side 14 bits; libwebp's encoder refuses 16,384 itself.
pub const MAX_SIDE: u32 = 16_383;

pub const ROW: FormatRow = FormatRow {
    format: Format::Webp,
    name: "webp",
    aliases: &[],
    extensions: &["webp"],
    mime: "image/webp",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: true },
    max_side: |_| MAX_SIDE,
    peaks: Peaks::by(240, held).reading(canvases),
    compressed: true,
    options: &[
        Field::new(
            "quality",
            Type::Quality,
            D::Number(80.0),
            "",
            "higher is larger and closer to the original; lossless: more effort",
        ),
        MAX_BYTES,
        TARGET,
        Field::new(
            "alphaQuality",
            Type::Integer(0.0, 100.0),
            D::Number(100.0),
            "",
            "of the alpha channel beside lossy colours; 100 keeps it exactly",
        ),
        Field::new("lossless", Type::Boolean, D::Bool(false), "", "every visible pixel is kept as it is"),
        Field::new(
            "nearLossless",
            Type::Boolean,
            D::Bool(false),
            "",
            "lossless after small changes that save bytes; quality says how small",
        ),
        Field::new("effort", Type::Integer(0.0, 6.0), D::Number(4.0), "", "0 is quick, 6 slow and smaller"),
        Field::new(
            "smartSubsample",
            Type::Boolean,
            D::Bool(false),
            "",
            "sharper colour edges in lossy files, slower",
        ),
        Field::new(
            "smartDeblock",
            Type::Boolean,
            D::Bool(false),
            "",
            "the strength of the deblocking filter is tried out for each part of lossy files: better edges of low contrast, slower",
        ),
        Field::new(
            "preset",
            Type::Choice(&["default", "photo", "picture", "drawing", "icon", "text"]),
            D::Text("default"),
            "",
            "settings of lossy files by what is shown: photo outdoors, picture indoors or a portrait, drawing in lines",
        ),
        Field::new(
            "exact",
            Type::Boolean,
            D::Bool(false),
            "",
            "keep the colours of wholly transparent pixels too",
        ),
        Field::new(
            "minSize",
            Type::Boolean,
            D::Bool(false),
            "",
            "animations: every way to write a frame is tried, and no frame stands alone; slower",
        ),
        Field::new(
            "mixed",
            Type::Boolean,
            D::Bool(false),
            "",
            "animations: each frame lossy or lossless, whichever is smaller",
        ),
        animation::LOOP,
        animation::DELAY,
        FORCE,
    ],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: metadata::CARRIER,
        page: None,
    },
    doc: "Photographs and drawings for the web, with transparency; up to 16,383 pixels on a side.",
};

/// Of an animation two canvases and a frame.
fn canvases(header: &Header) -> u64 {
    if header.frames > 1 { area((header.width, header.height)) * 12 } else { 0 }
}

/// Of a still by its effort; of an animation four canvases beside that.
fn held(encode: &Encode<'_>) -> u64 {
    let lossless = encode.options.bool("lossless") || encode.options.bool("nearLossless");
    let times = match encode.options.integer("effort") {
        Some(5..) if lossless => 17,
        _ if lossless => 12,
        _ => 3,
    };
    encode.bytes * times + if encode.frames > 1 { encode.pixels() * 16 } else { 0 }
}
