//! Encrypted entries: `WinZip`'s AES (AE-1 and AE-2, "AES Encryption Information: Encryption Specification") both ways,
//! and PKWARE's traditional encryption (APPNOTE 6.1), which is only read.

use super::record::{DESCRIBED, ENCRYPTED, STRONG, extra_field};
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use aes::{Aes128, Aes192, Aes256};
use ctr::Ctr128LE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

/// The compression method of an entry with AES encryption; its own stands in the extra field.
pub const METHOD_AES: u16 = 99;
pub const EXTRA_AES: u16 = 0x9901;
/// "The iteration count used with PBKDF2 is 1000."
const ROUNDS: u32 = 1000;
const VERIFIER: usize = 2;
/// Of HMAC-SHA1's twenty bytes the first ten.
pub const MAC: usize = 10;
/// PKWARE's header: eleven random bytes and a check.
const HEADER: usize = 12;

/// How an entry is encrypted, as its headers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Aes {
        strength: Strength,
        /// 1: the CRC-32 stands in the headers; 2: it is 0 there.
        version: u16,
    },
    /// With the byte that its header ends with.
    Traditional { check: u8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    Aes128,
    Aes192,
    Aes256,
}

impl Strength {
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Aes128),
            2 => Some(Self::Aes192),
            3 => Some(Self::Aes256),
            _ => None,
        }
    }

    const fn key(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    pub const fn salt(self) -> usize {
        self.key() / 2
    }
}

/// The extra field 0x9901: the scheme, and the method that the bytes were compressed by.
pub fn aes_field(extra: &[u8]) -> Option<(Scheme, u16)> {
    let mut field = Reader::new(extra_field(extra, EXTRA_AES)?);
    let (version, vendor) = (field.u16_le()?, field.u16_le()?);
    let strength = Strength::from_byte(field.u8()?)?;
    let method = field.u16_le()?;
    ((1..=2).contains(&version) && vendor == u16::from_le_bytes(*b"AE"))
        .then_some((Scheme::Aes { strength, version }, method))
}

/// How an entry with these headers is encrypted, if it is, and its own method.
pub fn scheme(flags: u16, method: u16, crc32: u32, dos: u32, extra: &[u8]) -> Result<(Option<Scheme>, u16)> {
    if flags & ENCRYPTED == 0 {
        return Ok((None, method));
    }
    if flags & STRONG != 0 {
        return Err(Error::new(Code::UnsupportedMethod).found("strong encryption"));
    }
    if method == METHOD_AES {
        let damaged = || Error::new(Code::CorruptArchive).reason("the field of AES encryption");
        let (scheme, method) = aes_field(extra).ok_or_else(damaged)?;
        return Ok((Some(scheme), method));
    }
    // 6.1.6, and as Info-ZIP does where the CRC-32 follows the data.
    let check = if flags & DESCRIBED == 0 { crc32 >> 24 } else { dos >> 8 };
    Ok((Some(Scheme::Traditional { check: check as u8 }), method))
}

/// That field for AES-256 by AE-2, as `record.rs` puts it behind the others.
pub fn aes_extra(method: u16) -> Vec<u8> {
    let mut out = Vec::new();
    for value in [EXTRA_AES, 7, 2, u16::from_le_bytes(*b"AE")] {
        out.extend_from_slice(&value.to_le_bytes());
    }
    out.push(3);
    out.extend_from_slice(&method.to_le_bytes());
    out
}

impl Scheme {
    /// Bytes around the data: what an entry's compressed size has more than its data.
    pub const fn overhead(self) -> u64 {
        match self {
            Self::Aes { strength, .. } => (strength.salt() + VERIFIER + MAC) as u64,
            Self::Traditional { .. } => HEADER as u64,
        }
    }

    /// Bytes before the data.
    const fn head(self) -> usize {
        match self {
            Self::Aes { strength, .. } => strength.salt() + VERIFIER,
            Self::Traditional { .. } => HEADER,
        }
    }

    /// As it stands in a request.
    pub fn to_json(self) -> Value {
        match self {
            Self::Aes { strength, version } => json!({ "bits": strength.key() * 8, "version": version }),
            Self::Traditional { check } => json!({ "check": check }),
        }
    }

    pub fn from_json(value: &Value) -> Option<Self> {
        let field = |name| value.get(name).and_then(Value::as_u64);
        if let Some(check) = field("check") {
            return Some(Self::Traditional { check: check as u8 });
        }
        let strength = match field("bits")? {
            128 => Strength::Aes128,
            192 => Strength::Aes192,
            256 => Strength::Aes256,
            _ => return None,
        };
        Some(Self::Aes { strength, version: field("version")? as u16 })
    }
}

/// AES in counter mode, the counter little-endian and from 1.
enum Aes {
    Aes128(Ctr128LE<Aes128>),
    Aes192(Ctr128LE<Aes192>),
    Aes256(Ctr128LE<Aes256>),
}

impl Aes {
    fn new(strength: Strength, key: &[u8]) -> Result<Self> {
        let mut counter = [0; 16];
        counter[0] = 1;
        let broken = |e: ctr::cipher::InvalidLength| Error::new(Code::Panicked).reason(e);
        Ok(match strength {
            Strength::Aes128 => Self::Aes128(Ctr128LE::new_from_slices(key, &counter).map_err(broken)?),
            Strength::Aes192 => Self::Aes192(Ctr128LE::new_from_slices(key, &counter).map_err(broken)?),
            Strength::Aes256 => Self::Aes256(Ctr128LE::new_from_slices(key, &counter).map_err(broken)?),
        })
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        match self {
            Self::Aes128(cipher) => cipher.apply_keystream(bytes),
            Self::Aes192(cipher) => cipher.apply_keystream(bytes),
            Self::Aes256(cipher) => cipher.apply_keystream(bytes),
        }
    }
}

/// Keys of one entry: cipher, sums of what is encrypted, and the two bytes that a right password gives.
struct Keys {
    cipher: Aes,
    mac: Hmac<Sha1>,
    verifier: [u8; VERIFIER],
}

impl Keys {
    fn derive(strength: Strength, password: &[u8], salt: &[u8]) -> Result<Self> {
        let len = strength.key();
        let mut derived = vec![0; 2 * len + VERIFIER];
        let broken = || Error::new(Code::Panicked).reason("key derivation");
        pbkdf2::pbkdf2::<Hmac<Sha1>>(password, salt, ROUNDS, &mut derived).map_err(|_| broken())?;
        let (key, rest) = derived.split_at_checked(len).ok_or_else(broken)?;
        let (mac, verifier) = rest.split_at_checked(len).ok_or_else(broken)?;
        Ok(Self {
            cipher: Aes::new(strength, key)?,
            mac: Hmac::new_from_slice(mac).map_err(|_| broken())?,
            verifier: verifier.try_into().map_err(|_| broken())?,
        })
    }
}

fn mac_of(mac: Hmac<Sha1>) -> Vec<u8> {
    let whole = mac.finalize().into_bytes();
    whole.get(..MAC).unwrap_or_default().to_vec()
}

/// Encrypts one entry by AES-256, AE-2: `head`, then what `apply` makes of the data, then `finish`.
pub struct Encrypter(Keys);

impl std::fmt::Debug for Encrypter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Encrypter")
    }
}

impl Encrypter {
    /// Bytes of salt that `new` takes: random ones, of each entry its own.
    pub const SALT: usize = Strength::Aes256.salt();
    /// What an entry grows by.
    pub const OVERHEAD: u64 = Scheme::Aes { strength: Strength::Aes256, version: 2 }.overhead();

    /// The encrypter, and the bytes that stand before the data.
    pub fn new(password: &[u8], salt: &[u8]) -> Result<(Self, Vec<u8>)> {
        if password.is_empty() {
            return Err(Error::option("password", "text or bytes", "nothing"));
        }
        if salt.len() != Self::SALT {
            return Err(Error::option("salt", format!("{} bytes", Self::SALT), salt.len().to_string()));
        }
        let keys = Keys::derive(Strength::Aes256, password, salt)?;
        let head = [salt, &keys.verifier].concat();
        Ok((Self(keys), head))
    }

    pub fn apply(&mut self, bytes: &mut [u8]) {
        self.0.cipher.apply(bytes);
        self.0.mac.update(bytes);
    }

    /// The bytes that stand behind the data so far.
    pub fn code(&self) -> Vec<u8> {
        mac_of(self.0.mac.clone())
    }

    /// The bytes that stand behind the data.
    pub fn finish(self) -> Vec<u8> {
        mac_of(self.0.mac)
    }
}

/// PKWARE's three keys (6.1.5).
#[derive(Clone)]
struct Traditional([u32; 3]);

impl Traditional {
    fn new(password: &[u8]) -> Self {
        let mut keys = Self([0x1234_5678, 0x2345_6789, 0x3456_7890]);
        for byte in password {
            keys.update(*byte);
        }
        keys
    }

    fn update(&mut self, byte: u8) {
        let Self([a, b, c]) = self;
        *a = crc_step(*a, byte);
        *b = b.wrapping_add(*a & 0xff).wrapping_mul(134_775_813).wrapping_add(1);
        *c = crc_step(*c, (*b >> 24) as u8);
    }

    fn decrypt(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let two = self.0[2] | 2;
            *byte ^= (two.wrapping_mul(two ^ 1) >> 8) as u8;
            self.update(*byte);
        }
    }
}

/// The CRC-32 register of each byte (ISO 3309, reversed polynomial).
const CRC: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let (mut value, mut bit) = (at as u32, 0);
        while bit < 8 {
            value = if value & 1 == 1 { (value >> 1) ^ 0xedb8_8320 } else { value >> 1 };
            bit += 1;
        }
        #[expect(clippy::indexing_slicing, reason = "below 256, while compiling")]
        {
            table[at] = value;
        }
        at += 1;
    }
    table
};

fn crc_step(crc: u32, byte: u8) -> u32 {
    let at = ((crc ^ u32::from(byte)) & 0xff) as usize;
    CRC.get(at).copied().unwrap_or_default() ^ (crc >> 8)
}

enum State {
    /// The bytes before the data, as they come.
    Head(Vec<u8>),
    Aes(Box<Keys>),
    Traditional(Traditional),
}

/// Decrypts one entry as it comes. The password is tried when the bytes before the data are there.
pub struct Decrypter {
    scheme: Scheme,
    password: Vec<u8>,
    state: State,
    /// Encrypted bytes of the data that are still to come.
    left: u64,
    /// What stands behind them.
    mac: Vec<u8>,
}

impl std::fmt::Debug for Decrypter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Decrypter({:?})", self.scheme)
    }
}

impl Decrypter {
    /// For an entry whose data, with all that is around it, has `len` bytes.
    pub fn new(scheme: Scheme, password: &[u8], len: u64) -> Result<Self> {
        let left = len.checked_sub(scheme.overhead());
        let left = left.ok_or_else(|| {
            let expected = format!("at least {}", scheme.overhead());
            Error::new(Code::SizeMismatch).expected(expected).found(len.to_string())
        })?;
        let state = State::Head(Vec::new());
        Ok(Self { scheme, password: password.to_vec(), state, left, mac: Vec::new() })
    }

    /// Decrypts the next bytes in place: what is left of `bytes` is data.
    pub fn push(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        if let State::Head(head) = &mut self.state {
            let taken = (self.scheme.head() - head.len()).min(bytes.len());
            head.extend(bytes.drain(..taken));
            if head.len() < self.scheme.head() {
                return Ok(());
            }
            let head = std::mem::take(head);
            self.state = self.unlock(head)?;
        }
        let data = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
        self.mac.extend(bytes.drain(data..));
        self.left -= data as u64;
        match &mut self.state {
            State::Aes(keys) => {
                keys.mac.update(bytes);
                keys.cipher.apply(bytes);
            }
            State::Traditional(keys) => keys.decrypt(bytes),
            State::Head(_) => {}
        }
        Ok(())
    }

    fn unlock(&self, mut head: Vec<u8>) -> Result<State> {
        match self.scheme {
            Scheme::Aes { strength, .. } => {
                let verifier = head.split_off(strength.salt());
                let keys = Keys::derive(strength, &self.password, &head)?;
                if keys.verifier[..] != verifier[..] {
                    return Err(Error::new(Code::WrongPassword));
                }
                Ok(State::Aes(Box::new(keys)))
            }
            Scheme::Traditional { check } => {
                let mut keys = Traditional::new(&self.password);
                keys.decrypt(&mut head);
                if head.last() != Some(&check) {
                    return Err(Error::new(Code::WrongPassword));
                }
                Ok(State::Traditional(keys))
            }
        }
    }

    /// Nothing follows: whether what came is what was encrypted.
    pub fn finish(self) -> Result<()> {
        match self.state {
            State::Aes(keys) if self.left == 0 => {
                if mac_of(keys.mac) == self.mac {
                    Ok(())
                } else {
                    Err(Error::new(Code::AuthenticationFailed))
                }
            }
            State::Traditional(_) if self.left == 0 => Ok(()),
            _ => Err(Error::new(Code::TruncatedData)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    fn by(scheme: Scheme, password: &[u8], bytes: &[u8], size: usize) -> Result<Vec<u8>> {
        let mut decrypter = Decrypter::new(scheme, password, bytes.len() as u64)?;
        let mut out = Vec::new();
        for piece in bytes.chunks(size) {
            let mut piece = piece.to_vec();
            decrypter.push(&mut piece)?;
            out.append(&mut piece);
        }
        decrypter.finish()?;
        Ok(out)
    }

    #[test]
    fn what_is_encrypted_is_decrypted_in_pieces_of_any_size() {
        let plain: Vec<u8> = (0..1000u32).map(|i| (i * 7) as u8).collect();
        let (mut encrypter, mut file) = Encrypter::new(b"secret", &[7; 16]).unwrap();
        for piece in plain.chunks(33) {
            let mut piece = piece.to_vec();
            encrypter.apply(&mut piece);
            file.append(&mut piece);
        }
        file.extend(encrypter.finish());
        assert_eq!(file.len() as u64, plain.len() as u64 + Encrypter::OVERHEAD);
        let scheme = Scheme::Aes { strength: Strength::Aes256, version: 2 };
        for size in [1, 15, 16, 17, 29, 5000] {
            assert_eq!(by(scheme, b"secret", &file, size).unwrap(), plain);
        }
        let code = |bytes: &[u8], password: &[u8]| by(scheme, password, bytes, 9).unwrap_err().code;
        assert_eq!(code(&file, b"Secret"), Code::WrongPassword);
        for at in [18, 500, file.len() - 1] {
            let mut bad = file.clone();
            bad[at] ^= 1;
            assert_eq!(code(&bad, b"secret"), Code::AuthenticationFailed);
        }
        for cut in 0..Encrypter::OVERHEAD as usize {
            assert_eq!(code(&file[..cut], b"secret"), Code::SizeMismatch);
        }
        let mut short = Decrypter::new(scheme, b"secret", file.len() as u64).unwrap();
        short.push(&mut file[..900].to_vec()).unwrap();
        assert_eq!(short.finish().unwrap_err().code, Code::TruncatedData);
        assert_eq!(Encrypter::new(b"", &[7; 16]).unwrap_err().code, Code::InvalidOption);
        assert_eq!(Encrypter::new(b"a", &[7; 15]).unwrap_err().code, Code::InvalidOption);
    }

    #[test]
    fn the_field_says_what_it_is() {
        let extra = aes_extra(8);
        assert_eq!(extra, hex("0199070002004145030800"));
        let scheme = Scheme::Aes { strength: Strength::Aes256, version: 2 };
        assert_eq!(aes_field(&extra), Some((scheme, 8)));
        assert_eq!(Scheme::from_json(&scheme.to_json()), Some(scheme));
        for cut in 0..extra.len() {
            assert_eq!(aes_field(&extra[..cut]), None);
        }
        for (at, byte) in [(4, 3), (6, b'X'), (8, 4), (8, 0)] {
            let mut bad = extra.clone();
            bad[at] = byte;
            assert_eq!(aes_field(&bad), None);
        }
    }

    #[test]
    fn the_key_derivation_is_that_of_rfc_6070() {
        // RFC 6070's vector of 4096 rounds, and AES-128's of FIPS 197 by way of the counter's first block.
        let mut out = [0; 20];
        pbkdf2::pbkdf2::<Hmac<Sha1>>(b"password", b"salt", 4096, &mut out).unwrap();
        assert_eq!(out[..], hex("4b007901b765489abead49d926f721d065a429c1"));
    }
}
