//! Pixels to GIF: of each frame after the first only what it changes is written, and what stays the same is transparent.

use super::super::MAX_SIDE;
use super::decode::interlaced;
use super::indices::{Cells, Chosen, Colours};
use crate::codecs::animation::Delays;
use crate::codecs::changes::{Rect, bounds, check_canvas};
use crate::codecs::{Encoder, Sequence};
use crate::error::{Code, Error, Result};
use crate::format::fits;
use crate::job::Job;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use gif::{DisposalMethod, Repeat};
use std::borrow::Cow;

/// Alpha below this becomes transparent: GIF has no half transparency.
const OPAQUE: u8 = 128;

/// The longest time that a frame has, in milliseconds: hundredths of a second in 16 bits.
const MAX_DELAY: u32 = 655_350;

/// Colour and an alpha of 0 or 255; what is transparent has no colour.
type Pixel = [u8; 4];

const CLEAR: Pixel = [0; 4];

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(Box::new(Animation {
        colours: Colours::new(options),
        tolerance: options.number("interFrameMaxError").unwrap_or(0.0),
        loops: options.integer("loop"),
        merges: !options.bool("keepDuplicateFrames"),
        interlaced: options.bool("progressive"),
        reuses: options.bool("reuse"),
        delays: Delays::of(options),
        sequence: Sequence::default(),
        size: (0, 0),
        shown: Vec::new(),
        pending: None,
        writer: None,
    }))
}

struct Animation {
    colours: Colours,
    /// Colours no further apart than this count as unchanged.
    tolerance: f64,
    loops: Option<u32>,
    /// A frame that is equal to the one before makes that one longer.
    merges: bool,
    interlaced: bool,
    /// The input's palette is the file's first.
    reuses: bool,
    delays: Delays,
    sequence: Sequence,
    size: (u32, u32),
    /// The canvas before the pending frame.
    shown: Vec<Pixel>,
    /// How a frame is disposed of, only the next can tell.
    pending: Option<(Vec<Pixel>, u32)>,
    writer: Option<gif::Encoder<Vec<u8>>>,
}

impl Encoder for Animation {
    fn expect(&mut self, sequence: Sequence) {
        self.sequence = sequence;
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        job.check_cancel()?;
        let pixels = &frame.pixels;
        fits("gif", MAX_SIDE, (pixels.width, pixels.height))?;
        let count = pixels.width as usize * pixels.height as usize;
        if self.size == (0, 0) {
            self.size = (pixels.width, pixels.height);
            if let (true, Some(palette)) = (self.reuses, &job.palette) {
                self.colours.take_over(palette);
            }
            self.shown = job.alloc.zeroed(count)?;
        }
        check_canvas(self.size, pixels, "gif")?;
        let mut canvas = job.alloc.zeroed(count)?;
        fill(&mut canvas, pixels)?;
        let delay = self.delays.next(frame.delay_ms);
        if let Some((before, shown)) = &mut self.pending
            && self.merges
            && let Some(sum) = shown.checked_add(delay).filter(|sum| *sum <= MAX_DELAY)
            && *before == canvas
        {
            *shown = sum;
            job.alloc.release(count as u64 * 4);
            return Ok(());
        }
        if let Some((before, delay)) = self.pending.take() {
            self.write(&before, delay, Some(&canvas), job)?;
            job.alloc.release(before.len() as u64 * 4);
        }
        self.pending = Some((canvas, delay));
        Ok(())
    }

    fn finish(mut self: Box<Self>, job: &mut Job) -> Result<Vec<u8>> {
        if let Some((last, delay)) = self.pending.take() {
            self.write(&last, delay, None, job)?;
            job.alloc.release((self.shown.len() + last.len()) as u64 * 4);
        }
        let writer = self.writer.ok_or_else(|| broken("no frame was given"))?;
        let mut bytes = writer.into_inner().map_err(|e| broken(&e.to_string()))?;
        put_palette(&mut bytes, self.colours.global());
        Ok(bytes)
    }
}

impl Animation {
    fn write(&mut self, frame: &[Pixel], delay: u32, next: Option<&[Pixel]>, job: &mut Job) -> Result<()> {
        job.check_cancel()?;
        let width = self.size.0 as usize;
        let first = self.writer.is_none();
        // What the next frame makes transparent again can only be had by clearing this frame's part.
        let cleared = next.and_then(|next| bounds(frame, next, width, |now, then| now[3] > then[3]));
        let changed = if first {
            Some(Rect::new(0, 0, width, self.size.1 as usize))
        } else {
            let tolerance = self.tolerance;
            bounds(&self.shown, frame, width, |a, b| differ(*a, *b, tolerance))
        };
        let rect = match (changed, cleared) {
            (Some(changed), Some(cleared)) => changed.join(cleared),
            (Some(only), None) | (None, Some(only)) => only,
            // A frame that changes nothing still has its time.
            (None, None) => Rect::new(0, 0, 1, 1),
        };
        // A colour and whether it is kept, and what the quantiser holds (indices.rs).
        let scratch = (rect.width * rect.height) as u64 * (8 + 19);
        job.alloc.reserve(scratch)?;
        let cells = self.cells(frame, rect);
        let animated = next.is_some() || !first || self.sequence.frames > 1;
        let chosen = self
            .colours
            .choose(&cells, animated)
            .ok_or_else(|| broken("more pixels than the quantiser takes"))?;
        job.check_cancel()?;
        let dispose = if cleared.is_some() { DisposalMethod::Background } else { DisposalMethod::Keep };
        self.put(chosen, rect, delay, (animated, dispose))?;
        if cleared.is_some() {
            rect.rows_mut(&mut self.shown, width).for_each(|row| row.fill(CLEAR));
        }
        job.alloc.release(scratch);
        Ok(())
    }

    /// What the part shows, with what stays as it was left open; the canvas becomes what will be shown.
    fn cells(&mut self, frame: &[Pixel], rect: Rect) -> Cells {
        let (width, tolerance) = (self.size.0 as usize, self.tolerance);
        let mut cells = Cells::new(rect.width as u32, rect.height as u32);
        let rows = rect.rows(frame, width, 1).zip(rect.rows_mut(&mut self.shown, width));
        for (frame, shown) in rows {
            for (pixel, shown) in frame.iter().zip(shown) {
                let keeps = !differ(*shown, *pixel, tolerance);
                if !keeps {
                    *shown = *pixel;
                }
                let [r, g, b, alpha] = *shown;
                cells.push([r, g, b], keeps, alpha != 0);
            }
        }
        cells
    }

    fn put(
        &mut self,
        chosen: Chosen,
        rect: Rect,
        delay: u32,
        (animated, dispose): (bool, DisposalMethod),
    ) -> Result<()> {
        let failed = |e: gif::EncodingError| broken(&e.to_string());
        let (width, height) = (self.size.0 as u16, self.size.1 as u16);
        let writer = if let Some(writer) = &mut self.writer {
            writer
        } else {
            let global = self.colours.global();
            let mut writer = gif::Encoder::new(Vec::new(), width, height, global).map_err(failed)?;
            if animated {
                writer.set_repeat(repeat(self.loops.unwrap_or(self.sequence.loops))).map_err(failed)?;
            }
            self.writer.insert(writer)
        };
        let indices = if self.interlaced { in_passes(&chosen.indices, rect) } else { chosen.indices };
        let frame = gif::Frame {
            delay: (delay.min(MAX_DELAY).saturating_add(5) / 10).min(65_535) as u16,
            dispose,
            transparent: chosen.transparent,
            left: rect.left as u16,
            top: rect.top as u16,
            width: rect.width as u16,
            height: rect.height as u16,
            palette: chosen.palette,
            interlaced: self.interlaced,
            buffer: Cow::Owned(indices),
            ..gif::Frame::default()
        };
        writer.write_frame(&frame).map_err(failed)
    }
}

/// The rows in the order of an interlaced frame.
fn in_passes(indices: &[u8], rect: Rect) -> Vec<u8> {
    let row = |y: usize| indices.get(y * rect.width..(y + 1) * rect.width).unwrap_or_default();
    let mut rows = Vec::with_capacity(indices.len());
    interlaced(rect.height).for_each(|y| rows.extend_from_slice(row(y)));
    rows
}

/// The format counts the times after the first.
fn repeat(loops: u32) -> Repeat {
    match loops {
        0 => Repeat::Infinite,
        times => Repeat::Finite((times - 1).min(65_535) as u16),
    }
}

fn differ(a: Pixel, b: Pixel, tolerance: f64) -> bool {
    if a == b || a[3] != b[3] || tolerance <= 0.0 {
        return a != b;
    }
    let square = |a: u8, b: u8| f64::from(a.abs_diff(b)).powi(2);
    square(a[0], b[0]) + square(a[1], b[1]) + square(a[2], b[2]) > tolerance * tolerance
}

fn fill(canvas: &mut [Pixel], pixels: &Pixels) -> Result<()> {
    let (Samples::U8(samples), Layout::Rgb | Layout::Rgba) = (&pixels.samples, pixels.layout) else {
        return Err(broken("expected 8 bit colour"));
    };
    for (to, from) in canvas.iter_mut().zip(samples.chunks_exact(pixels.layout.channels())) {
        *to = match from {
            [r, g, b] => [*r, *g, *b, 255],
            [r, g, b, alpha] if *alpha >= OPAQUE => [*r, *g, *b, 255],
            _ => CLEAR,
        };
    }
    Ok(())
}

/// The palette that all frames together came to, in the place of the first one's (`GIF89a` sections 18 and 19).
fn put_palette(bytes: &mut Vec<u8>, palette: &[u8]) {
    const START: usize = 13;
    let Some(flags) = bytes.get_mut(10) else { return };
    let before = if *flags & 0x80 == 0 { 0 } else { 6 << (*flags & 7) };
    let bits = (palette.len() / 3).max(2).next_power_of_two().trailing_zeros() - 1;
    let after = 6usize << bits;
    // Colours may have come into places that the table had to spare.
    if palette.is_empty() || after < before || after > 768 {
        return;
    }
    *flags = *flags & 0x78 | 0x80 | bits as u8;
    let padding = std::iter::repeat_n(0, after - palette.len());
    bytes.splice(START..START + before, palette.iter().copied().chain(padding));
}

fn broken(reason: &str) -> Error {
    Error::new(Code::Panicked).format("gif").reason(reason)
}
