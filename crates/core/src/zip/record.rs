//! The records of APPNOTE 4.3, field by field under their own names, and the one rule for ZIP64.

use super::crypt::METHOD_AES;
use crate::codecs::Reader;
use serde_json::{Map, Value};

pub const LOCAL: u32 = 0x0403_4b50;
pub const CENTRAL: u32 = 0x0201_4b50;
pub const DESCRIPTOR: u32 = 0x0807_4b50;
pub const END: u32 = 0x0605_4b50;
pub const END64: u32 = 0x0606_4b50;
pub const LOCATOR64: u32 = 0x0706_4b50;

pub const LOCAL_LEN: usize = 30;
pub const CENTRAL_LEN: usize = 46;
pub const END_LEN: usize = 22;
pub const END64_LEN: usize = 56;
pub const LOCATOR64_LEN: usize = 20;

/// General purpose flags (4.4.4).
pub const ENCRYPTED: u16 = 1;
pub const DESCRIBED: u16 = 1 << 3;
pub const STRONG: u16 = 1 << 6;
pub const UTF8: u16 = 1 << 11;

pub const STORED: u16 = 0;
pub const DEFLATED: u16 = 8;
pub const DEFLATED64: u16 = 9;

/// Extra fields (4.5.2): ZIP64 sizes, Info-ZIP's time in UTC, its names and comments in UTF-8 (4.6.9, 4.6.8).
pub const EXTRA_ZIP64: u16 = 0x0001;
const EXTRA_TIME: u16 = 0x5455;
pub const EXTRA_NAME: u16 = 0x7075;
pub const EXTRA_COMMENT: u16 = 0x6375;

/// Ids that this writer has rows of its own for, or that say nothing beside flag 11.
pub fn is_own_extra(id: u16) -> bool {
    id == EXTRA_TIME || is_replaced_extra(id)
}

/// Of those, the ones that data which is copied as it is cannot bring along: they tell of the old place.
pub fn is_replaced_extra(id: u16) -> bool {
    [EXTRA_ZIP64, EXTRA_NAME, EXTRA_COMMENT].contains(&id)
}

/// The one rule: a value that its narrow field cannot hold, or that would be its marker, goes into the ZIP64 record.
pub const fn is_wide32(value: u64) -> bool {
    value >= 0xffff_ffff
}

pub const fn is_wide16(count: u64) -> bool {
    count >= 0xffff
}

pub const fn narrow32(value: u64) -> u32 {
    if is_wide32(value) { 0xffff_ffff } else { value as u32 }
}

pub const fn narrow16(count: u64) -> u16 {
    if is_wide16(count) { 0xffff } else { count as u16 }
}

/// Little-endian fields, one after another.
#[derive(Debug, Default)]
pub struct Fields(pub Vec<u8>);

impl Fields {
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

/// When an entry was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// MS-DOS date and time (4.4.6): two seconds a step, from 1980 to 2107, here in UTC.
    pub dos: u32,
    /// Seconds since 1970, where that was given and fits the extra field.
    pub unix: Option<i32>,
}

/// 1980-01-01, the DOS epoch: the default, so that archives do not depend on the clock.
const EPOCH_DOS: u32 = (1 << 21) | (1 << 16);

impl Time {
    /// From milliseconds since 1970; `None` is the default.
    pub fn from_ms(ms: Option<f64>) -> Self {
        let Some(ms) = ms.filter(|ms| ms.is_finite()) else { return Self { dos: EPOCH_DOS, unix: None } };
        let seconds = (ms / 1000.0).floor().clamp(-1e12, 1e12) as i64;
        Self { dos: dos(seconds), unix: i32::try_from(seconds).ok() }
    }

    /// DOS fields as they are: of data that is copied as it is, and whose own extra field comes along.
    pub fn from_dos(dos: u32) -> Self {
        Self { dos, unix: None }
    }

    /// Milliseconds since 1970.
    pub fn ms(self) -> f64 {
        if let Some(seconds) = self.unix {
            return f64::from(seconds) * 1000.0;
        }
        let (date, time) = (self.dos >> 16, self.dos & 0xffff);
        let days =
            days_from_civil(i64::from(date >> 9) + 1980, i64::from(date >> 5 & 15), i64::from(date & 31));
        let seconds =
            i64::from(time >> 11) * 3600 + i64::from(time >> 5 & 63) * 60 + i64::from(time & 31) * 2;
        ((days * 86_400 + seconds) * 1000) as f64
    }

    /// Info-ZIP's extra field: flags 1, modification time.
    pub fn extra(self, fields: &mut Fields) {
        if let Some(seconds) = self.unix {
            fields.u16(EXTRA_TIME).u16(5).bytes(&[1]).u32(seconds as u32);
        }
    }
}

fn dos(seconds: i64) -> u32 {
    let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
    if year < 1980 {
        return EPOCH_DOS;
    }
    if year > 2107 {
        return 0xff9f_bf7d;
    }
    let rest = seconds.rem_euclid(86_400);
    let date = ((year - 1980) << 9) | (month << 5) | day;
    let time = ((rest / 3600) << 11) | ((rest / 60 % 60) << 5) | (rest % 60 / 2);
    ((date << 16) | time) as u32
}

/// Days since 1970-01-01 of a Gregorian date, in years that begin in March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let part = (5 * of_year + 2) / 153;
    let month = if part < 10 { part + 3 } else { part - 9 };
    (era * 400 + year + i64::from(month <= 2), month, of_year - (153 * part + 2) / 5 + 1)
}

/// What an entry's records say of it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub time: Time,
    pub crc32: u32,
    pub compressed: u64,
    pub size: u64,
    /// Unix mode, in the upper half of the external attributes.
    pub mode: u32,
    pub comment: Vec<u8>,
    /// Extra fields beside this writer's own, in both headers.
    pub extra: Vec<u8>,
    /// Of the local header.
    pub offset: u64,
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.name.ends_with(b"/")
    }
}

/// Made by Unix (3), by specification 4.5 (4.4.2).
const MADE_BY: u16 = 0x032d;

/// 2.0 for deflate and folders, 4.5 for ZIP64, 5.1 for AES, 6.3 for later methods (4.4.3).
const fn version(method: u16, wide: bool) -> u16 {
    match method {
        STORED | DEFLATED if wide => 45,
        STORED | DEFLATED => 20,
        METHOD_AES => 51,
        _ => 63,
    }
}

/// 4.3.7. An entry of unknown size has a descriptor, announced as a ZIP64 one: its size may still pass 4 GiB.
pub fn local(entry: &Entry) -> Vec<u8> {
    let described = entry.flags & DESCRIBED != 0;
    let wide = described || is_wide32(entry.size) || is_wide32(entry.compressed);
    let mut extra = Fields::default();
    if wide {
        extra.u16(EXTRA_ZIP64).u16(16).u64(entry.size).u64(entry.compressed);
    }
    entry.time.extra(&mut extra);
    extra.bytes(&entry.extra);
    let field = |value| if wide { 0xffff_ffff } else { narrow32(value) };
    let mut out = Fields::default();
    out.u32(LOCAL)
        .u16(version(entry.method, wide))
        .u16(entry.flags)
        .u16(entry.method)
        .u32(entry.time.dos)
        .u32(entry.crc32)
        .u32(field(entry.compressed))
        .u32(field(entry.size))
        .u16(entry.name.len() as u16)
        .u16(extra.0.len() as u16)
        .bytes(&entry.name)
        .bytes(&extra.0);
    out.0
}

/// 4.3.9, with the signature, in the 64-bit form that the local header announced.
pub fn descriptor(entry: &Entry) -> Vec<u8> {
    let mut out = Fields::default();
    out.u32(DESCRIPTOR).u32(entry.crc32).u64(entry.compressed).u64(entry.size);
    out.0
}

/// 4.3.12.
pub fn central(entry: &Entry, out: &mut Fields) {
    let mut wide = Fields::default();
    for value in [entry.size, entry.compressed, entry.offset] {
        if is_wide32(value) {
            wide.u64(value);
        }
    }
    let described = entry.flags & DESCRIBED != 0;
    let mut extra = Fields::default();
    if !wide.0.is_empty() {
        extra.u16(EXTRA_ZIP64).u16(wide.0.len() as u16).bytes(&wide.0);
    }
    entry.time.extra(&mut extra);
    extra.bytes(&entry.extra);
    out.u32(CENTRAL)
        .u16(MADE_BY)
        .u16(version(entry.method, described || !wide.0.is_empty()))
        .u16(entry.flags)
        .u16(entry.method)
        .u32(entry.time.dos)
        .u32(entry.crc32)
        .u32(narrow32(entry.compressed))
        .u32(narrow32(entry.size))
        .u16(entry.name.len() as u16)
        .u16(extra.0.len() as u16)
        .u16(entry.comment.len() as u16)
        .u16(0) // disk number start
        .u16(0) // internal attributes
        .u32((entry.mode << 16) | if entry.is_folder() { 0x10 } else { 0 }) // external attributes, MS-DOS folder bit
        .u32(narrow32(entry.offset))
        .bytes(&entry.name)
        .bytes(&extra.0)
        .bytes(&entry.comment);
}

/// 4.3.14 to 4.3.16: the end records, wide ones only where the rule asks for them.
pub fn end(count: u64, size: u64, offset: u64, comment: &[u8], out: &mut Fields) {
    if is_wide16(count) || is_wide32(size) || is_wide32(offset) {
        let at = offset + size;
        out.u32(END64)
            .u64(END64_LEN as u64 - 12) // of what follows this field
            .u16(MADE_BY)
            .u16(45)
            .u32(0) // this disk
            .u32(0) // the directory's disk
            .u64(count)
            .u64(count)
            .u64(size)
            .u64(offset);
        out.u32(LOCATOR64).u32(0).u64(at).u32(1);
    }
    out.u32(END)
        .u16(0) // this disk
        .u16(0) // the directory's disk
        .u16(narrow16(count))
        .u16(narrow16(count))
        .u32(narrow32(size))
        .u32(narrow32(offset))
        .u16(comment.len() as u16)
        .bytes(comment);
}

/// The extra fields, id and data; what is cut off is left out.
pub fn extra_fields(extra: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut reader = Reader::new(extra);
    std::iter::from_fn(move || {
        let (id, len) = (reader.u16_le()?, reader.u16_le()?);
        Some((id, reader.take(usize::from(len))?))
    })
}

/// The first extra field of an id.
pub fn extra_field(extra: &[u8], id: u16) -> Option<&[u8]> {
    extra_fields(extra).find(|(found, _)| *found == id).map(|(_, data)| data)
}

/// The modification time of Info-ZIP's extra field.
pub fn unix_time(extra: &[u8]) -> Option<i32> {
    let data = extra_field(extra, EXTRA_TIME)?;
    let mut reader = Reader::new(data);
    (reader.u8()? & 1 == 1).then(|| reader.u32_le()).flatten().map(|seconds| seconds as i32)
}

/// Whole numbers of a request; absent and null are `None`.
pub fn number(map: &Map<String, Value>, name: &str) -> Option<u64> {
    map.get(name).and_then(Value::as_u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_time_is_utc_two_second_steps_and_clamped() {
        // 2026-11-24T15:16:18Z: year 46, month 11, day 24; hour 15, minute 16, 9 steps of two seconds.
        let time = Time::from_ms(Some(1_795_533_378_000.0));
        let (date, clock) = (46 * 512 + 11 * 32 + 24, 15 * 2048 + 16 * 32 + 9);
        assert_eq!(time.dos, date * 65_536 + clock);
        assert!((time.ms() - 1_795_533_378_000.0).abs() < 0.5);
        assert_eq!(Time::from_ms(None).dos, 0x0021_0000);
        assert_eq!(Time::from_ms(Some(0.0)).dos, 0x0021_0000);
        assert_eq!(Time::from_ms(Some(5e15)).dos, 0xff9f_bf7d);
        for days in [-1000, 0, 59, 60, 11_016, 20_781, 47_541] {
            let (y, m, d) = civil_from_days(days);
            assert_eq!(days_from_civil(y, m, d), days);
        }
    }

    #[test]
    fn the_marker_values_themselves_are_wide() {
        assert!(!is_wide32(0xffff_fffe) && is_wide32(0xffff_ffff) && is_wide32(1 << 32));
        assert!(!is_wide16(0xfffe) && is_wide16(0xffff));
    }
}
