//! An entry's data as it comes: decrypted, unpacked by its method, its size and CRC-32 checked when it has ended.

use super::crypt::{Decrypter, Scheme};
use super::policy::Policy;
use super::record::{DEFLATED, DEFLATED64, STORED};
use crate::bytes::form::Form;
use crate::bytes::inflater::{Inflater, PIECE, Settings};
use crate::error::{Code, Error, Result};
use crate::job::Cancel;
use crc32fast::Hasher;
use deflate64::InflaterManaged;
use serde_json::{Map, Value, json};

/// An entry as `ZipReader::open` describes it in `unpack`, and the password.
#[derive(Debug)]
struct About {
    name: String,
    /// `None`: it follows the data, whose end the data itself tells; the caller compares.
    size: Option<u64>,
    /// `None`: AE-2 has a MAC instead.
    crc32: Option<u32>,
    loose: bool,
    /// Of an unknown size: what it may become.
    policy: Policy,
}

enum Method {
    Stored,
    Deflated(Box<Inflater>),
    Deflated64(Box<InflaterManaged>),
}

/// Unpacks one entry. `push` holds what it has not used and is called again, with nothing, until nothing comes out.
pub struct Unpacker {
    about: About,
    decrypter: Option<Decrypter>,
    traditional: bool,
    method: Method,
    input: Vec<u8>,
    used: usize,
    /// The compressed stream has ended; bytes that follow it.
    done: bool,
    after: u64,
    taken: u64,
    total: u64,
    hasher: Hasher,
}

impl std::fmt::Debug for Unpacker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unpacker({:?})", self.about)
    }
}

fn field(map: &Map<String, Value>, name: &'static str) -> Result<u64> {
    let value = map.get(name).unwrap_or(&Value::Null);
    value.as_u64().ok_or_else(|| Error::option(name, "a whole number", value.to_string()))
}

/// A password of a request: text, or bytes as numbers.
pub fn password(value: Option<&Value>) -> Option<Vec<u8>> {
    match value? {
        Value::String(text) => Some(text.as_bytes().to_vec()),
        Value::Array(bytes) => bytes.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect(),
        _ => None,
    }
}

impl Unpacker {
    /// `request`: JSON of the reader's `unpack`, and `password` for an encrypted entry. Without `size` the stream's end is the
    /// entry's, and `limits` are those of `unzip()`.
    pub fn new(request: &str) -> Result<Self> {
        let map: Map<String, Value> = serde_json::from_str(request)
            .map_err(|e| Error::option("request", "object in JSON", e.to_string()))?;
        Self::of(&map)
    }

    pub fn of(map: &Map<String, Value>) -> Result<Self> {
        let name = map.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let size = map.get("size").and_then(Value::as_u64);
        let mut limits = Map::new();
        if let Some(given) = map.get("limits") {
            limits.insert("limits".to_owned(), given.clone());
        }
        let policy = Policy::new(&limits, &[])?;
        let loose = map.get("loose").and_then(Value::as_bool).unwrap_or(false);
        let crc32 = map.get("crc32").and_then(Value::as_u64).map(|crc| crc as u32);
        let method = match field(map, "method")? as u16 {
            STORED if size.is_none() => {
                return Err(Error::option("size", "the size of a stored entry", "nothing"));
            }
            STORED => Method::Stored,
            DEFLATED => {
                let limit = size.unwrap_or(u64::MAX);
                let settings = Settings { limit, option: "size", leave: true, ..Settings::of(Form::Raw) };
                Method::Deflated(Box::new(Inflater::with(settings)?))
            }
            DEFLATED64 => Method::Deflated64(Box::new(InflaterManaged::new())),
            other => return Err(Error::new(Code::UnsupportedMethod).path(name).found(other.to_string())),
        };
        let scheme = map.get("encryption").filter(|value| !value.is_null());
        let scheme = scheme.map(|value| {
            Scheme::from_json(value).ok_or_else(|| Error::option("encryption", "a scheme", value.to_string()))
        });
        let decrypter = match scheme.transpose()? {
            Some(scheme) => {
                let password = password(map.get("password"));
                let password = password.ok_or_else(|| Error::new(Code::Encrypted).path(&name))?;
                let decrypter = Decrypter::new(scheme, &password, field(map, "len")?);
                Some((scheme, decrypter.map_err(|e| e.path(&name))?))
            }
            None => None,
        };
        let traditional = matches!(decrypter, Some((Scheme::Traditional { .. }, _)));
        Ok(Self {
            about: About { name, size, crc32, loose, policy },
            decrypter: decrypter.map(|(_, decrypter)| decrypter),
            traditional,
            method,
            input: Vec::new(),
            used: 0,
            done: false,
            after: 0,
            taken: 0,
            total: 0,
            hasher: Hasher::new(),
        })
    }

    /// Takes more of the entry's data; gives at most PIECE bytes. To be called again with no bytes until it gives none.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.taken += bytes.len() as u64;
        self.take(bytes).map_err(|error| self.told(error))?;
        let mut out = Vec::new();
        while out.is_empty() && self.unpack(&mut out).map_err(|error| self.told(error))? {}
        self.total += out.len() as u64;
        match self.about.size {
            Some(size) if self.total > size => {
                return Err(self.told(self.wrong_size("more".to_owned())));
            }
            Some(_) => {}
            None => {
                self.about.policy.check_entry(self.total, self.taken).map_err(|error| self.told(error))?;
            }
        }
        self.hasher.update(&out);
        Ok(out)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<()> {
        let refused = |_| Error::new(Code::MemoryLimit).found(bytes.len().to_string());
        self.input.drain(..self.used);
        self.used = 0;
        let Some(decrypter) = &mut self.decrypter else {
            self.input.try_reserve(bytes.len()).map_err(refused)?;
            self.input.extend_from_slice(bytes);
            return Ok(());
        };
        let mut plain = Vec::new();
        plain.try_reserve_exact(bytes.len()).map_err(refused)?;
        plain.extend_from_slice(bytes);
        decrypter.push(&mut plain)?;
        self.input.try_reserve(plain.len()).map_err(refused)?;
        self.input.append(&mut plain);
        Ok(())
    }

    /// One step: whether another may give more.
    fn unpack(&mut self, out: &mut Vec<u8>) -> Result<bool> {
        let input = self.input.get(self.used..).unwrap_or_default();
        if self.done {
            // Left there where they are the next record.
            if self.about.size.is_some() {
                self.after += input.len() as u64;
                self.used = self.input.len();
            }
            return Ok(false);
        }
        match &mut self.method {
            Method::Stored => {
                let piece = input.get(..PIECE).unwrap_or(input);
                out.extend_from_slice(piece);
                self.used += piece.len();
                Ok(false)
            }
            Method::Deflated(inflater) => {
                let used = inflater.step(input, out, PIECE)?;
                self.used += used;
                self.done = inflater.is_done();
                Ok(used > 0 && !self.done)
            }
            Method::Deflated64(inflater) => {
                out.try_reserve_exact(PIECE)
                    .map_err(|_| Error::new(Code::MemoryLimit).found(PIECE.to_string()))?;
                out.resize(PIECE, 0);
                let result = inflater.inflate(input, out);
                out.truncate(result.bytes_written);
                self.used += result.bytes_consumed;
                if result.data_error {
                    return Err(Error::new(Code::CorruptDeflate).reason("invalid deflate64 data"));
                }
                self.done = inflater.finished();
                Ok(result.bytes_consumed > 0 && !self.done)
            }
        }
    }

    fn wrong_size(&self, found: String) -> Error {
        Error::new(Code::SizeMismatch).expected(self.about.size.unwrap_or_default().to_string()).found(found)
    }

    /// The entry's name; what a size of the headers is called when it was the limit. Damage behind PKWARE's encryption,
    /// which has one byte to know a password by, is most likely a wrong one.
    fn told(&self, error: Error) -> Error {
        let error = match error.code {
            Code::OutputLimit => self.wrong_size("more".to_owned()),
            Code::TruncatedData => Error::new(Code::CorruptDeflate).reason("the data ends early"),
            _ => error,
        };
        let damage = [Code::CorruptDeflate, Code::CrcMismatch, Code::SizeMismatch, Code::BytesAfterData];
        let error = if self.traditional && damage.contains(&error.code) {
            Error::new(Code::WrongPassword)
        } else {
            error
        };
        error.path(&self.about.name)
    }

    /// All data was pushed and everything taken: an error if it is not what the headers say.
    pub fn finish(&mut self) -> Result<()> {
        self.check().map_err(|error| self.told(error))
    }

    fn check(&mut self) -> Result<()> {
        // What authentication says comes first: it tells a changed archive from a damaged one.
        if let Some(decrypter) = self.decrypter.take() {
            decrypter.finish()?;
        }
        if self.done && self.about.size.is_some() {
            self.after += (self.input.len() - self.used) as u64;
        } else if self.done {
            return Ok(());
        } else if !matches!(self.method, Method::Stored) {
            return Err(Error::new(Code::TruncatedData));
        }
        if self.about.size.is_some_and(|size| size != self.total) {
            return Err(self.wrong_size(self.total.to_string()));
        }
        let found = self.hasher.clone().finalize();
        if let Some(expected) = self.about.crc32.filter(|expected| *expected != found) {
            return Err(Error::sum(Code::CrcMismatch, expected, found));
        }
        if self.after > 0 && !self.about.loose {
            return Err(Error::new(Code::BytesAfterData).found(self.after.to_string()));
        }
        Ok(())
    }

    /// All of an entry's data at once.
    pub fn whole(mut self, data: &[u8], cancel: &Cancel) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        for piece in data.chunks(PIECE) {
            let mut out = self.push(piece)?;
            while !out.is_empty() {
                if cancel.is_cancelled() {
                    return Err(Error::new(Code::Aborted));
                }
                let len = out.len();
                all.try_reserve(len).map_err(|_| Error::new(Code::MemoryLimit).found(len.to_string()))?;
                all.append(&mut out);
                out = self.push(&[])?;
            }
        }
        self.finish()?;
        Ok(all)
    }

    /// What came out so far, and of an entry of unknown size whether it has ended and what was pushed behind its end, as JSON.
    pub fn describe(&self) -> Value {
        json!({
            "size": self.total,
            "crc32": self.hasher.clone().finalize(),
            "done": self.done,
            "unused": self.input.len() - self.used,
        })
    }
}
