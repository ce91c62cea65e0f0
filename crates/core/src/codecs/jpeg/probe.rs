//! JPEG's header by its markers (T.81 annex B), up to the first scan.

use crate::codecs::{Header, Parts, Reader, Scaling, exif};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff])
}

struct Component {
    horizontal: u8,
    vertical: u8,
}

#[derive(Default)]
struct Seen {
    adobe: bool,
    orientation: Option<u8>,
    has_profile: bool,
    density: Option<f64>,
    components: Vec<Component>,
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    walk(&mut Reader::new(bytes), &mut Seen::default())
        .unwrap_or_else(|| Err(Error::new(Code::TruncatedImage).format("jpeg").reason("no frame header")))
}

/// How a file's components lie, where the decoder must know more than the header says.
#[cfg(feature = "basic")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Colour is as fine as luma, or half or a quarter of it, and a fourth component is as the first.
    Usual,
    Odd,
}

#[cfg(feature = "basic")]
pub fn sampling(bytes: &[u8]) -> Sampling {
    let mut seen = Seen::default();
    let header = walk(&mut Reader::new(bytes), &mut seen);
    let factors = |component: &Component| (component.horizontal, component.vertical);
    let ratio = |luma: u8, colour: u8| luma.is_multiple_of(colour) && matches!(luma / colour, 1 | 2 | 4);
    let usual = match seen.components.as_slice() {
        [luma, blue, red, black @ ..] => {
            factors(blue) == factors(red)
                && ratio(luma.horizontal, blue.horizontal)
                && ratio(luma.vertical, blue.vertical)
                && black.iter().all(|black| factors(black) == factors(luma))
        }
        _ => true,
    };
    if usual || header.is_none_or(|header| header.is_err()) { Sampling::Usual } else { Sampling::Odd }
}

/// Whether CMYK is stored inverted (255 is no ink), as Adobe's writers do; their marker tells.
#[cfg(feature = "basic")]
pub fn is_inverted(bytes: &[u8]) -> bool {
    let mut seen = Seen::default();
    walk(&mut Reader::new(bytes), &mut seen).is_some_and(|header| header.is_ok()) && seen.adobe
}

/// `None` where the bytes end.
fn walk(reader: &mut Reader<'_>, seen: &mut Seen) -> Option<Result<Header>> {
    reader.take(2)?;
    loop {
        let marker = marker(reader)?;
        match marker {
            // No length: stuffed zero, TEM, RST, SOI.
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            0xd9 | 0xda => {
                return Some(Err(Error::new(Code::CorruptImage)
                    .format("jpeg")
                    .reason("no frame header before the scan")));
            }
            // SOF0 to SOF15 but DHT, JPG and DAC.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some(frame(marker, segment(reader)?, seen));
            }
            _ => note(marker, segment(reader)?, seen),
        }
    }
}

/// The next marker; `None` where the bytes end.
pub fn marker(reader: &mut Reader<'_>) -> Option<u8> {
    // Any number of 0xff may fill the space before a marker; what else stands there is skipped as libjpeg does.
    while reader.u8()? != 0xff {}
    loop {
        match reader.u8()? {
            0xff => {}
            marker => return Some(marker),
        }
    }
}

/// The data of the segment that follows its marker; none where the length does not even count itself.
pub fn segment<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let len = usize::from(reader.u16_be()?);
    reader.take(len.saturating_sub(2))
}

fn note(marker: u8, data: &[u8], seen: &mut Seen) {
    match marker {
        0xe0 if data.starts_with(b"JFIF\0") => seen.density = jfif_density(data),
        0xe1 if data.starts_with(b"Exif\0\0") => {
            seen.orientation.get_or_insert(exif::orientation(data));
        }
        0xe2 if data.starts_with(b"ICC_PROFILE\0") => seen.has_profile = true,
        0xee if data.starts_with(b"Adobe") => seen.adobe = true,
        _ => {}
    }
}

pub fn jfif_density(data: &[u8]) -> Option<f64> {
    let mut reader = Reader::new(data.get(7..)?);
    let unit = reader.u8()?;
    let horizontal = f64::from(reader.u16_be()?);
    match unit {
        1 => Some(horizontal),
        2 => Some(horizontal * 2.54),
        _ => None,
    }
}

fn frame(marker: u8, data: &[u8], seen: &mut Seen) -> Result<Header> {
    parse_frame(marker, data, seen)
        .unwrap_or_else(|| Err(Error::new(Code::CorruptImage).format("jpeg").reason("frame header")))
}

fn parse_frame(marker: u8, data: &[u8], seen: &mut Seen) -> Option<Result<Header>> {
    let mut reader = Reader::new(data);
    let bits = reader.u8()?;
    let (height, width, count) = (reader.u16_be()?, reader.u16_be()?, reader.u8()?);
    let mut components = Vec::with_capacity(usize::from(count));
    for _ in 0..count {
        let _id = reader.u8()?;
        let sampling = reader.u8()?;
        let _table = reader.u8()?;
        components.push(Component { horizontal: sampling >> 4, vertical: sampling & 15 });
    }
    // T.81 B.2.2: the decoder counts on factors from 1 to 4.
    if components.iter().any(|c| !(1..=4).contains(&c.horizontal) || !(1..=4).contains(&c.vertical)) {
        return Some(Err(Error::new(Code::CorruptImage).format("jpeg").reason("a sampling factor")));
    }
    let (channels, space) = match count {
        1 => (1, "b-w"),
        3 => (3, "srgb"),
        4 => (4, "cmyk"),
        _ => {
            let found = format!("{count} components");
            return Some(Err(Error::new(Code::UnsupportedFeature).format("jpeg").found(found)));
        }
    };
    let mut header = Header::new(Format::Jpeg, u32::from(width), u32::from(height));
    header.scaling = Scaling::Eighths;
    header.parts = Parts::Rows;
    header.channels = channels;
    header.space = space;
    header.bits = bits;
    header.progressive = matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce);
    header.orientation = seen.orientation.unwrap_or(1);
    header.has_profile = seen.has_profile;
    header.density = seen.density;
    header.subsampling = subsampling(&components);
    seen.components = components;
    Some(Ok(header))
}

/// J:a:b of the first chroma component against luma.
fn subsampling(components: &[Component]) -> Option<&'static str> {
    let [luma, chroma, ..] = components else { return None };
    let (h, v) =
        (luma.horizontal.checked_div(chroma.horizontal)?, luma.vertical.checked_div(chroma.vertical)?);
    Some(match (h, v) {
        (1, 1) => "4:4:4",
        (2, 1) => "4:2:2",
        (2, 2) => "4:2:0",
        (1, 2) => "4:4:0",
        (4, 1) => "4:1:1",
        (4, 2) => "4:1:0",
        (1, 4) => "4:4:1",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SOI and a baseline frame header of 16 × 16 with one byte of sampling factors a component.
    fn header(sampling: &[u8]) -> Result<Header> {
        let mut bytes = vec![
            0xff,
            0xd8,
            0xff,
            0xc0,
            0,
            8 + 3 * sampling.len() as u8,
            8,
            0,
            16,
            0,
            16,
            sampling.len() as u8,
        ];
        for (index, factors) in sampling.iter().enumerate() {
            bytes.extend([index as u8 + 1, *factors, 0]);
        }
        probe(&bytes, &Limits::default())
    }

    #[test]
    fn sampling_factors_out_of_range_are_damage() {
        assert_eq!(header(&[0x22, 0x11, 0x11]).unwrap().subsampling, Some("4:2:0"));
        assert_eq!(header(&[0x22, 0x11, 0x11, 0x22]).unwrap().space, "cmyk");
        for bad in [&[0x01, 0x11, 0x11][..], &[0x22, 0x10, 0x11], &[0x22, 0x51, 0x11], &[0x15]] {
            assert_eq!(header(bad).unwrap_err().code, Code::CorruptImage, "{bad:x?}");
        }
    }
}
