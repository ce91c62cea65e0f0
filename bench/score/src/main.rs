//! `score <width> <height> <original> <other>…`: SSIMULACRA2 of 8 bit sRGB samples in files, one line each; 100 is the same.
//! `score ravif <width> <height> <original> <quality> <speed> <file>`: that image as AVIF; prints the thread's CPU milliseconds.

use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};
use ravif::{Encoder, Img};
use rgb::FromSlice;
use std::error::Error;
use std::{env, fs};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let given: Vec<String> = env::args().skip(1).collect();
    match given.as_slice() {
        [first, width, height, original, quality, speed, file] if first == "ravif" => {
            encode((width.parse()?, height.parse()?), original, (quality.parse()?, speed.parse()?), file)
        }
        [width, height, original, others @ ..] => score((width.parse()?, height.parse()?), original, others),
        _ => Err("expected width, height, the original and others".into()),
    }
}

fn score((width, height): (u32, u32), original: &str, others: &[String]) -> Outcome {
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

fn encode(
    (width, height): (usize, usize),
    original: &str,
    (quality, speed): (f32, u8),
    file: &str,
) -> Outcome {
    let samples = fs::read(original)?;
    let encoder = Encoder::new().with_quality(quality).with_speed(speed).with_num_threads(Some(1));
    let before = cpu_ms()?;
    let encoded = encoder.encode_rgb(Img::new(samples.as_rgb(), width, height))?;
    println!("{:.1}", cpu_ms()? - before);
    fs::write(file, encoded.avif_file)?;
    Ok(())
}

/// What this process has used, of all its threads (proc(5): nanoseconds on the CPU come first).
fn cpu_ms() -> Result<f64, Box<dyn Error>> {
    let mut sum = 0.0;
    for task in fs::read_dir("/proc/self/task")? {
        let text = fs::read_to_string(task?.path().join("schedstat"))?;
        sum += text.split_whitespace().next().ok_or("an empty schedstat")?.parse::<f64>()?;
    }
    Ok(sum / 1e6)
}
