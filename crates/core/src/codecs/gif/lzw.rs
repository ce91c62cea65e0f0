//! LZW as GIF has it (`GIF89a` appendix F): codes of three to twelve bits in sub-blocks, decoded as far as they go.

/// Entries of the table, by codes of twelve bits.
const ENTRIES: usize = 1 << 12;

/// Where decoding stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// All indices are there; what follows is not looked at.
    Full,
    /// The data ended first.
    Early,
    /// A code that the table does not have.
    BadCode,
}

/// The tables, for one frame after the other.
pub struct Lzw {
    /// A code's string is a piece of what was written already: where it starts, and how long it is.
    starts: Vec<usize>,
    lens: Vec<usize>,
}

impl Lzw {
    pub fn new() -> Self {
        Self { starts: vec![0; ENTRIES], lens: vec![0; ENTRIES] }
    }

    /// Writes indices of `bits` bits (at most 11) from sub-blocks into `out`: how many, and why no more.
    pub fn decode(&mut self, data: &[u8], bits: u8, out: &mut [u8]) -> (usize, Stop) {
        let mut codes = Codes { data, at: 0, left: 0, held: 0, count: 0 };
        let clear = 1usize << bits;
        let (mut size, mut next) = (u32::from(bits) + 1, clear + 2);
        // The string before, whose extension by one index is the next entry; none after a clear.
        let mut before: Option<(usize, usize)> = None;
        let mut at = 0;
        while at < out.len() {
            let code = match codes.next(size) {
                Ok(code) => code,
                Err(stop) => return (at, stop),
            };
            if code == clear {
                (size, next, before) = (u32::from(bits) + 1, clear + 2, None);
                continue;
            }
            if let Some((start, len)) = before
                && code != clear + 1
                && code <= next
                && let (Some(from), Some(count)) = (self.starts.get_mut(next), self.lens.get_mut(next))
            {
                (*from, *count) = (start, len + 1);
                next += 1;
                if next == 1 << size && size < 12 {
                    size += 1;
                }
            }
            let (start, len) = if code < clear {
                if let Some(index) = out.get_mut(at) {
                    *index = code as u8;
                }
                (at, 1)
            } else if code == clear + 1 {
                return (at, if before.is_some() { Stop::Early } else { Stop::BadCode });
            } else if before.is_none() || code >= next {
                return (at, Stop::BadCode);
            } else {
                let (from, len) = (entry(&self.starts, code), entry(&self.lens, code));
                let len = len.min(out.len() - at);
                repeat(out, from, at, len);
                (at, len)
            };
            before = Some((start, len));
            at += len;
        }
        (at, Stop::Full)
    }
}

fn entry(table: &[usize], code: usize) -> usize {
    table.get(code).copied().unwrap_or_default()
}

/// Copies `len` indices from `from` to `at`, which may stand within them.
fn repeat(out: &mut [u8], from: usize, at: usize, len: usize) {
    if from + len <= at {
        out.copy_within(from..from + len, at);
    } else {
        for step in 0..len {
            let index = out.get(from + step).copied().unwrap_or_default();
            if let Some(to) = out.get_mut(at + step) {
                *to = index;
            }
        }
    }
}

/// Codes from sub-blocks, the lowest bit first.
struct Codes<'a> {
    data: &'a [u8],
    at: usize,
    /// Bytes left of the sub-block.
    left: u8,
    held: u32,
    count: u32,
}

impl Codes<'_> {
    fn next(&mut self, size: u32) -> Result<usize, Stop> {
        while self.count < size {
            if self.left == 0 {
                self.left = self.data.get(self.at).copied().filter(|len| *len > 0).ok_or(Stop::Early)?;
                self.at += 1;
            }
            let byte = self.data.get(self.at).ok_or(Stop::Early)?;
            self.held |= u32::from(*byte) << self.count;
            self.count += 8;
            self.at += 1;
            self.left -= 1;
        }
        let code = self.held & ((1 << size) - 1);
        self.held >>= size;
        self.count -= size;
        Ok(code as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes by their sizes, packed into one sub-block.
    fn packed(codes: &[(u32, u32)]) -> Vec<u8> {
        let (mut bits, mut held, mut bytes) = (0u64, 0, Vec::new());
        for (code, size) in codes {
            bits |= u64::from(*code) << held;
            held += size;
            while held >= 8 {
                bytes.push(bits as u8);
                bits >>= 8;
                held -= 8;
            }
        }
        if held > 0 {
            bytes.push(bits as u8);
        }
        bytes.insert(0, bytes.len() as u8);
        bytes
    }

    fn decoded(data: &[u8], count: usize) -> (Vec<u8>, Stop) {
        let mut out = vec![9; count];
        let (written, stop) = Lzw::new().decode(data, 2, &mut out);
        assert!(out.iter().skip(written).all(|index| *index == 9));
        out.truncate(written);
        (out, stop)
    }

    /// By hand after appendix F: 6 is "1 1" while it is being made, 7 is "1 1 2".
    #[test]
    fn a_code_may_name_the_entry_that_it_makes_and_codes_grow_with_the_table() {
        let data = packed(&[(4, 3), (1, 3), (6, 3), (2, 3), (7, 4), (5, 4)]);
        assert_eq!(decoded(&data, 7), (vec![1, 1, 1, 2, 1, 1, 2], Stop::Full));
        assert_eq!(decoded(&data, 9), (vec![1, 1, 1, 2, 1, 1, 2], Stop::Early));
        assert_eq!(decoded(&data, 5), (vec![1, 1, 1, 2, 1], Stop::Full));
    }

    #[test]
    fn what_stands_before_an_end_or_a_bad_code_is_decoded() {
        let whole = packed(&[(4, 3), (1, 3), (2, 3), (3, 3), (0, 4)]);
        assert_eq!(decoded(&whole, 4), (vec![1, 2, 3, 0], Stop::Full));
        assert_eq!(decoded(&whole, 5), (vec![1, 2, 3, 0], Stop::Early));
        assert_eq!(decoded(&whole[..2], 4), (vec![1], Stop::Early));
        // A code over two sub-blocks.
        let (first, second) = (&[1, whole[1]][..], &[1, whole[2]][..]);
        assert_eq!(decoded(&[first, second].concat(), 4), (vec![1, 2, 3, 0], Stop::Full));
        assert_eq!(decoded(&packed(&[(4, 3), (1, 3), (7, 3)]), 3), (vec![1], Stop::BadCode));
        assert_eq!(decoded(&packed(&[(4, 3), (6, 3)]), 3), (vec![], Stop::BadCode));
        assert_eq!(decoded(&packed(&[(5, 3)]), 3), (vec![], Stop::BadCode));
        assert_eq!(decoded(&[], 3), (vec![], Stop::Early));
    }
}
