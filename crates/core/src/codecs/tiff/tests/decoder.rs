//! What every kind of file shows: expected values from the specifications, the files from a writer of the tests' own.

use super::writer::{self, KINDS, Kind, Page, Values, bits, differences, packed};
use crate::codecs::testing::{self, code, decode, decode_page, encode, samples8, samples16};
use crate::error::Code;
use crate::format::Format;
use crate::job::FailOn;
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Samples};
use serde_json::json;

fn shown(page: &Page, kind: Kind) -> Frame {
    decode(&page.file(kind)).unwrap_or_else(|error| panic!("{kind:?}: {error}")).1
}

/// RGB of 21 × 14 with ramps, runs and noise.
fn picture() -> Vec<u8> {
    (0..21 * 14 * 3usize)
        .map(|at| if at % 63 < 20 { (at / 63 * 9) as u8 } else { ((at * at * 31) >> 3) as u8 })
        .collect()
}

/// 1 to 16, 32 and 64 bits, black to white (TIFF 6.0 section 4 and 8).
#[test]
fn grey_of_every_depth_is_spread_from_black_to_white() {
    for depth in 1..=16u32 {
        let full = (1 << depth) - 1;
        let values = [0, 1.min(full), full / 3, full / 2, full - 1, full, 0];
        let rows = [&values[..], &[full; 7]];
        for kind in KINDS {
            let strip = if depth == 16 {
                kind.shorts(&rows.concat().iter().map(|value| *value as u16).collect::<Vec<_>>())
            } else {
                packed(&rows, depth)
            };
            let page = Page::new(7, 2, 1, &[depth as u16]).chunk(strip);
            let frame = shown(&page, kind);
            let of = |full_out: u32| {
                let spread =
                    |value: &u32| (f64::from(*value) * f64::from(full_out) / f64::from(full)).round();
                rows.concat().iter().map(spread).collect::<Vec<f64>>()
            };
            match &frame.pixels.samples {
                Samples::U8(found) => {
                    assert!(depth <= 8);
                    assert_eq!(found.iter().map(|v| f64::from(*v)).collect::<Vec<_>>(), of(255), "{depth}");
                }
                Samples::U16(found) => {
                    assert!(depth > 8);
                    assert_eq!(
                        found.iter().map(|v| f64::from(*v)).collect::<Vec<_>>(),
                        of(65_535),
                        "{depth}"
                    );
                }
                Samples::F32(_) => panic!("{depth}"),
            }
        }
    }
}

/// Whole numbers of 32 bits, signed ones and floats of grey are cut at 255, or 65,535 where they have 16 bits: as libvips shows them.
#[test]
fn numbers_without_a_white_of_their_own_are_cut_as_libvips_cuts_them() {
    for kind in KINDS {
        let page = Page::new(3, 1, 1, &[32]).chunk(kind.longs(&[0, 77, 4000]));
        assert_eq!(samples8(&shown(&page, kind)), [0, 77, 255]);
        let page = Page::new(3, 1, 1, &[16]).short(339, 2).chunk(kind.shorts(&[0xffff, 77, 0x7fff]));
        assert_eq!(samples16(&shown(&page, kind)), [0, 77, 32_767]);
        let page = Page::new(3, 1, 1, &[8]).short(339, 2).chunk(vec![0xff, 77, 127]);
        assert_eq!(samples8(&shown(&page, kind)), [0, 77, 127]);
        let floats = [0.0f32, 51.0, 1000.0].map(f32::to_bits);
        let page = Page::new(3, 1, 1, &[32]).short(339, 3).chunk(kind.longs(&floats));
        assert_eq!(samples16(&shown(&page, kind)), [0, 51 * 257, 65_535]);
    }
}

/// 24-bit `LogLuv`: 10 bits of log2 luminance in 64ths from 2⁻¹², 14 of colour. White at code 736 is 2^-0.4922, linear 0.7109,
/// 0.8616 by sRGB's curve; square 5,000 (u′ 0.2835, v′ 0.2952) at luminance 0.5 by the primaries of BT.709 around equal energy.
#[test]
fn logarithmic_colours_of_24_bits_are_shown() {
    let pixel = |exponent: u32, square: u32| {
        let [_, bytes @ ..] = (exponent << 14 | square).to_be_bytes();
        bytes
    };
    let row = [pixel(736, 0x3fff), pixel(0, 0x3fff), pixel(1023, 0x3fff), pixel(703, 5000)].concat();
    for kind in KINDS {
        let page = |rows: &[u8]| {
            Page::new(4, 1, 32_845, &[16, 16, 16]).short(259, 34_677).short(339, 2).chunk(rows.to_vec())
        };
        let found: Vec<f64> =
            samples16(&shown(&page(&row), kind)).iter().map(|v| f64::from(*v) / 65_535.0).collect();
        let y = 2f64.powf(703.5 / 64.0 - 12.0);
        let (u, v) = (0.068_290 + (5000.0 - 4939.0 + 0.5) * 0.0035, 0.016_94 + 79.5 * 0.0035);
        let (x, z) = (9.0 * u / (4.0 * v) * y, (12.0 - 3.0 * u - 20.0 * v) / (4.0 * v) * y);
        let curve = |linear: f64| {
            let linear = linear.clamp(0.0, 1.0);
            if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
        };
        let colour = [
            2.690 * x - 1.276 * y - 0.414 * z,
            -1.022 * x + 1.978 * y + 0.044 * z,
            0.061 * x - 0.224 * y + 1.163 * z,
        ]
        .map(curve);
        let expected = [vec![0.8616; 3], vec![0.0; 3], vec![1.0; 3], colour.to_vec()].concat();
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 2e-3, "{kind:?}: {found} for {expected}");
        }
        assert_eq!(code(&page(&row[..11]).file(kind)), Code::TruncatedImage);
    }
}

/// RGB of floats is linear light; sRGB's curve (IEC 61966-2-1) gives 0.5 → 0.735357, 0.001 → 0.01292.
#[test]
fn floats_of_rgb_are_linear_light() {
    let values = [0.0f32, 0.5, 1.0, 0.001, -3.0, f32::NAN];
    let expected = [0, 48_192, 65_535, 847, 0, 0];
    for kind in KINDS {
        let strips = [
            (32, kind.longs(&values.map(f32::to_bits))),
            (
                64,
                values
                    .iter()
                    .flat_map(|value| {
                        let bits = f64::from(*value).to_bits();
                        if kind.is_big() { bits.to_be_bytes() } else { bits.to_le_bytes() }
                    })
                    .collect(),
            ),
            // 0.001 is 1.0240 × 2^-10 as a half; the nearest shows as 847 too.
            (16, kind.shorts(&[0, 0x3800, 0x3c00, 0x1419, 0xc200, 0x7e00])),
        ];
        for (depth, strip) in strips {
            let page = Page::new(2, 1, 2, &[depth; 3]).set(339, Values::Short(vec![3; 3])).chunk(strip);
            let frame = shown(&page, kind);
            for (found, expected) in samples16(&frame).iter().zip(expected) {
                assert!(found.abs_diff(expected) <= 1, "{depth} bit: {found}, expected {expected}");
            }
        }
    }
}

#[test]
fn white_is_zero_and_palettes_of_every_depth_give_their_colours() {
    for kind in KINDS {
        let page = Page::new(3, 1, 0, &[8]).chunk(vec![0, 7, 255]);
        assert_eq!(samples8(&shown(&page, kind)), [255, 248, 0]);
        for depth in [1u32, 2, 4, 8] {
            let count = 1u32 << depth;
            // Red, green and blue one behind the other, 16 bits each (section 5).
            let colour = |at: u32, plane: u32| (at * 40_503 + plane * 21_845) as u16 | 0x100;
            let map = (0..3).flat_map(|plane| (0..count).map(move |at| colour(at, plane))).collect();
            let values = [count - 1, 0, count / 2, 1];
            let page = Page::new(4, 1, 3, &[depth as u16])
                .set(320, Values::Short(map))
                .chunk(packed(&[&values], depth));
            let expected: Vec<u8> =
                values.iter().flat_map(|at| (0..3).map(|plane| (colour(*at, plane) >> 8) as u8)).collect();
            assert_eq!(samples8(&shown(&page, kind)), expected, "{depth}");
        }
        // Bytes where 16 bits are due are shown as bytes, as in libtiff.
        let page =
            Page::new(2, 1, 3, &[1]).set(320, Values::Short(vec![1, 200, 2, 100, 3, 50])).chunk(vec![0x40]);
        assert_eq!(samples8(&shown(&page, kind)), [1, 2, 3, 200, 100, 50]);
    }
}

/// L* of 53.24, a* 80.09, b* 67.20 is sRGB's red (D65); L* 50 is its grey of 119.
#[test]
fn cielab_in_each_encoding_shows_srgb() {
    let expected = [255, 0, 0, 119, 119, 119, 255, 255, 255];
    let close = |frame: &Frame| {
        let found: Vec<u32> = match &frame.pixels.samples {
            Samples::U8(samples) => samples.iter().map(|v| u32::from(*v)).collect(),
            Samples::U16(samples) => samples.iter().map(|v| u32::from(*v) / 257).collect(),
            Samples::F32(_) => Vec::new(),
        };
        assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 3), "{found:?}");
        assert_eq!(found.len(), 9);
    };
    for kind in KINDS {
        // CIELab: a* and b* are signed; ICCLab: 128 more.
        close(&shown(&Page::new(3, 1, 8, &[8; 3]).chunk(vec![136, 80, 67, 128, 0, 0, 255, 0, 0]), kind));
        close(&shown(
            &Page::new(3, 1, 9, &[8; 3]).chunk(vec![136, 208, 195, 128, 128, 128, 255, 128, 128]),
            kind,
        ));
        let wide = kind.shorts(&[34_890, 20_503, 17_203, 32_768, 0, 0, 65_535, 0, 0]);
        close(&shown(&Page::new(3, 1, 8, &[16; 3]).set(339, Values::Short(vec![1, 1, 1])).chunk(wide), kind));
    }
}

#[test]
fn inks_stay_inks_and_extra_samples_are_left_out_but_for_alpha() {
    for kind in KINDS {
        let frame = shown(&Page::new(2, 1, 5, &[8; 4]).chunk(vec![1, 2, 3, 4, 255, 0, 9, 7]), kind);
        assert_eq!((frame.pixels.layout, samples8(&frame)), (Layout::Cmyk, &[1, 2, 3, 4, 255, 0, 9, 7][..]));
        let page = Page::new(2, 1, 5, &[8; 5]).short(338, 2).chunk(vec![1, 2, 3, 4, 99, 5, 6, 7, 8, 0]);
        let frame = shown(&page, kind);
        assert_eq!(
            (frame.pixels.layout, samples8(&frame)),
            (Layout::CmykA, &[1, 2, 3, 4, 99, 5, 6, 7, 8, 0][..])
        );
        // Two samples that are no alpha, then one that is.
        let page =
            Page::new(1, 1, 2, &[8; 6]).set(338, Values::Short(vec![0, 0, 2])).chunk(vec![1, 2, 3, 4, 5, 6]);
        let frame = shown(&page, kind);
        assert_eq!((frame.pixels.layout, samples8(&frame)), (Layout::Rgba, &[1, 2, 3, 6][..]));
        // Grey with two planes more, of which nothing is shown.
        let planar = Page::new(2, 1, 1, &[8; 3]).short(284, 2).set(338, Values::Short(vec![0, 0]));
        let frame = shown(&planar.chunk(vec![10, 20]).chunk(vec![1, 1]).chunk(vec![2, 2]), kind);
        assert_eq!((frame.pixels.layout, samples8(&frame)), (Layout::Gray, &[10, 20][..]));
    }
}

/// BT.601 (section 21): white, red, blue. Every 2 × 2 pixels share their colours.
#[test]
fn ycbcr_shows_rgb_whole_and_subsampled() {
    let close = |found: &[u8], expected: &[u8]| {
        assert_eq!(found.len(), expected.len());
        assert!(found.iter().zip(expected).all(|(a, b)| a.abs_diff(*b) <= 2), "{found:?} {expected:?}");
    };
    let range = Values::Rational(vec![(0, 1), (255, 1), (128, 1), (255, 1), (128, 1), (255, 1)]);
    for kind in KINDS {
        let page = Page::new(3, 1, 6, &[8; 3]).set(530, Values::Short(vec![1, 1])).set(532, range.clone());
        let frame = shown(&page.chunk(vec![255, 128, 128, 76, 85, 255, 29, 255, 107]), kind);
        close(samples8(&frame), &[255, 255, 255, 254, 0, 0, 0, 0, 254]);
        // 3 × 3: two units across and down, of which the last columns and rows are beyond the page.
        let page = Page::new(3, 3, 6, &[8; 3]).set(530, Values::Short(vec![2, 2])).set(532, range.clone());
        let unit = |from: u8| [from, from + 1, from + 2, from + 3, 128, 128];
        let frame = shown(&page.chunk([unit(10), unit(20), unit(30), unit(40)].concat()), kind);
        let grey = [10, 11, 20, 12, 13, 22, 30, 31, 40];
        close(samples8(&frame), &grey.iter().flat_map(|v| [*v; 3]).collect::<Vec<_>>());
    }
}

/// The same pixels in one strip, in strips of rows, in tiles that reach over the edges, and in planes of each.
#[test]
fn strips_tiles_and_planes_show_one_picture() {
    let picture = picture();
    let plane = |index: usize| picture.iter().skip(index).step_by(3).copied().collect::<Vec<u8>>();
    let tiles = |bytes: &[u8], samples: usize| {
        let mut out = Vec::new();
        for (top, left) in [(0, 0), (0, 16)] {
            let mut tile = Vec::new();
            for row in top..top + 16 {
                for x in left..left + 16 {
                    let at = (row * 21 + x) * samples;
                    let inside = row < 14 && x < 21;
                    tile.extend((0..samples).map(|s| if inside { bytes[at + s] } else { 0xee }));
                }
            }
            out.push(tile);
        }
        out
    };
    for kind in KINDS {
        let base = || Page::new(21, 14, 2, &[8; 3]);
        let mut all = vec![base().chunk(picture.clone())];
        all.push(
            picture.chunks(21 * 3 * 5).fold(base().long(278, 5), |page, strip| page.chunk(strip.to_vec())),
        );
        all.push(tiles(&picture, 3).into_iter().fold(base().tiles(16, 16), Page::chunk));
        all.push((0..3).fold(base().short(284, 2), |page, index| page.chunk(plane(index))));
        let striped =
            (0..3).flat_map(|index| plane(index).chunks(21 * 5).map(<[u8]>::to_vec).collect::<Vec<_>>());
        all.push(striped.fold(base().short(284, 2).long(278, 5), Page::chunk));
        let tiled = (0..3).flat_map(|index| tiles(&plane(index), 1));
        all.push(tiled.fold(base().short(284, 2).tiles(16, 16), Page::chunk));
        for page in all {
            assert_eq!(samples8(&shown(&page, kind)), picture);
        }
    }
}

type Pack = fn(&[u8]) -> Vec<u8>;

const PACKERS: &[(u16, Pack)] = &[
    (5, writer::lzw),
    (8, writer::deflate),
    (32_946, writer::deflate),
    (32_773, writer::pack_bits),
    (50_000, writer::zstd),
];

#[test]
fn every_compression_without_loss_gives_the_same_bytes() {
    // Enough of noise that LZW's codes grow to twelve bits and its table starts anew.
    let noise: Vec<u8> = (0..200 * 90u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for kind in KINDS {
        for (compression, pack) in PACKERS {
            let page = Page::new(200, 90, 1, &[8]).short(259, *compression);
            assert_eq!(samples8(&shown(&page.clone().chunk(pack(&noise)), kind)), noise, "{compression}");
            let strips =
                noise.chunks(200 * 40).fold(page.long(278, 40), |page, strip| page.chunk(pack(strip)));
            assert_eq!(samples8(&shown(&strips, kind)), noise, "{compression}");
            // From the lowest bit on, as scanners store them.
            let turned = pack(&noise).iter().map(|byte| byte.reverse_bits()).collect();
            let page = Page::new(200, 90, 1, &[8]).short(259, *compression).short(266, 2);
            assert_eq!(samples8(&shown(&page.chunk(turned), kind)), noise, "{compression}");
        }
    }
}

/// TIFF 6.0 section 14, of 8, 16 and 32 bits.
#[test]
fn differences_of_neighbours_are_undone_in_both_byte_orders() {
    let picture = picture();
    for kind in KINDS {
        for (compression, pack) in PACKERS.iter().filter(|(compression, _)| *compression != 32_773) {
            let page = Page::new(21, 14, 2, &[8; 3]).short(259, *compression).short(317, 2);
            let frame = shown(&page.chunk(pack(&differences(&picture, 63, 3))), kind);
            assert_eq!(samples8(&frame), picture);
            let values = [5u16, 65_535, 300, 7, 0, 256];
            let mut stored = values;
            for at in (2..6).rev() {
                stored[at] = stored[at].wrapping_sub(stored[at - 2]);
            }
            let page = Page::new(3, 1, 1, &[16; 2]).short(338, 2).short(259, *compression).short(317, 2);
            let frame = shown(&page.chunk(pack(&kind.shorts(&stored))), kind);
            assert_eq!(samples16(&frame), values);
            let stored = [200u32, 100u32.wrapping_sub(200), 255 - 100];
            let page = Page::new(3, 1, 1, &[32]).short(259, *compression).short(317, 2);
            assert_eq!(samples8(&shown(&page.chunk(pack(&kind.longs(&stored))), kind)), [200, 100, 255]);
        }
    }
}

/// Technical Note 3: the numbers' bytes apart, the highest of all first whatever the file's order, then differences of bytes.
#[test]
fn differences_of_floats_are_undone() {
    let values = [0.0f32, 0.5, 1.0, 0.25, 0.75, 0.125];
    for kind in KINDS {
        let mut apart: Vec<u8> =
            (0..4).flat_map(|place| values.iter().map(move |value| value.to_be_bytes()[place])).collect();
        apart = differences(&apart, 24, 3);
        let page =
            Page::new(2, 1, 2, &[32; 3]).set(339, Values::Short(vec![3; 3])).short(259, 8).short(317, 3);
        let plain = Page::new(2, 1, 2, &[32; 3]).set(339, Values::Short(vec![3; 3]));
        assert_eq!(
            shown(&page.chunk(writer::deflate(&apart)), kind).pixels.samples,
            shown(&plain.chunk(kind.longs(&values.map(f32::to_bits))), kind).pixels.samples
        );
    }
}

/// Codes by hand from ITU-T T.4 tables 2 and 3 and T.6: three black on white, one row below shifted, one white.
#[test]
fn fax_of_each_kind_is_black_on_white() {
    let rows = ["00011000", "00001100", "00000000"];
    let expected: Vec<u8> = rows.concat().bytes().map(|digit| if digit == b'1' { 0 } else { 255 }).collect();
    // White 3, black 2, white 3; white 4, black 2, white 2; white 8.
    let one = ["1000 11 1000", "1011 11 0111", "10011"];
    let eol = "000000000001";
    let aligned = |digits: &str| {
        let short = digits.bytes().filter(|digit| *digit != b' ').count();
        format!("{digits}{}", "0".repeat(short.next_multiple_of(8) - short))
    };
    let words = |digits: &str| {
        let short = digits.bytes().filter(|digit| *digit != b' ').count();
        format!("{digits}{}", "0".repeat(short.next_multiple_of(16) - short))
    };
    // Horizontal, V0; VR1, VR1, V0; pass, V0.
    let two = ["001 1000 11 1", "011 011 1", "0001 1"];
    let files = [
        (2, None, one.map(aligned).concat()),
        (32_771, None, one.map(words).concat()),
        (3, Some(0), one.map(|row| format!("{eol} {row}")).concat()),
        // The bit behind an end of line says that the row stands by itself.
        (3, Some(1), format!("{eol} 1 {} {eol} 0 {} {eol} 0 {}", one[0], two[1], two[2])),
        (
            3,
            Some(4),
            one.map(|row| {
                let length = row.bytes().filter(|digit| *digit != b' ').count();
                // Filled so that each end of line ends with a byte.
                format!("0000{eol}{row}{}", "0".repeat(length.next_multiple_of(8) - length))
            })
            .concat(),
        ),
        (4, None, format!("{} {eol} {eol}", two.concat())),
    ];
    for kind in KINDS {
        for (compression, options, digits) in &files {
            for reversed in [false, true] {
                let mut strip = bits(digits);
                let mut page = Page::new(8, 3, 0, &[1]).short(259, *compression);
                if let Some(options) = options {
                    page = page.long(292, *options);
                }
                if reversed {
                    strip = strip.iter().map(|byte| byte.reverse_bits()).collect();
                    page = page.short(266, 2);
                }
                let frame = shown(&page.chunk(strip), kind);
                assert_eq!(samples8(&frame), expected, "{compression} {options:?} {digits}");
            }
        }
    }
}

/// A run of 2,623 pixels is 2,560 and 63 (T.4 table 3).
#[test]
fn long_runs_of_fax_have_their_makeup_codes() {
    let white = "000000011111 00110100";
    let black = "000000011111 000001100111";
    let page = Page::new(5246, 1, 0, &[1]).short(259, 4).chunk(bits(&format!("001 {white} {black}")));
    let frame = shown(&page, Kind::Little);
    let (left, right) = samples8(&frame).split_at(2623);
    assert!(left.iter().all(|v| *v == 255) && right.iter().all(|v| *v == 0));
}

/// JPEG and WebP inside, by this project's encoders; a flat colour survives them within two.
#[test]
fn chunks_that_are_jpeg_or_webp_are_read() {
    let flat: Vec<u8> = [180, 90, 30].repeat(16 * 16);
    let jpeg =
        encode(Format::Jpeg, Samples::U8(flat.clone()), Layout::Rgb, (16, 16), &json!({ "quality": 100 }));
    let lossless = json!({ "lossless": true });
    let webp = encode(Format::Webp, Samples::U8(flat.clone()), Layout::Rgb, (16, 16), &lossless);
    let close = |page: &Page| {
        let frame = shown(page, Kind::Big);
        assert_eq!(samples8(&frame).len(), flat.len());
        assert!(samples8(&frame).iter().zip(&flat).all(|(a, b)| a.abs_diff(*b) <= 2));
    };
    // Photometric 6: the JPEG's own YCbCr.
    let page = Page::new(16, 16, 6, &[8; 3]).short(259, 7);
    close(&page.clone().chunk(jpeg.clone()));
    close(&Page::new(16, 16, 2, &[8; 3]).short(259, 50_001).chunk(webp));
    // Tables apart (Technical Note 2): everything before the frame's header in the field, the rest in the strip.
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let tables = [&jpeg[..frame], &[0xff, 0xd9]].concat();
    let strip = [&[0xff, 0xd8], &jpeg[frame..]].concat();
    close(&page.set(347, Values::Bytes(tables)).chunk(strip));
}

/// Every prefix of a file whose directory comes first: an error by default, and never a panic.
#[test]
fn files_cut_anywhere_are_refused_and_survived() {
    let picture = picture();
    let mut files: Vec<Vec<u8>> =
        KINDS.iter().map(|kind| Page::new(21, 14, 2, &[8; 3]).chunk(picture.clone()).file(*kind)).collect();
    for (compression, pack) in PACKERS {
        let page = Page::new(21, 14, 2, &[8; 3]).short(259, *compression).short(317, 2);
        files.push(
            page.long(278, 7)
                .chunk(pack(&picture[..21 * 21]))
                .chunk(pack(&picture[21 * 21..]))
                .file(Kind::Little),
        );
    }
    files.push(
        Page::new(8, 3, 0, &[1])
            .short(259, 4)
            .chunk(bits("00110001110110111000110000000000010000000000 01"))
            .file(Kind::Big),
    );
    for file in files {
        let codes = [Code::TruncatedImage, Code::UnknownFormat, Code::CorruptImage];
        testing::every_cut_fails(&file, file.len(), &codes);
        for len in 0..file.len() {
            if Format::sniff(&file[..len]).is_some() {
                let _ = decode_page(&file[..len], 0, Limits::default(), FailOn::None);
            }
        }
    }
}

/// Each compression's own data cut short: an error, or what was there under `failOn: 'none'`.
#[test]
fn strips_that_end_early_are_truncated() {
    let bytes = testing::pattern(64 * 8);
    let all = PACKERS.iter().map(|(compression, pack)| (*compression, pack(&bytes)));
    for (compression, strip) in all.chain([(1, bytes.clone())]) {
        for len in [0, 1, strip.len() / 3, strip.len() / 2] {
            let page = Page::new(64, 8, 1, &[8]).short(259, compression).long(278, 8);
            let file = page.chunk(strip[..len].to_vec()).file(Kind::Little);
            assert!(matches!(code(&file), Code::TruncatedImage | Code::CorruptImage), "{compression} {len}");
            let frame = decode_page(&file, 0, Limits::default(), FailOn::None).unwrap().1;
            assert!(samples8(&frame)[len..].iter().rev().take(8).all(|v| *v == 0), "{compression} {len}");
        }
    }
}

#[test]
fn damaged_files_of_every_kind_are_survived() {
    let picture = picture();
    for (compression, pack) in PACKERS {
        let page = Page::new(21, 14, 2, &[8; 3]).short(259, *compression).short(317, 2);
        let file = page.chunk(pack(&picture[..])).file(Kind::Little);
        testing::every_changed_byte_is_survived(&file[file.len().saturating_sub(160)..]);
        let tail = file.len() - 140;
        for at in (0..40).chain(tail..file.len()) {
            for change in [1, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= change;
                if Format::sniff(&damaged).is_some() {
                    let limits = Limits { pixels: 1_000_000, memory: 16_000_000, ..Limits::default() };
                    let _ = decode_page(&damaged, 0, limits, FailOn::None);
                }
            }
        }
    }
}
