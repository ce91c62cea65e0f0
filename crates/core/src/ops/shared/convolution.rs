//! Neighbourhoods over rows: one driver with a ring of rows that were worked on across, and the passes that go through it.
//! An image is filtered where it lies; beyond its borders its outermost pixels go on, as in libvips.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

mod boxes;

use super::alpha;
use super::widest::widest;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use boxes::Boxes;

/// Where an image's rows lie among its samples.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub width: usize,
    pub height: usize,
    pub stride: usize,
    /// Samples a pixel in the image.
    pub channels: usize,
    /// Samples a pixel in the ring.
    pub lanes: usize,
}

impl Shape {
    pub fn of(pixels: &Pixels) -> Self {
        let channels = pixels.layout.channels();
        Self {
            width: pixels.width as usize,
            height: pixels.height as usize,
            stride: pixels.stride,
            channels,
            lanes: channels,
        }
    }
}

/// What is done across each row as it enters the ring, and down the ring for each row that leaves it.
pub trait Pass {
    type Row: Copy + Default + 'static;
    /// Keeps the rows with their margins: for masks that are no product of two.
    const MARGINS: bool = false;

    /// Pixels that are asked for beyond a pixel: to each side, above, below.
    fn reach(&self) -> [usize; 3];

    /// `padded` has the reach on both sides of the row.
    fn across(&mut self, padded: &[Self::Row], lanes: usize, out: &mut [Self::Row]);

    /// `row(d)` is the row `d` below row `y`, whose result this is. Called for every row in order.
    fn down<'a>(
        &mut self,
        y: usize,
        row: &dyn Fn(isize) -> &'a [Self::Row],
        lanes: usize,
        out: &mut [Self::Row],
    );
}

/// Takes every row through `pass`: `load` makes the ring's samples of a row, `store` lays what came out over the row as it was.
pub fn filter<S, P: Pass>(
    samples: &mut [S],
    shape: Shape,
    pass: &mut P,
    mut load: impl FnMut(&[S], &mut [P::Row]),
    mut store: impl FnMut(&[P::Row], &mut [S]),
    job: &mut Job,
) -> Result<()> {
    let Shape { width, height, stride, channels, lanes } = shape;
    let [side, above, below] = pass.reach();
    let too_large = || Error::new(Code::MemoryLimit).found("more than the address space");
    let len = width * lanes;
    let margin = side * lanes;
    let padded_len = margin.checked_mul(2).and_then(|both| both.checked_add(len)).ok_or_else(too_large)?;
    let kept = if P::MARGINS { padded_len } else { len };
    let slots = height.min(above.saturating_add(below).saturating_add(1));
    let held = job.alloc.held();
    let mut ring = job.alloc.zeroed::<P::Row>(slots.checked_mul(kept).ok_or_else(too_large)?)?;
    let mut padded = job.alloc.zeroed::<P::Row>(padded_len)?;
    let mut out = job.alloc.zeroed::<P::Row>(len)?;
    let mut next = 0;
    for y in 0..height {
        job.check_cancel()?;
        while next < height && next <= y.saturating_add(below) {
            load(&samples[next * stride..][..width * channels], &mut padded[margin..margin + len]);
            extend(&mut padded, margin, lanes);
            pass.across(&padded, lanes, &mut ring[next % slots * kept..][..kept]);
            next += 1;
        }
        let row = |down: isize| {
            let at = y.saturating_add_signed(down).min(height - 1);
            &ring[at % slots * kept..][..kept]
        };
        pass.down(y, &row, lanes, &mut out);
        store(&out, &mut samples[y * stride..][..width * channels]);
    }
    job.alloc.release(job.alloc.held() - held);
    Ok(())
}

/// The outermost pixels of a row, into its margins.
fn extend<T: Copy>(padded: &mut [T], margin: usize, lanes: usize) {
    let end = padded.len() - margin;
    for at in (0..margin).step_by(lanes) {
        padded.copy_within(margin..margin + lanes, at);
        padded.copy_within(end - lanes..end, end + at);
    }
}

/// Samples at once: what a sum of them takes stays in the nearest cache.
pub const BLOCK: usize = 128;

/// A symmetric mask of whole numbers, from the centre outwards, that never rise.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask(Vec<u16>);

impl Mask {
    /// libvips' whole Gaussian: as far as it reaches `least` of its height, `height` in the middle.
    pub fn gaussian(sigma: f64, least: f64, height: u16) -> Self {
        let values = gaussian(sigma, least).into_iter().map(|v| libm::rint(v * f64::from(height)) as u16);
        Self(
            values
                .enumerate()
                .take_while(|(at, value)| *at == 0 || *value > 0)
                .map(|(_, value)| value)
                .collect(),
        )
    }

    /// Equal weights in a window of this radius.
    pub fn even(radius: usize) -> Self {
        Self(vec![1; radius + 1])
    }

    /// How far it reaches from its middle.
    pub fn radius(&self) -> u32 {
        (self.0.len() - 1) as u32
    }

    /// Its weights as parts of their sum.
    pub fn real(&self) -> Vec<f32> {
        weights(&self.0.iter().map(|v| f64::from(*v)).collect::<Vec<_>>())
    }

    fn sum(&self) -> u32 {
        let [centre, sides @ ..] = self.0.as_slice() else { return 1 };
        u32::from(*centre) + 2 * sides.iter().map(|v| u32::from(*v)).sum::<u32>()
    }

    /// The radius and height of each box that the mask is a pile of.
    fn boxes(&self) -> Vec<(usize, u16)> {
        let next = self.0.iter().skip(1).chain(&[0]);
        self.0
            .iter()
            .zip(next)
            .map(|(v, next)| v - next)
            .enumerate()
            .filter(|(_, height)| *height > 0)
            .collect()
    }
}

/// The Gaussian's values from the centre outwards, the last at least `least` (libvips' rule).
pub fn gaussian(sigma: f64, least: f64) -> Vec<f64> {
    let value = |x: u32| libm::exp(-f64::from(x * x) / (2.0 * sigma * sigma));
    (0..8192).map(value).enumerate().take_while(|(x, v)| *x == 0 || *v >= least).map(|(_, v)| v).collect()
}

/// Real weights from the centre outwards, whose sum with both sides is 1.
pub fn weights(values: &[f64]) -> Vec<f32> {
    let sum = 2.0 * values.iter().sum::<f64>() - values.first().copied().unwrap_or_default();
    values.iter().map(|v| (v / sum) as f32).collect()
}

/// Weights up to this radius are applied one by one where samples are 16 bit or float; farther ones as a pile of boxes.
pub const NEAR: usize = 32;

/// Filters with a mask of whole numbers, down and across. 8 bit is rounded after each, as in libvips.
pub fn separable(pixels: &mut Pixels, mask: &Mask, job: &mut Job) -> Result<()> {
    let shape = Shape::of(pixels);
    let radius = mask.0.len() - 1;
    let boxes = mask.boxes();
    if radius == 0 {
        return Ok(());
    }
    match &mut pixels.samples {
        Samples::U8(_) => alpha::premultiplied(pixels, job, |pixels, job| {
            let Samples::U8(samples) = &mut pixels.samples else { return Ok(()) };
            let same = |from: &[u8], to: &mut [u8]| to.copy_from_slice(from);
            if mask.sum() <= 256 && boxes.len() * 2 > radius {
                filter(samples, shape, &mut Short::new(mask), same, same, job)
            } else {
                filter(samples, shape, &mut Boxes::<u8>::new(mask), same, same, job)
            }
        }),
        _ if radius <= NEAR && boxes.len() * 2 > radius => real(pixels, &mut Real(mask.real()), job),
        _ => real(pixels, &mut Boxes::<f32>::new(mask), job),
    }
}

/// Filters in floats, whatever the depth, colours by their alpha. 8 bit is cut at the end, not rounded, as libvips' floats are.
pub fn real<P: Pass<Row = f32>>(pixels: &mut Pixels, pass: &mut P, job: &mut Job) -> Result<()> {
    let shape = Shape::of(pixels);
    let weighted = alpha::is_mixed(pixels);
    let multiplied = |row: &mut [f32], full: f32| {
        if weighted {
            alpha::multiply_floats(row, shape.channels, full);
        }
    };
    // The row that comes out, straight again where it has to be.
    let mut straight = vec![0.0; if weighted { shape.width * shape.channels } else { 0 }];
    let mut straightened = |from: &[f32], full: f32, store: &mut dyn FnMut(&[f32])| {
        if weighted {
            straight.copy_from_slice(from);
            alpha::straighten_floats(&mut straight, shape.channels, full);
            store(&straight);
        } else {
            store(from);
        }
    };
    match &mut pixels.samples {
        Samples::U8(samples) => {
            let load = |from: &[u8], to: &mut [f32]| {
                widen(from, to);
                multiplied(to, 255.0);
            };
            let store = |from: &[f32], to: &mut [u8]| straightened(from, 255.0, &mut |from| cut(from, to));
            filter(samples, shape, pass, load, store, job)
        }
        Samples::U16(samples) => {
            let load = |from: &[u16], to: &mut [f32]| {
                widen(from, to);
                multiplied(to, 65_535.0);
            };
            let store = |from: &[f32], to: &mut [u16]| {
                straightened(from, 65_535.0, &mut |from| {
                    to.iter_mut().zip(from).for_each(|(to, v)| *to = (v + 0.5) as u16);
                });
            };
            filter(samples, shape, pass, load, store, job)
        }
        Samples::F32(samples) => {
            let load = |from: &[f32], to: &mut [f32]| {
                finite(from, to);
                multiplied(to, 1.0);
            };
            let store = |from: &[f32], to: &mut [f32]| {
                straightened(from, 1.0, &mut |from| to.copy_from_slice(from));
            };
            filter(samples, shape, pass, load, store, job)
        }
    }
}

fn widen<T: Copy + Into<f32>>(from: &[T], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, v)| *to = (*v).into());
}

/// What is no number counts as black: a sum that goes along a row or column would not lose it again.
fn finite(from: &[f32], to: &mut [f32]) {
    to.iter_mut().zip(from).for_each(|(to, v)| *to = if v.is_finite() { *v } else { 0.0 });
}

/// Floats cut to 8 bit; whole numbers that lost a rounding error on the way are whole still.
fn cut(from: &[f32], to: &mut [u8]) {
    to.iter_mut().zip(from).for_each(|(to, v)| *to = (v + 1.0 / 1024.0) as u8);
}

/// Few weights with a sum of at most 256, in 16 bit arithmetic.
struct Short {
    weights: Vec<u16>,
    half: u16,
    /// 2^(16 + shift) ÷ sum, rounded up: a division that is right but for values within 2^-shift below a whole number.
    inverse: u16,
    shift: u32,
}

impl Short {
    fn new(mask: &Mask) -> Self {
        let sum = mask.sum().clamp(2, 256);
        let shift = sum.next_power_of_two().ilog2() - 1;
        let inverse = (1u32 << (16 + shift)).div_ceil(sum).min(65_535) as u16;
        Self { weights: mask.0.clone(), half: (sum / 2) as u16, inverse, shift }
    }

    fn weigh<'a>(&self, row: impl Fn(isize) -> &'a [u8], out: &mut [u8]) {
        match self.weights.len() {
            2 => self.unrolled::<1>(row, out),
            3 => self.unrolled::<2>(row, out),
            4 => self.unrolled::<3>(row, out),
            5 => self.unrolled::<4>(row, out),
            6 => self.unrolled::<5>(row, out),
            _ => self.blocks(row, out),
        }
    }

    #[inline(always)]
    fn divided(&self, sum: u16) -> u8 {
        (((u32::from(sum) * u32::from(self.inverse)) >> 16) as u16 >> self.shift) as u8
    }

    fn unrolled<'a, const R: usize>(&self, row: impl Fn(isize) -> &'a [u8], out: &mut [u8]) {
        let before = std::array::from_fn(|at| row(-1 - at as isize));
        let after = std::array::from_fn(|at| row(1 + at as isize));
        few::<R>(self, row(0), before, after, out);
    }

    fn blocks<'a>(&self, row: impl Fn(isize) -> &'a [u8], out: &mut [u8]) {
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let part = |at: isize| &row(at)[block * BLOCK..][..len];
            let mut sums = [self.half; BLOCK];
            let sums = &mut sums[..len];
            middle(self.weights[0], part(0), sums);
            let sides = &self.weights[1..];
            let fours = sides.len() / GROUP * GROUP;
            for at in (0..fours).step_by(GROUP) {
                pairs::<GROUP>(&sides[at..], at, part, sums);
            }
            for at in fours..sides.len() {
                pairs::<1>(&sides[at..], at, part, sums);
            }
            divide(self, sums, out);
        }
    }
}

widest! {
    /// The whole of a mask with `R` weights to each side.
    fn few [const R: usize] [R] (short: &Short, centre: &[u8], before: [&[u8]; R], after: [&[u8]; R], out: &mut [u8]) {
        let len = out.len();
        let centre = &centre[..len];
        let (before, after) = (before.map(|row| &row[..len]), after.map(|row| &row[..len]));
        let middle = short.weights[0];
        let weights: [u16; R] = std::array::from_fn(|at| short.weights[at + 1]);
        for i in 0..len {
            let mut sum = short.half.wrapping_add(middle.wrapping_mul(u16::from(centre[i])));
            for k in 0..R {
                let pair = u16::from(before[k][i]) + u16::from(after[k][i]);
                sum = sum.wrapping_add(weights[k].wrapping_mul(pair));
            }
            out[i] = short.divided(sum);
        }
    }
}

widest! {
    fn middle[][](weight: u16, samples: &[u8], sums: &mut [u16]) {
        for (sum, sample) in sums.iter_mut().zip(samples) {
            *sum = sum.wrapping_add(weight.wrapping_mul(u16::from(*sample)));
        }
    }
}

widest! {
    fn divide[][](short: &Short, sums: &[u16], out: &mut [u8]) {
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = short.divided(*sum);
        }
    }
}

/// Pairs of samples, or ends of boxes, that are added between one load of a sum and its store.
const GROUP: usize = 4;

/// Adds the samples at the `N` distances after `from`, on both sides.
fn pairs<'a, const N: usize>(
    weights: &[u16],
    from: usize,
    part: impl Fn(isize) -> &'a [u8],
    sums: &mut [u16],
) {
    let weights = std::array::from_fn(|k| weights[k]);
    let before = std::array::from_fn(|k| part(-((from + k + 1) as isize)));
    let after = std::array::from_fn(|k| part((from + k + 1) as isize));
    add_pairs::<N>(weights, before, after, sums);
}

widest! {
    fn add_pairs [const N: usize] [N] (weights: [u16; N], before: [&[u8]; N], after: [&[u8]; N], sums: &mut [u16]) {
        let len = sums.len();
        let (before, after) = (before.map(|row| &row[..len]), after.map(|row| &row[..len]));
        for i in 0..len {
            for k in 0..N {
                let pair = u16::from(before[k][i]) + u16::from(after[k][i]);
                sums[i] = sums[i].wrapping_add(weights[k].wrapping_mul(pair));
            }
        }
    }
}

/// The part of a padded row that lies `pixels` to the right of where the row is.
pub fn beside<T>(padded: &[T], side: usize, lanes: usize, pixels: isize) -> &[T] {
    &padded[side.saturating_add_signed(pixels) * lanes..]
}

impl Pass for Short {
    type Row = u8;

    fn reach(&self) -> [usize; 3] {
        [self.weights.len() - 1; 3]
    }

    fn across(&mut self, padded: &[u8], lanes: usize, out: &mut [u8]) {
        let side = self.weights.len() - 1;
        self.weigh(|pixels| beside(padded, side, lanes, pixels), out);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u8], _: usize, out: &mut [u8]) {
        self.weigh(row, out);
    }
}

/// Real weights, from the centre outwards.
#[derive(Debug)]
pub struct Real(pub Vec<f32>);

impl Real {
    fn weigh<'a>(&self, row: impl Fn(isize) -> &'a [f32], out: &mut [f32]) {
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let part = |at: isize| &row(at)[block * BLOCK..][..len];
            let [middle, sides @ ..] = self.0.as_slice() else { return };
            out.iter_mut().zip(part(0)).for_each(|(out, v)| *out = middle * v);
            for (at, weight) in (1..).zip(sides) {
                add_real(*weight, part(-at), part(at), out);
            }
        }
    }
}

widest! {
    fn add_real[][](weight: f32, before: &[f32], after: &[f32], out: &mut [f32]) {
        for ((out, a), b) in out.iter_mut().zip(before).zip(after) {
            *out += weight * (a + b);
        }
    }
}

impl Pass for Real {
    type Row = f32;

    fn reach(&self) -> [usize; 3] {
        [self.0.len() - 1; 3]
    }

    fn across(&mut self, padded: &[f32], lanes: usize, out: &mut [f32]) {
        let side = self.0.len() - 1;
        self.weigh(|pixels| beside(padded, side, lanes, pixels), out);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [f32], _: usize, out: &mut [f32]) {
        self.weigh(row, out);
    }
}

/// Sums of 3 × 3 samples.
struct Three;

impl Three {
    fn add<'a>(row: impl Fn(isize) -> &'a [u16], out: &mut [u16]) {
        add_three(row(-1), row(0), row(1), out);
    }
}

widest! {
    fn add_three[][](a: &[u16], b: &[u16], c: &[u16], out: &mut [u16]) {
        for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
            *out = a + b + c;
        }
    }
}

impl Pass for Three {
    type Row = u16;

    fn reach(&self) -> [usize; 3] {
        [1; 3]
    }

    fn across(&mut self, padded: &[u16], lanes: usize, out: &mut [u16]) {
        Self::add(|pixels| beside(padded, 1, lanes, pixels), out);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u16], _: usize, out: &mut [u16]) {
        Self::add(row, out);
    }
}

/// Makes of each 8 bit sample what `of` gives for the sum of the 3 × 3 samples around it, and itself.
pub fn sums(pixels: &mut Pixels, of: impl Fn(u16, u8) -> u8, job: &mut Job) -> Result<()> {
    let shape = Shape::of(pixels);
    let Samples::U8(samples) = &mut pixels.samples else { return Ok(()) };
    let load = |from: &[u8], to: &mut [u16]| {
        to.iter_mut().zip(from).for_each(|(to, sample)| *to = u16::from(*sample));
    };
    let store = |from: &[u16], to: &mut [u8]| {
        to.iter_mut().zip(from).for_each(|(to, sum)| *to = of(*sum, *to));
    };
    filter(samples, shape, &mut Three, load, store, job)
}

/// Weights of any kind: the sum of all is divided by `scale`, then `offset` is added.
#[derive(Clone, Debug)]
pub struct Kernel {
    pub width: usize,
    pub height: usize,
    pub weights: Vec<f32>,
    pub scale: f32,
    pub offset: f32,
}

impl Kernel {
    /// Columns and rows from the middle, and the weight, where there is one. An even side has its middle right of, or below, the centre.
    fn taps(&self) -> Vec<(isize, isize, f32)> {
        let rows = self.weights.chunks_exact(self.width).enumerate();
        let all = rows.flat_map(|(y, row)| {
            row.iter().enumerate().map(move |(x, weight)| {
                (x as isize - (self.width / 2) as isize, y as isize - (self.height / 2) as isize, *weight)
            })
        });
        all.filter(|(_, _, weight)| *weight != 0.0).collect()
    }

    fn reach(&self) -> [usize; 3] {
        [self.width / 2, self.height / 2, (self.height - 1) / 2]
    }

    /// Bytes times these weights are sums that 16 bit hold.
    fn is_short(&self) -> bool {
        let whole = self.weights.iter().all(|weight| weight.fract() == 0.0);
        whole && self.weights.iter().map(|weight| weight.abs()).sum::<f32>() <= 128.0
    }

    pub fn apply(&self, pixels: &mut Pixels, job: &mut Job) -> Result<()> {
        let shape = Shape::of(pixels);
        let mixed = alpha::is_mixed(pixels);
        match &mut pixels.samples {
            Samples::U8(samples) if self.is_short() && !mixed => {
                let same = |from: &[u8], to: &mut [u8]| to.copy_from_slice(from);
                filter(samples, shape, &mut Bytes(Taps { kernel: self, taps: self.taps() }), same, same, job)
            }
            _ => real(pixels, &mut Taps { kernel: self, taps: self.taps() }, job),
        }
    }
}

struct Taps<'a> {
    kernel: &'a Kernel,
    taps: Vec<(isize, isize, f32)>,
}

impl Taps<'_> {
    /// The sums of each block of a row, handed to `finish` with their results' place.
    fn sums<'a, T: Copy + 'a, W: Copy, S: Copy + Default>(
        &self,
        row: &dyn Fn(isize) -> &'a [T],
        lanes: usize,
        out: &mut [T],
        sum: (impl Fn(f32) -> W, impl Fn(S, W, T) -> S + Copy),
        finish: impl Fn(S) -> T + Copy,
    ) {
        let side = self.kernel.reach()[0];
        let (weight, add) = sum;
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let len = out.len();
            let mut sums = [S::default(); BLOCK];
            let sums = &mut sums[..len];
            let part = |(x, y, _): (isize, isize, f32)| &beside(row(y), side, lanes, x)[block * BLOCK..];
            let (groups, rest) = self.taps.as_chunks::<GROUP>();
            for taps in groups {
                weigh(taps.map(|(_, _, by)| weight(by)), taps.map(part), sums, add);
            }
            for tap in rest {
                weigh([weight(tap.2)], [part(*tap)], sums, add);
            }
            convert(sums, out, finish);
        }
    }
}

widest! {
    fn convert [S: Copy, T, F: Fn(S) -> T] [S, T, F] (sums: &[S], out: &mut [T], of: F) {
        for (out, sum) in out.iter_mut().zip(sums) {
            *out = of(*sum);
        }
    }
}

widest! {
    /// Adds weighted samples to their sums.
    fn weigh [T: Copy, W: Copy, S: Copy, A: Fn(S, W, T) -> S, const N: usize] [T, W, S, A, N] (
        weights: [W; N],
        samples: [&[T]; N],
        sums: &mut [S],
        add: A,
    ) {
        let len = sums.len();
        let samples = samples.map(|row| &row[..len]);
        for i in 0..len {
            for k in 0..N {
                sums[i] = add(sums[i], weights[k], samples[k][i]);
            }
        }
    }
}

impl Pass for Taps<'_> {
    type Row = f32;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        self.kernel.reach()
    }

    fn across(&mut self, padded: &[f32], _: usize, out: &mut [f32]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [f32], lanes: usize, out: &mut [f32]) {
        let Kernel { scale, offset, .. } = *self.kernel;
        self.sums(
            row,
            lanes,
            out,
            (|weight| weight, |sum, weight, sample| sum + weight * sample),
            |sum: f32| sum / scale + offset,
        );
    }
}

/// [`Taps`] of whole weights over bytes.
struct Bytes<'a>(Taps<'a>);

impl Pass for Bytes<'_> {
    type Row = u8;
    const MARGINS: bool = true;

    fn reach(&self) -> [usize; 3] {
        self.0.kernel.reach()
    }

    fn across(&mut self, padded: &[u8], _: usize, out: &mut [u8]) {
        out.copy_from_slice(padded);
    }

    fn down<'a>(&mut self, _: usize, row: &dyn Fn(isize) -> &'a [u8], lanes: usize, out: &mut [u8]) {
        let Kernel { scale, offset, .. } = *self.0.kernel;
        let weight = |weight: f32| weight as i16;
        let add =
            |sum: i16, weight: i16, sample: u8| sum.wrapping_add(weight.wrapping_mul(i16::from(sample)));
        let finish = |sum: i16| (f32::from(sum) / scale + offset + 1.0 / 1024.0) as u8;
        self.0.sums(row, lanes, out, (weight, add), finish);
    }
}

#[cfg(test)]
mod tests;
