//! The recipe's `outputs[].metadata`: what of the input's metadata an output keeps, and what is set in it.

use crate::codecs::exif::structure::{self, EXIF, Exif, Kind};
use crate::codecs::exif::tags::{self, DIRECTORIES, Wrong};
use crate::codecs::metadata::Metadata;
use crate::error::{Error, Result};
use crate::spec::{Default as D, Field, Tags, Type, Values, base64, join};

const MAX_PROFILE: usize = 1 << 24;
const MAX_PACKET: usize = 1 << 24;
/// EXIF 3.0, 4.6.5.1.6.
const ORIENTATION: u16 = 0x0112;

/// Options of every output, whatever its format.
pub static FIELDS: &[Field] = &[
    Field::new(
        "keepExif",
        Type::Boolean,
        D::Bool(false),
        "",
        "keep the input's EXIF; its orientation becomes 1 where it was applied",
    ),
    Field::new(
        "keepIccProfile",
        Type::Boolean,
        D::Bool(false),
        "",
        "keep the input's own colours and their profile, instead of sRGB",
    ),
    Field::new("keepXmp", Type::Boolean, D::Bool(false), "", "keep the input's XMP packet"),
    Field::new("keepIptc", Type::Boolean, D::Bool(false), "", "keep the input's IPTC records"),
    Field::new(
        "exif",
        Type::Tags,
        D::None,
        "",
        "tags to set: IFD0 the image, IFD2 how and IFD3 where it was taken",
    ),
    Field::new("xmp", Type::Text(MAX_PACKET), D::None, "", "an XMP packet to set, as XML"),
    Field::new(
        "icc",
        Type::Text(MAX_PROFILE),
        D::None,
        "",
        "convert to this profile and attach it: srgb, p3, or an RGB or grey ICC profile in base64",
    ),
    Field::new(
        "attachIcc",
        Type::Boolean,
        D::Bool(true),
        "",
        "the profile of the colours is named in the file; false: it is not, and readers take them for sRGB",
    ),
    Field::new("density", Type::Number(1.0, 65_535.0), D::None, "pixels an inch", "the print size to note"),
    Field::new(
        "orientation",
        Type::Integer(1.0, 8.0),
        D::None,
        "",
        "EXIF's tag, by which readers turn the pixels, upright as they are",
    ),
];

/// A profile to convert to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Srgb,
    P3,
    Profile(Vec<u8>),
}

/// What one output wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub keep_exif: bool,
    pub keep_icc: bool,
    pub keep_xmp: bool,
    pub keep_iptc: bool,
    pub icc: Option<Target>,
    attach_icc: bool,
    tags: Tags,
    xmp: Option<String>,
    density: Option<f64>,
    orientation: Option<u32>,
}

impl Wanted {
    pub fn from_values(values: &Values, path: &str) -> Result<Self> {
        let wanted = Self {
            keep_exif: values.bool("keepExif"),
            keep_icc: values.bool("keepIccProfile"),
            keep_xmp: values.bool("keepXmp"),
            keep_iptc: values.bool("keepIptc"),
            icc: values.text("icc").map(|text| target(text, &join(path, "icc"))).transpose()?,
            attach_icc: values.bool("attachIcc"),
            tags: values.tags("exif").to_vec(),
            xmp: values.text("xmp").map(str::to_owned),
            density: values.number("density"),
            orientation: values.integer("orientation"),
        };
        // Tried once without an image, so that a wrong tag is told before anything is decoded.
        set(&mut Exif::new(true), &wanted.tags, &join(path, "exif"))?;
        Ok(wanted)
    }

    /// Whether anything of the input's is asked for.
    pub fn keeps(&self) -> bool {
        self.keep_exif || self.keep_icc || self.keep_xmp || self.keep_iptc
    }

    /// What the output carries. `icc` is the profile of its pixels, where it has one to name.
    pub fn compose(&self, input: &Metadata, icc: Option<Vec<u8>>, about: About) -> Metadata {
        Metadata {
            exif: self.exif(input, about),
            icc: icc.filter(|_| self.attach_icc),
            xmp: self
                .xmp
                .as_ref()
                .map(|text| text.as_bytes().to_vec())
                .or_else(|| kept(self.keep_xmp, input.xmp.as_ref())),
            iptc: kept(self.keep_iptc, input.iptc.as_ref()),
            density: self.density.or(if self.keep_exif { input.density } else { None }),
            // The pixels' own colours are named by the profile.
            cicp: None,
        }
    }

    fn exif(&self, input: &Metadata, about: About) -> Option<Vec<u8>> {
        let kept = kept(self.keep_exif, input.exif.as_ref());
        if kept.is_none() && self.tags.is_empty() && self.orientation.is_none() {
            return None;
        }
        let mut exif = kept.as_deref().and_then(structure::parse).unwrap_or(Exif::new(true));
        if kept.is_some() {
            about.correct(&mut exif);
        }
        // They were accepted with the recipe.
        set(&mut exif, &self.tags, "").ok()?;
        if let Some(orientation) = self.orientation {
            exif.main.set(ORIENTATION, exif.numbers(Kind::Short, &[(orientation, 1)]));
        }
        Some(exif.write())
    }
}

/// What became of the image on its way: old tags that are no longer true.
#[derive(Clone, Copy, Debug)]
pub struct About {
    pub width: u32,
    pub height: u32,
    pub upright: bool,
}

impl About {
    /// EXIF 3.0: orientation, and the picture's size where it was noted (0xa002, 0xa003).
    fn correct(self, exif: &mut Exif) {
        if self.upright && exif.main.get(ORIENTATION).is_some() {
            exif.main.set(ORIENTATION, exif.numbers(Kind::Short, &[(1, 1)]));
        }
        if exif.main.directories().all(|(tag, _)| tag != EXIF) {
            return;
        }
        for (tag, side) in [(0xa002, self.width), (0xa003, self.height)] {
            let value = exif.numbers(Kind::Long, &[(side, 1)]);
            let taken = exif.main.child(EXIF);
            if taken.get(tag).is_some() {
                taken.set(tag, value);
            }
        }
    }
}

fn kept(keep: bool, block: Option<&Vec<u8>>) -> Option<Vec<u8>> {
    block.filter(|_| keep).cloned()
}

fn set(exif: &mut Exif, given: &Tags, path: &str) -> Result<()> {
    for (directory, name, text) in given {
        tags::set(exif, directory, name, text).map_err(|wrong| match wrong {
            Wrong::Directory => Error::option(path, format!("one of {}", DIRECTORIES.join(", ")), directory),
            Wrong::Name => Error::option(join(path, directory), "a tag of EXIF, such as Artist", name),
            Wrong::Value(expected) => Error::option(join(&join(path, directory), name), expected, text),
        })?;
    }
    Ok(())
}

fn target(text: &str, path: &str) -> Result<Target> {
    match text {
        "srgb" => Ok(Target::Srgb),
        "p3" => Ok(Target::P3),
        _ => base64(text)
            .filter(|bytes| bytes.get(36..40) == Some(b"acsp"))
            .map(Target::Profile)
            .ok_or_else(|| Error::option(path, "srgb, p3, or an ICC profile in base64", "other text")),
    }
}
