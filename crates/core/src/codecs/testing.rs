//! What the tests of the small codecs share: decode, encode, and the ways in which any file may be cut or limited.

use super::{DecodeOptions, Header};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::Value;

/// Header and pixels of one page; the header's channels, depth and size are those of the pixels.
pub fn decode_page(bytes: &[u8], page: u32, limits: Limits, fail_on: FailOn) -> Result<(Header, Frame)> {
    let header = super::probe(bytes, &limits)?;
    let mut job = Job::new(limits, fail_on, Cancel::default());
    let options = DecodeOptions { page, ..DecodeOptions::default() };
    let mut decoder = header.format.row().codec.open.unwrap()(bytes, &header, &options, &mut job)?;
    let frame = decoder.next_frame(&mut job)?.unwrap();
    assert!(decoder.next_frame(&mut job)?.is_none());
    if page == 0 {
        assert_eq!((frame.pixels.width, frame.pixels.height), (header.width, header.height));
        assert_eq!(frame.pixels.layout.channels(), usize::from(header.channels));
        assert_eq!(frame.pixels.layout.has_alpha(), header.has_alpha);
        assert_eq!(frame.pixels.depth(), header.depth);
    }
    Ok((header, frame))
}

pub fn decode(bytes: &[u8]) -> Result<(Header, Frame)> {
    decode_page(bytes, 0, Limits::default(), FailOn::Truncated)
}

pub fn code(bytes: &[u8]) -> Code {
    decode(bytes).unwrap_err().code
}

pub fn samples8(frame: &Frame) -> &[u8] {
    match &frame.pixels.samples {
        Samples::U8(samples) => samples,
        other => panic!("expected 8 bit, found {other:?}"),
    }
}

pub fn samples16(frame: &Frame) -> &[u16] {
    match &frame.pixels.samples {
        Samples::U16(samples) => samples,
        other => panic!("expected 16 bit, found {other:?}"),
    }
}

pub fn encode(
    format: Format,
    samples: Samples,
    layout: Layout,
    size: (u32, u32),
    options: &Value,
) -> Vec<u8> {
    let row = format.row();
    let options = Values::parse(row.options, options.as_object().unwrap(), &[], "").unwrap();
    let mut job = Job::default();
    let pixels = Pixels::packed(samples, layout, size.0, size.1).unwrap();
    let mut encoder = row.codec.begin.unwrap()(&options, &mut job).unwrap();
    encoder.frame(Frame { pixels, delay_ms: 0 }, &mut job).unwrap();
    encoder.finish(&mut job).unwrap()
}

/// Bytes that differ from their neighbours.
pub fn pattern(count: usize) -> Vec<u8> {
    (0..count).map(|i| (i * 37 + i / 5) as u8).collect()
}

/// Every cut before `end` is an error with one of these codes, and nothing panics.
pub fn every_cut_fails(bytes: &[u8], end: usize, codes: &[Code]) {
    for len in 1..end {
        let error = decode(&bytes[..len]).map(|_| len).unwrap_err();
        assert!(codes.contains(&error.code), "{len} of {} bytes: {error}", bytes.len());
    }
}

/// Side, pixels and memory are limited before a pixel is decoded.
pub fn limits_hold(bytes: &[u8]) {
    let with = |limits: Limits| decode_page(bytes, 0, limits, FailOn::Truncated).unwrap_err().code;
    assert_eq!(with(Limits { side: 1, ..Limits::default() }), Code::SideLimit);
    assert_eq!(with(Limits { pixels: 1, ..Limits::default() }), Code::PixelLimit);
    assert_eq!(with(Limits { memory: 1, ..Limits::default() }), Code::MemoryLimit);
}

/// Changing any one byte gives an image or an error, never a panic.
pub fn every_changed_byte_is_survived(bytes: &[u8]) {
    let limits = || Limits { pixels: 1_000_000, memory: 16_000_000, ..Limits::default() };
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut damaged = bytes.to_vec();
            damaged[at] ^= change;
            if Format::sniff(&damaged).is_some() {
                let _ = decode_page(&damaged, 1, limits(), FailOn::None);
                let _ = super::probe(&damaged, &limits()).map(|header| {
                    let mut job = Job::new(limits(), FailOn::None, Cancel::default());
                    let open = header.format.row().codec.open.unwrap();
                    let decoder = open(&damaged, &header, &DecodeOptions::default(), &mut job);
                    decoder.and_then(|mut decoder| decoder.next_frame(&mut job))
                });
            }
        }
    }
}
