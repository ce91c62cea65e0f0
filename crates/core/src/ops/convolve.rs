//! Applies a kernel that the caller gives.

use super::convolution::Kernel;
use super::{Op, OpRow};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::Pixels;
use crate::spec::{Default as D, Field, Type, Values, join};

const SIDE: Type = Type::Integer(3.0, 1001.0);
const LARGE: f64 = 1e9;

pub const ROW: OpRow = OpRow {
    name: "convolve",
    aliases: &[],
    fields: &[
        Field { required: true, ..Field::new("width", SIDE, D::None, "weights", "columns of the kernel") },
        Field { required: true, ..Field::new("height", SIDE, D::None, "weights", "rows of the kernel") },
        Field {
            required: true,
            ..Field::new(
                "kernel",
                Type::Numbers(-LARGE, LARGE, 9, 1001 * 1001),
                D::None,
                "",
                "width × height weights, row by row; an even side has its middle right of, or below, the centre",
            )
        },
        Field::new(
            "scale",
            Type::Number(0.0, LARGE),
            D::None,
            "",
            "what sums are divided by, at least 1; absent: the sum of the weights",
        ),
        Field::new(
            "offset",
            Type::Number(-LARGE, LARGE),
            D::Number(0.0),
            "",
            "what is added in the end, in steps of the samples: white is 255 at 8 bit, 65535 at 16 bit, 1 in floats",
        ),
    ],
    positional: &[],
    doc: "Makes of each pixel the weighted sum of those around it, as they lie (the kernel is not turned). Colours count by their alpha; beyond the borders the outermost pixels go on; 8 bit is rounded down.",
    build,
};

#[derive(Debug)]
struct Convolve(Kernel);

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let side = |name| values.integer(name).unwrap_or(3) as usize;
    let (width, height, numbers) = (side("width"), side("height"), values.numbers("kernel"));
    if numbers.len() != width * height {
        let expected = format!("{} numbers (width × height)", width * height);
        return Err(Error::option(join(path, "kernel"), expected, numbers.len().to_string()));
    }
    let scale = values.number("scale").unwrap_or_else(|| numbers.iter().sum()).max(1.0);
    Ok(Box::new(Convolve(Kernel {
        width,
        height,
        weights: numbers.iter().map(|v| *v as f32).collect(),
        scale: scale as f32,
        offset: values.number("offset").unwrap_or_default() as f32,
    })))
}

impl Op for Convolve {
    fn weight(&self) -> u64 {
        1 + (self.0.width * self.0.height) as u64 / 8
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        self.0.apply(&mut pixels, job)?;
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{apply, blamed, bytes, never_panics, row, try_apply};
    use super::*;
    use crate::pixels::{Layout, Samples};
    use serde_json::{Value, json};

    fn kernel(width: usize, height: usize, weights: &[f64]) -> Value {
        json!({ "width": width, "height": height, "kernel": weights })
    }

    fn square(samples: &[u8], side: u32) -> Pixels {
        Pixels::packed(Samples::U8(samples.to_vec()), Layout::Gray, side, side).unwrap()
    }

    #[test]
    fn kernels_give_what_sharp_gives() {
        // sharp 0.35.5 on the same pixels.
        let nine = || square(&[10, 20, 30, 40, 57, 60, 70, 80, 90], 3);
        let out = apply(&ROW, kernel(3, 3, &[1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0]), nine());
        assert_eq!(bytes(&out), [22, 29, 36, 43, 51, 57, 64, 71, 78]);
        // Weights that sum to 0 are divided by 1.
        let out = apply(&ROW, kernel(3, 3, &[-1.0, -1.0, -1.0, -1.0, 8.0, -1.0, -1.0, -1.0, -1.0]), nine());
        assert_eq!(bytes(&out), [0, 0, 0, 0, 56, 23, 53, 83, 113]);
        let mut point = [0; 25];
        point[10] = 255;
        let mut given = kernel(4, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
        given["scale"] = json!(12);
        let out = apply(&ROW, given, square(&point, 5));
        let expected =
            [0, 0, 0, 0, 0, 255, 255, 191, 0, 0, 255, 233, 106, 0, 0, 127, 63, 21, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(bytes(&out), expected);
    }

    #[test]
    fn the_middle_weight_alone_changes_nothing() {
        let middle = kernel(3, 3, &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        let samples = [7, 0, 255, 128, 3, 200];
        assert_eq!(bytes(&apply(&ROW, middle, row(&samples, Layout::Rgb))), samples);
    }

    #[test]
    fn large_and_broken_weights_are_summed_in_floats_alike() {
        let nine = [10, 20, 30, 40, 57, 60, 70, 80, 90];
        let ones = apply(&ROW, kernel(3, 3, &[1.0; 9]), square(&nine, 3));
        for weight in [1000.0, 0.125, 1e6] {
            let mut given = kernel(3, 3, &[weight; 9]);
            given["scale"] = json!(weight * 9.0);
            assert_eq!(apply(&ROW, given, square(&nine, 3)), ones, "{weight}");
        }
    }

    #[test]
    fn the_offset_is_added_after_the_division_at_each_depth() {
        let mut given = kernel(3, 3, &[1.0; 9]);
        given["offset"] = json!(0.25);
        let floats = Pixels::packed(Samples::F32(vec![0.5]), Layout::Gray, 1, 1).unwrap();
        assert_eq!(apply(&ROW, given.clone(), floats).samples, Samples::F32(vec![0.75]));
        given["offset"] = json!(300);
        let wide = Pixels::packed(Samples::U16(vec![1000]), Layout::Gray, 1, 1).unwrap();
        assert_eq!(apply(&ROW, given.clone(), wide).samples, Samples::U16(vec![1300]));
        assert_eq!(bytes(&apply(&ROW, given, row(&[1], Layout::Gray))), [255]);
    }

    #[test]
    fn every_size_layout_and_depth_is_filtered() {
        never_panics(&ROW, &kernel(3, 5, &[0.5; 15]));
        never_panics(&ROW, &kernel(6, 3, &[1.0; 18]));
    }

    #[test]
    fn wrong_parameters_are_blamed() {
        let wrong = |given| blamed(try_apply(&ROW, given, row(&[1], Layout::Gray)));
        assert_eq!(wrong(kernel(3, 3, &[1.0; 10])), "steps[0].kernel");
        assert_eq!(wrong(kernel(3, 3, &[1.0; 8])), "steps[0].kernel");
        assert_eq!(wrong(kernel(2, 5, &[1.0; 10])), "steps[0].width");
        assert_eq!(wrong(json!({ "width": 3, "kernel": [1] })), "steps[0].height");
    }
}
