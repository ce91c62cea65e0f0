//! PNM (Netpbm's PBM, PGM, PPM in text and binary, PAM, and PFM), by our own code.

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
    format: Format::Pnm,
    name: "pnm",
    aliases: &["ppm", "pgm", "pbm", "pam"],
    extensions: &["ppm", "pgm", "pbm", "pam", "pnm", "pfm"],
    mime: "image/x-portable-anymap",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: false, animation: false },
    max_side: |_| u32::MAX,
    peaks: Peaks::of(100, 100),
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
    doc: "Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM.",
};
