//! Samples without a file format: row by row from the top, channels interleaved, 16 bit and float little-endian.

pub mod blank;
mod decode;
mod encode;
pub mod joined;

use super::text::Text;
use super::{Codec, Header, Parts};
use crate::error::{Code, Error, Result};
use crate::format::{Carries, Flavour, Format, FormatRow};
use crate::limits::Limits;
use crate::peaks::{Encode, Peaks};
use crate::pixels::{Depth, Layout};
use crate::spec::{Default as D, Field, Type, Values, join};
use joined::Joined;
use std::sync::Arc;

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
            "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA",
        )
    },
    Field::new(
        "depth",
        DEPTHS,
        D::Text("uchar"),
        "",
        "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1",
    ),
    Field::new("premultiplied", Type::Boolean, D::Bool(false), "", "the colours are multiplied by alpha"),
    PAGE_HEIGHT,
];

const PAGE_HEIGHT: Field = Field::new(
    "pageHeight",
    SIDE,
    D::None,
    "pixels",
    "rows of one page, where several lie below each other; height is a multiple of it",
);

/// How samples are to be taken.
#[derive(Clone, Debug)]
pub enum Kind {
    Straight,
    Premultiplied,
    /// There are none: they are made.
    Made(blank::Blank),
    /// There are none: text is drawn.
    Text(Arc<Text>),
    /// They are those of several images.
    Joined(Arc<Joined>),
}

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
    peaks: Peaks::by(100, stored),
    compressed: false,
    options: &[
        Field::new(
            "depth",
            Type::Choice(&["uchar", "char", "ushort", "short", "uint", "int", "float", "double"]),
            D::None,
            "",
            "of a sample: 8, 16 or 32 bit without and with a sign, of which white is the largest, or 32 or 64 bit float, of which it is 1; without it as the pixels are",
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

/// Samples as they are, or as the larger numbers that are asked for.
fn stored(encode: &Encode<'_>) -> u64 {
    let size = match encode.options.word("depth") {
        "double" => 8,
        "int" | "uint" => 4,
        _ => 1,
    };
    encode.bytes.saturating_mul(size)
}

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

const fn space(channels: u8) -> &'static str {
    if channels < 3 { "b-w" } else { "srgb" }
}

/// The header of `len` bytes that the caller described; a length that does not fit is the caller's mistake.
pub fn header(values: &Values, len: u64, path: &str) -> Result<Header> {
    let side = |name| values.integer(name).unwrap_or_default();
    let mut header = Header::new(Format::Raw, side("width"), side("height"));
    header.channels = values.integer("channels").unwrap_or_default() as u8;
    header.depth = match values.word("depth") {
        "ushort" => Depth::U16,
        "float" => Depth::F32,
        _ => Depth::U8,
    };
    header.bits = header.depth.bytes() as u8 * 8;
    header.parts = Parts::Exact;
    header.has_alpha = layout(header.channels).has_alpha();
    header.space = space(header.channels);
    let pixel = u128::from(header.channels) * header.depth.bytes() as u128;
    let expected = u128::from(header.width) * u128::from(header.height) * pixel;
    if values.bool("premultiplied") {
        header.samples = Kind::Premultiplied;
    }
    if expected == u128::from(len) {
        paged(header, values, path)
    } else {
        let words = format!(
            "{expected} bytes ({} × {} × {} × {})",
            header.width,
            header.height,
            header.channels,
            header.depth.bytes()
        );
        Err(Error::new(Code::InvalidOption).path(path).expected(words).found(format!("{len} bytes")))
    }
}

/// The header of one page of several.
fn paged(mut header: Header, values: &Values, path: &str) -> Result<Header> {
    if let Some(height) = values.integer("pageHeight") {
        let pages = header
            .height
            .checked_div(height)
            .filter(|pages| pages.checked_mul(height) == Some(header.height));
        header.frames = pages.filter(|pages| *pages > 0).ok_or_else(|| {
            let expected = format!("a divisor of height, {}", header.height);
            Error::option(join(path, "pageHeight"), expected, height.to_string())
        })?;
        header.height = height;
    }
    Ok(header)
}
