//! The quality of an output by what its file may be, or how it should look: searched by encoding the same pixels again.

use crate::error::{Error, Result};
use crate::limits::MAX;
use crate::spec::{AUTO, Default as D, Field, Type, Values, join};

/// Of every format whose files are larger at a higher quality.
pub const MAX_BYTES: Field = Field::new(
    "maxBytes",
    Type::Integer(1.0, MAX),
    D::None,
    "bytes",
    "that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files",
);

pub const TARGET: Field = Field::new(
    "target",
    Type::Number(1.0, 100.0),
    D::Number(80.0),
    "",
    "of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts",
);

/// What is searched.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    pub max_bytes: Option<u64>,
    /// The score to reach.
    pub target: Option<f64>,
    /// The highest quality that is wanted.
    pub most: u32,
}

impl Search {
    /// `given`: whether an option is the caller's own.
    pub fn of(options: &Values, given: impl Fn(&str) -> bool, path: &str) -> Result<Option<Self>> {
        let auto = options.word("quality") == AUTO;
        let max_bytes = Some(options.size("maxBytes")).filter(|bytes| *bytes > 0);
        if given("target") && !auto {
            return Err(Error::option(join(path, "target"), "quality: 'auto' beside it", "another"));
        }
        if !auto && max_bytes.is_none() {
            return Ok(None);
        }
        if let Some(word) = ["lossless", "nearLossless"].into_iter().find(|word| options.bool(word)) {
            let name = if auto { "quality" } else { "maxBytes" };
            return Err(Error::option(join(path, name), "a file with loss beside it", word));
        }
        let most = options.integer("quality").filter(|_| given("quality")).unwrap_or(100);
        Ok(Some(Self { max_bytes, target: options.number("target").filter(|_| auto), most }))
    }
}

/// The best quality from 1 on that fits: the highest is tried first, then by halves, 8 times at most.
pub fn best(most: u32, mut fits: impl FnMut(u32) -> Result<bool>) -> Result<Option<u32>> {
    if fits(most)? {
        return Ok(Some(most));
    }
    let (mut low, mut high, mut best) = (1, most.saturating_sub(1), None);
    while low <= high {
        let middle = low.midpoint(high);
        if fits(middle)? {
            best = Some(middle);
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    Ok(best)
}

/// The lowest quality that is good enough, by halves, 7 times at most; where none is the highest was tried last.
pub fn lowest(most: u32, mut enough: impl FnMut(u32) -> Result<bool>) -> Result<Option<u32>> {
    let (mut low, mut high, mut lowest) = (1, most, None);
    while low <= high {
        let middle = low.midpoint(high);
        if enough(middle)? {
            lowest = Some(middle);
            high = middle - 1;
        } else {
            low = middle + 1;
        }
    }
    Ok(lowest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_that_fits_is_found_in_eight_tries() {
        for most in 1..=100 {
            for limit in 0..=100 {
                let mut tried = Vec::new();
                let found = best(most, |quality| {
                    tried.push(quality);
                    Ok(quality <= limit)
                });
                assert_eq!(found.unwrap(), Some(most.min(limit)).filter(|best| *best > 0), "{most} {limit}");
                assert!(tried.len() <= 8, "{tried:?}");
                // Where nothing fits the lowest was tried.
                assert!(limit > 0 || tried.contains(&1), "{tried:?}");
            }
        }
    }

    #[test]
    fn the_lowest_that_is_good_enough_is_found_in_seven_tries() {
        for limit in 1..=101 {
            let mut tried = Vec::new();
            let found = lowest(100, |quality| {
                tried.push(quality);
                Ok(quality >= limit)
            });
            assert_eq!(found.unwrap(), Some(limit).filter(|lowest| *lowest <= 100));
            assert!(tried.len() <= 7, "{tried:?}");
            assert!(limit <= 100 || tried.last() == Some(&100), "{tried:?}");
        }
    }
}
