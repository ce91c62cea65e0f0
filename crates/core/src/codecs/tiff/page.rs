//! What one directory says of its image (TIFF 6.0 part 1 and 2, and what libtiff knows beside it), with libtiff's defaults.

use super::directory::{Directory, Field};
use crate::codecs::{Header, Parts};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::pixels::{Depth, Layout};

/// Tags (TIFF 6.0 section 8), by the specification's names.
#[cfg(feature = "full")]
const NEW_SUBFILE_TYPE: u16 = 254;
const IMAGE_WIDTH: u16 = 256;
const IMAGE_LENGTH: u16 = 257;
const BITS_PER_SAMPLE: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const FILL_ORDER: u16 = 266;
const ORIENTATION: u16 = 274;
const SAMPLES_PER_PIXEL: u16 = 277;
const ROWS_PER_STRIP: u16 = 278;
const X_RESOLUTION: u16 = 282;
const PLANAR_CONFIGURATION: u16 = 284;
const RESOLUTION_UNIT: u16 = 296;
const PREDICTOR: u16 = 317;
const TILE_WIDTH: u16 = 322;
const TILE_LENGTH: u16 = 323;
const EXTRA_SAMPLES: u16 = 338;
const SAMPLE_FORMAT: u16 = 339;
const YCBCR_SUBSAMPLING: u16 = 530;
const ICC_PROFILE: u16 = 34_675;

/// Section 22, whose fields libtiff mends.
const OLD_JPEG: u64 = 6;

/// What the samples of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Photometric {
    WhiteIsZero,
    BlackIsZero,
    Rgb,
    Palette,
    /// Inks.
    Separated,
    YCbCr,
    /// CIE L*a*b*; `true` where a* and b* have an offset instead of a sign (ICC's encoding).
    Lab(bool),
    /// Greg Ward's logarithmic luminance, and with chrominance.
    LogL,
    LogLuv,
    Other(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    Unsigned,
    Signed,
    Float,
    Other,
}

/// The sample that is alpha, and whether the colours are multiplied by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlphaSample {
    pub index: usize,
    pub associated: bool,
}

#[derive(Clone, Debug)]
pub struct Page<'a> {
    pub width: u32,
    pub height: u32,
    pub compression: u64,
    pub photometric: Photometric,
    /// Bits a sample; 0 where the samples differ.
    pub bits: u64,
    pub numbers: Numbers,
    /// Samples a pixel.
    pub samples: usize,
    pub alpha: Option<AlphaSample>,
    /// Each sample in a plane of its own.
    pub planar: bool,
    pub predictor: u64,
    /// The bits of each byte are stored from the lowest on.
    pub reversed: bool,
    /// Pixels that share one Cb and Cr, across and down.
    pub subsampling: (u32, u32),
    pub directory: Directory<'a>,
}

fn missing(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("tiff").reason(reason)
}

impl<'a> Page<'a> {
    pub fn of(directory: Directory<'a>) -> Result<Self> {
        // A field whose values lie behind the end of the file says nothing; the page is not guessed without it.
        for tag in [BITS_PER_SAMPLE, EXTRA_SAMPLES, SAMPLE_FORMAT] {
            if directory.field(tag).is_some_and(|field| field.is_cut()) {
                return Err(Error::new(Code::TruncatedImage).format("tiff").reason("a field's values"));
            }
        }
        let side = |tag| directory.value(tag).and_then(|value| u32::try_from(value).ok());
        let (width, height) = side(IMAGE_WIDTH).zip(side(IMAGE_LENGTH)).ok_or_else(|| missing("no size"))?;
        let value = |tag, default| directory.value(tag).unwrap_or(default);
        let compression = value(COMPRESSION, 1);
        let (mut missing_samples, mut missing_bits) = (1, 1);
        let mut shown = directory.value(PHOTOMETRIC);
        if compression == OLD_JPEG {
            // As libtiff takes them: whoever wrote these says RGB of what is YCbCr, or nothing.
            shown = shown.filter(|shown| *shown != 2).or(Some(6));
            (missing_samples, missing_bits) = (if shown == Some(6) { 3 } else { 1 }, 8);
        }
        let samples = value(SAMPLES_PER_PIXEL, missing_samples).clamp(1, 65_535) as usize;
        let photometric = photometric(shown, compression, samples);
        // A missing second value is that of the first (libtiff's default for both is 2).
        let subsampling = directory.field(YCBCR_SUBSAMPLING).map_or((2, 2), |field| {
            let get = |index| field.get(index).unwrap_or(1).min(255) as u32;
            (get(0), get(1))
        });
        let mut page = Self {
            width,
            height,
            compression,
            photometric,
            bits: same(directory.field(BITS_PER_SAMPLE), samples).unwrap_or(missing_bits),
            numbers: match same(directory.field(SAMPLE_FORMAT), samples).unwrap_or(1) {
                // 4 is undefined, which is taken for whole numbers.
                1 | 4 => Numbers::Unsigned,
                2 => Numbers::Signed,
                3 => Numbers::Float,
                _ => Numbers::Other,
            },
            samples,
            alpha: None,
            planar: value(PLANAR_CONFIGURATION, 1) == 2 && samples > 1,
            predictor: value(PREDICTOR, 1),
            reversed: value(FILL_ORDER, 1) == 2,
            subsampling,
            directory,
        };
        page.alpha = page.find_alpha();
        Ok(page)
    }

    /// Whether the file says that its pixels are YCbCr, whatever its compression makes of them.
    #[cfg(feature = "full")]
    pub fn is_ycbcr(&self) -> bool {
        self.directory.value(PHOTOMETRIC) == Some(6)
    }

    /// Samples that are colours.
    pub const fn colours(&self) -> usize {
        match self.photometric {
            Photometric::Rgb | Photometric::YCbCr | Photometric::Lab(_) | Photometric::LogLuv => 3,
            Photometric::Separated => 4,
            _ => 1,
        }
    }

    /// A smaller copy of another page, or its mask (TIFF 6.0 section 8, `NewSubfileType`).
    #[cfg(feature = "full")]
    pub fn is_aside(&self) -> bool {
        self.directory.value(NEW_SUBFILE_TYPE).unwrap_or(0) & 0b101 != 0
    }

    /// EXIF orientation, 1 to 8.
    pub fn orientation(&self) -> u8 {
        let value = self.directory.value(ORIENTATION).filter(|value| (1..=8).contains(value));
        value.map_or(1, |value| value as u8)
    }

    /// Samples of a pixel up to the last one that is shown.
    #[cfg(feature = "full")]
    pub fn shown(&self) -> usize {
        self.alpha.map_or(0, |alpha| alpha.index + 1).max(self.colours())
    }

    /// The first extra sample that says it is alpha; a single one is alpha whatever it says, as in libtiff and libvips.
    fn find_alpha(&self) -> Option<AlphaSample> {
        let colours = self.colours();
        let extra = self.samples.checked_sub(colours).filter(|extra| *extra > 0)?;
        let kinds = self.directory.field(EXTRA_SAMPLES);
        let kind = |index: usize| kinds.and_then(|field| field.get(index as u64)).unwrap_or(0);
        let found = (0..extra.min(8)).find(|index| matches!(kind(*index), 1 | 2));
        let index = found.or((extra == 1).then_some(0))?;
        Some(AlphaSample { index: colours + index, associated: kind(index) == 1 })
    }

    /// What its pixels become.
    pub const fn layout(&self) -> Layout {
        let grey = !matches!(self.photometric, Photometric::Palette) && self.colours() == 1;
        match (self.colours(), self.alpha) {
            (4, None) => Layout::Cmyk,
            (4, Some(_)) => Layout::CmykA,
            (_, None) if grey => Layout::Gray,
            (_, Some(_)) if grey => Layout::GrayA,
            (_, None) => Layout::Rgb,
            (_, Some(_)) => Layout::Rgba,
        }
    }

    /// 16 bit where the stored samples hold more than eight bits of what is shown (see `decode/colour.rs`).
    pub const fn depth(&self) -> Depth {
        let grey = matches!(self.photometric, Photometric::WhiteIsZero | Photometric::BlackIsZero);
        let wide = match (self.photometric, self.numbers) {
            (Photometric::LogL | Photometric::LogLuv, _) => true,
            (_, Numbers::Unsigned) => 8 < self.bits && self.bits <= 16,
            (_, Numbers::Signed) => {
                (grey || matches!(self.photometric, Photometric::Lab(_))) && self.bits == 16
            }
            (_, Numbers::Float) => !matches!(self.photometric, Photometric::Separated),
            (_, Numbers::Other) => false,
        };
        if wide { Depth::U16 } else { Depth::U8 }
    }

    pub fn header(&self) -> Header {
        let layout = self.layout();
        let mut header = Header::new(Format::Tiff, self.width, self.height);
        header.bits = self.bits.min(64) as u8;
        header.depth = self.depth();
        header.has_alpha = layout.has_alpha();
        header.channels = layout.channels() as u8;
        header.space = match layout {
            Layout::Gray | Layout::GrayA => "b-w",
            Layout::Cmyk | Layout::CmykA => "cmyk",
            _ => "srgb",
        };
        let value = |tag| self.directory.value(tag);
        header.orientation = self.orientation();
        header.has_profile = self.directory.field(ICC_PROFILE).is_some();
        let across = self.directory.field(X_RESOLUTION).and_then(|field| field.real(0));
        header.density =
            across.filter(|dots| *dots >= 1.0 && dots.is_finite()).and_then(|dots| {
                match value(RESOLUTION_UNIT).unwrap_or(2) {
                    2 => Some(dots),
                    3 => Some(dots * 2.54),
                    _ => None,
                }
            });
        if let Some((width, height)) = self.chunk() {
            header.parts = Parts::Chunks { width, height };
        }
        header
    }

    /// Whether its chunks are tiles.
    pub fn is_tiled(&self) -> bool {
        self.directory.value(TILE_WIDTH).is_some()
    }

    /// Pixels of a chunk: a strip is as wide as the page.
    pub fn chunk(&self) -> Option<(u32, u32)> {
        let value = |tag| self.directory.value(tag);
        let side =
            |value: Option<u64>| value.and_then(|side| u32::try_from(side).ok()).filter(|side| *side > 0);
        if self.is_tiled() {
            return side(value(TILE_WIDTH)).zip(side(value(TILE_LENGTH)));
        }
        let rows = value(ROWS_PER_STRIP).unwrap_or(u64::MAX).clamp(1, u64::from(self.height.max(1)));
        Some(self.width).zip(side(Some(rows)))
    }
}

/// The value that all samples have; 0 where they differ.
fn same(field: Option<Field<'_>>, samples: usize) -> Option<u64> {
    let field = field?;
    let first = field.get(0)?;
    let all = (1..field.count().min(samples as u64)).all(|index| field.get(index) == Some(first));
    Some(if all { first } else { 0 })
}

fn photometric(value: Option<u64>, compression: u64, samples: usize) -> Photometric {
    match value {
        Some(0) => Photometric::WhiteIsZero,
        // A transparency mask is shown as what it is: white where the image is.
        Some(1 | 4) => Photometric::BlackIsZero,
        Some(2) => Photometric::Rgb,
        Some(3) => Photometric::Palette,
        Some(5) => Photometric::Separated,
        Some(6) => Photometric::YCbCr,
        Some(8) => Photometric::Lab(false),
        Some(9) => Photometric::Lab(true),
        Some(32_844) => Photometric::LogL,
        Some(32_845) => Photometric::LogLuv,
        Some(other) => Photometric::Other(other),
        // The field is required; those who leave it out mean the usual (fax: black on white).
        None if matches!(compression, 2..=4) => Photometric::WhiteIsZero,
        None if samples >= 3 => Photometric::Rgb,
        None => Photometric::BlackIsZero,
    }
}
