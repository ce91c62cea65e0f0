//! Compiles libdeflate's C: the files of the crate libdeflate-sys, with what edits.rs changes.

#[path = "edits.rs"]
mod edits;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Copied and compiled; blocks.c includes deflate_compress.c.
const COMPILED: &[&str] = &["deflate_decompress.c", "utils.c", "arm/cpu_features.c", "x86/cpu_features.c"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=edits.rs");
    println!("cargo::rerun-if-changed=c");
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let sources = Path::new(&variable("OUT_DIR")).join("libdeflate");
    copy(&published(&here).join("libdeflate"), &sources);
    edits::apply(&sources).unwrap_or_else(|fault| panic!("{fault}"));
    cc::Build::new()
        .files(COMPILED.iter().map(|name| sources.join("lib").join(name)))
        .file("c/blocks.c")
        .include(&sources)
        .warnings(false)
        // Also where the rest of a build is made small: this is what archives take their time for.
        .opt_level(3)
        .flag_if_supported("-O3")
        .compile("pixmill_deflate");
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

/// The folder that cargo unpacked the crate to.
fn published(here: &Path) -> PathBuf {
    let asked = Command::new(variable("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", &variable("HOST")])
        .arg("--manifest-path")
        .arg(here.join("Cargo.toml"))
        .output()
        .expect("cargo starts");
    assert!(asked.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&asked.stderr));
    let told: Value = serde_json::from_slice(&asked.stdout).expect("cargo metadata is JSON");
    let packages = told["packages"].as_array().expect("cargo metadata has packages");
    let package = packages.iter().find(|package| package["name"] == "libdeflate-sys");
    let manifest = package.and_then(|package| package["manifest_path"].as_str());
    let manifest = Path::new(manifest.expect("libdeflate-sys is a dependency"));
    manifest.parent().expect("a manifest stands in a folder").to_owned()
}

/// The headers and the library, without programs and scripts.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap_or_else(|fault| panic!("{}: {fault}", to.display()));
    for entry in fs::read_dir(from).unwrap_or_else(|fault| panic!("{}: {fault}", from.display())) {
        let path = entry.expect("a folder is read").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            if !path.ends_with("programs") && !path.ends_with("scripts") {
                copy(&path, &target);
            }
        } else if path.extension().is_some_and(|kind| kind == "c" || kind == "h") {
            fs::copy(&path, &target).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        }
    }
}
