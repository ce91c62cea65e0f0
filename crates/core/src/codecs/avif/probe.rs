//! AVIF's header from its metadata box: nothing is decoded, and the coded data need not be there.

use super::container::{self, Container};
use crate::codecs::Header;
use crate::error::Result;
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

pub fn sniff(bytes: &[u8]) -> bool {
    container::is_avif(bytes)
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let file = Container::parse(bytes, limits)?;
    let primary = file.primary()?;
    let (width, height) = file.size(primary)?;
    let coding = file.coding(primary)?;
    let mut header = Header::new(Format::Avif, width, height);
    if let Some([_, _, shown_width, shown_height]) = file.aperture(primary, (width, height)) {
        header.coded = Some((width, height));
        (header.width, header.height) = (shown_width, shown_height);
    }
    header.bits = coding.bits;
    header.depth = if coding.bits > 8 { Depth::U16 } else { Depth::U8 };
    header.has_alpha = file.has_alpha(primary);
    header.channels = if coding.mono { 1 } else { 3 } + u8::from(header.has_alpha);
    header.space = if coding.mono { "b-w" } else { "srgb" };
    header.orientation = file.orientation(primary);
    header.has_profile = file.has_profile(primary);
    header.subsampling = match (coding.mono, coding.halved) {
        (true, _) => None,
        (false, (true, true)) => Some("4:2:0"),
        (false, (true, false)) => Some("4:2:2"),
        (false, _) => Some("4:4:4"),
    };
    Ok(header)
}
