//! The frames of an APNG (PNG third edition, 8.4 and 12.11): of each after the first the part that it changes.

use super::raster::{Colour, Raster};
use crate::codecs::changes::{Rect, bounds};
use std::borrow::Cow;

/// A frame's place on the canvas and how it is put there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    pub rect: Rect,
    pub delay_ms: u32,
    /// What is transparent leaves the canvas as it was; else the part is replaced.
    pub over: bool,
}

impl Placed {
    /// The data of a frame control chunk (11.3.8.2).
    pub fn control(&self, sequence: u32) -> Vec<u8> {
        let Rect { left, top, width, height } = self.rect;
        let mut out = sequence.to_be_bytes().to_vec();
        for value in [width, height, left, top] {
            out.extend((value as u32).to_be_bytes());
        }
        let (time, each) = match self.delay_ms {
            ms @ 0..=65_535 => (ms, 1000),
            ms => (((ms + 50) / 100).min(65_535), 10),
        };
        out.extend((time as u16).to_be_bytes());
        out.extend((each as u16).to_be_bytes());
        // The canvas stays as it is after each frame.
        out.extend([0, u8::from(self.over)]);
        out
    }
}

/// What of `now` differs from `before`, which is of the same form; at least one pixel, as a frame has its time.
pub fn changed<'a>(before: &[u8], now: &Raster<'_>, delay_ms: u32) -> (Raster<'a>, Placed) {
    let (each, stride) = (now.each(), now.width * now.each());
    let bytes = bounds(before, &now.data, stride, |a, b| a != b).unwrap_or(Rect::new(0, 0, 1, 1));
    let left = bytes.left / each;
    let width = (bytes.left + bytes.width).div_ceil(each) - left;
    let rect = Rect { left, width, ..bytes };
    let mut data: Vec<u8> = Vec::with_capacity(rect.width * rect.height * each);
    rect.rows(&now.data, now.width, each).for_each(|row| data.extend_from_slice(row));
    let mut under = Vec::with_capacity(data.len());
    rect.rows(before, now.width, each).for_each(|row| under.extend_from_slice(row));
    let over = open(&mut data, &under, now);
    let (width, height) = (rect.width, rect.height);
    let part = Raster { colour: now.colour.clone(), bits: now.bits, width, height, data: Cow::Owned(data) };
    (part, Placed { rect, delay_ms, over })
}

/// Makes transparent what stays as it was, if all else is opaque and enough of it stays that this saves bytes.
fn open(data: &mut [u8], under: &[u8], form: &Raster<'_>) -> bool {
    if !matches!(form.colour, Colour::Rgba | Colour::GrayAlpha) {
        return false;
    }
    let each = form.each();
    let alpha = each / form.colour.channels();
    let opaque = |pixel: &[u8]| pixel.iter().rev().take(alpha).all(|byte| *byte == 255);
    let pairs = || data.chunks_exact(each).zip(under.chunks_exact(each));
    let stays = pairs().filter(|(now, before)| now == before).count();
    if stays * 4 < data.len() / each || !pairs().all(|(now, before)| now == before || opaque(now)) {
        return false;
    }
    for (now, before) in data.chunks_exact_mut(each).zip(under.chunks_exact(each)) {
        if now == before {
            now.fill(0);
        }
    }
    true
}
