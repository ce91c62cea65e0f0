//! Pixels to PNG, 8 or 16 bit, grey or colour, with or without alpha.

use crate::codecs::{Encoder, StillEncoder};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Layout, Samples};
use crate::spec::Values;
use png::{BitDepth, ColorType, DeflateCompression, Filter};

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let level = options.integer("compressionLevel").unwrap_or_default() as u8;
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(&frame, level, job))))
}

fn encode(frame: &Frame, level: u8, job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    job.check_cancel()?;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixels.width, pixels.height);
    encoder.set_color(match pixels.layout {
        Layout::Gray => ColorType::Grayscale,
        Layout::GrayA => ColorType::GrayscaleAlpha,
        Layout::Rgba => ColorType::Rgba,
        _ => ColorType::Rgb,
    });
    match level {
        0 => encoder.set_deflate_compression(DeflateCompression::NoCompression),
        1 => {
            encoder.set_deflate_compression(DeflateCompression::FdeflateUltraFast);
            encoder.set_filter(Filter::Up);
        }
        level => {
            encoder.set_deflate_compression(DeflateCompression::Level(level));
            encoder.set_filter(Filter::Adaptive);
        }
    }
    let wide;
    let data: &[u8] = match &pixels.samples {
        Samples::U8(samples) => samples,
        Samples::U16(samples) => {
            encoder.set_depth(BitDepth::Sixteen);
            let mut bytes = job.alloc.zeroed::<u8>(samples.len() * 2)?;
            for (pair, sample) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(samples) {
                *pair = sample.to_be_bytes();
            }
            wide = bytes;
            &wide
        }
        Samples::F32(_) => {
            return Err(Error::new(Code::Panicked).format("png").reason("expected 8 or 16 bit samples"));
        }
    };
    let failed = |e: png::EncodingError| Error::new(Code::Panicked).format("png").reason(e);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(data).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}
