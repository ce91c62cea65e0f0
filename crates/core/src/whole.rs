//! Floats as whole numbers of 8 and 16 bit, as a cast makes them: cut, what lies outside at the nearer end, and 0 of what is no number.
//! In WebAssembly the cast takes eight times as long as this, as no engine makes several at once of it; the numbers are the same.

use wide::f32x4;

/// From here on floats are whole numbers, one apart: added to it, a whole number is the lowest bits.
pub const ONES: f32 = 8_388_608.0;

/// Cut to 8 bit.
#[inline(always)]
pub fn byte(value: f32) -> u8 {
    if cfg!(target_arch = "wasm32") { low_bits(value, 255.0) as u8 } else { value as u8 }
}

/// Cut to 16 bit.
#[inline(always)]
pub fn word(value: f32) -> u16 {
    if cfg!(target_arch = "wasm32") { low_bits(value, 65_535.0) as u16 } else { value as u16 }
}

/// Four that are numbers.
#[inline(always)]
pub fn bytes(values: f32x4) -> [u8; 4] {
    let kept = values.fast_max(f32x4::ZERO).fast_min(f32x4::splat(255.0));
    if cfg!(target_arch = "wasm32") {
        (kept.floor() + f32x4::splat(ONES)).to_array().map(|value| value.to_bits() as u8)
    } else {
        kept.fast_trunc_int().to_array().map(|value| value as u8)
    }
}

#[inline(always)]
fn low_bits(value: f32, most: f32) -> u32 {
    let kept = if value > 0.0 { value } else { 0.0 };
    let kept = if kept < most { kept } else { most };
    (kept.floor() + ONES).to_bits()
}

#[cfg(test)]
mod tests {
    use super::{bytes, f32x4, low_bits};

    #[test]
    fn the_lowest_bits_are_what_a_cast_gives() {
        let edges = [
            0.0,
            -0.0,
            f32::MIN_POSITIVE,
            f32::NAN,
            -f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            1e30,
            -1e30,
        ];
        let near = |whole: u32| {
            let value = whole as f32;
            [
                value.next_down(),
                value,
                value.next_up(),
                value + 0.5,
                (value + 0.5).next_down(),
                (value + 1.0).next_down(),
            ]
        };
        let all = edges.into_iter().chain((0..=66_000).flat_map(near));
        for value in all {
            assert_eq!(low_bits(value, 255.0) as u8, value as u8, "{value}");
            assert_eq!(low_bits(value, 65_535.0) as u16, value as u16, "{value}");
            if !value.is_nan() {
                assert_eq!(
                    bytes(f32x4::from([0.0, value, 255.0, value])),
                    [0, value as u8, 255, value as u8],
                    "{value}"
                );
            }
        }
    }
}
