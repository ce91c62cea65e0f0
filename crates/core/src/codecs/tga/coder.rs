//! TGA's decoder, where the flavour has it.

use crate::codecs::{Begin, DecodeOptions, Decoder, Header, Open, Still, image_crate};
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
    job.limits.check_size(header.width, header.height, 1, "tga")?;
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| {
        let decoder = TgaDecoder::new(Cursor::new(bytes)).map_err(|e| image_crate::failed(&e, "tga"))?;
        image_crate::decode(decoder, &header, job)
    })))
}
