//! Which tiles a pyramid has and what they are called: by the viewers' own rules, as libvips' dzsave writes them.

/// Tiles that a folder of Zoomify's holds.
const GROUP: u64 = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Dz,
    Iiif2,
    Iiif3,
    Zoomify,
    Google,
}

impl Layout {
    pub fn from_word(word: &str) -> Self {
        match word {
            "iiif" => Self::Iiif2,
            "iiif3" => Self::Iiif3,
            "zoomify" => Self::Zoomify,
            "google" => Self::Google,
            _ => Self::Dz,
        }
    }

    /// How tiles end: Deep Zoom names the format, the others have three letters for JPEG.
    pub const fn suffix(self, format: &'static str) -> &'static str {
        match format.as_bytes() {
            b"jpeg" if !matches!(self, Self::Dz) => "jpg",
            _ => format,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Pixel,
    Tile,
    One,
}

impl Depth {
    pub fn of(word: &str, layout: Layout) -> Self {
        match word {
            "one" => Self::One,
            "onepixel" if layout != Layout::Google => Self::Pixel,
            "" if layout == Layout::Dz => Self::Pixel,
            // The grid of maps ends with a tile, whatever is asked for.
            _ => Self::Tile,
        }
    }

    /// How many sizes there are, each half of the one before, rounded up.
    pub fn levels(self, (width, height): (u32, u32), size: u32) -> u32 {
        let end = match self {
            Self::Pixel => 1,
            Self::Tile => size,
            Self::One => return 1,
        };
        let mut side = width.max(height);
        let mut levels = 1;
        while side > end {
            side = side.div_ceil(2);
            levels += 1;
        }
        levels
    }
}

/// A size of the image among the others.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// 0 is the largest.
    pub number: u32,
    /// Of all.
    pub count: u32,
    pub width: u32,
    pub height: u32,
    /// Where the image lies among the tiles.
    pub left: u32,
    pub top: u32,
}

/// A tile's part of a level, in pixels of the level: `left` and `top` may lie before the image, the ends behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub left: i64,
    pub top: i64,
    pub width: u32,
    pub height: u32,
}

/// Columns, or rows, from the first that the image reaches to behind the last.
fn reached(start: u32, len: u32, size: u32) -> std::ops::Range<u32> {
    start / size..(start + len).div_ceil(size)
}

/// The tiles of a pyramid.
#[derive(Clone, Debug)]
pub struct Grid {
    pub layout: Layout,
    pub size: u32,
    pub overlap: u32,
    /// Of the whole image.
    pub full: (u32, u32),
    pub basename: String,
    pub suffix: &'static str,
}

impl Grid {
    /// Columns and rows of a level, of those that the image reaches.
    pub fn tiles(&self, level: &Level) -> impl Iterator<Item = (u32, u32)> + use<> {
        let columns = reached(level.left, level.width, self.size);
        reached(level.top, level.height, self.size).flat_map(move |y| columns.clone().map(move |x| (x, y)))
    }

    fn count(&self, level: &Level) -> u64 {
        u64::from(level.width.div_ceil(self.size)) * u64::from(level.height.div_ceil(self.size))
    }

    /// All tiles of levels of these sizes.
    pub fn total(&self, levels: &[Level]) -> u64 {
        levels.iter().map(|level| self.count(level)).sum()
    }

    pub fn area(&self, level: &Level, (x, y): (u32, u32)) -> Area {
        let start = |index: u32, before: u32| i64::from(index) * i64::from(self.size) - i64::from(before);
        let (left, top) = (start(x, level.left), start(y, level.top));
        if self.layout == Layout::Google {
            return Area { left, top, width: self.size, height: self.size };
        }
        let cut = |start: i64, len: u32| {
            let overlap = i64::from(self.overlap);
            let end = (start + i64::from(self.size) + overlap).min(i64::from(len));
            let start = (start - overlap).max(0);
            (start, (end - start) as u32)
        };
        let ((left, width), (top, height)) = (cut(left, level.width), cut(top, level.height));
        Area { left, top, width, height }
    }

    /// The name of a tile; `before` are the tiles of all smaller levels.
    pub fn name(&self, level: &Level, (x, y): (u32, u32), before: u64) -> String {
        let Self { basename, suffix, .. } = self;
        let from_smallest = level.count - 1 - level.number;
        match self.layout {
            Layout::Dz => format!("{basename}_files/{from_smallest}/{x}_{y}.{suffix}"),
            Layout::Google => format!("{basename}/{from_smallest}/{y}/{x}.{suffix}"),
            Layout::Zoomify => {
                let across = u64::from(level.width.div_ceil(self.size));
                let group = (before + u64::from(y) * across + u64::from(x)) / GROUP;
                format!("{basename}/TileGroup{group}/{from_smallest}-{x}-{y}.{suffix}")
            }
            Layout::Iiif2 | Layout::Iiif3 => self.region(level, (x, y)),
        }
    }

    /// IIIF Image API 2.1 and 3.0, 4: region, size, rotation and quality. A level that is one tile is the whole image.
    fn region(&self, level: &Level, place: (u32, u32)) -> String {
        let Area { left, top, width, height } = self.area(level, place);
        let region = if self.count(level) == 1 {
            "full".to_owned()
        } else {
            let scale = 1i64 << level.number;
            let (left, top) = (left * scale, top * scale);
            let side = |start: i64, full: u32| (i64::from(self.size) * scale).min(i64::from(full) - start);
            format!("{left},{top},{},{}", side(left, self.full.0), side(top, self.full.1))
        };
        let size = match self.layout {
            Layout::Iiif3 => format!("{width},{height}"),
            _ => format!("{width},"),
        };
        format!("{}/{region}/{size}/0/default.{}", self.basename, self.suffix)
    }
}
