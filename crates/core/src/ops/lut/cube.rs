//! The text of a .cube file (Adobe's Cube LUT Specification 1.0), read strictly: what it says and what it holds must agree.

use std::ops::RangeInclusive;

/// Entries on one side.
const SIZES_1D: RangeInclusive<usize> = 2..=65_536;
const SIZES_3D: RangeInclusive<usize> = 2..=128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A curve for each channel.
    Curves,
    /// A colour for each red, green and blue; red varies fastest.
    Colours,
}

/// A table that is as large as it says, of finite numbers.
#[derive(Debug, PartialEq)]
pub struct Cube {
    pub kind: Kind,
    /// Entries of a side, at least two.
    pub size: usize,
    /// The input of the first and the last entry, by channel; the last is greater.
    pub domain: [(f32, f32); 3],
    pub entries: Vec<[f32; 3]>,
}

/// The table, or what is wrong with the text.
pub fn parse(bytes: &[u8]) -> Result<Cube, String> {
    // Titles are in any encoding.
    let text = String::from_utf8_lossy(bytes);
    let mut header = Header { shape: None, min: [0.0; 3], max: [1.0; 3] };
    let mut entries = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let located = |wrong: String| format!("line {}: {wrong}", at + 1);
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            if !entries.is_empty() {
                return Err(located(format!("{} within the table", short(line))));
            }
            header.line(line).map_err(located)?;
        } else {
            let (_, _, count) = header.shape.ok_or_else(|| located("an entry before the size".into()))?;
            if entries.len() == count {
                return Err(located(format!("more than {count} entries")));
            }
            if entries.is_empty() {
                entries.reserve_exact(count.min(bytes.len()));
            }
            entries.push(numbers(line).map_err(located)?);
        }
    }
    let (kind, size, count) = header.shape.ok_or("no LUT_1D_SIZE or LUT_3D_SIZE")?;
    if entries.len() != count {
        return Err(format!("{} of {count} entries", entries.len()));
    }
    let mut domain = [(0.0, 1.0); 3];
    for ((range, min), max) in domain.iter_mut().zip(header.min).zip(header.max) {
        if min >= max {
            return Err(format!("a domain from {min} to {max}"));
        }
        *range = (min, max);
    }
    Ok(Cube { kind, size, domain, entries })
}

struct Header {
    /// Kind, size of a side, and how many entries that makes.
    shape: Option<(Kind, usize, usize)>,
    min: [f32; 3],
    max: [f32; 3],
}

impl Header {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let (keyword, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match keyword {
            "TITLE" => {}
            "LUT_1D_SIZE" => self.size(Kind::Curves, rest.trim(), SIZES_1D)?,
            "LUT_3D_SIZE" => self.size(Kind::Colours, rest.trim(), SIZES_3D)?,
            "DOMAIN_MIN" => self.min = numbers(rest)?,
            "DOMAIN_MAX" => self.max = numbers(rest)?,
            // DaVinci Resolve's way to write one domain for all channels.
            "LUT_1D_INPUT_RANGE" | "LUT_3D_INPUT_RANGE" => {
                let [min, max] = numbers(rest)?;
                (self.min, self.max) = ([min; 3], [max; 3]);
            }
            _ => return Err(format!("unknown keyword {}", short(keyword))),
        }
        Ok(())
    }

    fn size(&mut self, kind: Kind, text: &str, sizes: RangeInclusive<usize>) -> Result<(), String> {
        if self.shape.is_some() {
            return Err("a second size".into());
        }
        let size = text.parse().ok().filter(|size| sizes.contains(size)).ok_or_else(|| {
            format!("a size of {}, not from {} to {}", short(text), sizes.start(), sizes.end())
        })?;
        self.shape = Some((kind, size, if kind == Kind::Curves { size } else { size * size * size }));
        Ok(())
    }
}

/// As many finite numbers as the array has places.
fn numbers<const N: usize>(text: &str) -> Result<[f32; N], String> {
    let found: Option<Vec<f32>> =
        text.split_whitespace().map(|word| word.parse().ok().filter(|n: &f32| n.is_finite())).collect();
    found.and_then(|found| found.try_into().ok()).ok_or_else(|| format!("{}, not {N} numbers", short(text)))
}

/// Text as an error shows it.
fn short(text: &str) -> String {
    format!("\"{}\"", text.trim().chars().take(40).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "# made by hand\nTITLE \"two\"\nLUT_1D_SIZE 2\nDOMAIN_MIN 0 0 0\nDOMAIN_MAX 1 2 4\n\n0 0 0\r\n1e0 .5 -0.25\n";

    #[test]
    fn curves_and_colours_are_read() {
        let cube = parse(SMALL.as_bytes()).unwrap();
        assert_eq!(
            cube,
            Cube {
                kind: Kind::Curves,
                size: 2,
                domain: [(0.0, 1.0), (0.0, 2.0), (0.0, 4.0)],
                entries: vec![[0.0; 3], [1.0, 0.5, -0.25]],
            }
        );
        let text = format!("\u{feff}LUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0 255\n{}", "0 0 1\n".repeat(8));
        let cube = parse(text.as_bytes()).unwrap();
        assert_eq!((cube.kind, cube.size, cube.entries.len()), (Kind::Colours, 2, 8));
        assert_eq!(cube.domain, [(0.0, 255.0); 3]);
    }

    #[test]
    fn what_does_not_agree_is_refused_with_its_line() {
        for (text, wrong) in [
            ("", "no LUT_1D_SIZE or LUT_3D_SIZE"),
            ("0 0 0", "line 1: an entry before the size"),
            ("LUT_1D_SIZE 2\n0 0 0", "1 of 2 entries"),
            ("LUT_3D_SIZE 2\n0 0 0", "1 of 8 entries"),
            ("LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1", "line 4: more than 2 entries"),
            ("LUT_1D_SIZE 1\n0 0 0", "line 1: a size of \"1\", not from 2 to 65536"),
            ("LUT_3D_SIZE 129", "line 1: a size of \"129\", not from 2 to 128"),
            (
                "LUT_3D_SIZE 99999999999999999999",
                "line 1: a size of \"99999999999999999999\", not from 2 to 128",
            ),
            ("LUT_3D_SIZE -2", "line 1: a size of \"-2\", not from 2 to 128"),
            ("LUT_1D_SIZE 2\nLUT_3D_SIZE 2", "line 2: a second size"),
            ("LUT_1D_SIZE 2\n0 nan 0", "line 2: \"0 nan 0\", not 3 numbers"),
            ("LUT_1D_SIZE 2\n0 inf 0", "line 2: \"0 inf 0\", not 3 numbers"),
            ("LUT_1D_SIZE 2\n0 1e39 0", "line 2: \"0 1e39 0\", not 3 numbers"),
            ("LUT_1D_SIZE 2\n0 0", "line 2: \"0 0\", not 3 numbers"),
            ("LUT_1D_SIZE 2\n0 0 0 0", "line 2: \"0 0 0 0\", not 3 numbers"),
            ("LUT_1D_SIZE 2\n0 0 0\nTITLE \"x\"\n1 1 1", "line 3: \"TITLE \"x\"\" within the table"),
            ("LUT_1D_SIZE 2\nDOMAIN_MAX 1 0 1\n0 0 0\n1 1 1", "a domain from 0 to 0"),
            ("LUT_1D_SIZE 2\nDOMAIN_MIN nan 0 0", "line 2: \"nan 0 0\", not 3 numbers"),
            ("LUT_2D_SIZE 2", "line 1: unknown keyword \"LUT_2D_SIZE\""),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(wrong.into()), "{text}");
        }
    }

    #[test]
    fn every_prefix_is_whole_or_refused() {
        for end in 0..SMALL.len() - 6 {
            assert!(parse(&SMALL.as_bytes()[..end]).is_err(), "{end}");
        }
        assert!(parse(&[0xff; 99]).is_err());
    }
}
