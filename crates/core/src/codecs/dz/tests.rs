//! Pyramids: names, sizes and descriptions by the specifications of their viewers, pixels by hand.

use crate::codecs::{DecodeOptions, probe};
use crate::format::Format;
use crate::job::{Cancel, Job};
use crate::pixels::{Pixels, Samples};
use crate::task::run;
use serde_json::{Value, json};

/// A picture of `width × height` in RGB whose samples tell their place.
fn picture(width: u32, height: u32) -> Vec<u8> {
    (0..height).flat_map(|y| (0..width).flat_map(move |x| [x as u8, y as u8, (x / 2 + y) as u8])).collect()
}

fn pyramid_of(bytes: Vec<u8>, (width, height): (u32, u32), options: &Value) -> crate::Result<Vec<u8>> {
    let mut output = json!({ "format": "dz", "tileFormat": "png" });
    output.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    let raw = json!({ "width": width, "height": height, "channels": bytes.len() as u32 / width / height });
    let request = json!({ "task": "convert", "raw": raw, "recipe": { "outputs": [output] } });
    run(&request.to_string(), &mut [bytes], &Cancel::default()).map(|mut outcome| outcome.buffers.remove(0))
}

/// Names and contents of a ZIP of stored files, by its local headers (APPNOTE 4.3.7).
fn files(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize, len: usize| {
        zip[at..at + len].iter().rev().fold(0, |sum, byte| sum << 8 | usize::from(*byte))
    };
    let (mut files, mut at) = (Vec::new(), 0);
    while zip[at..].starts_with(b"PK\x03\x04") {
        let (size, name, extra) = (number(at + 18, 4), number(at + 26, 2), number(at + 28, 2));
        let data = at + 30 + name + extra;
        files.push((
            String::from_utf8(zip[at + 30..at + 30 + name].to_vec()).unwrap(),
            zip[data..data + size].to_vec(),
        ));
        at = data + size;
    }
    files
}

fn decoded(bytes: &[u8]) -> Pixels {
    let mut job = Job::default();
    let header = probe(bytes, &job.limits).unwrap();
    let mut decoder =
        header.format.row().open(&job.limits).unwrap()(bytes, &header, &DecodeOptions::default(), &mut job)
            .unwrap();
    decoder.next_frame(&mut job).unwrap().unwrap().pixels
}

/// `name=width×height` of each picture, and other files' names; sorted.
fn listed(zip: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = files(zip)
        .iter()
        .map(|(name, bytes)| {
            if Format::sniff(bytes).is_none() {
                return name.clone();
            }
            let pixels = decoded(bytes);
            format!("{name}={}×{}", pixels.width, pixels.height)
        })
        .collect();
    names.sort();
    names
}

fn list(size: (u32, u32), options: Value) -> Vec<String> {
    listed(&pyramid_of(picture(size.0, size.1), size, &options).unwrap())
}

fn text(size: (u32, u32), options: Value, name: &str) -> String {
    let zip = pyramid_of(picture(size.0, size.1), size, &options).unwrap();
    let (_, bytes) = files(&zip).into_iter().find(|(other, _)| other == name).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn deep_zoom_halves_to_one_pixel_and_its_tiles_overlap_at_inner_edges() {
    // Sizes are rounded up: 21 × 10, 11 × 5, 6 × 3, 3 × 2, 2 × 1, 1 × 1.
    assert_eq!(
        list((21, 10), json!({ "size": 8, "overlap": 1, "basename": "a" })),
        [
            "a.dzi",
            "a_files/0/0_0.png=1×1",
            "a_files/1/0_0.png=2×1",
            "a_files/2/0_0.png=3×2",
            "a_files/3/0_0.png=6×3",
            "a_files/4/0_0.png=9×5",
            "a_files/4/1_0.png=4×5",
            "a_files/5/0_0.png=9×9",
            "a_files/5/0_1.png=9×3",
            "a_files/5/1_0.png=10×9",
            "a_files/5/1_1.png=10×3",
            "a_files/5/2_0.png=6×9",
            "a_files/5/2_1.png=6×3",
        ]
    );
    let one = list((21, 10), json!({ "size": 16, "depth": "one" }));
    assert_eq!(one, ["untitled.dzi", "untitled_files/0/0_0.png=16×10", "untitled_files/0/1_0.png=5×10"]);
    let to_a_tile = list((21, 10), json!({ "size": 16, "depth": "onetile" }));
    assert_eq!(to_a_tile.len(), 4, "{to_a_tile:?}");
    let manifest = text((21, 10), json!({ "size": 8, "overlap": 1, "tileFormat": "jpeg" }), "untitled.dzi");
    for part in [
        "xmlns=\"http://schemas.microsoft.com/deepzoom/2008\"",
        "Format=\"jpeg\"",
        "Overlap=\"1\"",
        "TileSize=\"8\"",
        "Width=\"21\"",
        "Height=\"10\"",
    ] {
        assert!(manifest.contains(part), "{part} in {manifest}");
    }
}

#[test]
fn tiles_hold_the_picture_s_own_pixels_and_the_means_of_four() {
    let zip = pyramid_of(picture(21, 10), (21, 10), &json!({ "size": 8, "overlap": 1 })).unwrap();
    let files = files(&zip);
    let tile = |name: &str| decoded(&files.iter().find(|(other, _)| other == name).unwrap().1);
    let Samples::U8(samples) = tile("untitled_files/5/1_1.png").samples else { panic!() };
    // Begins a column before its own, at (7, 7).
    assert_eq!(samples[..6], [7, 7, 10, 8, 7, 11]);
    let Samples::U8(samples) = tile("untitled_files/4/1_0.png").samples else { panic!() };
    // Its first column is 7 of the half: the means of 14 and 15, of 0 and 1, of 7, 7, 8 and 8, each rounded up.
    assert_eq!(samples[..3], [15, 1, 8]);
    // Its last is column 20, which has no other: it stands twice.
    assert_eq!(samples[9..12], [20, 1, 11]);
}

#[test]
fn iiif_names_regions_of_the_whole_image() {
    // IIIF Image API 2.1 and 3.0, 4: region, size, rotation, quality; level 0 of compliance.
    let options =
        |layout: &str| json!({ "layout": layout, "size": 8, "basename": "a", "id": "https://x/y/" });
    assert_eq!(
        list((21, 10), options("iiif")),
        [
            "a/0,0,16,10/8,/0/default.png=8×5",
            "a/0,0,8,8/8,/0/default.png=8×8",
            "a/0,8,8,2/8,/0/default.png=8×2",
            "a/16,0,5,10/3,/0/default.png=3×5",
            "a/16,0,5,8/5,/0/default.png=5×8",
            "a/16,8,5,2/5,/0/default.png=5×2",
            "a/8,0,8,8/8,/0/default.png=8×8",
            "a/8,8,8,2/8,/0/default.png=8×2",
            "a/full/6,/0/default.png=6×3",
            "a/info.json",
        ]
    );
    let three = list((21, 10), options("iiif3"));
    assert!(three.contains(&"a/16,0,5,10/3,5/0/default.png=3×5".into()), "{three:?}");
    assert!(three.contains(&"a/full/6,3/0/default.png=6×3".into()), "{three:?}");
    let info = |layout: &str| -> Value {
        serde_json::from_str(&text((21, 10), options(layout), "a/info.json")).unwrap()
    };
    let tiles = json!([{ "width": 8, "scaleFactors": [1, 2, 4] }]);
    assert_eq!(
        info("iiif"),
        json!({
            "@context": "http://iiif.io/api/image/2/context.json", "@id": "https://x/y/a", "protocol": "http://iiif.io/api/image",
            "profile": ["http://iiif.io/api/image/2/level0.json", { "formats": ["png"], "qualities": ["default"] }],
            "width": 21, "height": 10, "tiles": tiles,
        })
    );
    assert_eq!(
        info("iiif3"),
        json!({
            "@context": "http://iiif.io/api/image/3/context.json", "id": "https://x/y/a", "type": "ImageService3",
            "protocol": "http://iiif.io/api/image", "profile": "level0", "width": 21, "height": 10, "tiles": tiles,
        })
    );
}

#[test]
fn zoomify_counts_tiles_from_the_smallest_into_groups_of_256() {
    assert_eq!(
        list((21, 10), json!({ "layout": "zoomify", "size": 8, "basename": "a" }))[..5],
        [
            "a/ImageProperties.xml",
            "a/TileGroup0/0-0-0.png=6×3",
            "a/TileGroup0/1-0-0.png=8×5",
            "a/TileGroup0/1-1-0.png=3×5",
            "a/TileGroup0/2-0-0.png=8×8",
        ]
    );
    // 20 × 20 tiles behind 10 × 10, 5 × 5, 3 × 3, 2 × 2 and 1: the first 117 of the largest are in the first group.
    let names = list((160, 160), json!({ "layout": "zoomify", "size": 8 }));
    let group =
        |number: u32| names.iter().filter(|name| name.contains(&format!("/TileGroup{number}/"))).count();
    assert_eq!((group(0), group(1), group(2), names.len()), (256, 256, 27, 540));
    assert!(names.contains(&"untitled/TileGroup0/5-16-5.png=8×8".into()));
    assert!(names.contains(&"untitled/TileGroup1/5-17-5.png=8×8".into()));
    let text = text((160, 160), json!({ "layout": "zoomify", "size": 8 }), "untitled/ImageProperties.xml");
    assert_eq!(
        text,
        "<IMAGE_PROPERTIES WIDTH=\"160\" HEIGHT=\"160\" NUMTILES=\"539\" NUMIMAGES=\"1\" VERSION=\"1.8\" TILESIZE=\"8\" />\n"
    );
}

#[test]
fn maps_have_whole_tiles_by_row_and_column_on_the_background() {
    assert_eq!(
        list((21, 10), json!({ "layout": "google", "size": 8, "basename": "a" })),
        [
            "a/0/0/0.png=8×8",
            "a/1/0/0.png=8×8",
            "a/1/0/1.png=8×8",
            "a/2/0/0.png=8×8",
            "a/2/0/1.png=8×8",
            "a/2/0/2.png=8×8",
            "a/2/1/0.png=8×8",
            "a/2/1/1.png=8×8",
            "a/2/1/2.png=8×8",
            "a/blank.png=8×8",
        ]
    );
    let zip = pyramid_of(
        picture(21, 10),
        (21, 10),
        &json!({ "layout": "google", "size": 8, "background": "#102030", "centre": true }),
    )
    .unwrap();
    // A square of 32 around it: from (5, 11) to (26, 21), so two rows of four tiles.
    let names = listed(&zip);
    let largest: Vec<_> = names.iter().filter(|name| name.starts_with("untitled/2/")).cloned().collect();
    let row = |y: u32| (0..4).map(move |x| format!("untitled/2/{y}/{x}.png=8×8"));
    assert_eq!(largest, row(1).chain(row(2)).collect::<Vec<_>>());
    let files = files(&zip);
    let Samples::U8(samples) =
        decoded(&files.iter().find(|(name, _)| name == "untitled/2/1/0.png").unwrap().1).samples
    else {
        panic!()
    };
    let at = |x: usize, y: usize| &samples[(y * 8 + x) * 3..(y * 8 + x) * 3 + 3];
    assert_eq!(
        (at(4, 3), at(5, 2), at(5, 3), at(6, 4)),
        (&[16, 32, 48][..], &[16, 32, 48][..], &[0, 0, 0][..], &[1, 1, 1][..])
    );
    // Of the half, (2, 5) is half background: columns 4 and 5, rows 10 and 11.
    let Samples::U8(samples) =
        decoded(&files.iter().find(|(name, _)| name == "untitled/1/0/0.png").unwrap().1).samples
    else {
        panic!()
    };
    assert_eq!(samples[(5 * 8 + 2) * 3..][..3], [12, 24, 36]);
}

#[test]
fn tiles_that_are_near_to_the_background_are_left_out() {
    let mut bytes = vec![250; 16 * 8 * 3];
    bytes[0] = 0;
    let names = |options: Value| listed(&pyramid_of(bytes.clone(), (16, 8), &options).unwrap());
    let all = ["untitled.dzi", "untitled_files/0/0_0.png=8×8", "untitled_files/0/1_0.png=8×8"];
    let base = |skip: i32| json!({ "size": 8, "depth": "one", "skipBlanks": skip });
    assert_eq!(names(base(-1)), all);
    assert_eq!(names(base(4)), all);
    assert_eq!(names(base(5)), all[..2]);
}

#[test]
fn the_angle_turns_the_image_first_and_the_other_formats_have_their_own_names() {
    let turned = list((21, 10), json!({ "size": 16, "depth": "one", "angle": -270 }));
    assert_eq!(turned, ["untitled.dzi", "untitled_files/0/0_0.png=10×16", "untitled_files/0/0_1.png=10×5"]);
    let zip = pyramid_of(
        picture(21, 10),
        (21, 10),
        &json!({ "tileFormat": "webp", "webp": { "lossless": true }, "depth": "one" }),
    )
    .unwrap();
    let (name, bytes) = &files(&zip)[0];
    assert_eq!((name.as_str(), Format::sniff(bytes)), ("untitled_files/0/0_0.webp", Some(Format::Webp)));
    let google = pyramid_of(
        picture(2, 2),
        (2, 2),
        &json!({ "tileFormat": "jpeg", "jpeg": { "quality": 50 }, "layout": "google" }),
    )
    .unwrap();
    assert_eq!(files(&google)[0].0, "untitled/0/0/0.jpg");
}

#[test]
fn what_cannot_be_is_told_by_its_option() {
    for (options, path) in [
        (json!({ "size": 8, "overlap": 9 }), "overlap"),
        (json!({ "layout": "google", "overlap": 1 }), "overlap"),
        (json!({ "angle": 45 }), "angle"),
        (json!({ "basename": "a/b" }), "basename"),
        (json!({ "basename": ".." }), "basename"),
        (json!({ "tileFormat": "jpeg", "jpeg": { "quality": "auto" } }), "jpeg"),
        (json!({ "tileFormat": "webp", "webp": { "maxBytes": 99 } }), "webp"),
    ] {
        let error = pyramid_of(picture(4, 4), (4, 4), &options).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some(path), "{options}");
    }
}

#[test]
fn tiles_without_number_end_at_the_memory_limit() {
    let size = (500, 500);
    let raw = json!({ "width": 500, "height": 500, "channels": 3 });
    let recipe =
        json!({ "input": { "limits": { "memory": 4_000_000 } }, "outputs": [{ "format": "dz", "size": 1 }] });
    let request = json!({ "task": "convert", "raw": raw, "recipe": recipe });
    let error = run(&request.to_string(), &mut [picture(size.0, size.1)], &Cancel::default()).unwrap_err();
    assert_eq!(error.code, crate::Code::MemoryLimit);
}
