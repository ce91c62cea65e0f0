//! DDS (Microsoft's "DDS File Layout", with and without the header of `Direct3D` 10), by our own code: the first surface, without its
//! smaller copies.

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
    format: Format::Dds,
    name: "dds",
    aliases: &[],
    extensions: &["dds"],
    mime: "image/vnd-ms.dds",
    flavour: Flavour::Basic,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: true, u16: false, f32: false, animation: false },
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
    doc: "Textures of games: uncompressed, BC1 to BC5 (DXT1 to DXT5) and BC7; the first surface.",
};
