//! DDS's decoder, where the flavour has it.

mod bc7;
mod blocks;
mod decode;

use super::probe;
use crate::codecs::{Begin, Open, still};

pub const OPEN: Option<Open> = Some(|bytes, header, _, job| still::open(bytes, header, job, decode::decode));
pub const BEGIN: Option<Begin> = None;
