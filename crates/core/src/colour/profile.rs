//! One ICC profile, by the crate `moxcms`. Its 8 bit results are the same with and without vector instructions.

use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Alpha, Colour, Depth, Layout, Pixels, Samples};
use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorDateTime, ColorProfile, DataColorSpace, Layout as Order,
    MatrixCoefficients, RenderingIntent, TransferCharacteristics, Transform8BitExecutor,
    Transform16BitExecutor, TransformF32Executor, TransformOptions,
};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

pub struct Profile {
    parsed: ColorProfile,
    /// As a file holds it.
    bytes: Arc<Vec<u8>>,
    /// Transforms that were worked out: the frames of an animation share them.
    made: RefCell<Vec<(Way, Executor)>>,
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("parsed", &self.parsed).finish_non_exhaustive()
    }
}

/// From this profile to sRGB or back, for pixels like these.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Way {
    to_srgb: bool,
    layout: Layout,
    depth: Depth,
}

pub fn srgb() -> Result<Profile> {
    own(ColorProfile::new_srgb())
}

pub fn display_p3() -> Result<Profile> {
    own(ColorProfile::new_display_p3())
}

/// Of primaries and a transfer function by code (ITU-T H.273); `None` where a code is unknown, or says light that no
/// screen of standard range shows (PQ and HLG).
pub fn coded([primaries, transfer]: [u8; 2]) -> Option<Profile> {
    // BT.709 and its like, gamma 2.2 and 2.8, linear, sRGB; the crate takes an unknown code for a reserved one.
    if !matches!(transfer, 1 | 4 | 5 | 6 | 8 | 13 | 14 | 15) || !matches!(primaries, 1 | 4..=12 | 22) {
        return None;
    }
    let codes = CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(primaries).ok()?,
        transfer_characteristics: TransferCharacteristics::try_from(transfer).ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    };
    own(ColorProfile::new_from_cicp(codes)).ok()
}

/// A profile of the crate's own as a file would hold it: so it gives the same pixels as when it comes back in one.
/// The crate dates its profiles now; the same recipe gives the same bytes.
fn own(mut made: ColorProfile) -> Result<Profile> {
    made.creation_date_time =
        ColorDateTime { year: 2026, month: 1, day_of_the_month: 1, hours: 0, minutes: 0, seconds: 0 };
    let broken = || Error::new(Code::Panicked).reason("a profile of our own");
    let written = made.encode().map_err(|_| broken())?;
    Profile::parse(&written).ok_or_else(broken)
}

/// Perceptual, as sharp asks of its own colour engine.
fn options() -> TransformOptions {
    TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() }
}

impl Profile {
    /// `None` where it is damaged, or of a kind that images do not have.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let parsed = ColorProfile::new_from_slice(bytes).ok()?;
        let known =
            matches!(parsed.color_space, DataColorSpace::Rgb | DataColorSpace::Gray | DataColorSpace::Cmyk);
        known.then(|| Self { parsed, bytes: Arc::new(bytes.to_vec()), made: RefCell::default() })
    }

    /// Whether a way from it to sRGB can be worked out: its own connection space or tables may be of a rare kind.
    pub fn is_understood(&self) -> bool {
        let layout = match self.parsed.color_space {
            DataColorSpace::Gray => return true,
            DataColorSpace::Cmyk => Layout::Cmyk,
            _ => Layout::Rgb,
        };
        self.executor(Way { to_srgb: true, layout, depth: Depth::U8 }).is_ok()
    }

    /// Whether it speaks of pixels like these. One that does not is ignored, as every viewer does.
    pub fn fits(&self, pixels: &Pixels) -> bool {
        match self.parsed.color_space {
            DataColorSpace::Rgb => matches!(pixels.layout, Layout::Rgb | Layout::Rgba),
            DataColorSpace::Gray => matches!(pixels.layout, Layout::Gray | Layout::GrayA),
            DataColorSpace::Cmyk => matches!(pixels.layout, Layout::Cmyk | Layout::CmykA),
            _ => false,
        }
    }

    /// The profile as a file holds it.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.to_vec()
    }

    /// What pixels that are in it say of themselves.
    pub fn colour(&self) -> Colour {
        Colour::Icc(Arc::clone(&self.bytes))
    }

    /// Pixels of this profile as sRGB, at their own depth.
    pub fn to_srgb(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        self.transform(true, pixels, job)
    }

    /// sRGB pixels in this profile.
    pub fn from_srgb(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        self.transform(false, pixels, job)
    }

    fn executor(&self, way: Way) -> Result<Executor> {
        let found = self.made.borrow().iter().find(|(known, _)| *known == way).map(|(_, made)| made.clone());
        if let Some(executor) = found {
            return Ok(executor);
        }
        let shape = shape(way.layout);
        // Grey to grey is a curve: of sRGB it is that of its red.
        let grey = matches!(way.layout, Layout::Gray | Layout::GrayA);
        let side = |profile| match profile {
            &ColorProfile { color_space: DataColorSpace::Rgb, .. } if grey => Cow::Owned(grey_of(profile)),
            _ => Cow::Borrowed(profile),
        };
        let srgb = ColorProfile::new_srgb();
        let (from, to) = if way.to_srgb { (&self.parsed, &srgb) } else { (&srgb, &self.parsed) };
        let (from, to) = (side(from), side(to));
        let made = match way.depth {
            Depth::U8 => from.create_transform_8bit(shape.from, &to, shape.to, options()).map(Executor::U8),
            Depth::U16 => {
                from.create_transform_16bit(shape.from, &to, shape.to, options()).map(Executor::U16)
            }
            Depth::F32 => from.create_transform_f32(shape.from, &to, shape.to, options()).map(Executor::F32),
        };
        let executor =
            made.map_err(|e| Error::new(Code::UnsupportedFeature).format("icc").found(e.to_string()))?;
        self.made.borrow_mut().push((way, executor.clone()));
        Ok(executor)
    }

    fn transform(&self, to_srgb: bool, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let way = Way { to_srgb, layout: pixels.layout, depth: pixels.depth() };
        let executor = self.executor(way)?;
        let layout = shape(pixels.layout).layout;
        let mut out = Pixels::zeroed(&mut job.alloc, way.depth, layout, pixels.width, pixels.height)?;
        let apart = pixels.layout == Layout::CmykA;
        match (&pixels.samples, &mut out.samples, executor) {
            (Samples::U8(from), Samples::U8(to), Executor::U8(e)) => {
                rows(from, to, (&pixels, layout), apart, job, |a, b| e.transform(a, b).is_ok())?;
            }
            (Samples::U16(from), Samples::U16(to), Executor::U16(e)) => {
                rows(from, to, (&pixels, layout), apart, job, |a, b| e.transform(a, b).is_ok())?;
            }
            (Samples::F32(from), Samples::F32(to), Executor::F32(e)) => {
                rows(from, to, (&pixels, layout), apart, job, |a, b| e.transform(a, b).is_ok())?;
            }
            _ => return Err(Error::new(Code::Panicked).reason("depths differ")),
        }
        job.alloc.release(pixels.bytes());
        out.alpha = if layout.has_alpha() { Alpha::Straight } else { Alpha::None };
        out.colour = Colour::Srgb;
        Ok(out)
    }
}

/// Which samples go in and come out.
struct Shape {
    from: Order,
    to: Order,
    layout: Layout,
}

fn shape(layout: Layout) -> Shape {
    let (from, to, layout) = match layout {
        Layout::Gray => (Order::Gray, Order::Gray, Layout::Gray),
        Layout::GrayA => (Order::GrayAlpha, Order::GrayAlpha, Layout::GrayA),
        Layout::Rgb => (Order::Rgb, Order::Rgb, Layout::Rgb),
        Layout::Rgba => (Order::Rgba, Order::Rgba, Layout::Rgba),
        Layout::Cmyk => (Order::Rgba, Order::Rgb, Layout::Rgb),
        Layout::CmykA => (Order::Rgba, Order::Rgb, Layout::Rgba),
    };
    Shape { from, to, layout }
}

#[derive(Clone)]
enum Executor {
    U8(Arc<Transform8BitExecutor>),
    U16(Arc<Transform16BitExecutor>),
    F32(Arc<TransformF32Executor>),
}

fn grey_of(rgb: &ColorProfile) -> ColorProfile {
    let mut grey = ColorProfile::new_gray_with_gamma(1.0);
    grey.gray_trc.clone_from(&rgb.red_trc);
    grey
}

/// Row by row, so that a signal is seen. Alpha beside four inks goes around the transform.
fn rows<T: Copy + Default>(
    from: &[T],
    to: &mut [T],
    (pixels, layout): (&Pixels, Layout),
    apart: bool,
    job: &Job,
    transform: impl Fn(&[T], &mut [T]) -> bool,
) -> Result<()> {
    let width = pixels.width as usize;
    let wide = width * pixels.layout.channels();
    let (mut inks, mut colours) = (vec![T::default(); width * 4], vec![T::default(); width * 3]);
    for (source, target) in from.chunks(pixels.stride).zip(to.chunks_exact_mut(width * layout.channels())) {
        job.check_cancel()?;
        let source = source.get(..wide).unwrap_or(source);
        let done = if apart {
            for (ink, pixel) in inks.chunks_exact_mut(4).zip(source.chunks_exact(5)) {
                ink.copy_from_slice(pixel.get(..4).unwrap_or_default());
            }
            let done = transform(&inks, &mut colours);
            for ((out, colour), pixel) in
                target.chunks_exact_mut(4).zip(colours.chunks_exact(3)).zip(source.chunks_exact(5))
            {
                if let ([r, g, b, a], [r1, g1, b1], [.., alpha]) = (out, colour, pixel) {
                    (*r, *g, *b, *a) = (*r1, *g1, *b1, *alpha);
                }
            }
            done
        } else {
            transform(source, target)
        };
        if !done {
            return Err(Error::new(Code::Panicked).reason("colour transform"));
        }
    }
    Ok(())
}
