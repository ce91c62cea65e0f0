//! GIF to pixels: each frame composed onto the canvas, with the three ways to dispose of the one before.

use super::super::blocks::{Blocks, End, Image};
use super::lzw::{Lzw, Stop};
use crate::codecs::changes::Rect;
use crate::codecs::{DecodeOptions, Decoder, Header};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Frame, Layout, Pixels, Samples};

/// Where a file has no colours at all (`GIF89a` section 17 leaves it to the decoder).
const BLACK_AND_WHITE: &[u8] = &[0, 0, 0, 255, 255, 255];

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, 1, "gif")?;
    options.check_page(header)?;
    let (screen, blocks) = Blocks::new(bytes).ok_or_else(|| cut("no frame"))?;
    let (width, height) = (header.width as usize, header.height as usize);
    let canvas = job.alloc.zeroed::<u8>(width * height * 4)?;
    Ok(Box::new(Animation {
        blocks,
        palette: screen.palette.unwrap_or(BLACK_AND_WHITE),
        shared: screen.palette,
        lzw: Lzw::new(),
        canvas,
        width,
        height,
        alpha: header.has_alpha,
        skip: options.page,
        first: true,
        left: options.composed(header),
        animated: options.animated,
        undo: Undo::Nothing,
    }))
}

/// What is done to the canvas before the next frame.
enum Undo {
    Nothing,
    /// A frame's place, cut to the canvas.
    Clear(Rect),
    Restore(Vec<u8>),
}

struct Animation<'a> {
    blocks: Blocks<'a>,
    /// Of frames that have none of their own.
    palette: &'a [u8],
    /// The file's own for them, if it has one.
    shared: Option<&'a [u8]>,
    lzw: Lzw,
    /// RGBA, rows of `width` pixels.
    canvas: Vec<u8>,
    width: usize,
    height: usize,
    alpha: bool,
    /// Frames to compose without giving them out.
    skip: u32,
    /// No frame was read yet.
    first: bool,
    /// Frames to read in all.
    left: u32,
    /// All are wanted, and the end is looked at.
    animated: bool,
    undo: Undo,
}

impl Decoder for Animation<'_> {
    fn palette(&self) -> Option<Vec<[u8; 3]>> {
        self.shared.map(|palette| palette.as_chunks::<3>().0.to_vec())
    }

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
        if std::mem::take(&mut self.animated) {
            self.end(job)?;
        }
        Ok(None)
    }
}

impl Animation<'_> {
    /// Puts the next frame onto the canvas and returns its delay; `None` at the end.
    fn compose(&mut self, job: &mut Job) -> Result<Option<u32>> {
        self.dispose(job);
        let Ok(image) = self.blocks.next_image() else { return Ok(None) };
        let (left, top) = (image.left as usize, image.top as usize);
        let (wide, high) = (image.width as usize, image.height as usize);
        let rect = Rect {
            left,
            top,
            width: wide.min(self.width.saturating_sub(left)),
            height: high.min(self.height.saturating_sub(top)),
        };
        self.undo = match image.control.disposal {
            2 => Undo::Clear(rect),
            // Some writers mean by 4 what the specification calls 3.
            3 | 4 => {
                let mut before = job.alloc.zeroed::<u8>(self.canvas.len())?;
                before.copy_from_slice(&self.canvas);
                Undo::Restore(before)
            }
            _ => Undo::Nothing,
        };
        if rect.width > 0 && rect.height > 0 {
            // Rows below the canvas come last, and need not be decoded.
            let rows = if image.interlaced { high } else { rect.height };
            let mut indices = job.alloc.zeroed::<u8>(wide * rows)?;
            let (count, stop) = self.lzw.decode(image.data, image.bits, &mut indices);
            self.judge(&image, stop, job)?;
            let palette = image.palette.unwrap_or(self.palette).as_chunks::<3>().0;
            let decoded = indices.get(..count).unwrap_or_default().chunks(wide);
            let canvas = Canvas { pixels: &mut self.canvas, width: self.width };
            let transparent = image.control.transparent;
            if image.interlaced {
                canvas.paint(rect, interlaced(high).zip(decoded), palette, transparent);
            } else {
                canvas.paint(rect, (0..high).zip(decoded), palette, transparent);
            }
            job.alloc.release(indices.len() as u64);
        }
        self.first = false;
        Ok(Some(u32::from(image.control.delay) * 10))
    }

    /// What is said of a frame that does not have all of its pixels; those that it lacks stay as they were below.
    fn judge(&mut self, image: &Image<'_>, stop: Stop, job: &mut Job) -> Result<()> {
        match stop {
            Stop::Full => Ok(()),
            Stop::BadCode => {
                // Damage that is accepted ends the animation after this frame.
                (self.left, self.skip, self.animated) = (0, 0, false);
                let error = Error::new(Code::CorruptImage).format("gif").reason("a code that is none");
                job.damaged(FailOn::Truncated, error)
            }
            Stop::Early if image.whole => {
                let error = Error::new(Code::CorruptImage).format("gif").reason("a frame that ends early");
                job.damaged(FailOn::Warning, error)
            }
            Stop::Early => {
                (self.left, self.skip, self.animated) = (0, 0, false);
                // A picture of which half is missing is refused; an animation whose last frame is cut is shown.
                let level = if self.first { FailOn::Truncated } else { FailOn::Error };
                job.damaged(level, cut("a frame"))
            }
        }
    }

    /// What stands behind the last frame.
    fn end(&mut self, job: &mut Job) -> Result<()> {
        match self.blocks.next_image() {
            // Many writers forget the trailer, and viewers do not ask for it: a cut between two frames is noted.
            Err(End::Cut) => job.damaged(FailOn::Error, cut("no trailer")),
            Err(End::Unknown) => {
                let error = Error::new(Code::CorruptImage).format("gif").reason("a block that is none");
                job.damaged(FailOn::Warning, error)
            }
            Ok(_) | Err(End::Trailer) => Ok(()),
        }
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
}

struct Canvas<'c> {
    pixels: &'c mut [u8],
    width: usize,
}

impl Canvas<'_> {
    /// Rows by their number within the frame; the last may be short.
    fn paint<'a>(
        self,
        rect: Rect,
        rows: impl Iterator<Item = (usize, &'a [u8])>,
        palette: &[[u8; 3]],
        transparent: Option<u8>,
    ) {
        let canvas = self.pixels.as_chunks_mut::<4>().0;
        for (y, from) in rows.filter(|(y, _)| *y < rect.height) {
            let start = (rect.top + y) * self.width + rect.left;
            let to = canvas.get_mut(start..start + rect.width).unwrap_or_default();
            for (pixel, index) in to.iter_mut().zip(from) {
                if Some(*index) != transparent {
                    // An index past the table is black, as in browsers.
                    let [r, g, b] = palette.get(usize::from(*index)).copied().unwrap_or_default();
                    *pixel = [r, g, b, 255];
                }
            }
        }
    }
}

/// The order of rows in an interlaced frame (`GIF89a` appendix E).
pub fn interlaced(high: usize) -> impl Iterator<Item = usize> {
    let pass = move |start: usize, step| (start..high).step_by(step);
    pass(0, 8).chain(pass(4, 8)).chain(pass(2, 4)).chain(pass(1, 2))
}

fn cut(reason: &str) -> Error {
    Error::new(Code::TruncatedImage).format("gif").reason(reason)
}
