//! The image header of a codestream (ISO/IEC 18181-1, annex D): nothing in it is entropy coded.

use super::bits::{Bits, damaged};
use crate::error::Result;

/// What the header says, as far as anything is asked of it.
#[derive(Clone, Debug)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    /// 1 to 8, as EXIF has them.
    pub orientation: u8,
    pub preview: Option<(u32, u32)>,
    pub animation: Option<Animation>,
    pub bits: u32,
    pub float: bool,
    pub extra: Vec<Kind>,
    /// Colours are coded in XYB, and given in what `colour` says, or in sRGB where that is a profile.
    pub xyb: bool,
    pub colour: Colours,
    /// Where the bits of the profile, or else the first frame, begin: this many bytes, and whether the profile comes first.
    pub end: usize,
}

#[derive(Clone, Copy, Debug)]
pub struct Animation {
    /// 0 is for ever.
    pub loops: u32,
    pub timecodes: bool,
}

/// Kinds of the channels beside the colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Alpha,
    Black,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    pub gray: bool,
    /// An ICC profile is in the codestream.
    pub icc: bool,
    /// Not said by a profile, and what sRGB is (or its grey).
    pub srgb: bool,
}

type Size = (u32, u32);

/// The width that a height and one of seven ratios give.
fn ratio(height: u32, kind: u32) -> Option<u32> {
    let (across, down) = match kind {
        1 => (1, 1),
        2 => (12, 10),
        3 => (4, 3),
        4 => (3, 2),
        5 => (16, 9),
        6 => (5, 4),
        _ => (2, 1),
    };
    u32::try_from(u64::from(height) * across / down).ok()
}

/// Both sides, each by `side`, the width by a ratio where one is given.
fn sides(bits: &mut Bits<'_>, side: impl Fn(&mut Bits<'_>) -> Result<u32>) -> Result<Size> {
    let height = side(bits)?;
    let width = match bits.bits(3)? {
        0 => side(bits)?,
        kind => ratio(height, kind).ok_or_else(|| damaged("width"))?,
    };
    Ok((width, height))
}

fn size(bits: &mut Bits<'_>) -> Result<Size> {
    if bits.bool()? {
        sides(bits, |bits| Ok((bits.bits(5)? + 1) * 8))
    } else {
        sides(bits, |bits| bits.u32([(9, 1), (13, 1), (18, 1), (30, 1)]))
    }
}

fn preview(bits: &mut Bits<'_>) -> Result<Size> {
    if bits.bool()? {
        sides(bits, |bits| Ok(bits.u32([(0, 16), (0, 32), (5, 1), (9, 33)])? * 8))
    } else {
        sides(bits, |bits| bits.u32([(6, 1), (8, 65), (10, 321), (12, 1345)]))
    }
}

fn animation(bits: &mut Bits<'_>) -> Result<Animation> {
    // Ticks a second, as a fraction: the decoder gives milliseconds.
    bits.u32([(0, 100), (0, 1000), (10, 1), (30, 1)])?;
    bits.u32([(0, 1), (0, 1001), (8, 1), (10, 1)])?;
    Ok(Animation { loops: bits.u32([(0, 0), (3, 0), (16, 0), (32, 0)])?, timecodes: bits.bool()? })
}

/// Bits a sample, and whether they are of a float.
fn depth(bits: &mut Bits<'_>) -> Result<(u32, bool)> {
    if bits.bool()? {
        let count = bits.u32([(0, 32), (0, 16), (0, 24), (6, 1)])?;
        bits.bits(4)?;
        Ok((count, true))
    } else {
        Ok((bits.u32([(0, 8), (0, 10), (0, 12), (6, 1)])?, false))
    }
}

pub fn skip_name(bits: &mut Bits<'_>) -> Result<()> {
    let len = bits.u32([(0, 0), (4, 0), (5, 16), (10, 48)])?;
    bits.skip(u64::from(len) * 8)
}

pub fn skip_extensions(bits: &mut Bits<'_>) -> Result<()> {
    let which = bits.u64()?;
    let mut total = 0u64;
    for _ in 0..which.count_ones() {
        total = total.checked_add(bits.u64()?).ok_or_else(|| damaged("extensions"))?;
    }
    bits.skip(total)
}

fn extra(bits: &mut Bits<'_>) -> Result<Kind> {
    const ALPHA: u32 = 0;
    const SPOT: u32 = 2;
    const BLACK: u32 = 4;
    const CFA: u32 = 5;
    if bits.bool()? {
        return Ok(Kind::Alpha);
    }
    let kind = bits.word()?;
    depth(bits)?;
    bits.u32([(0, 0), (0, 3), (0, 4), (3, 1)])?;
    skip_name(bits)?;
    match kind {
        ALPHA => {
            // Whether colours are multiplied by it: the decoder is asked to divide.
            bits.bool()?;
            return Ok(Kind::Alpha);
        }
        SPOT => bits.skip_floats(4)?,
        CFA => {
            bits.u32([(0, 1), (2, 0), (4, 3), (8, 19)])?;
        }
        BLACK => return Ok(Kind::Black),
        _ => {}
    }
    Ok(Kind::Other)
}

fn colours(bits: &mut Bits<'_>) -> Result<Colours> {
    const GRAY: u32 = 1;
    const XYB: u32 = 2;
    const CUSTOM: u32 = 2;
    const SRGB: u32 = 13;
    if bits.bool()? {
        return Ok(Colours { gray: false, icc: false, srgb: true });
    }
    let icc = bits.bool()?;
    let space = bits.word()?;
    let gray = space == GRAY;
    if icc {
        return Ok(Colours { gray, icc, srgb: false });
    }
    let point = [(19, 0), (19, 524_288), (20, 1_048_576), (21, 2_097_152)];
    let points =
        |bits: &mut Bits<'_>, count: usize| (0..count * 2).try_for_each(|_| bits.u32(point).map(drop));
    let mut srgb = true;
    if space != XYB {
        let white = bits.word()?;
        if white == CUSTOM {
            points(bits, 1)?;
        }
        srgb &= white == 1;
        if !gray {
            let primaries = bits.word()?;
            if primaries == CUSTOM {
                points(bits, 3)?;
            }
            srgb &= primaries == 1;
        }
        if bits.bool()? {
            bits.bits(24)?;
            srgb = false;
        } else {
            srgb &= bits.word()? == SRGB;
        }
    }
    // The rendering intent.
    bits.word()?;
    Ok(Colours { gray, icc, srgb })
}

/// Numbers of which nothing is asked: the matrix of XYB and the weights of enlargement.
fn skip_transform(bits: &mut Bits<'_>, xyb: bool) -> Result<()> {
    if bits.bool()? {
        return Ok(());
    }
    if xyb && !bits.bool()? {
        bits.skip_floats(9 + 3 + 4)?;
    }
    let which = bits.bits(3)?;
    for (bit, count) in [(1, 15), (2, 55), (4, 210)] {
        if which & bit != 0 {
            bits.skip_floats(count)?;
        }
    }
    Ok(())
}

impl Image {
    pub fn parse(codestream: &[u8]) -> Result<Self> {
        let mut bits = Bits::new(codestream);
        if bits.bits(16)? != 0x0aff {
            return Err(damaged("no codestream in its box"));
        }
        let (width, height) = size(&mut bits)?;
        let mut image = Self {
            width,
            height,
            orientation: 1,
            preview: None,
            animation: None,
            bits: 8,
            float: false,
            extra: Vec::new(),
            xyb: true,
            colour: Colours { gray: false, icc: false, srgb: true },
            end: 0,
        };
        if !bits.bool()? {
            image.fields(&mut bits)?;
        }
        skip_transform(&mut bits, image.xyb)?;
        image.end = bits.align();
        Ok(image)
    }

    fn fields(&mut self, bits: &mut Bits<'_>) -> Result<()> {
        let more = bits.bool()?;
        if more {
            self.orientation = bits.bits(3)? as u8 + 1;
            // The size at which it wants to be shown is another matter than its pixels.
            if bits.bool()? {
                size(bits)?;
            }
            if bits.bool()? {
                self.preview = Some(preview(bits)?);
            }
            if bits.bool()? {
                self.animation = Some(animation(bits)?);
            }
        }
        (self.bits, self.float) = depth(bits)?;
        // Whether 16 bits are enough for the decoder's own numbers.
        bits.bool()?;
        let count = bits.u32([(0, 0), (0, 1), (4, 2), (12, 1)])?;
        self.extra = (0..count).map(|_| extra(bits)).collect::<Result<_>>()?;
        self.xyb = bits.bool()?;
        self.colour = colours(bits)?;
        if more && !bits.bool()? {
            // Brightness in nits.
            bits.skip_floats(2)?;
            bits.bool()?;
            bits.skip_floats(1)?;
        }
        skip_extensions(bits)
    }

    pub fn has(&self, kind: Kind) -> bool {
        self.extra.contains(&kind)
    }

    /// Whether the pixels that come out are in other colours than sRGB: then a profile says which.
    pub fn has_profile(&self) -> bool {
        if self.colour.icc { !self.xyb } else { !self.colour.srgb }
    }
}
