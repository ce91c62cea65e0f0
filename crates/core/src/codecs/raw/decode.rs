//! Raw samples to pixels, page by page: a copy under the job's limits, or the input itself. What no bytes hold is made here, and several images become one.

use super::{Kind, layout};
use crate::codecs::{DecodeOptions, Decoder, Header};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::ops::alpha;
use crate::ops::extract::Area;
use crate::pixels::{Depth, Frame, Pixels, Samples, sample_count};

/// How long a page is shown where an output does not say it: as sharp does.
pub const DELAY_MS: u32 = 100;

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    options.check_page(header)?;
    if let Kind::Joined(joined) = &header.samples {
        return Ok(joined.open(bytes, header, options));
    }
    let own = job.samples.take();
    Ok(Box::new(Pages { bytes, own, header: header.clone(), next: options.page, part: options.part }))
}

struct Pages<'a> {
    bytes: &'a [u8],
    /// The input itself, where it is the pixels of the one page as they lie in memory.
    own: Option<Vec<u8>>,
    header: Header,
    next: u32,
    part: Option<Area>,
}

impl Decoder for Pages<'_> {
    fn next_frame(&mut self, job: &mut Job) -> Result<Option<Frame>> {
        let Self { bytes, own, header, next, part } = self;
        if *next >= header.frames {
            return Ok(None);
        }
        job.limits.check_size(header.width, header.height, 1, "raw")?;
        let mut pixels = match &header.samples {
            Kind::Made(blank) => blank.pixels(header, *next, job)?,
            Kind::Text(text) => text.pixels(header, job)?,
            Kind::Straight | Kind::Premultiplied | Kind::Joined(_) => match own.take() {
                Some(samples) => moved(samples, header, job)?,
                None => decode(bytes, header, *next, *part, job)?,
            },
        };
        if matches!(header.samples, Kind::Premultiplied) && pixels.layout.has_alpha() {
            let channels = pixels.layout.channels();
            alpha::straighten(&mut pixels.samples, channels);
        }
        *next += 1;
        Ok(Some(Frame { pixels, delay_ms: if header.frames > 1 { DELAY_MS } else { 0 } }))
    }
}

/// Samples of 8 bit that are one image.
fn moved(samples: Vec<u8>, header: &Header, job: &mut Job) -> Result<Pixels> {
    let layout = layout(header.channels);
    if samples.len() != sample_count(header.width, header.height, layout)? {
        return Err(Error::new(Code::TruncatedImage).format("raw"));
    }
    job.alloc.reserve(samples.len() as u64)?;
    Pixels::packed(Samples::U8(samples), layout, header.width, header.height)
}

fn decode(bytes: &[u8], header: &Header, page: u32, part: Option<Area>, job: &mut Job) -> Result<Pixels> {
    let layout = layout(header.channels);
    let count = sample_count(header.width, header.height, layout)?;
    let len = count.saturating_mul(header.depth.bytes());
    let wrong = || Error::new(Code::TruncatedImage).format("raw");
    if bytes.len() as u64 != (len as u64).saturating_mul(u64::from(header.frames)) {
        return Err(wrong());
    }
    let start = len.checked_mul(page as usize).ok_or_else(wrong)?;
    let bytes = bytes.get(start..).and_then(|rest| rest.get(..len)).ok_or_else(wrong)?;
    let pixel = layout.channels() * header.depth.bytes();
    let Area { left, top, width, height } = part.unwrap_or(Area::of(header.width, header.height));
    let count = sample_count(width, height, layout)?;
    let row = width as usize * pixel;
    let start = left as usize * pixel;
    let rows = bytes.chunks_exact(header.width as usize * pixel).skip(top as usize).take(height as usize);
    let rows = rows.filter_map(|line| line.get(start..start + row));
    let samples = match header.depth {
        Depth::U8 => {
            let mut narrow = job.alloc.zeroed::<u8>(count)?;
            narrow.chunks_exact_mut(row).zip(rows).for_each(|(to, line)| to.copy_from_slice(line));
            Samples::U8(narrow)
        }
        Depth::U16 => {
            let mut wide = job.alloc.zeroed::<u16>(count)?;
            for (sample, pair) in wide.iter_mut().zip(rows.flat_map(|line| line.as_chunks::<2>().0)) {
                *sample = u16::from_le_bytes(*pair);
            }
            Samples::U16(wide)
        }
        Depth::F32 => {
            let mut float = job.alloc.zeroed::<f32>(count)?;
            for (sample, four) in float.iter_mut().zip(rows.flat_map(|line| line.as_chunks::<4>().0)) {
                *sample = f32::from_le_bytes(*four);
            }
            // A sample that is no number would spread through every step after it.
            float.iter_mut().filter(|sample| sample.is_nan()).for_each(|sample| *sample = 0.0);
            Samples::F32(float)
        }
    };
    Pixels::packed(samples, layout, width, height)
}

#[cfg(test)]
mod tests {
    use super::super::{FIELDS, header};
    use super::*;
    use crate::convert;
    use crate::job::Cancel;
    use crate::recipe::Recipe;
    use crate::spec::Values;
    use serde_json::{Value, json};

    /// What comes of 2 × 2 samples of RGB, and what is left of the input.
    fn first(given: &Value, recipe: &Value, mut bytes: Vec<u8>) -> (Samples, Vec<u8>) {
        let values = Values::parse(FIELDS, given.as_object().unwrap(), &[], "raw").unwrap();
        let header = header(&values, bytes.len() as u64, "raw").unwrap();
        let recipe = Recipe::parse(recipe).unwrap();
        let (pixels, _, _) = convert::first(&mut bytes, Some(header), &recipe, &Cancel::default()).unwrap();
        (pixels.samples, bytes)
    }

    #[test]
    fn an_image_of_8_bit_is_its_input() {
        let input: Vec<u8> = (0..12).collect();
        let place = input.as_ptr();
        let (given, recipe) = (json!({ "width": 2, "height": 2, "channels": 3 }), json!({}));
        let (Samples::U8(samples), left) = first(&given, &recipe, input) else { panic!("8 bit") };
        assert_eq!((samples.as_ptr(), left), (place, vec![]));
        assert_eq!(samples, (0..12).collect::<Vec<u8>>());
    }

    #[test]
    fn a_page_or_a_part_of_it_is_a_copy() {
        let input: Vec<u8> = (0..12).collect();
        let part = json!({ "op": "extract", "left": 1, "top": 1, "width": 1, "height": 1 });
        let whole = json!({ "width": 2, "height": 2, "channels": 3 });
        let paged = json!({ "width": 2, "height": 2, "channels": 3, "pageHeight": 1 });
        let cases = [
            (whole, json!({ "steps": [part] }), Samples::U8(vec![9, 10, 11])),
            (paged, json!({ "input": { "page": 1 } }), Samples::U8((6..12).collect())),
            (
                json!({ "width": 2, "height": 1, "channels": 3, "depth": "ushort" }),
                json!({}),
                Samples::U16(vec![0x100, 0x302, 0x504, 0x706, 0x908, 0xb0a]),
            ),
        ];
        for (given, recipe, expected) in cases {
            let (samples, left) = first(&given, &recipe, input.clone());
            assert_eq!((samples, left.as_slice()), (expected, input.as_slice()), "{given} {recipe}");
        }
    }
}
