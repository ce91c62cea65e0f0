//! AVIF (AV1 Image File Format 1.1): our own container both ways, read by `rusty_av1d`, written by libaom.

use super::Codec;
use crate::format::{Carries, FORCE, Flavour, Format, FormatRow};
use crate::peaks::{Encode, Peaks};
use crate::search::{MAX_BYTES, TARGET};
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "full", path = "coder.rs")]
#[cfg_attr(not(feature = "full"), path = "../disabled.rs")]
mod coder;
#[cfg_attr(
    not(feature = "full"),
    allow(dead_code, reason = "how the pixels are coded is asked by the decoder only")
)]
mod container;
mod cost;
mod metadata;
#[cfg(feature = "full")]
mod obu;
mod probe;
mod sequence;
#[cfg(test)]
#[cfg(feature = "full")]
mod tests;
mod writer;

pub use cost::Cost;

/// AV1 gives a side 16 bits.
pub const MAX_SIDE: u32 = 65_536;

pub const ROW: FormatRow = FormatRow {
    format: Format::Avif,
    name: "avif",
    // sharp's name for the container, whose other coding, HEVC, is not written.
    aliases: &["heif"],
    extensions: &["avif"],
    mime: "image/avif",
    flavour: Flavour::Full,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: false, animation: false },
    max_side: |_| MAX_SIDE,
    // The planes, the decoder's own copy of them, and the pixels.
    peaks: Peaks::by(400, planes),
    compressed: true,
    options: &[
        Field::new(
            "quality",
            Type::Quality,
            D::Number(50.0),
            "",
            "higher is larger and closer to the original",
        ),
        MAX_BYTES,
        TARGET,
        Field::new("lossless", Type::Boolean, D::Bool(false), "", "every sample is kept as it is, at 4:4:4"),
        Field::new(
            "effort",
            Type::Integer(0.0, 9.0),
            D::Number(cost::DEFAULT_EFFORT as f64),
            "",
            "0 is quick, 9 slow and smaller; each step from 4 on takes some times longer",
        ),
        Field::new(
            "chromaSubsampling",
            Type::Choice(&["4:2:0", "4:4:4"]),
            D::Text("4:4:4"),
            "",
            "4:4:4 keeps full colour resolution",
        ),
        Field::new(
            "bitdepth",
            Type::Integer(8.0, 10.0),
            D::Number(8.0),
            "bits",
            "8 or 10 a sample; 10 bands less",
        ),
        Field::new("compression", Type::Choice(&["av1"]), D::Text("av1"), "", "the one that is written"),
        Field::new(
            "tune",
            Type::Choice(&["auto", "iq", "ssim", "psnr"]),
            D::Text("auto"),
            "",
            "what libaom seeks at a size: psnr the closest samples, ssim their structure, iq that by matrices which save on fine detail; auto is iq at 8 bit and ssim at 10",
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
    doc: "Small photos with alpha; 8 to 12 bit read, 8 and 10 written. Of a sequence the still is read, or its first image where it has none.",
};

fn planes(encode: &Encode<'_>) -> u64 {
    let cost = Cost::of(encode.options, encode.grey, encode.size);
    cost.planes(encode.pixels()) + cost.encoder(encode.pixels())
}
