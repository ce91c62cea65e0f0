//! The convolution, by `fast_image_resize`: columns first, then rows. Past the edges the last pixels go on (libvips).
//! Window functions go through the `libm` crate, so that every backend has the same weights.

use super::geometry::{Geometry, STRIP, Span};
use super::lanczos;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use fast_image_resize::images::{TypedCroppedImageMut, TypedImage, TypedImageRef};
use fast_image_resize::pixels::{
    F32, F32x2, F32x3, F32x4, InnerPixel, U8, U8x2, U8x3, U8x4, U16, U16x2, U16x3, U16x4,
};
use fast_image_resize::{Filter, FilterType, ImageView, PixelTrait, ResizeAlg, ResizeOptions, Resizer};
use std::ops::Range;

/// Scales the whole image by `geometry`'s factors and keeps the part that a crop leaves; only that part is computed.
pub fn scale(pixels: Pixels, geometry: &Geometry, kernel: &str, job: &mut Job) -> Result<Pixels> {
    let (across, down) = geometry.spans(&pixels);
    job.check_cancel()?;
    let passes = Passes::new(&pixels, across, down, kernel)?;
    let out = match (pixels.depth(), pixels.layout) {
        (Depth::U8, Layout::Gray) => passes.run::<U8>(job),
        (Depth::U8, Layout::GrayA) => passes.run::<U8x2>(job),
        (Depth::U8, Layout::Rgb) => passes.run::<U8x3>(job),
        (Depth::U8, Layout::Rgba | Layout::Cmyk) => passes.run::<U8x4>(job),
        (Depth::U16, Layout::Gray) => passes.run::<U16>(job),
        (Depth::U16, Layout::GrayA) => passes.run::<U16x2>(job),
        (Depth::U16, Layout::Rgb) => passes.run::<U16x3>(job),
        (Depth::U16, Layout::Rgba | Layout::Cmyk) => passes.run::<U16x4>(job),
        (Depth::F32, Layout::Gray) => passes.run::<F32>(job),
        (Depth::F32, Layout::GrayA) => passes.run::<F32x2>(job),
        (Depth::F32, Layout::Rgb) => passes.run::<F32x3>(job),
        (Depth::F32, Layout::Rgba | Layout::Cmyk) => passes.run::<F32x4>(job),
        (_, Layout::CmykA) => Err(Error::new(Code::UnsupportedFeature).op("resize").found("CMYK with alpha")),
    }?;
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// Which pixels of a side are looked at: some may lie before its first or behind its last.
struct Reach {
    first: i64,
    end: i64,
    side: i64,
}

impl Reach {
    #[expect(clippy::float_cmp, reason = "a step of one is written as such")]
    fn of(span: &Span, support: f64, side: u32) -> Self {
        let side = i64::from(side);
        if span.step == 1.0 && span.start.fract() == 0.0 {
            return Self { first: span.start as i64, end: span.end() as i64, side };
        }
        let radius = support * span.step.max(1.0);
        let first = span.start + span.step / 2.0 - radius;
        let last = span.end() - span.step / 2.0 + radius;
        Self { first: first.floor() as i64, end: last.ceil() as i64, side }
    }

    fn len(&self) -> u32 {
        (self.end - self.first) as u32
    }

    /// Those that are there.
    fn inside(&self) -> Range<usize> {
        self.first.clamp(0, self.side) as usize..self.end.clamp(0, self.side) as usize
    }

    /// How many come before the first that is there.
    fn before(&self) -> u32 {
        (-self.first).max(0) as u32
    }
}

/// Rows that may lie anywhere, each as often as it stands here.
struct Rows<'a, P> {
    width: u32,
    rows: Vec<&'a [P]>,
}

// SAFETY: every row was cut to the width (`Passes::strip`).
unsafe impl<P: InnerPixel> ImageView for Rows<'_, P> {
    type Pixel = P;

    fn width(&self) -> u32 {
        self.width
    }

    fn height(&self) -> u32 {
        self.rows.len() as u32
    }

    fn iter_rows(&self, start_row: u32) -> impl Iterator<Item = &[P]> {
        self.rows.get(start_row as usize..).unwrap_or_default().iter().copied()
    }
}

struct Passes<'a> {
    pixels: &'a Pixels,
    across: Span,
    down: Span,
    columns: Reach,
    support: f64,
    options: ResizeOptions,
}

impl<'a> Passes<'a> {
    fn new(pixels: &'a Pixels, across: Span, down: Span, kernel: &str) -> Result<Self> {
        let (filter, support) = filter(kernel)?;
        Ok(Self {
            pixels,
            across,
            down,
            columns: Reach::of(&across, support, pixels.width),
            support,
            options: ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false),
        })
    }

    /// Strip by strip, so that nothing of the image's size lies between the passes.
    fn run<P: PixelTrait + Copy>(&self, job: &mut Job) -> Result<Pixels> {
        let mut out = self.target(self.across.count, self.down.count, job)?;
        let row = self.columns.len() as usize * self.pixels.layout.channels() * self.pixels.depth().bytes();
        let rows = (STRIP as usize / row).clamp(1, out.height as usize) as u32;
        let width = out.width as usize;
        let mut image = typed::<P>(&mut out)?;
        let mut between = self.target(self.columns.len(), rows, job)?;
        for (first, strip) in
            (0u32..).step_by(rows as usize).zip(image.pixels_mut().chunks_mut(width * rows as usize))
        {
            job.check_cancel()?;
            let mut strip =
                TypedImage::from_pixels_slice(self.across.count, (strip.len() / width) as u32, strip)
                    .map_err(failed)?;
            self.strip(first, &mut strip, &mut typed::<P>(&mut between)?)?;
        }
        job.alloc.release(between.bytes());
        Ok(out)
    }

    /// The rows of the result from `first` on. What lies `between` holds at least as many.
    fn strip<P: PixelTrait + Copy>(
        &self,
        first: u32,
        out: &mut TypedImage<'_, P>,
        between: &mut TypedImage<'_, P>,
    ) -> Result<()> {
        let count = out.height();
        let down = self.down.part(first, count);
        let lines = Reach::of(&down, self.support, self.pixels.height);
        let (inside, before) = (self.columns.inside(), self.columns.before());
        let wide = inside.len() as u32;
        let stored = TypedImageRef::<P>::from_buffer(
            self.pixels.width,
            self.pixels.height,
            bytes(&self.pixels.samples),
        )
        .map_err(failed)?;
        let row = |y: i64| {
            let start = y.clamp(0, lines.side - 1) as usize * self.pixels.width as usize;
            stored.pixels().get(start + inside.start..start + inside.end)
        };
        let rows = (lines.first..lines.end).map(row).collect::<Option<Vec<_>>>();
        let source = Rows { width: wide, rows: rows.ok_or_else(|| failed("a row outside of the image"))? };
        let top = down.start - lines.first as f64;
        let options = self.options.crop(0.0, top, f64::from(wide), f64::from(count) * down.step);
        let mut resizer = Resizer::new();
        let mut part = TypedCroppedImageMut::from_ref(between, before, 0, wide, count).map_err(failed)?;
        resizer.resize_typed(&source, &mut part, &options).map_err(failed)?;
        drop(part);
        lengthen(between, before as usize, before as usize + inside.len());
        let left = self.across.start - self.columns.first as f64;
        let length = f64::from(self.across.count) * self.across.step;
        let options = self.options.crop(left, 0.0, length, f64::from(count));
        resizer.resize_typed(&*between, out, &options).map_err(failed)
    }

    fn target(&self, width: u32, height: u32, job: &mut Job) -> Result<Pixels> {
        let Pixels { layout, alpha, colour, .. } = self.pixels;
        let mut out = Pixels::zeroed(&mut job.alloc, self.pixels.depth(), *layout, width, height)?;
        (out.alpha, out.colour) = (*alpha, colour.clone());
        Ok(out)
    }
}

fn typed<P: PixelTrait>(pixels: &mut Pixels) -> Result<TypedImage<'_, P>> {
    TypedImage::from_buffer(pixels.width, pixels.height, bytes_mut(&mut pixels.samples)).map_err(failed)
}

/// Each row goes on before `first` and from `end` on as the pixels that stand there.
fn lengthen<P: PixelTrait + Copy>(image: &mut TypedImage<'_, P>, first: usize, end: usize) {
    let width = image.width() as usize;
    for row in image.pixels_mut().chunks_exact_mut(width) {
        if let (Some(left), Some(right)) = (row.get(first).copied(), row.get(end - 1).copied()) {
            row.iter_mut().take(first).for_each(|pixel| *pixel = left);
            row.iter_mut().skip(end).for_each(|pixel| *pixel = right);
        }
    }
}

fn failed(error: impl ToString) -> Error {
    Error::new(Code::Panicked).op("resize").reason(error)
}

fn bytes(samples: &Samples) -> &[u8] {
    match samples {
        Samples::U8(v) => v,
        Samples::U16(v) => bytemuck::cast_slice(v),
        Samples::F32(v) => bytemuck::cast_slice(v),
    }
}

fn bytes_mut(samples: &mut Samples) -> &mut [u8] {
    match samples {
        Samples::U8(v) => v,
        Samples::U16(v) => bytemuck::cast_slice_mut(v),
        Samples::F32(v) => bytemuck::cast_slice_mut(v),
    }
}

/// With the pixels that it looks at on each side.
fn filter(kernel: &str) -> Result<(FilterType, f64)> {
    let custom = |name, window, support| {
        let filter = Filter::new(name, window, support).map_err(failed)?;
        Ok((FilterType::Custom(filter), support))
    };
    match kernel {
        "linear" => Ok((FilterType::Bilinear, 1.0)),
        "cubic" => Ok((FilterType::CatmullRom, 2.0)),
        "mitchell" => Ok((FilterType::Mitchell, 2.0)),
        "mks2013" => custom("mks2013", mks2013, 2.5),
        "mks2021" => custom("mks2021", mks2021, 4.5),
        "lanczos2" => custom("lanczos2", lanczos2, 2.0),
        _ => custom("lanczos3", lanczos3, 3.0),
    }
}

/// Magic Kernel Sharp 2013 and 2021 (J. P. Costella, The magic kernel, johncostella.com/magic).
fn mks2013(x: f64) -> f64 {
    match x.abs() {
        x if x < 0.5 => 17.0 / 16.0 - 7.0 / 4.0 * x * x,
        x if x < 1.5 => (1.0 - x) * (7.0 / 4.0 - x),
        x if x < 2.5 => -(x - 2.5) * (x - 2.5) / 8.0,
        _ => 0.0,
    }
}

fn mks2021(x: f64) -> f64 {
    match x.abs() {
        x if x < 0.5 => 577.0 / 576.0 - 239.0 / 144.0 * x * x,
        x if x < 1.5 => (140.0 * x * x - 379.0 * x + 239.0) / 144.0,
        x if x < 2.5 => -(24.0 * x * x - 113.0 * x + 130.0) / 144.0,
        x if x < 3.5 => (4.0 * x * x - 27.0 * x + 45.0) / 144.0,
        x if x < 4.5 => -(4.0 * x * x - 36.0 * x + 81.0) / 1152.0,
        _ => 0.0,
    }
}

fn lanczos2(x: f64) -> f64 {
    lanczos(x, 2.0)
}

fn lanczos3(x: f64) -> f64 {
    lanczos(x, 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_kernels_are_smooth_and_sum_up_to_one() {
        for (kernel, support) in [(mks2013 as fn(f64) -> f64, 2.5), (mks2021, 4.5)] {
            for step in 0..100 {
                let at = f64::from(step) / 100.0;
                let sum: f64 = (-5..=5).map(|whole| kernel(at + f64::from(whole))).sum();
                assert!((sum - 1.0).abs() < 1e-12, "{at}: {sum}");
            }
            for joint in [0.5, 1.5, 2.5, 3.5, 4.5] {
                assert!((kernel(joint - 1e-9) - kernel(joint + 1e-9)).abs() < 1e-7, "{joint}");
            }
            assert!(kernel(support).abs() < 1e-12);
        }
    }
}
