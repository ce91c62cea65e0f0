//! Conversions between layouts and depths that codecs and operations need: what an output cannot carry is converted, never dropped silently.

use super::channels;
use crate::colour::{cmyk, curve};
use crate::error::Result;
use crate::format::Carries;
use crate::job::Job;
use crate::pixels::{Alpha, Depth, Layout, Pixels, Samples};
use crate::spec::Colour;
use crate::whole;
use std::sync::LazyLock;
use wide::f32x4;

/// Converts to what an encoder carries. Alpha that it cannot carry is flattened onto black, as sharp does.
pub fn fit(mut pixels: Pixels, carries: Carries, job: &mut Job) -> Result<Pixels> {
    if matches!(pixels.layout, Layout::Cmyk | Layout::CmykA) {
        pixels = cmyk_to_rgb(pixels, job)?;
    }
    pixels = match pixels.depth() {
        Depth::F32 if carries.f32 => pixels,
        Depth::F32 | Depth::U16 if carries.u16 => to_u16(pixels, job)?,
        _ => to_u8(pixels, job)?,
    };
    if pixels.layout.has_alpha() && !carries.alpha {
        pixels = flatten(pixels, Colour { r: 0, g: 0, b: 0, a: 255 }, job)?;
    }
    if matches!(pixels.layout, Layout::Gray | Layout::GrayA) && !carries.gray {
        pixels = gray_to_rgb(pixels, job)?;
    }
    Ok(pixels)
}

fn replace(pixels: &Pixels, samples: Samples, layout: Layout, job: &mut Job) -> Result<Pixels> {
    job.alloc.release(pixels.bytes());
    let mut out = Pixels::packed(samples, layout, pixels.width, pixels.height)?;
    out.colour = pixels.colour.clone();
    Ok(out)
}

/// CMYK without a profile, as the colours that its inks usually have.
pub fn cmyk_to_rgb(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    let pixels = to_u8(pixels, job)?;
    let Samples::U8(from) = &pixels.samples else { return Ok(pixels) };
    let layout = if pixels.layout == Layout::CmykA { Layout::Rgba } else { Layout::Rgb };
    let step = pixels.layout.channels();
    let count = pixels.width as usize * pixels.height as usize;
    let mut to = job.alloc.zeroed::<u8>(count * layout.channels())?;
    for (out, ink) in to.chunks_exact_mut(layout.channels()).zip(from.chunks_exact(step)) {
        if let ([c, m, y, k, rest @ ..], [r, g, b, alpha @ ..]) = (ink, out) {
            [*r, *g, *b] = cmyk::to_rgb([*c, *m, *y, *k]);
            alpha.copy_from_slice(rest);
        }
    }
    replace(&pixels, Samples::U8(to), layout, job)
}

/// Rounds `value / 255` for `value` up to 255 × 255.
pub fn div255(value: u32) -> u8 {
    ((value + 128 + ((value + 128) >> 8)) >> 8) as u8
}

pub fn to_depth(pixels: Pixels, depth: Depth, job: &mut Job) -> Result<Pixels> {
    match depth {
        Depth::U8 => to_u8(pixels, job),
        Depth::U16 => to_u16(pixels, job),
        Depth::F32 => to_f32(pixels, job),
    }
}

/// 8 bit a sample; 16 bit is rounded, not cut; float is 0 to 1.
pub fn to_u8(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    let mut to;
    match &pixels.samples {
        Samples::U8(_) => return Ok(pixels),
        Samples::U16(from) => {
            to = job.alloc.zeroed::<u8>(from.len())?;
            to.iter_mut()
                .zip(from)
                .for_each(|(out, s)| *out = ((u32::from(*s) * 255 + 32_767) / 65_535) as u8);
        }
        Samples::F32(from) => {
            to = job.alloc.zeroed::<u8>(from.len())?;
            to.iter_mut().zip(from).for_each(|(out, s)| *out = whole::byte(s.clamp(0.0, 1.0) * 255.0 + 0.5));
        }
    }
    let layout = pixels.layout;
    replace(&pixels, Samples::U8(to), layout, job)
}

/// 16 bit a sample: 8 bit is spread so that white stays white, float from 0 to 1 is rounded.
pub fn to_u16(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    let mut to;
    match &pixels.samples {
        Samples::U16(_) => return Ok(pixels),
        Samples::U8(from) => {
            to = job.alloc.zeroed::<u16>(from.len())?;
            to.iter_mut().zip(from).for_each(|(out, s)| *out = u16::from(*s) * 257);
        }
        Samples::F32(from) => {
            to = job.alloc.zeroed::<u16>(from.len())?;
            to.iter_mut()
                .zip(from)
                .for_each(|(out, s)| *out = whole::word(s.clamp(0.0, 1.0) * 65_535.0 + 0.5));
        }
    }
    let layout = pixels.layout;
    replace(&pixels, Samples::U16(to), layout, job)
}

/// Float a sample, black 0 and white 1.
pub fn to_f32(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    let mut to;
    match &pixels.samples {
        Samples::F32(_) => return Ok(pixels),
        Samples::U8(from) => {
            to = job.alloc.zeroed::<f32>(from.len())?;
            to.iter_mut().zip(from).for_each(|(out, s)| *out = f32::from(*s) / 255.0);
        }
        Samples::U16(from) => {
            to = job.alloc.zeroed::<f32>(from.len())?;
            to.iter_mut().zip(from).for_each(|(out, s)| *out = f32::from(*s) / 65_535.0);
        }
    }
    let layout = pixels.layout;
    replace(&pixels, Samples::F32(to), layout, job)
}

/// The same grey in three channels.
pub fn gray_to_rgb(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    fn spread<T: Copy>(from: &[T], to: &mut [T], layout: Layout) {
        match layout {
            Layout::Rgba => channels::spread::<T, 2, 4>(from, to),
            _ => channels::spread::<T, 1, 3>(from, to),
        }
    }
    let layout = if pixels.layout.has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), layout, pixels.width, pixels.height)?;
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => spread(from, to, layout),
        (Samples::U16(from), Samples::U16(to)) => spread(from, to, layout),
        (Samples::F32(from), Samples::F32(to)) => spread(from, to, layout),
        _ => {}
    }
    out.colour = pixels.colour.clone();
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// Three channels, whatever there was.
pub fn to_colour(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    match pixels.layout {
        Layout::Gray | Layout::GrayA => gray_to_rgb(pixels, job),
        Layout::Cmyk | Layout::CmykA => cmyk_to_rgb(pixels, job),
        Layout::Rgb | Layout::Rgba => Ok(pixels),
    }
}

/// One channel with the colour's luminance in linear light.
pub fn to_gray(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    fn each<T: Copy>(from: &[T], to: &mut [T], layout: Layout, gray: impl Fn(T, T, T) -> T) {
        if layout == Layout::Gray {
            for (out, [r, g, b]) in to.iter_mut().zip(from.as_chunks::<3>().0) {
                *out = gray(*r, *g, *b);
            }
        } else {
            for (out, [r, g, b, a]) in to.as_chunks_mut::<2>().0.iter_mut().zip(from.as_chunks::<4>().0) {
                *out = [gray(*r, *g, *b), *a];
            }
        }
    }
    if matches!(pixels.layout, Layout::Gray | Layout::GrayA) {
        return Ok(pixels);
    }
    let pixels = to_colour(pixels, job)?;
    let layout = if pixels.layout.has_alpha() { Layout::GrayA } else { Layout::Gray };
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), layout, pixels.width, pixels.height)?;
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => {
            let luminance = &*LUMINANCE;
            each(from, to, layout, |r, g, b| luminance.of(r, g, b));
        }
        (Samples::U16(from), Samples::U16(to)) => each(from, to, layout, Grey::grey),
        (Samples::F32(from), Samples::F32(to)) => each(from, to, layout, Grey::grey),
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// Samples whose colours have a grey: the luminance in linear light.
pub trait Grey: Copy + PartialOrd {
    const WHITE: Self;
    fn grey(r: Self, g: Self, b: Self) -> Self;
}

impl Grey for u8 {
    const WHITE: Self = Self::MAX;

    fn grey(r: Self, g: Self, b: Self) -> Self {
        LUMINANCE.of(r, g, b)
    }
}

impl Grey for u16 {
    const WHITE: Self = Self::MAX;

    fn grey(r: Self, g: Self, b: Self) -> Self {
        let [r, g, b] = [r, g, b].map(|v| curve::decode(f32::from(v) / 65_535.0));
        (curve::encode(curve::luminance(r, g, b)) * 65_535.0 + 0.5) as Self
    }
}

impl Grey for f32 {
    const WHITE: Self = 1.0;

    fn grey(r: Self, g: Self, b: Self) -> Self {
        let [r, g, b] = [r, g, b].map(curve::decode);
        curve::encode(curve::luminance(r, g, b))
    }
}

/// Luminance of 8 bit colours by tables.
struct Luminance {
    /// What each of the three colours adds, of 65,535.
    parts: [[f32; 256]; 3],
    /// The nearest 8 bit value of each 16 bit linear one.
    encoded: Box<[u8; 65_536]>,
}

static LUMINANCE: LazyLock<Luminance> = LazyLock::new(Luminance::new);

impl Luminance {
    #[expect(clippy::large_stack_arrays, reason = "made once, and it moves to the heap at once")]
    fn new() -> Self {
        let light = |weigh: fn(f32) -> f32| curve::LIGHT_8.map(|light| weigh(light * 65_535.0));
        let mut encoded = Box::new([0; 65_536]);
        for (code, linear) in encoded.iter_mut().zip(0..=u16::MAX) {
            *code = (curve::encode(f32::from(linear) / 65_535.0) * 255.0 + 0.5) as u8;
        }
        let parts = [
            light(|r| curve::luminance(r, 0.0, 0.0)),
            light(|g| curve::luminance(0.0, g, 0.0)),
            light(|b| curve::luminance(0.0, 0.0, b)),
        ];
        Self { parts, encoded }
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "a table has an entry for every value of its index's type")]
    fn of(&self, r: u8, g: u8, b: u8) -> u8 {
        let [red, green, blue] = &self.parts;
        let y = red[usize::from(r)] + green[usize::from(g)] + blue[usize::from(b)];
        self.encoded[usize::from((y + 0.5) as u16)]
    }
}

/// Opaque alpha is added where there is none.
pub fn ensure_alpha(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    add_alpha(pixels, 1.0, job)
}

/// Alpha of this level, cut to a whole number, is added where there is none.
pub fn add_alpha(pixels: Pixels, level: f32, job: &mut Job) -> Result<Pixels> {
    fn add<T: Copy>(from: &[T], to: &mut [T], layout: Layout, opaque: T) {
        match layout {
            Layout::GrayA => channels::add::<T, 1, 2>(from, to, opaque),
            Layout::Rgba => channels::add::<T, 3, 4>(from, to, opaque),
            _ => channels::add::<T, 4, 5>(from, to, opaque),
        }
    }
    let layout = match pixels.layout {
        Layout::Gray => Layout::GrayA,
        Layout::Rgb => Layout::Rgba,
        Layout::Cmyk => Layout::CmykA,
        _ => return Ok(pixels),
    };
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), layout, pixels.width, pixels.height)?;
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => add(from, to, layout, (level * 255.0) as u8),
        (Samples::U16(from), Samples::U16(to)) => add(from, to, layout, (level * 65_535.0) as u16),
        (Samples::F32(from), Samples::F32(to)) => add(from, to, layout, level),
        _ => {}
    }
    out.colour = pixels.colour.clone();
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// The channels of each pixel from `first` on that `layout` has room for.
pub fn take(pixels: Pixels, first: usize, layout: Layout, job: &mut Job) -> Result<Pixels> {
    let (step, count) = (pixels.layout.channels(), layout.channels());
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), layout, pixels.width, pixels.height)?;
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => channels::take(from, to, step, first, count),
        (Samples::U16(from), Samples::U16(to)) => channels::take(from, to, step, first, count),
        (Samples::F32(from), Samples::F32(to)) => channels::take(from, to, step, first, count),
        _ => {}
    }
    job.alloc.release(pixels.bytes());
    Ok(out)
}

/// Inks become the colours that they usually have; grey stays one channel.
pub fn without_inks(pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    match pixels.layout {
        Layout::Cmyk | Layout::CmykA => cmyk_to_rgb(pixels, job),
        _ => Ok(pixels),
    }
}

/// A sample of any depth.
pub trait Sample: Copy + Default {
    /// White, and what is opaque.
    const FULL: f32;
    fn to_float(self) -> f32;
    /// The nearest that there is.
    fn from_float(value: f32) -> Self;
    /// The same of four at once.
    fn to_floats(samples: [Self; 4]) -> f32x4 {
        f32x4::from(samples.map(Self::to_float))
    }
    fn from_floats(values: f32x4) -> [Self; 4] {
        values.to_array().map(Self::from_float)
    }
    /// Of 8 bit.
    fn from_narrow(value: u8) -> Self;
    /// Without the part that whole numbers of 8 bit do not have.
    fn cut(value: f32) -> f32 {
        value
    }
}

impl Sample for u8 {
    const FULL: f32 = 255.0;

    fn to_float(self) -> f32 {
        f32::from(self)
    }

    fn from_float(value: f32) -> Self {
        whole::byte(value + 0.5)
    }

    fn from_floats(values: f32x4) -> [Self; 4] {
        whole::bytes(values + f32x4::splat(0.5))
    }

    fn from_narrow(value: u8) -> Self {
        value
    }

    fn cut(value: f32) -> f32 {
        f32::from(whole::byte(value))
    }
}

impl Sample for u16 {
    const FULL: f32 = 65_535.0;

    fn to_float(self) -> f32 {
        f32::from(self)
    }

    fn from_float(value: f32) -> Self {
        whole::word(value + 0.5)
    }

    fn from_narrow(value: u8) -> Self {
        Self::from(value) * 257
    }
}

impl Sample for f32 {
    const FULL: f32 = 1.0;

    fn to_float(self) -> f32 {
        self
    }

    fn from_float(value: f32) -> Self {
        value
    }

    fn from_narrow(value: u8) -> Self {
        Self::from(value) / 255.0
    }
}

/// The samples of a colour in a layout: for grey its samples by Rec. 709's weights, as sharp does; alpha last.
pub fn colour_samples(colour: Colour, layout: Layout) -> Vec<u8> {
    let Colour { r, g, b, a } = colour;
    let luma = ((u32::from(r) * 2126 + u32::from(g) * 7152 + u32::from(b) * 722 + 5000) / 10_000) as u8;
    match layout {
        Layout::Gray => vec![luma],
        Layout::GrayA => vec![luma, a],
        Layout::Rgb => vec![r, g, b],
        Layout::Rgba => vec![r, g, b, a],
        Layout::Cmyk => vec![255 - r, 255 - g, 255 - b, 0],
        Layout::CmykA => vec![255 - r, 255 - g, 255 - b, 0, a],
    }
}

/// Composes onto an opaque background and drops alpha.
pub fn flatten(pixels: Pixels, background: Colour, job: &mut Job) -> Result<Pixels> {
    fn blend<T: Copy>(from: &[T], to: &mut [T], below: &[u8], mix: impl Fn(T, T, u8) -> T) {
        match *below {
            [grey] => channels::blend::<_, _, 1, 2>(from, to, [grey], mix),
            [r, g, b] => channels::blend::<_, _, 3, 4>(from, to, [r, g, b], mix),
            [c, m, y, k] => channels::blend::<_, _, 4, 5>(from, to, [c, m, y, k], mix),
            _ => {}
        }
    }
    let layout = match pixels.layout {
        Layout::GrayA => Layout::Gray,
        Layout::Rgba => Layout::Rgb,
        Layout::CmykA => Layout::Cmyk,
        _ => return Ok(pixels),
    };
    let under = colour_samples(Colour { a: 255, ..background }, layout);
    let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), layout, pixels.width, pixels.height)?;
    match (&pixels.samples, &mut out.samples) {
        (Samples::U8(from), Samples::U8(to)) => {
            blend(from, to, &under, |c, a, u| {
                div255(u32::from(c) * u32::from(a) + u32::from(u) * (255 - u32::from(a)))
            });
        }
        (Samples::U16(from), Samples::U16(to)) => blend(from, to, &under, |c, a, u| {
            let (c, a, u) = (u64::from(c), u64::from(a), u64::from(u) * 257);
            ((c * a + u * (65_535 - a) + 32_767) / 65_535) as u16
        }),
        (Samples::F32(from), Samples::F32(to)) => {
            blend(from, to, &under, |c, a, u| c * a + f32::from(u) / 255.0 * (1.0 - a));
        }
        _ => {}
    }
    out.colour = pixels.colour.clone();
    out.alpha = Alpha::None;
    job.alloc.release(pixels.bytes());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_transparent_white_on_black_is_mid_grey_at_each_depth() {
        let black = Colour { r: 0, g: 0, b: 0, a: 255 };
        let narrow = Pixels::packed(Samples::U8(vec![255, 255, 255, 128]), Layout::Rgba, 1, 1).unwrap();
        assert_eq!(flatten(narrow, black, &mut Job::default()).unwrap().samples, Samples::U8(vec![128; 3]));
        let wide =
            Pixels::packed(Samples::U16(vec![65_535, 65_535, 65_535, 32_768]), Layout::Rgba, 1, 1).unwrap();
        assert_eq!(flatten(wide, black, &mut Job::default()).unwrap().samples, Samples::U16(vec![32_768; 3]));
    }

    #[test]
    fn sixteen_bit_is_rounded_to_eight() {
        let pixels = Pixels::packed(Samples::U16(vec![0, 128, 129, 65_535]), Layout::Gray, 4, 1).unwrap();
        assert_eq!(to_u8(pixels, &mut Job::default()).unwrap().samples, Samples::U8(vec![0, 0, 1, 255]));
    }

    #[test]
    fn float_stays_float_then_becomes_the_deepest_that_an_output_carries() {
        let carries = |u16, f32| Carries { alpha: true, gray: true, u16, f32, animation: false };
        let fitted = |carries| {
            let float = Samples::F32(vec![-1.0, 0.5, 1.0, 7.0]);
            let pixels = Pixels::packed(float, Layout::Gray, 4, 1).unwrap();
            fit(pixels, carries, &mut Job::default()).unwrap().samples
        };
        assert_eq!(fitted(carries(true, true)), Samples::F32(vec![-1.0, 0.5, 1.0, 7.0]));
        assert_eq!(fitted(carries(true, false)), Samples::U16(vec![0, 32_768, 65_535, 65_535]));
        assert_eq!(fitted(carries(false, false)), Samples::U8(vec![0, 128, 255, 255]));
        // What is 8 bit is not made larger than it is.
        let narrow = Pixels::packed(Samples::U8(vec![7]), Layout::Gray, 1, 1).unwrap();
        assert_eq!(
            fit(narrow, carries(true, true), &mut Job::default()).unwrap().samples,
            Samples::U8(vec![7])
        );
    }
}
