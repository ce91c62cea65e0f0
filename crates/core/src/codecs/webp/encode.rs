//! Pixels to WebP, lossy or lossless, one thread, so that every backend writes the same bytes.

use super::super::MAX_SIDE;
use super::animate::Animation;
use super::decode::{internal, no_memory};
use crate::codecs::{Encoder, Sequence};
use crate::error::{Code, Error, Result};
use crate::format::fits;
use crate::job::Job;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use libwebp_sys::{
    WebPConfig, WebPEncode, WebPEncodingError, WebPPicture, WebPPictureFree, WebPPictureImportRGB,
    WebPPictureImportRGBA, WebPPreset, WebPValidateConfig,
};
use std::ffi::c_int;
use std::slice;

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let (options, sequence) = (options.clone(), Sequence::default());
    Ok(Box::new(Images { options, sequence, still: Vec::new(), animation: None }))
}

/// One frame makes a still, several an animation.
struct Images {
    options: Values,
    sequence: Sequence,
    still: Vec<u8>,
    animation: Option<Animation>,
}

impl Encoder for Images {
    fn expect(&mut self, sequence: Sequence) {
        self.sequence = sequence;
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        let pixels = &frame.pixels;
        fits("webp", MAX_SIDE, (pixels.width, pixels.height))?;
        job.check_cancel()?;
        if self.sequence.frames <= 1 {
            self.still = encode(pixels, &self.options, job)?;
            return Ok(());
        }
        let animation = match &mut self.animation {
            Some(animation) => animation,
            None => self.animation.insert(Animation::new(&self.options, self.sequence, pixels, job)?),
        };
        animation.add(&frame, job)
    }

    fn finish(self: Box<Self>, job: &mut Job) -> Result<Vec<u8>> {
        match self.animation {
            Some(animation) => animation.finish(job),
            None if self.still.is_empty() => Err(internal("no frame was given")),
            None => Ok(self.still),
        }
    }
}

fn encode(pixels: &Pixels, options: &Values, job: &mut Job) -> Result<Vec<u8>> {
    let config = config(options)?;
    let held = working_bytes(&config, pixels);
    job.alloc.reserve(held)?;
    let mut sink = Sink::default();
    let argb = config.lossless != 0 || config.use_sharp_yuv != 0;
    let mut picture = Picture::new(pixels, argb, &mut sink, job)?;
    import(&mut picture, pixels, &sink, job)?;
    // SAFETY: config and picture are valid; `sink` and `job` outlive the call, and only its callbacks touch `sink`.
    let done = unsafe { WebPEncode(&raw const config, &raw mut picture.0) } != 0;
    job.alloc.release(held);
    if done { Ok(sink.bytes) } else { Err(failure(picture.0.error_code, &sink, job)) }
}

/// Gives libwebp its own copy of the pixels.
pub fn import(picture: &mut Picture, pixels: &Pixels, sink: &Sink, job: &Job) -> Result<()> {
    let Samples::U8(samples) = &pixels.samples else {
        return Err(internal("expected 8 bit samples"));
    };
    let needed =
        pixels.stride * (pixels.height as usize - 1) + pixels.width as usize * pixels.layout.channels();
    let import = match pixels.layout {
        Layout::Rgb => WebPPictureImportRGB,
        Layout::Rgba => WebPPictureImportRGBA,
        _ => return Err(internal("expected RGB or RGBA")),
    };
    if samples.len() < needed {
        return Err(internal("sample count does not match the size"));
    }
    // SAFETY: the picture is initialised; `needed` bytes, checked above, are what the import reads.
    if unsafe { import(&raw mut picture.0, samples.as_ptr(), pixels.stride as c_int) } == 0 {
        return Err(failure(picture.0.error_code, sink, job));
    }
    Ok(())
}

pub fn config(options: &Values) -> Result<WebPConfig> {
    let quality = options.integer("quality").unwrap_or_default();
    let mut config = WebPConfig::new_with_preset(preset(options), quality as f32)
        .map_err(|()| internal("encoder config"))?;
    let near = options.bool("nearLossless");
    config.method = options.integer("effort").unwrap_or_default() as c_int;
    config.alpha_quality = options.integer("alphaQuality").unwrap_or_default() as c_int;
    config.lossless = c_int::from(near || options.bool("lossless"));
    config.near_lossless = if near { quality as c_int } else { 100 };
    config.use_sharp_yuv = c_int::from(options.bool("smartSubsample") && config.lossless == 0);
    config.autofilter = c_int::from(options.bool("smartDeblock"));
    config.exact = c_int::from(options.bool("exact"));
    // One thread always: the bytes must not depend on the machine.
    config.thread_level = 0;
    // SAFETY: the config is initialised.
    if unsafe { WebPValidateConfig(&raw const config) } == 0 {
        return Err(internal("encoder options"));
    }
    Ok(config)
}

fn preset(options: &Values) -> WebPPreset {
    match options.word("preset") {
        "photo" => WebPPreset::WEBP_PRESET_PHOTO,
        "picture" => WebPPreset::WEBP_PRESET_PICTURE,
        "drawing" => WebPPreset::WEBP_PRESET_DRAWING,
        "icon" => WebPPreset::WEBP_PRESET_ICON,
        "text" => WebPPreset::WEBP_PRESET_TEXT,
        _ => WebPPreset::WEBP_PRESET_DEFAULT,
    }
}

/// What libwebp holds at the peak beside its input, output included (measured on 12 megapixels of photographs).
pub fn working_bytes(config: &WebPConfig, pixels: &Pixels) -> u64 {
    let alpha = if pixels.layout.has_alpha() { 4 } else { 0 };
    let each = match config {
        WebPConfig { lossless: 0, use_sharp_yuv: 0, .. } => 9 + alpha,
        WebPConfig { lossless: 0, .. } => 14 + alpha,
        WebPConfig { method: 0..=4, .. } => 36,
        _ => 50,
    };
    u64::from(pixels.width) * u64::from(pixels.height) * each
}

/// A picture whose planes are freed exactly once.
pub struct Picture(pub WebPPicture);

impl Picture {
    /// Of the size of `pixels`, still without them. Sink and job must outlive every call that is given the picture.
    pub fn new(pixels: &Pixels, argb: bool, sink: &mut Sink, job: &Job) -> Result<Self> {
        let mut picture = Self(WebPPicture::new().map_err(|()| internal("picture"))?);
        picture.0.use_argb = c_int::from(argb);
        (picture.0.width, picture.0.height) = (pixels.width as c_int, pixels.height as c_int);
        picture.0.writer = Some(write);
        picture.0.custom_ptr = (&raw mut *sink).cast();
        picture.0.progress_hook = Some(go_on);
        picture.0.user_data = (&raw const *job).cast_mut().cast();
        Ok(picture)
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: initialised by WebPPicture::new; freeing one without planes is allowed.
        unsafe { WebPPictureFree(&raw mut self.0) };
    }
}

/// Where the encoder writes.
#[derive(Default)]
pub struct Sink {
    bytes: Vec<u8>,
    /// The system refused to give more memory.
    full: bool,
}

unsafe extern "C" fn write(data: *const u8, len: usize, picture: *const WebPPicture) -> c_int {
    if len == 0 {
        return 1;
    }
    // SAFETY: `custom_ptr` is the sink that `encode` set and nothing else touches meanwhile; libwebp gives `len` bytes.
    let (sink, data) =
        unsafe { (&mut *(*picture).custom_ptr.cast::<Sink>(), slice::from_raw_parts(data, len)) };
    if sink.bytes.try_reserve(len).is_err() {
        sink.full = true;
        return 0;
    }
    sink.bytes.extend_from_slice(data);
    1
}

/// Whether to go on: libwebp asks some hundred times an image.
unsafe extern "C" fn go_on(_percent: c_int, picture: *const WebPPicture) -> c_int {
    // SAFETY: `user_data` is the job that `encode` set; it is only read.
    let job = unsafe { &*(*picture).user_data.cast::<Job>() };
    c_int::from(!job.cancel.is_cancelled())
}

pub fn failure(code: WebPEncodingError, sink: &Sink, job: &Job) -> Error {
    match code {
        WebPEncodingError::VP8_ENC_ERROR_USER_ABORT => Error::new(Code::Aborted),
        WebPEncodingError::VP8_ENC_ERROR_OUT_OF_MEMORY
        | WebPEncodingError::VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY => no_memory(job),
        WebPEncodingError::VP8_ENC_ERROR_BAD_WRITE if sink.full => no_memory(job),
        other => internal(&format!("{other:?}")),
    }
}
