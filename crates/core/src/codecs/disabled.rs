//! A codec that this flavour was built without: known, probed and planned for, not run.

use super::super::{Begin, Open};

pub const OPEN: Option<Open> = None;
pub const BEGIN: Option<Begin> = None;
