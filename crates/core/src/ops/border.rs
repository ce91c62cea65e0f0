//! A border of one colour, around the image or within it.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: rows are cut to the canvas' and the image's widths before they are used"
)]

use super::layout::{self, Sample};
use super::rounded::{RADII, Radii, Shape, UNIT};
use super::{Kind, Op, OpRow};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use crate::spec::{Colour, Default as D, Field, Type, Values, join};

pub const ROW: OpRow = OpRow {
    name: "border",
    aliases: &[],
    fields: &[
        Field {
            required: true,
            ..Field::new("width", Type::Integer(0.0, 100_000.0), D::None, "pixels", "how thick it is")
        },
        Field::new("colour", Type::Colour, D::Text("#000000"), "", "what it is painted with"),
        Field::new(
            "inside",
            Type::Boolean,
            D::Bool(false),
            "",
            "painted over the image's margin; else the image grows by it on each side",
        ),
        Field::new(
            "radius",
            RADII,
            D::None,
            "",
            "of its outer corners, one or four from the top left clockwise; the inner ones are parallel",
        ),
        UNIT,
    ],
    positional: &["width", "colour"],
    doc: "Paints a border. Rounded corners and translucent colours add alpha; colours make grey images coloured.",
    build,
};

#[derive(Debug)]
struct Border {
    width: u32,
    colour: Colour,
    inside: bool,
    radius: Option<Radii>,
    path: String,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Border {
        width: values.integer("width").unwrap_or(0),
        colour: values.colour("colour").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
        inside: values.bool("inside"),
        radius: Radii::of(values, "radius", path)?,
        path: join(path, "width"),
    }))
}

impl Op for Border {
    fn becomes(&self, kind: Kind) -> Kind {
        let Colour { r, g, b, a } = self.colour;
        let kind = if r == g && g == b { kind } else { kind.coloured() };
        if self.radius.is_some() { kind.with_alpha() } else { kind.around(a) }
    }

    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        if self.inside {
            return Ok((width, height));
        }
        let grown = |side: u32| side.checked_add(2 * self.width);
        grown(width).zip(grown(height)).ok_or_else(|| {
            Error::option(self.path.clone(), "a border that an image can have", self.width.to_string())
        })
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let (width, height) = self.size(pixels.width, pixels.height)?;
        let Colour { r, g, b, a } = self.colour;
        let inks = matches!(pixels.layout, Layout::Cmyk | Layout::CmykA);
        let mut pixels = if inks || r != g || g != b { layout::to_colour(pixels, job)? } else { pixels };
        if self.radius.is_some() || a < 255 {
            pixels = layout::ensure_alpha(pixels, job)?;
        }
        let radii = self.radius.as_ref().map_or([0.0; 4], |radii| radii.solve(width, height));
        let within = |side: u32| side.saturating_sub(2 * self.width);
        let edge = self.width.min(width).min(height);
        let frame = Frame {
            outer: Shape { left: 0, top: 0, width, height, radii },
            inner: Shape {
                left: edge,
                top: edge,
                width: within(width),
                height: within(height),
                radii: radii.map(|radius| (radius - f64::from(self.width)).max(0.0)),
            },
            at: if self.inside { 0 } else { self.width as usize },
            under: self.inside,
            alpha: pixels.layout.has_alpha(),
        };
        let mut out = Pixels::zeroed(&mut job.alloc, pixels.depth(), pixels.layout, width, height)?;
        out.colour = pixels.colour.clone();
        let colour = layout::colour_samples(self.colour, pixels.layout);
        let colour: Vec<f32> = colour.iter().map(|v| f32::from(*v) / 255.0).collect();
        match (&pixels.samples, &mut out.samples) {
            (Samples::U8(from), Samples::U8(to)) => frame.paint(from, &pixels, to, &colour, job)?,
            (Samples::U16(from), Samples::U16(to)) => frame.paint(from, &pixels, to, &colour, job)?,
            (Samples::F32(from), Samples::F32(to)) => frame.paint(from, &pixels, to, &colour, job)?,
            _ => {}
        }
        job.alloc.release(pixels.bytes());
        Ok(out)
    }
}

struct Frame {
    outer: Shape,
    inner: Shape,
    /// Where the image lies on the canvas, on both sides.
    at: usize,
    /// The image lies under the border.
    under: bool,
    alpha: bool,
}

impl Frame {
    fn paint<S: Sample>(
        &self,
        from: &[S],
        image: &Pixels,
        to: &mut [S],
        colour: &[f32],
        job: &mut Job,
    ) -> Result<()> {
        let channels = colour.len();
        let width = self.outer.width as usize;
        let row = image.width as usize * channels;
        let held = job.alloc.held();
        let mut outer = job.alloc.zeroed::<f32>(width)?;
        let mut inner = job.alloc.zeroed::<f32>(width)?;
        for (y, line) in to.chunks_exact_mut(width * channels).enumerate() {
            job.check_cancel()?;
            if let Some(above) = y.checked_sub(self.at).filter(|y| *y < image.height as usize) {
                let source = &from[above * image.stride..][..row];
                line[self.at * channels..][..row].copy_from_slice(source);
            }
            self.outer.row(y as u32, &mut outer);
            // What the border leaves of the image stays as it was copied.
            let whole = self.inner.row(y as u32, &mut inner);
            for x in (0..whole.start).chain(whole.end.max(whole.start)..width) {
                let pixel = &mut line[x * channels..][..channels];
                let ring = (outer[x] - inner[x]).max(0.0);
                // The image shows where the border's inner edge is, or under the border as far as its outer one.
                let shown = if self.under { outer[x] } else { inner[x] };
                self.mix(pixel, colour, shown, ring);
            }
        }
        job.alloc.release(job.alloc.held() - held);
        Ok(())
    }

    /// The image's pixel in the share that shows, and the border's colour in its own.
    fn mix<S: Sample>(&self, pixel: &mut [S], colour: &[f32], shown: f32, ring: f32) {
        let unit = |sample: S| sample.to_float() / S::FULL;
        let sample = |unit: f32| S::from_float(unit * S::FULL);
        let colours = if self.alpha { colour.len() - 1 } else { colour.len() };
        let alpha = |of: f32| if self.alpha { of } else { 1.0 };
        let painted = ring * alpha(colour[colour.len() - 1]);
        let image = alpha(unit(pixel[pixel.len() - 1])) * shown;
        let image = if self.under { image * (1.0 - painted) } else { image };
        let all = painted + image;
        let scale = if all > 0.0 { 1.0 / all } else { 0.0 };
        for (sample_of, colour) in pixel[..colours].iter_mut().zip(colour) {
            *sample_of = sample((unit(*sample_of) * image + colour * painted) * scale);
        }
        if self.alpha {
            pixel[colours] = sample(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use super::*;
    use crate::pixels::Depth;
    use serde_json::json;

    #[test]
    fn the_image_grows_by_it_on_each_side() {
        let image = row(&[1, 2, 3, 4], Layout::Gray);
        let found = apply(&ROW, json!({ "width": 1, "colour": "#090909" }), image);
        assert_eq!((found.width, found.height, found.layout), (6, 3, Layout::Gray));
        assert_eq!(bytes(&found), [9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 9, 9, 9, 9, 9, 9, 9]);
    }

    #[test]
    fn inside_it_covers_the_margin_and_all_of_what_is_too_small() {
        let image = || Pixels::packed(Samples::U8((1..=9).collect()), Layout::Gray, 3, 3).unwrap();
        let found = apply(&ROW, json!({ "width": 1, "inside": true }), image());
        assert_eq!(bytes(&found), [0, 0, 0, 0, 5, 0, 0, 0, 0]);
        let found = apply(&ROW, json!({ "width": 2, "inside": true, "colour": "white" }), image());
        assert_eq!(bytes(&found), [255; 9]);
        let half = apply(&ROW, json!({ "width": 1, "inside": true, "colour": "#ffffff80" }), image());
        // 9 and 255 in the shares 127 and 128 of 255: 132.5.
        assert_eq!((half.layout, &bytes(&half)[16..]), (Layout::GrayA, &[132, 255][..]));
    }

    #[test]
    fn a_colour_makes_grey_coloured_and_no_width_changes_nothing() {
        let found = apply(&ROW, json!({ "width": 1, "colour": "red" }), row(&[7], Layout::Gray));
        assert_eq!(found.layout, Layout::Rgb);
        assert_eq!(&bytes(&found)[9..18], [255, 0, 0, 7, 7, 7, 255, 0, 0]);
        for layout in [Layout::Gray, Layout::Rgba] {
            let image = noisy(Depth::U16, layout, 7, 5);
            assert_eq!(apply(&ROW, json!({ "width": 0 }), image.clone()), image);
        }
    }

    #[test]
    fn rounded_corners_are_transparent_outside_and_painted_up_to_the_image() {
        let white = Pixels::packed(Samples::U8(vec![255; 40 * 40]), Layout::Gray, 40, 40).unwrap();
        let found = apply(&ROW, json!({ "width": 5, "radius": 15 }), white);
        let pixel = |x: usize, y: usize| &bytes(&found)[(y * 50 + x) * 2..][..2];
        assert_eq!(found.layout, Layout::GrayA);
        assert_eq!(
            (pixel(0, 0), pixel(25, 2), pixel(25, 25), pixel(6, 6)),
            (&[0, 0][..], &[0, 255][..], &[255, 255][..], &[0, 255][..])
        );
        // No gap between border and image: all that is within the outer edge is opaque.
        let transparent = bytes(&found).chunks(2).map(|p| 1.0 - f64::from(p[1]) / 255.0).sum::<f64>();
        assert!((transparent - (4.0 - std::f64::consts::PI) * 225.0).abs() < 1.0, "{transparent}");
    }

    #[test]
    fn every_depth_is_painted_alike() {
        let job = &mut Job::default();
        let given = json!({ "width": 3, "radius": [5, 0, 2, 1], "colour": "#10a03080", "inside": true });
        let narrow = noisy(Depth::U8, Layout::Rgba, 17, 13);
        let expected = apply(&ROW, given.clone(), narrow.clone());
        for other in [layout::to_u16(narrow.clone(), job).unwrap(), layout::to_f32(narrow, job).unwrap()] {
            let found = layout::to_u8(apply(&ROW, given.clone(), other), job).unwrap();
            assert!(bytes(&found).iter().zip(bytes(&expected)).all(|(a, b)| a.abs_diff(*b) <= 1));
        }
    }

    #[test]
    fn sizes_and_wrong_radii() {
        never_panics(&ROW, &json!({ "width": 2, "radius": 3, "colour": "#11223344" }));
        never_panics(&ROW, &json!({ "width": 2, "radius": 3, "inside": true }));
        let wrong = json!({ "width": 2, "radius": [1, 2] });
        assert_eq!(blamed(try_apply(&ROW, wrong, noisy(Depth::U8, Layout::Gray, 4, 4))), "steps[0].radius");
    }
}
