//! AVIF to pixels: each coded item by the AV1 decoder, tiles put together, alpha from its own item.

use super::super::container::{Container, Item};
use super::super::obu;
use super::yuv::{self, Colours};
use crate::codecs::{DecodeOptions, Decoder, Header, Still};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Depth, Frame, Layout, Pixels, Samples};
use rusty_av1d::{Picture, PixelLayout, Rav1dError, Settings};

/// Frames in one coded image: layers, at the most. A file of many hidden frames would take for ever.
const MAX_FRAMES: usize = 32;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    if options.page > 0 {
        return Err(Error::option("input.page", "0", options.page.to_string()));
    }
    job.limits.check_size(header.width, header.height, 1, "avif")?;
    Ok(Box::new(Still::new(move |job: &mut Job| decode(bytes, job))))
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("avif").reason(reason)
}

fn decode(bytes: &[u8], job: &mut Job) -> Result<Frame> {
    let file = Container::parse(bytes, &job.limits)?;
    let primary = file.primary()?;
    let coding = file.coding(primary)?;
    let layout = match (coding.mono, file.has_alpha(primary)) {
        (true, false) => Layout::Gray,
        (true, true) => Layout::GrayA,
        (false, false) => Layout::Rgb,
        (false, true) => Layout::Rgba,
    };
    let depth = if coding.bits > 8 { Depth::U16 } else { Depth::U8 };
    let plan = Tiling::of(&file, primary, file.size(primary)?, job)?;
    let mut pixels = Pixels::zeroed(&mut job.alloc, depth, layout, plan.width, plan.height)?;
    let nclx = file.nclx(primary);
    plan.each(&file, job, |picture, at| {
        let colours = Colours::of(picture, nclx)?;
        if (picture.pixel_layout() == PixelLayout::I400) != coding.mono {
            return Err(damaged("colour where av1C says none, or none where it says some"));
        }
        yuv::put_colour(picture, &colours, &mut pixels, at)
    })?;
    if let Some(plan) = alpha_plan(&file, primary, plan, job)? {
        if (plan.width, plan.height) != (pixels.width, pixels.height) {
            return Err(damaged("alpha of another size"));
        }
        let nclx = plan.items.first().and_then(|item| file.nclx(item));
        plan.each(&file, job, |picture, at| {
            yuv::put_alpha(picture, &Colours::of(picture, nclx)?, &mut pixels, at)
        })?;
        if file.is_premultiplied(primary) {
            yuv::divide_by_alpha(&mut pixels);
        }
    }
    if let Some(part) = file.aperture(primary, (pixels.width, pixels.height)) {
        pixels = crop(pixels, part)?;
    }
    Ok(Frame { pixels, delay_ms: 0 })
}

/// Where alpha lies: in an item of the whole, or in one for each tile of the colours.
fn alpha_plan<'c>(
    file: &'c Container<'_>,
    primary: &'c Item,
    colours: Tiling<'c>,
    job: &Job,
) -> Result<Option<Tiling<'c>>> {
    if let Some(alpha) = file.alpha_of(primary) {
        return Tiling::of(file, alpha, file.alpha_size(alpha, primary)?, job).map(Some);
    }
    let Some(items) = file.alpha_of_tiles(primary) else { return Ok(None) };
    for item in &items {
        file.coding(item)?;
        if &item.kind != b"av01" || file.size(item)? != colours.tile {
            return Err(damaged("alpha of another size than its tile"));
        }
    }
    Ok(Some(Tiling { items, ..colours }))
}

/// Only the part that is shown, in place.
fn crop(pixels: Pixels, [left, top, width, height]: [u32; 4]) -> Result<Pixels> {
    fn rows<T: Copy>(
        mut samples: Vec<T>,
        stride: usize,
        start: usize,
        (len, count): (usize, usize),
    ) -> Vec<T> {
        for row in 0..count {
            let from = start + row * stride;
            if from + len <= samples.len() {
                samples.copy_within(from..from + len, row * len);
            }
        }
        samples.truncate(len * count);
        samples
    }
    let channels = pixels.layout.channels();
    let start = top as usize * pixels.stride + left as usize * channels;
    let size = (width as usize * channels, height as usize);
    let samples = match pixels.samples {
        Samples::U8(samples) => Samples::U8(rows(samples, pixels.stride, start, size)),
        Samples::U16(samples) => Samples::U16(rows(samples, pixels.stride, start, size)),
        Samples::F32(samples) => Samples::F32(rows(samples, pixels.stride, start, size)),
    };
    Pixels::packed(samples, pixels.layout, width, height)
}

/// Where the coded items of one image lie on it.
struct Tiling<'c> {
    width: u32,
    height: u32,
    columns: usize,
    tile: (u32, u32),
    items: Vec<&'c Item>,
}

impl<'c> Tiling<'c> {
    fn of(file: &'c Container<'_>, item: &'c Item, (width, height): (u32, u32), job: &Job) -> Result<Self> {
        job.limits.check_size(width, height, 1, "avif")?;
        // Says what cannot be decoded, too.
        file.coding(item)?;
        if &item.kind != b"grid" {
            return Ok(Self { width, height, columns: 1, tile: (width, height), items: vec![item] });
        }
        let grid = file.grid(item)?;
        if (grid.width, grid.height) != (width, height) {
            return Err(damaged("a grid of another size than its ispe"));
        }
        let items = file.tiles(item).iter().map(|id| file.item(*id)).collect::<Result<Vec<_>>>()?;
        let tile = items.first().map_or(Ok((0, 0)), |first| file.size(first))?;
        let covers = |side: u32, count: usize, whole: u32| {
            let all = u64::from(side) * count as u64;
            all >= u64::from(whole) && all - u64::from(side) < u64::from(whole)
        };
        if !covers(tile.0, grid.columns, width) || !covers(tile.1, grid.rows, height) {
            return Err(damaged("tiles that do not cover the image"));
        }
        job.limits.check_size(tile.0, tile.1, 1, "avif")?;
        for item in &items {
            if &item.kind != b"av01" || file.size(item)? != tile {
                return Err(damaged("tiles of different kinds"));
            }
        }
        Ok(Self { width, height, columns: grid.columns, tile, items })
    }

    /// Decodes each tile and hands it over with its place.
    fn each(
        &self,
        file: &Container<'_>,
        job: &mut Job,
        mut put: impl FnMut(&Picture, (usize, usize)) -> Result<()>,
    ) -> Result<()> {
        for (index, item) in self.items.iter().enumerate() {
            job.check_cancel()?;
            // Three planes of up to two bytes, and the decoder's own rows and references beside them.
            let held = u64::from(self.tile.0) * u64::from(self.tile.1) * 8;
            job.alloc.reserve(held)?;
            let picture = picture(&file.data(item)?, self.tile)?;
            let (column, row) = (index % self.columns, index / self.columns);
            put(&picture, (column * self.tile.0 as usize, row * self.tile.1 as usize))?;
            job.alloc.release(held);
        }
        Ok(())
    }
}

fn picture(data: &[u8], (width, height): (u32, u32)) -> Result<Picture> {
    if frames(data) > MAX_FRAMES {
        return Err(damaged("too many frames in one image"));
    }
    let mut settings = Settings::new();
    // One thread: the same on every backend, and pixmill's pool holds the others.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    settings.set_frame_size_limit(u32::try_from(u64::from(width) * u64::from(height)).unwrap_or(u32::MAX));
    let failed = |error: Rav1dError| match error {
        Rav1dError::OutOfRange => damaged("a frame larger than its ispe"),
        other => damaged(&format!("AV1 data: {other:?}")),
    };
    let mut decoder = rusty_av1d::Decoder::with_settings(&settings).map_err(failed)?;
    let mut sent = decoder.send_data(data.into(), None, None, None);
    // Each round takes a frame's worth of data; the first picture is the image.
    for _ in 0..=MAX_FRAMES {
        match sent {
            Ok(()) | Err(Rav1dError::TryAgain) => {}
            Err(error) => return Err(failed(error)),
        }
        match decoder.get_picture() {
            Ok(picture) if (picture.width(), picture.height()) == (width, height) => return Ok(picture),
            Ok(_) => return Err(damaged("a frame of another size than its ispe")),
            Err(Rav1dError::TryAgain) => sent = decoder.send_pending_data(),
            Err(error) => return Err(failed(error)),
        }
    }
    Err(Error::new(Code::TruncatedImage).format("avif").reason("no picture in the AV1 data"))
}

/// Frames among the open bitstream units, before any is decoded.
fn frames(data: &[u8]) -> usize {
    obu::units(data).filter(|unit| matches!(unit.kind, obu::FRAME_HEADER | obu::FRAME)).count()
}
