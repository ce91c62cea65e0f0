//! Display P3 against the matrices of its definition (SMPTE EG 432-1 primaries, the white and curve of IEC 61966-2-1), worked out apart.

use super::{Profile, coded, display_p3, srgb};
use crate::job::Job;
use crate::pixels::{Colour, Layout, Pixels, Samples};

const P3: [u8; 15] = [200, 100, 50, 120, 130, 140, 90, 200, 90, 255, 255, 255, 128, 128, 128];
const SRGB: [u8; 15] = [215, 93, 31, 118, 130, 141, 0, 203, 72, 255, 255, 255, 128, 128, 128];

fn near(found: &Samples, expected: &[u8], bound: f64) {
    let found: Vec<f64> = match found {
        Samples::U8(v) => v.iter().map(|s| f64::from(*s)).collect(),
        Samples::U16(v) => v.iter().map(|s| f64::from(*s) / 257.0).collect(),
        Samples::F32(v) => v.iter().map(|s| f64::from(*s) * 255.0).collect(),
    };
    assert_eq!(found.len(), expected.len());
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - f64::from(*expected)).abs() <= bound, "sample {at}: {found}, not {expected}");
    }
}

#[test]
fn p3_becomes_srgb_at_every_depth() {
    let profile = Profile::parse(&display_p3().unwrap().bytes()).unwrap();
    let wide: Vec<u16> = P3.iter().map(|s| u16::from(*s) * 257).collect();
    let float: Vec<f32> = P3.iter().map(|s| f32::from(*s) / 255.0).collect();
    for samples in [Samples::U8(P3.to_vec()), Samples::U16(wide), Samples::F32(float)] {
        let pixels = Pixels::packed(samples, Layout::Rgb, 5, 1).unwrap();
        assert!(profile.fits(&pixels));
        let out = profile.to_srgb(pixels, &mut Job::default()).unwrap();
        assert_eq!(out.colour, Colour::Srgb);
        near(&out.samples, &SRGB, 1.0);
    }
}

#[test]
fn codes_of_video_name_the_same_colours() {
    let shown = |codes: [u8; 2]| {
        let pixels = Pixels::packed(Samples::U8(P3.to_vec()), Layout::Rgb, 5, 1).unwrap();
        coded(codes).unwrap().to_srgb(pixels, &mut Job::default()).unwrap().samples
    };
    // 12: SMPTE EG 432-1; 1: BT.709; 13: the curve of IEC 61966-2-1.
    near(&shown([12, 13]), &SRGB, 1.0);
    near(&shown([1, 13]), &P3, 1.0);
    // PQ, HLG, unspecified, reserved.
    for codes in [[9, 16], [9, 18], [2, 13], [1, 2], [0, 13], [99, 13]] {
        assert!(coded(codes).is_none(), "{codes:?}");
    }
}

#[test]
fn srgb_goes_to_p3_and_alpha_stays_as_it_is() {
    let samples = vec![200, 100, 50, 7, 128, 128, 128, 255];
    let pixels = Pixels::packed(Samples::U8(samples), Layout::Rgba, 2, 1).unwrap();
    let out = display_p3().unwrap().from_srgb(pixels, &mut Job::default()).unwrap();
    near(&out.samples, &[187, 105, 62, 7, 128, 128, 128, 255], 1.0);
}

#[test]
fn a_profile_of_grey_speaks_of_grey_only() {
    // Gamma 1 at a half is 188 in sRGB's curve: 255 × (1.055 × 0.5^(1/2.4) − 0.055).
    let grey = Profile::parse(&moxcms::ColorProfile::new_gray_with_gamma(1.0).encode().unwrap()).unwrap();
    let pixels = Pixels::packed(Samples::U8(vec![0, 128, 255, 9]), Layout::GrayA, 2, 1).unwrap();
    assert!(grey.fits(&pixels));
    near(&grey.to_srgb(pixels, &mut Job::default()).unwrap().samples, &[0, 128, 255, 9], 0.0);
    let half = Pixels::packed(Samples::U8(vec![128, 128]), Layout::Gray, 2, 1).unwrap();
    near(&grey.to_srgb(half, &mut Job::default()).unwrap().samples, &[188, 188], 1.0);
    let rgb = Pixels::packed(Samples::U8(vec![0; 3]), Layout::Rgb, 1, 1).unwrap();
    assert!(!grey.fits(&rgb));
    assert!(srgb().unwrap().fits(&rgb));
}

#[test]
fn what_is_no_profile_is_none() {
    assert!(Profile::parse(b"").is_none());
    let whole = srgb().unwrap().bytes();
    for len in [0, 40, 128, 131, whole.len() / 2] {
        let _ = Profile::parse(&whole[..len]);
    }
    assert_eq!(whole, srgb().unwrap().bytes());
}
