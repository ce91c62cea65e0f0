//! Differences of neighbours, undone (TIFF 6.0 section 14, Adobe Photoshop TIFF Technical Note 3), in the file's byte order.

use super::super::super::page::{Numbers, Page};
use super::chunk::Grid;
use super::compression::{DEFLATE, DEFLATE_OLD, LZW, ZSTD};
use super::unsupported;
use crate::error::Result;

/// Only these compressions look at the field, as in libtiff.
fn applies(page: &Page<'_>) -> bool {
    page.predictor != 1 && matches!(page.compression, LZW | DEFLATE | DEFLATE_OLD | ZSTD)
}

pub fn check(page: &Page<'_>) -> Result<()> {
    let known = match page.predictor {
        2 => matches!(page.bits, 8 | 16 | 32 | 64),
        3 => page.numbers == Numbers::Float,
        _ => false,
    };
    if applies(page) && !known {
        let found = format!("predictor {} of {} bit samples", page.predictor, page.bits);
        return Err(unsupported(found));
    }
    Ok(())
}

pub fn undo(page: &Page<'_>, grid: Grid, chunk: &mut [u8]) {
    if !applies(page) || grid.row == 0 {
        return;
    }
    let little = page.directory.order.little;
    let mut row_bytes = Vec::new();
    for row in chunk.chunks_exact_mut(grid.row) {
        match (page.predictor, page.bits) {
            (2, 8) => add_bytes(row, grid.samples),
            (2, 16) if little => add::<2>(row, grid.samples, add_low_first),
            (2, 16) => add::<2>(row, grid.samples, add_high_first),
            (2, 32) if little => add::<4>(row, grid.samples, add_low_first),
            (2, 32) => add::<4>(row, grid.samples, add_high_first),
            (2, _) if little => add::<8>(row, grid.samples, add_low_first),
            (2, _) => add::<8>(row, grid.samples, add_high_first),
            _ => float(row, grid.samples, (page.bits / 8) as usize, little, &mut row_bytes),
        }
    }
}

fn add_bytes(row: &mut [u8], samples: usize) {
    add::<1>(row, samples, |[left], [here]| [left.wrapping_add(here)]);
}

/// Each number becomes its sum with the same sample of the pixel to the left.
fn add<const N: usize>(row: &mut [u8], samples: usize, sum: fn([u8; N], [u8; N]) -> [u8; N]) {
    let (values, _) = row.as_chunks_mut::<N>();
    for at in samples..values.len() {
        if let (Some(left), Some(here)) = (values.get(at - samples).copied(), values.get_mut(at)) {
            *here = sum(left, *here);
        }
    }
}

fn add_low_first<const N: usize>(left: [u8; N], here: [u8; N]) -> [u8; N] {
    let mut carry = 0;
    let mut sum = here;
    for (sum, left) in sum.iter_mut().zip(left) {
        let wide = u16::from(*sum) + u16::from(left) + carry;
        *sum = wide as u8;
        carry = wide >> 8;
    }
    sum
}

fn add_high_first<const N: usize>(mut left: [u8; N], mut here: [u8; N]) -> [u8; N] {
    left.reverse();
    here.reverse();
    let mut sum = add_low_first(left, here);
    sum.reverse();
    sum
}

/// The bytes of a row's numbers lie apart, all highest ones first; their differences are of bytes.
fn float(row: &mut [u8], samples: usize, size: usize, little: bool, spare: &mut Vec<u8>) {
    add_bytes(row, samples);
    spare.clear();
    spare.extend_from_slice(row);
    let count = row.len() / size.max(1);
    for (index, value) in row.chunks_exact_mut(size.max(1)).enumerate() {
        for (place, byte) in value.iter_mut().enumerate() {
            let plane = if little { size - 1 - place } else { place };
            *byte = spare.get(plane * count + index).copied().unwrap_or(0);
        }
    }
}
