//! TIFF to pixels: strips or tiles → decompressed → differences undone → samples → colours of one page.

mod ccitt;
mod ccitt_codes;
mod chunk;
mod colour;
mod compression;
mod embedded;
mod logluv;
mod luv24;
mod old_jpeg;
mod predictor;
mod samples;

use super::super::page::{Numbers, Page, Photometric};
use super::super::probe;
use crate::codecs::{DecodeOptions, Decoder, Header};
use crate::error::{Code, Error, Result};
use crate::job::{FailOn, Job};
use crate::ops::alpha;
use crate::ops::extract::Area;
use crate::pixels::{Depth, Frame, Pixels, Samples, sample_count};
use chunk::Grid;
use colour::Converter;
use std::ops::Range;
use std::vec::IntoIter;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    let page = options.page;
    options.check_page(header)?;
    let count = if options.animated { header.frames - page } else { 1 };
    let mut places = probe::places(bytes, page, count)?;
    if count > 1 {
        // The header counts no further than one past the limit: there might be more.
        let (found, limit) = (u64::from(header.frames), job.limits.frames);
        if found > limit {
            return Err(Error::limit(Code::FrameLimit, found, limit, "limits.frames").format("tiff"));
        }
        let first = places.first().copied();
        places
            .retain(|at| first == Some(*at) || !probe::page_at(bytes, *at).is_ok_and(|page| page.is_aside()));
    }
    if let Some(subifd) = options.subifd {
        for at in &mut places {
            *at = probe::within(&probe::page_at(bytes, *at)?, subifd)?;
        }
    }
    if count > 1 {
        check_all(bytes, &places, job)?;
    }
    Ok(Box::new(Pages { bytes, places: places.into_iter(), part: options.part, orientation: None }))
}

/// All pages together stay within the limits that one has; what is wrong with one of them is told when it is read.
fn check_all(bytes: &[u8], places: &[u64], job: &Job) -> Result<()> {
    let pages = places.iter().filter_map(|at| probe::page_at(bytes, *at).ok());
    let pixels = pages.fold(0u64, |sum, page| {
        sum.saturating_add(u64::from(page.width).saturating_mul(u64::from(page.height)))
    });
    let limit = job.limits.pixels;
    if pixels > limit {
        return Err(Error::limit(Code::PixelLimit, pixels, limit, "limits.pixels").format("tiff"));
    }
    Ok(())
}

/// Pages one after the other, each by its directory.
struct Pages<'a> {
    bytes: &'a [u8],
    places: IntoIter<u64>,
    /// Of a single page.
    part: Option<Area>,
    orientation: Option<u8>,
}

impl Decoder for Pages<'_> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        let Some(at) = self.places.next() else { return Ok(None) };
        let page = probe::page_at(self.bytes, at)?;
        self.orientation = Some(page.orientation());
        decode(self.bytes, page, self.part, job).map(Some)
    }

    fn orientation(&self) -> Option<u8> {
        self.orientation
    }
}

/// More samples a pixel than any image to look at has.
const MOST_SAMPLES: usize = 64;

fn unsupported(found: impl Into<String>) -> Error {
    Error::new(Code::UnsupportedFeature).format("tiff").found(found.into())
}

fn corrupt(reason: impl ToString) -> Error {
    Error::new(Code::CorruptImage).format("tiff").reason(reason)
}

/// Damage of which only the first of its kind is told: a page may have a million strips.
fn damaged(job: &mut Job, level: FailOn, error: Error) -> Result<()> {
    if job.warnings.last().is_some_and(|last| last.error == error) {
        return Ok(());
    }
    job.damaged(level, error)
}

/// Strips and tiles that a part does not touch are not read.
fn decode(bytes: &[u8], mut page: Page<'_>, part: Option<Area>, job: &mut Job) -> Result<Frame> {
    job.limits.check_size(page.width, page.height, 1, "tiff")?;
    compression::settle(&mut page)?;
    supported(&page)?;
    let grid = Grid::of(&page, &job.limits)?;
    let layout = page.layout();
    let area = part.unwrap_or(Area::of(page.width, page.height));
    let count = sample_count(area.width, area.height, layout)?;
    let mut samples = match page.depth() {
        Depth::U16 => Samples::U16(job.alloc.zeroed(count)?),
        _ => Samples::U8(job.alloc.zeroed(count)?),
    };
    let converter = Converter::new(&page)?;

    let mut scratch = samples::Scratch::new(&page, &grid, job)?;
    let mut source = chunk::Source::new(bytes, &page, grid, job)?;
    let mut buffers = Vec::new();
    for _ in 0..grid.planes {
        buffers.push(job.alloc.zeroed::<u8>(grid.bytes)?);
    }
    let channels = layout.channels();
    let stride = area.width as usize * channels;
    for down in grid.rows_of(area) {
        for across in grid.columns_of(area) {
            job.check_cancel()?;
            let (columns, left) = overlap(across, grid.width, area.left, area.width);
            let (rows, top) = overlap(down, grid.height, area.top, area.height);
            for (plane, buffer) in buffers.iter_mut().enumerate() {
                source.read((across, down, plane as u32), buffer, job)?;
            }
            for (to, row) in (top..).zip(rows) {
                let first = to * stride + left * channels;
                let place = first..first + columns.len() * channels;
                if let (true, Samples::U8(to), [buffer]) =
                    (converter.is_plain(), &mut samples, buffers.as_slice())
                {
                    let from = buffer.get(row * grid.row + columns.start * channels..);
                    let from = from.and_then(|from| from.get(..place.len()));
                    if let (Some(to), Some(from)) = (to.get_mut(place), from) {
                        to.copy_from_slice(from);
                    }
                    continue;
                }
                scratch.unpack(&buffers, row, &grid);
                let first = columns.start;
                match &mut samples {
                    Samples::U8(to) => converter.row(&scratch, first, to.get_mut(place).unwrap_or_default()),
                    Samples::U16(to) => converter.row(&scratch, first, to.get_mut(place).unwrap_or_default()),
                    Samples::F32(_) => {}
                }
            }
        }
    }
    if converter.straightens() {
        alpha::straighten(&mut samples, layout.channels());
    }
    let held = grid.bytes as u64 * u64::from(grid.planes) + scratch.bytes() + source.bytes();
    job.alloc.release(held);
    Ok(Frame { pixels: Pixels::packed(samples, layout, area.width, area.height)?, delay_ms: 0 })
}

/// What of chunk `index` of this length lies in a range: its places in the chunk, and the first one's in the range.
fn overlap(index: u32, chunk: u32, first: u32, len: u32) -> (Range<usize>, usize) {
    let start = u64::from(index) * u64::from(chunk);
    let from = start.max(u64::from(first));
    let to = (start + u64::from(chunk)).min(u64::from(first) + u64::from(len)).max(from);
    ((from - start) as usize..(to - start) as usize, (from - u64::from(first)) as usize)
}

/// Refuses by name what is not read.
fn supported(page: &Page<'_>) -> Result<()> {
    // Sixty-five thousand of them would make rows of memory out of a short file.
    if page.samples > MOST_SAMPLES {
        return Err(unsupported(format!("{} samples a pixel", page.samples)));
    }
    if let Photometric::Other(other) = page.photometric {
        return Err(unsupported(format!("photometric interpretation {other}")));
    }
    if page.samples < page.colours() {
        return Err(corrupt("fewer samples than its colours need"));
    }
    let bits = page.bits;
    let readable = match page.numbers {
        Numbers::Unsigned => matches!(bits, 1..=16 | 32 | 64),
        Numbers::Signed => matches!(bits, 8 | 16 | 32 | 64),
        Numbers::Float => matches!(bits, 16 | 24 | 32 | 64),
        Numbers::Other => false,
    };
    let fits = match page.photometric {
        Photometric::Palette => page.numbers == Numbers::Unsigned && bits <= 16,
        Photometric::YCbCr => page.numbers == Numbers::Unsigned && bits == 8,
        Photometric::Lab(_) => page.numbers != Numbers::Float && matches!(bits, 8 | 16),
        _ => true,
    };
    if readable && fits {
        Ok(())
    } else {
        Err(unsupported(format!("{bits} bit {:?} samples of {:?}", page.numbers, page.photometric)))
    }
}
