//! QOI (the Quite OK Image format, 1.0), by our own code.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::Peaks;

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

pub const ROW: FormatRow = FormatRow {
    format: Format::Qoi,
    name: "qoi",
    aliases: &[],
    extensions: &["qoi"],
    mime: "image/qoi",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: false },
    max_side: |_| u32::MAX,
    // Noise takes a byte more a pixel, in a buffer that grows by doubling.
    peaks: Peaks::of(100, 400),
    compressed: true,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
        page: None,
    },
    doc: "Without loss, quick to write and read, larger than PNG.",
};
