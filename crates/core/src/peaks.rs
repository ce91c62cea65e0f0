//! What decoding and encoding hold at their peaks: the row of a format says it, the plan adds it up (measured; see docs/performance.md).

use crate::codecs::Header;
use crate::spec::Values;

/// An encode that is planned.
#[derive(Clone, Copy, Debug)]
pub struct Encode<'a> {
    pub options: &'a Values,
    pub grey: bool,
    pub size: (u32, u32),
    /// Of its samples, as they come to the encoder.
    pub bytes: u64,
    pub frames: u64,
}

impl Encode<'_> {
    pub fn pixels(&self) -> u64 {
        area(self.size)
    }
}

pub fn area((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

#[derive(Clone, Copy, Debug)]
enum Write {
    /// Hundredths of what is encoded.
    Share(u64),
    /// Bytes, by its options.
    By(fn(&Encode<'_>) -> u64),
}

#[derive(Clone, Copy, Debug)]
pub struct Peaks {
    decode: u64,
    read: fn(&Header) -> u64,
    write: Write,
}

impl Peaks {
    /// In hundredths of the decoded size, and of what is encoded.
    pub const fn of(decode: u64, encode: u64) -> Self {
        Self { decode, read: |_| 0, write: Write::Share(encode) }
    }

    /// The same where an encoder's options decide: `write` gives its bytes.
    pub const fn by(decode: u64, write: fn(&Encode<'_>) -> u64) -> Self {
        Self { decode, read: |_| 0, write: Write::By(write) }
    }

    /// Bytes that a decoder holds beside that, by the header.
    #[must_use]
    pub const fn reading(self, read: fn(&Header) -> u64) -> Self {
        Self { read, ..self }
    }

    /// Of a decode to `decoded` bytes.
    pub fn decode(&self, header: &Header, decoded: u64) -> u64 {
        decoded.saturating_mul(self.decode) / 100 + (self.read)(header)
    }

    pub fn encode(&self, encode: &Encode<'_>) -> u64 {
        match self.write {
            Write::Share(hundredths) => encode.bytes * hundredths / 100,
            Write::By(write) => write(encode),
        }
    }
}
