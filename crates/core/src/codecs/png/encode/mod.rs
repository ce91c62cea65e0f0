//! Pixels to PNG and APNG: which form an image takes, how its rows are compressed, and the chunks of the file.

mod animation;
mod compress;
mod filter;
mod palette;
mod raster;
mod reduce;

use super::super::probe::SIGNATURE;
use super::super::{SEARCH, chunk, level};
use crate::codecs::animation::Delays;
use crate::codecs::changes::{Rect, check_canvas};
use crate::codecs::{Encoder, Sequence};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::layout;
use crate::pixels::{Frame, Pixels};
use crate::spec::Values;
use animation::{Placed, changed};
use compress::{Settings, compress, filters_pay};
use filter::{ALL, Strategy};
use raster::{Colour, Raster};

/// The level that compares forms and filters; the winner is compressed again.
const TRIAL: u32 = 9;

/// The format gives the length of a chunk 31 bits; smaller ones are read sooner.
const PIECE: usize = 1 << 30;

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(Box::new(Images {
        wish: Wish::new(options)?,
        loops: options.integer("loop"),
        delays: Delays::of(options),
        sequence: Sequence::default(),
        out: Vec::new(),
        animation: None,
    }))
}

/// What the options ask of a single image.
struct Wish {
    level: u8,
    adaptive: Option<bool>,
    interlaced: bool,
    /// Bits a sample, where that is asked for.
    bits: Option<u8>,
    palette: Option<palette::Wish>,
}

impl Wish {
    fn new(options: &Values) -> Result<Self> {
        let bits = options.integer("bitdepth").map(|bits| bits as u8);
        if let Some(bits) = bits.filter(|bits| ![1, 2, 4, 8, 16].contains(bits)) {
            return Err(Error::option("bitdepth", "one of 1, 2, 4, 8, 16", bits.to_string()));
        }
        let most = 1 << bits.unwrap_or(8).min(8u8);
        let (quality, effort) = (options.integer("quality"), options.integer("effort"));
        let (colours, dither) = (options.integer("colours"), options.number("dither"));
        let implied = quality.is_some() || effort.is_some() || colours.is_some() || dither.is_some();
        let wanted = options.boolean("palette").unwrap_or(implied);
        let palette = wanted.then(|| {
            let plain = palette::Wish::new(most);
            palette::Wish {
                colours: colours.map_or(most, |colours| most.min(colours as usize)),
                quality: quality.unwrap_or(plain.quality),
                effort: effort.unwrap_or(plain.effort),
                dither: dither.map_or(plain.dither, |dither| dither as f32),
            }
        });
        Ok(Self {
            level: options.integer("compressionLevel").unwrap_or_default() as u8,
            adaptive: options.boolean("adaptiveFiltering"),
            interlaced: options.bool("progressive"),
            bits,
            palette,
        })
    }
}

struct Images {
    wish: Wish,
    loops: Option<u32>,
    delays: Delays,
    sequence: Sequence,
    out: Vec<u8>,
    animation: Option<Animation>,
}

/// What the frames of an animation share.
struct Animation {
    colour: Colour,
    bits: u8,
    size: (u32, u32),
    /// Where the file says how many frames there are.
    control_at: usize,
    /// What the canvas shows.
    shown: Vec<u8>,
    frames: u32,
    /// Frame controls and frame data so far: they are numbered together.
    numbered: u32,
}

impl Encoder for Images {
    fn expect(&mut self, sequence: Sequence) {
        self.sequence = sequence;
    }

    fn prepare(&mut self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        match self.wish.bits {
            Some(16) => layout::to_u16(pixels, job),
            None if self.wish.palette.is_none() => Ok(pixels),
            _ => layout::to_u8(pixels, job),
        }
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        job.check_cancel()?;
        if self.sequence.frames > 1 {
            return self.animated(&frame, job);
        }
        let (raster, data) = self.wish.still(&frame.pixels, job)?;
        self.header(&raster);
        for data in data.chunks(PIECE) {
            chunk::put(&mut self.out, *b"IDAT", &[data]);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, job: &mut Job) -> Result<Vec<u8>> {
        if self.out.is_empty() {
            return Err(broken("no frame was given"));
        }
        if let Some(animation) = &self.animation {
            let control = self.control(animation.frames);
            let place = self.out.iter_mut().skip(animation.control_at);
            place.zip(control).for_each(|(to, from)| *to = from);
            job.alloc.release(animation.shown.len() as u64);
        }
        chunk::put(&mut self.out, *b"IEND", &[]);
        Ok(self.out)
    }
}

impl Images {
    fn header(&mut self, raster: &Raster<'_>) {
        let out = &mut self.out;
        out.extend_from_slice(SIGNATURE);
        let (width, height) = ((raster.width as u32).to_be_bytes(), (raster.height as u32).to_be_bytes());
        let form = [raster.bits, raster.colour.code(), 0, 0, u8::from(self.wish.interlaced)];
        chunk::put(out, *b"IHDR", &[&width, &height, &form]);
        if let Colour::Indexed(palette) = &raster.colour {
            let colours: Vec<u8> = palette.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
            chunk::put(out, *b"PLTE", &[&colours]);
            let alphas: Vec<u8> = palette.iter().map(|colour| colour[3]).take_while(|a| *a < 255).collect();
            if !alphas.is_empty() {
                chunk::put(out, *b"tRNS", &[&alphas]);
            }
        }
    }

    /// The chunk that makes an animation of a PNG.
    fn control(&self, frames: u32) -> Vec<u8> {
        let loops = self.loops.unwrap_or(self.sequence.loops);
        let mut out = Vec::new();
        chunk::put(&mut out, *b"acTL", &[&frames.to_be_bytes(), &loops.to_be_bytes()]);
        out
    }

    fn animated(&mut self, frame: &Frame, job: &mut Job) -> Result<()> {
        if self.wish.palette.is_some() || matches!(self.wish.bits, Some(1..8)) {
            // All frames share the one palette of the file, and the first does not know the others' colours.
            let found = "a palette, or fewer than 8 bits, for an animation";
            return Err(Error::new(Code::UnsupportedFeature).format("png").found(found));
        }
        let delay_ms = self.delays.next(frame.delay_ms);
        let raster = Raster::of(&frame.pixels, job)?;
        let held = raster.data.len() as u64;
        let Some(animation) = &mut self.animation else {
            self.header(&raster);
            let control_at = self.out.len();
            self.out.extend(self.control(0));
            let rect = Rect::new(0, 0, raster.width, raster.height);
            let control = Placed { rect, delay_ms, over: false }.control(0);
            chunk::put(&mut self.out, *b"fcTL", &[&control]);
            let data = self.wish.compressed(&raster, job)?;
            for data in data.chunks(PIECE) {
                chunk::put(&mut self.out, *b"IDAT", &[data]);
            }
            if raster.bits == 8 {
                job.alloc.reserve(held)?;
            }
            self.animation = Some(Animation {
                colour: raster.colour.clone(),
                bits: raster.bits,
                size: (frame.pixels.width, frame.pixels.height),
                control_at,
                shown: raster.data.into_owned(),
                frames: 1,
                numbered: 1,
            });
            return Ok(());
        };
        check_canvas(animation.size, &frame.pixels, "png")?;
        if (&animation.colour, animation.bits) != (&raster.colour, raster.bits) {
            return Err(broken("frames of different kinds"));
        }
        // The part of this frame and of the one before.
        job.alloc.reserve(held * 2)?;
        let (part, placed) = changed(&animation.shown, &raster, delay_ms);
        let data = self.wish.compressed(&part, job)?;
        chunk::put(&mut self.out, *b"fcTL", &[&placed.control(animation.numbered)]);
        animation.numbered += 1;
        for data in data.chunks(PIECE) {
            chunk::put(&mut self.out, *b"fdAT", &[&animation.numbered.to_be_bytes(), data]);
            animation.numbered += 1;
        }
        animation.frames += 1;
        animation.shown.copy_from_slice(&raster.data);
        job.alloc.release(held * if raster.bits == 16 { 3 } else { 2 });
        Ok(())
    }
}

impl Wish {
    fn still<'a>(&self, pixels: &'a Pixels, job: &mut Job) -> Result<(Raster<'a>, Vec<u8>)> {
        let raster = Raster::of(pixels, job)?;
        let raster = match (self.bits, self.palette) {
            (Some(bits @ 1..8), None) if raster.colour == Colour::Gray => reduce::coarser(raster, bits),
            (Some(bits @ 1..8), None) => indexed(&raster, palette::Wish::new(1 << bits), job)?,
            (_, Some(wish)) => indexed(&raster, wish, job)?,
            _ if self.level == SEARCH => return self.smallest(reduce::forms(raster, job)?, job),
            _ => raster,
        };
        let data = self.compressed(&raster, job)?;
        Ok((raster, data))
    }

    fn compressed(&self, raster: &Raster<'_>, job: &mut Job) -> Result<Vec<u8>> {
        if self.level == SEARCH {
            let best = self.best(raster, usize::MAX, job)?.ok_or_else(|| broken("nothing was tried"))?;
            return self.hardest(raster, best, job);
        }
        let level = level(self.level);
        let (adaptive, level) = match self.adaptive {
            Some(adaptive) => (adaptive, level),
            // Neighbouring indices say nothing of each other.
            None if raster.bits < 8 || matches!(raster.colour, Colour::Indexed(_)) => (false, level),
            None if filters_pay(raster, level, job)? => (true, level),
            // What repeats the levels below pixels' own find too, and sooner.
            None => (false, level.min(self.level.into())),
        };
        let settings = Settings::new(level, adaptive, self.interlaced);
        compress(raster, settings, usize::MAX, job)?.ok_or_else(|| broken("a file without an end"))
    }

    /// The filter that compresses best on trial, and what it came to, if that is shorter than `most`.
    fn best(&self, raster: &Raster<'_>, most: usize, job: &mut Job) -> Result<Option<(Strategy, Vec<u8>)>> {
        let mut best: Option<(Strategy, Vec<u8>)> = None;
        for strategy in ALL {
            let most = best.as_ref().map_or(most, |(_, best)| best.len() - 1);
            let settings = Settings { level: TRIAL, strategy, interlaced: self.interlaced };
            best = compress(raster, settings, most, job)?.map(|data| (strategy, data)).or(best);
        }
        Ok(best)
    }

    /// What won on trial, compressed as hard as can be.
    fn hardest(
        &self,
        raster: &Raster<'_>,
        (strategy, tried): (Strategy, Vec<u8>),
        job: &mut Job,
    ) -> Result<Vec<u8>> {
        let settings = Settings { level: level(SEARCH), strategy, interlaced: self.interlaced };
        Ok(compress(raster, settings, tried.len() - 1, job)?.unwrap_or(tried))
    }

    fn smallest<'a>(&self, forms: Vec<Raster<'a>>, job: &mut Job) -> Result<(Raster<'a>, Vec<u8>)> {
        let mut smallest: Option<(Raster<'a>, (Strategy, Vec<u8>))> = None;
        for form in forms {
            // A palette costs its own bytes.
            let palette = |form: &Raster<'_>| match &form.colour {
                Colour::Indexed(palette) => palette.len() * 4,
                _ => 0,
            };
            let most = smallest.as_ref().map_or(usize::MAX, |(form, (_, data))| data.len() + palette(form));
            if let Some(best) = self.best(&form, most.saturating_sub(palette(&form)), job)? {
                smallest = Some((form, best));
            }
        }
        let (form, best) = smallest.ok_or_else(|| broken("nothing was tried"))?;
        let data = self.hardest(&form, best, job)?;
        Ok((form, data))
    }
}

fn indexed<'a>(raster: &Raster<'_>, wish: palette::Wish, job: &mut Job) -> Result<Raster<'a>> {
    let pixels = reduce::rgba(raster, job)?;
    let found = palette::quantise(&pixels, raster.width, wish, job)?;
    job.alloc.release(pixels.len() as u64 * 4);
    Ok(reduce::indexed(found, raster.width, raster.height))
}

fn broken(reason: &str) -> Error {
    Error::new(Code::Panicked).format("png").reason(reason)
}
