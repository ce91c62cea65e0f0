//! A second reader of sequential Huffman files (T.81 annexes A, B and F), to coefficients: for those whose scans or sampling
//! the decoder's crate does not put together. Codes that are none are taken as libjpeg takes them.

#![expect(clippy::indexing_slicing, reason = "indices are bounded where the frame and its tables are read")]

use super::super::probe;
use super::blocks::{self, Block};
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use crate::job::Job;

/// More than samples of 8 bits can give; larger ones are damage, and shown as these.
const MOST_DC: i32 = 2_047;
const MOST_AC: i32 = 1_023;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// A code that is none.
    Code,
    /// The data of a scan end early, or a component has no scan.
    Cut,
}

/// A file's coefficients.
#[derive(Default)]
pub struct Coded {
    pub width: u16,
    pub height: u16,
    pub components: Vec<Component>,
    /// In the order of the file.
    pub quantisers: [Option<[u16; 64]>; 4],
    pub jfif: bool,
    /// The transform that Adobe's marker names.
    pub adobe: Option<u8>,
    pub damage: Option<Damage>,
}

pub struct Component {
    pub id: u8,
    pub horizontal: usize,
    pub vertical: usize,
    pub quantiser: usize,
    pub blocks_x: usize,
    pub blocks_y: usize,
    /// Samples that are shown; what a scan of this component alone has blocks for.
    pub width: usize,
    pub height: usize,
    /// Row by row, each in the order of the file.
    pub blocks: Vec<Block>,
    seen: bool,
}

impl Coded {
    /// Bytes that the coefficients take.
    pub fn held(&self) -> u64 {
        self.components.iter().map(|component| size_of_val(component.blocks.as_slice()) as u64).sum()
    }

    pub fn release(&self, job: &mut Job) {
        job.alloc.release(self.held());
    }

    /// `None` where it is no sequential Huffman file of 8 bits, or breaks a rule that leaves nothing to show.
    pub fn read(bytes: &[u8], job: &mut Job) -> Result<Option<Self>> {
        let mut state = State::default();
        let outcome = state.walk(bytes, job);
        let mut coded = state.coded;
        if let Ok(true) = outcome
            && !coded.components.is_empty()
        {
            if coded.components.iter().any(|component| !component.seen) {
                coded.damage = Some(Damage::Cut);
            }
            return Ok(Some(coded));
        }
        coded.release(job);
        outcome.map(|_| None)
    }
}

#[derive(Default)]
struct State {
    coded: Coded,
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    restart: usize,
}

impl State {
    /// False where the file is not for this reader.
    fn walk(&mut self, bytes: &[u8], job: &mut Job) -> Result<bool> {
        let mut reader = Reader::new(bytes);
        let mut scans = 0;
        while let Some(marker) = probe::marker(&mut reader) {
            if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8) {
                continue;
            }
            if marker == 0xd9 {
                return Ok(true);
            }
            let Some(data) = probe::segment(&mut reader) else { break };
            let understood = match marker {
                0xda => {
                    scans += 1;
                    if scans > job.limits.scans {
                        let limit = job.limits.scans;
                        return Err(
                            Error::limit(Code::ScanLimit, scans, limit, "limits.scans").format("jpeg")
                        );
                    }
                    let rest = bytes.get(reader.position()..).unwrap_or_default();
                    match self.scan(data, rest, job)? {
                        Some(used) => {
                            reader.take(used);
                            true
                        }
                        None => false,
                    }
                }
                0xc0 | 0xc1 if self.coded.components.is_empty() => self.frame(data, job)?.is_some(),
                0xc4 => self.huffman(data).is_some(),
                0xc0..=0xcf => false,
                0xdb => self.quantiser(data).is_some(),
                0xdd => Reader::new(data).u16_be().map(|every| self.restart = usize::from(every)).is_some(),
                0xe0 => {
                    self.coded.jfif |= data.starts_with(b"JFIF\0");
                    true
                }
                0xee => {
                    let adobe = data.strip_prefix(b"Adobe").and_then(|rest| rest.get(6));
                    self.coded.adobe = adobe.copied().or(self.coded.adobe);
                    true
                }
                _ => true,
            };
            if !understood {
                return Ok(false);
            }
        }
        self.coded.damage = Some(Damage::Cut);
        Ok(true)
    }

    fn frame(&mut self, data: &[u8], job: &mut Job) -> Result<Option<()>> {
        let Some((width, height, found)) = header(data) else { return Ok(None) };
        (self.coded.width, self.coded.height) = (width, height);
        let most =
            |factor: fn(&(u8, usize, usize, usize)) -> usize| found.iter().map(factor).max().unwrap_or(1);
        let (across, down) = (most(|c| c.1), most(|c| c.2));
        let (width, height) = (usize::from(width), usize::from(height));
        let units = (width.div_ceil(8 * across), height.div_ceil(8 * down));
        for (id, horizontal, vertical, quantiser) in found {
            let (blocks_x, blocks_y) = (units.0 * horizontal, units.1 * vertical);
            let blocks = blocks::zeroed(blocks_x * blocks_y, job)?;
            let (width, height) = ((width * horizontal).div_ceil(across), (height * vertical).div_ceil(down));
            self.coded.components.push(Component {
                id,
                horizontal,
                vertical,
                quantiser,
                blocks_x,
                blocks_y,
                width,
                height,
                blocks,
                seen: false,
            });
        }
        Ok(Some(()))
    }

    fn quantiser(&mut self, data: &[u8]) -> Option<()> {
        let mut reader = Reader::new(data);
        while let Some(head) = reader.u8() {
            let mut table = [0; 64];
            for value in &mut table {
                *value = if head >> 4 == 0 { u16::from(reader.u8()?) } else { reader.u16_be()? };
            }
            // A component keeps what its number means at its scan; files that use a number twice are none of ours.
            let slot = self.coded.quantisers.get_mut(usize::from(head & 15))?;
            if slot.is_some_and(|before| before != table) {
                return None;
            }
            *slot = Some(table);
        }
        Some(())
    }

    fn huffman(&mut self, data: &[u8]) -> Option<()> {
        let mut reader = Reader::new(data);
        while let Some(head) = reader.u8() {
            let counts: [u8; 16] = reader.array()?;
            let total = counts.iter().map(|count| usize::from(*count)).sum();
            let table = Huffman::new(&counts, reader.take(total)?)?;
            let class = if head >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            *class.get_mut(usize::from(head & 15))? = Some(table);
        }
        Some(())
    }

    /// Bytes used of the scan's data; `None` for a scan that is not understood.
    fn scan(&mut self, header: &[u8], data: &[u8], job: &mut Job) -> Result<Option<usize>> {
        let Some(parts) = parts(header, &self.coded.components) else { return Ok(None) };
        let mut bits = Bits::new(data);
        let alone = parts.len() == 1;
        let units = match parts.first().and_then(|part| self.coded.components.get(part.component)) {
            Some(first) if alone => (first.width.div_ceil(8), first.height.div_ceil(8)),
            Some(first) => (first.blocks_x / first.horizontal, first.blocks_y / first.vertical),
            None => return Ok(None),
        };
        let mut before = [0i32; 4];
        let mut until_restart = self.restart;
        for part in &parts {
            self.coded.components[part.component].seen = true;
        }
        'units: for y in 0..units.1 {
            job.check_cancel()?;
            for x in 0..units.0 {
                if self.restart > 0 {
                    if until_restart == 0 {
                        if !bits.restart() {
                            break 'units;
                        }
                        (before, until_restart) = ([0; 4], self.restart);
                    }
                    until_restart -= 1;
                }
                for (part, before) in parts.iter().zip(&mut before) {
                    let (Some(dc), Some(ac)) = (&self.dc[part.dc], &self.ac[part.ac]) else {
                        return Ok(None);
                    };
                    let component = &mut self.coded.components[part.component];
                    let (wide, high) =
                        if alone { (1, 1) } else { (component.horizontal, component.vertical) };
                    for (down, across) in
                        (0..high).flat_map(|down| (0..wide).map(move |across| (down, across)))
                    {
                        let at = (y * high + down) * component.blocks_x + x * wide + across;
                        bits.block(dc, ac, before, &mut component.blocks[at]);
                    }
                }
                if bits.short {
                    break 'units;
                }
            }
        }
        self.coded.damage = self.coded.damage.max(bits.damage());
        Ok(Some(bits.used()))
    }
}

/// Width, height, and each component's number, factors and quantiser.
type Header = (u16, u16, Vec<(u8, usize, usize, usize)>);

fn header(data: &[u8]) -> Option<Header> {
    let mut reader = Reader::new(data);
    let (bits, height, width, count) = (reader.u8()?, reader.u16_be()?, reader.u16_be()?, reader.u8()?);
    if bits != 8 || width == 0 || height == 0 || !(1..=4).contains(&count) {
        return None;
    }
    let mut found = Vec::new();
    for _ in 0..count {
        let [id, factors, quantiser] = reader.array()?;
        let (horizontal, vertical) = (usize::from(factors >> 4), usize::from(factors & 15));
        if !(1..=4).contains(&horizontal) || !(1..=4).contains(&vertical) || quantiser > 3 {
            return None;
        }
        found.push((id, horizontal, vertical, usize::from(quantiser)));
    }
    Some((width, height, found))
}

/// A component's part in a scan.
struct Part {
    component: usize,
    dc: usize,
    ac: usize,
}

fn parts(header: &[u8], components: &[Component]) -> Option<Vec<Part>> {
    let mut reader = Reader::new(header);
    let mut parts: Vec<Part> = Vec::new();
    for _ in 0..reader.u8()? {
        let [id, tables] = reader.array()?;
        let component = components.iter().position(|component| component.id == id)?;
        let (dc, ac) = (usize::from(tables >> 4), usize::from(tables & 15));
        if dc > 3 || ac > 3 || parts.iter().any(|part| part.component == component) {
            return None;
        }
        parts.push(Part { component, dc, ac });
    }
    // All coefficients at once, at their full precision: else it is no sequential scan.
    (reader.array()? == [0, 63, 0] && !parts.is_empty()).then_some(parts)
}

/// Codes by their lengths (T.81 annex C and F.2.2.3).
struct Huffman {
    /// The first code of each length, one past the last, and where its values start.
    lengths: [(u32, u32, usize); 16],
    values: Vec<u8>,
}

impl Huffman {
    /// `None` where there are more codes than their lengths have room for.
    fn new(counts: &[u8; 16], values: &[u8]) -> Option<Self> {
        let mut lengths = [(0, 0, 0); 16];
        let (mut code, mut start) = (0u32, 0);
        for (index, (length, count)) in lengths.iter_mut().zip(counts).enumerate() {
            *length = (code, code + u32::from(*count), start);
            code += u32::from(*count);
            start += usize::from(*count);
            if code > 2 << index {
                return None;
            }
            code <<= 1;
        }
        Some(Self { lengths, values: values.to_vec() })
    }
}

/// Bits of a scan up to its next marker.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    held: u32,
    count: u32,
    /// Zeros were read past the end.
    short: bool,
    bad: bool,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, held: 0, count: 0, short: false, bad: false }
    }

    fn damage(&self) -> Option<Damage> {
        if self.short { Some(Damage::Cut) } else { self.bad.then_some(Damage::Code) }
    }

    fn bits(&mut self, count: u32) -> u32 {
        while self.count < count {
            let byte = match self.data.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                // A marker, or the end of all.
                Some([0xff, ..] | []) | None => {
                    self.short = true;
                    0
                }
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held = self.held << 8 | u32::from(byte);
            self.count += 8;
        }
        self.count -= count;
        self.held >> self.count & ((1 << count) - 1)
    }

    fn value(&mut self, table: &Huffman) -> u8 {
        let mut code = 0;
        for (first, end, start) in &table.lengths {
            code = code << 1 | self.bits(1);
            if code < *end {
                return table.values[start + (code - first) as usize];
            }
        }
        self.bad = true;
        0
    }

    /// A number of `size` bits (T.81 F.2.2.1).
    fn number(&mut self, size: u32) -> i32 {
        let bits = self.bits(size) as i32;
        if size > 0 && bits < 1 << (size - 1) { bits - (1 << size) + 1 } else { bits }
    }

    fn block(&mut self, dc: &Huffman, ac: &Huffman, before: &mut i32, block: &mut Block) {
        *block = [0; 64];
        let size = u32::from(self.value(dc)).min(16);
        *before = before.saturating_add(self.number(size));
        block[0] = (*before).clamp(-MOST_DC, MOST_DC) as i16;
        let mut at = 1;
        while at < 64 && !self.short {
            let symbol = self.value(ac);
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 && run < 15 {
                break;
            }
            at += run;
            if size > 0 {
                // What runs past the end is the last, as it is for libjpeg.
                block[at.min(63)] = self.number(size).clamp(-MOST_AC, MOST_AC) as i16;
            }
            at += 1;
        }
    }

    /// Goes on behind the next restart marker; false where there is another marker or none.
    fn restart(&mut self) -> bool {
        (self.held, self.count) = (0, 0);
        while let Some(rest) = self.data.get(self.at..) {
            match rest {
                [0xff, 0xd0..=0xd7, ..] => {
                    self.at += 2;
                    return true;
                }
                [0xff, 0 | 0xff, ..] => self.at += 1,
                [0xff, ..] | [] => break,
                _ => self.at += 1,
            }
        }
        self.short = true;
        false
    }

    /// Bytes up to the marker that ends the scan.
    fn used(&self) -> usize {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let end = rest
            .windows(2)
            .position(|pair| matches!(pair, [0xff, marker] if !matches!(marker, 0 | 0xd0..=0xd7 | 0xff)));
        self.at + end.unwrap_or(rest.len())
    }
}
