//! BMP's decoder and encoder, where the flavour has them.

pub mod decode;
mod encode;
mod rle;

use super::{dib, probe};
use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);
