use super::super::ZipWriter;
use super::*;

/// A stored archive of these entries, as one piece.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new("{}").unwrap();
    let mut out = Vec::new();
    for (name, data) in entries {
        let crc = crc32fast::hash(data);
        let entry = json!({ "name": name, "method": 0, "crc32": crc, "size": data.len(), "mtime": 1_795_533_379_000u64 });
        out.extend(writer.begin(&entry.to_string()).unwrap());
        out.extend_from_slice(data);
        out.extend(writer.end("{}").unwrap());
    }
    out.extend(writer.finish("a comment").unwrap());
    out
}

/// A reader's next answer that is not a need.
fn answered(reader: &mut ZipReader, bytes: &[u8], said: String) -> Result<Value> {
    pump::pump(bytes, said, |answer| reader.step(answer))
}

fn list(bytes: &[u8], strict: bool) -> Result<(ZipReader, Value)> {
    let mut reader = ZipReader::new(&json!({ "size": bytes.len(), "strict": strict }).to_string())?;
    let first = reader.step(&[])?;
    let listed = answered(&mut reader, bytes, first)?;
    Ok((reader, listed))
}

#[test]
fn what_is_written_is_read_back() {
    let bytes = archive(&[("a.txt", b"alpha"), ("ü/", b""), ("ü/b.bin", b"beta beta")]);
    let (mut reader, listed) = list(&bytes, true).unwrap();
    assert_eq!(listed["comment"], "a comment");
    let names: Vec<&str> =
        listed["entries"].as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a.txt", "ü/", "ü/b.bin"]);
    assert_eq!(listed["entries"][0]["mtime"], 1_795_533_379_000f64);
    let first = reader.open(2).unwrap();
    let data = answered(&mut reader, &bytes, first).unwrap();
    let (offset, len) =
        (data["data"]["offset"].as_u64().unwrap() as usize, data["data"]["len"].as_u64().unwrap() as usize);
    assert_eq!(&bytes[offset..offset + len], b"beta beta");
}

/// An entry's content as `open` and the task come to it.
fn by_steps(reader: &mut ZipReader, bytes: &[u8], index: u32) -> Result<Vec<u8>> {
    let first = reader.open(index)?;
    let opened = answered(reader, bytes, first)?;
    let at = |name: &str| opened["data"][name].as_u64().unwrap() as usize;
    let data = bytes[at("offset")..at("offset") + at("len")].to_vec();
    let request = opened["unpack"].as_object().unwrap();
    Ok(crate::zip::tasks::unpack(request, &[data], &Cancel::default())?.buffers.remove(0))
}

#[test]
fn content_by_one_question_is_what_the_steps_come_to_or_nothing() {
    let mut writer = ZipWriter::new("{}").unwrap();
    let mut bytes = Vec::new();
    let content = vec![b'a'; 900];
    let packed = crate::zip::deflate::whole(&content, 6, &Cancel::default()).unwrap();
    let about = json!({ "size": 900, "compressedSize": packed.len(), "crc32": crc32fast::hash(&content) });
    for (name, described) in [("before", false), ("behind", true)] {
        let mut entry = json!({ "name": name, "method": 8 });
        if !described {
            entry.as_object_mut().unwrap().extend(about.as_object().unwrap().clone());
        }
        bytes.extend(writer.begin(&entry.to_string()).unwrap());
        bytes.extend_from_slice(&packed);
        bytes.extend(writer.end(&about.to_string()).unwrap());
    }
    bytes.extend(writer.finish("").unwrap());
    let (mut reader, listed) = list(&bytes, false).unwrap();
    for index in 0..2 {
        let start = listed["entries"][index as usize]["offset"].as_u64().unwrap() as usize;
        for cut in start..bytes.len() {
            match reader.content(index, &bytes[start..cut]) {
                Ok(Some(found)) => assert!(found == content),
                Ok(None) => assert!(cut < start + 80 + packed.len(), "{cut}"),
                Err(error) => {
                    assert!(error.code == Code::CorruptArchive && cut < start + LOCAL_LEN, "{cut}");
                }
            }
        }
        assert!(reader.content(index, &bytes[start..]).unwrap().unwrap() == content);
        assert!(reader.warnings().is_none());
    }
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 0x11;
        let Ok((mut reader, listed)) = list(&bad, false) else { continue };
        for index in 0..2 {
            let start = listed["entries"][index as usize]["offset"].as_u64().unwrap() as usize;
            let quick = reader.content(index, &bad[start..]);
            let told = reader.warnings();
            let steps = by_steps(&mut reader, &bad, index);
            match (quick, steps) {
                (Ok(Some(quick)), Ok(steps)) => assert!(quick == steps, "{at}"),
                (Ok(None), _) => assert!(told.is_none(), "{at}"),
                (Err(quick), Err(steps)) => assert_eq!(quick.to_json(), steps.to_json(), "{at}"),
                (quick, steps) => panic!("{at}: {quick:?} {steps:?}"),
            }
        }
    }
}

#[test]
fn every_truncation_is_an_error_and_none_a_panic() {
    let bytes = archive(&[("a.txt", b"alpha"), ("b.txt", b"beta")]);
    for cut in 0..bytes.len() {
        assert!(list(&bytes[..cut], false).is_err(), "{cut}");
    }
}

#[test]
fn every_flipped_byte_is_an_error_or_a_listing() {
    let bytes = archive(&[("a.txt", b"alpha"), ("b.txt", b"beta")]);
    for at in 0..bytes.len() {
        for flip in [0xff, 1, 0x80] {
            let mut bad = bytes.clone();
            bad[at] ^= flip;
            if let Ok((mut reader, listed)) = list(&bad, false) {
                for index in 0..listed["entries"].as_array().unwrap().len() {
                    let opened =
                        reader.open(index as u32).and_then(|first| answered(&mut reader, &bad, first));
                    drop(opened);
                }
            }
        }
    }
}

#[test]
fn bytes_before_the_archive_are_warned_of_or_refused() {
    let mut bytes = b"#!/bin/sh\n".to_vec();
    bytes.extend(archive(&[("a.txt", b"alpha")]));
    let (mut reader, listed) = list(&bytes, false).unwrap();
    assert_eq!(listed["warnings"].as_array().unwrap().len(), 1);
    let first = reader.open(0).unwrap();
    let data = answered(&mut reader, &bytes, first).unwrap();
    let offset = data["data"]["offset"].as_u64().unwrap() as usize;
    assert_eq!(&bytes[offset..offset + 5], b"alpha");
    assert_eq!(list(&bytes, true).unwrap_err().code, Code::PrefixBytes);
}

#[test]
fn overlap_and_a_lying_local_header_are_refused() {
    let bytes = archive(&[("a.txt", b"alpha"), ("b.txt", b"beta!")]);
    // Both directory records point at the first local header: the offset field stands 42 bytes into the record.
    let second = bytes.windows(4).rposition(|w| w == CENTRAL.to_le_bytes()).unwrap();
    let mut bad = bytes.clone();
    bad[second + 42..second + 46].fill(0);
    assert_eq!(list(&bad, false).unwrap_err().code, Code::Overlap);
    let mut bad = bytes;
    bad[14] ^= 1; // the first local header's CRC
    let (mut reader, _) = list(&bad, false).unwrap();
    let first = reader.open(0).unwrap();
    assert_eq!(answered(&mut reader, &bad, first).unwrap_err().code, Code::HeaderMismatch);
}

#[test]
fn zip64_records_are_written_by_the_one_rule_and_read_back() {
    let mut writer = ZipWriter::new("{}").unwrap();
    let size = 5u64 << 30;
    let begun =
        writer.begin(&json!({ "name": "big", "method": 0, "crc32": 1, "size": size }).to_string()).unwrap();
    writer.end("{}").unwrap();
    let small = writer.begin(&json!({ "name": "small", "method": 8 }).to_string()).unwrap();
    let descriptor = writer.end(r#"{"crc32":2,"size":3,"compressedSize":5}"#).unwrap();
    assert_eq!(descriptor.len(), 24);
    let tail = writer.finish("").unwrap();
    let total = begun.len() as u64 + size + small.len() as u64 + 5 + 24 + tail.len() as u64;
    let mut reader = ZipReader::new(&json!({ "size": total }).to_string()).unwrap();
    let mut said = reader.step(&[]).unwrap();
    let listed = loop {
        let value: Value = serde_json::from_str(&said).unwrap();
        let Some(need) = value.get("need") else { break value };
        let (offset, len) = (need["offset"].as_u64().unwrap(), need["len"].as_u64().unwrap());
        // Only the tail is at hand; what lies before is zeros.
        let start = total - tail.len() as u64;
        let mut answer = vec![0; len as usize];
        for (at, byte) in answer.iter_mut().enumerate() {
            if let Some(index) = (offset + at as u64).checked_sub(start) {
                *byte = tail[index as usize];
            }
        }
        said = reader.step(&answer).unwrap();
    };
    assert_eq!(listed["entries"][0]["size"], size);
    assert_eq!(listed["entries"][1]["compressedSize"], 5);
}
