//! The convolution, by `fast_image_resize`. Window functions go through the `libm` crate, so that every backend has the same weights.

use super::geometry::Geometry;
use super::lanczos;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::alpha;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{Filter, FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use std::cell::RefCell;

thread_local! {
    /// Its scratch buffers are reused from image to image.
    static RESIZER: RefCell<Resizer> = RefCell::new(Resizer::new());
}

/// Scales the whole image to `geometry.scaled` and keeps the part that a crop leaves; only that part is computed.
pub fn scale(mut pixels: Pixels, geometry: &Geometry, kernel: &str, job: &mut Job) -> Result<Pixels> {
    let whole = (pixels.width, pixels.height);
    let filled = pixels.filled();
    let all = (0.0, 0.0, f64::from(whole.0), f64::from(whole.1));
    if geometry.scaled == whole && geometry.kept == whole && filled == all {
        pixels.reduced = None;
        return Ok(pixels);
    }
    job.check_cancel()?;
    let ty = pixel_type(&pixels)?;
    let (width, height) = geometry.kept;
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), pixels.layout, width, height)?;
    out.alpha = pixels.alpha;
    out.colour = pixels.colour.clone();
    // The crate's products of more than 8 bit differ in the last bit from one instruction set to the next: those are ours.
    let ours = pixels.layout.has_alpha() && pixels.depth() != Depth::U8;
    if ours {
        alpha::premultiply(&mut pixels.samples, pixels.layout.channels());
    }
    let options =
        ResizeOptions::new().resize_alg(algorithm(kernel)?).use_alpha(pixels.layout.has_alpha() && !ours);
    let options = if geometry.kept == geometry.scaled && filled == all {
        options
    } else {
        crop(&options, filled, geometry)
    };
    {
        let source =
            ImageRef::new(pixels.width, pixels.height, bytes(&pixels.samples), ty).map_err(failed)?;
        let mut target =
            Image::from_slice_u8(width, height, bytes_mut(&mut out.samples), ty).map_err(failed)?;
        RESIZER.with_borrow_mut(|resizer| resizer.resize(&source, &mut target, &options)).map_err(failed)?;
    }
    if ours {
        alpha::straighten(&mut out.samples, out.layout.channels());
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// `filled` is what the image fills of the pixels.
fn crop(options: &ResizeOptions, filled: (f64, f64, f64, f64), geometry: &Geometry) -> ResizeOptions {
    let across = filled.2 / f64::from(geometry.scaled.0);
    let down = filled.3 / f64::from(geometry.scaled.1);
    let (left, top) = (f64::from(geometry.left) * across, f64::from(geometry.top) * down);
    // Rounding may carry the far edge past the image by less than a millionth of a pixel; the box must lie inside.
    let width = (f64::from(geometry.kept.0) * across).min(filled.2 - left);
    let height = (f64::from(geometry.kept.1) * down).min(filled.3 - top);
    options.crop(filled.0 + left, filled.1 + top, width, height)
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

fn pixel_type(pixels: &Pixels) -> Result<PixelType> {
    Ok(match (pixels.depth(), pixels.layout) {
        (Depth::U8, Layout::Gray) => PixelType::U8,
        (Depth::U8, Layout::GrayA) => PixelType::U8x2,
        (Depth::U8, Layout::Rgb) => PixelType::U8x3,
        (Depth::U8, Layout::Rgba | Layout::Cmyk) => PixelType::U8x4,
        (Depth::U16, Layout::Gray) => PixelType::U16,
        (Depth::U16, Layout::GrayA) => PixelType::U16x2,
        (Depth::U16, Layout::Rgb) => PixelType::U16x3,
        (Depth::U16, Layout::Rgba | Layout::Cmyk) => PixelType::U16x4,
        (Depth::F32, Layout::Gray) => PixelType::F32,
        (Depth::F32, Layout::GrayA) => PixelType::F32x2,
        (Depth::F32, Layout::Rgb) => PixelType::F32x3,
        (Depth::F32, Layout::Rgba | Layout::Cmyk) => PixelType::F32x4,
        (_, Layout::CmykA) => {
            return Err(Error::new(Code::UnsupportedFeature).op("resize").found("CMYK with alpha"));
        }
    })
}

fn algorithm(kernel: &str) -> Result<ResizeAlg> {
    let custom =
        |name, window, support| Filter::new(name, window, support).map(FilterType::Custom).map_err(failed);
    Ok(ResizeAlg::Convolution(match kernel {
        "linear" => FilterType::Bilinear,
        "cubic" => FilterType::CatmullRom,
        "mitchell" => FilterType::Mitchell,
        "mks2013" => custom("mks2013", mks2013, 2.5)?,
        "mks2021" => custom("mks2021", mks2021, 4.5)?,
        "lanczos2" => custom("lanczos2", lanczos2, 2.0)?,
        _ => custom("lanczos3", lanczos3, 3.0)?,
    }))
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
