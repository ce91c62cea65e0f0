//! Lays other images over or under the image: sharp's placements and libvips' blend modes.

pub(super) mod blend;
mod over;
pub(super) mod place;

use super::operand::{self, Operand};
use super::{Coming, Kind, Needs, Op, OpRow, layout};
use crate::colour::Profile;
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Alpha, Colour, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values, join};
use crate::whole;
use blend::Mode;
use place::Place;

const OFFSET: Type = Type::Integer(-100_000_000.0, 100_000_000.0);

const IMAGE: &[Field] = &[
    Field::new("input", Type::File, D::None, "", "the overlay"),
    operand::CREATE,
    operand::TEXT,
    operand::RAW,
    Field::new(
        "blend",
        Type::Choice(Mode::WORDS),
        D::Text("over"),
        "",
        "how its colours meet those below; clear, source, in, out, dest-in and dest-atop clear what it does not cover",
    ),
    Field::new("gravity", Type::Choice(place::GRAVITIES), D::Text("centre"), "", "where it lies"),
    Field::new("left", OFFSET, D::None, "pixels", "from the left, in place of gravity; with top"),
    Field::new("top", OFFSET, D::None, "pixels", "from the top, in place of gravity; with left"),
    Field::new(
        "tile",
        Type::Boolean,
        D::Bool(false),
        "",
        "repeated over the whole image, from where it lies",
    ),
    operand::PREMULTIPLIED,
    Field::new("opacity", Type::Number(0.0, 1.0), D::Number(1.0), "", "its alpha is multiplied by this"),
    Field::new(
        "clip",
        Type::Boolean,
        D::Bool(false),
        "",
        "one that is larger than the image loses what lies outside; else it is refused",
    ),
    operand::RESIZE,
    operand::AUTO_ORIENT,
    operand::ANIMATED,
    operand::PAGE,
    operand::DENSITY,
];

/// A cost limit: more overlays than any honest step has.
const MAX_IMAGES: usize = 256;

pub const ROW: OpRow = OpRow {
    name: "composite",
    aliases: &[],
    fields: &[Field {
        required: true,
        ..Field::new("images", Type::List(IMAGE, MAX_IMAGES), D::None, "", "overlays, from the lowest up")
    }],
    positional: &["images"],
    doc: "Composes images with this one. The result has three colours and alpha, at this image's depth; an overlay that moves does so along with it.",
    build,
};

#[derive(Debug)]
struct Composite {
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    operand: Operand,
    mode: Mode,
    place: Place,
    opacity: f32,
    clip: bool,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let images = values.list("images").iter().enumerate();
    let layers = images.map(|(index, image)| Layer::of(image, &format!("{}[{index}]", join(path, "images"))));
    Ok(Box::new(Composite { layers: layers.collect::<Result<_>>()? }))
}

impl Layer {
    fn of(values: &Values, path: &str) -> Result<Self> {
        Ok(Self {
            operand: Operand::of(values, "input", path)?,
            mode: Mode::from_word(values.word("blend")),
            place: Place::of(values, path)?,
            opacity: values.number("opacity").unwrap_or(1.0) as f32,
            clip: values.bool("clip"),
        })
    }

    /// Three colours, in those of the image, and alpha.
    fn finish(&self, pixels: Pixels, colour: &Colour, job: &mut Job) -> Result<Pixels> {
        let multiplied = pixels.alpha == Alpha::Premultiplied;
        let pixels = layout::ensure_alpha(layout::to_colour(pixels, job)?, job)?;
        let mut pixels = operand::in_colours(pixels, colour, job)?;
        if self.opacity < 1.0 {
            let by = self.opacity;
            match &mut pixels.samples {
                Samples::U8(samples) => fade(samples, multiplied, |a| whole::byte(f32::from(a) * by + 0.5)),
                Samples::U16(samples) => fade(samples, multiplied, |a| whole::word(f32::from(a) * by + 0.5)),
                Samples::F32(samples) => fade(samples, multiplied, |a| a * by),
            }
        }
        pixels.alpha = if multiplied { Alpha::Premultiplied } else { Alpha::Straight };
        Ok(pixels)
    }
}

/// Premultiplied colours fade with their alpha.
fn fade<T: Copy>(samples: &mut [T], multiplied: bool, of: impl Fn(T) -> T) {
    for pixel in samples.as_chunks_mut::<4>().0 {
        let first = if multiplied { 0 } else { 3 };
        pixel.iter_mut().skip(first).for_each(|sample| *sample = of(*sample));
    }
}

impl Op for Composite {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.coloured().with_alpha()
    }

    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        let mut needs = Needs::default();
        for layer in &self.layers {
            needs = needs.and(if layer.clip {
                layer.operand.measure(coming)?.1
            } else {
                layer.operand.within(coming, ", or clip")?
            });
        }
        Ok(needs)
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut base = layout::ensure_alpha(coloured(pixels, job)?, job)?;
        for layer in &self.layers {
            job.check_cancel()?;
            let finish = |pixels, job: &mut Job| layer.finish(pixels, &base.colour, job);
            let over = layer.operand.frame(&base, job, finish)?;
            blend::lay(&mut base, &over, &layer.place, layer.mode, job)?;
        }
        Ok(base)
    }

    fn weight(&self) -> u64 {
        // Each may cover all of the image.
        1 + 2 * self.layers.len() as u64
    }
}

/// Three colours: a grey that has kept a profile of its own loses it, as no colour fits it.
pub(super) fn coloured(mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    if let Colour::Icc(bytes) = &pixels.colour
        && pixels.layout.channels() < 3
    {
        pixels = match Profile::parse(bytes) {
            Some(profile) => profile.to_srgb(pixels, job)?,
            None => Pixels { colour: Colour::Srgb, ..pixels },
        };
    }
    layout::to_colour(pixels, job)
}

#[cfg(test)]
mod tests;
