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

    fn depth(&self) -> Option<&'static str> {
        Number::named(self.depth).map(|_| self.depth)
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        if let Some(number) = Number::named(self.depth) {
            self.bytes = number.bytes(&frame.pixels.samples, job)?;
            return Ok(());
        }
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

/// A depth that pixels do not have: bytes of a number, and the number that is white.
#[derive(Clone, Copy)]
enum Number {
    /// Without a fraction.
    Whole(usize, f64),
    Double,
}

impl Number {
    fn named(name: &str) -> Option<Self> {
        match name {
            "char" => Some(Self::Whole(1, f64::from(i8::MAX))),
            "short" => Some(Self::Whole(2, f64::from(i16::MAX))),
            "int" => Some(Self::Whole(4, f64::from(i32::MAX))),
            "uint" => Some(Self::Whole(4, f64::from(u32::MAX))),
            "double" => Some(Self::Double),
            _ => None,
        }
    }

    fn bytes(self, samples: &Samples, job: &mut Job) -> Result<Vec<u8>> {
        match samples {
            Samples::U8(samples) => self.each(samples, |value| f64::from(value) / 255.0, job),
            Samples::U16(samples) => self.each(samples, |value| f64::from(value) / 65_535.0, job),
            Samples::F32(samples) => self.each(samples, f64::from, job),
        }
    }

    /// `share`: of white.
    fn each<T: Copy>(self, samples: &[T], share: impl Fn(T) -> f64, job: &mut Job) -> Result<Vec<u8>> {
        let size = match self {
            Self::Whole(size, _) => size,
            Self::Double => 8,
        };
        let mut bytes = job.alloc.zeroed::<u8>(samples.len().saturating_mul(size))?;
        for (to, sample) in bytes.chunks_exact_mut(size).zip(samples) {
            let number = match self {
                Self::Whole(_, white) => {
                    ((share(*sample).clamp(0.0, 1.0) * white + 0.5).floor() as u64).to_le_bytes()
                }
                Self::Double => share(*sample).to_le_bytes(),
            };
            to.iter_mut().zip(number).for_each(|(to, byte)| *to = byte);
        }
        Ok(bytes)
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
            let outcome = run(&request(raw), &mut [bytes.clone()], &Cancel::default()).unwrap();
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
            let outcome = run(&request, &mut [bytes.to_vec()], &Cancel::default()).unwrap();
            let info = &outcome.info["outputs"][0];
            (outcome.buffers[0].clone(), info["channels"].as_u64(), info["depth"].as_str().map(str::to_owned))
        };
        assert_eq!(made(r#""depth":"ushort""#, 1, &[7]), (vec![7, 7], Some(1), Some("ushort".into())));
        let float = [1f32, 0.2].map(f32::to_le_bytes).concat();
        assert_eq!(made(r#""depth":"float""#, 2, &[255, 51]), (float, Some(2), Some("float".into())));
        let longer = |depth: &str| {
            let (bytes, _, told) = made(&format!(r#""depth":"{depth}""#), 2, &[255, 51]);
            assert_eq!(told.as_deref(), Some(depth));
            bytes
        };
        // White, and a fifth of it.
        assert_eq!(longer("char"), [127, 25]);
        assert_eq!(longer("short"), [i16::MAX, 6553].map(i16::to_le_bytes).concat());
        assert_eq!(longer("int"), [i32::MAX, 429_496_729].map(i32::to_le_bytes).concat());
        assert_eq!(longer("uint"), [u32::MAX, 858_993_459].map(u32::to_le_bytes).concat());
        assert_eq!(longer("double"), [1f64, 51.0 / 255.0].map(f64::to_le_bytes).concat());
        assert_eq!(made(r#""channels":4"#, 1, &[7]), (vec![7, 7, 7, 255], Some(4), Some("uchar".into())));
        assert_eq!(made(r#""channels":3"#, 4, &[255, 0, 9, 128]).0, [128, 0, 5]);
    }

    #[test]
    fn a_length_that_does_not_fit_is_an_option_error_that_names_both() {
        let error =
            run(&request(r#"{"width":3,"height":2,"channels":4}"#), &mut [vec![0; 23]], &Cancel::default())
                .unwrap_err();
        assert_eq!(error.to_string(), "expected 24 bytes (3 × 2 × 4 × 1) for raw, found 23 bytes");
    }

    #[test]
    fn the_pixel_limit_holds_for_raw_input() {
        let raw = r#"{"width":4,"height":4,"channels":1}"#;
        let request = format!(
            r#"{{"task":"convert","raw":{raw},"recipe":{{"input":{{"limits":{{"pixels":15}}}},"outputs":[{{"format":"raw"}}]}}}}"#
        );
        let error = run(&request, &mut [vec![0; 16]], &Cancel::default()).unwrap_err();
        assert_eq!(error.code, crate::Code::PixelLimit);
    }
}
