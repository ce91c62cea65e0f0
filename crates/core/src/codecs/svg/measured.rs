//! The size of a drawing that says none, where the flavour has the renderer: of all that is drawn, as libvips takes it.

use super::coder;
use crate::codecs::Scaling;
use crate::error::Result;
use crate::limits::Limits;

pub fn scaling(bytes: &[u8], limits: &Limits) -> Result<Option<Scaling>> {
    coder::measure(bytes, limits)
}
