//! What the wasm modules ask of the outside: wasm-bindgen's own functions and nothing else. An undefined C symbol becomes
//! an import without a word from any linker; here it fails. Reads the import section (WebAssembly core 2.0, 5.5.5).

use crate::Outcome;
use std::fs;
use std::path::Path;

/// What wasm-bindgen calls its script.
const MODULE: &str = "./pixmill_bg.js";
const PREFIXES: &[&str] = &["__wbg_", "__wbindgen_"];
const SECTION: u8 = 2;
const FUNCTION: u8 = 0;

pub fn check(root: &Path) -> Outcome {
    let folder = root.join("npm").join("wasm");
    let entries = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut count = 0;
    for entry in entries {
        let path = entry.map_err(|e| format!("{}: {e}", folder.display()))?.path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let imports =
            imports(&bytes).ok_or_else(|| format!("{}: not a WebAssembly module", path.display()))?;
        let foreign: Vec<String> = imports.iter().filter(|i| !i.is_expected()).map(Import::name).collect();
        if !foreign.is_empty() {
            return Err(format!("{} imports {}", path.display(), foreign.join(", ")));
        }
        count += 1;
        println!("{}: {} imports, all wasm-bindgen's", path.display(), imports.len());
    }
    if count == 0 {
        return Err(format!("no module in {}: run cargo xtask wasm", folder.display()));
    }
    Ok(())
}

struct Import {
    module: String,
    field: String,
    kind: u8,
}

impl Import {
    fn is_expected(&self) -> bool {
        self.module == MODULE
            && self.kind == FUNCTION
            && PREFIXES.iter().any(|prefix| self.field.starts_with(prefix))
    }

    fn name(&self) -> String {
        format!("{} from {}", self.field, self.module)
    }
}

/// The imports of a module; `None` if the bytes are no module.
fn imports(bytes: &[u8]) -> Option<Vec<Import>> {
    let mut rest = bytes.strip_prefix(b"\0asm\x01\0\0\0")?;
    while !rest.is_empty() {
        let id = byte(&mut rest)?;
        let len = number(&mut rest)?;
        let mut section = take(&mut rest, len)?;
        if id == SECTION {
            let count = number(&mut section)?;
            return (0..count).map(|_| import(&mut section)).collect();
        }
    }
    Some(Vec::new())
}

fn import(bytes: &mut &[u8]) -> Option<Import> {
    let (module, field) = (text(bytes)?, text(bytes)?);
    let kind = byte(bytes)?;
    match kind {
        FUNCTION => {
            number(bytes)?;
        }
        // Tables, memories, globals, tags: none is expected, so that this one is the last that is looked at.
        _ => *bytes = &[],
    }
    Some(Import { module, field, kind })
}

fn byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn take<'a>(bytes: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(taken)
}

/// LEB128, unsigned.
fn number(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..35).step_by(7) {
        let byte = byte(bytes)?;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn text(bytes: &mut &[u8]) -> Option<String> {
    let len = number(bytes)?;
    String::from_utf8(take(bytes, len)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of one type and the given imports.
    fn module(named: &[(&str, &str)]) -> Vec<u8> {
        let mut section = vec![named.len() as u8];
        for (module, field) in named {
            for text in [module, field] {
                section.push(text.len() as u8);
                section.extend(text.bytes());
            }
            section.extend([FUNCTION, 0]);
        }
        let mut bytes = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec();
        bytes.extend([SECTION, section.len() as u8]);
        bytes.extend(section);
        bytes
    }

    #[test]
    fn foreign_modules_and_foreign_names_are_told_from_wasm_bindgen_s() {
        let bytes = module(&[(MODULE, "__wbg_new_1"), ("env", "log"), (MODULE, "fprintf")]);
        let found: Vec<bool> = imports(&bytes).unwrap().iter().map(Import::is_expected).collect();
        assert_eq!(found, [true, false, false]);
        assert_eq!(imports(&bytes).unwrap()[1].name(), "log from env");
    }

    #[test]
    fn a_cut_module_is_none() {
        let bytes = module(&[("env", "log")]);
        assert!((15..bytes.len()).all(|end| imports(&bytes[..end]).is_none()));
        assert!(imports(b"MZ").is_none());
    }
}
