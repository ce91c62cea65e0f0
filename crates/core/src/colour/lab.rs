//! CIELAB (CIE 15, white D65) of sRGB pixels, in place and a block at a time: only arithmetic that every machine does alike.

#![expect(
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "lanes below LANES of several arrays at once, and tables with an entry for every index"
)]

use super::curve;
use crate::error::Result;
use crate::job::Job;
use crate::ops::point::rows;
use crate::pixels::{Pixels, Samples};
use crate::whole;
use std::sync::LazyLock;

/// Pixels that are worked on together.
pub const LANES: usize = 32;

/// L* from 0 to 100, a* and b* of as many pixels.
#[derive(Debug)]
pub struct Block {
    pub l: [f32; LANES],
    pub a: [f32; LANES],
    pub b: [f32; LANES],
}

/// Linear red, green and blue of the block's pixels.
type Light = [[f32; LANES]; 3];

/// sRGB's primaries to X, Y and Z (IEC 61966-2-1), each by its white.
const TO_XYZ: [[f32; 3]; 3] = [
    [0.412_456_4 / 0.950_47, 0.357_576_1 / 0.950_47, 0.180_437_5 / 0.950_47],
    [0.212_672_9, 0.715_152_2, 0.072_175],
    [0.019_333_9 / 1.088_83, 0.119_192 / 1.088_83, 0.950_304_1 / 1.088_83],
];
const FROM_XYZ: [[f32; 3]; 3] = [
    [3.240_454_2 * 0.950_47, -1.537_138_5, -0.498_531_4 * 1.088_83],
    [-0.969_266 * 0.950_47, 1.876_010_8, 0.041_556 * 1.088_83],
    [0.055_643_4 * 0.950_47, -0.204_025_9, 1.057_225_2 * 1.088_83],
];

/// Where the cube root gives way to a line: (6/29)³ of the light, 6/29 of the root.
const DARK: f32 = 216.0 / 24_389.0;
const DARK_ROOT: f32 = 6.0 / 29.0;
const SLOPE: f32 = 841.0 / 108.0;
const OFFSET: f32 = 4.0 / 29.0;

/// The cube root of what is above 0: a guess from the exponent, then Halley's rule twice, which leaves no more than rounding.
#[inline(always)]
fn cube_root(value: f32) -> f32 {
    let mut root = f32::from_bits(value.to_bits() / 3 + 709_921_077);
    for _ in 0..2 {
        let cube = root * root * root;
        root = root * (cube + 2.0 * value) / (2.0 * cube + value);
    }
    root
}

/// The root of light from 0 to 1 that L*, a* and b* are differences of.
#[inline(always)]
pub fn compress(light: f32) -> f32 {
    let root = cube_root(light.max(DARK));
    if light > DARK { root } else { light * SLOPE + OFFSET }
}

#[inline(always)]
fn expand(root: f32) -> f32 {
    if root > DARK_ROOT { root * root * root } else { (root - OFFSET) / SLOPE }
}

#[inline(always)]
fn times(matrix: &[[f32; 3]; 3], [a, b, c]: [f32; 3]) -> [f32; 3] {
    matrix.map(|[x, y, z]| x * a + y * b + z * c)
}

impl Block {
    fn empty() -> Self {
        Self { l: [0.0; LANES], a: [0.0; LANES], b: [0.0; LANES] }
    }

    fn set(&mut self, light: &Light) {
        for lane in 0..LANES {
            let xyz = times(&TO_XYZ, [light[0][lane], light[1][lane], light[2][lane]]);
            let [x, y, z] = xyz.map(compress);
            self.l[lane] = 116.0 * y - 16.0;
            self.a[lane] = 500.0 * (x - y);
            self.b[lane] = 200.0 * (y - z);
        }
    }

    fn light(&self, light: &mut Light) {
        for lane in 0..LANES {
            let y = (self.l[lane] + 16.0) / 116.0;
            let xyz = [y + self.a[lane] / 500.0, y, y - self.b[lane] / 200.0].map(expand);
            let [r, g, b] = times(&FROM_XYZ, xyz);
            (light[0][lane], light[1][lane], light[2][lane]) = (r, g, b);
        }
    }
}

/// The L*, a* and b* of one 8 bit colour.
pub fn of(rgb: [u8; 3]) -> [f32; 3] {
    let tables = u8::tables();
    let light = rgb.map(|code| [code.light(&tables); LANES]);
    let mut block = Block::empty();
    block.set(&light);
    [block.l[0], block.a[0], block.b[0]]
}

/// Entries of a table over the square root of light, along which sRGB's curve is nearly straight.
const ROOTS: usize = 4096;

/// One more than there are roots, to interpolate to.
static CODES: LazyLock<[f32; ROOTS + 1]> = LazyLock::new(|| {
    let mut table = [1.0; ROOTS + 1];
    for (code, at) in table.iter_mut().zip(0..ROOTS as u16) {
        let root = f32::from(at) / (ROOTS - 1) as f32;
        *code = curve::encode(root * root);
    }
    table
});
static CODES_8: LazyLock<[u8; ROOTS]> = LazyLock::new(|| {
    let mut table = [0; ROOTS];
    table.iter_mut().zip(CODES.iter()).for_each(|(byte, code)| *byte = (code * 255.0 + 0.5) as u8);
    table
});

/// A sample by sRGB's curve.
pub trait Coded: Copy {
    type Tables;
    fn tables() -> Self::Tables;
    fn light(self, tables: &Self::Tables) -> f32;

    /// The place of a light from 0 to 1 among the roots; what is outside is cut.
    fn place(light: f32) -> f32 {
        light.clamp(0.0, 1.0).sqrt() * (ROOTS - 1) as f32
    }

    fn code(place: f32, tables: &Self::Tables) -> Self;
}

impl Coded for u8 {
    type Tables = (&'static [f32; 256], &'static [Self; ROOTS]);

    fn tables() -> Self::Tables {
        (&curve::LIGHT_8, &CODES_8)
    }

    fn light(self, tables: &Self::Tables) -> f32 {
        tables.0[usize::from(self)]
    }

    fn code(place: f32, tables: &Self::Tables) -> Self {
        tables.1[(place + whole::ONES).to_bits() as usize % ROOTS]
    }
}

impl Coded for u16 {
    type Tables = (&'static [f32], &'static [f32; ROOTS + 1]);

    fn tables() -> Self::Tables {
        (&curve::LIGHT_16, &CODES)
    }

    fn light(self, tables: &Self::Tables) -> f32 {
        tables.0[usize::from(self)]
    }

    fn code(place: f32, tables: &Self::Tables) -> Self {
        let at = place as usize % ROOTS;
        let (from, to) = (tables.1[at], tables.1[at + 1]);
        whole::word((from + (to - from) * (place - at as f32)) * 65_535.0 + 0.5)
    }
}

/// Floats go on along the curve above white and below black.
impl Coded for f32 {
    type Tables = ();

    fn tables() {}

    fn light(self, (): &()) -> f32 {
        curve::decode(self)
    }

    fn place(light: f32) -> f32 {
        light
    }

    fn code(light: f32, (): &()) -> Self {
        curve::encode(light)
    }
}

/// What is done with each block of a row, whose samples are `channels` a pixel.
trait Visitor {
    fn visit<T: Coded>(&mut self, samples: &mut [T], channels: usize, tables: &T::Tables);
}

fn visit(pixels: &mut Pixels, job: &Job, visitor: &mut impl Visitor) -> Result<()> {
    fn all<T: Coded>(
        samples: &mut [T],
        (stride, width, channels): (usize, usize, usize),
        job: &Job,
        visitor: &mut impl Visitor,
    ) -> Result<()> {
        let tables = T::tables();
        rows(samples, stride, width * channels, job, |row| {
            row.chunks_mut(LANES * channels).for_each(|block| visitor.visit(block, channels, &tables));
        })
    }
    let shape = (pixels.stride, pixels.width as usize, pixels.layout.channels());
    match &mut pixels.samples {
        Samples::U8(samples) => all(samples, shape, job, visitor),
        Samples::U16(samples) => all(samples, shape, job, visitor),
        Samples::F32(samples) => all(samples, shape, job, visitor),
    }
}

fn load<T: Coded>(samples: &[T], channels: usize, tables: &T::Tables, light: &mut Light) {
    let [r, g, b] = light;
    let lanes = r.iter_mut().zip(g).zip(b);
    if channels < 3 {
        for (((r, g), b), pixel) in lanes.zip(samples.chunks_exact(channels)) {
            let grey = pixel[0].light(tables);
            (*r, *g, *b) = (grey, grey, grey);
        }
    } else {
        for (((r, g), b), pixel) in lanes.zip(samples.chunks_exact(channels)) {
            *r = pixel[0].light(tables);
            *g = pixel[1].light(tables);
            *b = pixel[2].light(tables);
        }
    }
}

fn store<T: Coded>(light: &mut Light, channels: usize, tables: &T::Tables, samples: &mut [T]) {
    light.as_flattened_mut().iter_mut().for_each(|light| *light = T::place(*light));
    let [r, g, b] = &*light;
    let lanes = samples.chunks_exact_mut(channels).zip(r.iter().zip(g).zip(b));
    if channels < 3 {
        for (pixel, ((_, grey), _)) in lanes {
            pixel[0] = T::code(*grey, tables);
        }
    } else {
        for (pixel, ((r, g), b)) in lanes {
            pixel[0] = T::code(*r, tables);
            pixel[1] = T::code(*g, tables);
            pixel[2] = T::code(*b, tables);
        }
    }
}

struct Mapping<F> {
    light: Light,
    block: Block,
    of: F,
}

impl<F: Fn(&mut Block)> Visitor for Mapping<F> {
    fn visit<T: Coded>(&mut self, samples: &mut [T], channels: usize, tables: &T::Tables) {
        load(samples, channels, tables, &mut self.light);
        self.block.set(&self.light);
        (self.of)(&mut self.block);
        self.block.light(&mut self.light);
        store(&mut self.light, channels, tables, samples);
    }
}

/// Hands each block of colours to `of`, and writes back what it makes of them; alpha stays.
/// Grey stays one channel: `of` must leave neutral colours neutral. Inks are not understood.
pub fn map(pixels: &mut Pixels, job: &Job, of: impl Fn(&mut Block)) -> Result<()> {
    visit(pixels, job, &mut Mapping { light: Light::default(), block: Block::empty(), of })
}

/// L* in the place of red.
fn lighten([r, g, b]: &mut Light) {
    for ((r, g), b) in r.iter_mut().zip(g).zip(b) {
        let [_, y, _] = times(&TO_XYZ, [*r, *g, *b]);
        *r = 116.0 * compress(y) - 16.0;
    }
}

/// L* of each pixel of a row.
pub fn lightness_row<T: Coded>(samples: &[T], channels: usize, out: &mut [f32]) {
    let (tables, mut light) = (T::tables(), Light::default());
    for (samples, out) in samples.chunks(LANES * channels).zip(out.chunks_mut(LANES)) {
        load(samples, channels, &tables, &mut light);
        lighten(&mut light);
        out.copy_from_slice(&light[0][..out.len()]);
    }
}

/// [`map`] for a row; `of` gets the index of the block's first pixel too, and says whether it changed any.
pub fn map_row<T: Coded>(samples: &mut [T], channels: usize, of: impl Fn(usize, &mut Block) -> bool) {
    let (tables, mut light, mut block) = (T::tables(), Light::default(), Block::empty());
    for (at, samples) in samples.chunks_mut(LANES * channels).enumerate() {
        load(samples, channels, &tables, &mut light);
        block.set(&light);
        if of(at * LANES, &mut block) {
            block.light(&mut light);
            store(&mut light, channels, &tables, samples);
        }
    }
}

struct Lightness<F> {
    light: Light,
    of: F,
}

impl<F: FnMut(f32)> Visitor for Lightness<F> {
    fn visit<T: Coded>(&mut self, samples: &mut [T], channels: usize, tables: &T::Tables) {
        load(samples, channels, tables, &mut self.light);
        lighten(&mut self.light);
        self.light[0].iter().take(samples.len() / channels).for_each(|l| (self.of)(*l));
    }
}

/// Hands L* of every pixel to `of`.
pub fn lightness(pixels: &mut Pixels, job: &Job, of: impl FnMut(f32)) -> Result<()> {
    visit(pixels, job, &mut Lightness { light: Light::default(), of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, noisy, row};
    use crate::pixels::Layout;

    #[test]
    fn colours_have_the_coordinates_that_others_publish() {
        // Bruce Lindbloom's calculator, sRGB, D65: red, green, blue, white, a dark and a light colour.
        for (rgb, lab) in [
            ([255, 0, 0], [53.2408, 80.0925, 67.2032]),
            ([0, 255, 0], [87.7347, -86.1827, 83.1793]),
            ([0, 0, 255], [32.297, 79.1875, -107.8602]),
            ([255, 255, 255], [100.0, 0.0, 0.0]),
            ([0, 0, 0], [0.0, 0.0, 0.0]),
        ] {
            for (found, expected) in of(rgb).iter().zip(lab) {
                assert!((found - expected).abs() < 0.02, "{rgb:?}: {found} for {expected}");
            }
        }
    }

    #[test]
    fn what_is_not_changed_comes_back() {
        for depth in DEPTHS {
            for layout in [Layout::Gray, Layout::GrayA, Layout::Rgb, Layout::Rgba] {
                let pixels = noisy(depth, layout, 67, 5);
                let mut same = pixels.clone();
                map(&mut same, &Job::default(), |_| {}).unwrap();
                let difference = match (&pixels.samples, &same.samples) {
                    (Samples::U8(a), Samples::U8(b)) => most(a, b),
                    (Samples::U16(a), Samples::U16(b)) => most(a, b) / 2.0,
                    (Samples::F32(a), Samples::F32(b)) => most(a, b) * 50_000.0,
                    _ => panic!("depth"),
                };
                assert!(
                    difference < if depth == crate::pixels::Depth::U8 { 0.5 } else { 1.1 },
                    "{depth:?} {layout:?}: {difference}"
                );
            }
        }
    }

    fn most<T: Copy + Into<f64>>(a: &[T], b: &[T]) -> f64 {
        a.iter().zip(b).map(|(a, b)| ((*a).into() - (*b).into()).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn cube_roots_are_exact_but_for_rounding() {
        for step in 0..20_000u16 {
            let value = 0.001 + f32::from(step) * 0.001;
            let expected = libm::cbrtf(value);
            assert!((cube_root(value) - expected).abs() <= expected * 3e-7, "{value}");
        }
    }

    #[test]
    fn lightness_is_that_of_every_pixel() {
        let mut found = Vec::new();
        let mut pixels = row(&[255, 255, 255, 9, 0, 0, 0, 9, 255, 0, 0, 9], Layout::Rgba);
        lightness(&mut pixels, &Job::default(), |l| found.push(l.round())).unwrap();
        assert_eq!(found, [100.0, 0.0, 53.0]);
    }
}
