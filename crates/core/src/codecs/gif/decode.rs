//! GIF to pixels: each frame composed onto the canvas, with the three ways to dispose of the one before.

use crate::codecs::{DecodeOptions, Decoder, Header};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples};
use gif::{DecodingError, DisposalMethod, MemoryLimit};
use std::num::NonZeroU64;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, 1, "gif")?;
    if options.page >= header.frames {
        let expected = format!("integer from 0 to {}", header.frames.saturating_sub(1));
        return Err(Error::option("input.page", expected, options.page.to_string()));
    }
    let mut settings = gif::DecodeOptions::new();
    settings.allow_unknown_blocks(true);
    let metadata = NonZeroU64::new(job.limits.metadata).unwrap_or(NonZeroU64::MIN);
    settings.set_memory_limit(MemoryLimit::Bytes(metadata));
    let reader = settings.read_info(bytes).map_err(|e| convert(&e, job))?;
    let (width, height) = (header.width as usize, header.height as usize);
    let canvas = job.alloc.zeroed::<u8>(width * height * 4)?;
    Ok(Box::new(Animation {
        reader,
        canvas,
        width,
        height,
        alpha: header.has_alpha,
        skip: options.page,
        left: if options.animated { header.frames } else { options.page + 1 },
        cut: options.animated && header.incomplete,
        undo: Undo::Nothing,
    }))
}

/// What is done to the canvas before the next frame.
enum Undo {
    Nothing,
    Clear(Rect),
    Restore(Vec<u8>),
}

/// A frame's place, cut to the canvas.
#[derive(Clone, Copy)]
struct Rect {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

struct Animation<'a> {
    reader: gif::Decoder<&'a [u8]>,
    /// RGBA, rows of `width` pixels.
    canvas: Vec<u8>,
    width: usize,
    height: usize,
    alpha: bool,
    /// Frames to compose without giving them out.
    skip: u32,
    /// Frames to read in all.
    left: u32,
    /// The bytes end before the trailer.
    cut: bool,
    undo: Undo,
}

impl Decoder for Animation<'_> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        while self.left > 0 {
            job.check_cancel()?;
            self.left -= 1;
            let Some(delay_ms) = self.compose(job)? else {
                self.left = 0;
                break;
            };
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            return Ok(Some(Frame { pixels: self.show(job)?, delay_ms }));
        }
        // Many writers forget the trailer, and viewers do not ask for it: a cut between two frames is noted.
        if std::mem::take(&mut self.cut) {
            let error = Error::new(Code::TruncatedImage).format("gif").reason("no trailer");
            job.damaged(FailOn::Error, error)?;
        }
        Ok(None)
    }
}

impl Animation<'_> {
    /// Puts the next frame onto the canvas and returns its delay; `None` at the end.
    fn compose(&mut self, job: &mut Job) -> Result<Option<u32>> {
        self.dispose(job);
        let info = match self.reader.next_frame_info() {
            Ok(Some(info)) => info,
            Ok(None) => return Ok(None),
            Err(error) => {
                self.damage(&error, job)?;
                return Ok(None);
            }
        };
        let (delay_ms, dispose, transparent) = (u32::from(info.delay) * 10, info.dispose, info.transparent);
        let (left, top) = (usize::from(info.left), usize::from(info.top));
        let (wide, high) = (usize::from(info.width), usize::from(info.height));
        let rect = Rect {
            left,
            top,
            width: wide.min(self.width.saturating_sub(left)),
            height: high.min(self.height.saturating_sub(top)),
        };
        // What was damaged or missing stays as it was below, where the frame has a transparent index.
        let mut indices = job.alloc.zeroed::<u8>(wide * high)?;
        indices.fill(transparent.unwrap_or(0));
        self.undo = match dispose {
            DisposalMethod::Background => Undo::Clear(rect),
            DisposalMethod::Previous => {
                let mut before = job.alloc.zeroed::<u8>(self.canvas.len())?;
                before.copy_from_slice(&self.canvas);
                Undo::Restore(before)
            }
            DisposalMethod::Any | DisposalMethod::Keep => Undo::Nothing,
        };
        if !indices.is_empty()
            && let Err(error) = self.reader.read_into_buffer(&mut indices)
        {
            self.damage(&error, job)?;
        }
        let palette = self.reader.palette().unwrap_or_default().as_chunks::<3>().0;
        paint(&mut self.canvas, self.width, rect, indices.chunks_exact(wide.max(1)), palette, transparent);
        job.alloc.release(indices.len() as u64);
        Ok(Some(delay_ms))
    }

    fn dispose(&mut self, job: &mut Job) {
        match std::mem::replace(&mut self.undo, Undo::Nothing) {
            Undo::Nothing => {}
            Undo::Clear(rect) => {
                for row in self.canvas.chunks_exact_mut(self.width * 4).skip(rect.top).take(rect.height) {
                    row.iter_mut().skip(rect.left * 4).take(rect.width * 4).for_each(|sample| *sample = 0);
                }
            }
            Undo::Restore(before) => {
                self.canvas.copy_from_slice(&before);
                job.alloc.release(before.len() as u64);
            }
        }
    }

    /// The canvas as it is now.
    fn show(&self, job: &mut Job) -> Result<Pixels> {
        let layout = if self.alpha { Layout::Rgba } else { Layout::Rgb };
        let channels = layout.channels();
        let mut samples = job.alloc.zeroed::<u8>(self.width * self.height * channels)?;
        for (to, from) in samples.chunks_exact_mut(channels).zip(self.canvas.as_chunks::<4>().0) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        }
        Pixels::packed(Samples::U8(samples), layout, self.width as u32, self.height as u32)
    }

    /// Damage that is accepted ends the animation after this frame.
    fn damage(&mut self, error: &DecodingError, job: &mut Job) -> Result<()> {
        self.left = 0;
        self.skip = 0;
        // Damage in the pixels themselves is never shown as an image unless failOn is none.
        job.damaged(FailOn::Truncated, convert(error, job))
    }
}

fn paint<'a>(
    canvas: &mut [u8],
    width: usize,
    rect: Rect,
    rows: impl Iterator<Item = &'a [u8]>,
    palette: &[[u8; 3]],
    transparent: Option<u8>,
) {
    for (to, from) in canvas.chunks_exact_mut(width * 4).skip(rect.top).zip(rows).take(rect.height) {
        let to = to.as_chunks_mut::<4>().0;
        for (pixel, index) in to.iter_mut().skip(rect.left).zip(from).take(rect.width) {
            if Some(*index) != transparent {
                // An index past the table is black, as in browsers.
                let [r, g, b] = palette.get(usize::from(*index)).copied().unwrap_or_default();
                *pixel = [r, g, b, 255];
            }
        }
    }
}

fn convert(error: &DecodingError, job: &Job) -> Error {
    match error {
        DecodingError::UnexpectedEof => Error::new(Code::TruncatedImage).format("gif"),
        DecodingError::Io(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::new(Code::TruncatedImage).format("gif")
        }
        DecodingError::MemoryLimit | DecodingError::OutOfMemory => {
            Error::limit(Code::MemoryLimit, "more", job.limits.metadata, "limits.metadata").format("gif")
        }
        other => Error::new(Code::CorruptImage).format("gif").reason(other),
    }
}
