//! One image to an icon of one or several sizes: each a PNG, or where it is small a bitmap, which old programs need.

use crate::codecs::{Encoder, StillEncoder, png, still};
use crate::error::Result;
use crate::job::Job;
use crate::ops::{layout, resize};
use crate::pixels::{Frame, Pixels};
use crate::spec::Values;
use serde_json::json;

/// The longer side of the largest bitmap. From Windows Vista on PNGs are read; before it there were no larger icons.
const LARGEST_BITMAP: u32 = 48;

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let mut sizes = options.integers("sizes");
    sizes.sort_unstable();
    sizes.dedup();
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(frame, &sizes, job))))
}

/// An image of the file: its size, and its bytes.
type Image = (u32, u32, Vec<u8>);

fn encode(frame: Frame, sizes: &[u32], job: &mut Job) -> Result<Vec<u8>> {
    let pixels = layout::ensure_alpha(frame.pixels, job)?;
    let images = if sizes.is_empty() {
        vec![image(pixels, job)?]
    } else {
        let mut images: Vec<Image> = Vec::new();
        for size in sizes {
            job.check_cancel()?;
            let square = square(&pixels, *size, job)?;
            images.push(image(square, job)?);
        }
        images
    };
    file(&images, job)
}

/// The whole image within a square, transparent beside it.
fn square(pixels: &Pixels, size: u32, job: &mut Job) -> Result<Pixels> {
    let options = json!({ "width": size, "height": size, "fit": "contain", "background": "transparent" });
    let empty = serde_json::Map::new();
    let values = Values::parse(resize::ROW.fields, options.as_object().unwrap_or(&empty), &[], "sizes")?;
    let op = (resize::ROW.build)(&values, "sizes")?;
    job.alloc.reserve(pixels.bytes())?;
    op.apply(pixels.clone(), job)
}

fn image(pixels: Pixels, job: &mut Job) -> Result<Image> {
    let (width, height) = (pixels.width, pixels.height);
    let frame = Frame { pixels, delay_ms: 0 };
    if width.max(height) <= LARGEST_BITMAP {
        return Ok((width, height, bitmap(&frame, job)?));
    }
    let row = png::ROW;
    let begin = row.begin()?;
    let mut encoder = begin(&Values::defaults(row.options), job)?;
    encoder.frame(frame, job)?;
    Ok((width, height, encoder.finish(job)?))
}

/// `BITMAPINFOHEADER` with a height that counts the mask, rows of blue, green, red and alpha from below, and a mask of a bit a pixel.
fn bitmap(frame: &Frame, job: &mut Job) -> Result<Vec<u8>> {
    let samples = still::eight_bit(frame, "ico")?;
    let pixels = &frame.pixels;
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let mask_stride = width.div_ceil(32) * 4;
    let mut out = Vec::new();
    still::room(&mut out, 40 + height * (width * 4 + mask_stride), job)?;
    out.extend(40u32.to_le_bytes());
    out.extend(pixels.width.to_le_bytes());
    out.extend((pixels.height * 2).to_le_bytes());
    out.extend([1, 0, 32, 0]);
    // No compression, a length and densities that nobody asks for, no palette.
    out.extend([0; 24]);
    let rows = || samples.chunks(pixels.stride).rev().map(|row| row.as_chunks::<4>().0.iter().take(width));
    for row in rows() {
        out.extend(row.flat_map(|[r, g, b, alpha]| [*b, *g, *r, *alpha]));
    }
    for row in rows() {
        let mut bits = [0u8; LARGEST_BITMAP.div_ceil(32) as usize * 4];
        for (x, [.., alpha]) in row.enumerate() {
            if let Some(byte) = bits.get_mut(x / 8).filter(|_| *alpha == 0) {
                *byte |= 0x80 >> (x % 8);
            }
        }
        out.extend(bits.iter().take(mask_stride));
    }
    Ok(out)
}

/// The directory, then the images.
fn file(images: &[Image], job: &mut Job) -> Result<Vec<u8>> {
    let head = 6 + 16 * images.len();
    let mut out = Vec::new();
    still::room(&mut out, head + images.iter().map(|(.., bytes)| bytes.len()).sum::<usize>(), job)?;
    out.extend([0, 0, 1, 0]);
    out.extend((images.len() as u16).to_le_bytes());
    let mut offset = head;
    for (width, height, bytes) in images {
        // 256 is written as 0; no palette; one plane of 32 bits.
        out.extend([*width as u8, *height as u8, 0, 0, 1, 0, 32, 0]);
        out.extend((bytes.len() as u32).to_le_bytes());
        out.extend((offset as u32).to_le_bytes());
        offset += bytes.len();
    }
    for (.., bytes) in images {
        out.extend(bytes);
    }
    Ok(out)
}
