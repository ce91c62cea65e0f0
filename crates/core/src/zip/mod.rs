//! Archives: ZIP (APPNOTE 6.3.10) and deflate (RFC 1951). The writer and the reader are machines without input or output:
//! names, offsets, sizes and checksums pass through them, data does not. Compression is a stateless job a piece.

pub mod crypt;
pub mod deflate;
pub mod forward;
pub mod headers;
pub mod inflate;
pub mod name;
pub mod policy;
pub mod reader;
pub mod record;
pub mod spelling;
pub mod tasks;
pub mod unpack;
pub mod writer;

pub use crypt::Encrypter;
pub use reader::ZipReader;
pub use unpack::Unpacker;
pub use writer::ZipWriter;
