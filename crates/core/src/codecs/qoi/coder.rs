//! QOI's decoder and encoder, where the flavour has them.

mod decode;
mod encode;

use crate::codecs::{Begin, Open, still};

pub const OPEN: Option<Open> = Some(|bytes, header, _, job| still::open(bytes, header, job, decode::decode));
pub const BEGIN: Option<Begin> = Some(encode::begin);

/// What ends every file.
const END: [u8; 8] = [0, 0, 0, 0, 0, 0, 0, 1];

/// `QOI_OP_RGB` and `QOI_OP_RGBA`; the other operations are the two upper bits.
const RGB: u8 = 0xfe;
const RGBA: u8 = 0xff;
const INDEX: u8 = 0x00;
const DIFF: u8 = 0x40;
const LUMA: u8 = 0x80;
const RUN: u8 = 0xc0;
/// Longer runs would be the two operations above.
const LONGEST_RUN: usize = 62;

/// The pixels seen last, each at its hash.
struct Seen([[u8; 4]; 64]);

impl Seen {
    const fn new() -> Self {
        Self([[0; 4]; 64])
    }

    fn place([r, g, b, a]: [u8; 4]) -> u8 {
        let sum = u32::from(r) * 3 + u32::from(g) * 5 + u32::from(b) * 7 + u32::from(a) * 11;
        (sum % 64) as u8
    }

    fn at(&self, place: u8) -> [u8; 4] {
        self.0.get(usize::from(place)).copied().unwrap_or_default()
    }

    fn put(&mut self, pixel: [u8; 4]) {
        if let Some(slot) = self.0.get_mut(usize::from(Self::place(pixel))) {
            *slot = pixel;
        }
    }
}

/// The pixel before the first.
const START: [u8; 4] = [0, 0, 0, 255];
