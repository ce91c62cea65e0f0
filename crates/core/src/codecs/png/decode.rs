//! PNG to pixels: palette and low depths expanded, 16 bit kept.

use super::super::chunk;
use super::super::probe::SIGNATURE;
use super::animation;
use crate::codecs::{DecodeOptions, Decoder, Header, Reader, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::ops::extract::Area;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use png::{BitDepth, ColorType, DecodingError, Limits, Transformations};
use std::io::{Cursor, ErrorKind};
use std::ops::Range;

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
    let (header, part) = (header.clone(), options.part);
    Ok(Box::new(Still::new(move |job: &mut Job| {
        let flaws = Flaws::of(bytes);
        if flaws.colours.is_empty() && !flaws.lacks_end {
            return some(bytes, &header, part, job);
        }
        flaws.tell(job)?;
        let mut mended = job.alloc.zeroed::<u8>(bytes.len())?;
        mended.clear();
        let mut from = 0;
        for colours in flaws.colours {
            mended.extend_from_slice(bytes.get(from..colours.start).unwrap_or_default());
            from = colours.end;
        }
        mended.extend_from_slice(bytes.get(from..).unwrap_or_default());
        if flaws.lacks_end {
            chunk::put(&mut mended, *b"IEND", &[]);
        }
        let frame = some(&mended, &header, part, job);
        job.alloc.release(bytes.len() as u64);
        frame
    })))
}

/// What the crate refuses a whole image for.
struct Flaws {
    /// Where chunks cICP stand that break their rules (11.3.2.6): samples are RGB, the range is 0 or 1.
    colours: Vec<Range<usize>>,
    /// All chunks are whole, but none says that it is the last: the crate reads on to the next.
    lacks_end: bool,
}

impl Flaws {
    fn of(bytes: &[u8]) -> Self {
        let mut reader = Reader::new(bytes);
        reader.take(SIGNATURE.len());
        let mut colours = Vec::new();
        let mut from = reader.position();
        while let Some((kind, data)) = chunk::next(&mut reader) {
            match &kind {
                b"cICP" if !matches!(data, [_, _, 0, 0 | 1]) => colours.push(from..reader.position()),
                b"IEND" => return Self { colours, lacks_end: false },
                _ => {}
            }
            from = reader.position();
        }
        Self { colours, lacks_end: reader.position() == bytes.len() }
    }

    fn tell(&self, job: &mut Job) -> Result<()> {
        if !self.colours.is_empty() {
            let error = Error::new(Code::CorruptImage).format("png").reason("cICP chunk, left out");
            job.damaged(FailOn::Warning, error)?;
        }
        if self.lacks_end {
            let error = Error::new(Code::TruncatedImage).format("png").reason("no IEND chunk");
            job.damaged(FailOn::Warning, error)?;
        }
        Ok(())
    }
}

/// The still image.
pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Frame> {
    some(bytes, header, None, job)
}

/// The still image or a part of it; rows behind the part's last are not read.
fn some(bytes: &[u8], header: &Header, part: Option<Area>, job: &mut Job) -> Result<Frame> {
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
    let pixel = colour.samples() * if depth == BitDepth::Sixteen { 2 } else { 1 };
    let size = match part {
        Some(part) => (part.width as usize * pixel).checked_mul(part.height as usize),
        None => reader.output_buffer_size(),
    };
    let size =
        size.ok_or_else(|| Error::limit(Code::MemoryLimit, "too many", job.limits.memory, "limits.memory"))?;
    let mut data = job.alloc.zeroed::<u8>(size)?;
    let read = match part {
        Some(part) => read_part(&mut reader, &mut data, part, pixel, job),
        None => reader.next_frame(&mut data).map(|_| ()),
    };
    if let Err(error) = read {
        damaged(&error, job)?;
    }
    job.check_cancel()?;
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
    let (width, height) = part.map_or((header.width, header.height), |part| (part.width, part.height));
    Ok(Frame { pixels: Pixels::packed(samples, layout, width, height)?, delay_ms: 0 })
}

/// Rows from above, `pixel` bytes a pixel, of which the part's are kept.
fn read_part(
    reader: &mut png::Reader<Cursor<&[u8]>>,
    data: &mut [u8],
    part: Area,
    pixel: usize,
    job: &Job,
) -> std::result::Result<(), DecodingError> {
    let (first, len) = (part.left as usize * pixel, part.width as usize * pixel);
    for _ in 0..part.top {
        if job.cancel.is_cancelled() || reader.next_row()?.is_none() {
            return Ok(());
        }
    }
    for to in data.chunks_exact_mut(len) {
        let Some(row) = reader.next_row()? else { return Ok(()) };
        if let Some(from) = row.data().get(first..first + len) {
            to.copy_from_slice(from);
        }
    }
    Ok(())
}

fn damaged(error: &DecodingError, job: &mut Job) -> Result<()> {
    let level = if is_cut(error) { FailOn::Truncated } else { FailOn::Error };
    // Damage in the pixels themselves is never shown as an image unless failOn is none.
    let strict = if job.fail_on == FailOn::None { level } else { FailOn::Truncated };
    job.damaged(strict, convert(error, job))
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
