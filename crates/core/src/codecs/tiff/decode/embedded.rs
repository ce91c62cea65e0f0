//! Chunks that are files of another format: JPEG (TIFF Technical Note 2, and the older kind) and WebP, by the codecs that
//! this project has for them.

use super::super::super::page::{Page, Photometric};
use super::chunk::Grid;
use super::compression::WEBP;
use super::{corrupt, damaged, old_jpeg, unsupported};
use crate::codecs::{DecodeOptions, probe};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{FailOn, Job};
use crate::pixels::{Layout, Samples};
use std::borrow::Cow;

const JPEG_TABLES: u16 = 347;
/// Four tables of quantisation and eight of Huffman codes are 3 KiB.
const MOST_TABLES: usize = 65_536;

pub fn expand(
    packed: &[u8],
    page: &Page<'_>,
    grid: Grid,
    old: Option<&old_jpeg::Tables<'_>>,
    out: &mut [u8],
    job: &mut Job,
) -> Result<()> {
    let tables = page.directory.field(JPEG_TABLES).map(|field| field.bytes()).unwrap_or_default();
    // One copy of the chunk, behind the tables that all chunks share; of those no more than tables ever are.
    let held = old.map_or((packed.len() + tables.len().min(MOST_TABLES)) as u64, |old| old.room(packed));
    job.alloc.reserve(held)?;
    let stream = match old {
        Some(old) => Cow::Owned(old.file(packed, page, grid, out.len() / grid.row.max(1))?),
        None if page.compression != WEBP => {
            Cow::Owned(jpeg(packed, tables.get(..MOST_TABLES).unwrap_or(tables), page, grid)?)
        }
        None if matches!(grid.samples, 3 | 4) => Cow::Borrowed(packed),
        None => return Err(unsupported(format!("WebP of {} samples", grid.samples))),
    };
    let decoded = decode(&stream, page, grid, out, job);
    job.alloc.release(held);
    match decoded {
        Ok(()) => Ok(()),
        // Limits and cancellation are no damage.
        Err(error) if !matches!(error.code, Code::CorruptImage | Code::TruncatedImage) => Err(error),
        Err(error) => damaged(job, FailOn::Truncated, error),
    }
}

fn decode(stream: &[u8], page: &Page<'_>, grid: Grid, out: &mut [u8], job: &mut Job) -> Result<()> {
    let format = if page.compression == WEBP { Format::Webp } else { Format::Jpeg };
    let row = format.row();
    if !(row.codec.sniff)(stream) {
        return Err(corrupt(format!("a strip or tile is no {}", row.name)));
    }
    let header = probe(stream, &job.limits)?;
    let rows = out.len() / grid.row.max(1);
    // A strip may hold more rows than the image has left, but nothing of another size.
    let fits = header.format == format
        && header.width >= grid.width
        && header.width <= grid.width.saturating_add(15)
        && header.height as usize >= rows
        && header.height <= grid.height.saturating_add(15);
    if !fits || header.frames != 1 {
        return Err(corrupt(format!("{} × {} in a strip or tile", header.width, header.height)));
    }
    let open = row.codec.open.ok_or_else(|| unsupported(row.name))?;
    let frame = open(stream, &header, &DecodeOptions::default(), job)?.next_frame(job)?;
    let Some(pixels) = frame.map(|frame| frame.pixels) else { return Err(corrupt("no frame in a strip")) };
    job.alloc.release(pixels.bytes());
    let Samples::U8(samples) = &pixels.samples else { return Err(unsupported("deep samples in a strip")) };
    let channels = pixels.layout.channels();
    let opaque = pixels.layout == Layout::Rgb && grid.samples == 4 && page.compression == WEBP;
    if channels != grid.samples && !opaque && !(pixels.layout == Layout::Rgba && grid.samples == 3) {
        return Err(corrupt(format!("{channels} samples in a strip or tile, expected {}", grid.samples)));
    }
    for (to, from) in out.chunks_exact_mut(grid.row).zip(samples.chunks_exact(pixels.stride)) {
        for (to, from) in to.chunks_exact_mut(grid.samples).zip(from.chunks_exact(channels)) {
            for (index, to) in to.iter_mut().enumerate() {
                *to = from.get(index).copied().unwrap_or(255);
            }
        }
    }
    Ok(())
}

/// A whole JPEG of the tables that all chunks share and the chunk's own stream. What the colours are is the page's to say:
/// markers that say it are left out, and Adobe's with the right transform is put in.
fn jpeg(packed: &[u8], tables: &[u8], page: &Page<'_>, grid: Grid) -> Result<Vec<u8>> {
    let mut stream = vec![0xff, 0xd8];
    if grid.samples == 3 {
        // `settle` calls YCbCr what it becomes; the directory still knows.
        let transform = u8::from(page.is_ycbcr() && page.photometric == Photometric::Rgb);
        stream.extend_from_slice(b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0");
        stream.push(transform);
    }
    copy(tables, &mut stream);
    if !packed.starts_with(&[0xff, 0xd8]) {
        return Err(corrupt("a strip or tile is no jpeg"));
    }
    copy(packed, &mut stream);
    Ok(stream)
}

/// Segments up to the first scan, without those of applications; then everything.
fn copy(from: &[u8], to: &mut Vec<u8>) {
    let mut rest = from;
    while let [0xff, marker, tail @ ..] = rest {
        match marker {
            0xff => rest = rest.get(1..).unwrap_or_default(),
            // SOI, EOI.
            0xd8 | 0xd9 => rest = tail,
            0xda => {
                to.extend_from_slice(rest);
                return;
            }
            _ => {
                let length = match tail {
                    [high, low, ..] => 2 + (usize::from(*high) << 8 | usize::from(*low)),
                    _ => rest.len(),
                };
                let (segment, tail) = rest.split_at(length.min(rest.len()));
                if !(0xe0..=0xef).contains(marker) {
                    to.extend_from_slice(segment);
                }
                rest = tail;
            }
        }
    }
    to.extend_from_slice(rest);
}
