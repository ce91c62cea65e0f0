//! Pixels that no file holds: one colour all over, or noise.

use super::{Kind, PAGE_HEIGHT, layout, paged, space};
use crate::codecs::Header;
use crate::error::Result;
use crate::format::Format;
use crate::job::Job;
use crate::ops::layout::colour_samples;
use crate::ops::noise::{DEVIATION, grain};
use crate::pixels::{Depth, Pixels, Samples};
use crate::spec::{Colour, Default as D, Field, Type, Values};
use crate::whole;

const SIDE: Type = Type::Integer(1.0, 1_000_000.0);
/// As sharp has it.
const LEVEL: Type = Type::Number(0.0, 10_000.0);

const NOISE: &[Field] = &[
    Field::new(
        "type",
        Type::Choice(&["gaussian"]),
        D::Text("gaussian"),
        "",
        "nearly normal: a sum of four even ones",
    ),
    Field::new("mean", LEVEL, D::Number(128.0), "", "of every channel, alpha too"),
    Field::new("sigma", LEVEL, D::Number(30.0), "", "the standard deviation"),
    Field::new(
        "seed",
        Type::Integer(0.0, 4_294_967_295.0),
        D::Number(0.0),
        "",
        "another one gives another noise",
    ),
];

pub static FIELDS: &[Field] = &[
    Field { required: true, ..Field::new("width", SIDE, D::None, "pixels", "columns") },
    Field { required: true, ..Field::new("height", SIDE, D::None, "pixels", "rows, of all pages") },
    Field::new(
        "channels",
        Type::Integer(1.0, 4.0),
        D::Number(4.0),
        "",
        "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them",
    ),
    Field::new("background", Type::Colour, D::Text("#000000"), "", "the colour"),
    Field::new(
        "noise",
        Type::Object(NOISE),
        D::None,
        "",
        "in place of the colour; the same seed gives the same",
    ),
    PAGE_HEIGHT,
];

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blank {
    colour: Colour,
    noise: Option<Noise>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Noise {
    mean: f32,
    sigma: f32,
    seed: u64,
}

/// The header of what is to be made; `path` is where `values` stand.
pub fn header(values: &Values, path: &str) -> Result<Header> {
    let side = |name| values.integer(name).unwrap_or(1);
    let mut header = Header::new(Format::Raw, side("width"), side("height"));
    header.channels = values.integer("channels").unwrap_or(4) as u8;
    header.has_alpha = layout(header.channels).has_alpha();
    header.space = space(header.channels);
    header.samples = Kind::Made(Blank {
        colour: values.colour("background").unwrap_or(Colour { r: 0, g: 0, b: 0, a: 255 }),
        noise: values.object("noise").map(|noise| Noise {
            mean: noise.number("mean").unwrap_or(128.0) as f32,
            sigma: noise.number("sigma").unwrap_or(30.0) as f32,
            seed: noise.size("seed"),
        }),
    });
    paged(header, values, path)
}

impl Blank {
    /// The pixels of one page.
    pub fn pixels(&self, header: &Header, page: u32, job: &mut Job) -> Result<Pixels> {
        let layout = layout(header.channels);
        let mut out = Pixels::zeroed(&mut job.alloc, Depth::U8, layout, header.width, header.height)?;
        let Samples::U8(samples) = &mut out.samples else { return Ok(out) };
        let Some(Noise { mean, sigma, seed }) = self.noise else {
            let colour = colour_samples(self.colour, layout);
            samples.chunks_exact_mut(colour.len()).for_each(|pixel| pixel.copy_from_slice(&colour));
            return Ok(out);
        };
        let factor = sigma / DEVIATION;
        let row_len = header.width as usize * layout.channels();
        // The next page's noise goes on where this one's ends.
        let first = u64::from(page) * samples.len() as u64;
        for (row, samples) in (0u64..).zip(samples.chunks_mut(row_len)) {
            job.check_cancel()?;
            for (place, sample) in (first + row * row_len as u64..).zip(samples) {
                *sample = whole::byte(mean + grain(seed, place) * factor + 0.5);
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(create: serde_json::Value) -> Result<Header> {
        header(&Values::parse(FIELDS, create.as_object().unwrap(), &[], "create")?, "create")
    }

    fn samples(header: &Header, page: u32) -> Vec<u8> {
        let Kind::Made(blank) = &header.samples else { panic!("made") };
        let Samples::U8(samples) = blank.pixels(header, page, &mut Job::default()).unwrap().samples else {
            panic!("8 bit")
        };
        samples
    }

    #[test]
    fn every_count_of_channels_has_its_colour() {
        for (channels, pixel) in [(1, &[54][..]), (2, &[54, 128]), (3, &[255, 0, 0]), (4, &[255, 0, 0, 128])]
        {
            let header =
                made(json!({ "width": 2, "height": 1, "channels": channels, "background": "#ff000080" }))
                    .unwrap();
            assert_eq!(samples(&header, 0), pixel.repeat(2));
            assert_eq!((header.channels, header.has_alpha), (channels, channels % 2 == 0));
        }
    }

    #[test]
    fn noise_ends_at_black_and_white_and_goes_on_from_page_to_page() {
        let noise = json!({ "mean": 300, "sigma": 0 });
        let white = made(json!({ "width": 1, "height": 1, "noise": noise })).unwrap();
        assert_eq!(samples(&white, 0), [255; 4]);
        let of = |page_height: u32| {
            made(json!({ "width": 3, "height": 4, "pageHeight": page_height, "noise": { "seed": 3 } }))
                .unwrap()
        };
        let (whole, half) = (of(4), of(2));
        assert_eq!((half.height, half.frames), (2, 2));
        assert_eq!([samples(&half, 0), samples(&half, 1)].concat(), samples(&whole, 0));
    }

    #[test]
    fn a_page_that_does_not_divide_is_refused_at_its_place() {
        for height in [3, 5] {
            let error = made(json!({ "width": 1, "height": 4, "pageHeight": height })).unwrap_err();
            assert_eq!(error.fields.path.as_deref(), Some("create.pageHeight"));
        }
    }
}
