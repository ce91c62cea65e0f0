//! PNG to pixels: palette and low depths expanded, 16 bit kept.

use super::super::chunk;
use super::super::probe::SIGNATURE;
use super::animation;
use crate::codecs::{DecodeOptions, Decoder, Header, Reader, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples};
use png::{BitDepth, ColorType, DecodingError, Limits, Transformations};
use std::io::{Cursor, ErrorKind};

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    options.check_page(header)?;
    // Who does not ask for frames gets the image that viewers without animation show.
    if header.loops.is_some() && (options.animated || options.page > 0) {
        return animation::open(bytes, header, options, job);
    }
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| {
        if !lacks_end(bytes) {
            return decode(bytes, &header, job);
        }
        let error = Error::new(Code::TruncatedImage).format("png").reason("no IEND chunk");
        job.damaged(FailOn::Warning, error)?;
        // The decoder reads on to the next chunk before it says that the image is whole.
        let mut ended = job.alloc.zeroed::<u8>(bytes.len())?;
        ended.copy_from_slice(bytes);
        chunk::put(&mut ended, *b"IEND", &[]);
        let frame = decode(&ended, &header, job);
        job.alloc.release(bytes.len() as u64);
        frame
    })))
}

/// All chunks are whole, but none says that it is the last.
fn lacks_end(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    reader.take(SIGNATURE.len());
    while let Some((kind, _)) = chunk::next(&mut reader) {
        if &kind == b"IEND" {
            return false;
        }
    }
    reader.position() == bytes.len()
}

/// The still image.
pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Frame> {
    job.limits.check_size(header.width, header.height, 1, "png")?;
    // Bounds what the crate allocates by itself: rows and ancillary chunks; the pixels are ours.
    let row = u64::from(header.width).saturating_mul(16);
    let limits =
        Limits { bytes: usize::try_from(job.limits.metadata.saturating_add(row)).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(|e| convert(&e, job))?;
    let (colour, depth) = reader.output_color_type();
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| Error::limit(Code::MemoryLimit, "too many", job.limits.memory, "limits.memory"))?;
    let mut data = job.alloc.zeroed::<u8>(size)?;
    read_rows(&mut reader, &mut data, job)?;
    let layout = match colour {
        ColorType::Grayscale => Layout::Gray,
        ColorType::GrayscaleAlpha => Layout::GrayA,
        ColorType::Rgb | ColorType::Indexed => Layout::Rgb,
        ColorType::Rgba => Layout::Rgba,
    };
    let samples = if depth == BitDepth::Sixteen {
        let mut wide = job.alloc.zeroed::<u16>(size / 2)?;
        for (sample, pair) in wide.iter_mut().zip(data.as_chunks::<2>().0) {
            *sample = u16::from_be_bytes(*pair);
        }
        drop(data);
        job.alloc.release(size as u64);
        Samples::U16(wide)
    } else {
        Samples::U8(data)
    };
    Ok(Frame { pixels: Pixels::packed(samples, layout, header.width, header.height)?, delay_ms: 0 })
}

fn read_rows(reader: &mut png::Reader<Cursor<&[u8]>>, data: &mut [u8], job: &mut Job) -> Result<()> {
    if let Err(error) = reader.next_frame(data) {
        let level = if is_cut(&error) { FailOn::Truncated } else { FailOn::Error };
        // Damage in the pixels themselves is never shown as an image unless failOn is none.
        let strict = if job.fail_on == FailOn::None { level } else { FailOn::Truncated };
        job.damaged(strict, convert(&error, job))?;
    }
    job.check_cancel()
}

fn is_cut(error: &DecodingError) -> bool {
    matches!(error, DecodingError::IoError(e) if e.kind() == ErrorKind::UnexpectedEof)
}

fn convert(error: &DecodingError, job: &Job) -> Error {
    match error {
        _ if is_cut(error) => Error::new(Code::TruncatedImage).format("png"),
        DecodingError::LimitsExceeded => {
            Error::limit(Code::MemoryLimit, "more", job.limits.metadata, "limits.metadata").format("png")
        }
        other => Error::new(Code::CorruptImage).format("png").reason(other),
    }
}
