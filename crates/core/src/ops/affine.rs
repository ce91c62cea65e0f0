//! Any linear map of the image: scaled, sheared, turned.

use super::sample::{Affine, Interpolator};
use super::{Kind, Op, OpRow};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Colour, Default as D, Field, Type, Values, join};

const OFFSET: Type = Type::Number(-10_000_000.0, 10_000_000.0);

pub const ROW: OpRow = OpRow {
    name: "affine",
    aliases: &[],
    fields: &[
        Field {
            required: true,
            ..Field::new(
                "matrix",
                Type::Numbers(-10_000_000.0, 10_000_000.0, 4, 4),
                D::None,
                "",
                "[a, b, c, d] or [[a, b], [c, d]]: x and y become a x + b y and c x + d y",
            )
        },
        Field::new(
            "background",
            Type::Colour,
            D::Text("#000000"),
            "",
            "of what lies outside of the image; translucent, it adds alpha",
        ),
        Field::new("idx", OFFSET, D::Number(0.0), "pixels", "added to x before the matrix"),
        Field::new("idy", OFFSET, D::Number(0.0), "pixels", "added to y before the matrix"),
        Field::new("odx", OFFSET, D::Number(0.0), "pixels", "added to x behind the matrix"),
        Field::new("ody", OFFSET, D::Number(0.0), "pixels", "added to y behind the matrix"),
        Field::new(
            "interpolator",
            Type::Choice(Interpolator::WORDS),
            D::Text("bilinear"),
            "",
            "between pixels: nearest takes the one before, bilinear is what sharp does by default (whatever its documentation says), \
             bicubic is Catmull-Rom at 64ths of a pixel, lbb the same within the range of the pixels around, nohalo smoothes oblique lines, \
             vsqbs blurs a little",
        ),
    ],
    positional: &["matrix"],
    doc: "Maps the image by a matrix of 2 × 2. The result has the size of what the matrix makes of the image, rounded; the displacements \
          move the image within it. Nothing is averaged: what becomes much smaller needs a resize first.",
    build,
};

#[derive(Debug)]
struct Mapped {
    affine: Affine,
    interpolator: Interpolator,
    background: Colour,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let given = values.numbers("matrix");
    let [a, b, c, d] = given else {
        return Err(Error::option(join(path, "matrix"), "four numbers", given.len().to_string()));
    };
    let offset = |x, y| (values.number(x).unwrap_or_default(), values.number(y).unwrap_or_default());
    let affine =
        Affine { matrix: [*a, *b, *c, *d], before: offset("idx", "idy"), behind: offset("odx", "ody") };
    if !affine.is_regular() {
        let found = format!("[{a}, {b}, {c}, {d}]");
        return Err(Error::option(join(path, "matrix"), "a matrix that has an inverse", found));
    }
    Ok(Box::new(Mapped {
        affine,
        interpolator: Interpolator::from_word(values.word("interpolator")),
        background: values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
    }))
}

impl Op for Mapped {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.around(self.background.a)
    }

    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        self.affine.size(width, height)
    }

    fn weight(&self) -> u64 {
        self.interpolator.weight()
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        // VSQBS blurs also what stays where it is.
        if self.affine == Affine::of([1.0, 0.0, 0.0, 1.0]) && self.interpolator != Interpolator::Vsqbs {
            return Ok(pixels);
        }
        self.affine.apply(pixels, self.interpolator, self.background, job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::ops::testing::{apply, build, bytes, each, grey, noisy};
    use crate::pixels::{Depth, Layout};
    use serde_json::json;

    #[test]
    fn the_identity_changes_nothing_and_whole_steps_move_pixels() {
        each(|image| {
            assert_eq!(apply(&ROW, json!({ "matrix": [1, 0, 0, 1] }), image.clone()), image);
        });
        for interpolator in Interpolator::WORDS.iter().filter(|word| **word != "vsqbs") {
            for moved in [json!({ "idx": 1 }), json!({ "odx": 1 })] {
                let mut given = json!({ "matrix": [[1, 0], [0, 1]], "interpolator": interpolator, "background": "#040404" });
                given.as_object_mut().unwrap().extend(moved.as_object().unwrap().clone());
                let moved = apply(&ROW, given, grey(3, &[10, 20, 30, 40, 50, 60]));
                assert_eq!(bytes(&moved), [4, 10, 20, 4, 40, 50], "{interpolator}");
            }
            let mirrored = json!({ "matrix": [-1, 0, 0, 1], "odx": -1, "interpolator": interpolator });
            assert_eq!(bytes(&apply(&ROW, mirrored, grey(3, &[10, 20, 30]))), [30, 20, 10], "{interpolator}");
        }
    }

    #[test]
    fn halves_of_pixels_are_what_sharp_gives() {
        // sharp 0.35.5: 4 × 3 of 200 on '#404040' with these displacements; the first and last rows.
        let flat = |given: serde_json::Value| bytes(&apply(&ROW, given, grey(4, &[200; 12]))).to_vec();
        let given = |interpolator: &str, odx: f64, ody: f64| {
            let background = "#404040";
            json!({ "matrix": [1, 0, 0, 1], "interpolator": interpolator, "odx": odx, "ody": ody, "background": background })
        };
        assert_eq!(flat(given("nearest", 0.5, 0.0))[..4], [64, 200, 200, 200]);
        assert_eq!(flat(given("bilinear", 0.5, 0.0))[..4], [132, 200, 200, 200]);
        assert_eq!(flat(given("bicubic", 0.5, 0.0))[..4], [132, 209, 200, 209]);
        assert_eq!(flat(given("bilinear", -0.25, -0.25))[8..], [166, 166, 166, 141]);
        let bicubic = flat(given("bicubic", -0.25, -0.25));
        let expected = [220, 210, 213, 180, 213, 203, 206, 175, 180, 172, 175, 150];
        assert!(bicubic.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{bicubic:?}");
        let doubled =
            flat(json!({ "matrix": [2, 0, 0, 2], "interpolator": "bilinear", "background": "#404040" }));
        assert_eq!(doubled[40..], [132, 132, 132, 132, 132, 132, 132, 98]);
    }

    #[test]
    fn robidouxs_interpolators_are_those_of_sharp() {
        // sharp 0.35.5: these pixels with odx 0.3 and ody -0.4 on '#404040'.
        let pixels = noisy(Depth::U8, Layout::Gray, 7, 6);
        let lbb = [
            148, 111, 160, 212, 233, 204, 157, 104, 104, 164, 155, 197, 190, 48, 121, 206, 166, 114, 169,
            142, 138, 121, 191, 107, 45, 76, 177, 152, 60, 149, 200, 131, 112, 137, 65, 35, 27, 70, 131, 150,
            59, 72,
        ];
        let nohalo = [
            138, 112, 153, 209, 227, 198, 156, 100, 113, 166, 152, 196, 183, 54, 117, 203, 165, 114, 165,
            152, 148, 122, 186, 123, 52, 79, 177, 152, 56, 138, 193, 128, 111, 135, 72, 39, 33, 65, 128, 138,
            66, 70,
        ];
        let vsqbs = [
            128, 116, 155, 198, 219, 193, 146, 106, 120, 161, 158, 191, 173, 81, 123, 184, 160, 121, 153,
            152, 132, 117, 176, 132, 65, 93, 163, 144, 71, 128, 177, 130, 117, 122, 80, 43, 38, 80, 121, 131,
            75, 66,
        ];
        for (interpolator, expected) in [("lbb", lbb), ("nohalo", nohalo), ("vsqbs", vsqbs)] {
            let given = json!({ "matrix": [1, 0, 0, 1], "odx": 0.3, "ody": -0.4, "background": "#404040", "interpolator": interpolator });
            let found = apply(&ROW, given, pixels.clone());
            let near = bytes(&found).iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1);
            assert!(near, "{interpolator}: {:?}", bytes(&found));
        }
    }

    #[test]
    fn matrices_without_an_inverse_or_a_result_are_refused() {
        for matrix in
            [json!([0, 0, 0, 0]), json!([1, 2, 2, 4]), json!([1, 2, 3]), json!([1e-300, 0, 0, 1e-300])]
        {
            let error = build(&ROW, json!({ "matrix": matrix })).unwrap_err();
            assert_eq!(
                (error.code, error.fields.path.as_deref()),
                (Code::InvalidOption, Some("steps[0].matrix"))
            );
        }
        for matrix in [json!([0.001, 0, 0, 1]), json!([1, 0, 0, 1e6])] {
            let error = build(&ROW, json!({ "matrix": matrix })).unwrap().size(10, 10).unwrap_err();
            assert_eq!(error.code, Code::InvalidOption);
        }
        let error = build(&ROW, json!({ "matrix": [1, 0, 0, 1], "interpolator": "lanczos" })).unwrap_err();
        let words = "one of nearest, bilinear, bicubic, lbb, nohalo, vsqbs";
        assert_eq!(error.fields.expected.as_deref(), Some(words));
    }

    #[test]
    fn every_size_layout_and_depth_is_mapped() {
        each(|image| {
            for interpolator in Interpolator::WORDS {
                let given =
                    json!({ "matrix": [1.3, 0.4, -0.3, 1.1], "odx": 0.4, "interpolator": interpolator });
                let mapped = apply(&ROW, given, image.clone());
                assert_eq!((mapped.layout, mapped.depth()), (image.layout, image.depth()));
            }
        });
    }
}
