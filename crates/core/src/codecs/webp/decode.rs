//! WebP to pixels: fed to libwebp's incremental decoder in pieces, so that a cancelled job stops between them.

// Every use of libwebp in this file keeps one rule: a pointer given to C outlives the C object that holds it.
use super::animation;
use crate::codecs::{DecodeOptions, Decoder, Header, Still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples, sample_count};
use libwebp_sys::{
    VP8StatusCode, WEBP_CSP_MODE, WebPDecoderConfig, WebPIDecGetRGB, WebPIDecode, WebPIDecoder, WebPIDelete,
    WebPIUpdate, WebPRGBABuffer,
};
use std::ptr;

/// Bytes of the file between two looks at the cancel flag: some milliseconds of decoding.
const PIECE: usize = 64 << 10;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    options.check_page(header)?;
    if header.loops.is_some() || header.frames > 1 {
        return animation::open(bytes, header, options, job);
    }
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| decode(bytes, &header, job))))
}

fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Frame> {
    job.limits.check_size(header.width, header.height, 1, "webp")?;
    let (layout, mode) = if header.has_alpha {
        (Layout::Rgba, WEBP_CSP_MODE::MODE_RGBA)
    } else {
        (Layout::Rgb, WEBP_CSP_MODE::MODE_RGB)
    };
    // What libwebp holds by itself: the whole image as ARGB if lossless, else the alpha plane twice at the most.
    let area = u64::from(header.width) * u64::from(header.height);
    let own = match (header.subsampling, header.has_alpha) {
        (None, _) => area * 4,
        (Some(_), true) => area * 2,
        (Some(_), false) => 0,
    };
    job.alloc.reserve(own)?;
    let mut data = job.alloc.zeroed::<u8>(sample_count(header.width, header.height, layout)?)?;
    let stride = header.width as usize * layout.channels();
    let status = fill(bytes, &mut data, stride, mode, job)?;
    job.alloc.release(own);
    if let Some(error) = failure(status, bytes) {
        // Damage in the pixels themselves is never shown as an image unless failOn is none.
        job.damaged(FailOn::Truncated, error)?;
    }
    let pixels = Pixels::packed(Samples::U8(data), layout, header.width, header.height)?;
    Ok(Frame { pixels, delay_ms: 0 })
}

/// The incremental decoder, freed exactly once.
struct Incremental(*mut WebPIDecoder);

impl Drop for Incremental {
    fn drop(&mut self) {
        // SAFETY: the pointer came from WebPIDecode, was checked, and is deleted here alone.
        unsafe { WebPIDelete(self.0) };
    }
}

/// Decodes into `data`; damage after the first row is told by the status, before it by the error.
fn fill(
    bytes: &[u8],
    data: &mut [u8],
    stride: usize,
    mode: WEBP_CSP_MODE,
    job: &Job,
) -> Result<VP8StatusCode> {
    let mut config = WebPDecoderConfig::new().map_err(|()| internal("decoder config"))?;
    config.output.colorspace = mode;
    config.output.is_external_memory = 1;
    config.output.u.RGBA =
        WebPRGBABuffer { rgba: data.as_mut_ptr(), stride: stride as i32, size: data.len() };
    // SAFETY: no data yet; `config` stands on this stack frame and `data` is borrowed until the decoder is dropped.
    // libwebp checks the output's size against the image's before it writes (buffer_dec.c).
    let decoder = unsafe { WebPIDecode(ptr::null(), 0, &raw mut config) };
    if decoder.is_null() {
        return Err(no_memory(job));
    }
    let decoder = Incremental(decoder);
    let mut status = VP8StatusCode::VP8_STATUS_SUSPENDED;
    let mut end = 0;
    while end < bytes.len() && status == VP8StatusCode::VP8_STATUS_SUSPENDED {
        job.check_cancel()?;
        end = end.saturating_add(PIECE).min(bytes.len());
        // SAFETY: the same buffer each time, `end` of its bytes may be read.
        status = unsafe { WebPIUpdate(decoder.0, bytes.as_ptr(), end) };
    }
    let mut rows = 0;
    let none = ptr::null_mut();
    // SAFETY: the decoder lives; null asks for nothing.
    unsafe { WebPIDecGetRGB(decoder.0, &raw mut rows, none, none, none) };
    match failure(status, bytes) {
        Some(error) if rows == 0 || error.code == Code::MemoryLimit => Err(error),
        _ => Ok(status),
    }
}

fn failure(status: VP8StatusCode, bytes: &[u8]) -> Option<Error> {
    let error = |code, reason: &str| Some(Error::new(code).format("webp").reason(reason));
    match status {
        VP8StatusCode::VP8_STATUS_OK => None,
        VP8StatusCode::VP8_STATUS_SUSPENDED | VP8StatusCode::VP8_STATUS_NOT_ENOUGH_DATA => Some(cut(bytes)),
        VP8StatusCode::VP8_STATUS_OUT_OF_MEMORY => {
            Some(Error::new(Code::MemoryLimit).format("webp").found("more than the system has"))
        }
        VP8StatusCode::VP8_STATUS_UNSUPPORTED_FEATURE => {
            Some(Error::new(Code::UnsupportedFeature).format("webp").found("an unknown bitstream"))
        }
        VP8StatusCode::VP8_STATUS_BITSTREAM_ERROR => error(Code::CorruptImage, "bitstream"),
        _ => error(Code::CorruptImage, "canvas and bitstream disagree"),
    }
}

/// The file is shorter than it says, or its image data is.
pub fn cut(bytes: &[u8]) -> Error {
    let expected = super::super::probe::riff_end(bytes);
    let reason = if bytes.len() < expected {
        format!("{} of {expected} bytes are there", bytes.len())
    } else {
        "the image data stops before the last row".to_owned()
    };
    Error::new(Code::TruncatedImage).format("webp").reason(reason)
}

pub fn internal(reason: &str) -> Error {
    Error::new(Code::Panicked).format("webp").reason(reason)
}

pub fn no_memory(job: &Job) -> Error {
    Error::limit(Code::MemoryLimit, "more than the system has", job.limits.memory, "limits.memory")
        .format("webp")
}
