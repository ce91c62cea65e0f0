//! Pixels to baseline or progressive JPEG.

use super::super::MAX_SIDE;
use super::assemble;
use super::forward::{self, Plane};
use super::scans;
use super::tables::{self, Table};
use super::trellis::{self, Rates};
use crate::codecs::{Encoder, StillEncoder};
use crate::error::{Code, Error, Result};
use crate::format::fits;
use crate::job::Job;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients, JpegError, PixelFormat, Subsampling};

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let options = Options::new(options);
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(&frame, &options, job))))
}

/// What mozjpeg's tools do by default, where it is asked for and not said otherwise.
struct Options {
    quality: u32,
    sampling: Subsampling,
    progressive: bool,
    optimised: bool,
    trellis: bool,
    /// White may be overshot.
    overshoots: bool,
    /// Scans are searched for.
    searches: bool,
    table: usize,
}

impl Options {
    fn new(values: &Values) -> Self {
        let mozjpeg = values.bool("mozjpeg");
        let searches = values.boolean("optimiseScans");
        Self {
            quality: values.integer("quality").unwrap_or_default(),
            sampling: match values.word("chromaSubsampling") {
                "4:4:4" => Subsampling::S444,
                "4:2:2" => Subsampling::S422,
                _ => Subsampling::S420,
            },
            progressive: searches == Some(true) || values.boolean("progressive").unwrap_or(mozjpeg),
            searches: searches.unwrap_or(mozjpeg),
            overshoots: values.boolean("overshootDeringing").unwrap_or(mozjpeg),
            optimised: values.bool("optimiseCoding"),
            trellis: values.boolean("trellisQuantisation").unwrap_or(mozjpeg),
            // Robidoux's.
            table: values.integer("quantisationTable").unwrap_or(if mozjpeg { 3 } else { 0 }) as usize,
        }
    }
}

fn encode(frame: &Frame, options: &Options, job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    let Samples::U8(samples) = &pixels.samples else {
        return Err(Error::new(Code::Panicked).format("jpeg").reason("expected 8 bit samples"));
    };
    fits("jpeg", MAX_SIDE, (pixels.width, pixels.height))?;
    job.check_cancel()?;
    if options.trellis || options.overshoots {
        let coefficients = transformed(pixels, samples, options, job)?;
        let held = coefficients.components.iter().map(|c| size_of_val(c.blocks.as_slice()) as u64).sum();
        let bytes = write(&coefficients, options, job);
        job.alloc.release(held);
        return bytes;
    }
    let format = match pixels.layout {
        Layout::Gray => PixelFormat::Grayscale,
        _ => PixelFormat::Rgb,
    };
    let mut encoder =
        libjpeg_turbo_rs::Encoder::new(samples, pixels.width as usize, pixels.height as usize, format)
            .quality(options.quality as u8)
            .subsampling(options.sampling);
    if options.table != 0 {
        let (luma, chroma) = tables::scaled(options.table, options.quality);
        encoder = encoder.quant_table(0, luma).quant_table(1, chroma);
    }
    if !options.progressive {
        return encoder.optimize_huffman(options.optimised).encode().map_err(broken);
    }
    // Its own progressive mode has a kernel in wasm that rounds colour otherwise: made of a baseline file's coefficients
    // it is the same everywhere.
    let baseline = encoder.encode().map_err(broken)?;
    let coefficients =
        u64::from(pixels.width) * u64::from(pixels.height) * 2 * pixels.layout.channels() as u64;
    job.alloc.reserve(coefficients)?;
    let read = libjpeg_turbo_rs::read_coefficients(&baseline).map_err(broken)?;
    drop(baseline);
    let progressive = write(&read, options, job);
    job.alloc.release(coefficients);
    progressive
}

fn write(coefficients: &JpegCoefficients, options: &Options, job: &Job) -> Result<Vec<u8>> {
    if options.progressive {
        let usual = libjpeg_turbo_rs::write_coefficients_progressive(coefficients, None).map_err(broken)?;
        if !options.searches {
            return Ok(usual);
        }
        let found = scans::smallest(coefficients, job)?;
        return Ok(if found.len() < usual.len() { found } else { usual });
    }
    if options.optimised {
        libjpeg_turbo_rs::write_coefficients_optimized(coefficients)
    } else {
        libjpeg_turbo_rs::write_coefficients(coefficients)
    }
    .map_err(broken)
}

/// Coefficients of which each is rounded as it is best for its block, or of samples beyond white.
fn transformed(
    pixels: &Pixels,
    samples: &[u8],
    options: &Options,
    job: &mut Job,
) -> Result<JpegCoefficients> {
    let coarser = match options.sampling {
        Subsampling::S444 => (1, 1),
        Subsampling::S422 => (2, 1),
        _ => (2, 2),
    };
    let (luma, chroma) = tables::scaled(options.table, options.quality);
    let steps = options.overshoots.then(|| [luma[0], chroma[0]]);
    let planes = forward::planes(pixels, samples, coarser, steps, job)?;
    // Luma has Huffman tables of its own, the two of colour share theirs.
    let rates = |table: &Table, planes: &[Plane]| Rates::of(planes.iter().map(|plane| (plane, table)));
    let (first, others) = planes.split_at(1.min(planes.len()));
    let groups = [(&luma, rates(&luma, first)), (&chroma, rates(&chroma, others))];
    let mut components = Vec::with_capacity(planes.len());
    for (mut plane, number) in planes.into_iter().zip(0u8..) {
        let [luma, chroma] = &groups;
        let (table, rates) = if number == 0 { luma } else { chroma };
        for row in plane.blocks.chunks_mut(plane.blocks_x) {
            job.check_cancel()?;
            for block in row {
                *block = if options.trellis {
                    trellis::quantised(block, table, rates)
                } else {
                    trellis::rounded(block, table)
                };
            }
        }
        components.push(ComponentCoefficients {
            blocks: plane.blocks,
            blocks_x: plane.blocks_x,
            blocks_y: plane.blocks_y,
            h_sampling: plane.horizontal as u8,
            v_sampling: plane.vertical as u8,
            quant_table_index: u8::from(number > 0),
            component_id: number + 1,
        });
    }
    let tables = if components.len() > 1 { vec![luma, chroma] } else { vec![luma] };
    Ok(assemble::file(pixels.width as u16, pixels.height as u16, tables, components))
}

fn broken(error: JpegError) -> Error {
    Error::new(Code::Panicked).format("jpeg").reason(error)
}
