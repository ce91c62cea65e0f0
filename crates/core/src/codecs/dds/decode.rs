//! Blocks, masked pixels or indices to 8 bit pixels.

use super::bc7;
use super::blocks;
use super::probe::{self, Block, Kind, Surface};
use crate::codecs::bmp::decode::Component;
use crate::codecs::{Header, raw, still};
use crate::error::Result;
use crate::job::Job;
use crate::ops::alpha;
use crate::pixels::{Samples, sample_count};

pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Samples> {
    let surface = probe::surface(bytes)?;
    let data = bytes.get(surface.data_at..).unwrap_or_default();
    let count = sample_count(header.width, header.height, raw::layout(header.channels))?;
    still::whole(data.len(), need(&surface), "dds", job)?;
    let mut out = job.alloc.zeroed::<u8>(count)?;
    match surface.kind {
        Kind::Blocks(block) => squares(&surface, block, data, &mut out, job)?,
        Kind::Masks { step, masks } => masked(&surface, step, masks, data, &mut out, job)?,
        Kind::Indices => indices(&surface, data, &mut out, job)?,
    }
    let mut samples = Samples::U8(out);
    if let Kind::Blocks(Block::Bc2 { premultiplied: true } | Block::Bc3 { premultiplied: true }) =
        surface.kind
    {
        alpha::straighten(&mut samples, 4);
    }
    Ok(samples)
}

/// Bytes of the palette.
const PALETTE: usize = 256 * 4;

/// Bytes of the first surface; `None` if no file is so long.
fn need(surface: &Surface) -> Option<usize> {
    let (width, height) = (surface.width as usize, surface.height as usize);
    match surface.kind {
        Kind::Blocks(block) => width.div_ceil(4).checked_mul(height.div_ceil(4))?.checked_mul(block.bytes()),
        Kind::Masks { step, .. } => width.checked_mul(height)?.checked_mul(step),
        Kind::Indices => width.checked_mul(height)?.checked_add(PALETTE),
    }
}

fn squares(surface: &Surface, block: Block, data: &[u8], out: &mut [u8], job: &Job) -> Result<()> {
    let (width, channels) = (surface.width as usize, usize::from(surface.channels));
    let row_len = width * channels;
    let across = width.div_ceil(4);
    for (rows, from) in out.chunks_mut(row_len * 4).zip(data.chunks(across * block.bytes())) {
        job.check_cancel()?;
        for (column, from) in from.chunks_exact(block.bytes()).enumerate() {
            let square = pixels(block, from);
            let start = column * 4 * channels;
            for (row, from) in rows.chunks_exact_mut(row_len).zip(square.as_chunks::<4>().0) {
                let to = row.get_mut(start..).unwrap_or_default().chunks_exact_mut(channels);
                for (to, pixel) in to.zip(from) {
                    to.iter_mut().zip(pixel).for_each(|(to, from)| *to = *from);
                }
            }
        }
    }
    Ok(())
}

/// The pixels of a block, row by row; grey is the first sample.
fn pixels(block: Block, bytes: &[u8]) -> [[u8; 4]; 16] {
    let (low, high) = bytes.split_at_checked(8).unwrap_or((bytes, &[]));
    let word = |bytes: &[u8]| bytes.try_into().map_or(0, u64::from_le_bytes);
    let (low, high) = (word(low), word(high));
    let mut square = match block {
        Block::Bc1 => blocks::colours(low, true),
        Block::Bc2 { .. } | Block::Bc3 { .. } => blocks::colours(high, false),
        Block::Bc7 => return bc7::pixels(u128::from(high) << 64 | u128::from(low)),
        _ => [[0, 0, 0, 255]; 16],
    };
    let mut put = |channel: usize, values: [u8; 16]| {
        for (pixel, value) in square.iter_mut().zip(values) {
            if let Some(sample) = pixel.get_mut(channel) {
                *sample = value;
            }
        }
    };
    match block {
        Block::Bc2 { .. } => put(3, std::array::from_fn(|index| (low >> (index * 4) & 15) as u8 * 17)),
        Block::Bc3 { .. } => put(3, blocks::ramp(low)),
        Block::Bc4 { signed } => put(0, if signed { blocks::signed_ramp(low) } else { blocks::ramp(low) }),
        Block::Bc5 { signed: false } => {
            put(0, blocks::ramp(low));
            put(1, blocks::ramp(high));
        }
        Block::Bc5 { signed: true } => {
            put(0, blocks::signed_ramp(low));
            put(1, blocks::signed_ramp(high));
            // No blue is 0, which is the middle.
            put(2, [128; 16]);
        }
        Block::Bc1 | Block::Bc7 => {}
    }
    square
}

fn masked(
    surface: &Surface,
    step: usize,
    [red, green, blue, alpha]: [u32; 4],
    data: &[u8],
    out: &mut [u8],
    job: &Job,
) -> Result<()> {
    let masks: &[u32] = match surface.channels {
        1 => &[red],
        2 => &[red, alpha],
        3 => &[red, green, blue],
        _ => &[red, green, blue, alpha],
    };
    let components: Vec<Component> = masks.iter().map(|mask| Component::new(*mask)).collect();
    let (width, channels) = (surface.width as usize, components.len());
    for (row, from) in out.chunks_exact_mut(width * channels).zip(data.chunks(width * step)) {
        job.check_cancel()?;
        for (pixel, from) in row.chunks_exact_mut(channels).zip(from.chunks_exact(step)) {
            let value = from.iter().rev().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
            pixel.iter_mut().zip(&components).for_each(|(to, component)| *to = component.of(value));
        }
    }
    Ok(())
}

fn indices(surface: &Surface, data: &[u8], out: &mut [u8], job: &Job) -> Result<()> {
    let (palette, data) = data.split_at_checked(PALETTE).unwrap_or((data, &[]));
    let colours = palette.as_chunks::<4>().0;
    let width = surface.width as usize;
    for (row, from) in out.chunks_exact_mut(width * 4).zip(data.chunks(width)) {
        job.check_cancel()?;
        for (pixel, index) in row.as_chunks_mut::<4>().0.iter_mut().zip(from) {
            *pixel = colours.get(usize::from(*index)).copied().unwrap_or_default();
        }
    }
    Ok(())
}
