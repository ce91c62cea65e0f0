//! AVIF: a container made byte by byte around one coded image, its cuts, lies and limits.

mod encode;
mod sequence;

use super::ROW;
use crate::codecs::{self, DecodeOptions};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::Frame;

fn boxed(kind: &[u8], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), kind, body].concat()
}

/// A file of one 4:2:0 item of 8 bits and 3 × 2 pixels, with further properties, whose data are `coded`.
fn file(extra: &[Vec<u8>], coded: &[u8]) -> Vec<u8> {
    let ispe = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2]);
    let properties = [&[ispe, boxed(b"av1C", &[0x81, 0, 0x0c, 0])], extra].concat();
    let count = properties.len() as u8;
    let mut links = vec![0, 0, 0, 0, 0, 0, 0, 1, 0, 1, count];
    links.extend(1..=count);
    let iprp = [boxed(b"ipco", &properties.concat()), boxed(b"ipma", &links)].concat();
    let infe = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0av01\0");
    let len = coded.len() as u8;
    let meta = [
        vec![0; 4],
        boxed(b"pitm", &[0, 0, 0, 0, 0, 1]),
        // Construction method 1: the extent is in idat.
        boxed(b"iloc", &[1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, len]),
        boxed(b"iinf", &[&[0, 0, 0, 0, 0, 1], infe.as_slice()].concat()),
        boxed(b"iprp", &iprp),
        boxed(b"idat", coded),
    ];
    [boxed(b"ftyp", b"avif\0\0\0\0mif1miaf"), boxed(b"meta", &meta.concat())].concat()
}

fn decode(bytes: &[u8], limits: Limits) -> Result<Option<Frame>> {
    let header = codecs::probe(bytes, &limits)?;
    let mut job = Job::new(limits, FailOn::Truncated, Cancel::default());
    let mut decoder = ROW.codec.open.unwrap()(bytes, &header, &DecodeOptions::default(), &mut job)?;
    decoder.next_frame(&mut job)
}

fn refused(bytes: &[u8], limits: Limits) -> Error {
    decode(bytes, limits).unwrap_err()
}

#[test]
fn the_header_is_read_from_the_boxes() {
    let header = codecs::probe(&file(&[], &[0]), &Limits::default()).unwrap();
    assert_eq!((header.format, header.width, header.height, header.bits), (Format::Avif, 3, 2, 8));
    assert_eq!((header.channels, header.subsampling, header.orientation), (3, Some("4:2:0"), 1));
}

/// Quarter turns against the clock, then a swap of top and bottom (0) or left and right (1), as EXIF 2.32 numbers them.
#[test]
fn turns_and_mirrors_become_an_orientation_in_their_order() {
    let irot = |angle| boxed(b"irot", &[angle]);
    let imir = |axis| boxed(b"imir", &[axis]);
    let cases = [
        (vec![irot(1)], 8),
        (vec![irot(2)], 3),
        (vec![irot(3)], 6),
        (vec![imir(0)], 4),
        (vec![imir(1)], 2),
        (vec![irot(1), imir(0)], 5),
        (vec![imir(0), irot(1)], 7),
        (vec![irot(3), imir(0)], 7),
        (vec![irot(2), imir(1)], 4),
    ];
    for (extra, orientation) in cases {
        let header = codecs::probe(&file(&extra, &[0]), &Limits::default()).unwrap();
        assert_eq!(header.orientation, orientation, "{extra:?}");
    }
}

/// 14496-12 section 12.1.4 by hand: of 3 × 2 a part of 1 × 1, centred and moved. Fractions that leave the image say nothing.
#[test]
fn a_clean_aperture_is_the_size_where_it_lies_inside() {
    let clap = |words: [i32; 8]| boxed(b"clap", &words.map(i32::to_be_bytes).concat());
    let size = |words| {
        let header = codecs::probe(&file(&[clap(words)], &[0]), &Limits::default()).unwrap();
        (header.width, header.height, header.coded)
    };
    // Half a row up of the centre between two rows; a column to the left and one to the right of the centre.
    for across in [-1, 0, 1] {
        assert_eq!(size([1, 1, 1, 1, across, 1, -1, 2]), (1, 1, Some((3, 2))));
    }
    assert_eq!(size([4, 2, 2, 1, 1, 2, 0, 1]), (2, 2, Some((3, 2))));
    let whole = (3, 2, None);
    for outside in [[1, 1, 1, 1, 2, 1, -1, 2], [4, 1, 2, 1, 0, 1, 0, 1], [1, 0, 1, 1, 0, 1, 0, 1]] {
        assert_eq!(size(outside), whole);
    }
    assert_eq!(size([3, 1, 2, 1, 0, 0, 0, 1]), whole);
    assert_eq!(size([3, 1, 2, 1, 0, 1, 0, 1]), whole);
    assert_eq!(size([3, 2, 2, 1, 0, 1, 0, 1]), whole);
}

/// 3 × 2 pixels of three bytes are decoded at four times their size (`ROW.peaks`), however little of them is shown.
#[test]
fn what_is_cut_away_counts_in_the_estimate() {
    let clap = boxed(b"clap", &[1, 1, 1, 1, 0, 1, -1, 2].map(i32::to_be_bytes).concat());
    let header = codecs::probe(&file(&[clap], &[0]), &Limits::default()).unwrap();
    let recipe = serde_json::json!({ "version": 1, "outputs": [{ "format": "png" }] });
    let recipe = crate::recipe::Recipe::parse(&recipe).unwrap();
    let plan = crate::plan::plan(header, &recipe).unwrap();
    assert_eq!((plan.width, plan.height), (1, 1));
    assert_eq!(plan.peak - (1 << 20), 3 * 2 * 3 * 4);
}

#[test]
fn every_cut_is_a_coded_error() {
    let bytes = file(&[], &[0x12, 0]);
    for end in 16..bytes.len() {
        let error = codecs::probe(&bytes[..end], &Limits::default()).unwrap_err();
        assert_eq!(error.code, Code::TruncatedImage, "at {end}");
    }
    // Whole boxes around a temporal delimiter without a picture.
    assert!(matches!(refused(&bytes, Limits::default()).code, Code::TruncatedImage | Code::CorruptImage));
}

#[test]
fn a_changed_byte_is_an_error_or_a_header() {
    let bytes = file(&[], &[0x12, 0]);
    for at in 0..bytes.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut wrong = bytes.clone();
            wrong[at] = value;
            if let Ok(header) = codecs::probe(&wrong, &Limits::default()) {
                assert_eq!(header.frames, 1);
            }
        }
    }
}

#[test]
fn an_extent_outside_the_file_and_a_box_outside_its_parent_are_refused() {
    let bytes = file(&[], &[0x12, 0]);
    let at = |name: &[u8]| bytes.windows(4).position(|w| w == name).unwrap();
    let mut far = bytes.clone();
    far[at(b"iloc") + 27] = 3;
    assert_eq!(refused(&far, Limits::default()).code, Code::TruncatedImage);
    let mut long = bytes.clone();
    long[at(b"ispe") - 1] = 200;
    assert_eq!(refused(&long, Limits::default()).code, Code::CorruptImage);
}

#[test]
fn limits_hold_before_decoding() {
    let bytes = file(&[], &[0x12, 0]);
    let code = |limits| refused(&bytes, limits).code;
    assert_eq!(code(Limits { pixels: 5, ..Limits::default() }), Code::PixelLimit);
    assert_eq!(code(Limits { side: 2, ..Limits::default() }), Code::SideLimit);
    assert_eq!(code(Limits { memory: 20, ..Limits::default() }), Code::MemoryLimit);
}

#[test]
fn more_frames_than_one_image_has_are_refused_before_decoding() {
    let hidden = [0x32, 0].repeat(40);
    let error = refused(&file(&[], &hidden), Limits::default());
    assert_eq!(error.fields.reason.as_deref(), Some("too many frames in one image"));
}
