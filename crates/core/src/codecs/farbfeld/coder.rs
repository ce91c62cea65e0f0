//! farbfeld's decoder, where the flavour has it.

use super::probe::HEADER;
use crate::codecs::{Begin, Header, Open, still};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Layout, Samples, sample_count};

pub const OPEN: Option<Open> = Some(|bytes, header, _, job| still::open(bytes, header, job, decode));
pub const BEGIN: Option<Begin> = None;

fn decode(bytes: &[u8], header: &Header, job: &mut Job) -> Result<Samples> {
    let data = bytes.get(HEADER..).unwrap_or_default();
    let count = sample_count(header.width, header.height, Layout::Rgba)?;
    still::whole(data.len(), count.checked_mul(2), "farbfeld", job)?;
    let mut out = job.alloc.zeroed::<u16>(count)?;
    let row_len = header.width as usize * 4;
    for (row, from) in out.chunks_exact_mut(row_len).zip(data.chunks(row_len * 2)) {
        job.check_cancel()?;
        row.iter_mut().zip(from.as_chunks::<2>().0).for_each(|(to, from)| *to = u16::from_be_bytes(*from));
    }
    Ok(Samples::U16(out))
}
