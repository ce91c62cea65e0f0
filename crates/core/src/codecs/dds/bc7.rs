//! BC7 (Microsoft, "BC7 Format Mode Reference"; Khronos Data Format 1.3, section 20): one of eight modes a block, up to three
//! pairs of ends.

#![expect(
    clippy::indexing_slicing,
    reason = "a kernel: indices are of few bits, into tables of as many entries"
)]

/// What a mode's block holds, in its order.
struct Mode {
    subsets: usize,
    partition_bits: u32,
    rotation_bits: u32,
    selector_bits: u32,
    colour_bits: u32,
    alpha_bits: u32,
    /// Lowest bits of the ends: one each, one for both ends of a pair, or none.
    low_bits: LowBits,
    index_bits: u32,
    /// Of a second set of indices.
    second_bits: u32,
}

#[derive(PartialEq)]
enum LowBits {
    None,
    Each,
    Pair,
}

const fn mode(bits: [u32; 8], low_bits: LowBits) -> Mode {
    let [
        subsets,
        partition_bits,
        rotation_bits,
        selector_bits,
        colour_bits,
        alpha_bits,
        index_bits,
        second_bits,
    ] = bits;
    Mode {
        subsets: subsets as usize,
        partition_bits,
        rotation_bits,
        selector_bits,
        colour_bits,
        alpha_bits,
        low_bits,
        index_bits,
        second_bits,
    }
}

const MODES: [Mode; 8] = [
    mode([3, 4, 0, 0, 4, 0, 3, 0], LowBits::Each),
    mode([2, 6, 0, 0, 6, 0, 3, 0], LowBits::Pair),
    mode([3, 6, 0, 0, 5, 0, 2, 0], LowBits::None),
    mode([2, 6, 0, 0, 7, 0, 2, 0], LowBits::Each),
    mode([1, 0, 2, 1, 5, 6, 2, 3], LowBits::None),
    mode([1, 0, 2, 0, 7, 8, 2, 2], LowBits::None),
    mode([1, 0, 0, 0, 7, 7, 4, 0], LowBits::Each),
    mode([2, 6, 0, 0, 5, 5, 2, 0], LowBits::Each),
];

/// Of each partition into two, a bit a pixel: its subset.
#[rustfmt::skip]
const TWO: [u16; 64] = [
    0xcccc, 0x8888, 0xeeee, 0xecc8, 0xc880, 0xfeec, 0xfec8, 0xec80, 0xc800, 0xffec, 0xfe80, 0xe800, 0xffe8, 0xff00, 0xfff0, 0xf000,
    0xf710, 0x008e, 0x7100, 0x08ce, 0x008c, 0x7310, 0x3100, 0x8cce, 0x088c, 0x3110, 0x6666, 0x366c, 0x17e8, 0x0ff0, 0x718e, 0x399c,
    0xaaaa, 0xf0f0, 0x5a5a, 0x33cc, 0x3c3c, 0x55aa, 0x9696, 0xa55a, 0x73ce, 0x13c8, 0x324c, 0x3bdc, 0x6996, 0xc33c, 0x9966, 0x0660,
    0x0272, 0x04e4, 0x4e40, 0x2720, 0xc936, 0x936c, 0x39c6, 0x639c, 0x9336, 0x9cc6, 0x817e, 0xe718, 0xccf0, 0x0fcc, 0x7744, 0xee22,
];

/// Of each partition into three, two bits a pixel.
#[rustfmt::skip]
const THREE: [u32; 64] = [
    0xaa68_5050, 0x6a5a_5040, 0x5a5a_4200, 0x5450_a0a8, 0xa5a5_0000, 0xa0a0_5050, 0x5555_a0a0, 0x5a5a_5050,
    0xaa55_0000, 0xaa55_5500, 0xaaaa_5500, 0x9090_9090, 0x9494_9494, 0xa4a4_a4a4, 0xa9a5_9450, 0x2a0a_4250,
    0xa594_5040, 0x0a42_5054, 0xa5a5_a500, 0x55a0_a0a0, 0xa8a8_5454, 0x6a6a_4040, 0xa4a4_5000, 0x1a1a_0500,
    0x0050_a4a4, 0xaaa5_9090, 0x1469_6914, 0x6969_1400, 0xa085_85a0, 0xaa82_1414, 0x50a4_a450, 0x6a5a_0200,
    0xa9a5_8000, 0x5090_a0a8, 0xa8a0_9050, 0x2424_2424, 0x00aa_5500, 0x2492_4924, 0x2449_9224, 0x50a5_0a50,
    0x500a_a550, 0xaaaa_4444, 0x6666_0000, 0xa5a0_a5a0, 0x50a0_50a0, 0x6928_6928, 0x44aa_aa44, 0x6666_6600,
    0xaa44_4444, 0x54a8_54a8, 0x9580_9580, 0x9696_9600, 0xa854_54a8, 0x8095_9580, 0xaa14_1414, 0x9696_0000,
    0xaaaa_1414, 0xa050_50a0, 0xa0a5_a5a0, 0x9600_0000, 0x4080_4080, 0xa9a8_a9a8, 0xaaaa_aa44, 0x2a4a_5254,
];

/// The pixel whose index lacks its highest bit, in the second of two subsets.
#[rustfmt::skip]
const ANCHOR_OF_TWO: [u8; 64] = [
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
    15,  2,  8,  2,  2,  8,  8, 15,  2,  8,  2,  2,  8,  8,  2,  2,
    15, 15,  6,  8,  2,  8, 15, 15,  2,  8,  2,  2,  2, 15, 15,  6,
     6,  2,  6,  8, 15, 15,  2,  2, 15, 15, 15, 15, 15,  2,  2, 15,
];

/// The same in the second and third of three.
#[rustfmt::skip]
const ANCHORS_OF_THREE: [[u8; 64]; 2] = [
    [
         3,  3, 15, 15,  8,  3, 15, 15,  8,  8,  6,  6,  6,  5,  3,  3,
         3,  3,  8, 15,  3,  3,  6, 10,  5,  8,  8,  6,  8,  5, 15, 15,
         8, 15,  3,  5,  6, 10,  8, 15, 15,  3, 15,  5, 15, 15, 15, 15,
         3, 15,  5,  5,  5,  8,  5, 10,  5, 10,  8, 13, 15, 12,  3,  3,
    ],
    [
        15,  8,  8,  3, 15, 15,  3,  8, 15, 15, 15, 15, 15, 15, 15,  8,
        15,  8, 15,  3, 15,  8, 15,  8,  3, 15,  6, 10, 15, 15, 10,  8,
        15,  3, 15, 10, 10,  8,  9, 10,  6, 15,  8, 15,  3,  6,  6,  8,
        15,  3, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  3, 15, 15,  8,
    ],
];

/// How much of 64 is the second end, by an index of 2, 3 and 4 bits.
const WEIGHTS_2: [u32; 4] = [0, 21, 43, 64];
const WEIGHTS_3: [u32; 8] = [0, 9, 18, 27, 37, 46, 55, 64];
const WEIGHTS_4: [u32; 16] = [0, 4, 9, 13, 17, 21, 26, 30, 34, 38, 43, 47, 51, 55, 60, 64];

fn weight(bits: u32, index: usize) -> u32 {
    match bits {
        2 => WEIGHTS_2[index],
        3 => WEIGHTS_3[index],
        _ => WEIGHTS_4[index],
    }
}

/// Bits from the lowest.
struct Bits(u128);

impl Bits {
    fn take(&mut self, count: u32) -> u32 {
        let value = self.0 as u32 & ((1 << count) - 1);
        self.0 >>= count;
        value
    }
}

fn subset(mode: &Mode, partition: usize, pixel: usize) -> usize {
    match mode.subsets {
        1 => 0,
        2 => usize::from(TWO[partition] >> pixel & 1),
        _ => (THREE[partition] >> (pixel * 2) & 3) as usize,
    }
}

fn is_anchor(mode: &Mode, partition: usize, pixel: usize) -> bool {
    let second = |anchor: u8| usize::from(anchor) == pixel;
    pixel == 0
        || match mode.subsets {
            1 => false,
            2 => second(ANCHOR_OF_TWO[partition]),
            _ => ANCHORS_OF_THREE.iter().any(|anchors| second(anchors[partition])),
        }
}

/// Two ends of each subset, of eight bits.
fn ends(mode: &Mode, bits: &mut Bits) -> [[u32; 4]; 6] {
    let count = mode.subsets * 2;
    let mut ends = [[0; 4]; 6];
    for channel in 0..3 {
        ends[..count].iter_mut().for_each(|end| end[channel] = bits.take(mode.colour_bits));
    }
    if mode.alpha_bits > 0 {
        ends[..count].iter_mut().for_each(|end| end[3] = bits.take(mode.alpha_bits));
    }
    let mut low = 0;
    for (index, end) in ends[..count].iter_mut().enumerate() {
        if mode.low_bits == LowBits::Each || (mode.low_bits == LowBits::Pair && index % 2 == 0) {
            low = bits.take(1);
        }
        let extra = u32::from(mode.low_bits != LowBits::None);
        let widen = |value: u32, stored: u32| {
            let (value, stored) = if extra == 1 { (value << 1 | low, stored + 1) } else { (value, stored) };
            value << (8 - stored) | value >> (2 * stored - 8)
        };
        for sample in &mut end[..3] {
            *sample = widen(*sample, mode.colour_bits);
        }
        end[3] = if mode.alpha_bits > 0 { widen(end[3], mode.alpha_bits) } else { 255 };
    }
    ends
}

fn indices(mode: &Mode, partition: usize, width: u32, bits: &mut Bits) -> [usize; 16] {
    std::array::from_fn(|pixel| {
        let lost = u32::from(is_anchor(mode, partition, pixel));
        bits.take(width - lost) as usize
    })
}

pub fn pixels(block: u128) -> [[u8; 4]; 16] {
    let number = (block as u8).trailing_zeros();
    // A block of no mode is transparent black.
    let Some(mode) = MODES.get(number as usize) else { return [[0; 4]; 16] };
    let mut bits = Bits(block >> (number + 1));
    let partition = bits.take(mode.partition_bits) as usize;
    let rotation = bits.take(mode.rotation_bits) as usize;
    let swapped = bits.take(mode.selector_bits) == 1;
    let ends = ends(mode, &mut bits);
    let first = indices(mode, partition, mode.index_bits, &mut bits);
    let mut colour = (mode.index_bits, first);
    let mut alpha = colour;
    if mode.second_bits > 0 {
        alpha = (mode.second_bits, indices(mode, partition, mode.second_bits, &mut bits));
        if swapped {
            std::mem::swap(&mut colour, &mut alpha);
        }
    }
    std::array::from_fn(|pixel| {
        let at = subset(mode, partition, pixel) * 2;
        let weights = [colour, colour, colour, alpha].map(|(width, indices)| weight(width, indices[pixel]));
        let mut out: [u8; 4] = std::array::from_fn(|channel| {
            let (a, b, weight) = (ends[at][channel], ends[at + 1][channel], weights[channel]);
            ((a * (64 - weight) + b * weight + 32) >> 6) as u8
        });
        if rotation > 0 {
            out.swap(rotation - 1, 3);
        }
        out
    })
}
