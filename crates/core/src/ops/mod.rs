//! Operations: one file each, and the one table that recipes, the front, the CLI and the documentation are made from.

use crate::error::{Code, Error, Result};
use crate::format::Flavour;
use crate::job::Job;
use crate::limits::Limits;
use crate::pixels::Pixels;
use crate::spec::{Field, Files, Values};
use std::fmt::Debug;

pub mod affine;
pub mod auto_orient;
pub mod bandbool;
pub mod blur;
pub mod boolean;
pub mod border;
pub mod clahe;
pub mod composite;
pub mod convolve;
pub mod dilate;
pub mod ensure_alpha;
pub mod erode;
pub mod extend;
pub mod extract;
pub mod extract_channel;
pub mod flatten;
pub mod flip;
pub mod flop;
pub mod gamma;
pub mod greyscale;
pub mod join_channel;
pub mod linear;
pub mod lut;
pub mod mask;
pub mod median;
pub mod modulate;
pub mod negate;
pub mod noise;
pub mod normalise;
pub mod pixelate;
pub mod radius;
pub mod recomb;
pub mod remove_alpha;
pub mod resize;
pub mod rotate;
pub mod shadow;
mod shared;
pub mod sharpen;
pub mod threshold;
pub mod tint;
pub mod to_colourspace;
pub mod trim;
pub mod unflatten;
pub mod vignette;

pub use shared::kind::Kind;
#[cfg(test)]
pub(crate) use shared::testing;
pub(crate) use shared::widest;
pub use shared::{alpha, halving, layout, operand, point, sample};
use shared::{channels, convolution, morphology, rounded};

/// An operation with its checked parameters.
pub trait Op: Debug {
    /// Size of the result for an input of this size; what only the header can show wrong is refused here.
    /// The largest that it may be, where only the pixels tell: then a later step checks again what it gets.
    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        Ok((width, height))
    }

    /// What pixels of this kind become, at the most.
    fn becomes(&self, kind: Kind) -> Kind {
        kind
    }

    /// What it takes beside the pixels; what the headers of its own files show wrong is refused here.
    fn needs(&self, _coming: &Coming<'_>) -> Result<Needs> {
        Ok(Needs::default())
    }

    /// The result. Alpha stays straight; operations that mix pixels premultiply inside.
    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels>;

    /// What it makes of single samples of pixels like these, if that is all it does: neighbours are then one pass.
    fn point(&self, _pixels: &Pixels) -> Option<point::Point> {
        None
    }

    /// The smallest input that gives the same result to the eye, when this operation comes first:
    /// decoders that can decode smaller for less may stop there.
    fn enough(&self, _width: u32, _height: u32) -> Option<(u32, u32)> {
        None
    }

    /// The part of the image that it gives, if that is all it does: a decoder that comes before it may leave out the rest.
    fn part(&self) -> Option<extract::Area> {
        None
    }

    /// How many times as long as a copied pixel each pixel takes, roughly: `limits.work` counts by it.
    fn weight(&self) -> u64 {
        1
    }
}

/// What the plan knows of the image that an operation will get.
#[derive(Clone, Copy, Debug)]
pub struct Coming<'a> {
    pub width: u32,
    pub height: u32,
    pub kind: Kind,
    pub frames: u64,
    pub limits: &'a Limits,
    /// The caller's, for text.
    pub fonts: &'a Files,
}

impl Coming<'_> {
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Of its pixels.
    pub fn bytes(&self) -> u64 {
        (u64::from(self.width) * u64::from(self.height)).saturating_mul(self.kind.bytes())
    }

    /// Refuses frames that would not fit each other afterwards.
    pub fn still(&self) -> Result<()> {
        if self.frames < 2 {
            return Ok(());
        }
        let found = format!("an animation of {} frames", self.frames);
        Err(Error::new(Code::InvalidOption).expected("a still image").found(found))
    }
}

/// What an operation takes beside the pixels that go through it.
#[derive(Debug)]
pub struct Needs {
    /// That decodes its files.
    pub flavour: Flavour,
    /// Held until the job ends.
    pub bytes: u64,
    /// Held while it works, beside what comes and what it makes of it.
    pub briefly: u64,
}

impl Default for Needs {
    fn default() -> Self {
        Self { flavour: Flavour::Basic, bytes: 0, briefly: 0 }
    }
}

impl Needs {
    /// One after the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            flavour: self.flavour.max(other.flavour),
            bytes: self.bytes.saturating_add(other.bytes),
            briefly: self.briefly.max(other.briefly),
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct OpRow {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub fields: &'static [Field],
    /// Parameters that the fluent form takes by position; an object of the rest may follow.
    pub positional: &'static [&'static str],
    pub doc: &'static str,
    pub build: fn(&Values, &str) -> Result<Box<dyn Op>>,
}

pub static OPS: &[OpRow] = &[
    affine::ROW,
    auto_orient::ROW,
    bandbool::ROW,
    blur::ROW,
    boolean::ROW,
    border::ROW,
    clahe::ROW,
    composite::ROW,
    convolve::ROW,
    dilate::ROW,
    ensure_alpha::ROW,
    erode::ROW,
    extend::ROW,
    extract::ROW,
    extract_channel::ROW,
    flatten::ROW,
    flip::ROW,
    flop::ROW,
    gamma::ROW,
    greyscale::ROW,
    join_channel::ROW,
    linear::ROW,
    lut::ROW,
    mask::ROW,
    median::ROW,
    modulate::ROW,
    negate::ROW,
    noise::ROW,
    normalise::ROW,
    pixelate::ROW,
    radius::ROW,
    recomb::ROW,
    remove_alpha::ROW,
    resize::ROW,
    rotate::ROW,
    shadow::ROW,
    sharpen::ROW,
    threshold::ROW,
    tint::ROW,
    to_colourspace::ROW,
    trim::ROW,
    unflatten::ROW,
    vignette::ROW,
];

/// The row of a name or alias.
pub fn find(name: &str) -> Option<&'static OpRow> {
    OPS.iter().find(|row| row.name == name || row.aliases.contains(&name))
}
