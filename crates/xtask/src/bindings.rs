//! The two bindings export the same names with the same number of arguments, from files of the same names.

use crate::Outcome;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files that a binding has for its own runtime's sake: they export nothing to JS.
const OWN: &[&str] = &["allocator.rs", "files.rs", "libc.rs"];

/// What JS sees, by name: how many arguments.
type Exports = BTreeMap<String, usize>;

pub fn check(root: &Path) -> Outcome {
    let (node, wasm) = (exports(root, "node", "#[napi")?, exports(root, "wasm", "#[wasm_bindgen")?);
    if node.is_empty() {
        return Err("found no export: adapt crates/xtask/src/bindings.rs".to_owned());
    }
    let differing: Vec<String> = node
        .keys()
        .chain(wasm.keys())
        .filter(|name| node.get(*name) != wasm.get(*name))
        .map(|name| format!("{name}: node {:?}, wasm {:?}", node.get(name), wasm.get(name)))
        .collect();
    if differing.is_empty() {
        println!("{} exports are alike in both bindings", node.len());
        Ok(())
    } else {
        Err(format!("the bindings differ: {}", differing.join("; ")))
    }
}

fn exports(root: &Path, binding: &str, mark: &str) -> Result<Exports, String> {
    let folder = root.join("crates").join(binding).join("src");
    let mut found = Exports::new();
    for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if OWN.contains(&file.as_str()) || path.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        found.insert(format!("file {file}"), 0);
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        collect(&text, mark, &mut found);
    }
    Ok(found)
}

/// Reads the marked items; methods are named by their class, and in a marked `impl` each public one counts.
fn collect(text: &str, mark: &str, found: &mut Exports) {
    let lines: Vec<&str> = text.lines().collect();
    let mut class: Option<String> = None;
    for (index, line) in lines.iter().enumerate() {
        let attribute = attribute(lines.get(..index).unwrap_or_default(), mark);
        if let Some(rest) = line.strip_prefix("impl ") {
            class = attribute.map(|_| word(rest));
        } else if *line == "}" {
            class = None;
        } else if let (Some(rest), Some(_)) = (line.strip_prefix("pub struct "), attribute) {
            found.insert(format!("class {}", word(rest)), 0);
        } else if let Some(rest) = line.trim_start().strip_prefix("pub fn ") {
            if attribute.is_none() && class.is_none() {
                continue;
            }
            let attribute = attribute.unwrap_or_default();
            let own = js_name(attribute).unwrap_or_else(|| camel(&word(rest)));
            let own = if attribute.contains("constructor") { "constructor".to_owned() } else { own };
            let signature = lines.iter().skip(index).take(8).copied().collect::<Vec<_>>().join(" ");
            let name = class.as_ref().map_or_else(|| own.clone(), |class| format!("{class}.{own}"));
            found.insert(name, arguments(&signature));
        }
    }
}

/// The marking attribute among the attributes and comments that end `above`.
fn attribute<'a>(above: &[&'a str], mark: &str) -> Option<&'a str> {
    above
        .iter()
        .rev()
        .map(|line| line.trim_start())
        .take_while(|line| line.starts_with("#[") || line.starts_with("//"))
        .find(|line| line.starts_with(mark))
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn js_name(attribute: &str) -> Option<String> {
    let rest = attribute.split_once("js_name")?.1;
    Some(rest.chars().skip_while(|c| !c.is_alphabetic()).take_while(|c| c.is_alphanumeric()).collect())
}

fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let mut chars = part.chars();
        text + &chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default() + chars.as_str()
    })
}

/// How many arguments JS gives: the receiver and napi's environment are not among them.
fn arguments(signature: &str) -> usize {
    let Some(open) = signature.find('(') else { return 0 };
    let (mut depth, mut inner) = (0i32, String::new());
    for c in signature.chars().skip(open) {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        inner.push(if depth > 1 && c == ',' { ' ' } else { c });
    }
    inner
        .trim_start_matches('(')
        .split(',')
        .map(str::trim)
        .filter(|arg| !arg.is_empty() && !arg.ends_with("self") && !arg.contains("Env"))
        .count()
}
