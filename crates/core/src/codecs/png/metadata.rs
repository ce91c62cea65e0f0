//! Metadata in PNG's chunks (PNG third edition, 11.3): iCCP, cICP, eXIf, iTXt, pHYs.

use super::chunk;
use super::probe::{self, SIGNATURE};
use crate::bytes::deflater::zlib;
use crate::codecs::Reader;
use crate::codecs::metadata::{Carrier, Collector, Metadata};
use crate::error::Result;
use crate::job::Job;
use crate::limits::Limits;
use crate::zip::deflate;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// The keyword of XMP part 3, 1.1.5.
const XMP: &[u8] = b"XML:com.adobe.xmp";
/// What else a decoder would take for the colours of the image.
const COLOURS: [&[u8; 4]; 5] = [b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP"];

pub const CARRIER: Carrier = Carrier { read: Some(read), write: Some(write), ..Carrier::NONE };

fn read(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("png", limits);
    let mut reader = Reader::new(bytes);
    reader.take(SIGNATURE.len());
    while let Some((kind, data)) = chunk::next(&mut reader) {
        match &kind {
            b"iCCP" => {
                if let Some([_method, packed @ ..]) = after_zero(data) {
                    let profile = inflated(packed, &collector)?;
                    collector.icc(&profile)?;
                }
            }
            b"eXIf" => collector.exif(data)?,
            b"iTXt" => {
                if let Some((packed, text)) = data.strip_prefix(XMP).and_then(international) {
                    let text = if packed { inflated(text, &collector)? } else { text.to_vec() };
                    collector.xmp(&text)?;
                }
            }
            b"pHYs" => collector.found.density = probe::density(data).or(collector.found.density),
            // Matrix 0: the samples are RGB; full range 1: they go from 0 to white.
            b"cICP" => {
                if let [primaries, transfer, 0, 1] = data {
                    collector.found.cicp = Some([*primaries, *transfer]);
                }
            }
            b"IEND" => break,
            _ => {}
        }
    }
    Ok(collector.found)
}

fn after_zero(data: &[u8]) -> Option<&[u8]> {
    data.get(data.iter().position(|byte| *byte == 0)? + 1..)
}

/// The text of an iTXt chunk from the end of its keyword on, and whether it is compressed.
fn international(data: &[u8]) -> Option<(bool, &[u8])> {
    let [0, packed, _method, languages @ ..] = data else { return None };
    Some((*packed == 1, after_zero(after_zero(languages)?)?))
}

/// What is there of a compressed block; more than the limit allows is an error.
fn inflated(packed: &[u8], collector: &Collector) -> Result<Vec<u8>> {
    let most = collector.left() as u64;
    let mut out = Vec::new();
    // A damaged block is left out: its reader gives what came before.
    let whole = ZlibDecoder::new(packed).take(most + 1).read_to_end(&mut out).is_ok();
    if out.len() as u64 > most {
        return Err(collector.too_large(out.len() as u64));
    }
    Ok(if whole { out } else { Vec::new() })
}

/// Chunks go between the header and what follows it; colours that the encoder noted give way to a profile.
fn write(bytes: Vec<u8>, metadata: &Metadata, job: &mut Job) -> Result<Vec<u8>> {
    let mut reader = Reader::new(&bytes);
    reader.take(SIGNATURE.len());
    chunk::next(&mut reader);
    let mut out = bytes.get(..reader.position()).unwrap_or_default().to_vec();
    if let Some(icc) = &metadata.icc {
        let packed = zlib(icc, deflate::USUAL, &job.cancel)?;
        // A name, a zero, the method deflate.
        chunk::put(&mut out, *b"iCCP", &[b"icc\0\0", &packed]);
    }
    if let Some(density) = metadata.density {
        let metre = ((density / 0.0254).round() as u32).to_be_bytes();
        chunk::put(&mut out, *b"pHYs", &[&metre, &metre, &[1]]);
    }
    if let Some(exif) = &metadata.exif {
        chunk::put(&mut out, *b"eXIf", &[exif]);
    }
    if let Some(xmp) = &metadata.xmp {
        chunk::put(&mut out, *b"iTXt", &[XMP, &[0, 0, 0, 0, 0], xmp]);
    }
    let mut from = reader.position();
    while let Some((kind, _)) = chunk::next(&mut reader) {
        let given = match &kind {
            b"pHYs" => metadata.density.is_some(),
            kind => metadata.icc.is_some() && COLOURS.contains(&kind),
        };
        if !given {
            out.extend_from_slice(bytes.get(from..reader.position()).unwrap_or_default());
        }
        from = reader.position();
    }
    Ok(out)
}
