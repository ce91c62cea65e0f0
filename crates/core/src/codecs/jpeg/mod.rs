//! JPEG (ITU-T T.81, JFIF, EXIF) by libjpeg-turbo-rs.

use super::{Codec, Header};
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

/// What the encoder takes; the format has room for 65,535.
pub const MAX_SIDE: u32 = 65_500;

pub const ROW: FormatRow = FormatRow {
    format: Format::Jpeg,
    name: "jpeg",
    aliases: &["jpg"],
    extensions: &["jpg", "jpeg", "jpe", "jfif"],
    mime: "image/jpeg",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: false, gray: true, u16: false, f32: false, animation: false },
    max_side: |_| MAX_SIDE,
    peaks: Peaks::by(300, coefficients).reading(scans),
    compressed: true,
    options: &[
        Field::new(
            "quality",
            Type::Quality,
            D::Number(80.0),
            "",
            "higher is larger and closer to the original",
        ),
        MAX_BYTES,
        TARGET,
        Field::new(
            "progressive",
            Type::Boolean,
            D::None,
            "",
            "scans that refine, for slow networks; without it as `mozjpeg` says",
        ),
        Field::new(
            "chromaSubsampling",
            Type::Choice(&["4:2:0", "4:2:2", "4:4:4"]),
            D::Text("4:2:0"),
            "",
            "4:4:4 keeps full colour resolution",
        ),
        Field::new("optimiseCoding", Type::Boolean, D::Bool(true), "", "Huffman tables made for the image")
            .or(&["optimizeCoding"]),
        Field::new(
            "quantisationTable",
            Type::Integer(0.0, 8.0),
            D::None,
            "",
            "0 Annex K, 1 flat, 2 for MS-SSIM, 3 Robidoux, 4 for PSNR-HVS, 5 Klein, 6 Watson (DCTune), 7 Ahumada, 8 Peterson; without it 0, or 3 with `mozjpeg`",
        )
        .or(&["quantizationTable"]),
        Field::new(
            "trellisQuantisation",
            Type::Boolean,
            D::None,
            "",
            "coefficients are rounded by what they cost in bits: smaller, and several times slower; without it as `mozjpeg` says",
        )
        .or(&["trellisQuantization"]),
        Field::new(
            "overshootDeringing",
            Type::Boolean,
            D::None,
            "",
            "white beside dark, as around letters, is coded as more than white, which readers clip: less is seen around edges; without it as `mozjpeg` says",
        ),
        Field::new(
            "optimiseScans",
            Type::Boolean,
            D::None,
            "",
            "progressive, with the scans that make the smallest file of those tried; slower; without it as `mozjpeg` says",
        )
        .or(&["optimizeScans"]),
        Field::new(
            "mozjpeg",
            Type::Boolean,
            D::Bool(false),
            "",
            "progressive with trellis quantisation, overshoot, a search for scans, and table 3, each unless it is said otherwise",
        ),
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
    doc: "Photographs. Transparency is flattened onto black unless a flatten step names a colour.",
};

/// Two bytes a coefficient, of up to three colours, are held until the last scan of a progressive file.
fn scans(header: &Header) -> u64 {
    if header.progressive { area((header.width, header.height)) * 6 } else { 0 }
}

/// Coefficients of two bytes a sample, with trellis quantisation of four beside them, until the file is written.
fn coefficients(encode: &Encode<'_>) -> u64 {
    let asked = |name| encode.options.bool(name);
    let transformed = ["mozjpeg", "trellisQuantisation", "overshootDeringing"].into_iter().any(asked);
    // A search holds a file or two beside the coefficients.
    let times = match (transformed, asked("progressive") || asked("optimiseScans")) {
        (true, _) => 6,
        (false, true) => 4,
        (false, false) => 1,
    };
    encode.bytes * times
}
