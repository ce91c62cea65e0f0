//! Samples without a file format: row by row from the top, channels interleaved, 16 bit and float little-endian.

mod decode;
mod encode;

use super::{Codec, Header};
use crate::error::{Code, Error, Result};
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::limits::Limits;
use crate::peaks::Peaks;
use crate::pixels::{Depth, Layout};
use crate::spec::{Default as D, Field, Type, Values};

const DEPTHS: Type = Type::Choice(&["uchar", "ushort", "float"]);

const SIDE: Type = Type::Integer(1.0, 4_294_967_295.0);

/// What the caller says of raw input; nothing of it can be sniffed.
pub static FIELDS: &[Field] = &[
    Field { required: true, ..Field::new("width", SIDE, D::None, "pixels", "columns") },
    Field { required: true, ..Field::new("height", SIDE, D::None, "pixels", "rows") },
    Field {
        required: true,
        ..Field::new(
            "channels",
            Type::Integer(1.0, 4.0),
            D::None,
            "",
            "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA; alpha is straight",
        )
    },
    Field::new(
        "depth",
        DEPTHS,
        D::Text("uchar"),
        "",
        "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1",
    ),
];

pub const ROW: FormatRow = FormatRow {
    format: Format::Raw,
    name: "raw",
    aliases: &[],
    extensions: &["raw"],
    mime: "application/octet-stream",
    flavour: Flavour::Basic,
    reads: true,
    writes: true,
    carries: Carries { alpha: true, gray: true, u16: true, f32: true, animation: false },
    max_side: |_| u32::MAX,
    peaks: Peaks::of(100, 100),
    compressed: false,
    options: &[
        Field::new(
            "depth",
            DEPTHS,
            D::None,
            "",
            "8 bit, 16 bit or 32 bit float a sample; without it as the pixels are",
        ),
        Field::new(
            "channels",
            Type::Integer(3.0, 4.0),
            D::None,
            "",
            "3: RGB, alpha is laid on black; 4: RGBA, opaque where there was none; without it as the pixels are",
        ),
    ],
    codec: Codec {
        sniff: |_| false,
        probe,
        open: Some(decode::open),
        begin: Some(encode::begin),
        metadata: super::metadata::Carrier::NONE,
        page: None,
    },
    doc: "Samples without a file format: row by row from the top, channels interleaved; 8 bit, 16 bit or float little-endian. Sample c of pixel (x, y) is number (y × width + x) × channels + c.",
};

/// Nothing sniffs as raw, so this is never reached by content.
fn probe(_bytes: &[u8], _limits: &Limits) -> Result<Header> {
    Err(Error::option("raw", "width, height and channels", "nothing"))
}

pub(super) fn layout(channels: u8) -> Layout {
    match channels {
        1 => Layout::Gray,
        2 => Layout::GrayA,
        3 => Layout::Rgb,
        _ => Layout::Rgba,
    }
}

/// The header of `len` bytes that the caller described; a length that does not fit is the caller's mistake.
pub fn header(values: &Values, len: u64) -> Result<Header> {
    let side = |name| values.integer(name).unwrap_or_default();
    let mut header = Header::new(Format::Raw, side("width"), side("height"));
    header.channels = values.integer("channels").unwrap_or_default() as u8;
    header.depth = match values.word("depth") {
        "ushort" => Depth::U16,
        "float" => Depth::F32,
        _ => Depth::U8,
    };
    header.bits = header.depth.bytes() as u8 * 8;
    header.has_alpha = layout(header.channels).has_alpha();
    header.space = if header.channels < 3 { "b-w" } else { "srgb" };
    let pixel = u128::from(header.channels) * header.depth.bytes() as u128;
    let expected = u128::from(header.width) * u128::from(header.height) * pixel;
    if expected == u128::from(len) {
        Ok(header)
    } else {
        let words = format!(
            "{expected} bytes ({} × {} × {} × {})",
            header.width,
            header.height,
            header.channels,
            header.depth.bytes()
        );
        Err(Error::new(Code::InvalidOption).path("raw").expected(words).found(format!("{len} bytes")))
    }
}
