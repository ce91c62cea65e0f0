//! Bitmaps to pixels: RGB, or RGBA where the header has a mask for alpha.

use super::dib::{Coding, Dib};
use super::probe::{self, File};
use super::rle;
use crate::codecs::raw;
use crate::codecs::{DecodeOptions, Decoder, Header, still};
use crate::error::Result;
use crate::job::Job;
use crate::ops::extract::Area;
use crate::pixels::{Samples, sample_count};

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    let file = probe::file(bytes)?;
    let Some(row) = probe::inner(file.dib.coding) else {
        return still::open_part(bytes, header, options.part, job, decode);
    };
    let open = row.open(&job.limits)?;
    let inner = Header { format: row.format, ..header.clone() };
    open(file.data, &inner, &DecodeOptions { at_least: None, part: None, ..options.clone() }, job)
}

/// The header says that there are no parts of what is run-length coded.
fn decode(bytes: &[u8], header: &Header, area: Area, job: &mut Job) -> Result<Samples> {
    let File { dib, palette, data } = probe::file(bytes)?;
    let mut out = allocate(&dib, data, (header.channels, area), job)?;
    let palette = Palette::new(palette, dib.entry);
    match dib.coding {
        Coding::Rle4 | Coding::Rle8 | Coding::Rle24 => rle::decode(&dib, &palette, data, &mut out, job)?,
        _ => rows(&dib, &palette, data, (usize::from(header.channels), area), &mut out, job)?,
    }
    Ok(Samples::U8(out))
}

/// Memory for the samples, once the file is as long as they need.
fn allocate(dib: &Dib, data: &[u8], (channels, area): (u8, Area), job: &mut Job) -> Result<Vec<u8>> {
    let count = sample_count(area.width, area.height, raw::layout(channels))?;
    if dib.is_plain() {
        still::whole(data.len(), dib.byte_len(), "bmp", job)?;
    }
    job.alloc.zeroed(count)
}

/// Colours by index; an index past the end is black.
pub struct Palette<'a> {
    bytes: &'a [u8],
    entry: usize,
}

impl<'a> Palette<'a> {
    pub fn new(bytes: &'a [u8], entry: usize) -> Self {
        Self { bytes, entry }
    }

    pub fn colour(&self, index: usize) -> [u8; 3] {
        match self.bytes.get(index * self.entry..index * self.entry + 3) {
            Some([b, g, r]) => [*r, *g, *b],
            _ => [0; 3],
        }
    }

    fn table(&self) -> [[u8; 3]; 256] {
        std::array::from_fn(|index| self.colour(index))
    }
}

/// A part of plain pixels into `out`, `channels` a pixel; a fourth is left to the caller unless it has a mask.
pub fn rows(
    dib: &Dib,
    palette: &Palette<'_>,
    data: &[u8],
    (channels, area): (usize, Area),
    out: &mut [u8],
    job: &Job,
) -> Result<()> {
    let stride = dib.stride().unwrap_or(usize::MAX).max(1);
    let (first, row_len) = (area.left as usize, area.width as usize * channels);
    let unpack = Unpack::new(dib, palette);
    let height = dib.height as usize;
    for (y, target) in (area.top as usize..).zip(out.chunks_exact_mut(row_len.max(1))) {
        job.check_cancel()?;
        let index = if dib.top_down { y } else { height - 1 - y };
        // What the file does not have stays 0.
        let from = index.checked_mul(stride).and_then(|at| data.get(at..)).unwrap_or_default();
        let row = from.get(..stride).unwrap_or(from);
        unpack.row(row, first, target.chunks_exact_mut(channels));
    }
    Ok(())
}

/// How the pixels of a row become colours.
enum Unpack {
    Indices { bits: usize, colours: Box<[[u8; 3]; 256]> },
    Bytes { step: usize },
    Masks { step: usize, components: Box<[Component; 4]> },
}

impl Unpack {
    fn new(dib: &Dib, palette: &Palette<'_>) -> Self {
        match dib.bits {
            bits @ 1..=8 => Self::Indices { bits: usize::from(bits), colours: Box::new(palette.table()) },
            24 => Self::Bytes { step: 3 },
            bits => {
                let step = usize::from(bits / 8);
                if step == 4 && dib.masks == [0x00ff_0000, 0x0000_ff00, 0x0000_00ff, 0] {
                    return Self::Bytes { step };
                }
                Self::Masks { step, components: Box::new(dib.masks.map(Component::new)) }
            }
        }
    }

    /// Pixels of a row from one on.
    fn row<'o>(&self, from: &[u8], first: usize, to: impl Iterator<Item = &'o mut [u8]>) {
        match self {
            Self::Indices { bits, colours } => {
                let most = (1usize << bits) - 1;
                for (x, pixel) in (first..).zip(to) {
                    let at = x * bits;
                    let Some(byte) = from.get(at / 8) else { break };
                    let index = (usize::from(*byte) >> (8 - bits - at % 8)) & most;
                    let colour = colours.get(index).copied().unwrap_or_default();
                    pixel.iter_mut().zip(colour).for_each(|(to, from)| *to = from);
                }
            }
            Self::Bytes { step } => {
                for (pixel, from) in to.zip(from.chunks_exact(*step).skip(first)) {
                    if let ([r, g, b, ..], [blue, green, red, ..]) = (pixel, from) {
                        (*r, *g, *b) = (*red, *green, *blue);
                    }
                }
            }
            Self::Masks { step, components } => {
                for (pixel, from) in to.zip(from.chunks_exact(*step).skip(first)) {
                    let value = from.iter().rev().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
                    for (sample, component) in pixel.iter_mut().zip(components.iter()) {
                        *sample = component.of(value);
                    }
                }
            }
        }
    }
}

/// One mask: its bits, scaled so that all of them set is 255.
pub struct Component {
    mask: u32,
    shift: u32,
    most: u32,
    table: [u8; 256],
}

impl Component {
    pub fn new(mask: u32) -> Self {
        let shift = if mask == 0 { 0 } else { mask.trailing_zeros() };
        let most = mask >> shift;
        let table = std::array::from_fn(|value| scale(value as u32, most));
        Self { mask, shift, most, table }
    }

    pub fn of(&self, pixel: u32) -> u8 {
        let value = (pixel & self.mask) >> self.shift;
        self.table.get(value as usize).copied().unwrap_or_else(|| scale(value, self.most))
    }
}

fn scale(value: u32, most: u32) -> u8 {
    let most = u64::from(most);
    (u64::from(value).min(most) * 255 + most / 2).checked_div(most).unwrap_or(0) as u8
}
