//! Maps colours by a table from a .cube file.

#![expect(
    clippy::indexing_slicing,
    reason = "a place lies within the table that was checked, with its neighbours"
)]

mod cube;

use super::point::{self, Point};
use super::{Coming, Kind, Needs, Op, OpRow, layout};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Depth, Layout, Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values, join};
use crate::whole;
use cube::{Cube, Kind as Form};
use std::sync::Arc;

pub const ROW: OpRow = OpRow {
    name: "lut",
    aliases: &[],
    fields: &[
        Field::new(
            "file",
            Type::File,
            D::None,
            "",
            "a .cube file: curves of 2 to 65536 entries, or 2 to 128 colours a side",
        ),
        Field::new("text", Type::Text(1 << 26), D::None, "", "the same as text; one of both"),
        Field::new(
            "interpolation",
            Type::Choice(&["tetrahedral", "trilinear"]),
            D::Text("tetrahedral"),
            "",
            "between the colours of a table of three dimensions; curves are linear",
        ),
    ],
    positional: &["file"],
    doc: "Maps colours by a .cube table, as they are coded (no linear light). What lies outside of the table's domain is taken at its border; grey becomes colour; alpha stays.",
    build,
};

#[derive(Debug)]
struct Lut {
    cube: Arc<Cube>,
    trilinear: bool,
}

fn build(values: &Values, path: &str) -> Result<Box<dyn Op>> {
    let file = values.file("file");
    let (bytes, name) = match (&file, values.text("text")) {
        (Some(file), None) => (&file[..], "file"),
        (None, Some(text)) => (text.as_bytes(), "text"),
        (None, None) => return Err(Error::option(path, "file or text", "neither")),
        (Some(_), Some(_)) => return Err(Error::option(path, "file or text", "both")),
    };
    let cube = cube::parse(bytes).map_err(|wrong| {
        Error::option(join(path, name), "a table as the .cube specification has it", wrong)
    })?;
    Ok(Box::new(Lut { cube: Arc::new(cube), trilinear: values.word("interpolation") == "trilinear" }))
}

/// Where a sample lies in its side of the table: the entry below, never the last, and the way to the next one.
#[derive(Clone, Copy, Default)]
struct Place {
    entry: usize,
    part: f32,
}

impl Cube {
    /// `value` is 1 for white.
    fn place(&self, channel: usize, value: f32) -> Place {
        let (min, max) = self.domain[channel];
        let at = ((value - min) / (max - min)).clamp(0.0, 1.0) * (self.size - 1) as f32;
        let entry = (at as usize).min(self.size - 2);
        Place { entry, part: at - entry as f32 }
    }

    fn curve(&self, channel: usize, value: f32) -> f32 {
        let Place { entry, part } = self.place(channel, value);
        let (from, to) = (self.entries[entry][channel], self.entries[entry + 1][channel]);
        from + (to - from) * part
    }

    /// The entry below in every channel, and the steps to the next of each.
    fn corner(&self, [r, g, b]: [Place; 3]) -> (usize, [usize; 3]) {
        let (n, nn) = (self.size, self.size * self.size);
        (r.entry + g.entry * n + b.entry * nn, [1, n, nn])
    }

    /// Along the edges of the tetrahedron that the place lies in: the largest part's step first.
    fn tetrahedral(&self, places: [Place; 3]) -> [f32; 3] {
        let (corner, steps) = self.corner(places);
        let mut order = [0, 1, 2].map(|channel: usize| (places[channel].part, steps[channel]));
        // A sort of three that leaves equal ones in their order.
        for (a, b) in [(0, 1), (1, 2), (0, 1)] {
            if order[b].0 > order[a].0 {
                order.swap(a, b);
            }
        }
        let [(p, step_p), (q, step_q), (r, step_r)] = order;
        let first = self.entries[corner];
        let second = self.entries[corner + step_p];
        let third = self.entries[corner + step_p + step_q];
        let last = self.entries[corner + step_p + step_q + step_r];
        let (a, b, c) = (1.0 - p, p - q, q - r);
        [0, 1, 2].map(|i| first[i] * a + second[i] * b + third[i] * c + last[i] * r)
    }

    fn trilinear(&self, places: [Place; 3]) -> [f32; 3] {
        let (corner, [r, g, b]) = self.corner(places);
        let [x, y, z] = places.map(|place| place.part);
        let at = |step: usize, channel: usize| self.entries[corner + step][channel];
        [0, 1, 2].map(|i| {
            let along = |step: usize| at(step, i) + (at(step + r, i) - at(step, i)) * x;
            let near = along(0) + (along(g) - along(0)) * y;
            let far = along(b) + (along(b + g) - along(b)) * y;
            near + (far - near) * z
        })
    }
}

impl Lut {
    fn colours<T: Copy>(
        &self,
        row: &mut [T],
        channels: usize,
        place: impl Fn(usize, T) -> Place,
        sample: impl Fn(f32) -> T,
    ) {
        let each = |row: &mut [T], of: &dyn Fn([Place; 3]) -> [f32; 3]| {
            for pixel in row.chunks_exact_mut(channels) {
                if let Some(colour) = pixel.first_chunk_mut::<3>() {
                    let places = [0, 1, 2].map(|channel| place(channel, colour[channel]));
                    *colour = of(places).map(&sample);
                }
            }
        };
        if self.trilinear {
            each(row, &|places| self.cube.trilinear(places));
        } else {
            each(row, &|places| self.cube.tetrahedral(places));
        }
    }
}

impl Op for Lut {
    fn becomes(&self, kind: Kind) -> Kind {
        kind.coloured()
    }

    fn point(&self, pixels: &Pixels) -> Option<Point> {
        let fits = self.cube.kind == Form::Curves && matches!(pixels.layout, Layout::Rgb | Layout::Rgba);
        let (cube, white) = (self.cube.clone(), point::white(pixels.depth()));
        let half = if pixels.depth() == Depth::F32 { 0.0 } else { 0.5 };
        fits.then(|| {
            Point::channels(move |channel, sample| match channel {
                0..3 => cube.curve(channel, sample / white) * white + half,
                _ => sample,
            })
        })
    }

    fn needs(&self, _coming: &Coming<'_>) -> Result<Needs> {
        Ok(Needs { bytes: size_of_val(self.cube.entries.as_slice()) as u64, ..Needs::default() })
    }

    fn weight(&self) -> u64 {
        3
    }

    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let mut pixels = layout::to_colour(pixels, job)?;
        if let Some(point) = self.point(&pixels) {
            point::run(&mut pixels, &[point], job)?;
            return Ok(pixels);
        }
        let channels = pixels.layout.channels();
        let (stride, row_len) = (pixels.stride, pixels.width as usize * channels);
        let white = point::white(pixels.depth());
        let place = |channel, value: f32| self.cube.place(channel, value / white);
        match &mut pixels.samples {
            Samples::U8(samples) => {
                let mut table = [[Place::default(); 256]; 3];
                for (channel, table) in table.iter_mut().enumerate() {
                    table.iter_mut().zip(0..=u8::MAX).for_each(|(to, v)| *to = place(channel, f32::from(v)));
                }
                point::rows(samples, stride, row_len, job, |row| {
                    let place = |channel: usize, v: u8| table[channel][usize::from(v)];
                    self.colours(row, channels, place, |value| whole::byte(value * white + 0.5));
                })?;
            }
            Samples::U16(samples) => point::rows(samples, stride, row_len, job, |row| {
                let place = |channel, v: u16| place(channel, f32::from(v));
                self.colours(row, channels, place, |value| whole::word(value * white + 0.5));
            })?,
            Samples::F32(samples) => point::rows(samples, stride, row_len, job, |row| {
                self.colours(row, channels, place, |value| value);
            })?,
        }
        Ok(pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use serde_json::json;

    /// A table of three dimensions of what `of` makes of red, green and blue.
    fn table(size: usize, of: impl Fn(f32, f32, f32) -> [f32; 3]) -> String {
        let at = |i: usize| i as f32 / (size - 1) as f32;
        let line = |i: usize| {
            let [r, g, b] = of(at(i % size), at(i / size % size), at(i / size / size));
            format!("{r} {g} {b}\n")
        };
        let lines: Vec<String> = (0..size * size * size).map(line).collect();
        format!("LUT_3D_SIZE {size}\n{}", lines.concat())
    }

    #[test]
    fn a_table_of_what_is_already_there_changes_nothing() {
        for depth in DEPTHS {
            for interpolation in ["tetrahedral", "trilinear"] {
                for size in [2, 9] {
                    let same = table(size, |r, g, b| [r, g, b]);
                    let given = json!({ "text": same, "interpolation": interpolation });
                    let pixels = noisy(depth, Layout::Rgba, 9, 7);
                    let out = apply(&ROW, given, pixels.clone());
                    let close = match (&pixels.samples, &out.samples) {
                        (Samples::U8(a), Samples::U8(b)) => a == b,
                        (Samples::U16(a), Samples::U16(b)) => {
                            a.iter().zip(b).all(|(a, b)| a.abs_diff(*b) <= 1)
                        }
                        (Samples::F32(a), Samples::F32(b)) => {
                            a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6)
                        }
                        _ => false,
                    };
                    assert!(close, "{depth:?} {interpolation} {size}");
                }
            }
        }
    }

    #[test]
    fn channels_trade_places_and_red_varies_fastest() {
        let given = json!({ "text": table(5, |r, g, b| [b, r, 1.0 - g]) });
        let out = apply(&ROW, given.clone(), row(&[10, 20, 30, 7, 255, 0, 128, 9], Layout::Rgba));
        assert_eq!(bytes(&out), [30, 10, 235, 7, 128, 255, 255, 9]);
        let grey = apply(&ROW, given, row(&[100, 3], Layout::GrayA));
        assert_eq!((grey.layout, bytes(&grey)), (Layout::Rgba, &[100, 100, 155, 3][..]));
    }

    #[test]
    fn between_entries_the_two_ways_are_those_of_their_names() {
        // Only the corner of white is 1. Between: the product of the parts, or the smallest of them.
        let text = table(2, |r, g, b| [r * g * b; 3]);
        let pixels = || Pixels::packed(Samples::F32(vec![0.5, 0.75, 0.25]), Layout::Rgb, 1, 1).unwrap();
        let of = |interpolation| {
            apply(&ROW, json!({ "text": text, "interpolation": interpolation }), pixels()).samples
        };
        assert_eq!(of("trilinear"), Samples::F32(vec![0.093_75; 3]));
        assert_eq!(of("tetrahedral"), Samples::F32(vec![0.25; 3]));
    }

    #[test]
    fn curves_are_linear_between_entries_within_their_domain() {
        let text = "LUT_1D_SIZE 3\nDOMAIN_MIN 0 0 -1\nDOMAIN_MAX 1 2 1\n0 0 0\n0.5 0.2 0\n0 1 1\n";
        let float = |samples: [f32; 3]| {
            let pixels = Pixels::packed(Samples::F32(samples.to_vec()), Layout::Rgb, 1, 1).unwrap();
            let Samples::F32(out) = apply(&ROW, json!({ "text": text }), pixels).samples else {
                panic!("float")
            };
            out
        };
        assert_eq!(float([0.25, 0.5, 0.5]), [0.25, 0.1, 0.5]);
        assert_eq!(float([9.0, 2.0, -7.0]), [0.0, 1.0, 0.0]);
        let out = apply(&ROW, json!({ "text": text }), row(&[128, 255, 255, 7], Layout::Rgba));
        // 128 ÷ 255 lies just behind the middle: 0.498 of 255; 255 at 2 is the middle.
        assert_eq!(bytes(&out), [127, 51, 255, 7]);
        never_panics(&ROW, &json!({ "text": text }));
    }

    #[test]
    fn a_file_is_a_data_url_and_one_of_both_is_given() {
        // LUT_1D_SIZE 2, then black and white.
        let file = "data:;base64,TFVUXzFEX1NJWkUgMgowIDAgMAoxIDEgMQo=";
        let pixels = || row(&[1, 2, 3], Layout::Rgb);
        assert_eq!(apply(&ROW, json!({ "file": file }), pixels()), pixels());
        for (given, path) in [
            (json!({}), "steps[0]"),
            (json!({ "file": file, "text": "" }), "steps[0]"),
            (json!({ "text": "LUT_1D_SIZE 2\n0 0 0\nnan 0 0" }), "steps[0].text"),
            (json!({ "file": "data:;base64,TFVU" }), "steps[0].file"),
            (json!({ "file": file, "interpolation": "cubic" }), "steps[0].interpolation"),
        ] {
            assert_eq!(blamed(try_apply(&ROW, given, pixels())), path);
        }
    }
}
