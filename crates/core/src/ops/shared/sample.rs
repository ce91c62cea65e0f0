//! Images seen through an affine transform: each pixel of the result is sampled where its inverse leads (libvips' affine).

use super::layout::{self, Sample};
use super::stencil::{self, Window};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::Colour;

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

    /// Pixels before the one at or before a position.
    const fn before(self) -> i64 {
        matches!(self, Self::Bicubic) as i64
    }

    const fn taps(self) -> usize {
        match self {
            Self::Nearest => 1,
            Self::Bilinear => 2,
            _ => 4,
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

    /// What each pixel weighs at `between`, from 0 to 1, behind the one before. Bicubic knows 64ths, as libvips does.
    fn weights(self, between: f64) -> [f32; 4] {
        match self {
            Self::Nearest => [1.0, 0.0, 0.0, 0.0],
            Self::Bilinear => [1.0 - between as f32, between as f32, 0.0, 0.0],
            _ => {
                let x = ((between * 128.0) as u32).div_ceil(2) as f32 / 64.0;
                let rest = 1.0 - x;
                let (first, last) = (-0.5 * x * rest * rest, -0.5 * x * x * rest);
                [first, rest - 2.0 * first + last, x - 2.0 * last + first, last]
            }
        }
    }
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
        for (y, row) in (0u32..).zip(to.chunks_exact_mut(stride)) {
            job.check_cancel()?;
            let y = f64::from(y);
            let start = (self.origin.0 + y * self.down.0, self.origin.1 + y * self.down.1);
            for (x, out) in (0u32..).zip(row.as_chunks_mut::<N>().0) {
                let x = f64::from(x);
                *out = taps.at(start.0 + x * self.across.0, start.1 + x * self.across.1);
            }
        }
        Ok(())
    }
}

/// The pixels around a position, and what they come to.
struct Taps<'a, T, const N: usize> {
    from: &'a [T],
    stride: usize,
    width: i64,
    height: i64,
    background: [T; N],
    interpolator: Interpolator,
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
            interpolator: view.interpolator,
            alpha: view.pixels.layout.has_alpha(),
        }
    }

    fn at(&self, x: f64, y: f64) -> [T; N] {
        let (column, line) = (floor(x), floor(y));
        if column < -1 || line < -1 || column >= self.width || line >= self.height {
            return self.background;
        }
        match self.interpolator {
            Interpolator::Nearest => return self.pixel(column, line),
            Interpolator::Lbb => {
                let between = ((x - column as f64) as f32, (y - line as f64) as f32);
                let windows = self.windows::<4>((column - 1, 1), (line - 1, 1));
                return self.finish(windows.map(|window| stencil::lbb(&window, between.0, between.1)));
            }
            Interpolator::Nohalo => return self.around::<5>(x, y, stencil::nohalo),
            Interpolator::Vsqbs => return self.around::<3>(x, y, stencil::vsqbs),
            Interpolator::Bilinear | Interpolator::Bicubic => {}
        }
        let count = self.interpolator.taps();
        let (first, upper) = (column - self.interpolator.before(), line - self.interpolator.before());
        let (across, down) =
            (self.interpolator.weights(x - column as f64), self.interpolator.weights(y - line as f64));
        let mut sums = [0.0f32; N];
        let reach = count as i64;
        if first >= 0 && upper >= 0 && first + reach <= self.width && upper + reach <= self.height {
            for (line, weight) in (upper as usize..).zip(down.iter().take(count)) {
                let start = line * self.stride + first as usize * N;
                let row = self.from.get(start..start + count * N).unwrap_or_default();
                for (pixel, share) in row.as_chunks::<N>().0.iter().zip(&across) {
                    self.add(&mut sums, pixel, share * weight);
                }
            }
        } else {
            for (line, weight) in (upper..).zip(down.iter().take(count)) {
                for (column, share) in (first..).zip(across.iter().take(count)) {
                    self.add(&mut sums, &self.pixel(column, line), share * weight);
                }
            }
        }
        self.finish(sums)
    }

    /// What `of` makes of the pixels around the nearest one, seen so that the position is right of and below it.
    fn around<const W: usize>(&self, x: f64, y: f64, of: fn(&Window<W>, f32, f32) -> f32) -> [T; N] {
        let side = |at: f64| {
            let nearest = floor(at + 0.5);
            let beside = at - nearest as f64;
            let step = if beside < 0.0 { -1 } else { 1 };
            ((nearest - step * (W as i64 / 2), step), beside.abs() as f32)
        };
        let ((across, right), (down, below)) = (side(x), side(y));
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
        let ([sums @ .., opacity], [colours @ .., alpha]) = (sums.as_mut_slice(), pixel.as_slice()) else {
            return;
        };
        let share = weight * alpha.to_float();
        *opacity += share;
        let weight = if self.alpha { share } else { weight };
        sums.iter_mut().zip(colours).for_each(|(sum, colour)| *sum += weight * colour.to_float());
    }

    fn finish(&self, mut sums: [f32; N]) -> [T; N] {
        if let ([sums @ .., opacity], true) = (sums.as_mut_slice(), self.alpha) {
            *opacity = opacity.clamp(0.0, T::FULL);
            let alpha = *opacity;
            for sum in &mut *sums {
                *sum = if alpha > 0.0 { *sum / alpha } else { 0.0 };
            }
        }
        sums.map(T::from_float)
    }
}

/// The whole number at or below, without a call where the processor has no instruction for it.
fn floor(x: f64) -> i64 {
    let whole = x as i64;
    whole - i64::from(whole as f64 > x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_curves_and_sum_up_to_one() {
        let is =
            |found: [f32; 4], wanted: [f32; 4]| found.iter().zip(wanted).all(|(f, w)| (f - w).abs() < 1e-6);
        assert!(is(Interpolator::Bilinear.weights(0.25), [0.75, 0.25, 0.0, 0.0]));
        // Catmull-Rom half way: -1/16, 9/16, 9/16, -1/16.
        assert!(is(Interpolator::Bicubic.weights(0.5), [-0.0625, 0.5625, 0.5625, -0.0625]));
        assert!(is(Interpolator::Bicubic.weights(0.0), [0.0, 1.0, 0.0, 0.0]));
        for step in 0..1000 {
            let sum: f32 = Interpolator::Bicubic.weights(f64::from(step) / 1000.0).iter().sum();
            assert!((sum - 1.0).abs() < 1e-6);
        }
    }
}
