//! `over` of 8 bit samples, in whole numbers: most overlays are this.

use crate::ops::widest::widest;

/// Pixels at a time: their alphas and colours stay in the nearest cache.
const PIECE: usize = 256;

const ALPHA: u32 = 0xFF00_0000;

widest! {
    /// Lays RGBA pixels over as many others.
    pub fn over[][](base: &mut [u8], over: &[u8]) {
        for (base, over) in base.chunks_mut(PIECE * 4).zip(over.chunks(PIECE * 4)) {
            let (all, any) = alphas(over);
            let (below, _) = alphas(base);
            if all == ALPHA {
                base.copy_from_slice(over);
            } else if below != ALPHA {
                over_translucent(base, over);
            } else if any & ALPHA != 0 {
                over_opaque(base, over);
            }
        }
    }
}

/// The bits that all alphas have, and that any has.
#[inline(always)]
fn alphas(pixels: &[u8]) -> (u32, u32) {
    let (mut all, mut any) = (ALPHA, 0);
    for pixel in pixels.as_chunks::<4>().0 {
        let pixel = u32::from_le_bytes(*pixel);
        all &= pixel;
        any |= pixel;
    }
    (all, any)
}

/// `(over × alpha + base × (255 − alpha)) ÷ 255`, rounded, for all four alike: an opaque overlay's alpha is laid over one.
#[inline(always)]
fn over_opaque(base: &mut [u8], over: &[u8]) {
    let (mut colours, mut alphas) = ([0; PIECE * 4], [0; PIECE * 4]);
    let scratch = colours.as_chunks_mut::<4>().0.iter_mut().zip(alphas.as_chunks_mut::<4>().0);
    for ((colour, alpha), pixel) in scratch.zip(over.as_chunks::<4>().0) {
        let pixel = u32::from_le_bytes(*pixel);
        let a = pixel >> 24;
        *colour = (pixel | ALPHA).to_le_bytes();
        *alpha = (a | a << 8 | a << 16 | a << 24).to_le_bytes();
    }
    for ((below, colour), alpha) in base.iter_mut().zip(&colours).zip(&alphas) {
        let alpha = u16::from(*alpha);
        let sum = u16::from(*colour) * alpha + u16::from(*below) * (255 - alpha) + 128;
        *below = ((sum + (sum >> 8)) >> 8) as u8;
    }
}

/// The same where the base has alpha of its own: colours are weighed by their shares of the alpha of both.
#[inline(always)]
fn over_translucent(base: &mut [u8], over: &[u8]) {
    for (below, above) in base.as_chunks_mut::<4>().0.iter_mut().zip(over.as_chunks::<4>().0) {
        let (above, under) = (above.map(f32::from), below.map(f32::from));
        // Whole numbers under 2^24: exact.
        let (mine, its) = (above[3] * 255.0, under[3] * (255.0 - above[3]));
        let all = mine + its;
        let scale = 1.0 / all.max(1.0);
        // Alpha goes along, so that the four are one vector.
        let mut out = [0; 4];
        for ((out, above), under) in out.iter_mut().zip(above).zip(under) {
            *out = rounded((above * mine + under * its) * scale);
        }
        out[3] = rounded(all / 255.0);
        *below = out;
    }
}

/// A number from 0 to 255: the last bits of a sum whose unit is 1. A cast would ask for its bounds.
#[inline(always)]
fn rounded(value: f32) -> u8 {
    (value + 8_388_608.0).to_bits() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::widest::testing::alike;

    fn expected(below: [u8; 4], above: [u8; 4]) -> [u8; 4] {
        let unit = |v: u8| f64::from(v) / 255.0;
        let (a, b) = (unit(above[3]), unit(below[3]));
        let all = a + b * (1.0 - a);
        let mix = |above: u8, below: u8| {
            let colour = unit(above) * a + unit(below) * b * (1.0 - a);
            if all > 0.0 { (colour / all * 255.0).round() as u8 } else { 0 }
        };
        [
            mix(above[0], below[0]),
            mix(above[1], below[1]),
            mix(above[2], below[2]),
            (all * 255.0).round() as u8,
        ]
    }

    #[test]
    fn each_colour_and_alpha_is_the_rounded_real_number() {
        let steps = [0u8, 1, 2, 63, 127, 128, 129, 200, 254, 255];
        for below_alpha in steps {
            // Odd lengths: a last piece that is not whole.
            let (mut below, mut above) = (Vec::new(), Vec::new());
            for alpha in 0..=255 {
                for colour in steps {
                    below.push([colour, 255 - colour, 7, below_alpha]);
                    above.push([255 - colour, colour / 3, 250, alpha]);
                }
            }
            let result = alike(|| {
                let mut result = below.clone();
                over(result.as_flattened_mut(), above.as_flattened());
                result
            });
            for ((result, below), above) in result.iter().zip(below).zip(above) {
                let near = result.iter().zip(expected(below, above)).all(|(a, b)| a.abs_diff(b) <= 1);
                let exact = below_alpha < 255 || *result == expected(below, above);
                assert!(near && exact, "{below:?} {above:?}: {result:?}");
            }
        }
    }

    #[test]
    fn what_is_transparent_changes_nothing_and_what_is_opaque_hides_all() {
        let mut base: Vec<u8> =
            (0..4 * 300).map(|i| if i % 4 == 3 { 128 } else { (i % 251) as u8 }).collect();
        let before = base.clone();
        over(&mut base, &[9, 9, 9, 0].repeat(300));
        assert_eq!(base, before);
        over(&mut base, &[9, 8, 7, 255].repeat(300));
        assert_eq!(base, [9, 8, 7, 255].repeat(300));
    }
}
