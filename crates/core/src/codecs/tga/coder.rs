//! TGA's decoder and encoder, where the flavour has them.

mod decode;
mod encode;

use super::probe;
use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);

/// Pixels of the longest packet.
const LONGEST_PACKET: usize = 128;
/// The bit of a packet's first byte that says that one pixel is repeated.
const REPEAT: u8 = 0x80;
