//! BC1 to BC5 (Microsoft, "Block Compression"; DXT1 to DXT5, ATI1 and ATI2): 4 × 4 pixels by two ends and what lies between them.

/// Red, green and blue of 5, 6 and 5 bits.
fn colour(value: u64) -> [u8; 4] {
    let wide = |value: u64, bits: u32| (value << (8 - bits) | value >> (2 * bits - 8)) as u8;
    [wide(value >> 11 & 31, 5), wide(value >> 5 & 63, 6), wide(value & 31, 5), 255]
}

/// `(a × of_a + b × of_b) ÷ (of_a + of_b)`, rounded.
fn between(a: u8, b: u8, of_a: u32, of_b: u32) -> u8 {
    let parts = of_a + of_b;
    ((u32::from(a) * of_a + u32::from(b) * of_b + parts / 2) / parts) as u8
}

fn mix(a: [u8; 4], b: [u8; 4], of_a: u32, of_b: u32) -> [u8; 4] {
    let [r, g, b, _] = std::array::from_fn(|at| match (a.get(at), b.get(at)) {
        (Some(a), Some(b)) => between(*a, *b, of_a, of_b),
        _ => 0,
    });
    [r, g, b, 255]
}

/// Four colours, or where the block may say so by the order of its ends three and transparent black.
pub fn colours(block: u64, may_be_clear: bool) -> [[u8; 4]; 16] {
    let (first, second) = (block & 0xffff, block >> 16 & 0xffff);
    let (a, b) = (colour(first), colour(second));
    let table = if may_be_clear && first <= second {
        [a, b, mix(a, b, 1, 1), [0; 4]]
    } else {
        [a, b, mix(a, b, 2, 1), mix(a, b, 1, 2)]
    };
    std::array::from_fn(|pixel| {
        let index = (block >> (32 + pixel * 2) & 3) as usize;
        table.get(index).copied().unwrap_or_default()
    })
}

/// Which of eight each pixel is.
fn pick(block: u64, table: [u8; 8]) -> [u8; 16] {
    std::array::from_fn(|pixel| {
        let index = (block >> (16 + pixel * 3) & 7) as usize;
        table.get(index).copied().unwrap_or_default()
    })
}

/// Eight values between two ends, or by their order six, 0 and full.
pub fn ramp(block: u64) -> [u8; 16] {
    let [a, b] = [block as u8, (block >> 8) as u8];
    let inner = |parts: u32, at: u32| between(a, b, parts - at, at);
    let table = if a > b {
        [a, b, inner(7, 1), inner(7, 2), inner(7, 3), inner(7, 4), inner(7, 5), inner(7, 6)]
    } else {
        [a, b, inner(5, 1), inner(5, 2), inner(5, 3), inner(5, 4), 0, 255]
    };
    pick(block, table)
}

/// The same from −127 to 127, shown from 0 to 255.
pub fn signed_ramp(block: u64) -> [u8; 16] {
    let [a, b] = [block as u8 as i8, (block >> 8) as u8 as i8];
    let greater = a > b;
    let [a, b] = [a, b].map(|end| i32::from(end).max(-127) + 127);
    // From 0 to 254, of which parts are shown in 255 steps.
    let show = |of_a: i32, of_b: i32| {
        let full = 254 * (of_a + of_b);
        (((a * of_a + b * of_b) * 255 + full / 2) / full) as u8
    };
    let inner = |parts: i32, at: i32| show(parts - at, at);
    let ends = [show(1, 0), show(0, 1)];
    let table = if greater {
        [ends[0], ends[1], inner(7, 1), inner(7, 2), inner(7, 3), inner(7, 4), inner(7, 5), inner(7, 6)]
    } else {
        [ends[0], ends[1], inner(5, 1), inner(5, 2), inner(5, 3), inner(5, 4), 0, 255]
    };
    pick(block, table)
}
