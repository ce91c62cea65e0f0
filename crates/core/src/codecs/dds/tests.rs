//! DDS: files written by hand after Microsoft's pages, BC7 beside Pillow, cuts and limits.

use crate::codecs::testing::{self, decode, samples8};
use crate::error::Code;
use crate::job::FailOn;
use crate::limits::Limits;
use crate::pixels::Layout;

/// `DDS_HEADER` with flags, code, bits and masks of its `DDS_PIXELFORMAT`.
fn file(size: (u32, u32), flags: u32, code: [u8; 4], bits: u32, masks: [u32; 4], data: &[u8]) -> Vec<u8> {
    let mut out = b"DDS ".to_vec();
    for word in [124, 0x1007, size.1, size.0, 0, 0, 0] {
        out.extend(u32::to_le_bytes(word));
    }
    out.extend([0; 44]);
    out.extend(32u32.to_le_bytes());
    out.extend(flags.to_le_bytes());
    out.extend(code);
    out.extend(bits.to_le_bytes());
    out.extend(masks.iter().flat_map(|mask| mask.to_le_bytes()));
    out.extend([0; 20]);
    assert_eq!(out.len(), 128);
    out.extend(data);
    out
}

fn coded(size: (u32, u32), code: [u8; 4], data: &[u8]) -> Vec<u8> {
    file(size, 4, code, 0, [0; 4], data)
}

/// `DDS_HEADER_DXT10` between header and data: format, two dimensions, one surface.
fn dxgi(size: (u32, u32), format: u32, data: &[u8]) -> Vec<u8> {
    let more: Vec<u8> = [format, 3, 0, 1, 0].iter().flat_map(|word| word.to_le_bytes()).collect();
    coded(size, *b"DX10", &[&more[..], data].concat())
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    samples8(&decode(bytes).unwrap().1).to_vec()
}

/// Bytes of two ends, then 16 indices of as many bits from the lowest.
fn block(ends: &[u8], bits: usize, indices: [u64; 16]) -> Vec<u8> {
    let packed = indices.iter().rev().fold(0, |all, index| all << bits | index);
    [ends, &u64::to_le_bytes(packed)[..bits * 2]].concat()
}

/// Red 31, green 0, blue 0 and its opposite: 0xf800 and 0x07ff.
const RED_CYAN: [u8; 4] = [0x00, 0xf8, 0xff, 0x07];
const CYAN_RED: [u8; 4] = [0xff, 0x07, 0x00, 0xf8];
const IN_TURN: [u64; 16] = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3];

#[test]
fn bc1_has_four_colours_or_three_and_a_clear_one() {
    let four = [[255, 0, 0, 255], [0, 255, 255, 255], [170, 85, 85, 255], [85, 170, 170, 255]];
    let found = pixels(&coded((4, 4), *b"DXT1", &block(&RED_CYAN, 2, IN_TURN)));
    assert_eq!(found, four.concat().repeat(4));
    let three = [[0, 255, 255, 255], [255, 0, 0, 255], [128, 128, 128, 255], [0, 0, 0, 0]];
    let found = pixels(&coded((4, 4), *b"DXT1", &block(&CYAN_RED, 2, IN_TURN)));
    assert_eq!(found, three.concat().repeat(4));
    // 5 and 6 bits are widened by their own highest: 0x8410 is 16, 32, 16.
    let grey = pixels(&coded((4, 4), *b"DXT1", &block(&[0x10, 0x84, 0, 0], 2, [0; 16])));
    assert_eq!(grey[..4], [132, 130, 132, 255]);
}

#[test]
fn blocks_are_cut_at_the_edges() {
    let mut numbers = [[0; 16]; 4];
    for (at, indices) in numbers.iter_mut().enumerate() {
        *indices = [at as u64; 16];
    }
    let blocks = numbers.map(|indices| block(&RED_CYAN, 2, indices)).concat();
    let (header, frame) = decode(&coded((5, 6), *b"DXT1", &blocks)).unwrap();
    assert_eq!((header.width, header.height), (5, 6));
    let red: Vec<u8> = samples8(&frame).iter().step_by(4).copied().collect();
    let (above, below) = ([255, 255, 255, 255, 0], [170, 170, 170, 170, 85]);
    assert_eq!(red, [above, above, above, above, below, below].concat());
}

#[test]
fn bc2_and_bc3_have_an_alpha_of_their_own_and_always_four_colours() {
    let colours = block(&CYAN_RED, 2, IN_TURN);
    let alphas: Vec<u8> = (0..8).map(|at| at * 0x22 + 0x10).collect();
    let found = pixels(&coded((4, 4), *b"DXT3", &[&alphas[..], &colours].concat()));
    // Nibbles 0, 1, 2, … from the lower half of each byte.
    assert_eq!(
        found.iter().skip(3).step_by(4).copied().collect::<Vec<_>>(),
        (0..16).map(|n| n * 17).collect::<Vec<u8>>()
    );
    assert_eq!(found[8..11], [85, 170, 170]);
    // 200 to 60 in seven parts of 20; 60 to 200 in five of 28, 0 and 255.
    let eight: [u64; 16] = std::array::from_fn(|at| at as u64 % 8);
    for (ends, expected) in [
        ([200, 60], [200, 60, 180, 160, 140, 120, 100, 80]),
        ([60, 200], [60, 200, 88, 116, 144, 172, 0, 255]),
    ] {
        let alphas = block(&ends, 3, eight);
        let found = pixels(&coded((4, 4), *b"DXT5", &[&alphas[..], &colours].concat()));
        assert_eq!(found.iter().skip(3).step_by(4).copied().collect::<Vec<_>>(), expected.repeat(2));
        let grey = pixels(&coded((4, 4), *b"ATI1", &alphas));
        assert_eq!(grey, expected.repeat(2));
        let two = pixels(&coded((4, 4), *b"ATI2", &[alphas.clone(), alphas].concat()));
        let rgb: Vec<u8> = expected.iter().flat_map(|value| [*value, *value, 0]).collect();
        assert_eq!(two, rgb.repeat(2));
    }
}

#[test]
fn colours_that_were_multiplied_are_divided_again() {
    // Alpha 8 of 15 is 136: 132 was 132 × 255 ÷ 136.
    let data = [vec![0x88; 8], block(&[0x10, 0x84, 0, 0], 2, [0; 16])].concat();
    assert_eq!(pixels(&coded((4, 4), *b"DXT2", &data))[..4], [248, 244, 248, 136]);
    assert_eq!(pixels(&coded((4, 4), *b"DXT3", &data))[..4], [132, 130, 132, 136]);
}

#[test]
fn signed_blocks_are_shown_from_black_to_white() {
    // −127, 127 and −128, which counts as −127, 0: half of white is 127.5.
    let indices = [0, 1, 2, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let found = pixels(&dxgi((4, 4), 81, &block(&[0x80, 0x7f], 3, indices)));
    assert_eq!(found[..5], [0, 255, 51, 0, 255]);
    let found = pixels(&dxgi((4, 4), 81, &block(&[0x7f, 0], 3, indices)));
    assert_eq!(found[..2], [255, 128]);
    let two = [block(&[0x80, 0x7f], 3, indices), block(&[0x7f, 0], 3, indices)].concat();
    assert_eq!(pixels(&coded((4, 4), *b"BC5S", &two))[..6], [0, 255, 128, 255, 128, 128]);
}

/// 4096 blocks of random bits, of each mode in turn; the digest is that of the RGBA which Pillow 13.0 decodes.
#[test]
fn bc7_of_every_mode_and_partition_is_what_pillow_shows() {
    let mut state = 1u64;
    let mut random = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    };
    let mut data = Vec::new();
    for index in 0..4096 {
        let mut block = [random().to_le_bytes(), random().to_le_bytes()].concat();
        let mode = index % 8;
        block[0] = (u32::from(block[0]) & !((2 << mode) - 1) | 1 << mode) as u8;
        data.extend(block);
    }
    let (header, frame) = decode(&dxgi((256, 256), 98, &data)).unwrap();
    assert!(header.has_alpha);
    assert_eq!(crc32fast::hash(samples8(&frame)), 0x79f7_4bba);
    // Eight zeros first are no mode.
    assert_eq!(pixels(&dxgi((4, 4), 98, &[[0; 8], [255; 8]].concat())), [0; 64]);
}

#[test]
fn plain_pixels_are_read_by_their_masks() {
    let (rgb, alpha, luminance) = (0x40, 1, 0x2_0000);
    let argb = [0xff_0000, 0xff00, 0xff, 0xff00_0000];
    let with =
        |flags, bits, masks, data: &[u8]| decode(&file((2, 1), flags, [0; 4], bits, masks, data)).unwrap().1;
    let frame = with(rgb | alpha, 32, argb, &[3, 2, 1, 4, 7, 6, 5, 8]);
    assert_eq!(samples8(&frame), [1, 2, 3, 4, 5, 6, 7, 8]);
    let frame = with(rgb, 32, argb, &[3, 2, 1, 4, 7, 6, 5, 8]);
    assert_eq!((frame.pixels.layout, samples8(&frame)), (Layout::Rgb, &[1, 2, 3, 5, 6, 7][..]));
    let frame = with(rgb, 24, argb, &[3, 2, 1, 6, 5, 4]);
    assert_eq!(samples8(&frame), [1, 2, 3, 4, 5, 6]);
    let frame = with(rgb, 16, [0xf800, 0x07e0, 0x001f, 0], &[0x00, 0xf8, 0xff, 0x07]);
    assert_eq!(samples8(&frame), [255, 0, 0, 0, 255, 255]);
    let frame = with(luminance, 8, [0xff, 0, 0, 0], &[9, 200]);
    assert_eq!((frame.pixels.layout, samples8(&frame)), (Layout::Gray, &[9, 200][..]));
    let frame = with(luminance, 8, [0xff00_0000, 0, 0, 0], &[9, 200]);
    assert_eq!(samples8(&frame), [9, 200]);
    let frame = with(luminance | alpha, 16, [0xff, 0, 0, 0xff00], &[9, 200, 7, 100]);
    assert_eq!((frame.pixels.layout, samples8(&frame)), (Layout::GrayA, &[9, 200, 7, 100][..]));
    let mut palette = vec![0; 1024];
    palette[4..12].copy_from_slice(&[1, 2, 3, 4, 5, 6, 7, 8]);
    let frame = with(0x20, 8, [0; 4], &[&palette[..], &[2, 1]].concat());
    assert_eq!(samples8(&frame), [5, 6, 7, 8, 1, 2, 3, 4]);
    // DXGI's names count from the lowest byte.
    for (format, expected) in [(28, [1, 2, 3, 4, 5, 6, 7, 8]), (87, [3, 2, 1, 4, 7, 6, 5, 8])] {
        assert_eq!(pixels(&dxgi((2, 1), format, &[1, 2, 3, 4, 5, 6, 7, 8])), expected);
    }
}

#[test]
fn a_cut_is_shown_as_far_as_it_goes_when_asked() {
    let bytes = coded((8, 4), *b"DXT1", &block(&RED_CYAN, 2, [0; 16]));
    let (_, frame) = testing::decode_page(&bytes, 0, Limits::default(), FailOn::None).unwrap();
    assert_eq!(samples8(&frame)[..20], [[255, 0, 0, 255].repeat(4), vec![0; 4]].concat());
}

#[test]
fn cuts_limits_and_damage_have_their_codes() {
    let bytes = dxgi((5, 4), 98, &testing::pattern(32));
    testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::limits_hold(&bytes);
    testing::every_changed_byte_is_survived(&bytes);
    let bytes = file((2, 2), 0x41, [0; 4], 32, [0xff_0000, 0xff00, 0xff, 0xff00_0000], &testing::pattern(16));
    testing::every_cut_fails(&bytes, bytes.len(), &[Code::TruncatedImage, Code::UnknownFormat]);
    testing::every_changed_byte_is_survived(&bytes);
    assert_eq!(testing::code(&coded((0, 4), *b"DXT1", &[0; 8])), Code::CorruptImage);
    assert_eq!(testing::code(&coded((u32::MAX, u32::MAX), *b"DXT1", &[0; 8])), Code::SideLimit);
    for wrong in [coded((4, 4), *b"ETC1", &[0; 16]), dxgi((4, 4), 95, &[0; 16]), dxgi((4, 4), 2, &[0; 256])] {
        assert_eq!(testing::code(&wrong), Code::UnsupportedFeature);
    }
}
