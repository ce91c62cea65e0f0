//! SVG's renderer, where the flavour has it.

mod bounds;
mod decode;
pub mod default_font;
pub mod fonts;
mod images;

use crate::codecs::{Begin, Open};

pub const OPEN: Option<Open> = Some(decode::open);
pub const BEGIN: Option<Begin> = None;
pub use decode::measure;
