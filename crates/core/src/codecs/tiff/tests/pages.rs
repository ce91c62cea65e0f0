//! Pages: all of them or one, in and out, and what each carries.

use super::writer::{Kind, Page};
use super::{super::directory, profile};
use crate::codecs::testing::{self, decode, decode_page, encode, samples8};
use crate::codecs::{Sequence, probe};
use crate::convert::{Converted, convert};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::plan;
use crate::recipe::Recipe;
use crate::spec::Values;
use serde_json::{Value, json};

fn run(bytes: &[u8], recipe: &Value) -> Result<Converted> {
    convert(&mut bytes.to_vec(), None, &Recipe::parse(recipe)?, &Cancel::default())
}

/// Three frames of 4 × 3, each of one grey.
fn animation() -> Vec<u8> {
    let row = Format::Gif.row();
    let mut job = Job::default();
    let mut encoder = row.codec.begin.unwrap()(&Values::defaults(row.options), &mut job).unwrap();
    encoder.expect(Sequence { frames: 3, loops: 0 });
    for grey in [10, 100, 200] {
        let samples = Samples::U8([grey, grey, grey, 255].repeat(12));
        let pixels = Pixels::packed(samples, Layout::Rgba, 4, 3).unwrap();
        encoder.frame(Frame { pixels, delay_ms: 50 }, &mut job).unwrap();
    }
    encoder.finish(&mut job).unwrap()
}

/// The first sample of a page.
fn first(bytes: &[u8], page: u32) -> u8 {
    samples8(&decode_page(bytes, page, Limits::default(), FailOn::Truncated).unwrap().1)[0]
}

/// Three pages of other sizes, the second on its side; behind it a small copy of it.
fn document() -> Vec<u8> {
    let page =
        |width, height, grey| Page::new(width, height, 1, &[8]).chunk(vec![grey; (width * height) as usize]);
    Kind::Big.file(&[page(5, 4, 1), page(6, 2, 2).short(274, 6), page(3, 1, 9).long(254, 1), page(3, 3, 3)])
}

#[test]
fn an_animation_becomes_pages_where_all_frames_are_asked_for() {
    let bytes = animation();
    for (animated, pages) in [(true, 3), (false, 1)] {
        let recipe = json!({ "input": { "animated": animated }, "outputs": [{ "format": "tiff" }] });
        let output = run(&bytes, &recipe).unwrap().outputs.remove(0);
        assert_eq!((output.frames, probe(&output.bytes, &Limits::default()).unwrap().frames), (pages, pages));
        let greys: Vec<u8> = (0..pages).map(|page| first(&output.bytes, page)).collect();
        assert_eq!(greys, [10, 100, 200][..pages as usize]);
        // NewSubfileType says page, PageNumber which of how many (TIFF 6.0 sections 8 and 12).
        let (order, mut at) = directory::start(&output.bytes).unwrap();
        for page in 0..pages {
            let found = directory::read(&output.bytes, order, at).unwrap();
            at = found.next;
            let number = found.field(297).map(|field| (field.get(0), field.get(1)));
            let several = (Some(2), Some((Some(u64::from(page)), Some(3))));
            assert_eq!((found.value(254), number), if animated { several } else { (None, None) });
        }
        assert_eq!(at, 0);
    }
}

#[test]
fn a_document_keeps_its_pages_with_their_sizes_upright() {
    let bytes = document();
    let recipe =
        json!({ "outputs": [{ "name": "all", "format": "tiff" }, { "name": "one", "format": "gif" }] });
    let converted = run(&bytes, &recipe).unwrap();
    let [all, one] = converted.outputs.as_slice() else { panic!() };
    // The small copy is no page of its own; a GIF takes one page.
    assert_eq!((all.frames, one.frames), (3, 1));
    let sizes: Vec<(u32, u32)> = (0..3)
        .map(|page| decode_page(&all.bytes, page, Limits::default(), FailOn::Truncated).unwrap().1.pixels)
        .map(|pixels| (pixels.width, pixels.height))
        .collect();
    assert_eq!(sizes, [(5, 4), (2, 6), (3, 3)]);
    assert_eq!((0..3).map(|page| first(&all.bytes, page)).collect::<Vec<_>>(), [1, 2, 3]);
    // From the second on, and that one alone.
    for (animated, pages) in [(true, 2), (false, 1)] {
        let input = json!({ "page": 1, "animated": animated });
        let converted = run(&bytes, &json!({ "input": input, "outputs": [{ "format": "tiff" }] })).unwrap();
        let output = &converted.outputs[0];
        assert_eq!((output.frames, first(&output.bytes, 0)), (pages, 2));
        assert_eq!((converted.plan.width, converted.plan.height), (2, 6));
    }
}

#[test]
fn pages_that_are_asked_for_stay_within_the_limits_together() {
    let bytes = document();
    let with = |limits: Value, animated: bool| {
        let input = json!({ "limits": limits, "animated": animated });
        run(&bytes, &json!({ "input": input, "outputs": [{ "format": "tiff" }] })).map_err(|error| error.code)
    };
    // 20, 12 and 9 pixels.
    assert_eq!(with(json!({ "pixels": 40 }), true).unwrap_err(), Code::PixelLimit);
    assert!(with(json!({ "pixels": 41 }), true).is_ok());
    assert!(with(json!({ "pixels": 20 }), false).is_ok());
    assert_eq!(with(json!({ "frames": 3 }), true).unwrap_err(), Code::FrameLimit);
    assert!(with(json!({ "frames": 4 }), true).is_ok());
    assert!(with(json!({ "frames": 1 }), false).is_ok());
    // The pages that were written are held.
    let large = |count| {
        let page = Page::new(300, 300, 1, &[8]).chunk(testing::pattern(90_000));
        let file = Kind::Little.file(&vec![page; count]);
        let input = json!({ "limits": { "memory": 1_000_000 } });
        let output = json!({ "format": "tiff", "compression": "none" });
        run(&file, &json!({ "input": input, "outputs": [output] })).map_err(|error| error.code)
    };
    assert!(large(3).is_ok());
    assert_eq!(large(30).unwrap_err(), Code::MemoryLimit);
}

/// Two pages, each with an image within it (TIFF Tech Note 1): of 5 × 4 with 3 × 2, of 6 × 2 with 2 × 2; the inner ones lie at the end of the chain.
fn nested(kind: Kind) -> Vec<u8> {
    let page =
        |width, height, grey| Page::new(width, height, 1, &[8]).chunk(vec![grey; (width * height) as usize]);
    let inner = |width, height, grey| page(width, height, grey).long(254, 1);
    let file = |within: [u32; 2]| {
        let outer = [page(5, 4, 1).long(330, within[0]), page(6, 2, 2).long(330, within[1])];
        let [first, second] = outer;
        kind.file(&[first, second, inner(3, 2, 3), inner(2, 2, 4)])
    };
    let bytes = file([1, 1]);
    let (order, mut at) = directory::start(&bytes).unwrap();
    let mut places = Vec::new();
    for _ in 0..4 {
        places.push(at);
        at = directory::next(&bytes, order, at).unwrap().0;
    }
    file([places[2] as u32, places[3] as u32])
}

#[test]
fn an_image_within_a_page_is_read_in_its_place() {
    for kind in [Kind::Little, Kind::Big] {
        let bytes = nested(kind);
        let read = |input: Value| {
            let recipe = json!({ "input": input, "outputs": [{ "format": "tiff" }] });
            let converted = run(&bytes, &recipe)?;
            let output = &converted.outputs[0];
            let planned = (converted.plan.width, converted.plan.height);
            Ok::<_, crate::Error>((output.frames, planned, first(&output.bytes, 0)))
        };
        for (asked, page, expected) in [
            (json!({ "subifd": 0 }), 0, ((3, 2), 3)),
            (json!({ "tiff": { "subifd": 0 } }), 1, ((2, 2), 4)),
            (json!({ "tiff": { "subifd": 0 }, "subifd": -1 }), 0, ((3, 2), 3)),
            (json!({ "tiff": { "subifd": -1 } }), 1, ((6, 2), 2)),
            (json!({}), 0, ((5, 4), 1)),
        ] {
            let mut input = asked.clone();
            input["page"] = page.into();
            input["animated"] = false.into();
            assert_eq!(read(input).unwrap(), (1, expected.0, expected.1), "{asked} of page {page}");
        }
        // Of each page the image within it.
        assert_eq!(read(json!({ "subifd": 0, "pages": 2 })).unwrap(), (2, (3, 2), 3));
        let error = read(json!({ "subifd": 1 })).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some("input.tiff.subifd"));
        assert_eq!(error.fields.expected.as_deref(), Some("integer from -1 to 0"));
        let error = read(json!({ "subifd": 0, "page": 2 })).unwrap_err();
        assert_eq!(error.fields.expected.as_deref(), Some("-1: the page holds no other images"));
        let limits = |pixels: u64| json!({ "subifd": 0, "animated": false, "limits": { "pixels": pixels } });
        assert!(read(limits(6)).is_ok());
        assert_eq!(read(limits(5)).unwrap_err().code, Code::PixelLimit);
        let recipe = Recipe::parse(&json!({ "input": { "subifd": 0, "page": 1 } })).unwrap();
        let described = plan::describe(&bytes, bytes.len() as u64, None, &recipe).unwrap();
        assert_eq!((&described["width"], &described["height"]), (&json!(2), &json!(2)));
        for end in 0..bytes.len() {
            let recipe = Recipe::parse(&json!({ "input": { "subifd": 0 } })).unwrap();
            let _ = convert(&mut bytes[..end].to_vec(), None, &recipe, &Cancel::default());
        }
    }
}

#[test]
fn a_plan_of_a_page_is_that_pages() {
    let bytes = document();
    let recipe = Recipe::parse(&json!({ "input": { "page": 1 }, "outputs": [{ "format": "png" }] })).unwrap();
    let described = plan::describe(&bytes, bytes.len() as u64, None, &recipe).unwrap();
    assert_eq!((&described["width"], &described["height"]), (&json!(2), &json!(6)));
    let recipe = Recipe::parse(&json!({ "input": { "page": 4 }, "outputs": [{ "format": "png" }] })).unwrap();
    let error = convert(&mut bytes.clone(), None, &recipe, &Cancel::default()).unwrap_err();
    assert_eq!(error.code, Code::InvalidOption);
}

#[test]
fn the_profile_and_the_density_are_every_pages_and_the_rest_the_firsts() {
    let bytes =
        run(&animation(), &json!({ "outputs": [{ "format": "tiff" }] })).unwrap().outputs.remove(0).bytes;
    let carrier = super::super::ROW.codec.metadata;
    let metadata = crate::codecs::metadata::Metadata {
        icc: Some(profile()),
        xmp: Some(b"<x/>".to_vec()),
        density: Some(300.0),
        ..Default::default()
    };
    let bytes = carrier.write.unwrap()(bytes, &metadata, &mut Job::default()).unwrap();
    assert_eq!(carrier.read.unwrap()(&bytes, &Limits::default()).unwrap(), metadata);
    let (order, mut at) = directory::start(&bytes).unwrap();
    for (page, grey) in [10, 100, 200].into_iter().enumerate() {
        let found = directory::read(&bytes, order, at).unwrap();
        at = found.next;
        assert_eq!(found.field(34_675).unwrap().bytes(), profile());
        assert_eq!((found.value(282), found.value(296)), (Some(300), Some(2)));
        assert_eq!(found.field(700).is_some(), page == 0);
        assert_eq!(first(&bytes, page as u32), grey);
    }
    assert_eq!(at, 0);
}

/// As readers take them: of RGB linear (sRGB's 0.5 is 0.21404 of light), of grey with white at 255; they come back as they were.
#[test]
fn floats_are_written_as_floats_and_shown_as_they_were() {
    let values = [0.0f32, 0.5, 1.0, 0.25, 0.02, 0.75, 0.125, 0.875, 0.3, 0.6, 0.9, 1.0];
    let plain = json!({ "compression": "none" });
    let stored = |bytes: &[u8], at: usize| f32::from_le_bytes(bytes[8 + at * 4..][..4].try_into().unwrap());
    let rgb = encode(Format::Tiff, Samples::F32(values.to_vec()), Layout::Rgb, (2, 2), &plain);
    assert!((stored(&rgb, 1) - 0.214_041).abs() < 1e-5 && (stored(&rgb, 4) - 0.02 / 12.92).abs() < 1e-7);
    let grey = encode(Format::Tiff, Samples::F32(values.to_vec()), Layout::Gray, (3, 4), &plain);
    assert!((stored(&grey, 1) - 127.5).abs() < f32::EPSILON);
    for compression in ["none", "lzw", "deflate"] {
        for predictor in [true, false] {
            let options = json!({ "compression": compression, "predictor": predictor });
            for (layout, size) in [
                (Layout::Gray, (3, 4)),
                (Layout::GrayA, (3, 2)),
                (Layout::Rgb, (2, 2)),
                (Layout::Rgba, (1, 3)),
            ] {
                let bytes = encode(Format::Tiff, Samples::F32(values.to_vec()), layout, size, &options);
                let frame = decode(&bytes).unwrap().1;
                assert_eq!(frame.pixels.layout, layout);
                for (found, value) in testing::samples16(&frame).iter().zip(values) {
                    let expected = value * 65_535.0;
                    assert!(
                        (f32::from(*found) - expected).abs() <= 1.0,
                        "{layout:?} {options}: {found} {expected}"
                    );
                }
            }
        }
    }
}

/// Strips of 64 KiB, the last one shorter, in every packing.
#[test]
fn an_image_of_many_strips_comes_back() {
    let samples = testing::pattern(211 * 400 * 3);
    for compression in ["none", "lzw", "deflate"] {
        let options = json!({ "compression": compression });
        let bytes = encode(Format::Tiff, Samples::U8(samples.clone()), Layout::Rgb, (211, 400), &options);
        let (order, at) = directory::start(&bytes).unwrap();
        let found = directory::read(&bytes, order, at).unwrap();
        assert_eq!((found.field(273).unwrap().count(), found.value(278)), (4, Some(103)));
        assert_eq!(samples8(&decode(&bytes).unwrap().1), samples);
    }
}
