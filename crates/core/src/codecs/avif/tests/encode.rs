//! AVIF written: what comes back by our own decoder, what the settings change, what the boxes say, limits and refusals.

use super::super::{Cost, MAX_SIDE, ROW};
use crate::codecs::Header;
use crate::codecs::metadata::Metadata;
use crate::codecs::testing::decode;
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use serde_json::{Value, json};

/// Smooth colours with a little noise, and alpha that reaches both ends; one sample from 0 to 1 for a place. Every operation
/// is exact to the last bit everywhere.
fn value(x: u32, y: u32, c: u32, alpha: bool) -> f64 {
    if alpha {
        return (f64::from(x) / 16.0).min(1.0);
    }
    let noise = f64::from(x.wrapping_mul(2_654_435_761).wrapping_add(y * 40_503 + c * 977) >> 27) / 31.0;
    // From 0 to 1 and back, with round ends.
    let wave = |at: u32, period: u32| {
        let t = f64::from((at % (2 * period)).abs_diff(period)) / f64::from(period);
        t * t * (3.0 - 2.0 * t)
    };
    0.06 + 0.84 * wave(x + 7 * c, 28 + 3 * c) * (0.2 + 0.8 * wave(y, 41)) + noise * 0.04
}

fn image(width: u32, height: u32, layout: Layout, wide: bool) -> Pixels {
    let channels = layout.channels() as u32;
    let (mut bytes, mut words) = (Vec::new(), Vec::new());
    for y in 0..height {
        for x in 0..width {
            for c in 0..channels {
                let value = value(x, y, c, layout.has_alpha() && c == channels - 1);
                bytes.push((value * 255.0) as u8);
                words.push((value * 65_535.0) as u16);
            }
        }
    }
    let samples = if wide { Samples::U16(words) } else { Samples::U8(bytes) };
    Pixels::packed(samples, layout, width, height).unwrap()
}

fn encode_in(job: &mut Job, pixels: &Pixels, options: &Value) -> Result<Vec<u8>> {
    let values = Values::parse(ROW.options, options.as_object().unwrap(), &[], "")?;
    let mut encoder = ROW.codec.begin.unwrap()(&values, job)?;
    encoder.frame(Frame { pixels: pixels.clone(), delay_ms: 0 }, job)?;
    encoder.finish(job)
}

fn encode(pixels: &Pixels, options: Value) -> Vec<u8> {
    encode_in(&mut Job::default(), pixels, &options).unwrap()
}

fn refused(pixels: &Pixels, options: Value) -> crate::error::Error {
    encode_in(&mut Job::default(), pixels, &options).unwrap_err()
}

/// All samples, from 0 to 1.
fn unit(pixels: &Pixels) -> Vec<f64> {
    match &pixels.samples {
        Samples::U8(samples) => samples.iter().map(|s| f64::from(*s) / 255.0).collect(),
        Samples::U16(samples) => samples.iter().map(|s| f64::from(*s) / 65_535.0).collect(),
        Samples::F32(_) => unreachable!(),
    }
}

/// The largest and the mean difference, in steps of 8 bits.
fn difference(a: &Pixels, b: &Pixels) -> (f64, f64) {
    assert_eq!((a.width, a.height, a.layout), (b.width, b.height, b.layout));
    let (mut most, mut sum) = (0.0f64, 0.0);
    let (a, b) = (unit(a), unit(b));
    for (a, b) in a.iter().zip(&b) {
        let apart = (a - b).abs() * 255.0;
        most = most.max(apart);
        sum += apart;
    }
    (most, sum / a.len() as f64)
}

const LAYOUTS: [Layout; 4] = [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba];

fn decoded(bytes: &[u8]) -> (Header, Pixels) {
    let (header, frame) = decode(bytes).unwrap();
    (header, frame.pixels)
}

/// Bounds: largest and mean difference in steps of 8 bits. Ten bits beside eight leave half a step more at the most.
#[test]
fn what_is_written_comes_back_within_a_bound() {
    let cases = [
        (json!({}), 24.0, 4.0),
        (json!({ "quality": 90 }), 14.0, 1.6),
        (json!({ "quality": 100 }), 2.0, 0.5),
        (json!({ "quality": 1 }), 70.0, 12.0),
        (json!({ "effort": 0 }), 30.0, 4.0),
        (json!({ "effort": 5 }), 24.0, 4.0),
        (json!({ "chromaSubsampling": "4:2:0" }), 30.0, 5.0),
        (json!({ "bitdepth": 10 }), 24.0, 4.0),
        (json!({ "bitdepth": 10, "chromaSubsampling": "4:2:0" }), 30.0, 5.0),
        (json!({ "bitdepth": 10, "quality": 98 }), 4.0, 0.6),
    ];
    for layout in LAYOUTS {
        for wide in [false, true] {
            let from = image(67, 45, layout, wide);
            for (options, most, mean) in &cases {
                let (header, to) = decoded(&encode(&from, options.clone()));
                let found = difference(&from, &to);
                assert!(found.0 <= *most && found.1 <= *mean, "{layout:?} {wide} {options}: {found:?}");
                let ten = options.get("bitdepth").is_some();
                assert_eq!(header.bits, if ten { 10 } else { 8 });
                assert_eq!(
                    header.subsampling,
                    match (layout, options.get("chromaSubsampling")) {
                        (Layout::Gray | Layout::GrayA, _) => None,
                        (_, None) => Some("4:4:4"),
                        _ => Some("4:2:0"),
                    }
                );
            }
        }
    }
}

#[test]
fn tunings_differ_and_auto_is_iq_at_8_bit_and_ssim_at_10() {
    let from = image(67, 45, Layout::Rgb, true);
    for bits in [8, 10] {
        let written = |tune: &str| encode(&from, json!({ "bitdepth": bits, "tune": tune }));
        let [iq, ssim, psnr] = ["iq", "ssim", "psnr"].map(written);
        assert!(iq != ssim && ssim != psnr && iq != psnr);
        assert_eq!(written("auto"), if bits == 8 { iq.clone() } else { ssim.clone() });
        assert_eq!(encode(&from, json!({ "bitdepth": bits })), written("auto"));
        for file in [iq, ssim, psnr] {
            let found = difference(&from, &decoded(&file).1);
            assert!(found.0 <= 24.0 && found.1 <= 4.0, "{bits}: {found:?}");
        }
    }
    // Without loss there is nothing to choose.
    let lossless = |tune: &str| encode(&from, json!({ "lossless": true, "tune": tune }));
    assert_eq!(lossless("psnr"), lossless("auto"));
    assert_eq!(refused(&from, json!({ "tune": "butteraugli" })).code, Code::InvalidOption);
}

#[test]
fn without_loss_every_sample_comes_back() {
    for layout in LAYOUTS {
        for effort in [0, 3, 5] {
            let from = image(37, 23, layout, false);
            let (_, to) = decoded(&encode(&from, json!({ "lossless": true, "effort": effort })));
            assert_eq!(from, to, "{layout:?} {effort}");
        }
        // What ten bits hold comes back; of sixteen the rest is rounded away.
        let from = image(37, 23, layout, true);
        let lossless = json!({ "lossless": true, "bitdepth": 10 });
        let (_, ten) = decoded(&encode(&from, lossless.clone()));
        assert!(difference(&from, &ten).0 <= 255.0 / 1_023.0 / 2.0 + 1e-6);
        assert_eq!(decoded(&encode(&ten, lossless)).1, ten, "{layout:?}");
        let (_, eight) = decoded(&encode(&from, json!({ "lossless": true })));
        assert!(difference(&from, &eight).0 <= 0.5 + 1e-6);
    }
}

#[test]
fn every_small_and_odd_size_comes_back() {
    for (width, height) in (1..=5).flat_map(|w| (1..=5).map(move |h| (w, h))).chain([(65, 1), (1, 129)]) {
        for layout in LAYOUTS {
            let from = image(width, height, layout, false);
            assert_eq!(decoded(&encode(&from, json!({ "lossless": true }))).1, from);
            for options in [
                json!({ "quality": 95 }),
                json!({ "quality": 95, "chromaSubsampling": "4:2:0" }),
                json!({ "quality": 95, "bitdepth": 10 }),
            ] {
                let (header, to) = decoded(&encode(&from, options.clone()));
                assert_eq!((header.width, header.height), (width, height));
                let (most, mean) = difference(&from, &to);
                assert!(
                    most <= 24.0 && mean <= 8.0,
                    "{layout:?} {width} × {height} {options}: {most} {mean}"
                );
            }
        }
    }
}

/// BT.601 by hand: of pure red, full range, luma is 76.2, the differences 85.0 and 255.5, which a byte holds as 255.
#[test]
fn flat_colours_keep_their_hue_and_the_edge_of_the_range() {
    for colour in [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 0], [128, 64, 192]] {
        let pixels =
            |n: u32| Pixels::packed(Samples::U8(colour.repeat(n as usize * n as usize)), Layout::Rgb, n, n);
        let from = pixels(40).unwrap();
        for options in [json!({ "quality": 100 }), json!({ "quality": 80, "chromaSubsampling": "4:2:0" })] {
            let (most, _) = difference(&from, &decoded(&encode(&from, options.clone())).1);
            assert!(most <= 3.0, "{colour:?} {options}: {most}");
        }
    }
}

#[test]
fn the_settings_have_an_effect() {
    let from = image(131, 75, Layout::Rgba, false);
    let len = |options| encode(&from, options).len();
    let qualities = [1, 30, 50, 80, 95, 100].map(|quality| len(json!({ "quality": quality })));
    assert!(qualities.is_sorted_by(|a, b| a < b), "{qualities:?}");
    assert!(len(json!({ "lossless": true })) > qualities[5]);
    assert!(len(json!({ "chromaSubsampling": "4:2:0" })) < len(json!({})));
    let files: Vec<Vec<u8>> =
        [0, 1, 3, 4, 5, 6].iter().map(|effort| encode(&from, json!({ "effort": effort }))).collect();
    for pair in files.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
    // The defaults are the row's.
    let named =
        json!({ "quality": 50, "effort": 3, "chromaSubsampling": "4:4:4", "bitdepth": 8, "lossless": false });
    assert_eq!(encode(&from, named), files[2]);
}

#[test]
fn the_slowest_and_the_quickest_setting_are_taken() {
    let from = image(20, 20, Layout::Rgb, false);
    for effort in 0..=9 {
        decode(&encode(&from, json!({ "effort": effort }))).unwrap();
    }
}

#[test]
fn wrong_options_are_refused_by_name() {
    let from = image(4, 4, Layout::Rgb, false);
    for (options, option) in [
        (json!({ "quality": 0 }), "quality"),
        (json!({ "effort": 10 }), "effort"),
        (json!({ "chromaSubsampling": "4:2:2" }), "chromaSubsampling"),
        (json!({ "bitdepth": 9 }), "bitdepth"),
        (json!({ "bitdepth": 12 }), "bitdepth"),
        (json!({ "lossless": true, "chromaSubsampling": "4:2:0" }), "chromaSubsampling"),
    ] {
        let error = refused(&from, options);
        assert_eq!(
            (error.code, error.fields.path.as_deref()),
            (Code::InvalidOption, Some(option)),
            "{error}"
        );
    }
}

/// AV1-ISOBMFF 2.3.3 and AVIF 1.1, by hand: marker and version 1, profile and level, flags; the brand of the profile.
#[test]
fn the_boxes_say_how_the_image_is_coded() {
    let at = |bytes: &[u8], name: &[u8]| bytes.windows(name.len()).position(|w| w == name);
    let cases = [
        (Layout::Rgb, json!({}), [0x81, 0x20, 0x00, 0], b"MA1A", vec![3, 8, 8, 8]),
        (Layout::Rgb, json!({ "chromaSubsampling": "4:2:0" }), [0x81, 0, 0x0c, 0], b"MA1B", vec![3, 8, 8, 8]),
        (Layout::Gray, json!({ "bitdepth": 10 }), [0x81, 0, 0x5c, 0], b"MA1B", vec![1, 10]),
    ];
    for (layout, options, config, brand, pixi) in cases {
        let bytes = encode(&image(20, 20, layout, false), options);
        assert_eq!(bytes[..28], [b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf", &[][..]].concat());
        assert_eq!(&bytes[28..32], brand);
        let config_at = at(&bytes, b"av1C").unwrap();
        assert_eq!(bytes[config_at + 4..config_at + 8], config);
        let pixi_at = at(&bytes, b"pixi").unwrap();
        assert_eq!(bytes[pixi_at + 8..pixi_at + 8 + pixi.len()], pixi);
        // sRGB, BT.601, full range.
        assert!(at(&bytes, b"colrnclx\0\x01\0\x0d\0\x06\x80").is_some());
        // A sequence header first: no temporal delimiter.
        let data = at(&bytes, b"mdat").unwrap() + 4;
        assert_eq!(bytes[data], 0x0a);
    }
    let lossless = encode(&image(20, 20, Layout::Rgb, false), json!({ "lossless": true }));
    assert!(at(&lossless, b"colrnclx\0\x01\0\x0d\0\0\x80").is_some());
    let alpha = encode(&image(20, 20, Layout::Rgba, false), json!({}));
    assert!(at(&alpha, b"auxl").is_some() && at(&alpha, b"auxC").is_some());
}

#[test]
fn metadata_is_put_in_and_leaves_the_image_alone() {
    let mut icc = vec![7; 200];
    icc[36..40].copy_from_slice(b"acsp");
    let metadata = Metadata {
        exif: Some(b"MM\0\x2a\0\0\0\x08\0\0\0\0\0\0".to_vec()),
        icc: Some(icc),
        xmp: Some(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".to_vec()),
        ..Metadata::default()
    };
    for layout in LAYOUTS {
        let plain = encode(&image(21, 9, layout, false), json!({}));
        assert_eq!(
            (ROW.codec.metadata.read.unwrap())(&plain, &Limits::default()).unwrap(),
            Metadata::default()
        );
        let write = ROW.codec.metadata.write.unwrap();
        let full = write(plain.clone(), &metadata, &mut Job::default()).unwrap();
        assert_eq!((ROW.codec.metadata.read.unwrap())(&full, &Limits::default()).unwrap(), metadata);
        let ((before, left), (after, right)) = (decoded(&plain), decoded(&full));
        assert_eq!(left, right);
        assert_eq!((before.has_profile, after.has_profile), (false, true));
        assert_eq!((before.channels, before.orientation), (after.channels, after.orientation));
        // None at all gives the file back as it was.
        assert_eq!(write(full, &Metadata::default(), &mut Job::default()).unwrap(), plain);
    }
}

#[test]
fn an_orientation_that_is_kept_turns_the_image_in_every_reader() {
    for layout in [Layout::Rgb, Layout::Rgba] {
        let from = image(12, 7, layout, false);
        let plain = encode(&from, json!({ "lossless": true }));
        for orientation in 1..=8 {
            let exif = [
                b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
                &[orientation, 0, 0, 0, 0, 0, 0],
            ];
            let metadata = Metadata { exif: Some(exif.concat()), ..Metadata::default() };
            let bytes =
                ROW.codec.metadata.write.unwrap()(plain.clone(), &metadata, &mut Job::default()).unwrap();
            let (header, to) = decoded(&bytes);
            assert_eq!((header.orientation, header.width, header.height), (orientation, 12, 7));
            assert_eq!(to, from);
        }
    }
}

/// libaom's quickest setting gives other bytes there without SSE2.
#[test]
fn deep_files_without_loss_have_no_quickest_effort() {
    let from = image(64, 64, Layout::Gray, true);
    let made = |effort| encode(&from, json!({ "lossless": true, "bitdepth": 10, "effort": effort }));
    assert_eq!(made(0), made(1));
    let eight = |effort| encode(&from, json!({ "lossless": true, "effort": effort }));
    assert_ne!(eight(0), eight(1));
}

/// Made natively on x86-64; another instruction set, compiler or backend must give the same.
#[test]
fn bytes_are_the_same_on_every_machine() {
    let made = [
        (Layout::Rgb, json!({})),
        (Layout::Rgba, json!({ "quality": 80, "effort": 0 })),
        (Layout::Rgb, json!({ "chromaSubsampling": "4:2:0", "effort": 2 })),
        (Layout::Gray, json!({ "bitdepth": 10, "effort": 4 })),
        (Layout::Rgb, json!({ "lossless": true, "effort": 1 })),
    ]
    .map(|(layout, options)| crc32fast::hash(&encode(&image(131, 75, layout, false), options)));
    assert_eq!(made, [0xb696_b0ee, 0x1d31_2a68, 0x7fb2_3e96, 0x1acc_0211, 0xc588_3a82]);
}

#[test]
fn a_written_file_cut_anywhere_is_an_error() {
    for layout in [Layout::Rgb, Layout::GrayA] {
        let whole = encode(&image(30, 20, layout, false), json!({ "quality": 20 }));
        for end in 0..whole.len() {
            let code = decode(&whole[..end]).unwrap_err().code;
            let expected = match end {
                0 => Code::EmptyInput,
                1..12 => Code::UnknownFormat,
                _ => Code::TruncatedImage,
            };
            assert_eq!(code, expected, "{end} of {}", whole.len());
        }
    }
}

#[test]
fn sides_and_memory_over_the_limits_are_refused_by_name() {
    let wide =
        |side: u32| Pixels::packed(Samples::U8(vec![9; side as usize]), Layout::Gray, side, 1).unwrap();
    let error = refused(&wide(MAX_SIDE + 1), json!({}));
    assert_eq!((error.code, error.fields.limit), (Code::SizeLimit, Some(65_536)));
    let (header, _) = decoded(&encode(&wide(MAX_SIDE), json!({ "effort": 0 })));
    assert_eq!((header.width, header.height), (65_536, 1));
    let recipe = json!({ "version": 1, "outputs": [{ "name": "main", "format": "avif" }] });
    let recipe = crate::recipe::Recipe::parse(&recipe).unwrap();
    let error = crate::plan::plan(Header::new(Format::Png, 65_537, 1), &recipe).unwrap_err();
    assert_eq!((error.code, error.fields.limit), (Code::SizeLimit, Some(65_536)));
    // 100 × 100 pixels, three planes, and libaom's own beside them.
    let from = image(100, 100, Layout::Rgb, false);
    let within = |memory| {
        let limits = Limits { memory, ..Limits::default() };
        encode_in(&mut Job::new(limits, FailOn::Truncated, Cancel::default()), &from, &json!({}))
    };
    let cost = Cost::of(&Values::defaults(ROW.options), false, (100, 100));
    let needed = cost.planes(10_000) + cost.encoder(10_000);
    assert_eq!(within(needed - 1).unwrap_err().code, Code::MemoryLimit);
    within(needed).unwrap();
}

#[test]
fn a_set_flag_stops_the_encode_before_it_begins() {
    let mut job = Job::default();
    job.cancel.cancel();
    let from = image(10, 10, Layout::Rgba, false);
    assert_eq!(encode_in(&mut job, &from, &json!({})).unwrap_err().code, Code::Aborted);
}

#[test]
fn memory_is_given_back_after_the_encode() {
    let mut job = Job::default();
    encode_in(&mut job, &image(100, 100, Layout::Rgba, true), &json!({ "bitdepth": 10 })).unwrap();
    let peak = job.alloc.peak();
    encode_in(&mut job, &image(100, 100, Layout::Rgba, true), &json!({ "bitdepth": 10 })).unwrap();
    assert_eq!(job.alloc.peak(), peak);
}
