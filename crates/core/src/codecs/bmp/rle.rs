//! Run-length coding of bitmaps (`BI_RLE8`, `BI_RLE4`, and OS/2's of 24 bits). Pixels that the runs jump over have the
//! first colour of the palette.

use super::decode::Palette;
use super::dib::{Coding, Dib};
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};

struct Canvas<'a> {
    out: &'a mut [u8],
    width: usize,
    height: usize,
    top_down: bool,
    x: usize,
    y: usize,
    /// A run went past the end of its row.
    over: bool,
}

impl Canvas<'_> {
    fn put(&mut self, [r, g, b]: [u8; 3]) {
        if self.x >= self.width || self.y >= self.height {
            self.over = true;
            return;
        }
        let row = if self.top_down { self.y } else { self.height - 1 - self.y };
        let at = (row * self.width + self.x) * 3;
        if let Some(pixel) = self.out.get_mut(at..at + 3) {
            pixel.copy_from_slice(&[r, g, b]);
        }
        self.x += 1;
    }

    fn full(&self) -> bool {
        self.y >= self.height || (self.y + 1 == self.height && self.x >= self.width)
    }
}

pub fn decode(dib: &Dib, palette: &Palette<'_>, data: &[u8], out: &mut [u8], job: &mut Job) -> Result<()> {
    if dib.indexed() {
        let first = palette.colour(0);
        out.as_chunks_mut::<3>().0.iter_mut().for_each(|pixel| *pixel = first);
    }
    let mut canvas = Canvas {
        out,
        width: dib.width as usize,
        height: dib.height as usize,
        top_down: dib.top_down,
        x: 0,
        y: 0,
        over: false,
    };
    let ended = runs(dib.coding, palette, &mut Reader::new(data), &mut canvas, job)?;
    // Many files forget the end marker after the last pixel.
    if ended.is_none() && !canvas.full() {
        job.damaged(FailOn::Truncated, Error::new(Code::TruncatedImage).format("bmp"))?;
    }
    if canvas.over {
        let error = Error::new(Code::CorruptImage).format("bmp").reason("a run passes the end of its row");
        job.damaged(FailOn::Error, error)?;
    }
    Ok(())
}

/// `None` where the bytes end before the end marker.
fn runs(
    coding: Coding,
    palette: &Palette<'_>,
    reader: &mut Reader<'_>,
    canvas: &mut Canvas<'_>,
    job: &Job,
) -> Result<Option<()>> {
    while canvas.y < canvas.height {
        if canvas.x == 0 {
            job.check_cancel()?;
        }
        let Some([count, value]) = reader.array() else { return Ok(None) };
        let done = match (count, value) {
            (0, 0) => {
                (canvas.x, canvas.y) = (0, canvas.y + 1);
                Some(())
            }
            (0, 1) => return Ok(Some(())),
            (0, 2) => reader.array().map(|[right, down]| {
                canvas.x = canvas.x.saturating_add(usize::from(right));
                canvas.y = canvas.y.saturating_add(usize::from(down));
            }),
            (0, count) => literal(coding, palette, usize::from(count), reader, canvas),
            (count, value) => run(coding, palette, (usize::from(count), value), reader, canvas),
        };
        if done.is_none() {
            return Ok(None);
        }
    }
    Ok(Some(()))
}

fn run(
    coding: Coding,
    palette: &Palette<'_>,
    (count, value): (usize, u8),
    reader: &mut Reader<'_>,
    canvas: &mut Canvas<'_>,
) -> Option<()> {
    let [even, odd] = match coding {
        Coding::Rle4 => [value >> 4, value & 15].map(|index| palette.colour(usize::from(index))),
        Coding::Rle24 => {
            let [green, red] = reader.array()?;
            [[red, green, value]; 2]
        }
        _ => [palette.colour(usize::from(value)); 2],
    };
    for index in 0..count {
        canvas.put(if index % 2 == 0 { even } else { odd });
    }
    Some(())
}

/// Pixels as they are, padded to two bytes. Those that a cut leaves are shown.
fn literal(
    coding: Coding,
    palette: &Palette<'_>,
    count: usize,
    reader: &mut Reader<'_>,
    canvas: &mut Canvas<'_>,
) -> Option<()> {
    let len = match coding {
        Coding::Rle4 => count.div_ceil(2),
        Coding::Rle24 => count * 3,
        _ => count,
    };
    match coding {
        Coding::Rle24 => {
            for _ in 0..count {
                let [blue, green, red] = reader.array()?;
                canvas.put([red, green, blue]);
            }
        }
        Coding::Rle4 => {
            let mut byte = 0;
            for index in 0..count {
                if index % 2 == 0 {
                    byte = reader.u8()?;
                }
                let nibble = if index % 2 == 0 { byte >> 4 } else { byte & 15 };
                canvas.put(palette.colour(usize::from(nibble)));
            }
        }
        _ => {
            for _ in 0..count {
                canvas.put(palette.colour(usize::from(reader.u8()?)));
            }
        }
    }
    if len % 2 == 1 { reader.u8().map(|_| ()) } else { Some(()) }
}
