//! GIF (`GIF89a`) by the `gif` crate, with palettes from `quantette`: animations read, stills written.

use super::Codec;
use super::metadata::Carrier;
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

/// The screen descriptor gives a side 16 bits.
pub const MAX_SIDE: u32 = 65_535;

pub const ROW: FormatRow = FormatRow {
    format: Format::Gif,
    name: "gif",
    aliases: &[],
    extensions: &["gif"],
    mime: "image/gif",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: false },
    // The canvas, the frame given out, the canvas kept for "restore to previous", and one byte an index.
    decode_peak: 325,
    // Beside its input: three bytes of colour, twelve of Oklab and two of indices, by three or four.
    encode_peak: 600,
    compressed: true,
    options: &[
        Field::new(
            "colours",
            Type::Integer(2.0, 256.0),
            D::Number(256.0),
            "colours",
            "at most so many, the transparent one among them",
        ),
        Field::new(
            "dither",
            Type::Number(0.0, 1.0),
            D::Number(1.0),
            "",
            "how much of a colour's error goes to its neighbours; 0 gives flat areas",
        ),
    ],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
    },
    doc: "Short animations are read; stills are written with up to 256 colours and one of them transparent.",
};
