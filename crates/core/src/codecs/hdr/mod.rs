//! Radiance's picture format (Ward, "Real Pixels", and the Radiance manual's file formats), by our own code.
//! Its numbers are linear light; inside they are codes of sRGB's curve, which goes on above white.

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
    format: Format::Hdr,
    name: "hdr",
    aliases: &["rgbe"],
    extensions: &["hdr", "rgbe", "xyze", "pic"],
    mime: "image/vnd.radiance",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: false, gray: false, u16: true, f32: true, animation: false },
    max_side: |_| u32::MAX,
    // Four bytes a pixel, in a buffer that grows by doubling, beside three of eight bits.
    peaks: Peaks::of(100, 300),
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
    doc: "Radiance's light in floats, far over white: for scenes and environments of 3D programs.",
};
