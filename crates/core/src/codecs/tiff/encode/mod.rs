//! Pixels to TIFF 6.0 or `BigTIFF` in little-endian order: a page a frame, each in strips or tiles. 8 and 16 bit as they are, floats as
//! their readers take them; grey or RGB, alpha as an extra sample; grey also in 1, 2 and 4 bit; JPEG and WebP as chunks of 8 bit.

mod chunks;
mod directory;
mod rows;

use crate::codecs::{Encoder, Sequence};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::halving::{Odd, halved};
use crate::ops::layout::{to_u8, to_u16};
use crate::ops::{alpha, layout};
use crate::pixels::{Colour, Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use chunks::{Chunks, Packing};
use directory::{Field, longs, places, rationals, shorts};
use rows::{Form, Shallow};

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let packing = Packing::of(options);
    let bits = options.integer("bitdepth").unwrap_or(8);
    if !matches!(bits, 1 | 2 | 4 | 8) {
        return Err(Error::option("bitdepth", "1, 2, 4 or 8", bits.to_string()));
    }
    let shallow = bits < 8 && packing.carries().is_none();
    let big = options.bool("bigtiff");
    Ok(Box::new(Pages {
        differences: options.bool("predictor") && packing.takes_differences(),
        packing,
        tile: tile(options)?,
        shallow: shallow.then(|| Shallow { bits, inverted: options.bool("miniswhite") }),
        pyramid: options.bool("pyramid"),
        resolution: Resolution::of(options),
        big,
        expected: 1,
        count: 0,
        out: directory::start(big),
        directories: Vec::new(),
    }))
}

/// Sides of the tiles, if there are any: multiples of 16 (TIFF 6.0 section 15).
fn tile(options: &Values) -> Result<Option<(usize, usize)>> {
    if !options.bool("tile") && !options.bool("pyramid") {
        return Ok(None);
    }
    let side = |name| match options.integer(name).unwrap_or(256) {
        side if side.is_multiple_of(16) => Ok(side as usize),
        side => Err(Error::option(name, "a multiple of 16", side.to_string())),
    };
    Ok(Some((side("tileWidth")?, side("tileHeight")?)))
}

/// Pixels a unit in thousandths, and the unit by TIFF's number.
struct Resolution {
    across: u32,
    down: u32,
    unit: u16,
}

impl Resolution {
    /// One that is given alone counts for both.
    fn of(options: &Values) -> Option<Self> {
        let (across, down) = (options.number("xres"), options.number("yres"));
        let (unit, millimetres) = if options.word("resolutionUnit") == "cm" { (3, 10.0) } else { (2, 25.4) };
        let thousandths = |side: f64| (side * millimetres * 1000.0).round() as u32;
        Some(Self { across: thousandths(across.or(down)?), down: thousandths(down.or(across)?), unit })
    }
}

struct Pages {
    packing: Packing,
    /// Of neighbours are stored instead of the numbers themselves, where they are whole bytes.
    differences: bool,
    /// Width and height; strips without.
    tile: Option<(usize, usize)>,
    shallow: Option<Shallow>,
    /// Each page is followed by smaller copies of it.
    pyramid: bool,
    resolution: Option<Resolution>,
    /// `BigTIFF` from the start.
    big: bool,
    /// Pages that will come, as far as is known.
    expected: u32,
    count: u32,
    out: Vec<u8>,
    directories: Vec<Vec<Field>>,
}

impl Encoder for Pages {
    fn expect(&mut self, sequence: Sequence) {
        self.expected = sequence.frames;
    }

    fn prepare(&mut self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        match self.packing.carries() {
            Some(carries) => layout::fit(pixels, carries, job),
            None if self.form(&pixels).shallow.is_some() => to_u8(pixels, job),
            None => Ok(pixels),
        }
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        let mut pixels = frame.pixels;
        if matches!((&pixels.samples, &pixels.colour), (Samples::F32(_), Colour::Icc(_))) {
            // A profile's numbers are from black to white, which nobody takes floats for.
            pixels = to_u16(pixels, job)?;
        }
        let before = self.out.len();
        self.page(&pixels, false, job)?;
        if let (true, Some(tile)) = (self.pyramid, self.tile) {
            self.smaller(pixels, tile, job)?;
        }
        self.count += 1;
        job.alloc.reserve((self.out.len() - before) as u64)
    }

    fn finish(self: Box<Self>, _job: &mut Job) -> Result<Vec<u8>> {
        if self.count == 0 {
            return Err(Error::new(Code::Panicked).format("tiff").reason("no frame was given"));
        }
        directory::file(self.out, self.directories, self.big, u64::from(u32::MAX))
    }
}

impl Pages {
    /// Ever smaller copies of a page, until one fits into a tile: what libvips writes behind it.
    fn smaller(&mut self, mut pixels: Pixels, tile: (usize, usize), job: &mut Job) -> Result<()> {
        let mut held = 0;
        while (pixels.width as usize > tile.0 || pixels.height as usize > tile.1)
            && pixels.width.min(pixels.height) > 1
        {
            alpha::premultiplied(&mut pixels, job, |pixels, job| {
                *pixels = halved(pixels, Odd::Dropped, job)?;
                Ok(())
            })?;
            job.alloc.release(held);
            held = pixels.bytes();
            self.page(&pixels, true, job)?;
        }
        job.alloc.release(held);
        Ok(())
    }

    /// A page, or a smaller copy of the one before, and its directory.
    fn page(&mut self, pixels: &Pixels, reduced: bool, job: &mut Job) -> Result<()> {
        let form = self.form(pixels);
        let mut chunks = Chunks::begin(pixels, form, self.tile, &self.packing, job)?;
        while let Some(chunk) = chunks.next(job)? {
            let place = directory::place(&self.out, self.big);
            self.packing.pack(chunk, &mut self.out, job)?;
            let len = directory::place(&self.out, self.big) - place;
            chunks.packed(place, len)?;
        }
        let fields = self.fields(pixels, reduced, &chunks);
        chunks.end(job);
        self.directories.push(fields);
        Ok(())
    }

    /// Few bits are grey's alone: what has colours or alpha keeps its own.
    fn form(&self, pixels: &Pixels) -> Form {
        let shallow = self.shallow.filter(|_| pixels.layout == Layout::Gray);
        Form { differences: self.differences && shallow.is_none(), shallow }
    }

    fn fields(&self, pixels: &Pixels, reduced: bool, chunks: &Chunks<'_>) -> Vec<Field> {
        let channels = pixels.layout.channels();
        let float = matches!(pixels.samples, Samples::F32(_));
        let form = self.form(pixels);
        let subsampling = self.packing.subsampling().filter(|_| channels == 3);
        let photometric = match channels {
            // WhiteIsZero, BlackIsZero.
            1 | 2 => u16::from(!form.shallow.is_some_and(|shallow| shallow.inverted)),
            // YCbCr, RGB.
            _ if subsampling.is_some() => 6,
            _ => 2,
        };
        let mut fields = vec![
            longs(256, &[pixels.width]),
            longs(257, &[pixels.height]),
            shorts(258, &vec![form.bits(pixels); channels]),
            shorts(259, &[self.packing.number()]),
            shorts(262, &[photometric]),
            shorts(277, &[channels as u16]),
            shorts(284, &[1]),
        ];
        // Required fields: a resolution that has no unit says nothing.
        let plain = Resolution { across: 1000, down: 1000, unit: 1 };
        let Resolution { across, down, unit } = self.resolution.as_ref().unwrap_or(&plain);
        fields.extend([
            rationals(282, &[*across], 1000),
            rationals(283, &[*down], 1000),
            shorts(296, &[*unit]),
        ]);
        let (at, sizes) = if let Some((width, height)) = self.tile {
            fields.extend([longs(322, &[width as u32]), longs(323, &[height as u32])]);
            (324, 325)
        } else {
            fields.push(longs(278, &[chunks.rows()]));
            (273, 279)
        };
        fields.extend([places(at, &chunks.places), longs(sizes, &chunks.sizes)]);
        let several = self.expected > 1 || self.count > 0;
        if several || reduced {
            // NewSubfileType: a page of several, a smaller copy.
            fields.push(longs(254, &[u32::from(several) * 2 + u32::from(reduced)]));
        }
        if several {
            // The page, and how many there are.
            let total = self.expected.max(self.count + 1).try_into().unwrap_or(0);
            fields.push(shorts(297, &[self.count.try_into().unwrap_or(u16::MAX), total]));
        }
        if form.differences {
            fields.push(shorts(317, &[if float { 3 } else { 2 }]));
        }
        if pixels.layout.has_alpha() {
            // Colours are not multiplied by it.
            fields.push(shorts(338, &[2]));
        }
        if float {
            fields.push(shorts(339, &vec![3; channels]));
        }
        if let Some(coarser) = subsampling {
            // How much coarser colour is, and JFIF's range of each component (Technical Note 2).
            fields.extend([shorts(530, &coarser), rationals(532, &[0, 255, 128, 255, 128, 255], 1)]);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codecs::{DecodeOptions, probe};
    use crate::format::Format;
    use crate::ops::testing::{DEPTHS, noisy};

    #[test]
    fn offsets_that_would_not_fit_make_the_file_a_bigtiff() {
        let mut job = Job::default();
        let pixels = noisy(DEPTHS[0], Layout::Rgb, 40, 30);
        let options = Values::defaults(Format::Tiff.row().options);
        let pages = || {
            let packing = Packing::of(&options);
            let (tile, shallow, resolution) = (None, None, None);
            let (out, directories) = (directory::start(false), Vec::new());
            Pages {
                packing,
                differences: false,
                tile,
                shallow,
                pyramid: false,
                resolution,
                big: false,
                expected: 1,
                count: 0,
                out,
                directories,
            }
        };
        for (most, version) in [(u64::from(u32::MAX), 42), (1000, 43)] {
            let mut pages = pages();
            for _ in 0..2 {
                pages.frame(Frame { pixels: pixels.clone(), delay_ms: 0 }, &mut job).unwrap();
            }
            let bytes = directory::file(pages.out, pages.directories, false, most).unwrap();
            assert_eq!(bytes[..4], [b'I', b'I', version, 0]);
            let header = probe(&bytes, &job.limits).unwrap();
            assert_eq!(header.frames, 2);
            let open = Format::Tiff.row().open(&job.limits).unwrap();
            let shown = DecodeOptions { animated: true, ..DecodeOptions::default() };
            let mut decoder = open(&bytes, &header, &shown, &mut job).unwrap();
            for _ in 0..2 {
                assert_eq!(decoder.next_frame(&mut job).unwrap().unwrap().pixels.samples, pixels.samples);
            }
        }
    }
}
