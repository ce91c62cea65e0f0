//! TIFF to pixels: one page, its low depths widened, associated alpha undone.

use super::super::directory;
use super::super::probe::{self, EXTRA_SAMPLES};
use crate::codecs::{DecodeOptions, Decoder, Header, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::ops::alpha;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use std::io::{Cursor, ErrorKind};
use tiff::decoder::{Decoder as Tiff, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

/// TIFF 6.0 section 8.
const COMPRESSION: u16 = 259;

type Source<'a> = Tiff<Cursor<&'a [u8]>>;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    _job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    let page = options.page;
    if page >= header.frames {
        let expected = format!("integer from 0 to {}", header.frames.saturating_sub(1));
        return Err(Error::option("input.page", expected, page.to_string()));
    }
    Ok(Box::new(Still::new(move |job: &mut Job| decode(bytes, page, job))))
}

/// The directory of a page, for what the crate does not tell.
fn page_header(bytes: &[u8], page: u32) -> Result<(Header, bool)> {
    let cut = || Error::new(Code::TruncatedImage).format("tiff").reason("no directory");
    let (order, mut at) = directory::start(bytes).ok_or_else(cut)?;
    for _ in 0..page {
        at = directory::read(bytes, order, at).ok_or_else(cut)?.next;
    }
    let found = directory::read(bytes, order, at).ok_or_else(cut)?;
    // None, LZW, Deflate under two numbers, PackBits: asked before the crate looks at anything else.
    let compression = found.value(COMPRESSION).unwrap_or(1);
    if !matches!(compression, 1 | 5 | 8 | 32_773 | 32_946) {
        return Err(unsupported(&format!("compression {compression}")));
    }
    Ok((probe::describe(&found)?, found.value(EXTRA_SAMPLES) == Some(1)))
}

fn decode(bytes: &[u8], page: u32, job: &mut Job) -> Result<Frame> {
    let (header, associated) = page_header(bytes, page)?;
    job.limits.check_size(header.width, header.height, 1, "tiff")?;
    let limit = usize::try_from(job.limits.memory).unwrap_or(usize::MAX);
    let mut limits = Limits::default();
    limits.decoding_buffer_size = limit;
    limits.intermediate_buffer_size = limit;
    limits.ifd_value_size = usize::try_from(job.limits.metadata).unwrap_or(usize::MAX);
    let mut source = Tiff::new(Cursor::new(bytes)).map_err(|e| convert(&e, job))?.with_limits(limits);
    source.seek_to_image(page as usize).map_err(|e| convert(&e, job))?;
    let (width, height) = source.dimensions().map_err(|e| convert(&e, job))?;
    if (width, height) != (header.width, header.height) {
        return Err(Error::new(Code::CorruptImage).format("tiff").reason("two sizes in one page"));
    }
    let (layout, bits) = supported(&mut source, &header, job)?;
    let count = crate::pixels::sample_count(width, height, layout)?;
    // The crate's own result, and what it is widened into.
    job.alloc.reserve(count as u64 * if bits == 16 { 2 } else { 1 })?;
    let decoded = source.read_image().map_err(|e| convert(&e, job));
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(error) => {
            // Nothing of a damaged page comes out of the crate.
            job.damaged(FailOn::None, error.clone())?;
            return Err(error);
        }
    };
    let mut samples = match decoded {
        DecodingResult::U8(packed) if bits < 8 => Samples::U8(unpack(&packed, width as usize, bits, job)?),
        DecodingResult::U8(samples) => Samples::U8(samples),
        DecodingResult::U16(samples) => Samples::U16(samples),
        _ => return Err(unsupported("a sample format")),
    };
    if associated && layout.has_alpha() {
        alpha::straighten(&mut samples, layout.channels());
    }
    job.check_cancel()?;
    let length = match &samples {
        Samples::U8(samples) => samples.len(),
        Samples::U16(samples) => samples.len(),
        Samples::F32(samples) => samples.len(),
    };
    if length != count {
        return Err(Error::new(Code::CorruptImage).format("tiff").reason("other samples than its size says"));
    }
    Ok(Frame { pixels: Pixels::packed(samples, layout, width, height)?, delay_ms: 0 })
}

/// The layout and the bits a sample of what can be read here; all else is refused by name.
fn supported(source: &mut Source<'_>, header: &Header, job: &Job) -> Result<(Layout, u8)> {
    let colour = source.colortype().map_err(|e| convert(&e, job))?;
    let (layout, bits) = match colour {
        ColorType::Gray(bits @ (1 | 2 | 4 | 8 | 16)) => (Layout::Gray, bits),
        ColorType::Multiband { bit_depth: bits @ (8 | 16), num_samples: 2 } => (Layout::GrayA, bits),
        ColorType::RGB(bits @ (8 | 16)) => (Layout::Rgb, bits),
        ColorType::RGBA(bits @ (8 | 16)) => (Layout::Rgba, bits),
        ColorType::CMYK(bits @ 8) => (Layout::Cmyk, bits),
        other => return Err(unsupported(&format!("{other:?} pixels"))),
    };
    if layout.channels() != usize::from(header.channels) {
        return Err(unsupported("extra samples that are not alpha"));
    }
    let number = |source: &mut Source<'_>, tag| source.find_tag_unsigned::<u16>(tag).ok().flatten();
    if number(source, Tag::PlanarConfiguration) == Some(2) && layout.channels() > 1 {
        return Err(unsupported("samples in planes"));
    }
    match number(source, Tag::SampleFormat) {
        None | Some(1) => Ok((layout, bits)),
        Some(_) => Err(unsupported("samples that are not unsigned integers")),
    }
}

fn unsupported(found: &str) -> Error {
    Error::new(Code::UnsupportedFeature).format("tiff").found(found)
}

/// Samples of 1, 2 or 4 bits, rows padded to bytes, as 8 bits of the same lightness.
fn unpack(packed: &[u8], width: usize, bits: u8, job: &mut Job) -> Result<Vec<u8>> {
    let per_byte = usize::from(8 / bits);
    let row = width.div_ceil(per_byte);
    let rows = packed.len() / row.max(1);
    let mut samples = job.alloc.zeroed::<u8>(rows * width)?;
    let mask = (1u8 << bits) - 1;
    let step = 255 / mask;
    for (to, from) in samples.chunks_exact_mut(width).zip(packed.chunks_exact(row)) {
        for (cells, byte) in to.chunks_mut(per_byte).zip(from) {
            for (index, cell) in cells.iter_mut().enumerate() {
                let shift = 8 - bits - bits * index as u8;
                *cell = ((byte >> shift) & mask) * step;
            }
        }
    }
    Ok(samples)
}

fn convert(error: &TiffError, job: &Job) -> Error {
    match error {
        TiffError::IoError(e) if e.kind() == ErrorKind::UnexpectedEof => {
            Error::new(Code::TruncatedImage).format("tiff")
        }
        TiffError::UnsupportedError(e) => unsupported(&e.to_string()),
        TiffError::LimitsExceeded => {
            Error::limit(Code::MemoryLimit, "more", job.limits.memory, "limits.memory").format("tiff")
        }
        other => Error::new(Code::CorruptImage).format("tiff").reason(other),
    }
}
