//! Old-style JPEG in TIFF: files laid out as section 22 and libtiff's collection have them, beside the same JPEGs by themselves.

use super::writer::{Kind, Page, Values};
use crate::codecs::testing::{code, decode, decode_page, encode, every_changed_byte_is_survived, samples8};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
use crate::pixels::{Layout, Samples};
use serde_json::json;

const WIDTH: u32 = 37;
const HEIGHT: u32 = 27;

/// Slopes in three colours.
fn slopes(from: u32, rows: u32) -> Vec<u8> {
    let pixel = |x: u32, y: u32| [x * 6, y * 8, 255 - x * 3 - y * 2].map(|value| value as u8);
    (from..from + rows).flat_map(|y| (0..WIDTH).flat_map(move |x| pixel(x, y))).collect()
}

/// The same tables for every picture.
fn jpeg(samples: Vec<u8>, layout: Layout, rows: u32) -> Vec<u8> {
    let options = json!({ "quality": 90, "optimiseCoding": false });
    encode(Format::Jpeg, Samples::U8(samples), layout, (WIDTH, rows), &options)
}

/// The segments up to the data of the scan, each with its marker, and the data.
fn parts(jpeg: &[u8]) -> (Vec<(u8, Vec<u8>)>, Vec<u8>) {
    let (mut at, mut segments) = (2, Vec::new());
    loop {
        let marker = jpeg[at + 1];
        let len = usize::from(jpeg[at + 2]) << 8 | usize::from(jpeg[at + 3]);
        segments.push((marker, jpeg[at + 4..at + 2 + len].to_vec()));
        at += 2 + len;
        if marker == 0xda {
            return (segments, jpeg[at..].to_vec());
        }
    }
}

fn segment((marker, content): &(u8, Vec<u8>)) -> Vec<u8> {
    [&[0xff, *marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
}

fn page(bits: &[u16]) -> Page {
    let photometric = if bits.len() == 3 { 6 } else { 1 };
    Page::new(WIDTH, HEIGHT, photometric, bits).short(259, 6).short(512, 1)
}

/// The colours of TIFF and of JPEG are rounded apart from each other.
fn close(found: &[u8], expected: &[u8]) {
    assert_eq!(found.len(), expected.len());
    let worst = found.iter().zip(expected).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(worst <= Some(2), "{worst:?}");
}

#[test]
fn a_stream_with_its_data_is_shown_as_by_itself() {
    let whole = jpeg(slopes(0, HEIGHT), Layout::Rgb, HEIGHT);
    let expected = decode(&whole).unwrap().1;
    for kind in [Kind::Little, Kind::Big] {
        let page = page(&[8; 3]).long(513, 8).long(514, whole.len() as u32).chunk(whole.clone());
        let (header, frame) = decode(&page.file(kind)).unwrap();
        assert_eq!((header.width, header.height, header.channels), (WIDTH, HEIGHT, 3));
        close(samples8(&frame), samples8(&expected));
        // Without a length, or with one past the end; RGB, which libtiff takes for YCbCr.
        close(
            samples8(&decode(&page.clone().long(514, 9_999_999).file(kind)).unwrap().1),
            samples8(&expected),
        );
        close(samples8(&decode(&page.short(262, 2).file(kind)).unwrap().1), samples8(&expected));
    }
    // Black and white of the luma are the directory's to say (TIFF 6.0 section 20): 16 and 235 of video.
    let flat = jpeg([126; 3].repeat((WIDTH * HEIGHT) as usize), Layout::Rgb, HEIGHT);
    let video = Values::Rational([16, 235, 128, 240, 128, 240].map(|value| (value, 1)).to_vec());
    let page = page(&[8; 3]).long(513, 8).set(532, video).chunk(flat);
    // (126 - 16) · 255 / 219
    assert!(
        samples8(&decode(&page.file(Kind::Little)).unwrap().1).iter().all(|value| value.abs_diff(128) <= 2)
    );
}

/// Offsets of what lies behind the data of the only chunk, which begins at 8.
fn behind_fields(jpeg: &[u8], bits: &[u16]) -> Page {
    let (segments, data) = parts(jpeg);
    let mut chunk = data;
    let (mut quantisers, mut dc, mut ac) = (vec![0; 4], vec![0; 4], vec![0; 4]);
    for (marker, content) in &segments {
        let mut rest = &content[..];
        while matches!(marker, 0xc4 | 0xdb) && !rest.is_empty() {
            let place = 8 + chunk.len() as u32;
            let (head, tail) = (rest[0], &rest[1..]);
            let len = if *marker == 0xdb {
                quantisers[usize::from(head)] = place;
                64
            } else {
                let to = if head & 0x10 == 0 { &mut dc } else { &mut ac };
                to[usize::from(head & 15)] = place;
                16 + tail[..16].iter().map(|count| usize::from(*count)).sum::<usize>()
            };
            chunk.extend(&tail[..len]);
            rest = &tail[len..];
        }
    }
    let each = |places: &[u32]| {
        // Both colours share theirs.
        let listed = [places[0], places[1], places[1]];
        Values::Long(listed[..bits.len()].to_vec())
    };
    page(bits).set(519, each(&quantisers)).set(520, each(&dc)).set(521, each(&ac)).chunk(chunk)
}

#[test]
fn tables_behind_fields_are_found() {
    let coloured = jpeg(slopes(0, HEIGHT), Layout::Rgb, HEIGHT);
    let page = behind_fields(&coloured, &[8; 3]);
    let expected = decode(&coloured).unwrap().1;
    close(samples8(&decode(&page.file(Kind::Little)).unwrap().1), samples8(&expected));
    // A tile whose size is no whole number of blocks away from the page's.
    let tiled = page.clone().tiles(48, 32);
    close(samples8(&decode(&tiled.file(Kind::Little)).unwrap().1), samples8(&expected));
    let grey = jpeg((0..WIDTH * HEIGHT).map(|at| (at % 251) as u8).collect(), Layout::Gray, HEIGHT);
    let file = behind_fields(&grey, &[8]).file(Kind::Little);
    close(samples8(&decode(&file).unwrap().1), samples8(&decode(&grey).unwrap().1));
    // Fields that libtiff fills in where they are missing.
    let bare = (0..file.len()).find(|at| file[*at..].starts_with(&[2, 1, 3, 0, 1, 0, 0, 0, 8, 0])).unwrap();
    let mut without_bits = file.clone();
    without_bits[bare..bare + 2].copy_from_slice(&[0xff, 0xee]);
    close(samples8(&decode(&without_bits).unwrap().1), samples8(&decode(&grey).unwrap().1));
}

/// Two strips and what they show by themselves; the stream with the tables lies behind the last one. The scan's own
/// segment stands before each strip's data, or before the first one's alone, as in libtiff's collection.
fn in_strips(all_scans: bool) -> (Page, Vec<u8>) {
    let mut page = page(&[8; 3]).long(278, 16);
    let (mut expected, mut place, mut head) = (Vec::new(), 8, Vec::new());
    for (from, rows) in [(0, 16), (16, HEIGHT - 16)] {
        let strip = jpeg(slopes(from, rows), Layout::Rgb, rows);
        let (segments, data) = parts(&strip);
        let scan = segments.iter().find(|(marker, _)| *marker == 0xda).unwrap();
        let mut chunk = if all_scans || from == 0 { segment(scan) } else { Vec::new() };
        chunk.extend(data);
        place += chunk.len() as u32;
        if from > 0 {
            let listed = segments.iter().filter(|(marker, _)| *marker != 0xda);
            head = [vec![0xff, 0xd8], listed.flat_map(segment).collect()].concat();
            chunk.extend(&head);
        }
        expected.extend_from_slice(samples8(&decode(&strip).unwrap().1));
        page = page.chunk(chunk);
    }
    (page.long(513, place).long(514, head.len() as u32), expected)
}

#[test]
fn strips_have_the_tables_of_one_stream() {
    for all_scans in [true, false] {
        let (page, expected) = in_strips(all_scans);
        close(samples8(&decode(&page.file(Kind::Little)).unwrap().1), &expected);
    }
}

#[test]
fn what_is_missing_or_not_read_has_its_code() {
    let whole = jpeg(slopes(0, HEIGHT), Layout::Rgb, HEIGHT);
    let good = behind_fields(&whole, &[8; 3]);
    let refused = |page: &Page| code(&page.file(Kind::Little));
    assert_eq!(refused(&good.clone().short(512, 14)), Code::UnsupportedFeature);
    assert_eq!(refused(&good.clone().short(284, 2)), Code::UnsupportedFeature);
    for tag in [519, 520, 521] {
        assert_eq!(refused(&good.clone().long(tag, 8)), Code::CorruptImage, "{tag}");
        assert_eq!(
            refused(&good.clone().set(tag, Values::Long(vec![0xffff_fff0; 3]))),
            Code::CorruptImage,
            "{tag}"
        );
    }
    // A frame that is progressive, and one of 12 bits.
    for (from, to) in [([0xff, 0xc0], [0xff, 0xc2]), ([17, 8], [17, 12])] {
        let mut other = whole.clone();
        let at = other.windows(2).position(|pair| pair == from).unwrap();
        other[at..at + 2].copy_from_slice(&to);
        assert_eq!(refused(&page(&[8; 3]).long(513, 8).chunk(other)), Code::UnsupportedFeature);
    }
    // More tables than any JPEG has.
    let table = segment(&(0xdb, [&[0][..], &[1; 64]].concat()));
    let many = [vec![0xff, 0xd8], table.repeat(200)].concat();
    assert_eq!(refused(&page(&[8; 3]).long(513, 8).chunk(many)), Code::CorruptImage);
    // Cut data: an error, or under `none` as much as there is.
    let file = good.file(Kind::Little);
    for len in (8..file.len()).step_by(61) {
        assert!(decode(&file[..len]).is_err(), "{len}");
        let _ = decode_page(&file[..len], 0, Limits::default(), FailOn::None);
    }
    every_changed_byte_is_survived(&file);
}
