//! Pixels to raw samples.

use crate::codecs::{Encoder, StillEncoder};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Frame, Samples};
use crate::spec::Values;

pub fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(Box::new(StillEncoder::new(|frame: Frame, job: &mut Job| encode(frame, job))))
}

fn encode(frame: Frame, job: &mut Job) -> Result<Vec<u8>> {
    match frame.pixels.samples {
        Samples::U8(samples) => Ok(samples),
        Samples::U16(samples) => {
            let mut bytes = job.alloc.zeroed::<u8>(samples.len() * 2)?;
            for (pair, sample) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(samples) {
                *pair = sample.to_le_bytes();
            }
            Ok(bytes)
        }
        Samples::F32(samples) => {
            let mut bytes = job.alloc.zeroed::<u8>(samples.len() * 4)?;
            for (four, sample) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(samples) {
                *four = sample.to_le_bytes();
            }
            Ok(bytes)
        }
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
