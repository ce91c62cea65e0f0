//! JPEG XL's decoder, where the flavour has it.

mod decode;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = None;
