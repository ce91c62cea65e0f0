//! Metadata in JPEG's application segments: JFIF, EXIF 3.0 section 4.7, ICC.1:2022 annex B.4, XMP part 3 section 1.1.3, Photoshop's resources.

use super::probe;
use crate::codecs::Reader;
use crate::codecs::metadata::{Carrier, Collector, Metadata};
use crate::error::Result;
use crate::job::Job;
use crate::limits::Limits;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// The resource that holds IPTC-IIM.
const IPTC: u16 = 0x0404;
/// A segment's length has 16 bits and counts itself.
const MOST: usize = 65_533;

pub const CARRIER: Carrier = Carrier { read: Some(read), write: Some(write), ..Carrier::NONE };

fn read(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("jpeg", limits);
    let mut profile = Vec::new();
    let mut reader = Reader::new(bytes);
    while let Some((marker, data)) = segment(&mut reader) {
        match marker {
            0xe0 if data.starts_with(b"JFIF\0") => collector.found.density = probe::jfif_density(data),
            0xe1 if data.starts_with(EXIF) => collector.exif(data)?,
            0xe1 => {
                if let Some(packet) = data.strip_prefix(XMP) {
                    collector.xmp(packet)?;
                }
            }
            0xe2 => {
                if let Some([number, count, part @ ..]) = data.strip_prefix(ICC) {
                    profile.push((*number, *count, part));
                }
            }
            0xed => {
                if let Some(iptc) = data.strip_prefix(PHOTOSHOP).and_then(resource) {
                    collector.iptc(iptc)?;
                }
            }
            _ => {}
        }
    }
    if let Some(whole) = joined(profile, &collector)? {
        collector.icc(&whole)?;
    }
    Ok(collector.found)
}

/// A profile's parts in their order, which need not be the file's; nothing where one is missing.
fn joined(mut parts: Vec<(u8, u8, &[u8])>, collector: &Collector) -> Result<Option<Vec<u8>>> {
    parts.sort_by_key(|(number, ..)| *number);
    parts.dedup_by_key(|(number, ..)| *number);
    let complete = parts.iter().zip(1u8..).all(|((number, ..), expected)| *number == expected)
        && parts.first().is_some_and(|(_, count, _)| usize::from(*count) <= parts.len());
    let size: usize = parts.iter().map(|(.., part)| part.len()).sum();
    if complete && size > collector.left() {
        return Err(collector.too_large(size as u64));
    }
    Ok(complete.then(|| parts.iter().flat_map(|(.., part)| *part).copied().collect()))
}

/// The IPTC records among Photoshop's resources: signature, number, name, length, data, each padded to even.
fn resource(data: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(data);
    while reader.take(4)? == b"8BIM" {
        let number = reader.u16_be()?;
        let name = usize::from(reader.u8()?);
        reader.take(name + (name + 1) % 2)?;
        let len = reader.u32_be()? as usize;
        let content = reader.take(len)?;
        if number == IPTC {
            return Some(content);
        }
        reader.take(len % 2)?;
    }
    None
}

/// The next segment with a length, up to the first scan.
fn segment<'a>(reader: &mut Reader<'a>) -> Option<(u8, &'a [u8])> {
    loop {
        match probe::marker(reader)? {
            // No length: stuffed zero, TEM, RST, SOI.
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            0xd9 | 0xda => return None,
            marker => return Some((marker, probe::segment(reader)?)),
        }
    }
}

/// Segments go after the start of the image and its JFIF segment, whose density is set.
fn write(bytes: Vec<u8>, metadata: &Metadata, job: &mut Job) -> Result<Vec<u8>> {
    let mut out = vec![0xff, 0xd8];
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut reader = Reader::new(rest);
    if let Some((0xe0, jfif)) = segment(&mut reader) {
        let mut jfif = jfif.to_vec();
        set_density(&mut jfif, metadata.density);
        put(&mut out, 0xe0, &[&jfif]);
        rest = rest.get(reader.position()..).unwrap_or_default();
    }
    if let Some(exif) = &metadata.exif {
        whole(&mut out, 0xe1, EXIF, exif, "EXIF", job);
    }
    if let Some(xmp) = &metadata.xmp {
        whole(&mut out, 0xe1, XMP, xmp, "XMP", job);
    }
    if let Some(icc) = &metadata.icc {
        profile(&mut out, icc, job);
    }
    if let Some(iptc) = &metadata.iptc {
        let mut content = b"8BIM\x04\x04\0\0".to_vec();
        content.extend((iptc.len() as u32).to_be_bytes());
        content.extend(iptc);
        content.extend(iptc.get(..iptc.len() % 2).map(|_| 0));
        whole(&mut out, 0xed, PHOTOSHOP, &content, "IPTC", job);
    }
    out.extend_from_slice(rest);
    Ok(out)
}

/// Dots an inch in both directions (JFIF 1.02).
fn set_density(jfif: &mut [u8], density: Option<f64>) {
    if let (Some(density), Some([unit, x0, x1, y0, y1, ..])) = (density, jfif.get_mut(7..)) {
        let [high, low] = (density.round().clamp(1.0, 65_535.0) as u16).to_be_bytes();
        (*unit, *x0, *x1, *y0, *y1) = (1, high, low, high, low);
    }
}

/// A segment: its marker, its length and its parts (T.81, B.1.1.4).
pub fn put(out: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    out.extend([0xff, marker]);
    out.extend((len as u16 + 2).to_be_bytes());
    for part in parts {
        out.extend_from_slice(part);
    }
}

/// A block that has one segment and no second.
fn whole(out: &mut Vec<u8>, marker: u8, prefix: &[u8], content: &[u8], name: &str, job: &mut Job) {
    if prefix.len() + content.len() > MOST {
        job.dropped("jpeg", &format!("{} bytes of {name}", content.len()));
    } else {
        put(out, marker, &[prefix, content]);
    }
}

fn profile(out: &mut Vec<u8>, icc: &[u8], job: &mut Job) {
    let parts: Vec<&[u8]> = icc.chunks(MOST - ICC.len() - 2).collect();
    let Ok(count) = u8::try_from(parts.len()) else {
        job.dropped("jpeg", &format!("a profile of {} bytes", icc.len()));
        return;
    };
    for (part, number) in parts.into_iter().zip(1u8..) {
        put(out, 0xe2, &[ICC, &[number, count], part]);
    }
}
