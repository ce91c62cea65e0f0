//! Animated WebP to composed frames, by libwebp's animation decoder.

use super::decode::cut;
use crate::codecs::{DecodeOptions, Decoder, Header};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples, sample_count};
use libwebp_sys::{
    WebPAnimDecoder, WebPAnimDecoderDelete, WebPAnimDecoderGetInfo, WebPAnimDecoderGetNext,
    WebPAnimDecoderHasMoreFrames, WebPAnimDecoderNew, WebPAnimDecoderOptions, WebPAnimDecoderOptionsInit,
    WebPAnimInfo, WebPData,
};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr;

/// The composing decoder over borrowed bytes.
struct Animation<'a> {
    decoder: *mut WebPAnimDecoder,
    width: u32,
    height: u32,
    layout: Layout,
    /// Frames to pass over before the first that is wanted.
    skip: u32,
    /// When the frame before ended, in milliseconds.
    shown: i32,
    /// What is there of a file that was cut, where the decoder reads from that. Its own drop comes after the decoder's.
    _kept: Vec<u8>,
    bytes: PhantomData<&'a [u8]>,
}

impl Drop for Animation<'_> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from WebPAnimDecoderNew, was checked, and is deleted here alone.
        unsafe { WebPAnimDecoderDelete(self.decoder) };
    }
}

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    // What is decoded counts, and frames passed over are decoded too: each builds on the one before.
    job.limits.check_size(header.width, header.height, u64::from(options.composed(header)), "webp")?;
    // Two canvases, and one frame's bitstream decoding at full size.
    let area = u64::from(header.width) * u64::from(header.height);
    job.alloc.reserve(area * 12)?;
    let whole;
    let mut kept = Vec::new();
    if bytes.len() < super::super::probe::riff_end(bytes) {
        job.damaged(FailOn::Truncated, cut(bytes))?;
        kept = whole_chunks(bytes, job)?;
        whole = kept.as_slice();
    } else {
        whole = bytes;
    }
    let mut choice = MaybeUninit::<WebPAnimDecoderOptions>::uninit();
    let data = WebPData { bytes: whole.as_ptr(), size: whole.len() };
    // SAFETY: the options are initialised by the call that comes first (RGBA, one thread); `data` is only read during
    // the call, and the bytes that it points to outlive the decoder: lifetime 'a, or the heap of `kept`, dropped after it.
    let decoder = unsafe {
        WebPAnimDecoderOptionsInit(choice.as_mut_ptr());
        WebPAnimDecoderNew(&raw const data, choice.as_ptr())
    };
    if decoder.is_null() {
        return Err(Error::new(Code::CorruptImage).format("webp").reason("animation chunks"));
    }
    let animation = Animation {
        decoder,
        width: header.width,
        height: header.height,
        layout: if header.has_alpha { Layout::Rgba } else { Layout::Rgb },
        skip: options.page,
        shown: 0,
        _kept: kept,
        bytes: PhantomData,
    };
    let mut info = WebPAnimInfo::default();
    // SAFETY: the decoder lives; it fills the plain struct.
    let known = unsafe { WebPAnimDecoderGetInfo(animation.decoder, &raw mut info) } != 0;
    if !known || (info.canvas_width, info.canvas_height) != (header.width, header.height) {
        return Err(Error::new(Code::CorruptImage).format("webp").reason("canvas size"));
    }
    Ok(Box::new(animation))
}

/// The chunks of a cut file that are whole, as a file: libwebp composes from nothing else.
fn whole_chunks(bytes: &[u8], job: &mut Job) -> Result<Vec<u8>> {
    let end = super::super::probe::chunks_end(bytes);
    let mut kept = job.alloc.zeroed::<u8>(end)?;
    kept.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let len = (end.saturating_sub(8) as u32).to_le_bytes();
    kept.iter_mut().skip(4).zip(len).for_each(|(to, from)| *to = from);
    Ok(kept)
}

impl Animation<'_> {
    /// Composes the next frame: its canvas, libwebp's own until the next call, and how long it is shown.
    fn advance(&mut self, job: &Job) -> Result<Option<(&[u8], u32)>> {
        job.check_cancel()?;
        // SAFETY: the decoder lives.
        if unsafe { WebPAnimDecoderHasMoreFrames(self.decoder) } == 0 {
            return Ok(None);
        }
        let (mut canvas, mut end) = (ptr::null_mut(), 0);
        // SAFETY: the decoder lives; both results are written before they are read.
        let done = unsafe { WebPAnimDecoderGetNext(self.decoder, &raw mut canvas, &raw mut end) } != 0;
        if !done || canvas.is_null() {
            return Err(Error::new(Code::CorruptImage).format("webp").reason("a frame of the animation"));
        }
        let delay = end.saturating_sub(self.shown).max(0) as u32;
        self.shown = end;
        let len = sample_count(self.width, self.height, Layout::Rgba)?;
        // SAFETY: the canvas is width × height × 4 bytes (its size was compared in `open`), valid until the next call,
        // which needs `&mut self` and so waits for this borrow to end.
        let canvas = unsafe { std::slice::from_raw_parts(canvas.cast_const(), len) };
        Ok(Some((canvas, delay)))
    }
}

impl Decoder for Animation<'_> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        while self.skip > 0 {
            self.skip -= 1;
            if self.advance(job)?.is_none() {
                return Ok(None);
            }
        }
        let (width, height, layout) = (self.width, self.height, self.layout);
        let Some((canvas, delay_ms)) = self.advance(job)? else { return Ok(None) };
        let mut data = job.alloc.zeroed::<u8>(sample_count(width, height, layout)?)?;
        if layout == Layout::Rgba {
            data.copy_from_slice(canvas);
        } else {
            for (to, [r, g, b, _]) in data.as_chunks_mut::<3>().0.iter_mut().zip(canvas.as_chunks::<4>().0) {
                *to = [*r, *g, *b];
            }
        }
        let pixels = Pixels::packed(Samples::U8(data), layout, width, height)?;
        Ok(Some(Frame { pixels, delay_ms }))
    }
}
