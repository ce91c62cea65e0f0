//! TIFF's image file directories (TIFF 6.0 section 2, BigTIFF), by checked reads: fields borrow the file, nothing is
//! allocated by a count of it.

use crate::codecs::Reader;
use crate::codecs::exif::structure::size_of_kind;

/// How the file's numbers are laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    pub little: bool,
    /// `BigTIFF`: offsets and counts have eight bytes.
    pub big: bool,
}

impl Order {
    pub fn short(self, reader: &mut Reader<'_>) -> Option<u64> {
        if self.little { reader.u16_le() } else { reader.u16_be() }.map(u64::from)
    }

    fn long(self, reader: &mut Reader<'_>) -> Option<u64> {
        if self.little { reader.u32_le() } else { reader.u32_be() }.map(u64::from)
    }

    fn long8(self, reader: &mut Reader<'_>) -> Option<u64> {
        let bytes = reader.array::<8>()?;
        Some(if self.little { u64::from_le_bytes(bytes) } else { u64::from_be_bytes(bytes) })
    }

    /// An offset, or a count of values.
    pub fn wide(self, reader: &mut Reader<'_>) -> Option<u64> {
        if self.big { self.long8(reader) } else { self.long(reader) }
    }
}

/// The file's header: its order, and where the first directory lies.
pub fn start(bytes: &[u8]) -> Option<(Order, u64)> {
    let mut reader = Reader::new(bytes);
    let little = match reader.take(2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let order = Order { little, big: false };
    match order.short(&mut reader)? {
        42 => Some((order, order.long(&mut reader)?)),
        43 => {
            let order = Order { big: true, ..order };
            let (size, zero) = (order.short(&mut reader)?, order.short(&mut reader)?);
            let first = order.long8(&mut reader)?;
            (size == 8 && zero == 0).then_some((order, first))
        }
        _ => None,
    }
}

/// One field, its values still in the file's order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    pub tag: u16,
    kind: u64,
    count: u64,
    data: &'a [u8],
    order: Order,
}

impl<'a> Field<'a> {
    /// The type of its values, by TIFF's numbers.
    pub const fn kind(&self) -> u64 {
        self.kind
    }

    /// How many values it says it has.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The bytes of its values, as far as the file has them.
    pub const fn bytes(&self) -> &'a [u8] {
        self.data
    }

    /// Whether the file ends before the values do.
    pub fn is_cut(&self) -> bool {
        (self.data.len() as u64) < self.count.saturating_mul(size(self.kind))
    }

    fn at(&self, index: u64) -> Option<Reader<'a>> {
        let from = index.checked_mul(size(self.kind))?;
        let mut reader = Reader::new(self.data);
        reader.seek(usize::try_from(from).ok()?);
        Some(reader)
    }

    /// A value as a whole number; rationals become their whole part.
    pub fn get(&self, index: u64) -> Option<u64> {
        let mut reader = self.at(index)?;
        match self.kind {
            3 | 8 => self.order.short(&mut reader),
            4 | 9 | 13 => self.order.long(&mut reader),
            5 | 10 => {
                let (above, below) = (self.order.long(&mut reader)?, self.order.long(&mut reader)?);
                above.checked_div(below)
            }
            11 | 12 => self.real(index).map(|value| value as u64),
            16..=18 => self.order.long8(&mut reader),
            _ => reader.u8().map(u64::from),
        }
    }

    /// A value as a real number.
    pub fn real(&self, index: u64) -> Option<f64> {
        let mut reader = self.at(index)?;
        match self.kind {
            5 => {
                let (above, below) = (self.order.long(&mut reader)?, self.order.long(&mut reader)?);
                (below != 0).then(|| above as f64 / below as f64)
            }
            10 => {
                let (above, below) = (self.order.long(&mut reader)?, self.order.long(&mut reader)?);
                (below != 0).then(|| f64::from(above as u32 as i32) / f64::from(below as u32 as i32))
            }
            11 => self.order.long(&mut reader).map(|bits| f64::from(f32::from_bits(bits as u32))),
            12 => self.order.long8(&mut reader).map(f64::from_bits),
            _ => self.get(index).map(|value| value as f64),
        }
    }
}

/// Bytes of one value of a type; 0 for an unknown one.
const fn size(kind: u64) -> u64 {
    match kind {
        // Of BigTIFF alone.
        16..=18 => 8,
        kind => size_of_kind(kind as u16),
    }
}

/// One directory.
#[derive(Clone, Debug, Default)]
pub struct Directory<'a> {
    fields: Vec<Field<'a>>,
    pub order: Order,
    /// Where the next one lies; 0 at the end.
    pub next: u64,
}

impl<'a> Directory<'a> {
    /// The first field of a tag; the others of it count for nothing, as in libtiff.
    pub fn field(&self, tag: u16) -> Option<Field<'a>> {
        self.fields.iter().find(|field| field.tag == tag).copied()
    }

    pub fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter()
    }

    pub fn value(&self, tag: u16) -> Option<u64> {
        self.field(tag)?.get(0)
    }
}

/// Where the directory behind the one at an offset lies, and how many bytes this one's fields have, without reading them;
/// `None` where its bytes are not there.
pub fn next(bytes: &[u8], order: Order, at: u64) -> Option<(u64, usize)> {
    let mut reader = Reader::new(bytes);
    reader.seek(usize::try_from(at).ok()?);
    let count = if order.big { order.long8(&mut reader)? } else { order.short(&mut reader)? };
    let fields = usize::try_from(count).ok()?.checked_mul(if order.big { 20 } else { 12 })?;
    reader.take(fields)?;
    order.wide(&mut reader).map(|next| (next, fields))
}

/// The directory at an offset; `None` where its bytes are not there.
pub fn read(bytes: &[u8], order: Order, at: u64) -> Option<Directory<'_>> {
    let mut reader = Reader::new(bytes);
    reader.seek(usize::try_from(at).ok()?);
    let count = if order.big { order.long8(&mut reader)? } else { order.short(&mut reader)? };
    let mut directory = Directory { order, ..Directory::default() };
    for _ in 0..count {
        // Ends with the bytes, whatever the count says.
        let (tag, kind) = (order.short(&mut reader)?, order.short(&mut reader)?);
        let count = order.wide(&mut reader)?;
        let room = reader.take(if order.big { 8 } else { 4 })?;
        if size(kind) > 0 && count > 0 {
            let data = values(bytes, order, size(kind).saturating_mul(count), room);
            directory.fields.push(Field { tag: tag as u16, kind, count, data, order });
        }
    }
    directory.next = order.wide(&mut reader)?;
    Some(directory)
}

/// The bytes of values that lie in the field itself, or elsewhere if there is no room for them.
fn values<'a>(bytes: &'a [u8], order: Order, len: u64, room: &'a [u8]) -> &'a [u8] {
    let (from, at) = if len > room.len() as u64 {
        (bytes, order.wide(&mut Reader::new(room)).unwrap_or(u64::MAX))
    } else {
        (room, 0)
    };
    let rest = usize::try_from(at).ok().and_then(|at| from.get(at..)).unwrap_or_default();
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    rest.get(..len).unwrap_or(rest)
}
