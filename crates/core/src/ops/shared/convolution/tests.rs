//! What the passes of a neighbourhood give, beside its definition.

use super::super::testing::{DEPTHS, LAYOUTS, noisy};
use super::super::widest::testing::alike;
use super::*;
use crate::pixels::{Depth, Layout};

/// The definition: sums of clamped neighbours, across and then down, 8 bit rounded half up after each.
fn reference(pixels: &Pixels, mask: &Mask) -> Vec<u8> {
    let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
    let shape = Shape::of(pixels);
    let (radius, sum) = (mask.0.len() as isize - 1, mask.sum());
    let pass = |from: &[u8], dx: isize, dy: isize| -> Vec<u8> {
        let at = |x: usize, y: usize, c: usize, by: isize| {
            let x = x.saturating_add_signed(by * dx).min(shape.width - 1);
            let y = y.saturating_add_signed(by * dy).min(shape.height - 1);
            u32::from(from[(y * shape.width + x) * shape.channels + c])
        };
        (0..from.len())
            .map(|i| {
                let (pixel, c) = (i / shape.channels, i % shape.channels);
                let (x, y) = (pixel % shape.width, pixel / shape.width);
                let weighted =
                    (-radius..=radius).map(|by| u32::from(mask.0[by.unsigned_abs()]) * at(x, y, c, by));
                ((weighted.sum::<u32>() + sum / 2) / sum) as u8
            })
            .collect()
    };
    pass(&pass(samples, 1, 0), 0, 1)
}

fn bytes(pixels: &Pixels) -> &[u8] {
    super::super::testing::bytes(pixels)
}

fn filtered(mut pixels: Pixels, mask: &Mask) -> Pixels {
    separable(&mut pixels, mask, &mut Job::default()).unwrap();
    pixels
}

#[test]
fn every_width_depth_and_layout_gives_the_same_with_wider_instructions() {
    for (depth, layout) in DEPTHS.iter().flat_map(|depth| LAYOUTS.map(|layout| (*depth, layout))) {
        for (width, mask) in (1..=65).zip([1.0, 2.5, 9.0].map(|s| Mask::gaussian(s, 0.2, 20)).iter().cycle())
        {
            alike(|| filtered(noisy(depth, layout, width, 3), mask));
        }
    }
}

#[test]
fn whole_masks_of_any_size_give_what_the_definition_gives() {
    let mut largest = 0;
    for sigma in [0.3, 0.6, 1.0, 1.7, 2.5, 3.6, 5.2, 6.0, 9.0, 31.0] {
        for least in [0.2, 0.001] {
            let mask = Mask::gaussian(sigma, least, 20);
            for (layout, width, height) in [
                (Layout::Gray, 1, 1),
                (Layout::Rgb, 3, 2),
                (Layout::Rgb, 150, 3),
                (Layout::Gray, 2, 70),
                (Layout::Cmyk, 70, 41),
            ] {
                let pixels = noisy(Depth::U8, layout, width, height);
                let expected = reference(&pixels, &mask);
                let pixels = alike(|| filtered(pixels.clone(), &mask));
                for (ours, exact) in bytes(&pixels).iter().zip(&expected) {
                    // Short masks divide by a 16 bit reciprocal: a tie may fall to the other side, twice.
                    largest = largest.max(ours.abs_diff(*exact));
                    assert!(
                        ours.abs_diff(*exact) <= u8::from(mask.sum() <= 256),
                        "{sigma} {least} {ours} {exact}"
                    );
                }
            }
        }
    }
    assert!(largest <= 1);
}

#[test]
fn even_masks_are_means_of_squares() {
    for radius in [1, 2, 7, 40] {
        let mut pixels = noisy(Depth::U8, Layout::Rgb, 61, 33);
        let expected = reference(&pixels, &Mask::even(radius));
        separable(&mut pixels, &Mask::even(radius), &mut Job::default()).unwrap();
        assert!(bytes(&pixels).iter().zip(&expected).all(|(a, b)| a.abs_diff(*b) <= 1), "{radius}");
    }
}

#[test]
fn what_is_flat_stays_flat_at_every_depth_and_nothing_stays_counted() {
    for sigma in [0.5, 1.25, 3.0, 3.75, 11.0, 200.0] {
        for depth in DEPTHS {
            for layout in LAYOUTS {
                let mut pixels = noisy(depth, layout, 9, 7);
                match &mut pixels.samples {
                    Samples::U8(samples) => samples.fill(201),
                    Samples::U16(samples) => samples.fill(40_001),
                    Samples::F32(samples) => samples.fill(0.75),
                }
                let before = pixels.clone();
                let mut job = Job::default();
                // Weights beside each other: colour by alpha has a rounding of its own.
                pixels.alpha = crate::pixels::Alpha::None;
                separable(&mut pixels, &Mask::gaussian(sigma, 0.2, 20), &mut job).unwrap();
                pixels.alpha = before.alpha;
                if depth == Depth::F32 {
                    let Samples::F32(samples) = &pixels.samples else { panic!("floats") };
                    assert!(samples.iter().all(|v| (v - 0.75).abs() < 1e-6), "{sigma}");
                } else {
                    assert_eq!(pixels, before, "{sigma} {depth:?} {layout:?}");
                }
                assert_eq!(job.alloc.held(), 0);
            }
        }
    }
}

#[test]
fn far_floats_are_boxes_that_keep_to_the_gaussian() {
    // 1 in the middle of 0: what comes out is the mask itself.
    let (sigma, least, size) = (25.0, 0.2, 301);
    let mut samples = vec![0.0; size];
    samples[size / 2] = 1.0;
    let mut pixels = Pixels::packed(Samples::F32(samples), Layout::Gray, size as u32, 1).unwrap();
    separable(&mut pixels, &Mask::gaussian(sigma, least, 32), &mut Job::default()).unwrap();
    let exact = weights(&gaussian(sigma, least));
    let Samples::F32(samples) = &pixels.samples else { panic!("floats") };
    let differences = samples
        .iter()
        .enumerate()
        .map(|(at, v)| (v - exact.get(at.abs_diff(size / 2)).copied().unwrap_or(0.0)).abs());
    // Black beside white differs by the sum at the most, over 255 by 3.
    let sum: f32 = differences.sum();
    assert!(sum < 0.0118, "{sum}");
}

#[test]
fn cancelling_ends_a_filter() {
    let mut job = Job::default();
    job.cancel.cancel();
    let mut pixels = noisy(Depth::U8, Layout::Rgb, 4, 4);
    let error = separable(&mut pixels, &Mask::even(1), &mut job).unwrap_err();
    assert_eq!(error.code, Code::Aborted);
}
