//! What the small codecs of the crate `image` share: its decoders under our limits, its errors as ours.

use super::{Decoder, Header, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples};
use image::error::{ImageError, UnsupportedErrorKind};
use image::{ColorType, ExtendedColorType, ImageDecoder, ImageResult};
use std::io::ErrorKind;

/// A still that the crate decodes: the size is checked now, the file is read when the frame is asked for.
pub fn open<'a, D: ImageDecoder>(
    header: &Header,
    job: &Job,
    make: impl FnOnce() -> ImageResult<D> + 'a,
) -> Result<Box<dyn Decoder + 'a>> {
    let format = header.format.name();
    job.limits.check_size(header.width, header.height, 1, format)?;
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| {
        let decoder = make().map_err(|e| failed(&e, format))?;
        decode(decoder, &header, job)
    })))
}

/// Decodes into memory of the job's own. What the header said must be what the decoder gives.
pub fn decode(decoder: impl ImageDecoder, header: &Header, job: &mut Job) -> Result<Frame> {
    let format = header.format.name();
    let damaged = |reason: &str| Error::new(Code::CorruptImage).format(format).reason(reason);
    if decoder.dimensions() != (header.width, header.height) {
        return Err(damaged("two sizes in one file"));
    }
    let (layout, wide) = layout(decoder.color_type())
        .filter(|(layout, _)| layout.channels() == usize::from(header.channels))
        .ok_or_else(|| damaged("other channels than its header says"))?;
    let bytes = usize::try_from(decoder.total_bytes())
        .map_err(|_| Error::limit(Code::MemoryLimit, "more", job.limits.memory, "limits.memory"))?;
    let (samples, outcome) = if wide {
        let mut samples = job.alloc.zeroed::<u16>(bytes / 2)?;
        let outcome = decoder.read_image(bytemuck::cast_slice_mut(&mut samples));
        (Samples::U16(samples), outcome)
    } else {
        let mut samples = job.alloc.zeroed::<u8>(bytes)?;
        let outcome = decoder.read_image(&mut samples);
        (Samples::U8(samples), outcome)
    };
    if let Err(error) = outcome {
        // Damage in the pixels themselves is never shown as an image unless failOn is none.
        job.damaged(FailOn::Truncated, failed(&error, format))?;
    }
    job.check_cancel()?;
    Ok(Frame { pixels: Pixels::packed(samples, layout, header.width, header.height)?, delay_ms: 0 })
}

fn layout(colour: ColorType) -> Option<(Layout, bool)> {
    Some(match colour {
        ColorType::L8 => (Layout::Gray, false),
        ColorType::La8 => (Layout::GrayA, false),
        ColorType::Rgb8 => (Layout::Rgb, false),
        ColorType::Rgba8 => (Layout::Rgba, false),
        ColorType::L16 => (Layout::Gray, true),
        ColorType::La16 => (Layout::GrayA, true),
        ColorType::Rgb16 => (Layout::Rgb, true),
        ColorType::Rgba16 => (Layout::Rgba, true),
        _ => return None,
    })
}

/// The crate's name for an 8 bit layout.
pub fn colour(layout: Layout) -> ExtendedColorType {
    match layout {
        Layout::Gray => ExtendedColorType::L8,
        Layout::GrayA => ExtendedColorType::La8,
        Layout::Rgba => ExtendedColorType::Rgba8,
        _ => ExtendedColorType::Rgb8,
    }
}

pub fn failed(error: &ImageError, format: &'static str) -> Error {
    match error {
        ImageError::IoError(e) if e.kind() == ErrorKind::UnexpectedEof => {
            Error::new(Code::TruncatedImage).format(format)
        }
        ImageError::Unsupported(e) => {
            let found = match e.kind() {
                UnsupportedErrorKind::GenericFeature(feature) => feature.clone(),
                _ => e.to_string(),
            };
            Error::new(Code::UnsupportedFeature).format(format).found(found)
        }
        ImageError::Limits(_) => Error::new(Code::MemoryLimit).format(format).found("more"),
        other => Error::new(Code::CorruptImage).format(format).reason(other),
    }
}

/// The 8 bit samples that these encoders take; the format's row says that it carries no others.
pub fn eight_bit<'a>(frame: &'a Frame, format: &'static str) -> Result<&'a [u8]> {
    match &frame.pixels.samples {
        Samples::U8(samples) => Ok(samples),
        _ => Err(Error::new(Code::Panicked).format(format).reason("expected 8 bit samples")),
    }
}
