//! Pixels to a bitmap: a grey palette of 256, 24 bits, or with alpha 32 bits with masks in a `BITMAPV4HEADER`.

use crate::codecs::{Encoder, still};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Layout};
use crate::spec::Values;

pub fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(still::encoder(encode))
}

/// Pixels a metre that are 72 an inch.
const DENSITY: u32 = 2835;

fn encode(frame: Frame, job: &mut Job) -> Result<Vec<u8>> {
    let samples = still::eight_bit(&frame, "bmp")?;
    let pixels = &frame.pixels;
    let channels = pixels.layout.channels();
    let (bits, header_len, palette_len): (u16, u32, u32) = match pixels.layout {
        Layout::Gray => (8, 40, 1024),
        Layout::GrayA | Layout::Rgba => (32, 108, 0),
        _ => (24, 40, 0),
    };
    let stride = (u64::from(pixels.width) * u64::from(bits)).div_ceil(32) * 4;
    let offset = 14 + header_len + palette_len;
    let len = u64::from(offset) + stride * u64::from(pixels.height);
    let (Ok(file_len), Ok(width), Ok(height)) =
        (u32::try_from(len), i32::try_from(pixels.width), i32::try_from(pixels.height))
    else {
        return Err(Error::new(Code::UnsupportedFeature).format("bmp").found("more than 4 GiB"));
    };
    job.alloc.reserve(len)?;
    let mut out = Vec::new();
    out.try_reserve_exact(file_len as usize)
        .map_err(|_| Error::limit(Code::MemoryLimit, len, job.limits.memory, "limits.memory"))?;
    // BITMAPFILEHEADER
    out.extend(b"BM");
    out.extend(file_len.to_le_bytes());
    out.extend([0; 4]);
    out.extend(offset.to_le_bytes());
    // BITMAPINFOHEADER
    out.extend(header_len.to_le_bytes());
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend(1u16.to_le_bytes());
    out.extend(bits.to_le_bytes());
    out.extend(if bits == 32 { 3u32 } else { 0 }.to_le_bytes());
    out.extend((file_len - offset).to_le_bytes());
    out.extend(DENSITY.to_le_bytes());
    out.extend(DENSITY.to_le_bytes());
    out.extend((palette_len / 4).to_le_bytes());
    out.extend([0; 4]);
    if bits == 32 {
        // The rest of BITMAPV4HEADER: masks, and sRGB as the colour space.
        for mask in [0x00ff_0000u32, 0x0000_ff00, 0x0000_00ff, 0xff00_0000] {
            out.extend(mask.to_le_bytes());
        }
        out.extend(u32::from_be_bytes(*b"sRGB").to_le_bytes());
        out.extend([0; 48]);
    }
    if palette_len > 0 {
        (0..=255u8).for_each(|grey| out.extend([grey, grey, grey, 0]));
    }
    let row_len = pixels.width as usize * channels;
    let padding = stride as usize - row_len;
    for row in samples.chunks_exact(pixels.stride).rev() {
        job.check_cancel()?;
        match row.get(..row_len) {
            Some(row) if channels == 1 => out.extend(row),
            Some(row) => {
                for pixel in row.chunks_exact(channels) {
                    match pixel {
                        [r, g, b] => out.extend([*b, *g, *r]),
                        [r, g, b, alpha] => out.extend([*b, *g, *r, *alpha]),
                        [grey, alpha] => out.extend([*grey, *grey, *grey, *alpha]),
                        _ => {}
                    }
                }
            }
            None => {}
        }
        out.extend(std::iter::repeat_n(0, padding));
    }
    Ok(out)
}
