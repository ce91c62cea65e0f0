//! Scanlines of mantissas with one exponent each, plain or in runs of the two kinds, to floats.

use super::RUN_WIDTHS;
use super::probe::{self, Parts};
use crate::codecs::{Header, Reader, still};
use crate::colour::curve;
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Layout, Samples, sample_count};

/// Why a scanline has no further pixels.
#[derive(Clone, Copy)]
enum Stop {
    End,
    Damage,
}

type Outcome = std::result::Result<(), Stop>;

pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Samples> {
    let parts = probe::parts(bytes)?;
    let data = bytes.get(parts.data_at..).unwrap_or_default();
    let count = sample_count(header.width, header.height, Layout::Rgb)?;
    let (width, height) = (header.width as usize, header.height as usize);
    let (lines, len) = if parts.columns { (width, height) } else { (height, width) };
    still::whole(data.len(), least(lines, len), "hdr", job)?;
    let mut out = job.alloc.zeroed::<f32>(count)?;
    let mut line = job.alloc.zeroed::<[u8; 4]>(len)?;
    let mut reader = Reader::new(data);
    let mut place = Place { parts, width, height, codes: Codes::new(job)? };
    for index in 0..lines {
        job.check_cancel()?;
        line.fill([0; 4]);
        let outcome = scanline(&mut reader, &mut line);
        place.put(index, &line, &mut out);
        let error = match outcome {
            Ok(()) => continue,
            Err(Stop::End) => Error::new(Code::TruncatedImage).format("hdr"),
            Err(Stop::Damage) => Error::new(Code::CorruptImage).format("hdr").reason("a run passes its line"),
        };
        job.damaged(FailOn::Truncated, error)?;
        break;
    }
    job.alloc.release(len as u64 * 4 + Codes::BYTES);
    Ok(Samples::F32(out))
}

/// The fewest bytes that hold all scanlines: a pixel, and one that says how often it comes again.
fn least(lines: usize, len: usize) -> Option<usize> {
    lines.checked_mul(4 * len.min(2))
}

fn scanline(reader: &mut Reader<'_>, line: &mut [[u8; 4]]) -> Outcome {
    let mut ahead = *reader;
    match ahead.array::<4>() {
        Some([2, 2, high @ 0..=0x7f, low]) if RUN_WIDTHS.contains(&line.len()) => {
            *reader = ahead;
            if usize::from(u16::from_be_bytes([high, low])) != line.len() {
                return Err(Stop::Damage);
            }
            (0..4).try_for_each(|component| runs(reader, line, component))
        }
        _ => pixels(reader, line),
    }
}

/// One component of all pixels: a length over 128 repeats the byte behind it.
fn runs(reader: &mut Reader<'_>, line: &mut [[u8; 4]], component: usize) -> Outcome {
    let mut left = line.len();
    let mut slots = line.iter_mut().filter_map(|pixel| pixel.get_mut(component));
    while left > 0 {
        let head = usize::from(reader.u8().ok_or(Stop::End)?);
        let (count, repeats) = if head > 128 { (head - 128, true) } else { (head, false) };
        if count == 0 || count > left {
            return Err(Stop::Damage);
        }
        left -= count;
        if repeats {
            let value = reader.u8().ok_or(Stop::End)?;
            slots.by_ref().take(count).for_each(|slot| *slot = value);
        } else {
            for slot in slots.by_ref().take(count) {
                *slot = reader.u8().ok_or(Stop::End)?;
            }
        }
    }
    Ok(())
}

/// Whole pixels. Mantissas of 1 repeat the pixel before as often as the exponent says; one such after another counts 256 times as much.
fn pixels(reader: &mut Reader<'_>, line: &mut [[u8; 4]]) -> Outcome {
    let (mut at, mut shift) = (0, 0u32);
    while at < line.len() {
        let pixel = reader.array::<4>().ok_or(Stop::End)?;
        if let [1, 1, 1, count] = pixel {
            let count = usize::from(count).checked_shl(shift).filter(|_| shift <= 16).ok_or(Stop::Damage)?;
            let last = at.checked_sub(1).and_then(|before| line.get(before)).copied().ok_or(Stop::Damage)?;
            line.get_mut(at..at + count).ok_or(Stop::Damage)?.fill(last);
            (at, shift) = (at + count, shift + 8);
        } else {
            if let Some(slot) = line.get_mut(at) {
                *slot = pixel;
            }
            (at, shift) = (at + 1, 0);
        }
    }
    Ok(())
}

/// Where scanlines go.
struct Place {
    parts: Parts,
    width: usize,
    height: usize,
    codes: Codes,
}

impl Place {
    fn put(&mut self, index: usize, line: &[[u8; 4]], out: &mut [f32]) {
        let turn = |at: usize, len: usize, turned: bool| if turned { len - 1 - at } else { at };
        for (at, pixel) in line.iter().enumerate() {
            let (x, y) = if self.parts.columns { (index, at) } else { (at, index) };
            let x = turn(x, self.width, self.parts.from_right);
            let y = turn(y, self.height, self.parts.from_below);
            let start = (y * self.width + x) * 3;
            let codes =
                if self.parts.xyz { rgb(light(*pixel)).map(curve::encode) } else { self.codes.of(*pixel) };
            let Some(to) = out.get_mut(start..start + 3) else { return };
            to.copy_from_slice(&codes);
        }
    }
}

/// The codes of all mantissas, for each exponent that came: the curve costs more than all else.
struct Codes(Vec<f32>, [bool; 256]);

impl Codes {
    const BYTES: u64 = 256 * 256 * 4;

    fn new(job: &mut Job) -> Result<Self> {
        Ok(Self(job.alloc.zeroed(256 * 256)?, [false; 256]))
    }

    fn of(&mut self, [r, g, b, exponent]: [u8; 4]) -> [f32; 3] {
        let start = usize::from(exponent) * 256;
        let codes = self.0.get_mut(start..start + 256).unwrap_or_default();
        if let Some(known) = self.1.get_mut(usize::from(exponent)).filter(|known| !**known) {
            *known = true;
            for (code, mantissa) in codes.iter_mut().zip(0..=255) {
                let [light, ..] = light([mantissa, 0, 0, exponent]);
                *code = curve::encode(light);
            }
        }
        [r, g, b].map(|mantissa| codes.get(usize::from(mantissa)).copied().unwrap_or_default())
    }
}

/// The middle of what a mantissa stands for; an exponent of 0 is black.
fn light([r, g, b, exponent]: [u8; 4]) -> [f32; 3] {
    if exponent == 0 {
        return [0.0; 3];
    }
    let unit = libm::ldexpf(1.0, i32::from(exponent) - 136);
    [r, g, b].map(|mantissa| (f32::from(mantissa) + 0.5) * unit)
}

/// Tristimulus values, of which white has three equal ones, to Radiance's own primaries (0.640 0.330, 0.290 0.600, 0.150 0.060),
/// which all programs show as sRGB's.
fn rgb([x, y, z]: [f32; 3]) -> [f32; 3] {
    [
        2.565_313 * x - 1.166_85 * y - 0.398_463 * z,
        -1.022_108 * x + 1.978_287 * y + 0.043_822 * z,
        0.074_724 * x - 0.251_94 * y + 1.177_215 * z,
    ]
}
