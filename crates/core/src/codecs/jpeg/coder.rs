//! JPEG's decoder and encoder, where the flavour has them.

mod assemble;
mod blocks;
mod decode;
mod dering;
mod encode;
mod forward;
mod huffman;
mod scans;
mod sequential;
mod tables;
mod trellis;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);
