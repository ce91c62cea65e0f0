//! Pixels to AVIF stills: colours and alpha by libaom, each an item of our own container.

use super::super::cost::{self, Cost};
use super::super::obu;
use super::super::writer::{self, Coded, Image};
use super::aom::{self, Matrix, Planes, Settings, Shape, Tune};
use super::planes;
use crate::codecs::avif::MAX_SIDE;
use crate::codecs::metadata::Metadata;
use crate::codecs::{Encoder, StillEncoder};
use crate::error::{Code, Error, Result};
use crate::format::fits;
use crate::job::Job;
use crate::pixels::{Frame, Pixels};
use crate::spec::Values;

/// How an image is written.
#[derive(Clone, Copy)]
struct Wish {
    /// Of the scale of libaom, 0 to 63; `None` without loss.
    quantizer: Option<u8>,
    effort: u32,
    shape: Shape,
    bits: u8,
    tune: Tune,
}

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let wish = Wish::of(options)?;
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(&frame.pixels, wish, job))))
}

impl Wish {
    fn of(options: &Values) -> Result<Self> {
        let lossless = options.bool("lossless");
        let shape = if options.word("chromaSubsampling") == "4:2:0" { Shape::Halved } else { Shape::Full };
        if lossless && shape == Shape::Halved {
            return Err(Error::option("chromaSubsampling", "4:4:4 beside lossless", "4:2:0"));
        }
        let number = |name| options.integer(name).unwrap_or_default();
        let bits = number("bitdepth");
        if bits != 8 && bits != 10 {
            return Err(Error::option("bitdepth", "8 or 10", bits.to_string()));
        }
        // Quality as libheif and libavif give it to libaom.
        let quantizer = ((100 - number("quality").min(100)) * 63 + 50) / 100;
        Ok(Self {
            quantizer: (!lossless).then_some(quantizer as u8),
            effort: number("effort").min(9),
            shape,
            bits: bits as u8,
            tune: match options.word("tune") {
                "psnr" => Tune::Psnr,
                "ssim" => Tune::Ssim,
                "iq" => Tune::Iq,
                // Of deep samples libaom does not weigh what the matrices do to them: without they are closer at the same size.
                _ if bits > 8 => Tune::Ssim,
                _ => Tune::Iq,
            },
        })
    }
}

impl Wish {
    fn cost(self, planes: &Planes) -> Cost {
        let samples = match planes.shape {
            Shape::Mono => 2,
            Shape::Halved => 3,
            Shape::Full => 6,
        };
        Cost {
            samples,
            wide: self.bits > 8,
            slow: cost::is_slow(self.effort, (planes.width, planes.height)),
            lossless: self.quantizer.is_none(),
        }
    }
}

fn encode(pixels: &Pixels, wish: Wish, job: &mut Job) -> Result<Vec<u8>> {
    fits("avif", MAX_SIDE, (pixels.width, pixels.height))?;
    let matrix = if wish.quantizer.is_some() { Matrix::Bt601 } else { Matrix::Rgb };
    job.check_cancel()?;
    let colours = planes::colour(pixels, wish.bits, wish.shape, matrix, job)?;
    // Grey without loss has no matrix to be exact about.
    let matrix = if colours.shape == Shape::Mono { Matrix::Bt601 } else { matrix };
    let (config, data) = item(colours, wish, matrix, job)?;
    let alpha = if pixels.layout.has_alpha() {
        job.check_cancel()?;
        Some(item(planes::alpha(pixels, wish.bits, job)?, wish, Matrix::None, job)?)
    } else {
        None
    };
    let [primaries, transfer, matrix] = matrix.code_points();
    let image = Image {
        width: pixels.width,
        height: pixels.height,
        colour: Coded { config: &config, data: &data },
        alpha: alpha.as_ref().map(|(config, data)| Coded { config, data }),
        nclx: &[b'n', b'c', b'l', b'x', 0, primaries, 0, transfer, 0, matrix, 0x80],
    };
    writer::file(&image, &Metadata::default())
}

/// The content of av1C, and the data.
fn item(mut planes: Planes, wish: Wish, matrix: Matrix, job: &mut Job) -> Result<([u8; 4], Vec<u8>)> {
    let held = wish.cost(&planes).encoder(u64::from(planes.width) * u64::from(planes.height));
    job.alloc.reserve(held)?;
    // At its quickest libaom estimates deep blocks of 4 × 4, which only files without loss have, by arithmetic of 16 bits on
    // x86 and of 32 elsewhere: the bytes would differ.
    let quickest = if wish.quantizer.is_none() && wish.bits > 8 { 8 } else { 9 };
    let speed = (9 - wish.effort as u8).min(quickest);
    let settings = Settings { speed, quantizer: wish.quantizer, matrix, tune: wish.tune };
    let coded = aom::encode(&mut planes, settings, job)?;
    job.alloc.release(held + planes.held());
    Ok((config(&coded, &planes)?, without_delimiters(&coded)))
}

/// AV1-ISOBMFF, 2.4: a sample holds no temporal delimiters.
fn without_delimiters(data: &[u8]) -> Vec<u8> {
    let units = obu::units(data).filter(|unit| unit.kind != obu::TEMPORAL_DELIMITER);
    units.flat_map(|unit| unit.whole.iter().copied()).collect()
}

/// av1C (AV1-ISOBMFF, 2.3.3) from the sequence header of a still: profile and level are its first bits (AV1, 5.5.1).
fn config(data: &[u8], planes: &Planes) -> Result<[u8; 4]> {
    let header = obu::units(data).find(|unit| unit.kind == obu::SEQUENCE_HEADER);
    let bits =
        header.and_then(|unit| unit.payload.first_chunk::<2>()).map(|bytes| u16::from_be_bytes(*bytes));
    let broken = || Error::new(Code::Panicked).format("avif").reason("libaom's data is no still's");
    // Profile (3), still picture, reduced header, level (5).
    let bits = bits.filter(|bits| bits >> 11 & 3 == 3).ok_or_else(broken)?;
    let (profile, level) = ((bits >> 13) as u8, (bits >> 6 & 31) as u8);
    let halved = if planes.shape == Shape::Full { 0 } else { 0x0c };
    let mono = if planes.shape == Shape::Mono { 0x10 } else { 0 };
    let high = if planes.bits > 8 { 0x40 } else { 0 };
    Ok([0x81, profile << 5 | level, high | mono | halved, 0])
}
