//! Radiance's decoder and encoder, where the flavour has them.

mod decode;
mod encode;

use super::probe;
use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = Some(encode::begin);

/// Scanlines of other lengths have no runs of their own.
const RUN_WIDTHS: std::ops::RangeInclusive<usize> = 8..=0x7fff;
