//! The font for text where the caller gives none: DejaVu Sans 2.37 without hints, of which only letters of Latin, Greek
//! and Cyrillic and the usual signs are left (by fontTools' `pyftsubset`; its licence is in NOTICE).

use super::fonts::{Face, u16_at, u32_at};

pub const BYTES: &[u8] = include_bytes!("default.ttf");

/// The first character of a text that it has not. Spaces, and signs that only join or part others, need no glyph.
pub fn lacking(text: impl Iterator<Item = char>) -> Option<char> {
    let map = Face { bytes: BYTES, start: 0 }.table(*b"cmap").and_then(|(_, cmap)| segments(cmap));
    let mut text = text.filter(|letter| !is_without_glyph(*letter));
    text.find(|letter| map.is_none_or(|map| !is_mapped(map, *letter)))
}

fn is_without_glyph(letter: char) -> bool {
    let joins = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    letter.is_whitespace() || letter.is_control() || joins
}

/// The first table of characters that is made of segments (OpenType's format 4).
fn segments(cmap: &[u8]) -> Option<&[u8]> {
    let tables = usize::from(u16_at(cmap, 2)?);
    let mut tables = (0..tables).filter_map(|index| cmap.get(u32_at(cmap, 8 + 8 * index)? as usize..));
    tables.find(|table| u16_at(table, 0) == Some(4))
}

/// Whether a segment holds the letter; in this font all that a segment holds have a glyph.
fn is_mapped(map: &[u8], letter: char) -> bool {
    let Ok(code) = u16::try_from(u32::from(letter)) else { return false };
    let twice = usize::from(u16_at(map, 6).unwrap_or(0));
    let mut ends = (0..twice).step_by(2);
    let segment = ends.find(|at| u16_at(map, 14 + at).is_some_and(|end| end >= code));
    // The ends, two bytes of nothing, the starts.
    segment.and_then(|at| u16_at(map, 16 + twice + at)).is_some_and(|start| start <= code)
}
