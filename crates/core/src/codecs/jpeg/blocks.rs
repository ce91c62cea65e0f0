//! Blocks of coefficients, as the reader of rare files and the writer hold them.

use crate::error::{Code, Error, Result};
use crate::job::Job;

pub type Block = [i16; 64];

/// The place of each coefficient of a block in the order of the file (T.81 figure A.6).
#[rustfmt::skip]
pub const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Blocks of zeros, counted by the job.
pub fn zeroed(count: usize, job: &mut Job) -> Result<Vec<Block>> {
    let bytes = count as u64 * size_of::<Block>() as u64;
    job.alloc.reserve(bytes)?;
    let mut blocks = Vec::new();
    if blocks.try_reserve_exact(count).is_err() {
        job.alloc.release(bytes);
        return Err(Error::limit(Code::MemoryLimit, bytes, job.limits.memory, "limits.memory").format("jpeg"));
    }
    blocks.resize(count, [0; 64]);
    Ok(blocks)
}
