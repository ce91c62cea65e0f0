//! TIFF: files written by hand after the specification, round trips, pages, cuts and limits.

mod decoder;
mod limits;
mod old_jpeg;
mod pages;
mod writer;

use crate::codecs::exif::structure;
use crate::codecs::testing::{self, code, decode, decode_page, encode, samples8, samples16};
use crate::convert::convert;
use crate::error::Code;
use crate::format::Format;
use crate::job::{Cancel, FailOn};
use crate::limits::Limits;
use crate::pixels::{Layout, Samples};
use crate::recipe::Recipe;
use serde_json::json;
use writer::Values::{Bytes, Rational};
use writer::{KINDS, Kind, Page};

/// One directory's fields: tag, and its value as a short.
type Fields<'a> = &'a [(u16, u16)];

/// A file of pages, each with its strip of data; `big` is the byte order's, not BigTIFF's.
fn file(big: bool, pages: &[(Fields<'_>, &[u8])]) -> Vec<u8> {
    let short = |value: u16| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let long = |value: u32| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let mut out = if big { b"MM\0\x2a".to_vec() } else { b"II\x2a\0".to_vec() };
    out.extend(long(8));
    for (index, (fields, data)) in pages.iter().enumerate() {
        let strip = out.len() as u32 + 2 + 12 * (fields.len() as u32 + 2) + 4;
        let mut all: Vec<(u16, u16, u32)> =
            fields.iter().map(|(tag, value)| (*tag, 3, u32::from(*value))).collect();
        // StripOffsets and StripByteCounts.
        all.extend([(273, 4, strip), (279, 4, data.len() as u32)]);
        all.sort_unstable();
        out.extend(short(all.len() as u16));
        for (tag, kind, value) in all {
            out.extend(short(tag));
            out.extend(short(kind));
            out.extend(long(1));
            if kind == 3 {
                out.extend(short(value as u16));
                out.extend([0, 0]);
            } else {
                out.extend(long(value));
            }
        }
        let last = index + 1 == pages.len();
        out.extend(long(if last { 0 } else { strip + data.len() as u32 }));
        out.extend_from_slice(data);
    }
    out
}

/// Width, length, bits, compression (none), photometric, samples, rows a strip.
fn fields(width: u16, length: u16, bits: u16, photometric: u16, samples: u16) -> Vec<(u16, u16)> {
    vec![
        (256, width),
        (257, length),
        (258, bits),
        (259, 1),
        (262, photometric),
        (277, samples),
        (278, length),
    ]
}

#[test]
fn grey_of_every_depth_is_read_in_both_byte_orders() {
    for big in [false, true] {
        // BlackIsZero, WhiteIsZero.
        assert_eq!(
            samples8(&decode(&file(big, &[(&fields(3, 1, 8, 1, 1), &[0, 7, 255])])).unwrap().1),
            [0, 7, 255]
        );
        assert_eq!(
            samples8(&decode(&file(big, &[(&fields(3, 1, 8, 0, 1), &[0, 7, 255])])).unwrap().1),
            [255, 248, 0]
        );
        // Rows are padded to bytes.
        assert_eq!(
            samples8(&decode(&file(big, &[(&fields(3, 2, 1, 1, 1), &[0xa0, 0x40])])).unwrap().1),
            [255, 0, 255, 0, 255, 0]
        );
        assert_eq!(
            samples8(&decode(&file(big, &[(&fields(3, 1, 4, 1, 1), &[0x0f, 0x50])])).unwrap().1),
            [0, 255, 85]
        );
        let wide: Vec<u8> =
            [1u16, 0xfffe].iter().flat_map(|v| if big { v.to_be_bytes() } else { v.to_le_bytes() }).collect();
        assert_eq!(
            samples16(&decode(&file(big, &[(&fields(2, 1, 16, 1, 1), &wide)])).unwrap().1),
            [1, 0xfffe]
        );
    }
}

#[test]
fn alpha_that_was_multiplied_in_is_taken_out() {
    let mut described = fields(1, 1, 8, 2, 4);
    described.push((338, 1));
    let (header, frame) = decode(&file(false, &[(&described, &[50, 100, 0, 100])])).unwrap();
    assert!(header.has_alpha);
    assert_eq!(samples8(&frame), [128, 255, 0, 100]);
    described.last_mut().unwrap().1 = 2;
    assert_eq!(
        samples8(&decode(&file(false, &[(&described, &[50, 100, 0, 100])])).unwrap().1),
        [50, 100, 0, 100]
    );
}

#[test]
fn pages_orientation_and_what_is_not_read() {
    let mut turned = fields(2, 1, 8, 1, 1);
    turned.push((274, 6));
    let second = fields(1, 2, 8, 1, 1);
    let bytes = file(true, &[(&turned, &[1, 2]), (&second, &[3, 4])]);
    let (header, frame) = decode(&bytes).unwrap();
    assert_eq!((header.frames, header.orientation, samples8(&frame)), (2, 6, &[1, 2][..]));
    let (_, frame) = decode_page(&bytes, 1, Limits::default(), FailOn::Truncated).unwrap();
    assert_eq!((frame.pixels.width, samples8(&frame)), (1, &[3, 4][..]));
    assert_eq!(
        decode_page(&bytes, 2, Limits::default(), FailOn::Truncated).unwrap_err().code,
        Code::InvalidOption
    );
    // No palette; 17 bits; photometric interpretation of a colour filter array.
    assert_eq!(code(&file(false, &[(&fields(1, 1, 8, 3, 1), &[0])])), Code::CorruptImage);
    assert_eq!(code(&file(false, &[(&fields(1, 1, 17, 1, 1), &[0; 3])])), Code::UnsupportedFeature);
    assert_eq!(code(&file(false, &[(&fields(1, 1, 8, 32_803, 1), &[0])])), Code::UnsupportedFeature);
    // A directory that is its own successor.
    let mut circle = file(false, &[(&fields(1, 1, 8, 1, 1), &[9])]);
    let next = circle.len() - 1 - 4;
    circle[next] = 8;
    assert_eq!(crate::codecs::probe(&circle, &Limits::default()).unwrap().frames, 1);
    assert_eq!(samples8(&decode(&circle).unwrap().1), [9]);
}

#[test]
fn what_was_written_comes_back_in_every_packing() {
    for compression in ["none", "lzw", "deflate"] {
        for predictor in [true, false] {
            let options = json!({ "compression": compression, "predictor": predictor });
            for layout in [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba] {
                let samples = testing::pattern(13 * 7 * layout.channels());
                let wide: Vec<u16> = samples.iter().map(|s| (u16::from(*s) * 257) ^ 3).collect();
                let bytes = encode(Format::Tiff, Samples::U8(samples.clone()), layout, (13, 7), &options);
                assert_eq!(samples8(&decode(&bytes).unwrap().1), samples, "{layout:?} {options}");
                let bytes = encode(Format::Tiff, Samples::U16(wide.clone()), layout, (13, 7), &options);
                assert_eq!(samples16(&decode(&bytes).unwrap().1), wide, "{layout:?} {options}");
            }
        }
    }
}

#[test]
fn tiles_come_back_in_every_size_depth_and_packing() {
    for (width, height) in [(1, 1), (16, 16), (17, 15), (40, 33), (100, 1)] {
        for compression in ["none", "lzw", "deflate"] {
            let options = |high: u32| json!({ "compression": compression, "tile": true, "tileWidth": 32, "tileHeight": high });
            for layout in [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba] {
                let samples = testing::pattern((width * height) as usize * layout.channels());
                let wide: Vec<u16> = samples.iter().map(|s| (u16::from(*s) * 257) ^ 3).collect();
                for high in [16, 64] {
                    let (eight, sixteen) = (Samples::U8(samples.clone()), Samples::U16(wide.clone()));
                    let bytes = encode(Format::Tiff, eight, layout, (width, height), &options(high));
                    assert_eq!(samples8(&decode(&bytes).unwrap().1), samples, "{layout:?} {width} {height}");
                    let bytes = encode(Format::Tiff, sixteen, layout, (width, height), &options(high));
                    assert_eq!(samples16(&decode(&bytes).unwrap().1), wide, "{layout:?} {width} {height}");
                }
                // Floats are read as 16 bit: the same by tiles and by strips.
                let floats = || Samples::F32(samples.iter().map(|s| f32::from(*s) / 255.0).collect());
                let tiled = encode(Format::Tiff, floats(), layout, (width, height), &options(16));
                let strips = encode(Format::Tiff, floats(), layout, (width, height), &json!({}));
                let [tiled, strips] = [tiled, strips].map(|bytes| decode(&bytes).unwrap().1);
                assert_eq!(tiled.pixels, strips.pixels, "{layout:?} {width} {height}");
            }
        }
    }
}

#[test]
fn grey_of_few_bits_has_the_highest_of_each_sample() {
    let (width, height) = (13, 5);
    let samples = testing::pattern(width * height);
    let gray = || Samples::U8(samples.clone());
    for (bits, levels) in [(1, 1u32), (2, 3), (4, 15)] {
        let expected: Vec<u8> =
            samples.iter().map(|s| (u32::from(*s >> (8 - bits)) * 255 / levels) as u8).collect();
        for miniswhite in [false, true] {
            for compression in ["none", "lzw", "deflate"] {
                for tile in [false, true] {
                    let options = json!({ "bitdepth": bits, "miniswhite": miniswhite, "compression": compression, "tile": tile });
                    let bytes = encode(Format::Tiff, gray(), Layout::Gray, (13, 5), &options);
                    let (header, frame) = decode(&bytes).unwrap();
                    assert_eq!(
                        (u32::from(header.bits), samples8(&frame)),
                        (bits, &expected[..]),
                        "{options}"
                    );
                }
            }
        }
    }
    let raw = |miniswhite: bool| {
        let options = json!({ "bitdepth": 1, "miniswhite": miniswhite, "compression": "none" });
        encode(Format::Tiff, Samples::U8(vec![0, 255, 127, 128, 255]), Layout::Gray, (5, 1), &options)[8]
    };
    assert_eq!((raw(false) & 0b1111_1000, raw(true) & 0b1111_1000), (0b0101_1000, 0b1010_0000));
}

#[test]
fn a_pyramid_has_copies_of_half_the_size_behind_each_page() {
    let sizes = |bytes: &[u8]| -> Vec<(u32, u32, bool)> {
        let count = crate::codecs::probe(bytes, &Limits::default()).unwrap().frames;
        let pages = (0..count).map(|index| super::probe::page(bytes, index).unwrap());
        pages.map(|page| (page.width, page.height, page.is_aside())).collect()
    };
    let page =
        |bytes: &[u8], index| decode_page(bytes, index, Limits::default(), FailOn::Truncated).unwrap().1;
    let options = json!({ "pyramid": true, "tileWidth": 16, "tileHeight": 16 });
    let samples = testing::pattern(75 * 53);
    let bytes = encode(Format::Tiff, Samples::U8(samples.clone()), Layout::Gray, (75, 53), &options);
    // What sharp 0.35.5 writes of the same image: floors, and means with halves up.
    assert_eq!(sizes(&bytes), [(75, 53, false), (37, 26, true), (18, 13, true), (9, 6, true)]);
    assert_eq!(samples8(&page(&bytes, 0)), samples);
    let half = page(&bytes, 1);
    for (at, found) in samples8(&half).iter().enumerate() {
        let corner = at / 37 * 2 * 75 + at % 37 * 2;
        let four = [0, 1, 75, 76].map(|step| u32::from(samples[corner + step]));
        assert_eq!(u32::from(*found), (four.iter().sum::<u32>() + 2) / 4, "{at}");
    }
    // What cannot be seen has no colour to give; at 8 bit the multiplied red is rounded.
    let (red, clear) = ([200, 0, 0, 255], [0, 200, 0, 0]);
    let line = [red, clear].concat().repeat(16);
    let bytes =
        encode(Format::Tiff, Samples::U8([line.clone(), line].concat()), Layout::Rgba, (32, 2), &options);
    assert_eq!(sizes(&bytes), [(32, 2, false), (16, 1, true)]);
    assert_eq!(samples8(&page(&bytes, 1)), [199, 0, 0, 128].repeat(16));
    // Wide, deep and float; one that fits into a tile has no copy.
    let wide: Vec<u16> = testing::pattern(40 * 3).iter().map(|s| u16::from(*s) * 257).collect();
    let bytes = encode(Format::Tiff, Samples::U16(wide), Layout::Gray, (40, 3), &options);
    assert_eq!(sizes(&bytes), [(40, 3, false), (20, 1, true)]);
    let bytes = encode(Format::Tiff, Samples::F32(vec![0.5; 40 * 20]), Layout::Gray, (40, 20), &options);
    assert_eq!(sizes(&bytes), [(40, 20, false), (20, 10, true), (10, 5, true)]);
    assert_eq!(
        sizes(&encode(Format::Tiff, Samples::U8(vec![9; 256]), Layout::Gray, (16, 16), &options)).len(),
        1
    );
    let shallow = json!({ "pyramid": true, "tileWidth": 16, "tileHeight": 16, "bitdepth": 1 });
    let bytes = encode(Format::Tiff, Samples::U8(vec![255; 40 * 40]), Layout::Gray, (40, 40), &shallow);
    assert_eq!((sizes(&bytes).len(), samples8(&page(&bytes, 2))), (3, &[255; 100][..]));
    // The smaller copies are no pages.
    let recipe = json!({ "outputs": [{ "format": "tiff" }], "input": { "animated": true } });
    let converted =
        convert(&mut bytes.clone(), None, &Recipe::parse(&recipe).unwrap(), &Cancel::default()).unwrap();
    assert_eq!(converted.outputs[0].frames, 1);
}

#[test]
fn tiles_and_depths_that_are_none_are_refused() {
    let begin = |options: serde_json::Value| {
        let values =
            crate::spec::Values::parse(super::ROW.options, options.as_object().unwrap(), &[], "").unwrap();
        (super::ROW.codec.begin.unwrap())(&values, &mut crate::job::Job::default())
    };
    for (options, path) in [
        (json!({ "tile": true, "tileWidth": 24 }), "tileWidth"),
        (json!({ "tile": true, "tileHeight": 100 }), "tileHeight"),
        (json!({ "bitdepth": 3 }), "bitdepth"),
    ] {
        let error = begin(options).err().unwrap();
        assert_eq!((error.code, error.fields.path.as_deref()), (Code::InvalidOption, Some(path)));
    }
    let recipe = |steps: serde_json::Value, options: serde_json::Value| {
        let pixels = file(false, &[(&fields(1, 1, 8, 2, 3), &[200, 200, 200])]);
        let mut output = json!({ "format": "tiff", "steps": steps });
        output.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        let recipe = Recipe::parse(&json!({ "outputs": [output] })).unwrap();
        convert(&mut pixels.clone(), None, &recipe, &Cancel::default())
    };
    // Few bits are grey's alone: what has colours keeps its own.
    let colour = recipe(json!([]), json!({ "bitdepth": 1 })).unwrap();
    assert_eq!(samples8(&decode(&colour.outputs[0].bytes).unwrap().1), [200, 200, 200]);
    let grey = recipe(json!([{ "op": "greyscale" }]), json!({ "bitdepth": 1 })).unwrap();
    assert_eq!(samples8(&decode(&grey.outputs[0].bytes).unwrap().1), [255]);
    // A tile larger than the memory that is left.
    let huge = json!({ "tile": true, "tileWidth": 32_768, "tileHeight": 32_768 });
    assert_eq!(recipe(json!([]), huge).err().unwrap().code, Code::MemoryLimit);
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = file(false, &[(&fields(2, 2, 8, 2, 3), &testing::pattern(12))]);
    testing::every_cut_fails(
        &bytes,
        bytes.len(),
        &[Code::TruncatedImage, Code::UnknownFormat, Code::CorruptImage],
    );
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
}

/// Of pages only the one asked for is decoded and counted, whatever the output can carry.
#[test]
fn pages_are_no_animation() {
    let described = fields(2, 1, 8, 1, 1);
    let pages: Vec<(Fields<'_>, &[u8])> = (0..9).map(|_| (described.as_slice(), &[10, 200][..])).collect();
    let bytes = file(false, &pages);
    let recipe =
        json!({ "input": { "limits": { "pixels": 2, "frames": 8 } }, "outputs": [{ "format": "gif" }] });
    let recipe = Recipe::parse(&recipe).unwrap();
    let header = crate::codecs::probe(&bytes, &recipe.input.limits).unwrap();
    assert_eq!((header.frames, header.animation()), (9, 1));
    let converted = convert(&mut bytes.clone(), None, &recipe, &Cancel::default()).unwrap();
    assert_eq!((converted.outputs[0].frames, converted.outputs[0].width), (1, 2));
}

/// ICC.1:2022 knows a profile by its signature at 36; the rest of its header is of no interest here.
fn profile() -> Vec<u8> {
    let mut profile = vec![0; 132];
    profile[36..40].copy_from_slice(b"acsp");
    profile
}

#[test]
fn metadata_is_read_of_classic_files_and_of_bigtiff() {
    for kind in KINDS {
        // The strip comes first in the file and holds the Exif directory: a user comment of four bytes.
        let place = if matches!(kind, Kind::Little | Kind::Big) { 8 } else { 16 };
        let (count, room) = if place == 16 { (kind.wide(1), 8) } else { (kind.short(1).to_vec(), 4) };
        let mut strip = [count, [kind.short(0x9286), kind.short(7)].concat(), kind.wide(4)].concat();
        strip.extend(b"abcd");
        strip.resize(strip.len() + room - 4, 0);
        strip.extend(kind.wide(0));
        let page = Page::new(1, 1, 1, &[8]).chunk(strip).short(274, 6).long(0x8769, place);
        let page = page.set(34_675, Bytes(profile())).set(700, Bytes(b"<x/>".to_vec()));
        let page = page.set(33_723, Bytes(vec![0x1c, 2, 5, 0, 1, b'T'])).short(296, 2);
        let file = page.set(282, Rational(vec![(600, 2)])).file(kind);
        let found = (super::ROW.codec.metadata.read.unwrap())(&file, &Limits::default()).unwrap();
        assert_eq!((found.icc, found.xmp.as_deref()), (Some(profile()), Some(&b"<x/>"[..])), "{kind:?}");
        assert_eq!((found.iptc.map(|iptc| iptc.len()), found.density), (Some(6), Some(300.0)));
        let exif = structure::parse(&found.exif.unwrap()).unwrap();
        assert_eq!(exif.main.get(274).unwrap().bytes, kind.short(6));
        let (tag, taken) = exif.main.directories().next().unwrap();
        assert_eq!((tag, taken.get(0x9286).unwrap().bytes.as_slice()), (structure::EXIF, &b"abcd"[..]));
        let short = Limits { metadata: 100, ..Limits::default() };
        let error = (super::ROW.codec.metadata.read.unwrap())(&file, &short).unwrap_err();
        assert_eq!(error.code, Code::MetadataLimit);
        for end in 0..file.len() {
            let _ = (super::ROW.codec.metadata.read.unwrap())(&file[..end], &Limits::default());
        }
    }
}
