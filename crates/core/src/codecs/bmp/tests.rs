//! BMP: files written by hand after Microsoft's structures, round trips, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::pixels::{Layout, Samples};
use serde_json::json;

/// A file of a `BITMAPINFOHEADER` and its data.
fn file(width: i32, height: i32, bits: u16, compression: u32, data: &[u8]) -> Vec<u8> {
    let mut out = b"BM".to_vec();
    out.extend((54 + data.len() as u32).to_le_bytes());
    out.extend([0; 4]);
    out.extend(54u32.to_le_bytes());
    out.extend(40u32.to_le_bytes());
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([1, 0]);
    out.extend(bits.to_le_bytes());
    out.extend(compression.to_le_bytes());
    out.extend(0u32.to_le_bytes());
    // 2835 pixels a metre are 72 an inch.
    out.extend(2835u32.to_le_bytes());
    out.extend(2835u32.to_le_bytes());
    out.extend([0; 8]);
    out.extend(data);
    out
}

/// Two rows of two pixels, blue green red, padded to four bytes: the lower row first.
const ROWS: [u8; 16] = [1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0];

#[test]
fn rows_come_from_below_or_from_above_and_blue_comes_first() {
    let (header, frame) = decode(&file(2, 2, 24, 0, &ROWS)).unwrap();
    assert_eq!(samples8(&frame), [9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]);
    assert_eq!(header.density.map(f64::round), Some(72.0));
    let (_, frame) = decode(&file(2, -2, 24, 0, &ROWS)).unwrap();
    assert_eq!(samples8(&frame), [3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10]);
}

#[test]
fn what_was_written_comes_back_with_and_without_alpha() {
    for (layout, size) in [(Layout::Rgb, (5, 3)), (Layout::Rgba, (4, 7)), (Layout::Rgb, (1, 1))] {
        let samples = testing::pattern((size.0 * size.1) as usize * layout.channels());
        let bytes = encode(Format::Bmp, Samples::U8(samples.clone()), layout, size, &json!({}));
        let (header, frame) = decode(&bytes).unwrap();
        assert_eq!((samples8(&frame), header.has_alpha), (&samples[..], layout.has_alpha()));
    }
    // Grey is written with a palette and read back as colours.
    let bytes = encode(Format::Bmp, Samples::U8(vec![0, 90, 255]), Layout::Gray, (3, 1), &json!({}));
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [0, 0, 0, 90, 90, 90, 255, 255, 255]);
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = file(2, 2, 24, 0, &ROWS);
    testing::every_cut_fails(&bytes, bytes.len() - 2, &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
    assert_eq!(testing::code(&file(0, 2, 24, 0, &ROWS)), Code::CorruptImage);
    assert_eq!(testing::code(&file(2, 2, 24, 4, &ROWS)), Code::UnsupportedFeature);
    assert_eq!(testing::code(&file(i32::MAX, i32::MIN, 24, 0, &ROWS)), Code::SideLimit);
}
