//! sharp's constants: the words that operations take, by the names that sharp gives them; and the versions of what core is made of.

use pixmill_core::blocked::LOADERS;
use pixmill_core::format::Format;
use pixmill_core::ops::{OPS, resize};
use pixmill_core::spec::{Field, Type};
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// A constant of sharp's: its keys are the words themselves.
pub struct Constant {
    pub name: &'static str,
    pub doc: &'static str,
    pub words: Vec<&'static str>,
}

/// The words of a parameter; behind a dot, that of an object within it.
fn words(op: &str, path: &str) -> Vec<&'static str> {
    let mut fields: &'static [Field] = OPS.iter().find(|row| row.name == op).map_or(&[], |row| row.fields);
    let mut found: &'static [&'static str] = &[];
    for name in path.split('.') {
        match fields.iter().find(|field| field.name == name).map(|field| field.ty) {
            Some(Type::List(inner, _) | Type::Object(inner)) => fields = inner,
            Some(Type::Choice(words)) => found = words,
            _ => {}
        }
    }
    found.to_vec()
}

pub fn all() -> [Constant; 6] {
    let mut strategies = words("resize", "position");
    strategies.retain(|word| resize::is_strategy(word));
    [
        Constant { name: "fit", doc: "What `fit` of `resize` takes.", words: words("resize", "fit") },
        Constant {
            name: "kernel",
            doc: "What `kernel` of `resize` takes.",
            words: words("resize", "kernel"),
        },
        Constant {
            name: "gravity",
            doc: "Places, for `position` of `resize` and `gravity` of `composite`: words, where sharp has numbers.",
            words: words("composite", "images.gravity"),
        },
        Constant {
            name: "strategy",
            doc: "What `position` of `resize` keeps by what the image shows: words, where sharp has numbers.",
            words: strategies,
        },
        Constant {
            name: "bool",
            doc: "What `boolean` and `bandbool` do.",
            words: words("boolean", "operator"),
        },
        Constant {
            name: "interpolators",
            doc: "What `interpolator` of `affine` takes.",
            words: words("affine", "interpolator"),
        },
    ]
}

/// The same as the front reads them.
pub fn values() -> Value {
    let one = |words: Vec<&str>| words.into_iter().map(|word| (word.to_owned(), word.into())).collect();
    let rows = all().into_iter().map(|row| (row.name.to_owned(), Value::Object(one(row.words))));
    Value::Object(rows.collect())
}

/// Formats by what reads them in libvips.
pub fn loaders() -> Value {
    let names = |formats: &[Format]| formats.iter().map(|format| format.name()).collect();
    Value::Object(LOADERS.iter().map(|(loader, formats)| ((*loader).to_owned(), names(formats))).collect())
}

/// A value of a package in Cargo.lock.
fn value<'a>(package: &'a str, key: &str) -> Option<&'a str> {
    package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

/// What core is made of and the version of each, as Cargo.lock has them.
pub fn libraries(root: &Path) -> Result<Map<String, Value>, String> {
    let path = root.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let packages: Vec<&str> = text.split("[[package]]").collect();
    let named = |name| packages.iter().find(move |package| value(package, "name") == Some(name));
    let core = named("pixmill-core").ok_or("Cargo.lock: no pixmill-core")?;
    let listed = core.lines().filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
    listed
        .map(|dependency| {
            // The version stands behind the name where the graph has several.
            let (name, version) = dependency.split_once(' ').unwrap_or((dependency, ""));
            // Our own crate stands for the library that it builds.
            let name = if name == "pixmill-deflate" { "libdeflate-sys" } else { name };
            let alone = || named(name).and_then(|package| value(package, "version"));
            let version = if version.is_empty() { alone() } else { Some(version) };
            Ok((name.to_owned(), version.ok_or_else(|| format!("Cargo.lock: no {name}"))?.into()))
        })
        .collect()
}
