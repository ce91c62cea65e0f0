//! ICO and CUR: files written by hand, of BMP and of PNG images, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::pixels::{Layout, Samples};
use crate::plan;
use crate::recipe::Recipe;
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

/// Width, height, and the bytes of each entry of a directory.
fn entries(bytes: &[u8]) -> Vec<(u8, u8, &[u8])> {
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!(bytes[..4], [0, 0, 1, 0]);
    let rows = (0..usize::from(bytes[4])).map(|index| 6 + 16 * index);
    rows.map(|at| {
        assert_eq!(bytes[at + 2..at + 8], [0, 0, 1, 0, 32, 0]);
        (bytes[at], bytes[at + 1], &bytes[word(at + 12)..word(at + 12) + word(at + 8)])
    })
    .collect()
}

#[test]
fn a_small_image_is_written_as_a_bitmap_with_its_mask() {
    let samples = [[1, 2, 3, 4], [5, 6, 7, 0], [8, 9, 10, 255], [11, 12, 13, 14]].concat();
    let bytes = encode(Format::Ico, Samples::U8(samples.clone()), Layout::Rgba, (2, 2), &json!({}));
    // The lower row first, blue first; the mask's rows are four bytes, the highest bit is the first pixel.
    let mut expected = dib(2, [0; 4]);
    expected[40..56].copy_from_slice(&[10, 9, 8, 255, 13, 12, 11, 14, 3, 2, 1, 4, 7, 6, 5, 0]);
    expected[60] = 0x40;
    assert_eq!(entries(&bytes), [(2, 2, &expected[..])]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), samples);
    let opaque = encode(Format::Ico, Samples::U8(vec![7; 48 * 3]), Layout::Rgb, (48, 1), &json!({}));
    assert_eq!(samples8(&decode(&opaque).unwrap().1), [7, 7, 7, 255].repeat(48));
}

#[test]
fn a_large_image_is_written_as_a_png_with_alpha_and_256_as_0() {
    let samples = testing::pattern(256 * 49 * 3);
    let bytes = encode(Format::Ico, Samples::U8(samples.clone()), Layout::Rgb, (256, 49), &json!({}));
    let found = entries(&bytes);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, 0, 49));
    assert_eq!(Format::sniff(found[0].2), Some(Format::Png));
    let (header, frame) = decode(&bytes).unwrap();
    assert_eq!((header.width, header.height, header.channels), (256, 49, 4));
    let expected: Vec<u8> =
        samples.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
    assert_eq!(samples8(&frame), expected);
}

#[test]
fn sizes_are_squares_that_hold_the_whole_image_from_the_smallest() {
    let red = Samples::U8([200, 0, 0].repeat(400 * 100));
    let options = json!({ "sizes": [64, 16, 32, 16, 256] });
    let bytes = encode(Format::Ico, red, Layout::Rgb, (400, 100), &options);
    let found = entries(&bytes);
    let sides: Vec<(u8, u8)> = found.iter().map(|(width, height, _)| (*width, *height)).collect();
    assert_eq!(sides, [(16, 16), (32, 32), (64, 64), (0, 0)]);
    let png = found.iter().map(|(.., data)| Format::sniff(data) == Some(Format::Png));
    assert_eq!(png.collect::<Vec<_>>(), [false, false, true, true]);
    // A quarter of the rows holds the image, in the middle.
    let (header, frame) = decode(&bytes).unwrap();
    assert_eq!((header.width, header.height), (256, 256));
    let rows = samples8(&frame).chunks_exact(256 * 4).map(|row| [row[400], row[403]]);
    let expected = |y: usize| if (96..160).contains(&y) { [200, 255] } else { [0, 0] };
    assert_eq!(rows.collect::<Vec<_>>(), (0..256).map(expected).collect::<Vec<_>>());
}

#[test]
fn what_is_too_large_and_has_no_sizes_is_refused_before_anything_is_decoded() {
    let plan = |options: serde_json::Value| {
        let header = crate::codecs::Header::new(Format::Png, 257, 3);
        plan::plan(header, &Recipe::parse(&json!({ "outputs": [options] })).unwrap()).map(|_| ())
    };
    let error = plan(json!({ "format": "ico" })).unwrap_err();
    assert_eq!(error.to_string(), "expected width and height from 1 to 256 for ico, found 257 × 3");
    assert_eq!(plan(json!({ "format": "ico", "sizes": [32] })), Ok(()));
    assert_eq!(plan(json!({ "format": "ico", "sizes": 32 })), Ok(()));
    for wrong in [json!([]), json!([0]), json!([257]), json!([1.5]), json!("16"), json!(vec![16; 33])] {
        let error = Recipe::parse(&json!({ "outputs": [{ "format": "ico", "sizes": wrong }] })).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption);
        assert!(
            error
                .to_string()
                .starts_with("expected integer from 1 to 256, or 1 to 32 of them for outputs[0].sizes")
        );
    }
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = file(1, &[(2, dib(2, [1, 2, 3, 4]))]);
    testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
}
