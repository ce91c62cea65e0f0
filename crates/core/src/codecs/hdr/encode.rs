//! Pixels to scanlines of mantissas with one exponent each, from above, in runs where their length allows it.

use super::RUN_WIDTHS;
use crate::codecs::{Encoder, still};
use crate::colour::curve;
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Frame, Samples};
use crate::spec::Values;

pub fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(still::encoder(encode))
}

fn encode(frame: Frame, job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    let (width, stride) = (pixels.width as usize, pixels.stride);
    let head = format!("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {} +X {}\n", pixels.height, pixels.width);
    let mut out = Vec::new();
    still::room(&mut out, head.len(), job)?;
    out.extend(head.bytes());
    let mut line = job.alloc.zeroed::<[u8; 4]>(width)?;
    let light = |code: u32, full: u32| curve::decode(code as f32 / full as f32);
    match &pixels.samples {
        Samples::U8(samples) => {
            let lights: [f32; 256] = std::array::from_fn(|code| light(code as u32, 255));
            let of = |code: &u8| lights.get(usize::from(*code)).copied().unwrap_or_default();
            scanlines(samples.chunks(stride), of, &mut line, &mut out, job)?;
        }
        Samples::U16(samples) => {
            let of = |code: &u16| light(u32::from(*code), 65_535);
            scanlines(samples.chunks(stride), of, &mut line, &mut out, job)?;
        }
        Samples::F32(samples) => {
            scanlines(samples.chunks(stride), |code| curve::decode(*code), &mut line, &mut out, job)?;
        }
    }
    job.alloc.release(width as u64 * 4);
    Ok(out)
}

fn scanlines<'a, T: 'a>(
    rows: impl Iterator<Item = &'a [T]>,
    light: impl Fn(&T) -> f32,
    line: &mut [[u8; 4]],
    out: &mut Vec<u8>,
    job: &mut Job,
) -> Result<()> {
    for row in rows {
        job.check_cancel()?;
        for (to, pixel) in line.iter_mut().zip(row.as_chunks::<3>().0) {
            *to = quantise(pixel.each_ref().map(&light));
        }
        // The head, and for 128 stored bytes one that says how many.
        still::room(out, 4 + line.len() * 4 + line.len().div_ceil(LONGEST_STORED) * 4, job)?;
        if RUN_WIDTHS.contains(&line.len()) {
            out.extend([2, 2]);
            out.extend((line.len() as u16).to_be_bytes());
            (0..4).for_each(|component| runs(line, component, out));
        } else {
            out.extend(line.iter().flatten());
        }
    }
    Ok(())
}

/// Light that would need an exponent over 127.
const TOO_BRIGHT: f32 = f32::from_bits(0x7eff_ffff);
/// Light that is black: its exponent would be under what is stored.
const TOO_DARK: f32 = 1e-32;

/// Eight bits each, with the exponent of the brightest. What is darker than black or no number is black.
fn quantise(light: [f32; 3]) -> [u8; 4] {
    let light = light.map(|light| if light > 0.0 { light.min(TOO_BRIGHT) } else { 0.0 });
    let brightest = light.iter().fold(0.0f32, |most, light| most.max(*light));
    if brightest < TOO_DARK {
        return [0; 4];
    }
    // Of the brightest, between a half and 1 times two to this.
    let exponent = (brightest.to_bits() >> 23) as i32 - 126;
    let scale = libm::ldexpf(1.0, 8 - exponent);
    let [r, g, b] = light.map(|light| (light * scale) as u8);
    [r, g, b, (exponent + 128) as u8]
}

/// Shorter ones cost as much as they save.
const SHORTEST_RUN: usize = 4;
const LONGEST_RUN: usize = 127;
const LONGEST_STORED: usize = 128;

/// One component of all pixels.
fn runs(line: &[[u8; 4]], component: usize, out: &mut Vec<u8>) {
    let at = |index: usize| line.get(index).and_then(|pixel| pixel.get(component)).copied();
    let run = |start: usize| {
        let value = at(start);
        (start..line.len()).take(LONGEST_RUN).take_while(|index| at(*index) == value).count()
    };
    let mut start = 0;
    while start < line.len() {
        let count = run(start);
        if count >= SHORTEST_RUN {
            out.push(128 + count as u8);
            out.extend(at(start));
            start += count;
            continue;
        }
        let mut end = start + count;
        while end < line.len() && end - start < LONGEST_STORED {
            let next = run(end);
            if next >= SHORTEST_RUN {
                break;
            }
            end += next;
        }
        let end = end.min(start + LONGEST_STORED);
        out.push((end - start) as u8);
        out.extend((start..end).filter_map(at));
        start = end;
    }
}
