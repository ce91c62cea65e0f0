//! One input: an image of the format that `PIXMILL_FUZZ_FORMAT` names, decoded under limits; an archive listed and opened where it names zip; a table of colours where it names lut.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pixmill_core::format::Format;
use pixmill_core::job::Cancel;
use pixmill_core::task;
use pixmill_core::zip::ZipReader;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

static FORMAT: LazyLock<String> = LazyLock::new(|| {
    std::env::var("PIXMILL_FUZZ_FORMAT").expect("PIXMILL_FUZZ_FORMAT names a format, zip or lut")
});

/// Decoders of crates that unwrap on damaged data: the bindings catch it, and it is a code.
const PANICKING: &[&str] = &["avif"];

fuzz_target!(|data: &[u8]| {
    match FORMAT.as_str() {
        "zip" => archive(data),
        "lut" => table(data),
        _ => image(data),
    }
});

/// A `.cube` table, and four pixels that are mapped by it.
fn table(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let recipe = json!({ "steps": [{ "op": "lut", "text": text }], "outputs": [{ "format": "raw" }] });
    let raw = json!({ "width": 4, "height": 1, "channels": 3 });
    let request = json!({ "task": "convert", "recipe": recipe, "raw": raw }).to_string();
    let pixels = [vec![0, 128, 255, 255, 0, 1, 17, 99, 200, 254, 254, 3]];
    if let Err(error) = task::run(&request, &pixels, &Cancel::default()) {
        let name = error.code.row().name;
        assert!(name == "InvalidOption", "an error of another kind: {error}");
    }
}

fn image(data: &[u8]) {
    if Format::sniff(data).map(Format::name) != Some(FORMAT.as_str()) {
        return;
    }
    // How damage is met, by the data itself: the same input is the same case.
    let fail_on = ["none", "truncated", "error", "warning"][data.len() % 4];
    let recipe = json!({
        "input": { "limits": { "pixels": 1_000_000, "memory": 100_000_000, "frames": 20 }, "failOn": fail_on },
        "steps": [],
        "outputs": [{ "format": "raw" }],
    });
    let request = json!({ "task": "convert", "recipe": recipe }).to_string();
    let input = [data.to_vec()];
    let decode = || task::run(&request, &input, &Cancel::default());
    if PANICKING.contains(&FORMAT.as_str()) {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let _caught = catch_unwind(AssertUnwindSafe(decode));
        std::panic::set_hook(hook);
        return;
    }
    if let Err(error) = decode() {
        let name = error.code.row().name;
        assert!(name != "Panicked", "an internal error: {error}");
    }
    let _metadata = task::run(r#"{"task":"metadata"}"#, &input, &Cancel::default());
}

fn archive(data: &[u8]) {
    let Ok(mut reader) = ZipReader::new(&json!({ "size": data.len() }).to_string()) else { return };
    let mut answer = reader.step(&[]);
    let (mut opened, mut entries) = (0, 0);
    while let Ok(text) = &answer {
        let told: Value = serde_json::from_str(text).expect("an answer is JSON");
        let range = |value: &Value| {
            let from = value["offset"].as_u64().expect("an offset") as usize;
            let to = from + value["len"].as_u64().expect("a length") as usize;
            assert!(to <= data.len(), "asks for {from} to {to} of {} bytes", data.len());
            &data[from..to]
        };
        if told.get("need").is_some() {
            answer = reader.step(range(&told["need"]));
            continue;
        }
        match told.get("entries").and_then(Value::as_array) {
            Some(list) => entries = list.len() as u32,
            None => {
                range(&told["data"]);
                opened += 1;
            }
        }
        if opened >= entries {
            return;
        }
        answer = reader.open(opened);
    }
}
