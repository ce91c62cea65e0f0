//! PNG both ways: every depth and kind, interlace, palettes, the smallest form, animations, cuts.

use super::ROW;
use crate::codecs::{self, DecodeOptions, Header, Sequence};
use crate::error::{Code, Result};
use crate::job::{Cancel, FailOn, Job};
use crate::limits::{Alloc, Limits};
use crate::peaks::Encode;
use crate::pixels::{Depth, Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::{Value, json};

const LAYOUTS: [Layout; 4] = [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba];

/// Slopes with some noise.
fn image(width: u32, height: u32, layout: Layout, depth: Depth) -> Pixels {
    let mut seed = width * 31 + height;
    let mut samples: Vec<u16> = Vec::new();
    for y in 0..height {
        for x in 0..width {
            for c in 0..layout.channels() as u32 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                samples.push((x * (c + 2) * 300 + y * (5 - c) * 200) as u16 ^ (seed >> 26) as u16);
            }
        }
    }
    let samples = match depth {
        Depth::U16 => Samples::U16(samples),
        _ => Samples::U8(samples.into_iter().map(|sample| (sample >> 4) as u8).collect()),
    };
    Pixels::packed(samples, layout, width, height).unwrap()
}

fn bytes(samples: &[u8], layout: Layout, width: u32, height: u32) -> Pixels {
    Pixels::packed(Samples::U8(samples.to_vec()), layout, width, height).unwrap()
}

fn animate_in(job: &mut Job, frames: &[Frame], options: &Value) -> Result<Vec<u8>> {
    let values = Values::parse(ROW.options, options.as_object().unwrap(), &[], "outputs[0]")?;
    let mut encoder = ROW.codec.begin.unwrap()(&values, job)?;
    encoder.expect(Sequence { frames: frames.len() as u32, loops: 4 });
    for frame in frames {
        let pixels = encoder.prepare(frame.pixels.clone(), job)?;
        encoder.frame(Frame { pixels, ..*frame }, job)?;
    }
    encoder.finish(job)
}

fn encode(pixels: &Pixels, options: Value) -> Result<Vec<u8>> {
    animate_in(&mut Job::default(), &[Frame { pixels: pixels.clone(), delay_ms: 0 }], &options)
}

fn header(file: &[u8]) -> Header {
    codecs::probe(file, &Limits::default()).unwrap()
}

fn decode_in(job: &mut Job, file: &[u8], options: &DecodeOptions) -> Result<Vec<Frame>> {
    let header = codecs::probe(file, &job.limits)?;
    let mut decoder = ROW.codec.open.unwrap()(file, &header, options, job)?;
    let mut frames = Vec::new();
    while let Some(frame) = decoder.next_frame(job)? {
        frames.push(frame);
    }
    Ok(frames)
}

fn decode(file: &[u8]) -> Pixels {
    decode_in(&mut Job::default(), file, &DecodeOptions::default()).unwrap().remove(0).pixels
}

fn animation(file: &[u8]) -> Result<Vec<Frame>> {
    decode_in(&mut Job::default(), file, &DecodeOptions { animated: true, ..DecodeOptions::default() })
}

fn samples(pixels: &Pixels) -> &[u8] {
    let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
    samples
}

/// Bit depth, colour type and interlace, as the header chunk has them.
fn form(file: &[u8]) -> (u8, u8, u8) {
    (file[24], file[25], file[28])
}

#[test]
fn every_kind_comes_back_as_it_was_at_every_level_and_size() {
    for (width, height) in [(1, 1), (2, 9), (3, 1), (5, 6), (8, 8), (33, 17)] {
        for layout in LAYOUTS {
            for depth in [Depth::U8, Depth::U16] {
                let from = image(width, height, layout, depth);
                for level in 0..=9 {
                    for progressive in [false, true] {
                        let options = json!({ "compressionLevel": level, "progressive": progressive });
                        let file = encode(&from, options).unwrap();
                        assert_eq!(decode(&file), from, "{width} × {height} {layout:?} {depth:?} {level}");
                        assert_eq!(form(&file).2, u8::from(progressive));
                    }
                }
                let plain = encode(&from, json!({ "adaptiveFiltering": false })).unwrap();
                assert_eq!(decode(&plain), from);
            }
        }
    }
}

/// Noise in tiles that repeat, which differences hide, and a soft slope, which they make small.
#[test]
fn filters_are_used_where_they_pay() {
    let size = 300u32;
    let noise = |at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8;
    let tiles = (0..size * size * 3).map(|i| noise(i / (size * 3) % 5 * 1000 + i % 93)).collect::<Vec<_>>();
    let slope = (0..size * size).flat_map(|i| [i % size, i / size, i % 7].map(|v| (v * 2 / 3) as u8));
    for (samples, pays) in [(tiles, false), (slope.collect(), true)] {
        let from = bytes(&samples, Layout::Rgb, size, size);
        for (level, progressive) in [(1, false), (2, true), (6, false), (6, true)] {
            let options = |more: Value| {
                let mut options = json!({ "compressionLevel": level, "progressive": progressive });
                options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                options
            };
            let len = |more: Value| encode(&from, options(more)).unwrap().len();
            let asked = [true, false].map(|adaptive| len(json!({ "adaptiveFiltering": adaptive })));
            assert_eq!(asked[0] < asked[1], pays, "{level}: {asked:?}");
            assert_eq!(len(json!({})), asked[usize::from(!pays)], "{level}: {asked:?}");
        }
    }
}

/// A picture whose first rows say nothing.
#[test]
fn all_rows_of_a_small_image_are_tried() {
    let noise = |at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8;
    let row = 300 * 3;
    let picture = (0..row * 100).map(|i| if i < row * 20 { 0 } else { noise(i / row % 5 * 1000 + i % 93) });
    let from = bytes(&picture.collect::<Vec<_>>(), Layout::Rgb, 300, 100);
    let len = |options: Value| encode(&from, options).unwrap().len();
    let plain = len(json!({ "adaptiveFiltering": false }));
    assert!(plain < len(json!({ "adaptiveFiltering": true })));
    assert_eq!(len(json!({})), plain);
}

#[test]
fn the_search_finds_the_smallest_form_that_shows_the_same() {
    let best = |pixels: &Pixels| encode(pixels, json!({ "compressionLevel": 10 })).unwrap();
    // Black and white in colour with opaque alpha, 16 bit: one bit of grey.
    let two: Vec<u16> =
        (0..64).flat_map(|i| [[0; 3], [u16::MAX; 3]][i % 2].into_iter().chain([u16::MAX])).collect();
    let file = best(&Pixels::packed(Samples::U16(two), Layout::Rgba, 8, 8).unwrap());
    assert_eq!(form(&file), (1, 0, 0));
    assert_eq!(samples(&decode(&file))[..4], [0, 255, 0, 255]);
    // Four greys that two bits have; five that they do not.
    let four: Vec<u8> = (0..64).map(|i| i % 4 * 85).collect();
    assert_eq!(form(&best(&bytes(&four, Layout::Gray, 8, 8))).0, 2);
    let five: Vec<u8> = (0..64).map(|i| i % 5 * 51).collect();
    let file = best(&bytes(&five, Layout::Gray, 8, 8));
    assert_eq!((form(&file), samples(&decode(&file))), ((4, 0, 0), five.as_slice()));
    // Three colours, one of them half transparent, on many pixels.
    let three = [[200, 10, 10, 255], [0, 90, 200, 128], [9, 9, 9, 255]];
    let many: Vec<u8> = (0..4096usize).flat_map(|i| three[(i * i / 7) % 3]).collect();
    let file = best(&bytes(&many, Layout::Rgba, 64, 64));
    assert_eq!((form(&file), samples(&decode(&file))), ((2, 3, 0), many.as_slice()));
    // What is neither grey nor few stays, and is no larger than the levels make it.
    let noisy = image(60, 40, Layout::Rgba, Depth::U8);
    let file = best(&noisy);
    assert_eq!(decode(&file), noisy);
    assert!(
        (0..=9).all(|level| {
            file.len() <= encode(&noisy, json!({ "compressionLevel": level })).unwrap().len()
        })
    );
}

#[test]
fn a_level_that_weighs_every_way_counts_what_it_holds() {
    let pixels = image(40, 30, Layout::Rgb, Depth::U8);
    for (level, large) in [(6, false), (9, true), (10, true)] {
        let options = json!({ "compressionLevel": level });
        let values = Values::parse(ROW.options, options.as_object().unwrap(), &[], "outputs[0]").unwrap();
        let (size, bytes) = ((pixels.width, pixels.height), pixels.bytes());
        let encode = Encode { options: &values, grey: false, size, bytes, frames: 1 };
        assert_eq!(ROW.peaks.encode(&encode) > 9 << 20, large, "{level}");
        // A limit below that holds for them alone.
        let mut job = Job { alloc: Alloc::new(1 << 20), ..Job::default() };
        let made = animate_in(&mut job, &[Frame { pixels: pixels.clone(), delay_ms: 0 }], &options);
        let code = made.err().map(|error| error.code);
        assert_eq!(code, large.then_some(Code::MemoryLimit), "{level}");
    }
}

#[test]
fn fewer_bits_are_the_nearest_greys_or_a_palette() {
    let ramp: Vec<u8> = (0..=255).collect();
    let gray = bytes(&ramp, Layout::Gray, 16, 16);
    for (bits, apart) in [(1, 255), (2, 85), (4, 17u32)] {
        let file = encode(&gray, json!({ "bitdepth": bits })).unwrap();
        assert_eq!(form(&file), (bits, 0, 0));
        for (from, to) in ramp.iter().zip(samples(&decode(&file))) {
            assert_eq!(
                u32::from(*to),
                (u32::from(*from) + apart / 2) / apart * apart,
                "{from} at {bits} bits"
            );
        }
        let file = encode(&gray, json!({ "bitdepth": bits, "progressive": true })).unwrap();
        assert_eq!(form(&file), (bits, 0, 1));
        assert_eq!(decode(&file), decode(&encode(&gray, json!({ "bitdepth": bits })).unwrap()));
    }
    let colour = image(40, 40, Layout::Rgb, Depth::U16);
    for bits in [1, 2, 4, 8] {
        let file = encode(&colour, json!({ "bitdepth": bits, "palette": true })).unwrap();
        assert_eq!((form(&file).0, form(&file).1), (bits, 3));
    }
    assert_eq!(form(&encode(&colour, json!({ "bitdepth": 4 })).unwrap()), (4, 3, 0));
    assert_eq!(form(&encode(&colour, json!({ "bitdepth": 8 })).unwrap()), (8, 2, 0));
    let wide = encode(&gray, json!({ "bitdepth": 16 })).unwrap();
    let Samples::U16(wide) = decode(&wide).samples else { panic!("16 bit") };
    assert!(wide.iter().zip(&ramp).all(|(wide, narrow)| *wide == u16::from(*narrow) * 257));
    let error = encode(&gray, json!({ "bitdepth": 3 })).unwrap_err();
    assert_eq!((error.code, error.fields.path.as_deref()), (Code::InvalidOption, Some("bitdepth")));
}

fn mean_difference(a: &[u8], b: &[u8]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

#[test]
fn a_palette_is_exact_where_it_can_be_and_close_where_not() {
    let few: Vec<u8> = (0..256u32)
        .flat_map(|i| [i as u8, (i * 7) as u8, 40, if i < 9 { 0 } else { 255 - i as u8 / 2 }])
        .collect();
    let few = bytes(&few, Layout::Rgba, 16, 16);
    let file = encode(&few, json!({ "palette": true })).unwrap();
    assert_eq!((form(&file), decode(&file)), ((8, 3, 0), few));
    // A slope of colours and alpha: 4 dimensions in 256 colours, seen on white.
    let slope: Vec<u8> = (0..128u32 * 128)
        .flat_map(|i| [(i % 128 * 2) as u8, (i / 128 * 2) as u8, (i % 91) as u8, 255 - (i / 256 * 3) as u8])
        .collect();
    let shown = |samples: &[u8]| -> Vec<u8> {
        let each = samples.as_chunks::<4>().0.iter();
        each.flat_map(|[r, g, b, a]| {
            [*r, *g, *b].map(|c| (u32::from(c) * u32::from(*a) / 255) as u8 + (255 - a))
        })
        .collect()
    };
    let pixels = bytes(&slope, Layout::Rgba, 128, 128);
    let to = |options: Value| encode(&pixels, options).unwrap();
    let flat = decode(&to(json!({ "palette": true, "dither": 0 })));
    assert!(mean_difference(&shown(samples(&flat)), &shown(&slope)) < 9.0);
    let coarse = decode(&to(json!({ "colours": 16, "dither": 0 })));
    assert!(
        mean_difference(&shown(samples(&coarse)), &shown(&slope))
            > mean_difference(&shown(samples(&flat)), &shown(&slope))
    );
    // Dithering keeps the mean of an area closer than flat colours do.
    let area = |samples: &[u8]| samples.iter().map(|v| f64::from(*v)).sum::<f64>() / samples.len() as f64;
    let dithered = decode(&to(json!({ "colours": 8 })));
    let plain = decode(&to(json!({ "colours": 8, "dither": 0 })));
    let part = 128 * 4 * 40;
    let far = |pixels: &Pixels| (area(&samples(pixels)[..part]) - area(&slope[..part])).abs();
    assert!(far(&dithered) < far(&plain).max(1.0), "{} {}", far(&dithered), far(&plain));
    // A lower quality takes fewer colours, more effort comes no less close.
    let colours = |file: &[u8]| u32::from_be_bytes(file[33..37].try_into().unwrap()) / 3;
    let ramp: Vec<u8> =
        (0..128u32 * 128).flat_map(|i| [(i % 128 * 2) as u8, (i % 128) as u8, (i / 1024) as u8]).collect();
    let plain = bytes(&ramp, Layout::Rgb, 128, 128);
    let with = |quality: u32| colours(&encode(&plain, json!({ "quality": quality })).unwrap());
    let (high, low) = (with(95), with(60));
    assert!(low < high && high <= 256, "{low} {high}");
    let close = |effort: u32| {
        let file = to(json!({ "effort": effort, "dither": 0, "colours": 32 }));
        mean_difference(&shown(samples(&decode(&file))), &shown(&slope))
    };
    assert!(close(10) <= close(1) * 1.02);
}

#[test]
fn what_is_wholly_transparent_stays_so_in_a_palette() {
    let mut seed = 9u32;
    let noisy: Vec<u8> = (0..64 * 64)
        .flat_map(|i| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [r, g, b, _] = seed.to_be_bytes();
            [r, g, b, if i % 64 < 20 { 0 } else { 255 }]
        })
        .collect();
    let to = decode(&encode(&bytes(&noisy, Layout::Rgba, 64, 64), json!({ "colours": 16 })).unwrap());
    for (from, to) in noisy.as_chunks::<4>().0.iter().zip(samples(&to).as_chunks::<4>().0) {
        assert_eq!(from[3] == 0, to[3] == 0);
        assert!(from[3] != 0 || *to == [0; 4]);
    }
}

/// Frames of 20 × 12 on which a square moves; the third shows less than the second.
fn moving(layout: Layout, depth: Depth) -> Vec<Frame> {
    let channels = layout.channels();
    let frame = |at: usize| {
        let mut pixels = image(20, 12, layout, depth);
        let put = |index: usize, value: u16, pixels: &mut Pixels| match &mut pixels.samples {
            Samples::U8(samples) => samples[index] = (value >> 8) as u8,
            Samples::U16(samples) => samples[index] = value,
            Samples::F32(_) => {}
        };
        for index in 0..20 * 12 * channels {
            let (x, y, c) = (index / channels % 20, index / channels / 20, index % channels);
            let alpha = layout.has_alpha() && c + 1 == channels;
            if alpha && !(at == 2 && x == 19) {
                put(index, u16::MAX, &mut pixels);
            } else if !alpha && (at * 3..at * 3 + 4).contains(&x) && (2..8).contains(&y) {
                put(index, 0xE0E0 - at as u16 * 0x1111, &mut pixels);
            }
        }
        Frame { pixels, delay_ms: [40, 70, 66_000, 0][at] }
    };
    (0..4).map(frame).collect()
}

#[test]
fn an_animation_keeps_frames_delays_and_loops_at_each_kind() {
    for layout in LAYOUTS {
        for depth in [Depth::U8, Depth::U16] {
            for options in [
                json!({}),
                json!({ "progressive": true, "compressionLevel": 1 }),
                json!({ "compressionLevel": 10 }),
            ] {
                let frames = moving(layout, depth);
                let file = animate_in(&mut Job::default(), &frames, &options).unwrap();
                let header = header(&file);
                assert_eq!((header.frames, header.loops), (4, Some(4)));
                assert!(animation(&file).unwrap() == frames, "{layout:?} {depth:?} {options}");
                // Viewers without animation show the first frame.
                assert!(decode(&file) == frames[0].pixels);
                let alone = encode(&frames[0].pixels, options.clone()).unwrap();
                assert!(file.len() < alone.len() * 4, "{} of {}", file.len(), alone.len());
            }
        }
    }
    let frames = moving(Layout::Rgb, Depth::U8);
    let file = animate_in(&mut Job::default(), &frames, &json!({ "loop": 0, "delay": 50 })).unwrap();
    assert_eq!(header(&file).loops, Some(0));
    assert!(animation(&file).unwrap().iter().all(|frame| frame.delay_ms == 50));
    let listed = animate_in(&mut Job::default(), &frames, &json!({ "delay": [30, 20] })).unwrap();
    let delays: Vec<u32> = animation(&listed).unwrap().iter().map(|frame| frame.delay_ms).collect();
    assert_eq!(delays, [30, 20, 20, 20]);
    let page = DecodeOptions { page: 2, ..DecodeOptions::default() };
    assert_eq!(decode_in(&mut Job::default(), &file, &page).unwrap()[0].pixels, frames[2].pixels);
    let page = DecodeOptions { page: 4, ..DecodeOptions::default() };
    assert_eq!(decode_in(&mut Job::default(), &file, &page).unwrap_err().code, Code::InvalidOption);
    for options in [json!({ "palette": true }), json!({ "bitdepth": 4 })] {
        let error = animate_in(&mut Job::default(), &frames, &options).unwrap_err();
        assert_eq!(error.code, Code::UnsupportedFeature);
    }
}

/// A PNG of chunks, each with its own CRC.
fn file(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in chunks {
        out.extend((data.len() as u32).to_be_bytes());
        out.extend(*kind);
        out.extend(data);
        out.extend(crc32fast::hash(&[kind.as_slice(), data].concat()).to_be_bytes());
    }
    out
}

/// Stored deflate blocks of rows without filter.
fn stored(rows: &[&[u8]]) -> Vec<u8> {
    let raw: Vec<u8> = rows.iter().flat_map(|row| [&[0], *row].concat()).collect();
    let (mut a, mut b) = (1u32, 0u32);
    for byte in &raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let len = raw.len() as u16;
    [&[0x78, 1, 1], &len.to_le_bytes()[..], &(!len).to_le_bytes(), &raw, &(b << 16 | a).to_be_bytes()]
        .concat()
}

/// Number, place (width, height, left, top), delay as a fraction, disposal and blending.
fn control(number: u32, place: [u32; 4], delay: [u16; 2], ops: [u8; 2]) -> Vec<u8> {
    let mut out = number.to_be_bytes().to_vec();
    out.extend(place.map(u32::to_be_bytes).as_flattened());
    out.extend(delay.map(u16::to_be_bytes).as_flattened());
    out.extend(ops);
    out
}

fn ihdr(width: u32, height: u32, colour: u8) -> Vec<u8> {
    [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, colour, 0, 0, 0]].concat()
}

const R: [u8; 4] = [255, 0, 0, 255];
const G: [u8; 4] = [0, 255, 0, 255];
const B: [u8; 4] = [0, 0, 255, 255];
const HALF: [u8; 4] = [0, 0, 255, 128];
const NONE: [u8; 4] = [0; 4];

/// Two pixels: red twice; green at the right, undone; half blue over the left, cleared; blue in place at the right.
fn four(frames: u32) -> Vec<(&'static [u8; 4], Vec<u8>)> {
    let numbered = |number: u32, pixel: [u8; 4]| [&number.to_be_bytes()[..], &stored(&[&pixel])].concat();
    vec![
        (b"IHDR", ihdr(2, 1, 6)),
        (b"acTL", [&frames.to_be_bytes()[..], &[0, 0, 0, 2]].concat()),
        (b"fcTL", control(0, [2, 1, 0, 0], [1, 0], [0, 0])),
        (b"IDAT", stored(&[&[R, R].concat()])),
        (b"fcTL", control(1, [1, 1, 1, 0], [1, 3], [2, 0])),
        (b"fdAT", numbered(2, G)),
        (b"fcTL", control(3, [1, 1, 0, 0], [5, 1000], [1, 1])),
        (b"fdAT", numbered(4, HALF)),
        (b"fcTL", control(5, [1, 1, 1, 0], [0, 7], [0, 0])),
        (b"fdAT", numbered(6, B)),
        (b"IEND", Vec::new()),
    ]
}

#[test]
fn frames_are_composed_with_each_disposal_and_blending() {
    let frames = animation(&file(&four(4))).unwrap();
    let shown: Vec<_> = frames.iter().map(|frame| samples(&frame.pixels).to_vec()).collect();
    // Half of blue over red: 255 × 127 / 255 of red, 255 × 128 / 255 of blue.
    let mixed = [127, 0, 128, 255];
    assert_eq!(shown, [[R, R].concat(), [R, G].concat(), [mixed, R].concat(), [NONE, B].concat()]);
    // 1/0 stands for 1/100 s.
    assert_eq!(frames.iter().map(|frame| frame.delay_ms).collect::<Vec<_>>(), [10, 333, 5, 0]);
}

#[test]
fn a_still_outside_of_the_animation_is_for_viewers_without() {
    let mut chunks = four(3);
    chunks.remove(2);
    // The numbers begin anew with the second frame.
    for (at, number) in (3..9).zip(0u32..) {
        chunks[at].1[..4].copy_from_slice(&number.to_be_bytes());
    }
    let bytes = file(&chunks);
    assert_eq!(samples(&decode(&bytes)), [R, R].concat());
    let shown: Vec<_> = animation(&bytes).unwrap().iter().map(|f| samples(&f.pixels).to_vec()).collect();
    assert_eq!(shown, [[NONE, G].concat(), [HALF, NONE].concat(), [NONE, B].concat()]);
}

#[test]
fn frames_out_of_order_or_place_or_missing_end_the_animation() {
    let cut = |chunks: &[(&'static [u8; 4], Vec<u8>)]| {
        let error = animation(&file(chunks)).unwrap_err();
        assert_eq!(error.code, Code::TruncatedImage);
        let mut job = Job::new(Limits::default(), FailOn::None, Cancel::default());
        let all = DecodeOptions { animated: true, ..DecodeOptions::default() };
        let count = decode_in(&mut job, &file(chunks), &all).unwrap().len();
        assert_eq!(job.warnings.len(), 1);
        count
    };
    assert_eq!(cut(&four(5)), 4);
    let mut chunks = four(4);
    chunks[6].1 = control(7, [1, 1, 0, 0], [5, 1000], [1, 1]);
    assert_eq!(cut(&chunks), 2);
    for place in [[1, 1, 2, 0], [3, 1, 0, 0], [0, 1, 0, 0], [1, 1, u32::MAX, 0], [1, u32::MAX, 0, 1]] {
        let mut chunks = four(4);
        chunks[8].1 = control(5, place, [0, 7], [0, 0]);
        assert_eq!(cut(&chunks), 3);
    }
    // A frame without data.
    let mut chunks = four(4);
    chunks.remove(5);
    chunks[5].1[3] = 2;
    assert_eq!(cut(&chunks), 1);
    // More frames than it says: the rest is not part of it.
    assert_eq!(animation(&file(&four(2))).unwrap().len(), 2);
    let limits = Limits { pixels: 7, ..Limits::default() };
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    let all = DecodeOptions { animated: true, ..DecodeOptions::default() };
    assert_eq!(decode_in(&mut job, &file(&four(4)), &all).unwrap_err().code, Code::PixelLimit);
}

#[test]
fn a_missing_end_is_a_warning_and_a_cut_anywhere_before_an_error() {
    let whole = encode(&image(30, 20, Layout::Rgba, Depth::U8), json!({})).unwrap();
    let first = decode(&whole);
    let mut job = Job::default();
    let cut = &whole[..whole.len() - 12];
    assert_eq!(decode_in(&mut job, cut, &DecodeOptions::default()).unwrap()[0].pixels, first);
    assert_eq!(job.warnings.len(), 1);
    let mut strict = Job::new(Limits::default(), FailOn::Warning, Cancel::default());
    let error = decode_in(&mut strict, cut, &DecodeOptions::default()).unwrap_err();
    assert_eq!(error.code, Code::TruncatedImage);
    assert!(decode_in(&mut strict, &whole, &DecodeOptions::default()).is_ok());
    for end in 8..whole.len() - 12 {
        let error = decode_in(&mut Job::default(), &whole[..end], &DecodeOptions::default()).unwrap_err();
        assert_eq!(error.code, Code::TruncatedImage, "{end}");
    }
}

#[test]
fn frames_of_other_sizes_are_refused_and_an_abort_ends_both_ways() {
    let mut frames = moving(Layout::Rgb, Depth::U8);
    frames[2].pixels = image(20, 11, Layout::Rgb, Depth::U8);
    let error = animate_in(&mut Job::default(), &frames, &json!({})).unwrap_err();
    assert_eq!(error.code, Code::UnsupportedFeature);
    let file = animate_in(&mut Job::default(), &moving(Layout::Rgb, Depth::U8), &json!({})).unwrap();
    let mut job = Job::default();
    job.cancel.cancel();
    assert_eq!(animate_in(&mut job, &frames, &json!({})).unwrap_err().code, Code::Aborted);
    let all = DecodeOptions { animated: true, ..DecodeOptions::default() };
    assert_eq!(decode_in(&mut job, &file, &all).unwrap_err().code, Code::Aborted);
}

#[test]
fn coded_colours_go_before_a_profile_and_light_beyond_the_screen_is_a_warning() {
    let shown = |chunks: &[(&'static [u8; 4], Vec<u8>)]| {
        let mut all = vec![(b"IHDR", ihdr(1, 1, 2))];
        all.extend_from_slice(chunks);
        all.extend([(b"IDAT", stored(&[&[200, 100, 50]])), (b"IEND", Vec::new())]);
        let request = r#"{"task":"convert","recipe":{"outputs":[{"format":"raw"}]}}"#;
        let outcome = crate::task::run(request, &mut [file(&all)], &Cancel::default()).unwrap();
        (outcome.buffers[0].clone(), outcome.info["warnings"].as_array().unwrap().len())
    };
    let near = |(found, warnings): (Vec<u8>, usize), expected: [u8; 3]| {
        assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{found:?}");
        warnings
    };
    // Display P3, worked out from SMPTE EG 432-1.
    assert_eq!(near(shown(&[(b"cICP", vec![12, 13, 0, 1])]), [215, 93, 31]), 0);
    assert_eq!(near(shown(&[]), [200, 100, 50]), 0);
    assert_eq!(near(shown(&[(b"cICP", vec![1, 13, 0, 1])]), [200, 100, 50]), 0);
    assert_eq!(near(shown(&[(b"cICP", vec![9, 16, 0, 1])]), [200, 100, 50]), 1);
    // Of another matrix, another range, another length: as if it were not there.
    for broken in [vec![12, 13, 1, 1], vec![12, 13, 9, 0], vec![12, 13, 0, 2], vec![12, 13, 0]] {
        assert_eq!(near(shown(&[(b"cICP", broken.clone())]), [200, 100, 50]), 1, "{broken:?}");
        let both = [(b"cICP", broken.clone()), (b"cICP", vec![12, 13, 0, 1]), (b"cICP", broken.clone())];
        assert_eq!(near(shown(&both), [215, 93, 31]), 1, "{broken:?}");
    }
    // Gamma and chromaticities are not applied: sharp 0.35.5 gives PngSuite's g*, ccw* the samples that they hold.
    assert_eq!(near(shown(&[(b"gAMA", 250_000u32.to_be_bytes().to_vec())]), [200, 100, 50]), 0);
}
