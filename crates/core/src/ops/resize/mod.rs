//! Resizes: sharp's fits and positions around a convolution in premultiplied alpha.

mod geometry;
#[cfg_attr(feature = "basic", path = "kernel.rs")]
#[cfg_attr(not(feature = "basic"), path = "disabled.rs")]
mod kernel;

use super::extend::{self, Canvas, With};
use super::{Op, OpRow};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Colour, Default as D, Field, Type, Values};
use geometry::{Fit, POSITIONS, Request};

const SIDE: Type = Type::Integer(1.0, 1_000_000.0);

pub const ROW: OpRow = OpRow {
    name: "resize",
    aliases: &[],
    fields: &[
        Field::new("width", SIDE, D::None, "pixels", "absent: follows from the height"),
        Field::new("height", SIDE, D::None, "pixels", "absent: follows from the width"),
        Field::new(
            "fit",
            Type::Choice(Fit::WORDS),
            D::Text("cover"),
            "",
            "cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box",
        ),
        Field::new(
            "position",
            Type::Choice(POSITIONS),
            D::Text("centre"),
            "",
            "what a crop keeps, or where padding leaves the image",
        ),
        Field::new("kernel", Type::Choice(kernel::WORDS), D::Text("lanczos3"), "", "the interpolation"),
        Field::new("background", Type::Colour, D::Text("#000000"), "", "the padding of contain"),
        Field::new("withoutEnlargement", Type::Boolean, D::Bool(false), "", "never larger than the input"),
        Field::new("withoutReduction", Type::Boolean, D::Bool(false), "", "never smaller than the input"),
    ],
    positional: &["width", "height"],
    doc: "Resizes to width × height. With one of both, the other follows from the aspect ratio.",
    build,
};

#[derive(Debug)]
struct Resize {
    request: Request,
    kernel: &'static str,
    background: Colour,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let (width, height) = (values.integer("width"), values.integer("height"));
    if width.is_none() && height.is_none() {
        return Err(Error::option(path, "width or height", "neither"));
    }
    Ok(Box::new(Resize {
        request: Request {
            width,
            height,
            fit: Fit::from_word(values.word("fit")),
            position: values.word("position"),
            without_enlargement: values.bool("withoutEnlargement"),
            without_reduction: values.bool("withoutReduction"),
        },
        kernel: values.word("kernel"),
        background: values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
    }))
}

impl Op for Resize {
    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        Ok(self.request.solve(width, height).canvas)
    }

    fn enough(&self, width: u32, height: u32) -> Option<(u32, u32)> {
        // Nearest takes single pixels: a decoder's own averaging would change which.
        (self.kernel != "nearest").then(|| self.request.solve(width, height).scaled)
    }

    /// Two passes of up to six taps each; a smaller scale has more of them on fewer pixels.
    fn weight(&self) -> u64 {
        4
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let (width, height) = pixels.reduced.map_or((pixels.width, pixels.height), |reduced| reduced.size);
        let geometry = self.request.solve(width, height);
        let scaled = kernel::scale(pixels, &geometry, self.kernel, job)?;
        let (width, height) = geometry.canvas;
        let canvas = Canvas { width, height, left: geometry.left, top: geometry.top };
        extend::lay(scaled, canvas, With::Background, self.background, job)
    }
}
