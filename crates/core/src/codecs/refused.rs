//! Formats that are known and not read: each is refused by its name, with the reason and what to do instead.

use super::Reader;
use crate::error::{Code, Error};

struct Refused {
    name: &'static str,
    is: fn(&[u8]) -> bool,
    reason: &'static str,
}

const REFUSED: &[Refused] = &[
    Refused {
        name: "heic",
        is: is_heif,
        reason: "of HEIF only AVIF is read, since HEVC is patented; convert it to JPEG, PNG or AVIF first",
    },
    Refused {
        name: "openexr",
        is: |bytes| bytes.starts_with(b"\x76\x2f\x31\x01"),
        reason: "no decoder of it keeps within limits of memory; convert it to Radiance HDR, TIFF or PNG first",
    },
];

/// The error of a format that is refused; asked only of what is no format that is read.
pub fn refused(bytes: &[u8]) -> Option<Error> {
    let row = REFUSED.iter().find(|row| (row.is)(bytes))?;
    Some(Error::new(Code::UnsupportedFormat).format(row.name).op("decode").reason(row.reason))
}

/// The first box is of files (ISO/IEC 14496-12, 4.3), and one of its brands is of HEIF (ISO/IEC 23008-12, 10).
fn is_heif(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let (Some(len), Some(b"ftyp")) = (reader.u32_be(), reader.take(4)) else { return false };
    let brands = bytes.get(8..bytes.len().min(len as usize)).unwrap_or_default().as_chunks::<4>().0;
    // The second word is a version.
    let mut brands = brands.iter().enumerate().filter(|(index, _)| *index != 1).map(|(_, brand)| brand);
    brands.any(|brand| {
        matches!(
            brand,
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1" | b"msf1"
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::error::Code;
    use crate::format::Format;

    fn ftyp(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut out = (8 + brands.len() as u32 * 4 + 4).to_be_bytes().to_vec();
        out.extend(b"ftyp");
        out.extend(brands[0]);
        out.extend([0; 4]);
        out.extend(brands[1..].iter().copied().flatten());
        out.extend(b"\0\0\0\x08meta");
        out
    }

    #[test]
    fn each_is_refused_by_its_name_with_a_reason_and_a_way_out() {
        for bytes in [ftyp(&[b"heic"]), ftyp(&[b"mif1", b"miaf", b"heix"]), ftyp(&[b"msf1", b"hevc"])] {
            let error = Format::of(&bytes).unwrap_err();
            assert_eq!((error.code, error.fields.format), (Code::UnsupportedFormat, Some("heic")));
        }
        let error = Format::of(b"\x76\x2f\x31\x01\x02\0\0\0channels").unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot decode openexr: no decoder of it keeps within limits of memory; convert it to Radiance HDR, TIFF or PNG first"
        );
    }

    #[test]
    fn what_is_read_or_unknown_is_not_refused_by_name() {
        assert_eq!(Format::of(&ftyp(&[b"avif", b"mif1", b"heic"])), Ok(Format::Avif));
        // A film, and a version that reads like a brand.
        for bytes in [ftyp(&[b"isom", b"mp42"]), b"\0\0\0\x10ftypisomheic".to_vec(), b"ftypheic".to_vec()] {
            assert_eq!(Format::of(&bytes).unwrap_err().code, Code::UnknownFormat);
        }
    }
}
