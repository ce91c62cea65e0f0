//! Further channels beside those of the image.

use super::operand::{self, Operand};
use super::{Coming, Kind, Needs, Op, OpRow, channels, layout};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Layout, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values, join};
use std::sync::Arc;

/// A cost limit: no layout has more channels.
const MAX_FILES: usize = 3;

pub const ROW: OpRow = OpRow {
    name: "joinChannel",
    aliases: &[],
    fields: &[
        Field {
            required: true,
            ..Field::new(
                "images",
                Type::Files(MAX_FILES),
                D::None,
                "",
                "what is joined, in this order; where one is smaller, 0 stands on the right and below",
            )
        },
        operand::RAW,
        operand::RESIZE,
        operand::AUTO_ORIENT,
        operand::ANIMATED,
        operand::PAGE,
        operand::DENSITY,
    ],
    positional: &["images"],
    doc: "Channels of other images after this one's, at its depth: two are grey and alpha, three RGB, four RGBA. More are an error, as no format that is written holds them.",
    build,
};

#[derive(Debug)]
struct JoinChannel {
    operands: Vec<Operand>,
    path: String,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let at = join(path, "images");
    let files = values.files("images");
    if files.is_empty() {
        return Err(Error::option(at, "1 to 3 files", "none"));
    }
    let operands = files.iter().enumerate().map(|(index, file)| {
        Operand::new(Some(Arc::from(file.as_slice())), values, format!("{at}[{index}]"), path)
    });
    Ok(Box::new(JoinChannel { operands: operands.collect::<Result<_>>()?, path: at }))
}

impl Op for JoinChannel {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.coloured().with_alpha()
    }

    fn needs(&self, coming: &Coming<'_>) -> Result<Needs> {
        let mut needs = Needs::default();
        for operand in &self.operands {
            needs = needs.and(operand.within(coming, ", or resize")?);
        }
        Ok(needs)
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let base = match pixels.layout {
            Layout::Cmyk | Layout::CmykA => layout::cmyk_to_rgb(pixels, job)?,
            _ => pixels,
        };
        let mut others = Vec::with_capacity(self.operands.len());
        for operand in &self.operands {
            others.push(operand.frame(&base, job, |pixels, _| Ok(pixels))?);
        }
        let all = || std::iter::once(&base).chain(others.iter().map(Arc::as_ref));
        let channels: usize = all().map(|pixels| pixels.layout.channels()).sum();
        let layout = match channels {
            2 => Layout::GrayA,
            3 => Layout::Rgb,
            4 => Layout::Rgba,
            _ => {
                return Err(Error::option(
                    self.path.clone(),
                    "2 to 4 channels together",
                    channels.to_string(),
                ));
            }
        };
        let mut out = Pixels::zeroed(&mut job.alloc, base.depth(), layout, base.width, base.height)?;
        out.colour = base.colour.clone();
        let mut first = 0;
        for from in all() {
            match (&mut out.samples, &from.samples) {
                (Samples::U8(to), Samples::U8(samples)) => {
                    place(to, (out.stride, channels, first), samples, from);
                }
                (Samples::U16(to), Samples::U16(samples)) => {
                    place(to, (out.stride, channels, first), samples, from);
                }
                (Samples::F32(to), Samples::F32(samples)) => {
                    place(to, (out.stride, channels, first), samples, from);
                }
                _ => {}
            }
            first += from.layout.channels();
        }
        job.alloc.release(base.bytes());
        Ok(out)
    }
}

/// All channels of `from` as those from `first` on.
fn place<T: Copy>(
    to: &mut [T],
    (stride, channels, first): (usize, usize, usize),
    samples: &[T],
    from: &Pixels,
) {
    let its = from.layout.channels();
    let row = from.width as usize * its;
    for (to, line) in to.chunks_exact_mut(stride).zip(samples.chunks(from.stride)) {
        let line = line.get(..row).unwrap_or_default();
        match (its, channels) {
            (1, 2) => channels::place::<T, 1, 2>(line, to, first),
            (1, 3) => channels::place::<T, 1, 3>(line, to, first),
            (1, 4) => channels::place::<T, 1, 4>(line, to, first),
            (2, 3) => channels::place::<T, 2, 3>(line, to, first),
            (2, 4) => channels::place::<T, 2, 4>(line, to, first),
            _ => channels::place::<T, 3, 4>(line, to, first),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::limits::Limits;
    use crate::ops::operand::testing::data_url;
    use crate::ops::testing::coming;
    use crate::pixels::Depth;
    use serde_json::json;

    fn op(files: &[&[u8]], width: usize, channels: usize) -> Result<Box<dyn Op>> {
        let height = files.first().map_or(1, |file| file.len() / width / channels);
        let files: Vec<_> = files.iter().map(|file| data_url(file)).collect();
        let raw = json!({ "width": width, "height": height, "channels": channels });
        let given = json!({ "images": files, "raw": raw });
        build(&Values::parse(ROW.fields, given.as_object().unwrap(), &[], "steps[0]")?, "steps[0]")
    }

    fn pixels(samples: &[u8], layout: Layout) -> Pixels {
        Pixels::packed(Samples::U8(samples.to_vec()), layout, (samples.len() / layout.channels()) as u32, 1)
            .unwrap()
    }

    #[test]
    fn channels_stand_in_their_order() {
        let job = &mut Job::default();
        let result =
            op(&[&[9, 8]], 2, 1).unwrap().apply(pixels(&[1, 2, 3, 4, 5, 6], Layout::Rgb), job).unwrap();
        assert_eq!(
            (result.layout, &result.samples),
            (Layout::Rgba, &Samples::U8(vec![1, 2, 3, 9, 4, 5, 6, 8]))
        );
        let result = op(&[&[9], &[8], &[7]], 1, 1).unwrap().apply(pixels(&[1], Layout::Gray), job).unwrap();
        assert_eq!((result.layout, &result.samples), (Layout::Rgba, &Samples::U8(vec![1, 9, 8, 7])));
        let result = op(&[&[9, 8]], 1, 2).unwrap().apply(pixels(&[1], Layout::Gray), job).unwrap();
        assert_eq!((result.layout, &result.samples), (Layout::Rgb, &Samples::U8(vec![1, 9, 8])));
        let wide = layout::to_u16(pixels(&[1], Layout::Gray), job).unwrap();
        let result = op(&[&[9]], 1, 1).unwrap().apply(wide, job).unwrap();
        assert_eq!((result.layout, &result.samples), (Layout::GrayA, &Samples::U16(vec![257, 9 * 257])));
        let float = layout::to_f32(pixels(&[255], Layout::Gray), job).unwrap();
        let result = op(&[&[0]], 1, 1).unwrap().apply(float, job).unwrap();
        assert_eq!(result.samples, Samples::F32(vec![1.0, 0.0]));
    }

    #[test]
    fn what_has_no_layout_is_a_coded_error() {
        for (base, files) in [
            (pixels(&[1, 2, 3, 4], Layout::Rgba), vec![&[9][..]]),
            (pixels(&[1, 2, 3], Layout::Rgb), vec![&[9][..], &[8][..]]),
        ] {
            let error = op(&files, 1, 1).unwrap().apply(base, &mut Job::default()).unwrap_err();
            assert_eq!(
                (error.code, error.fields.path.as_deref()),
                (Code::InvalidOption, Some("steps[0].images"))
            );
            assert_eq!(error.fields.found.as_deref(), Some("5"));
        }
        assert_eq!(op(&[], 1, 1).unwrap_err().fields.path.as_deref(), Some("steps[0].images"));
        let limits = Limits::default();
        let coming = coming(1, 1, 1, &limits);
        let error = op(&[&[1, 2]], 2, 1).unwrap().needs(&coming).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some("steps[0].images[0]"));
    }

    #[test]
    fn small_images_of_every_size_and_past_a_smaller_one_is_0() {
        for (width, height) in (1..=9).flat_map(|w| (1..=9).map(move |h| (w, h))) {
            let base =
                Pixels::zeroed(&mut Job::default().alloc, Depth::U8, Layout::Rgb, width, height).unwrap();
            let op = op(&[&[200]], 1, 1).unwrap();
            let result = op.apply(base, &mut Job::default()).unwrap();
            assert_eq!((result.width, result.height), op.size(width, height).unwrap());
            let Samples::U8(samples) = result.samples else { panic!("8 bit") };
            assert_eq!((samples[3], samples.iter().map(|v| u32::from(*v)).sum()), (200, 200u32));
        }
    }
}
