//! Which build this is.

use serde_json::{Value, json};

/// Hash of core's sources: the same for every artefact that was built from them.
pub const BUILD: &str = env!("PIXMILL_BUILD");
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What `backend()` tells of this artefact. `simd` names the instruction sets that kernels may use here.
pub fn describe() -> Value {
    json!({ "version": VERSION, "build": BUILD, "simd": simd(), "flavour": flavour() })
}

const fn flavour() -> &'static str {
    if cfg!(feature = "full") {
        "full"
    } else if cfg!(feature = "basic") {
        "basic"
    } else {
        "bytes"
    }
}

#[cfg(target_arch = "x86_64")]
fn simd() -> &'static str {
    if std::arch::is_x86_feature_detected!("avx2") {
        "avx2"
    } else if std::arch::is_x86_feature_detected!("sse4.1") {
        "sse4.1"
    } else {
        "sse2"
    }
}

#[cfg(not(target_arch = "x86_64"))]
const fn simd() -> &'static str {
    if cfg!(target_feature = "simd128") {
        "simd128"
    } else if cfg!(target_feature = "neon") {
        "neon"
    } else {
        "none"
    }
}
