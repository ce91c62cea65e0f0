//! The size of a drawing that says none, where the flavour has no renderer: another must be asked.

use crate::codecs::Scaling;
use crate::error::Result;
use crate::limits::Limits;

pub fn scaling(_bytes: &[u8], _limits: &Limits) -> Result<Option<Scaling>> {
    Ok(Some(Scaling::Unmeasured))
}
