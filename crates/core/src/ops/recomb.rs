//! Mixes a pixel's channels by a matrix.

use super::{Kind, Op, OpRow, layout, point};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values, join};
use crate::whole;

pub const ROW: OpRow = OpRow {
    name: "recomb",
    aliases: &[],
    fields: &[Field {
        required: true,
        ..Field::new(
            "matrix",
            Type::Numbers(-1e6, 1e6, 9, 16),
            D::None,
            "",
            "3 × 3 for red, green and blue, or 4 × 4 with alpha; row by row, a row for each channel that comes out",
        )
    }],
    positional: &["matrix"],
    doc: "Makes each channel a sum of all, cut to whole numbers. Grey becomes colour first; a matrix for four channels adds alpha.",
    build,
};

#[derive(Debug)]
struct Recomb {
    /// Row by row.
    matrix: Vec<f64>,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let matrix = values.numbers("matrix").to_vec();
    if !matches!(matrix.len(), 9 | 16) {
        return Err(Error::option(join(path, "matrix"), "9 or 16 numbers", matrix.len().to_string()));
    }
    Ok(Box::new(Recomb { matrix }))
}

/// The first `N` of each pixel's channels; the rest stays.
fn mix<T: Copy + Into<f64>, const N: usize>(
    row: &mut [T],
    channels: usize,
    matrix: &[[f64; N]],
    cut: impl Fn(f32) -> T,
) {
    for pixel in row.chunks_exact_mut(channels) {
        let Some(colours) = pixel.first_chunk_mut::<N>() else { continue };
        let from = (*colours).map(Into::into);
        for (out, factors) in colours.iter_mut().zip(matrix) {
            let sum = factors.iter().zip(&from).map(|(a, b)| a * b).sum::<f64>();
            *out = cut(sum as f32);
        }
    }
}

fn apply<const N: usize>(pixels: &mut Pixels, matrix: &[f64], job: &Job) -> Result<()> {
    let channels = pixels.layout.channels();
    let (stride, row_len) = (pixels.stride, pixels.width as usize * channels);
    let matrix = matrix.as_chunks::<N>().0;
    match &mut pixels.samples {
        Samples::U8(samples) => {
            point::rows(samples, stride, row_len, job, |row| mix(row, channels, matrix, whole::byte))
        }
        Samples::U16(samples) => {
            point::rows(samples, stride, row_len, job, |row| mix(row, channels, matrix, whole::word))
        }
        Samples::F32(samples) => {
            point::rows(samples, stride, row_len, job, |row| mix(row, channels, matrix, |v| v))
        }
    }
}

impl Op for Recomb {
    fn becomes(&self, kind: Kind) -> Kind {
        if self.matrix.len() == 9 { kind.coloured() } else { kind.coloured().with_alpha() }
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::to_colour(pixels, job)?;
        if self.matrix.len() == 9 {
            apply::<3>(&mut pixels, &self.matrix, job)?;
        } else {
            pixels = layout::ensure_alpha(pixels, job)?;
            apply::<4>(&mut pixels, &self.matrix, job)?;
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn sepia_is_what_sharp_makes_of_it() {
        let sepia =
            json!({ "matrix": [[0.3588, 0.7044, 0.1368], [0.299, 0.587, 0.114], [0.2392, 0.4696, 0.0912]] });
        let pixels = row(&[10, 20, 30, 100, 200, 210, 220, 200, 255, 254, 255, 7], Layout::Rgba);
        // sharp 0.35.5.
        let expected = [21, 18, 14, 100, 249, 208, 166, 200, 255, 254, 203, 7];
        assert_eq!(bytes(&apply(&ROW, sepia, pixels)), expected);
    }

    #[test]
    fn ones_in_the_diagonal_change_nothing() {
        let three = json!({ "matrix": [1, 0, 0, 0, 1, 0, 0, 0, 1] });
        let four = json!({ "matrix": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]] });
        for depth in DEPTHS {
            for matrix in [&three, &four] {
                let pixels = noisy(depth, Layout::Rgba, 5, 4);
                assert_eq!(apply(&ROW, matrix.clone(), pixels.clone()), pixels);
            }
        }
        never_panics(&ROW, &three);
        never_panics(&ROW, &four);
    }

    #[test]
    fn four_rows_mix_alpha_too() {
        let swap = json!({ "matrix": [[0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [0.5, 0, 0, 0]] });
        let out = apply(&ROW, swap, row(&[100, 7], Layout::Gray));
        assert_eq!((out.layout, bytes(&out)), (Layout::Rgba, &[255, 100, 100, 50, 255, 7, 7, 3][..]));
    }

    #[test]
    fn other_counts_are_refused() {
        for wrong in [json!({ "matrix": vec![1; 10] }), json!({ "matrix": [1, 2] }), json!({})] {
            assert_eq!(blamed(try_apply(&ROW, wrong, row(&[1], Layout::Gray))), "steps[0].matrix");
        }
    }
}
