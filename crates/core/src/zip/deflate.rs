//! Deflate (RFC 1951) as jobs: a whole entry, or one block of a large one. The same bytes on every thread and backend.

use crate::error::{Code, Error, Result};
use crate::format::{FORMATS, Format};
use crate::job::Cancel;
use crate::spec::{Default as D, Field, Type};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use std::cell::RefCell;

/// Input goes in by steps of this size: cancellation is looked at between them. Fixed, so that the result never depends on it.
const STEP: usize = 1 << 20;
/// What a trial compression looks at before a large entry is compressed in vain.
const TRIAL: usize = 64 << 10;
/// How hard it is tried, wherever a caller may say.
pub const LEVEL: Field =
    Field::new("level", Type::Integer(0.0, 9.0), D::Number(6.0), "", "0 stores, 1 is quick, 9 small");
/// A block of a large entry, and the window that it may refer back to.
pub const BLOCK: usize = 256 << 10;
pub const WINDOW: usize = 32 << 10;

/// The level as the back end counts: its 1 makes compressed data larger, its 2 is as quick and does not.
fn compression(level: u32) -> Compression {
    Compression::new(if level == 1 { 2 } else { level })
}

thread_local! {
    /// A state that is made anew for each small entry costs more than the compression: one is kept a level.
    static STATES: RefCell<Vec<(u32, Compress)>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn refused(bytes: usize) -> Error {
    Error::new(Code::MemoryLimit).found(bytes.to_string())
}

fn push(
    state: &mut Compress,
    input: &[u8],
    last: FlushCompress,
    out: &mut Vec<u8>,
    cancel: &Cancel,
) -> Result<()> {
    let broken = |e: flate2::CompressError| Error::new(Code::Panicked).reason(e);
    let mut steps = input.chunks(STEP).peekable();
    loop {
        let mut step = steps.next().unwrap_or_default();
        let flush = if steps.peek().is_some() { FlushCompress::None } else { last };
        loop {
            if cancel.is_cancelled() {
                return Err(Error::new(Code::Aborted));
            }
            if out.capacity() - out.len() < 64 {
                let more = (out.capacity() / 2).max(4096);
                out.try_reserve(more).map_err(|_| refused(more))?;
            }
            let (before, room) = (state.total_in(), out.capacity() - out.len());
            let filled = out.len();
            let status = state.compress_vec(step, out, flush).map_err(broken)?;
            step = step.get((state.total_in() - before) as usize..).unwrap_or_default();
            let full = out.len() - filled == room;
            if status == Status::StreamEnd || (step.is_empty() && !full && flush != FlushCompress::Finish) {
                break;
            }
        }
        if steps.peek().is_none() {
            return Ok(());
        }
    }
}

/// The whole of `input`, deflated at `level` 1 to 9.
pub fn whole(input: &[u8], level: u32, cancel: &Cancel) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let first = input.len() / 2 + 64;
    out.try_reserve(first).map_err(|_| refused(first))?;
    let mut state = STATES
        .with_borrow_mut(|states| {
            let at = states.iter().position(|(of, _)| *of == level)?;
            Some(states.swap_remove(at).1)
        })
        .unwrap_or_else(|| Compress::new(compression(level), false));
    state.reset();
    push(&mut state, input, FlushCompress::Finish, &mut out, cancel)?;
    STATES.with_borrow_mut(|states| states.push((level, state)));
    Ok(out)
}

/// One block of an entry that is compressed by blocks. Its state is fresh: a used one with a dictionary remembers
/// what it did before, and would give other bytes.
pub fn block(input: &[u8], window: &[u8], level: u32, last: bool, cancel: &Cancel) -> Result<Vec<u8>> {
    let mut state = Compress::new(compression(level), false);
    if !window.is_empty() {
        state.set_dictionary(window).map_err(|e| Error::new(Code::Panicked).reason(e))?;
    }
    let mut out = Vec::new();
    let flush = if last { FlushCompress::Finish } else { FlushCompress::Sync };
    push(&mut state, input, flush, &mut out, cancel)?;
    Ok(out)
}

/// Magic numbers of common files that are compressed already, beside the format table's.
const COMPRESSED: &[&[u8]] = &[
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
    b"OggS",
    b"ID3",
    b"wOFF",
    b"wOF2",
    b"fLaC",
    b"\x1a\x45\xdf\xa3",
    b"\xff\x0a",
    b"\0\0\0\x0cJXL ",
];

/// Whether the bytes begin as a file that is compressed already.
pub fn is_compressed(bytes: &[u8]) -> bool {
    let by_format = Format::sniff(bytes)
        .is_some_and(|format| FORMATS.iter().any(|row| row.format == format && row.compressed));
    let movie = bytes.get(4..8) == Some(b"ftyp");
    by_format || movie || COMPRESSED.iter().any(|magic| bytes.starts_with(magic))
}

/// The level that content is deflated at: for raw pixels 6 to 8 are 9, which loses nothing to other engines' 6 there.
pub fn level_for(level: u32, head: &[u8]) -> u32 {
    let pixels = Format::sniff(head).is_some_and(|format| {
        format != Format::Svg && FORMATS.iter().any(|row| row.format == format && !row.compressed)
    });
    if pixels && (6..9).contains(&level) { 9 } else { level }
}

/// Whether compressing would be in vain, by what the bytes begin with: a well-known kind of file, or a trial of a long one.
pub fn in_vain(head: &[u8], cancel: &Cancel) -> Result<bool> {
    if is_compressed(head) {
        return Ok(true);
    }
    let Some(trial) = head.get(..TRIAL) else { return Ok(false) };
    Ok(whole(trial, 1, cancel)?.len() > TRIAL - TRIAL / 64)
}

/// The deflated bytes, or `None` where storing is as good.
pub fn worthwhile(input: &[u8], level: u32, cancel: &Cancel) -> Result<Option<Vec<u8>>> {
    // A trial costs more than it saves where the whole is hardly longer.
    let head = if input.len() > 4 * TRIAL { input } else { input.get(..TRIAL - 1).unwrap_or(input) };
    if in_vain(head, cancel)? {
        return Ok(None);
    }
    let out = whole(input, level, cancel)?;
    Ok((out.len() < input.len()).then_some(out))
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
    use super::*;

    fn text(len: usize) -> Vec<u8> {
        let words: [&[u8]; 5] = [b"mill ", b"pixel ", b"archive ", b"of ", b"the "];
        let mut seed = 7u32;
        let mut out = Vec::new();
        while out.len() < len {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            out.extend_from_slice(words[(seed >> 24) as usize % 5]);
        }
        out.truncate(len);
        out
    }

    #[test]
    fn every_level_and_length_inflates_to_what_went_in() {
        let cancel = Cancel::default();
        for level in 1..=9 {
            for len in [0, 1, 2, 63, 4096, 70_000, (1 << 20) - 1, (1 << 20) + 1, 3 << 20] {
                let input = text(len);
                let packed = whole(&input, level, &cancel).unwrap();
                assert!(
                    inflate(&packed, len as u64, "a", false, &cancel).unwrap() == input,
                    "level {level}, {len}"
                );
            }
        }
    }

    #[test]
    fn a_reused_state_gives_the_bytes_of_a_fresh_one() {
        let cancel = Cancel::default();
        for level in 1..=9 {
            let (a, b) = (text(90_000), text(50_001));
            let first = whole(&b, level, &cancel).unwrap();
            whole(&a, level, &cancel).unwrap();
            assert!(whole(&b, level, &cancel).unwrap() == first, "level {level}");
        }
    }

    #[test]
    fn blocks_with_their_windows_are_one_stream() {
        let cancel = Cancel::default();
        let input = text(3 * BLOCK + 1234);
        let mut packed = Vec::new();
        let count = input.chunks(BLOCK).count();
        for (index, piece) in input.chunks(BLOCK).enumerate() {
            let start = index * BLOCK;
            let window = &input[start.saturating_sub(WINDOW)..start];
            packed.extend(block(piece, window, 6, index + 1 == count, &cancel).unwrap());
        }
        assert!(inflate(&packed, input.len() as u64, "a", false, &cancel).unwrap() == input);
        assert!(packed.len() < whole(&input, 6, &cancel).unwrap().len() * 101 / 100);
    }

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

    #[test]
    fn raw_pixels_get_the_smallest_level_where_six_was_asked_for() {
        let bitmap = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0";
        assert_eq!([1, 5, 6, 8, 9].map(|level| level_for(level, bitmap)), [1, 5, 9, 9, 9]);
        assert_eq!(level_for(6, b"II*\0\x08\0\0\0\0\0\0\0\0\0"), 9);
        assert_eq!(level_for(6, b"<svg xmlns='http://www.w3.org/2000/svg'/>"), 6);
        assert_eq!(level_for(6, b"some text"), 6);
    }

    #[test]
    fn what_is_compressed_already_is_stored() {
        let cancel = Cancel::default();
        let mut seed = 1u64;
        let noise: Vec<u8> = (0..400_000)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 56) as u8
            })
            .collect();
        assert_eq!(worthwhile(&noise, 6, &cancel).unwrap(), None);
        assert_eq!(worthwhile(&noise[..1000], 6, &cancel).unwrap(), None);
        assert!(is_compressed(b"\xff\xd8\xff\xe0 a jpeg") && is_compressed(b"PK\x03\x04"));
        assert!(worthwhile(&text(100_000), 6, &cancel).unwrap().is_some());
        assert_eq!(worthwhile(b"", 6, &cancel).unwrap(), None);
    }
}
