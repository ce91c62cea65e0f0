//! TGA's decoder and encoder, where the flavour has them.

mod decode;
mod encode;

use super::probe;
use crate::codecs::{Begin, Open, still};

pub const OPEN: Option<Open> = Some(|bytes, header, _, job| still::open(bytes, header, job, decode::decode));
pub const BEGIN: Option<Begin> = Some(encode::begin);

/// Pixels of the longest packet.
const LONGEST_PACKET: usize = 128;
/// The bit of a packet's first byte that says that one pixel is repeated.
const REPEAT: u8 = 0x80;
