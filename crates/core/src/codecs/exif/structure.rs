//! An EXIF structure as a tree of directories: parsed, changed, written anew. Its values are kept as they are, byte for byte.
//! What points into the structure by itself (a maker's note) is moved without being understood, as every rewriter does;
//! the thumbnail of the old picture is left out.

use crate::codecs::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// Tags that point to a directory (EXIF 3.0, 4.6.3).
pub const POINTERS: [u16; 3] = [EXIF, GPS, INTEROP];
pub const EXIF: u16 = 0x8769;
pub const GPS: u16 = 0x8825;
pub const INTEROP: u16 = 0xa005;

/// TIFF's type of offsets.
const LONG: u16 = 4;
/// `BigTIFF`'s.
const LONG8: u16 = 16;

/// Where values lie in the directories of other formats than EXIF: of no use elsewhere.
const PLACES: [u16; 7] = [0x0111, 0x0117, 0x0144, 0x0145, 0x014a, 0x0201, 0x0202];

#[derive(Clone, Debug, PartialEq)]
pub struct Exif {
    pub little: bool,
    pub main: Directory,
}

/// Values and the directories that tags point to, in the order in which TIFF wants them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    values: BTreeMap<u16, Value>,
    inner: BTreeMap<u16, Directory>,
}

/// A type of TIFF, how many values of it, and their bytes in the structure's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub kind: u16,
    pub count: u32,
    pub bytes: Vec<u8>,
}

/// TIFF's types that EXIF's tags have (EXIF 3.0, 4.6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Byte = 1,
    Ascii = 2,
    Short = 3,
    Long = 4,
    Rational = 5,
    Undefined = 7,
    Signed = 10,
}

/// Bytes of one value of a TIFF type; 0 for an unknown one.
pub const fn size_of_kind(kind: u16) -> u64 {
    match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 0,
    }
}

impl Directory {
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.inner.is_empty()
    }

    pub fn get(&self, tag: u16) -> Option<&Value> {
        self.values.get(&tag)
    }

    /// Sets a tag, which replaces what it was.
    pub fn set(&mut self, tag: u16, value: Value) {
        self.values.insert(tag, value);
    }

    pub fn values(&self) -> impl Iterator<Item = (u16, &Value)> {
        self.values.iter().map(|(tag, value)| (*tag, value))
    }

    /// The directories that its tags point to.
    pub fn directories(&self) -> impl Iterator<Item = (u16, &Self)> {
        self.inner.iter().map(|(tag, directory)| (*tag, directory))
    }

    /// The directory that a tag points to, made where there is none.
    pub fn child(&mut self, tag: u16) -> &mut Self {
        self.inner.entry(tag).or_default()
    }
}

fn turned(mut directory: Directory) -> Directory {
    for Value { kind, bytes, .. } in directory.values.values_mut() {
        // Rationals are two numbers of four bytes.
        let size = match kind {
            5 | 10 => 4,
            kind => size_of_kind(*kind).max(1) as usize,
        };
        bytes.chunks_exact_mut(size).for_each(<[u8]>::reverse);
    }
    directory.inner = directory.inner.into_iter().map(|(tag, inner)| (tag, turned(inner))).collect();
    directory
}

/// Parses a structure; entries that lie outside of it are left out. `None` where it is none.
pub fn parse(tiff: &[u8]) -> Option<Exif> {
    let mut reader = Reader::new(tiff);
    let little = match reader.take(2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let mut source = Source { tiff, little, left: tiff.len().saturating_mul(2) };
    if source.short(&mut reader)? != 42 {
        return None;
    }
    let first = source.long(&mut reader)?;
    let main = source.directory(first, 0)?;
    Some(Exif { little, main })
}

struct Source<'a> {
    tiff: &'a [u8],
    little: bool,
    /// Bytes that may still be copied: entries that all name one large value must not multiply it.
    left: usize,
}

impl Source<'_> {
    fn short(&self, reader: &mut Reader<'_>) -> Option<u16> {
        if self.little { reader.u16_le() } else { reader.u16_be() }
    }

    fn long(&self, reader: &mut Reader<'_>) -> Option<u32> {
        if self.little { reader.u32_le() } else { reader.u32_be() }
    }

    fn directory(&mut self, at: u32, depth: u32) -> Option<Directory> {
        let mut reader = Reader::new(self.tiff);
        reader.seek(usize::try_from(at).ok()?);
        let count = self.short(&mut reader)?;
        let mut directory = Directory::default();
        for _ in 0..count {
            let Some((tag, kind)) = self.short(&mut reader).zip(self.short(&mut reader)) else { break };
            let Some((count, room)) = self.long(&mut reader).zip(reader.take(4)) else { break };
            // The main directory, Exif in it, Interop in that: no deeper, so that no circle is followed.
            if POINTERS.contains(&tag) && depth < 2 {
                let at = self.long(&mut Reader::new(room));
                if let Some(inner) = at.and_then(|at| self.directory(at, depth + 1)) {
                    directory.inner.insert(tag, inner);
                }
            } else if let Some(bytes) = self.value(kind, count, room) {
                directory.set(tag, Value { kind, count, bytes });
            }
        }
        Some(directory)
    }

    fn value(&mut self, kind: u16, count: u32, room: &[u8]) -> Option<Vec<u8>> {
        let len = usize::try_from(size_of_kind(kind).checked_mul(u64::from(count))?).ok()?;
        if len == 0 || len > self.left {
            return None;
        }
        let mut reader = Reader::new(room);
        if len > room.len() {
            let at = self.long(&mut reader)?;
            reader = Reader::new(self.tiff);
            reader.seek(usize::try_from(at).ok()?);
        }
        let bytes = reader.take(len)?.to_vec();
        self.left -= len;
        Some(bytes)
    }
}

impl Exif {
    /// One without a tag.
    pub fn new(little: bool) -> Self {
        Self { little, main: Directory::default() }
    }

    /// The whole structure, its offsets counted from its own beginning.
    pub fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend_from_slice(if self.little { b"II" } else { b"MM" });
        self.short(&mut out, 42);
        self.long(&mut out, 8);
        let main = self.directory(out.len(), &self.main, false);
        out.extend(main);
        out
    }

    fn short(&self, out: &mut Vec<u8>, value: u16) {
        out.extend(if self.little { value.to_le_bytes() } else { value.to_be_bytes() });
    }

    fn long(&self, out: &mut Vec<u8>, value: u32) {
        out.extend(if self.little { value.to_le_bytes() } else { value.to_be_bytes() });
    }

    /// An offset, or a count of values; `BigTIFF` has eight bytes for it.
    fn wide(&self, out: &mut Vec<u8>, value: u64, big: bool) {
        match (big, self.little) {
            (true, true) => out.extend(value.to_le_bytes()),
            (true, false) => out.extend(value.to_be_bytes()),
            (false, _) => self.long(out, value as u32),
        }
    }

    /// A directory that stands at `base`: its entries, then what has no room in them, each at an even offset (TIFF 6.0 section 2);
    /// `big`: as `BigTIFF` has them.
    pub fn directory(&self, base: usize, directory: &Directory, big: bool) -> Vec<u8> {
        let values = directory.values.keys().filter(|tag| !PLACES.contains(tag));
        let tags: BTreeSet<u16> = values.chain(directory.inner.keys()).copied().collect();
        let mut out = Vec::new();
        let (room, entry) = if big { (8, 20) } else { (4, 12) };
        if big {
            self.wide(&mut out, tags.len() as u64, big);
        } else {
            self.short(&mut out, tags.len() as u16);
        }
        let later = base + out.len() + tags.len() * entry + room;
        let mut rest = Vec::new();
        for tag in tags {
            self.short(&mut out, tag);
            let place = (later + rest.len()) as u64;
            if let Some(inner) = directory.inner.get(&tag) {
                self.short(&mut out, if big { LONG8 } else { LONG });
                self.wide(&mut out, 1, big);
                self.wide(&mut out, place, big);
                rest.extend(self.directory(later + rest.len(), inner, big));
            } else if let Some(Value { kind, count, bytes }) = directory.get(tag) {
                self.short(&mut out, *kind);
                self.wide(&mut out, u64::from(*count), big);
                if bytes.len() <= room {
                    out.extend(bytes);
                    out.extend(std::iter::repeat_n(0, room - bytes.len()));
                } else {
                    self.wide(&mut out, place, big);
                    rest.extend(bytes);
                }
            }
            rest.resize(rest.len().next_multiple_of(2), 0);
        }
        self.wide(&mut out, 0, big);
        out.extend(rest);
        out
    }

    /// The same in another byte order. Bytes of no known meaning stay as they are.
    #[must_use]
    pub fn in_order(self, little: bool) -> Self {
        if self.little == little { self } else { Self { little, main: turned(self.main) } }
    }

    /// The value of a tag in this structure's byte order.
    pub fn numbers(&self, kind: Kind, values: &[(u32, u32)]) -> Value {
        let mut bytes = Vec::new();
        for (value, below) in values {
            match kind {
                Kind::Byte | Kind::Undefined | Kind::Ascii => bytes.push(*value as u8),
                Kind::Short => self.short(&mut bytes, *value as u16),
                Kind::Long => self.long(&mut bytes, *value),
                Kind::Rational | Kind::Signed => {
                    self.long(&mut bytes, *value);
                    self.long(&mut bytes, *below);
                }
            }
        }
        Value { kind: kind as u16, count: values.len() as u32, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Big-endian: IFD0 with Orientation 6 and a pointer to Exif at 38, which holds a user comment of five bytes at 56.
    const BIG: &[u8] = b"MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x87\x69\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0\
\0\x01\x92\x86\0\x07\0\0\0\x05\0\0\0\x38\0\0\0\0hello\0";

    #[test]
    fn a_structure_is_parsed_and_written_in_the_same_bytes() {
        let exif = parse(BIG).unwrap();
        assert_eq!(exif.main.get(0x0112).unwrap(), &Value { kind: 3, count: 1, bytes: vec![0, 6] });
        let (tag, taken) = exif.main.directories().next().unwrap();
        assert_eq!((tag, taken.get(0x9286).unwrap().bytes.as_slice()), (EXIF, b"hello".as_slice()));
        assert_eq!(exif.write(), BIG);
    }

    #[test]
    fn the_other_byte_order_turns_numbers_and_leaves_text() {
        let turned = parse(BIG).unwrap().in_order(true);
        assert_eq!(turned.main.get(0x0112).unwrap().bytes, [6, 0]);
        let again = parse(&turned.write()).unwrap();
        assert_eq!(again, turned);
        assert_eq!(again.in_order(false).write(), BIG);
    }

    #[test]
    fn damage_costs_entries_and_never_more_memory_than_twice_the_bytes() {
        for end in 0..BIG.len() {
            let _ = parse(&BIG[..end]);
        }
        // A pointer to its own directory: a circle.
        let mut circle = BIG.to_vec();
        circle[33] = 8;
        assert!(parse(&circle).is_some());
        // Thousand entries that all name the whole file as their value.
        let mut many = b"II\x2a\0\x08\0\0\0\xe8\x03".to_vec();
        for tag in 0..1000u16 {
            many.extend(tag.to_le_bytes());
            many.extend(b"\x07\0\0\x20\0\0\0\0\0\0");
        }
        many.extend(b"\0\0\0\0");
        let exif = parse(&many).unwrap();
        let held: usize = exif.main.values().map(|(_, value)| value.bytes.len()).sum();
        assert!(held <= 2 * many.len(), "{held} bytes of {}", many.len());
    }
}
