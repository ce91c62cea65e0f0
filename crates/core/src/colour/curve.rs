//! sRGB's curve (IEC 61966-2-1) for numbers that may lie outside of black and white: the same on every machine.

use std::sync::LazyLock;

/// The light of each 8 bit code.
pub static LIGHT_8: LazyLock<[f32; 256]> = LazyLock::new(|| {
    let mut table = [0.0; 256];
    table.iter_mut().zip(0..=u8::MAX).for_each(|(light, code)| *light = decode(f32::from(code) / 255.0));
    table
});

/// The light of each 16 bit code.
pub static LIGHT_16: LazyLock<Vec<f32>> =
    LazyLock::new(|| (0..=u16::MAX).map(|code| decode(f32::from(code) / 65_535.0)).collect());

/// Rec. 709's luminance of light.
pub fn luminance(r: f32, g: f32, b: f32) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Light to a code; 1 is white. What is brighter goes on along the curve, what is below black mirrors it.
pub fn encode(linear: f32) -> f32 {
    let light = linear.abs();
    // 1.055 × root − 0.055, in the order that makes white exactly 1.
    let root = |light| libm::powf(light, 1.0 / 2.4);
    let code = if light > 0.003_130_8 { 1.055 * (root(light) - 1.0) + 1.0 } else { light * 12.92 };
    code.copysign(linear)
}

/// A code to light.
pub fn decode(code: f32) -> f32 {
    let from = code.abs();
    let light = if from > 0.040_45 { libm::powf((from + 0.055) / 1.055, 2.4) } else { from / 12.92 };
    light.copysign(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_of_the_light_is_188_of_255_and_back() {
        assert_eq!((encode(0.5) * 255.0).round() as u8, 188);
        assert_eq!(
            [encode(0.0), encode(1.0), decode(1.0)].map(f32::to_bits),
            [0.0, 1.0, 1.0].map(f32::to_bits)
        );
        for light in [-2.0, -0.001, 0.0005, 0.003, 0.0032, 0.2, 1.0, 9.5, 1e20] {
            let back = decode(encode(light));
            assert!((back / light - 1.0).abs() < 1e-5, "{light} became {back}");
        }
    }
}
