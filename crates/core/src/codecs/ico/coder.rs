//! ICO's decoder and encoder, where the flavour has them.

mod decode;
mod encode;

use super::probe;
use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);
