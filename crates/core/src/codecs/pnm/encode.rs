//! Pixels to PGM (grey), PPM (colours) or PAM (with alpha), binary, 8 or 16 bit.

use crate::codecs::{Encoder, still};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Layout, Samples};
use crate::spec::Values;

pub fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(still::encoder(encode))
}

fn encode(frame: Frame, job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    let (width, height) = (pixels.width, pixels.height);
    let channels = pixels.layout.channels();
    let most = if matches!(pixels.samples, Samples::U8(_)) { 255 } else { 65_535 };
    let simple = |magic: &str| format!("{magic}\n{width} {height}\n{most}\n");
    let pam = |tuple: &str| {
        format!(
            "P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH {channels}\nMAXVAL {most}\nTUPLTYPE {tuple}\nENDHDR\n"
        )
    };
    let head = match pixels.layout {
        Layout::Gray => simple("P5"),
        Layout::GrayA => pam("GRAYSCALE_ALPHA"),
        Layout::Rgba => pam("RGB_ALPHA"),
        _ => simple("P6"),
    };
    let row_len = width as usize * channels;
    let mut out = Vec::new();
    still::room(&mut out, head.len() + row_len * height as usize * pixels.depth().bytes(), job)?;
    out.extend(head.bytes());
    match &pixels.samples {
        Samples::U8(samples) => {
            for row in samples.chunks(pixels.stride) {
                job.check_cancel()?;
                out.extend(row.iter().take(row_len));
            }
        }
        Samples::U16(samples) => {
            for row in samples.chunks(pixels.stride) {
                job.check_cancel()?;
                // The higher byte comes first.
                row.iter().take(row_len).for_each(|sample| out.extend(sample.to_be_bytes()));
            }
        }
        Samples::F32(_) => {
            return Err(Error::new(Code::Panicked).format("pnm").reason("expected whole numbers"));
        }
    }
    Ok(out)
}
