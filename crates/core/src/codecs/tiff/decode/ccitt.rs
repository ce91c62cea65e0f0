//! Fax (ITU-T T.4 and T.6, TIFF 6.0 section 10 and 11): black and white by runs, of one row or against the row before.

use super::super::super::page::Page;
use super::ccitt_codes::{LONGEST, Runs};
use super::compression::{CCITT_RLE, CCITT_RLE_WORDS, CCITT_T4, CCITT_T6};
use super::{corrupt, damaged};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};

/// `T4Options`: bit 0 says that rows may be coded against the one before.
const T4_OPTIONS: u16 = 292;
/// Zeros before the one of an end of line.
const EOL_ZEROS: u32 = 11;

pub struct Tables {
    white: Runs,
    black: Runs,
}

impl Tables {
    pub fn new() -> Self {
        Self { white: Runs::white(), black: Runs::black() }
    }
}

/// Bits from the highest on; zeros behind the end, which are no code.
struct Bits<'a> {
    bytes: &'a [u8],
    /// The next bit.
    at: usize,
}

impl Bits<'_> {
    fn peek(&self, count: u32) -> u32 {
        let first = self.at / 8;
        let word = (0..4).fold(0u32, |word, index| {
            word << 8 | u32::from(self.bytes.get(first + index).copied().unwrap_or(0))
        });
        (word << (self.at % 8)) >> (32 - count)
    }

    fn skip(&mut self, count: u32) {
        self.at += count as usize;
    }

    fn is_done(&self) -> bool {
        self.at >= self.bytes.len() * 8
    }

    fn align(&mut self, bits: usize) {
        self.at = self.at.next_multiple_of(bits);
    }
}

/// Why a row ended before its width.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// An end of line or of the image.
    Eol,
    Damage,
}

/// One row as the places where its colour changes, the first from white to black.
type Changes = Vec<u32>;

pub fn expand(
    packed: &[u8],
    page: &Page<'_>,
    (width, rows): (u32, u32),
    tables: &Tables,
    out: &mut [u8],
    job: &mut Job,
) -> Result<()> {
    let mut bits = Bits { bytes: packed, at: 0 };
    let row_bytes = width.div_ceil(8) as usize;
    // Both rows may change at every pixel.
    let held = u64::from(width) * 8;
    job.alloc.reserve(held)?;
    let (mut before, mut row): (Changes, Changes) = (Vec::new(), Vec::new());
    let two_dimensional =
        page.compression == CCITT_T4 && page.directory.value(T4_OPTIONS).unwrap_or(0) & 1 == 1;
    let mut lines = out.chunks_exact_mut(row_bytes.max(1)).take(rows as usize);
    let mut done = 0;
    let mut broken = false;
    for line in &mut lines {
        if bits.is_done() {
            break;
        }
        row.clear();
        let result = match page.compression {
            CCITT_T4 => {
                let marked = sync(&mut bits);
                if bits.is_done() {
                    break;
                }
                let alone = !two_dimensional || (marked && bits.peek(1) == 1);
                bits.skip(u32::from(two_dimensional && marked));
                if alone {
                    one(&mut bits, width, tables, &mut row)
                } else {
                    two(&mut bits, width, tables, &before, &mut row)
                }
            }
            CCITT_T6 => two(&mut bits, width, tables, &before, &mut row),
            _ => one(&mut bits, width, tables, &mut row),
        };
        match page.compression {
            CCITT_RLE => bits.align(8),
            CCITT_RLE_WORDS => bits.align(16),
            _ => {}
        }
        if let Err(stop) = result {
            broken = true;
            // Rows of T.6 stand on each other: nothing can be found behind a bad one.
            if page.compression == CCITT_T6 {
                if stop == Stop::Damage {
                    draw(&row, width, line);
                }
                break;
            }
        }
        draw(&row, width, line);
        std::mem::swap(&mut before, &mut row);
        done += 1;
    }
    job.alloc.release(held);
    if done == 0 || (done < rows && !broken) {
        let error = Error::new(Code::TruncatedImage).format("tiff");
        return damaged(job, FailOn::Truncated, error.reason("a fax ends early"));
    }
    // A line may be lost in the transmission: the picture is shown, as every fax does.
    if broken { damaged(job, FailOn::Error, corrupt("a code of a fax")) } else { Ok(()) }
}

/// Passes over everything up to and with the next end of line, if there is one; otherwise nothing.
fn sync(bits: &mut Bits<'_>) -> bool {
    let start = bits.at;
    while bits.peek(EOL_ZEROS) != 0 && !bits.is_done() {
        bits.skip(1);
    }
    while !bits.is_done() && bits.peek(1) == 0 {
        bits.skip(1);
    }
    if bits.is_done() {
        // The last row, without an end of line before it; padding alone is no row.
        let rest = Bits { bytes: bits.bytes, at: start };
        if start == 0 && !rest.is_done() {
            bits.at = start;
        }
        return false;
    }
    bits.skip(1);
    true
}

/// The run of one colour; makeup codes first.
fn run(bits: &mut Bits<'_>, runs: &Runs, width: u32) -> std::result::Result<u32, Stop> {
    let mut total = 0u32;
    loop {
        let Some((length, code)) = runs.find(bits.peek(LONGEST)) else {
            let eol = bits.peek(EOL_ZEROS) == 0;
            return Err(if eol { Stop::Eol } else { Stop::Damage });
        };
        bits.skip(code);
        total = total.saturating_add(length);
        if length < 64 {
            return Ok(total);
        }
        if total > width {
            return Err(Stop::Damage);
        }
    }
}

/// A row by itself.
fn one(bits: &mut Bits<'_>, width: u32, tables: &Tables, row: &mut Changes) -> std::result::Result<(), Stop> {
    let (mut at, mut black) = (0u32, false);
    while at < width {
        let length = run(bits, if black { &tables.black } else { &tables.white }, width)?;
        at = at.saturating_add(length);
        black = !black;
        push(row, at, width)?;
    }
    Ok(())
}

/// A change of colour; no more of them than a row can have, each possibly of no length.
fn push(row: &mut Changes, at: u32, width: u32) -> std::result::Result<(), Stop> {
    if at > width || row.len() > width as usize + 1 {
        return Err(Stop::Damage);
    }
    row.push(at);
    Ok(())
}

/// A row against the one before it (T.4 section 4.2).
fn two(
    bits: &mut Bits<'_>,
    width: u32,
    tables: &Tables,
    before: &[u32],
    row: &mut Changes,
) -> std::result::Result<(), Stop> {
    let (mut at, mut black, mut begun) = (0u32, false, false);
    // Where in `before` the next change to the other colour is looked for.
    let mut near = 0usize;
    let change = |index: usize| before.get(index).copied().unwrap_or(width);
    while at < width {
        // b1: the first change behind `at` that is to the colour opposite to this one; its parity says so.
        let parity = usize::from(black);
        near = near & !1 | parity;
        while near >= 2 && change(near - 2) > at {
            near -= 2;
        }
        while change(near) < width && (change(near) < at || change(near) == at && begun) {
            near += 2;
        }
        let (b1, b2) = (change(near), change(near + 1));
        let code = bits.peek(7);
        let (length, offset) = match code {
            0b100_0000.. => (1, 0i64),
            0b011_0000.. => (3, 1),
            0b010_0000.. => (3, -1),
            0b001_0000.. => {
                bits.skip(3);
                let colours =
                    if black { [&tables.black, &tables.white] } else { [&tables.white, &tables.black] };
                for runs in colours {
                    at = at.saturating_add(run(bits, runs, width)?);
                    push(row, at, width)?;
                }
                begun = true;
                continue;
            }
            // Pass: this colour goes on under b2.
            0b000_1000.. => {
                bits.skip(4);
                at = b2;
                begun = true;
                continue;
            }
            0b000_0110.. => (6, 2),
            0b000_0100.. => (6, -2),
            0b000_0011 => (7, 3),
            0b000_0010 => (7, -3),
            _ if bits.peek(EOL_ZEROS) == 0 => return Err(Stop::Eol),
            // The extension without compression is not known to be written by anyone.
            _ => return Err(Stop::Damage),
        };
        bits.skip(length);
        let to = u32::try_from(i64::from(b1) + offset).map_err(|_| Stop::Damage)?;
        if to < at {
            return Err(Stop::Damage);
        }
        at = to;
        push(row, at, width)?;
        black = !black;
        begun = true;
    }
    Ok(())
}

/// Black is 1: fax is white on zero.
fn draw(row: &[u32], width: u32, line: &mut [u8]) {
    for pair in row.chunks(2) {
        let [from, rest @ ..] = pair else { break };
        let to = rest.first().copied().unwrap_or(width);
        fill(line, *from as usize, to.min(width) as usize);
    }
}

fn fill(line: &mut [u8], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let (first, last) = (from / 8, (to - 1) / 8);
    let head = 0xffu8 >> (from % 8);
    let tail = 0xffu8 << (7 - (to - 1) % 8);
    for (index, byte) in line.iter_mut().enumerate().take(last + 1).skip(first) {
        let mut mask = 0xff;
        if index == first {
            mask &= head;
        }
        if index == last {
            mask &= tail;
        }
        *byte |= mask;
    }
}
