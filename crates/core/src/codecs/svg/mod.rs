//! SVG (1.1 second edition, and of 2 what `resvg` draws) rendered at the size that is wanted; SVGZ is the same in gzip.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::Peaks;

#[cfg_attr(feature = "full", path = "coder.rs")]
#[cfg_attr(not(feature = "full"), path = "../disabled.rs")]
mod coder;
#[cfg_attr(feature = "full", path = "measured.rs")]
#[cfg_attr(not(feature = "full"), path = "unmeasured.rs")]
mod measure;
mod probe;
#[cfg(feature = "full")]
pub(in crate::codecs) use coder::fonts;
pub use probe::DENSITY;
#[cfg(test)]
#[cfg(feature = "full")]
pub(in crate::codecs) mod font;
#[cfg_attr(
    not(feature = "full"),
    allow(dead_code, reason = "where the root's sizes stand is asked by the renderer only")
)]
mod root;
#[cfg(test)]
#[cfg(feature = "full")]
mod tests;
mod text;

pub const ROW: FormatRow = FormatRow {
    format: Format::Svg,
    name: "svg",
    aliases: &[],
    extensions: &["svg", "svgz"],
    mime: "image/svg+xml",
    flavour: Flavour::Full,
    reads: true,
    writes: false,
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: false },
    max_side: |_| u32::MAX,
    // Layers of groups are counted when the file is read: this is for the picture and one of them.
    peaks: Peaks::of(250, 100),
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
    doc: "Drawings, rendered at the size that the first resize wants; text in a font of Latin, Greek and Cyrillic unless others are given, files from elsewhere are not read; read only.",
};
