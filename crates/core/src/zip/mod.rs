//! Archives: ZIP (APPNOTE 6.3) and the deflate jobs that fill it.

pub mod tasks;
