//! APNG to composed frames (PNG third edition, 4.9 and 8.4): each frame's data become a PNG of their own.

use super::super::chunk;
use super::super::probe::SIGNATURE;
use super::decode;
use crate::codecs::changes::Rect;
use crate::codecs::{DecodeOptions, Decoder, Header, Reader};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::ops::layout;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use std::collections::VecDeque;

/// What is done with a frame's place before the next (11.3.8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disposal {
    Keep,
    Clear,
    Restore,
}

/// A frame as the file has it.
struct Part<'a> {
    rect: Rect,
    delay_ms: u32,
    disposal: Disposal,
    /// Put over what is there; else in its place.
    over: bool,
    data: Vec<&'a [u8]>,
}

/// The frames of a file, and the chunks that each of them needs.
struct Demuxed<'a> {
    ihdr: &'a [u8],
    shared: Vec<([u8; 4], &'a [u8])>,
    parts: VecDeque<Part<'a>>,
    /// The file goes on to its end chunk, in order.
    whole: bool,
}

/// Frames up to the first chunk that is out of order or cut, and the first frame without data.
fn demux(bytes: &[u8], canvas: (usize, usize)) -> Demuxed<'_> {
    let mut found = chunks(bytes, canvas);
    if let Some(empty) = found.parts.iter().position(|part| part.data.is_empty()) {
        found.parts.truncate(empty);
    }
    found
}

fn chunks<'a>(bytes: &'a [u8], canvas: (usize, usize)) -> Demuxed<'a> {
    let mut reader = Reader::new(bytes);
    reader.take(SIGNATURE.len());
    let mut found = Demuxed { ihdr: &[], shared: Vec::new(), parts: VecDeque::new(), whole: false };
    let mut sequence = 0;
    while let Some((kind, data)) = chunk::next(&mut reader) {
        let mut numbered = |data: &'a [u8]| {
            let (number, rest) = data.split_first_chunk()?;
            let right = u32::from_be_bytes(*number) == sequence;
            sequence += 1;
            right.then_some(rest)
        };
        match &kind {
            b"IHDR" => found.ihdr = data,
            b"PLTE" | b"tRNS" => found.shared.push((kind, data)),
            b"fcTL" => match numbered(data).and_then(|data| control(data, canvas)) {
                Some(part) => found.parts.push_back(part),
                None => return found,
            },
            // Without a frame control before it, the still image is not part of the animation.
            b"IDAT" => {
                if let Some(part) = found.parts.back_mut() {
                    part.data.push(data);
                }
            }
            b"fdAT" => match (numbered(data), found.parts.back_mut()) {
                (Some(data), Some(part)) => part.data.push(data),
                _ => return found,
            },
            b"IEND" => {
                found.whole = true;
                return found;
            }
            _ => {}
        }
    }
    found
}

/// A frame control's fields after its number; `None` if its place is not on the canvas.
fn control<'a>(data: &[u8], canvas: (usize, usize)) -> Option<Part<'a>> {
    let mut reader = Reader::new(data);
    let mut side = || reader.u32_be().map(|side| side as usize);
    let (width, height, left, top) = (side()?, side()?, side()?, side()?);
    let fits =
        |at: usize, len: usize, all: usize| len > 0 && at.checked_add(len).is_some_and(|end| end <= all);
    if !fits(left, width, canvas.0) || !fits(top, height, canvas.1) {
        return None;
    }
    let (time, each) = (u32::from(reader.u16_be()?), u32::from(reader.u16_be()?));
    // A denominator of 0 stands for 100.
    let each = if each == 0 { 100 } else { each };
    let disposal = match reader.u8()? {
        0 => Disposal::Keep,
        1 => Disposal::Clear,
        2 => Disposal::Restore,
        _ => return None,
    };
    let over = match reader.u8()? {
        0 => false,
        1 => true,
        _ => return None,
    };
    let rect = Rect { left, top, width, height };
    Some(Part { rect, delay_ms: (time * 1000 + each / 2) / each, disposal, over, data: Vec::new() })
}

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, u64::from(options.composed(header)), "png")?;
    let (width, height) = (header.width as usize, header.height as usize);
    let mut file = demux(bytes, (width, height));
    file.parts.truncate(header.frames as usize);
    let full = Rect::new(0, 0, width, height);
    // What no frame covers is transparent.
    let open = file.parts.front().is_some_and(|first| first.rect != full)
        || file.parts.iter().any(|part| part.disposal == Disposal::Clear)
        || file.parts.front().is_some_and(|first| first.disposal == Disposal::Restore);
    let layout = match (header.space == "b-w", header.has_alpha || open) {
        (true, false) => Layout::Gray,
        (true, true) => Layout::GrayA,
        (false, false) => Layout::Rgb,
        (false, true) => Layout::Rgba,
    };
    let canvas = Pixels::zeroed(&mut job.alloc, header.depth, layout, header.width, header.height)?;
    let header = header.clone();
    Ok(Box::new(Animation { file, header, canvas, skip: options.page, given: 0, cut: true }))
}

struct Animation<'a> {
    file: Demuxed<'a>,
    header: Header,
    canvas: Pixels,
    /// Frames to compose without giving them out.
    skip: u32,
    given: u32,
    /// That frames are missing is still to be said.
    cut: bool,
}

impl Decoder for Animation<'_> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        while let Some(part) = self.file.parts.pop_front() {
            job.check_cancel()?;
            let before = self.put(&part, job)?;
            self.given += 1;
            let shown = if self.skip > 0 {
                self.skip -= 1;
                None
            } else {
                job.alloc.reserve(self.canvas.bytes())?;
                Some(Frame { pixels: self.canvas.clone(), delay_ms: part.delay_ms })
            };
            self.dispose(&part, before);
            if shown.is_some() {
                return Ok(shown);
            }
        }
        if std::mem::take(&mut self.cut) && (!self.file.whole || self.given < self.header.frames) {
            let reason = format!("{} of {} frames", self.given, self.header.frames);
            let error = Error::new(Code::TruncatedImage).format("png").reason(reason);
            // That the end alone is missing costs nothing.
            let level = if self.given < self.header.frames { FailOn::Truncated } else { FailOn::Warning };
            job.damaged(level, error)?;
        }
        Ok(None)
    }
}

impl Animation<'_> {
    /// Decodes a frame onto the canvas; what was there comes back where it will be wanted again.
    fn put(&mut self, part: &Part<'_>, job: &mut Job) -> Result<Option<Samples>> {
        let file = self.alone(part)?;
        let (width, height) = (part.rect.width as u32, part.rect.height as u32);
        let header = Header { width, height, ..self.header.clone() };
        let mut pixels = decode::decode(&file, &header, job)?.pixels;
        if self.canvas.layout.has_alpha() {
            pixels = layout::ensure_alpha(pixels, job)?;
        }
        let each = self.canvas.layout.channels();
        let width = self.header.width as usize;
        let before = match (&mut self.canvas.samples, &pixels.samples) {
            (Samples::U8(canvas), Samples::U8(from)) => {
                let before = Samples::U8(part.saved(canvas, width, each));
                blend(canvas, from, part, (width, each), over_u8);
                before
            }
            (Samples::U16(canvas), Samples::U16(from)) => {
                let before = Samples::U16(part.saved(canvas, width, each));
                blend(canvas, from, part, (width, each), over_u16);
                before
            }
            _ => return Err(Error::new(Code::Panicked).format("png").reason("depth of a frame")),
        };
        job.alloc.release(pixels.bytes());
        Ok((part.disposal == Disposal::Restore).then_some(before))
    }

    /// The frame as a still image.
    fn alone(&self, part: &Part<'_>) -> Result<Vec<u8>> {
        let form = self.file.ihdr.get(8..).unwrap_or_default();
        let size: usize = part.data.iter().map(|data| data.len() + 12).sum();
        let mut out = Vec::new();
        let refused = || Error::new(Code::MemoryLimit).format("png").found("more than the system has");
        out.try_reserve(size + 2048).map_err(|_| refused())?;
        out.extend_from_slice(SIGNATURE);
        let side = |side: usize| (side as u32).to_be_bytes();
        chunk::put(&mut out, *b"IHDR", &[&side(part.rect.width), &side(part.rect.height), form]);
        self.file.shared.iter().for_each(|(kind, data)| chunk::put(&mut out, *kind, &[data]));
        part.data.iter().for_each(|data| chunk::put(&mut out, *b"IDAT", &[data]));
        chunk::put(&mut out, *b"IEND", &[]);
        Ok(out)
    }

    fn dispose(&mut self, part: &Part<'_>, before: Option<Samples>) {
        let each = self.canvas.layout.channels();
        let wide = self.header.width as usize * each;
        let rect = part.rect.samples(each);
        match (&mut self.canvas.samples, before) {
            _ if part.disposal == Disposal::Keep => {}
            (Samples::U8(canvas), Some(Samples::U8(before))) => undo(rect, canvas, wide, &before),
            (Samples::U16(canvas), Some(Samples::U16(before))) => undo(rect, canvas, wide, &before),
            (Samples::U8(canvas), _) => undo(rect, canvas, wide, &[]),
            (Samples::U16(canvas), _) => undo(rect, canvas, wide, &[]),
            (Samples::F32(_), _) => {}
        }
    }
}

/// Puts back what was in a frame's place; where nothing was kept of it, it becomes transparent.
fn undo<T: Copy + Default>(rect: Rect, canvas: &mut [T], wide: usize, before: &[T]) {
    let mut before = before.chunks_exact(rect.width);
    for row in rect.rows_mut(canvas, wide) {
        match before.next() {
            Some(from) => row.copy_from_slice(from),
            None => row.fill(T::default()),
        }
    }
}

impl Part<'_> {
    /// What is in the frame's place, if it will be wanted again.
    fn saved<T: Copy>(&self, canvas: &[T], width: usize, each: usize) -> Vec<T> {
        if self.disposal == Disposal::Restore {
            self.rect.rows(canvas, width, each).flatten().copied().collect()
        } else {
            Vec::new()
        }
    }
}

/// Puts a frame's samples into its place.
fn blend<T: Copy>(
    canvas: &mut [T],
    from: &[T],
    part: &Part<'_>,
    (width, each): (usize, usize),
    over: fn(&mut [T], &[T]),
) {
    let rect = part.rect.samples(each);
    for (to, from) in rect.rows_mut(canvas, width * each).zip(from.chunks_exact(rect.width)) {
        if part.over && each % 2 == 0 {
            to.chunks_exact_mut(each).zip(from.chunks_exact(each)).for_each(|(to, from)| over(to, from));
        } else {
            to.copy_from_slice(from);
        }
    }
}

/// Straight alpha over straight alpha (PNG third edition, 13.16), rounded once.
fn over_u8(to: &mut [u8], from: &[u8]) {
    let (Some((below, under)), Some((above, colours))) = (to.split_last_mut(), from.split_last()) else {
        return;
    };
    let (u, v) = (u32::from(*above) * 255, (255 - u32::from(*above)) * u32::from(*below));
    for (to, from) in under.iter_mut().zip(colours) {
        let sum = u32::from(*from) * u + u32::from(*to) * v + u.midpoint(v);
        *to = sum.checked_div(u + v).unwrap_or_default() as u8;
    }
    *below = ((u + v + 127) / 255) as u8;
}

fn over_u16(to: &mut [u16], from: &[u16]) {
    let (Some((below, under)), Some((above, colours))) = (to.split_last_mut(), from.split_last()) else {
        return;
    };
    let (u, v) = (u64::from(*above) * 65_535, (65_535 - u64::from(*above)) * u64::from(*below));
    for (to, from) in under.iter_mut().zip(colours) {
        let sum = u64::from(*from) * u + u64::from(*to) * v + u.midpoint(v);
        *to = sum.checked_div(u + v).unwrap_or_default() as u16;
    }
    *below = ((u + v + 32_767) / 65_535) as u16;
}
