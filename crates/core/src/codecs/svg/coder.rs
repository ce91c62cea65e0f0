//! SVG's renderer, where the flavour has it.

mod bounds;
mod decode;
mod default_font;
mod fonts;
mod images;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = None;
pub use decode::measure;
