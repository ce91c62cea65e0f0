//! Directories as they are written (TIFF 6.0 section 2, `BigTIFF`): all behind the pixels, when it is known how far offsets must reach.

use crate::error::{Code, Error, Result};

const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;
/// `BigTIFF`'s own.
const LONG8: u16 = 16;

/// Bytes of the two headers.
const CLASSIC: u64 = 8;
const BIG: u64 = 16;

/// A field's tag and values.
pub struct Field {
    pub tag: u16,
    values: Values,
}

enum Values {
    /// A type, and its bytes.
    Plain(u16, Vec<u8>),
    /// Offsets, counted from the end of the header.
    Places(Vec<u64>),
}

pub fn shorts(tag: u16, values: &[u16]) -> Field {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Field { tag, values: Values::Plain(SHORT, bytes) }
}

pub fn longs(tag: u16, values: &[u32]) -> Field {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Field { tag, values: Values::Plain(LONG, bytes) }
}

/// Numbers over another one.
pub fn rationals(tag: u16, values: &[u32], below: u32) -> Field {
    let bytes = values.iter().flat_map(|value| [value.to_le_bytes(), below.to_le_bytes()]).flatten();
    Field { tag, values: Values::Plain(RATIONAL, bytes.collect()) }
}

pub fn places(tag: u16, values: &[u64]) -> Field {
    Field { tag, values: Values::Places(values.to_vec()) }
}

/// Which of the two forms a file has.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Form {
    big: bool,
}

impl Form {
    const fn header(self) -> u64 {
        if self.big { BIG } else { CLASSIC }
    }

    /// Bytes of an offset, or of values that need no other place.
    const fn room(self) -> usize {
        if self.big { 8 } else { 4 }
    }

    /// An offset, or a count of values.
    fn wide(self, out: &mut Vec<u8>, value: u64) -> Result<()> {
        if self.big {
            out.extend(value.to_le_bytes());
            return Ok(());
        }
        let value = u32::try_from(value).map_err(|_| broken("an offset over 4 GiB"))?;
        out.extend(value.to_le_bytes());
        Ok(())
    }

    /// Bytes that directories have at most.
    fn size(directories: &[Vec<Field>]) -> u64 {
        let field = |field: &Field| match &field.values {
            Values::Plain(_, bytes) => bytes.len() as u64,
            Values::Places(places) => places.len() as u64 * 8,
        };
        let each =
            directories.iter().map(|fields| fields.iter().map(|one| field(one) + 21).sum::<u64>() + 17);
        each.sum()
    }
}

/// Room for the header, before any pixels.
pub fn start(big: bool) -> Vec<u8> {
    vec![0; Form { big }.header() as usize]
}

/// The offset of the end of what was begun by [`start`], as [`places`] takes it.
pub fn place(out: &[u8], big: bool) -> u64 {
    out.len() as u64 - Form { big }.header()
}

/// The file of what was begun by [`start`] and of its directories: in the wide form if that is asked for, or if an offset would
/// go beyond `most` otherwise.
pub fn file(mut out: Vec<u8>, directories: Vec<Vec<Field>>, big: bool, most: u64) -> Result<Vec<u8>> {
    let end = (out.len() as u64).saturating_add(Form::size(&directories));
    let form = Form { big: big || end > most };
    if form.big != big {
        out.splice(..0, [0; (BIG - CLASSIC) as usize]);
    }
    let header = if form.big { b"II\x2b\0\x08\0\0\0".as_slice() } else { b"II\x2a\0".as_slice() };
    out.iter_mut().zip(header).for_each(|(to, byte)| *to = *byte);
    let mut link = header.len();
    for fields in directories {
        link = directory(&mut out, fields, form, link)?;
    }
    Ok(out)
}

/// Values that have no room in their field, then the directory, each at an even place. Gives where the next one's place is to be written.
fn directory(out: &mut Vec<u8>, mut fields: Vec<Field>, form: Form, link: usize) -> Result<usize> {
    fields.sort_by_key(|field| field.tag);
    let mut entries = Vec::new();
    if form.big {
        form.wide(&mut entries, fields.len() as u64)?;
    } else {
        entries.extend((fields.len() as u16).to_le_bytes());
    }
    for Field { tag, values } in fields {
        let (kind, size, mut bytes) = match values {
            Values::Plain(kind, bytes) => (kind, size_of(kind), bytes),
            Values::Places(places) => {
                let mut bytes = Vec::with_capacity(places.len() * form.room());
                places.into_iter().try_for_each(|place| form.wide(&mut bytes, place + form.header()))?;
                (if form.big { LONG8 } else { LONG }, form.room(), bytes)
            }
        };
        let count = bytes.len() / size;
        if bytes.len() > form.room() {
            even(out);
            let place = out.len() as u64;
            out.append(&mut bytes);
            form.wide(&mut bytes, place)?;
        }
        bytes.resize(form.room(), 0);
        entries.extend(tag.to_le_bytes());
        entries.extend(kind.to_le_bytes());
        form.wide(&mut entries, count as u64)?;
        entries.extend(bytes);
    }
    even(out);
    let mut place = Vec::new();
    form.wide(&mut place, out.len() as u64)?;
    if let Some(to) = out.get_mut(link..link + place.len()) {
        to.copy_from_slice(&place);
    }
    out.extend(entries);
    let link = out.len();
    form.wide(out, 0)?;
    Ok(link)
}

const fn size_of(kind: u16) -> usize {
    match kind {
        SHORT => 2,
        LONG => 4,
        _ => 8,
    }
}

fn even(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(2), 0);
}

fn broken(reason: &str) -> Error {
    Error::new(Code::Panicked).format("tiff").reason(reason)
}
