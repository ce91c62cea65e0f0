//! Short files that ask for much: refused, or read with no more than their page needs.

use super::writer::{Kind, Page, Values, pack_bits};
use crate::codecs::testing::{code, decode_page, samples8};
use crate::codecs::{DecodeOptions, probe};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use std::time::{Duration, Instant};

/// The most that a decode of the first page held.
fn peak(file: &[u8], limits: Limits) -> Result<u64> {
    let header = probe(file, &limits)?;
    let mut job = Job::new(limits, FailOn::None, Cancel::default());
    let open = Format::Tiff.row().codec.open.unwrap();
    open(file, &header, &DecodeOptions::default(), &mut job)?.next_frame(&mut job)?;
    Ok(job.alloc.peak())
}

#[test]
fn a_tile_far_larger_than_its_page_costs_no_more_than_its_page() {
    // 4,096 × 1,000,000 pixels in a tile, two rows of them on the page.
    let page = Page::new(3, 2, 1, &[8]).short(259, 32_773).tiles(4096, 1_000_000);
    let rows: Vec<u8> = [vec![7; 4096], vec![9; 4096]].concat();
    let file = page.chunk(pack_bits(&rows)).file(Kind::Little);
    assert!(peak(&file, Limits::default()).unwrap() < 40_000);
    let frame = decode_page(&file, 0, Limits::default(), FailOn::Truncated).unwrap().1;
    assert_eq!(samples8(&frame), [7, 7, 7, 9, 9, 9]);
    // Wider than any tile that is made, and than any page may be.
    let wide = |side: u32| Page::new(3, 2, 1, &[8]).tiles(side, 16).chunk(vec![0]).file(Kind::Little);
    assert_eq!(code(&wide(4_000_000_000)), Code::SideLimit);
    let small = Limits { pixels: 100_000, ..Limits::default() };
    let error = decode_page(&wide(90_000), 0, small, FailOn::None).unwrap_err();
    assert_eq!(error.code, Code::PixelLimit);
}

#[test]
fn the_limits_of_a_page_are_not_those_of_its_padding() {
    let page = Page::new(10, 10, 1, &[8]).tiles(256, 256).chunk(vec![3; 256 * 256]).file(Kind::Big);
    let limits = Limits { pixels: 100, side: 10, ..Limits::default() };
    let frame = decode_page(&page, 0, limits, FailOn::Truncated).unwrap().1;
    assert_eq!(samples8(&frame), [3; 100]);
}

#[test]
fn rows_of_a_strip_are_those_of_the_page_at_the_most() {
    for rows in [u32::MAX, 2_000_000_000, 7] {
        let page = Page::new(4, 2, 1, &[8]).long(278, rows).chunk(vec![1, 2, 3, 4, 5, 6, 7, 8]);
        let file = page.file(Kind::Little);
        assert!(peak(&file, Limits::default()).unwrap() < 1000);
        let frame = decode_page(&file, 0, Limits::default(), FailOn::Truncated).unwrap().1;
        assert_eq!(samples8(&frame), [1, 2, 3, 4, 5, 6, 7, 8]);
    }
}

#[test]
fn many_samples_a_pixel_are_refused_before_memory_is_taken_for_them() {
    let file = Page::new(60_000, 4000, 1, &[8]).short(277, 65_535).chunk(vec![0]).file(Kind::Little);
    assert_eq!(code(&file), Code::UnsupportedFeature);
    // 64 of 64 bits: 512 bytes a pixel.
    let bits = Values::Short(vec![64; 64]);
    let page = Page::new(16_000, 16_000, 1, &[64; 64]).set(258, bits).chunk(vec![0]);
    let error = decode_page(&page.file(Kind::Little), 0, Limits::default(), FailOn::None).unwrap_err();
    assert_eq!(error.code, Code::MemoryLimit);
    // In planes only those that are shown are read.
    let planar = (0..64)
        .fold(Page::new(100, 100, 1, &[8; 64]).short(284, 2), |page, index| page.chunk(vec![index; 10_000]));
    let planar = planar.set(338, Values::Short(vec![0; 63])).file(Kind::Little);
    assert!(peak(&planar, Limits::default()).unwrap() < 40_000);
    assert_eq!(
        samples8(&decode_page(&planar, 0, Limits::default(), FailOn::Truncated).unwrap().1),
        [0; 10_000]
    );
}

#[test]
fn more_tiles_than_a_page_has_are_refused() {
    let file = Page::new(16_000, 16_000, 1, &[8]).tiles(1, 1).chunk(vec![0]).file(Kind::Little);
    let error = decode_page(&file, 0, Limits::default(), FailOn::None).unwrap_err();
    assert_eq!(error.code, Code::UnsupportedFeature);
}

/// 2,000 strips of one pixel that each name the same megabyte, of which nothing comes out: no-ops, turned round.
#[test]
fn strips_that_share_their_bytes_do_not_multiply_the_work() {
    let strip = vec![0x01; 1 << 20];
    let page = Page::new(1, 2000, 1, &[8]).long(278, 1).short(259, 32_773).short(266, 2).chunk(strip);
    // Offsets and counts stand last: one of each becomes 2,000 that say the same.
    let file = page.share_chunks(2000).file(Kind::Little);
    let start = Instant::now();
    assert_eq!(code(&file), Code::TruncatedImage);
    decode_page(&file, 0, Limits::default(), FailOn::None).unwrap();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// Directories that lie in each other: counted without reading their fields.
#[test]
fn many_directories_are_counted_quickly() {
    const COUNT: usize = 9000;
    const FIELDS: usize = 12 * 65_535;
    let mut file = Page::new(1, 1, 1, &[8]).chunk(vec![5]).file(Kind::Little);
    // Behind the first: words that are each a count of 65,535 fields, and where their successors are named.
    let start = file.len();
    file.resize(start + 4 * COUNT, 0xff);
    file.resize(start + 4 * COUNT + FIELDS + 8, 0);
    let mut link = start - 4;
    for page in 0..COUNT {
        let place = start + page * 4;
        file[link..link + 4].copy_from_slice(&(place as u32).to_le_bytes());
        link = place + 2 + FIELDS;
    }
    let begun = Instant::now();
    let header = probe(&file, &Limits::default()).unwrap();
    assert_eq!(header.frames, COUNT as u32 + 1);
    let options = DecodeOptions { animated: true, ..DecodeOptions::default() };
    let open = Format::Tiff.row().codec.open.unwrap();
    let error = open(&file, &header, &options, &mut Job::default()).map(|_| ()).unwrap_err();
    assert_eq!(error.code, Code::CorruptImage);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
