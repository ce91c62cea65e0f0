//! Bits of a JPEG XL codestream, the lowest of a byte first (ISO/IEC 18181-1, annex B).

use crate::error::{Code, Error, Result};

/// A cursor over untrusted bytes: what is not there is a truncated image.
pub struct Bits<'a> {
    bytes: &'a [u8],
    /// In bits.
    at: usize,
}

/// One of the four forms of a `U32`: this many bits, and what is added to them.
pub type Form = (u8, u32);

impl<'a> Bits<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// At most 32 bits.
    pub fn bits(&mut self, count: u8) -> Result<u32> {
        let mut value = 0u64;
        let mut have = 0;
        while have < count {
            let byte = *self.bytes.get(self.at / 8).ok_or_else(cut)?;
            let (skip, want) = ((self.at % 8) as u8, count - have);
            let take = want.min(8 - skip);
            let part = (u16::from(byte) >> skip) & ((1 << take) - 1);
            value |= u64::from(part) << have;
            have += take;
            self.at += usize::from(take);
        }
        Ok(value as u32)
    }

    pub fn bool(&mut self) -> Result<bool> {
        Ok(self.bits(1)? != 0)
    }

    /// `U32(d0, d1, d2, d3)`; what overflows has no meaning in any field.
    pub fn u32(&mut self, forms: [Form; 4]) -> Result<u32> {
        let [first, second, third, fourth] = forms;
        let (count, plus) = match self.bits(2)? {
            0 => first,
            1 => second,
            2 => third,
            _ => fourth,
        };
        self.bits(count)?.checked_add(plus).ok_or_else(|| damaged("a number of more than 32 bits"))
    }

    pub fn u64(&mut self) -> Result<u64> {
        match self.bits(2)? {
            0 => Ok(0),
            1 => Ok(1 + u64::from(self.bits(4)?)),
            2 => Ok(17 + u64::from(self.bits(8)?)),
            _ => {
                let mut value = u64::from(self.bits(12)?);
                let mut shift = 12;
                while self.bool()? {
                    if shift == 60 {
                        return Ok(value | u64::from(self.bits(4)?) << shift);
                    }
                    value |= u64::from(self.bits(8)?) << shift;
                    shift += 8;
                }
                Ok(value)
            }
        }
    }

    /// An `Enum`.
    pub fn word(&mut self) -> Result<u32> {
        self.u32([(0, 0), (0, 1), (4, 2), (6, 18)])
    }

    pub fn skip(&mut self, count: u64) -> Result<()> {
        let end = usize::try_from(count).ok().and_then(|count| self.at.checked_add(count)).ok_or_else(cut)?;
        if end > self.bytes.len().saturating_mul(8) {
            return Err(cut());
        }
        self.at = end;
        Ok(())
    }

    /// `F16` numbers of which nothing is asked.
    pub fn skip_floats(&mut self, count: u64) -> Result<()> {
        self.skip(count * 16)
    }

    /// To the next byte, of which this gives the index.
    pub fn align(&mut self) -> usize {
        self.at = self.at.div_ceil(8) * 8;
        self.at / 8
    }
}

pub fn cut() -> Error {
    Error::new(Code::TruncatedImage).format("jxl")
}

pub fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("jxl").reason(reason)
}
