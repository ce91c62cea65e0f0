//! Text as an image: laid out as Pango does it for libvips' `text`, drawn with the fonts that the caller gives.

use crate::spec::{Default as D, Field, Type};

#[cfg_attr(feature = "full", path = "enabled.rs")]
#[cfg_attr(not(feature = "full"), path = "disabled.rs")]
mod drawn;

pub use drawn::{Text, header};

/// Bytes of a text.
const MOST: usize = 1 << 16;
const SIDE: Type = Type::Integer(1.0, 1_000_000.0);

pub static FIELDS: &[Field] = &[
    Field {
        required: true,
        ..Field::new(
            "text",
            Type::Text(MOST),
            D::None,
            "",
            "what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;",
        )
    },
    Field::new(
        "font",
        Type::Text(1000),
        D::None,
        "",
        "family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it",
    ),
    Field::new(
        "fontfile",
        Type::File,
        D::None,
        "",
        "the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used",
    ),
    Field::new("width", SIDE, D::None, "pixels", "where lines are broken"),
    Field::new(
        "height",
        SIDE,
        D::None,
        "pixels",
        "with width: as many dots an inch as let the text fit into both, in place of dpi",
    ),
    Field::new(
        "align",
        Type::Choice(&["left", "centre", "center", "right"]),
        D::Text("left"),
        "",
        "of lines; left and right are exchanged where a line's first letters run from the right",
    ),
    Field::new(
        "justify",
        Type::Boolean,
        D::Bool(false),
        "",
        "spaces are widened so that lines fill the width, but for a paragraph's last",
    ),
    Field::new("dpi", SIDE, D::None, "dots an inch", "how many pixels a point has: 72 without it"),
    Field::new(
        "rgba",
        Type::Boolean,
        D::Bool(false),
        "",
        "colours and alpha, black where the markup says no other; else one channel, white on black",
    ),
    Field::new(
        "spacing",
        Type::Integer(-1_000_000.0, 1_000_000.0),
        D::Number(0.0),
        "pixels",
        "between lines, beside their own height",
    ),
    Field::new(
        "wrap",
        Type::Choice(&["word", "char", "word-char", "none"]),
        D::Text("word"),
        "",
        "where a line may be broken: between words, letters, letters of words that are too long, or nowhere",
    ),
];
