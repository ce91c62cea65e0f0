//! The one format table: names, extensions, MIME types, magic, what can be read and written, and the options of each.

use crate::codecs::{self, Begin, Codec, Open};
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::peaks::Peaks;
use crate::spec::{Default as D, Field, Type, Values};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Gif,
    Avif,
    Jxl,
    Tiff,
    Bmp,
    Ico,
    Qoi,
    Pnm,
    Hdr,
    Farbfeld,
    Dds,
    Tga,
    Svg,
    Dz,
    Raw,
}

/// The smallest wasm build that has a format's codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flavour {
    Bytes,
    Basic,
    Full,
}

impl Flavour {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Basic => "basic",
            Self::Full => "full",
        }
    }
}

/// What the encoder of a format can carry: the pipeline converts to it first, to the most of it that keeps what the pixels
/// have. Float that cannot stay float becomes 16 bit, else 8 bit.
#[derive(Clone, Copy, Debug)]
pub struct Carries {
    pub alpha: bool,
    pub gray: bool,
    pub u16: bool,
    pub f32: bool,
    pub animation: bool,
}

/// Of formats whose options may be given before the format is known.
pub const FORCE: Field = Field::new(
    "force",
    Type::Boolean,
    D::Bool(true),
    "",
    "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus",
);

/// One row of the table.
#[derive(Debug)]
pub struct FormatRow {
    pub format: Format,
    pub name: &'static str,
    /// Other names that `toFormat`, `-f` and recipes accept.
    pub aliases: &'static [&'static str],
    /// Without the dot; the first is what outputs get.
    pub extensions: &'static [&'static str],
    pub mime: &'static str,
    pub flavour: Flavour,
    pub reads: bool,
    pub writes: bool,
    pub carries: Carries,
    /// The longest side that a file written with these options can have.
    pub max_side: fn(&Values) -> u32,
    pub peaks: Peaks,
    /// Whether its bytes are compressed already, so that an archive stores them.
    pub compressed: bool,
    /// Options of its encoder.
    pub options: &'static [Field],
    pub codec: Codec,
    pub doc: &'static str,
}

impl FormatRow {
    /// Its decoder, unless the format is blocked; a flavour without one says so.
    pub fn open(&self, limits: &Limits) -> Result<Open> {
        limits.blocked.check(self.format)?;
        self.open_own()
    }

    /// The same for a file that was written here.
    pub fn open_own(&self) -> Result<Open> {
        self.codec.open.ok_or_else(|| self.lacks("decode"))
    }

    /// Its encoder; a flavour, or a format that is only read, says that there is none.
    pub fn begin(&self) -> Result<Begin> {
        self.codec.begin.ok_or_else(|| self.lacks("encode"))
    }

    /// An image that a file cannot hold is refused before anything is decoded.
    pub fn check_side(&self, options: &Values, size: (u32, u32)) -> Result<()> {
        fits(self.name, (self.max_side)(options), size)
    }

    fn lacks(&self, direction: &'static str) -> Error {
        Error::new(Code::UnsupportedFormat).format(self.name).op(direction)
    }
}

/// Refuses a size with a side over `most`.
pub fn fits(format: &'static str, most: u32, (width, height): (u32, u32)) -> Result<()> {
    if width.max(height) <= most {
        return Ok(());
    }
    let found = format!("{width} × {height}");
    Err(Error::new(Code::SizeLimit).format(format).found(found).at_most(u64::from(most)))
}

pub static FORMATS: &[FormatRow] = &[
    codecs::jpeg::ROW,
    codecs::png::ROW,
    codecs::webp::ROW,
    codecs::gif::ROW,
    codecs::avif::ROW,
    codecs::jxl::ROW,
    codecs::tiff::ROW,
    codecs::bmp::ROW,
    codecs::ico::ROW,
    codecs::qoi::ROW,
    codecs::pnm::ROW,
    codecs::hdr::ROW,
    codecs::farbfeld::ROW,
    codecs::dds::ROW,
    codecs::tga::ROW,
    codecs::svg::ROW,
    codecs::dz::ROW,
    codecs::raw::ROW,
];

impl Format {
    pub fn row(self) -> &'static FormatRow {
        // The table has a row for each variant (test below); the fallback only keeps this total.
        FORMATS.iter().find(|row| row.format == self).unwrap_or(&codecs::png::ROW)
    }

    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether what follows a file's first image are pages, each of a size of its own, and no animation.
    pub fn is_paged(self) -> bool {
        self.row().codec.page.is_some()
    }

    /// By name, alias or extension, as recipes and file names give it.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        FORMATS
            .iter()
            .find(|r| {
                r.name == name || r.aliases.contains(&name.as_str()) || r.extensions.contains(&name.as_str())
            })
            .map(|r| r.format)
    }

    /// By content alone; names and MIME types are never trusted.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        FORMATS.iter().find(|row| (row.codec.sniff)(bytes)).map(|row| row.format)
    }

    /// The format of `bytes`, or a coded error that names what is not read, or shows what they begin with.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        if bytes.is_empty() {
            return Err(Error::new(Code::EmptyInput));
        }
        let unknown = || Error::new(Code::UnknownFormat).found(codecs::looks_like(bytes));
        Self::sniff(bytes).ok_or_else(|| codecs::refused(bytes).unwrap_or_else(unknown))
    }
}
