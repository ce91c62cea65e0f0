//! Pixels to TIFF 6.0 in little-endian order: a page a frame, each in strips or tiles. 8 and 16 bit as they are, floats as their
//! readers take them; grey or RGB, alpha as an extra sample; grey also in 1, 2 and 4 bit.

use crate::codecs::{Encoder, Sequence};
use crate::colour::curve;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::alpha;
use crate::ops::layout::{to_u8, to_u16};
use crate::pixels::{Colour, Frame, Layout, Pixels, Samples, sample_count};
use crate::spec::Values;
use flate2::write::ZlibEncoder;
use std::borrow::Cow;
use std::io::Write;
use weezl::BitOrder;

/// Bytes of a strip before it is packed, as far as whole rows go.
const STRIP: usize = 1 << 16;

const BYTE: u16 = 1;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// By TIFF's numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compression {
    None = 1,
    Lzw = 5,
    Deflate = 8,
}

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let compression = match options.word("compression") {
        "none" => Compression::None,
        "deflate" => Compression::Deflate,
        _ => Compression::Lzw,
    };
    let bits = options.integer("bitdepth").unwrap_or(8);
    if !matches!(bits, 1 | 2 | 4 | 8) {
        return Err(Error::option("bitdepth", "1, 2, 4 or 8", bits.to_string()));
    }
    let shallow = (bits < 8).then(|| Shallow { bits, inverted: options.bool("miniswhite") });
    let packs = options.bool("predictor") && compression != Compression::None;
    Ok(Box::new(Pages {
        compression,
        // Of whole bytes only.
        differences: packs && shallow.is_none(),
        tile: tile(options)?,
        shallow,
        pyramid: options.bool("pyramid"),
        expected: 1,
        count: 0,
        out: b"II\x2a\0\0\0\0\0".to_vec(),
        link: 4,
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

/// Grey of fewer bits than a byte has.
#[derive(Clone, Copy)]
struct Shallow {
    bits: u32,
    /// White is 0.
    inverted: bool,
}

impl Shallow {
    /// The highest bits of each sample.
    fn pack(self, row: &[u8], to: &mut [u8]) {
        let flip = if self.inverted { 255 } else { 0 };
        for (to, samples) in to.iter_mut().zip(row.chunks(8 / self.bits as usize)) {
            let places = (0..8).step_by(self.bits as usize);
            let packed = samples.iter().zip(places);
            *to = packed.fold(0, |byte, (sample, place)| {
                byte | (sample ^ flip) >> (8 - self.bits) << (8 - self.bits - place)
            });
        }
    }
}

struct Pages {
    compression: Compression,
    /// Of neighbours are stored instead of the numbers themselves.
    differences: bool,
    /// Width and height; strips without.
    tile: Option<(usize, usize)>,
    shallow: Option<Shallow>,
    /// Each page is followed by smaller copies of it.
    pyramid: bool,
    /// Pages that will come, as far as is known.
    expected: u32,
    count: u32,
    out: Vec<u8>,
    /// Where the place of the next directory is to be written.
    link: usize,
}

impl Encoder for Pages {
    fn expect(&mut self, sequence: Sequence) {
        self.expected = sequence.frames;
    }

    fn prepare(&mut self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        if self.shallow.is_some() { to_u8(pixels, job) } else { Ok(pixels) }
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        let mut pixels = frame.pixels;
        if let (Some(shallow), false) = (self.shallow, pixels.layout == Layout::Gray) {
            let found = format!("{} beside colours or alpha", shallow.bits);
            return Err(Error::option("bitdepth", "8, or a grey image without alpha", found));
        }
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
        Ok(self.out)
    }
}

/// Where the strips or tiles of a page lie, how long they are, and how many rows each has.
struct Chunks {
    height: u32,
    offsets: Vec<u32>,
    counts: Vec<u32>,
}

/// A field's tag, type and values.
struct Field(u16, u16, Vec<u8>);

fn shorts(tag: u16, values: &[u16]) -> Field {
    Field(tag, SHORT, values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn longs(tag: u16, values: &[u32]) -> Field {
    Field(tag, LONG, values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn rational(tag: u16, value: u32) -> Field {
    Field(tag, RATIONAL, [value.to_le_bytes(), 1u32.to_le_bytes()].concat())
}

impl Pages {
    /// Where the next byte will be written: no further than an offset of 32 bits reaches.
    fn place(&self) -> Result<u32> {
        u32::try_from(self.out.len())
            .map_err(|_| Error::new(Code::UnsupportedFeature).format("tiff").found("more than 4 GiB"))
    }

    /// Ever smaller copies of a page, until one fits into a tile: what libvips writes behind it.
    fn smaller(&mut self, mut pixels: Pixels, tile: (usize, usize), job: &mut Job) -> Result<()> {
        let mut held = 0;
        while (pixels.width as usize > tile.0 || pixels.height as usize > tile.1)
            && pixels.width.min(pixels.height) > 1
        {
            alpha::premultiplied(&mut pixels, job, |pixels, job| {
                *pixels = halved(pixels, job)?;
                Ok(())
            })?;
            job.alloc.release(held);
            held = pixels.bytes();
            self.page(&pixels, true, job)?;
        }
        job.alloc.release(held);
        Ok(())
    }

    /// A page, or a smaller copy of the one before, with its directory.
    fn page(&mut self, pixels: &Pixels, reduced: bool, job: &mut Job) -> Result<()> {
        let chunks = self.chunks(pixels, job)?;
        self.directory(self.fields(pixels, reduced, &chunks))
    }

    /// Writes the strips or tiles of a page.
    fn chunks(&mut self, pixels: &Pixels, job: &mut Job) -> Result<Chunks> {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let bits = pixels.layout.channels() * self.bits(pixels) as usize;
        let row = |width: usize| (width * bits).div_ceil(8);
        let strip = || (width, (STRIP / row(width).max(1)).clamp(1, height));
        let (across, down) = self.tile.unwrap_or_else(strip);
        let row = row(across);
        let len = row.checked_mul(down).ok_or_else(|| {
            let limit = job.limits.memory;
            Error::limit(Code::MemoryLimit, "a tile of more than 4 GiB", limit, "limits.memory")
                .format("tiff")
        })?;
        let mut chunk = job.alloc.zeroed::<u8>(len)?;
        let mut chunks = Chunks { height: down as u32, offsets: Vec::new(), counts: Vec::new() };
        for top in (0..height).step_by(down) {
            // A tile is whole at the lower edge too.
            let count = if self.tile.is_some() { down } else { down.min(height - top) };
            let chunk = chunk.get_mut(..row * count).unwrap_or_default();
            for left in (0..width).step_by(across) {
                job.check_cancel()?;
                for (to, y) in chunk.chunks_exact_mut(row).zip(top..) {
                    if y < height {
                        self.row(pixels, (left, y), across, to);
                    } else {
                        to.fill(0);
                    }
                }
                let place = self.place()?;
                self.pack(chunk)?;
                chunks.offsets.push(place);
                chunks.counts.push(self.place()? - place);
            }
        }
        job.alloc.release(len as u64);
        Ok(chunks)
    }

    /// Bits of a sample as it is stored.
    fn bits(&self, pixels: &Pixels) -> u16 {
        self.shallow.map_or(pixels.depth().bytes() as u16 * 8, |shallow| shallow.bits as u16)
    }

    fn fields(&self, pixels: &Pixels, reduced: bool, chunks: &Chunks) -> Vec<Field> {
        let Chunks { height: rows, offsets, counts } = chunks;
        let channels = pixels.layout.channels();
        let float = matches!(pixels.samples, Samples::F32(_));
        let mut fields = Vec::new();
        let white_is_zero = self.shallow.is_some_and(|shallow| shallow.inverted);
        let several = self.expected > 1 || self.count > 0;
        if several || reduced {
            // NewSubfileType: a page of several, a smaller copy.
            fields.push(longs(254, &[u32::from(several) * 2 + u32::from(reduced)]));
        }
        fields.extend([
            longs(256, &[pixels.width]),
            longs(257, &[pixels.height]),
            shorts(258, &vec![self.bits(pixels); channels]),
            shorts(259, &[self.compression as u16]),
            // WhiteIsZero, BlackIsZero or RGB.
            shorts(
                262,
                &[if white_is_zero {
                    0
                } else if channels < 3 {
                    1
                } else {
                    2
                }],
            ),
            shorts(277, &[channels as u16]),
            // A required field: a resolution that has no unit says nothing.
            rational(282, 1),
            rational(283, 1),
            shorts(284, &[1]),
            shorts(296, &[1]),
        ]);
        if let Some((width, _)) = self.tile {
            fields.extend([longs(322, &[width as u32]), longs(323, &[*rows])]);
            fields.extend([longs(324, offsets), longs(325, counts)]);
        } else {
            fields.extend([longs(273, offsets), longs(278, &[*rows]), longs(279, counts)]);
        }
        if several {
            // The page, and how many there are.
            let total = self.expected.max(self.count + 1).try_into().unwrap_or(0);
            fields.push(shorts(297, &[self.count.try_into().unwrap_or(u16::MAX), total]));
        }
        if self.differences {
            fields.push(shorts(317, &[if float { 3 } else { 2 }]));
        }
        if pixels.layout.has_alpha() {
            // Colours are not multiplied by it.
            fields.push(shorts(338, &[2]));
        }
        if float {
            fields.push(shorts(339, &vec![3; channels]));
        }
        fields.sort_by_key(|field| field.0);
        fields
    }

    /// Values that have no room in their field, then the directory (section 2), each at an even place.
    fn directory(&mut self, fields: Vec<Field>) -> Result<()> {
        let mut entries = Vec::new();
        entries.extend((fields.len() as u16).to_le_bytes());
        for Field(tag, kind, mut values) in fields {
            let size = match kind {
                BYTE => 1,
                SHORT => 2,
                LONG => 4,
                _ => 8,
            };
            let count = (values.len() / size) as u32;
            if values.len() > 4 {
                self.even();
                let place = self.place()?;
                self.out.append(&mut values);
                values.extend(place.to_le_bytes());
            }
            values.resize(4, 0);
            entries.extend(tag.to_le_bytes());
            entries.extend(kind.to_le_bytes());
            entries.extend(count.to_le_bytes());
            entries.extend(values);
        }
        self.even();
        let place = self.place()?.to_le_bytes();
        if let Some(link) = self.out.get_mut(self.link..self.link + place.len()) {
            link.copy_from_slice(&place);
        }
        self.out.extend(entries);
        self.link = self.out.len();
        self.out.extend([0; 4]);
        self.place().map(|_| ())
    }

    fn even(&mut self) {
        self.out.resize(self.out.len().next_multiple_of(2), 0);
    }

    /// The bytes of a row from `left` on as they are packed: `width` pixels, of which the last goes on beyond the image's edge.
    fn row(&self, pixels: &Pixels, (left, y): (usize, usize), width: usize, to: &mut [u8]) {
        let channels = pixels.layout.channels();
        let (from, len) = (y * pixels.stride + left * channels, width * channels);
        let inside = from..from + len.min((pixels.width as usize - left) * channels);
        let step = if self.differences { channels } else { len };
        match &pixels.samples {
            Samples::U8(samples) => {
                let row = lengthened(samples.get(inside).unwrap_or_default(), len, channels);
                if let Some(shallow) = self.shallow {
                    shallow.pack(&row, to);
                    return;
                }
                let before = std::iter::repeat_n(&0, step).chain(row.iter());
                to.iter_mut()
                    .zip(row.iter().zip(before))
                    .for_each(|(to, (here, left))| *to = here.wrapping_sub(*left));
            }
            Samples::U16(samples) => {
                let row = lengthened(samples.get(inside).unwrap_or_default(), len, channels);
                let before = std::iter::repeat_n(&0, step).chain(row.iter());
                for (to, (here, left)) in to.as_chunks_mut::<2>().0.iter_mut().zip(row.iter().zip(before)) {
                    *to = here.wrapping_sub(*left).to_le_bytes();
                }
            }
            Samples::F32(samples) => {
                let row = lengthened(samples.get(inside).unwrap_or_default(), len, channels);
                floats(&row, channels, self.differences, to);
            }
        }
    }

    fn pack(&mut self, strip: &[u8]) -> Result<()> {
        let broken = |error: String| Error::new(Code::Panicked).format("tiff").reason(error);
        match self.compression {
            Compression::None => self.out.extend_from_slice(strip),
            Compression::Lzw => {
                let mut encoder = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
                let done = encoder.into_vec(&mut self.out).encode_all(strip);
                done.status.map_err(|error| broken(error.to_string()))?;
            }
            Compression::Deflate => {
                let mut encoder = ZlibEncoder::new(&mut self.out, flate2::Compression::default());
                let done = encoder.write_all(strip).and_then(|()| encoder.try_finish());
                done.map_err(|error| broken(error.to_string()))?;
            }
        }
        Ok(())
    }
}

/// Half the size without odd edges: each pixel is the mean of four, as in libvips' pyramids.
fn halved(pixels: &Pixels, job: &mut Job) -> Result<Pixels> {
    let (width, height) = (pixels.width / 2, pixels.height / 2);
    let count = sample_count(width, height, pixels.layout)?;
    let samples = match &pixels.samples {
        Samples::U8(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, &mut to, |four| ((four.map(u16::from).iter().sum::<u16>() + 2) >> 2) as u8);
            Samples::U8(to)
        }
        Samples::U16(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, &mut to, |four| ((four.map(u32::from).iter().sum::<u32>() + 2) >> 2) as u16);
            Samples::U16(to)
        }
        Samples::F32(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, &mut to, |[a, b, c, d]: [f32; 4]| (a + b + c + d) * 0.25);
            Samples::F32(to)
        }
    };
    let mut out = Pixels::packed(samples, pixels.layout, width, height)?;
    (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
    Ok(out)
}

fn means<T: Copy>(from: &[T], pixels: &Pixels, to: &mut [T], mean: impl Fn([T; 4]) -> T) {
    let channels = pixels.layout.channels();
    let row = |y: usize| from.get(y * pixels.stride..).unwrap_or_default().chunks_exact(2 * channels);
    let rows = to.chunks_exact_mut(pixels.width as usize / 2 * channels);
    for (y, to) in rows.enumerate() {
        let pairs = row(2 * y).zip(row(2 * y + 1));
        for (to, (above, below)) in to.chunks_exact_mut(channels).zip(pairs) {
            let ((a, b), (c, d)) = (above.split_at(channels), below.split_at(channels));
            let four = a.iter().zip(b).zip(c.iter().zip(d));
            to.iter_mut().zip(four).for_each(|(to, ((a, b), (c, d)))| *to = mean([*a, *b, *c, *d]));
        }
    }
}

/// A row of `len` samples, the last pixel repeated.
fn lengthened<T: Copy>(row: &[T], len: usize, channels: usize) -> Cow<'_, [T]> {
    if row.len() >= len {
        return Cow::Borrowed(row);
    }
    let last = row.get(row.len().saturating_sub(channels)..).unwrap_or_default();
    Cow::Owned(row.iter().chain(last.iter().cycle()).take(len).copied().collect())
}

/// Floats as readers show them (`decode/colour.rs`): of RGB linear light, of grey with white at 255. Stored apart by the place
/// of their bytes, the highest first, where differences are wanted (Photoshop TIFF Technical Note 3).
fn floats(row: &[f32], channels: usize, differences: bool, to: &mut [u8]) {
    let colours = channels - usize::from(channels.is_multiple_of(2));
    let stored = row.iter().enumerate().map(|(index, value)| match index % channels {
        _ if channels < 3 => value * 255.0,
        channel if channel < colours => curve::decode(*value),
        _ => *value,
    });
    if !differences {
        to.as_chunks_mut::<4>().0.iter_mut().zip(stored).for_each(|(to, value)| *to = value.to_le_bytes());
        return;
    }
    for (index, value) in stored.enumerate() {
        let places = to.iter_mut().skip(index).step_by(row.len().max(1));
        places.zip(value.to_be_bytes()).for_each(|(to, byte)| *to = byte);
    }
    for at in (channels..to.len()).rev() {
        if let (Some(left), Some(here)) = (to.get(at - channels).copied(), to.get_mut(at)) {
            *here = here.wrapping_sub(left);
        }
    }
}
