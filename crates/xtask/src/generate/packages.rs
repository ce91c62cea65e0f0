//! npm/<folder>/package.json: one package a platform, from the target table; the folder of the wasm build is ES modules.

use super::Generated;
use crate::addon::TARGETS;
use serde_json::{Map, Value, json};
use std::path::Path;

fn package(folder: &str, description: &str, more: Value) -> Generated {
    let mut map = Map::new();
    map.insert("name".into(), format!("@pixmill/{folder}").into());
    map.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    map.insert("description".into(), description.into());
    map.insert("license".into(), "MIT".into());
    map.insert(
        "repository".into(),
        json!({ "type": "git", "url": concat!("git+", env!("CARGO_PKG_REPOSITORY"), ".git") }),
    );
    if let Value::Object(more) = more {
        map.extend(more);
    }
    (format!("npm/{folder}/package.json"), format!("{:#}\n", Value::Object(map)))
}

/// Rust's words for a platform in node's.
fn node_words(os: &str, arch: &str) -> (&'static str, &'static str) {
    let os = match os {
        "macos" => "darwin",
        "windows" => "win32",
        _ => "linux",
    };
    (os, if arch == "aarch64" { "arm64" } else { "x64" })
}

pub fn files(_root: &Path) -> Result<Vec<Generated>, String> {
    let mut files = Vec::with_capacity(TARGETS.len() + 1);
    for target in TARGETS {
        let addon = format!("pixmill.{}.node", target.folder);
        let (os, cpu) = node_words(target.os, target.arch);
        let mut more = json!({ "os": [os], "cpu": [cpu], "main": addon, "files": [addon], "engines": { "node": ">=20.19" } });
        let libc = match target.env {
            "gnu" => Some("glibc"),
            "musl" => Some("musl"),
            _ => None,
        };
        if let (Some(libc), Some(map)) = (libc, more.as_object_mut()) {
            map.insert("libc".into(), json!([libc]));
        }
        files.push(package(target.folder, &format!("pixmill's addon for {}", target.folder), more));
    }
    // The wasm build is part of the main package: relative URLs find it in every runtime and bundler.
    files.push(("npm/wasm/package.json".to_owned(), format!("{:#}\n", json!({ "type": "module" }))));
    Ok(files)
}
