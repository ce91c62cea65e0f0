//! TGA's decoder, where the flavour has it.

use crate::codecs::{Begin, DecodeOptions, Decoder, Header, Open, image_crate};
use crate::error::Result;
use crate::job::Job;
use image::codecs::tga::TgaDecoder;
use std::io::Cursor;

pub const OPEN: Option<Open> = Some(open);
pub const BEGIN: Option<Begin> = None;

fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    _options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    image_crate::open(header, job, move || TgaDecoder::new(Cursor::new(bytes)))
}
