//! SSIMULACRA 2.1 (Cloudinary, github.com/cloudinary/ssimulacra2): how alike two pictures look, 100 the same, 90 alike side by
//! side, 70 good, 50 fair. Row by row, in arithmetic that is the same on every machine.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: indices are remainders, or bounded by the sizes that are compared on entry"
)]

use crate::colour::curve;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};

const SCALES: usize = 6;
/// A side shorter than this is mirrored until it is as long: the weights are for six scales, and with fewer of them the metric
/// gives other ones to each, by which the worst of small pictures look good.
const LEAST: usize = 128;
/// A scale that is not halved again.
const SMALL: usize = 8;
/// The recursive Gaussian of deviation 1.5 (Charalampidis 2016, order 5), whose answer to one sample is so long.
const TAPS: [f32; 9] = [
    0.009_414_368,
    0.036_011_115,
    0.109_335_37,
    0.212_928_6,
    0.264_621_1,
    0.212_928_6,
    0.109_335_37,
    0.036_011_115,
    0.009_414_368,
];
const REACH: usize = TAPS.len() / 2;
/// By channel, scale, norm (mean, fourth root of the mean of fourth powers) and kind: likeness, what was added, what was lost.
#[rustfmt::skip]
const WEIGHTS: [f64; 108] = [
    0.0, 0.000_737_660_670_740_658_6, 0.0, 0.0, 0.000_779_348_168_286_730_9, 0.0,
    0.0, 0.000_437_115_573_010_737_9, 0.0, 1.104_172_642_665_734_6, 0.000_662_848_341_292_71, 0.000_152_316_327_837_187_52,
    0.0, 0.001_640_643_745_659_975_4, 0.0, 1.842_245_552_053_929_8, 11.441_172_603_757_666, 0.0,
    0.000_798_910_943_601_516_3, 0.000_176_816_438_078_653, 0.0, 1.878_759_497_954_638_7, 10.949_069_906_051_42, 0.0,
    0.000_728_934_699_150_807_2, 0.967_793_708_062_683_3, 0.0, 0.000_140_034_242_854_358_84, 0.998_176_697_785_496_7, 0.000_319_497_559_344_350_53,
    0.000_455_099_211_379_206_3, 0.0, 0.0, 0.001_364_876_616_324_339_8, 0.0, 0.0,
    0.0, 0.0, 0.0, 7.466_890_328_078_848, 0.0, 17.445_833_984_131_262,
    0.000_623_560_163_404_146_6, 0.0, 0.0, 6.683_678_146_179_332, 0.000_377_244_079_796_112_96, 1.027_889_937_768_264,
    225.205_153_008_492_74, 0.0, 0.0, 19.213_238_186_143_016, 0.001_140_152_458_661_836_1, 0.001_237_755_635_509_985,
    176.393_175_984_506_94, 0.0, 0.0, 24.433_009_998_704_76, 0.285_208_026_121_177_57, 0.000_448_543_692_383_340_8,
    0.0, 0.0, 0.0, 34.779_063_444_837_72, 44.835_625_328_877_896, 0.0,
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.000_868_055_657_329_169_8, 0.0, 0.0, 0.0, 0.0,
    0.0, 0.000_531_319_187_435_874_7, 0.0, 0.000_165_338_141_613_791_12, 0.0, 0.0,
    0.0, 0.0, 0.0, 0.000_417_917_180_325_133_6, 0.001_729_082_823_472_283_3, 0.0,
    0.002_082_700_584_663_643_7, 0.0, 0.0, 8.826_982_764_996_862, 23.192_433_439_989_26, 0.0,
    95.108_049_881_108_6, 0.986_397_803_440_068_2, 0.983_438_279_246_535_3, 0.001_228_640_504_827_849_3, 171.266_725_589_730_7, 0.980_785_887_243_537_9,
    0.0, 0.0, 0.0, 0.000_513_006_458_899_067_9, 0.0, 0.000_108_540_578_584_115_37,
];

/// The score of `other` beside `original`, of one size. Where there is alpha it is the lower of those on a dark and on a light ground.
pub fn score(original: &Pixels, other: &Pixels, job: &mut Job) -> Result<f64> {
    if (original.width, original.height) != (other.width, other.height) {
        return Err(Error::new(Code::Panicked).reason("pictures of two sizes are compared"));
    }
    let grounds: &[f32] =
        if original.layout.has_alpha() || other.layout.has_alpha() { &[0.1, 0.9] } else { &[0.0] };
    let mut lowest = 100.0f64;
    for ground in grounds {
        lowest = lowest.min(on([original, other].map(|pixels| Level::of(pixels, *ground, LEAST)), job)?);
    }
    Ok(lowest)
}

fn on([mut one, mut two]: [Level<'_>; 2], job: &mut Job) -> Result<f64> {
    let mut held = 0;
    let mut scales = Vec::with_capacity(SCALES);
    loop {
        scales.push(compare(&one, &two, job)?);
        if scales.len() == SCALES || one.width.min(one.height) < SMALL {
            break;
        }
        let (width, height) = (one.width.div_ceil(2), one.height.div_ceil(2));
        let bytes = width as u64 * height as u64 * 2 * size_of::<[f32; 3]>() as u64;
        job.alloc.reserve(bytes)?;
        (one, two) = (one.halved(), two.halved());
        job.alloc.release(held);
        held = bytes;
    }
    job.alloc.release(held);
    Ok(total(&scales))
}

fn total(scales: &[[Sums; 3]]) -> f64 {
    let mut weights = WEIGHTS.iter();
    let mut sum = 0.0;
    for channel in 0..3 {
        for scale in scales {
            let kinds = scale[channel].0;
            for norm in 0..2 {
                for (kind, weight) in kinds.iter().zip(weights.by_ref()) {
                    sum += weight * kind[norm];
                }
            }
        }
    }
    let error = sum * 0.956_238_261_683_484_4;
    let error = 6.248_496_625_763_138e-5 * error * error * error - 0.020_884_521_182_843_837 * error * error
        + 2.326_765_642_916_932 * error;
    if error > 0.0 { 100.0 - 10.0 * libm::pow(error, 0.627_633_646_783_138_7) } else { 100.0 }
}

/// Likeness, what was added and what was lost: mean and fourth norm of each.
struct Sums([[f64; 2]; 3]);

/// A picture in light, at one scale.
struct Level<'a> {
    from: From<'a>,
    width: usize,
    height: usize,
}

enum From<'a> {
    Pixels { pixels: &'a Pixels, light: &'static [f32], ground: f32 },
    Light(Vec<[f32; 3]>),
}

impl<'a> Level<'a> {
    fn of(pixels: &'a Pixels, ground: f32, least: usize) -> Self {
        let light = match pixels.samples {
            Samples::U8(_) => &curve::LIGHT_8[..],
            Samples::U16(_) => &curve::LIGHT_16,
            Samples::F32(_) => &[],
        };
        Self {
            from: From::Pixels { pixels, light, ground },
            width: (pixels.width as usize).max(least),
            height: (pixels.height as usize).max(least),
        }
    }

    /// One row; those past the last are as the last.
    fn row(&self, y: usize, out: &mut [[f32; 3]]) {
        match &self.from {
            From::Light(light) => {
                let y = y.min(self.height - 1);
                out.copy_from_slice(&light[y * self.width..(y + 1) * self.width]);
            }
            From::Pixels { pixels, light, ground } => {
                let y = mirrored(y, pixels.height as usize) * pixels.stride;
                match &pixels.samples {
                    Samples::U8(s) => read(
                        &s[y..],
                        pixels,
                        out,
                        *ground,
                        |v| light[usize::from(v)],
                        |v| f32::from(v) / 255.0,
                    ),
                    Samples::U16(s) => {
                        read(
                            &s[y..],
                            pixels,
                            out,
                            *ground,
                            |v| light[usize::from(v)],
                            |v| f32::from(v) / 65_535.0,
                        );
                    }
                    Samples::F32(s) => read(&s[y..], pixels, out, *ground, curve::decode, |v| v),
                }
            }
        }
    }

    /// Means of four.
    fn halved(&self) -> Level<'static> {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut rows = [vec![[0.0; 3]; self.width], vec![[0.0; 3]; self.width]];
        let mut light = Vec::with_capacity(width * height);
        for y in 0..height {
            for (row, below) in rows.iter_mut().zip(0..) {
                self.row((y * 2 + below).min(self.height - 1), row);
            }
            let [above, below] = &rows;
            for (above, below) in above.chunks(2).zip(below.chunks(2)) {
                let [first, second] = [&above[0], above.last().unwrap_or(&above[0])];
                let [third, fourth] = [&below[0], below.last().unwrap_or(&below[0])];
                light.push(std::array::from_fn(|c| (first[c] + second[c] + third[c] + fourth[c]) * 0.25));
            }
        }
        Level { from: From::Light(light), width, height }
    }
}

/// A place within `side`, there and back again.
fn mirrored(at: usize, side: usize) -> usize {
    if at < side {
        return at;
    }
    let at = at % (side * 2);
    at.min(side * 2 - 1 - at)
}

fn read<T: Copy>(
    row: &[T],
    pixels: &Pixels,
    out: &mut [[f32; 3]],
    ground: f32,
    light: impl Fn(T) -> f32,
    share: impl Fn(T) -> f32,
) {
    let (channels, alpha) = (pixels.layout.channels(), pixels.layout.has_alpha());
    let width = pixels.width as usize;
    for (x, out) in out.iter_mut().enumerate() {
        let pixel = &row[mirrored(x, width) * channels..][..channels];
        *out = if channels < 3 { [light(pixel[0]); 3] } else { [0, 1, 2].map(|c| light(pixel[c])) };
        if alpha {
            let share = share(pixel[channels - 1]);
            *out = out.map(|colour| colour * share + ground * (1.0 - share));
        }
    }
}

/// The cube root of what is over zero.
fn cbrt(value: f32) -> f32 {
    let mut root = f32::from_bits(value.to_bits() / 3 + 0x2a51_37a0);
    // Halley's steps, from some percent to the last bits.
    for _ in 0..2 {
        let cube = root * root * root;
        root = root * (cube + 2.0 * value) / (2.0 * cube + value);
    }
    root
}

/// XYB of JPEG XL, moved so that all of sRGB is between 0 and 1; channel by channel.
fn xyb(light: &[[f32; 3]], out: &mut [Vec<f32>]) {
    const BIAS: f32 = 0.003_793_073_3;
    let root = cbrt(BIAS);
    for (x, [r, g, b]) in light.iter().enumerate() {
        let mix =
            |of_r: f32, of_g: f32, of_b: f32| cbrt((r * of_r + g * of_g + b * of_b + BIAS).max(0.0)) - root;
        let long = mix(0.3, 0.622, 0.078);
        let middle = mix(0.23, 0.692, 0.078);
        let short = mix(0.243_422_69, 0.204_767_45, 0.551_809_9);
        let y = 0.5 * (long + middle);
        out[0][x] = 0.5 * (long - middle) * 14.0 + 0.42;
        out[1][x] = y + 0.01;
        out[2][x] = short - y + 0.55;
    }
}

/// Sums of rows that are blurred across, by a tap each.
fn blur(from: &[f32], padded: &mut [f32], out: &mut [f32]) {
    padded[REACH..REACH + from.len()].copy_from_slice(from);
    out.fill(0.0);
    for (at, tap) in TAPS.iter().enumerate() {
        for (out, sample) in out.iter_mut().zip(&padded[at..]) {
            *out += tap * sample;
        }
    }
}

/// What is kept of a row until the rows below it are there.
struct Row {
    /// XYB of both pictures.
    samples: [Vec<Vec<f32>>; 2],
    /// Of each channel: both, their squares and their product, blurred across.
    blurred: [Vec<Vec<f32>>; 3],
}

fn compare(one: &Level<'_>, two: &Level<'_>, job: &Job) -> Result<[Sums; 3]> {
    let (width, height) = (one.width, one.height);
    let planes = |count: usize| vec![vec![0.0f32; width]; count];
    let mut rows: Vec<Row> = (0..TAPS.len())
        .map(|_| Row { samples: [planes(3), planes(3)], blurred: std::array::from_fn(|_| planes(5)) })
        .collect();
    let mut light = vec![[0.0; 3]; width];
    let mut padded = vec![0.0; width + 2 * REACH];
    let mut product = vec![0.0; width];
    let mut means = planes(5);
    let mut sums: [[[f64; 2]; 3]; 3] = Default::default();
    for y in 0..height + REACH {
        job.check_cancel()?;
        if y < height {
            let Row { samples, blurred } = &mut rows[y % TAPS.len()];
            for (level, samples) in [one, two].into_iter().zip(samples.iter_mut()) {
                level.row(y, &mut light);
                xyb(&light, samples);
            }
            for (channel, blurred) in blurred.iter_mut().enumerate() {
                let (a, b) = (&samples[0][channel], &samples[1][channel]);
                blur(a, &mut padded, &mut blurred[0]);
                blur(b, &mut padded, &mut blurred[1]);
                for (left, right, at) in [(a, a, 2), (b, b, 3), (a, b, 4)] {
                    for ((out, left), right) in product.iter_mut().zip(left).zip(right) {
                        *out = left * right;
                    }
                    blur(&product, &mut padded, &mut blurred[at]);
                }
            }
        }
        let Some(middle) = y.checked_sub(REACH) else { continue };
        for (channel, sums) in sums.iter_mut().enumerate() {
            for (plane, mean) in means.iter_mut().enumerate() {
                mean.fill(0.0);
                for (at, tap) in TAPS.iter().enumerate() {
                    // Beyond the picture there is nothing.
                    let Some(from) = (middle + at).checked_sub(REACH).filter(|from| *from < height) else {
                        continue;
                    };
                    let row = &rows[from % TAPS.len()].blurred[channel][plane];
                    for (out, sample) in mean.iter_mut().zip(row) {
                        *out += tap * sample;
                    }
                }
            }
            let samples = &rows[middle % TAPS.len()].samples;
            add(sums, [&samples[0][channel], &samples[1][channel]], &means);
        }
    }
    let count = (width * height) as f64;
    Ok(sums.map(|kinds| Sums(kinds.map(|[sum, fourth]| [sum / count, (fourth / count).sqrt().sqrt()]))))
}

/// Adds a row of one channel.
fn add(sums: &mut [[f64; 2]; 3], [one, two]: [&[f32]; 2], means: &[Vec<f32>]) {
    for (x, (a, b)) in one.iter().zip(two).enumerate() {
        let [mean_a, mean_b, square_a, square_b, product] =
            [0, 1, 2, 3, 4].map(|plane: usize| means[plane][x]);
        // SSIM without its luminance term's denominator, which does not fit what is no longer light.
        let apart = mean_a - mean_b;
        let alike = (1.0 - apart * apart) * (2.0 * (product - mean_a * mean_b) + 0.0009)
            / ((square_a - mean_a * mean_a) + (square_b - mean_b * mean_b) + 0.0009);
        let unlike = (1.0 - f64::from(alike)).max(0.0);
        let edge = |sample: f32, mean: f32| 1.0 + f64::from((sample - mean).abs());
        let more = edge(*b, mean_b) / edge(*a, mean_a) - 1.0;
        for (sum, value) in sums.iter_mut().zip([unlike, more.max(0.0), (-more).max(0.0)]) {
            let square = value * value;
            sum[0] += value;
            sum[1] += square * square;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, noisy};
    use crate::pixels::Layout;

    fn of(one: &Pixels, two: &Pixels) -> f64 {
        score(one, two, &mut Job::default()).unwrap()
    }

    /// Pixels of one grey each, 64 × 64.
    fn grey(value: impl Fn(i32, i32) -> i32) -> Pixels {
        let samples = (0..64 * 64).flat_map(|i| [value(i % 64, i / 64) as u8; 3]).collect();
        Pixels::packed(Samples::U8(samples), Layout::Rgb, 64, 64).unwrap()
    }

    /// Means of 8 × 8 around each pixel, cut.
    fn boxed(value: impl Fn(i32, i32) -> i32) -> Pixels {
        let side = |at: i32| at.clamp(0, 63);
        grey(|x, y| (0..64).map(|i| value(side(x + i % 8 - 4), side(y + i / 8 - 4))).sum::<i32>() / 64)
    }

    #[test]
    fn scores_are_those_of_its_authors_program() {
        // Of Cloudinary's C++ program, as the tests of the crate fast-ssim2 0.9.1 have them (reference_data.rs).
        let ramp = |x: i32, _: i32| x * 255 / 63;
        let edge = |x: i32, _: i32| if x < 32 { 0 } else { 255 };
        let mut state = 42u64;
        let next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u8
        };
        let noise: Vec<u8> = std::iter::repeat_with(next).take(64 * 64 * 3).collect();
        let noise = Pixels::packed(Samples::U8(noise), Layout::Rgb, 64, 64).unwrap();
        let flat = grey(|_, _| 128);
        for (one, two, expected, bound) in [
            (grey(ramp), flat.clone(), -64.568_721_48, 0.01),
            (noise, flat, -47.335_725_58, 0.01),
            // Of what is flat only rounding is left.
            (grey(ramp), boxed(ramp), 94.340_903_15, 0.25),
            (grey(edge), boxed(edge), 24.273_335_52, 0.25),
        ] {
            // It mirrors nothing.
            let levels = [&one, &two].map(|pixels| Level::of(pixels, 0.0, SMALL));
            let found = on(levels, &mut Job::default()).unwrap();
            assert!((found - expected).abs() < bound, "found {found}, expected {expected}");
        }
    }

    #[test]
    fn equal_pictures_score_100_and_others_less() {
        for (layout, depth) in LAYOUTS.iter().flat_map(|layout| DEPTHS.map(|depth| (*layout, depth))) {
            for (width, height) in [(1, 1), (17, 33)] {
                let picture = noisy(depth, layout, width, height);
                assert_eq!(of(&picture, &picture).to_bits(), 100f64.to_bits());
                let black = Pixels::zeroed(&mut Job::default().alloc, depth, layout, width, height).unwrap();
                assert!(width == 1 || of(&picture, &black) < 50.0, "{depth:?} {layout:?} {width} × {height}");
            }
        }
        let other = noisy(DEPTHS[0], LAYOUTS[2], 9, 8);
        assert!(score(&other, &noisy(DEPTHS[0], LAYOUTS[2], 8, 8), &mut Job::default()).is_err());
    }

    #[test]
    fn small_pictures_are_judged_as_large_ones_of_the_same() {
        let noise = noisy(DEPTHS[0], LAYOUTS[2], 16, 16);
        let samples = (0..64 * 64 * 3).map(|at| {
            let Samples::U8(samples) = &noise.samples else { return 0 };
            samples[(mirrored(at / 192, 16) * 16 + mirrored(at / 3 % 64, 16)) * 3 + at % 3]
        });
        let large = Pixels::packed(Samples::U8(samples.collect()), Layout::Rgb, 64, 64).unwrap();
        let grey = |pixels: &Pixels| {
            let count = pixels.width as usize * pixels.height as usize * 3;
            Pixels::packed(Samples::U8(vec![128; count]), Layout::Rgb, pixels.width, pixels.height).unwrap()
        };
        assert_eq!(of(&noise, &grey(&noise)).to_bits(), of(&large, &grey(&large)).to_bits());
    }

    #[test]
    fn a_change_of_alpha_is_seen() {
        let samples = |alpha: u8| Samples::U8([128, 128, 128, alpha].repeat(256));
        let of_alpha = |alpha| Pixels::packed(samples(alpha), Layout::Rgba, 16, 16).unwrap();
        assert!(of(&of_alpha(255), &of_alpha(120)) < 90.0);
    }

    #[test]
    fn a_cube_root_is_right_to_its_last_bits() {
        for value in [0.003_793_073_3f32, 0.02, 0.2, 0.5, 1.0, 1.004] {
            assert!((cbrt(value) / libm::cbrtf(value) - 1.0).abs() < 5e-7, "{value}");
        }
    }
}
