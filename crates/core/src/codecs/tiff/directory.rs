//! TIFF's image file directories (TIFF 6.0 section 2, BigTIFF), by checked reads: nothing is allocated by a count of the file.

use crate::codecs::Reader;

/// Values of one field that are looked at: samples a pixel and their like.
const MOST_VALUES: u64 = 8;

/// How the file's numbers are laid out.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    little: bool,
    /// `BigTIFF`: offsets and counts have eight bytes.
    big: bool,
}

impl Order {
    fn short(self, reader: &mut Reader<'_>) -> Option<u64> {
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
    fn wide(self, reader: &mut Reader<'_>) -> Option<u64> {
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

/// The first values of one field.
#[derive(Debug)]
pub struct Field {
    pub tag: u16,
    pub values: Vec<u64>,
}

/// One directory.
#[derive(Debug, Default)]
pub struct Directory {
    pub fields: Vec<Field>,
    /// Where the next one lies; 0 at the end.
    pub next: u64,
}

impl Directory {
    pub fn values(&self, tag: u16) -> &[u64] {
        self.fields.iter().find(|field| field.tag == tag).map_or(&[], |field| field.values.as_slice())
    }

    pub fn value(&self, tag: u16) -> Option<u64> {
        self.values(tag).first().copied()
    }
}

/// The directory at an offset; `None` where its bytes are not there.
pub fn read(bytes: &[u8], order: Order, at: u64) -> Option<Directory> {
    let mut reader = Reader::new(bytes);
    reader.seek(usize::try_from(at).ok()?);
    let count = if order.big { order.long8(&mut reader)? } else { order.short(&mut reader)? };
    let mut directory = Directory::default();
    for _ in 0..count {
        // Ends with the bytes, whatever the count says.
        let (tag, kind) = (order.short(&mut reader)?, order.short(&mut reader)?);
        let count = order.wide(&mut reader)?;
        let room = reader.take(if order.big { 8 } else { 4 })?;
        if let Some(values) = values(bytes, order, kind, count, room) {
            directory.fields.push(Field { tag: tag as u16, values });
        }
    }
    directory.next = order.wide(&mut reader)?;
    Some(directory)
}

/// Values that lie in the field itself, or elsewhere if there is no room for them. Rationals become their whole part.
fn values(bytes: &[u8], order: Order, kind: u64, count: u64, room: &[u8]) -> Option<Vec<u64>> {
    let size: u64 = match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => return None,
    };
    let mut reader = Reader::new(room);
    if count.checked_mul(size)? > room.len() as u64 {
        let offset = order.wide(&mut reader)?;
        reader = Reader::new(bytes);
        reader.seek(usize::try_from(offset).ok()?);
    }
    let one = |reader: &mut Reader<'_>| match kind {
        3 | 8 => order.short(reader),
        4 | 9 | 11 | 13 => order.long(reader),
        5 | 10 => {
            let (above, below) = (order.long(reader)?, order.long(reader)?);
            above.checked_div(below)
        }
        12 | 16 | 17 | 18 => order.long8(reader),
        _ => reader.u8().map(u64::from),
    };
    (0..count.min(MOST_VALUES)).map(|_| one(&mut reader)).collect()
}
