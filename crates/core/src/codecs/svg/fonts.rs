//! The caller's fonts (OpenType 1.9), checked before a crate sees them: only tables of outlines and of layout stay,
//! and no glyph is built of more than it may be.

use super::default_font;
use crate::error::{Error, Result};
use resvg::usvg::fontdb::{Database, Source};
use std::sync::Arc;

/// Tables that stay. Pictures, drawings, colours and Apple's state machines do not: a glyph is its outline.
const KEPT: &[&[u8; 4]] = &[
    b"BASE", b"CFF ", b"CFF2", b"GDEF", b"GPOS", b"GSUB", b"HVAR", b"MVAR", b"OS/2", b"STAT", b"VORG",
    b"VVAR", b"avar", b"cmap", b"fvar", b"glyf", b"gvar", b"head", b"hhea", b"hmtx", b"kern", b"loca",
    b"maxp", b"name", b"post", b"vhea", b"vmtx",
];
/// Faces of a collection.
const MOST_FACES: u32 = 64;
/// Tables that a face may have before some are left out.
const MOST_TABLES: usize = 128;
/// Points of a glyph, with those of all that it is composed of; a component counts as one more.
const MOST_POINTS: u32 = 1 << 16;
/// Glyphs composed of glyphs composed of glyphs: as many as the crate goes down.
const MOST_NESTED: u32 = 32;

/// Fonts that text may be drawn with.
pub struct Fonts {
    pub database: Arc<Database>,
    /// The family that stands in for those that are not there.
    pub family: String,
    pub faces: u64,
    /// Points of the largest glyph, and of a glyph in the middle of all.
    pub largest: u64,
    pub usual: u64,
    /// Bytes that they hold.
    pub len: u64,
}

/// Where a font of a recipe stands.
pub fn place(index: usize) -> String {
    format!("input.fonts[{index}]")
}

/// Reads all fonts, or the default one where there are none; one that cannot be used is the caller's mistake, told with its place.
pub fn load<'f>(files: impl Iterator<Item = &'f [u8]>, place: impl Fn(usize) -> String) -> Result<Fonts> {
    let wrong = |index: usize, found: &str| Error::option(place(index), "a TrueType or OpenType font", found);
    let mut files = files.peekable();
    let default = files.peek().is_none().then_some(default_font::BYTES);
    let mut database = Database::new();
    let mut fonts =
        Fonts { database: Arc::default(), family: String::new(), faces: 0, largest: 0, usual: 0, len: 0 };
    for (index, file) in files.chain(default).enumerate() {
        let mut bytes = file.to_vec();
        let sizes = clean(&mut bytes).map_err(|found| wrong(index, found))?;
        fonts.len += bytes.len() as u64;
        fonts.largest = fonts.largest.max(u64::from(sizes.largest));
        fonts.usual = fonts.usual.max(u64::from(sizes.usual));
        let ids = database.load_font_source(Source::Binary(Arc::new(bytes)));
        let first = ids.first().and_then(|id| database.face(*id)).and_then(|face| face.families.first());
        let (family, _) = first.ok_or_else(|| wrong(index, "a font without a name or a character map"))?;
        if fonts.family.is_empty() {
            fonts.family.clone_from(family);
        }
        fonts.faces += ids.len() as u64;
    }
    database.set_serif_family(&fonts.family);
    database.set_sans_serif_family(&fonts.family);
    database.set_cursive_family(&fonts.family);
    database.set_fantasy_family(&fonts.family);
    database.set_monospace_family(&fonts.family);
    fonts.database = Arc::new(database);
    Ok(fonts)
}

/// Points of a font's glyphs.
#[derive(Clone, Copy, Default)]
struct Sizes {
    largest: u32,
    usual: u32,
}

type Checked<T> = std::result::Result<T, &'static str>;

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Cuts every face's directory down to the tables that stay, in its place.
fn clean(bytes: &mut [u8]) -> Checked<Sizes> {
    let starts = faces(bytes)?;
    for start in &starts {
        directory(bytes, *start).ok_or("a damaged table directory")?;
    }
    // Directories that lie upon each other may have changed again what was cut.
    for start in &starts {
        if !is_clean(bytes, *start).ok_or("a damaged table directory")? {
            return Err("a damaged table directory");
        }
    }
    let mut sizes = Sizes::default();
    for start in starts {
        let face = Face { bytes, start };
        if !face.is_measured().unwrap_or(false) {
            return Err("a font without measures");
        }
        let (own, hollow) = face.sizes()?;
        sizes = Sizes { largest: sizes.largest.max(own.largest), usual: sizes.usual.max(own.usual) };
        for (at, len) in hollow {
            bytes.get_mut(at..at + 2).ok_or("a damaged glyph")?.copy_from_slice(&len.to_be_bytes());
        }
    }
    Ok(sizes)
}

/// Where the faces' directories begin.
fn faces(bytes: &[u8]) -> Checked<Vec<usize>> {
    match bytes.get(..4) {
        Some(b"\0\x01\0\0" | b"true" | b"OTTO") => return Ok(vec![0]),
        Some(b"ttcf") => {}
        Some(b"wOFF" | b"wOF2") => return Err("a packed web font (WOFF)"),
        _ => return Err("other bytes"),
    }
    let count = u32_at(bytes, 8).unwrap_or(0);
    if count == 0 || count > MOST_FACES {
        return Err("a collection of no fonts, or of too many");
    }
    let starts = (0..count as usize).map(|index| u32_at(bytes, 12 + 4 * index).map(|start| start as usize));
    starts.collect::<Option<_>>().ok_or("a collection that ends early")
}

/// A directory's records as they lie there: tag, checksum, offset, length.
fn records(bytes: &[u8], start: usize) -> Option<(usize, &[[u8; 16]])> {
    let count = usize::from(u16_at(bytes, start.checked_add(4)?)?);
    let at = start.checked_add(12)?;
    let records = bytes.get(at..at.checked_add(count.checked_mul(16)?)?)?;
    (count <= MOST_TABLES).then_some((at, records.as_chunks::<16>().0))
}

fn tag(record: &[u8; 16]) -> &[u8] {
    record.get(..4).unwrap_or_default()
}

fn directory(bytes: &mut [u8], start: usize) -> Option<()> {
    let (at, all) = records(bytes, start)?;
    let mut kept: Vec<[u8; 16]> =
        all.iter().filter(|record| KEPT.iter().any(|kept| kept.as_slice() == tag(record))).copied().collect();
    // Readers search them.
    kept.sort_by(|a, b| tag(a).cmp(tag(b)));
    kept.dedup_by(|a, b| tag(a) == tag(b));
    let records = kept.as_flattened();
    bytes.get_mut(at..at.checked_add(records.len())?)?.copy_from_slice(records);
    let count = u16::try_from(kept.len()).ok()?;
    bytes.get_mut(start + 4..start + 6)?.copy_from_slice(&count.to_be_bytes());
    Some(())
}

fn is_clean(bytes: &[u8], start: usize) -> Option<bool> {
    let (_, records) = records(bytes, start)?;
    Some(records.iter().all(|record| KEPT.iter().any(|kept| kept.as_slice() == tag(record))))
}

pub struct Face<'f> {
    pub bytes: &'f [u8],
    /// Where its directory begins.
    pub start: usize,
}

impl<'f> Face<'f> {
    /// A table, and where it begins.
    pub fn table(&self, name: [u8; 4]) -> Option<(usize, &'f [u8])> {
        let (_, records) = records(self.bytes, self.start)?;
        let record = records.iter().find(|record| tag(record) == name)?;
        let offset = u32_at(record, 8)? as usize;
        Some((offset, self.bytes.get(offset..offset.checked_add(u32_at(record, 12)? as usize)?)?))
    }

    /// Whether it has an em and a height: the crate passes over the text of one that has not.
    fn is_measured(&self) -> Option<bool> {
        let (_, head) = self.table(*b"head")?;
        let (_, hhea) = self.table(*b"hhea")?;
        let height = |at| u16_at(hhea, at).map(|value| i32::from(value.cast_signed()));
        let is_high = height(4)? - height(6)? > 1 || self.table(*b"OS/2").is_some();
        Some((16..=16_384).contains(&u16_at(head, 18)?) && is_high)
    }

    /// Of the glyphs in `glyf`; other outlines are not composed. With it the lengths to set in glyphs without contours.
    fn sizes(&self) -> Checked<(Sizes, Vec<(usize, u16)>)> {
        let (Some((begin, glyf)), Some((_, loca)), Some((_, head))) =
            (self.table(*b"glyf"), self.table(*b"loca"), self.table(*b"head"))
        else {
            return Ok((Sizes { largest: USUAL, usual: USUAL }, Vec::new()));
        };
        let long = u16_at(head, 50).ok_or("a font that ends early")? == 1;
        let count = (loca.len() / if long { 4 } else { 2 }).saturating_sub(1).min(1 << 16);
        let mut glyphs = Glyphs { begin, glyf, loca, long, known: vec![0; count], hollow: Vec::new() };
        let mut points = Vec::with_capacity(count);
        for glyph in 0..count {
            points.push(glyphs.points(glyph, MOST_NESTED)?);
        }
        points.sort_unstable();
        let usual = points.get(count / 2).copied().unwrap_or(0);
        Ok((Sizes { largest: points.last().copied().unwrap_or(0), usual }, glyphs.hollow))
    }
}

/// Points of a glyph whose outline is not read here.
const USUAL: u32 = 200;

struct Glyphs<'f> {
    begin: usize,
    glyf: &'f [u8],
    loca: &'f [u8],
    long: bool,
    /// Points of glyphs that were measured, and one; 0 of others.
    known: Vec<u32>,
    /// Where glyphs without contours say how long their instructions are, and that they are all that follows:
    /// the crate takes what follows for points, of which it has none.
    hollow: Vec<(usize, u16)>,
}

impl<'f> Glyphs<'f> {
    /// A glyph's bytes, and where they begin.
    fn data(&self, glyph: usize) -> Option<(usize, &'f [u8])> {
        let offset = |index: usize| {
            if self.long {
                Some(u32_at(self.loca, index * 4)? as usize)
            } else {
                Some(usize::from(u16_at(self.loca, index * 2)?) * 2)
            }
        };
        let start = offset(glyph)?;
        Some((self.begin + start, self.glyf.get(start..offset(glyph + 1)?)?))
    }

    fn points(&mut self, glyph: usize, deeper: u32) -> Checked<u32> {
        match self.known.get(glyph) {
            // Not there: nothing is drawn.
            None => return Ok(0),
            Some(0) => {}
            Some(known) => return Ok(known - 1),
        }
        let (start, data) = self.data(glyph).unwrap_or_default();
        let points = match u16_at(data, 0).map(u16::cast_signed) {
            None => 0,
            Some(0) => {
                if let Some(rest) = data.len().checked_sub(12) {
                    let len = u16::try_from(rest).map_err(|_| "a damaged glyph")?;
                    self.hollow.push((start + 10, len));
                }
                0
            }
            Some(contours @ 1..) => {
                let last = u16_at(data, 8 + 2 * contours.unsigned_abs() as usize);
                last.map_or(0, |last| u32::from(last) + 1)
            }
            Some(_) => self.composed(data, deeper)?,
        };
        if points > MOST_POINTS {
            return Err("a glyph of too many points");
        }
        if let Some(known) = self.known.get_mut(glyph) {
            *known = points + 1;
        }
        Ok(points)
    }

    /// Of a composite glyph's parts, behind its header of ten bytes.
    fn composed(&mut self, data: &[u8], deeper: u32) -> Checked<u32> {
        if deeper == 0 {
            return Err("glyphs composed of each other this deep");
        }
        let mut total: u32 = 0;
        let mut at = 10;
        while let (Some(flags), Some(part)) = (u16_at(data, at), u16_at(data, at + 2)) {
            total = total.saturating_add(1 + self.points(usize::from(part), deeper - 1)?);
            if total > MOST_POINTS {
                break;
            }
            let scale = match flags & 0xc8 {
                0 => 0,
                flags if flags & 0x80 != 0 => 8,
                flags if flags & 0x40 != 0 => 4,
                _ => 2,
            };
            at += 4 + if flags & 1 != 0 { 4 } else { 2 } + scale;
            if flags & 0x20 == 0 {
                break;
            }
        }
        Ok(total)
    }
}
