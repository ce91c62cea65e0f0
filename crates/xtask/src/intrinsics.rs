//! The SSE2 header of our own beside the machine's: one C file built twice, one hash an intrinsic, every hash equal.

use crate::{Outcome, c_env, run};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const HEADER: &str = "crates/wasm/c/sse/emmintrin.h";
const SOURCE: &str = "crates/wasm/c/check/intrinsics.c";

/// Prints the module's rows as the native program prints its own.
const READER: &str = "
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(process.argv[1])));
const memory = new Uint8Array(exports.memory.buffer);
for (let i = 0; i < exports.count(); i++) {
  const at = exports.name(i);
  const name = Buffer.from(memory.subarray(at, memory.indexOf(0, at))).toString();
  console.log(name + ' ' + BigInt.asUintN(64, exports.result(i)).toString(16).padStart(16, '0'));
}";

pub fn check(root: &Path) -> Outcome {
    if !cfg!(target_arch = "x86_64") {
        return Err("only a machine with SSE2 can compare: run it on x86-64".to_owned());
    }
    let stage = root.join("build").join("c");
    fs::create_dir_all(&stage).map_err(|e| format!("{}: {e}", stage.display()))?;
    let header = fs::read_to_string(root.join(HEADER)).map_err(|e| format!("{HEADER}: {e}"))?;
    let ours = module(root, &stage)?;
    let theirs = native(root, &stage)?;
    let tested: BTreeSet<&str> = theirs.lines().filter_map(|line| line.split(' ').next()).collect();
    let defined = intrinsics(&header);
    if tested != defined {
        let odd: Vec<&&str> = tested.symmetric_difference(&defined).collect();
        return Err(format!("{HEADER} and {SOURCE} name different intrinsics: {odd:?}"));
    }
    let wrong: Vec<&str> = theirs.lines().zip(ours.lines()).filter(|(a, b)| a != b).map(|(a, _)| a).collect();
    if ours.lines().count() != theirs.lines().count() || !wrong.is_empty() {
        return Err(format!("not the machine's result: {}", wrong.join(", ")));
    }
    println!("{} intrinsics give the machine's results", tested.len());
    Ok(())
}

/// Every `_mm_` name in the header.
fn intrinsics(header: &str) -> BTreeSet<&str> {
    header
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with("_mm_"))
        .collect()
}

fn native(root: &Path, stage: &Path) -> Result<String, String> {
    let program = stage.join("intrinsics");
    run(Command::new("cc").args(["-O2", "-o"]).arg(&program).arg(root.join(SOURCE)))?;
    output(&mut Command::new(&program))
}

fn module(root: &Path, stage: &Path) -> Result<String, String> {
    let (object, module) = (stage.join("intrinsics.o"), stage.join("intrinsics.wasm"));
    let clang = c_env::find_clang()?;
    run(Command::new(clang)
        .args(["--target=wasm32-unknown-unknown", "-nostdlibinc", "-msimd128", "-mbulk-memory", "-Os", "-c"])
        .args(["-isystem".as_ref(), root.join("crates/wasm/c/include").as_os_str()])
        .args(["-isystem".as_ref(), root.join("crates/wasm/c/sse").as_os_str()])
        .arg(root.join(SOURCE))
        .arg("-o")
        .arg(&object))?;
    run(Command::new(linker()?)
        .args(["-flavor", "wasm", "--no-entry", "--export=count", "--export=name", "--export=result"])
        .arg(&object)
        .arg("-o")
        .arg(&module))?;
    output(Command::new("node").args(["-e", READER]).arg(&module))
}

/// rustup brings it: the linker of wasm32-unknown-unknown.
fn linker() -> Result<PathBuf, String> {
    let libraries = output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let tool = Path::new(libraries.trim()).with_file_name("bin").join("rust-lld");
    if tool.exists() { Ok(tool) } else { Err(format!("{} is missing", tool.display())) }
}

fn output(command: &mut Command) -> Result<String, String> {
    let result = command.output().map_err(|e| format!("cannot start {command:?}: {e}"))?;
    if !result.status.success() {
        let words = String::from_utf8_lossy(&result.stderr).into_owned();
        return Err(format!("{command:?} ended with {}\n{words}", result.status));
    }
    String::from_utf8(result.stdout).map_err(|e| format!("{command:?} printed no text: {e}"))
}
