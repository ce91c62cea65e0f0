//! Pixels to TIFF: one page, 8 or 16 bit, grey or RGB, alpha as an extra sample.

use crate::codecs::{Encoder, StillEncoder};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use std::io::Cursor;
use tiff::TiffError;
use tiff::encoder::colortype::{ColorType, Gray8, Gray16, RGB8, RGB16, RGBA8, RGBA16};
use tiff::encoder::compression::DeflateLevel;
use tiff::encoder::{Compression, TiffEncoder, TiffValue};
use tiff::tags::{ExtraSamples, Predictor, Tag};

/// How the strips are packed.
#[derive(Clone, Copy)]
struct Packing {
    compression: Compression,
    predictor: Predictor,
}

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let compression = match options.word("compression") {
        "none" => Compression::Uncompressed,
        "deflate" => Compression::Deflate(DeflateLevel::Balanced),
        _ => Compression::Lzw,
    };
    let differences = options.bool("predictor") && !matches!(compression, Compression::Uncompressed);
    let predictor = if differences { Predictor::Horizontal } else { Predictor::None };
    let packing = Packing { compression, predictor };
    Ok(Box::new(StillEncoder::new(move |frame: Frame, _job: &mut Job| encode(&frame.pixels, packing))))
}

fn encode(pixels: &Pixels, packing: Packing) -> Result<Vec<u8>> {
    // The crate's differences leave out extra samples, which it counts apart but for RGB.
    let plain = Packing { predictor: Predictor::None, ..packing };
    match (&pixels.samples, pixels.layout) {
        (Samples::U8(samples), Layout::Gray) => write::<Gray8>(samples, pixels, packing),
        (Samples::U8(samples), Layout::GrayA) => write::<Gray8>(samples, pixels, plain),
        (Samples::U8(samples), Layout::Rgba) => write::<RGBA8>(samples, pixels, packing),
        (Samples::U8(samples), _) => write::<RGB8>(samples, pixels, packing),
        (Samples::U16(samples), Layout::Gray) => write::<Gray16>(samples, pixels, packing),
        (Samples::U16(samples), Layout::GrayA) => write::<Gray16>(samples, pixels, plain),
        (Samples::U16(samples), Layout::Rgba) => write::<RGBA16>(samples, pixels, packing),
        (Samples::U16(samples), _) => write::<RGB16>(samples, pixels, packing),
        (Samples::F32(_), _) => {
            Err(Error::new(Code::Panicked).format("tiff").reason("expected 8 or 16 bit samples"))
        }
    }
}

fn write<C: ColorType>(samples: &[C::Inner], pixels: &Pixels, packing: Packing) -> Result<Vec<u8>>
where
    [C::Inner]: TiffValue,
{
    let mut out = Cursor::new(Vec::new());
    write_to::<C>(&mut out, samples, pixels, packing).map_err(|e| match e {
        TiffError::IoError(_) | TiffError::IntSizeError => {
            Error::new(Code::UnsupportedFeature).format("tiff").found("more than 4 GiB")
        }
        other => Error::new(Code::Panicked).format("tiff").reason(other),
    })?;
    Ok(out.into_inner())
}

fn write_to<C: ColorType>(
    out: &mut Cursor<Vec<u8>>,
    samples: &[C::Inner],
    pixels: &Pixels,
    packing: Packing,
) -> std::result::Result<(), TiffError>
where
    [C::Inner]: TiffValue,
{
    let mut file =
        TiffEncoder::new(out)?.with_compression(packing.compression).with_predictor(packing.predictor);
    let mut image = file.new_image::<C>(pixels.width, pixels.height)?;
    match pixels.layout {
        Layout::GrayA => image.extra_samples(&[ExtraSamples::UnassociatedAlpha])?,
        Layout::Rgba => {
            image.encoder().write_tag(Tag::ExtraSamples, ExtraSamples::UnassociatedAlpha.to_u16())?;
        }
        _ => {}
    }
    image.write_data(samples)
}
