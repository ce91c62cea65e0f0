//! BMP (Microsoft's bitmap storage, headers of Windows 3 to 5 and OS/2 1 and 2), by our own code: no crate reads all of
//! bmpsuite's good files and half of its questionable ones.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::Peaks;
#[cfg(feature = "basic")]
pub(super) use coder::decode;

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
pub mod dib;
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
    max_side: |_| u32::MAX,
    // Its output is as large as its input.
    peaks: Peaks::of(100, 150),
    compressed: false,
    options: &[],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier { read: Some(probe::metadata), ..Carrier::NONE },
        page: None,
    },
    doc: "Uncompressed pixels for old programs; alpha by a version 4 header.",
};
