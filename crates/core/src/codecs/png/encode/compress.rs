//! Filtered rows to a zlib stream, in one pass or the seven of Adam7.

use super::filter::{Filter, Kind, Strategy};
use super::raster::Raster;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use flate2::{Compression, write::ZlibEncoder};
use std::io::{self, ErrorKind, Write};

/// How an image's rows are filtered and compressed.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// 0 to 9.
    pub level: u8,
    pub strategy: Strategy,
    pub interlaced: bool,
}

impl Settings {
    /// For a level: without compression nothing is worth a filter, and the quickest compressor wants one alone.
    pub const fn new(level: u8, adaptive: bool, interlaced: bool) -> Self {
        let strategy = match level {
            _ if !adaptive => Strategy::Fixed(Kind::None),
            0 => Strategy::Fixed(Kind::None),
            1 => Strategy::Fixed(Kind::Up),
            _ => Strategy::LeastSum,
        };
        Self { level, strategy, interlaced }
    }
}

/// First column, first row, columns and rows between two pixels of each pass (PNG third edition, 8.1).
const ADAM7: [(usize, usize, usize, usize); 7] =
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

/// The zlib stream, or `None` as soon as it is longer than `most`.
pub fn compress(raster: &Raster<'_>, settings: Settings, most: usize, job: &Job) -> Result<Option<Vec<u8>>> {
    let mut out = match Deflater::new(settings.level, most) {
        Ok(out) => out,
        Err(error) => return given_up(&error, job),
    };
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
            if let Err(error) = out.write(filter.row(row)) {
                return given_up(&error, job);
            }
        }
    }
    out.finish().map_or_else(|error| given_up(&error, job), |out| Ok(Some(out)))
}

fn given_up(error: &io::Error, job: &Job) -> Result<Option<Vec<u8>>> {
    match error.kind() {
        ErrorKind::FileTooLarge => Ok(None),
        ErrorKind::OutOfMemory => {
            let most = job.limits.memory;
            Err(Error::limit(Code::MemoryLimit, "more than the system has", most, "limits.memory")
                .format("png"))
        }
        _ => Err(Error::new(Code::Panicked).format("png").reason(error)),
    }
}

/// The compressors, by level.
enum Deflater {
    /// One set of fixed codes and runs of zeros: little slower than copying.
    Quick(Box<fdeflate::Compressor<Bounded>>),
    Levels(Box<ZlibEncoder<Bounded>>),
}

impl Deflater {
    fn new(level: u8, most: usize) -> io::Result<Self> {
        let sink = Bounded { bytes: Vec::new(), most };
        Ok(match level {
            1 => Self::Quick(Box::new(fdeflate::Compressor::new(sink)?)),
            level => Self::Levels(Box::new(ZlibEncoder::new(sink, Compression::new(u32::from(level))))),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Quick(quick) => quick.write_data(bytes),
            Self::Levels(levels) => levels.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        let sink = match self {
            Self::Quick(quick) => quick.finish()?,
            Self::Levels(levels) => levels.finish()?,
        };
        Ok(sink.bytes)
    }
}

/// Bytes in memory, up to a number of them.
struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.most - self.bytes.len() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.bytes.try_reserve(bytes.len()).map_err(|_| ErrorKind::OutOfMemory)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
