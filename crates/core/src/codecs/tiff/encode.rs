//! Pixels to TIFF 6.0 in little-endian order: a page a frame, each in strips. 8 and 16 bit as they are, floats as their readers
//! take them; grey or RGB, alpha as an extra sample.

use crate::codecs::{Encoder, Sequence};
use crate::colour::curve;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::layout::to_u16;
use crate::pixels::{Colour, Frame, Pixels, Samples};
use crate::spec::Values;
use flate2::write::ZlibEncoder;
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
    Ok(Box::new(Pages {
        compression,
        differences: options.bool("predictor") && compression != Compression::None,
        expected: 1,
        count: 0,
        out: b"II\x2a\0\0\0\0\0".to_vec(),
        link: 4,
    }))
}

struct Pages {
    compression: Compression,
    /// Of neighbours are stored instead of the numbers themselves.
    differences: bool,
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

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        let mut pixels = frame.pixels;
        if matches!((&pixels.samples, &pixels.colour), (Samples::F32(_), Colour::Icc(_))) {
            // A profile's numbers are from black to white, which nobody takes floats for.
            pixels = to_u16(pixels, job)?;
        }
        let before = self.out.len();
        let directory = self.strips(&pixels, job)?;
        self.directory(directory)?;
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

    /// Writes the strips of a page; its directory's fields in their order.
    fn strips(&mut self, pixels: &Pixels, job: &mut Job) -> Result<Vec<Field>> {
        let channels = pixels.layout.channels();
        let row = pixels.width as usize * channels * pixels.depth().bytes();
        let rows = (STRIP / row.max(1)).clamp(1, pixels.height as usize);
        let mut strip = job.alloc.zeroed::<u8>(row * rows)?;
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        for top in (0..pixels.height as usize).step_by(rows) {
            job.check_cancel()?;
            let count = rows.min(pixels.height as usize - top);
            let strip = strip.get_mut(..row * count).unwrap_or_default();
            for (index, to) in strip.chunks_exact_mut(row).enumerate() {
                self.row(pixels, top + index, to);
            }
            let place = self.place()?;
            self.pack(strip)?;
            offsets.push(place);
            counts.push(self.place()? - place);
        }
        job.alloc.release((row * rows) as u64);
        Ok(self.fields(pixels, (rows as u32, &offsets, &counts)))
    }

    fn fields(&self, pixels: &Pixels, (rows, offsets, counts): (u32, &[u32], &[u32])) -> Vec<Field> {
        let channels = pixels.layout.channels();
        let float = matches!(pixels.samples, Samples::F32(_));
        let mut fields = Vec::new();
        let several = self.expected > 1 || self.count > 0;
        if several {
            // NewSubfileType: a page of several.
            fields.push(longs(254, &[2]));
        }
        fields.extend([
            longs(256, &[pixels.width]),
            longs(257, &[pixels.height]),
            shorts(258, &vec![pixels.depth().bytes() as u16 * 8; channels]),
            shorts(259, &[self.compression as u16]),
            // BlackIsZero or RGB.
            shorts(262, &[if channels < 3 { 1 } else { 2 }]),
            longs(273, offsets),
            shorts(277, &[channels as u16]),
            longs(278, &[rows]),
            longs(279, counts),
            // A required field: a resolution that has no unit says nothing.
            rational(282, 1),
            rational(283, 1),
            shorts(284, &[1]),
            shorts(296, &[1]),
        ]);
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

    /// The bytes of a row as they are packed.
    fn row(&self, pixels: &Pixels, y: usize, to: &mut [u8]) {
        let channels = pixels.layout.channels();
        let (from, len) = (y * pixels.stride, pixels.width as usize * channels);
        let step = if self.differences { channels } else { len };
        match &pixels.samples {
            Samples::U8(samples) => {
                let row = samples.get(from..from + len).unwrap_or_default();
                let before = std::iter::repeat_n(&0, step).chain(row);
                to.iter_mut()
                    .zip(row.iter().zip(before))
                    .for_each(|(to, (here, left))| *to = here.wrapping_sub(*left));
            }
            Samples::U16(samples) => {
                let row = samples.get(from..from + len).unwrap_or_default();
                let before = std::iter::repeat_n(&0, step).chain(row);
                for (to, (here, left)) in to.as_chunks_mut::<2>().0.iter_mut().zip(row.iter().zip(before)) {
                    *to = here.wrapping_sub(*left).to_le_bytes();
                }
            }
            Samples::F32(samples) => {
                let row = samples.get(from..from + len).unwrap_or_default();
                floats(row, channels, self.differences, to);
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
