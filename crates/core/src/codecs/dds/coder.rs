//! DDS's decoder, where the flavour has it.

mod bc7;
mod blocks;
mod decode;

use super::probe;
use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = None;
