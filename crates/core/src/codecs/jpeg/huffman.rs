//! Huffman codes made for what they code (T.81 annex K.2), and bits as scans have them.

#![expect(clippy::indexing_slicing, reason = "symbols are below 257 and lengths below 33")]

use crate::codecs::jpeg::metadata::put;

/// Takes what a scan is made of.
pub trait Sink {
    fn symbol(&mut self, table: usize, symbol: u8);
    /// The lowest `len` bits.
    fn bits(&mut self, bits: u32, len: u8);
}

/// How often each symbol of two tables occurs.
pub struct Count([[u32; 256]; 2]);

impl Default for Count {
    fn default() -> Self {
        Self([[0; 256]; 2])
    }
}

impl Sink for Count {
    fn symbol(&mut self, table: usize, symbol: u8) {
        self.0[table][usize::from(symbol)] += 1;
    }

    fn bits(&mut self, _bits: u32, _len: u8) {}
}

impl Count {
    /// The codes of the tables that are used.
    pub fn codes(&self) -> [Option<Code>; 2] {
        self.0.each_ref().map(|counts| counts.iter().any(|count| *count > 0).then(|| Code::of(counts)))
    }
}

/// Codes by symbol, and what their marker says of them.
pub struct Code {
    /// Code and length.
    codes: [(u16, u8); 256],
    /// How many symbols have each length from 1 to 16, and the symbols in the order of their codes.
    lengths: [u8; 16],
    symbols: Vec<u8>,
}

impl Code {
    fn of(counts: &[u32; 256]) -> Self {
        let (by_length, symbols) = ordered(&lengths(counts));
        let mut codes = [(0, 0); 256];
        let (mut code, mut next) = (0u16, symbols.iter());
        for (length, count) in (1u8..).zip(by_length) {
            for symbol in next.by_ref().take(usize::from(count)) {
                codes[usize::from(*symbol)] = (code, length);
                code = code.wrapping_add(1);
            }
            code = code.wrapping_shl(1);
        }
        Self { codes, lengths: by_length, symbols }
    }

    /// DHT (B.2.4.2).
    pub fn marker(&self, id: u8, out: &mut Vec<u8>) {
        put(out, 0xc4, &[&[id][..], &self.lengths, &self.symbols]);
    }
}

/// The place of the symbol that no one has: it keeps the code of ones alone from being given.
const NONE: usize = 256;

/// Lengths by symbol (figure K.1): the two rarest become one, until one is left.
fn lengths(counts: &[u32; 256]) -> [u8; 257] {
    let mut weights = [0u64; 257];
    weights.iter_mut().zip(counts).for_each(|(weight, count)| *weight = u64::from(*count));
    weights[NONE] = 1;
    let mut lengths = [0u8; 257];
    // Symbols that became one with another: the next of each.
    let mut others = [None; 257];
    // Of equal ones the last, so that the reserved one comes first.
    let rarest = |weights: &[u64; 257], but: Option<usize>| {
        let there = (0..257).filter(|at| weights[*at] > 0 && Some(*at) != but);
        there.rev().min_by_key(|at| weights[*at])
    };
    while let Some(first) = rarest(&weights, None) {
        let Some(second) = rarest(&weights, Some(first)) else { break };
        weights[second] += weights[first];
        weights[first] = 0;
        let mut at = second;
        loop {
            lengths[at] += 1;
            let Some(next) = others[at] else { break };
            at = next;
        }
        others[at] = Some(first);
        let mut at = Some(first);
        while let Some(symbol) = at {
            lengths[symbol] += 1;
            at = others[symbol];
        }
    }
    lengths
}

/// How many symbols have each length, none over 16 (figures K.2 and K.3), and the symbols in order.
fn ordered(lengths: &[u8; 257]) -> ([u8; 16], Vec<u8>) {
    let mut counts = [0usize; 64];
    lengths.iter().filter(|length| **length > 0).for_each(|length| counts[usize::from(*length)] += 1);
    for long in (17..64).rev() {
        while counts[long] > 0 {
            // A pair gives its place to one of a shorter code, which goes down with another.
            let Some(shorter) = (1..long - 1).rev().find(|at| counts[*at] > 0) else { break };
            counts[long] -= 2;
            counts[long - 1] += 1;
            counts[shorter + 1] += 2;
            counts[shorter] -= 1;
        }
    }
    // The reserved one has the longest code.
    if let Some(longest) = (1..17).rev().find(|at| counts[*at] > 0) {
        counts[longest] -= 1;
    }
    let mut symbols: Vec<usize> = (0..NONE).filter(|symbol| lengths[*symbol] > 0).collect();
    symbols.sort_by_key(|symbol| lengths[*symbol]);
    let mut by_length = [0; 16];
    by_length.iter_mut().zip(&counts[1..]).for_each(|(to, count)| *to = *count as u8);
    (by_length, symbols.into_iter().map(|symbol| symbol as u8).collect())
}

/// Codes and bits behind what was written before.
pub struct Write<'a> {
    codes: &'a [Option<Code>; 2],
    out: Vec<u8>,
    /// The last bits, from the lowest.
    held: u64,
    len: u8,
}

impl<'a> Write<'a> {
    pub fn new(codes: &'a [Option<Code>; 2], out: Vec<u8>) -> Self {
        Self { codes, out, held: 0, len: 0 }
    }

    /// The last byte is filled with ones (F.1.2.3).
    pub fn finish(mut self) -> Vec<u8> {
        let missing = (8 - self.len % 8) % 8;
        self.bits((1 << missing) - 1, missing);
        self.out
    }
}

impl Sink for Write<'_> {
    fn symbol(&mut self, table: usize, symbol: u8) {
        if let Some(code) = &self.codes[table] {
            let (code, len) = code.codes[usize::from(symbol)];
            self.bits(u32::from(code), len);
        }
    }

    fn bits(&mut self, bits: u32, len: u8) {
        self.held = self.held << len | u64::from(bits);
        self.len += len;
        while self.len >= 8 {
            self.len -= 8;
            let byte = (self.held >> self.len) as u8;
            self.out.push(byte);
            if byte == 0xff {
                self.out.push(0);
            }
        }
    }
}
