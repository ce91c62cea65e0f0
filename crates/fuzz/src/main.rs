//! One input: an image of the format that `PIXMILL_FUZZ_FORMAT` names, decoded under limits; an archive listed and opened where it names zip; a table of colours where
//! it names lut; marked-up words where it names text.

#![no_main]

#[path = "../../core/tests/pump/mod.rs"]
mod pump;

use libfuzzer_sys::fuzz_target;
use pixmill_core::format::Format;
use pixmill_core::job::Cancel;
use pixmill_core::task;
use pixmill_core::zip::ZipReader;
use pump::{part, pump};
use serde_json::json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

static FORMAT: LazyLock<String> = LazyLock::new(|| {
    std::env::var("PIXMILL_FUZZ_FORMAT").expect("PIXMILL_FUZZ_FORMAT names a format, zip, lut or text")
});

/// Decoders of crates that unwrap on damaged data: the bindings catch it, and it is a code.
const PANICKING: &[&str] = &["avif"];

fuzz_target!(|data: &[u8]| {
    match FORMAT.as_str() {
        "zip" => archive(data),
        "lut" => table(data),
        "text" => words(data),
        _ => image(data),
    }
});

/// A `.cube` table, and four pixels that are mapped by it.
fn table(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let recipe = json!({ "steps": [{ "op": "lut", "text": text }], "outputs": [{ "format": "raw" }] });
    let raw = json!({ "width": 4, "height": 1, "channels": 3 });
    let request = json!({ "task": "convert", "recipe": recipe, "raw": raw }).to_string();
    let mut pixels = [vec![0, 128, 255, 255, 0, 1, 17, 99, 200, 254, 254, 3]];
    if let Err(error) = task::run(&request, &mut pixels, &Cancel::default()) {
        let name = error.code.row().name;
        assert!(name == "InvalidOption", "an error of another kind: {error}");
    }
}

/// Whatever is wrong with an input has a code of its own.
fn coded(result: pixmill_core::Result<task::Outcome>) {
    if let Err(error) = result {
        let name = error.code.row().name;
        assert!(name != "Panicked", "an internal error: {error}");
    }
}

/// Words with their markup, as an image.
fn words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let recipe = json!({
        "input": { "limits": { "pixels": 1_000_000, "memory": 100_000_000 } },
        "steps": [],
        "outputs": [{ "format": "raw" }],
    });
    let wrap = ["word", "char", "word-char", "none"][data.len() % 4];
    let made =
        json!({ "text": text, "rgba": true, "width": 120, "wrap": wrap, "justify": data.len() % 3 == 0 });
    let request = json!({ "task": "convert", "recipe": recipe, "text": made }).to_string();
    coded(task::run(&request, &mut [Vec::new()], &Cancel::default()));
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
    let run = |request: &str| task::run(request, &mut [data.to_vec()], &Cancel::default());
    let decode = || run(&request);
    if PANICKING.contains(&FORMAT.as_str()) {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let _caught = catch_unwind(AssertUnwindSafe(decode));
        std::panic::set_hook(hook);
        return;
    }
    coded(decode());
    let _metadata = run(r#"{"task":"metadata"}"#);
}

/// An archive is listed and each entry opened, until something is wrong.
fn archive(data: &[u8]) {
    let _refused = read(data);
}

fn read(data: &[u8]) -> pixmill_core::Result<()> {
    let mut reader = ZipReader::new(&json!({ "size": data.len() }).to_string())?;
    let mut entries = 0;
    loop {
        let page = pump(data, reader.step(&[])?, |answer| reader.step(answer))?;
        entries += page["entries"].as_array().map_or(0, Vec::len);
        if page.get("more").is_none() {
            break;
        }
    }
    for index in 0..entries {
        let told = pump(data, reader.open(index as u32)?, |answer| reader.step(answer))?;
        part(data, &told["data"]);
    }
    Ok(())
}
