//! Plain rows or packets to pixels, from any of the four corners.

use super::probe::{self, Fields, HEADER};
use super::{LONGEST_PACKET, REPEAT};
use crate::codecs::{Header, Reader, raw, still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Samples, sample_count};

pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Samples> {
    let fields = probe::fields(bytes)?;
    let map_at = HEADER + usize::from(fields.id_len);
    let data_at = map_at + fields.map_len();
    let map = bytes.get(map_at..data_at.min(bytes.len())).unwrap_or_default();
    let data = bytes.get(data_at..).unwrap_or_default();
    let (width, height) = (usize::from(fields.width), usize::from(fields.height));
    let step = usize::from(fields.bits.div_ceil(8));
    let pixels = width * height;
    let least = if fields.packed() { pixels.div_ceil(LONGEST_PACKET) * (1 + step) } else { pixels * step };
    still::whole(data.len(), Some(least), "tga", job)?;
    let channels = usize::from(header.channels);
    let mut out =
        job.alloc.zeroed::<u8>(sample_count(header.width, header.height, raw::layout(header.channels))?)?;
    let mut line = job.alloc.zeroed::<u8>(width * step)?;
    let unpack = Unpack::new(fields, map, channels);
    let mut source = Source { reader: Reader::new(data), left: 0, pixel: None };
    for index in 0..height {
        job.check_cancel()?;
        let filled =
            if fields.packed() { source.packets(&mut line, step) } else { source.plain(&mut line, step) };
        let y = if fields.begins_above() { index } else { height - 1 - index };
        let row = out.get_mut(y * width * channels..(y + 1) * width * channels).unwrap_or_default();
        let from = line.get(..filled).unwrap_or_default().chunks_exact(step);
        if fields.begins_right() {
            unpack.pixels(from, row.rchunks_exact_mut(channels));
        } else {
            unpack.pixels(from, row.chunks_exact_mut(channels));
        }
        if filled < line.len() {
            job.damaged(FailOn::Truncated, Error::new(Code::TruncatedImage).format("tga"))?;
            break;
        }
    }
    job.alloc.release(line.len() as u64);
    // Many writers leave an alpha alone that they do not say to be one.
    if header.has_alpha && fields.attributes() != 8 {
        let alphas = || out.iter().skip(channels - 1).step_by(channels);
        if alphas().all(|alpha| *alpha == 0) {
            out.iter_mut().skip(channels - 1).step_by(channels).for_each(|alpha| *alpha = 255);
        }
    }
    Ok(Samples::U8(out))
}

/// Stored pixels, one after the other. A packet may go on in the next row.
struct Source<'a> {
    reader: Reader<'a>,
    /// Pixels of the packet that are still to come.
    left: usize,
    /// The pixel of a packet that repeats it.
    pixel: Option<&'a [u8]>,
}

impl Source<'_> {
    /// Fills `line` as far as the bytes go; how far.
    fn plain(&mut self, line: &mut [u8], step: usize) -> usize {
        let there = self.reader.remaining() / step * step;
        let count = line.len().min(there);
        if let (Some(to), Some(from)) = (line.get_mut(..count), self.reader.take(count)) {
            to.copy_from_slice(from);
        }
        count
    }

    /// The same of packets.
    fn packets(&mut self, line: &mut [u8], step: usize) -> usize {
        let mut at = 0;
        while at < line.len() {
            if self.left == 0 && self.packet(step).is_none() {
                break;
            }
            let count = (line.len() - at).min(self.left * step);
            let Some(to) = line.get_mut(at..at + count) else { break };
            let done = match self.pixel {
                Some(pixel) => {
                    to.chunks_exact_mut(step).for_each(|to| to.copy_from_slice(pixel));
                    count
                }
                None => self.plain(to, step),
            };
            at += done;
            if done < count {
                break;
            }
            self.left -= count / step;
        }
        at
    }

    fn packet(&mut self, step: usize) -> Option<()> {
        let head = self.reader.u8()?;
        self.pixel = if head & REPEAT == 0 { None } else { Some(self.reader.take(step)?) };
        self.left = usize::from(head & !REPEAT) + 1;
        Some(())
    }
}

/// How a stored pixel becomes samples.
enum Unpack {
    /// Colours by index, the first of which has an index of its own.
    Map { first: usize, colours: Vec<[u8; 4]> },
    /// Grey with or without alpha.
    Grey,
    /// Blue, green, red and alpha.
    Bytes,
    /// Five bits each; the highest may be alpha.
    Fives,
}

impl Unpack {
    fn new(fields: Fields, map: &[u8], channels: usize) -> Self {
        if fields.mapped() {
            let step = usize::from(fields.map_bits.div_ceil(8));
            let colours = map.chunks_exact(step).map(|entry| colour(entry, channels)).collect();
            return Self::Map { first: usize::from(fields.map_first), colours };
        }
        match fields.bits {
            _ if fields.grey() => Self::Grey,
            15 | 16 => Self::Fives,
            _ => Self::Bytes,
        }
    }

    fn pixels<'o>(&self, from: impl Iterator<Item = &'o [u8]>, to: impl Iterator<Item = &'o mut [u8]>) {
        for (to, from) in to.zip(from) {
            let colour = match (self, from) {
                (Self::Grey, _) => {
                    to.copy_from_slice(from);
                    continue;
                }
                (Self::Map { first, colours }, [low, high @ ..]) => {
                    let high = high.first().copied().unwrap_or(0);
                    let index = usize::from(u16::from_le_bytes([*low, high]));
                    // Outside the map all is black.
                    let colour = index.checked_sub(*first).and_then(|index| colours.get(index));
                    colour.copied().unwrap_or([0, 0, 0, 255])
                }
                (Self::Bytes, [b, g, r, alpha @ ..]) => [*r, *g, *b, alpha.first().copied().unwrap_or(255)],
                _ => fives(from),
            };
            to.iter_mut().zip(colour).for_each(|(to, from)| *to = from);
        }
    }
}

fn colour(entry: &[u8], channels: usize) -> [u8; 4] {
    match entry {
        [b, g, r, a] if channels == 4 => [*r, *g, *b, *a],
        [b, g, r, ..] => [*r, *g, *b, 255],
        _ => fives(entry),
    }
}

/// Alpha, red, green and blue from the highest bit, in two bytes.
fn fives(pixel: &[u8]) -> [u8; 4] {
    let &[low, high] = pixel else { return [0, 0, 0, 255] };
    let value = u16::from_le_bytes([low, high]);
    let five = |shift: u16| ((value >> shift & 31) * 255 + 15) / 31;
    [five(10) as u8, five(5) as u8, five(0) as u8, if value & 0x8000 == 0 { 0 } else { 255 }]
}
