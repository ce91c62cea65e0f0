//! `score <width> <height> <original> <other>…`: SSIMULACRA2 of 8 bit sRGB samples in files, one line each; 100 is the same.

use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};
use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = env::args().skip(1).collect();
    let [width, height, original, others @ ..] = given.as_slice() else {
        return Err("expected width, height, the original and others".into());
    };
    let (width, height): (u32, u32) = (width.parse()?, height.parse()?);
    let stride = width as usize * 3;
    let original = fs::read(original)?;
    let original = PixelSlice::new(&original, width, height, stride, PixelDescriptor::RGB8_SRGB)?;
    for other in others {
        let other = fs::read(other)?;
        let other = PixelSlice::new(&other, width, height, stride, PixelDescriptor::RGB8_SRGB)?;
        println!("{:.3}", compute_ssimulacra2(&original, &other)?);
    }
    Ok(())
}
