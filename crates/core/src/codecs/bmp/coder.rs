//! BMP's decoder and encoder, where the flavour has them.

use crate::codecs::{Begin, DecodeOptions, Decoder, Encoder, Header, Open, StillEncoder, image_crate};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::Frame;
use crate::spec::Values;
use image::codecs::bmp::{BmpDecoder, BmpEncoder};
use std::io::Cursor;

pub const OPEN: Option<Open> = Some(open);
pub const BEGIN: Option<Begin> = Some(begin);

fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    _options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    image_crate::open(header, job, move || BmpDecoder::new(Cursor::new(bytes)))
}

fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(Box::new(StillEncoder::new(encode)))
}

fn encode(frame: Frame, _job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    let mut out = Vec::new();
    BmpEncoder::new(&mut out)
        .encode(
            image_crate::eight_bit(&frame, "bmp")?,
            pixels.width,
            pixels.height,
            image_crate::colour(pixels.layout),
        )
        // Only a size that BMP's 32 bits cannot hold is refused.
        .map_err(|e| Error::new(Code::UnsupportedFeature).format("bmp").found(e.to_string()))?;
    Ok(out)
}
