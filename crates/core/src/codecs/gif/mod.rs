//! GIF (`GIF89a`): read by our own code, written by the `gif` crate with palettes from `quantette`; both ways with animation.

use super::metadata::Carrier;
use super::{Codec, animation};
use crate::format::{Carries, FORCE, Flavour, Format, FormatRow};
use crate::peaks::Peaks;
use crate::spec::{Default as D, Field, Type};

#[cfg_attr(not(feature = "basic"), expect(dead_code, reason = "the decoder asks more than the header"))]
mod blocks;
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
    carries: Carries { alpha: true, gray: false, u16: false, f32: false, animation: true },
    max_side: |_| MAX_SIDE,
    // The canvas, the frame given out, the canvas kept for "restore to previous", and one byte an index.
    // Beside its input, by three or four: three canvases of four bytes, the part's four, the quantiser's nineteen.
    peaks: Peaks::of(325, 1_170),
    compressed: true,
    options: &[
        Field::new(
            "colours",
            Type::Integer(2.0, 256.0),
            D::Number(256.0),
            "colours",
            "at most so many, the transparent one among them",
        )
        .or(&["colors"]),
        Field::new(
            "dither",
            Type::Number(0.0, 1.0),
            D::Number(1.0),
            "",
            "how much of a colour's error goes to its neighbours; 0 gives flat areas",
        ),
        Field::new(
            "interFrameMaxError",
            Type::Number(0.0, 32.0),
            D::Number(0.0),
            "levels",
            "a pixel stays as the frame before shows it while its colour is no further away; 0 keeps what is equal",
        ),
        Field::new(
            "interPaletteMaxError",
            Type::Number(0.0, 256.0),
            D::Number(3.0),
            "levels",
            "a frame takes the first one's palette while its own would be no further away on average; 0: only where that is exact",
        ),
        Field::new(
            "reuse",
            Type::Boolean,
            D::Bool(true),
            "",
            "of a GIF: its palette is the first one, which frames take while it is near enough (`interPaletteMaxError`)",
        ),
        Field::new(
            "effort",
            Type::Integer(1.0, 10.0),
            D::Number(7.0),
            "",
            "for palettes that cannot be exact: below 7 each step looks at half of the pixels, above 7 colours are refined, slower",
        ),
        Field::new(
            "keepDuplicateFrames",
            Type::Boolean,
            D::Bool(true),
            "",
            "animations: a frame that is equal to the one before is written; without it the one before stays longer",
        ),
        Field::new(
            "progressive",
            Type::Boolean,
            D::Bool(false),
            "",
            "rows in four passes (interlaced), for slow networks; larger",
        ),
        animation::LOOP,
        animation::DELAY,
        FORCE,
    ],
    codec: Codec {
        sniff: probe::sniff,
        probe: probe::probe,
        open: coder::OPEN,
        begin: coder::BEGIN,
        metadata: Carrier::NONE,
        page: None,
    },
    doc: "Stills and short animations with up to 256 colours a frame, one of them transparent.",
};
