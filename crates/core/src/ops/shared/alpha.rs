//! Colours multiplied by their alpha, and alpha taken out of them again: in whole numbers, the same on every machine.

use super::widest::widest;
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Alpha, Pixels, Samples};

/// `colour × alpha ÷ full`, rounded.
fn multiply<T: Copy + Into<u64> + TryFrom<u64>>(samples: &mut [T], channels: usize, full: u64) {
    each(samples, channels, |colour, alpha| {
        T::try_from((colour.into() * alpha.into() + full / 2) / full).unwrap_or(colour)
    });
}

/// Pixels at a time: their factors stay in the nearest cache.
const PIECE: usize = 256;

widest! {
    /// [`multiply`] of RGBA of 8 bit: all four alike, alpha by one.
    fn multiply_narrow[][](samples: &mut [u8]) {
        let mut factors = [0; PIECE * 4];
        for piece in samples.chunks_mut(PIECE * 4) {
            for (factor, pixel) in factors.as_chunks_mut::<4>().0.iter_mut().zip(piece.as_chunks::<4>().0) {
                let alpha = u32::from_le_bytes(*pixel) >> 24;
                *factor = (alpha | alpha << 8 | alpha << 16 | 0xFF00_0000).to_le_bytes();
            }
            for (sample, factor) in piece.iter_mut().zip(&factors) {
                let product = u16::from(*sample) * u16::from(*factor) + 128;
                *sample = ((product + (product >> 8)) >> 8) as u8;
            }
        }
    }
}

/// `colour × full ÷ alpha`, rounded and at most `full`; what is wholly transparent becomes black.
fn divide<T: Copy + Into<u64> + TryFrom<u64>>(samples: &mut [T], channels: usize, full: u64) {
    each(samples, channels, |colour, alpha| {
        let (wide, alpha) = (colour.into(), alpha.into());
        let straight = (wide * full + alpha / 2).checked_div(alpha).unwrap_or(0).min(full);
        T::try_from(straight).unwrap_or(colour)
    });
}

/// [`divide`] of 8 bit by a table of 2^24 ÷ alpha, rounded up: exact for every numerator below 2^16.
fn divide_narrow(samples: &mut [u8], channels: usize) {
    let mut inverse = [0u64; 256];
    inverse.iter_mut().zip(0u64..).skip(1).for_each(|(entry, alpha)| *entry = (1u64 << 24).div_ceil(alpha));
    each(samples, channels, |colour, alpha| {
        let wide = u64::from(colour) * 255 + u64::from(alpha) / 2;
        let inverse = inverse.get(usize::from(alpha)).copied().unwrap_or_default();
        ((wide * inverse) >> 24).min(255) as u8
    });
}

/// The number of channels stands outside of the loop over pixels.
fn each<T: Copy>(samples: &mut [T], channels: usize, of: impl Fn(T, T) -> T + Copy) {
    fn fixed<T: Copy, const N: usize>(samples: &mut [T], of: impl Fn(T, T) -> T) {
        for pixel in samples.as_chunks_mut::<N>().0 {
            if let Some((alpha, colours)) = pixel.split_last_mut() {
                for colour in colours {
                    *colour = of(*colour, *alpha);
                }
            }
        }
    }
    match channels {
        2 => fixed::<T, 2>(samples, of),
        4 => fixed::<T, 4>(samples, of),
        5 => fixed::<T, 5>(samples, of),
        _ => {}
    }
}

/// Straight to premultiplied; the last of `channels` is alpha.
pub fn premultiply(samples: &mut Samples, channels: usize) {
    match samples {
        Samples::U8(samples) if channels == 4 => multiply_narrow(samples),
        Samples::U8(samples) => multiply(samples, channels, 255),
        Samples::U16(samples) => multiply(samples, channels, 65_535),
        Samples::F32(samples) => multiply_floats(samples, channels, 1.0),
    }
}

/// Premultiplied to straight.
pub fn straighten(samples: &mut Samples, channels: usize) {
    match samples {
        Samples::U8(samples) => divide_narrow(samples, channels),
        Samples::U16(samples) => divide(samples, channels, 65_535),
        Samples::F32(samples) => straighten_floats(samples, channels, 1.0),
    }
}

/// Straight floats of which `full` is opaque to premultiplied ones.
pub fn multiply_floats(samples: &mut [f32], channels: usize, full: f32) {
    let inverse = 1.0 / full;
    each(samples, channels, |colour, alpha| colour * (alpha * inverse));
}

/// Premultiplied floats to straight ones. What overshoots does so in colour and alpha, and cancels (libvips' rule); alpha is cut.
pub fn straighten_floats(samples: &mut [f32], channels: usize, full: f32) {
    each(samples, channels, |colour, alpha| if alpha == 0.0 { 0.0 } else { colour * (full / alpha) });
    samples.iter_mut().skip(channels - 1).step_by(channels).for_each(|alpha| *alpha = alpha.clamp(0.0, full));
}

/// Whether what mixes pixels has to weigh their colours: there is straight alpha, and not all of it is opaque.
pub fn is_mixed(pixels: &Pixels) -> bool {
    pixels.alpha == Alpha::Straight && !is_opaque(&pixels.samples, pixels.layout.channels())
}

/// What mixes pixels, at work on premultiplied ones. Where all is opaque that is all that is done.
pub fn premultiplied(
    pixels: &mut Pixels,
    job: &mut Job,
    mix: impl FnOnce(&mut Pixels, &mut Job) -> Result<()>,
) -> Result<()> {
    let channels = pixels.layout.channels();
    if !is_mixed(pixels) {
        return mix(pixels, job);
    }
    premultiply(&mut pixels.samples, channels);
    mix(pixels, job)?;
    straighten(&mut pixels.samples, channels);
    Ok(())
}

fn is_opaque(samples: &Samples, channels: usize) -> bool {
    fn all<T: Copy + PartialOrd>(samples: &[T], channels: usize, full: T) -> bool {
        samples.chunks_exact(channels).all(|pixel| pixel.last().is_some_and(|alpha| *alpha >= full))
    }
    match samples {
        Samples::U8(samples) if channels == 4 => samples.chunks(PIECE * 4).all(all_opaque),
        Samples::U8(samples) => all(samples, channels, u8::MAX),
        Samples::U16(samples) => all(samples, channels, u16::MAX),
        Samples::F32(samples) => all(samples, channels, 1.0),
    }
}

/// Of RGBA.
fn all_opaque(samples: &[u8]) -> bool {
    samples.as_chunks::<4>().0.iter().fold(u8::MAX, |all, [_, _, _, alpha]| all & alpha) == u8::MAX
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bytes, noisy};
    use super::super::widest::testing::alike;
    use super::*;
    use crate::pixels::{Depth, Layout};

    #[test]
    fn four_narrow_channels_are_multiplied_as_any_are() {
        for width in (1..=65).chain([256, 257, 600]) {
            let pixels = noisy(Depth::U8, Layout::Rgba, width, 1);
            let mut expected = bytes(&pixels).to_vec();
            multiply(&mut expected, 4, 255);
            let multiplied = alike(|| {
                let mut samples = pixels.samples.clone();
                premultiply(&mut samples, 4);
                samples
            });
            assert_eq!(multiplied, Samples::U8(expected));
        }
    }

    #[test]
    fn one_pixel_that_is_not_opaque_is_found_everywhere() {
        for at in 0..600 {
            let mut samples = vec![255; 600 * 4];
            assert!(is_opaque(&Samples::U8(samples.clone()), 4));
            samples[at * 4 + 3] = 254;
            assert!(!is_opaque(&Samples::U8(samples), 4), "{at}");
        }
    }

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

    #[test]
    fn the_table_divides_every_pair_of_bytes_exactly() {
        for alpha in 0..=255u8 {
            for colour in 0..=255u8 {
                let (mut fast, mut exact) = ([colour, alpha], [colour, alpha]);
                divide_narrow(&mut fast, 2);
                divide(&mut exact, 2, 255);
                assert_eq!(fast, exact, "{colour} {alpha}");
            }
        }
    }
}
