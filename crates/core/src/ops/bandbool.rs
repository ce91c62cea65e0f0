//! Joins a pixel's channels into one, bit by bit.

use super::{Op, OpRow, channels, layout};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use std::ops::{BitAnd, BitOr, BitXor};

pub const ROW: OpRow = OpRow {
    name: "bandbool",
    aliases: &[],
    fields: &[Field {
        required: true,
        ..Field::new("boolOp", Type::Choice(&["and", "or", "eor"]), D::None, "", "eor is exclusive or")
    }],
    positional: &["boolOp"],
    doc: "Joins all channels of a pixel, alpha too, into one grey, bit by bit. Floats become 16 bit.",
    build,
};

#[derive(Debug)]
struct Bandbool {
    word: &'static str,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Bandbool { word: values.word("boolOp") }))
}

fn join<T>(from: &[T], to: &mut [T], channels: usize, word: &str)
where
    T: Copy + BitAnd<Output = T> + BitOr<Output = T> + BitXor<Output = T>,
{
    fn each<T: Copy>(from: &[T], to: &mut [T], channels: usize, of: impl Fn(T, T) -> T) {
        match channels {
            1 => channels::join::<_, _, 1>(from, to, of),
            2 => channels::join::<_, _, 2>(from, to, of),
            3 => channels::join::<_, _, 3>(from, to, of),
            4 => channels::join::<_, _, 4>(from, to, of),
            _ => channels::join::<_, _, 5>(from, to, of),
        }
    }
    match word {
        "and" => each(from, to, channels, |a, b| a & b),
        "or" => each(from, to, channels, |a, b| a | b),
        _ => each(from, to, channels, |a, b| a ^ b),
    }
}

impl Op for Bandbool {
    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let pixels = if pixels.depth() == Depth::F32 { layout::to_u16(pixels, job)? } else { pixels };
        let channels = pixels.layout.channels();
        let mut out =
            Pixels::zeroed(&mut job.alloc, pixels.depth(), Layout::Gray, pixels.width, pixels.height)?;
        match (&pixels.samples, &mut out.samples) {
            (Samples::U8(from), Samples::U8(to)) => join(from, to, channels, self.word),
            (Samples::U16(from), Samples::U16(to)) => join(from, to, channels, self.word),
            _ => {}
        }
        job.alloc.release(pixels.bytes());
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, blamed, bytes, never_panics, row, try_apply};
    use serde_json::json;

    #[test]
    fn bits_are_joined_across_channels() {
        // The example of sharp's documentation, and others by hand.
        let of = |word, pixels| apply(&ROW, json!({ "boolOp": word }), pixels);
        assert_eq!(bytes(&of("and", row(&[247, 170, 14], Layout::Rgb))), [2]);
        assert_eq!(bytes(&of("or", row(&[1, 2, 4, 128], Layout::Rgba))), [135]);
        assert_eq!(bytes(&of("eor", row(&[3, 5, 9, 1], Layout::GrayA))), [6, 8]);
        let wide = Pixels::packed(Samples::U16(vec![0xff00, 0x0ff0, 0xffff]), Layout::Rgb, 1, 1).unwrap();
        assert_eq!(of("and", wide).samples, Samples::U16(vec![0x0f00]));
        let float = Pixels::packed(Samples::F32(vec![1.0, 2.0, 0.0]), Layout::Rgb, 1, 1).unwrap();
        assert_eq!(of("or", float).samples, Samples::U16(vec![65_535]));
        never_panics(&ROW, &json!({ "boolOp": "eor" }));
    }

    #[test]
    fn other_words_are_refused() {
        for wrong in [json!({ "boolOp": "xor" }), json!({})] {
            assert_eq!(blamed(try_apply(&ROW, wrong, row(&[1], Layout::Gray))), "steps[0].boolOp");
        }
    }
}
