//! ICO's decoder, where the flavour has it.

use super::probe;
use crate::codecs::{Begin, DecodeOptions, Decoder, Header, Open, image_crate, png};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::job::Job;
use image::codecs::ico::IcoDecoder;
use std::io::Cursor;

pub const OPEN: Option<Open> = Some(open);
pub const BEGIN: Option<Begin> = None;

fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, 1, "ico")?;
    let entry = probe::choose(bytes)?;
    let data = probe::data(bytes, entry).ok_or_else(|| Error::new(Code::TruncatedImage).format("ico"))?;
    if probe::is_png(data)
        && let Some(open) = png::ROW.codec.open
    {
        return open(data, &Header { format: Format::Png, ..header.clone() }, options, job);
    }
    let alone = alone(header, data)?;
    image_crate::open(header, job, move || IcoDecoder::new(Cursor::new(alone)))
}

/// An icon of this one image: which one the crate would choose of several is its own affair.
fn alone(header: &Header, data: &[u8]) -> Result<Vec<u8>> {
    let refused = || Error::new(Code::CorruptImage).format("ico").reason("an image larger than icons are");
    let side = |side: u32| match side {
        256 => Some(0),
        other => u8::try_from(other).ok(),
    };
    let (width, height) = side(header.width).zip(side(header.height)).ok_or_else(refused)?;
    let len = u32::try_from(data.len()).map_err(|_| refused())?;
    let mut icon = vec![0, 0, 1, 0, 1, 0, width, height, 0, 0, 1, 0, 32, 0];
    icon.extend(len.to_le_bytes());
    icon.extend(22u32.to_le_bytes());
    icon.extend_from_slice(data);
    Ok(icon)
}
