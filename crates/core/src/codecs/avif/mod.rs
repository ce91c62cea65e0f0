//! AVIF (AV1 Image File Format 1.1) read by our own container reader and `rusty_av1d`.

use super::Codec;
use crate::format::{Carries, Flavour, Format, FormatRow};

#[cfg_attr(feature = "full", path = "coder.rs")]
#[cfg_attr(not(feature = "full"), path = "../disabled.rs")]
mod coder;
#[cfg_attr(
    not(feature = "full"),
    allow(dead_code, reason = "how the pixels are coded is asked by the decoder only")
)]
mod container;
mod metadata;
mod probe;
#[cfg(test)]
#[cfg(feature = "full")]
mod tests;

pub const ROW: FormatRow = FormatRow {
    format: Format::Avif,
    name: "avif",
    aliases: &[],
    extensions: &["avif"],
    mime: "image/avif",
    flavour: Flavour::Full,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: true, u16: true, f32: false, animation: false },
    // The planes, the decoder's own copy of them, and the pixels.
    decode_peak: 400,
    encode_peak: 100,
    compressed: true,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: metadata::CARRIER,
    },
    doc: "Small photos with alpha, 8 to 12 bit; read only. Of a sequence the primary image is read.",
};
