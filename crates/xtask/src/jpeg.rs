//! The crate that decodes JPEG, for WebAssembly with one of its functions mended: its inverse DCT computes in 32 bits there
//! and in 16 elsewhere, so that coefficients which no encoder of 8 bit samples writes gave other pixels.

use crate::{crate_folder, target_dir};
use std::fs;
use std::path::{Path, PathBuf};

const KERNEL: &str = "src/simd/wasm32/idct.rs";
const HEAD: &str = "pub fn wasm_idct_islow(coeffs: &[i16; 64], quant: &[u16; 64], output: &mut [u8; 64]) {\n";
/// Goes behind it.
const GUARD: &str = "    if is_beyond(coeffs, quant) {
        if coeffs[8..].iter().any(|coeff| *coeff != 0) {
            return narrow(coeffs, quant, output);
        }
        return crate::simd::scalar::scalar_idct_islow(coeffs, quant, output);
    }
";
/// Goes to the end of the file.
const NARROW: &str = include_str!("../../wasm/jpeg/narrow.rs");

/// The folder of the mended crate, beside what cargo builds: given to cargo as an override, the lock file stays as it is.
pub fn mended(root: &Path) -> Result<PathBuf, String> {
    let source = crate_folder(root, "libjpeg-turbo-rs")?;
    let kernel = source.join(KERNEL);
    let text = fs::read_to_string(&kernel).map_err(|e| format!("{}: {e}", kernel.display()))?;
    let mut parts = text.split(HEAD);
    let (Some(before), Some(behind), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!(
            "{} has another shape than expected: adapt crates/xtask/src/jpeg.rs",
            kernel.display()
        ));
    };
    let text = [before, HEAD, GUARD, behind, "\n", NARROW].concat();
    let target = target_dir(root);
    let copy =
        std::path::absolute(&target).map_err(|e| format!("{}: {e}", target.display()))?.join("mended-jpeg");
    // Cargo builds it anew whenever a file is newer.
    if fs::read_to_string(copy.join(KERNEL)).is_ok_and(|there| there == text) {
        return Ok(copy);
    }
    copy_folder(&source, &copy)?;
    // No member of the workspace that it may lie in.
    let manifest = copy.join("Cargo.toml");
    let known = fs::read_to_string(&manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
    write(&manifest, &(known + "\n[workspace]\n"))?;
    // Last: it is what says that all is there.
    write(&copy.join(KERNEL), &text)?;
    Ok(copy)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |e: std::io::Error| format!("{path}: {e}")
    };
    fs::create_dir_all(to).map_err(failed(to))?;
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let path = entry.map_err(failed(from))?.path();
        let copy = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).map_err(failed(&path))?;
        }
    }
    Ok(())
}
