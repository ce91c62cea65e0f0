//! AVIF's decoder and encoder, where the flavour has them.

mod aom;
mod decode;
mod encode;
mod planes;
mod yuv;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);
