//! Files that others made: none panics, valid ones decode, and the number of files that were seen is asserted.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use pixmill_core::codecs::{self, DecodeOptions};
use pixmill_core::error::{Code, Result};
use pixmill_core::format::Format;
use pixmill_core::job::{Cancel, FailOn, Job};
use pixmill_core::limits::Limits;
use pixmill_core::ops::layout;
use pixmill_core::pixels::{Pixels, Samples};
use pixmill_core::task;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The folder, or `None` with a loud note where this machine has none.
fn corpus(folder: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("PIXMILL_CORPUS").map_or_else(beside, PathBuf::from).join(folder);
    if !root.is_dir() {
        eprintln!("\n*** NO CORPUS at {}: nothing was tested ***\n", root.display());
        return None;
    }
    Some(root)
}

fn files(root: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Frames decoded of a file, under limits that keep the test quick.
fn decode(bytes: &[u8]) -> Result<usize> {
    let limits = Limits { pixels: 20_000_000, memory: 400_000_000, frames: 200, ..Limits::default() };
    let header = codecs::probe(bytes, &limits)?;
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    // Pages have sizes of their own, which no header tells.
    let options = DecodeOptions { animated: !header.format.is_paged(), ..DecodeOptions::default() };
    let mut decoder = header.format.row().codec.open.unwrap()(bytes, &header, &options, &mut job)?;
    let mut frames = 0;
    while let Some(frame) = decoder.next_frame(&mut job)? {
        assert_eq!((frame.pixels.width, frame.pixels.height), (header.width, header.height));
        assert_eq!(frame.pixels.layout.channels(), usize::from(header.channels));
        assert_eq!(frame.pixels.depth(), header.depth);
        frames += 1;
    }
    Ok(frames)
}

/// Files of `format` seen, decoded, and lost to a panic.
fn count(folder: &str, format: Format) -> Option<(usize, usize, usize)> {
    let mut found = Vec::new();
    files(&corpus(folder)?, &mut found);
    found.sort();
    let (mut seen, mut decoded, mut panicked) = (0, 0, 0);
    for path in found {
        let bytes = fs::read(&path).unwrap();
        if Format::sniff(&bytes) != Some(format) {
            continue;
        }
        seen += 1;
        match catch_unwind(|| decode(&bytes)) {
            Ok(Ok(frames)) => decoded += usize::from(frames > 0),
            Ok(Err(error)) => println!("{}: {:?} {error}", path.display(), error.code),
            Err(_) => {
                println!("{}: PANIC", path.display());
                panicked += 1;
            }
        }
    }
    println!("{folder}: {seen} seen, {decoded} decoded, {panicked} panics");
    Some((seen, decoded, panicked))
}

#[test]
fn every_avif_of_the_corpus_decodes_or_is_refused() {
    if let Some(counts) = count("avif", Format::Avif) {
        // Of the 15 refused most are damaged on purpose; the others are grids that share a tile of grey.
        assert_eq!(counts, (120, 105, 0));
    }
}

#[test]
fn every_gif_of_the_corpus_decodes_or_is_refused() {
    if let Some(counts) = count("gif", Format::Gif) {
        // Most are a fuzzer's, broken on purpose.
        assert_eq!(counts, (528, 222, 0));
    }
}

#[test]
fn every_svg_of_the_corpus_decodes_or_is_refused() {
    // Refused are broken markup and drawings of no size in which nothing is drawn.
    let sets =
        [("misc/image-size", (17, 12, 0)), ("misc/libvips", (4, 4, 0)), ("misc/sharp-fixtures", (3, 3, 0))];
    for (folder, expected) in sets {
        if let Some(counts) = count(folder, Format::Svg) {
            assert_eq!(counts, expected, "{folder}");
        }
    }
}

#[test]
fn every_jxl_of_the_corpus_decodes_or_is_refused() {
    // The one in `found` is cut: another decoder takes 728 MB for its 87 bytes.
    for (folder, expected) in
        [("misc/image-size", (8, 8, 0)), ("misc/small", (1, 1, 0)), ("found", (1, 0, 0))]
    {
        if let Some(counts) = count(folder, Format::Jxl) {
            assert_eq!(counts, expected, "{folder}");
        }
    }
}

/// Folder, format, files seen, decoded. What is refused is damaged on purpose (the fuzzers' sets are most of it), or of a kind
/// that docs/performance.md lists as not read.
const SETS: &[(&str, Format, usize, usize)] = &[
    ("bmp", Format::Bmp, 268, 181),
    ("ico", Format::Ico, 18, 15),
    ("qoi", Format::Qoi, 6, 6),
    ("pnm", Format::Pnm, 82, 17),
    ("tga", Format::Tga, 336, 336),
    ("misc/image-rs/images", Format::Hdr, 5, 5),
    ("misc/image-rs/images", Format::Farbfeld, 12, 12),
    ("misc/pillow", Format::Dds, 18, 12),
    ("tiff", Format::Tiff, 403, 259),
];

#[test]
fn every_file_of_the_small_formats_decodes_or_is_refused() {
    for (folder, format, seen, decoded) in SETS {
        if let Some(counts) = count(folder, *format) {
            assert_eq!(counts, (*seen, *decoded, 0), "{folder}");
        }
    }
}

/// Every pixel of `left` as 8 bit, by the format's own decoder.
fn pixels(path: &Path) -> Pixels {
    let bytes = fs::read(path).unwrap();
    let header = codecs::probe(&bytes, &Limits::default()).unwrap();
    let mut job = Job::default();
    let options = DecodeOptions::default();
    let mut decoder = header.format.row().codec.open.unwrap()(&bytes, &header, &options, &mut job).unwrap();
    let frame = decoder.next_frame(&mut job).unwrap().unwrap();
    layout::to_u8(layout::ensure_alpha(frame.pixels, &mut job).unwrap(), &mut job).unwrap()
}

/// The PNG beside it is what libavif's own tests compare with.
#[test]
fn an_avif_shows_what_its_png_shows() {
    let Some(root) = corpus("avif/libavif") else { return };
    let (left, right) = (pixels(&root.join("draw_points_idat.avif")), pixels(&root.join("draw_points.png")));
    assert_eq!((left.width, left.height, left.layout), (right.width, right.height, right.layout));
    let (Samples::U8(left), Samples::U8(right)) = (&left.samples, &right.samples) else { return };
    let total: u64 = left.iter().zip(right).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let mean = total as f64 / left.len() as f64;
    println!("mean difference {mean}");
    assert!(mean < 1.0, "mean difference {mean}");
}

/// libavif 1.3 and older left the turn out of the alpha's item; its own tests take both files for the same picture.
#[test]
fn alpha_without_a_turn_of_its_own_is_turned_with_its_image() {
    let Some(root) = corpus("avif/libavif") else { return };
    let read = |name: &str| {
        let bytes = fs::read(root.join(name)).unwrap();
        let request = json!({ "task": "convert", "recipe": { "outputs": [{ "format": "raw" }] } });
        let outcome = task::run(&request.to_string(), &mut [bytes], &Cancel::default()).unwrap();
        let info = &outcome.info["outputs"][0];
        assert_eq!((info["width"].as_u64(), info["height"].as_u64()), (Some(256), Some(512)));
        outcome.buffers.into_iter().next().unwrap()
    };
    assert!(read("abc_color_irot_alpha_irot.avif") == read("abc_color_irot_alpha_NOirot.avif"));
}

/// Its colours are a grid without alpha, whose two tiles have alphas of their own; sharp 0.35.5 shows 200 values of it.
#[test]
fn alpha_that_lies_in_the_tiles_of_an_avif_is_shown() {
    let Some(root) = corpus("avif/libavif") else { return };
    let image = pixels(&root.join("color_grid_alpha_nogrid.avif"));
    let Samples::U8(samples) = &image.samples else { panic!("8 bit") };
    let values: BTreeSet<u8> = samples.as_chunks::<4>().0.iter().map(|pixel| pixel[3]).collect();
    assert_eq!(values.len(), 200);
    // The second tile begins in row 64.
    let second = samples[64 * 80 * 4..].as_chunks::<4>().0.iter().filter(|pixel| pixel[3] < 255).count();
    assert!(second > 100, "{second}");
}

/// There is no DCT to be smaller by, whatever the plan asks for.
#[test]
fn a_lossless_jpeg_is_resized_from_the_whole() {
    let Some(root) = corpus("jpeg/ljt-seed-corpora") else { return };
    let file = root.join("bugs/decompress/lossless/random8_91x100_lossless_psv1_pt0.jpg");
    let recipe = json!({ "steps": [{ "op": "resize", "width": 9 }], "outputs": [{ "format": "raw" }] });
    let request = json!({ "task": "convert", "recipe": recipe });
    let outcome =
        task::run(&request.to_string(), &mut [fs::read(file).unwrap()], &Cancel::default()).unwrap();
    let info = &outcome.info["outputs"][0];
    assert_eq!((info["width"].as_u64(), info["height"].as_u64()), (Some(9), Some(10)));
}

/// Bytes of a small file.
const SMALL: usize = 4 << 10;
/// No prefix may take longer, in a test build on a busy machine.
const HANG: Duration = Duration::from_secs(2);

/// What is there of a file that is cut is an image or a code, under every `failOn`. The crate that decodes AVIF may panic: callers catch it.
#[test]
fn every_small_file_cut_at_32_places_is_an_image_or_a_code() {
    let Some(root) = corpus("") else { return };
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let (mut seen, mut shown, mut refused) = (0, 0, 0);
    for path in found {
        let bytes = fs::read(&path).unwrap();
        let Some(format) = Format::sniff(&bytes).filter(|_| bytes.len() <= SMALL) else { continue };
        seen += 1;
        for cut in 0..32 {
            let prefix = &bytes[..bytes.len() * cut / 32];
            let fail_on = ["none", "truncated", "error", "warning"][cut % 4];
            let limits = json!({ "pixels": 300_000, "memory": 20_000_000, "frames": 8 });
            let input = json!({ "failOn": fail_on, "limits": limits });
            let recipe = json!({ "input": input, "outputs": [{ "format": "raw" }] });
            let request = json!({ "task": "convert", "recipe": recipe }).to_string();
            let start = Instant::now();
            let outcome = catch_unwind(|| task::run(&request, &mut [prefix.to_vec()], &Cancel::default()));
            assert!(start.elapsed() < HANG, "{} at {cut}: {:?}", path.display(), start.elapsed());
            match outcome {
                Ok(Ok(_)) => shown += 1,
                Ok(Err(error)) => {
                    assert_ne!(error.code, Code::Panicked, "{} at {cut}: {error}", path.display());
                    refused += 1;
                }
                Err(_) => assert_eq!(format, Format::Avif, "{} at {cut} panics", path.display()),
            }
        }
    }
    println!("{seen} files: {shown} of their prefixes shown, {refused} refused");
    assert_eq!(seen, 5483);
    assert!(shown > 0 && refused > shown);
}
