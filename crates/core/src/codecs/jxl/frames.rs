//! Frame headers and tables of contents (ISO/IEC 18181-1, annex F): frames are counted and passed over, none is decoded.

use super::bits::{Bits, cut};
use super::header::{Image, skip_extensions, skip_name};
use crate::error::{Code, Result};

/// What a walk over the frames found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// Frames that are shown.
    pub shown: u32,
    /// Pixels of the frames that the decoder keeps beside the one that it decodes, at the most.
    pub kept: u64,
    pub end: End,
}

/// Why the walk ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    #[default]
    Last,
    /// The bytes end before the last frame.
    Cut,
    /// A table of contents is permuted, so entropy coded: where the next frame begins is not seen.
    Hidden,
    /// More frames than were asked for.
    Enough,
}

/// Places in which a decoder keeps frames: four for references, four for pictures of lower resolution.
pub const SLOTS: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Regular,
    LowFrequency,
    Reference,
    Skip,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Replace,
    Add,
    Blend,
    AddByAlpha,
    Multiply,
}

struct Frame {
    last: bool,
    shown: bool,
    /// The place in which it is kept.
    slot: Option<u32>,
    /// Its pixels.
    area: u64,
    /// Its entries in the table of contents.
    entries: u64,
}

/// Counts frames from byte `start` of the codestream on, no further than one over `most`.
pub fn walk(codestream: &[u8], start: usize, image: &Image, most: u64) -> Result<Frames> {
    let mut frames = Frames::default();
    let mut slots = [0u64; SLOTS];
    let mut at = start;
    let mut canvas = image.preview;
    frames.end = loop {
        let one = match one(codestream, at, image, canvas.unwrap_or((image.width, image.height))) {
            Err(error) if error.code == Code::TruncatedImage => break End::Cut,
            other => other?,
        };
        let (frame, next) = one;
        if canvas.take().is_none() {
            frames.shown += u32::from(frame.shown);
            if let Some(slot) = frame.slot.and_then(|slot| slots.get_mut(slot as usize)) {
                *slot = frame.area.max(*slot);
            }
            if frame.last {
                break End::Last;
            }
        }
        if u64::from(frames.shown) > most {
            break End::Enough;
        }
        match next {
            Some(next) => at = next,
            None => break End::Hidden,
        }
    };
    frames.kept = slots.iter().fold(0, |sum, area| area.saturating_add(sum));
    Ok(frames)
}

/// The frame at byte `at`, and where the next begins, if that can be seen.
fn one(codestream: &[u8], at: usize, image: &Image, canvas: (u32, u32)) -> Result<(Frame, Option<usize>)> {
    let rest = codestream.get(at..).ok_or_else(cut)?;
    let mut bits = Bits::new(rest);
    let frame = frame(&mut bits, image, canvas)?;
    if bits.bool()? {
        return Ok((frame, None));
    }
    bits.align();
    let mut len = 0u64;
    for _ in 0..frame.entries {
        len += u64::from(bits.u32([(10, 0), (14, 1024), (22, 17_408), (30, 4_211_712)])?);
    }
    let end = (at as u64).checked_add(bits.align() as u64).and_then(|start| start.checked_add(len));
    Ok((frame, end.and_then(|end| usize::try_from(end).ok()).or(Some(usize::MAX))))
}

fn frame(bits: &mut Bits<'_>, image: &Image, canvas: (u32, u32)) -> Result<Frame> {
    const USE_LF_FRAME: u64 = 0x20;
    const SIZE: [(u8, u32); 4] = [(8, 0), (11, 256), (14, 2304), (30, 18_688)];
    let mut shape = Shape { canvas, shift: 1, upsampling: 1, chroma: (0, 0), passes: 1, level: 0 };
    if bits.bool()? {
        return Ok(Frame {
            last: true,
            shown: true,
            slot: None,
            area: shape.area(),
            entries: shape.entries(),
        });
    }
    let kind = match bits.bits(2)? {
        0 => Type::Regular,
        1 => Type::LowFrequency,
        2 => Type::Reference,
        _ => Type::Skip,
    };
    let modular = bits.bool()?;
    let flags = bits.u64()?;
    let ycbcr = !image.xyb && bits.bool()?;
    if flags & USE_LF_FRAME == 0 {
        if ycbcr {
            shape.chroma = chroma(bits)?;
        }
        shape.upsampling = 1 << bits.bits(2)?;
        for _ in &image.extra {
            bits.bits(2)?;
        }
    }
    if modular {
        shape.shift = bits.bits(2)?;
    } else if image.xyb {
        bits.bits(6)?;
    }
    if kind != Type::Reference {
        shape.passes = passes(bits)?;
    }
    if kind == Type::LowFrequency {
        shape.level = bits.bits(2)? + 1;
    }
    let mut covers = true;
    if kind != Type::LowFrequency && bits.bool()? {
        let mut origin = (0, 0);
        if kind != Type::Reference {
            origin = (signed(bits.u32(SIZE)?), signed(bits.u32(SIZE)?));
        }
        let size = (bits.u32(SIZE)?, bits.u32(SIZE)?);
        let reaches =
            |start: i64, len: u32, whole: u32| start <= 0 && start + i64::from(len) >= i64::from(whole);
        covers = reaches(origin.0, size.0, image.width) && reaches(origin.1, size.1, image.height);
        let or_canvas = |side: u32, whole: u32| if side == 0 { whole } else { side };
        shape.canvas = (or_canvas(size.0, canvas.0), or_canvas(size.1, canvas.1));
    }
    let normal = matches!(kind, Type::Regular | Type::Skip);
    let (mut duration, mut last, mut mode) = (0, false, Mode::Replace);
    if normal {
        mode = blending(bits, image, covers)?;
        for _ in &image.extra {
            blending(bits, image, covers)?;
        }
        if let Some(animation) = image.animation {
            duration = bits.u32([(0, 0), (0, 1), (8, 0), (32, 0)])?;
            if animation.timecodes {
                bits.bits(32)?;
            }
        }
        last = bits.bool()?;
    }
    let reference = if kind != Type::LowFrequency && !last { bits.bits(2)? } else { 0 };
    let referable = kind != Type::LowFrequency && !last && (duration == 0 || reference != 0);
    if kind == Type::Reference || (referable && mode == Mode::Replace && covers && normal) {
        // Whether it is kept before its colours are transformed.
        bits.bool()?;
    }
    skip_name(bits)?;
    skip_filter(bits, modular)?;
    skip_extensions(bits)?;
    let slot = if referable { Some(reference) } else { (shape.level > 0).then(|| 3 + shape.level) };
    let shown = normal && (last || duration > 0);
    Ok(Frame { last, shown, slot, area: shape.area(), entries: shape.entries() })
}

/// What the number of a frame's parts follows from.
struct Shape {
    canvas: (u32, u32),
    /// A group has 128 pixels on a side, doubled this many times.
    shift: u32,
    upsampling: u64,
    /// How often the sides of the largest chroma plane are halved.
    chroma: (u32, u32),
    passes: u64,
    level: u32,
}

impl Shape {
    /// Width and height, both of a picture of lower resolution.
    fn size(&self) -> (u64, u64) {
        let smaller = |side: u32| u64::from(side).div_ceil(1 << (3 * self.level));
        (smaller(self.canvas.0), smaller(self.canvas.1))
    }

    fn area(&self) -> u64 {
        let (width, height) = self.size();
        width.saturating_mul(height)
    }

    fn entries(&self) -> u64 {
        let group = 128u64 << self.shift;
        let (width, height) = self.size();
        let (width, height) = (width.div_ceil(self.upsampling), height.div_ceil(self.upsampling));
        let blocks = |side: u64, halved: u32| side.div_ceil(8 << halved) << halved;
        let groups = width.div_ceil(group) * height.div_ceil(group);
        let low =
            blocks(width, self.chroma.0).div_ceil(group) * blocks(height, self.chroma.1).div_ceil(group);
        if groups == 1 && self.passes == 1 { 1 } else { 2 + low + groups * self.passes }
    }
}

fn signed(value: u32) -> i64 {
    let half = i64::from(value >> 1);
    if value & 1 == 0 { half } else { -half - 1 }
}

fn chroma(bits: &mut Bits<'_>) -> Result<(u32, u32)> {
    let mut most = (0, 0);
    for _ in 0..3 {
        let kind = bits.bits(2)?;
        most.0 |= u32::from(matches!(kind, 1 | 2));
        most.1 |= u32::from(matches!(kind, 1 | 3));
    }
    Ok(most)
}

fn passes(bits: &mut Bits<'_>) -> Result<u64> {
    let count = bits.u32([(0, 1), (0, 2), (0, 3), (3, 4)])?;
    if count != 1 {
        let smaller = bits.u32([(0, 0), (0, 1), (0, 2), (1, 3)])?;
        bits.skip(u64::from(count - 1) * 2)?;
        bits.skip(u64::from(smaller) * 2)?;
        for _ in 0..smaller {
            bits.u32([(0, 0), (0, 1), (0, 2), (3, 0)])?;
        }
    }
    Ok(u64::from(count))
}

fn blending(bits: &mut Bits<'_>, image: &Image, covers: bool) -> Result<Mode> {
    let mode = match bits.u32([(0, 0), (0, 1), (0, 2), (2, 3)])? {
        0 => Mode::Replace,
        1 => Mode::Add,
        2 => Mode::Blend,
        3 => Mode::AddByAlpha,
        _ => Mode::Multiply,
    };
    let by_alpha = !image.extra.is_empty() && matches!(mode, Mode::Blend | Mode::AddByAlpha);
    if by_alpha {
        bits.u32([(0, 0), (0, 1), (0, 2), (3, 3)])?;
    }
    if by_alpha || mode == Mode::Multiply {
        bits.bool()?;
    }
    if !(covers && mode == Mode::Replace) {
        bits.bits(2)?;
    }
    Ok(mode)
}

/// The restoration filter, of which nothing is asked.
fn skip_filter(bits: &mut Bits<'_>, modular: bool) -> Result<()> {
    if bits.bool()? {
        return Ok(());
    }
    if bits.bool()? && bits.bool()? {
        bits.skip_floats(6)?;
    }
    if bits.bits(2)? > 0 {
        if !modular && bits.bool()? {
            bits.skip_floats(8)?;
        }
        if bits.bool()? {
            bits.skip_floats(5)?;
        }
        if bits.bool()? {
            bits.skip_floats(if modular { 3 } else { 4 })?;
        }
        if modular {
            bits.skip_floats(1)?;
        }
    }
    skip_extensions(bits)
}
