//! QOI's decoder and encoder, where the flavour has them.

use crate::codecs::{Begin, DecodeOptions, Decoder, Encoder, Header, Open, Still, StillEncoder, image_crate};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::Frame;
use crate::spec::Values;
use image::ImageEncoder;
use image::codecs::qoi::{QoiDecoder, QoiEncoder};
use std::io::Cursor;

pub const OPEN: Option<Open> = Some(open);
pub const BEGIN: Option<Begin> = Some(begin);

/// What ends every file (the specification's end marker).
const END: [u8; 8] = [0, 0, 0, 0, 0, 0, 0, 1];

fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    _options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, 1, "qoi")?;
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| {
        let decoder = QoiDecoder::new(Cursor::new(bytes)).map_err(|e| image_crate::failed(&e, "qoi"))?;
        // The crate does not tell a cut from other damage.
        let cut = !bytes.ends_with(&END);
        image_crate::decode(decoder, &header, job).map_err(|error| {
            if cut && error.code == Code::CorruptImage {
                Error::new(Code::TruncatedImage).format("qoi")
            } else {
                error
            }
        })
    })))
}

fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(Box::new(StillEncoder::new(encode)))
}

fn encode(frame: Frame, _job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    let mut out = Vec::new();
    let samples = image_crate::eight_bit(&frame, "qoi")?;
    QoiEncoder::new(&mut out)
        .write_image(samples, pixels.width, pixels.height, image_crate::colour(pixels.layout))
        // Its pixels are limited to 400 million.
        .map_err(|e| Error::new(Code::UnsupportedFeature).format("qoi").found(e.to_string()))?;
    Ok(out)
}
