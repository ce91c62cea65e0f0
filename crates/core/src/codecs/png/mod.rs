//! PNG and APNG (W3C PNG, third edition): read by the `png` crate, written by our own code.

use super::{Codec, animation};
use crate::format::{Carries, FORCE, Flavour, Format, FormatRow};
use crate::peaks::{Encode, Peaks};
use crate::spec::{Default as D, Field, Type};
use crate::zip::deflate;

mod chunk;
#[cfg_attr(feature = "basic", path = "coder.rs")]
#[cfg_attr(not(feature = "basic"), path = "../disabled.rs")]
mod coder;
mod metadata;
mod probe;
#[cfg(test)]
#[cfg(feature = "basic")]
mod tests;

/// The level at which every smaller form and every filter is tried.
pub const SEARCH: u8 = 10;

/// The level of deflate that a `compressionLevel` is.
pub const fn level(of: u8) -> u32 {
    if of == SEARCH { deflate::MAX } else { deflate::of_pixels(of as u32) }
}

/// Bytes at the peak of an encode.
fn peak(encode: &Encode<'_>) -> u64 {
    let of = encode.options.integer("compressionLevel").unwrap_or_default() as u8;
    (encode.bytes * 150 / 100).saturating_add(deflate::held(level(of)))
}

pub const ROW: FormatRow = FormatRow {
    format: Format::Png,
    name: "png",
    aliases: &[],
    extensions: &["png", "apng"],
    mime: "image/png",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: false, animation: true },
    max_side: |_| u32::MAX,
    peaks: Peaks::by(100, peak),
    compressed: true,
    options: &[
        Field::new(
            "compressionLevel",
            Type::Integer(0.0, 10.0),
            D::Number(6.0),
            "",
            "0 stores, 1 to 3 are quick, 4 to 9 smaller; 10 tries every filter and every smaller form that shows the same",
        ),
        Field::new(
            "adaptiveFiltering",
            Type::Boolean,
            D::None,
            "",
            "each row gets the filter that suits it; without it so where that is smaller for some of the rows, never for palettes and few bits",
        ),
        Field::new(
            "progressive",
            Type::Boolean,
            D::Bool(false),
            "",
            "interlaced: a coarse image comes first; larger",
        ),
        Field::new(
            "palette",
            Type::Boolean,
            D::None,
            "",
            "at most 256 colours with alpha; without it so where quality, effort, colours or dither are given",
        ),
        Field::new(
            "quality",
            Type::Integer(0.0, 100.0),
            D::None,
            "",
            "of a palette: below 100 the fewest colours that are close enough",
        ),
        Field::new(
            "effort",
            Type::Integer(1.0, 10.0),
            D::None,
            "",
            "of a palette: how often its colours are refined; without it 7",
        ),
        Field::new("colours", Type::Integer(2.0, 256.0), D::None, "colours", "of a palette: at most so many")
            .or(&["colors"]),
        Field::new(
            "dither",
            Type::Number(0.0, 1.0),
            D::None,
            "",
            "of a palette: how much of a colour's error goes to its neighbours; without it 1, 0 gives flat areas",
        ),
        Field::new(
            "bitdepth",
            Type::Integer(1.0, 16.0),
            D::None,
            "bits",
            "1, 2, 4, 8 or 16 a sample; without it 8, or 16 where the pixels have it; below 8: grey, or a palette of 2, 4 or 16 colours",
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
        metadata: metadata::CARRIER,
        page: None,
    },
    doc: "Drawings, screenshots and transparency, without loss, 8 and 16 bit; animations as APNG.",
};
