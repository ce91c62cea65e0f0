//! QOI: a file written by hand after the specification, round trips, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
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

/// Each operation of the specification once, worked out by hand.
#[test]
fn each_operation_is_read_and_written() {
    let pixels = [
        [10, 20, 30, 255],
        // +1, −2, 0: a difference.
        [11, 18, 30, 255],
        // Green −10, red −10 + 3, blue −10 − 8: a luma.
        [4, 8, 12, 255],
        // Alpha changes.
        [4, 8, 12, 9],
        // Seen before, at (10 × 3 + 20 × 5 + 30 × 7 + 255 × 11) mod 64 = 9.
        [10, 20, 30, 255],
        [10, 20, 30, 255],
        [10, 20, 30, 255],
        // A difference may wrap around.
        [8, 20, 31, 255],
        [255, 0, 128, 255],
        [0, 255, 128, 255],
    ];
    let operations = [
        &[0xfe, 10, 20, 30][..],
        &[0x40 | 3 << 4 | 2],
        &[0x80 + 22, 11 << 4],
        &[0xff, 4, 8, 12, 9],
        &[9],
        &[0xc0 | 1],
        &[0x40 | 2 << 2 | 3],
        &[0xfe, 255, 0, 128],
        &[0x40 | 3 << 4 | 1 << 2 | 2],
    ];
    let mut bytes = b"qoif\0\0\0\x0a\0\0\0\x01\x04\0".to_vec();
    bytes.extend(operations.concat());
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), pixels.concat());
    let written = encode(Format::Qoi, Samples::U8(pixels.concat()), Layout::Rgba, (10, 1), &json!({}));
    assert_eq!(written, bytes);
    testing::every_changed_byte_is_survived(&bytes);
}

#[test]
fn a_run_goes_on_over_rows_up_to_62_pixels() {
    let bytes = encode(Format::Qoi, Samples::U8(vec![0; 64 * 3]), Layout::Rgb, (8, 8), &json!({}));
    // Black is the pixel before the first.
    assert_eq!(bytes[14..], [0xc0 + 61, 0xc0 + 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), [0; 64 * 3]);
}

#[test]
fn a_cut_is_shown_as_far_as_it_goes_when_asked_and_a_lost_end_is_damage_to_the_strict() {
    let (bytes, with) = (file(), |bytes: &[u8], fail_on| {
        testing::decode_page(bytes, 0, Limits::default(), fail_on).map(|(_, frame)| samples8(&frame).to_vec())
    });
    assert_eq!(with(&bytes[..18], FailOn::None).unwrap(), [10, 20, 30, 0, 0, 0, 0, 0, 0]);
    assert_eq!(with(&bytes[..20], FailOn::Truncated).unwrap(), [10, 20, 30].repeat(3));
    assert_eq!(with(&bytes[..20], FailOn::Error).unwrap_err().code, Code::CorruptImage);
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
