//! libaom for WebAssembly: the sources of the crate libaom-sys, configured by options alone; its build script knows no such target.

use crate::{c_env, crate_folder, run, target_dir};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::process::Command;

/// What is built: the encoder in plain C on one thread. Another folder of options than the natively built one's bytes
/// do not depend on.
const OPTIONS: &[&str] = &[
    "CMAKE_BUILD_TYPE=Release",
    "CMAKE_SYSTEM_NAME=Generic",
    "CMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY",
    "CMAKE_C_FLAGS_RELEASE=-O2 -DNDEBUG",
    "AOM_TARGET_CPU=generic",
    "CONFIG_AV1_DECODER=0",
    "CONFIG_LIBYUV=0",
    "CONFIG_MULTITHREAD=0",
    "CONFIG_RUNTIME_CPU_DETECT=0",
    "CONFIG_WEBM_IO=0",
    "ENABLE_DOCS=0",
    "ENABLE_EXAMPLES=0",
    "ENABLE_TESTDATA=0",
    "ENABLE_TESTS=0",
    "ENABLE_TOOLS=0",
];

/// Builds it where it is not yet built so, and gives what the build script of libaom-sys reads.
pub fn wasm(root: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let clang = c_env::find_clang()?;
    let sources = crate_folder(root, "libaom-sys")?.join("vendor");
    // Options of another build type come last and would win: only the one above has any.
    let flags =
        format!("--target=wasm32-unknown-unknown {}", c_env::flags(root, &["-U__SSE__", "-U__SSE2__"])?);
    // Cargo links the library anew where its folder has another name, not where its content is another.
    let mut hasher = DefaultHasher::new();
    (OPTIONS, &flags, &sources).hash(&mut hasher);
    let name = format!("libaom-{:016x}", hasher.finish());
    let target = target_dir(root);
    let build = std::path::absolute(&target).map_err(|e| format!("{}: {e}", target.display()))?.join(name);
    run(Command::new("cmake")
        .arg("-S")
        .arg(&sources)
        .arg("-B")
        .arg(&build)
        .args(OPTIONS.iter().map(|option| format!("-D{option}")))
        .arg(format!("-DCMAKE_C_COMPILER={clang}"))
        // Asked for by the project, used for nothing that is built here.
        .arg(format!("-DCMAKE_CXX_COMPILER={clang}"))
        .arg("-DCMAKE_CXX_FLAGS=--target=wasm32-unknown-unknown")
        .arg(format!("-DCMAKE_AR:STRING={}", c_env::find_archiver()?))
        // llvm-ar has written the index; the system's own program does not know the objects.
        .arg("-DCMAKE_RANLIB:STRING=:")
        .arg(format!("-DCMAKE_C_FLAGS={flags}")))?;
    let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).to_string();
    run(Command::new("cmake").arg("--build").arg(&build).args(["--target", "aom", "--parallel", &jobs]))?;
    let folder = build.display().to_string();
    Ok(vec![
        ("LIB_AOM_STATIC_LIB_PATH", folder.clone()),
        ("LIB_AOM_INCLUDE_PATH", sources.display().to_string()),
        ("LIB_AOM_PKG_CONFIG_PATH", folder),
    ])
}
