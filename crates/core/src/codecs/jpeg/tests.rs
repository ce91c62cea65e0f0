//! JPEG: files that are rare, made by hand after T.81.

use crate::codecs::{self, DecodeOptions, jpeg::ROW};
use crate::error::{Code, Result};
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Layout, Pixels, Samples};

fn decode(bytes: &[u8], options: &DecodeOptions, job: &mut Job) -> Result<Pixels> {
    let header = codecs::probe(bytes, &job.limits)?;
    let mut decoder = ROW.codec.open.unwrap()(bytes, &header, options, job)?;
    Ok(decoder.next_frame(job)?.unwrap().pixels)
}

fn shown(bytes: &[u8]) -> Pixels {
    decode(bytes, &DecodeOptions::default(), &mut Job::default()).unwrap()
}

fn samples(pixels: &Pixels) -> &[u8] {
    match &pixels.samples {
        Samples::U8(samples) => samples,
        _ => panic!("expected 8 bit"),
    }
}

/// Bits of a scan, then ones to the next byte; a byte of ones gets its zero.
fn packed(bits: &str) -> Vec<u8> {
    let padded = format!("{bits}{}", "1".repeat(bits.len().wrapping_neg() % 8));
    let bytes =
        padded.as_bytes().chunks(8).map(|byte| u8::from_str_radix(str::from_utf8(byte).unwrap(), 2).unwrap());
    bytes.flat_map(|byte| if byte == 0xff { vec![0xff, 0] } else { vec![byte] }).collect()
}

/// Blocks of one colour each by the difference to the one before: code 0 for none, 10 and seven bits for others; no detail.
fn flat(differences: &[i32]) -> String {
    let code = |value: &i32| match value {
        0 => "00".to_owned(),
        value => format!("10{:07b}0", if *value < 0 { value + 127 } else { *value }),
    };
    differences.iter().map(code).collect()
}

/// A baseline file whose steps are 8, so that a block's constant part is its level around 128.
struct Made(Vec<u8>);

impl Made {
    /// Each component's number and factors.
    fn new(width: u8, height: u8, components: &[(u8, u8)], extra: &[u8]) -> Self {
        let mut bytes = vec![0xff, 0xd8];
        bytes.extend(extra);
        bytes.extend([0xff, 0xdb, 0, 67, 0]);
        bytes.extend([8; 64]);
        bytes.extend([
            0xff,
            0xc0,
            0,
            8 + 3 * components.len() as u8,
            8,
            0,
            height,
            0,
            width,
            components.len() as u8,
        ]);
        bytes.extend(components.iter().flat_map(|(id, factors)| [*id, *factors, 0]));
        // DC: sizes 0 and 7; AC: the end of a block, and a run of 15 with one bit.
        for (class, second) in [(0x00, 7), (0x10, 0xf1)] {
            bytes.extend([0xff, 0xc4, 0, 21, class, 1, 1]);
            bytes.extend([0; 14]);
            bytes.extend([0, second]);
        }
        Self(bytes)
    }

    fn scan(mut self, components: &[u8], bits: &str) -> Self {
        self.0.extend([0xff, 0xda, 0, 6 + 2 * components.len() as u8, components.len() as u8]);
        self.0.extend(components.iter().flat_map(|id| [*id, 0]));
        self.0.extend([0, 63, 0]);
        self.0.extend(packed(bits));
        self
    }

    fn end(mut self) -> Vec<u8> {
        self.0.extend([0xff, 0xd9]);
        self.0
    }
}

const YCC: [(u8, u8); 3] = [(1, 0x21), (2, 0x11), (3, 0x11)];

/// Luma of 28, 128, 228 and 128 by blocks, red as far as it goes: JFIF's formulas give 255, 57 and 128 at 128, 128 and 228.
#[test]
fn scans_of_some_components_show_what_one_scan_of_all_shows() {
    let apart = Made::new(32, 8, &YCC, &[])
        .scan(&[1], &flat(&[-100, 100, 100, -100]))
        .scan(&[2, 3], &flat(&[0, 100, 0, 0]))
        .end();
    let together =
        Made::new(32, 8, &YCC, &[]).scan(&[1, 2, 3], &flat(&[-100, 100, 0, 100, 100, -100, 0, 0])).end();
    let (apart, together) = (shown(&apart), shown(&together));
    assert_eq!(samples(&apart), samples(&together));
    let last = &samples(&apart)[31 * 3..32 * 3];
    assert_eq!(last, [255, 57, 128]);
}

#[test]
fn colour_may_be_finer_than_luma() {
    let bytes = Made::new(16, 8, &[(1, 0x11), (2, 0x11), (3, 0x21)], &[])
        .scan(&[1, 2, 3], &flat(&[0, 0, 100, -100]))
        .end();
    let pixels = shown(&bytes);
    assert_eq!((pixels.width, pixels.height, pixels.layout), (16, 8, Layout::Rgb));
    for row in samples(&pixels).chunks(48) {
        assert_eq!((&row[..3], &row[24..27]), (&[255, 57, 128][..], &[128; 3][..]));
    }
}

const ADOBE: &[u8] = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0";

/// Adobe's are stored inverted: 228 is 27.
#[test]
fn inks_may_be_coarser_than_the_first() {
    let inks = [(1, 0x22), (2, 0x11), (3, 0x11), (4, 0x11)];
    let bytes =
        Made::new(16, 16, &inks, ADOBE).scan(&[1, 2, 3, 4], &flat(&[100, 0, 0, -100, -100, 0, 100])).end();
    let pixels = shown(&bytes);
    assert_eq!((pixels.width, pixels.height, pixels.layout), (16, 16, Layout::Cmyk));
    let at = |x: usize, y: usize| samples(&pixels)[(y * 16 + x) * 4..][..4].to_vec();
    assert_eq!(at(0, 0), [27, 227, 127, 27]);
    assert_eq!(at(15, 15), [127, 227, 127, 27]);
    let half = DecodeOptions { at_least: Some((5, 8)), ..DecodeOptions::default() };
    let smaller = decode(&bytes, &half, &mut Job::default()).unwrap();
    assert_eq!((smaller.width, smaller.height, &samples(&smaller)[..4]), (8, 8, &[27, 227, 127, 27][..]));
}

#[test]
fn damage_in_a_rare_file_has_the_codes_of_others_and_every_cut_ends_well() {
    let inks = [(1, 0x11), (2, 0x21), (3, 0x11), (4, 0x11)];
    let bytes = Made::new(16, 8, &inks, &[]).scan(&[1, 2, 3, 4], &flat(&[100, 0, 100, 0, 50 + 50])).end();
    shown(&bytes);
    for end in 3..bytes.len() - 2 {
        let mut lenient = Job::new(Limits::default(), FailOn::None, Cancel::default());
        let strict = decode(&bytes[..end], &DecodeOptions::default(), &mut Job::default()).unwrap_err();
        assert_eq!(strict.code, Code::TruncatedImage, "at {end}");
        if decode(&bytes[..end], &DecodeOptions::default(), &mut lenient).is_ok() {
            assert_eq!(lenient.warnings.len(), 1, "at {end}");
        }
    }
    let small = Limits { memory: 1_000, ..Limits::default() };
    let mut job = Job::new(small, FailOn::Truncated, Cancel::default());
    assert_eq!(decode(&bytes, &DecodeOptions::default(), &mut job).unwrap_err().code, Code::MemoryLimit);
    let few = Limits { scans: 1, ..Limits::default() };
    let mut job = Job::new(few, FailOn::Truncated, Cancel::default());
    let two = Made::new(16, 8, &inks, &[]).scan(&[1], "").scan(&[2], "").end();
    assert_eq!(decode(&two, &DecodeOptions::default(), &mut job).unwrap_err().code, Code::ScanLimit);
}

/// libjpeg takes such a length for a segment without data.
#[test]
fn a_comment_that_does_not_count_its_own_length_is_skipped() {
    let bytes = Made::new(8, 8, &[(1, 0x11)], &[0xff, 0xfe, 0, 0]).scan(&[1], &flat(&[100])).end();
    assert_eq!(samples(&shown(&bytes)), [228; 64]);
}

/// Five runs of 15 zeros and a coefficient pass the 63rd; libjpeg writes what is past it to the last.
#[test]
fn a_run_past_the_end_of_a_block_ends_it() {
    let bits = format!("0{}00", "101".repeat(4));
    let bytes = Made::new(16, 8, &[(1, 0x11)], &[]).scan(&[1], &bits).end();
    let pixels = shown(&bytes);
    assert!(samples(&pixels).chunks(16).all(|row| row[8..] == [128; 8]), "{:?}", samples(&pixels));
}

/// T.81 annex H has no DCT whose eighths could be had.
#[test]
fn a_lossless_file_is_decoded_whole_whatever_is_asked_for() {
    let mut bytes = b"\xff\xd8\xff\xc3\0\x0b\x08\0\x10\0\x10\x01\x01\x11\0\xff\xc4\0\x14\0\x01".to_vec();
    bytes.extend([0; 16]);
    // Predictor 1 and differences of none: every sample is half of the range.
    bytes.extend(b"\xff\xda\0\x08\x01\x01\0\x01\0\0");
    bytes.extend([0; 32]);
    bytes.extend(b"\xff\xd9");
    let small = DecodeOptions { at_least: Some((2, 2)), ..DecodeOptions::default() };
    let pixels = decode(&bytes, &small, &mut Job::default()).unwrap();
    assert_eq!((pixels.width, pixels.height, samples(&pixels)), (16, 16, &[128; 256][..]));
}
