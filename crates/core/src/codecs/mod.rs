//! Codecs: one folder a format, and only there is its crate named.

use crate::error::{Code, Error, Result};
use crate::format::{Flavour, Format};
use crate::job::Job;
use crate::limits::Limits;
use crate::ops::extract::Area;
use crate::pixels::{Depth, Frame, Pixels, Reduced};
use crate::spec::{Files, Values};
use std::sync::Arc;

mod animation;
pub mod avif;
pub mod bmp;
#[cfg(feature = "basic")]
mod c_names;
#[cfg(feature = "basic")]
mod changes;
pub mod dds;
pub mod dz;
pub mod exif;
pub mod farbfeld;
pub mod gif;
pub mod hdr;
pub mod ico;
pub mod jpeg;
pub mod jxl;
pub mod metadata;
pub mod png;
pub mod pnm;
pub mod qoi;
pub mod raw;
mod refused;
#[cfg(feature = "basic")]
mod still;
pub mod svg;
#[cfg(test)]
#[cfg(feature = "basic")]
mod testing;
pub mod text;
pub mod tga;
pub mod tiff;
pub mod webp;

pub(crate) use refused::refused;

/// What a file says of itself before any pixel is decoded.
#[derive(Clone, Debug)]
pub struct Header {
    pub format: Format,
    /// As stored, before orientation.
    pub width: u32,
    pub height: u32,
    /// 1 to 5, as decoded.
    pub channels: u8,
    pub depth: Depth,
    /// Bits a sample as stored.
    pub bits: u8,
    pub has_alpha: bool,
    /// EXIF orientation, 1 to 8; 1 where there is none.
    pub orientation: u8,
    /// Frames or pages; 1 for stills.
    pub frames: u32,
    /// `srgb`, `b-w`, `cmyk`, …: sharp's names.
    pub space: &'static str,
    pub has_profile: bool,
    pub progressive: bool,
    /// `4:2:0` and so on, where the format has it.
    pub subsampling: Option<&'static str>,
    /// Pixels per inch.
    pub density: Option<f64>,
    /// Times that an animation repeats; 0 is for ever.
    pub loops: Option<u32>,
    /// Pixels that are coded, where more are than are shown: a file's own crop.
    pub coded: Option<(u32, u32)>,
    /// The sizes at which its decoder can decode.
    pub scaling: Scaling,
    /// Whether its decoder can leave out what lies around a part.
    pub parts: Parts,
    /// The bytes ended before all of this was certain: more of the file may show an orientation or further frames.
    pub incomplete: bool,
    /// How samples without a format are to be taken.
    pub samples: raw::Kind,
}

impl Header {
    pub fn new(format: Format, width: u32, height: u32) -> Self {
        Self {
            format,
            width,
            height,
            channels: 3,
            depth: Depth::U8,
            bits: 8,
            has_alpha: false,
            orientation: 1,
            frames: 1,
            space: "srgb",
            has_profile: false,
            progressive: false,
            subsampling: None,
            density: None,
            loops: None,
            coded: None,
            scaling: Scaling::Whole,
            parts: Parts::None,
            incomplete: false,
            samples: raw::Kind::Straight,
        }
    }

    /// Frames of its animation; pages are none.
    pub fn animation(&self) -> u32 {
        if self.format.is_paged() { 1 } else { self.frames }
    }

    /// Whether an output of this format takes all frames or pages, where they are asked for.
    pub fn gives_all(&self, output: Format) -> bool {
        output.is_paged() || (output.row().carries.animation && !self.format.is_paged())
    }

    /// Whether the bytes of its input are its pixels as they lie in memory.
    pub fn is_its_bytes(&self) -> bool {
        let samples = matches!(self.samples, raw::Kind::Straight | raw::Kind::Premultiplied);
        self.format == Format::Raw && samples && self.depth == Depth::U8 && self.frames == 1
    }

    /// The smallest flavour that decodes it.
    pub fn flavour(&self) -> Flavour {
        match &self.samples {
            raw::Kind::Text(_) => Flavour::Full,
            raw::Kind::Joined(joined) => joined.flavour(),
            _ => self.format.row().flavour,
        }
    }

    /// Bytes held at the peak of decoding it to `decoded` bytes.
    pub fn decode_peak(&self, decoded: u64) -> u64 {
        match &self.samples {
            raw::Kind::Text(text) => decoded.saturating_add(text.peak()),
            raw::Kind::Joined(joined) => decoded.saturating_add(joined.peak()),
            _ => self.format.row().peaks.decode(self, decoded),
        }
    }

    /// A drawing's size at so many pixels an inch; pictures have theirs.
    #[must_use]
    pub fn at_density(mut self, density: f64) -> Self {
        if let Scaling::Vector { width, height } = self.scaling {
            let pixels = |side: Side| (side.at(density) * density / svg::DENSITY + 0.5).floor() as u32;
            (self.width, self.height) = (pixels(width), pixels(height));
            self.density = Some(density);
        }
        self
    }

    /// Width and height as step 1 sees them.
    pub fn oriented(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// The sizes at which a decoder can decode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scaling {
    /// The whole alone.
    Whole,
    /// Any eighth, by JPEG's DCT.
    Eighths,
    /// Any size: a drawing, and its own size.
    Vector { width: Side, height: Side },
    /// A drawing that says no size, in a flavour that cannot measure it.
    Unmeasured,
}

/// What a decoder holds that is asked for a part of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// It gives the whole image alone.
    None,
    /// The part.
    Exact,
    /// Rows down to the part's last one, and the part's rows.
    Rows,
    /// The part, and one of the strips or tiles of this size that it lies in.
    Chunks { width: u32, height: u32 },
}

impl Parts {
    /// Pixels that are held at once for a part of a picture of this size; `None` where that saves nothing.
    pub fn held(self, size: (u32, u32), part: Area) -> Option<u64> {
        let held = match self {
            Self::None => return None,
            Self::Exact => part.pixels(),
            Self::Chunks { width, height } => {
                part.pixels() + u64::from(width.min(size.0)) * u64::from(height.min(size.1))
            }
            Self::Rows => {
                let rows = u64::from(part.top) + 2 * u64::from(part.height) + 4 * u64::from(MARGIN);
                u64::from(size.0) * rows
            }
        };
        (held < u64::from(size.0) * u64::from(size.1)).then_some(held)
    }
}

/// Rows that are decoded above and below a part, so that what lies next to it is there: two rows of the largest blocks.
pub const MARGIN: u32 = 32;

/// A side of a drawing: user units, and inches, which become units by the density.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    pub pixels: f64,
    pub inches: f64,
}

impl Side {
    /// In user units.
    pub fn at(self, density: f64) -> f64 {
        self.pixels + self.inches * density
    }
}

/// What the pipeline asks of a decoder.
#[derive(Clone, Debug, Default)]
pub struct DecodeOptions {
    /// A decoder that can decode smaller for less may do so, as long as both sides stay at least this (stored orientation);
    /// one that draws does it at this size.
    pub at_least: Option<(u32, u32)>,
    /// Only this part is wanted (stored orientation), of a still whose header says that its decoder gives parts: it gives no more.
    pub part: Option<Area>,
    /// Only this frame or page is wanted.
    pub page: u32,
    /// Frames after the first are wanted too.
    pub animated: bool,
    /// The caller's fonts, for text in drawings.
    pub fonts: Files,
    /// Rules of CSS for what a drawing has none for.
    pub stylesheet: Option<Arc<str>>,
    /// The image of this SubIFD of a page, in place of the page's own.
    pub subifd: Option<u32>,
}

impl DecodeOptions {
    /// Frames that are decoded where each builds on the one before: those that are passed over too.
    pub const fn composed(&self, header: &Header) -> u32 {
        if self.animated { header.frames } else { self.page + 1 }
    }

    /// Refuses a page that the file does not have.
    pub fn check_page(&self, header: &Header) -> Result<()> {
        if self.page < header.frames { Ok(()) } else { Err(no_page(self.page, header.frames)) }
    }
}

/// The error of a page behind the last of `frames`.
pub fn no_page(page: u32, frames: u32) -> Error {
    Error::option("input.page", format!("integer from 0 to {}", frames.saturating_sub(1)), page.to_string())
}

/// A source of frames, composed onto their canvas.
pub trait Decoder {
    /// The profile of the colours that it gives, where only a decoder can read it; asked once, before the first frame.
    fn profile(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// The colours that the file has for all of its frames.
    fn palette(&self) -> Option<Vec<[u8; 3]>> {
        None
    }

    /// The next frame, or `None` at the end.
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>>;

    /// EXIF orientation of the frame given last, where each has its own; else the header's counts.
    fn orientation(&self) -> Option<u8> {
        None
    }
}

/// What an encoder may know of the whole before its first frame.
#[derive(Clone, Copy, Debug)]
pub struct Sequence {
    /// Frames that will come, as far as the input's header is right.
    pub frames: u32,
    /// Times that the animation is shown; 0 is for ever.
    pub loops: u32,
}

impl Default for Sequence {
    fn default() -> Self {
        Self { frames: 1, loops: 0 }
    }
}

/// A sink of frames. The first frame fixes size and layout.
pub trait Encoder {
    /// Told once, before the first frame; those that write stills need not listen.
    fn expect(&mut self, _sequence: Sequence) {}
    /// What its options ask of pixels that its format carries: each frame goes through this first.
    fn prepare(&mut self, pixels: Pixels, _job: &mut Job) -> Result<Pixels> {
        Ok(pixels)
    }
    /// The depth of its samples, where it has one that pixels have not.
    fn depth(&self) -> Option<&'static str> {
        None
    }
    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()>;
    /// The file's bytes.
    fn finish(self: Box<Self>, job: &mut Job) -> Result<Vec<u8>>;
}

pub type Sniff = fn(&[u8]) -> bool;
pub type Probe = fn(&[u8], &Limits) -> Result<Header>;
/// By its number, and that of a SubIFD within it.
pub type Page = fn(&[u8], u32, Option<u32>) -> Option<Header>;
pub type Open = for<'a> fn(&'a [u8], &Header, &DecodeOptions, &mut Job) -> Result<Box<dyn Decoder + 'a>>;
pub type Begin = fn(&Values, &mut Job) -> Result<Box<dyn Encoder>>;

/// The functions of a format; `None` where the direction is not built into this flavour.
#[derive(Clone, Copy, Debug)]
pub struct Codec {
    pub sniff: Sniff,
    pub probe: Probe,
    pub open: Option<Open>,
    pub begin: Option<Begin>,
    /// What it carries beside pixels; these two are in every flavour.
    pub metadata: metadata::Carrier,
    /// The header of one page, where what follows a file's first image are pages, each of a size of its own, and no animation.
    pub page: Option<Page>,
}

/// Header of any known format that is not blocked; nothing is decoded.
pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let format = Format::of(bytes)?;
    limits.blocked.check(format)?;
    (format.row().codec.probe)(bytes, limits)
}

/// The header of the page that is asked for: pages have sizes of their own, and images within them. `None` where it is not there.
pub fn page_header(bytes: &[u8], header: Header, page: u32, subifd: Option<u32>) -> Option<Header> {
    let asked = page > 0 || subifd.is_some();
    let Some(read) = header.format.row().codec.page.filter(|_| asked) else { return Some(header) };
    read(bytes, page, subifd).map(|found| Header { frames: header.frames, ..found })
}

/// A size of which every side is `n` eighths, rounded up.
fn eighths((width, height): (u32, u32), n: u32) -> (u32, u32) {
    let side = |side: u32| (u64::from(side) * u64::from(n)).div_ceil(8) as u32;
    (side(width), side(height))
}

/// The size at which a decoder stops when asked for `at_least`: JPEG's DCT gives any eighth, a drawing any size, the others the whole.
pub fn reduced(header: &Header, at_least: Option<(u32, u32)>) -> (u32, u32) {
    let full = (header.width, header.height);
    let Some((width, height)) = at_least else { return full };
    match header.scaling {
        Scaling::Whole | Scaling::Unmeasured => full,
        Scaling::Eighths => {
            (1..8).map(|n| eighths(full, n)).find(|(w, h)| *w >= width && *h >= height).unwrap_or(full)
        }
        Scaling::Vector { .. } => drawn(full, (width, height)),
    }
}

/// What the decoder's pixels stand for, if it stops early.
pub fn stands_for(header: &Header, at_least: Option<(u32, u32)>) -> Option<Reduced> {
    let size = (header.width, header.height);
    let (width, height) = reduced(header, at_least);
    if (width, height) == size {
        return None;
    }
    let filled = match header.scaling {
        Scaling::Eighths => {
            let n = (1..8).find(|n| eighths(size, *n) == (width, height)).unwrap_or(8);
            // Not whole numbers of pixels.
            (f64::from(size.0) * f64::from(n) / 8.0, f64::from(size.1) * f64::from(n) / 8.0)
        }
        _ => (f64::from(width), f64::from(height)),
    };
    Some(Reduced { size, filled, first: (false, false) })
}

/// The size at which a drawing of `full` is drawn to be `wanted`: exactly that, unless it would change the drawing's shape,
/// as where several outputs want different ones. The resize that follows then has nothing, or only shrinking, to do.
fn drawn(full: (u32, u32), wanted: (u32, u32)) -> (u32, u32) {
    let scale = |side: u32, whole: u32| f64::from(side) / f64::from(whole.max(1));
    let scale = scale(wanted.0, full.0).max(scale(wanted.1, full.1));
    let size = |side: u32| (f64::from(side) * scale).round().max(1.0) as u32;
    let uniform = (size(full.0), size(full.1));
    let close = uniform.0.abs_diff(wanted.0) <= 1 && uniform.1.abs_diff(wanted.1) <= 1;
    if close { wanted } else { uniform }
}

/// A decoder of exactly one frame that is made when asked.
pub struct Still<F>(Option<F>);

impl<F: FnOnce(&mut Job) -> Result<Frame>> Still<F> {
    pub fn new(decode: F) -> Self {
        Self(Some(decode))
    }
}

impl<F: FnOnce(&mut Job) -> Result<Frame>> Decoder for Still<F> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        self.0.take().map(|decode| decode(job)).transpose()
    }
}

/// An encoder of exactly one frame.
pub struct StillEncoder<F> {
    encode: Option<F>,
    bytes: Vec<u8>,
}

impl<F: FnOnce(Frame, &mut Job) -> Result<Vec<u8>>> StillEncoder<F> {
    pub fn new(encode: F) -> Self {
        Self { encode: Some(encode), bytes: Vec::new() }
    }
}

impl<F: FnOnce(Frame, &mut Job) -> Result<Vec<u8>>> Encoder for StillEncoder<F> {
    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        if let Some(encode) = self.encode.take() {
            self.bytes = encode(frame, job)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _job: &mut Job) -> Result<Vec<u8>> {
        if self.bytes.is_empty() {
            Err(Error::new(Code::Panicked).reason("no frame was given"))
        } else {
            Ok(self.bytes)
        }
    }
}

/// What unknown bytes look like, for the message: a well-known other kind of file, or their first bytes.
pub(crate) fn looks_like(bytes: &[u8]) -> String {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a ZIP archive"),
        (b"%PDF", "a PDF"),
        (b"<?xml", "XML text"),
        (b"<!DOCTYPE", "HTML text"),
        (b"<html", "HTML text"),
        (b"\x1f\x8b", "gzip data"),
    ];
    if let Some((_, name)) = KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return (*name).to_owned();
    }
    let hex: Vec<String> = bytes.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("{} bytes that begin with {}", bytes.len(), hex.join(" "))
}

/// A cursor over untrusted bytes: every read is checked.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub const fn position(&self) -> usize {
        self.at
    }

    pub const fn remaining(&self) -> usize {
        self.bytes.len().saturating_sub(self.at)
    }

    pub fn seek(&mut self, at: usize) {
        self.at = at;
    }

    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(len)?;
        let slice = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(slice)
    }

    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[b]| b)
    }

    pub fn u16_be(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u16_le(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub fn u32_be(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn u32_le(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }
}
