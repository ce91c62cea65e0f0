//! What our own decoders and encoders of stills share: the size is checked before anything is read, the header says the layout.

use super::{Decoder, Encoder, Header, Still, StillEncoder, raw};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::ops::extract::Area;
use crate::pixels::{Frame, Pixels, Samples};

/// Samples of the layout, depth and size that the header says, tightly packed.
pub type Decode = fn(&[u8], &Header, &mut Job) -> Result<Samples>;

/// The same of a part of it.
pub type DecodePart = fn(&[u8], &Header, Area, &mut Job) -> Result<Samples>;

/// A still: its size is checked now, the file is read when the frame is asked for.
pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    job: &Job,
    decode: Decode,
) -> Result<Box<dyn Decoder + 'a>> {
    let all = Area::of(header.width, header.height);
    once(header, all, job, move |header, job| decode(bytes, header, job))
}

/// One of which a part may be asked for.
pub fn open_part<'a>(
    bytes: &'a [u8],
    header: &Header,
    part: Option<Area>,
    job: &Job,
    decode: DecodePart,
) -> Result<Box<dyn Decoder + 'a>> {
    let area = part.unwrap_or(Area::of(header.width, header.height));
    once(header, area, job, move |header, job| decode(bytes, header, area, job))
}

fn once<'a>(
    header: &Header,
    area: Area,
    job: &Job,
    decode: impl FnOnce(&Header, &mut Job) -> Result<Samples> + 'a,
) -> Result<Box<dyn Decoder + 'a>> {
    job.limits.check_size(header.width, header.height, 1, header.format.name())?;
    let header = header.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| {
        let samples = decode(&header, job)?;
        job.check_cancel()?;
        let layout = raw::layout(header.channels);
        Ok(Frame { pixels: Pixels::packed(samples, layout, area.width, area.height)?, delay_ms: 0 })
    })))
}

pub fn encoder(encode: fn(Frame, &mut Job) -> Result<Vec<u8>>) -> Box<dyn Encoder> {
    Box::new(StillEncoder::new(encode))
}

/// Refuses what is shorter than it must be, before memory is taken for it; under `failOn: 'none'` it is a warning.
pub fn whole(have: usize, need: Option<usize>, format: &'static str, job: &mut Job) -> Result<()> {
    match need {
        Some(need) if have >= need => Ok(()),
        _ => job.damaged(FailOn::Truncated, Error::new(Code::TruncatedImage).format(format)),
    }
}

/// The 8 bit samples that an encoder takes; its row says that it carries no others.
pub fn eight_bit<'a>(frame: &'a Frame, format: &'static str) -> Result<&'a [u8]> {
    match &frame.pixels.samples {
        Samples::U8(samples) => Ok(samples),
        _ => Err(Error::new(Code::Panicked).format(format).reason("expected 8 bit samples")),
    }
}

/// Room for `more` bytes of a file that grows as it is written: counted, and a refusal of the system is an error.
pub fn room(out: &mut Vec<u8>, more: usize, job: &mut Job) -> Result<()> {
    let before = out.capacity();
    if out.try_reserve(more).is_err() {
        return Err(Error::limit(Code::MemoryLimit, more, job.limits.memory, "limits.memory"));
    }
    job.alloc.reserve((out.capacity() - before) as u64)
}
