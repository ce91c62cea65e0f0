//! JPEG to pixels, at full size or at the eighths that the DCT gives for less.

use super::super::probe::{self, Sampling};
use super::assemble::{self, Colours, Plane};
use super::sequential::{Coded, Component, Damage};
use crate::codecs::{DecodeOptions, Decoder, Header, MARGIN, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::ops::extract::{self, Area};
use crate::pixels::{Frame, Layout, Pixels, Samples};
use libjpeg_turbo_rs::{DecodeLimits, DecodeWarning, Image, JpegError, PixelFormat, ScalingFactor};
use std::ops::Range;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    _job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    let (header, options) = (header.clone(), options.clone());
    Ok(Box::new(Still::new(move |job: &mut Job| decode(bytes, &header, &options, job))))
}

fn decode(bytes: &[u8], header: &Header, options: &DecodeOptions, job: &mut Job) -> Result<Frame> {
    // The decoder itself is told the limits too; a height of 0 it must never see.
    job.limits.check_size(header.width, header.height, 1, "jpeg")?;
    if header.bits != 8 {
        let found = format!("{} bit samples", header.bits);
        return Err(Error::new(Code::UnsupportedFeature).format("jpeg").found(found));
    }
    let (format, layout) = match header.channels {
        1 => (PixelFormat::Grayscale, Layout::Gray),
        4 => (PixelFormat::Cmyk, Layout::Cmyk),
        _ => (PixelFormat::Rgb, Layout::Rgb),
    };
    let progressive = header.progressive;
    let rows = options.part.map(|part| around(part, header.height));
    let wanted = Wanted { format, layout, scale: scale(header, options), progressive, rows };
    let Picture { samples: mut data, width, height, top } = picture(bytes, header, &wanted, job)?;
    if layout == Layout::Cmyk && probe::is_inverted(bytes) {
        for sample in &mut data {
            *sample = 255 - *sample;
        }
    }
    let pixels = Pixels::packed(Samples::U8(data), layout, width as u32, height as u32)?;
    let pixels = match options.part {
        Some(part) => extract::cut(pixels, Area { top: part.top.saturating_sub(top), ..part }, job)?,
        None => pixels,
    };
    Ok(Frame { pixels, delay_ms: 0 })
}

/// The rows that a part is cut from: what its colours are interpolated from must be there.
fn around(part: Area, height: u32) -> Range<u32> {
    let first = part.top.saturating_sub(MARGIN);
    let end = part.top.saturating_add(part.height).saturating_add(MARGIN).min(height);
    first - first % MARGIN..end
}

/// What a file is decoded to.
struct Wanted {
    format: PixelFormat,
    layout: Layout,
    scale: ScalingFactor,
    progressive: bool,
    /// At full size, only these.
    rows: Option<Range<u32>>,
}

struct Picture {
    samples: Vec<u8>,
    width: usize,
    height: usize,
    /// The row of the image that is its first.
    top: u32,
}

impl Picture {
    fn of(image: Image, wanted: &Wanted) -> Self {
        Self { top: wanted.rows.as_ref().map_or(0, |rows| rows.start), ..Self::from(image) }
    }
}

impl From<Image> for Picture {
    fn from(image: Image) -> Self {
        Self { samples: image.data, width: image.width, height: image.height, top: 0 }
    }
}

/// What the crate's decoder refuses or finds damaged is read again by our own; its picture is shown where it is whole,
/// or where there is no other.
fn picture(bytes: &[u8], header: &Header, wanted: &Wanted, job: &mut Job) -> Result<Picture> {
    let odd = probe::sampling(bytes) == Sampling::Odd;
    // Of four components the crate takes the first for the largest, and panics where another is.
    let trusted = !odd || wanted.layout != Layout::Cmyk;
    let first = if odd { None } else { Some(by_crate(bytes, wanted, job)?) };
    let first = match first {
        Some(Ok(image)) if image.warnings.is_empty() => return Ok(Picture::of(image, wanted)),
        first => first,
    };
    if let Some(Err(error @ (JpegError::LimitExceeded { .. } | JpegError::AllocationFailed { .. }))) = &first
    {
        return Err(convert(error, job));
    }
    if let Some(coded) = Coded::read(bytes, job)? {
        let damage = coded.damage;
        if damage.is_none() || !matches!(first, Some(Ok(_))) {
            let size = (header.width as usize, header.height as usize);
            if let Some(picture) = again(coded, odd, wanted, size, job)? {
                if let Some(Ok(image)) = first {
                    job.alloc.release(image.data.len() as u64);
                }
                return damage.map_or(Ok(()), |damage| said(damage, job)).map(|()| picture);
            }
        } else {
            coded.release(job);
        }
    }
    let first = match first {
        Some(first) => first,
        None if trusted => by_crate(bytes, wanted, job)?,
        None => {
            let found = "CMYK components of different sizes";
            return Err(Error::new(Code::UnsupportedFeature).format("jpeg").found(found));
        }
    };
    let image = first.map_err(|e| convert(&e, job))?;
    for warning in &image.warnings {
        note(warning, job)?;
    }
    Ok(Picture::of(image, wanted))
}

/// By the crate; the samples are counted, unless there are none.
fn by_crate(bytes: &[u8], wanted: &Wanted, job: &mut Job) -> Result<std::result::Result<Image, JpegError>> {
    let limits = DecodeLimits {
        max_width: usize::from(u16::MAX),
        max_height: usize::from(u16::MAX),
        max_pixels: job.limits.pixels,
        max_scans: usize::try_from(job.limits.scans).unwrap_or(usize::MAX),
        max_memory: Some(job.limits.memory),
    };
    let mut decoder = match libjpeg_turbo_rs::Decoder::new_with_limits(bytes, limits) {
        Ok(decoder) => decoder,
        Err(error) => return Ok(Err(error)),
    };
    decoder.set_output_format(wanted.format);
    decoder.set_scale(wanted.scale);
    decoder.set_lenient(job.fail_on != FailOn::Warning);
    // Of scans that are missing libjpeg makes a smooth picture.
    decoder.set_block_smoothing(true);
    // Lossless files have no smaller sizes.
    let (wide, mut high) = (decoder.output_width() as u64, decoder.output_height() as u64);
    if let Some(rows) = &wanted.rows {
        decoder.set_crop_y(rows.start as usize, rows.len());
        // Rows down to the last of them, and they themselves.
        high = u64::from(rows.end) + rows.len() as u64;
    }
    let decoded = wide * high * wanted.layout.channels() as u64;
    // A progressive file's coefficients (two bytes each) are held at full size until the last scan.
    let (width, height) = decoder.header().dimensions();
    let coefficients = if wanted.progressive { width as u64 * height as u64 * 6 } else { 0 };
    job.alloc.reserve(coefficients)?;
    job.alloc.reserve(decoded)?;
    let image = decoder.decode_image();
    job.alloc.release(coefficients);
    let kept = image.as_ref().map_or(0, |image| image.data.len() as u64);
    job.alloc.release(decoded.saturating_sub(kept));
    Ok(image)
}

/// The picture of what our own reader read; `None` where the crate does not make it.
fn again(
    mut coded: Coded,
    odd: bool,
    wanted: &Wanted,
    size: (usize, usize),
    job: &mut Job,
) -> Result<Option<Picture>> {
    let held = coded.held();
    let plain = Wanted { progressive: false, rows: None, ..*wanted };
    let picture = if odd {
        separately(coded, &plain, size, job)?
    } else {
        let file = assemble::in_one_scan(&mut coded);
        match file.map(|file| by_crate(&file, &plain, job)) {
            Ok(image) => image?.ok().map(Picture::from),
            Err(_) => None,
        }
    };
    job.alloc.release(held);
    Ok(picture)
}

/// Each component as a grey picture, and all of them put together.
fn separately(
    mut coded: Coded,
    wanted: &Wanted,
    size: (usize, usize),
    job: &mut Job,
) -> Result<Option<Picture>> {
    let colours = Colours::of(&coded);
    let found = std::mem::take(&mut coded.components);
    let most = |factor: fn(&Component) -> usize| found.iter().map(factor).max().unwrap_or(1);
    let of = (most(|c| c.horizontal), most(|c| c.vertical));
    let grey = Wanted { format: PixelFormat::Grayscale, layout: Layout::Gray, rows: None, ..*wanted };
    let mut planes = Vec::with_capacity(found.len());
    for component in found {
        job.check_cancel()?;
        let factors = (component.horizontal, component.vertical);
        let Ok(file) = assemble::alone(&coded, component) else { return Ok(None) };
        let Ok(image) = by_crate(&file, &grey, job)? else { return Ok(None) };
        let Picture { samples, width, height, .. } = image.into();
        planes.push(Plane { samples, width, height, factors, of });
    }
    let (width, height) = (wanted.scale.scale_dim(size.0), wanted.scale.scale_dim(size.1));
    let samples = assemble::pixels(&planes, colours, wanted.layout, (width, height), job)?;
    for plane in &planes {
        job.alloc.release(plane.samples.len() as u64);
    }
    Ok(Some(Picture { samples, width, height, top: 0 }))
}

/// The smallest eighth that keeps both sides at least as wanted.
fn scale(header: &Header, options: &DecodeOptions) -> ScalingFactor {
    let full = ScalingFactor::default();
    let Some((width, height)) = options.at_least else { return full };
    let fits = |factor: &&ScalingFactor| {
        factor.num() <= factor.denom()
            && factor.scale_dim(header.width as usize) >= width as usize
            && factor.scale_dim(header.height as usize) >= height as usize
    };
    let ratio = |factor: &&ScalingFactor| factor.num() * 8 / factor.denom();
    ScalingFactor::SUPPORTED.iter().filter(fits).min_by_key(ratio).copied().unwrap_or(full)
}

/// What our own reader says of damage.
fn said(damage: Damage, job: &mut Job) -> Result<()> {
    match damage {
        Damage::Cut => {
            let error = Error::new(Code::TruncatedImage).format("jpeg").reason("a scan");
            job.damaged(FailOn::Truncated, error)
        }
        Damage::Code => {
            let error = Error::new(Code::CorruptImage).format("jpeg").reason("a code that is none");
            job.damaged(FailOn::Error, error)
        }
    }
}

fn note(warning: &DecodeWarning, job: &mut Job) -> Result<()> {
    match warning {
        DecodeWarning::TruncatedData { decoded_mcus, total_mcus } => {
            let reason = format!("{decoded_mcus} of {total_mcus} blocks are there");
            job.damaged(FailOn::Truncated, Error::new(Code::TruncatedImage).format("jpeg").reason(reason))
        }
        DecodeWarning::HuffmanError { .. } => {
            job.damaged(FailOn::Error, Error::new(Code::CorruptImage).format("jpeg").reason(warning))
        }
        other => job.damaged(FailOn::Warning, Error::new(Code::CorruptImage).format("jpeg").reason(other)),
    }
}

fn convert(error: &JpegError, job: &Job) -> Error {
    let code = match error {
        JpegError::Unsupported(_) => {
            return Error::new(Code::UnsupportedFeature).format("jpeg").found(error.to_string());
        }
        JpegError::UnexpectedEof => Code::TruncatedImage,
        JpegError::LimitExceeded { what, actual, .. } if what.contains("scan") => {
            return Error::limit(Code::ScanLimit, actual, job.limits.scans, "limits.scans").format("jpeg");
        }
        JpegError::LimitExceeded { what, actual, .. } if what.contains("mem") => {
            return Error::limit(Code::MemoryLimit, actual, job.limits.memory, "limits.memory")
                .format("jpeg");
        }
        JpegError::LimitExceeded { actual, .. } => {
            return Error::limit(Code::PixelLimit, actual, job.limits.pixels, "limits.pixels").format("jpeg");
        }
        JpegError::AllocationFailed { bytes, .. } => {
            return Error::limit(Code::MemoryLimit, bytes, job.limits.memory, "limits.memory").format("jpeg");
        }
        _ => Code::CorruptImage,
    };
    Error::new(code).format("jpeg").reason(error)
}
