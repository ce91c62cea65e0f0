//! The image of an icon that is shown: a PNG, or a bitmap whose height counts the mask of one bit that follows its pixels.

use super::probe::{self, Entry, cut};
use crate::codecs::bmp::decode as pixels;
use crate::codecs::bmp::dib::Dib;
use crate::codecs::{DecodeOptions, Decoder, Header, png, still};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::job::{FailOn, Job};
use crate::ops::extract::Area;
use crate::pixels::{Layout, Samples, sample_count};

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    let (_, data) = probe::chosen(bytes)?;
    if probe::is_png(data) {
        let open = png::ROW.open(&job.limits)?;
        return open(data, &Header { format: Format::Png, ..header.clone() }, options, job);
    }
    still::open(bytes, header, job, decode)
}

fn decode(bytes: &[u8], _header: &Header, job: &mut Job) -> Result<Samples> {
    let (entry, data) = probe::chosen(bytes)?;
    let mut dib = probe::bitmap(data)?;
    // The fourth byte of a pixel is alpha here, whatever the header says.
    let deep = dib.bits == 32;
    if deep && dib.masks[3] == 0 {
        dib.masks[3] = 0xff00_0000;
    }
    // A profile comes last, and has come to stand in the place of a mask.
    let end = dib.profile.map_or(data.len(), |(offset, _)| offset.max(dib.palette_end()).min(data.len()));
    let plain = data.get(dib.palette_end()..end).unwrap_or_default();
    let (rows, mask) = parts(&dib, plain, entry, bytes, job)?;
    let mut out = job.alloc.zeroed::<u8>(sample_count(dib.width, dib.height, Layout::Rgba)?)?;
    let palette = data.get(dib.palette_at..).unwrap_or_default();
    let palette = palette.get(..dib.palette_end() - dib.palette_at).unwrap_or(palette);
    pixels::rows(
        &dib,
        &pixels::Palette::new(palette, dib.entry),
        rows,
        (4, Area::of(dib.width, dib.height)),
        &mut out,
        job,
    )?;
    if !(deep && out.as_chunks::<4>().0.iter().any(|[.., alpha]| *alpha != 0)) {
        apply(&dib, mask, &mut out);
    }
    Ok(Samples::U8(out))
}

/// The pixels and the mask. Writers leave out the mask of what has alpha, and then the entry's length says so.
fn parts<'a>(
    dib: &Dib,
    plain: &'a [u8],
    entry: Entry,
    bytes: &[u8],
    job: &mut Job,
) -> Result<(&'a [u8], &'a [u8])> {
    let rows = dib.stride().and_then(|stride| stride.checked_mul(dib.height as usize));
    let mask = Dib { bits: 1, ..dib.clone() }.stride().and_then(|s| s.checked_mul(dib.height as usize));
    let (Some(rows), Some(mask)) = (rows, mask) else { return Err(cut()) };
    let (pixels, behind) = plain.split_at_checked(rows).unwrap_or((plain, &[]));
    let there = entry.offset.checked_add(entry.len).is_some_and(|end| end <= bytes.len());
    if pixels.len() < rows || (behind.len() < mask && !there) {
        job.damaged(FailOn::Truncated, cut())?;
    } else if behind.len() < mask && dib.bits < 32 {
        job.damaged(FailOn::Error, Error::new(Code::CorruptImage).format("ico").reason("no whole mask"))?;
    }
    Ok((pixels, behind))
}

/// A set bit of the mask is transparent. What has no mask is opaque.
fn apply(dib: &Dib, mask: &[u8], out: &mut [u8]) {
    let width = dib.width as usize;
    let stride = width.div_ceil(32) * 4;
    for (index, row) in out.chunks_exact_mut(width * 4).enumerate() {
        let from = if dib.top_down { index } else { dib.height as usize - 1 - index };
        let bits = mask.get(from * stride..).unwrap_or_default();
        for (x, pixel) in row.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let set = bits.get(x / 8).is_some_and(|byte| byte << (x % 8) & 0x80 != 0);
            pixel[3] = if set { 0 } else { 255 };
        }
    }
}
