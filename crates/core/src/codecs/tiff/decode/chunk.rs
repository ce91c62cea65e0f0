//! Strips and tiles: where they lie in the image and in the file, and their bytes.

use super::super::super::page::Page;
use super::{compression, corrupt, damaged, predictor, unsupported};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::limits::Limits;
use crate::ops::extract::Area;
use std::ops::Range;

/// TIFF 6.0 sections 8 and 15.
pub const STRIP_OFFSETS: u16 = 273;
const STRIP_BYTE_COUNTS: u16 = 279;
pub const TILE_OFFSETS: u16 = 324;
const TILE_BYTE_COUNTS: u16 = 325;

/// More strips and tiles than any page has.
const MOST_CHUNKS: u64 = 1 << 22;
/// A tile of this width may be wider than its page, whatever the limits of a page are.
const USUAL_WIDTH: u32 = 4096;
/// Compressed bytes that a chunk may have at any size; no more than four times its own bytes beyond that, unless the file has them once.
const SLACK: usize = 4096;

/// How a page is cut. A strip is a tile as wide as the page, whose last one is not padded.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Pixels of one chunk.
    pub width: u32,
    pub height: u32,
    pub across: u32,
    pub down: u32,
    /// Planes that are shown, from the first on.
    pub planes: u32,
    /// Samples that a chunk holds of each pixel.
    pub samples: usize,
    /// Bytes of a row of a chunk, decompressed.
    pub row: usize,
    /// Bytes of the rows of a chunk that the page can have: what a tile holds below it is not asked for.
    pub bytes: usize,
    pub tiled: bool,
}

impl Grid {
    /// Refuses what would take more memory or time than its page may.
    pub fn of(page: &Page<'_>, limits: &Limits) -> Result<Self> {
        let (width, height) = page.chunk().ok_or_else(|| corrupt("tiles without a size"))?;
        let rows = height.min(page.height);
        if width > page.width.max(USUAL_WIDTH) {
            limits.check_size(width, rows, 1, "tiff")?;
        }
        let (across, down) = (page.width.div_ceil(width), page.height.div_ceil(height));
        let planes = if page.planar { page.shown() as u32 } else { 1 };
        let chunks = u64::from(across).saturating_mul(u64::from(down)).saturating_mul(u64::from(planes));
        if chunks > MOST_CHUNKS {
            return Err(unsupported(format!("{chunks} strips or tiles")));
        }
        let samples = if page.planar { 1 } else { page.samples };
        let too_large = || Error::new(Code::MemoryLimit).format("tiff").found("more than the address space");
        let row = (width as usize)
            .checked_mul(samples)
            .and_then(|count| count.checked_mul(page.bits as usize))
            .map(|bits| bits.div_ceil(8))
            .ok_or_else(too_large)?;
        Ok(Self {
            width,
            height,
            across,
            down,
            planes,
            samples,
            row,
            bytes: row.checked_mul(rows as usize).ok_or_else(too_large)?,
            tiled: page.is_tiled(),
        })
    }

    /// Rows of chunks that a part touches.
    pub fn rows_of(&self, area: Area) -> Range<u32> {
        touched(area.top, area.height, self.height)
    }

    /// Columns of chunks that it touches.
    pub fn columns_of(&self, area: Area) -> Range<u32> {
        touched(area.left, area.width, self.width)
    }

    /// Whether the page is in one piece.
    pub fn is_whole(&self) -> bool {
        (self.across, self.down, self.planes) == (1, 1, 1)
    }
}

fn touched(first: u32, len: u32, chunk: u32) -> Range<u32> {
    first / chunk..(first + len).div_ceil(chunk)
}

/// The chunks of a page in its file.
pub struct Source<'a> {
    file: &'a [u8],
    page: &'a Page<'a>,
    grid: Grid,
    unpacker: compression::Unpacker<'a>,
    /// Bytes of the file that chunks may still take beyond what their size explains: chunks that share theirs must not multiply them.
    spare: usize,
}

impl<'a> Source<'a> {
    pub fn new(file: &'a [u8], page: &'a Page<'a>, grid: Grid, job: &mut Job) -> Result<Self> {
        predictor::check(page)?;
        let unpacker = compression::Unpacker::new(file, page, grid, job)?;
        Ok(Self { file, page, grid, unpacker, spare: file.len() })
    }

    /// Bytes that it holds of the job's allocator.
    pub fn bytes(&self) -> u64 {
        self.unpacker.bytes()
    }

    /// Decompresses one chunk; what is missing of it stays 0.
    pub fn read(
        &mut self,
        (across, down, plane): (u32, u32, u32),
        out: &mut [u8],
        job: &mut Job,
    ) -> Result<()> {
        let grid = self.grid;
        out.fill(0);
        let rows = grid.height.min(self.page.height.saturating_sub(down.saturating_mul(grid.height)));
        let out = out.get_mut(..grid.row * rows as usize).unwrap_or_default();
        let index = (u64::from(plane) * u64::from(grid.down) + u64::from(down)) * u64::from(grid.across)
            + u64::from(across);
        let Some(packed) = self.packed(index, rows, job)? else { return Ok(()) };
        let packed = self.share(packed, out.len());
        self.unpacker.unpack(packed, rows, out, job)?;
        predictor::undo(self.page, grid, out);
        Ok(())
    }

    /// As much of a chunk's bytes as it may have.
    fn share(&mut self, packed: &'a [u8], out: usize) -> &'a [u8] {
        let due = out.saturating_mul(4).saturating_add(SLACK);
        let len = packed.len().min(due.saturating_add(self.spare));
        self.spare -= len.saturating_sub(due);
        packed.get(..len).unwrap_or(packed)
    }

    /// A chunk's bytes as they are in the file.
    fn packed(&self, index: u64, rows: u32, job: &mut Job) -> Result<Option<&'a [u8]>> {
        let (offsets, counts) = if self.grid.tiled {
            (TILE_OFFSETS, TILE_BYTE_COUNTS)
        } else {
            (STRIP_OFFSETS, STRIP_BYTE_COUNTS)
        };
        let field = |tag| self.page.directory.field(tag);
        // Some writers of tiles use the strips' tags.
        let offset = field(offsets).or_else(|| field(STRIP_OFFSETS)).and_then(|field| field.get(index));
        let cut = || Error::new(Code::TruncatedImage).format("tiff").reason("strips or tiles are missing");
        let Some(offset) = offset else {
            damaged(job, FailOn::Truncated, cut())?;
            return Ok(None);
        };
        let count = field(counts).or_else(|| field(STRIP_BYTE_COUNTS)).and_then(|field| field.get(index));
        // A sparse file: what was never written is 0 (libtiff, GDAL).
        if offset == 0 && count.unwrap_or(0) == 0 {
            return Ok(None);
        }
        let rest = usize::try_from(offset).ok().and_then(|at| self.file.get(at..)).unwrap_or_default();
        let count = match count {
            // Uncompressed data are as many as the size says, whatever the count of a page in one piece.
            _ if self.page.compression == 1 && self.grid.is_whole() => {
                compression::stored(self.page, self.grid, rows)
            }
            Some(count) if count > 0 => usize::try_from(count).unwrap_or(usize::MAX),
            _ => rest.len(),
        };
        let Some(packed) = rest.get(..count) else {
            damaged(job, FailOn::Truncated, cut())?;
            return Ok(Some(rest));
        };
        Ok(Some(packed))
    }
}
