//! Pixels to a pyramid: level by level from the largest, of which one and the next are held, each tile a file of a ZIP.

use super::super::ROW;
use super::layout::{Area, Depth, Grid, Layout, Level};
use super::{manifest, tile};
use crate::codecs::Encoder;
use crate::codecs::still::room;
use crate::error::{Code, Error, Result};
use crate::format::{Format, FormatRow};
use crate::job::Job;
use crate::ops::extend::{Canvas, With, lay};
use crate::ops::halving::{Odd, halved};
use crate::ops::{alpha, auto_orient, layout};
use crate::pixels::{Frame, Pixels};
use crate::search::Search;
use crate::spec::{Colour, Values};
use crate::zip::ZipWriter;
use serde_json::json;

const ID: &str = "https://example.com/iiif";
const BASENAME: &str = "untitled";
const WHITE: Colour = Colour { r: 255, g: 255, b: 255, a: 255 };

pub fn begin(options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    let layout = Layout::from_word(options.word("layout"));
    let (size, overlap) = (options.integer("size").unwrap_or(1), options.integer("overlap").unwrap_or(0));
    let most = if layout == Layout::Dz { size } else { 0 };
    if overlap > most {
        let expected = if most == 0 {
            "0 beside another layout than dz".into()
        } else {
            format!("at most size, {size}")
        };
        return Err(Error::option("overlap", expected, overlap.to_string()));
    }
    let angle = options.number("angle").unwrap_or(0.0);
    if angle % 90.0 != 0.0 {
        return Err(Error::option("angle", "a multiple of 90", angle.to_string()));
    }
    let format = Format::from_name(options.word("tileFormat")).unwrap_or(Format::Jpeg).row();
    let given = options.object(format.name);
    let encoding = given.cloned().unwrap_or_else(|| Values::defaults(format.options));
    if Search::of(&encoding, |_| false, format.name)?.is_some() {
        return Err(Error::option(
            format.name,
            "a quality that is a number, and no maxBytes",
            "one to search",
        ));
    }
    let skips = options.number("skipBlanks").unwrap_or(if layout == Layout::Google { 5.0 } else { -1.0 });
    Ok(Box::new(Pyramid {
        grid: Grid {
            layout,
            size,
            overlap,
            full: (0, 0),
            basename: basename(options.text("basename").unwrap_or(BASENAME))?,
            suffix: layout.suffix(format.name),
        },
        depth: Depth::of(options.word("depth"), layout),
        orientation: match (angle / 90.0).rem_euclid(4.0) as u32 {
            // EXIF's.
            1 => 6,
            2 => 3,
            3 => 8,
            _ => 1,
        },
        background: options.colour("background").unwrap_or(WHITE),
        skips: (skips >= 0.0).then_some(skips as u32),
        centred: options.bool("centre") && layout == Layout::Google,
        id: options.text("id").unwrap_or(ID).trim_end_matches('/').to_owned(),
        format,
        encoding,
        files: Files { zip: ZipWriter::new("{}")?, out: Vec::new(), held: 0 },
    }))
}

/// One part of a path.
fn basename(name: &str) -> Result<String> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0', ':']) {
        return Err(Error::option("basename", "a name without folders", format!("{name:?}")));
    }
    Ok(name.to_owned())
}

struct Pyramid {
    grid: Grid,
    depth: Depth,
    orientation: u8,
    background: Colour,
    /// How near to the background the samples of a tile are that is left out.
    skips: Option<u32>,
    centred: bool,
    id: String,
    format: &'static FormatRow,
    encoding: Values,
    files: Files,
}

impl Encoder for Pyramid {
    fn prepare(&mut self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let fitted = layout::fit(pixels, self.format.carries, job)?;
        auto_orient::orient(fitted, self.orientation, job)
    }

    fn frame(&mut self, frame: Frame, job: &mut Job) -> Result<()> {
        let before = job.alloc.held();
        self.pyramid(frame.pixels, job)?;
        // The caller counts the frame; the files are held until they are given away.
        let (held, kept) = (job.alloc.held(), before + self.files.held);
        job.alloc.release(held.saturating_sub(kept));
        job.alloc.reserve(kept.saturating_sub(held))
    }

    fn finish(mut self: Box<Self>, job: &mut Job) -> Result<Vec<u8>> {
        if self.grid.full == (0, 0) {
            return Err(Error::new(Code::Panicked).format(ROW.name).reason("no frame was given"));
        }
        let end = self.files.zip.finish("")?;
        self.files.append(&end, job)?;
        Ok(self.files.out)
    }
}

impl Pyramid {
    fn pyramid(&mut self, mut pixels: Pixels, job: &mut Job) -> Result<()> {
        self.grid.full = (pixels.width, pixels.height);
        let levels = self.levels()?;
        let tiles = self.grid.total(&levels);
        let mut smaller = tiles;
        for level in &levels {
            smaller -= self.grid.total(&[*level]);
            for place in self.grid.tiles(level) {
                let tile = tile::cut(&pixels, self.grid.area(level, place), self.background, job)?;
                let blank = self.skips.is_some_and(|most| tile::is_blank(&tile, self.background, most));
                if blank {
                    job.alloc.release(tile.bytes());
                } else {
                    self.files.encode(
                        &self.grid.name(level, place, smaller),
                        tile,
                        self.format,
                        &self.encoding,
                        job,
                    )?;
                }
            }
            if level.number + 1 < level.count {
                pixels = self.next(pixels, level, job)?;
            }
        }
        if self.grid.layout == Layout::Google {
            // What maps show where there is no tile.
            let size = self.grid.size;
            let outside = Area { left: -i64::from(size), top: 0, width: size, height: size };
            let tile = tile::cut(&pixels, outside, self.background, job)?;
            let png = Format::Png.row();
            let name = format!("{}/blank.png", self.grid.basename);
            self.files.encode(&name, tile, png, &Values::defaults(png.options), job)?;
        }
        match manifest::of(&self.grid, levels.len() as u32, tiles, &self.id) {
            Some((name, text)) => self.files.add(&name, text.as_bytes(), job),
            None => Ok(()),
        }
    }

    /// All levels from the largest on.
    fn levels(&self) -> Result<Vec<Level>> {
        let Grid { size, full: (mut width, mut height), .. } = self.grid;
        let count = self.depth.levels((width, height), size);
        let side = u64::from(size) << (count - 1);
        let middle = |len: u32| if self.centred { (side - u64::from(len)) / 2 } else { 0 };
        let wide =
            |_| Error::new(Code::SizeLimit).format(ROW.name).found("a square of more than 2³² pixels a side");
        let (mut left, mut top) =
            (u32::try_from(middle(width)).map_err(wide)?, u32::try_from(middle(height)).map_err(wide)?);
        let mut levels = Vec::with_capacity(count as usize);
        for number in 0..count {
            levels.push(Level { number, count, width, height, left, top });
            // From the pair that the first is in to the pair of the last.
            let half = |start: u32, len: u32| (start + len).div_ceil(2) - start / 2;
            (width, height) = (half(left, width), half(top, height));
            (left, top) = (left / 2, top / 2);
        }
        Ok(levels)
    }

    /// The next smaller level's pixels.
    fn next(&self, mut pixels: Pixels, level: &Level, job: &mut Job) -> Result<Pixels> {
        if self.grid.layout == Layout::Google {
            // What has no other half in the image has it in the background, which its tiles show.
            let (left, top) = (level.left % 2, level.top % 2);
            let (width, height) = (left + pixels.width, top + pixels.height);
            let canvas =
                Canvas { width: width.next_multiple_of(2), height: height.next_multiple_of(2), left, top };
            let alpha = if pixels.layout.has_alpha() { self.background.a } else { 255 };
            pixels = lay(pixels, canvas, With::Background, Colour { a: alpha, ..self.background }, job)?;
        }
        let held = pixels.bytes();
        alpha::premultiplied(&mut pixels, job, |pixels, job| {
            *pixels = halved(pixels, Odd::Repeated, job)?;
            Ok(())
        })?;
        job.alloc.release(held);
        Ok(pixels)
    }
}

/// The ZIP as it grows: every file is stored, its sums in its header.
struct Files {
    zip: ZipWriter,
    out: Vec<u8>,
    /// Bytes that are counted for it.
    held: u64,
}

impl Files {
    fn encode(
        &mut self,
        name: &str,
        tile: Pixels,
        format: &FormatRow,
        options: &Values,
        job: &mut Job,
    ) -> Result<()> {
        job.check_cancel()?;
        let before = job.alloc.held().saturating_sub(tile.bytes());
        let mut encoder = format.begin()?(options, job)?;
        let pixels = encoder.prepare(tile, job)?;
        encoder.frame(Frame { pixels, delay_ms: 0 }, job)?;
        let bytes = encoder.finish(job)?;
        let held = job.alloc.held();
        job.alloc.release(held.saturating_sub(before));
        self.add(name, &bytes, job)
    }

    fn add(&mut self, name: &str, bytes: &[u8], job: &mut Job) -> Result<()> {
        let entry =
            json!({ "name": name, "method": 0, "crc32": crc32fast::hash(bytes), "size": bytes.len() });
        let header = self.zip.begin(&entry.to_string())?;
        // What the directory will say of it, and what the writer keeps until then.
        let record = 3 * name.len() as u64 + 256;
        job.alloc.reserve(record)?;
        self.held += record;
        self.append(&header, job)?;
        self.append(bytes, job)
    }

    fn append(&mut self, bytes: &[u8], job: &mut Job) -> Result<()> {
        let before = self.out.capacity();
        room(&mut self.out, bytes.len(), job)?;
        self.held += (self.out.capacity() - before) as u64;
        self.out.extend_from_slice(bytes);
        Ok(())
    }
}
