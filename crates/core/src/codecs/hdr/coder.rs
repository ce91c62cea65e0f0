//! Radiance's decoder and encoder, where the flavour has them.

mod decode;
mod encode;

use super::probe;
use crate::codecs::{Begin, Open, still};

pub const OPEN: Option<Open> = Some(|bytes, header, _, job| still::open(bytes, header, job, decode::decode));
pub const BEGIN: Option<Begin> = Some(encode::begin);

/// Scanlines of other lengths have no runs of their own.
const RUN_WIDTHS: std::ops::RangeInclusive<usize> = 8..=0x7fff;
