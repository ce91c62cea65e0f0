//! Build script of the addon: link flags for napi. crates/node points here.

fn main() {
    napi_build::setup();
    // Node closes an addon with the last of its threads that loaded it; the threads of the addon's pool live on.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
