//! Medians of squares: three pixels wide by comparisons, wider ones by histograms of columns that go along.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes, or is a sample of 8 or 16 bit"
)]

use super::convolution::{Pass, Shape, beside, filter};
use super::morphology::{greatest, least};
use super::widest::widest;
use super::{Op, OpRow};
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use crate::spec::{Default as D, Field, Type, Values};
use std::ops::{AddAssign, SubAssign};

pub const ROW: OpRow = OpRow {
    name: "median",
    aliases: &[],
    fields: &[Field::new(
        "size",
        Type::Integer(1.0, 1000.0),
        D::Number(3.0),
        "pixels",
        "side of the square; an even one reaches one pixel further left and up",
    )],
    positional: &["size"],
    doc: "Takes the median of the square around each pixel, each channel by itself, alpha too. Beyond the borders the outermost pixels go on. At 8 bit no size takes longer than another; at 16 bit the time grows with the size, in floats with its square.",
    build,
};

#[derive(Debug)]
struct Median {
    size: usize,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(Median { size: values.size("size") as usize }))
}

impl Op for Median {
    /// A column of the window comes and one goes; floats are counted where they are known.
    fn weight(&self) -> u64 {
        8 + self.size as u64 / 2
    }

    fn apply(&self, mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let (shape, size) = (Shape::of(&pixels), self.size);
        match &mut pixels.samples {
            _ if size == 1 => {}
            Samples::U8(samples) if size == 3 => small(samples, shape, job)?,
            Samples::U16(samples) if size == 3 => small(samples, shape, job)?,
            Samples::F32(samples) if size == 3 => small(samples, shape, job)?,
            Samples::U8(samples) => {
                let columns = (shape.width + size - 1) * shape.lanes;
                let held = job.alloc.held();
                let fine = job.alloc.zeroed(columns.checked_mul(256).ok_or_else(too_large)?)?;
                let coarse = job.alloc.zeroed(columns.checked_mul(16).ok_or_else(too_large)?)?;
                let mut pass = Columns { size, fine, coarse };
                filter(samples, shape, &mut pass, same, same, job)?;
                job.alloc.release(job.alloc.held() - held);
            }
            Samples::U16(samples) => filter(samples, shape, &mut Sliding::new(size), same, same, job)?,
            Samples::F32(samples) => {
                // The whole window for each sample.
                job.limits.check_work((samples.len() as u64).saturating_mul((size * size) as u64 / 4))?;
                filter(samples, shape, &mut Selected { size, window: Vec::new() }, same, same, job)?;
            }
        }
        Ok(pixels)
    }
}

fn too_large() -> Error {
    Error::new(Code::MemoryLimit).found("more than the address space")
}

fn same<T: Copy>(from: &[T], to: &mut [T]) {
    to.copy_from_slice(from);
}

fn small<T: Copy + PartialOrd + Default + 'static>(
    samples: &mut [T],
    shape: Shape,
    job: &mut Job,
) -> Result<()> {
    filter(samples, shape, &mut Nine(std::marker::PhantomData), same, same, job)
}

/// The median of nine by comparisons without branches.
struct Nine<T>(std::marker::PhantomData<T>);

/// Three in their order.
#[inline(always)]
fn sorted<T: Copy + PartialOrd>([a, b, c]: [T; 3]) -> [T; 3] {
    let (low, high) = (least(a, b), greatest(a, b));
    let (middle, high) = (least(high, c), greatest(high, c));
    [least(low, middle), greatest(low, middle), high]
}

/// Of three sorted rows: the greatest of the least, the middle of the middle and the least of the greatest leave the median.
#[inline(always)]
fn median<T: Copy + PartialOrd>(columns: [[T; 3]; 3]) -> T {
    let [a, b, c] = columns.map(sorted);
    let low = greatest(greatest(a[0], b[0]), c[0]);
    let [_, middle, _] = sorted([a[1], b[1], c[1]]);
    let high = least(least(a[2], b[2]), c[2]);
    sorted([low, middle, high])[1]
}

impl<T: Copy + PartialOrd + Default + 'static> Pass for Nine<T> {
    type Row = T;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        [1; 3]
    }

    fn across(&mut self, padded: &[T], _: usize, out: &mut [T]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [T], lanes: usize, out: &mut [T]) {
        let rows = [-1, 0, 1].map(row);
        medians(rows.map(|row| [-1, 0, 1].map(|x| beside(row, 1, lanes, x))), out);
    }
}

widest! {
    /// Of the samples at the same place in nine rows.
    fn medians [T: Copy + PartialOrd] [T] (rows: [[&[T]; 3]; 3], out: &mut [T]) {
        // Slices with names of their own, as long as the result: their bounds are checked once.
        let [[a, b, c], [d, e, f], [g, h, i]] = rows.map(|row| row.map(|samples| &samples[..out.len()]));
        for at in 0..out.len() {
            out[at] = median([[a[at], b[at], c[at]], [d[at], e[at], f[at]], [g[at], h[at], i[at]]]);
        }
    }
}

/// What a window reaches before its pixel, and after it.
fn around(size: usize) -> (isize, isize) {
    ((size / 2) as isize, (size - 1 - size / 2) as isize)
}

/// 8 bit by a histogram of each column and their sum, in two grades (S. Perreault and P. Hébert, "Median Filtering in Constant Time", 2007).
struct Columns {
    size: usize,
    /// Counts of each value in each column of each channel.
    fine: Vec<u16>,
    /// And of each sixteen of them.
    coarse: Vec<u16>,
}

impl Columns {
    /// Counts a row in, or out.
    fn count(&mut self, row: &[u8], lanes: usize, by: impl Fn(&mut u16)) {
        let columns = self.fine.len() / 256 / lanes;
        for (column, pixel) in row.chunks_exact(lanes).enumerate().take(columns) {
            for (lane, sample) in pixel.iter().enumerate() {
                let at = lane * columns + column;
                by(&mut self.fine[at * 256 + usize::from(*sample)]);
                by(&mut self.coarse[at * 16 + usize::from(*sample) / 16]);
            }
        }
    }

    /// The medians of one channel along a row. `C` holds the count of a window.
    fn along<C>(&self, lane: usize, lanes: usize, out: &mut [u8])
    where
        C: Copy + Default + AddAssign + SubAssign + From<u16> + Into<u32>,
    {
        let columns = self.fine.len() / 256 / lanes;
        let fine = &self.fine[lane * columns * 256..][..columns * 256].as_chunks::<16>().0;
        let coarse = &self.coarse[lane * columns * 16..][..columns * 16].as_chunks::<16>().0;
        let size = self.size;
        let rank = (size * size / 2) as u32;
        let mut whole = [C::default(); 16];
        coarse[..size - 1].iter().for_each(|column| add(&mut whole, column));
        // Fine counts of sixteen values each, and where their window stood when they were last wanted.
        let mut parts = [([C::default(); 16], None::<usize>); 16];
        for (x, out) in out.iter_mut().skip(lane).step_by(lanes).enumerate() {
            if let Some(behind) = x.checked_sub(1) {
                take(&mut whole, &coarse[behind]);
            }
            add(&mut whole, &coarse[x + size - 1]);
            let (part, below) = find(&whole, rank);
            let (counts, at) = &mut parts[part];
            match at {
                Some(at) if x - *at < size / 2 => {
                    for x in *at + 1..=x {
                        take(counts, &fine[(x - 1) * 16 + part]);
                        add(counts, &fine[(x + size - 1) * 16 + part]);
                    }
                }
                _ => {
                    *counts = [C::default(); 16];
                    (x..x + size).for_each(|x| add(counts, &fine[x * 16 + part]));
                }
            }
            *at = Some(x);
            *out = (part * 16 + find(counts, rank - below).0) as u8;
        }
    }
}

fn add<C: Copy + AddAssign + From<u16>>(sums: &mut [C; 16], counts: &[u16; 16]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += C::from(*count));
}

fn take<C: Copy + SubAssign + From<u16>>(sums: &mut [C; 16], counts: &[u16; 16]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum -= C::from(*count));
}

/// The place that a rank falls into, and the counts before it.
fn find<C: Copy + Into<u32>>(counts: &[C], rank: u32) -> (usize, u32) {
    let mut below = 0;
    for (at, count) in counts.iter().enumerate() {
        let count: u32 = (*count).into();
        if below + count > rank {
            return (at, below);
        }
        below += count;
    }
    (counts.len() - 1, below)
}

impl Pass for Columns {
    type Row = u8;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        let (before, after) = around(self.size);
        [before as usize, before as usize + 1, after as usize]
    }

    fn across(&mut self, padded: &[u8], _: usize, out: &mut [u8]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, y: usize, row: &dyn Fn(isize) -> &'a [u8], lanes: usize, out: &mut [u8]) {
        let (before, after) = around(self.size);
        if y == 0 {
            (-before..=after).for_each(|at| self.count(row(at), lanes, |count| *count += 1));
        } else {
            self.count(row(-before - 1), lanes, |count| *count -= 1);
            self.count(row(after), lanes, |count| *count += 1);
        }
        for lane in 0..lanes {
            if self.size < 256 {
                self.along::<u16>(lane, lanes, out);
            } else {
                self.along::<u32>(lane, lanes, out);
            }
        }
    }
}

/// 16 bit by a histogram that goes along each row (T. Huang, 1979), in two grades.
struct Sliding {
    size: usize,
    fine: Vec<u32>,
    coarse: [u32; 256],
}

impl Sliding {
    fn new(size: usize) -> Self {
        Self { size, fine: vec![0; 65_536], coarse: [0; 256] }
    }

    fn count(&mut self, sample: u16, by: impl Fn(&mut u32)) {
        by(&mut self.fine[usize::from(sample)]);
        by(&mut self.coarse[usize::from(sample >> 8)]);
    }
}

impl Pass for Sliding {
    type Row = u16;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        let (before, after) = around(self.size);
        [before as usize, before as usize, after as usize]
    }

    fn across(&mut self, padded: &[u16], _: usize, out: &mut [u16]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u16], lanes: usize, out: &mut [u16]) {
        let (before, after) = around(self.size);
        let size = self.size;
        let rank = (size * size / 2) as u32;
        let rows: Vec<&[u16]> = (-before..=after).map(row).collect();
        let width = out.len() / lanes;
        for lane in 0..lanes {
            for x in 0..width + size - 1 {
                for row in &rows {
                    self.count(row[x * lanes + lane], |count| *count += 1);
                    if let Some(behind) = x.checked_sub(size) {
                        self.count(row[behind * lanes + lane], |count| *count -= 1);
                    }
                }
                if let Some(x) = (x + 1).checked_sub(size) {
                    let (part, below) = find(&self.coarse, rank);
                    let (at, _) = find(&self.fine[part * 256..][..256], rank - below);
                    out[x * lanes + lane] = (part * 256 + at) as u16;
                }
            }
            for x in width - 1..width + size - 1 {
                for row in &rows {
                    self.count(row[x * lanes + lane], |count| *count -= 1);
                }
            }
        }
    }
}

/// Floats by selection in each window.
struct Selected {
    size: usize,
    window: Vec<f32>,
}

impl Pass for Selected {
    type Row = f32;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        let (before, after) = around(self.size);
        [before as usize, before as usize, after as usize]
    }

    fn across(&mut self, padded: &[f32], _: usize, out: &mut [f32]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [f32], lanes: usize, out: &mut [f32]) {
        let (before, after) = around(self.size);
        let rows: Vec<&[f32]> = (-before..=after).map(row).collect();
        for (at, out) in out.iter_mut().enumerate() {
            self.window.clear();
            for row in &rows {
                self.window.extend(row[at..].iter().step_by(lanes).take(self.size));
            }
            let middle = self.window.len() / 2;
            *out = *self.window.select_nth_unstable_by(middle, f32::total_cmp).1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DEPTHS, apply, blamed, bytes, never_panics, noisy, row, try_apply};
    use super::super::widest::testing::alike;
    use super::*;
    use crate::pixels::{Depth, Layout};
    use serde_json::json;

    /// The definition: each window sorted.
    fn reference<T: Copy + PartialOrd>(samples: &[T], pixels: &Pixels, size: usize) -> Vec<T> {
        let shape = Shape::of(pixels);
        let (before, after) = around(size);
        let all = (0..shape.width * shape.height * shape.lanes).map(|i| {
            let (pixel, lane) = (i / shape.lanes, i % shape.lanes);
            let (x, y) = (pixel % shape.width, pixel / shape.width);
            let mut window = Vec::new();
            for dy in -before..=after {
                for dx in -before..=after {
                    let x = x.saturating_add_signed(dx).min(shape.width - 1);
                    let y = y.saturating_add_signed(dy).min(shape.height - 1);
                    window.push(samples[(y * shape.width + x) * shape.lanes + lane]);
                }
            }
            window.sort_by(|a, b| a.partial_cmp(b).unwrap());
            window[size * size / 2]
        });
        all.collect()
    }

    #[test]
    fn every_size_gives_what_sorting_gives_at_every_depth() {
        for depth in DEPTHS {
            for size in [1, 2, 3, 4, 5, 6, 9, 16] {
                for (layout, width, height) in
                    [(Layout::Rgba, 33, 9), (Layout::Gray, 3, 21), (Layout::Rgb, 1, 1)]
                {
                    let pixels = noisy(depth, layout, width, height);
                    let out = alike(|| apply(&ROW, json!({ "size": size }), pixels.clone()));
                    let expected = match &pixels.samples {
                        Samples::U8(samples) => Samples::U8(reference(samples, &pixels, size)),
                        Samples::U16(samples) => Samples::U16(reference(samples, &pixels, size)),
                        Samples::F32(samples) => Samples::F32(reference(samples, &pixels, size)),
                    };
                    assert_eq!(out.samples, expected, "{depth:?} {size} {layout:?}");
                }
            }
        }
    }

    #[test]
    fn windows_of_more_pixels_than_16_bit_count_give_what_sorting_gives() {
        let pixels = noisy(Depth::U8, Layout::Gray, 4, 3);
        let Samples::U8(samples) = &pixels.samples else { panic!("8 bit") };
        let expected = reference(samples, &pixels, 300);
        assert_eq!(bytes(&apply(&ROW, json!({ "size": 300 }), pixels.clone())), expected);
    }

    #[test]
    fn the_median_of_two_is_what_sharp_gives() {
        // sharp 0.35.5 on the same pixels.
        let samples = Samples::U8(vec![10, 20, 30, 40, 57, 60, 70, 80, 90]);
        let pixels = Pixels::packed(samples, Layout::Gray, 3, 3).unwrap();
        assert_eq!(bytes(&apply(&ROW, json!({ "size": 2 }), pixels)), [10, 20, 30, 40, 40, 57, 70, 70, 80]);
    }

    #[test]
    fn every_size_layout_and_depth_is_filtered() {
        never_panics(&ROW, &json!({}));
        never_panics(&ROW, &json!({ "size": 4 }));
    }

    #[test]
    fn wrong_parameters_are_blamed() {
        let wrong = |given| blamed(try_apply(&ROW, given, row(&[1], Layout::Gray)));
        assert_eq!(wrong(json!({ "size": 0 })), "steps[0].size");
        assert_eq!(wrong(json!({ "size": 1001 })), "steps[0].size");
        assert_eq!(wrong(json!({ "size": 2.5 })), "steps[0].size");
    }
}
