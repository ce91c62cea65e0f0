//! Deflate (RFC 1951) as jobs: a whole entry, or one block of a large one. The same bytes on every thread and backend.

use crate::error::{Code, Error, Result};
use crate::format::{FORMATS, Format};
use crate::job::Cancel;
use crate::spec::{Default as D, Field, Type, Values};
use pixmill_deflate::Compressor;
use std::cell::RefCell;

/// Input goes in by steps of this size: cancellation is looked at between them. Fixed, so that the result never depends on it.
const STEP: usize = 1 << 20;
/// What a trial compression looks at before a large entry is compressed in vain.
const TRIAL: usize = 64 << 10;
/// The level where nothing says another.
pub const USUAL: u32 = 6;
/// How hard it is tried, wherever a caller may say.
pub const LEVEL: Field = Field::new(
    "level",
    Type::Integer(0.0, 9.0),
    D::Number(USUAL as f64),
    "",
    "0 stores, 1 is quick, 9 small",
);
/// Whether it is tried harder than any level says.
pub const EFFORT: Field = Field::new(
    "effort",
    Type::Choice(&["level", "max"]),
    D::Text("level"),
    "",
    "max is the smallest there is, at a tenth of the speed, whatever the level but 0",
);
/// The level that `effort: 'max'` is, and the one that raw pixels have at 9: whoever asks for 9 waits for what 9 misses there.
pub const MAX: u32 = 12;
const PIXELS: u32 = 10;
/// What is kept of levels up to this for the next input; the states of those above have nine megabytes.
const KEPT: u32 = 9;
const LARGE: u64 = 9 << 20;
/// A block of a large entry, and the window that it may refer back to.
pub const BLOCK: usize = 256 << 10;
/// Blocks that one job makes: the more, the less of the time goes into jobs.
pub const PART: usize = 4 * BLOCK;
pub const WINDOW: usize = pixmill_deflate::WINDOW;
/// A stored block of deflate has at most so many bytes.
const STORED: usize = 0xffff;

thread_local! {
    /// A state that is made anew for each small entry costs more than the compression: one is kept a level.
    static STATES: RefCell<Vec<Compressor>> = const { RefCell::new(Vec::new()) };
    /// What a step makes, before its length is known.
    static MADE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn refused(bytes: usize) -> Error {
    Error::new(Code::MemoryLimit).found(bytes.to_string())
}

/// The level that the fields LEVEL and EFFORT say.
pub fn level_of(values: &Values) -> u32 {
    match (values.integer("level").unwrap_or_default(), values.word("effort")) {
        (1.., "max") => MAX,
        (level, _) => level,
    }
}

/// What raw pixels are deflated at: the parser of level 9 makes no less of them than that of 6.
pub const fn of_pixels(level: u32) -> u32 {
    if level == 9 { PIXELS } else { level }
}

/// Bytes that a compressor of a level holds, where they are many.
pub const fn held(level: u32) -> u64 {
    if level > KEPT { LARGE } else { 0 }
}

/// Deflates `input` from `from` on, of which what comes before may be referred to; `last` ends the stream.
pub fn from(input: &[u8], from: usize, level: u32, last: bool, cancel: &Cancel) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    if level == 0 {
        store(input.get(from..).unwrap_or_default(), last, &mut out)?;
        return Ok(out);
    }
    let kept = STATES.with_borrow_mut(|states| {
        let at = states.iter().position(|state| state.level() == level)?;
        Some(states.swap_remove(at))
    });
    let mut state = kept.or_else(|| Compressor::new(level)).ok_or_else(|| refused(STEP))?;
    let mut made = MADE.take();
    let mut start = from;
    loop {
        if cancel.is_cancelled() {
            return Err(Error::new(Code::Aborted));
        }
        let end = input.len().min(start.saturating_add(STEP));
        let step = input.get(..end).unwrap_or_default();
        made.clear();
        let done = state.compress(step, start, last && end == input.len(), &mut made);
        done.ok_or_else(|| refused(end - start))?;
        out.try_reserve_exact(made.len()).map_err(|_| refused(made.len()))?;
        out.extend_from_slice(&made);
        start = end;
        if end == input.len() {
            break;
        }
    }
    MADE.set(made);
    if level <= KEPT {
        STATES.with_borrow_mut(|states| states.push(state));
    }
    Ok(out)
}

/// Deflate's stored blocks (RFC 1951, 3.2.4). They end at a byte: nothing follows what is not the last.
fn store(input: &[u8], last: bool, out: &mut Vec<u8>) -> Result<()> {
    let count = input.len().div_ceil(STORED).max(usize::from(last));
    let room = input.len().saturating_add(count.saturating_mul(5));
    out.try_reserve_exact(room).map_err(|_| refused(room))?;
    for index in 0..count {
        let rest = input.get(index * STORED..).unwrap_or_default();
        let block = rest.get(..STORED).unwrap_or(rest);
        let len = block.len() as u16;
        out.push(u8::from(last && index + 1 == count));
        out.extend(len.to_le_bytes());
        out.extend((!len).to_le_bytes());
        out.extend_from_slice(block);
    }
    Ok(())
}

/// The whole of `input`, deflated.
pub fn whole(input: &[u8], level: u32, cancel: &Cancel) -> Result<Vec<u8>> {
    from(input, 0, level, true, cancel)
}

/// A block of what is compressed by blocks, where what comes before lies elsewhere.
pub fn block(input: &[u8], window: &[u8], level: u32, last: bool, cancel: &Cancel) -> Result<Vec<u8>> {
    if window.is_empty() {
        return from(input, 0, level, last, cancel);
    }
    let mut both = Vec::new();
    let len = window.len().saturating_add(input.len());
    both.try_reserve_exact(len).map_err(|_| refused(len))?;
    both.extend_from_slice(window);
    both.extend_from_slice(input);
    from(&both, window.len(), level, last, cancel)
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

/// The level that content is deflated at.
pub fn level_for(level: u32, head: &[u8]) -> u32 {
    let pixels = Format::sniff(head).is_some_and(|format| {
        format != Format::Svg && FORMATS.iter().any(|row| row.format == format && !row.compressed)
    });
    if pixels { of_pixels(level) } else { level }
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

#[cfg(test)]
pub mod tests {
    use super::super::inflate::inflate;
    use super::*;
    use flate2::{Decompress, FlushDecompress, Status};

    pub fn text(len: usize) -> Vec<u8> {
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
        for level in (0..=10).chain([MAX]) {
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
        for level in (1..=10).chain([MAX]) {
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
    fn raw_pixels_get_a_smaller_level_where_nine_was_asked_for() {
        let bitmap = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0";
        assert_eq!([1, 6, 8, 9, MAX].map(|level| level_for(level, bitmap)), [1, 6, 8, 10, MAX]);
        assert_eq!(level_for(9, b"II*\0\x08\0\0\0\0\0\0\0\0\0"), 10);
        assert_eq!(level_for(9, b"<svg xmlns='http://www.w3.org/2000/svg'/>"), 9);
        assert_eq!(level_for(9, b"some text"), 9);
    }

    #[test]
    fn each_effort_is_smaller_than_the_one_before() {
        let cancel = Cancel::default();
        let input = text(300_000);
        let sizes = [0, 1, 6, 9, MAX].map(|level| whole(&input, level, &cancel).unwrap().len());
        assert!(sizes.windows(2).all(|pair| pair[1] < pair[0]), "{sizes:?}");
    }

    #[test]
    fn stored_blocks_are_those_of_the_specification() {
        let cancel = Cancel::default();
        assert_eq!(whole(b"ab", 0, &cancel).unwrap(), [1, 2, 0, 0xfd, 0xff, b'a', b'b']);
        assert_eq!(whole(b"", 0, &cancel).unwrap(), [1, 0, 0, 0xff, 0xff]);
        assert_eq!(block(b"", b"ab", 0, false, &cancel).unwrap(), b"");
        for len in [STORED - 1, STORED, STORED + 1, 3 * STORED] {
            let input = text(len);
            let (a, b) = input.split_at(len / 3);
            let packed =
                [block(a, b"", 0, false, &cancel).unwrap(), block(b, a, 0, true, &cancel).unwrap()].concat();
            assert!(inflate(&packed, len as u64, "a", false, &cancel).unwrap() == input, "{len}");
        }
    }

    #[test]
    fn pieces_of_any_length_at_any_level_are_one_stream() {
        let cancel = Cancel::default();
        let input = text(200_000);
        let noise: Vec<u8> = (0..90_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let input = [&input[..], &noise, &input[..5_000]].concat();
        for level in [1, 2, 5, 6, 8, 9, 10, MAX] {
            for cuts in [&[0, 1, 5, 9, 40, 32_768, 65_536, 65_537][..], &[1, 33_000, 250_000, 294_999], &[]] {
                let mut packed = Vec::new();
                let mut start = 0;
                for end in cuts.iter().copied().chain([input.len()]) {
                    let last = end == input.len();
                    packed.extend(from(&input[..end], start, level, last, &cancel).unwrap());
                    start = end;
                }
                assert!(by_zlib(&packed) == input, "level {level}, {cuts:?}");
            }
        }
    }

    /// By the other inflater alone.
    fn by_zlib(packed: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(1 << 20);
        let status =
            Decompress::new(false).decompress_vec(packed, &mut out, FlushDecompress::Finish).unwrap();
        assert_eq!(status, Status::StreamEnd);
        out
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
