//! ICO and CUR (Windows icons and cursors): the largest image of the file is read, one or several sizes of an image are written,
//! bitmaps or PNGs by the codecs of those.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::peaks::Peaks;
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

/// A byte says a side, in which 0 stands for this.
pub const MAX_SIDE: u32 = 256;

pub const ROW: FormatRow = FormatRow {
    format: Format::Ico,
    name: "ico",
    aliases: &[],
    extensions: &["ico", "cur"],
    mime: "image/x-icon",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: false },
    max_side: |options| if options.integers("sizes").is_empty() { MAX_SIDE } else { u32::MAX },
    // The image with alpha and a copy of it to resize.
    peaks: Peaks::of(150, 400),
    compressed: false,
    options: &[Field::new(
        "sizes",
        Type::Integers(1.0, 256.0, 32),
        D::None,
        "pixels",
        "squares that hold the whole image, transparent beside it; without it the image as it is, if no side is over 256",
    )],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
        page: None,
    },
    doc: "Icons of Windows and favicons, in one size or several; of icons and cursors the largest image is read.",
};
