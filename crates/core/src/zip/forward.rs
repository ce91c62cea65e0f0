//! An archive as it comes: what a local header says, and how long a descriptor is. What was read so is provisional until
//! `ZipReader` has checked the same headers against the directory.

use super::crypt;
use super::headers::{descriptor_len, local_record};
use super::reader::request as unpack;
use super::record::{DEFLATED, DEFLATED64, DESCRIBED, ENCRYPTED, LOCAL, LOCAL_LEN, STORED, Time, unix_time};
use super::spelling::Name;
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use crate::job::Cancel;
use crate::task::{Outcome, Request, first};
use serde_json::{Value, json};

/// The local header that the input begins with: `{ need }` bytes that it takes, `{ end: true }` where it is none, or the entry,
/// `len` being the header's own length.
pub fn local(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let bytes = first(inputs);
    if !bytes.starts_with(&LOCAL.to_le_bytes()) {
        return Ok(Outcome::info(json!({ "end": true })));
    }
    let mut reader = Reader::new(bytes);
    let Some(header) = local_record(&mut reader) else {
        return Ok(Outcome::info(json!({ "need": LOCAL_LEN })));
    };
    let len = LOCAL_LEN + usize::from(header.name_len) + usize::from(header.extra_len);
    let (Some(raw), Some(extra)) =
        (reader.take(usize::from(header.name_len)), reader.take(usize::from(header.extra_len)))
    else {
        return Ok(Outcome::info(json!({ "need": len })));
    };
    let name = Name::read(raw, header.flags, extra);
    let path = |error: Error| error.path(&name.text);
    let scheme = crypt::scheme(header.flags, header.method, header.crc32, header.dos, extra).map_err(path);
    let described = header.flags & DESCRIBED != 0;
    let damaged = || path(Error::new(Code::CorruptArchive).reason("two ZIP64 fields in one header"));
    let (size, compressed) = header.sizes(extra).ok_or_else(damaged)?;
    // Sums before the data count even where a descriptor repeats them.
    let given = header.crc32 != 0 && compressed != 0 && compressed != u64::from(u32::MAX);
    let folder = name.text.ends_with('/') && header.method == STORED && compressed == 0;
    let known = !described || given || folder;
    let loose = request.get("loose").and_then(Value::as_bool).unwrap_or(false);
    let sums = known.then_some((header.crc32, size, compressed));
    // An entry that cannot be read can be passed over, if it says how long it is.
    let readable = scheme.and_then(|packing| match packing {
        (_, method) if ![STORED, DEFLATED, DEFLATED64].contains(&method) => {
            Err(path(Error::new(Code::UnsupportedMethod).found(method.to_string())))
        }
        (Some(_), _) | (None, STORED) if !known => Err(path(Error::new(Code::SizeUnknown))),
        packing => Ok(packing),
    });
    let (unpacked, error) = match readable {
        Ok(packing) => (unpack(&name.text, packing, sums, loose), Value::Null),
        Err(error) if known => (Value::Null, error.to_json()),
        Err(error) => return Err(error),
    };
    let time = Time { dos: header.dos, unix: unix_time(extra) };
    Ok(Outcome::info(json!({
        "len": len,
        "described": described,
        "unpack": unpacked,
        "error": error,
        "name": name.text,
        "size": known.then_some(size),
        "compressedSize": known.then_some(compressed),
        "crc32": known.then_some(header.crc32),
        "mtime": time.ms(),
        "encrypted": header.flags & ENCRYPTED != 0,
        "isDirectory": name.text.ends_with('/'),
        "unsafe": name.unsafety().map(|code| code.row().name),
    })))
}

/// Bytes of the descriptor that the input begins with, for an entry of these sums; 0 where it says others.
pub fn descriptor(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let field = |name| request.get(name).and_then(Value::as_u64).unwrap_or_default();
    let bytes = first(inputs);
    // Where it is two forms at once, the one that a record follows.
    let records = [&b"PK\x03\x04"[..], b"PK\x01\x02"];
    let next = (12..bytes.len()).find(|at| {
        bytes.get(*at..).is_some_and(|rest| records.iter().any(|record| rest.starts_with(record)))
    });
    let (crc32, compressed, size) = (field("crc32") as u32, field("compressedSize"), field("size"));
    let len = descriptor_len(bytes, crc32, compressed, size, next.unwrap_or_default() as u64);
    Ok(Outcome::info(json!({ "len": len.unwrap_or_default() })))
}
