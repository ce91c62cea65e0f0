//! Glyphs to outlines by the crate `skrifa`: hinted as lightly as FreeType does for Pango, flattened to lines.

use super::faces::{Face, Look};
use super::raster::{self, Bounds, Edge};
use skrifa::outline::{
    DrawSettings, Engine, GlyphStyles, HintingInstance, HintingOptions, OutlinePen, SmoothMode, Target,
};
use skrifa::prelude::{LocationRef, MetadataProvider, Size};
use skrifa::raw::TableProvider;
use skrifa::{GlyphId, OutlineGlyph};
use std::collections::HashMap;

/// A glyph at a size, by the bits of its pixels an em.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    pub look: Look,
    pub id: u32,
    px: u64,
}

impl Key {
    pub fn new(look: Look, id: u32, px: f64) -> Self {
        Self { look, id, px: px.to_bits() }
    }

    fn px(&self) -> f64 {
        f64::from_bits(self.px)
    }

    /// By how much it is drawn bolder: FreeType's 24th of an em, to the right.
    pub fn bolder(&self) -> f64 {
        if self.look.bold { self.px() / 24.0 } else { 0.0 }
    }
}

/// Edges of an outline up to which it is hinted: that work grows by their square.
const MOST_HINTED: usize = 2_000;
/// Pixels of an em up to which it is hinted.
const LARGEST_HINTED: f64 = 2_000.0;
/// How much a letter leans that is no italic, as fontconfig has it.
const SLANT: f64 = 0.2;
/// How far a flattened curve may lie beside itself, in pixels.
const FLAT: f64 = 1.0 / 16.0;

type Hinters = HashMap<(usize, u64), Option<HintingInstance>>;

/// Outlines of the glyphs of all faces.
pub struct Outlines<'f> {
    faces: &'f [Option<Face<'f>>],
    styles: HashMap<usize, GlyphStyles>,
    hinters: Hinters,
    bounds: HashMap<Key, Option<Bounds>>,
}

impl<'f> Outlines<'f> {
    pub fn new(faces: &'f [Option<Face<'f>>]) -> Self {
        Self { faces, styles: HashMap::new(), hinters: HashMap::new(), bounds: HashMap::new() }
    }

    /// Whole pixels around a glyph from its origin; `None` where nothing is drawn.
    pub fn bounds(&mut self, key: Key) -> Option<Bounds> {
        if let Some(known) = self.bounds.get(&key) {
            return *known;
        }
        let found = raster::bounds(&self.edges(key))
            .map(|[left, top, right, bottom]| [left, top, right + key.bolder().ceil() as i64, bottom]);
        self.bounds.insert(key, found);
        found
    }

    /// The lines around a glyph, y down from its line.
    pub fn edges(&mut self, key: Key) -> Vec<Edge> {
        let faces = self.faces;
        let Some(face) = faces.get(key.look.face).and_then(Option::as_ref) else { return Vec::new() };
        let outlines = face.font.outline_glyphs();
        let Some(glyph) = outlines.get(GlyphId::new(key.id)) else { return Vec::new() };
        let size = Size::new(key.px() as f32);
        let mut pen = Pen::new(key.look.slanted);
        let plain = glyph.draw(DrawSettings::unhinted(size, LocationRef::default()), &mut pen);
        if plain.is_err() {
            return Vec::new();
        }
        // What is drawn aslant is not hinted, as in cairo.
        let hints = !key.look.slanted && pen.edges.len() <= MOST_HINTED && key.px() <= LARGEST_HINTED;
        if hints && let Some(hinted) = self.hinted(key, face, &glyph) {
            return hinted;
        }
        pen.edges
    }

    fn hinted(&mut self, key: Key, face: &Face<'_>, glyph: &OutlineGlyph<'_>) -> Option<Vec<Edge>> {
        let outlines = face.font.outline_glyphs();
        let styles = self.styles.entry(key.look.face).or_insert_with(|| GlyphStyles::new(&outlines));
        let hinter = self.hinters.entry((key.look.face, key.px)).or_insert_with(|| {
            // As FreeType does it lightly: outlines of TrueType by its own rules, those of PostScript by theirs.
            let by_rules = face.font.glyf().is_ok();
            let engine = if by_rules { Engine::Auto(Some(styles.clone())) } else { Engine::Interpreter };
            let target = Target::Smooth {
                mode: SmoothMode::Light,
                symmetric_rendering: true,
                preserve_linear_metrics: true,
            };
            let options = HintingOptions { engine, target };
            HintingInstance::new(&outlines, Size::new(key.px() as f32), LocationRef::default(), options).ok()
        });
        let mut pen = Pen::new(false);
        glyph.draw(DrawSettings::hinted(hinter.as_ref()?, false), &mut pen).ok()?;
        Some(pen.edges)
    }
}

/// Flattens an outline.
struct Pen {
    slant: f64,
    start: [f64; 2],
    at: [f64; 2],
    edges: Vec<Edge>,
}

impl Pen {
    fn new(slanted: bool) -> Self {
        Self { slant: if slanted { SLANT } else { 0.0 }, start: [0.0; 2], at: [0.0; 2], edges: Vec::new() }
    }

    fn point(&self, x: f32, y: f32) -> [f64; 2] {
        let (x, y) = (f64::from(x), f64::from(y));
        [x + y * self.slant, -y]
    }

    #[expect(clippy::float_cmp, reason = "the same point is the same numbers")]
    fn to(&mut self, point: [f64; 2]) {
        let ([x0, y0], [x1, y1]) = (self.at, point);
        if self.at != point {
            self.edges.push([x0, y0, x1, y1]);
        }
        self.at = point;
    }

    /// Parts of a curve that lies so far beside its chord.
    fn parts(deviation: f64) -> u32 {
        let mut parts = 1;
        let mut left = deviation / 4.0;
        while left > FLAT && parts < 256 {
            parts *= 2;
            left /= 4.0;
        }
        parts
    }
}

/// How far a curve's middle point is from the middle of its neighbours.
fn bend(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    let along = |at: fn([f64; 2]) -> f64| (at(a) - 2.0 * at(b) + at(c)).abs();
    along(|[x, _]| x).max(along(|[_, y]| y))
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        self.at = self.point(x, y);
        self.start = self.at;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to(self.point(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (a, b, c) = (self.at, self.point(cx, cy), self.point(x, y));
        let parts = Self::parts(bend(a, b, c));
        for part in 1..parts {
            let t = f64::from(part) / f64::from(parts);
            let mix =
                |a: f64, b: f64, c: f64| a * (1.0 - t) * (1.0 - t) + b * 2.0 * t * (1.0 - t) + c * t * t;
            self.to([mix(a[0], b[0], c[0]), mix(a[1], b[1], c[1])]);
        }
        self.to(c);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let (a, b, c, d) = (self.at, self.point(cx0, cy0), self.point(cx1, cy1), self.point(x, y));
        let parts = Self::parts(bend(a, b, c).max(bend(b, c, d)) * 3.0);
        for part in 1..parts {
            let t = f64::from(part) / f64::from(parts);
            let u = 1.0 - t;
            let mix = |a: f64, b: f64, c: f64, d: f64| {
                a * u * u * u + b * 3.0 * t * u * u + c * 3.0 * t * t * u + d * t * t * t
            };
            self.to([mix(a[0], b[0], c[0], d[0]), mix(a[1], b[1], c[1], d[1])]);
        }
        self.to(d);
    }

    fn close(&mut self) {
        self.to(self.start);
    }
}
