//! ICO and CUR: files written by hand, of BMP and of PNG images, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::pixels::{Layout, Samples};
use serde_json::json;

/// A 32 bit DIB: its height counts the mask, which follows the pixels (a row of it is four bytes).
fn dib(side: u32, pixel: [u8; 4]) -> Vec<u8> {
    let mut out = 40u32.to_le_bytes().to_vec();
    out.extend(side.to_le_bytes());
    out.extend((side * 2).to_le_bytes());
    out.extend([1, 0, 32, 0]);
    out.extend([0; 24]);
    for _ in 0..side * side {
        out.extend(pixel);
    }
    out.extend(vec![0; 4 * side as usize]);
    out
}

/// A directory of square images, then their data.
fn file(kind: u8, images: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0, 0, kind, 0, images.len() as u8, 0];
    let mut offset = 6 + 16 * images.len() as u32;
    for (side, data) in images {
        out.extend([*side, *side, 0, 0, 1, 0, 32, 0]);
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(offset.to_le_bytes());
        offset += data.len() as u32;
    }
    for (_, data) in images {
        out.extend(data);
    }
    out
}

#[test]
fn the_largest_image_is_shown_of_icons_and_of_cursors() {
    for kind in [1, 2] {
        let bytes =
            file(kind, &[(1, dib(1, [9, 9, 9, 9])), (2, dib(2, [1, 2, 3, 200])), (1, dib(1, [7; 4]))]);
        let (header, frame) = decode(&bytes).unwrap();
        assert_eq!((header.width, header.height, header.format), (2, 2, Format::Ico));
        // Blue comes first in the file.
        assert_eq!(samples8(&frame), [3, 2, 1, 200].repeat(4));
    }
}

#[test]
fn a_png_of_any_colours_may_be_inside() {
    for (layout, channels) in [(Layout::Gray, 1), (Layout::Rgb, 3), (Layout::Rgba, 4)] {
        let samples = testing::pattern(4 * channels);
        let png = encode(Format::Png, Samples::U8(samples.clone()), layout, (2, 2), &json!({}));
        let (header, frame) = decode(&file(1, &[(2, png)])).unwrap();
        assert_eq!((usize::from(header.channels), samples8(&frame)), (channels, &samples[..]));
    }
}

/// A bitmap of `bits`, with a palette, rows of four bytes and a mask whose first pixel is set.
fn masked(bits: u8, palette: &[u8], rows: &[u8], mask: &[u8]) -> Vec<u8> {
    let mut out = 40u32.to_le_bytes().to_vec();
    out.extend(2u32.to_le_bytes());
    out.extend(2u32.to_le_bytes());
    out.extend([1, 0, bits, 0]);
    out.extend([0; 16]);
    out.extend((palette.len() as u32 / 4).to_le_bytes());
    out.extend([0; 4]);
    out.extend([palette, rows, mask].concat());
    out
}

#[test]
fn a_set_bit_of_the_mask_is_transparent_at_each_depth() {
    let palette = [3, 2, 1, 0, 6, 5, 4, 0];
    let mask = [0x80, 0, 0, 0];
    for (bits, rows) in [
        (1, vec![0x40, 0, 0, 0]),
        (4, vec![0x01, 0, 0, 0]),
        (8, vec![0, 1, 0, 0]),
        (24, vec![3, 2, 1, 6, 5, 4, 0, 0]),
        (32, vec![3, 2, 1, 0, 6, 5, 4, 0]),
    ] {
        let palette: &[u8] = if bits <= 8 { &palette } else { &[] };
        let bytes = file(1, &[(2, masked(bits, palette, &rows, &mask))]);
        assert_eq!(samples8(&decode(&bytes).unwrap().1), [1, 2, 3, 0, 4, 5, 6, 255], "{bits} bits");
    }
}

#[test]
fn a_bitmap_with_alpha_may_come_without_its_mask() {
    let bytes = file(1, &[(2, masked(32, &[], &[3, 2, 1, 9, 6, 5, 4, 8], &[]))]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [1, 2, 3, 9, 4, 5, 6, 8]);
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = file(1, &[(2, dib(2, [1, 2, 3, 4]))]);
    testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
}
