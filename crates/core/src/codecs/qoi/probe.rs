//! QOI's header of 14 bytes.

use crate::codecs::{Header, Reader};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

pub const MAGIC: &[u8] = b"qoif";
/// Bytes of the header.
#[cfg_attr(not(feature = "basic"), expect(dead_code, reason = "only the codec asks where the data begins"))]
pub const HEADER: usize = 14;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

pub fn probe(bytes: &[u8], _limits: &Limits) -> Result<Header> {
    let mut reader = Reader::new(bytes.get(MAGIC.len()..).unwrap_or_default());
    let mut fields = || Some((reader.u32_be()?, reader.u32_be()?, reader.u8()?, reader.u8()?));
    let Some((width, height, channels, space)) = fields() else {
        return Err(Error::new(Code::TruncatedImage).format("qoi").reason("no header"));
    };
    if !matches!(channels, 3 | 4) || space > 1 {
        return Err(Error::new(Code::CorruptImage).format("qoi").reason("channels or colour space"));
    }
    let mut header = Header::new(Format::Qoi, width, height);
    header.channels = channels;
    header.has_alpha = channels == 4;
    Ok(header)
}
