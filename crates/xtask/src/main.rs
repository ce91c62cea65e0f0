//! Repository tasks: builds, generated files, checks. `cargo xtask` lists them.

mod addon;
mod bindings;
mod c_env;
mod generate;
mod imports;
mod intrinsics;
mod jpeg;
mod libaom;
mod proofs;
mod wasm;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Every task prints what it does and returns what went wrong as text for a person.
pub type Outcome = Result<(), String>;

/// One row a task: name, what it does, and what runs it.
type Row = (&'static str, &'static str, fn(&Path) -> Outcome);

static TASKS: &[Row] = &[
    ("addon", "build the native addon for this machine into npm/<triple>/", addon::build),
    ("addon-debug", "the same unoptimised: quick, for work on the code", addon::build_debug),
    ("proofs", "build what the ownership proofs load into build/proofs/", proofs::build),
    ("generate", "write the files that follow from core's tables", generate::write),
    ("check-generated", "fail if one of them is out of date", generate::check),
    ("check-bindings", "fail if the bindings export different names or arities", bindings::check),
    ("wasm", "build the three wasm flavours into npm/wasm/", wasm::build),
    ("wasm-bytes", "build the flavour without codecs alone: quick, for work on archives", wasm::build_bytes),
    ("imports", "fail if a wasm module imports anything but wasm-bindgen's own", imports::check),
    ("intrinsics", "fail if our SSE2 header for wasm differs from the machine's", intrinsics::check),
];

fn main() -> ExitCode {
    // Of the run, not of the build: checkouts may share one target directory.
    let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR") else {
        eprintln!("start it by cargo xtask");
        return ExitCode::from(2);
    };
    let root = PathBuf::from(package).join("../..");
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        for (name, doc, _) in TASKS {
            println!("cargo xtask {name:15} {doc}");
        }
        return ExitCode::from(2);
    }
    for name in &names {
        let Some((_, _, task)) = TASKS.iter().find(|(row, ..)| row == name) else {
            eprintln!("no task {name}: run cargo xtask for the list");
            return ExitCode::from(2);
        };
        if let Err(reason) = task(&root) {
            eprintln!("{name} failed: {reason}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Runs a program to its end; a failure names it.
pub fn run(command: &mut Command) -> Outcome {
    let name = format!("{command:?}");
    let status = command.status().map_err(|e| format!("cannot start {name}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} ended with {status}")) }
}

/// Where cargo puts what it builds.
pub fn target_dir(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

/// Where cargo keeps a crate, in the version that the lock file names.
pub fn crate_folder(root: &Path, name: &str) -> Result<PathBuf, String> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("cargo metadata: {e}"))?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = metadata.get("packages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text =
        |package: &'_ Value, field: &str| package.get(field).and_then(Value::as_str).map(str::to_owned);
    let package = packages.iter().find(|package| text(package, "name").as_deref() == Some(name));
    let manifest = package.and_then(|package| text(package, "manifest_path"));
    let manifest = manifest.ok_or_else(|| format!("cargo metadata names no {name}"))?;
    Ok(Path::new(&manifest).with_file_name(""))
}
