//! Sequences: movies made box by box (ISO/IEC 14496-12) around pictures that a still has as items.

use super::super::container::Container;
use super::{boxed, decode, refused};
use crate::codecs::testing::encode;
use crate::codecs::{self, testing};
use crate::error::Code;
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Samples};
use serde_json::json;

const WIDTH: u16 = 20;
const HEIGHT: u16 = 13;

/// A still with alpha; of its colours and its alpha the coded data and the contents of av1C.
fn still() -> (Vec<u8>, [Vec<u8>; 2], [Vec<u8>; 2]) {
    let pixel = |x: u16, y: u16| [x * 12, y * 18, 255 - x * 9, if x < 10 { 255 } else { y * 19 }];
    let samples =
        (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| pixel(x, y))).map(|v| v as u8).collect();
    let size = (WIDTH.into(), HEIGHT.into());
    let bytes = encode(Format::Avif, Samples::U8(samples), Layout::Rgba, size, &json!({ "effort": 0 }));
    let file = Container::parse(&bytes, &Limits::default()).unwrap();
    let colours = file.primary().unwrap();
    let alpha = file.alpha_of(colours).unwrap();
    let data = [colours, alpha].map(|item| file.data(item).unwrap().into_owned());
    let coding = [colours, alpha].map(|item| file.of_kind(item, b"av1C").next().unwrap().to_vec());
    (bytes, data, coding)
}

fn full(kind: &[u8], body: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[0; 4], body].concat())
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

struct Track {
    id: u32,
    tref: Vec<u8>,
    /// Boxes of the sample entry.
    properties: Vec<u8>,
    /// The chunks' places and the samples' sizes.
    stco: Vec<u8>,
    stsz: Vec<u8>,
}

impl Track {
    fn bytes(&self) -> Vec<u8> {
        let mut entry = vec![0; 78];
        entry[24..26].copy_from_slice(&WIDTH.to_be_bytes());
        entry[26..28].copy_from_slice(&HEIGHT.to_be_bytes());
        entry.extend(&self.properties);
        let stsd = full(b"stsd", &[words(&[1]), boxed(b"av01", &entry)].concat());
        let stbl = boxed(b"stbl", &[&stsd[..], &self.stsz, &self.stco].concat());
        let tkhd = full(b"tkhd", &words(&[0, 0, self.id, 0, 0]));
        let mdia = boxed(b"mdia", &boxed(b"minf", &stbl));
        boxed(b"trak", &[&tkhd[..], &self.tref, &mdia].concat())
    }
}

/// Colours and alpha in tracks of two samples, of which the second is no picture. `edit` may change what the boxes say.
fn movie(edit: impl Fn(&mut [Track; 2]), wide: bool) -> Vec<u8> {
    let (_, [colours, alpha], codings) = still();
    // The metadata name no still.
    let meta = full(b"meta", &full(b"hdlr", &[0; 20]));
    let ftyp = [boxed(b"ftyp", b"avis\0\0\0\0avismsf1miaf"), if wide { meta } else { Vec::new() }].concat();
    let tracks = |start: usize| {
        let mut places = [start, start + colours.len() + 1].into_iter();
        let mut codings = codings.iter();
        let mut track = |id, len: usize| {
            let place = places.next().unwrap() as u32;
            Track {
                id,
                tref: Vec::new(),
                properties: boxed(b"av1C", codings.next().unwrap()),
                stco: if wide {
                    full(b"co64", &words(&[2, 0, place, 0, 0]))
                } else {
                    full(b"stco", &words(&[2, place, 0]))
                },
                stsz: full(b"stsz", &words(&[0, 2, len as u32, 1])),
            }
        };
        let mut both = [track(1, colours.len()), track(2, alpha.len())];
        both[1].tref = boxed(b"tref", &boxed(b"auxl", &words(&[1])));
        let name = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
        both[1].properties.extend(full(b"auxi", name));
        edit(&mut both);
        boxed(b"moov", &both.iter().flat_map(Track::bytes).collect::<Vec<u8>>())
    };
    // The places do not change the length.
    let start = ftyp.len() + tracks(0).len() + 8;
    [ftyp, tracks(start), boxed(b"mdat", &[&colours[..], &[0], &alpha, &[0]].concat())].concat()
}

fn shown(bytes: &[u8]) -> Frame {
    decode(bytes, Limits::default()).unwrap().unwrap()
}

#[test]
fn a_sequence_without_a_still_shows_the_first_picture_of_its_tracks() {
    let (whole, data, _) = still();
    let expected = shown(&whole);
    for wide in [false, true] {
        let bytes = movie(|_| {}, wide);
        let header = codecs::probe(&bytes, &Limits::default()).unwrap();
        assert_eq!((header.width, header.height), (WIDTH.into(), HEIGHT.into()));
        assert_eq!((header.channels, header.has_alpha, header.frames), (4, true, 1));
        assert_eq!(testing::samples8(&shown(&bytes)), testing::samples8(&expected));
    }
    // All samples of one size; alpha without the box that calls it so; the tracks the other way round.
    let length = data[0].len() as u32;
    let alike = |tracks: &mut [Track; 2]| {
        tracks[0].stsz = full(b"stsz", &words(&[length, 2]));
        tracks[1].properties = tracks[1].properties[..12].to_vec();
        tracks.reverse();
    };
    assert_eq!(testing::samples8(&shown(&movie(alike, false))), testing::samples8(&expected));
}

#[test]
fn auxiliary_tracks_of_another_kind_are_no_alpha() {
    let depth = |tracks: &mut [Track; 2]| {
        let properties = &mut tracks[1].properties;
        properties.truncate(12);
        properties.extend(full(b"auxi", b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0"));
    };
    let bytes = movie(depth, false);
    assert_eq!(codecs::probe(&bytes, &Limits::default()).unwrap().channels, 3);
    assert_eq!(shown(&bytes).pixels.layout, Layout::Rgb);
}

#[test]
fn a_sequence_cut_or_damaged_has_its_code() {
    let bytes = movie(|_| {}, false);
    // The last byte is of a sample that is not shown.
    for end in 20..bytes.len() - 1 {
        assert_eq!(refused(&bytes[..end], Limits::default()).code, Code::TruncatedImage, "{end}");
    }
    let damaged = |edit: fn(&mut [Track; 2])| refused(&movie(edit, false), Limits::default()).code;
    // No track that is shown, none with a sample, two of one number, a picture of another size.
    let no_picture = |tracks: &mut [Track; 2]| tracks[0].tref = boxed(b"tref", &boxed(b"auxl", &words(&[2])));
    assert_eq!(damaged(no_picture), Code::CorruptImage);
    assert_eq!(damaged(|tracks| tracks[0].stsz = full(b"stsz", &words(&[0, 0]))), Code::CorruptImage);
    assert_eq!(damaged(|tracks| tracks[0].stco = full(b"stco", &words(&[0]))), Code::CorruptImage);
    assert_eq!(damaged(|tracks| tracks[1].id = 1), Code::CorruptImage);
    assert_eq!(
        damaged(|tracks| tracks[0].stco = full(b"stco", &words(&[1, u32::MAX]))),
        Code::TruncatedImage
    );
    let limits = Limits { side: 19, ..Limits::default() };
    assert_eq!(refused(&bytes, limits).code, Code::SideLimit);
}

#[test]
fn more_tracks_than_a_sequence_has_are_refused() {
    let empty = boxed(b"trak", &[]).repeat(65);
    let bytes = [boxed(b"ftyp", b"avis\0\0\0\0avis"), boxed(b"moov", &empty)].concat();
    let error = refused(&bytes, Limits::default());
    assert_eq!(error.fields.reason.as_deref(), Some("more tracks than a sequence has"));
}
