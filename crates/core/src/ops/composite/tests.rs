use super::*;
use crate::ops::find;
use crate::ops::testing::coming;
use crate::pixels::{Depth, Layout};
use serde_json::{Value, json};

/// Raw samples as a recipe holds them.
fn image(samples: &[u8], width: u32, channels: u32) -> Value {
    let height = samples.len() as u32 / (width * channels);
    let url = operand::testing::data_url(samples);
    json!({ "input": url, "raw": { "width": width, "height": height, "channels": channels } })
}

fn with(mut image: Value, more: &Value) -> Value {
    image.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    image
}

fn op(images: &Value) -> Result<Box<dyn Op>> {
    let given = json!({ "images": images });
    let row = find("composite").unwrap();
    let values = Values::parse(row.fields, given.as_object().unwrap(), &[], "steps[0]")?;
    (row.build)(&values, "steps[0]")
}

fn rgba(samples: &[u8], width: u32) -> Pixels {
    let height = samples.len() as u32 / (width * 4);
    Pixels::packed(Samples::U8(samples.to_vec()), Layout::Rgba, width, height).unwrap()
}

fn apply(base: Pixels, images: &Value) -> Pixels {
    op(images).unwrap().apply(base, &mut Job::default()).unwrap()
}

fn bytes(pixels: &Pixels) -> &[u8] {
    match &pixels.samples {
        Samples::U8(samples) => samples,
        _ => panic!("8 bit"),
    }
}

/// sharp 0.35.5 (libvips 8.18.7), each mode on [200, 100, 50, 128] with [40, 90, 140, 64] and on an opaque base with [30, 200, 250, 255].
const MODES: &[(&str, [u8; 4], [u8; 4])] = &[
    ("clear", [0, 0, 0, 0], [0, 0, 0, 0]),
    ("source", [40, 90, 140, 64], [30, 200, 250, 255]),
    ("over", [135, 95, 86, 159], [30, 200, 250, 255]),
    ("in", [40, 90, 140, 32], [30, 200, 250, 255]),
    ("out", [40, 90, 140, 31], [0, 0, 0, 0]),
    ("atop", [169, 119, 107, 128], [30, 200, 250, 255]),
    ("dest", [200, 100, 50, 128], [200, 100, 50, 255]),
    ("dest-over", [168, 98, 67, 159], [200, 100, 50, 255]),
    ("dest-in", [200, 100, 50, 32], [200, 100, 50, 255]),
    ("dest-out", [200, 100, 50, 95], [0, 0, 0, 0]),
    ("dest-atop", [255, 244, 169, 64], [200, 100, 50, 255]),
    ("xor", [160, 97, 72, 127], [0, 0, 0, 0]),
    ("add", [146, 96, 79, 192], [230, 255, 255, 255]),
    ("saturate", [136, 74, 45, 192], [200, 100, 50, 255]),
    ("multiply", [128, 78, 58, 159], [23, 78, 49, 255]),
    ("screen", [149, 91, 69, 159], [206, 221, 250, 255]),
    ("overlay", [129, 79, 59, 159], [157, 156, 98, 255]),
    ("darken", [129, 82, 62, 159], [30, 100, 50, 255]),
    ("lighten", [148, 87, 64, 159], [200, 200, 250, 255]),
    ("colour-dodge", [148, 88, 63, 159], [226, 255, 255, 255]),
    ("color-dodge", [148, 88, 63, 159], [226, 255, 255, 255]),
    ("colour-burn", [127, 77, 57, 159], [0, 57, 45, 255]),
    ("color-burn", [127, 77, 57, 159], [0, 57, 45, 255]),
    ("hard-light", [129, 79, 59, 159], [47, 188, 246, 255]),
    ("soft-light", [136, 81, 59, 159], [167, 133, 110, 255]),
    ("difference", [146, 83, 59, 159], [170, 100, 200, 255]),
    ("exclusion", [148, 90, 68, 159], [182, 143, 201, 255]),
];

#[test]
fn each_mode_is_that_of_sharp() {
    for (mode, translucent, opaque) in MODES {
        let base = rgba(&[200, 100, 50, 128, 200, 100, 50, 255], 2);
        let over = image(&[40, 90, 140, 64, 30, 200, 250, 255], 2, 4);
        let result = apply(base, &json!([with(over, &json!({ "blend": mode }))]));
        let expected = [*translucent, *opaque].concat();
        // libvips cuts what it should round.
        let near = bytes(&result).iter().zip(&expected).all(|(a, b)| a.abs_diff(*b) <= 1);
        assert!(near, "{mode}: {:?} for {expected:?}", bytes(&result));
    }
}

#[test]
fn every_mode_has_a_figure_of_sharp() {
    assert!(Mode::WORDS.iter().all(|word| MODES.iter().any(|(mode, ..)| mode == word)));
    assert_eq!(Mode::WORDS.len(), 27);
}

#[test]
fn each_depth_gives_the_same_colours() {
    let below = [200, 100, 50, 128, 10, 0, 255, 255, 77, 78, 79, 0, 1, 2, 3, 200];
    let above = [40, 90, 140, 64, 30, 200, 250, 255, 5, 6, 7, 0, 250, 128, 0, 9];
    for mode in Mode::WORDS {
        let images = json!([with(image(&above, 4, 4), &json!({ "blend": mode }))]);
        let narrow = apply(rgba(&below, 4), &images);
        let job = &mut Job::default();
        let wide = apply(layout::to_u16(rgba(&below, 4), job).unwrap(), &images);
        let float = apply(layout::to_f32(rgba(&below, 4), job).unwrap(), &images);
        assert_eq!((wide.depth(), float.depth()), (Depth::U16, Depth::F32));
        for other in [wide, float] {
            let other = layout::to_u8(other, job).unwrap();
            let near = bytes(&other).iter().zip(bytes(&narrow)).all(|(a, b)| a.abs_diff(*b) <= 1);
            assert!(near, "{mode}: {:?} for {:?}", bytes(&other), bytes(&narrow));
        }
    }
}

/// Of a 5 × 4 black image, with which of the overlay's three columns in which of its two rows each pixel shows: 0 for none.
fn drawn(more: &Value) -> Vec<String> {
    let tile: Vec<u8> = (1..=6).flat_map(|v| [v, v, v, 255]).collect();
    let base = Pixels::packed(Samples::U8(vec![0; 60]), Layout::Rgb, 5, 4).unwrap();
    let result = apply(base, &json!([with(image(&tile, 3, 4), more)]));
    let digits: Vec<char> = bytes(&result).chunks(4).map(|p| char::from(b'0' + p[0])).collect();
    digits.chunks(5).map(|row| row.iter().collect()).collect()
}

#[test]
fn gravity_and_offset_say_where_it_lies() {
    assert_eq!(drawn(&json!({})), ["00000", "01230", "04560", "00000"]);
    assert_eq!(drawn(&json!({ "gravity": "northwest" })), ["12300", "45600", "00000", "00000"]);
    assert_eq!(drawn(&json!({ "gravity": "southeast" })), ["00000", "00000", "00123", "00456"]);
    assert_eq!(drawn(&json!({ "gravity": "east" })), ["00000", "00123", "00456", "00000"]);
    assert_eq!(drawn(&json!({ "left": -1, "top": 3 })), ["00000", "00000", "00000", "23000"]);
    assert_eq!(drawn(&json!({ "left": 4, "top": -1 })), ["00004", "00000", "00000", "00000"]);
    assert_eq!(drawn(&json!({ "left": 5, "top": 0 })), ["00000"; 4]);
    assert_eq!(drawn(&json!({ "left": -100_000_000, "top": 100_000_000 })), ["00000"; 4]);
}

#[test]
fn half_a_pixel_goes_to_the_right_and_down() {
    // sharp 0.35.5 lays 2 × 1 pixels on 5 × 4 at (2, 2).
    for (gravity, at) in [("centre", 2 * 5 + 2), ("north", 2), ("south", 3 * 5 + 2), ("west", 2 * 5)] {
        let base = Pixels::packed(Samples::U8(vec![0; 60]), Layout::Rgb, 5, 4).unwrap();
        let over = with(image(&[1, 1, 1, 255, 2, 2, 2, 255], 2, 4), &json!({ "gravity": gravity }));
        let result = apply(base, &json!([over]));
        assert_eq!(bytes(&result).chunks(4).position(|pixel| pixel[0] == 1), Some(at), "{gravity}");
    }
}

#[test]
fn tiles_begin_where_sharp_begins_them() {
    // sharp 0.35.5's results.
    assert_eq!(drawn(&json!({ "tile": true, "gravity": "northwest" })), ["12312", "45645", "12312", "45645"]);
    assert_eq!(drawn(&json!({ "tile": true })), ["64564", "31231", "64564", "31231"]);
    assert_eq!(drawn(&json!({ "tile": true, "left": 1, "top": 0 })), ["23123", "56456", "23123", "56456"]);
    assert_eq!(drawn(&json!({ "tile": true, "left": 0, "top": 1 })), ["45645", "12312", "45645", "12312"]);
    assert_eq!(drawn(&json!({ "tile": true, "gravity": "south" })), ["31231", "64564", "31231", "64564"]);
    // sharp refuses these.
    assert_eq!(drawn(&json!({ "tile": true, "left": -1, "top": -2 })), ["31231", "64564", "31231", "64564"]);
}

#[test]
fn an_overlay_without_strength_changes_nothing() {
    let base = [200, 100, 50, 128, 1, 2, 3, 255];
    for mode in Mode::WORDS.iter().filter(|word| !Mode::from_word(word).clears()) {
        let more = json!({ "blend": mode, "opacity": 0 });
        let result = apply(rgba(&base, 2), &json!([with(image(&[9; 8], 2, 4), &more)]));
        assert_eq!(bytes(&result), base, "{mode}");
    }
}

#[test]
fn opacity_and_premultiplied_colours_are_heeded() {
    let black = || rgba(&[0, 0, 0, 255], 1);
    let half = json!([with(image(&[200, 100, 50, 255], 1, 4), &json!({ "opacity": 0.5 }))]);
    // 128 ÷ 255 of each.
    assert_eq!(bytes(&apply(black(), &half)), [100, 50, 25, 255]);
    let multiplied = json!([with(image(&[100, 50, 25, 128], 1, 4), &json!({ "premultiplied": true }))]);
    assert_eq!(bytes(&apply(black(), &multiplied)), [100, 50, 25, 255]);
}

#[test]
fn premultiplied_colours_that_are_brighter_than_their_alpha_shine_as_in_sharp() {
    // sharp 0.35.5: composite([{ input, premultiplied: true, blend }]) on 100, 50, 200.
    for (blend, overlay, expected) in [
        ("over", [200, 100, 50, 64], [255, 137, 199, 255]),
        ("over", [200, 100, 50, 0], [100, 50, 200, 255]),
        ("multiply", [200, 100, 50, 64], [94, 42, 159, 255]),
        ("add", [200, 100, 50, 64], [255, 150, 250, 255]),
    ] {
        let given = json!([with(image(&overlay, 1, 4), &json!({ "premultiplied": true, "blend": blend }))]);
        let result = apply(rgba(&[100, 50, 200, 255], 1), &given);
        assert!(bytes(&result).iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{blend}: {result:?}");
    }
}

#[test]
fn every_layout_becomes_colour_with_alpha() {
    for (layout, samples, expected) in [
        (Layout::Gray, vec![7], [7, 7, 7, 255]),
        (Layout::GrayA, vec![7, 9], [7, 7, 7, 9]),
        (Layout::Rgb, vec![1, 2, 3], [1, 2, 3, 255]),
        (Layout::Rgba, vec![1, 2, 3, 4], [1, 2, 3, 4]),
        (Layout::CmykA, vec![255, 255, 255, 255, 8], [0, 0, 0, 8]),
    ] {
        let base = Pixels::packed(Samples::U8(samples), layout, 1, 1).unwrap();
        let result = apply(base, &json!([image(&[9, 9, 9, 0], 1, 4)]));
        assert_eq!((result.layout, bytes(&result)), (Layout::Rgba, &expected[..]), "{layout:?}");
    }
    for (channels, samples) in [(1, vec![9]), (2, vec![9, 255]), (3, vec![9, 9, 9])] {
        let result = apply(rgba(&[1, 2, 3, 4], 1), &json!([image(&samples, 1, channels)]));
        assert_eq!(bytes(&result), [9, 9, 9, 255]);
    }
}

#[test]
fn small_images_of_every_size_take_overlays_of_every_size() {
    let mut count = 0;
    for (width, height) in (1..=9).flat_map(|w| (1..=9).map(move |h| (w, h))) {
        for (w, h) in [(1, 1), (2, 3), (9, 1), (9, 9)] {
            for more in [json!({}), json!({ "tile": true }), json!({ "blend": "in", "left": 2, "top": -1 })] {
                let blank =
                    json!({ "create": { "width": w, "height": h, "background": "#ff000080" }, "clip": true });
                let op = op(&json!([with(blank, &more)])).unwrap();
                let base = Pixels::zeroed(&mut Job::default().alloc, Depth::U8, Layout::Gray, width, height);
                let result = op.apply(base.unwrap(), &mut Job::default()).unwrap();
                assert_eq!((result.width, result.height), op.size(width, height).unwrap());
                count += 1;
            }
        }
    }
    assert_eq!(count, 81 * 12);
}

#[test]
fn layers_lie_in_their_order_and_what_a_stride_leaves_stays() {
    let mut base = rgba(&[0, 0, 0, 255, 7, 7, 7, 7, 0, 0, 0, 255, 7, 7, 7, 7], 2);
    base.width = 1;
    let red = json!({ "create": { "width": 1, "height": 2, "background": "red" } });
    let blue =
        json!({ "create": { "width": 1, "height": 1, "background": "#0000ff80" }, "gravity": "south" });
    let result = apply(base, &json!([red, blue]));
    assert_eq!(bytes(&result), [255, 0, 0, 255, 7, 7, 7, 7, 127, 0, 128, 255, 7, 7, 7, 7]);
}

#[test]
fn an_overlay_is_resized_first() {
    let small =
        json!({ "create": { "width": 40, "height": 20, "background": "white" }, "resize": { "width": 2 } });
    let Ok(op) = op(&json!([small])) else { panic!("a resize of one side") };
    let limits = crate::limits::Limits::default();
    let coming = |width| coming(width, 1, 1, &limits);
    assert!(op.needs(&coming(2)).is_ok());
    let error = op.needs(&coming(1)).unwrap_err();
    assert_eq!(error.fields.found.as_deref(), Some("2 × 1"));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let fine = json!({ "create": { "width": 1, "height": 1 } });
    for (images, place) in [
        (json!([]), "steps[0].images"),
        (json!([fine, {}]), "steps[0].images[1].input"),
        (json!([with(fine.clone(), &image(&[1], 1, 1))]), "steps[0].images[0].input"),
        (json!([with(fine.clone(), &json!({ "left": 1 }))]), "steps[0].images[0].top"),
        (json!([with(fine.clone(), &json!({ "top": 1 }))]), "steps[0].images[0].left"),
        (json!([with(fine.clone(), &json!({ "blend": "normal" }))]), "steps[0].images[0].blend"),
        (json!([with(fine.clone(), &json!({ "resize": {} }))]), "steps[0].images[0].resize"),
        (
            json!([with(
                image(&[1, 2], 1, 1),
                &json!({ "raw": { "width": 1, "height": 1, "channels": 1 } })
            )]),
            "steps[0].images[0].raw",
        ),
    ] {
        let error = op(&images).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some(place), "{images}");
    }
}

#[test]
fn what_the_header_shows_wrong_is_refused_before_anything_is_decoded() {
    let limits = crate::limits::Limits { pixels: 100, ..Default::default() };
    let coming = coming(5, 4, 1, &limits);
    let blank = |width, height| json!({ "create": { "width": width, "height": height } });
    for (image, code) in [
        (blank(6, 4), crate::error::Code::InvalidOption),
        (with(blank(6, 4), &json!({ "tile": true })), crate::error::Code::InvalidOption),
        (with(blank(11, 10), &json!({ "clip": true })), crate::error::Code::PixelLimit),
        (json!({ "input": "data:;base64,AAAA" }), crate::error::Code::UnknownFormat),
        (json!({ "input": "data:;base64," }), crate::error::Code::EmptyInput),
    ] {
        let error = op(&json!([blank(1, 1), image])).unwrap().needs(&coming).unwrap_err();
        assert_eq!((error.code, error.fields.path.as_deref()), (code, Some("steps[0].images[1].input")));
    }
    assert!(op(&json!([with(blank(6, 4), &json!({ "clip": true }))])).unwrap().needs(&coming).is_ok());
}
