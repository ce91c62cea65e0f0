//! Operations to pixels.

use super::{DIFF, END, INDEX, LONGEST_RUN, LUMA, RGB, RGBA, START, Seen};
use crate::codecs::qoi::probe::HEADER;
use crate::codecs::{Header, Reader, raw, still};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::pixels::{Samples, sample_count};

pub fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Samples> {
    let data = bytes.get(HEADER..).unwrap_or_default();
    let count = sample_count(header.width, header.height, raw::layout(header.channels))?;
    let channels = usize::from(header.channels);
    // No byte can stand for more pixels than a run has.
    still::whole(data.len(), Some((count / channels).div_ceil(LONGEST_RUN)), "qoi", job)?;
    let mut out = job.alloc.zeroed::<u8>(count)?;
    let mut operations = Operations { reader: Reader::new(data), seen: Seen::new(), pixel: START, run: 0 };
    let mut whole = true;
    for row in out.chunks_exact_mut(header.width as usize * channels) {
        job.check_cancel()?;
        whole = operations.row(row, channels).is_some();
        if !whole {
            break;
        }
    }
    if !whole {
        job.damaged(FailOn::Truncated, Error::new(Code::TruncatedImage).format("qoi"))?;
    } else if operations.reader.take(END.len()) != Some(&END[..]) {
        let error =
            Error::new(Code::CorruptImage).format("qoi").reason("no end marker behind the last pixel");
        job.damaged(FailOn::Error, error)?;
    }
    Ok(Samples::U8(out))
}

struct Operations<'a> {
    reader: Reader<'a>,
    seen: Seen,
    pixel: [u8; 4],
    /// How often the pixel is still to come.
    run: u8,
}

impl Operations<'_> {
    /// `None` where the bytes end first.
    fn row(&mut self, row: &mut [u8], channels: usize) -> Option<()> {
        for out in row.chunks_exact_mut(channels) {
            if self.run > 0 {
                self.run -= 1;
            } else {
                self.step()?;
            }
            out.iter_mut().zip(self.pixel).for_each(|(to, from)| *to = from);
        }
        Some(())
    }

    /// One operation.
    fn step(&mut self) -> Option<()> {
        let [r, g, b, a] = self.pixel;
        let byte = self.reader.u8()?;
        let low = byte & 0x3f;
        self.pixel = match (byte, byte & 0xc0) {
            (RGB, _) => {
                let [r, g, b] = self.reader.array()?;
                [r, g, b, a]
            }
            (RGBA, _) => self.reader.array()?,
            (_, INDEX) => self.seen.at(low),
            (_, DIFF) => {
                let add = |from: u8, shift: u8| from.wrapping_add(low >> shift & 3).wrapping_sub(2);
                [add(r, 4), add(g, 2), add(b, 0), a]
            }
            (_, LUMA) => {
                let next = self.reader.u8()?;
                let green = low.wrapping_sub(32);
                let add = |from: u8, diff: u8| from.wrapping_add(green).wrapping_add(diff).wrapping_sub(8);
                [add(r, next >> 4), g.wrapping_add(green), add(b, next & 15), a]
            }
            _ => {
                self.run = low;
                self.pixel
            }
        };
        self.seen.put(self.pixel);
        Some(())
    }
}
