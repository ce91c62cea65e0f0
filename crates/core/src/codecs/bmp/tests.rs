//! BMP: files written by hand after Microsoft's structures, round trips, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
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

/// Header with colours used, then a palette of blue, green, red.
fn indexed(
    width: i32,
    height: i32,
    bits: u16,
    compression: u32,
    palette: &[[u8; 3]],
    data: &[u8],
) -> Vec<u8> {
    let entries: Vec<u8> = palette.iter().flat_map(|[b, g, r]| [*b, *g, *r, 0]).collect();
    let mut out = file(width, height, bits, compression, &[&entries, data].concat());
    out[10..14].copy_from_slice(&(54 + entries.len() as u32).to_le_bytes());
    out[46] = palette.len() as u8;
    out
}

const RED: [u8; 3] = [255, 0, 0];
const COLOURS: [[u8; 3]; 4] = [[0, 0, 255], [3, 2, 1], [6, 5, 4], [9, 8, 7]];

#[test]
fn indices_of_each_width_come_from_the_highest_bit() {
    for (bits, byte) in [(1, 0b0100_0000), (2, 0b0001_0000), (4, 0x01)] {
        let (_, frame) = decode(&indexed(2, 1, bits, 0, &COLOURS, &[byte, 0, 0, 0])).unwrap();
        assert_eq!(samples8(&frame), [RED, [1, 2, 3]].concat(), "{bits}");
    }
    // An index past the palette is black.
    let (_, frame) = decode(&indexed(3, 1, 8, 0, &COLOURS, &[3, 4, 2, 0])).unwrap();
    assert_eq!(samples8(&frame), [7, 8, 9, 0, 0, 0, 4, 5, 6]);
}

#[test]
fn runs_of_8_and_4_bits_literals_and_jumps_are_read() {
    // Two of index 1, a jump of one right and one up, then a literal of three with its padding, and the end.
    let runs = [2, 1, 0, 2, 1, 1, 0, 3, 2, 3, 2, 0, 0, 1];
    let (_, frame) = decode(&indexed(6, 2, 8, 1, &COLOURS, &runs)).unwrap();
    let above = [RED, RED, RED, [4, 5, 6], [7, 8, 9], [4, 5, 6]].concat();
    let below = [[1, 2, 3], [1, 2, 3], RED, RED, RED, RED].concat();
    assert_eq!(samples8(&frame), [above, below].concat());
    // Three of 1 and 2 in turn; the next row as a literal of three nibbles, padded to two bytes.
    let runs = [3, 0x12, 0, 0, 0, 3, 0x32, 0x10, 0, 1];
    let (_, frame) = decode(&indexed(3, -2, 4, 2, &COLOURS, &runs)).unwrap();
    assert_eq!(samples8(&frame), [1, 2, 3, 4, 5, 6, 1, 2, 3, 7, 8, 9, 4, 5, 6, 1, 2, 3]);
}

#[test]
fn a_run_past_its_row_is_damage_that_only_a_strict_caller_refuses() {
    let bytes = indexed(2, 1, 8, 1, &COLOURS, &[9, 1, 0, 1]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [1, 2, 3, 1, 2, 3]);
    let strict = testing::decode_page(&bytes, 0, Limits::default(), FailOn::Error).unwrap_err();
    assert_eq!(strict.code, Code::CorruptImage);
    let cut = indexed(2, 2, 8, 1, &COLOURS, &[2, 1, 0, 0, 1]);
    assert_eq!(testing::code(&cut), Code::TruncatedImage);
}

#[test]
fn sixteen_bits_are_spread_to_eight_by_masks_or_without() {
    // 5 bits each: 31, 16 and 0 become 255, 132 (16 × 255 / 31 = 131.6) and 0.
    let pixel = (31u16 << 10 | 16 << 5).to_le_bytes();
    let (_, frame) = decode(&file(1, 1, 16, 0, &[pixel[0], pixel[1], 0, 0])).unwrap();
    assert_eq!(samples8(&frame), [255, 132, 0]);
    // Masks of 5, 6 and 5 bits stand before the pixels.
    let mut data: Vec<u8> = [0xf800u32, 0x07e0, 0x001f].iter().flat_map(|mask| mask.to_le_bytes()).collect();
    data.extend((31u16 << 11 | 32 << 5 | 1).to_le_bytes());
    data.extend([0, 0]);
    let mut bytes = file(1, 1, 16, 3, &data);
    bytes[10] = 66;
    // 32 × 255 / 63 = 129.5, 255 / 31 = 8.2.
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [255, 130, 8]);
}

#[test]
fn alpha_counts_where_it_has_a_mask_and_not_else() {
    let pixel = [3, 2, 1, 128];
    let (header, frame) = decode(&file(1, 1, 32, 0, &pixel)).unwrap();
    assert_eq!((header.has_alpha, samples8(&frame)), (false, &[1, 2, 3][..]));
    // BI_ALPHABITFIELDS: four masks behind the header.
    let masks = [0x00ff_0000u32, 0x0000_ff00, 0x0000_00ff, 0xff00_0000];
    let mut data: Vec<u8> = masks.iter().flat_map(|mask| mask.to_le_bytes()).collect();
    data.extend(pixel);
    let mut bytes = file(1, 1, 32, 6, &data);
    bytes[10] = 70;
    let (header, frame) = decode(&bytes).unwrap();
    assert_eq!((header.has_alpha, samples8(&frame)), (true, &[1, 2, 3, 128][..]));
}

#[test]
fn os2_headers_have_short_palettes_and_fields() {
    // BITMAPCOREHEADER: sizes of 16 bits, palette entries of three bytes, as many as fit before the pixels.
    let mut bytes = b"BM\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend(32u32.to_le_bytes());
    bytes.extend(12u32.to_le_bytes());
    bytes.extend([2, 0, 1, 0, 1, 0, 1, 0]);
    bytes.extend([0, 0, 255, 3, 2, 1, 0x40, 0, 0, 0]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [255, 0, 0, 1, 2, 3]);
    // OS/2 2.x, cut after 16 bytes: 24 bits, plain.
    let mut bytes = b"BM\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend(30u32.to_le_bytes());
    bytes.extend(16u32.to_le_bytes());
    bytes.extend([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 3, 2, 1, 0]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [1, 2, 3]);
}

#[test]
fn a_whole_png_may_be_the_bitmap() {
    let png = encode(Format::Png, Samples::U8(vec![1, 2, 3, 4]), Layout::Rgba, (1, 1), &json!({}));
    let (header, frame) = decode(&file(1, 1, 0, 5, &png)).unwrap();
    assert_eq!((header.format, header.channels, samples8(&frame)), (Format::Bmp, 4, &[1, 2, 3, 4][..]));
}

#[test]
fn an_embedded_profile_is_found() {
    let mut profile = vec![0; 40];
    profile[36..].copy_from_slice(b"acsp");
    let mut bytes = b"BM\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend(138u32.to_le_bytes());
    let mut header = vec![0; 124];
    header[0] = 124;
    (header[4], header[8], header[12], header[14]) = (1, 1, 1, 24);
    header[56..60].copy_from_slice(b"DEBM");
    header[112..116].copy_from_slice(&128u32.to_le_bytes());
    header[116..120].copy_from_slice(&40u32.to_le_bytes());
    bytes.extend(header);
    bytes.extend([3, 2, 1, 0]);
    bytes.extend(&profile);
    assert!(decode(&bytes).unwrap().0.has_profile);
    let metadata = super::ROW.codec.metadata.read.unwrap()(&bytes, &Limits::default()).unwrap();
    assert_eq!(metadata.icc, Some(profile));
}

#[test]
fn what_was_written_comes_back_with_and_without_alpha() {
    for (layout, size) in [(Layout::Rgb, (5, 3)), (Layout::Rgba, (4, 7)), (Layout::Rgb, (1, 1))] {
        let samples = testing::pattern((size.0 * size.1) as usize * layout.channels());
        let bytes = encode(Format::Bmp, Samples::U8(samples.clone()), layout, size, &json!({}));
        let (header, frame) = decode(&bytes).unwrap();
        assert_eq!((samples8(&frame), header.has_alpha), (&samples[..], layout.has_alpha()));
    }
    let bytes = encode(Format::Bmp, Samples::U8(vec![5, 6]), Layout::GrayA, (1, 1), &json!({}));
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [5, 5, 5, 6]);
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
    testing::every_changed_byte_is_survived(&indexed(6, 2, 8, 1, &COLOURS, &[2, 1, 0, 2, 1, 1, 0, 3, 2, 3]));
    assert_eq!(testing::code(&file(0, 2, 24, 0, &ROWS)), Code::CorruptImage);
    for (bits, compression) in [(24, 7), (33, 0), (24, 1), (8, 2)] {
        assert_eq!(testing::code(&file(2, 2, bits, compression, &ROWS)), Code::UnsupportedFeature);
    }
    // Where a JPEG or PNG should be there is none.
    assert_eq!(testing::code(&file(2, 2, 0, 5, &ROWS)), Code::CorruptImage);
    assert_eq!(testing::code(&file(i32::MAX, i32::MIN, 24, 0, &ROWS)), Code::SideLimit);
}
