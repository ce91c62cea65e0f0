//! Filtered rows to a zlib stream, in one pass or the seven of Adam7.

use super::filter::{Filter, Kind, Strategy};
use super::raster::Raster;
use crate::bytes::deflater::Zlib;
use crate::error::Result;
use crate::job::Job;
use crate::zip::deflate;
use std::io::{self, ErrorKind, Write};

/// The level that has a compressor of its own, for filtered rows: its codes are made for differences.
const QUICK: u32 = 1;

/// How an image's rows are filtered and compressed.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Of deflate: 0 to 12.
    pub level: u32,
    pub strategy: Strategy,
    pub interlaced: bool,
}

impl Settings {
    /// For a level: without compression nothing is worth a filter, and the quickest compressor wants one alone.
    pub const fn new(level: u32, adaptive: bool, interlaced: bool) -> Self {
        let strategy = match level {
            _ if !adaptive => Strategy::Fixed(Kind::None),
            0 => Strategy::Fixed(Kind::None),
            QUICK => Strategy::Fixed(Kind::Up),
            _ => Strategy::LeastSum,
        };
        Self { level, strategy, interlaced }
    }

    fn is_quick(self) -> bool {
        self.level == QUICK && self.strategy != Strategy::Fixed(Kind::None)
    }
}

/// First column, first row, columns and rows between two pixels of each pass (PNG third edition, 8.1).
const ADAM7: [(usize, usize, usize, usize); 7] =
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

/// Rows that are tried together, and how many there are from one trial to the next; of an image that is no higher all are tried.
const BAND: usize = 16;
const APART: usize = 8 * BAND;
/// The level of a trial. Those up to 6 agree; above, longer searches find more of what repeats.
fn trial(level: u32) -> u32 {
    level.min(if level > 6 { 8 } else { 2 })
}

/// Whether filters make an image of whole bytes smaller at a level: tried on an eighth of its rows, where it has many.
/// They do of photographs, and seldom of drawings, whose rows repeat.
pub fn filters_pay(raster: &Raster<'_>, level: u32, job: &Job) -> Result<bool> {
    let size = |adaptive| -> Result<usize> {
        let settings = Settings::new(trial(level), adaptive, false);
        let mut out = Deflater::new(settings, job)?;
        let apart = if raster.height <= APART { BAND } else { APART };
        for band in (0..raster.height).step_by(apart) {
            job.check_cancel()?;
            let mut filter = Filter::new(settings.strategy, raster.step(), raster.row_bytes(raster.width));
            // What stands above the band is known, and not a part of it.
            let above = band.min(1);
            for (index, row) in raster.rows().skip(band - above).take(above + BAND).enumerate() {
                let filtered = filter.row(row);
                if index >= above {
                    out.write(filtered)?;
                }
            }
        }
        Ok(out.finish()?.len())
    };
    Ok(level > 0 && size(true)? <= size(false)?)
}

/// The zlib stream, or `None` as soon as it is longer than `most`.
pub fn compress(
    raster: &Raster<'_>,
    settings: Settings,
    most: usize,
    job: &mut Job,
) -> Result<Option<Vec<u8>>> {
    let held = deflate::held(settings.level);
    job.alloc.reserve(held)?;
    let stream = stream(raster, settings, most, job);
    job.alloc.release(held);
    stream
}

fn stream(raster: &Raster<'_>, settings: Settings, most: usize, job: &Job) -> Result<Option<Vec<u8>>> {
    let mut out = Deflater::new(settings, job)?;
    let passes: &[_] = if settings.interlaced { &ADAM7 } else { &[(0, 0, 1, 1)] };
    let (mut pixels, mut packed) = (Vec::new(), Vec::new());
    for &(left, top, across, down) in passes {
        let width = raster.width.saturating_sub(left).div_ceil(across);
        // A pass without pixels has no rows either.
        if width == 0 {
            continue;
        }
        let mut filter = Filter::new(settings.strategy, raster.step(), raster.row_bytes(width));
        for row in raster.rows().skip(top).step_by(down) {
            job.check_cancel()?;
            let row = if across == 1 && left == 0 {
                row
            } else {
                pixels.clear();
                let each = row.chunks_exact(raster.each()).skip(left).step_by(across);
                each.for_each(|pixel| pixels.extend_from_slice(pixel));
                &pixels
            };
            let row = if raster.bits < 8 {
                raster.pack(row, &mut packed);
                &packed
            } else {
                row
            };
            out.write(filter.row(row))?;
            if out.made() > most {
                return Ok(None);
            }
        }
    }
    let out = out.finish()?;
    Ok((out.len() <= most).then_some(out))
}

/// The compressors, by level.
enum Deflater<'a> {
    /// One set of fixed codes and runs of zeros: little slower than copying.
    Quick(Box<fdeflate::Compressor<Memory>>),
    Levels(Zlib<'a>),
}

impl<'a> Deflater<'a> {
    fn new(settings: Settings, job: &'a Job) -> Result<Self> {
        if !settings.is_quick() {
            return Ok(Self::Levels(Zlib::new(settings.level, &job.cancel)));
        }
        let quick = fdeflate::Compressor::new(Memory::default()).map_err(|_| deflate::refused(0))?;
        Ok(Self::Quick(Box::new(quick)))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Quick(quick) => quick.write_data(bytes).map_err(|_| deflate::refused(bytes.len())),
            Self::Levels(levels) => levels.write(bytes),
        }
    }

    /// Bytes of the stream so far, where they are counted.
    const fn made(&self) -> usize {
        match self {
            Self::Quick(_) => 0,
            Self::Levels(levels) => levels.made(),
        }
    }

    fn finish(self) -> Result<Vec<u8>> {
        match self {
            Self::Quick(quick) => Ok(quick.finish().map_err(|_| deflate::refused(0))?.0),
            Self::Levels(levels) => levels.finish(),
        }
    }
}

/// Bytes in memory, of which there may be none left.
#[derive(Default)]
struct Memory(Vec<u8>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.try_reserve(bytes.len()).map_err(|_| ErrorKind::OutOfMemory)?;
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
