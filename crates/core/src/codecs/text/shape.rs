//! Text to glyphs: paragraphs, their directions (UAX #9), a face for each letter, and shaping by the crate `harfrust`.

use super::faces::{Face, Look, Shelf};
use super::markup::Marked;
use harfrust::{Direction, ShapeOptions, UnicodeBuffer};
use std::collections::HashMap;
use unicode_bidi::{BidiInfo, Level};
use unicode_script::{Script, UnicodeScript};

/// A glyph and its place, in units of its face.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    pub id: u32,
    pub x: i32,
    pub y: i32,
    pub advance: i32,
}

/// Letters that are drawn as one, in the order in which they are read.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// From left to right.
    pub glyphs: Vec<Glyph>,
    pub look: Look,
    pub style: usize,
    /// Odd: from right to left.
    pub level: u8,
    pub space: bool,
    /// A line may end behind it.
    pub breaks: bool,
}

#[derive(Clone, Debug)]
pub struct Paragraph {
    pub clusters: Vec<Cluster>,
    /// Its first letters run from the right.
    pub from_right: bool,
    /// Where it has no letters.
    pub style: usize,
}

/// What ends a paragraph: beside line feeds, which XML makes of all ends of lines, what UAX #9 takes for it (class B).
fn ends(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub fn paragraphs(marked: &Marked, shelf: &Shelf, faces: &[Option<Face<'_>>]) -> Vec<Paragraph> {
    let looks = marked.styles.iter().map(|style| shelf.look(style)).collect();
    let mut shaping = Shaping { marked, shelf, faces, looks, known: HashMap::new() };
    let text = marked.text.as_str();
    let mut found = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices().filter(|(_, letter)| ends(*letter)) {
        found.push(shaping.paragraph(text.get(start..at).unwrap_or_default(), start));
        start = at + letter.len_utf8();
    }
    found.push(shaping.paragraph(text.get(start..).unwrap_or_default(), start));
    found
}

struct Shaping<'m> {
    marked: &'m Marked,
    shelf: &'m Shelf,
    faces: &'m [Option<Face<'m>>],
    /// Of each style.
    looks: Vec<Look>,
    /// The face that has a letter, by the style and the letter.
    known: HashMap<(usize, char), Look>,
}

/// Letters of one style, face, direction and script.
struct Run {
    start: usize,
    end: usize,
    style: usize,
    look: Look,
    level: Level,
    script: Script,
}

impl Shaping<'_> {
    fn style(&self, at: usize) -> usize {
        let parts = &self.marked.parts;
        let part = parts.partition_point(|(end, _)| *end <= at).min(parts.len().saturating_sub(1));
        parts.get(part).map_or(0, |(_, style)| *style)
    }

    /// Of the paragraph at `start` of the whole text.
    fn paragraph(&mut self, text: &str, start: usize) -> Paragraph {
        let bidi = BidiInfo::new(text, None);
        let from_right = bidi.paragraphs.first().is_some_and(|paragraph| paragraph.level.is_rtl());
        let mut clusters: Vec<(usize, Cluster)> = Vec::new();
        for run in self.runs(text, start, &bidi) {
            self.shape(text, &run, &mut clusters);
        }
        let breaks = super::lines::breaks(text);
        let starts: Vec<usize> = clusters.iter().map(|(at, _)| *at).collect();
        for (index, (at, cluster)) in clusters.iter_mut().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            cluster.breaks = breaks.get(end).copied().unwrap_or(false);
            cluster.space = text.get(*at..end).is_some_and(|part| part.chars().all(super::lines::is_space));
        }
        Paragraph {
            clusters: clusters.into_iter().map(|(_, cluster)| cluster).collect(),
            from_right,
            style: self.style(start),
        }
    }

    fn runs(&mut self, text: &str, start: usize, bidi: &BidiInfo<'_>) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, letter) in text.char_indices() {
            let style = self.style(start + at);
            let level = bidi.levels.get(at).copied().unwrap_or_else(Level::ltr);
            let before = runs.last().filter(|run| run.style == style);
            let script = match letter.script() {
                Script::Common | Script::Inherited | Script::Unknown => {
                    runs.last().map_or(Script::Common, |run| run.script)
                }
                script => script,
            };
            // Marks and joiners stay with the letter before them.
            let joins = letter.script() == Script::Inherited || matches!(letter, '\u{200c}' | '\u{200d}');
            let look = match before {
                Some(run) if joins => run.look,
                _ => self.look(style, letter),
            };
            match runs.last_mut() {
                Some(run)
                    if run.style == style
                        && run.look == look
                        && run.level == level
                        && (run.script == script || run.script == Script::Common) =>
                {
                    run.end = at + letter.len_utf8();
                    run.script = script;
                }
                _ => runs.push(Run { start: at, end: at + letter.len_utf8(), style, look, level, script }),
            }
        }
        runs
    }

    /// The style's own face, or the first that has the letter.
    fn look(&mut self, style: usize, letter: char) -> Look {
        if let Some(known) = self.known.get(&(style, letter)) {
            return *known;
        }
        let own = self.looks.get(style).copied().unwrap_or(Look { face: 0, bold: false, slanted: false });
        let has =
            |face: usize| self.faces.get(face).and_then(Option::as_ref).is_some_and(|face| face.has(letter));
        let found = if has(own.face) { None } else { (0..self.faces.len()).find(|face| has(*face)) };
        let look = match (found, self.marked.styles.get(style)) {
            (Some(face), Some(style)) => self.shelf.drawn(face, style),
            _ => own,
        };
        self.known.insert((style, letter), look);
        look
    }

    fn shape(&self, text: &str, run: &Run, clusters: &mut Vec<(usize, Cluster)>) {
        let Some(face) = self.faces.get(run.look.face).and_then(Option::as_ref) else { return };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text.get(run.start..run.end).unwrap_or_default());
        let from_right = run.level.is_rtl();
        buffer.set_direction(if from_right { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.guess_segment_properties();
        let shaper = face.shaper.shaper(&face.font).build();
        let shaped = shaper.shape(buffer, ShapeOptions::new());
        let first = clusters.len();
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let at = run.start + info.cluster as usize;
            let glyph = Glyph {
                id: info.glyph_id,
                x: position.x_offset,
                y: position.y_offset,
                advance: position.x_advance,
            };
            match clusters.get_mut(first..).and_then(<[_]>::last_mut) {
                Some((start, cluster)) if *start == at => cluster.glyphs.push(glyph),
                _ => clusters.push((
                    at,
                    Cluster {
                        glyphs: vec![glyph],
                        look: run.look,
                        style: run.style,
                        level: run.level.number(),
                        space: false,
                        breaks: false,
                    },
                )),
            }
        }
        if from_right && let Some(own) = clusters.get_mut(first..) {
            own.reverse();
        }
    }
}
