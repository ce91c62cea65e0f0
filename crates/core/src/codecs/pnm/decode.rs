//! Text, bits, whole numbers or floats to pixels. White becomes white, whatever its value.

use super::probe::{self, Coding, Parts};
use crate::codecs::{Header, Reader, raw, still};
use crate::colour::curve;
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Samples, sample_count};
use std::cell::Cell;

pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Samples> {
    let parts = probe::parts(bytes)?;
    let data = bytes.get(parts.data_at..).unwrap_or_default();
    let count = sample_count(parts.width, parts.height, raw::layout(header.channels))?;
    still::whole(data.len(), least(&parts), "pnm", job)?;
    match parts.coding {
        Coding::Float { little } => {
            let mut out = job.alloc.zeroed::<f32>(count)?;
            floats(&parts, data, little, &mut out, job)?;
            Ok(Samples::F32(out))
        }
        _ if parts.most > 255 => {
            let mut out = job.alloc.zeroed::<u16>(count)?;
            let most = parts.most;
            whole_numbers(&parts, data, &mut out, |value| ((value * 65_535 + most / 2) / most) as u16, job)?;
            Ok(Samples::U16(out))
        }
        _ => {
            let mut out = job.alloc.zeroed::<u8>(count)?;
            let most = parts.most;
            whole_numbers(&parts, data, &mut out, |value| ((value * 255 + most / 2) / most) as u8, job)?;
            Ok(Samples::U8(out))
        }
    }
}

/// The fewest bytes that hold all pixels; `None` if no file does.
fn least(parts: &Parts) -> Option<usize> {
    let (width, height) = (parts.width as usize, parts.height as usize);
    let samples = width.checked_mul(height)?.checked_mul(parts.stored)?;
    match parts.coding {
        // Nothing need stand behind the last digit.
        Coding::Text => Some(samples.checked_mul(2)?.saturating_sub(1)),
        Coding::TextBits => Some(samples),
        Coding::Bits => width.div_ceil(8).checked_mul(height),
        Coding::Binary => samples.checked_mul(if parts.most > 255 { 2 } else { 1 }),
        Coding::Float { .. } => samples.checked_mul(4),
    }
}

/// `scale` is given values up to that of white.
fn whole_numbers<T: Copy>(
    parts: &Parts,
    data: &[u8],
    out: &mut [T],
    scale: impl Fn(u32) -> T,
    job: &mut Job,
) -> Result<()> {
    let over = Cell::new(false);
    let checked = |value: u32| {
        over.set(over.get() || value > parts.most);
        scale(value.min(parts.most))
    };
    match parts.coding {
        Coding::Text | Coding::TextBits => text(parts, data, out, checked, job)?,
        Coding::Bits => bits(parts, data, out, checked, job)?,
        _ if parts.most > 255 => {
            let read = |sample: &[u8]| sample.iter().fold(0, |value, byte| value << 8 | u32::from(*byte));
            let rows = out.chunks_exact_mut(parts.width as usize * usize::from(parts.channels));
            binary::<2, _>(parts, data, rows, |sample| checked(read(sample)), job)?;
        }
        _ => {
            let rows = out.chunks_exact_mut(parts.width as usize * usize::from(parts.channels));
            binary::<1, _>(parts, data, rows, |[sample]| checked(u32::from(*sample)), job)?;
        }
    }
    if over.get() {
        let error =
            Error::new(Code::CorruptImage).format("pnm").reason("a sample is over the value of white");
        job.damaged(FailOn::Error, error)?;
    }
    Ok(())
}

fn binary<'o, const N: usize, T: Copy + 'o>(
    parts: &Parts,
    data: &[u8],
    rows: impl Iterator<Item = &'o mut [T]>,
    of: impl Fn(&[u8; N]) -> T,
    job: &Job,
) -> Result<()> {
    let width = parts.width as usize;
    for (row, from) in rows.zip(data.chunks(width * parts.stored * N)) {
        job.check_cancel()?;
        let pixels = from.as_chunks::<N>().0.chunks_exact(parts.stored);
        for (to, pixel) in row.chunks_exact_mut(usize::from(parts.channels)).zip(pixels) {
            to.iter_mut().zip(pixel).for_each(|(to, sample)| *to = of(sample));
        }
    }
    Ok(())
}

fn floats(parts: &Parts, data: &[u8], little: bool, out: &mut [f32], job: &Job) -> Result<()> {
    let rows = out.chunks_exact_mut(parts.width as usize * usize::from(parts.channels)).rev();
    let of = |sample: &[u8; 4]| {
        let light = if little { f32::from_le_bytes(*sample) } else { f32::from_be_bytes(*sample) };
        // A sample that is no number, or has no end, would spread through every step after it.
        if light.is_nan() { 0.0 } else { curve::encode(light.clamp(f32::MIN, f32::MAX)) }
    };
    binary(parts, data, rows, of, job)
}

fn bits<T: Copy>(parts: &Parts, data: &[u8], out: &mut [T], of: impl Fn(u32) -> T, job: &Job) -> Result<()> {
    let width = parts.width as usize;
    let [black, white] = [of(0), of(1)];
    for (row, from) in out.chunks_exact_mut(width).zip(data.chunks(width.div_ceil(8))) {
        job.check_cancel()?;
        for (to, byte) in row.chunks_mut(8).zip(from) {
            for (index, to) in to.iter_mut().enumerate() {
                *to = if byte << index & 0x80 == 0 { white } else { black };
            }
        }
    }
    Ok(())
}

/// Why text gives no more samples.
enum Stop {
    End,
    Damage,
}

fn text<T: Copy>(
    parts: &Parts,
    data: &[u8],
    out: &mut [T],
    of: impl Fn(u32) -> T,
    job: &mut Job,
) -> Result<()> {
    let mut reader = Reader::new(data);
    for row in out.chunks_exact_mut(parts.width as usize * usize::from(parts.channels)) {
        job.check_cancel()?;
        for to in row {
            let value = match parts.coding {
                Coding::TextBits => digit(&mut reader).map(|bit| 1 - bit),
                _ => number(&mut reader),
            };
            *to = match value {
                Ok(value) => of(value),
                Err(Stop::End) => {
                    return job.damaged(FailOn::Truncated, Error::new(Code::TruncatedImage).format("pnm"));
                }
                Err(Stop::Damage) => {
                    let error =
                        Error::new(Code::CorruptImage).format("pnm").reason("no digit where one should be");
                    return job.damaged(FailOn::Truncated, error);
                }
            };
        }
    }
    Ok(())
}

/// The first byte past white space and comments.
fn begin(reader: &mut Reader<'_>) -> std::result::Result<u8, Stop> {
    loop {
        match probe::byte(reader) {
            None => return Err(Stop::End),
            Some(byte) if probe::is_space(byte) => {}
            Some(byte) => return Ok(byte),
        }
    }
}

/// A bitmap's digits need nothing between them.
fn digit(reader: &mut Reader<'_>) -> std::result::Result<u32, Stop> {
    match begin(reader)? {
        b'0' => Ok(0),
        b'1' => Ok(1),
        _ => Err(Stop::Damage),
    }
}

fn number(reader: &mut Reader<'_>) -> std::result::Result<u32, Stop> {
    let mut byte = begin(reader)?;
    let mut value = 0u32;
    loop {
        if !byte.is_ascii_digit() {
            return Err(Stop::Damage);
        }
        value = value.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
        match probe::byte(reader) {
            Some(next) if !probe::is_space(next) => byte = next,
            _ => return Ok(value),
        }
    }
}
