//! SGI's logarithmic pixels (Greg Ward, "The `LogLuv` Encoding for Full Gamut, High Dynamic Range Images", 1998), to linear
//! floats in the file's byte order.

use super::super::super::page::{Page, Photometric};
use super::compression::SGI_LOG_24;
use super::{luv24, unsupported};
use crate::error::Result;
use crate::job::Job;

/// Bytes of `out` that were filled.
pub fn expand(packed: &[u8], page: &Page<'_>, width: u32, out: &mut [u8], job: &mut Job) -> Result<usize> {
    let grey = page.photometric == Photometric::LogL;
    let samples = if grey { 1 } else { 3 };
    if page.samples != samples || page.planar {
        return Err(unsupported("logarithmic pixels in planes"));
    }
    let little = page.directory.order.little;
    let put = |to: &mut [u8], linear: [f32; 3]| {
        for (to, value) in to.chunks_exact_mut(4).zip(linear) {
            to.copy_from_slice(&if little { value.to_le_bytes() } else { value.to_be_bytes() });
        }
    };
    let pixel = samples * 4;
    if page.compression == SGI_LOG_24 {
        if grey {
            return Err(unsupported("logarithmic grey of 24 bits"));
        }
        let codes = packed.chunks_exact(3);
        let filled = out.len().min(codes.len() * pixel);
        for (to, code) in out.chunks_exact_mut(pixel).zip(codes) {
            put(to, rgb(luv_24(code.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))));
        }
        return Ok(filled);
    }
    let width = width as usize;
    let planes = if grey { 2 } else { 4 };
    let (mut rest, mut filled) = (packed, 0);
    let mut codes = job.alloc.zeroed::<u32>(width)?;
    job.alloc.release(width as u64 * 4);
    for row in out.chunks_exact_mut(width * pixel) {
        codes.fill(0);
        // The highest bytes of all pixels of a row first.
        for plane in (0..planes).rev() {
            let Some(tail) = run_lengths(rest, plane * 8, &mut codes) else { return Ok(filled) };
            rest = tail;
        }
        for (to, code) in row.chunks_exact_mut(pixel).zip(&codes) {
            put(to, if grey { [luminance(*code); 3] } else { rgb(luv(*code)) });
        }
        filled += row.len();
    }
    Ok(filled)
}

/// One byte of every code of a row; what is left behind it, or `None` where the data end.
fn run_lengths<'a>(packed: &'a [u8], shift: u32, codes: &mut [u32]) -> Option<&'a [u8]> {
    let (mut rest, mut at) = (packed, 0);
    while at < codes.len() {
        let (count, tail) = rest.split_first()?;
        if *count >= 128 {
            let (byte, tail) = tail.split_first()?;
            let count = usize::from(*count) - 126;
            codes.iter_mut().skip(at).take(count).for_each(|code| *code |= u32::from(*byte) << shift);
            (at, rest) = (at + count, tail);
        } else {
            let bytes = tail.get(..usize::from(*count))?;
            codes.iter_mut().skip(at).zip(bytes).for_each(|(code, byte)| *code |= u32::from(*byte) << shift);
            (at, rest) = (at + bytes.len(), tail.get(bytes.len()..)?);
        }
    }
    Some(rest)
}

/// 16 bit of log luminance; 1 is white.
fn luminance(code: u32) -> f32 {
    let exponent = code & 0x7fff;
    if exponent == 0 {
        return 0.0;
    }
    let value = libm::exp2((f64::from(exponent) + 0.5) / 256.0 - 64.0) as f32;
    if code & 0x8000 == 0 { value } else { -value }
}

/// A 32 bit code, luminance above u′ and v′, as XYZ.
fn luv(code: u32) -> [f32; 3] {
    let chroma = |code: u32| ((code & 0xff) as f32 + 0.5) / 410.0;
    xyz(luminance(code >> 16), chroma(code >> 8), chroma(code))
}

/// A 24 bit code, 10 bits of log luminance above a number in the codebook, as XYZ.
fn luv_24(code: u32) -> [f32; 3] {
    let exponent = code >> 14;
    let y = if exponent == 0 { 0.0 } else { libm::exp2((f64::from(exponent) + 0.5) / 64.0 - 12.0) as f32 };
    let (u, v) = luv24::chroma(code & 0x3fff);
    xyz(y, u, v)
}

fn xyz(y: f32, u: f32, v: f32) -> [f32; 3] {
    if y <= 0.0 {
        return [0.0; 3];
    }
    let s = 1.0 / (6.0 * u - 16.0 * v + 12.0);
    let (x_share, y_share) = (9.0 * u * s, 4.0 * v * s);
    [x_share / y_share * y, y, (1.0 - x_share - y_share) / y_share * y]
}

/// XYZ of white at equal energy, which these pixels have, to linear sRGB: the primaries of ITU-R BT.709 around that white.
fn rgb([x, y, z]: [f32; 3]) -> [f32; 3] {
    [2.690 * x - 1.276 * y - 0.414 * z, -1.022 * x + 1.978 * y + 0.044 * z, 0.061 * x - 0.224 * y + 1.163 * z]
}
