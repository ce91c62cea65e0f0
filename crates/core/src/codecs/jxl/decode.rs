//! JPEG XL to pixels by the crate `jxl`: frames composed, alpha straight, as stored before orientation.

use super::super::bits::cut;
use super::super::container;
use super::super::frames::{self, End};
use super::super::header::{Image, Kind};
use crate::codecs::{DecodeOptions, Decoder, Header, no_page, raw};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Depth, Frame, Pixels, Samples};
use jxl::api::{
    AlphaMode, Endianness, Event, JxlColorProfile, JxlColorType, JxlDataFormat, JxlDecoder,
    JxlDecoderOptions, JxlOutputBuffer, JxlPixelFormat, ProfileLevel,
};
use std::borrow::Cow;

/// Bytes a sample that the decoder holds beside the pixels that it gives (measured: 0.3 to 2.1; twice that where it needs 32 bits).
const WORKING: u64 = 5;
/// The same of an animation, whose frames are put together as floats (measured: 6.6).
const COMPOSING: u64 = 8;
/// Bytes a sample of a frame that is kept: floats.
const KEPT: u64 = 4;
/// Tables and groups in work, whatever the size (measured: 2.5 MB).
const FIXED: u64 = 4 << 20;
/// What a profile may be inflated to by the crate before it is compared with anything.
const PROFILE: u64 = 1 << 28;

struct Composed<'a> {
    decoder: JxlDecoder,
    /// What is still to be read.
    input: &'a [u8],
    header: Header,
    /// Frames to pass over before the first that is wanted.
    skip: u32,
    /// Frames that came; what a header cannot count is limited here.
    frames: u64,
    profile: Option<Vec<u8>>,
    /// Frames after the first are wanted.
    animated: bool,
    last: bool,
}

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, u64::from(options.composed(header)), "jxl")?;
    let codestream = container::codestream(bytes)?;
    let image = Image::parse(&codestream)?;
    job.alloc.reserve(working(&image, &codestream, job)?)?;
    drop(codestream);
    let mut settings = JxlDecoderOptions::default();
    settings.adjust_orientation = false;
    settings.alpha_mode = AlphaMode::Unpremultiplied;
    settings.max_profile_level = ProfileLevel::Main10;
    // Where an address has 32 bits a larger number is no reason to have no limit.
    settings.sample_limit =
        Some(usize::try_from(samples(&image).saturating_add(SLACK)).unwrap_or(usize::MAX));
    let mut composed = Composed {
        decoder: JxlDecoder::new(settings),
        input: bytes,
        header: header.clone(),
        skip: options.page,
        frames: 0,
        profile: None,
        animated: options.animated,
        last: false,
    };
    composed.begin(&image, job)?;
    Ok(Box::new(composed))
}

/// Frames of small images may be a little larger than these: patches are kept in one of their own.
const SLACK: u64 = 1 << 20;

/// Samples of one frame as the decoder counts them: at least 16 columns, and three planes where there is one.
fn samples(image: &Image) -> u64 {
    u64::from(image.width.max(16)) * u64::from(image.height) * (3 + image.extra.len() as u64)
}

/// Bytes that the decoder will hold beside the pixels that it gives.
fn working(image: &Image, codestream: &[u8], job: &Job) -> Result<u64> {
    let (planes, one) = (3 + image.extra.len() as u64, samples(image));
    let each = if image.animation.is_some() { COMPOSING } else { WORKING };
    let mut kept = 0;
    let mut seen = false;
    if !image.colour.icc {
        let found = frames::walk(codestream, image.end, image, job.limits.frames)?;
        kept = found.kept.min((one + SLACK) / planes * frames::SLOTS as u64) * planes;
        seen = found.end != End::Hidden;
    }
    // Frames behind a profile or a permuted table are not seen: one of them may be kept.
    let unseen = if seen { 0 } else { one };
    Ok(FIXED + one.saturating_mul(each) + (kept + unseen).saturating_mul(KEPT))
}

impl Composed<'_> {
    /// Reads up to the first frame's header, and says what pixels are wanted.
    fn begin(&mut self, image: &Image, job: &mut Job) -> Result<()> {
        let inflated = if image.colour.icc { PROFILE } else { 0 };
        job.alloc.reserve(inflated)?;
        match self.decoder.process(&mut self.input, None, None).map_err(|e| failed(&e))? {
            Event::BasicInfo => {}
            Event::NeedMoreInput { .. } => return Err(cut()),
            _ => return Err(damaged("no image header")),
        }
        job.alloc.release(inflated);
        let size = self.decoder.basic_info().map(|info| info.size);
        if size != Some((self.header.width as usize, self.header.height as usize)) {
            return Err(damaged("two sizes in one file"));
        }
        let colour = match (image.colour.gray, image.has(Kind::Alpha)) {
            (true, false) => JxlColorType::Grayscale,
            (true, true) => JxlColorType::GrayscaleAlpha,
            (false, false) => JxlColorType::Rgb,
            (false, true) => JxlColorType::Rgba,
        };
        let endianness = Endianness::native();
        let samples = match self.header.depth {
            Depth::U8 => JxlDataFormat::U8 { bit_depth: 8 },
            Depth::U16 => JxlDataFormat::U16 { endianness, bit_depth: 16 },
            Depth::F32 => JxlDataFormat::F32 { endianness },
        };
        let format = JxlPixelFormat {
            color_type: colour,
            color_data_format: Some(samples),
            // Alpha stands between the colours; no other channel is wanted.
            extra_channel_format: vec![None; image.extra.len()],
        };
        self.decoder.set_pixel_format(format).map_err(|e| failed(&e))?;
        if image.has_profile() {
            let profile = self.decoder.output_color_profile();
            self.profile = profile.and_then(JxlColorProfile::try_as_icc).map(Cow::into_owned);
        }
        Ok(())
    }

    /// To the next frame's header, and its milliseconds; `None` where there is no further frame.
    fn find(&mut self) -> Result<Option<u32>> {
        if self.last {
            return Ok(None);
        }
        match self.decoder.process(&mut self.input, None, None).map_err(|e| failed(&e))? {
            Event::FrameHeader => {
                let shown = self.decoder.frame_header().and_then(|header| header.duration);
                // Saturating: a delay of centuries is as long as one can be said.
                Ok(Some(shown.map_or(0, |milliseconds| milliseconds.round() as u32)))
            }
            Event::NeedMoreInput { .. } => Err(cut()),
            _ => Ok(None),
        }
    }

    /// Decodes the frame that was found; without pixels it is passed over.
    fn finish(&mut self, mut pixels: Option<&mut Pixels>, job: &mut Job) -> Result<()> {
        let mut rows = pixels.as_deref_mut().map(buffer);
        match self.decoder.process(&mut self.input, rows.as_mut().map(std::slice::from_mut), None) {
            Ok(Event::FrameComplete { has_more_frames }) => {
                self.last = !has_more_frames;
                return Ok(());
            }
            Ok(Event::NeedMoreInput { .. }) | Err(jxl::error::Error::UnexpectedCodestreamBoxEnd) => {}
            Ok(_) => return Err(damaged("frames out of order")),
            Err(error) => return Err(failed(&error)),
        }
        self.last = true;
        job.damaged(FailOn::Truncated, cut())?;
        // What came so far: of low resolution, or the upper part.
        let mut rows = pixels.map(buffer).ok_or_else(cut)?;
        match self.decoder.flush_pixels(std::slice::from_mut(&mut rows), None) {
            Ok(true) => Ok(()),
            Ok(false) => Err(cut()),
            Err(error) => Err(failed(&error)),
        }
    }
}

impl Decoder for Composed<'_> {
    fn profile(&mut self) -> Option<Vec<u8>> {
        self.profile.take()
    }

    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        let (page, first) = (self.skip, self.frames == 0);
        let delay_ms = loop {
            job.check_cancel()?;
            match self.find()? {
                Some(delay) if self.skip == 0 => break delay,
                Some(_) => self.finish(None, job)?,
                None if !first => return Ok(None),
                None if self.frames == 0 => return Err(damaged("no frame")),
                None => return Err(no_page(page, u32::try_from(self.frames).unwrap_or(u32::MAX))),
            }
            self.frames += 1;
            self.skip -= 1;
        };
        self.frames += 1;
        job.limits.check_size(self.header.width, self.header.height, self.frames, "jxl")?;
        let (layout, depth) = (raw::layout(self.header.channels), self.header.depth);
        let mut pixels =
            Pixels::zeroed(&mut job.alloc, depth, layout, self.header.width, self.header.height)?;
        self.finish(Some(&mut pixels), job)?;
        self.last |= !self.animated;
        Ok(Some(Frame { pixels, delay_ms }))
    }
}

fn buffer(pixels: &mut Pixels) -> JxlOutputBuffer<'_> {
    let (rows, row) = (pixels.height as usize, pixels.stride * pixels.depth().bytes());
    let bytes = match &mut pixels.samples {
        Samples::U8(samples) => samples.as_mut_slice(),
        Samples::U16(samples) => bytemuck::cast_slice_mut(samples),
        Samples::F32(samples) => bytemuck::cast_slice_mut(samples),
    };
    JxlOutputBuffer::new(bytes, rows, row)
}

fn damaged(reason: &str) -> Error {
    super::super::bits::damaged(reason)
}

fn failed(error: &jxl::error::Error) -> Error {
    use jxl::error::Error as Their;
    match error {
        Their::UnexpectedCodestreamBoxEnd => cut(),
        Their::OutOfMemory(_) | Their::ImageOutOfMemory(..) => {
            Error::new(Code::MemoryLimit).format("jxl").found("more")
        }
        Their::ImageSizeTooLarge(..) => damaged("a frame larger than its image"),
        Their::LevelLimitExceeded { .. } => {
            Error::new(Code::UnsupportedFeature).format("jxl").found(error.to_string())
        }
        other => damaged(&other.to_string()),
    }
}
