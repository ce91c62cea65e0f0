//! Damaged images and archives: every one ends in a result or a coded error, the same twice, within its limits.
//! The seeds are small files that core writes; files of the corpus join them where it is at hand.
//! `PIXMILL_FUZZ_SECONDS` says how long each test goes on (5); the cases are the same every time.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by it")]

mod foreign;
mod pump;

use foreign::{FOREIGN, hex};
use pixmill_core::bytes::Form;
use pixmill_core::bytes::inflater::{Inflater, Settings};
use pixmill_core::format::{FORMATS, Format};
use pixmill_core::job::Cancel;
use pixmill_core::task;
use pixmill_core::zip::{Unpacker, ZipReader, ZipWriter};
use pump::{part, pump};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Corpus files over this size are left out: more cases a second.
const LARGEST_SEED: u64 = 32 << 10;
/// No case may take longer, in an unoptimised build on a busy machine.
const HANG: Duration = Duration::from_secs(30);

/// xorshift64*: the same sequence on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 33) as usize % end.max(1)
    }
}

fn seconds() -> Duration {
    let asked = std::env::var("PIXMILL_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(asked.unwrap_or(5))
}

/// A picture with edges, ramps and noise, in each format that core writes, with and without alpha, 8 and 16 bit.
fn written() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for row in FORMATS.iter().filter(|row| row.reads && row.writes && row.format != Format::Raw) {
        for (channels, depth) in [(1u32, "uchar"), (3, "uchar"), (4, "uchar"), (3, "ushort")] {
            let (width, height) = (37u32, 23u32);
            let bytes = width * height * channels * if depth == "ushort" { 2 } else { 1 };
            let mut random = Random(7);
            let data = (0..bytes).map(|i| (i * 5) as u8 ^ (random.next() >> 60) as u8).collect();
            let request = json!({
                "task": "convert",
                "raw": { "width": width, "height": height, "channels": channels, "depth": depth },
                "recipe": { "outputs": [{ "format": row.name }] },
            });
            let outcome = task::run(&request.to_string(), &mut [data], &Cancel::default()).unwrap();
            seeds.extend(outcome.buffers);
        }
    }
    assert!(seeds.len() >= 16, "found {} seeds", seeds.len());
    seeds
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

fn corpus() -> Vec<Vec<u8>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let root = std::env::var_os("PIXMILL_CORPUS").map_or_else(beside, PathBuf::from);
    if !root.is_dir() {
        eprintln!("\n*** NO CORPUS at {}: only our own seeds are damaged ***\n", root.display());
        return Vec::new();
    }
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let small = |path: &PathBuf| fs::metadata(path).unwrap().len() <= LARGEST_SEED;
    let images: Vec<Vec<u8>> = paths
        .iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "zip") && small(path))
        .map(|path| fs::read(path).unwrap())
        .filter(|bytes| Format::sniff(bytes).is_some())
        .collect();
    assert!(images.len() > 5000, "found {} images in {}", images.len(), root.display());
    images
}

/// One damaged copy: cut, flipped, blown up in its header, with a part doubled, lost or taken from another.
fn damage(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return bytes;
        }
        let at = random.below(bytes.len());
        let near = random.below(bytes.len().min(160));
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[near] = random.next() as u8,
            3 => {
                let extremes = [0u32, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, u32::MAX];
                let value = extremes[random.below(extremes.len())];
                let value = if random.below(2) == 0 { value.to_be_bytes() } else { value.to_le_bytes() };
                for (to, from) in bytes[near..].iter_mut().zip(value) {
                    *to = from;
                }
            }
            4 => bytes[near] = bytes[near].wrapping_add(1),
            5 => {
                let end = (at + random.below(64)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            6 => drop(bytes.drain(at..(at + random.below(64)).min(bytes.len()))),
            _ => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
        }
    }
    bytes
}

/// The code of the error, `ok`, or `panic`; and what came out.
fn run(request: &Value, bytes: &[u8]) -> (String, Vec<Vec<u8>>) {
    let input = [bytes.to_vec()];
    let text = request.to_string();
    match catch_unwind(AssertUnwindSafe(|| task::run(&text, &mut input.to_vec(), &Cancel::default()))) {
        Ok(Ok(outcome)) => ("ok".to_owned(), outcome.buffers),
        Ok(Err(error)) => (error.code.row().name.to_owned(), Vec::new()),
        Err(_) => ("panic".to_owned(), Vec::new()),
    }
}

/// Fails with the case kept in a file, so that it can be looked at and become a fixture.
fn check(holds: bool, what: &str, format: &str, bytes: &[u8]) {
    if holds {
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{format}-{}.bin", bytes.len()));
    fs::write(&path, bytes).unwrap();
    assert!(holds, "a {format} image {what}: kept in {}", path.display());
}

#[test]
fn a_damaged_image_is_a_result_or_a_coded_error_and_the_same_twice() {
    // A panic is caught by the bindings, and expected of rusty_av1d alone.
    let mut seeds = written();
    seeds.extend(corpus());
    let limits = json!({ "pixels": 2_000_000, "memory": 200_000_000, "frames": 50 });
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let (mut random, mut cases, start) = (Random(1), 0, Instant::now());
    while start.elapsed() < seconds() {
        let bytes = damage(&seeds, &mut random);
        let format = Format::sniff(&bytes).map_or("none", Format::name);
        let fail_on = ["none", "truncated", "error", "warning"][random.below(4)];
        let recipe = json!({
            "input": { "limits": limits, "failOn": fail_on },
            "steps": [{ "op": "resize", "width": 16, "height": 16, "fit": "inside" }],
            "outputs": [{ "format": "png", "compressionLevel": 1 }],
        });
        let begun = Instant::now();
        let (outcome, buffers) = run(&json!({ "task": "convert", "recipe": recipe }), &bytes);
        check(begun.elapsed() < HANG, "takes too long", format, &bytes);
        check(outcome != "panic" || format == "avif", "panics", format, &bytes);
        check(outcome != "Panicked", "is an internal error", format, &bytes);
        if random.below(8) == 0 {
            let again = run(&json!({ "task": "convert", "recipe": recipe }), &bytes);
            check(
                again == (outcome.clone(), buffers),
                "gives another result the second time",
                format,
                &bytes,
            );
        }
        *outcomes.entry(outcome).or_default() += 1;
        cases += 1;
    }
    println!("{cases} cases of {} seeds: {outcomes:?}", seeds.len());
    assert!(outcomes.get("ok").is_some_and(|ok| *ok > 0), "nothing decoded: {outcomes:?}");
}

#[test]
fn a_header_read_from_a_prefix_is_the_header_of_the_whole() {
    let mut random = Random(2);
    for bytes in written() {
        let size = bytes.len();
        let ask = |len: usize| {
            let request = json!({ "task": "probe", "size": size });
            task::run(&request.to_string(), &mut [bytes[..len].to_vec()], &Cancel::default()).map(|o| o.info)
        };
        let whole = ask(size).unwrap();
        for _ in 0..40 {
            let len = random.below(size) + 1;
            match ask(len) {
                Ok(info) if info.get("needMore").is_some() => {
                    assert!(info["needMore"].as_u64().unwrap() > len as u64);
                }
                Ok(info) => assert_eq!(info, whole),
                // A few bytes are no format yet.
                Err(error) => assert!(len < 64, "{len} of {size} bytes: {error}"),
            }
        }
    }
}

fn archive() -> Vec<u8> {
    let mut writer = ZipWriter::new("{}").unwrap();
    let mut out = Vec::new();
    for (index, name) in ["a.txt", "folder/", "folder/ü.bin", "b"].iter().enumerate() {
        let data = vec![b'x'; index * 100];
        let packed = task::run("{\"task\":\"deflate\"}", &mut [data.clone()], &Cancel::default()).unwrap();
        let mut entry = packed.info.clone();
        entry["name"] = (*name).into();
        out.extend(writer.begin(&entry.to_string()).unwrap());
        out.extend(packed.buffers.first().unwrap_or(&data));
    }
    out.extend(writer.finish("a comment").unwrap());
    out
}

/// Reads an archive to its end; how many entries were opened. Each is unpacked, or has its code.
fn read(bytes: &[u8], random: &mut Random) -> pixmill_core::Result<usize> {
    let strict = random.below(2) == 0;
    let allow = ["DuplicateName", "HeaderMismatch", "BytesAfterData"];
    let allow = allow.get(..random.below(4)).unwrap();
    let limits = json!({ "entryBytes": 1 << 20 });
    let options = json!({ "size": bytes.len(), "strict": strict, "allow": allow, "limits": limits });
    let mut reader = ZipReader::new(&options.to_string())?;
    let mut entries = 0;
    loop {
        let page = pump(bytes, reader.step(&[])?, |answer| reader.step(answer))?;
        entries += page["entries"].as_array().unwrap().len();
        if page.get("more").is_none() {
            break;
        }
    }
    for index in 0..entries {
        let told = pump(bytes, reader.open(index as u32)?, |answer| reader.step(answer))?;
        unpack(&told["unpack"], part(bytes, &told["data"]), random)?;
    }
    Ok(entries)
}

/// An entry's data at once and in pieces: the same bytes or the same code.
fn unpack(request: &Value, data: &[u8], random: &mut Random) -> pixmill_core::Result<()> {
    let mut request = request.clone();
    request["password"] = "secret".into();
    let mut pieces = || {
        let mut unpacker = Unpacker::new(&request.to_string())?;
        let mut all = Vec::new();
        let mut rest = data;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at((random.below(rest.len()) + 1).min(rest.len()));
            rest = after;
            let mut out = unpacker.push(piece)?;
            while !out.is_empty() {
                all.append(&mut out);
                out = unpacker.push(&[])?;
            }
        }
        unpacker.finish()?;
        Ok(all)
    };
    let cut: pixmill_core::Result<Vec<u8>> = pieces();
    let mut whole = request.clone();
    whole["task"] = "unpack".into();
    let whole = task::run(&whole.to_string(), &mut [data.to_vec()], &Cancel::default());
    match (cut, whole) {
        (Ok(cut), Ok(whole)) => assert!(cut == whole.buffers[0]),
        (Err(_), Err(error)) => return Err(error),
        (cut, whole) => panic!("in pieces {cut:?}, at once {whole:?}"),
    }
    Ok(())
}

/// What a stream's reader asks for at any place: an answer or a code.
fn forward(bytes: &[u8]) {
    for at in 0..bytes.len() {
        for task in ["localHeader", "descriptor"] {
            let request = json!({ "task": task, "crc32": 0, "size": 0, "compressedSize": 0 }).to_string();
            drop(task::run(&request, &mut [bytes[at..].to_vec()], &Cancel::default()));
        }
    }
}

#[test]
fn a_damaged_archive_is_read_or_refused_and_never_asks_for_what_lies_outside() {
    let mut seeds = vec![archive()];
    seeds.extend(FOREIGN.iter().map(|(_, archive)| hex(archive)));
    let mut random = Random(3);
    for (index, seed) in seeds.iter().enumerate() {
        assert_eq!(read(seed, &mut random).unwrap(), if index == 0 { 4 } else { 1 });
    }
    let (mut good, mut cases, start) = (0, 0, Instant::now());
    while start.elapsed() < seconds() / 5 {
        let bytes = damage(&seeds, &mut random);
        good += usize::from(read(&bytes, &mut random).is_ok());
        if cases % 16 == 0 {
            forward(&bytes);
        }
        cases += 1;
    }
    println!("{cases} archives, {good} of them read");
    assert!(cases > good && good > 0);
}

/// gzip, zlib and raw deflate of a little of everything, and members one after the other.
fn streams() -> Vec<(Form, Vec<u8>)> {
    let mut random = Random(11);
    let noise: Vec<u8> = (0..3000).map(|_| random.next() as u8).collect();
    let inputs = [Vec::new(), b"the mill grinds pixels ".repeat(400), noise, vec![0; 70_000]];
    let mut seeds = Vec::new();
    for form in Form::ALL {
        for input in &inputs {
            for level in [0, 1, 6] {
                let mut request = json!({ "task": "compress", "form": form.name(), "level": level });
                if form == Form::Gzip {
                    request["filename"] = "a name".into();
                }
                let outcome =
                    task::run(&request.to_string(), &mut [input.clone()], &Cancel::default()).unwrap();
                seeds.push((form, outcome.buffers.concat()));
            }
        }
    }
    let members: Vec<u8> =
        seeds.iter().filter(|(form, _)| *form == Form::Gzip).flat_map(|(_, bytes)| bytes.clone()).collect();
    seeds.push((Form::Gzip, members));
    seeds
}

/// The stream in pieces of any length: the code of its error, or `ok`, and what came out.
fn in_pieces(form: Form, bytes: &[u8], limit: u64, random: &mut Random) -> (String, Vec<Vec<u8>>) {
    let mut inflater = Inflater::with(Settings { limit, ..Settings::of(form) }).unwrap();
    let mut out = Vec::new();
    let mut whole = || {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(1 + random.below(rest.len().min(300)));
            rest = behind;
            let mut got = inflater.push(piece)?;
            while !got.is_empty() {
                out.append(&mut got);
                got = inflater.push(&[])?;
            }
        }
        inflater.finish()
    };
    match whole() {
        Ok(()) => ("ok".to_owned(), vec![out]),
        Err(error) => (error.code.row().name.to_owned(), Vec::new()),
    }
}

#[test]
fn a_damaged_stream_is_a_result_or_a_coded_error_and_the_same_however_it_is_cut() {
    const LIMIT: u64 = 8 << 20;
    let seeds = streams();
    let mut random = Random(5);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let (mut cases, start) = (0, Instant::now());
    while cases < seeds.len() || start.elapsed() < seconds() / 2 {
        // Each as it is first, then damaged.
        let (form, bytes) = if let Some(seed) = seeds.get(cases) {
            seed.clone()
        } else {
            let (form, _) = seeds[random.below(seeds.len())];
            let own: Vec<Vec<u8>> =
                seeds.iter().filter(|(of, _)| *of == form).map(|(_, bytes)| bytes.clone()).collect();
            (form, damage(&own, &mut random))
        };
        let request = json!({ "task": "decompress", "form": form.name(), "maxOutputBytes": LIMIT });
        let whole = run(&request, &bytes);
        let pieces = in_pieces(form, &bytes, LIMIT, &mut random);
        check(whole.0 != "panic" && whole.0 != "Panicked", "panics", form.name(), &bytes);
        check(whole == pieces, "gives another result in pieces", form.name(), &bytes);
        check(cases >= seeds.len() || whole.0 == "ok", "is not read as it was written", form.name(), &bytes);
        *outcomes.entry(whole.0).or_default() += 1;
        cases += 1;
    }
    println!("{cases} streams: {outcomes:?}");
    assert!(outcomes.len() > 5, "{outcomes:?}");
}
