//! A gzip member's header (RFC 1952, 2.3) as it comes: nothing of it is held but its fixed parts.

use super::form::{Check, Form};
use crate::error::{Code, Error, Result};

/// FLG's bits.
pub const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
pub const FNAME: u8 = 8;
pub const FCOMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;
pub const MAGIC: [u8; 2] = [0x1f, 0x8b];
/// CM of deflate.
pub const DEFLATE: u8 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Fixed,
    ExtraLen,
    Extra,
    Name,
    Comment,
    Crc,
    Done,
}

#[derive(Debug)]
pub struct Header {
    part: Part,
    flags: u8,
    /// Of a fixed part, what came of it.
    held: Vec<u8>,
    /// Of the extra field, what is still to come.
    extra: usize,
    check: Check,
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptHeader).format(Form::Gzip.name()).reason(reason)
}

impl Header {
    pub fn new() -> Self {
        Self { part: Part::Fixed, flags: 0, held: Vec::new(), extra: 0, check: Check::of(Form::Gzip) }
    }

    pub fn is_done(&self) -> bool {
        self.part == Part::Done
    }

    /// How many of these bytes belong to the header.
    pub fn push(&mut self, input: &[u8]) -> Result<usize> {
        let mut used = 0;
        for byte in input {
            self.skip_absent();
            if self.is_done() {
                break;
            }
            used += 1;
            self.byte(*byte)?;
        }
        self.skip_absent();
        Ok(used)
    }

    /// Goes on to the next part that FLG says is there.
    fn skip_absent(&mut self) {
        self.part = match self.part {
            Part::ExtraLen if self.flags & FEXTRA == 0 => Part::Name,
            Part::Extra if self.extra == 0 => Part::Name,
            Part::Name if self.flags & FNAME == 0 => Part::Comment,
            Part::Comment if self.flags & FCOMMENT == 0 => Part::Crc,
            Part::Crc if self.flags & FHCRC == 0 => Part::Done,
            _ => return,
        };
        self.skip_absent();
    }

    fn byte(&mut self, byte: u8) -> Result<()> {
        if self.part != Part::Crc {
            self.check.update(&[byte]);
        }
        match self.part {
            Part::Fixed => {
                let wrong = match self.held.len() {
                    0 | 1 if MAGIC.get(self.held.len()) != Some(&byte) => {
                        Some("it does not begin with 1f 8b")
                    }
                    2 if byte != DEFLATE => Some("its method is not deflate"),
                    3 if byte & RESERVED != 0 => Some("a reserved flag is set"),
                    _ => None,
                };
                if let Some(reason) = wrong {
                    return Err(damaged(reason));
                }
                self.held.push(byte);
                if self.held.len() == 10 {
                    self.flags = self.held.get(3).copied().unwrap_or_default();
                    self.next(Part::ExtraLen);
                }
            }
            Part::ExtraLen => {
                self.held.push(byte);
                if let [low, high] = *self.held.as_slice() {
                    self.extra = usize::from(u16::from_le_bytes([low, high]));
                    self.next(Part::Extra);
                }
            }
            Part::Extra => self.extra = self.extra.saturating_sub(1),
            Part::Name if byte == 0 => self.next(Part::Comment),
            Part::Comment if byte == 0 => self.next(Part::Crc),
            Part::Crc => {
                self.held.push(byte);
                if let [low, high] = *self.held.as_slice() {
                    if u16::from_le_bytes([low, high]) != (self.check.value() & 0xffff) as u16 {
                        return Err(damaged("its CRC-16 is wrong"));
                    }
                    self.next(Part::Done);
                }
            }
            Part::Name | Part::Comment | Part::Done => {}
        }
        Ok(())
    }

    fn next(&mut self, part: Part) {
        self.part = part;
        self.held.clear();
    }
}
