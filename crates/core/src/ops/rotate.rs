//! Turns the image by any angle: by right angles its pixels move, by others they are sampled.

use super::sample::{Affine, Interpolator};
use super::{Kind, Op, OpRow, auto_orient};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Colour, Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "rotate",
    aliases: &[],
    fields: &[
        Field::new(
            "angle",
            Type::Number(-10_000_000.0, 10_000_000.0),
            D::None,
            "degrees",
            "clockwise; absent: what autoOrient does",
        ),
        Field::new(
            "background",
            Type::Colour,
            D::Text("#000000"),
            "",
            "of the corners that an oblique angle leaves; translucent, it adds alpha",
        ),
    ],
    positional: &["angle"],
    doc: "Turns the image clockwise. Multiples of 90 degrees move pixels; other angles interpolate between them (bilinear), \
          turn about the centre and give the whole turned image, its sides rounded.",
    build,
};

#[derive(Debug)]
enum Rotate {
    /// By an orientation that it undoes.
    Right(u8),
    Oblique(Affine, Colour),
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let angle = values.number("angle").unwrap_or_default();
    let background = values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 });
    let quarters = angle / 90.0;
    if quarters.fract() == 0.0 {
        let orientation = match quarters.rem_euclid(4.0) as u8 {
            1 => 6,
            2 => 3,
            3 => 8,
            _ => 1,
        };
        return Ok(Box::new(Rotate::Right(orientation)));
    }
    let radians = angle.to_radians();
    let (sine, cosine) = (libm::sin(radians), libm::cos(radians));
    Ok(Box::new(Rotate::Oblique(Affine::of([cosine, -sine, sine, cosine]), background)))
}

impl Op for Rotate {
    fn becomes(&self, kind: Kind) -> Kind {
        match self {
            Self::Right(_) => kind,
            Self::Oblique(_, background) => kind.around(background.a),
        }
    }

    fn size(&self, width: u32, height: u32) -> Result<(u32, u32)> {
        match self {
            Self::Right(orientation) if *orientation >= 5 => Ok((height, width)),
            Self::Right(_) => Ok((width, height)),
            Self::Oblique(affine, _) => affine.size(width, height),
        }
    }

    fn weight(&self) -> u64 {
        match self {
            Self::Right(_) => 1,
            Self::Oblique(..) => Interpolator::Bilinear.weight(),
        }
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        match self {
            Self::Right(orientation) => auto_orient::orient(pixels, *orientation, job),
            Self::Oblique(affine, background) => {
                affine.apply(pixels, Interpolator::Bilinear, *background, job)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, build, bytes, each, grey, noisy};
    use crate::pixels::{Depth, Layout, Samples};
    use serde_json::json;

    #[test]
    fn right_angles_move_pixels_clockwise() {
        let turned = |angle: i32| apply(&ROW, json!({ "angle": angle }), grey(3, &[1, 2, 3, 4, 5, 6]));
        for (angle, width, expected) in [
            (0, 3, [1, 2, 3, 4, 5, 6]),
            (90, 2, [4, 1, 5, 2, 6, 3]),
            (-270, 2, [4, 1, 5, 2, 6, 3]),
            (180, 3, [6, 5, 4, 3, 2, 1]),
            (-90, 2, [3, 6, 2, 5, 1, 4]),
            (3_600, 3, [1, 2, 3, 4, 5, 6]),
            (630, 2, [3, 6, 2, 5, 1, 4]),
        ] {
            let turned = turned(angle);
            assert_eq!((turned.width, bytes(&turned)), (width, &expected[..]), "{angle}");
        }
        let image = grey(3, &[1, 2, 3, 4, 5, 6]);
        assert_eq!(apply(&ROW, json!({}), image.clone()), image);
    }

    #[test]
    fn four_quarters_and_two_halves_are_nothing() {
        each(|image| {
            let turn = |pixels, angle: u32| apply(&ROW, json!({ "angle": angle }), pixels);
            let quarter = turn(image.clone(), 90);
            let half = turn(quarter.clone(), 90);
            assert_eq!(half, turn(image.clone(), 180));
            assert_eq!(turn(half.clone(), 90), turn(image.clone(), 270));
            assert_eq!(turn(half, 180), image);
            assert_eq!(turn(quarter, 270), image);
        });
    }

    #[test]
    fn oblique_angles_give_what_sharp_gives() {
        // sharp 0.35.5: 4 × 3 of 200, rotate(45, { background: '#404040' }), one channel.
        let turned = apply(&ROW, json!({ "angle": 45, "background": "#404040" }), grey(4, &[200; 12]));
        let expected = [
            64, 104, 200, 104, 64, 99, 200, 200, 200, 104, 87, 184, 200, 200, 200, 64, 87, 184, 200, 127, 64,
            64, 87, 120, 64,
        ];
        assert_eq!((turned.width, turned.height), (5, 5));
        for (found, expected) in bytes(&turned).iter().zip(expected) {
            assert!(found.abs_diff(expected) <= 1, "{found} {expected}");
        }
        // The same, 8 × 6 of 20 x + 10 y, rotate(10, { background: '#ffffff' }): its second and fifth rows.
        let slope: Vec<u8> = (0..48).map(|at| at % 8 * 20 + at / 8 * 10).collect();
        let turned = apply(&ROW, json!({ "angle": 10, "background": "#ffffff" }), grey(8, &slope));
        assert_eq!((turned.width, turned.height), (9, 7));
        let rows: Vec<&[u8]> = bytes(&turned).chunks(9).collect();
        let expected =
            [(1, [209, 13, 31, 49, 67, 85, 103, 129, 172]), (4, [103, 53, 71, 89, 107, 125, 143, 161, 219])];
        for (row, expected) in expected {
            assert!(rows[row].iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1), "{:?}", rows[row]);
        }
    }

    #[test]
    fn corners_are_the_background_at_each_depth_and_translucent_ones_add_alpha() {
        for (layout, ends) in [
            (Layout::Gray, Layout::GrayA),
            (Layout::GrayA, Layout::GrayA),
            (Layout::Rgb, Layout::Rgba),
            (Layout::Rgba, Layout::Rgba),
            (Layout::Cmyk, Layout::CmykA),
        ] {
            for (depth, full) in [(Depth::U8, 255.0), (Depth::U16, 65_535.0), (Depth::F32, 1.0)] {
                let given =
                    json!({ "angle": 45, "background": { "r": 255, "g": 255, "b": 255, "alpha": 0.2 } });
                let turned = apply(&ROW, given, noisy(depth, layout, 9, 9));
                assert_eq!((turned.layout, turned.depth()), (ends, depth));
                let corner = turned.at(0, 0);
                assert!((corner.last().unwrap() - full * 0.2).abs() <= full * 1e-6, "{corner:?}");
                if layout == Layout::Rgb {
                    assert_eq!(corner[..3], [full; 3]);
                }
            }
        }
    }

    #[test]
    fn what_is_invisible_does_not_colour_its_neighbours() {
        // White and wholly transparent beside black and opaque: every mix is black.
        let pixels = [255, 255, 255, 0, 0, 0, 0, 255].repeat(8);
        let pixels = Pixels::packed(Samples::U8(pixels), Layout::Rgba, 4, 4).unwrap();
        let turned = apply(&ROW, json!({ "angle": 30, "background": "transparent" }), pixels);
        let visible: Vec<&[u8]> = bytes(&turned).chunks(4).filter(|pixel| pixel[3] > 0).collect();
        assert!(visible.len() > 8 && visible.iter().all(|pixel| pixel[..3] == [0, 0, 0]), "{visible:?}");
    }

    #[test]
    fn every_size_layout_and_depth_turns() {
        each(|image| {
            for angle in [0.5, 45.0, -17.3, 1e6 + 0.1] {
                apply(&ROW, json!({ "angle": angle }), image.clone());
            }
        });
        assert!(build(&ROW, json!({ "angle": "45" })).is_err());
    }
}
