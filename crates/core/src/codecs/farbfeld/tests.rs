//! farbfeld: a file written by hand after its page, cuts and limits.

use crate::codecs::testing::{self, decode, samples16};
use crate::error::Code;
use crate::job::FailOn;
use crate::limits::Limits;

/// Two pixels beside one another, the higher byte of a sample first.
fn file() -> Vec<u8> {
    let mut out = b"farbfeld\0\0\0\x02\0\0\0\x01".to_vec();
    out.extend([0x12, 0x34, 0, 1, 0xff, 0xff, 0x80, 0, 0, 2, 0, 3, 0, 4, 0, 5]);
    out
}

#[test]
fn samples_are_sixteen_bits_with_the_higher_byte_first() {
    let (header, frame) = decode(&file()).unwrap();
    assert_eq!((header.width, header.height, header.bits), (2, 1, 16));
    assert_eq!(samples16(&frame), [0x1234, 1, 0xffff, 0x8000, 2, 3, 4, 5]);
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = [&file()[..], &[0; 16]].concat();
    let mut two_rows = bytes.clone();
    two_rows[15] = 2;
    testing::every_cut_fails(&two_rows, two_rows.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&two_rows);
    testing::every_changed_byte_is_survived(&two_rows);
    let (_, frame) = testing::decode_page(&two_rows[..26], 0, Limits::default(), FailOn::None).unwrap();
    assert_eq!(samples16(&frame)[..6], [0x1234, 1, 0xffff, 0x8000, 2, 0]);
    two_rows[11] = 0;
    assert_eq!(testing::code(&two_rows), Code::CorruptImage);
}
