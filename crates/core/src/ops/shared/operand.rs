//! The other image of an operation: a file of the recipe, raw samples or one colour. Its header is checked when the job is
//! planned; it is decoded once a job.

use super::{alpha, layout};
use crate::carried::Carried;
use crate::codecs::raw::{self, blank};
use crate::codecs::{self, DecodeOptions, Header, Scaling, svg, text};
use crate::colour::Profile;
use crate::error::{Code, Error, Result, Stage};
use crate::job::Job;
use crate::limits::Limits;
use crate::ops::auto_orient::orient;
use crate::ops::{Coming, Needs, Op, resize};
use crate::peaks::area;
use crate::pixels::{Alpha, Colour as Space, Depth, Pixels};
use crate::recipe::DENSITIES;
use crate::spec::{Default as D, Field, Files, Type, Values, join};
use crate::stage;
use std::cell::RefCell;
use std::sync::Arc;

pub const CREATE: Field = Field::new(
    "create",
    Type::Object(blank::FIELDS),
    D::None,
    "",
    "in place of a file: one colour all over, or noise; { input: { create } } says the same",
);
pub const TEXT: Field = Field::new(
    "text",
    Type::Object(text::FIELDS),
    D::None,
    "",
    "in place of a file: text; { input: { text } } says the same",
);
pub const RAW: Field = Field::new(
    "raw",
    Type::Object(raw::FIELDS),
    D::None,
    "",
    "the file is samples without a format, and these are their sides",
);
pub const RESIZE: Field = Field::new(
    "resize",
    Type::Object(resize::ROW.fields),
    D::None,
    "",
    "what that image is resized to first, as by the operation",
);
pub const AUTO_ORIENT: Field =
    Field::new("autoOrient", Type::Boolean, D::Bool(false), "", "turn that image upright by its tag");
pub const PREMULTIPLIED: Field = Field::new(
    "premultiplied",
    Type::Boolean,
    D::Bool(false),
    "",
    "the file's colours are multiplied by its alpha",
);
pub const ANIMATED: Field = Field::new(
    "animated",
    Type::Boolean,
    D::Bool(true),
    "",
    "its frames run along with the image's, from the first again after the last; else the first alone",
);
pub const PAGE: Field = Field::new(
    "page",
    Type::Integer(0.0, 1_000_000.0),
    D::Number(0.0),
    "",
    "its frame or page to begin with",
);
pub const DENSITY: Field = Field::new(
    "density",
    Type::Number(*DENSITIES.start(), *DENSITIES.end()),
    D::Number(svg::DENSITY),
    "pixels an inch",
    "at which a drawing (SVG) has its own size",
);

#[derive(Debug)]
enum Source {
    File(Arc<[u8]>),
    /// Samples and the header that the caller gave them; none where they are made.
    Raw(Arc<[u8]>, Header),
    /// What is drawn, and its place in the recipe.
    Text(Values, String),
}

#[derive(Debug)]
pub struct Operand {
    source: Source,
    /// Of the file, in the recipe.
    path: String,
    auto_orient: bool,
    animated: bool,
    premultiplied: bool,
    page: u32,
    density: f64,
    resize: Option<Box<dyn Op>>,
    ready: RefCell<Ready>,
}

/// Decoded frames, and the depth, size and colours that they were made for.
#[derive(Debug, Default)]
struct Ready {
    like: Option<(Depth, (u32, u32), Space)>,
    frames: Vec<Arc<Pixels>>,
}

impl Operand {
    /// `name` is the field with the file; whichever of this file's fields `values` have are heeded.
    pub fn of(values: &Values, name: &str, path: &str) -> Result<Self> {
        Self::new(values.file(name), values, join(path, name), path)
    }

    /// The file stands at the place `at`, the fields of `values` in the object at `path`.
    pub fn new(file: Option<Arc<[u8]>>, values: &Values, at: String, path: &str) -> Result<Self> {
        let source = match (file, values.object("create"), values.object("text")) {
            (Some(bytes), None, None) => match values.object("raw") {
                None => Source::File(bytes),
                Some(sides) => {
                    let header = raw::header(sides, bytes.len() as u64, &join(path, "raw"))?;
                    Source::Raw(bytes, header)
                }
            },
            (None, Some(create), None) => {
                Source::Raw(Arc::default(), blank::header(create, &join(path, "create"))?)
            }
            (None, None, Some(text)) => Source::Text(text.clone(), join(path, "text")),
            (None, None, None) => return Err(Error::option(at, "a file, create or text", "none of them")),
            _ => return Err(Error::option(at, "a file, create or text", "more than one")),
        };
        let resize = values.object("resize").map(|wanted| (resize::ROW.build)(wanted, &join(path, "resize")));
        Ok(Self {
            source,
            path: at,
            auto_orient: values.bool("autoOrient"),
            animated: values.bool("animated"),
            premultiplied: values.bool("premultiplied"),
            page: values.integer("page").unwrap_or(0),
            density: values.number("density").unwrap_or(svg::DENSITY),
            resize: resize.transpose()?,
            ready: RefCell::default(),
        })
    }

    /// An error of what it is beside the image.
    pub fn wrong(&self, expected: impl Into<String>, found: impl Into<String>) -> Error {
        Error::option(self.path.clone(), expected, found)
    }

    /// An error with its place, which text knows better.
    fn placed(&self, error: Error) -> Error {
        match &self.source {
            Source::Text(_, path) => error.within(path),
            _ => error.path(self.path.clone()),
        }
    }

    /// The size that it will have, where this flavour can tell, and what it takes.
    pub fn measure(&self, coming: &Coming<'_>) -> Result<(Option<(u32, u32)>, Needs)> {
        self.measured(coming).map_err(|e| self.placed(e).during(Stage::Probe))
    }

    /// The same for one that must not be larger than the image; `or` is what would help beside.
    pub fn within(&self, coming: &Coming<'_>, or: &str) -> Result<Needs> {
        let (size, needs) = self.measure(coming)?;
        let larger = size.filter(|(width, height)| *width > coming.width || *height > coming.height);
        larger.map_or(Ok(needs), |(width, height)| {
            let expected = format!("an image of at most {} × {}{or}", coming.width, coming.height);
            Err(self.wrong(expected, format!("{width} × {height}")))
        })
    }

    fn measured(&self, coming: &Coming<'_>) -> Result<(Option<(u32, u32)>, Needs)> {
        let header = self.header(&coming.limits.of_files(), coming.fonts)?;
        let row = header.format.row();
        let len = self.bytes().len() as u64;
        if header.scaling == Scaling::Unmeasured {
            return Ok((None, Needs { flavour: header.flavour(), bytes: len, ..Needs::default() }));
        }
        coming.limits.check_channels(header.channels, row.name)?;
        let frames = self.count(&header, coming.frames);
        coming.limits.check_size(header.width, header.height, frames, row.name)?;
        let size = self.sized(&header)?;
        coming.limits.check_size(size.0, size.1, frames, row.name)?;
        let sample = coming.kind.sample.max(header.depth.bytes() as u64);
        let decoded =
            area(codecs::reduced(&header, self.enough(&header))) * u64::from(header.channels) * sample;
        // The four channels of each frame stay; the first is decoded and converted beside them.
        let held = area(size).saturating_mul(4 * sample).saturating_mul(frames + 1);
        let bytes = len.saturating_add(header.decode_peak(decoded)).saturating_add(held);
        Ok((Some(size), Needs { flavour: header.flavour(), bytes, ..Needs::default() }))
    }

    fn bytes(&self) -> &[u8] {
        match &self.source {
            Source::File(bytes) | Source::Raw(bytes, _) => bytes,
            Source::Text(..) => &[],
        }
    }

    fn header(&self, limits: &Limits, fonts: &Files) -> Result<Header> {
        match &self.source {
            Source::File(bytes) => {
                let header = codecs::probe(bytes, limits)?;
                let frames = header.frames;
                if self.page >= frames && header.scaling != Scaling::Unmeasured {
                    return Err(self.no_page(frames));
                }
                let header = codecs::page_header(bytes, header, self.page, None)
                    .ok_or_else(|| self.no_page(frames))?;
                Ok(header.at_density(self.density))
            }
            Source::Raw(_, header) if self.page >= header.frames => Err(self.no_page(header.frames)),
            Source::Raw(_, header) => Ok(header.clone()),
            Source::Text(..) if self.page > 0 => Err(self.no_page(1)),
            Source::Text(values, path) => text::header(values, fonts, limits, path),
        }
    }

    fn no_page(&self, frames: u32) -> Error {
        let last = frames.saturating_sub(1);
        self.wrong(format!("a file with the page; the last is {last}"), self.page.to_string())
    }

    /// Frames that are taken beside `frames` of the image.
    fn count(&self, header: &Header, frames: u64) -> u64 {
        if self.animated { u64::from(header.frames.saturating_sub(self.page)).min(frames).max(1) } else { 1 }
    }

    fn upright(&self, header: &Header) -> (u32, u32) {
        if self.auto_orient { header.oriented() } else { (header.width, header.height) }
    }

    fn sized(&self, header: &Header) -> Result<(u32, u32)> {
        let (width, height) = self.upright(header);
        self.resize.as_ref().map_or(Ok((width, height)), |op| op.size(width, height))
    }

    /// The size at which decoding may stop, as stored.
    fn enough(&self, header: &Header) -> Option<(u32, u32)> {
        let (width, height) = self.upright(header);
        let (w, h) = self.resize.as_ref()?.enough(width, height)?;
        Some(if self.auto_orient && header.orientation >= 5 { (h, w) } else { (w, h) })
    }

    /// The frame that goes with the job's, in sRGB and the depth of `like`; `finish` is asked once a frame. Premultiplied colours come as such
    /// where nothing has to be done to them that needs straight ones.
    pub fn frame(
        &self,
        like: &Pixels,
        job: &mut Job,
        finish: impl Fn(Pixels, &mut Job) -> Result<Pixels>,
    ) -> Result<Arc<Pixels>> {
        let mut ready = self.ready.borrow_mut();
        let wanted = (like.depth(), (like.width, like.height), like.colour.clone());
        // A recipe may serve several jobs: each decodes for itself, under its own limits.
        if job.frame == 0 || ready.like.as_ref() != Some(&wanted) {
            if job.frame > 0 {
                ready.frames.iter().for_each(|frame| job.alloc.release(frame.bytes()));
            }
            *ready = Ready::default();
            let blocked = job.limits.blocked;
            job.limits.blocked = blocked.of_files();
            let frames = self.frames(like, job, finish);
            job.limits.blocked = blocked;
            stage::enter(Stage::Operate, None);
            *ready = Ready {
                like: Some(wanted),
                frames: frames.map_err(|e| self.placed(e).during(Stage::Decode))?,
            };
        }
        let at = (job.frame as usize).checked_rem(ready.frames.len()).unwrap_or(0);
        ready.frames.get(at).cloned().ok_or_else(|| Error::new(Code::TruncatedImage).reason("no frame"))
    }

    fn frames(
        &self,
        like: &Pixels,
        job: &mut Job,
        finish: impl Fn(Pixels, &mut Job) -> Result<Pixels>,
    ) -> Result<Vec<Arc<Pixels>>> {
        let fit = |pixels: Pixels, multiplied: bool, job: &mut Job| {
            let pixels = match &self.resize {
                Some(op) => op.apply(pixels, job)?,
                None => pixels,
            };
            let mut pixels = layout::to_depth(pixels, like.depth(), job)?;
            if multiplied {
                pixels.alpha = Alpha::Premultiplied;
            }
            finish(pixels, job).map(Arc::new)
        };
        let header = self.header(&job.limits, &job.fonts)?;
        let row = header.format.row();
        let count = self.count(&header, u64::from(job.frames));
        job.limits.check_size(header.width, header.height, count, row.name)?;
        let options = DecodeOptions {
            at_least: self.enough(&header),
            part: None,
            page: self.page,
            animated: count > 1,
            fonts: job.fonts.clone(),
            ..DecodeOptions::default()
        };
        let open = row.open(&job.limits)?;
        stage::enter(Stage::Decode, Some(header.format));
        let mut decoder = open(self.bytes(), &header, &options, job)?;
        let carried = Carried::read(self.bytes(), decoder.profile(), row, false, job)?;
        let mut frames = Vec::new();
        while (frames.len() as u64) < count {
            job.check_cancel()?;
            let Some(frame) = decoder.next_frame(job)? else { break };
            let stored = decoder.orientation().unwrap_or(header.orientation);
            let mut pixels = frame.pixels;
            let multiplied = self.premultiplied && pixels.layout.has_alpha();
            let plain = self.resize.is_none() && carried.profile.is_none() && like.colour == Space::Srgb;
            if multiplied && !plain {
                let channels = pixels.layout.channels();
                alpha::straighten(&mut pixels.samples, channels);
            }
            let pixels = carried.colours(pixels, false, job)?;
            let orientation = if self.auto_orient { stored } else { 1 };
            let mut upright = orient(pixels, orientation, job)?;
            upright.reduced =
                codecs::stands_for(&header, options.at_least).map(|reduced| reduced.turned(orientation));
            frames.push(fit(upright, multiplied && plain, job)?);
        }
        if frames.is_empty() {
            return Err(Error::new(Code::TruncatedImage).format(row.name).reason("no frame"));
        }
        Ok(frames)
    }
}

/// sRGB pixels in the colours that an image has kept.
pub fn in_colours(pixels: Pixels, space: &Space, job: &mut Job) -> Result<Pixels> {
    let Space::Icc(bytes) = space else { return Ok(pixels) };
    match Profile::parse(bytes).filter(|profile| profile.fits(&pixels)) {
        Some(profile) => {
            let mut pixels = profile.from_srgb(pixels, job)?;
            pixels.colour = space.clone();
            Ok(pixels)
        }
        None => Ok(pixels),
    }
}

#[cfg(test)]
pub mod testing {
    /// A file as a recipe holds it (RFC 4648, section 4).
    pub fn data_url(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits = bytes.chunks(3).flat_map(|group| {
            let bits =
                group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
            (0..=group.len()).map(move |at| char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]))
        });
        format!("data:;base64,{}", digits.collect::<String>())
    }
}
