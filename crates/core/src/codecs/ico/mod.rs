//! ICO and CUR (Windows icons and cursors): the largest image of the file, a bitmap or a PNG by the codecs of those.

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
    format: Format::Ico,
    name: "ico",
    aliases: &[],
    extensions: &["ico", "cur"],
    mime: "image/x-icon",
    flavour: Flavour::Basic,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: false },
    decode_peak: 150,
    encode_peak: 0,
    compressed: false,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
    },
    doc: "Icons and cursors of Windows: the largest image of the file.",
};
