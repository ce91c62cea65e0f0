//! GIF's decoder and encoder, where the flavour has them.

mod decode;
mod effort;
mod encode;
mod indices;
mod lzw;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);
