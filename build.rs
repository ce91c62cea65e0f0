//! Build script of the addon: link flags for napi. crates/node points here.

fn main() {
    napi_build::setup();
}
