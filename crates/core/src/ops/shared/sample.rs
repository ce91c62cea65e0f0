//! Images seen through an affine transform: each pixel of the result is sampled where its inverse leads (libvips' affine).

use super::layout::{self, Sample};
use super::stencil::{self, Window};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::Colour;
use std::ops::Range;
use wide::f32x4;

/// How what lies between pixels follows from those around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolator {
    Nearest,
    Bilinear,
    /// Catmull-Rom.
    Bicubic,
    Lbb,
    Nohalo,
    Vsqbs,
}

impl Interpolator {
    pub const WORDS: &'static [&'static str] = &["nearest", "bilinear", "bicubic", "lbb", "nohalo", "vsqbs"];

    pub fn from_word(word: &str) -> Self {
        match word {
            "nearest" => Self::Nearest,
            "bilinear" => Self::Bilinear,
            "lbb" => Self::Lbb,
            "nohalo" => Self::Nohalo,
            "vsqbs" => Self::Vsqbs,
            _ => Self::Bicubic,
        }
    }

    /// [`super::Op::weight`] of an operation that samples by it.
    pub const fn weight(self) -> u64 {
        match self {
            Self::Nearest => 2,
            Self::Bilinear => 4,
            Self::Bicubic | Self::Vsqbs => 10,
            Self::Lbb => 20,
            Self::Nohalo => 40,
        }
    }
}

/// What two pixels weigh at `between`, from 0 to 1, behind the first.
fn bilinear(between: f64) -> [f32; 2] {
    [1.0 - between as f32, between as f32]
}

/// What four pixels weigh at `between`, from 0 to 1, behind the second. It knows 64ths, as libvips does.
fn bicubic(between: f64) -> [f32; 4] {
    let x = ((between * 128.0) as u32).div_ceil(2) as f32 / 64.0;
    let rest = 1.0 - x;
    let (first, last) = (-0.5 * x * rest * rest, -0.5 * x * x * rest);
    [first, rest - 2.0 * first + last, x - 2.0 * last + first, last]
}

/// `[a b; c d]` takes a point and its displacement to a place in the result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    pub matrix: [f64; 4],
    /// Added before the matrix.
    pub before: (f64, f64),
    /// Added behind it.
    pub behind: (f64, f64),
}

/// The longest side of a result.
const LONGEST: f64 = 1_000_000.0;

/// Where the result lies: displacements move the image within it.
struct Frame {
    left: f64,
    top: f64,
    width: u32,
    height: u32,
}

impl Affine {
    pub fn of(matrix: [f64; 4]) -> Self {
        Self { matrix, before: (0.0, 0.0), behind: (0.0, 0.0) }
    }

    /// None where the matrix makes a line of an image.
    fn inverse(&self) -> Option<[f64; 4]> {
        let [a, b, c, d] = self.matrix;
        let determinant = a * d - b * c;
        let inverse = [d / determinant, -b / determinant, -c / determinant, a / determinant];
        inverse.iter().all(|v| v.is_finite()).then_some(inverse)
    }

    pub fn is_regular(&self) -> bool {
        self.inverse().is_some()
    }

    fn frame(&self, width: u32, height: u32) -> Result<Frame> {
        let [a, b, c, d] = self.matrix;
        let (width, height) = (f64::from(width), f64::from(height));
        let extent = |x: f64, y: f64| {
            let corners = [0.0, x * width, y * height, x * width + y * height];
            let least = corners.into_iter().fold(f64::INFINITY, f64::min);
            let most = corners.into_iter().fold(f64::NEG_INFINITY, f64::max);
            (least.round(), (most - least).round())
        };
        let ((left, across), (top, down)) = (extent(a, b), extent(c, d));
        if across < 1.0 || down < 1.0 || across > LONGEST || down > LONGEST {
            return Err(Error::new(Code::InvalidOption)
                .expected(format!("a result of 1 to {LONGEST} pixels on a side"))
                .found(format!("{across} × {down}")));
        }
        Ok(Frame { left, top, width: across as u32, height: down as u32 })
    }

    pub fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        self.frame(width, height).map(|frame| (frame.width, frame.height))
    }

    /// The image through it. `background` is what lies around the image, and what edges are mixed with; translucent, it adds alpha.
    pub fn apply(
        &self,
        pixels: Pixels,
        interpolator: Interpolator,
        background: Colour,
        job: &mut Job,
    ) -> Result<Pixels> {
        let frame = self.frame(pixels.width, pixels.height)?;
        let Some([a, b, c, d]) = self.inverse() else { return Ok(pixels) };
        let pixels = if background.a < 255 { layout::ensure_alpha(pixels, job)? } else { pixels };
        let (depth, layout) = (pixels.depth(), pixels.layout);
        let mut out = Pixels::zeroed(&mut job.alloc, depth, layout, frame.width, frame.height)?;
        (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
        let (left, top) = (frame.left - self.behind.0, frame.top - self.behind.1);
        let view = View {
            pixels: &pixels,
            interpolator,
            across: (a, c),
            down: (b, d),
            origin: (a * left + b * top - self.before.0, c * left + d * top - self.before.1),
        };
        let ink = layout::colour_samples(background, layout);
        match (&pixels.samples, &mut out.samples) {
            (Samples::U8(from), Samples::U8(to)) => view.fill(from, to, out.stride, &ink, job)?,
            (Samples::U16(from), Samples::U16(to)) => view.fill(from, to, out.stride, &ink, job)?,
            (Samples::F32(from), Samples::F32(to)) => view.fill(from, to, out.stride, &ink, job)?,
            _ => {}
        }
        job.alloc.release(pixels.bytes());
        Ok(out)
    }
}

/// An image as the result's pixels see it: pixel `(x, y)` looks at `origin + x × across + y × down`.
struct View<'a> {
    pixels: &'a Pixels,
    interpolator: Interpolator,
    across: (f64, f64),
    down: (f64, f64),
    origin: (f64, f64),
}

impl View<'_> {
    fn fill<T: Sample>(&self, from: &[T], to: &mut [T], stride: usize, ink: &[u8], job: &Job) -> Result<()> {
        match self.pixels.layout.channels() {
            1 => self.fill_pixels::<T, 1>(from, to, stride, ink, job),
            2 => self.fill_pixels::<T, 2>(from, to, stride, ink, job),
            3 => self.fill_pixels::<T, 3>(from, to, stride, ink, job),
            4 => self.fill_pixels::<T, 4>(from, to, stride, ink, job),
            _ => self.fill_pixels::<T, 5>(from, to, stride, ink, job),
        }
    }

    fn fill_pixels<T: Sample, const N: usize>(
        &self,
        from: &[T],
        to: &mut [T],
        stride: usize,
        ink: &[u8],
        job: &Job,
    ) -> Result<()> {
        let mut background = [T::default(); N];
        background.iter_mut().zip(ink).for_each(|(out, v)| *out = T::from_narrow(*v));
        let taps = Taps::new(self, from, background);
        let rows = to.chunks_exact_mut(stride);
        match self.interpolator {
            Interpolator::Nearest => self.each(rows, |at| taps.pixel(at.column, at.line), &taps, job),
            Interpolator::Bilinear => self.mixed(rows, bilinear, &taps, job),
            Interpolator::Bicubic => self.mixed(rows, bicubic, &taps, job),
            Interpolator::Lbb => self.each(rows, |at| taps.bounded(at), &taps, job),
            Interpolator::Nohalo => self.each(rows, |at| taps.around::<5>(at, stencil::nohalo), &taps, job),
            Interpolator::Vsqbs => self.each(rows, |at| taps.around::<3>(at, stencil::vsqbs), &taps, job),
        }
    }

    /// Every row's pixels as `of` makes them of where they look, in loops that are compiled for it.
    fn each_row<'r, T: Sample + 'r, const N: usize>(
        &self,
        rows: impl Iterator<Item = &'r mut [T]>,
        of: impl Fn(&Line, &mut [[T; N]]),
        job: &Job,
    ) -> Result<()> {
        for (y, row) in (0u32..).zip(rows) {
            job.check_cancel()?;
            of(&self.line(y), row.as_chunks_mut::<N>().0);
        }
        Ok(())
    }

    /// Every pixel as `of` makes it at its place in the image.
    fn each<'r, T: Sample + 'r, const N: usize>(
        &self,
        rows: impl Iterator<Item = &'r mut [T]>,
        of: impl Fn(&Place) -> [T; N],
        taps: &Taps<'_, T, N>,
        job: &Job,
    ) -> Result<()> {
        let row = |line: &Line, pixels: &mut [[T; N]]| {
            let seen = taps.seen(line, pixels.len());
            set(pixels, seen.clone(), |x| of(&line.place(x)));
            taps.surround(pixels, seen);
        };
        self.each_row(rows, row, job)
    }

    /// The same of pixels that are mixed by weights, quicker where none of them is the background.
    fn mixed<'r, T: Sample + 'r, const N: usize, const W: usize>(
        &self,
        rows: impl Iterator<Item = &'r mut [T]>,
        weights: impl Fn(f64) -> [f32; W] + Copy,
        taps: &Taps<'_, T, N>,
        job: &Job,
    ) -> Result<()> {
        let row = |line: &Line, pixels: &mut [[T; N]]| {
            let seen = taps.seen(line, pixels.len());
            let inside = line.inside(pixels.len(), taps.room::<W>());
            let inside = if inside.is_empty() { seen.start..seen.start } else { inside };
            let at_edge = |x: usize| taps.around_edges(&line.place(x), weights);
            set(pixels, seen.start..inside.start, at_edge);
            let mut start = inside.start;
            if N == 3 || N == 4 {
                // Of three, the next pixel's first sample is written too, and then its own.
                while start < inside.end
                    && let Some(out) = pixels.as_flattened_mut().get_mut(start * N..)
                    && let Some(out) = out.first_chunk_mut::<4>()
                    && let Some(four) = taps.four(line.at(start), weights)
                {
                    *out = four;
                    start += 1;
                }
            }
            set(pixels, start..inside.end, |x| taps.within(line.at(x), weights));
            set(pixels, inside.end..seen.end, at_edge);
            taps.surround(pixels, seen);
        };
        self.each_row(rows, row, job)
    }

    fn line(&self, y: u32) -> Line {
        let y = f64::from(y);
        let start = (self.origin.0 + y * self.down.0, self.origin.1 + y * self.down.1);
        Line { start, across: self.across }
    }
}

/// Where the pixels of one row look.
struct Line {
    start: (f64, f64),
    across: (f64, f64),
}

impl Line {
    fn at(&self, x: usize) -> (f64, f64) {
        let x = x as f64;
        (self.start.0 + x * self.across.0, self.start.1 + x * self.across.1)
    }

    fn place(&self, x: usize) -> Place {
        let (x, y) = self.at(x);
        Place { x, y, column: floor(x), line: floor(y) }
    }

    /// Those of the first `len` that look into `room`: what lies between two that do does too.
    fn inside(&self, len: usize, room: [Range<f64>; 2]) -> Range<usize> {
        let (mut start, mut end) = (0.0f64, len as f64);
        for (at, step, room) in
            [(self.start.0, self.across.0, &room[0]), (self.start.1, self.across.1, &room[1])]
        {
            if step != 0.0 {
                let (first, last) = ((room.start - at) / step, (room.end - at) / step);
                start = start.max(first.min(last));
                end = end.min(first.max(last));
            }
        }
        let looks = |x: usize| {
            let (x, y) = self.at(x);
            room[0].contains(&x) && room[1].contains(&y)
        };
        // Division rounds: one more is tried at either end.
        let (mut start, mut end) =
            ((start as usize).saturating_sub(1), (end as usize).saturating_add(2).min(len));
        while start < end && !looks(start) {
            start += 1;
        }
        while start < end && !looks(end - 1) {
            end -= 1;
        }
        start.min(end)..end
    }
}

/// A position in the image, and the pixel at or before it.
struct Place {
    x: f64,
    y: f64,
    column: i64,
    line: i64,
}

impl Place {
    /// How far it is behind that pixel.
    fn between(&self) -> (f64, f64) {
        (self.x - self.column as f64, self.y - self.line as f64)
    }
}

/// The pixels around a position, and what they come to.
struct Taps<'a, T, const N: usize> {
    from: &'a [T],
    stride: usize,
    width: i64,
    height: i64,
    background: [T; N],
    /// Pixels are mixed as much as they are opaque.
    alpha: bool,
}

impl<'a, T: Sample, const N: usize> Taps<'a, T, N> {
    fn new(view: &View<'_>, from: &'a [T], background: [T; N]) -> Self {
        Self {
            from,
            stride: view.pixels.stride,
            width: i64::from(view.pixels.width),
            height: i64::from(view.pixels.height),
            background,
            alpha: view.pixels.layout.has_alpha(),
        }
    }

    /// Which of a row's first pixels have the image at least beside where they look.
    fn seen(&self, line: &Line, len: usize) -> Range<usize> {
        line.inside(len, [self.width, self.height].map(|side| -1.0..side as f64))
    }

    /// The background into the others.
    fn surround(&self, pixels: &mut [[T; N]], seen: Range<usize>) {
        set(pixels, seen.end..pixels.len(), |_| self.background);
        set(pixels, 0..seen.start, |_| self.background);
    }

    /// Columns and lines of positions around which `W` × `W` pixels are all of the image.
    fn room<const W: usize>(&self) -> [Range<f64>; 2] {
        let before = before(W);
        [self.width, self.height].map(|side| before as f64..(side - W as i64 + before + 1) as f64)
    }

    /// The first sample around a position in [`Self::room`], and the weights of columns and lines from there.
    fn weighed<const W: usize>(
        &self,
        (x, y): (f64, f64),
        weights: impl Fn(f64) -> [f32; W],
    ) -> (usize, [f32; W], [f32; W]) {
        // No position there is negative: what is cut off is what lies behind the pixel.
        let (column, line) = (x as i64, y as i64);
        let first = (line - before(W)) as usize * self.stride + (column - before(W)) as usize * N;
        (first, weights(x - column as f64), weights(y - line as f64))
    }

    /// The pixels around a position in [`Self::room`], each by its column's weight and its line's.
    fn within<const W: usize>(&self, at: (f64, f64), weights: impl Fn(f64) -> [f32; W] + Copy) -> [T; N] {
        let (first, across, down) = self.weighed(at, weights);
        let mut sums = [0.0f32; N];
        for (j, weight) in down.into_iter().enumerate() {
            let start = first + j * self.stride;
            let row = self.from.get(start..start + W * N).unwrap_or_default();
            for (pixel, share) in row.as_chunks::<N>().0.iter().zip(across) {
                self.add(&mut sums, pixel, share * weight);
            }
        }
        self.finish(sums)
    }

    /// The same of three or four samples a pixel, worked on as four: of three the last is nothing. None behind the last pixel.
    fn four<const W: usize>(
        &self,
        at: (f64, f64),
        weights: impl Fn(f64) -> [f32; W] + Copy,
    ) -> Option<[T; 4]> {
        let (first, across, down) = self.weighed(at, weights);
        let alpha = N == 4 && self.alpha;
        let mut sums = f32x4::ZERO;
        for (j, weight) in down.into_iter().enumerate() {
            let start = first + j * self.stride;
            let row = self.from.get(start..start + (W - 1) * N + 4)?;
            for (i, share) in across.into_iter().enumerate() {
                let pixel = *row.get(i * N..)?.first_chunk::<4>()?;
                let (mut lanes, mut weight) = (T::to_floats(pixel), share * weight);
                if alpha {
                    let [r, g, b, a] = lanes.to_array();
                    (lanes, weight) = (f32x4::from([r, g, b, 1.0]), weight * a);
                }
                sums += f32x4::splat(weight) * lanes;
            }
        }
        Some(T::from_floats(if alpha { straight::<T, 4>(sums.to_array()).into() } else { sums }))
    }

    /// The same where some of them may be the background.
    fn around_edges<const W: usize>(&self, at: &Place, weights: impl Fn(f64) -> [f32; W] + Copy) -> [T; N] {
        let (first, upper) = (at.column - before(W), at.line - before(W));
        let between = at.between();
        let (across, down) = (weights(between.0), weights(between.1));
        let mut sums = [0.0f32; N];
        for (line, weight) in (upper..).zip(down) {
            for (column, share) in (first..).zip(across) {
                self.add(&mut sums, &self.pixel(column, line), share * weight);
            }
        }
        self.finish(sums)
    }

    fn bounded(&self, at: &Place) -> [T; N] {
        let between = at.between();
        let windows = self.windows::<4>((at.column - 1, 1), (at.line - 1, 1));
        self.finish(windows.map(|window| stencil::lbb(&window, between.0 as f32, between.1 as f32)))
    }

    /// What `of` makes of the pixels around the nearest one, seen so that the position is right of and below it.
    fn around<const W: usize>(&self, at: &Place, of: fn(&Window<W>, f32, f32) -> f32) -> [T; N] {
        let side = |at: f64| {
            let nearest = floor(at + 0.5);
            let beside = at - nearest as f64;
            let step = if beside < 0.0 { -1 } else { 1 };
            ((nearest - step * (W as i64 / 2), step), beside.abs() as f32)
        };
        let ((across, right), (down, below)) = (side(at.x), side(at.y));
        self.finish(self.windows::<W>(across, down).map(|window| of(&window, right, below)))
    }

    /// The samples around a position, colours by how opaque they are, from the first column and line on by their steps.
    fn windows<const W: usize>(&self, across: (i64, i64), down: (i64, i64)) -> [Window<W>; N] {
        let mut windows = [[[0.0f32; W]; W]; N];
        for j in 0..W {
            for i in 0..W {
                let pixel = self.pixel(across.0 + i as i64 * across.1, down.0 + j as i64 * down.1);
                let mut samples = [0.0f32; N];
                self.add(&mut samples, &pixel, 1.0);
                for (window, sample) in windows.iter_mut().zip(samples) {
                    if let Some(to) = window.get_mut(j).and_then(|row| row.get_mut(i)) {
                        *to = sample;
                    }
                }
            }
        }
        windows
    }

    /// The background where there is none.
    fn pixel(&self, column: i64, line: i64) -> [T; N] {
        if !(0..self.width).contains(&column) || !(0..self.height).contains(&line) {
            return self.background;
        }
        let start = line as usize * self.stride + column as usize * N;
        self.from.get(start..).and_then(|rest| rest.first_chunk().copied()).unwrap_or(self.background)
    }

    fn add(&self, sums: &mut [f32; N], pixel: &[T; N], weight: f32) {
        let mix = |sums: &mut [f32], colours: &[T], weight: f32| {
            sums.iter_mut().zip(colours).for_each(|(sum, colour)| *sum += weight * colour.to_float());
        };
        match (sums.as_mut_slice(), pixel.as_slice()) {
            ([sums @ .., opacity], [colours @ .., alpha]) if self.alpha => {
                let share = weight * alpha.to_float();
                *opacity += share;
                mix(sums, colours, share);
            }
            (sums, colours) => mix(sums, colours, weight),
        }
    }

    fn finish(&self, sums: [f32; N]) -> [T; N] {
        let sums = if self.alpha { straight::<T, N>(sums) } else { sums };
        sums.map(T::from_float)
    }
}

/// Sums of colours by their alpha, which is the last, as colours.
fn straight<T: Sample, const N: usize>(mut sums: [f32; N]) -> [f32; N] {
    if let [colours @ .., opacity] = sums.as_mut_slice() {
        *opacity = opacity.clamp(0.0, T::FULL);
        for colour in colours {
            *colour = if *opacity > 0.0 { *colour / *opacity } else { 0.0 };
        }
    }
    sums
}

/// Some of a row's pixels, as `of` makes them.
fn set<P>(pixels: &mut [P], range: Range<usize>, of: impl Fn(usize) -> P) {
    for (x, out) in range.clone().zip(pixels.get_mut(range).into_iter().flatten()) {
        *out = of(x);
    }
}

/// Pixels before the one at or before a position, of so many around it.
const fn before(taps: usize) -> i64 {
    (taps / 2) as i64 - 1
}

/// The whole number at or below, without a call where the processor has no instruction for it.
fn floor(x: f64) -> i64 {
    let whole = x as i64;
    whole - i64::from(whole as f64 > x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::noisy;
    use crate::pixels::{Depth, Layout};

    #[test]
    fn weights_are_those_of_the_curves_and_sum_up_to_one() {
        let is =
            |found: [f32; 4], wanted: [f32; 4]| found.iter().zip(wanted).all(|(f, w)| (f - w).abs() < 1e-6);
        assert!(bilinear(0.25).iter().zip([0.75f32, 0.25]).all(|(f, w)| (f - w).abs() < 1e-6));
        // Catmull-Rom half way: -1/16, 9/16, 9/16, -1/16.
        assert!(is(bicubic(0.5), [-0.0625, 0.5625, 0.5625, -0.0625]));
        assert!(is(bicubic(0.0), [0.0, 1.0, 0.0, 0.0]));
        for step in 0..1000 {
            let sum: f32 = bicubic(f64::from(step) / 1000.0).iter().sum();
            assert!((sum - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn pixels_within_are_mixed_as_those_at_edges_are() {
        let pixels = noisy(Depth::U8, Layout::Rgba, 9, 7);
        let Samples::U8(from) = &pixels.samples else { panic!("8 bit") };
        let mut inner = 0;
        for step in 0..200u32 {
            let of = |n: u32, span: f64| (f64::from(step * n % 97) / 97.0 - 0.5) * span;
            let view = View {
                pixels: &pixels,
                interpolator: Interpolator::Bicubic,
                across: (of(31, 2.0), if step % 5 == 0 { 0.0 } else { of(57, 2.0) }),
                down: (of(73, 2.0), of(41, 2.0)),
                origin: (of(19, 24.0), of(11, 24.0)),
            };
            let taps = Taps::<u8, 4>::new(&view, from, [9, 8, 7, 255]);
            let mut rows = [0u8; 13 * 11 * 4];
            view.mixed(rows.chunks_exact_mut(13 * 4), bicubic, &taps, &Job::default()).unwrap();
            for (y, row) in (0u32..).zip(rows.chunks_exact(13 * 4)) {
                let line = view.line(y);
                inner += line.inside(13, taps.room::<4>()).len();
                for (x, pixel) in row.as_chunks::<4>().0.iter().enumerate() {
                    let at = line.place(x);
                    let sees = at.column >= -1 && at.line >= -1 && at.column < 9 && at.line < 7;
                    let alone = if sees { taps.around_edges(&at, bicubic) } else { [9, 8, 7, 255] };
                    assert_eq!(*pixel, alone, "step {step}, {x} {y}");
                }
            }
        }
        assert!(inner > 500, "{inner} pixels look into the image");
    }
}
