//! EXIF (CIPA DC-008, a TIFF structure): its orientation, read without following anything else; all of it, where it is changed.

use super::Reader;

pub mod structure;
pub mod tags;

/// Orientation 1 to 8, or 1 where there is none or it is damaged. `tiff` begins at the byte-order mark;
/// the prefix `Exif\0\0` that some writers put before it is skipped.
pub fn orientation(tiff: &[u8]) -> u8 {
    let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
    find(tiff).filter(|value| (1..=8).contains(value)).map_or(1, |value| value as u8)
}

fn find(tiff: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x0112;
    const SHORT: u16 = 3;
    let mut reader = Reader::new(tiff);
    let little = match reader.take(2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |r: &mut Reader<'_>| if little { r.u16_le() } else { r.u16_be() };
    let long = |r: &mut Reader<'_>| if little { r.u32_le() } else { r.u32_be() };
    if short(&mut reader)? != 42 {
        return None;
    }
    let first = long(&mut reader)?;
    reader.seek(usize::try_from(first).ok()?);
    let count = short(&mut reader)?;
    for _ in 0..count {
        let (tag, kind) = (short(&mut reader)?, short(&mut reader)?);
        let _values = long(&mut reader)?;
        let mut value = Reader::new(reader.take(4)?);
        if tag == ORIENTATION && kind == SHORT {
            return short(&mut value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orientation_is_read_in_both_byte_orders_and_damage_means_upright() {
        let little = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let big = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
        assert_eq!(orientation(little), 6);
        assert_eq!(orientation(big), 8);
        assert_eq!(orientation(&[b"Exif\0\0".as_slice(), little].concat()), 6);
        for end in 0..20 {
            assert_eq!(orientation(&little[..end]), 1);
        }
    }
}
