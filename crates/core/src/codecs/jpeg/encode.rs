//! Pixels to baseline or progressive JPEG.

use super::super::MAX_SIDE;
use crate::codecs::{Encoder, StillEncoder};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Layout, Samples};
use crate::spec::Values;
use libjpeg_turbo_rs::{PixelFormat, Subsampling};

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let options = options.clone();
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(&frame, &options, job))))
}

fn encode(frame: &Frame, options: &Values, job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    let format = match pixels.layout {
        Layout::Gray => PixelFormat::Grayscale,
        _ => PixelFormat::Rgb,
    };
    let Samples::U8(samples) = &pixels.samples else {
        return Err(Error::new(Code::Panicked).format("jpeg").reason("expected 8 bit samples"));
    };
    if pixels.width.max(pixels.height) > MAX_SIDE {
        let found = format!("{} × {}", pixels.width, pixels.height);
        return Err(Error::new(Code::SizeLimit).format("jpeg").found(found).at_most(u64::from(MAX_SIDE)));
    }
    job.check_cancel()?;
    let quality = options.integer("quality").unwrap_or_default() as u8;
    let sampling = match options.word("chromaSubsampling") {
        "4:4:4" => Subsampling::S444,
        "4:2:2" => Subsampling::S422,
        _ => Subsampling::S420,
    };
    let encoder =
        libjpeg_turbo_rs::Encoder::new(samples, pixels.width as usize, pixels.height as usize, format)
            .quality(quality)
            .subsampling(sampling)
            .optimize_huffman(options.bool("optimiseCoding"))
            .progressive(options.bool("progressive"));
    encoder.encode().map_err(|e| Error::new(Code::Panicked).format("jpeg").reason(e))
}
