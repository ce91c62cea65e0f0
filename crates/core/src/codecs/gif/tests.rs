//! GIF: round trips, composition by hand-made frames, cuts, and limits.

use crate::codecs::{self, DecodeOptions, Sequence, gif::ROW};
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
    assert_eq!((header.loops, header.has_alpha, header.incomplete), (Some(3), true, false));
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

/// libnsgif's rule, which sharp's users know.
#[test]
fn a_first_frame_over_the_edge_enlarges_the_canvas_and_a_later_one_is_cut() {
    let bytes =
        animation(&[(1, 1, 2, 1, 0, None, 0, &[1, 2]), (2, 0, 3, 2, 2, None, 0, &[3, 3, 3, 0, 3, 3])]);
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    assert_eq!(bytes_of(&frames[0]), [NONE, NONE, NONE, NONE, G, B].concat());
    assert_eq!(bytes_of(&frames[1]), [NONE, NONE, W, NONE, G, R].concat());
}

/// Sizes as sharp 0.35.5 shows them for screens of 0 × 10, 10 × 63498 and 58122 × 9 (gif/go-fuzz).
#[test]
fn a_screen_of_no_size_or_over_2048_takes_that_of_its_first_frame() {
    for (width, height, expected) in
        [(0u16, 9u16, (3, 2)), (2, 2_049, (3, 2)), (2_048, 2_048, (2_048, 2_048))]
    {
        let mut bytes = animation(&[(1, 1, 2, 1, 0, None, 0, &[1, 2])]);
        bytes.splice(6..10, [width.to_le_bytes(), height.to_le_bytes()].concat());
        let header = codecs::probe(&bytes, &Limits::default()).unwrap();
        assert_eq!((header.width, header.height), expected);
        assert_eq!(decode(&bytes, &all(), &mut Job::default()).unwrap()[0].pixels.width, expected.0);
    }
}

#[test]
fn without_any_colour_table_there_are_black_and_white() {
    let mut bytes = animation(&[(0, 0, 2, 2, 0, None, 0, &[0, 1, 2, 1])]);
    bytes[10] = 0;
    bytes.drain(13..25);
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    assert_eq!(bytes_of(&frames[0]), [0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255]);
}

/// The order of rows of `GIF89a` appendix E: every eighth from 0, every eighth from 4, every fourth from 2, every second from 1.
#[test]
fn an_interlaced_frame_has_its_rows_in_four_passes() {
    let mut bytes = animation(&[(0, 0, 2, 2, 0, None, 0, &[0, 1, 2, 3, 0, 1, 2, 3, 0])]);
    let at = bytes.iter().position(|byte| *byte == 0x2c).unwrap();
    bytes.splice(at + 5..at + 10, [1, 0, 9, 0, 0x40]);
    let frames = decode(&bytes, &all(), &mut Job::default()).unwrap();
    let column: Vec<_> = bytes_of(&frames[0]).chunks(8).map(|row| row[..4].to_vec()).collect();
    assert_eq!(column, [R, G, W, B, B, W, R, R, G][..].iter().map(|p| p.to_vec()).collect::<Vec<_>>());
}

fn lenient(fail_on: FailOn) -> Job {
    Job::new(Limits::default(), fail_on, Cancel::default())
}

#[test]
fn a_frame_that_ends_early_leaves_what_was_below() {
    let bytes = animation(&[(0, 0, 2, 2, 1, None, 0, &[0, 0, 0, 0]), (0, 0, 2, 2, 1, None, 0, &[2, 1])]);
    let mut job = lenient(FailOn::Error);
    let frames = decode(&bytes, &all(), &mut job).unwrap();
    assert_eq!(bytes_of(&frames[1]), [[0, 0, 255], [0, 255, 0], [255, 0, 0], [255, 0, 0]].concat());
    assert_eq!(job.warnings.iter().map(|w| w.error.code).collect::<Vec<_>>(), [Code::CorruptImage]);
    assert_eq!(decode(&bytes, &all(), &mut lenient(FailOn::Warning)).unwrap_err().code, Code::CorruptImage);
}

#[test]
fn a_code_that_is_none_is_damage_however_lenient_but_for_none() {
    let mut bytes = animation(&[(0, 0, 2, 2, 1, None, 0, &[1, 2, 3, 0])]);
    let at = bytes.iter().position(|byte| *byte == 0x2c).unwrap() + 12;
    // Clear, 1, and 7, which is one more than the next entry.
    bytes[at] = 4 | 1 << 3 | 7 << 6;
    bytes[at + 1] |= 1;
    assert_eq!(decode(&bytes, &all(), &mut Job::default()).unwrap_err().code, Code::CorruptImage);
    let frames = decode(&bytes, &all(), &mut lenient(FailOn::None)).unwrap();
    assert_eq!(bytes_of(&frames[0]), [0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

/// As sharp 0.35.5 does with muybridge.gif cut to a half: seven frames, the last in part; with less than one frame it is refused.
#[test]
fn a_cut_last_frame_is_shown_in_part_and_a_cut_only_frame_is_refused() {
    let two = animation(&[(0, 0, 2, 2, 1, None, 0, &[0, 0, 0, 0]), (0, 0, 2, 2, 1, None, 0, &[1, 2, 1, 2])]);
    let cut = &two[..two.len() - 4];
    let mut job = Job::default();
    let frames = decode(cut, &all(), &mut job).unwrap();
    assert_eq!(frames.len(), 2);
    assert_eq!(bytes_of(&frames[1])[..8], [G, B].concat());
    assert_ne!(bytes_of(&frames[1])[8..], [G, B].concat());
    assert_eq!(job.warnings.iter().map(|w| w.error.code).collect::<Vec<_>>(), [Code::TruncatedImage]);
    let strict = decode(cut, &all(), &mut lenient(FailOn::Error)).unwrap_err();
    assert_eq!(strict.code, Code::TruncatedImage);
    let one = animation(&[(0, 0, 2, 2, 1, None, 0, &[1, 2, 1, 2])]);
    let cut = &one[..one.len() - 4];
    assert_eq!(decode(cut, &all(), &mut Job::default()).unwrap_err().code, Code::TruncatedImage);
    assert_eq!(bytes_of(&decode(cut, &all(), &mut lenient(FailOn::None)).unwrap()[0])[..4], G);
}

#[test]
fn what_follows_the_last_frame_is_ignored_unless_warnings_fail() {
    let mut bytes = four();
    *bytes.last_mut().unwrap() = 0x55;
    assert_eq!(decode(&bytes, &all(), &mut lenient(FailOn::Error)).unwrap().len(), 4);
    assert_eq!(decode(&bytes, &all(), &mut lenient(FailOn::Warning)).unwrap_err().code, Code::CorruptImage);
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

/// Frames through the encoder, with delays of 10, 20, 30… ms.
fn animate(frames: &[Vec<u8>], layout: Layout, size: (u32, u32), loops: u32, options: Value) -> Vec<u8> {
    let options = Values::parse(ROW.options, options.as_object().unwrap(), &[], "").unwrap();
    let mut job = Job::default();
    let mut encoder = ROW.codec.begin.unwrap()(&options, &mut job).unwrap();
    encoder.expect(Sequence { frames: frames.len() as u32, loops });
    for (index, samples) in frames.iter().enumerate() {
        let pixels = Pixels::packed(Samples::U8(samples.clone()), layout, size.0, size.1).unwrap();
        encoder.frame(Frame { pixels, delay_ms: (index as u32 + 1) * 10 }, &mut job).unwrap();
    }
    encoder.finish(&mut job).unwrap()
}

type Part4 = (u16, u16, u16, u16);

/// Canvases, delays, parts and loops as the crate `gif` reads them, composed here after `GIF89a` section 23.
fn read_back(bytes: &[u8]) -> (Vec<Vec<u8>>, Vec<u16>, Vec<Part4>, gif::Repeat) {
    let mut reader = gif::DecodeOptions::new().read_info(bytes).unwrap();
    let (width, height) = (usize::from(reader.width()), usize::from(reader.height()));
    let repeat = reader.repeat();
    let mut canvas = vec![[0u8; 4]; width * height];
    let (mut canvases, mut delays, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    let global: Vec<u8> = reader.global_palette().unwrap_or_default().to_vec();
    while let Some(frame) = reader.read_next_frame().unwrap() {
        let palette = frame.palette.clone().unwrap_or_else(|| global.clone());
        let before = canvas.clone();
        for y in 0..usize::from(frame.height) {
            for x in 0..usize::from(frame.width) {
                let index = frame.buffer[y * usize::from(frame.width) + x];
                let at = (y + usize::from(frame.top)) * width + x + usize::from(frame.left);
                if Some(index) != frame.transparent {
                    let colour = &palette[usize::from(index) * 3..][..3];
                    canvas[at] = [colour[0], colour[1], colour[2], 255];
                }
            }
        }
        canvases.push(canvas.concat());
        delays.push(frame.delay);
        parts.push((frame.left, frame.top, frame.width, frame.height));
        match frame.dispose {
            gif::DisposalMethod::Background => {
                for y in 0..usize::from(frame.height) {
                    let at = (y + usize::from(frame.top)) * width + usize::from(frame.left);
                    canvas[at..at + usize::from(frame.width)].fill([0; 4]);
                }
            }
            gif::DisposalMethod::Previous => canvas = before,
            _ => {}
        }
    }
    (canvases, delays, parts, repeat)
}

#[test]
fn an_animation_keeps_pixels_delays_and_loops_and_writes_only_what_changes() {
    let frames = [
        [R, R, R, R, G, R].concat(),
        [R, R, R, R, G, B].concat(),
        [R, R, R, R, G, B].concat(),
        [R, W, R, R, G, B].concat(),
    ];
    let bytes = animate(&frames, Layout::Rgba, (3, 2), 3, json!({}));
    let (canvases, delays, parts, repeat) = read_back(&bytes);
    assert_eq!(canvases, frames);
    assert_eq!(delays, [1, 2, 3, 4]);
    assert_eq!(parts, [(0, 0, 3, 2), (2, 1, 1, 1), (0, 0, 1, 1), (1, 0, 1, 1)]);
    // Shown three times: repeated twice.
    assert_eq!(repeat, gif::Repeat::Finite(2));
    let header = codecs::probe(&bytes, &Limits::default()).unwrap();
    assert_eq!((header.frames, header.loops), (4, Some(3)));
    let forever = animate(&frames, Layout::Rgba, (3, 2), 3, json!({ "loop": 0, "delay": 250 }));
    let (_, delays, _, repeat) = read_back(&forever);
    assert_eq!((delays, repeat), (vec![25; 4], gif::Repeat::Infinite));
    let once = animate(&frames, Layout::Rgba, (3, 2), 1, json!({}));
    assert!(!once.windows(8).any(|w| w == b"NETSCAPE"));
    assert_eq!(codecs::probe(&once, &Limits::default()).unwrap().loops, Some(1));
}

#[test]
fn interlaced_frames_come_back_row_for_row() {
    for high in (1..=19).chain([64]) {
        // Each row has a colour of its own.
        let rows: Vec<u8> = (0..high).flat_map(|y: u32| [[y as u8 * 3, 9, 200, 255]; 5].concat()).collect();
        let mut next = rows.clone();
        next[4..8].copy_from_slice(&R);
        let last = next.len() - 4;
        next[last..].copy_from_slice(&G);
        let frames = [rows, next];
        let bytes = animate(&frames, Layout::Rgba, (5, high), 0, json!({ "progressive": true }));
        assert_eq!(read_back(&bytes).0, frames, "{high}");
        let ours = decode(&bytes, &all(), &mut Job::default()).unwrap();
        assert_eq!(ours.iter().map(bytes_of).collect::<Vec<_>>(), frames, "{high}");
        let plain = animate(&frames, Layout::Rgba, (5, high), 0, json!({ "progressive": false }));
        assert_eq!(plain, animate(&frames, Layout::Rgba, (5, high), 0, json!({})));
        assert!(bytes != plain);
    }
}

#[test]
fn equal_frames_become_one_that_stays_longer_where_that_is_asked() {
    let (a, b) = ([R, G, B, W].concat(), [R, G, B, R].concat());
    let frames = [a.clone(), a.clone(), b.clone(), a.clone(), a.clone(), a.clone()];
    let merged = json!({ "keepDuplicateFrames": false });
    let (canvases, delays, ..) = read_back(&animate(&frames, Layout::Rgba, (2, 2), 0, merged));
    assert_eq!((canvases, delays), (vec![a.clone(), b, a.clone()], vec![1 + 2, 3, 4 + 5 + 6]));
    let kept = read_back(&animate(&frames, Layout::Rgba, (2, 2), 0, json!({ "keepDuplicateFrames": true })));
    assert_eq!((kept.0, kept.1), (frames.to_vec(), vec![1, 2, 3, 4, 5, 6]));
    // A frame has no room for more than 16 bits of hundredths.
    let long = json!({ "keepDuplicateFrames": false, "delay": [655_340, 10, 20, 30] });
    let (_, delays, ..) =
        read_back(&animate(&[a.clone(), a.clone(), a.clone(), a], Layout::Rgba, (2, 2), 0, long));
    assert_eq!(delays, [65_535, 5]);
}

#[test]
fn what_becomes_transparent_again_is_cleared() {
    let frames = [
        [R, NONE, NONE, NONE].concat(),
        [NONE, G, NONE, NONE].concat(),
        [NONE, G, B, NONE].concat(),
        [NONE, NONE, B, W].concat(),
        [NONE, NONE, NONE, NONE].concat(),
        [R, R, R, R].concat(),
    ];
    let bytes = animate(&frames, Layout::Rgba, (2, 2), 0, json!({}));
    assert_eq!(read_back(&bytes).0, frames);
    assert_eq!(decode(&bytes, &all(), &mut Job::default()).unwrap().len(), frames.len());
}

/// Frames of random pixels from few and from many colours, some transparent: whatever the palettes, what is exact stays so.
#[test]
fn random_animations_come_back_exactly_while_a_frame_has_no_more_colours_than_the_palette() {
    let mut seed = 1u32;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % below
    };
    for round in 0..40 {
        let (width, height) = (1 + next(19), 1 + next(13));
        let kinds = [2, 5, 250][round % 3];
        let mut canvas = vec![NONE; (width * height) as usize];
        let frames: Vec<Vec<u8>> = (0..6)
            .map(|_| {
                for _ in 0..next(width * height + 1) {
                    let at = next(width * height) as usize;
                    let kind = next(kinds) as u8;
                    canvas[at] = if kind == 0 { NONE } else { [kind, kind.wrapping_mul(3), 255 - kind, 255] };
                }
                canvas.concat()
            })
            .collect();
        let bytes = animate(&frames, Layout::Rgba, (width, height), 0, json!({}));
        assert_eq!(read_back(&bytes).0, frames, "round {round}");
    }
}

#[test]
fn a_full_palette_and_one_more_colour_a_frame_stay_exact() {
    let full: Vec<[u8; 4]> = (0..=255).map(|i| [i, 255 - i, i / 2, 255]).collect();
    let mut second = full.clone();
    // Every other pixel changes, so that keeping and writing mix, to colours that the first palette lacks.
    second.iter_mut().step_by(2).for_each(|pixel| pixel[2] = 200);
    let mut third = second.clone();
    third[9] = full[12];
    let frames = [full.concat(), second.concat(), third.concat()];
    let bytes = animate(&frames, Layout::Rgba, (16, 16), 0, json!({}));
    assert_eq!(read_back(&bytes).0, frames);
}

#[test]
fn small_changes_stay_unwritten_within_the_tolerance_and_do_not_add_up() {
    let grey = |v: u8| vec![v; 3 * 4];
    let frames: Vec<_> = (100..=106).map(grey).collect();
    let exact = read_back(&animate(&frames, Layout::Rgb, (2, 2), 0, json!({}))).0;
    assert_eq!(exact.iter().map(|c| c[0]).collect::<Vec<_>>(), (100..=106).collect::<Vec<_>>());
    // A step of one level in three channels is 1.73 away, of two 3.46, of three 5.2.
    let loose = read_back(&animate(&frames, Layout::Rgb, (2, 2), 0, json!({ "interFrameMaxError": 4 }))).0;
    assert_eq!(loose.iter().map(|c| c[0]).collect::<Vec<_>>(), [100, 100, 100, 103, 103, 103, 106]);
}

#[test]
fn near_palettes_are_shared_and_far_ones_are_not() {
    let first = gradient(false);
    let near: Vec<u8> = first.iter().map(|v| v.saturating_add(1)).collect();
    let far: Vec<u8> = first.iter().map(|v| v / 4).collect();
    let locals = |options| {
        let bytes = animate(&[first.clone(), near.clone(), far.clone()], Layout::Rgb, (64, 64), 0, options);
        let mut reader = gif::DecodeOptions::new().read_info(bytes.as_slice()).unwrap();
        let mut locals = Vec::new();
        while let Some(frame) = reader.read_next_frame().unwrap() {
            locals.push(frame.palette.is_some());
        }
        locals
    };
    assert_eq!(locals(json!({})), [false, false, true]);
    assert_eq!(locals(json!({ "interPaletteMaxError": 0 })), [false, true, true]);
    assert_eq!(locals(json!({ "interPaletteMaxError": 256 })), [false, false, false]);
}

/// The local tables of a file, and the length of its global one.
fn palettes(bytes: &[u8]) -> (Vec<bool>, usize) {
    let mut reader = gif::DecodeOptions::new().read_info(bytes).unwrap();
    let mut locals = Vec::new();
    while let Some(frame) = reader.read_next_frame().unwrap() {
        locals.push(frame.palette.is_some());
    }
    (locals, reader.global_palette().unwrap().len())
}

#[test]
fn colours_of_later_frames_join_the_files_palette_while_it_has_room() {
    let ramp = |from: u8, count: usize| -> Vec<u8> {
        (0..100usize).flat_map(|i| [from + (i % count) as u8, 7, 255 - from, 255]).collect()
    };
    let frames = [ramp(0, 3), ramp(20, 90), ramp(120, 100), ramp(50, 100), ramp(0, 100), ramp(20, 90)];
    let bytes = animate(&frames, Layout::Rgba, (10, 10), 0, json!({}));
    assert_eq!(read_back(&bytes).0, frames);
    // 3, 90 and 100 colours and the transparent one; the next hundred have no room, and one of those after is not new.
    assert_eq!(palettes(&bytes), (vec![false, false, false, true, true, false], 768));
    let few = animate(&frames[..3], Layout::Rgba, (10, 10), 0, json!({ "colours": 100 }));
    assert_eq!(palettes(&few), (vec![false, false, true], 384));
    assert_eq!(read_back(&few).0, frames[..3]);
}

/// Five colours with the transparent one make a table of eight.
#[test]
fn colours_that_take_the_spare_places_of_the_files_table_are_written() {
    let black = [0, 0, 0, 255];
    let (c, m) = ([0, 255, 255, 255], [255, 0, 255, 255]);
    let frames = [[R, G, B, W].concat(), [R, c, B, W].concat(), [R, c, m, black].concat()];
    let bytes = animate(&frames, Layout::Rgba, (2, 2), 0, json!({}));
    assert_eq!(palettes(&bytes), (vec![false; 3], 24));
    assert_eq!(read_back(&bytes).0, frames);
}

#[test]
fn a_frame_of_another_size_is_refused() {
    let mut job = Job::default();
    let mut encoder = ROW.codec.begin.unwrap()(&Values::defaults(ROW.options), &mut job).unwrap();
    let frame = |side: u32| {
        let pixels =
            Pixels::packed(Samples::U8(vec![9; (side * side * 3) as usize]), Layout::Rgb, side, side);
        Frame { pixels: pixels.unwrap(), delay_ms: 0 }
    };
    encoder.frame(frame(2), &mut job).unwrap();
    assert_eq!(encoder.frame(frame(3), &mut job).unwrap_err().code, Code::UnsupportedFeature);
}
