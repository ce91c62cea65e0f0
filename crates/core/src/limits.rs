//! What a job may use at the most, and the one fallible allocator that every size from a file goes through.

use crate::blocked::Blocked;
use crate::error::{Code, Error, Result};
use crate::spec::{Default as D, Field, Type, Values};
use serde_json::{Map, Value};

/// Bounds of one job. Each error names the limit, its number and the option that raises it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Width × height × frames.
    pub pixels: u64,
    /// Width or height.
    pub side: u64,
    /// Frames of an animation or pages of a document.
    pub frames: u64,
    /// Samples of a pixel, as decoded.
    pub channels: u64,
    /// Bytes that one job may hold decoded.
    pub memory: u64,
    /// Bytes of ICC, EXIF and other metadata that are kept.
    pub metadata: u64,
    /// Scans of a progressive JPEG.
    pub scans: u64,
    /// Bytes of fonts, all together.
    pub fonts: u64,
    /// Pixels of all steps and frames, each as often as its step's weight.
    pub work: u64,
    /// Formats that are not read at all.
    pub blocked: Blocked,
}

pub(crate) const MAX: f64 = 9_007_199_254_740_991.0;
/// Bytes that one job may hold, and that compressed bytes may become.
pub(crate) const MEMORY: f64 = 2_147_483_648.0;

/// The recipe's `input.limits`, with the defaults of every limit.
pub static FIELDS: &[Field] = &[
    Field::new(
        "pixels",
        Type::Integer(1.0, MAX),
        D::Number(268_402_689.0),
        "pixels",
        "width × height × frames",
    ),
    Field::new("side", Type::Integer(1.0, MAX), D::Number(100_000.0), "pixels", "width or height"),
    Field::new("frames", Type::Integer(1.0, MAX), D::Number(10_000.0), "frames", "frames or pages"),
    Field::new(
        "channels",
        Type::Integer(1.0, MAX),
        D::Number(5.0),
        "",
        "channels of an image: 5 are inks and alpha, the most that is read",
    ),
    Field::new(
        "memory",
        Type::Integer(1.0, MAX),
        D::Number(MEMORY),
        "bytes",
        "bytes that one job may hold decoded",
    ),
    Field::new(
        "metadata",
        Type::Integer(0.0, MAX),
        D::Number(16_777_216.0),
        "bytes",
        "bytes of metadata that are kept",
    ),
    Field::new("scans", Type::Integer(1.0, MAX), D::Number(500.0), "scans", "scans of a progressive JPEG"),
    Field::new(
        "fonts",
        Type::Integer(0.0, MAX),
        D::Number(33_554_432.0),
        "bytes",
        "bytes of the fonts that are given, all together",
    ),
    // Some 10 ns a pixel: a quarter of an hour.
    Field::new(
        "work",
        Type::Integer(1.0, MAX),
        D::Number(100_000_000_000.0),
        "pixels",
        "pixels of all steps and frames, slow steps counted several times",
    ),
];

/// Limits that `unlimited` leaves alone: others of sharp's options lift them.
const APART: &[&str] = &["pixels", "channels"];

impl Limits {
    /// What an input's options say: `limits`, of which `given` are those that the caller named, and sharp's names for some.
    pub fn of_input(input: &Values, given: Option<&Map<String, Value>>) -> Self {
        let mut values = input.object("limits").cloned().unwrap_or_else(|| Values::defaults(FIELDS));
        let is_given = |name: &str| given.is_some_and(|given| given.get(name).is_some_and(|n| !n.is_null()));
        if input.bool("unlimited") {
            for field in FIELDS.iter().filter(|field| !APART.contains(&field.name) && !is_given(field.name)) {
                values = values.with_number(field.name, MAX);
            }
        }
        for (alias, name) in [("limitInputPixels", "pixels"), ("limitInputChannels", "channels")] {
            let most = match (input.number(alias), input.boolean(alias)) {
                // 0 is no limit, as in sharp.
                (Some(most), _) => Some(if most == 0.0 { MAX } else { most }),
                (None, Some(false)) => Some(MAX),
                (None, Some(true)) => Values::defaults(FIELDS).number(name),
                (None, None) => None,
            };
            if let Some(most) = most {
                values = values.with_number(name, most);
            }
        }
        Self::from_values(&values)
    }

    pub fn from_values(values: &Values) -> Self {
        Self {
            pixels: values.size("pixels"),
            side: values.size("side"),
            frames: values.size("frames"),
            channels: values.size("channels"),
            memory: values.size("memory"),
            metadata: values.size("metadata"),
            scans: values.size("scans"),
            fonts: values.size("fonts"),
            work: values.size("work"),
            blocked: Blocked::default(),
        }
    }

    /// The same for a file of the recipe.
    #[must_use]
    pub fn of_files(&self) -> Self {
        Self { blocked: self.blocked.of_files(), ..self.clone() }
    }

    /// Refuses a canvas before anything is allocated for it. Zero sides are damage, not a limit.
    pub fn check_size(&self, width: u32, height: u32, frames: u64, format: &'static str) -> Result<()> {
        if width == 0 || height == 0 {
            return Err(Error::new(Code::CorruptImage).format(format).reason("width or height is 0"));
        }
        let side = u64::from(width.max(height));
        if side > self.side {
            return Err(Error::limit(Code::SideLimit, side, self.side, "limits.side").format(format));
        }
        if frames > self.frames {
            return Err(Error::limit(Code::FrameLimit, frames, self.frames, "limits.frames").format(format));
        }
        let pixels = u128::from(width) * u128::from(height) * u128::from(frames.max(1));
        if pixels > u128::from(self.pixels) {
            return Err(Error::limit(Code::PixelLimit, pixels, self.pixels, "limits.pixels").format(format));
        }
        Ok(())
    }

    /// Refuses an image with more channels than are wanted.
    pub fn check_channels(&self, channels: u8, format: &'static str) -> Result<()> {
        let found = u64::from(channels);
        if found > self.channels {
            let limit = Error::limit(Code::ChannelLimit, found, self.channels, "limits.channels");
            return Err(limit.format(format));
        }
        Ok(())
    }

    /// Refuses steps that would take too long.
    pub fn check_work(&self, pixels: u64) -> Result<()> {
        if pixels > self.work {
            return Err(Error::limit(Code::WorkLimit, pixels, self.work, "limits.work"));
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::from_values(&Values::defaults(FIELDS))
    }
}

/// Counts what a job holds against `limits.memory`, and allocates fallibly.
#[derive(Debug)]
pub struct Alloc {
    held: u64,
    peak: u64,
    limit: u64,
}

impl Alloc {
    pub fn new(limit: u64) -> Self {
        Self { held: 0, peak: 0, limit }
    }

    /// Counts `bytes` that a decoder is about to hold by itself.
    pub fn reserve(&mut self, bytes: u64) -> Result<()> {
        let total = self.held.saturating_add(bytes);
        if total > self.limit || usize::try_from(total).is_err() {
            return Err(Error::limit(Code::MemoryLimit, total, self.limit, "limits.memory"));
        }
        self.held = total;
        self.peak = self.peak.max(total);
        Ok(())
    }

    pub fn release(&mut self, bytes: u64) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// Bytes that are held now.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// The most bytes that were held at once.
    pub fn peak(&self) -> u64 {
        self.peak
    }

    /// A zeroed buffer of `count` elements, counted; a refusal of the system is `MemoryLimit`, not an abort.
    pub fn zeroed<T: Copy + Default>(&mut self, count: usize) -> Result<Vec<T>> {
        let bytes = (count as u64).saturating_mul(size_of::<T>() as u64);
        self.reserve(bytes)?;
        let mut buffer = Vec::new();
        if buffer.try_reserve_exact(count).is_err() {
            self.release(bytes);
            return Err(Error::limit(Code::MemoryLimit, bytes, self.limit, "limits.memory"));
        }
        buffer.resize(count, T::default());
        Ok(buffer)
    }
}
