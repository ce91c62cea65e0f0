//! Raw samples to pixels: a copy under the job's limits.

use super::layout;
use crate::codecs::{DecodeOptions, Decoder, Header, Still};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Depth, Frame, Pixels, Samples, sample_count};

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    _options: &DecodeOptions,
    _job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| decode(bytes, &header, job))))
}

fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Frame> {
    job.limits.check_size(header.width, header.height, 1, "raw")?;
    let layout = layout(header.channels);
    let count = sample_count(header.width, header.height, layout)?;
    if bytes.len() != count.saturating_mul(header.depth.bytes()) {
        return Err(Error::new(Code::TruncatedImage).format("raw"));
    }
    let samples = match header.depth {
        Depth::U8 => {
            let mut narrow = job.alloc.zeroed::<u8>(count)?;
            narrow.copy_from_slice(bytes);
            Samples::U8(narrow)
        }
        Depth::U16 => {
            let mut wide = job.alloc.zeroed::<u16>(count)?;
            for (sample, pair) in wide.iter_mut().zip(bytes.as_chunks::<2>().0) {
                *sample = u16::from_le_bytes(*pair);
            }
            Samples::U16(wide)
        }
        Depth::F32 => {
            let mut float = job.alloc.zeroed::<f32>(count)?;
            for (sample, four) in float.iter_mut().zip(bytes.as_chunks::<4>().0) {
                *sample = f32::from_le_bytes(*four);
            }
            // A sample that is no number would spread through every step after it.
            float.iter_mut().filter(|sample| sample.is_nan()).for_each(|sample| *sample = 0.0);
            Samples::F32(float)
        }
    };
    Ok(Frame { pixels: Pixels::packed(samples, layout, header.width, header.height)?, delay_ms: 0 })
}
