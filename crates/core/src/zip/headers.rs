//! The records of APPNOTE 4.3 as they are read: what stands there, and nothing that was not checked to be there.

use super::record::{
    CENTRAL, DESCRIPTOR, END, END_LEN, END64, END64_LEN, EXTRA_ZIP64, LOCAL, LOCATOR64, Time, extra_fields,
    unix_time,
};
use crate::codecs::Reader;

/// What an end record says.
#[derive(Clone, Debug, Default)]
pub struct End {
    pub count: u64,
    pub size: u64,
    pub offset: u64,
    /// Where the end records begin.
    pub at: u64,
    pub comment: Vec<u8>,
    /// Of several disks, or of a count that differs between them.
    pub split: bool,
}

/// Bytes of an end record (4.3.16) with its comment, which may be cut off; `None` where there is none.
pub fn end_len(bytes: &[u8]) -> Option<usize> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != END {
        return None;
    }
    reader.take(16)?;
    Some(END_LEN + usize::from(reader.u16_le()?))
}

/// The whole end record at the beginning of `bytes`.
pub fn end_record(bytes: &[u8]) -> Option<End> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != END {
        return None;
    }
    let [disk, start, here, count] = [reader.u16_le()?, reader.u16_le()?, reader.u16_le()?, reader.u16_le()?];
    let (size, offset) = (reader.u32_le()?, reader.u32_le()?);
    let len = usize::from(reader.u16_le()?);
    let comment = reader.take(len)?.to_vec();
    // With a ZIP64 record the disks may be its marker.
    let first = |disk: u16| disk == 0 || disk == 0xffff;
    let split = !first(disk) || !first(start) || here != count;
    Some(End { count: count.into(), size: size.into(), offset: offset.into(), at: 0, comment, split })
}

/// 4.3.15: where the ZIP64 end record begins.
pub fn locator_record(bytes: &[u8]) -> Option<u64> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != LOCATOR64 {
        return None;
    }
    let (_disk, at) = (reader.u32_le()?, u64::from_le_bytes(reader.array()?));
    Some(at)
}

/// 4.3.14: the record's own length, and what it says. The comment is the narrow record's.
pub fn end64_record(bytes: &[u8]) -> Option<(u64, End)> {
    let mut reader = Reader::new(bytes);
    if reader.u32_le()? != END64 {
        return None;
    }
    let len = u64::from_le_bytes(reader.array()?).checked_add(12).filter(|len| *len >= END64_LEN as u64)?;
    reader.take(2 + 2)?; // version made by, version needed
    let (disk, start) = (reader.u32_le()?, reader.u32_le()?);
    let mut u64_le = || reader.array().map(u64::from_le_bytes);
    let [here, count, size, offset] = [u64_le()?, u64_le()?, u64_le()?, u64_le()?];
    let split = disk != 0 || start != 0 || here != count;
    Some((len, End { count, size, offset, split, ..End::default() }))
}

/// What a directory record says.
#[derive(Debug)]
pub struct Central {
    pub name: Vec<u8>,
    pub extra: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub time: Time,
    pub crc32: u32,
    pub compressed: u64,
    pub size: u64,
    pub mode: u32,
    pub comment: Vec<u8>,
    /// Of the local header, from the archive's beginning.
    pub offset: u64,
}

/// 4.3.12. `None` also where an extra field is cut off, its ZIP64 field stands twice, or it puts the entry on another disk.
pub fn central_record(reader: &mut Reader<'_>) -> Option<Central> {
    if reader.u32_le()? != CENTRAL {
        return None;
    }
    let [_made, _needed, flags, method] =
        [reader.u16_le()?, reader.u16_le()?, reader.u16_le()?, reader.u16_le()?];
    let (dos, crc32) = (reader.u32_le()?, reader.u32_le()?);
    let (compressed, size) = (reader.u32_le()?, reader.u32_le()?);
    let [name, extra, comment] = [reader.u16_le()?, reader.u16_le()?, reader.u16_le()?].map(usize::from);
    let (disk, _internal) = (reader.u16_le()?, reader.u16_le()?);
    let (attributes, offset) = (reader.u32_le()?, reader.u32_le()?);
    let name = reader.take(name)?.to_vec();
    let extra = reader.take(extra)?.to_vec();
    let comment = reader.take(comment)?.to_vec();
    // Up to three bytes behind the last field are padding.
    let fields: usize = extra_fields(&extra).map(|(_, data)| 4 + data.len()).sum();
    if (disk != 0 && disk != 0xffff) || extra.len() - fields >= 4 {
        return None;
    }
    let mut wide = Reader::new(wide_field(&extra)?);
    let mut full = |narrow: u32| -> Option<u64> {
        if narrow == u32::MAX { wide.array().map(u64::from_le_bytes) } else { Some(u64::from(narrow)) }
    };
    // In this order, each only where its narrow field is the marker (4.5.3).
    let (size, compressed, offset) = (full(size)?, full(compressed)?, full(offset)?);
    let time = Time { dos, unix: unix_time(&extra) };
    let mode = attributes >> 16;
    Some(Central { name, extra, flags, method, time, crc32, compressed, size, mode, comment, offset })
}

/// The ZIP64 field, empty where there is none; `None` where there are two.
fn wide_field(extra: &[u8]) -> Option<&[u8]> {
    let mut fields = extra_fields(extra).filter(|(id, _)| *id == EXTRA_ZIP64).map(|(_, data)| data);
    let field = fields.next().unwrap_or_default();
    fields.next().is_none().then_some(field)
}

/// What a local header says, without its name and extra field.
#[derive(Debug)]
pub struct Local {
    pub flags: u16,
    pub method: u16,
    pub dos: u32,
    pub crc32: u32,
    pub compressed: u32,
    pub size: u32,
    pub name_len: u16,
    pub extra_len: u16,
}

/// 4.3.7.
pub fn local_record(reader: &mut Reader<'_>) -> Option<Local> {
    if reader.u32_le()? != LOCAL {
        return None;
    }
    let _needed = reader.u16_le()?;
    let (flags, method) = (reader.u16_le()?, reader.u16_le()?);
    let dos = reader.u32_le()?;
    let (crc32, compressed, size) = (reader.u32_le()?, reader.u32_le()?, reader.u32_le()?);
    let (name_len, extra_len) = (reader.u16_le()?, reader.u16_le()?);
    Some(Local { flags, method, dos, crc32, compressed, size, name_len, extra_len })
}

impl Local {
    /// Size and compressed size, from the ZIP64 field where the header has their marker.
    pub fn sizes(&self, extra: &[u8]) -> Option<(u64, u64)> {
        let mut wide = Reader::new(wide_field(extra)?);
        let mut full = |narrow: u32| {
            let wide = (narrow == u32::MAX).then(|| wide.array().map(u64::from_le_bytes)).flatten();
            wide.unwrap_or_else(|| u64::from(narrow))
        };
        Some((full(self.size), full(self.compressed)))
    }
}

/// The longest data descriptor: signature, CRC-32, two sizes of 64 bit.
pub const DESCRIPTOR_LEN: u64 = 24;

/// 4.3.9: bytes of the descriptor that says these sums, in one of its four forms; where it is two of them, the one of `len` bytes.
pub fn descriptor_len(bytes: &[u8], crc32: u32, compressed: u64, size: u64, len: u64) -> Option<u64> {
    let forms = [(true, true), (true, false), (false, true), (false, false)];
    let fitting = forms.iter().filter_map(|(signed, wide)| {
        let mut reader = Reader::new(bytes);
        if *signed && reader.u32_le()? != DESCRIPTOR {
            return None;
        }
        let crc = reader.u32_le()?;
        let mut field = || -> Option<u64> {
            if *wide { reader.array().map(u64::from_le_bytes) } else { reader.u32_le().map(u64::from) }
        };
        let found = (crc, field()?, field()?);
        (found == (crc32, compressed, size)).then_some(reader.position() as u64)
    });
    let fitting: Vec<u64> = fitting.collect();
    fitting.iter().find(|found| **found == len).or_else(|| fitting.first()).copied()
}
