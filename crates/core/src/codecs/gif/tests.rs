//! GIF: round trips, composition by hand-made frames, cuts, and limits.

use crate::codecs::{self, DecodeOptions, gif::ROW};
use crate::error::{Code, Result};
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::{Value, json};

fn decode(bytes: &[u8], options: &DecodeOptions, job: &mut Job) -> Result<Vec<Frame>> {
    let header = codecs::probe(bytes, &job.limits)?;
    let mut decoder = ROW.codec.open.unwrap()(bytes, &header, options, job)?;
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next_frame(job)? {
        frames.push(frame);
    }
    Ok(frames)
}

fn all() -> DecodeOptions {
    DecodeOptions { animated: true, ..DecodeOptions::default() }
}

fn bytes_of(frame: &Frame) -> &[u8] {
    match &frame.pixels.samples {
        Samples::U8(samples) => samples,
        _ => panic!("expected 8 bit"),
    }
}

fn encode(samples: Vec<u8>, layout: Layout, width: u32, height: u32, options: Value) -> Result<Vec<u8>> {
    let options = Values::parse(ROW.options, options.as_object().unwrap(), &[], "")?;
    let mut job = Job::default();
    let pixels = Pixels::packed(Samples::U8(samples), layout, width, height)?;
    let mut encoder = ROW.codec.begin.unwrap()(&options, &mut job)?;
    encoder.frame(Frame { pixels, delay_ms: 0 }, &mut job)?;
    encoder.finish(&mut job)
}

/// One frame of `animation`: left, top, width, height, disposal, transparent index, delay in 10 ms, indices.
type Part = (u16, u16, u16, u16, u8, Option<u8>, u16, &'static [u8]);

/// A GIF of 2 × 2 pixels with the palette red, green, blue, white, repeated twice; the codes are never compressed.
fn animation(parts: &[Part]) -> Vec<u8> {
    let mut out = b"GIF89a\x02\0\x02\0\xf1\0\0".to_vec();
    out.extend([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
    out.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x02\0\0");
    for (left, top, width, height, disposal, transparent, delay, indices) in parts {
        out.extend([0x21, 0xf9, 4, disposal << 2 | u8::from(transparent.is_some())]);
        out.extend(delay.to_le_bytes());
        out.extend([transparent.unwrap_or(0), 0, 0x2c]);
        for side in [left, top, width, height] {
            out.extend(side.to_le_bytes());
        }
        // Three bits a code: clear (4) before each index keeps the width, then the end (5).
        let codes = indices.iter().flat_map(|index| [4, *index]).chain([5]);
        let (mut packed, mut bits, mut held) = (Vec::new(), 0u32, 0);
        for code in codes {
            bits |= u32::from(code) << held;
            held += 3;
            while held >= 8 {
                packed.push(bits as u8);
                bits >>= 8;
                held -= 8;
            }
        }
        packed.push(bits as u8);
        out.extend([0, 2, packed.len() as u8]);
        out.extend(packed);
        out.push(0);
    }
    out.push(0x3b);
    out
}

const R: [u8; 4] = [255, 0, 0, 255];
const G: [u8; 4] = [0, 255, 0, 255];
const B: [u8; 4] = [0, 0, 255, 255];
const W: [u8; 4] = [255, 255, 255, 255];
const NONE: [u8; 4] = [0, 0, 0, 0];

/// Red everywhere; a blue corner that is then cleared; a green corner that is then undone; white at the last pixel.
fn four() -> Vec<u8> {
    animation(&[
        (0, 0, 2, 2, 1, None, 3, &[0, 0, 0, 0]),
        (1, 0, 1, 1, 2, None, 4, &[2]),
        (0, 1, 2, 1, 3, Some(3), 5, &[1, 3]),
        (1, 1, 1, 1, 0, None, 6, &[3]),
    ])
}

#[test]
fn frames_are_composed_with_each_disposal_and_transparency() {
    let bytes = four();
    let header = codecs::probe(&bytes, &Limits::default()).unwrap();
    assert_eq!((header.width, header.height, header.frames), (2, 2, 4));
    assert_eq!((header.loops, header.has_alpha, header.incomplete), (Some(2), true, false));
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    let shown: Vec<_> = frames.iter().map(|f| bytes_of(f).to_vec()).collect();
    assert_eq!(
        shown,
        [[R, R, R, R].concat(), [R, B, R, R].concat(), [R, NONE, G, R].concat(), [R, NONE, R, W].concat()]
    );
    assert_eq!(frames.iter().map(|f| f.delay_ms).collect::<Vec<_>>(), [30, 40, 50, 60]);
}

#[test]
fn a_page_is_one_composed_frame_and_a_page_too_far_is_refused() {
    let third = DecodeOptions { page: 2, ..DecodeOptions::default() };
    let frames = decode(&four(), &third, &mut Job::default()).unwrap();
    assert_eq!(frames.iter().map(bytes_of).collect::<Vec<_>>(), [[R, NONE, G, R].concat()]);
    let fifth = DecodeOptions { page: 4, ..DecodeOptions::default() };
    let error = decode(&four(), &fifth, &mut Job::default()).unwrap_err();
    assert_eq!((error.code, error.fields.path.as_deref()), (Code::InvalidOption, Some("input.page")));
}

#[test]
fn a_frame_over_the_edge_is_cut_to_the_canvas() {
    let bytes = animation(&[(1, 1, 2, 2, 0, None, 0, &[1, 2, 3, 0]), (9, 9, 1, 1, 2, None, 0, &[1])]);
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    assert_eq!(bytes_of(&frames[0]), [NONE, NONE, NONE, G].concat());
    assert_eq!(bytes_of(&frames[1]), [NONE, NONE, NONE, G].concat());
}

#[test]
fn every_cut_is_an_error_or_what_was_whole_before_it() {
    let bytes = four();
    let whole = decode(&bytes, &all(), &mut Job::default()).unwrap();
    for end in 6..bytes.len() - 1 {
        let cut = &bytes[..end];
        match decode(cut, &all(), &mut Job::default()) {
            Err(error) => assert_eq!(error.code, Code::TruncatedImage, "at {end}"),
            Ok(frames) => assert_eq!(frames, whole[..frames.len()], "at {end}"),
        }
        let mut lenient = Job::new(Limits::default(), FailOn::None, Cancel::default());
        if codecs::probe(cut, &lenient.limits).is_ok() {
            decode(cut, &all(), &mut lenient).unwrap();
            assert!(!lenient.warnings.is_empty() || end + 1 >= bytes.len(), "at {end}");
        }
    }
}

#[test]
fn limits_hold_before_anything_is_allocated() {
    let bytes = four();
    let refused = |limits: Limits| {
        let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
        decode(&bytes, &all(), &mut job).unwrap_err().code
    };
    assert_eq!(refused(Limits { pixels: 3, ..Limits::default() }), Code::PixelLimit);
    assert_eq!(refused(Limits { side: 1, ..Limits::default() }), Code::SideLimit);
    assert_eq!(refused(Limits { memory: 20, ..Limits::default() }), Code::MemoryLimit);
    let few = Limits { frames: 2, ..Limits::default() };
    assert_eq!(codecs::probe(&bytes, &few).unwrap().frames, 3);
}

#[test]
fn a_cancelled_job_stops_between_frames() {
    let (cancel, bytes) = (Cancel::default(), four());
    let mut job = Job::new(Limits::default(), FailOn::Truncated, cancel.clone());
    let header = codecs::probe(&bytes, &job.limits).unwrap();
    let mut decoder = ROW.codec.open.unwrap()(&bytes, &header, &all(), &mut job).unwrap();
    decoder.next_frame(&mut job).unwrap().unwrap();
    cancel.cancel();
    assert_eq!(decoder.next_frame(&mut job).unwrap_err().code, Code::Aborted);
}

#[test]
fn few_colours_come_back_exactly_and_opaque_stays_opaque() {
    let samples: Vec<u8> = (0..=255u8).flat_map(|v| [v, v / 2, 255 - v]).collect();
    let bytes = encode(samples.clone(), Layout::Rgb, 16, 16, json!({})).unwrap();
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    assert_eq!((bytes_of(&frames[0]), frames[0].pixels.layout), (samples.as_slice(), Layout::Rgb));
}

#[test]
fn transparency_takes_one_of_the_colours_and_half_of_it_is_rounded() {
    let samples = [[9, 9, 9, 127], [1, 2, 3, 128], [0, 0, 0, 0], [4, 5, 6, 255]].concat();
    let bytes = encode(samples, Layout::Rgba, 2, 2, json!({ "colours": 3 })).unwrap();
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    assert_eq!(bytes_of(&frames[0]), [NONE, [1, 2, 3, 255], NONE, [4, 5, 6, 255]].concat());
    let nothing = encode(vec![0; 16], Layout::Rgba, 2, 2, json!({})).unwrap();
    assert_eq!(bytes_of(&decode(&nothing, &all(), &mut Job::default()).unwrap()[0]), [0; 16]);
}

/// A gradient of 4,096 colours, the top row transparent where there is alpha.
fn gradient(alpha: bool) -> Vec<u8> {
    (0..64u8)
        .flat_map(|y| {
            (0..64u8).flat_map(move |x| {
                let opaque = if y == 0 { 0 } else { 255 };
                [x * 4, y * 4, 255 - x * 2, opaque].into_iter().take(if alpha { 4 } else { 3 })
            })
        })
        .collect()
}

#[test]
fn many_colours_are_reduced_to_what_was_asked_and_stay_close() {
    for (colours, bound) in [(256, 6.0), (16, 30.0), (2, 80.0)] {
        let samples = gradient(true);
        let options = json!({ "colours": colours, "dither": 0 });
        let bytes = encode(samples.clone(), Layout::Rgba, 64, 64, options).unwrap();
        let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
        let out = bytes_of(&frames[0]);
        let used: std::collections::BTreeSet<_> = out.as_chunks::<4>().0.iter().collect();
        assert!(used.len() <= colours && used.contains(&NONE), "{} of {colours}", used.len());
        assert!(out.as_chunks::<4>().0.iter().take(64).all(|pixel| *pixel == NONE));
        let shown = samples.iter().zip(out).skip(256);
        let mean = shown.map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / (63.0 * 256.0);
        assert!(mean < bound, "{mean} at {colours}");
    }
    let flat = encode(gradient(false), Layout::Rgb, 64, 64, json!({ "dither": 0 })).unwrap();
    let dithered = encode(gradient(false), Layout::Rgb, 64, 64, json!({})).unwrap();
    assert_ne!(flat, dithered);
}

/// The checksum was made natively (`x86_64`); the wasm build must give it too.
#[test]
fn the_bytes_of_a_quantised_image_are_fixed() {
    let bytes = encode(gradient(true), Layout::Rgba, 64, 64, json!({ "dither": 0.7 })).unwrap();
    assert_eq!((bytes.len(), crc32fast::hash(&bytes)), (3_913, 2_405_173_392));
}
