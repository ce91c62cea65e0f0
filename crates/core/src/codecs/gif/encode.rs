//! Pixels to a still GIF: exact where the colours are few enough, else a palette by Wu's method and dithering.

use super::super::MAX_SIDE;
use crate::codecs::{Encoder, StillEncoder};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Frame, Layout, Samples};
use crate::spec::Values;
use quantette::deps::palette::Srgb;
use quantette::dither::FloydSteinberg;
use quantette::{ImageRef, PaletteSize, Pipeline};
use std::collections::BTreeMap;

/// Alpha below this becomes the transparent colour: GIF has no half transparency.
const OPAQUE: u8 = 128;

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let colours = options.integer("colours").unwrap_or(256) as usize;
    let dither = options.number("dither").unwrap_or(1.0) as f32;
    Ok(Box::new(StillEncoder::new(move |frame: Frame, job: &mut Job| encode(&frame, colours, dither, job))))
}

fn encode(frame: &Frame, colours: usize, dither: f32, job: &mut Job) -> Result<Vec<u8>> {
    let pixels = &frame.pixels;
    job.check_cancel()?;
    if pixels.width.max(pixels.height) > MAX_SIDE {
        let found = format!("{}x{}", pixels.width, pixels.height);
        return Err(Error::new(Code::SizeLimit).format("gif").found(found).at_most(u64::from(MAX_SIDE)));
    }
    let broken = |reason: &str| Error::new(Code::Panicked).format("gif").reason(reason);
    let (Samples::U8(samples), Layout::Rgb | Layout::Rgba) = (&pixels.samples, pixels.layout) else {
        return Err(broken("expected 8 bit colour"));
    };
    let count = pixels.width as usize * pixels.height as usize;
    // Three bytes of colour, twelve as Oklab, up to four of indices.
    let scratch = count as u64 * 19;
    job.alloc.reserve(scratch)?;
    let channels = pixels.layout.channels();
    let see_through = |pixel: &[u8]| channels == 4 && pixel.last().is_some_and(|alpha| *alpha < OPAQUE);
    let any = samples.chunks_exact(channels).any(see_through);
    let room = colours - usize::from(any);
    let opaque = samples.chunks_exact(channels).filter(|pixel| !see_through(pixel)).map(rgb);
    let (mut palette, mut indices) = match exact(opaque, room) {
        Some(table) => {
            let index = |pixel: &[u8]| table.get(&rgb(pixel)).copied().unwrap_or_default();
            let indices = samples.chunks_exact(channels).map(index).collect();
            (table.keys().copied().collect(), indices)
        }
        None => quantise(samples, channels, see_through, room, dither, (pixels.width, pixels.height))
            .ok_or_else(|| broken("more pixels than the quantiser takes"))?,
    };
    job.check_cancel()?;
    let transparent = any.then_some(palette.len().min(255) as u8);
    if let Some(index) = transparent {
        palette.push([0, 0, 0]);
        for (out, _) in indices.iter_mut().zip(samples.chunks_exact(channels)).filter(|(_, p)| see_through(p))
        {
            *out = index;
        }
    }
    let bytes = write(palette.as_flattened(), indices, transparent, (pixels.width, pixels.height));
    job.alloc.release(scratch);
    bytes.map_err(|e| broken(&e.to_string()))
}

fn rgb(pixel: &[u8]) -> [u8; 3] {
    pixel.first_chunk().copied().unwrap_or_default()
}

/// Each colour with its index, in the order of their values, if there are no more than `room`.
fn exact(pixels: impl Iterator<Item = [u8; 3]>, room: usize) -> Option<BTreeMap<[u8; 3], u8>> {
    let mut table = BTreeMap::new();
    let mut last = None;
    for colour in pixels {
        // Runs of one colour are looked up once.
        if last != Some(colour) {
            last = Some(colour);
            table.insert(colour, 0);
            if table.len() > room {
                return None;
            }
        }
    }
    table.values_mut().zip(0..=255).for_each(|(index, at)| *index = at);
    Some(table)
}

type Indexed = (Vec<[u8; 3]>, Vec<u8>);

fn quantise(
    samples: &[u8],
    channels: usize,
    see_through: impl Fn(&[u8]) -> bool,
    room: usize,
    dither: f32,
    (width, height): (u32, u32),
) -> Option<Indexed> {
    // What is not seen takes the colour before it, so that it neither claims a palette entry nor spreads an error.
    let mut before = samples.chunks_exact(channels).find(|pixel| !see_through(pixel)).map(rgb)?;
    let mut colours = Vec::with_capacity(width as usize * height as usize);
    for pixel in samples.chunks_exact(channels) {
        if !see_through(pixel) {
            before = rgb(pixel);
        }
        let [r, g, b] = before;
        colours.push(Srgb::new(r, g, b));
    }
    let image = ImageRef::new(width, height, colours.as_slice()).ok()?;
    let indexed = Pipeline::new()
        .palette_size(PaletteSize::from_usize_clamped(room))
        .ditherer(FloydSteinberg::with_error_diffusion(dither))
        .input_image(image)
        .output_srgb8_indexed_image();
    let (palette, indices) = indexed.into_parts();
    Some((palette.into_iter().map(|c| [c.red, c.green, c.blue]).collect(), indices))
}

fn write(
    palette: &[u8],
    indices: Vec<u8>,
    transparent: Option<u8>,
    (width, height): (u32, u32),
) -> std::result::Result<Vec<u8>, gif::EncodingError> {
    let (width, height) = (width as u16, height as u16);
    let mut out = Vec::new();
    let mut encoder = gif::Encoder::new(&mut out, width, height, palette)?;
    let frame = gif::Frame { width, height, transparent, buffer: indices.into(), ..gif::Frame::default() };
    encoder.write_frame(&frame)?;
    drop(encoder);
    Ok(out)
}
