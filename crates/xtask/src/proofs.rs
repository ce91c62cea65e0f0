//! What the ownership proofs load: the control addon, which does it wrong, and both addons with napi's symbols
//! looked up at run time, so that a denier can refuse external buffers as Electron does. Into build/proofs/.

use crate::{Outcome, run, target_dir};
use std::fs;
use std::path::Path;
use std::process::Command;

/// One row an addon: its package, the feature, and the file it becomes.
static ADDONS: &[(&str, &str, &str)] = &[
    ("pixmill-control", "", "control.node"),
    ("pixmill-control", "dyn-symbols", "control-dyn.node"),
    ("pixmill-node", "dyn-symbols", "pixmill-dyn.node"),
];

pub fn build(root: &Path) -> Outcome {
    let out = root.join("build").join("proofs");
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    for (package, feature, name) in ADDONS {
        run(Command::new("cargo")
            .args(["build", "--release", "--package", package, "--features", feature])
            .current_dir(root))?;
        let library = format!(
            "{}{}{}",
            std::env::consts::DLL_PREFIX,
            package.replace('-', "_"),
            std::env::consts::DLL_SUFFIX
        );
        let from = target_dir(root).join("release").join(library);
        fs::copy(&from, out.join(name)).map_err(|e| format!("{}: {e}", from.display()))?;
    }
    let denier = out.join("denier.so");
    run(Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-o"])
        .arg(&denier)
        .arg(root.join("__test__/control/denier.c"))
        .arg("-ldl"))
}
