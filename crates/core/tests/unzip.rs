//! The reader of archives, rule by rule: archives made here field by field (APPNOTE 4.3), each of which breaks one.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by it")]

mod foreign;
mod pump;

use foreign::{FOREIGN, hex};
use pixmill_core::error::{Code, Result};
use pixmill_core::job::Cancel;
use pixmill_core::zip::ZipReader;
use pump::{part, pump};
use serde_json::{Value, json};

/// An entry as its two headers say it; `local` differs where a test makes it lie.
#[derive(Clone)]
struct Part {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    crc32: u32,
    size: u64,
    compressed: u64,
    extra: Vec<u8>,
}

#[derive(Clone)]
struct Made {
    local: Part,
    central: Part,
    data: Vec<u8>,
    /// What stands behind the data: a descriptor, or nobody's bytes.
    behind: Vec<u8>,
}

fn stored(name: &[u8], data: &[u8]) -> Made {
    let part = Part {
        name: name.to_vec(),
        flags: 0,
        method: 0,
        crc32: crc32fast::hash(data),
        size: data.len() as u64,
        compressed: data.len() as u64,
        extra: Vec::new(),
    };
    Made { local: part.clone(), central: part, data: data.to_vec(), behind: Vec::new() }
}

/// Sums that follow the data, in one of the four forms of 4.3.9.
fn described(name: &[u8], data: &[u8], signed: bool, wide: bool) -> Made {
    let mut made = stored(name, data);
    (made.local.flags, made.central.flags) = (8, 8);
    (made.local.crc32, made.local.size, made.local.compressed) = (0, 0, 0);
    if signed {
        made.behind.extend(b"PK\x07\x08");
    }
    made.behind.extend(made.central.crc32.to_le_bytes());
    for size in [made.central.compressed, made.central.size] {
        made.behind.extend(&size.to_le_bytes()[..if wide { 8 } else { 4 }]);
    }
    made
}

fn fields(part: &Part) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(20u16.to_le_bytes());
    out.extend(part.flags.to_le_bytes());
    out.extend(part.method.to_le_bytes());
    out.extend(0x0021_0000u32.to_le_bytes());
    out.extend(part.crc32.to_le_bytes());
    out.extend((part.compressed as u32).to_le_bytes());
    out.extend((part.size as u32).to_le_bytes());
    out.extend((part.name.len() as u16).to_le_bytes());
    out.extend((part.extra.len() as u16).to_le_bytes());
    out
}

fn central(part: &Part, offset: usize) -> Vec<u8> {
    let mut out = b"PK\x01\x02\x14\x00".to_vec();
    out.extend(fields(part));
    out.extend([0; 10]); // comment length, disk, attributes
    out.extend((offset as u32).to_le_bytes());
    out.extend(&part.name);
    out.extend(&part.extra);
    out
}

fn end(count: usize, size: usize, offset: usize, comment: &[u8]) -> Vec<u8> {
    let mut out = b"PK\x05\x06\0\0\0\0".to_vec();
    out.extend((count as u16).to_le_bytes());
    out.extend((count as u16).to_le_bytes());
    out.extend((size as u32).to_le_bytes());
    out.extend((offset as u32).to_le_bytes());
    out.extend((comment.len() as u16).to_le_bytes());
    out.extend(comment);
    out
}

fn archive(entries: &[Made]) -> Vec<u8> {
    archive_with(entries, b"")
}

fn archive_with(entries: &[Made], comment: &[u8]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for made in entries {
        directory.extend(central(&made.central, out.len()));
        out.extend(b"PK\x03\x04");
        out.extend(fields(&made.local));
        out.extend(&made.local.name);
        out.extend(&made.local.extra);
        out.extend(&made.data);
        out.extend(&made.behind);
    }
    let end = end(entries.len(), directory.len(), out.len(), comment);
    out.extend(directory);
    out.extend(end);
    out
}

/// Names, contents and the codes of the warnings of a whole archive.
type Found = (Vec<String>, Vec<Vec<u8>>, Vec<String>);

fn read(bytes: &[u8], options: Value) -> Result<Found> {
    let mut options = options;
    let password = options.as_object_mut().unwrap().remove("password");
    options["size"] = bytes.len().into();
    let mut reader = ZipReader::new(&options.to_string())?;
    let (mut entries, mut warnings) = (Vec::new(), Vec::new());
    let mut note = |told: &Value| {
        let codes = told["warnings"].as_array().cloned().unwrap_or_default();
        warnings.extend(codes.iter().map(|w| w["code"].as_str().unwrap().to_owned()));
    };
    loop {
        let page = pump(bytes, reader.step(&[])?, |answer| reader.step(answer))?;
        entries.extend(page["entries"].as_array().unwrap().clone());
        note(&page);
        if page.get("more").is_none() {
            break;
        }
    }
    let (mut names, mut contents) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        names.push(entry["name"].as_str().unwrap().to_owned());
        let told = pump(bytes, reader.open(index as u32)?, |answer| reader.step(answer))?;
        note(&told);
        let mut request = told["unpack"].clone();
        request["task"] = "unpack".into();
        if let Some(password) = &password {
            request["password"] = password.clone();
        }
        let data = part(bytes, &told["data"]).to_vec();
        let outcome = pixmill_core::task::run(&request.to_string(), &mut [data], &Cancel::default())?;
        contents.extend(outcome.buffers);
    }
    Ok((names, contents, warnings))
}

/// How an archive that breaks one rule fares: by default, when strict, and when the rule is allowed.
fn outcome(bytes: &[u8], code: Code) {
    let name = code.row().name;
    let rule = pixmill_core::zip::policy::RULES.iter().find(|rule| rule.code == code);
    let refused = rule.is_none_or(|rule| rule.treatment == pixmill_core::zip::policy::Treatment::Refused);
    let by_default = read(bytes, json!({}));
    if refused {
        assert_eq!(by_default.unwrap_err().code, code);
    } else {
        assert_eq!(by_default.unwrap().2, [name], "{name}");
    }
    assert_eq!(read(bytes, json!({ "strict": true })).unwrap_err().code, code, "{name}, strict");
    if rule.is_some() {
        for strict in [false, true] {
            let (_, _, warnings) = read(bytes, json!({ "strict": strict, "allow": [name] })).unwrap();
            assert_eq!(warnings, [name], "{name}, allowed");
        }
    }
}

fn two() -> Vec<Made> {
    vec![stored(b"a", b"alpha"), stored(b"b", b"beta beta")]
}

#[test]
fn an_archive_that_breaks_no_rule_is_read_when_strict_and_warns_of_nothing() {
    for signed in [false, true] {
        for wide in [false, true] {
            let all = [
                stored(b"a", b"alpha"),
                described(b"b/", b"", signed, wide),
                described(b"c", b"see", signed, wide),
            ];
            let (names, contents, warnings) = read(&archive(&all), json!({ "strict": true })).unwrap();
            assert_eq!(names, ["a", "b/", "c"]);
            assert_eq!(contents, [&b"alpha"[..], b"", b"see"]);
            assert!(warnings.is_empty());
        }
    }
    assert!(read(&archive(&[]), json!({ "strict": true })).unwrap().0.is_empty());
}

#[test]
fn bytes_of_nobody_are_warned_of_wherever_they_are() {
    let whole = archive(&two());
    outcome(&[b"#!/bin/sh\n", &whole[..]].concat(), Code::PrefixBytes);
    outcome(&[&whole[..], b"and more"].concat(), Code::TrailingBytes);
    let mut gap = two();
    gap[0].behind = b"hidden".to_vec();
    outcome(&archive(&gap), Code::GapBytes);
    let mut gap = two();
    gap[1].behind = vec![0; 30];
    outcome(&archive(&gap), Code::GapBytes);
    let mut gap = vec![described(b"a", b"alpha", true, false)];
    gap[0].behind.extend(b"hidden");
    outcome(&archive(&gap), Code::GapBytes);
    // Between the directory and the end record, which says where it is.
    let end = whole.len() - 22;
    outcome(&[&whole[..end], b"hidden", &whole[end..]].concat(), Code::GapBytes);
    // A self-extractor whose offsets were put right.
    let mut moved = [b"program", &whole[..]].concat();
    let at = moved.len() - 22;
    moved[at + 16] += 7;
    let records: Vec<usize> = (0..at).filter(|at| moved[*at..].starts_with(b"PK\x01\x02")).collect();
    for record in records {
        moved[record + 42] += 7;
    }
    outcome(&moved, Code::PrefixBytes);
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    let whole = archive(&two());
    // An end record whose comment is another, of an archive without entries.
    outcome(&archive_with(&two(), &end(0, 0, 0, b"")), Code::AmbiguousArchive);
    // The directory that the end record says, and the one that ends before it.
    let one = archive(&[stored(b"a", b"alpha")]);
    outcome(&[&one[..], &one[..]].concat(), Code::AmbiguousArchive);
    // Another reader may take the comment's; ours does not, unless it should be sure.
    let comment = archive_with(&two(), &[&end(0, 0, 0, b"")[..], b"x"].concat());
    assert_eq!(read(&comment, json!({})).unwrap().0, ["a", "b"]);
    assert_eq!(read(&comment, json!({ "strict": true })).unwrap_err().code, Code::AmbiguousArchive);
    // A stored archive is data.
    let inner = archive(&[stored(b"inner.zip", &whole)]);
    assert_eq!(read(&inner, json!({ "strict": true })).unwrap().0, ["inner.zip"]);
    assert_eq!(read(&[&inner[..], b"more"].concat(), json!({})).unwrap().0, ["inner.zip"]);
}

#[test]
fn headers_that_disagree_are_refused_or_the_directory_is_believed() {
    let lies: [fn(&mut Part); 9] = [
        |part| part.name = b"c".to_vec(),
        |part| part.method = 8,
        |part| part.flags = 1,
        |part| part.flags = 8,
        |part| part.crc32 ^= 1,
        |part| part.crc32 = 0,
        |part| part.size += 1,
        |part| part.size = 0,
        |part| part.compressed -= 1,
    ];
    for (index, lie) in lies.iter().enumerate() {
        let mut entries = two();
        lie(&mut entries[0].local);
        println!("lie {index}");
        outcome(&archive(&entries), Code::HeaderMismatch);
        let (_, contents, _) = read(&archive(&entries), json!({ "allow": ["HeaderMismatch"] })).unwrap();
        assert_eq!(contents[0], b"alpha");
    }
    for at in 0..16 {
        let mut entries = vec![described(b"a", b"alpha", true, false), stored(b"b", b"")];
        entries[0].behind[at] ^= 1;
        outcome(&archive(&entries), Code::HeaderMismatch);
    }
    let mut entries = vec![described(b"a", b"alpha", true, false), stored(b"b", b"")];
    entries[0].behind.clear();
    outcome(&archive(&entries), Code::HeaderMismatch);
    // With a descriptor each sum is right, or 0.
    let mut entries = vec![described(b"a", b"alpha", true, false)];
    entries[0].local.size = 5;
    read(&archive(&entries), json!({ "strict": true })).unwrap();
    entries[0].local.size = 6;
    outcome(&archive(&entries), Code::HeaderMismatch);
    // A second name in the local header alone, which a reader that goes forward would take.
    let mut entries = two();
    let mut extra = vec![0x75, 0x70, 6, 0, 1];
    extra.extend(crc32fast::hash(b"a").to_le_bytes());
    extra.push(b'z');
    entries[0].local.extra = extra;
    outcome(&archive(&entries), Code::HeaderMismatch);
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let whole = archive(&two());
    let at = whole.len() - 22 - 47;
    let mut bad = whole.clone();
    bad[at + 42..at + 46].fill(0);
    outcome(&bad, Code::Overlap);
    // The second begins within the first one's data.
    let mut bad = whole.clone();
    bad[at + 42] -= 1;
    outcome(&bad, Code::Overlap);
    // A local extra field that the directory does not show pushes the data into the next header.
    let mut entries = two();
    entries[0].local.extra = vec![0xfe, 0xca, 4, 0, 0, 0, 0, 0];
    let mut bad = archive(&entries);
    let at = bad.len() - 22 - 47;
    bad[at + 42] -= 8;
    assert_eq!(read(&bad, json!({})).unwrap_err().code, Code::Overlap);
    // Data that would reach into the directory.
    let mut made = stored(b"a", b"alpha");
    for part in [&mut made.local, &mut made.central] {
        (part.size, part.compressed) = (6, 6);
    }
    outcome(&archive(&[made]), Code::Overlap);
}

#[test]
fn names_are_judged_one_by_one_and_together() {
    outcome(&archive(&[stored(b"a", b""), stored(b"a", b"")]), Code::DuplicateName);
    // The same name in two encodings.
    outcome(&archive(&[stored(b"\x84", b""), stored("ä".as_bytes(), b"")]), Code::DuplicateName);
    outcome(&archive(&[stored(b"a\\b", b"")]), Code::BackslashName);
    outcome(&archive(&[stored(b"a\nb", b"")]), Code::DeceptiveName);
    for name in [&b"../a"[..], b"/a", b"c:/a", b"a\0b", b""] {
        outcome(&archive(&[stored(name, b"")]), Code::UnsafeName);
    }
    outcome(&archive(&[stored(b"nul.txt", b"")]), Code::ReservedName);
    // As long as a name can be.
    let (names, _, warnings) =
        read(&archive(&[stored(&b"n".repeat(65_535), b"")]), json!({ "strict": true })).unwrap();
    assert_eq!((names[0].len(), warnings.len()), (65_535, 0));
}

#[test]
fn sizes_and_sums_that_lie_have_their_codes() {
    let mut entries = two();
    (entries[0].local.size, entries[0].central.size) = (4, 4);
    outcome(&archive(&entries), Code::SizeMismatch);
    let squeezed = |size: u64, tail: &[u8]| {
        let mut made = stored(b"a", b"aaaaaaaaaaaaaaaaaaaa");
        made.data = [&[0x4b, 0x4c, 0xc4, 0x04, 0x00][..], tail].concat(); // 20 times `a`, by zlib 1.2.13
        for part in [&mut made.local, &mut made.central] {
            (part.method, part.size, part.compressed) = (8, size, made.data.len() as u64);
        }
        archive(&[made])
    };
    assert_eq!(read(&squeezed(20, b""), json!({ "strict": true })).unwrap().1, [b"aaaaaaaaaaaaaaaaaaaa"]);
    outcome(&squeezed(19, b""), Code::SizeMismatch);
    outcome(&squeezed(21, b""), Code::SizeMismatch);
    let after = squeezed(20, b"hidden");
    assert_eq!(read(&after, json!({})).unwrap_err().code, Code::BytesAfterData);
    assert_eq!(read(&after, json!({ "allow": ["BytesAfterData"] })).unwrap().1, [b"aaaaaaaaaaaaaaaaaaaa"]);
    let mut entries = two();
    (entries[1].local.method, entries[1].central.method) = (12, 12);
    assert_eq!(read(&archive(&entries), json!({})).unwrap_err().code, Code::UnsupportedMethod);
}

#[test]
fn end_records_that_lie_are_refused() {
    let whole = archive(&two());
    let at = whole.len() - 22;
    // Entries on this disk and in all, the directory's size and offset, this disk, the directory's.
    for (field, value) in [(10, 1), (10, 3), (8, 1), (12, 0), (12, 255), (16, 255), (4, 1), (6, 1)] {
        let mut bad = whole.clone();
        bad[at + field] = value;
        if field == 10 {
            bad[at + 8] = value;
        }
        assert_eq!(read(&bad, json!({})).unwrap_err().code, Code::CorruptArchive, "{field} {value}");
    }
    for cut in 1..22 {
        assert!(read(&whole[..whole.len() - cut], json!({})).is_err(), "{cut}");
    }
    let cut = archive_with(&two(), b"a comment");
    for len in 1..9 {
        assert_eq!(read(&cut[..cut.len() - len], json!({})).unwrap_err().code, Code::CorruptArchive);
    }
}

#[test]
fn extra_fields_that_are_cut_off_are_damage_and_padding_is_not() {
    let with = |extra: &[u8]| {
        let mut made = stored(b"a", b"alpha");
        made.central.extra = extra.to_vec();
        read(&archive(&[made]), json!({ "strict": true }))
    };
    for extra in [&[0xfe, 0xca, 1, 0, 7][..], &[0xfe, 0xca, 0, 0, 0, 0, 0], &[0; 3], &[]] {
        with(extra).unwrap();
    }
    // A field that is longer than what is there, and two ZIP64 fields.
    for extra in [&[0xfe, 0xca, 2, 0, 7][..], &[1, 0, 0x0f, 0x27], &[1, 0, 0, 0, 1, 0, 0, 0]] {
        assert_eq!(with(extra).unwrap_err().code, Code::CorruptArchive);
    }
}

#[test]
fn limits_are_the_callers_and_told_by_name() {
    let whole = archive(&two());
    for (name, limit) in [("entries", 1), ("directory", 93), ("bytes", 13), ("entryBytes", 8)] {
        let error = read(&whole, json!({ "limits": { name: limit } })).unwrap_err();
        assert_eq!((error.code, error.fields.limit), (Code::ArchiveLimit, Some(limit)));
        assert_eq!(error.fields.option.unwrap(), format!("limits.{name}"));
        read(&whole, json!({ "limits": { name: limit + 1 } })).unwrap();
    }
}

#[test]
fn thousands_of_entries_are_told_in_pages_and_in_their_order() {
    let all: Vec<Made> = (0..10_000).map(|index| stored(format!("{index}").as_bytes(), b"")).collect();
    let (names, _, _) = read(&archive(&all), json!({})).unwrap();
    assert!(names.iter().enumerate().all(|(index, name)| *name == index.to_string()));
    assert_eq!(names.len(), 10_000);
}

#[test]
fn what_other_tools_encrypt_or_deflate64_is_read() {
    for (tool, archive) in FOREIGN {
        let bytes = hex(archive);
        let (_, contents, warnings) = read(&bytes, json!({ "strict": true, "password": "secret" })).unwrap();
        assert_eq!(contents, [b"pixmill pixmill pixmill\n"], "{tool}");
        assert!(warnings.is_empty(), "{tool}");
        if tool.contains("Deflate64") {
            continue;
        }
        assert_eq!(read(&bytes, json!({})).unwrap_err().code, Code::Encrypted, "{tool}");
        let wrong = read(&bytes, json!({ "password": "Secret" })).unwrap_err();
        assert_eq!(wrong.code, Code::WrongPassword, "{tool}");
    }
}

#[test]
fn any_byte_of_an_encrypted_or_deflate64_archive_may_be_wrong() {
    for (tool, archive) in FOREIGN {
        let bytes = hex(archive);
        // A key takes a while.
        let flips = if tool.contains("Deflate64") { &[1, 0x40, 0xff][..] } else { &[0x41] };
        for at in 0..bytes.len() {
            for flip in flips {
                let mut bad = bytes.clone();
                bad[at] ^= flip;
                // Times, attributes and versions may differ; data may not.
                if let Ok((_, contents, _)) = read(&bad, json!({ "password": "secret" })) {
                    assert_eq!(contents, [b"pixmill pixmill pixmill\n"], "{tool}, {at} ^ {flip}");
                }
            }
        }
    }
}
