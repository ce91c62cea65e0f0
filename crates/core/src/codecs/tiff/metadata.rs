//! Metadata in TIFF's own tags: a classic TIFF is an EXIF structure with an image in it, a `BigTIFF` the same with wider numbers.

use super::directory::Order;
use crate::codecs::Reader;
use crate::codecs::exif::structure::{self, Exif, Value};
use crate::codecs::exif::tags;
use crate::codecs::metadata::{Carrier, Collector, Metadata};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::limits::Limits;
use std::collections::BTreeMap;

pub const CARRIER: Carrier = Carrier { read: Some(read), write: Some(write), ..Carrier::NONE };

const X_RESOLUTION: u16 = 282;
const Y_RESOLUTION: u16 = 283;
const RESOLUTION_UNIT: u16 = 296;
/// XMP part 3, 3.1.
const XMP: u16 = 700;
const IPTC: u16 = 33_723;
const ICC: u16 = 34_675;

fn read(bytes: &[u8], limits: &Limits) -> Result<Metadata> {
    let mut collector = Collector::new("tiff", limits);
    let Some(file) = parse(bytes) else { return Ok(collector.found) };
    let mut exif = Exif::new(file.little);
    for (tag, value) in file.main.values() {
        match tag {
            ICC => collector.icc(&value.bytes)?,
            XMP => collector.xmp(&value.bytes)?,
            IPTC => collector.iptc(&value.bytes)?,
            // The print size is no EXIF here.
            X_RESOLUTION | Y_RESOLUTION | RESOLUTION_UNIT => {}
            _ if tags::is_main(tag) => exif.main.set(tag, value.clone()),
            _ => {}
        }
    }
    for (tag, inner) in file.main.directories() {
        *exif.main.child(tag) = inner.clone();
    }
    if !exif.main.is_empty() {
        collector.exif(&exif.write())?;
    }
    collector.found.density = super::probe::page(bytes, 0).ok().and_then(|page| page.header().density);
    Ok(collector.found)
}

fn parse(bytes: &[u8]) -> Option<Exif> {
    let (order, first) = super::directory::start(bytes)?;
    if !order.big {
        return structure::parse(bytes);
    }
    let mut file = Exif::new(order.little);
    copy(bytes, (order, first), 0, &mut bytes.len().saturating_mul(2), &mut file.main)?;
    Some(file)
}

/// A directory of a `BigTIFF` as EXIF has them: what has no type of its own there is left out.
fn copy(
    bytes: &[u8],
    (order, at): (Order, u64),
    depth: u32,
    left: &mut usize,
    to: &mut structure::Directory,
) -> Option<()> {
    for field in super::directory::read(bytes, order, at)?.fields() {
        if structure::POINTERS.contains(&field.tag) {
            // No deeper than EXIF goes, so that no circle is followed.
            if let (true, Some(inner)) = (depth < 2, field.get(0)) {
                let mut child = structure::Directory::default();
                if copy(bytes, (order, inner), depth + 1, left, &mut child).is_some() {
                    *to.child(field.tag) = child;
                }
            }
            continue;
        }
        let (Ok(kind @ 1..=13), Ok(count)) = (u16::try_from(field.kind()), u32::try_from(field.count()))
        else {
            continue;
        };
        if !field.is_cut() && field.bytes().len() <= *left {
            *left -= field.bytes().len();
            to.set(field.tag, Value { kind, count, bytes: field.bytes().to_vec() });
        }
    }
    Some(())
}

/// The directories are written once more behind everything, with the new tags in them; what they point to stays where it is.
/// The profile and the density are every page's, all else is the first one's.
fn write(mut bytes: Vec<u8>, metadata: &Metadata, job: &mut Job) -> Result<Vec<u8>> {
    let broken = || Error::new(Code::Panicked).reason("the encoder's TIFF has no directory");
    let little = bytes.starts_with(b"II");
    let mut pages = pages(&bytes, little).ok_or_else(broken)?;
    let first = pages.first().ok_or_else(broken)?;
    let added = added(metadata, little, first);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    // Values behind the file, their entries beside the old ones.
    let start = bytes.len();
    let values = added.directory(start, &added.main);
    let (new, _) = entries_at(&values, 0, little).ok_or_else(broken)?;
    bytes.extend(values);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    // Where the place of the next directory is to be written.
    let mut link = 4;
    for (index, entries) in pages.iter_mut().enumerate() {
        let every = [ICC, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT];
        entries.extend(new.iter().filter(|(tag, _)| index == 0 || every.contains(tag)));
        let end = bytes.len() + 6 + entries.len() * 12;
        let (Ok(place), Ok(_)) = (u32::try_from(bytes.len()), u32::try_from(end)) else {
            job.dropped("tiff", "metadata behind 4 GiB");
            return Ok(bytes);
        };
        if let Some(pointer) = bytes.get_mut(link..link + 4) {
            pointer.copy_from_slice(&if little { place.to_le_bytes() } else { place.to_be_bytes() });
        }
        let count = entries.len() as u16;
        bytes.extend(if little { count.to_le_bytes() } else { count.to_be_bytes() });
        bytes.extend(entries.values().flatten());
        link = bytes.len();
        bytes.extend([0; 4]);
    }
    Ok(bytes)
}

/// The tags that metadata becomes; of EXIF those that the encoder has not set.
fn added(metadata: &Metadata, little: bool, entries: &Entries) -> Exif {
    let mut added = Exif::new(little);
    if let Some(exif) = metadata.exif.as_deref().and_then(structure::parse) {
        let exif = exif.in_order(little);
        for (tag, value) in exif.main.values().filter(|(tag, _)| !entries.contains_key(tag)) {
            added.main.set(tag, value.clone());
        }
        for (tag, inner) in exif.main.directories() {
            *added.main.child(tag) = inner.clone();
        }
    }
    for (tag, block) in [(XMP, &metadata.xmp), (IPTC, &metadata.iptc), (ICC, &metadata.icc)] {
        if let Some(block) = block {
            let kind = if tag == XMP { 1 } else { 7 };
            added.main.set(tag, Value { kind, count: block.len() as u32, bytes: block.clone() });
        }
    }
    if let Some(density) = metadata.density {
        let dots = (((density * 1000.0).round()) as u32, 1000);
        for tag in [X_RESOLUTION, Y_RESOLUTION] {
            added.main.set(tag, added.numbers(structure::Kind::Rational, &[dots]));
        }
        // Inches.
        added.main.set(RESOLUTION_UNIT, added.numbers(structure::Kind::Short, &[(2, 1)]));
    }
    added
}

type Entries = BTreeMap<u16, [u8; 12]>;

/// The entries of every directory as they stand.
fn pages(bytes: &[u8], little: bool) -> Option<Vec<Entries>> {
    let mut reader = Reader::new(bytes.get(4..)?);
    let mut at = if little { reader.u32_le()? } else { reader.u32_be()? };
    let mut pages = Vec::new();
    while at != 0 {
        let (entries, next) = entries_at(bytes, usize::try_from(at).ok()?, little)?;
        pages.push(entries);
        at = next;
    }
    Some(pages)
}

fn entries_at(bytes: &[u8], at: usize, little: bool) -> Option<(Entries, u32)> {
    let mut reader = Reader::new(bytes);
    reader.seek(at);
    let count = if little { reader.u16_le()? } else { reader.u16_be()? };
    let mut entries = Entries::new();
    for _ in 0..count {
        let entry: [u8; 12] = reader.array()?;
        let [a, b, ..] = entry;
        entries.insert(if little { u16::from_le_bytes([a, b]) } else { u16::from_be_bytes([a, b]) }, entry);
    }
    let next = if little { reader.u32_le()? } else { reader.u32_be()? };
    Some((entries, next))
}
