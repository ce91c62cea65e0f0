//! The native addon: cargo build, then a copy under the name that the loader requires.

use crate::{Outcome, run, target_dir};
use std::fs;
use std::path::Path;
use std::process::Command;

/// One row a platform: the folder in npm/, what Rust calls it, and what node's process says of it.
pub struct Target {
    pub folder: &'static str,
    pub os: &'static str,
    pub arch: &'static str,
    pub env: &'static str,
}

/// The one target table.
pub static TARGETS: &[Target] = &[
    Target { folder: "linux-x64-gnu", os: "linux", arch: "x86_64", env: "gnu" },
    Target { folder: "linux-x64-musl", os: "linux", arch: "x86_64", env: "musl" },
    Target { folder: "linux-arm64-gnu", os: "linux", arch: "aarch64", env: "gnu" },
    Target { folder: "linux-arm64-musl", os: "linux", arch: "aarch64", env: "musl" },
    Target { folder: "darwin-x64", os: "macos", arch: "x86_64", env: "" },
    Target { folder: "darwin-arm64", os: "macos", arch: "aarch64", env: "" },
    Target { folder: "win32-x64-msvc", os: "windows", arch: "x86_64", env: "msvc" },
];

fn host() -> Option<&'static Target> {
    let env = if cfg!(target_env = "musl") {
        "musl"
    } else if cfg!(target_env = "gnu") {
        "gnu"
    } else if cfg!(target_env = "msvc") {
        "msvc"
    } else {
        ""
    };
    TARGETS.iter().find(|t| t.os == std::env::consts::OS && t.arch == std::env::consts::ARCH && t.env == env)
}

pub fn build(root: &Path) -> Outcome {
    made(root, "release")
}

/// Unoptimised: quick to build, for work on the code.
pub fn build_debug(root: &Path) -> Outcome {
    made(root, "dev")
}

fn made(root: &Path, profile: &str) -> Outcome {
    let target = host().ok_or("no row for this machine in the target table (crates/xtask/src/addon.rs)")?;
    run(Command::new("cargo")
        .args(["build", "--profile", profile, "--package", "pixmill-node"])
        .current_dir(root))?;
    let library = format!("{}pixmill_node{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let folder = root.join("npm").join(target.folder);
    let to = folder.join(format!("pixmill.{}.node", target.folder));
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    // A new file, not an overwrite: a process that has the old one mapped keeps it.
    let fresh = folder.join(".pixmill.node.new");
    let from = target_dir(root).join(if profile == "dev" { "debug" } else { profile }).join(library);
    fs::copy(&from, &fresh).map_err(|e| format!("{}: {e}", from.display()))?;
    fs::rename(&fresh, &to).map_err(|e| format!("{}: {e}", to.display()))?;
    println!("built {}", to.display());
    Ok(())
}
