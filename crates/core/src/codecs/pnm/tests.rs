//! PNM: each kind written by hand after Netpbm's pages, cuts and limits.

use crate::codecs::testing::{self, decode, encode, samples8, samples16};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
use crate::pixels::{Layout, Samples};
use serde_json::json;

#[test]
fn each_kind_is_read() {
    let eight: &[(&[u8], Layout, &[u8])] = &[
        (b"P1\n# a comment\n2 2\n1 0\n0 1\n", Layout::Gray, &[0, 255, 255, 0]),
        (b"P2 2 1 255\n7 200\n", Layout::Gray, &[7, 200]),
        (b"P3\n1 1\n255\n1 2 3\n", Layout::Rgb, &[1, 2, 3]),
        // One bit a pixel, from the highest; 1 is black.
        (b"P4 3 1\n\xa0", Layout::Gray, &[0, 255, 0]),
        (b"P5 2 1 255\n\x07\xc8", Layout::Gray, &[7, 200]),
        (b"P6 1 1 255\n\x01\x02\x03", Layout::Rgb, &[1, 2, 3]),
        (
            b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\x01\x02\x03\x04",
            Layout::Rgba,
            &[1, 2, 3, 4],
        ),
        (
            b"P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n\x05\x06",
            Layout::GrayA,
            &[5, 6],
        ),
    ];
    for (bytes, layout, samples) in eight {
        let (_, frame) = decode(bytes).unwrap();
        assert_eq!((frame.pixels.layout, samples8(&frame)), (*layout, *samples), "{}", bytes.escape_ascii());
    }
    let (header, frame) = decode(b"P5 2 1 65535\n\x01\x02\xff\xfe").unwrap();
    assert_eq!((header.bits, samples16(&frame)), (16, &[0x0102, 0xfffe][..]));
}

#[test]
fn white_is_white_whatever_its_value() {
    assert_eq!(samples8(&decode(b"P2 4 1 15\n0 5 10 15\n").unwrap().1), [0, 85, 170, 255]);
    assert_eq!(samples8(&decode(b"P5 2 1 100\n\x64\x32").unwrap().1), [255, 128]);
    assert_eq!(samples16(&decode(b"P2 3 1 1000\n0 500 1000\n").unwrap().1), [0, 32768, 65535]);
}

#[test]
fn text_may_hold_comments_anywhere_and_bits_need_no_space() {
    let bits = b"P1 # a bitmap\n3#wide\n2 101 # and\n0#1\n\x0b11";
    assert_eq!(samples8(&decode(bits).unwrap().1), [0, 255, 0, 255, 0, 0]);
    assert_eq!(samples8(&decode(b"P2\r\n2 1\r\n9\r\n9#1 2\r3").unwrap().1), [255, 85]);
    // The line's end closes the header as well.
    assert_eq!(samples8(&decode(b"P5 2 1 255#255\n#\n").unwrap().1), [b'#', b'\n']);
}

#[test]
fn tuples_are_what_their_type_says_and_further_samples_are_left_out() {
    let file = |tuple: &str, depth: u8, data: &[u8]| {
        let head = format!("P7\n# by hand\nWIDTH 2\nHEIGHT 1\nDEPTH {depth}\nMAXVAL 255\n\n{tuple}ENDHDR\n");
        [head.as_bytes(), data].concat()
    };
    for (tuple, depth, layout, samples) in [
        ("TUPLTYPE RGB\n", 4, Layout::Rgb, &[1, 2, 3, 5, 6, 7][..]),
        ("TUPLTYPE RGB_ALPHA\n", 4, Layout::Rgba, &[1, 2, 3, 4, 5, 6, 7, 8]),
        ("TUPLTYPE GRAYSCALE\n", 2, Layout::Gray, &[1, 3]),
        ("TUPLTYPE something else\n", 3, Layout::Rgb, &[1, 2, 3, 4, 5, 6]),
        ("", 2, Layout::GrayA, &[1, 2, 3, 4]),
    ] {
        let bytes = file(tuple, depth, &[1, 2, 3, 4, 5, 6, 7, 8][..usize::from(depth) * 2]);
        let (_, frame) = decode(&bytes).unwrap();
        assert_eq!((frame.pixels.layout, samples8(&frame)), (layout, samples), "{tuple}");
    }
    let bits = b"P7\nWIDTH 2\nHEIGHT 1\nDEPTH 1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\nENDHDR\n\x00\x01";
    assert_eq!(samples8(&decode(bits).unwrap().1), [0, 255]);
    assert_eq!(testing::code(&file("TUPLTYPE RGB_ALPHA\n", 3, &[0; 6])), Code::CorruptImage);
    assert_eq!(testing::code(&file("TUPLTYPE CMYK\n", 4, &[0; 8])), Code::UnsupportedFeature);
    assert_eq!(testing::code(&file("", 7, &[0; 14])), Code::UnsupportedFeature);
}

#[test]
fn floats_are_linear_light_from_below_in_either_order_of_bytes() {
    let lights = [0.5f32, 0.0, 1.0, f32::NAN, 4.0, -0.5];
    let mut big = b"PF\n1 2\n1.0\n".to_vec();
    big.extend(lights.iter().flat_map(|light| light.to_be_bytes()));
    let mut little = b"PF 1 2 -0.5\n".to_vec();
    little.extend(lights.iter().flat_map(|light| light.to_le_bytes()));
    // 1.055 × light^(1 / 2.4) − 0.055 (IEC 61966-2-1).
    let expected = [0.0, 1.824_796, -0.735_357, 0.735_357, 0.0, 1.0];
    for bytes in [big, little] {
        let (header, frame) = decode(&bytes).unwrap();
        let Samples::F32(found) = &frame.pixels.samples else { panic!("no floats") };
        assert_eq!((header.bits, header.channels), (32, 3));
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{found}, not {expected}");
        }
        testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
        testing::every_changed_byte_is_survived(&bytes);
    }
    let grey = [&b"Pf\n1 1\n-1\n"[..], &0.25f32.to_le_bytes()].concat();
    assert_eq!(decode(&grey).unwrap().1.pixels.layout, Layout::Gray);
    assert_eq!(testing::code(b"Pf 1 1 0\n\0\0\0\0"), Code::CorruptImage);
    assert_eq!(Format::sniff(b"Pf. und Stein"), None);
}

#[test]
fn a_sample_over_white_is_white_and_damage_only_to_the_strict() {
    let bytes = b"P5 2 1 100\n\x65\x32";
    assert_eq!(samples8(&decode(bytes).unwrap().1), [255, 128]);
    let strict = testing::decode_page(bytes, 0, Limits::default(), FailOn::Error).unwrap_err();
    assert_eq!(strict.code, Code::CorruptImage);
}

#[test]
fn what_was_cut_or_damaged_is_shown_as_far_as_it_goes_when_asked() {
    let shown = |bytes: &[u8]| {
        let (_, frame) = testing::decode_page(bytes, 0, Limits::default(), FailOn::None).unwrap();
        samples8(&frame).to_vec()
    };
    assert_eq!(shown(b"P6 2 2 255\n\x01\x02\x03\x04\x05\x06\x07\x08"), [1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]);
    assert_eq!(shown(b"P2 2 2 255\n1 2 3"), [1, 2, 3, 0]);
    assert_eq!(shown(b"P2 2 2 255\n1 2 x3 4"), [1, 2, 0, 0]);
    assert_eq!(testing::code(b"P2 2 2 255\n1 2 x3 4"), Code::CorruptImage);
}

#[test]
fn what_is_written_is_the_simplest_file_of_its_channels() {
    let write = |samples, layout| encode(Format::Pnm, samples, layout, (2, 1), &json!({}));
    assert_eq!(write(Samples::U8(vec![7, 200]), Layout::Gray), b"P5\n2 1\n255\n\x07\xc8");
    assert_eq!(
        write(Samples::U16(vec![1, 2, 3, 4, 5, 0xfffe]), Layout::Rgb),
        b"P6\n2 1\n65535\n\0\x01\0\x02\0\x03\0\x04\0\x05\xff\xfe"
    );
    for (layout, tuple) in [(Layout::GrayA, "GRAYSCALE_ALPHA"), (Layout::Rgba, "RGB_ALPHA")] {
        let samples = testing::pattern(2 * layout.channels());
        let bytes = write(Samples::U8(samples.clone()), layout);
        let depth = layout.channels();
        let head = format!("P7\nWIDTH 2\nHEIGHT 1\nDEPTH {depth}\nMAXVAL 255\nTUPLTYPE {tuple}\nENDHDR\n");
        assert_eq!(bytes, [head.as_bytes(), &samples].concat());
        assert_eq!(samples8(&decode(&bytes).unwrap().1), samples);
    }
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = b"P6 2 2 255\n\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c";
    testing::every_cut_fails(bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(bytes);
    testing::every_changed_byte_is_survived(bytes);
    for wrong in
        [&b"P5 2 x 255\n\0\0"[..], b"P5 2 1 0\n\0\0", b"P5 2 1 70000\n\0\0", b"P5 0 1 255\n", b"P7\nWIDE 3\n"]
    {
        assert_eq!(testing::code(wrong), Code::CorruptImage, "{}", wrong.escape_ascii());
    }
}
