//! The faces of the caller's fonts: which one a style means, which one has a letter, and their measures.

use super::style::{Script, Style};
use crate::codecs::svg::fonts::Fonts;
use harfrust::ShaperData;
use resvg::usvg::fontdb::{Family, ID, Query, Source, Stretch, Style as Slant, Weight};
use skrifa::charmap::Charmap;
use skrifa::prelude::{LocationRef, MetadataProvider, Size};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, GlyphId};
use std::fmt;
use std::sync::Arc;

/// Faces that are asked for a letter.
const MOST: usize = 256;

/// Ems by which letters above or below the line are off it where their font does not say.
const USUAL_RISE: f64 = 0.3;

/// A face's bytes, and its number in its file.
#[derive(Clone)]
struct Stored {
    id: ID,
    data: Arc<dyn AsRef<[u8]> + Sync + Send>,
    index: u32,
    weight: u16,
    slanted: bool,
}

/// All faces, in the order in which they were given.
#[derive(Clone)]
pub struct Shelf {
    fonts: Arc<resvg::usvg::fontdb::Database>,
    family: String,
    faces: Vec<Stored>,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} faces", self.faces.len())
    }
}

/// How a face is drawn where no nearer one is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Look {
    pub face: usize,
    /// It is drawn bolder than it is.
    pub bold: bool,
    /// It is slanted.
    pub slanted: bool,
}

impl Shelf {
    pub fn of(fonts: Fonts) -> Self {
        let stored = |face: &resvg::usvg::fontdb::FaceInfo| {
            let Source::Binary(data) = &face.source;
            Stored {
                id: face.id,
                data: data.clone(),
                index: face.index,
                weight: face.weight.0,
                slanted: face.style != Slant::Normal,
            }
        };
        let faces = fonts.database.faces().map(stored).take(MOST).collect();
        Self { fonts: fonts.database, family: fonts.family, faces }
    }

    /// The face that a style means.
    pub fn look(&self, style: &Style) -> Look {
        let mut families: Vec<Family<'_>> = style.families.iter().map(|name| Family::Name(name)).collect();
        families.push(Family::Name(&self.family));
        let query = Query {
            families: &families,
            weight: Weight(style.weight),
            stretch: Stretch::Normal,
            style: if style.slanted { Slant::Italic } else { Slant::Normal },
        };
        let found = self.fonts.query(&query);
        let face = self.faces.iter().position(|face| Some(face.id) == found).unwrap_or(0);
        self.drawn(face, style)
    }

    /// A face made to look as a style wants it.
    pub fn drawn(&self, face: usize, style: &Style) -> Look {
        let (weight, slanted) = self.faces.get(face).map_or((400, false), |face| (face.weight, face.slanted));
        // As fontconfig does: a face that is clearly lighter than what is asked for.
        let bold = style.weight >= 600 && weight < 600;
        Look { face, bold, slanted: style.slanted && !slanted }
    }

    pub fn open(&self) -> Vec<Option<Face<'_>>> {
        self.faces.iter().map(Face::of).collect()
    }
}

/// A face that is read.
pub struct Face<'s> {
    pub font: FontRef<'s>,
    pub shaper: ShaperData,
    charmap: Charmap<'s>,
    pub units: f64,
    /// In units: above the line, and below it.
    ascent: f64,
    descent: f64,
    /// Top and thickness of the line below the letters, and of the one through them.
    underline: (f64, f64),
    strikethrough: (f64, f64),
    /// Of letters above the line, and of those below it.
    superscript: Raised,
    subscript: Raised,
}

/// How letters are drawn that are no larger than others of their text, or smaller and off its line, in ems of those.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Raised {
    pub size: f64,
    pub rise: f64,
}

impl Raised {
    pub const NOT: Self = Self { size: 1.0, rise: 0.0 };

    /// What a font says in its units, or what Pango takes where it says nothing.
    fn of((size, rise): (f64, f64), units: f64, usual: f64) -> Self {
        let (size, rise) = (size / units, rise / units);
        Self { size: if size > 0.0 { size } else { 1.0 / 1.2 }, rise: if rise == 0.0 { usual } else { rise } }
    }

    /// The same of letters that are raised already.
    #[must_use]
    fn within(self, outer: Self) -> Self {
        Self { size: outer.size * self.size, rise: outer.rise + outer.size * self.rise }
    }
}

impl<'s> Face<'s> {
    fn of(stored: &'s Stored) -> Option<Self> {
        let font = FontRef::from_index((*stored.data).as_ref(), stored.index).ok()?;
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        let units = f64::from(metrics.units_per_em);
        let line = |line: Option<skrifa::metrics::Decoration>, top: f64| {
            let usual = (units * top, units / 18.0);
            line.map_or(usual, |line| (f64::from(line.offset), f64::from(line.thickness)))
        };
        let (mut above, mut below) = ((0.0, 0.0), (0.0, 0.0));
        if let Ok(os2) = font.os2() {
            above = (f64::from(os2.y_superscript_y_size()), f64::from(os2.y_superscript_y_offset()));
            below = (f64::from(os2.y_subscript_y_size()), -f64::from(os2.y_subscript_y_offset()));
        }
        let em = units.max(1.0);
        Some(Self {
            shaper: ShaperData::new(&font),
            charmap: Charmap::new(&font),
            units: em,
            ascent: f64::from(metrics.ascent),
            descent: -f64::from(metrics.descent),
            underline: line(metrics.underline, -0.1),
            strikethrough: line(metrics.strikeout, 0.3),
            superscript: Raised::of(above, em, USUAL_RISE),
            subscript: Raised::of(below, em, -USUAL_RISE),
            font,
        })
    }

    pub fn has(&self, letter: char) -> bool {
        self.charmap.map(letter).is_some_and(|glyph| glyph != GlyphId::NOTDEF)
    }

    /// Whole pixels above and below the line, as cairo gives them to Pango.
    pub fn extent(&self, px: f64) -> (i64, i64) {
        let up = |units: f64| (units * px / self.units).ceil() as i64;
        (up(self.ascent), up(self.descent))
    }

    pub fn raised(&self, scripts: &[Script]) -> Raised {
        scripts.iter().fold(Raised::NOT, |outer, script| {
            let own = match script {
                Script::Super => self.superscript,
                Script::Sub => self.subscript,
            };
            own.within(outer)
        })
    }

    /// Top above the line and thickness of a line below or through the letters, in whole pixels.
    pub fn line(&self, px: f64, through: bool) -> (i64, i64) {
        let (top, thickness) = if through { self.strikethrough } else { self.underline };
        let whole = |units: f64| (units * px / self.units + 0.5).floor() as i64;
        (whole(top), whole(thickness).max(1))
    }
}
