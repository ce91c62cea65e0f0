//! farbfeld (suckless.org's farbfeld(5)), by our own code.

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
    format: Format::Farbfeld,
    name: "farbfeld",
    aliases: &[],
    extensions: &["ff"],
    mime: "image/x-farbfeld",
    flavour: Flavour::Basic,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: false, u16: true, f32: false, animation: false },
    max_side: |_| u32::MAX,
    peaks: Peaks::of(100, 0),
    compressed: false,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
        page: None,
    },
    doc: "Pixels of four times 16 bit with nothing around them, for pipes.",
};
