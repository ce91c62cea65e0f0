//! Compiles libdeflate's C: the files of the crate libdeflate-sys, with what edits.rs changes.

#[path = "edits.rs"]
mod edits;

use serde_json::Value;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Copied and compiled; blocks.c includes the compressor.
const COMPILED: &[&str] = &["deflate_decompress.c", "utils.c", "arm/cpu_features.c", "x86/cpu_features.c"];

fn main() -> Outcome {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=edits.rs");
    println!("cargo::rerun-if-changed=c");
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let sources = Path::new(&env::var("OUT_DIR")?).join("libdeflate");
    copy(&published(&here)?.join("libdeflate"), &sources)?;
    edits::apply(&sources)?;
    cc::Build::new()
        .files(COMPILED.iter().map(|name| sources.join("lib").join(name)))
        .file("c/blocks.c")
        .include(&sources)
        .warnings(false)
        // Also where the rest of a build is made small: this is what archives take their time for.
        .opt_level(3)
        .flag_if_supported("-O3")
        .try_compile("pixmill_deflate")?;
    Ok(())
}

/// The folder that cargo unpacked the crate to.
fn published(here: &Path) -> Outcome<PathBuf> {
    let asked = Command::new(env::var("CARGO")?)
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", &env::var("HOST")?])
        .arg("--manifest-path")
        .arg(here.join("Cargo.toml"))
        .output()?;
    if !asked.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&asked.stderr)).into());
    }
    let told: Value = serde_json::from_slice(&asked.stdout)?;
    let packages = told.get("packages").and_then(Value::as_array).into_iter().flatten();
    let of = |package: &Value, key: &str| package.get(key).and_then(Value::as_str).map(str::to_owned);
    let manifest = packages
        .filter(|package| of(package, "name").as_deref() == Some("libdeflate-sys"))
        .find_map(|package| of(package, "manifest_path"));
    let folder = manifest.as_deref().and_then(|manifest| Path::new(manifest).parent());
    Ok(folder.ok_or("cargo metadata does not tell where libdeflate-sys is")?.to_owned())
}

/// The headers and the library, without programs and scripts.
fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            if !path.ends_with("programs") && !path.ends_with("scripts") {
                copy(&path, &target)?;
            }
        } else if path.extension().is_some_and(|kind| kind == "c" || kind == "h") {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}
