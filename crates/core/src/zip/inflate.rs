//! Unpacking the whole of an entry whose size is known: stored, or deflated (RFC 1951).

use super::deflate::refused;
use crate::error::{Code, Error, Result};
use crate::job::Cancel;
use flate2::{Decompress, FlushDecompress, Status};
use pixmill_deflate::Decompressor;
use std::cell::RefCell;

/// Input goes in by steps of this size: cancellation is looked at between them.
const STEP: usize = 1 << 20;
/// Up to as much is inflated in one call, a twentieth of a second of work.
const AT_ONCE: usize = 16 << 20;

thread_local! {
    static STATE: RefCell<Option<Decompressor>> = const { RefCell::new(None) };
}

/// What the directory says of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// For errors.
    pub name: &'a str,
    pub size: u64,
    pub crc32: Option<u32>,
    /// Passes over bytes behind a deflated stream.
    pub loose: bool,
}

impl Whole<'_> {
    pub fn stored(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut data = Vec::new();
        data.try_reserve_exact(bytes.len()).map_err(|_| refused(bytes.len()))?;
        data.extend_from_slice(bytes);
        self.checked(data)
    }

    pub fn inflated(&self, packed: &[u8], cancel: &Cancel) -> Result<Vec<u8>> {
        self.checked(inflate(packed, self.size, self.name, self.loose, cancel)?)
    }

    fn checked(&self, data: Vec<u8>) -> Result<Vec<u8>> {
        let found = crc32fast::hash(&data);
        match self.crc32.filter(|expected| *expected != found) {
            Some(expected) => Err(Error::sum(Code::CrcMismatch, expected, found).path(self.name)),
            None => Ok(data),
        }
    }
}

/// Inflates a raw stream of exactly `size` bytes; `name` is the entry's, for errors. `loose` passes over bytes behind it.
pub fn inflate(input: &[u8], size: u64, name: &str, loose: bool, cancel: &Cancel) -> Result<Vec<u8>> {
    let corrupt = |reason: &str| Error::new(Code::CorruptDeflate).path(name).reason(reason);
    // The best that deflate can do is 1032 to 1: a larger claim is a lie, and is not allocated.
    if size > (input.len() as u64).saturating_mul(1032).saturating_add(1032) {
        return Err(Error::new(Code::SizeMismatch)
            .path(name)
            .expected(size.to_string())
            .found("less".to_owned()));
    }
    let len = usize::try_from(size).map_err(|_| refused(usize::MAX))?;
    let mut out = Vec::new();
    out.try_reserve_exact(len).map_err(|_| refused(len))?;
    if cancel.is_cancelled() {
        return Err(Error::new(Code::Aborted));
    }
    if len <= AT_ONCE && at_once(input, len, loose, &mut out) {
        return Ok(out);
    }
    out.clear();
    let mut state = Decompress::new(false);
    loop {
        if cancel.is_cancelled() {
            return Err(Error::new(Code::Aborted));
        }
        let rest = input.get(state.total_in() as usize..).unwrap_or_default();
        let step = rest.get(..STEP).unwrap_or(rest);
        let before = (state.total_in(), state.total_out());
        let status = state
            .decompress_vec(step, &mut out, FlushDecompress::None)
            .map_err(|e| corrupt(&e.to_string()))?;
        if status == Status::StreamEnd {
            break;
        }
        if out.len() == len && (state.total_in(), state.total_out()) == before {
            return finished_late(&mut state, rest, size, name);
        }
        if (state.total_in(), state.total_out()) == before {
            return Err(corrupt("the data ends early"));
        }
    }
    let left = input.len() as u64 - state.total_in();
    if left > 0 && !loose {
        return Err(Error::new(Code::BytesAfterData).path(name).found(left.to_string()));
    }
    if out.len() == len {
        Ok(out)
    } else {
        Err(Error::new(Code::SizeMismatch).path(name).expected(size.to_string()).found(out.len().to_string()))
    }
}

/// The quick way for an honest stream; what it says no to is looked at again, by the inflater that can say why.
fn at_once(input: &[u8], len: usize, loose: bool, out: &mut Vec<u8>) -> bool {
    let state = STATE.take().or_else(Decompressor::new);
    let Some(mut state) = state else { return false };
    let used = state.inflate(input, len, out);
    STATE.set(Some(state));
    used.is_some_and(|used| out.len() == len && (loose || used == input.len()))
}

/// All that was declared came out and the stream goes on: its size was a lie.
fn finished_late(state: &mut Decompress, rest: &[u8], size: u64, name: &str) -> Result<Vec<u8>> {
    let mut more = Vec::with_capacity(1);
    let status = state.decompress_vec(rest, &mut more, FlushDecompress::None);
    let found = match status {
        Ok(_) if more.is_empty() => {
            return Err(Error::new(Code::CorruptDeflate).path(name).reason("the data ends early"));
        }
        _ => "more",
    };
    Err(Error::new(Code::SizeMismatch).path(name).expected(size.to_string()).found(found))
}

#[cfg(test)]
mod tests {
    use super::super::deflate::tests::text;
    use super::super::deflate::whole;
    use super::*;

    #[test]
    fn lies_about_size_and_damage_have_their_codes() {
        let cancel = Cancel::default();
        let input = text(10_000);
        let packed = whole(&input, 6, &cancel).unwrap();
        let code = |bytes: &[u8], size| inflate(bytes, size, "a", false, &cancel).unwrap_err().code;
        assert_eq!(code(&packed, 9_999), Code::SizeMismatch);
        assert_eq!(code(&packed, 10_001), Code::SizeMismatch);
        assert_eq!(code(&packed, u64::MAX), Code::SizeMismatch);
        assert_eq!(code(&packed[..packed.len() - 3], 10_000), Code::CorruptDeflate);
        let mut longer = packed.clone();
        longer.push(0);
        assert_eq!(code(&longer, 10_000), Code::BytesAfterData);
        assert!(inflate(&longer, 10_000, "a", true, &cancel).unwrap() == input);
        for cut in 0..packed.len() {
            assert!(inflate(&packed[..cut], 10_000, "a", false, &cancel).is_err());
        }
    }

    /// Streams with each bit changed: the quick way takes none that zlib refuses, and makes the same of what it takes.
    #[test]
    fn the_quick_inflater_is_no_more_lenient_than_the_other() {
        let cancel = Cancel::default();
        let mut taken = 0;
        // RFC 1951, 3.2.6: a fixed block of a literal, then a length or a distance that never occurs, and the end.
        let never: [&[u8]; 2] = [&[0x4b, 0x1c, 0x03, 0x00], &[0x4b, 0x04, 0x3f, 0x00]];
        let streams: Vec<Vec<u8>> = [9, 700, 3_000].map(|len| whole(&text(len), 6, &cancel).unwrap()).into();
        for stream in streams.iter().map(Vec::as_slice).chain(never) {
            for bit in 0..stream.len().min(120) * 8 {
                let mut changed = stream.to_vec();
                changed[bit / 8] ^= 1 << (bit % 8);
                let mut quick = Vec::new();
                if at_once(&changed, 70_000, true, &mut quick) || !quick.is_empty() {
                    taken += 1;
                    let mut slow = Vec::with_capacity(70_000);
                    let status =
                        Decompress::new(false).decompress_vec(&changed, &mut slow, FlushDecompress::Finish);
                    assert!(status.is_ok_and(|status| status == Status::StreamEnd), "bit {bit}");
                    assert!(quick == slow, "bit {bit}");
                }
            }
        }
        assert!(taken > 50, "{taken}");
    }
}
