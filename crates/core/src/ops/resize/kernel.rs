//! The convolution, by `fast_image_resize`. Window functions go through the `libm` crate, so that every backend has the same weights.

use super::geometry::Geometry;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::alpha;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{Filter, FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use std::cell::RefCell;
use std::f64::consts::PI;

pub const WORDS: &[&str] = &["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3"];

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
    let ours = pixels.layout.has_alpha() && pixels.depth() != Depth::U8 && kernel != "nearest";
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
        "nearest" => return Ok(ResizeAlg::Nearest),
        "linear" => FilterType::Bilinear,
        "cubic" => FilterType::CatmullRom,
        "mitchell" => FilterType::Mitchell,
        "lanczos2" => custom("lanczos2", lanczos2, 2.0)?,
        _ => custom("lanczos3", lanczos3, 3.0)?,
    }))
}

fn lanczos2(x: f64) -> f64 {
    lanczos(x, 2.0)
}

fn lanczos3(x: f64) -> f64 {
    lanczos(x, 3.0)
}

fn lanczos(x: f64, lobes: f64) -> f64 {
    if x.abs() < lobes { sinc(x) * sinc(x / lobes) } else { 0.0 }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { libm::sin(x * PI) / (x * PI) }
}
