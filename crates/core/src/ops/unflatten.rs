//! Makes white transparent.

use super::{Kind, Op, OpRow, layout};
use crate::error::Result;
use crate::job::Job;
use crate::ops::layout::Grey;
use crate::pixels::{Pixels, Samples};
use crate::spec::Values;

pub const ROW: OpRow = OpRow {
    name: "unflatten",
    aliases: &[],
    fields: &[],
    positional: &[],
    doc: "Makes transparent what is white, by its grey at the image's depth; alpha elsewhere stays, or is opaque where there was none.",
    build,
};

#[derive(Debug)]
struct Unflatten;

fn build(_values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Unflatten))
}

fn clear<T: Grey + Default>(samples: &mut [T], channels: usize) {
    for pixel in samples.chunks_exact_mut(channels) {
        match pixel {
            [grey, alpha] if *grey >= T::WHITE => *alpha = T::default(),
            [r, g, b, alpha] if T::grey(*r, *g, *b) >= T::WHITE => *alpha = T::default(),
            _ => {}
        }
    }
}

impl Op for Unflatten {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.with_alpha()
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::ensure_alpha(layout::without_inks(pixels, job)?, job)?;
        let channels = pixels.layout.channels();
        match &mut pixels.samples {
            Samples::U8(samples) => clear(samples, channels),
            Samples::U16(samples) => clear(samples, channels),
            Samples::F32(samples) => clear(samples, channels),
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{apply, bytes, never_panics, row};
    use crate::pixels::Layout;
    use serde_json::json;

    #[test]
    fn white_becomes_transparent_and_nothing_else() {
        let pixels =
            row(&[10, 20, 30, 100, 255, 255, 255, 128, 254, 255, 255, 255, 255, 254, 255, 7], Layout::Rgba);
        let out = apply(&ROW, json!({}), pixels);
        // sharp 0.35.5 gives the same: the third has a grey of 255.
        assert_eq!(bytes(&out), [10, 20, 30, 100, 255, 255, 255, 0, 254, 255, 255, 0, 255, 254, 255, 7]);
        let grey = apply(&ROW, json!({}), row(&[254, 255], Layout::Gray));
        assert_eq!((grey.layout, bytes(&grey)), (Layout::GrayA, &[254, 255, 255, 0][..]));
    }

    #[test]
    fn white_is_that_of_the_depth() {
        let wide = Pixels::packed(Samples::U16(vec![65_535, 65_280]), Layout::Gray, 2, 1).unwrap();
        assert_eq!(apply(&ROW, json!({}), wide).samples, Samples::U16(vec![65_535, 0, 65_280, 65_535]));
        let float = Pixels::packed(Samples::F32(vec![1.5, 0.99]), Layout::Gray, 2, 1).unwrap();
        assert_eq!(apply(&ROW, json!({}), float).samples, Samples::F32(vec![1.5, 0.0, 0.99, 1.0]));
        never_panics(&ROW, &json!({}));
    }
}
