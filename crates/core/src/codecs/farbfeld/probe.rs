//! farbfeld's header: a magic of eight bytes, width and height.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

pub const MAGIC: &[u8] = b"farbfeld";
/// Bytes of the header.
#[cfg_attr(not(feature = "basic"), expect(dead_code, reason = "only the codec asks where the data begins"))]
pub const HEADER: usize = 16;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let mut reader = Reader::new(bytes.get(MAGIC.len()..).unwrap_or_default());
    let mut size = || Some((reader.u32_be()?, reader.u32_be()?));
    let Some((width, height)) = size() else {
        return Err(Error::new(Code::TruncatedImage).format("farbfeld").reason("no header"));
    };
    let mut header = Header::new(Format::Farbfeld, width, height);
    (header.channels, header.has_alpha) = (4, true);
    (header.depth, header.bits) = (Depth::U16, 16);
    Ok(header)
}
