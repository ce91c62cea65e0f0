//! Progressive files (T.81 annex G) whose scans are the smallest that are found: of each component the precision that its first
//! scan has and where its band is cut, each tried out with Huffman tables of its own.

#![expect(
    clippy::indexing_slicing,
    reason = "indices are below 64, 256 or the sizes of their planes by the loops they come from"
)]

use super::blocks::Block;
use super::huffman::{Count, Sink, Write};
use crate::codecs::jpeg::metadata::put;
use crate::error::Result;
use crate::job::Job;
use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients};

/// Sixteen zeros.
const ZEROS: u8 = 0xf0;
/// Blocks that a run of ends can count.
const MOST_ENDS: u32 = 0x7fff;
/// Bits that may wait for the end of such a run.
const MOST_WAITING: usize = 937;

/// Bits of precision that a first scan may leave to later ones.
const MOST_LOW: u8 = 3;
/// Where a band may be cut: behind these places of the file's order.
const CUTS: [u8; 5] = [2, 5, 8, 12, 18];

/// A scan: components, band, and the bits of precision before and after it.
#[derive(Clone, Copy, Debug)]
struct Scan<'a> {
    components: &'a [usize],
    first: u8,
    last: u8,
    high: u8,
    low: u8,
}

/// The smallest file of these coefficients that is found.
pub fn smallest(coefficients: &JpegCoefficients, job: &Job) -> Result<Vec<u8>> {
    let all: Vec<usize> = (0..coefficients.components.len()).collect();
    let scan = |scan: Scan<'_>| {
        job.check_cancel()?;
        Ok(scan_bytes(coefficients, scan))
    };
    let constant = |components| Scan { components, first: 0, last: 0, high: 0, low: 0 };
    let together = scan(constant(&all))?;
    let mut alone = Vec::new();
    for number in &all {
        alone.extend(scan(constant(std::slice::from_ref(number)))?);
    }
    let mut out = head(coefficients);
    out.extend(if alone.len() < together.len() { alone } else { together });
    // All first scans come before what refines them, so that a picture is there early.
    let mut refining = Vec::new();
    for number in &all {
        let (first, later) = component(std::slice::from_ref(number), scan)?;
        out.extend(first);
        refining.extend(later);
    }
    out.extend(refining);
    out.extend([0xff, 0xd9]);
    Ok(out)
}

/// The first scans of a component and those that refine them.
fn component<'a>(
    components: &'a [usize],
    scan: impl Fn(Scan<'a>) -> Result<Vec<u8>>,
) -> Result<(Vec<u8>, Vec<u8>)> {
    let band = |first, last, high, low| scan(Scan { components, first, last, high, low });
    let mut low = 0;
    let mut best = (band(1, 63, 0, 0)?, Vec::new());
    let mut refining = Vec::new();
    for next in 1..=MOST_LOW {
        let first = band(1, 63, 0, next)?;
        // From this precision to the one before it; those behind stay as they are.
        let mut later = band(1, 63, next, next - 1)?;
        later.extend(&refining);
        if first.len() + later.len() >= best.0.len() + best.1.len() {
            break;
        }
        refining.clone_from(&later);
        (low, best) = (next, (first, later));
    }
    for cut in CUTS {
        let mut first = band(1, cut, 0, low)?;
        first.extend(band(cut + 1, 63, 0, low)?);
        if first.len() < best.0.len() {
            best.0 = first;
        }
    }
    Ok(best)
}

/// Markers up to the first scan: JFIF, tables of quantisation, and the frame (B.2).
fn head(coefficients: &JpegCoefficients) -> Vec<u8> {
    let mut out = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    for (number, table) in (0u8..).zip(&coefficients.quant_tables) {
        put(&mut out, 0xdb, &[&[number][..], &super::blocks::ZIGZAG.map(|at| table[at] as u8)]);
    }
    let (height, width) = (coefficients.height.to_be_bytes(), coefficients.width.to_be_bytes());
    let mut listed = vec![coefficients.components.len() as u8];
    for component in &coefficients.components {
        let sampling = component.h_sampling << 4 | component.v_sampling;
        listed.extend([component.component_id, sampling, component.quant_table_index]);
    }
    put(&mut out, 0xc2, &[&[8][..], &height, &width, &listed]);
    out
}

/// Its tables, its header and its data.
fn scan_bytes(coefficients: &JpegCoefficients, scan: Scan<'_>) -> Vec<u8> {
    let mut count = Count::default();
    walk(coefficients, scan, &mut count);
    let mut out = Vec::new();
    // Refining constant parts takes bits alone; this search writes these whole.
    let class = if scan.first == 0 { 0 } else { 0x10 };
    let codes = count.codes();
    for (number, code) in (0u8..).zip(&codes) {
        if let Some(code) = code {
            code.marker(class | number, &mut out);
        }
    }
    let mut listed = vec![scan.components.len() as u8];
    for number in scan.components {
        let table = table_of(*number) as u8;
        let tables = if class == 0 { table << 4 } else { table };
        listed.extend([coefficients.components[*number].component_id, tables]);
    }
    put(&mut out, 0xda, &[&listed[..], &[scan.first, scan.last, scan.high << 4 | scan.low]]);
    let mut write = Write::new(&codes, out);
    walk(coefficients, scan, &mut write);
    write.finish()
}

/// Luma has a table of its own, colours share theirs.
const fn table_of(component: usize) -> usize {
    if component == 0 { 0 } else { 1 }
}

/// Gives a scan's symbols and bits to `sink`.
fn walk(coefficients: &JpegCoefficients, scan: Scan<'_>, sink: &mut impl Sink) {
    if scan.first == 0 {
        constants(coefficients, scan, sink);
        return;
    }
    for number in scan.components {
        let component = &coefficients.components[*number];
        let (across, down) = covered(coefficients, component);
        let mut ends = Ends { table: table_of(*number), count: 0, waiting: Vec::new() };
        for row in component.blocks.chunks_exact(component.blocks_x).take(down) {
            for block in &row[..across] {
                if scan.high == 0 {
                    first(block, scan, &mut ends, sink);
                } else {
                    refined(block, scan, &mut ends, sink);
                }
            }
        }
        ends.put(sink);
    }
}

/// Blocks across and down that a scan of one component has: without those that fill the last units (A.2.2).
fn covered(coefficients: &JpegCoefficients, component: &ComponentCoefficients) -> (usize, usize) {
    let most = |factor: fn(&ComponentCoefficients) -> u8| {
        coefficients.components.iter().map(factor).max().map_or(1, usize::from)
    };
    let side =
        |len: u16, factor: u8, most: usize| (usize::from(len) * usize::from(factor)).div_ceil(most * 8);
    (
        side(coefficients.width, component.h_sampling, most(|each| each.h_sampling)),
        side(coefficients.height, component.v_sampling, most(|each| each.v_sampling)),
    )
}

/// Constant parts, as differences from the one before (G.1.2.1); of several components unit by unit (A.2.3).
fn constants(coefficients: &JpegCoefficients, scan: Scan<'_>, sink: &mut impl Sink) {
    let mut before = vec![0; coefficients.components.len()];
    let mut put = |number: usize, block: &Block, sink: &mut dyn Sink| {
        let value = i32::from(block[0]) >> scan.low;
        let difference = value - before[number];
        before[number] = value;
        let size = size_of(difference.unsigned_abs());
        sink.symbol(table_of(number), size);
        sink.bits(bits_of(difference, size), size);
    };
    if let [number] = scan.components {
        let component = &coefficients.components[*number];
        let (across, down) = covered(coefficients, component);
        for row in component.blocks.chunks_exact(component.blocks_x).take(down) {
            row[..across].iter().for_each(|block| put(*number, block, sink));
        }
        return;
    }
    let first = &coefficients.components[0];
    let units =
        (first.blocks_x / usize::from(first.h_sampling), first.blocks_y / usize::from(first.v_sampling));
    for (y, x) in (0..units.1).flat_map(|y| (0..units.0).map(move |x| (y, x))) {
        for number in scan.components {
            let component = &coefficients.components[*number];
            let (wide, high) = (usize::from(component.h_sampling), usize::from(component.v_sampling));
            for (row, column) in (0..high).flat_map(|row| (0..wide).map(move |column| (row, column))) {
                let at = (y * high + row) * component.blocks_x + x * wide + column;
                put(*number, &component.blocks[at], sink);
            }
        }
    }
}

/// Blocks that have ended without a symbol of their own, and bits that come behind the one that they share (G.1.2.2, G.1.2.3).
struct Ends {
    table: usize,
    count: u32,
    waiting: Vec<bool>,
}

impl Ends {
    fn put(&mut self, sink: &mut impl Sink) {
        if self.count > 0 {
            let size = size_of(self.count) - 1;
            sink.symbol(self.table, size << 4);
            sink.bits(self.count & ((1 << size) - 1), size);
            self.count = 0;
        }
        self.waiting.drain(..).for_each(|bit| sink.bits(u32::from(bit), 1));
    }

    fn add(&mut self, bits: &mut Vec<bool>, sink: &mut impl Sink) {
        self.count += 1;
        self.waiting.append(bits);
        if self.count == MOST_ENDS || self.waiting.len() > MOST_WAITING {
            self.put(sink);
        }
    }
}

fn first(block: &Block, scan: Scan<'_>, ends: &mut Ends, sink: &mut impl Sink) {
    let mut run = 0u8;
    for coefficient in &block[usize::from(scan.first)..=usize::from(scan.last)] {
        let size_only = u32::from(coefficient.unsigned_abs()) >> scan.low;
        if size_only == 0 {
            run += 1;
            continue;
        }
        ends.put(sink);
        while run > 15 {
            sink.symbol(ends.table, ZEROS);
            run -= 16;
        }
        let size = size_of(size_only);
        let signed = if *coefficient < 0 { -(size_only as i32) } else { size_only as i32 };
        sink.symbol(ends.table, run << 4 | size);
        sink.bits(bits_of(signed, size), size);
        run = 0;
    }
    if run > 0 {
        ends.add(&mut Vec::new(), sink);
    }
}

/// One more bit of what is not zero by now, and what becomes one with it.
fn refined(block: &Block, scan: Scan<'_>, ends: &mut Ends, sink: &mut impl Sink) {
    let band = &block[usize::from(scan.first)..=usize::from(scan.last)];
    let size = |coefficient: i16| u32::from(coefficient.unsigned_abs()) >> scan.low;
    let newest = band.iter().rposition(|coefficient| size(*coefficient) == 1);
    let (mut run, mut bits) = (0u8, Vec::new());
    for (at, coefficient) in band.iter().enumerate() {
        let value = size(*coefficient);
        if value == 0 {
            run += 1;
            continue;
        }
        // Behind the last new one zeros are a part of the end.
        while run > 15 && newest.is_some_and(|newest| at <= newest) {
            ends.put(sink);
            sink.symbol(ends.table, ZEROS);
            run -= 16;
            bits.drain(..).for_each(|bit: bool| sink.bits(u32::from(bit), 1));
        }
        if value > 1 {
            bits.push(value & 1 == 1);
            continue;
        }
        ends.put(sink);
        sink.symbol(ends.table, run << 4 | 1);
        sink.bits(u32::from(*coefficient >= 0), 1);
        bits.drain(..).for_each(|bit| sink.bits(u32::from(bit), 1));
        run = 0;
    }
    if run > 0 || !bits.is_empty() {
        ends.add(&mut bits, sink);
    }
}

/// Bits that a number has.
const fn size_of(value: u32) -> u8 {
    (32 - value.leading_zeros()) as u8
}

/// The bits of a number behind its size (F.1.2.1): of a negative one those of one less.
const fn bits_of(value: i32, size: u8) -> u32 {
    let bits = if value < 0 { value - 1 } else { value };
    bits as u32 & ((1 << size) - 1)
}
