//! TIFF's compressions, each to exactly the bytes that a chunk has: what comes beyond them is not asked for.

use super::super::super::page::{Numbers, Page, Photometric};
use super::chunk::Grid;
use super::{ccitt, corrupt, damaged, embedded, logluv, old_jpeg, unsupported};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use flate2::{Decompress, FlushDecompress, Status};
use std::io::Read;
use weezl::{BitOrder, LzwStatus};

/// TIFF 6.0 sections 9 to 11, and libtiff's tiff.h.
pub const CCITT_RLE: u64 = 2;
pub const CCITT_T4: u64 = 3;
pub const CCITT_T6: u64 = 4;
pub const LZW: u64 = 5;
pub const OLD_JPEG: u64 = 6;
pub const JPEG: u64 = 7;
pub const DEFLATE: u64 = 8;
/// Words instead of bytes end a row.
pub const CCITT_RLE_WORDS: u64 = 32_771;
pub const PACK_BITS: u64 = 32_773;
pub const DEFLATE_OLD: u64 = 32_946;
pub const SGI_LOG: u64 = 34_676;
pub const SGI_LOG_24: u64 = 34_677;
pub const ZSTD: u64 = 50_000;
pub const WEBP: u64 = 50_001;

/// Says of the page what comes out of its compression, where that differs from what is stored.
pub fn settle(page: &mut Page<'_>) -> Result<()> {
    match page.compression {
        1 | CCITT_RLE..=LZW | DEFLATE | CCITT_RLE_WORDS | PACK_BITS | DEFLATE_OLD | ZSTD => {}
        JPEG | WEBP if page.bits == 8 && page.numbers == Numbers::Unsigned => {
            // Their decoders give RGB, every pixel with its own colour.
            page.subsampling = (1, 1);
            if page.photometric == Photometric::YCbCr && !page.planar {
                page.photometric = Photometric::Rgb;
            }
        }
        // Its decoder gives every pixel its own colour, as it is stored.
        OLD_JPEG
            if (page.bits, page.numbers, page.planar) == (8, Numbers::Unsigned, false)
                && matches!(page.samples, 1 | 3) =>
        {
            page.subsampling = (1, 1);
        }
        SGI_LOG | SGI_LOG_24 if matches!(page.photometric, Photometric::LogL | Photometric::LogLuv) => {
            (page.bits, page.numbers) = (32, Numbers::Float);
        }
        other => return Err(unsupported(format!("compression {other} of {} bit samples", page.bits))),
    }
    if matches!(page.compression, CCITT_RLE..=CCITT_T6 | CCITT_RLE_WORDS)
        && (page.bits, page.samples) != (1, 1)
    {
        return Err(unsupported(format!("fax compression of {} bit samples", page.bits)));
    }
    if matches!(page.photometric, Photometric::LogL | Photometric::LogLuv) && page.numbers != Numbers::Float {
        return Err(unsupported("logarithmic pixels in another compression than their own"));
    }
    if page.photometric == Photometric::YCbCr && page.subsampling != (1, 1) {
        let known = |side| matches!(side, 1 | 2 | 4);
        if page.planar || page.samples != 3 || !known(page.subsampling.0) || !known(page.subsampling.1) {
            return Err(unsupported(format!("subsampling {:?}", page.subsampling)));
        }
    }
    Ok(())
}

/// Whether pixels of a chunk share their colours.
fn is_subsampled(page: &Page<'_>) -> bool {
    page.photometric == Photometric::YCbCr && page.subsampling != (1, 1)
}

/// Bytes of a chunk as they come out of the decompression.
pub fn stored(page: &Page<'_>, grid: Grid, rows: u32) -> usize {
    if is_subsampled(page) {
        let (across, down) = page.subsampling;
        let units = (grid.width.div_ceil(across) as usize).saturating_mul(rows.div_ceil(down) as usize);
        units.saturating_mul((across * down + 2) as usize)
    } else {
        grid.row * rows as usize
    }
}

/// What is the same for every chunk of a page.
pub struct Unpacker<'a> {
    page: &'a Page<'a>,
    grid: Grid,
    tables: Option<ccitt::Tables>,
    old_jpeg: Option<old_jpeg::Tables<'a>>,
    held: u64,
}

impl<'a> Unpacker<'a> {
    pub fn new(file: &'a [u8], page: &'a Page<'a>, grid: Grid, job: &mut Job) -> Result<Self> {
        let old_jpeg = match page.compression {
            OLD_JPEG => Some(old_jpeg::Tables::of(file, page, grid.is_whole())?),
            _ => None,
        };
        let fax = matches!(page.compression, CCITT_RLE..=CCITT_T6 | CCITT_RLE_WORDS);
        let tables = fax.then(ccitt::Tables::new);
        // A row, for the differences of floats.
        let held = grid.row as u64;
        job.alloc.reserve(held)?;
        Ok(Self { page, grid, tables, old_jpeg, held })
    }

    pub const fn bytes(&self) -> u64 {
        self.held
    }

    pub fn unpack(&self, packed: &[u8], rows: u32, out: &mut [u8], job: &mut Job) -> Result<()> {
        // The codecs in a strip have a bit order of their own, which the field does not change.
        if !self.page.reversed || matches!(self.page.compression, OLD_JPEG | JPEG | WEBP) {
            return self.spread(packed, rows, out, job);
        }
        // Whatever is behind the chunk's own bytes is of no use if they are stored as they are.
        let end = match self.page.compression {
            1 => packed.len().min(stored(self.page, self.grid, rows)),
            _ => packed.len(),
        };
        let mut turned = job.alloc.zeroed::<u8>(end)?;
        turned.iter_mut().zip(packed).for_each(|(to, from)| *to = from.reverse_bits());
        let done = self.spread(&turned, rows, out, job);
        job.alloc.release(end as u64);
        done
    }

    /// Pixels that share their colours get each their own.
    fn spread(&self, packed: &[u8], rows: u32, out: &mut [u8], job: &mut Job) -> Result<()> {
        if is_subsampled(self.page) {
            let mut units = job.alloc.zeroed::<u8>(stored(self.page, self.grid, rows))?;
            self.expand(packed, rows, &mut units, job)?;
            let width = self.grid.width as usize;
            super::samples::spread_units(&units, width, self.page.subsampling, out);
            job.alloc.release(units.len() as u64);
            return Ok(());
        }
        self.expand(packed, rows, out, job)
    }

    fn expand(&self, packed: &[u8], rows: u32, out: &mut [u8], job: &mut Job) -> Result<()> {
        let short = || Error::new(Code::TruncatedImage).format("tiff").reason("a strip or tile ends early");
        let filled = match self.page.compression {
            CCITT_RLE..=CCITT_T6 | CCITT_RLE_WORDS => {
                let Some(tables) = &self.tables else { return Err(corrupt("fax")) };
                return ccitt::expand(packed, self.page, (self.grid.width, rows), tables, out, job);
            }
            OLD_JPEG | JPEG | WEBP => {
                return embedded::expand(packed, self.page, self.grid, self.old_jpeg.as_ref(), out, job);
            }
            SGI_LOG | SGI_LOG_24 => logluv::expand(packed, self.page, self.grid.width, out, job),
            LZW => lzw(packed, out),
            DEFLATE | DEFLATE_OLD => deflate(packed, out),
            PACK_BITS => pack_bits(packed, out),
            ZSTD => zstd(packed, out),
            _ => {
                let len = packed.len().min(out.len());
                if let (Some(to), Some(from)) = (out.get_mut(..len), packed.get(..len)) {
                    to.copy_from_slice(from);
                }
                Ok(len)
            }
        };
        match filled {
            Ok(len) if len == out.len() => Ok(()),
            Ok(_) => damaged(job, FailOn::Truncated, short()),
            Err(error) => damaged(job, FailOn::Truncated, error),
        }
    }
}

/// Bytes that were filled.
type Filled = Result<usize>;

fn lzw(packed: &[u8], out: &mut [u8]) -> Filled {
    // Before TIFF 5.0 codes lay the other way round: their clear code, 256 in nine bits, then begins with a zero byte.
    let old = matches!(packed, [0, second, ..] if second & 1 == 1);
    let mut decoder = if old {
        weezl::decode::Decoder::new(BitOrder::Lsb, 8)
    } else {
        weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    };
    let (mut read, mut filled) = (0, 0);
    while let (Some(from), Some(to)) = (packed.get(read..), out.get_mut(filled..)) {
        if to.is_empty() {
            break;
        }
        let step = decoder.decode_bytes(from, to);
        read += step.consumed_in;
        filled += step.consumed_out;
        match step.status {
            Ok(LzwStatus::Ok) if step.consumed_in > 0 || step.consumed_out > 0 => {}
            Ok(_) => break,
            Err(_) if filled == out.len() => break,
            Err(_) => return Err(corrupt("LZW data")),
        }
    }
    Ok(filled)
}

fn deflate(packed: &[u8], out: &mut [u8]) -> Filled {
    let mut inflate = Decompress::new(true);
    loop {
        let (read, filled) = (inflate.total_in() as usize, inflate.total_out() as usize);
        let (Some(from), Some(to)) = (packed.get(read..), out.get_mut(filled..)) else { return Ok(filled) };
        if to.is_empty() {
            return Ok(filled);
        }
        let status = inflate.decompress(from, to, FlushDecompress::None);
        let stuck = inflate.total_in() as usize == read && inflate.total_out() as usize == filled;
        match status {
            Ok(Status::StreamEnd) => return Ok(inflate.total_out() as usize),
            Ok(_) if !stuck => {}
            Ok(_) => return Ok(filled),
            Err(_) => return Err(corrupt("Deflate data")),
        }
    }
}

/// TIFF 6.0 section 9.
fn pack_bits(packed: &[u8], out: &mut [u8]) -> Filled {
    let (mut rest, mut filled) = (packed, 0);
    while let (Some((head, tail)), true) = (rest.split_first(), filled < out.len()) {
        let to = out.get_mut(filled..).unwrap_or_default();
        rest = tail;
        match *head as i8 {
            // Nothing, by the specification.
            -128 => {}
            head if head < 0 => {
                let Some((byte, tail)) = rest.split_first() else { break };
                let count = (1 - isize::from(head)).unsigned_abs().min(to.len());
                to.iter_mut().take(count).for_each(|to| *to = *byte);
                filled += count;
                rest = tail;
            }
            head => {
                let count = (head.unsigned_abs() as usize + 1).min(rest.len());
                to.iter_mut().zip(rest.iter().take(count)).for_each(|(to, from)| *to = *from);
                filled += count.min(to.len());
                rest = rest.get(count..).unwrap_or_default();
            }
        }
    }
    Ok(filled)
}

fn zstd(packed: &[u8], out: &mut [u8]) -> Filled {
    let broken = || corrupt("Zstandard data");
    let mut source = packed;
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(&mut source).map_err(|_| broken())?;
    let mut filled = 0;
    while let Some(to) = out.get_mut(filled..).filter(|to| !to.is_empty()) {
        match decoder.read(to) {
            Ok(0) => break,
            Ok(len) => filled += len,
            Err(_) => return Err(broken()),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of TIFF 6.0, section 9 (from Apple's technical note).
    #[test]
    fn pack_bits_gives_the_bytes_of_its_specification() {
        let packed =
            [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
        let mut out = [0; 24];
        assert_eq!(pack_bits(&packed, &mut out).unwrap(), 24);
        let expected = [
            0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0x22, 0xaa, 0xaa,
            0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa,
        ];
        assert_eq!(out, expected);
        for end in 0..packed.len() {
            let filled = pack_bits(&packed[..end], &mut out).unwrap();
            assert!(filled <= 24 && (filled < 24 || end == packed.len()));
        }
        // No more than is asked for.
        assert_eq!(pack_bits(&packed, &mut out[..7]).unwrap(), 7);
    }
}
