//! QOI: a file written by hand after the specification, round trips, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::pixels::{Layout, Samples};
use serde_json::json;

/// Three pixels in a row: one by `QOI_OP_RGB`, then a run of two (`QOI_OP_RUN` with a bias of -1).
fn file() -> Vec<u8> {
    let mut out = b"qoif\0\0\0\x03\0\0\0\x01\x03\0".to_vec();
    out.extend([0xfe, 10, 20, 30, 0xc1]);
    out.extend([0, 0, 0, 0, 0, 0, 0, 1]);
    out
}

#[test]
fn operations_are_read_as_the_specification_says() {
    let (header, frame) = decode(&file()).unwrap();
    assert_eq!((header.width, header.height, header.has_alpha), (3, 1, false));
    assert_eq!(samples8(&frame), [10, 20, 30, 10, 20, 30, 10, 20, 30]);
}

#[test]
fn what_was_written_comes_back() {
    for layout in [Layout::Rgb, Layout::Rgba] {
        let samples = testing::pattern(9 * 5 * layout.channels());
        let bytes = encode(Format::Qoi, Samples::U8(samples.clone()), layout, (9, 5), &json!({}));
        assert_eq!(samples8(&decode(&bytes).unwrap().1), samples);
    }
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = file();
    testing::every_cut_fails(&bytes, 18, &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
    let mut channels = bytes.clone();
    channels[12] = 5;
    assert_eq!(testing::code(&channels), Code::CorruptImage);
    let mut empty = bytes;
    empty[7] = 0;
    assert_eq!(testing::code(&empty), Code::CorruptImage);
}
