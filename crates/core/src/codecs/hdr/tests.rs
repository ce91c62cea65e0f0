//! Radiance: pixels and runs written by hand after the manual's file formats, light after Ward's formula, cuts and limits.

use crate::codecs::testing::{self, decode, encode};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Samples};
use serde_json::json;

fn file(size: &str, data: &[u8]) -> Vec<u8> {
    // The exposure changes no sample, as in ImageMagick 7.1.1-39: what is expected below is the pixels alone.
    let head = format!("#?RADIANCE\n# by hand\nEXPOSURE=2\nFORMAT=32-bit_rle_rgbe\n\n{size}\n");
    [head.as_bytes(), data].concat()
}

fn floats(frame: &Frame) -> &[f32] {
    match &frame.pixels.samples {
        Samples::F32(samples) => samples,
        other => panic!("expected floats, found {other:?}"),
    }
}

/// sRGB's code of light (IEC 61966-2-1).
fn code(light: f64) -> f64 {
    if light > 0.003_130_8 { 1.055 * light.powf(1.0 / 2.4) - 0.055 } else { light * 12.92 }
}

#[track_caller]
fn near(found: &[f32], light: &[f64]) {
    assert_eq!(found.len(), light.len());
    for (found, light) in found.iter().zip(light) {
        let expected = code(*light);
        assert!((f64::from(*found) - expected).abs() < 1e-5 * expected.max(1.0), "{found}, not {expected}");
    }
}

#[test]
fn a_pixel_is_three_mantissas_and_an_exponent() {
    // (mantissa + ½) × 2^(exponent − 136): Ward.
    let data = [128, 0, 255, 128, 64, 32, 16, 131, 9, 9, 9, 0];
    let (header, frame) = decode(&file("-Y 1 +X 3", &data)).unwrap();
    assert_eq!((header.width, header.height, header.bits), (3, 1, 8));
    let middle = [64.5 / 32.0, 32.5 / 32.0, 16.5 / 32.0];
    near(floats(&frame), &[[128.5 / 256.0, 0.5 / 256.0, 255.5 / 256.0], middle, [0.0; 3]].concat());
}

/// Grey of a mantissa, at the exponent that makes 256 of it 1.
fn grey(mantissa: u8) -> [u8; 4] {
    [mantissa, mantissa, mantissa, 128]
}

fn mantissas(frame: &Frame) -> Vec<u8> {
    let all: Vec<u8> = (0..=255).collect();
    let nearest = |found: f32| {
        let off = |m: &u8| ((code((f64::from(*m) + 0.5) / 256.0) - f64::from(found)).abs() * 1e9) as u64;
        *all.iter().min_by_key(|m| off(m)).unwrap()
    };
    floats(frame).iter().step_by(3).map(|found| nearest(*found)).collect()
}

#[test]
fn scanlines_begin_where_their_line_says() {
    let data = [grey(10), grey(20), grey(30), grey(40), grey(50), grey(60)].concat();
    for (size, expected) in [
        ("-Y 2 +X 3", [10, 20, 30, 40, 50, 60]),
        ("-Y 2 -X 3", [30, 20, 10, 60, 50, 40]),
        ("+Y 2 +X 3", [40, 50, 60, 10, 20, 30]),
        ("+X 3 -Y 2", [10, 30, 50, 20, 40, 60]),
        ("-X 3 +Y 2", [60, 40, 20, 50, 30, 10]),
    ] {
        let (header, frame) = decode(&file(size, &data)).unwrap();
        assert_eq!((header.width, header.height), (3, 2), "{size}");
        assert_eq!(mantissas(&frame), expected, "{size}");
    }
}

#[test]
fn runs_of_the_old_kind_multiply_when_they_follow_one_another() {
    // Three more of the first, then 2 + 1 × 256 more of the second.
    let data = [grey(10), [1, 1, 1, 3], grey(20), [1, 1, 1, 2], [1, 1, 1, 1]].concat();
    let (_, frame) = decode(&file("-Y 1 +X 263", &data)).unwrap();
    assert_eq!(mantissas(&frame), [vec![10; 4], vec![20; 259]].concat());
    // Before the first pixel there is nothing to repeat, and none goes past its line.
    for data in [[[1, 1, 1, 1], grey(20)].concat(), [grey(20), [1, 1, 1, 2]].concat()] {
        assert_eq!(testing::code(&file("-Y 1 +X 2", &data)), Code::CorruptImage);
    }
}

/// A scanline of eight: a head, then each component by itself.
const RUNS: [u8; 4 + 7 + 2 + 2 + 2] =
    [2, 2, 0, 8, 0x80 + 4, 10, 4, 20, 30, 40, 50, 0x88, 7, 0x88, 7, 0x88, 128];

#[test]
fn runs_of_the_new_kind_go_by_component() {
    let (_, frame) = decode(&file("-Y 1 +X 8", &RUNS)).unwrap();
    assert_eq!(mantissas(&frame), [10, 10, 10, 10, 20, 30, 40, 50]);
    let mut other = RUNS;
    other[3] = 9;
    assert_eq!(testing::code(&file("-Y 1 +X 8", &other)), Code::CorruptImage);
    let mut long = RUNS;
    long[4] = 0x89;
    assert_eq!(testing::code(&file("-Y 1 +X 8", &long)), Code::CorruptImage);
}

#[test]
fn tristimulus_values_become_colours() {
    let bytes = file("-Y 1 +X 1", &[127, 127, 127, 128]);
    let xyz = String::from_utf8(bytes[..bytes.len() - 4].to_vec()).unwrap().replace("rgbe", "xyze");
    let (_, frame) = decode(&[xyz.as_bytes(), &bytes[bytes.len() - 4..]].concat()).unwrap();
    // Three equal ones are white.
    near(floats(&frame), &[127.5 / 256.0; 3]);
}

#[test]
fn what_is_written_has_the_exponent_of_its_brightest() {
    // Light of 0.5, 0.25 and −1; 4; 3e38.
    let codes = [code(0.5), code(0.25), -1.0, code(4.0), 0.0, 0.0, 1e18, 0.0, f64::NAN];
    let samples = Samples::F32(codes.iter().map(|code| *code as f32).collect());
    let bytes = encode(Format::Hdr, samples, Layout::Rgb, (3, 1), &json!({}));
    let head = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 3\n";
    let (found, data) = bytes.split_at(head.len());
    assert_eq!(found, head);
    // A mantissa is cut, so that its middle is half a step off at the most.
    assert!(matches!(data, [127 | 128, 63 | 64, 0, 128, 127 | 128, 0, 0, 131, 255, 0, 0, 255]), "{data:?}");
}

#[test]
fn what_was_written_comes_back_within_half_a_step() {
    for (width, height) in [(7, 3), (8, 3), (300, 2)] {
        let mut samples = testing::pattern((width * height * 3) as usize);
        samples[9..20].fill(200);
        let bytes =
            encode(Format::Hdr, Samples::U8(samples.clone()), Layout::Rgb, (width, height), &json!({}));
        let (_, frame) = decode(&bytes).unwrap();
        let pixels = floats(&frame).chunks_exact(3).zip(samples.chunks_exact(3));
        for (found, pixel) in pixels {
            let most = pixel.iter().map(|s| f64::from(*s) / 255.0).fold(0.0, f64::max);
            // The brightest has at least 128 of 256 steps.
            let brightest = if most > 0.040_45 { ((most + 0.055) / 1.055).powf(2.4) } else { most / 12.92 };
            let bound = code(brightest / 256.0 * 1.01);
            for (found, sample) in found.iter().zip(pixel) {
                let off = (f64::from(*found) - f64::from(*sample) / 255.0).abs();
                assert!(off <= bound, "{found} for {sample} of {pixel:?}");
            }
        }
        let again = encode(Format::Hdr, frame.pixels.samples, Layout::Rgb, (width, height), &json!({}));
        assert_eq!(again.len(), bytes.len());
    }
}

#[test]
fn equal_bytes_are_stored_once() {
    let bytes = encode(Format::Hdr, Samples::U8(vec![255; 300 * 3]), Layout::Rgb, (300, 1), &json!({}));
    let data = &bytes[bytes.len() - 28..];
    // 300 are 127, 127 and 46; white is 128 times two to the power of 129 − 136.
    let run = |value| [0xff, value, 0xff, value, 128 + 46, value];
    assert_eq!(data, [&[2, 2, 1, 44][..], &run(128), &run(128), &run(128), &run(129)].concat());
}

#[test]
fn a_cut_is_shown_as_far_as_it_goes_when_asked() {
    let bytes = file("-Y 1 +X 3", &[grey(10), grey(20)].concat());
    let (_, frame) = testing::decode_page(&bytes, 0, Limits::default(), FailOn::None).unwrap();
    assert_eq!(mantissas(&frame)[..2], [10, 20]);
    assert_eq!(floats(&frame)[6..], [0.0; 3]);
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    for bytes in [
        file("-Y 2 +X 8", &[RUNS, RUNS].concat()),
        file("-Y 2 +X 2", &[grey(1), grey(2), grey(3), grey(4)].concat()),
    ] {
        testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
        testing::limits_hold(&bytes);
        testing::every_changed_byte_is_survived(&bytes);
    }
    for size in ["-Y 2", "-Y 2 +Y 2", "+X -1 -Y 2", "2 2", ""] {
        assert_eq!(testing::code(&file(size, &[0; 16])), Code::CorruptImage, "{size}");
    }
    assert_eq!(
        testing::code(b"#?RADIANCE\nFORMAT=32-bit_float\n\n-Y 1 +X 1\n\0\0\0\0"),
        Code::UnsupportedFeature
    );
    assert_eq!(testing::code(&file("-Y 4000000000 +X 4000000000", &[0; 16])), Code::SideLimit);
}
