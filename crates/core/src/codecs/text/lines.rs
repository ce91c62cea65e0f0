//! Paragraphs to lines: where they break, how they are aligned, and where each glyph lies, in whole pixels as Pango has it.

use super::faces::{Face, Look, Raised};
use super::shape::{Cluster, Paragraph};
use super::style::Style;

/// What is asked of the lines.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub width: Option<u32>,
    pub align: Align,
    pub justify: bool,
    pub spacing: i64,
    pub wrap: Wrap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    Word,
    Char,
    WordChar,
    None,
}

/// A glyph on its line.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    pub look: Look,
    pub id: u32,
    /// Pixels of an em.
    pub px: f64,
    pub x: i64,
    pub y: i64,
    /// Rows above and below that it takes too: Pango measures where it lies in parts of a pixel, and draws it in whole ones.
    pub spare: [i64; 2],
    pub style: usize,
}

/// A rectangle of a style's colour: left, top, right, bottom.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    pub place: [i64; 4],
    pub style: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Laid {
    pub glyphs: Vec<Placed>,
    /// Behind the letters.
    pub backgrounds: Vec<Bar>,
    /// Below and through them.
    pub bars: Vec<Bar>,
}

/// Whether a letter vanishes at the end of a line.
pub fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200b}' | '\u{205f}' | '\u{3000}')
}

/// Scripts without spaces: a line may end between any two of their letters.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{2fff}' | '\u{3040}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Closing marks, which no line begins with, and opening ones, which none ends with.
const CLOSING: &str =
    "!),.:;?]}¢°’”‰′″℃、。々〉》」』】〕〗〞︰︱︳﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞！＂％＇），．：；？｜｝～";
const OPENING: &str = "$(£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥";

/// Before which bytes of a paragraph a line may begin: behind spaces and hyphens, and between letters of dense scripts.
pub fn breaks(text: &str) -> Vec<bool> {
    let mut found = vec![false; text.len() + 1];
    let mut before: Option<char> = None;
    for (at, letter) in text.char_indices() {
        let may = before.is_some_and(|before| {
            if is_space(letter) || CLOSING.contains(letter) || OPENING.contains(before) {
                // Spaces go with what is before them.
                return is_space(before) && !is_space(letter);
            }
            is_space(before)
                || (matches!(before, '-' | '\u{2010}' | '\u{ad}') && letter.is_alphabetic())
                || is_dense(before)
                || is_dense(letter)
        });
        if let Some(place) = found.get_mut(at) {
            *place = may;
        }
        before = Some(letter);
    }
    found
}

/// Whole pixels, a half up, as Pango rounds.
fn nearest(pixels: f64) -> i64 {
    (pixels + 0.5).floor() as i64
}

fn whole(units: i32, scale: f64) -> i64 {
    nearest(f64::from(units) * scale)
}

/// Pango's units of a pixel.
const UNITS: f64 = 1024.0;
/// Pixels by which letters are off their line at the most: fonts say what they like.
const MOST_RISE: f64 = 20_000.0;

/// Sizes and measures of a text at so many dots an inch.
pub struct Setting<'a> {
    pub faces: &'a [Option<Face<'a>>],
    pub styles: &'a [Style],
    /// Of each style.
    pub raised: Vec<Raised>,
    pub dpi: f64,
}

impl Setting<'_> {
    /// Pixels of the em that stands around what is raised.
    fn around(&self, style: usize) -> f64 {
        self.styles.get(style).map_or(0.0, |style| style.size.at(self.dpi))
    }

    fn raised(&self, style: usize) -> Raised {
        self.raised.get(style).copied().unwrap_or(Raised::NOT)
    }

    pub fn px(&self, style: usize) -> f64 {
        self.around(style) * self.raised(style).size
    }

    /// Pixels of the largest em.
    pub fn largest(&self) -> f64 {
        (0..self.styles.len()).map(|style| self.px(style).max(self.around(style))).fold(0.0, f64::max)
    }

    /// Pixels above the line, in Pango's units.
    fn rise(&self, style: usize) -> f64 {
        let rise = self.around(style) * self.raised(style).rise;
        (rise * UNITS).round().clamp(-MOST_RISE * UNITS, MOST_RISE * UNITS) / UNITS
    }

    /// Pixels above and below the line, in a face.
    fn extent(&self, look: Look, style: usize) -> Option<(f64, f64)> {
        let (above, below) = self.face(look)?.extent(self.px(style));
        let rise = self.rise(style);
        Some((above as f64 + rise, below as f64 - rise))
    }

    fn face(&self, look: Look) -> Option<&Face<'_>> {
        self.faces.get(look.face).and_then(Option::as_ref)
    }

    fn scale(&self, cluster: &Cluster) -> f64 {
        self.face(cluster.look).map_or(0.0, |face| self.px(cluster.style) / face.units)
    }

    fn advance(&self, cluster: &Cluster) -> i64 {
        let scale = self.scale(cluster);
        cluster.glyphs.iter().map(|glyph| whole(glyph.advance, scale)).sum()
    }
}

/// A line: which clusters of its paragraph, and how wide they are.
struct Line<'p> {
    paragraph: &'p Paragraph,
    clusters: &'p [Cluster],
    width: i64,
    last: bool,
}

/// Lays all paragraphs below each other; `own` is the face of a line without letters.
pub fn lay(
    paragraphs: &[Paragraph],
    setting: &Setting<'_>,
    wanted: &Wanted,
    own: impl Fn(usize) -> Look,
) -> Laid {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        broken(paragraph, setting, wanted, &mut lines);
    }
    let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
    let room = wanted.width.map_or(widest, i64::from);
    let mut laid = Laid::default();
    let mut top = 0.0;
    for line in &lines {
        let extents = line.clusters.iter().filter_map(|c| setting.extent(c.look, c.style));
        let empty = || setting.extent(own(line.paragraph.style), line.paragraph.style);
        let (ascent, descent) =
            extents.reduce(|(a, b), (c, d)| (a.max(c), b.max(d))).or_else(empty).unwrap_or_default();
        place(line, setting, wanted, (room, top, ascent, descent), &mut laid);
        top += ascent + descent + wanted.spacing as f64;
    }
    laid
}

fn broken<'p>(paragraph: &'p Paragraph, setting: &Setting<'_>, wanted: &Wanted, lines: &mut Vec<Line<'p>>) {
    let clusters = paragraph.clusters.as_slice();
    let most = wanted.width.filter(|_| wanted.wrap != Wrap::None).map_or(i64::MAX, i64::from);
    let (mut start, mut at, mut width) = (0, 0, 0i64);
    // Where the line may end, and how wide it is up to there.
    let mut may: Option<usize> = None;
    while let Some(cluster) = clusters.get(at) {
        let wider = width.saturating_add(setting.advance(cluster));
        if wider > most && !cluster.space && at > start {
            let end = match (wanted.wrap, may) {
                (Wrap::Char, _) | (Wrap::WordChar, None) => Some(at),
                (_, end) => end,
            };
            if let Some(end) = end {
                lines.push(line(paragraph, clusters.get(start..end).unwrap_or_default(), setting, false));
                (start, at, width, may) = (end, end, 0, None);
                continue;
            }
        }
        width = wider;
        at += 1;
        if cluster.breaks {
            may = Some(at);
        }
    }
    lines.push(line(paragraph, clusters.get(start..).unwrap_or_default(), setting, true));
}

fn line<'p>(
    paragraph: &'p Paragraph,
    clusters: &'p [Cluster],
    setting: &Setting<'_>,
    last: bool,
) -> Line<'p> {
    // Spaces at the end of a line that was broken take no room.
    let trailing = if last { 0 } else { clusters.iter().rev().take_while(|cluster| cluster.space).count() };
    let clusters = clusters.get(..clusters.len() - trailing).unwrap_or_default();
    let width = clusters.iter().map(|cluster| setting.advance(cluster)).sum();
    Line { paragraph, clusters, width, last }
}

/// The clusters of a line as they stand from left to right (UAX #9, L2).
fn visual(clusters: &[Cluster]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    let level = |index: usize| clusters.get(index).map_or(0, |cluster| cluster.level);
    let highest = clusters.iter().map(|cluster| cluster.level).max().unwrap_or(0);
    for least in (1..=highest).rev() {
        let mut start = 0;
        while start < order.len() {
            let run = order.get(start..).unwrap_or_default();
            let len = run.iter().take_while(|index| level(**index) >= least).count();
            if let Some(run) = order.get_mut(start..start + len) {
                run.reverse();
            }
            start += len.max(1);
        }
    }
    order
}

fn place(
    line: &Line<'_>,
    setting: &Setting<'_>,
    wanted: &Wanted,
    (room, top, ascent, descent): (i64, f64, f64, f64),
    laid: &mut Laid,
) {
    let rest = room - line.width;
    let spaces = line.clusters.iter().filter(|cluster| cluster.space).count() as i64;
    let justified = wanted.justify && !line.last && wanted.width.is_some() && spaces > 0 && rest > 0;
    let align = match wanted.align {
        Align::Left if line.paragraph.from_right => Align::Right,
        Align::Right if line.paragraph.from_right => Align::Left,
        align => align,
    };
    let mut x = match align {
        Align::Centre if !justified => (rest + 1).div_euclid(2),
        Align::Right if !justified => rest,
        _ => 0,
    };
    let baseline = top + ascent;
    let mut passed = 0;
    for index in visual(line.clusters) {
        let Some(cluster) = line.clusters.get(index) else { continue };
        let (px, scale) = (setting.px(cluster.style), setting.scale(cluster));
        let (start, exact) = (x, baseline - setting.rise(cluster.style));
        let baseline = nearest(exact);
        let spare = [exact < baseline as f64, exact > baseline as f64].map(i64::from);
        for glyph in &cluster.glyphs {
            laid.glyphs.push(Placed {
                look: cluster.look,
                id: glyph.id,
                px,
                x: x + whole(glyph.x, scale),
                y: baseline - whole(glyph.y, scale),
                spare,
                style: cluster.style,
            });
            x += whole(glyph.advance, scale);
        }
        if cluster.space && justified {
            x += (passed + 1) * rest / spaces - passed * rest / spaces;
            passed += 1;
        }
        let Some(style) = setting.styles.get(cluster.style) else { continue };
        let bar = |top: i64, height: i64| Bar { place: [start, top, x, top + height], style: cluster.style };
        if style.background.is_some() {
            laid.backgrounds.push(bar(nearest(top), nearest(ascent + descent)));
        }
        for (wanted, through) in [(style.underline, false), (style.strikethrough, true)] {
            if let Some(face) = setting.face(cluster.look).filter(|_| wanted) {
                let (above, thickness) = face.line(px, through);
                laid.bars.push(bar(baseline - above, thickness));
            }
        }
    }
}
