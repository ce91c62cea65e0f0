//! The strips or tiles of a page, one after another, and how each is packed.

use super::rows::{self, Form};
use crate::bytes::deflater::zlib;
use crate::error::{Code, Error, Result};
use crate::format::{Carries, Format};
use crate::job::Job;
use crate::pixels::{Frame, Layout, Pixels, Samples};
use crate::spec::Values;
use crate::zip::deflate;
use serde_json::Map;
use weezl::BitOrder;

/// Bytes of a strip before it is packed, as far as whole rows go.
const STRIP: usize = 1 << 16;
/// The same where each strip is a file of another format, with a head of its own.
const FILE: usize = 1 << 20;
/// Rows of such a strip: of JPEG's units, whose colour is coarser.
const UNIT: usize = 16;

pub enum Packing {
    None,
    Lzw,
    Deflate,
    PackBits,
    /// Files of another format at a quality.
    Files(Format, u32),
}

/// From this quality on JPEG's colour is as fine as its luma: as libvips does it.
const FINE: u32 = 90;

impl Packing {
    pub fn of(options: &Values) -> Self {
        let quality = options.integer("quality").unwrap_or_default();
        match options.word("compression") {
            "none" => Self::None,
            "deflate" => Self::Deflate,
            "packbits" => Self::PackBits,
            "jpeg" => Self::Files(Format::Jpeg, quality),
            "webp" => Self::Files(Format::Webp, quality),
            _ => Self::Lzw,
        }
    }

    /// By TIFF's numbers.
    pub const fn number(&self) -> u16 {
        match self {
            Self::None => 1,
            Self::Lzw => 5,
            Self::Files(Format::Jpeg, ..) => 7,
            Self::Deflate => 8,
            Self::PackBits => 32_773,
            Self::Files(..) => 50_001,
        }
    }

    pub const fn takes_differences(&self) -> bool {
        matches!(self, Self::Lzw | Self::Deflate)
    }

    /// What its chunks can hold, where that is not everything.
    pub fn carries(&self) -> Option<Carries> {
        match self {
            Self::Files(format, ..) => Some(format.row().carries),
            _ => None,
        }
    }

    /// How much coarser the colour of luma and chroma is, where it is stored so.
    pub const fn subsampling(&self) -> Option<[u16; 2]> {
        match self {
            Self::Files(Format::Jpeg, FINE..) => Some([1, 1]),
            Self::Files(Format::Jpeg, _) => Some([2, 2]),
            _ => None,
        }
    }

    /// The options of a file of these channels.
    fn options(&self, format: Format, quality: u32, layout: Layout) -> Result<Values> {
        let mut given = Map::from_iter([("quality".to_owned(), quality.into())]);
        if let Some([across, _]) = self.subsampling() {
            // Grey alone has no coarser colour, which readers check.
            let coarser = across > 1 && layout != Layout::Gray;
            given.insert("chromaSubsampling".into(), if coarser { "4:2:0" } else { "4:4:4" }.into());
        }
        Values::parse(format.row().options, &given, &[], "")
    }

    pub fn pack(&self, chunk: Chunk<'_>, out: &mut Vec<u8>, job: &mut Job) -> Result<()> {
        let broken = |error: String| Error::new(Code::Panicked).format("tiff").reason(error);
        let Chunk { bytes, row, layout, width } = chunk;
        match self {
            Self::None => out.extend_from_slice(bytes),
            Self::Lzw => {
                let mut encoder = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
                encoder.into_vec(out).encode_all(bytes).status.map_err(|error| broken(error.to_string()))?;
            }
            Self::Deflate => out.append(&mut zlib(bytes, deflate::USUAL, &job.cancel)?),
            // Rows stand alone (section 9).
            Self::PackBits => bytes.chunks(row).for_each(|row| pack_bits(row, out)),
            Self::Files(format, quality) => {
                let options = self.options(*format, *quality, layout)?;
                let samples = Samples::U8(bytes.to_vec());
                let pixels = Pixels::packed(samples, layout, width as u32, (bytes.len() / row) as u32)?;
                let held = pixels.bytes();
                job.alloc.reserve(held)?;
                let mut encoder = format.row().begin()?(&options, job)?;
                encoder.frame(Frame { pixels, delay_ms: 0 }, job)?;
                out.extend(encoder.finish(job)?);
                job.alloc.release(held);
            }
        }
        Ok(())
    }
}

/// Runs of a byte, and bytes as they are, each up to 128 long (section 9).
fn pack_bits(mut rest: &[u8], out: &mut Vec<u8>) {
    while let Some(first) = rest.first() {
        let run = rest.iter().take(128).take_while(|byte| *byte == first).count();
        let len = if run > 1 {
            out.extend([(257 - run) as u8, *first]);
            run
        } else {
            // Up to the next three that are equal: two cost as much either way.
            let equal = |three: &[u8]| matches!(three, [a, b, c] if a == b && b == c);
            let len = rest.windows(3).take(128).position(equal).unwrap_or_else(|| rest.len().min(128));
            out.push((len - 1) as u8);
            out.extend(rest.iter().take(len));
            len
        };
        rest = rest.get(len..).unwrap_or_default();
    }
}

/// One strip or tile before it is packed.
pub struct Chunk<'a> {
    bytes: &'a [u8],
    /// Bytes of a row.
    row: usize,
    layout: Layout,
    width: usize,
}

/// Where the strips or tiles of a page lie, and the next one.
pub struct Chunks<'a> {
    pixels: &'a Pixels,
    form: Form,
    /// Rows and columns of each.
    across: usize,
    down: usize,
    /// All are whole, those at the edges too.
    tiled: bool,
    /// What lies beyond the lower edge repeats it.
    repeats: bool,
    buffer: Vec<u8>,
    /// The next one's.
    left: usize,
    top: usize,
    pub places: Vec<u64>,
    pub sizes: Vec<u32>,
}

impl<'a> Chunks<'a> {
    pub fn begin(
        pixels: &'a Pixels,
        form: Form,
        tile: Option<(usize, usize)>,
        packing: &Packing,
        job: &mut Job,
    ) -> Result<Self> {
        let files = packing.carries().is_some();
        let row = |width: usize| form.row(pixels, width);
        let height = pixels.height as usize;
        let strip = || {
            let width = pixels.width as usize;
            let rows = |bytes: usize| bytes / row(width).max(1);
            let rows = if files { rows(FILE).next_multiple_of(UNIT).max(UNIT) } else { rows(STRIP) };
            (width, rows.clamp(1, height))
        };
        let (across, down) = tile.unwrap_or_else(strip);
        let len = row(across).checked_mul(down).ok_or_else(|| {
            let limit = job.limits.memory;
            Error::limit(Code::MemoryLimit, "a tile of more than 4 GiB", limit, "limits.memory")
                .format("tiff")
        })?;
        let buffer = job.alloc.zeroed::<u8>(len)?;
        let (places, sizes) = (Vec::new(), Vec::new());
        let tiled = tile.is_some();
        Ok(Self { pixels, form, across, down, tiled, repeats: files, buffer, left: 0, top: 0, places, sizes })
    }

    /// Rows of a strip.
    pub const fn rows(&self) -> u32 {
        self.down as u32
    }

    pub fn next(&mut self, job: &Job) -> Result<Option<Chunk<'_>>> {
        let (width, height) = (self.pixels.width as usize, self.pixels.height as usize);
        if self.top >= height {
            return Ok(None);
        }
        job.check_cancel()?;
        let count = if self.tiled { self.down } else { self.down.min(height - self.top) };
        let row = self.form.row(self.pixels, self.across);
        let bytes = self.buffer.get_mut(..row * count).unwrap_or_default();
        for (to, y) in bytes.chunks_exact_mut(row).zip(self.top..) {
            if y < height || self.repeats {
                rows::fill(self.pixels, self.form, (self.left, y.min(height - 1)), self.across, to);
            } else {
                to.fill(0);
            }
        }
        self.left += self.across;
        if self.left >= width {
            (self.left, self.top) = (0, self.top + self.down);
        }
        Ok(Some(Chunk { bytes, row, layout: self.pixels.layout, width: self.across }))
    }

    /// The one given last came to lie there.
    pub fn packed(&mut self, place: u64, len: u64) -> Result<()> {
        let wide =
            |_| Error::new(Code::UnsupportedFeature).format("tiff").found("a strip of more than 4 GiB");
        self.places.push(place);
        self.sizes.push(u32::try_from(len).map_err(wide)?);
        Ok(())
    }

    pub fn end(self, job: &mut Job) {
        job.alloc.release(self.buffer.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::pack_bits;

    #[test]
    fn bytes_are_packed_as_in_the_specification_s_example() {
        // TIFF 6.0 section 9, and Apple's Technical Note TN1023.
        let plain = b"\xaa\xaa\xaa\x80\x00\x2a\xaa\xaa\xaa\xaa\x80\x00\x2a\x22\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa";
        let mut packed = Vec::new();
        pack_bits(plain, &mut packed);
        assert_eq!(packed, b"\xfe\xaa\x02\x80\x00\x2a\xfd\xaa\x03\x80\x00\x2a\x22\xf7\xaa");
        packed.clear();
        pack_bits(&[7; 130], &mut packed);
        assert_eq!(packed, [129, 7, 255, 7]);
        packed.clear();
        pack_bits(&(0..=129).collect::<Vec<u8>>(), &mut packed);
        assert_eq!((packed.len(), packed[0], packed[129]), (132, 127, 1));
    }
}
