//! Changes what the samples mean and how deep they are: colour or grey, 8 or 16 bit.

use super::{Kind, Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "toColourspace",
    aliases: &["toColorspace", "pipelineColourspace", "pipelineColorspace"],
    fields: &[Field {
        required: true,
        ..Field::new(
            "space",
            Type::Choice(&["srgb", "b-w", "rgb16", "grey16"]),
            D::None,
            "",
            "srgb and rgb16 have three channels of 8 and 16 bit, b-w and grey16 one; alpha stays beside them",
        )
    }],
    positional: &["space"],
    doc: "Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has.",
    build,
};

#[derive(Debug)]
struct ToColourspace {
    gray: bool,
    deep: bool,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    let space = values.word("space");
    Ok(Box::new(ToColourspace {
        gray: matches!(space, "b-w" | "grey16"),
        deep: matches!(space, "rgb16" | "grey16"),
    }))
}

impl Op for ToColourspace {
    fn becomes(&self, kind: Kind) -> Kind {
        let kind = if self.gray { kind.grey() } else { kind.coloured() };
        Kind { sample: if self.deep { 2 } else { 1 }, ..kind }
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        // The deeper of the two is what the luminance is worked out in.
        let pixels = if self.deep { layout::to_u16(pixels, job)? } else { pixels };
        let pixels = if self.gray { layout::to_gray(pixels, job)? } else { layout::to_colour(pixels, job)? };
        if self.deep { Ok(pixels) } else { layout::to_u8(pixels, job) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::{Layout, Samples};
    use serde_json::json;

    fn apply(space: &str, samples: Samples, layout: Layout, width: u32) -> Pixels {
        let given = json!({ "space": space });
        let values = Values::parse(ROW.fields, given.as_object().unwrap(), &[], "").unwrap();
        let pixels = Pixels::packed(samples, layout, width, 1).unwrap();
        build(&values, "").unwrap().apply(pixels, &mut Job::default()).unwrap()
    }

    /// sRGB's curve (IEC 61966-2-1) and Rec. 709's weights, in 64 bit.
    fn luminance(r: f64, g: f64, b: f64) -> f64 {
        let linear = |v: f64| if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
        let y = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        if y <= 0.003_130_8 { y * 12.92 } else { 1.055 * y.powf(1.0 / 2.4) - 0.055 }
    }

    #[test]
    fn grey_is_the_luminance_at_each_depth() {
        let colours: Vec<[u8; 3]> =
            (0..4096u32).map(|i| [(i * 7) as u8, (i * 31 / 3) as u8, (i / 16) as u8]).collect();
        let flat = colours.as_flattened().to_vec();
        let narrow = apply("b-w", Samples::U8(flat.clone()), Layout::Rgb, 4096);
        let Samples::U8(narrow) = &narrow.samples else { panic!("8 bit") };
        let wide = Samples::U16(flat.iter().map(|v| u16::from(*v) * 257).collect());
        let wide = apply("grey16", wide, Layout::Rgb, 4096);
        let Samples::U16(wide) = &wide.samples else { panic!("16 bit") };
        for (([r, g, b], narrow), wide) in colours.iter().zip(narrow).zip(wide) {
            let [r, g, b] = [*r, *g, *b].map(|v| f64::from(v) / 255.0);
            let expected = luminance(r, g, b);
            assert!((f64::from(*narrow) - expected * 255.0).abs() <= 0.51, "{r} {g} {b}: {narrow}");
            assert!((f64::from(*wide) - expected * 65_535.0).abs() <= 2.0, "{r} {g} {b}: {wide}");
        }
    }

    #[test]
    fn greys_stay_what_they_are_and_alpha_stays_beside_them() {
        for value in 0..=255 {
            let gray = apply("b-w", Samples::U8(vec![value, value, value, 9]), Layout::Rgba, 1);
            assert_eq!((gray.layout, gray.samples), (Layout::GrayA, Samples::U8(vec![value, 9])));
        }
        let colour = apply("rgb16", Samples::U8(vec![7, 128]), Layout::GrayA, 1);
        assert_eq!(
            (colour.layout, colour.samples),
            (Layout::Rgba, Samples::U16(vec![1799, 1799, 1799, 32_896]))
        );
        let narrow = apply("srgb", Samples::U16(vec![65_535, 129, 0]), Layout::Rgb, 1);
        assert_eq!((narrow.layout, narrow.samples), (Layout::Rgb, Samples::U8(vec![255, 1, 0])));
    }
}
