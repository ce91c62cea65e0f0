//! How C is compiled for WebAssembly: which clang, and flags that point at our own headers; nothing else is installed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// Oldest and newest that are looked for under a numbered name.
const VERSIONS: std::ops::RangeInclusive<u32> = 14..=19;

const INCLUDE: &str = "crates/wasm/c/include";
const SSE: &str = "crates/wasm/c/sse";
const NAMES: &str = "crates/core/c";

/// What a cargo that builds C for wasm32-unknown-unknown needs in its environment.
pub fn wasm(root: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let clang = find_clang()?;
    Ok(vec![
        ("CC_wasm32_unknown_unknown", clang),
        ("AR_wasm32_unknown_unknown", find_archiver()?),
        ("CFLAGS_wasm32_unknown_unknown", flags(root, &["-Os"])?),
        // The flags are quoted, so that the checkout may stand in a folder with spaces.
        ("CC_SHELL_ESCAPED_FLAGS", "1".to_owned()),
    ])
}

/// A clang that has the WebAssembly target.
pub fn find_clang() -> Result<String, String> {
    let clang = find("clang", makes_wasm).ok_or(
        "no clang that compiles for wasm32 was found (looked for clang and clang-14 to clang-19): install the Debian package clang",
    )?;
    Ok(clang)
}

pub fn find_archiver() -> Result<String, String> {
    let archiver = find("llvm-ar", |_| true);
    archiver.ok_or_else(|| {
        "llvm-ar was not found (nor llvm-ar-14 to llvm-ar-19): install the Debian package llvm".to_owned()
    })
}

/// The flags and `more`, as one line in the shell's quoting.
pub fn flags(root: &Path, more: &[&str]) -> Result<String, String> {
    let root = root.canonicalize().map_err(|e| format!("{}: {e}", root.display()))?;
    let at = |name: &str| format!("'{}'", root.join(name).display());
    let hash = hash(&root).map_err(|e| format!("headers for C: {e}"))?;
    let flags = [
        "-nostdlibinc".to_owned(),
        format!("-isystem {}", at(INCLUDE)),
        format!("-isystem {}", at(SSE)),
        format!("-include {}/pixmill_names.h", at(NAMES)),
        "-msimd128 -mbulk-memory".to_owned(),
        // Read by libwebp's dsp/cpu.c alone: without it the SSE2 code is compiled and never called.
        "-DEMSCRIPTEN -D__SSE__=1 -D__SSE2__=1".to_owned(),
        // A fused multiply-add would change the last bit (clang does it where the target has one).
        "-ffp-contract=off".to_owned(),
        // cargo does not know that the C reads our headers: another hash is another command line.
        format!("-DPIXMILL_HEADERS=0x{hash:016x}"),
    ];
    Ok([flags.join(" "), more.join(" ")].join(" "))
}

fn hash(root: &Path) -> io::Result<u64> {
    let mut files: Vec<PathBuf> = Vec::new();
    for part in [INCLUDE, SSE, NAMES] {
        for entry in fs::read_dir(root.join(part))? {
            files.push(entry?.path());
        }
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.file_name().hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// The program under its plain name, else the newest numbered one that will do.
fn find(name: &str, will_do: fn(&str) -> bool) -> Option<String> {
    std::iter::once(name.to_owned())
        .chain(VERSIONS.rev().map(|version| format!("{name}-{version}")))
        .find(|program| starts(program) && will_do(program))
}

fn starts(program: &str) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

/// Apple's clang, for one, comes without WebAssembly.
fn makes_wasm(clang: &str) -> bool {
    let output = Command::new(clang).arg("--print-targets").output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("wasm32"))
}
