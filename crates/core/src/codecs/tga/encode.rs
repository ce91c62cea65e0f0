//! Pixels to TGA: grey or colours, with or without alpha, from above; plain, or in packets that end with their row.

use super::{LONGEST_PACKET, REPEAT};
use crate::codecs::{Encoder, StillEncoder, still};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Frame, Layout};
use crate::spec::Values;

/// What ends a file of version 2: no extension area, no developer area, the signature.
const FOOTER: [u8; 26] = *b"\0\0\0\0\0\0\0\0TRUEVISION-XFILE.\0";

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let packed = options.bool("rle");
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(&frame, packed, job))))
}

fn encode(frame: &Frame, packed: bool, job: &mut Job) -> Result<Vec<u8>> {
    let samples = still::eight_bit(frame, "tga")?;
    let pixels = &frame.pixels;
    let channels = pixels.layout.channels();
    let grey = matches!(pixels.layout, Layout::Gray | Layout::GrayA);
    let row_len = pixels.width as usize * channels;
    let mut out = Vec::new();
    let first =
        super::probe::HEADER + if packed { 0 } else { row_len * pixels.height as usize + FOOTER.len() };
    still::room(&mut out, first, job)?;
    let image_type = if grey { 3 } else { 2 } + if packed { 8 } else { 0 };
    // No identification, no colour map, the origin.
    out.extend([0, 0, image_type]);
    out.extend([0; 9]);
    // The plan refused sides that do not fit.
    out.extend((pixels.width as u16).to_le_bytes());
    out.extend((pixels.height as u16).to_le_bytes());
    let attributes = if pixels.layout.has_alpha() { 8 } else { 0 };
    out.extend([channels as u8 * 8, 0x20 | attributes]);
    let mut line = job.alloc.zeroed::<u8>(row_len)?;
    for row in samples.chunks(pixels.stride) {
        job.check_cancel()?;
        line.iter_mut().zip(row).for_each(|(to, from)| *to = *from);
        if !grey {
            // Blue comes first.
            line.chunks_exact_mut(channels).for_each(|pixel| pixel.swap(0, 2));
        }
        if packed {
            still::room(&mut out, row_len + row_len.div_ceil(LONGEST_PACKET) + FOOTER.len(), job)?;
            packets(&line, channels, &mut out);
        } else {
            out.extend(&line);
        }
    }
    job.alloc.release(row_len as u64);
    out.extend(FOOTER);
    Ok(out)
}

/// A run of two or more is repeated; what lies between is stored.
fn packets(line: &[u8], step: usize, out: &mut Vec<u8>) {
    let mut rest = line;
    while !rest.is_empty() {
        let run = run(rest, step);
        let (head, count) = if run > 1 {
            (REPEAT, run)
        } else {
            let mut count = 1;
            while count < LONGEST_PACKET {
                match rest.get(count * step..) {
                    Some(next) if !next.is_empty() && self::run(next, step) < 2 => count += 1,
                    _ => break,
                }
            }
            (0, count)
        };
        out.push(head | (count - 1) as u8);
        let (now, later) = rest.split_at_checked(count * step).unwrap_or((rest, &[]));
        out.extend(if run > 1 { now.get(..step).unwrap_or(now) } else { now });
        rest = later;
    }
}

/// How often the first pixel comes, at most as often as a packet can say.
fn run(pixels: &[u8], step: usize) -> usize {
    let mut each = pixels.chunks_exact(step).take(LONGEST_PACKET);
    let Some(first) = each.next() else { return 0 };
    1 + each.take_while(|pixel| *pixel == first).count()
}
