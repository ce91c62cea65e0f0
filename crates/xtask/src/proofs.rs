//! What the ownership proofs load: the control addon, which does it wrong, and both addons with napi's symbols
//! looked up at run time, so that a denier can refuse external buffers as Electron does. Into build/proofs/.

use crate::{Outcome, run, target_dir};
use std::fs;
use std::path::Path;
use std::process::Command;

/// One row a build of the workspace, whose dependencies are those of its tests: the features, and what becomes of which addon.
/// What is proved does not depend on the optimiser, which would take minutes.
static BUILDS: &[(&str, &[(&str, &str)])] = &[
    ("", &[("pixmill_control", "control.node")]),
    (
        "pixmill-control/dyn-symbols,pixmill-node/dyn-symbols",
        &[("pixmill_control", "control-dyn.node"), ("pixmill_node", "pixmill-dyn.node")],
    ),
];

pub fn build(root: &Path) -> Outcome {
    let out = root.join("build").join("proofs");
    fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    for (features, addons) in BUILDS {
        run(Command::new("cargo")
            .args(["build", "--workspace", "--lib", "--features", features])
            .current_dir(root))?;
        for (library, name) in *addons {
            let library =
                format!("{}{library}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
            let from = target_dir(root).join("debug").join(library);
            fs::copy(&from, out.join(name)).map_err(|e| format!("{}: {e}", from.display()))?;
        }
    }
    let denier = out.join("denier.so");
    run(Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-o"])
        .arg(&denier)
        .arg(root.join("__test__/control/denier.c"))
        .arg("-ldl"))
}
