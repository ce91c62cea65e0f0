//! Files that follow from core's tables: the front's table, JSON Schema, TypeScript types, documentation, npm folders.

mod constants;
mod docs;
mod packages;
mod schema;
mod table;
mod types;

use crate::Outcome;
use std::fs;
use std::path::Path;

/// A file's path from the root, and its text.
type Generated = (String, String);

fn all(root: &Path) -> Result<Vec<Generated>, String> {
    let mut files = vec![
        ("js/generated/table.js".to_owned(), table::script(root)?),
        ("js/generated/recipe.schema.json".to_owned(), schema::text()),
        ("docs/formats.md".to_owned(), docs::formats()),
        ("docs/operations.md".to_owned(), docs::operations(root)?),
        ("docs/errors.md".to_owned(), docs::errors()),
        ("docs/input.md".to_owned(), docs::input()),
        ("docs/metadata.md".to_owned(), docs::metadata()),
        ("docs/bytes.md".to_owned(), docs::bytes()),
        ("docs/unzip.md".to_owned(), docs::unzip()),
    ];
    files.extend(types::files(root)?);
    files.extend(packages::files(root)?);
    Ok(files)
}

/// Writes every generated file that differs.
pub fn write(root: &Path) -> Outcome {
    for (name, text) in all(root)? {
        let path = root.join(&name);
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        println!("wrote {name}");
    }
    Ok(())
}

/// Fails if a generated file is not what its tables say.
pub fn check(root: &Path) -> Outcome {
    let files = all(root)?;
    let stale: Vec<&str> = files
        .iter()
        .filter(|(name, text)| !fs::read_to_string(root.join(name)).is_ok_and(|old| old == *text))
        .map(|(name, _)| name.as_str())
        .collect();
    if stale.is_empty() {
        println!("{} generated files are up to date", files.len());
        Ok(())
    } else {
        Err(format!("out of date, run cargo xtask generate: {}", stale.join(", ")))
    }
}
