//! The encoder of pyramids, where the flavour has one.

mod encode;
mod layout;
mod manifest;
mod tile;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = None;
pub const BEGIN: Option<Begin> = Some(encode::begin);
