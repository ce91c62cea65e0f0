//! Metadata of AVIF: the profile in a colr box, EXIF and XMP in items of their own (ISO/IEC 23008-12, 6.5.5 and annex A).

use super::container::Container;
use super::writer;
use crate::codecs::metadata::{Carrier, Collector, Metadata};
use crate::error::Result;
use crate::job::Job;
use crate::limits::Limits;

pub const CARRIER: Carrier = Carrier { read: Some(read), write: Some(write), ..Carrier::NONE };

fn read(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("avif", limits);
    let Ok(file) = Container::parse(bytes, limits) else { return Ok(collector.found) };
    let Ok(primary) = file.primary() else { return Ok(collector.found) };
    if let Some(profile) = file.profile(primary) {
        collector.icc(profile)?;
    }
    for item in file.describing(primary) {
        let Ok(data) = file.data(item) else { continue };
        match &item.kind {
            // Four bytes say how far behind them the TIFF structure begins.
            b"Exif" => {
                let skipped = data.first_chunk::<4>().map_or(0, |bytes| u32::from_be_bytes(*bytes) as usize);
                if let Some(tiff) = skipped.checked_add(4).and_then(|start| data.get(start..)) {
                    collector.exif(tiff)?;
                }
            }
            b"mime" if data.trim_ascii_start().starts_with(b"<") => collector.xmp(&data)?,
            _ => {}
        }
    }
    Ok(collector.found)
}

/// The same image in a new container: the places of all items move.
fn write(bytes: Vec<u8>, metadata: &Metadata, _job: &mut Job) -> Result<Vec<u8>> {
    writer::again(&Container::parse(&bytes, &Limits::default())?, metadata)
}
