//! WebP both ways: losslessness, bounds, cuts at every step, limits, chunks, cancellation.

use super::ROW;
use crate::codecs::{DecodeOptions, Header, Sequence};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::{Value, json};

/// Smooth colours with some noise, and alpha that reaches both ends.
fn image(width: u32, height: u32, layout: Layout) -> Pixels {
    let mut seed = width * 31 + height;
    let mut samples = Vec::new();
    for y in 0..height {
        for x in 0..width {
            for c in 0..layout.channels() as u32 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let smooth = (x * (c + 2) + y * (5 - c)) % 256;
                samples.push(if c == 3 {
                    (x * 16).min(255) as u8
                } else {
                    smooth as u8 ^ (seed >> 29) as u8
                });
            }
        }
    }
    Pixels::packed(Samples::U8(samples), layout, width, height).unwrap()
}

fn encode(pixels: &Pixels, options: Value) -> Result<Vec<u8>> {
    let mut job = Job::default();
    encode_in(&mut job, pixels, options)
}

fn encode_in(job: &mut Job, pixels: &Pixels, options: Value) -> Result<Vec<u8>> {
    let Value::Object(map) = options else { panic!("options are an object") };
    let values = Values::parse(ROW.options, &map, &[], "outputs[0]")?;
    let mut encoder = ROW.codec.begin.unwrap()(&values, job)?;
    encoder.frame(Frame { pixels: pixels.clone(), delay_ms: 0 }, job)?;
    encoder.finish(job)
}

fn probe(bytes: &[u8]) -> Result<Header> {
    assert_eq!(Format::of(bytes)?, Format::Webp);
    (ROW.codec.probe)(bytes, &Limits::default())
}

fn decode_in(job: &mut Job, bytes: &[u8], options: &DecodeOptions) -> Result<Vec<Frame>> {
    let header = probe(bytes)?;
    let mut decoder = ROW.codec.open.unwrap()(bytes, &header, options, job)?;
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next_frame(job)? {
        frames.push(frame);
        if !options.animated {
            break;
        }
    }
    Ok(frames)
}

fn decode(bytes: &[u8]) -> Result<Pixels> {
    let mut frames = decode_in(&mut Job::default(), bytes, &DecodeOptions::default())?;
    Ok(frames.remove(0).pixels)
}

fn samples(pixels: &Pixels) -> &[u8] {
    let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
    samples
}

#[test]
fn lossless_is_equal_for_every_small_size_with_and_without_alpha() {
    for (width, height) in [(1, 1), (2, 3), (7, 1), (1, 9), (16, 16), (17, 33), (65, 31)] {
        for layout in [Layout::Rgb, Layout::Rgba] {
            let from = image(width, height, layout);
            let to = decode(&encode(&from, json!({ "lossless": true, "exact": true })).unwrap()).unwrap();
            assert_eq!((to.width, to.height, to.layout), (width, height, layout));
            assert_eq!(samples(&to), samples(&from), "{width} × {height} {layout:?}");
        }
    }
}

#[test]
fn lossless_keeps_every_visible_pixel_without_exact() {
    let from = image(40, 30, Layout::Rgba);
    let to = decode(&encode(&from, json!({ "lossless": true })).unwrap()).unwrap();
    for (a, b) in samples(&from).as_chunks::<4>().0.iter().zip(samples(&to).as_chunks::<4>().0) {
        assert_eq!(a[3], b[3]);
        assert!(a[3] == 0 || a == b, "{a:?} {b:?}");
    }
}

/// Largest and mean difference.
fn difference(a: &Pixels, b: &Pixels) -> (u8, f64) {
    let each: Vec<u8> = samples(a).iter().zip(samples(b)).map(|(a, b)| a.abs_diff(*b)).collect();
    let mean = each.iter().map(|d| f64::from(*d)).sum::<f64>() / each.len() as f64;
    (each.into_iter().max().unwrap(), mean)
}

/// One colour ramp: the noise of `image` would measure the chroma subsampling, not the codec.
fn ramp(width: u32, height: u32) -> Pixels {
    let mut samples = Vec::new();
    for y in 0..height {
        for x in 0..width {
            samples.extend([(x * 2) as u8, (y * 2) as u8, (x + y) as u8]);
        }
    }
    Pixels::packed(Samples::U8(samples), Layout::Rgb, width, height).unwrap()
}

#[test]
fn lossy_stays_within_its_bound_and_quality_and_effort_act() {
    let from = ramp(120, 90);
    let fine = encode(&from, json!({ "quality": 95 })).unwrap();
    let (largest, mean) = difference(&from, &decode(&fine).unwrap());
    assert!(largest <= 12 && mean < 2.0, "{largest} {mean}");
    let coarse = encode(&from, json!({ "quality": 10 })).unwrap();
    assert!(coarse.len() < fine.len());
    let sharp = encode(&from, json!({ "quality": 95, "smartSubsample": true })).unwrap();
    assert_ne!(sharp, fine);
    assert!(difference(&from, &decode(&sharp).unwrap()).1 < 2.0);
    let noisy = image(120, 90, Layout::Rgb);
    let efforts: Vec<Vec<u8>> =
        (0..=6).map(|effort| encode(&noisy, json!({ "effort": effort })).unwrap()).collect();
    assert!(efforts[6].len() < efforts[0].len());
    let near = encode(&noisy, json!({ "nearLossless": true, "quality": 20 })).unwrap();
    assert!(near.len() < encode(&noisy, json!({ "lossless": true })).unwrap().len());
    assert!(difference(&noisy, &decode(&near).unwrap()).0 <= 32);
}

#[test]
fn presets_and_the_deblocking_filter_act_on_lossy_files_and_stay_within_their_bound() {
    let (smooth, noisy) = (ramp(120, 90), image(120, 90, Layout::Rgb));
    let both = |options: Value| [&smooth, &noisy].map(|from| encode(from, options.clone()).unwrap());
    let plain = both(json!({ "quality": 60 }));
    assert_eq!(both(json!({ "quality": 60, "preset": "default", "smartDeblock": false })), plain);
    let presets = ["photo", "picture", "drawing", "icon", "text"];
    let asked = presets.map(|preset| json!({ "quality": 60, "preset": preset }));
    for options in asked.into_iter().chain([json!({ "quality": 60, "smartDeblock": true })]) {
        let files = both(options.clone());
        assert_ne!(files, plain, "{options}");
        assert!(difference(&smooth, &decode(&files[0]).unwrap()).1 < 4.0, "{options}");
    }
    let from = image(33, 17, Layout::Rgba);
    let lossless = json!({ "lossless": true, "exact": true, "preset": "drawing", "smartDeblock": true });
    assert_eq!(samples(&decode(&encode(&from, lossless).unwrap()).unwrap()), samples(&from));
    let error = encode(&from, json!({ "preset": "foto" })).unwrap_err();
    assert_eq!((error.code, error.fields.path.as_deref()), (Code::InvalidOption, Some("outputs[0].preset")));
}

#[test]
fn lossy_alpha_is_exact_at_alpha_quality_100_and_smaller_below() {
    let mut from = image(64, 48, Layout::Rgba);
    let Samples::U8(samples_mut) = &mut from.samples else { panic!("8 bit") };
    for (index, pixel) in samples_mut.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        pixel[3] = (index * 7 % 251) as u8;
    }
    let whole = encode(&from, json!({})).unwrap();
    let to = decode(&whole).unwrap();
    assert_eq!(to.layout, Layout::Rgba);
    for (a, b) in samples(&from).as_chunks::<4>().0.iter().zip(samples(&to).as_chunks::<4>().0) {
        assert_eq!(a[3], b[3]);
    }
    assert!(encode(&from, json!({ "alphaQuality": 10 })).unwrap().len() < whole.len());
}

#[test]
fn the_same_image_gives_the_same_bytes_each_time() {
    let from = image(99, 77, Layout::Rgba);
    for options in [json!({}), json!({ "lossless": true }), json!({ "smartSubsample": true })] {
        assert_eq!(encode(&from, options.clone()).unwrap(), encode(&from, options).unwrap());
    }
}

/// Made natively on x86-64; another instruction set, compiler or backend must give the same.
#[test]
fn bytes_are_the_same_on_every_machine() {
    let made = [
        (Layout::Rgb, json!({})),
        (Layout::Rgba, json!({ "quality": 40, "alphaQuality": 50, "effort": 6 })),
        (Layout::Rgb, json!({ "smartSubsample": true, "effort": 2 })),
        (Layout::Rgba, json!({ "lossless": true })),
        (Layout::Rgb, json!({ "nearLossless": true, "quality": 60 })),
    ]
    .map(|(layout, options)| crc32fast::hash(&encode(&image(131, 75, layout), options).unwrap()));
    assert_eq!(made, [0x3c76_3a6e, 0x8a6d_6a83, 0x2c0a_ec4e, 0x4949_396b, 0xe9c2_5ccf]);
}

#[test]
fn a_size_that_webp_cannot_carry_fails_before_decoding() {
    let header = Header::new(Format::Png, 16_384, 1);
    let recipe = json!({ "version": 1, "outputs": [{ "name": "main", "format": "webp" }] });
    let recipe = crate::recipe::Recipe::parse(&recipe).unwrap();
    let error = crate::plan::plan(header, &recipe).unwrap_err();
    assert_eq!((error.code, error.fields.limit), (Code::SizeLimit, Some(16_383)));
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_with_fail_on_none_what_is_there() {
    for options in [json!({}), json!({ "lossless": true })] {
        for layout in [Layout::Rgb, Layout::Rgba] {
            let whole = encode(&image(70, 50, layout), options.clone()).unwrap();
            let first = decode(&whole).unwrap();
            let mut partial = 0;
            for end in (0..whole.len()).step_by(3) {
                let cut = &whole[..end];
                let error = match decode(cut) {
                    // The last bytes may be padding alone; then nothing is missing.
                    Ok(pixels) => {
                        assert!(end + 4 >= whole.len() && pixels == first, "{end} of {}", whole.len());
                        continue;
                    }
                    Err(error) => error,
                };
                let expected = match end {
                    0 => Code::EmptyInput,
                    1..12 => Code::UnknownFormat,
                    _ => Code::TruncatedImage,
                };
                assert_eq!(error.code, expected, "{end} of {}: {error}", whole.len());
                let mut job = Job::new(Limits::default(), FailOn::None, Cancel::default());
                if let Ok(frames) = decode_in(&mut job, cut, &DecodeOptions::default()) {
                    assert_eq!(job.warnings.len(), 1);
                    assert_eq!(frames[0].pixels.layout, first.layout);
                    partial += 1;
                }
            }
            assert!(partial > 0, "some cut of {layout:?} {options} leaves rows");
        }
    }
}

#[test]
fn sides_and_pixels_over_the_limits_are_refused_by_name() {
    let wide = image(16_384, 1, Layout::Rgb);
    let error = encode(&wide, json!({})).unwrap_err();
    assert_eq!((error.code, error.fields.limit), (Code::SizeLimit, Some(16_383)));
    encode(&image(16_383, 1, Layout::Rgb), json!({ "effort": 0 })).unwrap();
    let file = encode(&image(40, 30, Layout::Rgb), json!({})).unwrap();
    let limits = Limits { pixels: 1_199, ..Limits::default() };
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    let error = decode_in(&mut job, &file, &DecodeOptions::default()).unwrap_err();
    assert_eq!((error.code, error.fields.option), (Code::PixelLimit, Some("limits.pixels")));
    let limits = Limits { memory: 3_599, ..Limits::default() };
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    let error = decode_in(&mut job, &file, &DecodeOptions::default()).unwrap_err();
    assert_eq!(error.code, Code::MemoryLimit);
}

#[test]
fn a_set_flag_stops_both_directions() {
    let mut job = Job::default();
    let from = image(300, 300, Layout::Rgb);
    let file = encode_in(&mut job, &from, json!({})).unwrap();
    job.cancel.cancel();
    assert_eq!(encode_in(&mut job, &from, json!({})).unwrap_err().code, Code::Aborted);
    let error = decode_in(&mut job, &file, &DecodeOptions::default()).unwrap_err();
    assert_eq!(error.code, Code::Aborted);
}

#[test]
fn a_flag_set_during_the_encode_stops_it_long_before_its_end() {
    let from = image(1_200, 1_200, Layout::Rgb);
    let slow = json!({ "effort": 6, "lossless": true });
    let mut job = Job::default();
    let cancel = job.cancel.clone();
    let start = std::time::Instant::now();
    let setter = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(30));
        cancel.cancel();
    });
    let error = encode_in(&mut job, &from, slow.clone()).unwrap_err();
    let stopped = start.elapsed();
    setter.join().unwrap();
    assert_eq!(error.code, Code::Aborted);
    let start = std::time::Instant::now();
    encode(&from, slow).unwrap();
    assert!(stopped < start.elapsed() / 2, "{stopped:?} of {:?}", start.elapsed());
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let mut out = [kind, &(data.len() as u32).to_le_bytes(), data].concat();
    if data.len() % 2 == 1 {
        out.push(0);
    }
    out
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    [b"RIFF", &(body.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &body].concat()
}

fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let (w, h) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    chunk(b"VP8X", &[flags, 0, 0, 0, w[0], w[1], w[2], h[0], h[1], h[2]])
}

#[test]
fn orientation_is_found_after_the_image_with_and_without_the_prefix() {
    let file = encode(&image(20, 10, Layout::Rgb), json!({})).unwrap();
    let tiff = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    for exif in [tiff.to_vec(), [b"Exif\0\0".as_slice(), tiff].concat()] {
        let whole = riff(&[
            vp8x(0x28, 20, 10),
            chunk(b"ICCP", b"profile"),
            file[12..].to_vec(),
            chunk(b"EXIF", &exif),
        ]);
        let header = probe(&whole).unwrap();
        assert_eq!((header.orientation, header.has_profile, header.incomplete), (6, true, false));
        assert_eq!(header.oriented(), (10, 20));
        assert_eq!(decode(&whole).unwrap(), decode(&file).unwrap());
        // A beginning shows the size, and says that it may not be all.
        let header = probe(&whole[..whole.len() - 30]).unwrap();
        assert_eq!((header.width, header.height, header.incomplete), (20, 10, true));
    }
    assert!(!probe(&file[..40]).unwrap().incomplete);
}

#[test]
fn header_tells_lossy_from_lossless_and_alpha() {
    let lossy = probe(&encode(&image(33, 21, Layout::Rgba), json!({})).unwrap()).unwrap();
    assert_eq!((lossy.width, lossy.height, lossy.channels, lossy.has_alpha), (33, 21, 4, true));
    assert_eq!(lossy.subsampling, Some("4:2:0"));
    let lossless = probe(&encode(&image(33, 21, Layout::Rgb), json!({ "lossless": true })).unwrap()).unwrap();
    assert_eq!((lossless.channels, lossless.has_alpha, lossless.subsampling), (3, false, None));
}

/// Two frames on a canvas of 20 × 10: the whole in one image, then a patch of 4 × 2 at (6, 4).
fn animation() -> (Vec<u8>, Pixels, Pixels) {
    let (back, patch) = (image(20, 10, Layout::Rgba), image(4, 2, Layout::Rgb));
    let frame = |x: u8, y: u8, pixels: &Pixels, delay: u8| {
        let file = encode(pixels, json!({ "lossless": true, "exact": true })).unwrap();
        let (w, h) = (pixels.width as u8 - 1, pixels.height as u8 - 1);
        let head = [x / 2, 0, 0, y / 2, 0, 0, w, 0, 0, h, 0, 0, delay, 0, 0, 0];
        // A lossless file whose stream has alpha is still one VP8L chunk after the RIFF header.
        chunk(b"ANMF", &[&head, &file[12..]].concat())
    };
    let file = riff(&[
        vp8x(0x12, 20, 10),
        chunk(b"ANIM", &[0, 0, 0, 0, 3, 0]),
        frame(0, 0, &back, 40),
        frame(6, 4, &patch, 70),
    ]);
    (file, back, patch)
}

#[test]
fn animations_come_as_composed_frames_with_their_delays() {
    let (file, back, patch) = animation();
    let header = probe(&file).unwrap();
    assert_eq!((header.frames, header.loops, header.has_alpha), (2, Some(3), true));
    let all = DecodeOptions { animated: true, ..DecodeOptions::default() };
    let frames = decode_in(&mut Job::default(), &file, &all).unwrap();
    assert_eq!(frames.iter().map(|f| f.delay_ms).collect::<Vec<_>>(), [40, 70]);
    // Where alpha is 0, the decoder clears the colour.
    for (a, b) in samples(&back).as_chunks::<4>().0.iter().zip(samples(&frames[0].pixels).as_chunks::<4>().0)
    {
        assert!(a[3] == 0 || a == b, "{a:?} {b:?}");
    }
    let at = |x: usize, y: usize| samples(&frames[1].pixels)[(y * 20 + x) * 4..][..4].to_vec();
    assert_eq!(at(6, 4), [&samples(&patch)[..3], &[255]].concat());
    assert_eq!(at(10, 4), samples(&frames[0].pixels)[(4 * 20 + 10) * 4..][..4]);
    let second = DecodeOptions { page: 1, ..DecodeOptions::default() };
    assert_eq!(decode_in(&mut Job::default(), &file, &second).unwrap()[0].pixels, frames[1].pixels);
    let third = DecodeOptions { page: 2, ..DecodeOptions::default() };
    let error = decode_in(&mut Job::default(), &file, &third).unwrap_err();
    assert_eq!((error.code, error.fields.path.as_deref()), (Code::InvalidOption, Some("input.page")));
}

#[test]
fn an_animation_counts_all_its_frames_and_its_cuts_are_errors() {
    let (file, ..) = animation();
    let all = DecodeOptions { animated: true, ..DecodeOptions::default() };
    let limits = Limits { pixels: 399, ..Limits::default() };
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    assert_eq!(decode_in(&mut job, &file, &all).unwrap_err().code, Code::PixelLimit);
    for end in (12..file.len()).step_by(5) {
        let error = decode_in(&mut Job::default(), &file[..end], &all).unwrap_err();
        assert_eq!(error.code, Code::TruncatedImage, "{end}");
    }
    // With failOn none, the frames that are whole: cut inside the second, one is left.
    let first = decode_in(&mut Job::default(), &file, &all).unwrap().remove(0);
    let mut job = Job::new(Limits::default(), FailOn::None, Cancel::default());
    assert_eq!(decode_in(&mut job, &file[..file.len() - 9], &all).unwrap(), [first]);
    assert_eq!(job.warnings.len(), 1);
}

/// Frames of 24 × 18: a square that moves over noise, each for another time; the third has a hole that the fourth fills.
fn moving() -> Vec<Frame> {
    let frame = |at: usize| {
        let mut pixels = image(24, 18, Layout::Rgba);
        let Samples::U8(samples) = &mut pixels.samples else { panic!("8 bit") };
        for (index, pixel) in samples.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let (x, y) = (index % 24, index / 24);
            pixel[3] = 255;
            if (at * 4..at * 4 + 5).contains(&x) && (3..9).contains(&y) {
                *pixel = [250, 20, at as u8 * 40, 255];
            }
            if at == 2 && x > 15 && y > 12 {
                *pixel = [0; 4];
            }
        }
        Frame { pixels, delay_ms: 30 + at as u32 * 25 }
    };
    (0..4).map(frame).collect()
}

fn animate(job: &mut Job, frames: &[Frame], options: Value) -> Result<Vec<u8>> {
    let Value::Object(map) = options else { panic!("options are an object") };
    let values = Values::parse(ROW.options, &map, &[], "outputs[0]")?;
    let mut encoder = ROW.codec.begin.unwrap()(&values, job)?;
    encoder.expect(Sequence { frames: frames.len() as u32, loops: 3 });
    for frame in frames {
        encoder.frame(frame.clone(), job)?;
    }
    encoder.finish(job)
}

fn all_frames(file: &[u8]) -> Vec<Frame> {
    let all = DecodeOptions { animated: true, ..DecodeOptions::default() };
    decode_in(&mut Job::default(), file, &all).unwrap()
}

#[test]
fn an_animation_keeps_frames_delays_and_loops() {
    let frames = moving();
    for options in [json!({ "lossless": true }), json!({ "lossless": true, "minSize": true })] {
        let mut job = Job::default();
        let file = animate(&mut job, &frames, options).unwrap();
        let header = probe(&file).unwrap();
        assert_eq!((header.frames, header.loops, header.has_alpha), (4, Some(3), true));
        for (to, from) in all_frames(&file).iter().zip(&frames) {
            assert_eq!(to.delay_ms, from.delay_ms);
            // What cannot be seen may have any colour.
            let pairs =
                samples(&to.pixels).as_chunks::<4>().0.iter().zip(samples(&from.pixels).as_chunks::<4>().0);
            assert!(pairs.into_iter().all(|(a, b)| a == b || a[3] == 0 && b[3] == 0), "{}", from.delay_ms);
        }
        // What a frame leaves as it was is not written again.
        let alone = encode(&frames[0].pixels, json!({ "lossless": true })).unwrap();
        assert!(file.len() < alone.len() * 3, "{} of {}", file.len(), alone.len());
    }
    let file =
        animate(&mut Job::default(), &frames, json!({ "lossless": true, "loop": 0, "delay": 70 })).unwrap();
    assert_eq!(probe(&file).unwrap().loops, Some(0));
    assert!(all_frames(&file).iter().all(|frame| frame.delay_ms == 70));
    // One frame makes a still, as nothing moves.
    let still = animate(&mut Job::default(), &frames[..1], json!({ "lossless": true })).unwrap();
    assert_eq!((probe(&still).unwrap().frames, probe(&still).unwrap().loops), (1, None));
}

#[test]
fn a_lossy_animation_stays_within_its_bound() {
    let frames: Vec<Frame> = (0..3)
        .map(|at| {
            let mut pixels = ramp(64, 48);
            let Samples::U8(samples) = &mut pixels.samples else { panic!("8 bit") };
            samples[..64 * 3 * 10].fill(at * 80);
            Frame { pixels, delay_ms: 100 }
        })
        .collect();
    let fine = animate(&mut Job::default(), &frames, json!({ "quality": 90 })).unwrap();
    let coarse = animate(&mut Job::default(), &frames, json!({ "quality": 10 })).unwrap();
    assert!(coarse.len() < fine.len());
    for (from, to) in frames.iter().zip(all_frames(&fine)) {
        assert!(difference(&from.pixels, &to.pixels).1 < 3.0);
    }
    let mixed = animate(&mut Job::default(), &frames, json!({ "quality": 90, "mixed": true })).unwrap();
    assert!(mixed.len() <= fine.len(), "{} of {}", mixed.len(), fine.len());
}

#[test]
fn an_animation_of_other_sizes_or_without_memory_is_refused_and_an_abort_ends_it() {
    let mut frames = moving();
    frames[1].pixels = image(24, 17, Layout::Rgba);
    assert_eq!(animate(&mut Job::default(), &frames, json!({})).unwrap_err().code, Code::UnsupportedFeature);
    let frames = moving();
    let limits = Limits { memory: 24 * 18 * 12 + 99, ..Limits::default() };
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    assert_eq!(animate(&mut job, &frames, json!({})).unwrap_err().code, Code::MemoryLimit);
    let large = Frame { pixels: image(1_500, 1_500, Layout::Rgb), delay_ms: 10 };
    let mut job = Job::default();
    let cancel = job.cancel.clone();
    let setter = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(30));
        cancel.cancel();
    });
    let slow = json!({ "effort": 6, "lossless": true });
    let error = animate(&mut job, &[large.clone(), large], slow).unwrap_err();
    setter.join().unwrap();
    assert_eq!(error.code, Code::Aborted);
}
