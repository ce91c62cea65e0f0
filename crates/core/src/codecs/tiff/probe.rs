//! TIFF's header by its directories: the first one's fields, and how many there are.

use super::directory::{self, Directory};
use crate::codecs::Header;
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;
use std::collections::HashSet;

/// Tags (TIFF 6.0 section 8), by the specification's names.
const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const BITS_PER_SAMPLE: u16 = 258;
const PHOTOMETRIC: u16 = 262;
const ORIENTATION: u16 = 274;
const SAMPLES_PER_PIXEL: u16 = 277;
const X_RESOLUTION: u16 = 282;
const RESOLUTION_UNIT: u16 = 296;
pub const EXTRA_SAMPLES: u16 = 338;
const ICC_PROFILE: u16 = 34_675;

pub fn sniff(bytes: &[u8]) -> bool {
    directory::start(bytes).is_some()
}

fn cut() -> Error {
    Error::new(Code::TruncatedImage).format("tiff").reason("no directory")
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let (order, first) = directory::start(bytes).ok_or_else(cut)?;
    let page = directory::read(bytes, order, first).ok_or_else(cut)?;
    let mut header = describe(&page)?;
    let mut seen = HashSet::from([first]);
    let mut next = page.next;
    // No further than one past the limit: the count is then refused by it.
    while next != 0 && u64::from(header.frames) <= limits.frames {
        // A circle of directories ends where it closes.
        if !seen.insert(next) {
            break;
        }
        let Some(page) = directory::read(bytes, order, next) else {
            header.incomplete = true;
            break;
        };
        header.frames += 1;
        next = page.next;
    }
    Ok(header)
}

/// The header that one directory describes.
pub fn describe(page: &Directory) -> Result<Header> {
    let side = |tag| page.value(tag).and_then(|value| u32::try_from(value).ok());
    let (width, height) = side(IMAGE_WIDTH)
        .zip(side(IMAGE_LENGTH))
        .ok_or_else(|| Error::new(Code::CorruptImage).format("tiff").reason("no size"))?;
    let mut header = Header::new(Format::Tiff, width, height);
    header.bits = page.value(BITS_PER_SAMPLE).unwrap_or(1).min(64) as u8;
    header.depth = if header.bits == 16 { Depth::U16 } else { Depth::U8 };
    let samples = page.value(SAMPLES_PER_PIXEL).unwrap_or(1);
    let colours = match page.value(PHOTOMETRIC) {
        Some(0 | 1) => 1,
        Some(5) => 4,
        _ => 3,
    };
    // 1 associated, 2 unassociated alpha; without the field a fourth sample of RGB is alpha as well.
    let extra = page.value(EXTRA_SAMPLES);
    header.has_alpha = samples > colours && matches!(extra, Some(1 | 2))
        || (colours == 3 && samples == 4 && extra.is_none());
    header.channels = colours as u8 + u8::from(header.has_alpha);
    header.space = match colours {
        1 => "b-w",
        4 => "cmyk",
        _ => "srgb",
    };
    header.orientation =
        page.value(ORIENTATION).filter(|value| (1..=8).contains(value)).map_or(1, |value| value as u8);
    header.has_profile = !page.values(ICC_PROFILE).is_empty();
    header.density = page.value(X_RESOLUTION).filter(|value| *value > 0).and_then(|value| {
        match page.value(RESOLUTION_UNIT).unwrap_or(2) {
            2 => Some(value as f64),
            3 => Some(value as f64 * 2.54),
            _ => None,
        }
    });
    Ok(header)
}
