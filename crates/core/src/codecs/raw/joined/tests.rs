//! Expected places by libvips' `arrayjoin` (sharp 0.35.5 gives the same samples for these).

use crate::error::Result;
use crate::job::Cancel;
use crate::task::{self, Outcome};
use serde_json::{Value, json};

fn run(task: &str, join: &Value, images: &[(Value, Vec<u8>)], input: &Value) -> Result<Outcome> {
    run_to("raw", task, join, images, input)
}

/// Runs `task` on files or samples behind each other, each with what is said of it.
fn run_to(
    format: &str,
    task: &str,
    join: &Value,
    images: &[(Value, Vec<u8>)],
    input: &Value,
) -> Result<Outcome> {
    let mut join = join.clone();
    join["images"] = images.iter().map(|(about, bytes)| with(about, bytes.len())).collect();
    let recipe = json!({ "input": input, "outputs": [{ "format": format }] });
    let request = json!({ "task": task, "join": join, "recipe": recipe, "input": input });
    let bytes = images.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    task::run(&request.to_string(), &mut [bytes], &Cancel::default())
}

fn with(about: &Value, size: usize) -> Value {
    let mut about = about.clone();
    about["size"] = size.into();
    about
}

/// Samples from a number on.
fn raw(width: usize, height: usize, channels: usize, from: u8) -> (Value, Vec<u8>) {
    let about = json!({ "raw": { "width": width, "height": height, "channels": channels } });
    (about, (0..(width * height * channels) as u8).map(|at| from + at).collect())
}

fn samples(join: &Value, images: &[(Value, Vec<u8>)]) -> Vec<u8> {
    run("convert", join, images, &json!({})).unwrap().buffers.remove(0)
}

#[test]
fn images_lie_in_cells_of_the_largest_sides() {
    let images = [raw(2, 1, 1, 1), raw(1, 2, 1, 11), raw(1, 1, 1, 21)];
    assert_eq!(samples(&json!({}), &images), [1, 2, 0, 0, 11, 0, 12, 0, 21, 0, 0, 0]);
    let wide = json!({ "across": 2, "shim": 1, "background": "#ffffff" });
    #[rustfmt::skip]
    assert_eq!(samples(&wide, &images), [
        1, 2, 255, 11, 255,
        255, 255, 255, 12, 255,
        255, 255, 255, 255, 255,
        21, 255, 255, 255, 255,
        255, 255, 255, 255, 255,
    ]);
    // More in a row than there are: the row is as long all the same.
    assert_eq!(
        samples(&json!({ "across": 4 }), &images[..2]),
        [1, 2, 11, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0]
    );
}

#[test]
fn a_smaller_image_lies_where_it_is_aligned() {
    let images = [raw(3, 4, 1, 1), raw(2, 1, 1, 101)];
    let right = |join: Value| {
        let all = samples(&join, &images);
        all.chunks(6).map(|row| row[3..].to_vec()).collect::<Vec<_>>()
    };
    let empty = || vec![0, 0, 0];
    for (halign, left) in [("left", 0), ("centre", 0), ("center", 0), ("right", 1)] {
        for (valign, top) in [("top", 0), ("centre", 1), ("center", 1), ("bottom", 3)] {
            let mut expected = vec![empty(); 4];
            expected[top][left..left + 2].copy_from_slice(&[101, 102]);
            assert_eq!(
                right(json!({ "across": 2, "halign": halign, "valign": valign })),
                expected,
                "{halign} {valign}"
            );
        }
    }
}

#[test]
fn the_result_has_the_channels_and_the_depth_that_any_has() {
    let deep = json!({ "raw": { "width": 1, "height": 1, "channels": 1, "depth": "ushort" } });
    let images = [raw(1, 1, 2, 10), raw(1, 1, 3, 20), (deep, vec![0, 1])];
    let join = json!({ "background": "#ff000080" });
    let outcome = run("convert", &join, &images, &json!({})).unwrap();
    let info = &outcome.info["outputs"][0];
    assert_eq!((&info["channels"], &info["depth"]), (&json!(4), &json!("ushort")));
    let found: Vec<u16> =
        outcome.buffers[0].chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let wide = |sample: u16| sample * 257;
    assert_eq!(found[..4], [wide(10), wide(10), wide(10), wide(11)]);
    assert_eq!(found[4..8], [wide(20), wide(21), wide(22), 65_535]);
    assert_eq!(found[8..], [256, 256, 256, 65_535]);
    // Alpha of the background counts where any has some.
    let image = raw(1, 2, 2, 1);
    let alpha = samples(&json!({ "across": 2, "background": "#ffffff80" }), &[image, raw(1, 1, 1, 9)]);
    assert_eq!(alpha, [1, 2, 9, 255, 3, 4, 255, 128]);
}

#[test]
fn frames_of_an_animation_are_as_large_as_the_largest() {
    let images = [raw(2, 1, 1, 1), raw(1, 2, 1, 11), raw(2, 2, 1, 21)];
    let join = json!({ "animated": true, "halign": "right" });
    let about = run("probe", &join, &images, &json!({})).unwrap().info;
    assert_eq!((&about["width"], &about["height"], &about["pages"]), (&json!(2), &json!(2), &json!(3)));
    for (page, expected) in [[1, 2, 0, 0], [0, 11, 0, 12], [21, 22, 23, 24]].iter().enumerate() {
        let found = run("convert", &join, &images, &json!({ "page": page })).unwrap();
        assert_eq!(found.buffers[0], expected);
    }
    let error = run("convert", &join, &images, &json!({ "page": 3 })).unwrap_err();
    assert_eq!(error.fields.path.as_deref(), Some("input.page"));
    for wrong in [json!({ "animated": true, "across": 2 }), json!({ "animated": true, "shim": 1 })] {
        let error = run("convert", &wrong, &images, &json!({})).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some("join"), "{wrong}");
    }
}

#[test]
fn limits_hold_before_anything_is_decoded() {
    let images = [raw(2, 3, 1, 1), raw(3, 2, 1, 1)];
    let code = |task: &str, join: Value, limits: Value| {
        let format = if join.get("animated").is_some() { "gif" } else { "raw" };
        let input = json!({ "limits": limits });
        run_to(format, task, &join, &images, &input).map_err(|error| error.code.row().name)
    };
    for task in ["plan", "convert"] {
        assert_eq!(code(task, json!({}), json!({ "pixels": 17 })).unwrap_err(), "PixelLimit");
        assert!(code(task, json!({}), json!({ "pixels": 18 })).is_ok());
        assert_eq!(
            code(task, json!({ "animated": true }), json!({ "pixels": 17 })).unwrap_err(),
            "PixelLimit"
        );
        assert_eq!(code(task, json!({ "shim": 10 }), json!({ "side": 15 })).unwrap_err(), "SideLimit");
        assert_eq!(
            code(task, json!({ "across": 1_000_000, "shim": 1_000_000 }), json!({})).unwrap_err(),
            "SideLimit"
        );
        assert_eq!(
            code(task, json!({ "animated": true }), json!({ "frames": 1 })).unwrap_err(),
            "FrameLimit"
        );
        assert_eq!(
            code(task, json!({ "shim": 99_000, "across": 2 }), json!({ "memory": 200_000 })).is_ok(),
            task == "plan"
        );
    }
    // Each image by itself, too.
    let error = run("plan", &json!({}), &images, &json!({ "limits": { "pixels": 5 } })).unwrap_err();
    assert_eq!(error.fields.path.as_deref(), Some("input[0]"));
    let one = run("plan", &json!({}), &images[..1], &json!({})).unwrap_err();
    assert_eq!(one.fields.path.as_deref(), Some("input"));
    let huge = run("plan", &json!({}), &[raw(200, 1, 1, 0), raw(1, 1, 1, 0)], &json!({})).unwrap().info;
    assert!(huge["peak"].as_u64().unwrap() > 400);
}

#[test]
fn a_plan_asks_for_as_much_as_the_headers_take() {
    let png = {
        let request = json!({ "task": "convert", "raw": { "width": 300, "height": 300, "channels": 3 },
            "recipe": { "outputs": [{ "format": "png", "compressionLevel": 0 }] } });
        let noise: Vec<u8> = (0..270_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        task::run(&request.to_string(), &mut [noise], &Cancel::default()).unwrap().buffers.remove(0)
    };
    let size = png.len();
    let join = json!({ "across": 2, "images": [{ "size": size }, { "size": size }, { "create": { "width": 1, "height": 700 } }] });
    let both = [png.clone(), png].concat();
    let ask = |len: usize| {
        let request = json!({ "task": "plan", "size": both.len(), "join": join, "recipe": {} });
        task::run(&request.to_string(), &mut [both[..len].to_vec()], &Cancel::default()).unwrap().info
    };
    assert_eq!(ask(1 << 16)["needMore"], json!(1 << 18));
    assert_eq!(ask(size + 100)["needMore"], json!((size + 100) * 4).as_u64().unwrap().min(both.len() as u64));
    let told = ask(size + (1 << 16));
    assert_eq!((&told["width"], &told["height"]), (&json!(600), &json!(1400)));
    assert_eq!(told["outputs"][0]["format"], "png");
}

#[test]
fn what_is_wrong_with_an_image_is_told_with_its_place() {
    let bad = (json!({}), b"no image at all".to_vec());
    for task in ["plan", "convert"] {
        let error = run(task, &json!({}), &[raw(1, 1, 1, 1), bad.clone()], &json!({})).unwrap_err();
        assert_eq!(
            (error.code.row().name, error.fields.path.as_deref()),
            ("UnknownFormat", Some("input[1]"))
        );
        let error =
            run(task, &json!({}), &[raw(1, 1, 1, 1), (json!({}), Vec::new())], &json!({})).unwrap_err();
        assert_eq!(error.code.row().name, "EmptyInput");
    }
    // Sizes that are not those of the bytes.
    let join = json!({ "images": [{ "create": { "width": 1, "height": 1 } }, { "size": 3, "create": { "width": 1, "height": 1 } }] });
    let request = json!({ "task": "convert", "join": join });
    let error = task::run(&request.to_string(), &mut [Vec::new()], &Cancel::default()).unwrap_err();
    assert_eq!(error.fields.path.as_deref(), Some("join.images"));
}
