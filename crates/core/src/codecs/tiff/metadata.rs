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
    let (order, start) = super::directory::start(&bytes).ok_or_else(broken)?;
    let mut pages = pages(&bytes, order, start).ok_or_else(broken)?;
    let first = pages.first().ok_or_else(broken)?;
    let added = added(metadata, order.little, first);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    // Values behind the file, their entries beside the old ones.
    let start = bytes.len();
    let values = added.directory(start, &added.main, order.big);
    let (new, _) = entries_at(&values, 0, order).ok_or_else(broken)?;
    bytes.extend(values);
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    // Where the place of the next directory is to be written.
    let mut link = if order.big { 8 } else { 4 };
    for (index, entries) in pages.iter_mut().enumerate() {
        let every = [ICC, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT];
        let taken = new.iter().filter(|(tag, _)| index == 0 || every.contains(tag));
        entries.extend(taken.map(|(tag, entry)| (*tag, entry.clone())));
        let end = bytes.len() + 6 + entries.len() * 12;
        if !order.big && u32::try_from(end).is_err() {
            job.dropped("tiff", "metadata behind 4 GiB");
            return Ok(bytes);
        }
        let place = wide(bytes.len() as u64, order);
        if let Some(pointer) = bytes.get_mut(link..link + place.len()) {
            pointer.copy_from_slice(&place);
        }
        let count = wide(entries.len() as u64, order);
        match (order.big, order.little) {
            (true, _) => bytes.extend(count),
            (false, true) => bytes.extend((entries.len() as u16).to_le_bytes()),
            (false, false) => bytes.extend((entries.len() as u16).to_be_bytes()),
        }
        bytes.extend(entries.values().flatten());
        link = bytes.len();
        bytes.extend(wide(0, order));
    }
    Ok(bytes)
}

/// An offset or count as the file has it.
fn wide(value: u64, order: Order) -> Vec<u8> {
    match (order.big, order.little) {
        (true, true) => value.to_le_bytes().to_vec(),
        (true, false) => value.to_be_bytes().to_vec(),
        (false, true) => (value as u32).to_le_bytes().to_vec(),
        (false, false) => (value as u32).to_be_bytes().to_vec(),
    }
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
    // What the encoder's own options say goes before.
    if let Some(density) = metadata.density.filter(|_| !has_unit(entries)) {
        let dots = (((density * 1000.0).round()) as u32, 1000);
        for tag in [X_RESOLUTION, Y_RESOLUTION] {
            added.main.set(tag, added.numbers(structure::Kind::Rational, &[dots]));
        }
        // Inches.
        added.main.set(RESOLUTION_UNIT, added.numbers(structure::Kind::Short, &[(2, 1)]));
    }
    added
}

/// Whether the resolution of a directory has a unit: 1 is none.
fn has_unit(entries: &Entries) -> bool {
    let room = |entry: &[u8]| if entry.len() == 20 { 8 } else { 4 };
    let unit = entries.get(&RESOLUTION_UNIT).and_then(|entry| entry.get(entry.len() - room(entry)..));
    unit.is_some_and(|bytes| bytes.iter().any(|byte| *byte > 1))
}

/// Each tag's whole entry.
type Entries = BTreeMap<u16, Vec<u8>>;

/// The entries of every directory as they stand.
fn pages(bytes: &[u8], order: Order, mut at: u64) -> Option<Vec<Entries>> {
    let mut pages = Vec::new();
    while at != 0 {
        let (entries, next) = entries_at(bytes, usize::try_from(at).ok()?, order)?;
        pages.push(entries);
        at = next;
    }
    Some(pages)
}

fn entries_at(bytes: &[u8], at: usize, order: Order) -> Option<(Entries, u64)> {
    let mut reader = Reader::new(bytes);
    reader.seek(at);
    let count = if order.big { order.wide(&mut reader)? } else { order.short(&mut reader)? };
    let mut entries = Entries::new();
    for _ in 0..count {
        let entry = reader.take(if order.big { 20 } else { 12 })?;
        entries.insert(order.short(&mut Reader::new(entry))? as u16, entry.to_vec());
    }
    Some((entries, order.wide(&mut reader)?))
}
