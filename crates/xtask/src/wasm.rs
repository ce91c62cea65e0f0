//! The wasm build: cargo, wasm-bindgen at exactly the crate's version, wasm-opt (npm binaryen), and JS that is no singleton.

use crate::{Outcome, c_env, imports, jpeg, libaom, run, target_dir};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use wasm_bindgen_cli_support::Bindgen;

/// One row a flavour: its name and the cargo features it is made of.
static FLAVOURS: &[(&str, &str)] = &[("bytes", ""), ("basic", "basic"), ("full", "full")];

const FLAGS: &str = "-C target-feature=+simd128,+bulk-memory -C link-arg=-zstack-size=1048576";

/// While one flavour is optimised the next is compiled: the largest, which takes the longest, comes first.
pub fn build(root: &Path) -> Outcome {
    thread::scope(|scope| -> Outcome {
        let mut optimising = Vec::new();
        for (name, features) in FLAVOURS.iter().rev() {
            compile(root, name, features)?;
            optimising.push(scope.spawn(|| optimise(root, name)));
        }
        for thread in optimising {
            thread.join().map_err(|_| "optimising panicked".to_owned())??;
        }
        Ok(())
    })?;
    imports::check(root)
}

/// The flavour without codecs alone: quick, for work on archives.
pub fn build_bytes(root: &Path) -> Outcome {
    compile(root, "bytes", "")?;
    optimise(root, "bytes")
}

/// A flavour's module in build/wasm/<flavour>/, its scripts in npm/wasm/.
fn compile(root: &Path, name: &str, features: &str) -> Outcome {
    let triple = "wasm32-unknown-unknown";
    let libaom = if features == "full" { libaom::wasm(root)? } else { Vec::new() };
    let mended = format!("paths=['{}']", jpeg::mended(root)?.display());
    run(Command::new("cargo")
        .args(["--config", &mended])
        .args(["build", "--profile", "wasm", "--package", "pixmill-wasm", "--target", triple])
        .args(["--features", features])
        .env("RUSTFLAGS", FLAGS)
        .envs(c_env::wasm(root)?)
        .envs(libaom)
        .current_dir(root))?;
    let built = target_dir(root).join(triple).join("wasm").join("pixmill_wasm.wasm");
    let stage = stage(root, name);
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&built)
        .out_name("pixmill")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(&stage))
        .map_err(|e| format!("wasm-bindgen on {}: {e:#}", built.display()))?;
    let out = root.join("npm").join("wasm");
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let text =
        fs::read_to_string(stage.join("pixmill.js")).map_err(|e| format!("wasm-bindgen's output: {e}"))?;
    let script = out.join(format!("pixmill_{name}.js"));
    let text = instantiable(&text)?;
    fs::write(&script, &text).map_err(|e| format!("{}: {e}", script.display()))?;
    // The same for CommonJS, where a synchronous call cannot wait for import().
    let common = script.with_extension("cjs");
    let text = ["instantiate", "instantiateLater"].into_iter().fold(text, |text, name| {
        text.replace(&format!("export function {name}("), &format!("exports.{name} = function {name}("))
    });
    fs::write(&common, text).map_err(|e| format!("{}: {e}", common.display()))
}

fn stage(root: &Path, name: &str) -> PathBuf {
    root.join("build").join("wasm").join(name)
}

fn optimise(root: &Path, name: &str) -> Outcome {
    let module = root.join("npm").join("wasm").join(format!("pixmill_{name}.wasm"));
    let tool = root.join("node_modules").join("binaryen").join("bin").join("wasm-opt");
    if !tool.exists() {
        return Err("wasm-opt is missing: run npm ci (npm package binaryen)".to_owned());
    }
    // -O3 takes three times as long for the full flavour and makes it no smaller.
    run(Command::new("node")
        .arg(&tool)
        .args(["-O2", "--enable-simd", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"])
        .args([
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-reference-types",
            "--enable-multivalue",
        ])
        .arg(stage(root, name).join("pixmill_bg.wasm"))
        .arg("-o")
        .arg(&module))?;
    println!("built {}", module.display());
    Ok(())
}

/// wasm-bindgen's `web` output holds one instance for ever. Its text becomes the body of a function that gives a
/// new instance each time, from a compiled module alone: nothing is fetched, nothing is global.
fn instantiable(text: &str) -> Result<String, String> {
    let mut names = Vec::new();
    let mut body = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(rest) =
            line.strip_prefix("export function ").or_else(|| line.strip_prefix("export class "))
        {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push(name);
            body.push_str(line.trim_start_matches("export "));
        } else if line.starts_with("export {") {
            continue;
        } else if line.starts_with("async function ") {
            // The loader that fetches: the module comes compiled. Skipped to its closing brace.
            for inner in lines.by_ref() {
                if inner == "}" {
                    break;
                }
            }
            continue;
        } else if line.starts_with("let __wbg_init_promise") {
            continue;
        } else {
            body.push_str(line);
        }
        body.push('\n');
    }
    if names.is_empty()
        || !body.contains("function initSync(")
        || !body.contains("function __wbg_finalize_init(instance, module)")
        || !body.contains("function __wbg_get_imports()")
        || body.contains("import.meta")
    {
        return Err("wasm-bindgen's output has another shape than expected: adapt crates/xtask/src/wasm.rs"
            .to_owned());
    }
    let names = names.join(", ");
    // A browser's main thread makes an instance of more than 8 MB only later.
    Ok(format!(
        "/** Made by cargo xtask wasm. */
// @ts-nocheck
/** @param {{WebAssembly.Module}} module */
function bound(module) {{
{body}
const api = (exports) => ({{ {names}, memory: exports.memory, imports: WebAssembly.Module.imports(module) }});
return {{
  now: () => api(initSync({{ module }})),
  later: async () => api(__wbg_finalize_init(await WebAssembly.instantiate(module, __wbg_get_imports()), module)),
}};
}}
/** A new instance of the compiled module. @param {{WebAssembly.Module}} module */
export function instantiate(module) {{
  return bound(module).now();
}}
/** The same without holding the thread up. @param {{WebAssembly.Module}} module */
export function instantiateLater(module) {{
  return bound(module).later();
}}
"
    ))
}
