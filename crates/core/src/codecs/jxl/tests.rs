//! JPEG XL: small pictures of our own, coded by cjxl 0.7 (`cjxl -d 0 -e 1` unless another line says so), with the pixels that went in.

use super::container;
use super::frames::{self, End};
use super::header::Image;
use crate::codecs::testing::{self, code, decode, samples8, samples16};
use crate::codecs::{self, DecodeOptions, Header};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Samples};
use crate::task;
use serde_json::json;

/// Red, green, blue; 10 to 90 by tens.
const RGB: &str =
    "ff0a084010505c080802010090004b12a54285245601dd050000541ec7fa01901fd06fcd34f1e9e9bf5458eee1676f4f6f0f";
const RGB_PIXELS: [u8; 18] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90];
/// The same with orientation 6 put into its header; `djxl` shows it turned.
const TURNED: &str =
    "ff0a08400b041497040802010090004b12a54285245601dd050000541ec7fa01901fd06fcd34f1e9e9bf5458eee1676f4f6f0f";
const GRAY: &str = "ff0a00000680a0b8100802010030004b12a54285245217e8a3aa2a";
const GRAY_ALPHA: &str = "ff0a0070b0282e04080810003c004b12a5428524d6e8e80b4703f1fb76";
/// In boxes, since 16 bits are beyond level 5.
const RGBA16: &str = "0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20000000096a786c6c0a000000386a786c63ff0a0810fc28282e040808100084004b12a5428524da00ceb1810f2feda0e1297800e6c9c5ffbbfecbcb9a00887f3d3d";
/// Floats of sRGB, beyond 0 to 1 as well.
const FLOAT: &str = "0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20000000096a786c6c0a000000336a786c63ff0a00707290080201007c004b12a5428524dadf7b00f97f020000d00000007c0000400000007f0000800f";
/// The same numbers, linear.
const LINEAR: &str = "0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20000000096a786c6c0a000000356a786c63ff0a00707200458b080201007c004b12a5428524dadf7b00f97f020000d00000007c0000400000007f0000800f";
/// The red of Display P3, said without a profile.
const P3: &str = "ff0a00101090c98d080201003c004b12a5428524d6c8ed1b0f00dfaf03";
/// Three frames of 40, 80 and 120 ms, the loops put into the header: red, green but for one pixel, half of blue.
const ANIMATION: &str = "ff0a0870c168b0a0b8240808208a000050004b12a5428524d66860fcb607600ec807bc03f2010808209400007c004b12a54285245641e60d000080c7910ec0790001a8df9ef6f83e3ee3a33e000808205e000060004b12a5428524d6608c0b000080f17c00e280f78076c00000";
/// 16 × 16, (16x, 16y, 128), `-d 1 -e 3`.
const LOSSY: &str = "ff0a4340427121001208010008025de5120000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d6149a2c8383649277048120b10793bb0850049f411f3bdc7c35550f6ceb1957bfd0013031552200f401b14191523db324692ccf5120af0fe4d4a51c2383f3feca6937091265652a107bb75c38e34fda520642474c8928a4edceecb6d189f7d016d00778478b90c0458";
/// (200, 100, 50) beside a profile of 448 bytes that has no shorter form: tables of three entries.
const PROFILE: &str = "ff0a001010c26bc2808479006c6a6812383caf63fbaabe02cfd19650e1b5a084e6ed5c41d6c9442d365297d687a96a0200e81fe027eeaa298a97d08ac2bf76ad549a53709ac6bbb8ecbbf7bafc1b9e3b7d9dc0d38903bd90eecfbf7fffe2601583602c145aea20281826ba20d21d704246907fff00080201003c004b12a54285241648eb030f40605600";
/// The lossy picture beside that profile, in which its numbers were.
const LOSSY_PROFILE: &str = "ff0a43400aaf090312e601b0a9a149e0f0bc8eedabfa0a3c475b4285d782129ab77305592713b5d8485d5a1fa6aa0900a07f809fb8aba6285e422b0affdab552694ec1691aefe2b2efdeebf26f78eef475024f270ef442ba3ffffefd8b83550c82b15068a983a06098e8824877c0091941fefd03001208010030025de5120000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d6149a2c8383649277048120b20781b8e9f2014d413f3c1672e8868d37f77717eba1e6020512105f200d496492a32c636568c241f8224006025972db412bd2bc9750efa3091f6d5317a683c2929143fd863772adabae709ea030ec8d0502c327f21bf02fac3eec1b38868f2dfae2120d2051a01";

fn file(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn boxed(parts: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ".to_vec();
    for (kind, body) in parts {
        out.extend((body.len() as u32 + 8).to_be_bytes());
        out.extend(*kind);
        out.extend(*body);
    }
    out
}

/// Every frame from `page` on, its delay, and the profile.
fn frames(bytes: &[u8], page: u32, job: &mut Job) -> Result<(Header, Option<Vec<u8>>, Vec<Frame>)> {
    let header = codecs::probe(bytes, &job.limits)?;
    let options = DecodeOptions { page, animated: true, ..DecodeOptions::default() };
    let mut decoder = header.format.row().codec.open.unwrap()(bytes, &header, &options, job)?;
    let profile = decoder.profile();
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next_frame(job)? {
        frames.push(frame);
    }
    drop(decoder);
    Ok((header, profile, frames))
}

#[test]
fn lossless_pixels_of_every_layout_and_depth_are_those_that_went_in() {
    let (header, frame) = decode(&file(RGB)).unwrap();
    assert_eq!((header.width, header.height, header.bits, header.has_profile), (3, 2, 8, false));
    assert_eq!(samples8(&frame), RGB_PIXELS);
    let (header, frame) = decode(&file(GRAY)).unwrap();
    assert_eq!((header.space, frame.pixels.layout), ("b-w", Layout::Gray));
    assert_eq!(samples8(&frame), [0, 85, 170, 255]);
    let (_, frame) = decode(&file(GRAY_ALPHA)).unwrap();
    assert_eq!(frame.pixels.layout, Layout::GrayA);
    assert_eq!(samples8(&frame), [10, 255, 200, 128]);
    let (header, frame) = decode(&file(RGBA16)).unwrap();
    assert_eq!((header.bits, frame.pixels.layout), (16, Layout::Rgba));
    // cjxl 0.7 keeps eight bits of alpha: 32,768 and 1 went in.
    let wide = [1, 2, 3, 65_535, 400, 500, 600, 32_896, 65_535, 65_534, 65_533, 0, 7, 8, 9, 0];
    assert_eq!(samples16(&frame), wide);
}

#[test]
fn floats_stay_floats_beyond_black_and_white() {
    for (hex, profile) in [(FLOAT, false), (LINEAR, true)] {
        let (header, frame) = decode(&file(hex)).unwrap();
        assert_eq!(header.has_profile, profile);
        assert_eq!(frame.pixels.samples, Samples::F32(vec![0.0, 0.5, 1.0, 0.25, 2.5, -0.5]));
    }
}

/// What `djxl` 0.7 shows of the same file at five places.
#[test]
fn lossy_pixels_are_those_of_libjxl_within_one() {
    let (_, frame) = decode(&file(LOSSY)).unwrap();
    let samples = samples8(&frame);
    for (x, y, expected) in LIBJXL {
        let at = (y * 16 + x) * 3;
        let found = &samples[at..at + 3];
        assert!(
            found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1),
            "{x},{y}: {found:?}, {expected:?}"
        );
    }
}

const LIBJXL: [(usize, usize, [u8; 3]); 5] = [
    (0, 0, [6, 0, 127]),
    (15, 0, [239, 4, 126]),
    (0, 15, [32, 241, 123]),
    (7, 7, [114, 111, 137]),
    (15, 15, [237, 240, 139]),
];

#[test]
fn the_header_turns_the_image_once() {
    let (header, frame) = decode(&file(TURNED)).unwrap();
    assert_eq!((header.width, header.height, header.orientation), (3, 2, 6));
    assert_eq!(samples8(&frame), RGB_PIXELS, "as stored");
    let run = |upright: bool| {
        let request = json!({
            "task": "convert",
            "recipe": { "input": { "autoOrient": upright }, "outputs": [{ "format": "raw" }] },
        });
        task::run(&request.to_string(), &mut [file(TURNED)], &Cancel::default()).unwrap().buffers[0].clone()
    };
    assert_eq!(run(true), [10, 20, 30, 255, 0, 0, 40, 50, 60, 0, 255, 0, 70, 80, 90, 0, 0, 255]);
    assert_eq!(run(false), RGB_PIXELS);
}

#[test]
fn frames_come_composed_with_delays_and_loops() {
    let (header, _, all) = frames(&file(ANIMATION), 0, &mut Job::default()).unwrap();
    assert_eq!((header.frames, header.loops, header.incomplete), (3, Some(3), false));
    assert_eq!(all.iter().map(|f| f.delay_ms).collect::<Vec<_>>(), [40, 80, 120]);
    let at = |frame: usize, pixel: usize| samples8(&all[frame])[pixel * 4..pixel * 4 + 4].to_vec();
    assert_eq!([at(0, 0), at(0, 7)], [[255, 0, 0, 255], [255, 0, 0, 255]]);
    assert_eq!([at(1, 0), at(1, 1), at(1, 7)], [[255, 0, 0, 255], [0, 255, 0, 255], [0, 255, 0, 255]]);
    assert_eq!([at(2, 0), at(2, 7)], [[0, 0, 255, 128], [0, 0, 255, 128]]);
    let (_, _, rest) = frames(&file(ANIMATION), 2, &mut Job::default()).unwrap();
    assert_eq!(rest, all[2..]);
    let error = frames(&file(ANIMATION), 3, &mut Job::default()).unwrap_err();
    assert_eq!(
        (error.code, error.to_string().contains("from 0 to 2")),
        (Code::InvalidOption, true),
        "{error}"
    );
}

#[test]
fn frames_of_a_cut_animation_may_be_more() {
    let bytes = file(ANIMATION);
    let header = codecs::probe(&bytes[..45], &Limits::default()).unwrap();
    assert_eq!((header.frames, header.incomplete), (1, true));
    let limits = Limits { frames: 2, ..Limits::default() };
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    assert_eq!(frames(&bytes, 0, &mut job).unwrap_err().code, Code::FrameLimit);
}

#[test]
fn colours_other_than_srgb_come_with_a_profile() {
    // The numbers of lossless pixels are in the profile, which comes out whole.
    let (header, profile, all) = frames(&file(PROFILE), 0, &mut Job::default()).unwrap();
    assert!(header.has_profile);
    assert_eq!(samples8(&all[0]), [200, 100, 50]);
    let profile = profile.unwrap();
    assert_eq!((profile.len(), &profile[36..40]), (448, b"acsp".as_slice()));
    // metadata() shows it, whatever the pixels would take, and nothing of what is damaged.
    let shown = |bytes: &[u8], limits: serde_json::Value| {
        let request = json!({ "task": "metadata", "input": { "limits": limits } }).to_string();
        task::run(&request, &mut [bytes.to_vec()], &Cancel::default())
    };
    let outcome = shown(&file(PROFILE), json!({ "memory": 1 })).unwrap();
    assert_eq!((&outcome.info, &outcome.buffers), (&json!({ "blocks": ["icc"] }), &vec![profile]));
    assert_eq!(shown(&file(PROFILE), json!({ "metadata": 400 })).unwrap_err().code, Code::MetadataLimit);
    assert!(shown(&file(PROFILE)[..40], json!({})).unwrap().buffers.is_empty());
    assert!(shown(&file(RGB), json!({})).unwrap().buffers.is_empty());
    // XYB with a profile is given in sRGB by a decoder without a colour engine.
    let (header, profile, _) = frames(&file(LOSSY_PROFILE), 0, &mut Job::default()).unwrap();
    assert!(!header.has_profile && profile.is_none());
    // Known colours without a profile get one. The red of Display P3 is beyond sRGB: its nearest is 255, 0, 0.
    let request = json!({ "task": "convert", "recipe": { "outputs": [{ "format": "raw" }] } });
    let run = |hex: &str| {
        let outcome = task::run(&request.to_string(), &mut [file(hex)], &Cancel::default()).unwrap();
        outcome.buffers[0].clone()
    };
    assert_eq!(run(P3), [255, 0, 0]);
    // Linear half is 188 of 255 in sRGB (IEC 61966-2-1).
    let linear: Vec<f32> = run(LINEAR).as_chunks::<4>().0.iter().map(|b| f32::from_ne_bytes(*b)).collect();
    assert!((linear[1] - 0.7354).abs() < 0.002, "{linear:?}");
}

#[test]
fn exif_and_xmp_are_in_boxes_and_compressed_ones_are_passed_over() {
    let exif = b"\0\0\0\0II*\0\x08\0\0\0\0\0".as_slice();
    let bytes = boxed(&[
        (b"brob", b"xml 1234".as_slice()),
        (b"Exif", exif),
        (b"jxlc", &file(RGB)),
        (b"xml ", b"<x:xmpmeta/>"),
    ]);
    let metadata = Format::Jxl.row().codec.metadata.read.unwrap()(&bytes, &Limits::default()).unwrap();
    assert_eq!(metadata.exif.as_deref(), Some(&exif[4..]));
    assert_eq!(metadata.xmp.as_deref(), Some(b"<x:xmpmeta/>".as_slice()));
    assert_eq!(samples8(&decode(&bytes).unwrap().1), RGB_PIXELS);
    let limits = Limits { metadata: 5, ..Limits::default() };
    let error = Format::Jxl.row().codec.metadata.read.unwrap()(&bytes, &limits).unwrap_err();
    assert_eq!(error.code, Code::MetadataLimit);
}

#[test]
fn a_codestream_in_parts_is_put_together() {
    let whole = file(RGB);
    let part = |index: u32, bytes: &[u8]| [index.to_be_bytes().as_slice(), bytes].concat();
    let (first, second) = (part(0, &whole[..9]), part(0x8000_0001, &whole[9..]));
    let bytes = boxed(&[(b"jxlp", &first), (b"free", b"..."), (b"jxlp", &second)]);
    assert_eq!(samples8(&decode(&bytes).unwrap().1), RGB_PIXELS);
    // Of parts with a gap between them only the first counts.
    let gap = boxed(&[(b"jxlp", &first), (b"jxlp", &part(2, &whole[9..]))]);
    assert_eq!(container::codestream(&gap).unwrap().as_ref(), &whole[..9]);
    assert_eq!(code(&boxed(&[(b"free", b"")])), Code::TruncatedImage);
}

#[test]
fn frames_are_seen_where_the_decoder_sees_them() {
    let bytes = file(ANIMATION);
    let image = Image::parse(&bytes).unwrap();
    let found = frames::walk(&bytes, image.end, &image, 100).unwrap();
    assert_eq!((found.shown, found.end), (3, End::Last));
    assert_eq!(frames::walk(&bytes, image.end, &image, 1).unwrap().end, End::Enough);
}

#[test]
fn every_cut_is_a_coded_error_and_with_fail_on_none_shows_what_came() {
    for hex in [RGB, GRAY_ALPHA, RGBA16, FLOAT, LOSSY, PROFILE] {
        let bytes = file(hex);
        let start = if bytes[0] == 0 { 12 } else { 2 };
        for len in start..bytes.len() {
            let error = decode(&bytes[..len]).map(|_| len).unwrap_err();
            assert_eq!(error.code, Code::TruncatedImage, "{len} of {}: {error}", bytes.len());
            let _ = testing::decode_page(&bytes[..len], 0, Limits::default(), FailOn::None);
        }
    }
}

#[test]
fn limits_hold_and_every_changed_byte_is_survived() {
    testing::limits_hold(&file(RGB));
    testing::limits_hold(&file(LOSSY_PROFILE));
    for hex in [RGB, RGBA16, ANIMATION, LOSSY, PROFILE] {
        testing::every_changed_byte_is_survived(&file(hex));
    }
}

#[test]
fn it_is_not_written() {
    let request = json!({ "task": "convert", "recipe": { "outputs": [{ "format": "jxl" }] } });
    let error = task::run(&request.to_string(), &mut [file(RGB)], &Cancel::default()).unwrap_err();
    assert_eq!((error.code, error.fields.op), (Code::UnsupportedFormat, Some("encode")));
}
