//! Sizes and offsets of a resize, as sharp resolves them.

use crate::error::{Code, Error, Result};
use crate::pixels::Pixels;

/// How the image meets the wanted box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Cover,
    Contain,
    Fill,
    Inside,
    Outside,
}

impl Fit {
    pub const WORDS: &'static [&'static str] = &["cover", "contain", "fill", "inside", "outside"];

    pub fn from_word(word: &str) -> Self {
        match word {
            "contain" => Self::Contain,
            "fill" => Self::Fill,
            "inside" => Self::Inside,
            "outside" => Self::Outside,
            _ => Self::Cover,
        }
    }
}

/// sharp's gravities and positions.
pub const POSITIONS: &[&str] = &[
    "centre",
    "center",
    "top",
    "north",
    "right top",
    "northeast",
    "right",
    "east",
    "right bottom",
    "southeast",
    "bottom",
    "south",
    "left bottom",
    "southwest",
    "left",
    "west",
    "left top",
    "northwest",
    "entropy",
    "attention",
];

/// sharp's kernels.
pub const KERNELS: &[&str] =
    &["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3", "mks2013", "mks2021"];

/// Bytes between the passes; weights are worked out for each strip.
pub const STRIP: u64 = 4 << 20;

/// The longest side of a result.
const LONGEST: f64 = 1_000_000.0;

#[derive(Debug)]
pub struct Request {
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// In place of both: of each side.
    pub factor: Option<f64>,
    pub fit: Fit,
    pub position: &'static str,
    /// What a crop keeps nearest to its middle, as parts of the image's sides.
    pub focus: Option<(f64, f64)>,
    pub without_enlargement: bool,
    pub without_reduction: bool,
}

/// A solved resize: the whole image is scaled to `scaled`; of it `kept` pixels survive a crop; `canvas` is the result.
/// `left` and `top` are where the kept part begins in the scaled image (crop) or lies on the canvas (padding).
#[derive(Debug, PartialEq)]
pub struct Geometry {
    pub scaled: (u32, u32),
    pub kept: (u32, u32),
    pub canvas: (u32, u32),
    pub left: u32,
    pub top: u32,
    pub across: Shrink,
    pub down: Shrink,
}

/// `of` pixels of the image become `to` of the result. Both sides are scaled by exactly that, whatever their sizes are rounded to:
/// what the rounding takes away or adds is shared by both ends (libvips).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrink {
    pub of: f64,
    pub to: f64,
}

impl Shrink {
    const NONE: Self = Self { of: 1.0, to: 1.0 };

    const fn new(of: f64, to: f64) -> Self {
        Self { of, to }
    }

    fn step(self) -> f64 {
        self.of / self.to
    }

    fn least(self, other: Self) -> Self {
        if other.step() < self.step() { other } else { self }
    }

    fn most(self, other: Self) -> Self {
        if other.step() > self.step() { other } else { self }
    }

    /// What a side becomes.
    fn side(self, whole: u32) -> u32 {
        ((f64::from(whole) * self.to / self.of).round() as u32).max(1)
    }
}

/// Where pixels of a result lie along one side of what is scaled: pixel `x` takes `step` pixels from `start + x × step` on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub start: f64,
    pub step: f64,
    pub count: u32,
}

impl Span {
    /// Each pixel is one that is there, and they are all.
    #[expect(clippy::float_cmp, reason = "a step of one is written as such")]
    fn is_whole(&self, side: u32) -> bool {
        self.start == 0.0 && self.step == 1.0 && self.count == side
    }

    /// `count` pixels from the `first` on.
    pub fn part(&self, first: u32, count: u32) -> Self {
        Self { start: self.start + f64::from(first) * self.step, step: self.step, count }
    }

    pub fn end(&self) -> f64 {
        self.start + f64::from(self.count) * self.step
    }
}

impl Geometry {
    /// All pixels stay as and where they are.
    pub fn changes_nothing(&self, pixels: &Pixels) -> bool {
        let (across, down) = self.spans(pixels);
        across.is_whole(pixels.width) && down.is_whole(pixels.height)
    }

    /// Bytes between the passes over an image of this width, at the most, and of the small copy in which attention is looked for.
    pub fn between(&self, width: u32, pixel: u64) -> u64 {
        // The widest kernel reaches over four and a half pixels of the result on each side.
        let row = (f64::from(width) + 12.0 * self.across.step().max(1.0)) as u64 * pixel;
        let rows = u64::from(self.scaled.1);
        row.saturating_mul(rows).min(row.max(STRIP)).max(u64::from(self.scaled.0).saturating_mul(128 * 6))
    }

    /// Where the kept part lies in pixels of the image or of a smaller decode of it, across and down.
    pub fn spans(&self, pixels: &Pixels) -> (Span, Span) {
        let (left, top, wide, high) = pixels.filled();
        let whole = pixels.reduced.map_or((pixels.width, pixels.height), |reduced| reduced.size);
        // A drawing that was drawn at just this size is not scaled any more.
        let drawn = pixels.reduced.is_some()
            && self.scaled == (pixels.width, pixels.height)
            && (wide, high) == (f64::from(pixels.width), f64::from(pixels.height));
        let span =
            |shrink: Shrink, whole: u32, scaled: u32, kept: u32, first: u32, from: f64, filled: f64| {
                let first = if kept < scaled { f64::from(first) } else { 0.0 };
                if drawn {
                    return Span { start: first, step: 1.0, count: kept };
                }
                let [whole, scaled] = [whole, scaled].map(f64::from);
                let beyond = (scaled * shrink.of / shrink.to - whole) / 2.0;
                let part = filled / whole;
                let start = from + (first * shrink.of / shrink.to - beyond) * part;
                Span { start, step: shrink.step() * part, count: kept }
            };
        (
            span(self.across, whole.0, self.scaled.0, self.kept.0, self.left, left, wide),
            span(self.down, whole.1, self.scaled.1, self.kept.1, self.top, top, high),
        )
    }
}

impl Request {
    /// A factor may ask for more than a side may have.
    pub fn check(&self, width: u32, height: u32) -> Result<()> {
        let most = f64::from(width.max(height)) * self.factor.unwrap_or(0.0);
        if most <= LONGEST {
            return Ok(());
        }
        Err(Error::new(Code::InvalidOption)
            .expected(format!("a scale to at most {LONGEST} pixels on a side"))
            .found(format!("{most}")))
    }

    pub fn solve(&self, width: u32, height: u32) -> Geometry {
        let (across, down) = self.shrink(f64::from(width), f64::from(height));
        let scaled = (across.side(width), down.side(height));
        let wanted = (self.width.unwrap_or(scaled.0), self.height.unwrap_or(scaled.1));
        let (kept, canvas) = match self.fit {
            Fit::Cover => {
                let kept = (wanted.0.min(scaled.0), wanted.1.min(scaled.1));
                (kept, kept)
            }
            Fit::Contain => (scaled, (wanted.0.max(scaled.0), wanted.1.max(scaled.1))),
            Fit::Fill | Fit::Inside | Fit::Outside => (scaled, scaled),
        };
        let (outer, inner) = if self.fit == Fit::Contain { (canvas, scaled) } else { (scaled, kept) };
        let (left, top) = match self.focus.filter(|_| self.fit == Fit::Cover) {
            Some((x, y)) => (middle(x, outer.0, inner.0), middle(y, outer.1, inner.1)),
            None => self.place(outer.0 - inner.0, outer.1 - inner.1),
        };
        Geometry { scaled, kept, canvas, left, top, across, down }
    }

    /// Each way.
    fn shrink(&self, width: f64, height: f64) -> (Shrink, Shrink) {
        let wanted = |side: Option<u32>, whole| side.map(|side| Shrink::new(whole, f64::from(side)));
        let across = self.factor.map(|factor| Shrink::new(1.0, factor)).or(wanted(self.width, width));
        let down = wanted(self.height, height);
        let (mut across, mut down) = match (across, down, self.fit) {
            (Some(x), Some(y), Fit::Fill) => (x, y),
            (Some(x), Some(y), Fit::Cover | Fit::Outside) => (x.least(y), x.least(y)),
            (Some(x), Some(y), Fit::Contain | Fit::Inside) => (x.most(y), x.most(y)),
            (Some(x), None, Fit::Fill) if self.factor.is_none() => (x, Shrink::NONE),
            (None, Some(y), Fit::Fill) => (Shrink::NONE, y),
            (Some(s), None, _) | (None, Some(s), _) => (s, s),
            (None, None, _) => (Shrink::NONE, Shrink::NONE),
        };
        if self.without_enlargement {
            (across, down) = (across.most(Shrink::NONE), down.most(Shrink::NONE));
        }
        if self.without_reduction {
            (across, down) = (across.least(Shrink::NONE), down.least(Shrink::NONE));
        }
        // One pixel is left of a side at least, and it shows all of it.
        (across.least(Shrink::new(width, 1.0)), down.least(Shrink::new(height, 1.0)))
    }

    fn place(&self, spare_x: u32, spare_y: u32) -> (u32, u32) {
        let word = self.position;
        // As sharp: half a pixel goes to the left and the top of what is cut away, to the right and the bottom of what is added.
        let odd = u32::from(self.fit == Fit::Cover);
        let has = |names: [&str; 2]| names.iter().any(|n| word.contains(n));
        let left = if has(["left", "west"]) {
            0
        } else if has(["right", "east"]) {
            spare_x
        } else {
            u32::midpoint(spare_x, odd)
        };
        let top = if has(["top", "north"]) {
            0
        } else if has(["bottom", "south"]) {
            spare_y
        } else {
            u32::midpoint(spare_y, odd)
        };
        (left, top)
    }
}

/// Where a part of `inner` begins whose middle is nearest to `at`, of a whole of `outer`.
fn middle(at: f64, outer: u32, inner: u32) -> u32 {
    let begin = at * f64::from(outer) - f64::from(inner) / 2.0;
    (begin.round().max(0.0) as u32).min(outer - inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::{Layout, Reduced, Samples};

    fn request(width: Option<u32>, height: Option<u32>, fit: Fit) -> Request {
        Request {
            width,
            height,
            factor: None,
            fit,
            position: "centre",
            focus: None,
            without_enlargement: false,
            without_reduction: false,
        }
    }

    #[test]
    fn fits_give_the_sizes_that_sharp_documents() {
        let canvas = |fit| request(Some(200), Some(200), fit).solve(400, 300).canvas;
        assert_eq!(canvas(Fit::Cover), (200, 200));
        assert_eq!(canvas(Fit::Contain), (200, 200));
        assert_eq!(canvas(Fit::Fill), (200, 200));
        assert_eq!(canvas(Fit::Inside), (200, 150));
        assert_eq!(canvas(Fit::Outside), (267, 200));
        assert_eq!(request(Some(100), None, Fit::Cover).solve(400, 300).canvas, (100, 75));
        assert_eq!(request(Some(1), None, Fit::Cover).solve(4000, 1).canvas, (1, 1));
    }

    #[test]
    fn without_enlargement_keeps_small_images() {
        let mut inside = request(Some(1600), Some(1600), Fit::Inside);
        inside.without_enlargement = true;
        assert_eq!(inside.solve(400, 300).canvas, (400, 300));
        assert_eq!(inside.solve(3200, 1600).canvas, (1600, 800));
    }

    #[test]
    fn cover_keeps_the_part_that_position_names() {
        let mut cover = request(Some(200), Some(200), Fit::Cover);
        assert_eq!(cover.solve(400, 200).left, 100);
        cover.position = "right";
        assert_eq!(cover.solve(400, 200).left, 200);
        cover.position = "northwest";
        assert_eq!((cover.solve(400, 200).left, cover.solve(400, 200).top), (0, 0));
    }

    #[test]
    fn odd_pixels_lie_where_sharp_leaves_them() {
        // sharp 0.35.5: resize(4, 4) of 9 × 4 begins at column 3, contain of 4 × 1 in 4 × 4 at row 1.
        assert_eq!(request(Some(4), Some(4), Fit::Cover).solve(9, 4).left, 3);
        assert_eq!(request(Some(4), Some(4), Fit::Contain).solve(4, 1).top, 1);
    }

    #[test]
    fn a_crop_keeps_its_focus_in_the_middle_as_far_as_the_image_reaches() {
        let mut cover = request(Some(200), Some(200), Fit::Cover);
        for (x, left) in [(0.0, 0), (0.1, 0), (0.5, 100), (0.6, 140), (1.0, 200)] {
            cover.focus = Some((x, 0.5));
            assert_eq!((cover.solve(400, 200).left, cover.solve(400, 200).top), (left, 0), "{x}");
        }
    }

    #[test]
    fn what_rounding_takes_or_adds_is_shared_by_both_ends() {
        let pixels = |width: u32, height: u32| {
            let samples = Samples::U8(vec![0; width as usize * height as usize]);
            Pixels::packed(samples, Layout::Gray, width, height).unwrap()
        };
        // 40 × 9 to 17 columns: 9 rows are 3.825 and become 4, which would take 9.41.
        let (across, down) = request(Some(17), None, Fit::Cover).solve(40, 9).spans(&pixels(40, 9));
        assert_eq!(across, Span { start: 0.0, step: 40.0 / 17.0, count: 17 });
        assert!((down.start + 0.205_882).abs() < 1e-6 && (down.end() - 9.205_882).abs() < 1e-6, "{down:?}");
        // A crop begins within that.
        let mut cover = request(Some(10), Some(10), Fit::Cover);
        cover.position = "right";
        let (across, down) = cover.solve(45, 20).spans(&pixels(45, 20));
        assert_eq!((across.end(), down), (45.5, Span { start: 0.0, step: 2.0, count: 10 }));
        // Of a decode to an eighth that fills 5.625 of 6 columns.
        let mut small = pixels(6, 3);
        small.reduced = Some(Reduced { size: (45, 20), filled: (5.625, 2.5), first: (false, false) });
        let (across, down) = request(Some(5), None, Fit::Cover).solve(45, 20).spans(&small);
        assert_eq!((across.start, across.step), (0.0, 1.125));
        assert!((down.end() - down.start - 2.25).abs() < 1e-12 && (down.start - 0.125).abs() < 1e-12);
    }

    #[test]
    fn a_drawing_that_was_drawn_at_its_size_stays_as_it_is() {
        let mut drawn = Pixels::packed(Samples::U8(vec![0; 10 * 7]), Layout::Gray, 10, 7).unwrap();
        drawn.reduced = Some(Reduced { size: (100, 67), filled: (10.0, 7.0), first: (false, false) });
        assert!(request(Some(10), None, Fit::Cover).solve(100, 67).changes_nothing(&drawn));
    }

    #[test]
    fn a_factor_is_of_both_sides() {
        let mut request = request(None, None, Fit::Cover);
        request.factor = Some(0.5);
        assert_eq!(request.solve(401, 1).canvas, (201, 1));
        request.factor = Some(3.0);
        assert_eq!(request.solve(10, 7).canvas, (30, 21));
        assert!(request.check(400_000, 1).is_err() && request.check(300_000, 1).is_ok());
        request.without_enlargement = true;
        assert_eq!(request.solve(10, 7).canvas, (10, 7));
    }
}
