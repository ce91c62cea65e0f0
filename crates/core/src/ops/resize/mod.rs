//! Resizes: sharp's fits and positions around a convolution in premultiplied alpha.

mod attention;
mod geometry;
mod interest;
#[cfg_attr(feature = "basic", path = "kernel.rs")]
#[cfg_attr(not(feature = "basic"), path = "disabled.rs")]
mod kernel;
mod nearest;
mod small;

use super::extend::{self, Canvas, With};
use super::{Coming, Kind, Needs, Op, OpRow, alpha, extract};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Colour, Default as D, Field, Type, Values, join};
use geometry::{Fit, Geometry, KERNELS, POSITIONS, Request};
use interest::{Interest, View};
use std::f64::consts::PI;

const SIDE: Type = Type::Integer(1.0, 1_000_000.0);

const FOCUS: &[Field] = &[
    Field::new("x", Type::Number(0.0, 1.0), D::Number(0.5), "", "part of the width, from the left"),
    Field::new("y", Type::Number(0.0, 1.0), D::Number(0.5), "", "part of the height, from the top"),
];

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
            "what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention \
             edges, saturated colours and skin (both of stills only)",
        ),
        Field::new(
            "focus",
            Type::Object(FOCUS),
            D::None,
            "",
            "in place of position: what cover keeps nearest to the middle",
        ),
        Field::new("kernel", Type::Choice(KERNELS), D::Text("lanczos3"), "", "the interpolation"),
        Field::new("background", Type::Colour, D::Text("#000000"), "", "the padding of contain"),
        Field::new(
            "scale",
            Type::Number(0.000_001, 1_000_000.0),
            D::None,
            "",
            "in place of width and height: of each side, 0.5 is half of it",
        ),
        Field::new("withoutEnlargement", Type::Boolean, D::Bool(false), "", "never larger than the input"),
        Field::new("withoutReduction", Type::Boolean, D::Bool(false), "", "never smaller than the input"),
        Field::new(
            "fastShrinkOnLoad",
            Type::Boolean,
            D::Bool(true),
            "",
            "false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize",
        ),
    ],
    positional: &["width", "height"],
    doc: "Resizes to width × height. With one of both, the other follows from the aspect ratio.",
    build,
};

#[derive(Debug)]
struct Resize {
    request: Request,
    interest: Option<Interest>,
    kernel: &'static str,
    /// The factor that a decoder leaves to it.
    leaves: u32,
    background: Colour,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let (width, height) = (values.integer("width"), values.integer("height"));
    let factor = values.number("scale");
    match (width.or(height), factor) {
        (None, None) => return Err(Error::option(path, "width, height or scale", "none")),
        (Some(_), Some(_)) => return Err(Error::option(path, "width and height, or scale", "both")),
        _ => {}
    }
    let position = values.word("position");
    let focus = values.object("focus").map(|focus| {
        let part = |name| focus.number(name).unwrap_or(0.5);
        (part("x"), part("y"))
    });
    if focus.is_some() && !position.starts_with("cent") {
        return Err(Error::option(join(path, "focus"), "focus or position", "both"));
    }
    Ok(Box::new(Resize {
        request: Request {
            width,
            height,
            factor,
            fit: Fit::from_word(values.word("fit")),
            position,
            focus,
            without_enlargement: values.bool("withoutEnlargement"),
            without_reduction: values.bool("withoutReduction"),
        },
        interest: Interest::from_word(position),
        kernel: values.word("kernel"),
        leaves: if values.bool("fastShrinkOnLoad") { 1 } else { 2 },
        background: values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
    }))
}

/// Whether a position is found by what the image shows.
pub fn is_strategy(position: &str) -> bool {
    Interest::from_word(position).is_some()
}

impl Resize {
    /// Colours are mixed premultiplied; `finish` gets them so where they are (second argument).
    fn scale(
        &self,
        mut pixels: Pixels,
        geometry: &Geometry,
        job: &mut Job,
        finish: impl FnOnce(Pixels, bool, &mut Job) -> Result<Pixels>,
    ) -> Result<Pixels> {
        if geometry.changes_nothing(&pixels) {
            pixels.reduced = None;
            return finish(pixels, false, job);
        }
        if self.kernel == "nearest" {
            return finish(nearest::scale(pixels, geometry, job)?, false, job);
        }
        let mixed = alpha::is_mixed(&pixels);
        if mixed {
            alpha::premultiply(&mut pixels.samples, pixels.layout.channels());
        }
        let scaled = kernel::scale(pixels, geometry, self.kernel, job)?;
        let mut scaled = finish(scaled, mixed, job)?;
        if mixed {
            alpha::straighten(&mut scaled.samples, scaled.layout.channels());
        }
        Ok(scaled)
    }
}

impl Op for Resize {
    fn becomes(&self, kind: Kind) -> Kind {
        if self.request.fit == Fit::Contain { kind.around(self.background.a) } else { kind }
    }

    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        self.request.check(width, height)?;
        Ok(self.request.solve(width, height).canvas)
    }

    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        // Each frame would be cropped elsewhere.
        if self.interest.is_some() {
            coming.still()?;
        }
        let geometry = self.request.solve(coming.width, coming.height);
        let briefly = geometry.between(coming.width, coming.kind.bytes());
        Ok(Needs { briefly, ..Needs::default() })
    }

    fn enough(&self, width: u32, height: u32) -> Option<(u32, u32)> {
        // Nearest takes single pixels: a decoder's own averaging would change which.
        let (across, down) = self.request.solve(width, height).scaled;
        let left = (across.saturating_mul(self.leaves), down.saturating_mul(self.leaves));
        (self.kernel != "nearest").then_some(left)
    }

    /// Two passes of up to six taps each; a smaller scale has more of them on fewer pixels.
    fn weight(&self) -> u64 {
        4
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let (width, height) = pixels.reduced.map_or((pixels.width, pixels.height), |reduced| reduced.size);
        let geometry = self.request.solve(width, height);
        if let Some(interest) = self.interest.filter(|_| geometry.kept != geometry.scaled) {
            let whole =
                Geometry { kept: geometry.scaled, canvas: geometry.scaled, left: 0, top: 0, ..geometry };
            return self.scale(pixels, &whole, job, |scaled, premultiplied, job| {
                let area = interest.find(&View::new(&scaled, premultiplied), geometry.kept, job)?;
                extract::cut(scaled, area, job)
            });
        }
        let scaled = self.scale(pixels, &geometry, job, |scaled, _, _| Ok(scaled))?;
        let (width, height) = geometry.canvas;
        let canvas = Canvas { width, height, left: geometry.left, top: geometry.top };
        extend::lay(scaled, canvas, With::Background, self.background, job)
    }
}

/// Lanczos' window of a sinc.
fn lanczos(x: f64, lobes: f64) -> f64 {
    if x.abs() < lobes { sinc(x) * sinc(x / lobes) } else { 0.0 }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { libm::sin(x * PI) / (x * PI) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::ops::testing::build;
    use serde_json::json;

    #[test]
    fn a_size_a_scale_a_focus_and_a_position_exclude_each_other() {
        for (given, path) in [
            (json!({}), "steps[0]"),
            (json!({ "scale": 2, "width": 3 }), "steps[0]"),
            (json!({ "scale": 0 }), "steps[0].scale"),
            (json!({ "width": 3, "focus": { "x": 2 } }), "steps[0].focus.x"),
            (json!({ "width": 3, "focus": { "x": 1 }, "position": "top" }), "steps[0].focus"),
        ] {
            let error = build(&ROW, given.clone()).unwrap_err();
            assert_eq!(
                (error.code, error.fields.path.as_deref()),
                (Code::InvalidOption, Some(path)),
                "{given}"
            );
        }
        let large = build(&ROW, json!({ "scale": 1000 })).unwrap();
        assert_eq!(large.size(10_000, 1).unwrap_err().code, Code::InvalidOption);
    }

    #[test]
    fn a_decoder_leaves_a_factor_of_two_when_asked_to() {
        let enough = |given| build(&ROW, given).unwrap().enough(800, 600);
        assert_eq!(enough(json!({ "width": 100 })), Some((100, 75)));
        assert_eq!(enough(json!({ "width": 100, "fastShrinkOnLoad": false })), Some((200, 150)));
        assert_eq!(enough(json!({ "scale": 0.25 })), Some((200, 150)));
        assert_eq!(enough(json!({ "width": 100, "kernel": "nearest" })), None);
    }

    #[test]
    #[cfg(feature = "basic")]
    fn both_sides_are_scaled_by_one_factor_whatever_they_are_rounded_to() {
        use crate::ops::testing::{apply, bytes, noisy};
        use crate::pixels::{Depth, Layout};
        // sharp 0.35.5: the first and last six samples of these. Weights are of 12 bits there.
        for (given, from, size, first, last) in [
            (
                json!({ "width": 31 }),
                (63, 41),
                (31, 20),
                [150, 172, 135, 149, 88, 126],
                [126, 170, 103, 91, 152, 56],
            ),
            (
                json!({ "width": 25, "height": 25, "fit": "outside" }),
                (63, 41),
                (38, 25),
                [153, 210, 120, 129, 115, 87],
                [138, 143, 84, 116, 153, 40],
            ),
            (
                json!({ "width": 17, "height": 9, "fit": "inside" }),
                (40, 9),
                (17, 4),
                [122, 181, 147, 128, 195, 170],
                [75, 72, 116, 77, 79, 144],
            ),
        ] {
            let result = apply(&ROW, given.clone(), noisy(Depth::U8, Layout::Gray, from.0, from.1));
            assert_eq!((result.width, result.height), size);
            let found = bytes(&result);
            let near =
                |found: &[u8], wanted: [u8; 6]| found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 2);
            assert!(near(found, first) && near(&found[found.len() - 6..], last), "{given}: {found:?}");
        }
    }

    #[test]
    #[cfg(feature = "basic")]
    fn every_size_layout_and_depth_has_every_kernel_and_its_own_size_changes_nothing() {
        use crate::ops::testing::{apply, each};
        use crate::pixels::Layout;
        each(|image| {
            let (width, height) = (image.width, image.height);
            if image.layout == Layout::CmykA || width != height {
                return;
            }
            for kernel in KERNELS {
                let same = json!({ "width": width, "height": height, "kernel": kernel });
                assert_eq!(apply(&ROW, same, image.clone()), image);
                apply(&ROW, json!({ "width": 10 - width, "kernel": kernel }), image.clone());
            }
            for position in ["entropy", "left top"] {
                apply(&ROW, json!({ "width": 3, "height": 2, "position": position }), image.clone());
            }
            apply(&ROW, json!({ "scale": 0.7, "focus": { "x": 1 } }), image);
        });
    }
}
