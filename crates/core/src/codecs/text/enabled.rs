//! Text where the flavour has fonts: measured when the job is planned, drawn when it is decoded.

mod draw;
mod faces;
mod lines;
mod markup;
mod outline;
mod raster;
mod shape;
mod style;
#[cfg(test)]
mod tests;

use crate::codecs::Header;
use crate::codecs::raw::Kind;
use crate::codecs::svg::fonts;
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::job::Job;
use crate::limits::Limits;
use crate::pixels::Pixels;
use crate::spec::{Files, Values, join};
use draw::Ink;
use faces::{Face, Raised, Shelf};
use lines::{Align, Laid, Setting, Wanted, Wrap};
use outline::Outlines;
use shape::Paragraph;
use std::sync::Arc;
use style::Style;

/// Dots an inch where none are asked for.
const DPI: f64 = 72.0;
/// Dots an inch at the most, where they follow from a size.
const MOST_DPI: u32 = 10_000;
/// Pixels of an em.
const MOST_PIXELS: f64 = 20_000.0;
/// Sizes of letters in one text: for each the fonts are measured anew.
const MOST_SIZES: usize = 64;

/// A text that was laid out.
#[derive(Debug)]
pub struct Text {
    shelf: Shelf,
    styles: Vec<Style>,
    laid: Laid,
    ink: Ink,
    rgba: bool,
    /// Bytes of its fonts.
    fonts: u64,
}

/// The header of the text that `values` say, with the fonts of `files` beside its own; `path` is where they stand.
pub fn header(values: &Values, files: &Files, limits: &Limits, path: &str) -> Result<Header> {
    let at = |name: &str| join(path, name);
    if values.number("dpi").is_some() && values.number("height").is_some() {
        return Err(Error::option(path, "dpi or height", "both"));
    }
    let (shelf, fonts) = shelf(values, files, limits, &at("fontfile"))?;
    let faces = shelf.open();
    let mut base = Style::default();
    base.describe(values.text("font").unwrap_or_default());
    let marked = markup::read(values.text("text").unwrap_or_default(), &base, &at("text"))?;
    let paragraphs = shape::paragraphs(&marked, &shelf, &faces);
    let styles = marked.styles;
    let wanted = wanted(values);
    let raised = styles.iter().map(|style| {
        let face = faces.get(shelf.look(style).face).and_then(Option::as_ref);
        face.map_or(Raised::NOT, |face| face.raised(&style.scripts))
    });
    let dpi = values.number("dpi").unwrap_or(DPI);
    let mut setting = Setting { faces: &faces, styles: &styles, raised: raised.collect(), dpi };
    let layout = Layout { paragraphs: &paragraphs, shelf: &shelf, wanted: &wanted };
    let size = |name: &str| values.integer(name);
    if let Some(room) = wanted.width.zip(size("height")) {
        setting.dpi = layout.fitting(&mut setting, room);
    }
    let largest = setting.largest();
    if largest > MOST_PIXELS {
        return Err(Error::option(
            path,
            format!("letters of at most {MOST_PIXELS} pixels"),
            largest.to_string(),
        ));
    }
    if styles.len() > MOST_SIZES {
        return Err(Error::option(
            at("text"),
            format!("at most {MOST_SIZES} styles"),
            styles.len().to_string(),
        ));
    }
    let (laid, ink) = layout.at(&setting);
    let nothing = || Error::option(at("text"), "text that shows", "nothing to draw");
    let ink = ink.ok_or_else(nothing)?;
    // Letters may lie upon each other.
    limits.check_work(ink.work).map_err(|e| e.path(path))?;
    let (width, height) = ink.size(limits)?;
    let rgba = values.bool("rgba");
    let mut header = Header::new(Format::Raw, width, height);
    header.channels = if rgba { 4 } else { 1 };
    header.has_alpha = rgba;
    header.space = if rgba { "srgb" } else { "b-w" };
    header.samples = Kind::Text(Arc::new(Text { shelf: shelf.clone(), styles, laid, ink, rgba, fonts }));
    Ok(header)
}

/// The fonts, the text's own first, or the default one where there are none, and their bytes.
fn shelf(values: &Values, files: &Files, limits: &Limits, path: &str) -> Result<(Shelf, u64)> {
    let own = values.file("fontfile");
    let all = || own.as_deref().into_iter().chain(files.iter().map(Vec::as_slice));
    let len = all().map(|font| font.len() as u64).sum::<u64>();
    if len > limits.fonts {
        return Err(Error::limit(Code::MemoryLimit, len, limits.fonts, "limits.fonts").path(path));
    }
    let owned = usize::from(own.is_some());
    let place = |index: usize| index.checked_sub(owned).map_or_else(|| path.to_owned(), fonts::place);
    let loaded = fonts::load(all(), place)?;
    let len = loaded.len;
    Ok((Shelf::of(loaded), len))
}

fn wanted(values: &Values) -> Wanted {
    Wanted {
        width: values.integer("width"),
        align: match values.word("align") {
            "centre" | "center" => Align::Centre,
            "right" => Align::Right,
            _ => Align::Left,
        },
        justify: values.bool("justify"),
        spacing: values.number("spacing").unwrap_or(0.0) as i64,
        wrap: match values.word("wrap") {
            "char" => Wrap::Char,
            "word-char" => Wrap::WordChar,
            "none" => Wrap::None,
            _ => Wrap::Word,
        },
    }
}

/// What is laid out, at one size or another.
struct Layout<'a> {
    paragraphs: &'a [Paragraph],
    shelf: &'a Shelf,
    wanted: &'a Wanted,
}

impl Layout<'_> {
    fn at(&self, setting: &Setting<'_>) -> (Laid, Option<Ink>) {
        let own = |style: usize| self.shelf.look(setting.styles.get(style).unwrap_or(&Style::default()));
        let laid = lines::lay(self.paragraphs, setting, self.wanted, own);
        let mut outlines = Outlines::new(setting.faces);
        let ink = Ink::of(&laid, &mut outlines);
        (laid, ink)
    }

    /// The most dots an inch with which the text fits into a width and a height: doubled or halved until it is passed, then halved between.
    fn fitting(&self, setting: &mut Setting<'_>, room: (u32, u32)) -> f64 {
        let mut fits = |dpi: u32| {
            setting.dpi = f64::from(dpi);
            setting.largest() <= MOST_PIXELS && self.at(setting).1.is_none_or(|ink| ink.is_within(room))
        };
        let (mut low, mut high) = (1, DPI as u32);
        while high < MOST_DPI && fits(high) {
            (low, high) = (high, high * 2);
        }
        while high > low + 1 {
            let middle = u32::midpoint(low, high);
            if fits(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::from(low)
    }
}

impl Text {
    /// Bytes held beside the pixels: fonts, and the glyph that is drawn.
    pub fn peak(&self) -> u64 {
        self.fonts
            .saturating_add(self.ink.glyphs.saturating_mul(2))
            .saturating_add(self.ink.largest.saturating_mul(4))
    }

    pub fn pixels(&self, header: &Header, job: &mut Job) -> Result<Pixels> {
        let faces: Vec<Option<Face<'_>>> = self.shelf.open();
        draw::draw(
            &draw::Drawing { laid: &self.laid, styles: &self.styles, ink: &self.ink, rgba: self.rgba },
            header,
            &faces,
            job,
        )
    }
}
