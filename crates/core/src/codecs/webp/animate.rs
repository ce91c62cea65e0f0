//! Frames to an animated WebP by libwebp's animation encoder: of each frame what it changes is written.

use super::decode::{internal, no_memory};
use super::encode::{Picture, Sink, config, failure, import, working_bytes};
use crate::codecs::Sequence;
use crate::codecs::animation::Delays;
use crate::codecs::changes::check_canvas;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Pixels};
use crate::spec::Values;
use libwebp_sys::{
    WEBP_MUX_ABI_VERSION, WebPAnimEncoder, WebPAnimEncoderAdd, WebPAnimEncoderAssemble,
    WebPAnimEncoderDelete, WebPAnimEncoderNewInternal, WebPAnimEncoderOptions,
    WebPAnimEncoderOptionsInitInternal, WebPConfig, WebPData, WebPFree,
};
use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::{ptr, slice};

/// Bytes a pixel that the encoder holds from frame to frame: three canvases of four.
const CANVASES: u64 = 12;

/// The format gives a frame's time 24 bits.
const MAX_DELAY: u32 = (1 << 24) - 1;

/// An encoder that has its size, from the first frame on.
pub struct Animation {
    encoder: *mut WebPAnimEncoder,
    config: WebPConfig,
    size: (u32, u32),
    delays: Delays,
    /// When the next frame begins, in milliseconds; libwebp allows it to wrap around.
    time: u32,
    held: u64,
}

impl Drop for Animation {
    fn drop(&mut self) {
        // SAFETY: the pointer came from WebPAnimEncoderNewInternal, was checked, and is deleted here alone.
        unsafe { WebPAnimEncoderDelete(self.encoder) };
    }
}

impl Animation {
    pub fn new(options: &Values, sequence: Sequence, pixels: &Pixels, job: &mut Job) -> Result<Self> {
        let config = config(options)?;
        let held = u64::from(pixels.width) * u64::from(pixels.height) * CANVASES;
        job.alloc.reserve(held)?;
        let mut choice = MaybeUninit::<WebPAnimEncoderOptions>::uninit();
        // SAFETY: the call initialises the struct if it returns other than 0, and only then it is read.
        let mut choice = unsafe {
            if WebPAnimEncoderOptionsInitInternal(choice.as_mut_ptr(), WEBP_MUX_ABI_VERSION as c_int) == 0 {
                return Err(internal("animation options"));
            }
            choice.assume_init()
        };
        choice.anim_params.loop_count =
            options.integer("loop").unwrap_or(sequence.loops).min(65_535) as c_int;
        choice.minimize_size = c_int::from(options.bool("minSize"));
        choice.allow_mixed = c_int::from(options.bool("mixed"));
        let (width, height) = (pixels.width as c_int, pixels.height as c_int);
        // SAFETY: the options are only read during the call; the sides were checked to have 14 bits.
        let encoder = unsafe {
            WebPAnimEncoderNewInternal(width, height, &raw const choice, WEBP_MUX_ABI_VERSION as c_int)
        };
        if encoder.is_null() {
            return Err(no_memory(job));
        }
        let (size, delays) = ((pixels.width, pixels.height), Delays::of(options));
        Ok(Self { encoder, config, size, delays, time: 0, held })
    }

    pub fn add(&mut self, frame: &Frame, job: &mut Job) -> Result<()> {
        let pixels = &frame.pixels;
        check_canvas(self.size, pixels, "webp")?;
        job.check_cancel()?;
        // The frame as ARGB, beside what the encoding of a part of it takes.
        let held =
            working_bytes(&self.config, pixels) + u64::from(pixels.width) * u64::from(pixels.height) * 4;
        job.alloc.reserve(held)?;
        let mut sink = Sink::default();
        let mut picture = Picture::new(pixels, true, &mut sink, job)?;
        import(&mut picture, pixels, &sink, job)?;
        // SAFETY: encoder, picture and config are valid, and the picture's sink and job outlive the call.
        let added = unsafe {
            WebPAnimEncoderAdd(self.encoder, &raw mut picture.0, self.time as c_int, &raw const self.config)
        };
        job.alloc.release(held);
        if added == 0 {
            return Err(failure(picture.0.error_code, &sink, job));
        }
        self.time = self.time.wrapping_add(self.delays.next(frame.delay_ms).min(MAX_DELAY));
        Ok(())
    }

    pub fn finish(self, job: &mut Job) -> Result<Vec<u8>> {
        job.check_cancel()?;
        let mut file = Assembled(WebPData { bytes: ptr::null(), size: 0 });
        // SAFETY: the encoder lives; without a frame the call only notes when the last one ends.
        let done = unsafe {
            WebPAnimEncoderAdd(self.encoder, ptr::null_mut(), self.time as c_int, ptr::null()) != 0
                && WebPAnimEncoderAssemble(self.encoder, &raw mut file.0) != 0
        };
        job.alloc.release(self.held);
        if !done || file.0.bytes.is_null() {
            return Err(if job.cancel.is_cancelled() { Error::new(Code::Aborted) } else { no_memory(job) });
        }
        // SAFETY: libwebp gives `size` bytes that are ours until they are freed.
        let bytes = unsafe { slice::from_raw_parts(file.0.bytes, file.0.size) };
        let mut out = Vec::new();
        out.try_reserve_exact(bytes.len()).map_err(|_| no_memory(job))?;
        out.extend_from_slice(bytes);
        Ok(out)
    }
}

/// What libwebp assembled, freed exactly once.
struct Assembled(WebPData);

impl Drop for Assembled {
    fn drop(&mut self) {
        // SAFETY: allocated by WebPAnimEncoderAssemble, or null, which may be freed too.
        unsafe { WebPFree(self.0.bytes.cast_mut().cast()) };
    }
}
