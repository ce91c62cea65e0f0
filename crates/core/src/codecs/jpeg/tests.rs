//! JPEG: files that are rare, made by hand after T.81, and what the writer's options do.

use crate::codecs::{self, DecodeOptions, jpeg::ROW};
use crate::error::{Code, Result};
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::{Value, json};

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

fn encode(pixels: &Pixels, options: Value) -> Vec<u8> {
    let options = Values::parse(ROW.options, options.as_object().unwrap(), &[], "").unwrap();
    let mut job = Job::default();
    let mut encoder = ROW.codec.begin.unwrap()(&options, &mut job).unwrap();
    encoder.frame(Frame { pixels: pixels.clone(), delay_ms: 0 }, &mut job).unwrap();
    encoder.finish(&mut job).unwrap()
}

/// Ramps, edges and noise, of odd sides.
fn picture(layout: Layout) -> Pixels {
    let mut seed = 1u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) % 24
    };
    let (width, height) = (171u32, 133u32);
    let mut data = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let edge = if (x / 23 + y / 31) % 2 == 0 { 90 } else { 0 };
        let pixel = [x + edge + noise() / 2, y + edge + noise(), 250 - x - y / 2 + noise()];
        data.extend(pixel.iter().take(layout.channels()).map(|value| (*value).min(255) as u8));
    }
    Pixels::packed(Samples::U8(data), layout, width, height).unwrap()
}

fn mean_square(a: &Pixels, b: &Pixels) -> f64 {
    let total: u64 = samples(a).iter().zip(samples(b)).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
    total as f64 / samples(a).len() as f64
}

/// The tables of a file's DQT segments, in the order of the file.
fn tables(bytes: &[u8]) -> Vec<Vec<u8>> {
    let starts = (0..bytes.len() - 70).filter(|at| bytes[*at..*at + 2] == [0xff, 0xdb]);
    starts.map(|at| bytes[at + 5..at + 69].to_vec()).collect()
}

/// First, second and last value of luma and of colour at quality 50, where sharp 0.35.5 writes the tables themselves.
const SHARP: [([u8; 3], [u8; 3]); 9] = [
    ([16, 11, 99], [17, 18, 99]),
    ([16, 16, 16], [16, 16, 16]),
    ([12, 17, 103], [8, 12, 99]),
    ([16, 16, 255], [16, 16, 255]),
    ([9, 10, 98], [9, 10, 99]),
    ([10, 12, 255], [10, 12, 255]),
    ([7, 8, 255], [7, 8, 255]),
    ([15, 11, 77], [15, 11, 77]),
    ([14, 10, 108], [14, 10, 108]),
];

#[test]
fn each_quantisation_table_is_in_the_file_plain_or_weighed() {
    let picture = picture(Layout::Rgb);
    for (number, (luma, colour)) in SHARP.iter().enumerate() {
        for trellis in [false, true] {
            let options =
                json!({ "quality": 50, "quantisationTable": number, "trellisQuantisation": trellis });
            let found = tables(&encode(&picture, options));
            let ends = |table: &Vec<u8>| [table[0], table[1], table[63]];
            // Where both are the same one may stand for both.
            let (first, last) = (found.first().unwrap(), found.last().unwrap());
            assert_eq!((ends(first), ends(last)), (*luma, *colour), "{number}, {trellis}");
        }
    }
    // libjpeg's scale at 80 is 40 %: 16 becomes 6, 99 becomes 40.
    let at_80 = tables(&encode(&picture, json!({ "quality": 80, "trellisQuantisation": true })));
    assert_eq!((at_80[0][0], at_80[0][63]), (6, 40));
}

/// With a flat table what the trellis weighs is the error itself.
#[test]
fn trellis_quantisation_is_smaller_at_the_same_quality_and_better_at_the_same_size() {
    for layout in [Layout::Rgb, Layout::Gray] {
        let picture = picture(layout);
        for (sampling, progressive) in [("4:2:0", false), ("4:2:2", true), ("4:4:4", false), ("4:2:0", true)]
        {
            let write = |quality: u32, trellis: bool| {
                let options = json!({
                    "quality": quality, "chromaSubsampling": sampling, "progressive": progressive,
                    "quantisationTable": 1, "trellisQuantisation": trellis,
                });
                let bytes = encode(&picture, options);
                (bytes.len() as f64, mean_square(&picture, &shown(&bytes)))
            };
            let (plain, weighed) = (write(60, false), write(60, true));
            // The plain file of a lower quality that is just no smaller.
            let same =
                (1..60).rev().map(|quality| write(quality, false)).take_while(|same| same.0 >= weighed.0);
            let same = same.last().unwrap_or(plain);
            let (smaller, worse, better) = (weighed.0 / plain.0, weighed.1 / plain.1, weighed.1 / same.1);
            println!(
                "{layout:?} {sampling} {progressive}: {plain:?} {weighed:?} {same:?}: {smaller:.3} {worse:.3} {better:.3}"
            );
            assert!(smaller < 0.95 && worse < 1.35 && better < 1.0, "{sampling}: {smaller} {worse} {better}");
        }
    }
}

#[test]
fn mozjpeg_is_all_of_its_options_and_the_third_table_unless_said_otherwise() {
    let picture = picture(Layout::Rgb);
    let progressive = |bytes: &[u8]| codecs::probe(bytes, &Limits::default()).unwrap().progressive;
    let all = encode(&picture, json!({ "mozjpeg": true }));
    let named = json!({
        "progressive": true, "trellisQuantisation": true, "quantisationTable": 3, "overshootDeringing": true, "optimiseScans": true,
    });
    assert_eq!(all, encode(&picture, named));
    assert!(progressive(&all));
    let without = json!({
        "mozjpeg": true, "progressive": false, "trellisQuantisation": false, "quantisationTable": 0, "overshootDeringing": false,
        "optimiseScans": false,
    });
    assert_eq!(encode(&picture, without), encode(&picture, json!({})));
}

/// The same coefficients: to the bit the same pixels.
#[test]
fn a_progressive_file_shows_what_the_baseline_file_shows() {
    for layout in [Layout::Rgb, Layout::Gray] {
        for sampling in ["4:2:0", "4:2:2", "4:4:4"] {
            let write = |progressive: bool| {
                let options = json!({ "chromaSubsampling": sampling, "progressive": progressive });
                encode(&picture(layout), options)
            };
            let (baseline, progressive) = (write(false), write(true));
            assert!(codecs::probe(&progressive, &Limits::default()).unwrap().progressive);
            assert_eq!(samples(&shown(&baseline)), samples(&shown(&progressive)), "{sampling}");
        }
    }
}

/// What the WebAssembly build computes of coefficients that no honest file has (crates/xtask/src/jpeg.rs).
#[cfg(target_arch = "x86_64")]
mod narrow_dct {
    include!("../../../../wasm/jpeg/narrow.rs");

    /// One dimension in 32 bits that wrap, as the crate has it for WebAssembly (`jidctint.c`).
    fn wide_pass(s: [i32; 8], down: u32) -> [i32; 8] {
        let times = i32::wrapping_mul;
        let add = i32::wrapping_add;
        let z1 = times(add(s[2], s[6]), 4433);
        let even3 = add(z1, times(s[2], 6270));
        let even2 = add(z1, times(s[6], -15_137));
        let even0 = times(add(s[0], s[4]), 1 << 13);
        let even1 = times(s[0].wrapping_sub(s[4]), 1 << 13);
        let evens =
            [add(even0, even3), add(even1, even2), even1.wrapping_sub(even2), even0.wrapping_sub(even3)];
        let z5 = times(add(add(s[7], s[3]), add(s[5], s[1])), 9633);
        let (z1, z2) = (times(add(s[7], s[1]), -7373), times(add(s[5], s[3]), -20_995));
        let z3 = add(times(add(s[7], s[3]), -16_069), z5);
        let z4 = add(times(add(s[5], s[1]), -3196), z5);
        let odds = [
            add(add(times(s[1], 12_299), z1), z4),
            add(add(times(s[3], 25_172), z2), z3),
            add(add(times(s[5], 16_819), z2), z4),
            add(add(times(s[7], 2446), z1), z3),
        ];
        let sums = std::array::from_fn(|at| {
            if at < 4 { add(evens[at], odds[at]) } else { evens[7 - at].wrapping_sub(odds[7 - at]) }
        });
        sums.map(|sum: i32| add(sum, 1 << (down - 1)) >> down)
    }

    fn wide(coeffs: &[i16; 64], quant: &[u16; 64]) -> [u8; 64] {
        let mut rows = [[0; 8]; 8];
        for x in 0..8 {
            let column = |y: usize| i32::from(coeffs[y * 8 + x]) * i32::from(quant[y * 8 + x]);
            for (row, value) in rows.iter_mut().zip(wide_pass(std::array::from_fn(column), 11)) {
                row[x] = value;
            }
        }
        let rows =
            rows.map(|row| wide_pass(row, 18).map(|value| value.wrapping_add(128).clamp(0, 255) as u8));
        std::array::from_fn(|at| rows[at / 8][at % 8])
    }

    #[test]
    fn damaged_blocks_are_the_same_in_vectors_of_16_bits_and_in_webassembly() {
        if !is_x86_feature_detected!("avx2") {
            return;
        }
        let fast = libjpeg_turbo_rs::simd::detect().idct_islow;
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let mut below = move |most: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % most
        };
        let (mut inside, mut beyond, mut wrong) = (0, 0, 0);
        for _ in 0..10_000 {
            let (mut coeffs, mut quant) = ([0i16; 64], [1u16; 64]);
            let most = 1 << below(17);
            for _ in 0..=below(64) {
                let at = below(64) as usize;
                coeffs[at] = (below(most) as i32 - (most / 2) as i32) as i16;
                quant[at] = if most < 256 { 1 + below(200) as u16 } else { 1 };
            }
            coeffs[8] |= 1;
            let mut expected = [0; 64];
            fast(&coeffs, &quant, &mut expected);
            let mut found = [0; 64];
            narrow(&coeffs, &quant, &mut found);
            assert_eq!(found, expected, "{coeffs:?} {quant:?}");
            let same = wide(&coeffs, &quant) == expected;
            if is_beyond(&coeffs, &quant) {
                beyond += 1;
                wrong += u32::from(!same);
            } else {
                inside += 1;
                assert!(same, "{coeffs:?} {quant:?}");
            }
        }
        assert!(inside > 1000 && beyond > 1000 && wrong > 200, "{inside} {beyond} {wrong}");
    }
}

/// The same coefficients in other scans: to the bit the same pixels, and never larger than the usual scans are.
#[test]
fn scans_that_are_searched_show_the_same_in_fewer_bytes() {
    for layout in [Layout::Rgb, Layout::Gray] {
        for (sampling, quality) in [("4:2:0", 80), ("4:2:2", 30), ("4:4:4", 95)] {
            let write = |name: &str| {
                encode(
                    &picture(layout),
                    json!({ "chromaSubsampling": sampling, "quality": quality, name: true }),
                )
            };
            let (usual, found) = (write("progressive"), write("optimiseScans"));
            assert!(found.len() < usual.len(), "{sampling}: {} {}", found.len(), usual.len());
            assert!(codecs::probe(&found, &Limits::default()).unwrap().progressive);
            assert_eq!(samples(&shown(&found)), samples(&shown(&usual)), "{sampling}");
        }
    }
}
