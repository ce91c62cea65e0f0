// The inverse DCT of libjpeg-turbo's `jidctint-avx2.asm` number by number: sums before a product wrap in 16 bits, and what comes
// out saturates. For WebAssembly `cargo xtask wasm` puts it into the decoder's crate; a test of core compares it with the crate's.

/// More than any column of an honest file has in all; up to here 16 bits hold every sum (4 · 1.387 · 2,946 is 16,344), and more
/// bits give the same. What an encoder makes of 8 bit samples has 2,896: a block's squares add up to 64 · 128².
const MOST: i32 = 2946;

/// Whether 32 bits may give other samples than 16.
fn is_beyond(coeffs: &[i16; 64], quant: &[u16; 64]) -> bool {
    let mut sums = [0i32; 8];
    for (coeffs, quant) in coeffs.chunks_exact(8).zip(quant.chunks_exact(8)) {
        for (sum, (coeff, quant)) in sums.iter_mut().zip(coeffs.iter().zip(quant)) {
            // A product is below 2^31, a sum of eight of these must be.
            *sum += (i32::from(*coeff).abs() * i32::from(*quant)).min(1 << 16);
        }
    }
    sums.iter().any(|sum| *sum > MOST)
}

/// One dimension on eight numbers.
fn narrow_pass(s: [i16; 8], down: u32) -> [i16; 8] {
    let times = |value: i16, by: i32| i32::from(value) * by;
    let pair = |a: (i16, i32), b: (i16, i32)| times(a.0, a.1).wrapping_add(times(b.0, b.1));
    let even3 = pair((s[2], 4433 + 6270), (s[6], 4433));
    let even2 = pair((s[6], 4433 - 15_137), (s[2], 4433));
    let even0 = i32::from(s[0].wrapping_add(s[4])) << 13;
    let even1 = i32::from(s[0].wrapping_sub(s[4])) << 13;
    let evens = [
        even0.wrapping_add(even3),
        even1.wrapping_add(even2),
        even1.wrapping_sub(even2),
        even0.wrapping_sub(even3),
    ];
    let (z3, z4) = (s[7].wrapping_add(s[3]), s[5].wrapping_add(s[1]));
    let sum3 = pair((z3, 9633 - 16_069), (z4, 9633));
    let sum4 = pair((z4, 9633 - 3196), (z3, 9633));
    let odds = [
        pair((s[7], -7373), (s[1], 12_299 - 7373)).wrapping_add(sum4),
        pair((s[5], -20_995), (s[3], 25_172 - 20_995)).wrapping_add(sum3),
        pair((s[5], 16_819 - 20_995), (s[3], -20_995)).wrapping_add(sum4),
        pair((s[7], 2446 - 7373), (s[1], -7373)).wrapping_add(sum3),
    ];
    let mut out = [0; 8];
    for at in 0..4 {
        for (to, sum) in [(at, evens[at].wrapping_add(odds[at])), (7 - at, evens[at].wrapping_sub(odds[at]))] {
            let rounded = sum.wrapping_add(1 << (down - 1)) >> down;
            out[to] = rounded.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
        }
    }
    out
}

/// Samples of a block with coefficients below its first row; of others the crate's scalar code is bit for bit its fast one.
fn narrow(coeffs: &[i16; 64], quant: &[u16; 64], output: &mut [u8; 64]) {
    let mut rows = [[0; 8]; 8];
    for x in 0..8 {
        let mut column = [0; 8];
        for (y, value) in column.iter_mut().enumerate() {
            *value = coeffs[y * 8 + x].wrapping_mul(quant[y * 8 + x] as i16);
        }
        for (row, value) in rows.iter_mut().zip(narrow_pass(column, 11)) {
            row[x] = value;
        }
    }
    for (to, row) in output.chunks_exact_mut(8).zip(rows) {
        for (to, value) in to.iter_mut().zip(narrow_pass(row, 18)) {
            *to = (value.clamp(-128, 127) + 128) as u8;
        }
    }
}
