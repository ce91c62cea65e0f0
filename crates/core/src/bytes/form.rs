//! What stands around a deflate stream, and the checksum that each form ends with.

use crate::error::{Error, Result};
use crc32fast::Hasher;
use zlib_rs::adler32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Raw,
    Zlib,
    Gzip,
}

impl Form {
    pub const ALL: [Self; 3] = [Self::Raw, Self::Zlib, Self::Gzip];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Zlib => "zlib",
            Self::Gzip => "gzip",
        }
    }

    pub fn from_name(name: &str) -> Result<Self> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL
            .into_iter()
            .find(|form| form.name() == name)
            .ok_or_else(|| Error::option("form", format!("one of {}", names()), name))
    }
}

/// Adler-32 of what came before, `seed`, and `bytes`; it begins with 1.
pub fn adler(seed: u32, bytes: &[u8]) -> u32 {
    adler32::adler32(seed, bytes)
}

/// A checksum that goes on.
#[derive(Clone, Debug)]
pub enum Check {
    None,
    Adler(u32),
    Crc(Hasher),
}

impl Check {
    /// The checksum that a form ends with, of nothing yet.
    pub fn of(form: Form) -> Self {
        match form {
            Form::Raw => Self::None,
            Form::Zlib => Self::Adler(1),
            Form::Gzip => Self::Crc(Hasher::new()),
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::None => {}
            Self::Adler(sum) => *sum = adler(*sum, bytes),
            Self::Crc(hasher) => hasher.update(bytes),
        }
    }

    /// 0 where nothing is counted.
    pub fn value(&self) -> u32 {
        match self {
            Self::None => 0,
            Self::Adler(sum) => *sum,
            Self::Crc(hasher) => hasher.clone().finalize(),
        }
    }
}

/// The checksum of `a` followed by `b`, which has `size` bytes.
pub fn combine(form: Form, a: u32, b: u32, size: u64) -> u32 {
    match form {
        Form::Raw => 0,
        Form::Zlib => adler32::adler32_combine(a, b, size),
        Form::Gzip => {
            let mut hasher = Hasher::new_with_initial(a);
            hasher.combine(&Hasher::new_with_initial_len(b, size));
            hasher.finalize()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adler_is_that_of_the_specification_and_may_be_combined() {
        // RFC 1950's own algorithm, of the word that its article gives as an example.
        assert_eq!(adler(1, b"Wikipedia"), 0x11e6_0398);
        assert_eq!(adler(1, b""), 1);
        let bytes: Vec<u8> = (0..100_000u32).map(|i| (i * 7 + (i >> 8)) as u8).collect();
        for cut in [0, 1, 5_551, 5_552, 65_521, 100_000] {
            let (a, b) = bytes.split_at(cut);
            assert_eq!(adler(adler(1, a), b), adler(1, &bytes));
            assert_eq!(combine(Form::Zlib, adler(1, a), adler(1, b), b.len() as u64), adler(1, &bytes));
            let crcs = [a, b, &bytes[..]].map(crc32fast::hash);
            assert_eq!(combine(Form::Gzip, crcs[0], crcs[1], b.len() as u64), crcs[2]);
        }
    }
}
