//! Compressed bytes without an archive around them: deflate (RFC 1951) raw, in zlib (RFC 1950) or in gzip (RFC 1952).

pub mod deflater;
pub mod form;
pub mod inflater;
mod member;
pub mod tasks;

pub use form::Form;
pub use inflater::Inflater;
