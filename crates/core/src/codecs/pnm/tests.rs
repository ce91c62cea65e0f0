//! PNM: each kind written by hand after Netpbm's pages, cuts and limits.

use crate::codecs::testing::{self, decode, samples8, samples16};
use crate::error::Code;
use crate::pixels::Layout;

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
