//! EXIF, ICC, XMP and IPTC: what a file carries beside its pixels. How each format holds them stands in its own folder.

use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::limits::Limits;

/// What a file carries beside its pixels, in forms that no format changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// A TIFF structure from its byte-order mark on (EXIF 3.0, 4.5), without the prefix of JPEG's segment.
    pub exif: Option<Vec<u8>>,
    /// An ICC profile (ICC.1:2022).
    pub icc: Option<Vec<u8>>,
    /// An XMP packet: XML in UTF-8.
    pub xmp: Option<Vec<u8>>,
    /// Records of IPTC-IIM 4.2.
    pub iptc: Option<Vec<u8>>,
    /// Pixels per inch.
    pub density: Option<f64>,
    /// Primaries and transfer function of RGB by code (ITU-T H.273); they go before a profile.
    pub cicp: Option<[u8; 2]>,
}

impl Metadata {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// With the profile that only the decoder could read, if there is one.
    pub fn with_profile(self, coded: Option<Vec<u8>>, format: &'static str, limits: &Limits) -> Result<Self> {
        let Some(profile) = coded else { return Ok(self) };
        let mut collector = Collector::new(format, limits);
        collector.held = [&self.exif, &self.icc, &self.xmp, &self.iptc]
            .into_iter()
            .flatten()
            .fold(0, |sum, block| sum + block.len() as u64);
        collector.found = self;
        collector.icc(&profile)?;
        Ok(collector.found)
    }
}

/// Damaged parts are left out: they cost no image. More bytes than `limits.metadata` are an error.
pub type Read = fn(&[u8], &Limits) -> Result<Metadata>;

/// Puts metadata into a file that our own encoder wrote.
pub type Write = fn(Vec<u8>, &Metadata, &mut Job) -> Result<Vec<u8>>;

/// How a format carries metadata.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carrier {
    pub read: Option<Read>,
    pub write: Option<Write>,
    /// Its profile is in the coded image: the decoder alone can read it.
    pub profile_by_decoder: bool,
}

impl Carrier {
    /// A format that carries none, or none that is understood.
    pub const NONE: Self = Self { read: None, write: None, profile_by_decoder: false };
}

/// The first block of a kind wins, and all of them together stay within `limits.metadata`.
pub struct Collector {
    pub found: Metadata,
    format: &'static str,
    held: u64,
    limit: u64,
}

impl Collector {
    pub fn new(format: &'static str, limits: &Limits) -> Self {
        Self { found: Metadata::default(), format, held: 0, limit: limits.metadata }
    }

    /// Bytes that may still come.
    pub fn left(&self) -> usize {
        usize::try_from(self.limit - self.held).unwrap_or(usize::MAX)
    }

    pub fn too_large(&self, found: u64) -> Error {
        Error::limit(Code::MetadataLimit, found, self.limit, "limits.metadata").format(self.format)
    }

    /// Keeps a block if it is the first of its kind.
    fn keep(&mut self, kind: fn(&mut Metadata) -> &mut Option<Vec<u8>>, bytes: &[u8]) -> Result<()> {
        if kind(&mut self.found).is_some() || bytes.is_empty() {
            return Ok(());
        }
        let held = self.held + bytes.len() as u64;
        if held > self.limit {
            return Err(self.too_large(held));
        }
        self.held = held;
        *kind(&mut self.found) = Some(bytes.to_vec());
        Ok(())
    }

    /// A TIFF structure; the prefix that some writers put before it is cut.
    pub fn exif(&mut self, bytes: &[u8]) -> Result<()> {
        let tiff = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
        if tiff.starts_with(b"II") || tiff.starts_with(b"MM") {
            self.keep(|m| &mut m.exif, tiff)
        } else {
            Ok(())
        }
    }

    /// A profile, known by its signature (ICC.1:2022, 7.2.11).
    pub fn icc(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.get(36..40) == Some(b"acsp") { self.keep(|m| &mut m.icc, bytes) } else { Ok(()) }
    }

    pub fn xmp(&mut self, bytes: &[u8]) -> Result<()> {
        self.keep(|m| &mut m.xmp, bytes)
    }

    pub fn iptc(&mut self, bytes: &[u8]) -> Result<()> {
        self.keep(|m| &mut m.iptc, bytes)
    }
}
