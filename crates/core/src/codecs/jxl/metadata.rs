//! Metadata of JPEG XL: EXIF and XMP in boxes of their own (ISO/IEC 18181-2), the profile in the codestream.

use super::container;
use crate::codecs::metadata::{Carrier, Collector, Metadata};
use crate::error::Result;
use crate::limits::Limits;

pub const CARRIER: Carrier = Carrier { read: Some(read), write: None, profile_by_decoder: true };

fn read(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("jxl", limits);
    // A box that breaks the rules ends the search: what came before it counts.
    let mut refused = Ok(());
    let _ = container::metadata(bytes, |kind, body| {
        refused = match &kind {
            // Four bytes say how far behind them the TIFF structure begins.
            b"Exif" => {
                let skipped = body.first_chunk::<4>().map_or(0, |bytes| u32::from_be_bytes(*bytes) as usize);
                match skipped.checked_add(4).and_then(|start| body.get(start..)) {
                    Some(tiff) => collector.exif(tiff),
                    None => Ok(()),
                }
            }
            b"xml " => collector.xmp(body),
            _ => Ok(()),
        };
        refused.clone()
    });
    refused.map(|()| collector.found)
}
