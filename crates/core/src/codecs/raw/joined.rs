//! Several images as one: in a grid, as libvips' `arrayjoin` lays them out, or one after the other as the frames of an animation.

use super::decode::DELAY_MS;
use crate::carried::Carried;
use crate::codecs::{DecodeOptions, Decoder, Header, Scaling};
use crate::error::{Code, Error, Result, Stage};
use crate::format::{Flavour, Format};
use crate::job::Job;
use crate::ops::auto_orient::orient;
use crate::ops::layout::{self, colour_samples};
use crate::peaks::area;
use crate::pixels::{Depth, Frame, Layout, Pixels, Samples};
use crate::recipe::Input;
use crate::spec::{Colour, Default as D, Field, Type, Values};
use crate::stage;
use std::sync::Arc;

pub static FIELDS: &[Field] = &[
    Field::new("across", Type::Integer(1.0, 1_000_000.0), D::Number(1.0), "images", "in a row"),
    Field::new(
        "animated",
        Type::Boolean,
        D::Bool(false),
        "",
        "each is a frame of an animation, 100 ms long; without across and shim",
    ),
    Field::new("shim", Type::Integer(0.0, 1_000_000.0), D::Number(0.0), "pixels", "between images"),
    Field::new(
        "background",
        Type::Colour,
        D::Text("#000000"),
        "",
        "where no image lies; its alpha counts where an image has some",
    ),
    Field::new(
        "halign",
        Type::Choice(&["left", "centre", "center", "right"]),
        D::Text("left"),
        "",
        "where an image lies that is narrower than the widest",
    ),
    Field::new(
        "valign",
        Type::Choice(&["top", "centre", "center", "bottom"]),
        D::Text("top"),
        "",
        "where an image lies that is lower than the highest",
    ),
];

/// Images of one input at the most.
pub const MOST: usize = 10_000;

/// One of the images: where its file lies in the input's bytes, and its header.
#[derive(Clone, Debug)]
pub struct Image {
    pub start: usize,
    pub len: usize,
    pub header: Header,
}

#[derive(Debug)]
pub struct Joined {
    images: Vec<Image>,
    /// Of the largest sides.
    cell: (u32, u32),
    across: u32,
    shim: u32,
    animated: bool,
    background: Colour,
    halign: Align,
    valign: Align,
    auto_orient: bool,
    ignore_icc: bool,
}

#[derive(Clone, Copy, Debug)]
enum Align {
    Low,
    Centre,
    High,
}

impl Align {
    fn from_word(word: &str) -> Self {
        match word {
            "centre" | "center" => Self::Centre,
            "right" | "bottom" => Self::High,
            _ => Self::Low,
        }
    }

    fn place(self, side: u32, room: u32) -> usize {
        let rest = room.saturating_sub(side) as usize;
        match self {
            Self::Low => 0,
            Self::Centre => rest / 2,
            Self::High => rest,
        }
    }
}

/// The header of all `images` together.
pub fn header(values: &Values, images: Vec<Image>, input: &Input, path: &str) -> Result<Header> {
    let size = |image: &Image| {
        let header = &image.header;
        if input.auto_orient { header.oriented() } else { (header.width, header.height) }
    };
    let cell = images.iter().map(size).fold((1, 1), |(w, h), (width, height)| (w.max(width), h.max(height)));
    let joined = Joined {
        cell,
        across: values.integer("across").unwrap_or(1),
        shim: values.integer("shim").unwrap_or(0),
        animated: values.bool("animated"),
        background: values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
        halign: Align::from_word(values.word("halign")),
        valign: Align::from_word(values.word("valign")),
        auto_orient: input.auto_orient,
        ignore_icc: input.ignore_icc,
        images,
    };
    let (width, height) = joined.size(input, path)?;
    let all = || joined.images.iter().map(|image| &image.header);
    let mut header = Header::new(Format::Raw, width, height);
    let alpha = all().any(|header| header.has_alpha);
    let colour = all().any(|header| header.channels - u8::from(header.has_alpha) > 1);
    header.channels = if colour { 3 } else { 1 } + u8::from(alpha);
    header.has_alpha = alpha;
    header.space = super::space(header.channels);
    header.depth = all().map(|header| header.depth).max_by_key(|depth| depth.bytes()).unwrap_or(Depth::U8);
    header.bits = header.depth.bytes() as u8 * 8;
    header.frames = if joined.animated { joined.images.len() as u32 } else { 1 };
    if all().any(|header| header.scaling == Scaling::Unmeasured) {
        header.scaling = Scaling::Unmeasured;
    }
    header.samples = super::Kind::Joined(Arc::new(joined));
    Ok(header)
}

impl Joined {
    /// Of a frame.
    fn size(&self, input: &Input, path: &str) -> Result<(u32, u32)> {
        if self.animated {
            if self.across > 1 || self.shim > 0 {
                let found = "animated beside them";
                return Err(Error::option(path, "across and shim, or animated", found));
            }
            return Ok(self.cell);
        }
        let down = (self.images.len() as u64).div_ceil(u64::from(self.across));
        let side = |cell: u32, count: u64| {
            let all = u64::from(cell).saturating_mul(count);
            let side = all.saturating_add(u64::from(self.shim).saturating_mul(count - 1));
            let limit = input.limits.side;
            u32::try_from(side).map_err(|_| Error::limit(Code::SideLimit, side, limit, "limits.side"))
        };
        Ok((side(self.cell.0, u64::from(self.across))?, side(self.cell.1, down)?))
    }

    pub fn flavour(&self) -> Flavour {
        self.images.iter().map(|image| image.header.flavour()).max().unwrap_or(Flavour::Basic)
    }

    /// Bytes held beside what they become, at the most: images are decoded one by one.
    pub fn peak(&self) -> u64 {
        let of = |header: &Header| {
            let sample = header.depth.bytes() as u64;
            let pixels = area((header.width, header.height));
            let decoded = header.decode_peak(pixels * u64::from(header.channels) * sample);
            // Converted, and turned.
            decoded.saturating_add(pixels.saturating_mul(4 * 4 * 2))
        };
        self.images.iter().map(|image| of(&image.header)).max().unwrap_or(0)
    }

    pub fn open<'a>(
        self: &Arc<Self>,
        bytes: &'a [u8],
        header: &Header,
        options: &DecodeOptions,
    ) -> Box<dyn Decoder + 'a> {
        let next = options.page;
        let options = DecodeOptions { page: 0, animated: false, ..options.clone() };
        Box::new(Joining { bytes, joined: self.clone(), header: header.clone(), options, next })
    }

    /// An image by itself: upright, in sRGB.
    fn decode(&self, image: &Image, bytes: &[u8], options: &DecodeOptions, job: &mut Job) -> Result<Pixels> {
        let Image { start, len, header } = image;
        let cut = || Error::new(Code::TruncatedImage).format(header.format.name());
        let end = start.checked_add(*len).ok_or_else(cut)?;
        let bytes = bytes.get(*start..end).ok_or_else(cut)?;
        let row = header.format.row();
        job.check_cancel()?;
        stage::enter(Stage::Decode, Some(header.format));
        let mut decoder = row.open(&job.limits)?(bytes, header, options, job)?;
        let mut carried = Carried::read(bytes, decoder.profile(), row, false, job)?;
        if self.ignore_icc {
            carried.profile = None;
        }
        let frame = decoder.next_frame(job)?.ok_or_else(|| cut().reason("no frame"))?;
        let stored = decoder.orientation().unwrap_or(header.orientation);
        drop(decoder);
        let pixels = carried.colours(frame.pixels, false, job)?;
        orient(pixels, if self.auto_orient { stored } else { 1 }, job)
    }

    /// Lays an image into its cell of the canvas.
    fn lay(&self, index: usize, pixels: &Pixels, canvas: &mut Pixels) {
        let (width, height) = self.cell;
        let (column, row) = if self.animated { (0, 0) } else { place(index, self.across) };
        let start = |cell: u32, at: usize| at * (cell as usize + self.shim as usize);
        let left = start(width, column) + self.halign.place(pixels.width, width);
        let top = start(height, row) + self.valign.place(pixels.height, height);
        let channels = pixels.layout.channels();
        match (&pixels.samples, &mut canvas.samples) {
            (Samples::U8(from), Samples::U8(to)) => {
                copy(from, pixels.stride, to, canvas.stride, (left * channels, top));
            }
            (Samples::U16(from), Samples::U16(to)) => {
                copy(from, pixels.stride, to, canvas.stride, (left * channels, top));
            }
            (Samples::F32(from), Samples::F32(to)) => {
                copy(from, pixels.stride, to, canvas.stride, (left * channels, top));
            }
            _ => {}
        }
    }
}

/// Column and row of an image in the grid.
fn place(index: usize, across: u32) -> (usize, usize) {
    let across = across.max(1) as usize;
    (index % across, index / across)
}

/// Copies rows to where they begin; what lies outside is left out.
fn copy<T: Copy>(from: &[T], stride: usize, to: &mut [T], wide: usize, (left, top): (usize, usize)) {
    let rows = to.chunks_exact_mut(wide.max(1)).skip(top);
    for (from, to) in from.chunks_exact(stride.max(1)).zip(rows) {
        let to = to.get_mut(left..).unwrap_or_default();
        let len = from.len().min(to.len());
        if let (Some(from), Some(to)) = (from.get(..len), to.get_mut(..len)) {
            to.copy_from_slice(from);
        }
    }
}

fn fill<T: Copy>(samples: &mut [T], colour: &[T]) {
    samples.chunks_exact_mut(colour.len()).for_each(|pixel| pixel.copy_from_slice(colour));
}

struct Joining<'a> {
    bytes: &'a [u8],
    joined: Arc<Joined>,
    header: Header,
    options: DecodeOptions,
    next: u32,
}

impl Joining<'_> {
    /// A canvas of the background.
    fn canvas(&self, layout: Layout, job: &mut Job) -> Result<Pixels> {
        let Header { width, height, depth, .. } = self.header;
        let mut canvas = Pixels::zeroed(&mut job.alloc, depth, layout, width, height)?;
        let colour = colour_samples(self.joined.background, layout);
        match &mut canvas.samples {
            Samples::U8(samples) => fill(samples, &colour),
            Samples::U16(samples) => {
                fill(samples, &colour.iter().map(|c| u16::from(*c) * 257).collect::<Vec<_>>());
            }
            Samples::F32(samples) => {
                fill(samples, &colour.iter().map(|c| f32::from(*c) / 255.0).collect::<Vec<_>>());
            }
        }
        Ok(canvas)
    }
}

impl Decoder for Joining<'_> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        let joined = self.joined.clone();
        if self.next >= self.header.frames {
            return Ok(None);
        }
        let layout = super::layout(self.header.channels);
        let mut canvas = self.canvas(layout, job)?;
        let chosen =
            if joined.animated { self.next as usize..self.next as usize + 1 } else { 0..joined.images.len() };
        for (index, image) in joined.images.iter().enumerate().take(chosen.end).skip(chosen.start) {
            let at = |error: Error| error.path(format!("input[{index}]"));
            let pixels = joined.decode(image, self.bytes, &self.options, job).map_err(at)?;
            let pixels = like(pixels, layout, self.header.depth, job).map_err(at)?;
            joined.lay(index, &pixels, &mut canvas);
            job.alloc.release(pixels.bytes());
        }
        stage::enter(Stage::Decode, Some(Format::Raw));
        self.next += 1;
        Ok(Some(Frame { pixels: canvas, delay_ms: if joined.animated { DELAY_MS } else { 0 } }))
    }
}

/// Pixels in the layout and depth of all images together, which is no less than their own.
fn like(mut pixels: Pixels, layout: Layout, depth: Depth, job: &mut Job) -> Result<Pixels> {
    let grey = |layout| matches!(layout, Layout::Gray | Layout::GrayA);
    if !grey(layout) {
        pixels = layout::to_colour(pixels, job)?;
    } else if !grey(pixels.layout) {
        // Its header said otherwise.
        pixels = layout::to_gray(pixels, job)?;
    }
    if layout.has_alpha() {
        pixels = layout::ensure_alpha(pixels, job)?;
    } else if pixels.layout.has_alpha() {
        pixels = layout::flatten(pixels, Colour { r: 0, g: 0, b: 0, a: 255 }, job)?;
    }
    layout::to_depth(pixels, depth, job)
}

#[cfg(test)]
mod tests;
