//! Files as the tests describe them: an independent writer of TIFF 6.0 and BigTIFF, which knows nothing of the code under test.

use std::collections::HashMap;

/// Values of a field, by TIFF's types.
#[derive(Clone, Debug)]
pub enum Values {
    Short(Vec<u16>),
    Long(Vec<u32>),
    Rational(Vec<(u32, u32)>),
    /// Type 7.
    Bytes(Vec<u8>),
}

/// One page: its fields, and the packed bytes of its strips or tiles.
#[derive(Clone, Debug)]
pub struct Page {
    fields: Vec<(u16, Values)>,
    chunks: Vec<Vec<u8>>,
    tiled: bool,
    /// How often the chunks are named.
    times: usize,
}

/// How the numbers of a file lie.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Little,
    Big,
    LittleBigTiff,
    BigBigTiff,
}

pub const KINDS: [Kind; 4] = [Kind::Little, Kind::Big, Kind::LittleBigTiff, Kind::BigBigTiff];

impl Kind {
    pub fn is_big(self) -> bool {
        matches!(self, Self::Big | Self::BigBigTiff)
    }

    pub fn short(self, value: u16) -> [u8; 2] {
        if self.is_big() { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub fn long(self, value: u32) -> [u8; 4] {
        if self.is_big() { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    pub fn wide(self, value: u64) -> Vec<u8> {
        match self {
            Self::Little | Self::Big => self.long(value as u32).to_vec(),
            Self::LittleBigTiff => value.to_le_bytes().to_vec(),
            Self::BigBigTiff => value.to_be_bytes().to_vec(),
        }
    }

    /// 16 bit samples as this file has them.
    pub fn shorts(self, values: &[u16]) -> Vec<u8> {
        values.iter().flat_map(|value| self.short(*value)).collect()
    }

    pub fn longs(self, values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| self.long(*value)).collect()
    }

    pub fn file(self, pages: &[Page]) -> Vec<u8> {
        let big_tiff = matches!(self, Self::LittleBigTiff | Self::BigBigTiff);
        let mut out = if self.is_big() { b"MM".to_vec() } else { b"II".to_vec() };
        out.extend(self.short(if big_tiff { 43 } else { 42 }));
        if big_tiff {
            out.extend(self.short(8));
            out.extend(self.short(0));
        }
        let mut link = out.len();
        out.extend(self.wide(0));
        for page in pages {
            let mut fields = page.fields.clone();
            let (mut offsets, mut counts) = (Vec::new(), Vec::new());
            for chunk in &page.chunks {
                offsets.push(out.len() as u32);
                counts.push(chunk.len() as u32);
                out.extend(chunk);
            }
            let (at, len) = if page.tiled { (324, 325) } else { (273, 279) };
            fields.push((at, Values::Long(offsets.repeat(page.times))));
            fields.push((len, Values::Long(counts.repeat(page.times))));
            fields.sort_by_key(|(tag, _)| *tag);
            let room = if big_tiff { 8 } else { 4 };
            let mut entries = Vec::new();
            for (tag, values) in &fields {
                let (kind, count, mut bytes) = match values {
                    Values::Short(values) => (3, values.len(), self.shorts(values)),
                    Values::Long(values) => (4, values.len(), self.longs(values)),
                    Values::Bytes(bytes) => (7, bytes.len(), bytes.clone()),
                    Values::Rational(values) => {
                        let parts: Vec<u32> = values.iter().flat_map(|(a, b)| [*a, *b]).collect();
                        (5, values.len(), self.longs(&parts))
                    }
                };
                if bytes.len() > room {
                    let place = out.len() as u64;
                    out.extend(bytes);
                    bytes = self.wide(place);
                }
                bytes.resize(room, 0);
                entries.extend(self.short(*tag));
                entries.extend(self.short(kind));
                entries.extend(self.wide(count as u64));
                entries.extend(bytes);
            }
            let place = self.wide(out.len() as u64);
            out[link..link + place.len()].copy_from_slice(&place);
            if big_tiff {
                out.extend(self.wide(fields.len() as u64));
            } else {
                out.extend(self.short(fields.len() as u16));
            }
            out.extend(entries);
            link = out.len();
            out.extend(self.wide(0));
        }
        out
    }
}

impl Page {
    /// Uncompressed, in one strip that comes with `strip`.
    pub fn new(width: u32, height: u32, photometric: u16, bits: &[u16]) -> Self {
        let fields = vec![
            (256, Values::Long(vec![width])),
            (257, Values::Long(vec![height])),
            (258, Values::Short(bits.to_vec())),
            (259, Values::Short(vec![1])),
            (262, Values::Short(vec![photometric])),
            (277, Values::Short(vec![bits.len() as u16])),
        ];
        Self { fields, chunks: Vec::new(), tiled: false, times: 1 }
    }

    /// Sets a field, which replaces what it was.
    pub fn set(mut self, tag: u16, values: Values) -> Self {
        self.fields.retain(|(found, _)| *found != tag);
        self.fields.push((tag, values));
        self
    }

    pub fn short(self, tag: u16, value: u16) -> Self {
        self.set(tag, Values::Short(vec![value]))
    }

    pub fn long(self, tag: u16, value: u32) -> Self {
        self.set(tag, Values::Long(vec![value]))
    }

    pub fn chunk(mut self, bytes: Vec<u8>) -> Self {
        self.chunks.push(bytes);
        self
    }

    pub fn tiles(self, width: u32, height: u32) -> Self {
        Self { tiled: true, ..self.long(322, width).long(323, height) }
    }

    /// Names the chunks so many times.
    pub fn share_chunks(self, times: usize) -> Self {
        Self { times, ..self }
    }

    pub fn file(&self, kind: Kind) -> Vec<u8> {
        kind.file(std::slice::from_ref(self))
    }
}

/// Numbers of any size from the highest bit on; rows begin at bytes.
pub fn packed(rows: &[&[u32]], bits: u32) -> Vec<u8> {
    let mut out = Vec::new();
    for row in rows {
        let digits = row.iter().flat_map(|value| (0..bits).rev().map(move |at| value >> at & 1));
        out.extend(bytes_of(digits));
    }
    out
}

fn bytes_of(digits: impl Iterator<Item = u32>) -> Vec<u8> {
    let digits: Vec<u32> = digits.collect();
    digits
        .chunks(8)
        .map(|byte| (0..8).fold(0, |sum, at| sum << 1 | *byte.get(at).unwrap_or(&0) as u8))
        .collect()
}

/// Ones and zeros as they are written, spaces for the eye; the rest of the last byte is 0.
pub fn bits(digits: &str) -> Vec<u8> {
    bytes_of(digits.bytes().filter(|digit| *digit != b' ').map(|digit| u32::from(digit - b'0')))
}

/// TIFF 6.0 section 9: runs of three and more, else literals.
pub fn pack_bits(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take(128).take_while(|byte| **byte == bytes[at]).count();
        if run > 2 {
            out.extend([(1 - run as i32) as u8, bytes[at]]);
            at += run;
        } else {
            let end = (at + 100).min(bytes.len());
            out.push((end - at - 1) as u8);
            out.extend(&bytes[at..end]);
            at = end;
        }
    }
    out
}

/// TIFF 6.0 section 13, with its early change of width.
pub fn lzw(bytes: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u32> = Vec::new();
    let mut put = |code: u32, width: u32| digits.extend((0..width).rev().map(|at| code >> at & 1));
    let mut table: HashMap<Vec<u8>, u32> = HashMap::new();
    let (mut next, mut width) = (258, 9);
    let code = |table: &HashMap<Vec<u8>, u32>, text: &[u8]| match text {
        [byte] => u32::from(*byte),
        text => table[text],
    };
    put(256, width);
    let mut held: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut longer = held.clone();
        longer.push(*byte);
        if longer.len() == 1 || table.contains_key(&longer) {
            held = longer;
            continue;
        }
        put(code(&table, &held), width);
        table.insert(longer, next);
        next += 1;
        width = match next {
            512 => 10,
            1024 => 11,
            2048 => 12,
            _ => width,
        };
        if next == 4095 {
            put(256, width);
            table.clear();
            (next, width) = (258, 9);
        }
        held = vec![*byte];
    }
    put(code(&table, &held), width);
    next += 1;
    if matches!(next, 512 | 1024 | 2048) {
        width += 1;
    }
    put(257, width);
    bytes_of(digits.into_iter())
}

/// RFC 1950 around stored blocks of RFC 1951.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(1000).peekable();
    while let Some(block) = blocks.next() {
        out.push(u8::from(blocks.peek().is_none()));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend(block);
    }
    let (low, high) = bytes.iter().fold((1u32, 0u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    out.extend((high << 16 | low).to_be_bytes());
    out
}

/// RFC 8878: one frame of raw blocks, its size in the header.
pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    // Single segment, four bytes of size, no checksum.
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0b1010_0000];
    out.extend((bytes.len() as u32).to_le_bytes());
    let mut blocks = bytes.chunks(1000).peekable();
    while let Some(block) = blocks.next() {
        let head = (block.len() as u32) << 3 | u32::from(blocks.peek().is_none());
        out.extend(&head.to_le_bytes()[..3]);
        out.extend(block);
    }
    out
}

/// Differences of bytes between pixels of so many samples, per row.
pub fn differences(bytes: &[u8], row: usize, samples: usize) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for row in out.chunks_mut(row) {
        for at in (samples..row.len()).rev() {
            row[at] = row[at].wrapping_sub(row[at - samples]);
        }
    }
    out
}
