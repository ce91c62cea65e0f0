//! JPEG to pixels, at full size or at the eighths that the DCT gives for less.

use crate::codecs::{DecodeOptions, Decoder, Header, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples};
use libjpeg_turbo_rs::{DecodeLimits, DecodeWarning, JpegError, PixelFormat, ScalingFactor};

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
    let limits = DecodeLimits {
        max_width: usize::from(u16::MAX),
        max_height: usize::from(u16::MAX),
        max_pixels: job.limits.pixels,
        max_scans: usize::try_from(job.limits.scans).unwrap_or(usize::MAX),
        max_memory: Some(job.limits.memory),
    };
    let mut decoder =
        libjpeg_turbo_rs::Decoder::new_with_limits(bytes, limits).map_err(|e| convert(&e, job))?;
    let scale = scale(header, options);
    decoder.set_output_format(format);
    decoder.set_scale(scale);
    decoder.set_lenient(job.fail_on != FailOn::Warning);
    let decoded = u64::from(scale.scale_dim(header.width as usize) as u32)
        * u64::from(scale.scale_dim(header.height as usize) as u32)
        * layout.channels() as u64;
    // A progressive file's coefficients (two bytes each) are held at full size until the last scan.
    let coefficients =
        if header.progressive { u64::from(header.width) * u64::from(header.height) * 6 } else { 0 };
    job.alloc.reserve(coefficients)?;
    job.alloc.reserve(decoded)?;
    let image = decoder.decode_image().map_err(|e| convert(&e, job))?;
    job.alloc.release(coefficients);
    for warning in &image.warnings {
        note(warning, job)?;
    }
    let (width, height) = (image.width as u32, image.height as u32);
    let mut data = image.data;
    if layout == Layout::Cmyk && super::super::probe::is_inverted(bytes) {
        for sample in &mut data {
            *sample = 255 - *sample;
        }
    }
    let pixels = Pixels::packed(Samples::U8(data), layout, width, height)?;
    Ok(Frame { pixels, delay_ms: 0 })
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
