//! Blend modes: Porter and Duff's operators and the separable modes of PDF 1.7 (11.3.5), each on premultiplied colours from
//! 0 to 1 as libvips has them. So where both are translucent, PDF's modes are not those of PDF itself.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every range is cut to the rows of both images before it is used"
)]

use super::over;
use super::place::Place;
use crate::error::Result;
use crate::job::Job;
use crate::ops::layout::Sample;
use crate::pixels::{Alpha, Pixels, Samples};

macro_rules! modes {
    ($($mode:ident $word:literal $(or $other:literal)?),* $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Mode { $($mode),* }

        impl Mode {
            pub const WORDS: &'static [&'static str] = &[$($word, $($other,)?)*];

            pub fn from_word(word: &str) -> Self {
                match word {
                    $($word $(| $other)? => Self::$mode,)*
                    _ => Self::Over,
                }
            }
        }
    };
}

modes! {
    Clear "clear", Source "source", Over "over", In "in", Out "out", Atop "atop",
    Dest "dest", DestOver "dest-over", DestIn "dest-in", DestOut "dest-out", DestAtop "dest-atop",
    Xor "xor", Add "add", Saturate "saturate",
    Multiply "multiply", Screen "screen", Overlay "overlay", Darken "darken", Lighten "lighten",
    ColourDodge "colour-dodge" or "color-dodge", ColourBurn "colour-burn" or "color-burn",
    HardLight "hard-light", SoftLight "soft-light", Difference "difference", Exclusion "exclusion",
}

impl Mode {
    /// Nothing of the image stays where there is no overlay.
    pub fn clears(self) -> bool {
        matches!(self, Self::Clear | Self::Source | Self::In | Self::Out | Self::DestIn | Self::DestAtop)
    }
}

/// Lays `over` onto `base`, both RGBA of one depth; `over` may be premultiplied.
pub fn lay(base: &mut Pixels, over: &Pixels, place: &Place, mode: Mode, job: &Job) -> Result<()> {
    if mode == Mode::Dest {
        return Ok(());
    }
    let frame = Frame { size: (base.width, base.height), stride: base.stride, mode, place };
    if over.alpha == Alpha::Premultiplied {
        return match (&mut base.samples, &over.samples) {
            (Samples::U8(to), Samples::U8(from)) => frame.lay(to, from, over, premultiplied(mode), job),
            (Samples::U16(to), Samples::U16(from)) => frame.lay(to, from, over, premultiplied(mode), job),
            (Samples::F32(to), Samples::F32(from)) => frame.lay(to, from, over, premultiplied(mode), job),
            _ => Ok(()),
        };
    }
    match (&mut base.samples, &over.samples) {
        (Samples::U8(to), Samples::U8(from)) if mode == Mode::Over => {
            frame.lay(to, from, over, over::over, job)
        }
        (Samples::U8(to), Samples::U8(from)) => frame.lay(to, from, over, row_of(mode), job),
        (Samples::U16(to), Samples::U16(from)) => frame.lay(to, from, over, row_of(mode), job),
        (Samples::F32(to), Samples::F32(from)) => frame.lay(to, from, over, row_of(mode), job),
        _ => Ok(()),
    }
}

struct Frame<'a> {
    size: (u32, u32),
    stride: usize,
    mode: Mode,
    place: &'a Place,
}

impl Frame<'_> {
    fn lay<S: Sample>(
        &self,
        base: &mut [S],
        from: &[S],
        over: &Pixels,
        blend: impl Fn(&mut [S], &[S]),
        job: &Job,
    ) -> Result<()> {
        let row_len = self.size.0 as usize * 4;
        let over_size = (over.width, over.height);
        let above = |y: usize| &from[y * over.stride..][..over.width as usize * 4];
        let rows = base.chunks_mut(self.stride).take(self.size.1 as usize).map(|row| &mut row[..row_len]);
        if self.place.tile {
            let (left, top) = self.place.phase(self.size, over_size);
            let mut line = vec![S::default(); row_len];
            for (y, row) in rows.enumerate() {
                job.check_cancel()?;
                repeat(&mut line, above((y + top as usize) % over.height as usize), left as usize * 4);
                blend(row, &line);
            }
            return Ok(());
        }
        let (left, top) = self.place.origin(self.size, over_size);
        let columns = Overlap::of(left, self.size.0, over.width);
        let lines = Overlap::of(top, self.size.1, over.height);
        for (y, row) in rows.enumerate() {
            let Some(line) = lines.at(y) else {
                if self.mode.clears() {
                    row.fill(S::default());
                }
                continue;
            };
            if y.is_multiple_of(64) {
                job.check_cancel()?;
            }
            if self.mode.clears() {
                row[..columns.base * 4].fill(S::default());
                row[(columns.base + columns.len) * 4..].fill(S::default());
            }
            let line = &above(line)[columns.over * 4..][..columns.len * 4];
            blend(&mut row[columns.base * 4..][..columns.len * 4], line);
        }
        Ok(())
    }
}

/// The part of a row or column that both images have: where it begins in each, and its length.
struct Overlap {
    base: usize,
    over: usize,
    len: usize,
}

impl Overlap {
    fn of(at: i64, base: u32, over: u32) -> Self {
        let (base, over) = (i64::from(base), i64::from(over));
        let (from, to) = (at.clamp(0, base), (at + over).clamp(0, base));
        Self {
            base: from as usize,
            over: (from - at).clamp(0, over) as usize,
            len: (to - from).max(0) as usize,
        }
    }

    /// The overlay's line at the image's line `y`.
    fn at(&self, y: usize) -> Option<usize> {
        (self.base..self.base + self.len).contains(&y).then(|| y - self.base + self.over)
    }
}

/// A line of `tile` again and again, from its sample `first` on.
fn repeat<S: Copy>(line: &mut [S], tile: &[S], first: usize) {
    let len = (tile.len() - first).min(line.len());
    line[..len].copy_from_slice(&tile[first..first + len]);
    let (mut at, mut next) = (len, tile.len().min(line.len() - len));
    line[at..at + next].copy_from_slice(&tile[..next]);
    // From here on what stands there is a whole number of tiles: it doubles.
    let start = at;
    at += next;
    while at < line.len() {
        next = (at - start).min(line.len() - at);
        line.copy_within(start..start + next, at);
        at += next;
    }
}

/// `alpha` makes the result's alpha of those of overlay and base; `colour` its premultiplied colour of theirs and their alphas.
fn each<S: Sample>(
    base: &mut [S],
    over: &[S],
    stays: bool,
    alpha: impl Fn(f32, f32) -> f32,
    colour: impl Fn(f32, f32, f32, f32) -> f32,
) {
    for (below, above) in base.as_chunks_mut::<4>().0.iter_mut().zip(over.as_chunks::<4>().0) {
        let unit = |sample: S| sample.to_float() / S::FULL;
        let (a, b) = (unit(above[3]), unit(below[3]));
        if stays && a == 0.0 && b > 0.0 {
            continue;
        }
        let result = alpha(a, b);
        let scale = if result > 0.0 { 1.0 / result } else { 0.0 };
        for c in 0..3 {
            let mixed = colour(unit(above[c]) * a, unit(below[c]) * b, a, b);
            below[c] = S::from_float(mixed * scale * S::FULL);
        }
        below[3] = S::from_float(result * S::FULL);
    }
}

/// PDF's modes: `f` where both are, each alone where the other is not.
fn pdf<S: Sample>(base: &mut [S], over: &[S], f: impl Fn(f32, f32) -> f32) {
    each(
        base,
        over,
        true,
        |a, b| a + b * (1.0 - a),
        |x, y, a, b| (1.0 - b) * x + (1.0 - a) * y + a * b * f(x, y),
    );
}

fn hard_light(a: f32, b: f32) -> f32 {
    if a <= 0.5 { 2.0 * a * b } else { 1.0 - 2.0 * (1.0 - a) * (1.0 - b) }
}

fn soft_light(a: f32, b: f32) -> f32 {
    if a <= 0.5 {
        return b - (1.0 - 2.0 * a) * b * (1.0 - b);
    }
    let lifted = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
    b + (2.0 * a - 1.0) * (lifted - b)
}

/// What a mode does to a row.
fn row_of<S: Sample>(mode: Mode) -> impl Fn(&mut [S], &[S]) {
    move |base, over| blend(mode, base, over)
}

/// What a mode does to a row below premultiplied colours. They are blended as they are, also those that are brighter than their alpha: they
/// shine (libvips). Where alpha is 0 there is nothing.
fn premultiplied<S: Sample>(mode: Mode) -> impl Fn(&mut [S], &[S]) {
    const RUN: usize = 256;
    move |base, over| {
        for (base, over) in base.chunks_mut(RUN).zip(over.chunks(RUN)) {
            let (mut below, mut above) = ([0.0f32; RUN], [0.0f32; RUN]);
            let (below, above) = (&mut below[..base.len()], &mut above[..base.len()]);
            below.iter_mut().zip(&*base).for_each(|(unit, sample)| *unit = sample.to_float() / S::FULL);
            for (straight, pixel) in above.as_chunks_mut::<4>().0.iter_mut().zip(over.as_chunks::<4>().0) {
                let [r, g, b, alpha] = pixel.map(|sample| sample.to_float() / S::FULL);
                let scale = if alpha > 0.0 { 1.0 / alpha } else { 0.0 };
                *straight = [r * scale, g * scale, b * scale, alpha];
            }
            blend(mode, below, above);
            base.iter_mut().zip(&*below).for_each(|(out, unit)| *out = S::from_float(unit * S::FULL));
        }
    }
}

/// One row: `a` is of the overlay, `b` of the base.
fn blend<S: Sample>(mode: Mode, base: &mut [S], over: &[S]) {
    match mode {
        Mode::Clear => base.fill(S::default()),
        Mode::Source => each(base, over, false, |a, _| a, |x, _, _, _| x),
        Mode::Over => each(base, over, true, |a, b| a + b * (1.0 - a), |x, y, a, _| x + y * (1.0 - a)),
        Mode::In => each(base, over, false, |a, b| a * b, |x, _, _, b| x * b),
        Mode::Out => each(base, over, false, |a, b| a * (1.0 - b), |x, _, _, b| x * (1.0 - b)),
        Mode::Atop => each(base, over, true, |_, b| b, |x, y, a, _| x + (1.0 - a) * y),
        Mode::Dest => {}
        Mode::DestOver => each(base, over, true, |a, b| b + a * (1.0 - b), |x, y, _, b| y + (1.0 - b) * x),
        Mode::DestIn => each(base, over, false, |a, b| a * b, |_, y, a, _| y * a),
        Mode::DestOut => each(base, over, true, |a, b| (1.0 - a) * b, |_, y, a, _| y * (1.0 - a)),
        Mode::DestAtop => each(base, over, false, |a, _| a, |x, y, _, b| (1.0 - b) * x + y),
        Mode::Xor => {
            each(base, over, true, |a, b| a + b - 2.0 * a * b, |x, y, a, b| (1.0 - b) * x + (1.0 - a) * y);
        }
        Mode::Add => each(base, over, true, |a, b| (a + b).min(1.0), |x, y, _, _| x + y),
        Mode::Saturate => {
            each(base, over, true, |a, b| (a + b).min(1.0), |x, y, a, b| a.min(1.0 - b) * x + y);
        }
        Mode::Multiply => pdf(base, over, |a, b| a * b),
        Mode::Screen => pdf(base, over, |a, b| a + b - a * b),
        Mode::Overlay => pdf(base, over, |a, b| hard_light(b, a)),
        Mode::Darken => pdf(base, over, |a, b| if a < b { a } else { b }),
        Mode::Lighten => pdf(base, over, |a, b| if a > b { a } else { b }),
        Mode::ColourDodge => pdf(base, over, |a, b| if a < 1.0 { (b / (1.0 - a)).min(1.0) } else { 1.0 }),
        Mode::ColourBurn => {
            pdf(base, over, |a, b| if a > 0.0 { 1.0 - ((1.0 - b) / a).min(1.0) } else { 0.0 });
        }
        Mode::HardLight => pdf(base, over, hard_light),
        Mode::SoftLight => pdf(base, over, soft_light),
        Mode::Difference => pdf(base, over, |a, b| (b - a).abs()),
        Mode::Exclusion => pdf(base, over, |a, b| a + b - 2.0 * a * b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_repeated_from_any_of_its_samples() {
        for len in 1..12 {
            for count in 1..5 {
                let tile: Vec<usize> = (0..count).collect();
                for first in 0..count {
                    let mut line = vec![9; len];
                    repeat(&mut line, &tile, first);
                    let expected: Vec<usize> = (0..len).map(|i| (i + first) % count).collect();
                    assert_eq!(line, expected);
                }
            }
        }
    }
}
