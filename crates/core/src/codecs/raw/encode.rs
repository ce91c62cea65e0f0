//! Pixels to raw samples.

use super::ROW;
use crate::codecs::Encoder;
use crate::error::Result;
use crate::format::Carries;
use crate::job::Job;
use crate::ops::layout;
use crate::pixels::{Frame, Pixels, Samples};
use crate::spec::Values;

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(Box::new(Raw {
        depth: options.word("depth"),
        channels: options.integer("channels"),
        bytes: Vec::new(),
    }))
}

struct Raw {
    /// Empty: as the pixels are.
    depth: &'static str,
    channels: Option<u32>,
    bytes: Vec<u8>,
}

impl Encoder for Raw {
    fn prepare(&mut self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        if let Some(channels) = self.channels {
            let carries = Carries { alpha: channels == 4, gray: false, ..ROW.carries };
            pixels = layout::fit(pixels, carries, job)?;
            if channels == 4 {
                pixels = layout::ensure_alpha(pixels, job)?;
            }
        }
        match self.depth {
            "uchar" => layout::to_u8(pixels, job),
            "ushort" => layout::to_u16(pixels, job),
            "float" => layout::to_f32(pixels, job),
            _ => Ok(pixels),
        }
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        self.bytes = match frame.pixels.samples {
            Samples::U8(samples) => samples,
            Samples::U16(samples) => {
                let mut bytes = job.alloc.zeroed::<u8>(samples.len() * 2)?;
                for (pair, sample) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(samples) {
                    *pair = sample.to_le_bytes();
                }
                bytes
            }
            Samples::F32(samples) => {
                let mut bytes = job.alloc.zeroed::<u8>(samples.len() * 4)?;
                for (four, sample) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(samples) {
                    *four = sample.to_le_bytes();
                }
                bytes
            }
        };
        Ok(())
    }

    fn finish(self: Box<Self>, _job: &mut Job) -> Result<Vec<u8>> {
        Ok(self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use crate::job::Cancel;
    use crate::task::run;

    fn request(raw: &str) -> String {
        format!(r#"{{"task":"convert","raw":{raw},"recipe":{{"outputs":[{{"format":"raw"}}]}}}}"#)
    }

    #[test]
    fn samples_pass_through_unchanged_in_each_depth() {
        for raw in [
            r#"{"width":3,"height":2,"channels":4}"#,
            r#"{"width":3,"height":4,"channels":1,"depth":"ushort"}"#,
            r#"{"width":2,"height":1,"channels":3,"depth":"float"}"#,
        ] {
            let bytes: Vec<u8> = (0..24).map(|n| n * 9).collect();
            let outcome = run(&request(raw), std::slice::from_ref(&bytes), &Cancel::default()).unwrap();
            assert_eq!(outcome.buffers, [bytes], "{raw}");
        }
    }

    #[test]
    fn depth_and_channels_are_as_asked_for() {
        let made = |options: &str, channels: u8, bytes: &[u8]| {
            let raw = format!(r#"{{"width":1,"height":1,"channels":{channels}}}"#);
            let request = format!(
                r#"{{"task":"convert","raw":{raw},"recipe":{{"outputs":[{{"format":"raw",{options}}}]}}}}"#
            );
            let outcome = run(&request, &[bytes.to_vec()], &Cancel::default()).unwrap();
            let info = &outcome.info["outputs"][0];
            (outcome.buffers[0].clone(), info["channels"].as_u64(), info["depth"].as_str().map(str::to_owned))
        };
        assert_eq!(made(r#""depth":"ushort""#, 1, &[7]), (vec![7, 7], Some(1), Some("ushort".into())));
        let float = [1f32, 0.2].map(f32::to_le_bytes).concat();
        assert_eq!(made(r#""depth":"float""#, 2, &[255, 51]), (float, Some(2), Some("float".into())));
        assert_eq!(made(r#""channels":4"#, 1, &[7]), (vec![7, 7, 7, 255], Some(4), Some("uchar".into())));
        assert_eq!(made(r#""channels":3"#, 4, &[255, 0, 9, 128]).0, [128, 0, 5]);
    }

    #[test]
    fn a_length_that_does_not_fit_is_an_option_error_that_names_both() {
        let error =
            run(&request(r#"{"width":3,"height":2,"channels":4}"#), &[vec![0; 23]], &Cancel::default())
                .unwrap_err();
        assert_eq!(error.to_string(), "expected 24 bytes (3 × 2 × 4 × 1) for raw, found 23 bytes");
    }

    #[test]
    fn the_pixel_limit_holds_for_raw_input() {
        let raw = r#"{"width":4,"height":4,"channels":1}"#;
        let request = format!(
            r#"{{"task":"convert","raw":{raw},"recipe":{{"input":{{"limits":{{"pixels":15}}}},"outputs":[{{"format":"raw"}}]}}}}"#
        );
        let error = run(&request, &[vec![0; 16]], &Cancel::default()).unwrap_err();
        assert_eq!(error.code, crate::Code::PixelLimit);
    }
}
