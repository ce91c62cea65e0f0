//! TGA: plain, run-length and mapped files written by hand, what is not taken for one, cuts and limits.

use crate::codecs::testing::{self, decode, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::pixels::Layout;

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
}
