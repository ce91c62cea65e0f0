//! TGA: plain, run-length and mapped files written by hand, what is not taken for one, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
use crate::pixels::{Layout, Samples};
use crate::plan;
use crate::recipe::Recipe;
use serde_json::json;

/// The header: map, kind, bits of a pixel, descriptor; two columns, two rows.
fn file(map: [u8; 5], kind: u8, map_type: u8, bits: u8, descriptor: u8, data: &[u8]) -> Vec<u8> {
    let mut out = vec![0, map_type, kind];
    out.extend(map);
    out.extend([0, 0, 0, 0, 2, 0, 2, 0, bits, descriptor]);
    out.extend(data);
    out
}

/// Bit 5 of the descriptor: rows from above.
const FROM_ABOVE: u8 = 0x20;
const NO_MAP: [u8; 5] = [0; 5];

#[test]
fn each_kind_is_read() {
    let rgb = file(NO_MAP, 2, 0, 24, 0, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    assert_eq!(samples8(&decode(&rgb).unwrap().1), [9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]);
    let rgba = file(NO_MAP, 2, 0, 32, FROM_ABOVE | 8, &testing::pattern(16));
    assert_eq!(decode(&rgba).unwrap().1.pixels.layout, Layout::Rgba);
    let gray = file(NO_MAP, 3, 0, 8, FROM_ABOVE, &[1, 2, 3, 4]);
    assert_eq!(samples8(&decode(&gray).unwrap().1), [1, 2, 3, 4]);
    // A packet of three equal pixels, then one of one different.
    let runs = file(NO_MAP, 11, 0, 8, FROM_ABOVE, &[0x82, 9, 0x00, 7]);
    assert_eq!(samples8(&decode(&runs).unwrap().1), [9, 9, 9, 7]);
    // Two colours of 24 bits, blue first.
    let mapped = file([0, 0, 2, 0, 24], 1, 1, 8, FROM_ABOVE, &[1, 2, 3, 4, 5, 6, 0, 1, 1, 0]);
    assert_eq!(samples8(&decode(&mapped).unwrap().1), [3, 2, 1, 6, 5, 4, 6, 5, 4, 3, 2, 1]);
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    samples8(&decode(bytes).unwrap().1).to_vec()
}

#[test]
fn rows_begin_at_the_corner_that_the_descriptor_says() {
    let corner = |descriptor| pixels(&file(NO_MAP, 3, 0, 8, descriptor, &[1, 2, 3, 4]));
    assert_eq!(corner(0), [3, 4, 1, 2]);
    assert_eq!(corner(0x10), [4, 3, 2, 1]);
    assert_eq!(corner(FROM_ABOVE), [1, 2, 3, 4]);
    assert_eq!(corner(FROM_ABOVE | 0x10), [2, 1, 4, 3]);
}

#[test]
fn fifteen_bits_are_five_a_colour_and_the_sixteenth_is_alpha_if_it_is_said_and_used() {
    // Red, green, blue, and 16 of 31 each: 16 × 255 ÷ 31 is 131.6.
    let data = [0x00, 0x7c, 0xe0, 0x83, 0x1f, 0x00, 0x10, 0x42];
    let opaque = [255, 0, 0, 0, 255, 0, 0, 0, 255, 132, 132, 132];
    for (bits, attributes) in [(15, 0), (16, 0), (15, 1)] {
        assert_eq!(pixels(&file(NO_MAP, 2, 0, bits, FROM_ABOVE | attributes, &data)), opaque, "{bits}");
    }
    let alpha = file(NO_MAP, 2, 0, 16, FROM_ABOVE | 1, &data);
    assert_eq!(pixels(&alpha), [255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 255, 0, 132, 132, 132, 0]);
    // Truevision's own UTC16.TGA says that it has one and leaves all of them 0.
    let unused = file(NO_MAP, 2, 0, 16, FROM_ABOVE | 1, &[0x1f, 0].repeat(4));
    assert_eq!(pixels(&unused), [0, 0, 255, 255].repeat(4));
}

#[test]
fn alpha_of_eight_bits_is_what_it_is_where_it_is_said_and_opaque_where_nobody_wrote_it() {
    let with = |attributes, alpha: u8| {
        let data = [[3, 2, 1, 0], [3, 2, 1, alpha], [3, 2, 1, 0], [3, 2, 1, 0]].concat();
        let found = pixels(&file(NO_MAP, 2, 0, 32, FROM_ABOVE | attributes, &data));
        [found[3], found[7]]
    };
    assert_eq!((with(8, 0), with(8, 7)), ([0, 0], [0, 7]));
    assert_eq!((with(0, 0), with(0, 7)), ([255, 255], [0, 7]));
}

#[test]
fn a_colour_map_has_a_first_index_and_entries_of_each_depth() {
    let data = [2, 3, 4, 1];
    // 0x7c00 is red, 0x001f blue.
    let fives = [&[0x00, 0x7c, 0x1f, 0x00][..], &data].concat();
    let colours = [255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0];
    for bits in [15, 16] {
        // Indices outside are black.
        assert_eq!(pixels(&file([2, 0, 2, 0, bits], 1, 1, 8, FROM_ABOVE, &fives)), colours);
    }
    let wide = [&[1, 2, 3, 4, 5, 6, 7, 8][..], &[2, 0, 3, 0, 2, 0, 3, 0]].concat();
    let found = pixels(&file([2, 0, 2, 0, 32], 1, 1, 16, FROM_ABOVE | 8, &wide));
    assert_eq!(found, [3, 2, 1, 4, 7, 6, 5, 8].repeat(2));
    // One that no pixel needs is passed over.
    assert_eq!(pixels(&file([0, 0, 1, 0, 24], 3, 1, 8, FROM_ABOVE, &[9, 9, 9, 1, 2, 3, 4])), [1, 2, 3, 4]);
    let mut named = file(NO_MAP, 3, 0, 8, FROM_ABOVE, b"name\x01\x02\x03\x04");
    named[0] = 4;
    assert_eq!(pixels(&named), [1, 2, 3, 4]);
}

#[test]
fn a_packet_may_go_on_in_the_next_row() {
    let runs = file(NO_MAP, 10, 0, 24, FROM_ABOVE, &[0, 9, 8, 7, 0x82, 3, 2, 1]);
    assert_eq!(pixels(&runs), [7, 8, 9, 1, 2, 3, 1, 2, 3, 1, 2, 3]);
    let stored = file(NO_MAP, 11, 0, 16, 8, &[3, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(pixels(&stored), [5, 6, 7, 8, 1, 2, 3, 4]);
}

#[test]
fn a_cut_is_shown_as_far_as_it_goes_when_asked() {
    let shown = |bytes: &[u8]| {
        let (_, frame) = testing::decode_page(bytes, 0, Limits::default(), FailOn::None).unwrap();
        samples8(&frame).to_vec()
    };
    assert_eq!(
        shown(&file(NO_MAP, 2, 0, 24, FROM_ABOVE, &[3, 2, 1, 6, 5])),
        [1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    );
    assert_eq!(shown(&file(NO_MAP, 11, 0, 8, FROM_ABOVE, &[0x80, 5, 3, 6, 7])), [5, 6, 7, 0]);
    assert_eq!(shown(&file([0, 0, 9, 0, 24], 1, 1, 8, FROM_ABOVE, &[1, 2, 3])), [0; 12]);
}

/// The header's fields by the specification's numbers: 3 kind, 5.3 and 5.4 size, 5.5 bits, 5.6 descriptor.
#[test]
fn what_is_written_has_blue_first_rows_from_above_and_packets_within_rows() {
    let samples = Samples::U8([[1, 2, 3], [1, 2, 3], [4, 5, 6], [7, 8, 9]].concat());
    let plain = encode(Format::Tga, samples.clone(), Layout::Rgb, (2, 2), &json!({ "rle": false }));
    let mut expected = file(NO_MAP, 2, 0, 24, FROM_ABOVE, &[3, 2, 1, 3, 2, 1, 6, 5, 4, 9, 8, 7]);
    let footer = b"\0\0\0\0\0\0\0\0TRUEVISION-XFILE.\0";
    expected.extend(footer);
    assert_eq!(plain, expected);
    let packed = encode(Format::Tga, samples, Layout::Rgb, (2, 2), &json!({}));
    let mut expected = file(NO_MAP, 10, 0, 24, FROM_ABOVE, &[0x81, 3, 2, 1, 1, 6, 5, 4, 9, 8, 7]);
    expected.extend(footer);
    assert_eq!(packed, expected);
}

#[test]
fn what_was_written_comes_back_in_each_layout_and_runs_end_at_128() {
    for layout in [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba] {
        for rle in [false, true] {
            let mut samples = testing::pattern(300 * 3 * layout.channels());
            samples[100..800].fill(7);
            let options = json!({ "rle": rle });
            let bytes = encode(Format::Tga, Samples::U8(samples.clone()), layout, (300, 3), &options);
            let (_, frame) = decode(&bytes).unwrap();
            assert_eq!((frame.pixels.layout, samples8(&frame)), (layout, &samples[..]), "{rle}");
        }
    }
    let bytes = encode(Format::Tga, Samples::U8(vec![9; 300]), Layout::Gray, (300, 1), &json!({}));
    assert_eq!(bytes[18..24], [0xff, 9, 0xff, 9, 0x80 + 43, 9]);
}

#[test]
fn a_side_that_its_header_cannot_say_is_refused_before_anything_is_decoded() {
    let recipe = json!({ "outputs": [{ "format": "tga" }] });
    let header = crate::codecs::Header::new(Format::Png, 65_536, 1);
    let error = plan::plan(header, &Recipe::parse(&recipe).unwrap()).unwrap_err();
    assert_eq!(error.code, Code::SizeLimit);
}

#[test]
fn what_has_no_magic_is_taken_for_nothing_else() {
    for other in [
        &b"plain text that is no image at all"[..],
        &[0; 40],
        b"PK\x03\x04 an archive and so on ..........",
        &[2; 64],
    ] {
        assert_eq!(Format::sniff(other), None, "{}", other.escape_ascii());
    }
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = file(NO_MAP, 2, 0, 24, 0, &testing::pattern(12));
    testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
    let bytes = file([0, 0, 2, 0, 24], 9, 1, 8, 0, &[1, 2, 3, 4, 5, 6, 0x82, 0, 0, 1]);
    testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::every_changed_byte_is_survived(&bytes);
}
