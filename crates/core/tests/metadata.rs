//! Metadata through whole recipes: put in, found again, dropped by default, and the picture unharmed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by it")]

use pixmill_core::codecs::exif::structure;
use pixmill_core::codecs::metadata::Metadata;
use pixmill_core::convert::{Converted, convert};
use pixmill_core::format::{FORMATS, Format};
use pixmill_core::job::Cancel;
use pixmill_core::limits::Limits;
use pixmill_core::recipe::Recipe;
use pixmill_core::{Code, Result, colour};
use serde_json::{Value, json};

/// A picture of 9 × 7 with slanting colours, as a binary PPM.
fn picture() -> Vec<u8> {
    let mut bytes = b"P6 9 7 255\n".to_vec();
    bytes.extend((0..9 * 7 * 3).map(|at: u32| (at * 5 % 251) as u8));
    bytes
}

fn run(bytes: &[u8], recipe: Value) -> Result<Converted> {
    convert(&mut bytes.to_vec(), None, &Recipe::parse(&recipe)?, &Cancel::default())
}

fn one(bytes: &[u8], output: Value) -> Vec<u8> {
    run(bytes, json!({ "outputs": [output] })).unwrap().outputs.remove(0).bytes
}

fn read(bytes: &[u8]) -> Metadata {
    let row = Format::of(bytes).unwrap().row();
    (row.codec.metadata.read.unwrap())(bytes, &Limits::default()).unwrap()
}

/// The formats that take metadata, with options under which they lose no pixel where there are such.
fn carriers() -> Vec<Value> {
    let found: Vec<Value> = FORMATS
        .iter()
        .filter(|row| row.writes && row.codec.metadata.write.is_some())
        .map(|row| match row.name {
            "webp" => json!({ "format": "webp", "lossless": true }),
            name => json!({ "format": name }),
        })
        .collect();
    assert!(found.len() >= 4, "{found:?}");
    found
}

fn with(mut output: Value, metadata: Value) -> Value {
    output["metadata"] = metadata;
    output
}

const TAGS: &str = "Öl auf Leinwand";

fn all() -> Value {
    json!({
        "exif": {
            "IFD0": { "Artist": TAGS, "Orientation": "6" },
            "IFD2": { "ExposureTime": "1/250", "FNumber": "5.6", "ExposureBiasValue": "-1/3" },
            "IFD3": { "GPSLatitudeRef": "N", "GPSLatitude": "52/1 31/1 12.5" },
        },
        "xmp": "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>",
        "icc": "p3",
        "density": 300,
    })
}

fn check(found: &Metadata, format: &str) {
    let exif = structure::parse(found.exif.as_ref().unwrap()).unwrap();
    let text = [TAGS.as_bytes(), b"\0"].concat();
    assert_eq!(exif.main.get(0x013b).unwrap().bytes, text, "{format}");
    let longs = |tag: u16, at: u16| -> Vec<u32> {
        let directory = exif.main.directories().find(|(name, _)| *name == tag).unwrap().1;
        let bytes = &directory.get(at).unwrap().bytes;
        bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect()
    };
    assert_eq!(longs(structure::EXIF, 0x829a), [1, 250], "{format}");
    assert_eq!(longs(structure::EXIF, 0x829d), [56, 10], "{format}");
    assert_eq!(longs(structure::EXIF, 0x9204), [-1i32 as u32, 3], "{format}");
    assert_eq!(longs(structure::GPS, 2), [52, 1, 31, 1, 125, 10], "{format}");
    assert!(found.xmp.as_ref().unwrap().starts_with(b"<x:xmpmeta"), "{format}");
    assert_eq!(found.icc, Some(colour::display_p3().unwrap().bytes()), "{format}");
}

#[test]
fn what_is_set_is_found_in_each_format_and_the_picture_is_the_same() {
    let source = one(&picture(), json!({ "format": "png" }));
    for output in carriers() {
        let format = output["format"].as_str().unwrap().to_owned();
        // Without a profile, since that changes the samples.
        let mut plain = all();
        plain.as_object_mut().unwrap().remove("icc");
        let without = one(&source, output.clone());
        let tagged = one(&source, with(output.clone(), plain));
        let raw = |bytes: &[u8]| {
            let recipe = json!({ "input": { "autoOrient": false }, "outputs": [{ "format": "raw" }] });
            run(bytes, recipe).unwrap().outputs.remove(0).bytes
        };
        assert_eq!(raw(&tagged), raw(&without), "{format}");
        assert_eq!(
            read(&without),
            Metadata { density: read(&without).density, ..Metadata::default() },
            "{format}"
        );
        let found = read(&one(&source, with(output, all())));
        check(&found, &format);
        // WebP and AVIF have no place for it but EXIF.
        if format != "webp" && format != "avif" {
            assert!((found.density.unwrap() - 300.0).abs() < 0.02, "{format}: {:?}", found.density);
        }
    }
}

#[test]
fn metadata_is_left_out_unless_kept_and_survives_every_pair_of_formats() {
    let source = one(&picture(), json!({ "format": "png" }));
    let keep = json!({ "keepExif": true, "keepXmp": true, "keepIccProfile": true, "keepIptc": true });
    for from in carriers() {
        let tagged = one(&source, with(from.clone(), all()));
        for to in carriers() {
            let names = format!("{} to {}", from["format"], to["format"]);
            let found = read(&one(&tagged, to.clone()));
            assert_eq!((found.exif, found.icc, found.xmp), (None, None, None), "{names}");
            let found = read(&one(&tagged, with(to, keep.clone())));
            check(&found, &names);
            let exif = structure::parse(&found.exif.unwrap()).unwrap();
            // It was applied: 9 × 7 became 7 × 9.
            assert_eq!(exif.main.get(0x0112).unwrap().bytes[0], 1, "{names}");
        }
    }
}

#[test]
fn a_kept_orientation_stays_where_it_was_not_applied() {
    let source = one(
        &picture(),
        with(json!({ "format": "png" }), json!({ "exif": { "IFD0": { "Orientation": "6" } } })),
    );
    let recipe = |auto: bool| {
        json!({
            "input": { "autoOrient": auto },
            "outputs": [{ "format": "png", "metadata": { "keepExif": true } }],
        })
    };
    for (auto, expected, size) in [(true, 1, (7, 9)), (false, 6, (9, 7))] {
        let output = run(&source, recipe(auto)).unwrap().outputs.remove(0);
        assert_eq!((output.width, output.height), size);
        let exif = structure::parse(&read(&output.bytes).exif.unwrap()).unwrap();
        assert_eq!(exif.main.get(0x0112).unwrap().bytes[0], expected);
    }
}

#[test]
fn pixels_are_converted_to_srgb_by_default_and_kept_with_their_profile_on_request() {
    let recipe = json!({ "format": "png", "metadata": { "icc": "p3" } });
    // 200, 100, 50 in sRGB is 187, 105, 62 in Display P3 (worked out in the tests of `colour`).
    let mut bytes = b"P6 1 1 255\n".to_vec();
    bytes.extend([200, 100, 50]);
    let p3 = one(&bytes, recipe);
    let raw = |metadata: Value| one(&p3, json!({ "format": "raw", "metadata": metadata }));
    let near = |found: &[u8], expected: [u8; 3]| {
        assert!(found.iter().zip(expected).all(|(f, e)| f.abs_diff(e) <= 1), "{found:?}, not {expected:?}");
    };
    near(&raw(json!({})), [200, 100, 50]);
    near(&raw(json!({ "keepIccProfile": true })), [187, 105, 62]);
    // Beside an output in sRGB, one that keeps its profile is converted back.
    let both = json!({ "outputs": [
        { "name": "a", "format": "raw" },
        { "name": "b", "format": "png", "metadata": { "keepIccProfile": true } },
    ] });
    let both = run(&p3, both).unwrap().outputs;
    near(&both[0].bytes, [200, 100, 50]);
    assert_eq!(read(&both[1].bytes).icc, read(&p3).icc);
    near(&one(&both[1].bytes, json!({ "format": "raw" })), [200, 100, 50]);
}

#[test]
fn what_a_format_cannot_carry_is_a_warning() {
    let converted =
        run(&picture(), json!({ "outputs": [with(json!({ "format": "qoi" }), json!({ "xmp": "<x/>" }))] }))
            .unwrap();
    let codes: Vec<Code> = converted.job.warnings.iter().map(|warning| warning.error.code).collect();
    assert_eq!(codes, [Code::MetadataDropped]);
    let large = "x".repeat(70_000);
    let output = with(json!({ "format": "jpeg" }), json!({ "xmp": large }));
    let converted = run(&picture(), json!({ "outputs": [output.clone()] })).unwrap();
    assert_eq!(converted.job.warnings.len(), 1);
    assert_eq!(read(&converted.outputs[0].bytes).xmp, None);
    let found = read(&one(&picture(), with(json!({ "format": "png" }), output["metadata"].clone())));
    assert_eq!(found.xmp.unwrap().len(), 70_000);
}

#[test]
fn wrong_tags_profiles_and_limits_are_coded_errors() {
    let refused = |metadata: Value| {
        let error =
            run(&picture(), json!({ "outputs": [{ "format": "png", "metadata": metadata }] })).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption, "{error}");
        error.fields.path.clone().unwrap()
    };
    assert_eq!(refused(json!({ "exif": { "IFD9": { "Artist": "a" } } })), "outputs[0].metadata.exif");
    assert_eq!(refused(json!({ "exif": { "IFD0": { "Artiste": "a" } } })), "outputs[0].metadata.exif.IFD0");
    assert_eq!(
        refused(json!({ "exif": { "IFD2": { "FNumber": "f" } } })),
        "outputs[0].metadata.exif.IFD2.FNumber"
    );
    assert_eq!(
        refused(json!({ "exif": { "IFD0": { "Artist": 5 } } })),
        "outputs[0].metadata.exif.IFD0.Artist"
    );
    assert_eq!(refused(json!({ "icc": "rec2020" })), "outputs[0].metadata.icc");
    assert_eq!(refused(json!({ "density": 0 })), "outputs[0].metadata.density");
    // A compressed profile that grows: 64 KiB are over a limit of 1000 bytes.
    let tagged = one(&picture(), with(json!({ "format": "png" }), json!({ "xmp": "x".repeat(65_536) })));
    let limited = |keep: bool| {
        json!({
            "input": { "limits": { "metadata": 1000 } },
            "outputs": [{ "format": "png", "metadata": { "keepXmp": keep } }],
        })
    };
    assert_eq!(run(&tagged, limited(true)).unwrap_err().code, Code::MetadataLimit);
    // Nobody wants it: a warning.
    let warned = run(&tagged, limited(false)).unwrap().job.warnings;
    assert_eq!(warned.iter().map(|w| w.error.code).collect::<Vec<_>>(), [Code::MetadataLimit]);
}

#[test]
fn a_profile_in_parts_that_stand_in_any_order_is_whole_and_one_with_a_gap_is_none() {
    let jpeg = one(&picture(), json!({ "format": "jpeg" }));
    let profile = colour::display_p3().unwrap().bytes();
    let (head, tail) = profile.split_at(100);
    let segment = |number: u8, count: u8, part: &[u8]| {
        let mut bytes = vec![0xff, 0xe2, 0, (part.len() + 16) as u8];
        bytes[2] = ((part.len() + 16) >> 8) as u8;
        bytes.extend(b"ICC_PROFILE\0");
        bytes.extend([number, count]);
        bytes.extend(part);
        bytes
    };
    let file = |parts: &[Vec<u8>]| [&jpeg[..2], &parts.concat(), &jpeg[2..]].concat();
    assert_eq!(read(&file(&[segment(2, 2, tail), segment(1, 2, head)])).icc, Some(profile.clone()));
    assert_eq!(read(&file(&[segment(1, 3, head), segment(3, 3, tail)])).icc, None);
    assert_eq!(read(&file(&[segment(1, 2, head)])).icc, None);
}
