//! BMP (Microsoft's bitmap storage, headers of OS/2 1 and Windows 3 to 5) by the crate `image`.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

pub const ROW: FormatRow = FormatRow {
    format: Format::Bmp,
    name: "bmp",
    aliases: &[],
    extensions: &["bmp", "dib"],
    mime: "image/bmp",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: false, f32: false, animation: false },
    decode_peak: 100,
    // The encoder's output is as large as its input, and grows by doubling.
    encode_peak: 200,
    compressed: false,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
    },
    doc: "Uncompressed pixels for old programs; alpha by a version 4 header.",
};
