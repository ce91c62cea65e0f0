//! Colours multiplied by their alpha, and alpha taken out of them again: in whole numbers, the same on every machine.

use crate::pixels::Samples;

/// `colour × alpha ÷ full`, rounded.
fn multiply<T: Copy + Into<u64> + TryFrom<u64>>(samples: &mut [T], channels: usize, full: u64) {
    each(samples, channels, |colour, alpha| (colour * alpha + full / 2) / full);
}

/// `colour × full ÷ alpha`, rounded and at most `full`; what is wholly transparent becomes black.
fn divide<T: Copy + Into<u64> + TryFrom<u64>>(samples: &mut [T], channels: usize, full: u64) {
    each(samples, channels, |colour, alpha| {
        (colour * full + alpha / 2).checked_div(alpha).unwrap_or(0).min(full)
    });
}

fn each<T: Copy + Into<u64> + TryFrom<u64>>(
    samples: &mut [T],
    channels: usize,
    of: impl Fn(u64, u64) -> u64,
) {
    for pixel in samples.chunks_exact_mut(channels) {
        let Some((alpha, colours)) = pixel.split_last_mut() else { continue };
        for colour in colours {
            if let Ok(value) = T::try_from(of((*colour).into(), (*alpha).into())) {
                *colour = value;
            }
        }
    }
}

/// Straight to premultiplied; the last of `channels` is alpha. Floats are left alone: the resizer's own are exact enough.
pub fn premultiply(samples: &mut Samples, channels: usize) {
    match samples {
        Samples::U8(samples) => multiply(samples, channels, 255),
        Samples::U16(samples) => multiply(samples, channels, 65_535),
        Samples::F32(_) => {}
    }
}

/// Premultiplied to straight.
pub fn straighten(samples: &mut Samples, channels: usize) {
    match samples {
        Samples::U8(samples) => divide(samples, channels, 255),
        Samples::U16(samples) => divide(samples, channels, 65_535),
        Samples::F32(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opaque_colours_stay_and_transparent_ones_vanish() {
        for value in 0..=255u8 {
            let mut samples = Samples::U8(vec![value, 255, value, 0]);
            premultiply(&mut samples, 2);
            assert_eq!(samples, Samples::U8(vec![value, 255, 0, 0]));
            straighten(&mut samples, 2);
            assert_eq!(samples, Samples::U8(vec![value, 255, 0, 0]));
        }
    }

    #[test]
    fn half_of_it_is_rounded_and_comes_back_within_one() {
        let mut samples = Samples::U16(vec![65_535, 1, 32_768, 30_000]);
        premultiply(&mut samples, 4);
        // 65,535 × 30,000 ÷ 65,535, 30,000 ÷ 65,535 rounded down, 32,768 × 30,000 ÷ 65,535.
        assert_eq!(samples, Samples::U16(vec![30_000, 0, 15_000, 30_000]));
        straighten(&mut samples, 4);
        assert_eq!(samples, Samples::U16(vec![65_535, 0, 32_768, 30_000]));
        let mut over = Samples::U8(vec![200, 100]);
        straighten(&mut over, 2);
        assert_eq!(over, Samples::U8(vec![255, 100]));
    }
}
