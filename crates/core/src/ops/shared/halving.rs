//! Half the size, each pixel the mean of four, as libvips makes its pyramids.

use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples, sample_count};

/// What becomes of a last column or row that has no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// Left out: sizes are rounded down.
    Dropped,
    /// It stands twice: sizes are rounded up.
    Repeated,
}

impl Odd {
    const fn half(self, side: u32) -> u32 {
        match self {
            Self::Dropped => side / 2,
            Self::Repeated => side.div_ceil(2),
        }
    }
}

/// The image at half its size. Alpha is another channel here: the caller premultiplies.
pub fn halved(pixels: &Pixels, odd: Odd, job: &mut Job) -> Result<Pixels> {
    let (width, height) = (odd.half(pixels.width), odd.half(pixels.height));
    let count = sample_count(width, height, pixels.layout)?;
    let samples = match &pixels.samples {
        Samples::U8(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, width, &mut to, |four| {
                ((four.map(u16::from).iter().sum::<u16>() + 2) >> 2) as u8
            });
            Samples::U8(to)
        }
        Samples::U16(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, width, &mut to, |four| {
                ((four.map(u32::from).iter().sum::<u32>() + 2) >> 2) as u16
            });
            Samples::U16(to)
        }
        Samples::F32(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, width, &mut to, |[a, b, c, d]: [f32; 4]| (a + b + c + d) * 0.25);
            Samples::F32(to)
        }
    };
    let mut out = Pixels::packed(samples, pixels.layout, width, height)?;
    (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
    Ok(out)
}

fn means<T: Copy>(from: &[T], pixels: &Pixels, width: u32, to: &mut [T], mean: impl Fn([T; 4]) -> T) {
    let channels = pixels.layout.channels();
    let last = (pixels.height as usize).saturating_sub(1);
    let row = |y: usize| {
        let row = from.get(y.min(last) * pixels.stride..).unwrap_or_default();
        row.get(..pixels.width as usize * channels).unwrap_or_default().chunks(2 * channels)
    };
    for (y, to) in to.chunks_exact_mut(width as usize * channels).enumerate() {
        for (to, (above, below)) in to.chunks_exact_mut(channels).zip(row(2 * y).zip(row(2 * y + 1))) {
            let ((a, b), (c, d)) = (pair(above, channels), pair(below, channels));
            let four = a.iter().zip(b).zip(c.iter().zip(d));
            to.iter_mut().zip(four).for_each(|(to, ((a, b), (c, d)))| *to = mean([*a, *b, *c, *d]));
        }
    }
}

/// Two pixels, or the only one twice.
fn pair<T>(samples: &[T], channels: usize) -> (&[T], &[T]) {
    match samples.split_at_checked(channels) {
        Some((first, second)) if second.len() == channels => (first, second),
        _ => (samples, samples),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Layout;

    #[test]
    fn an_odd_edge_is_left_out_or_stands_twice() {
        let samples = Samples::U8(vec![0, 4, 10, 8, 0, 20, 100, 200, 7]);
        let pixels = Pixels::packed(samples, Layout::Gray, 3, 3).unwrap();
        let mut job = Job::default();
        let half = |odd, job: &mut Job| {
            let Pixels { samples, width, height, .. } = halved(&pixels, odd, job).unwrap();
            (width, height, samples)
        };
        assert_eq!(half(Odd::Dropped, &mut job), (1, 1, Samples::U8(vec![3])));
        assert_eq!(half(Odd::Repeated, &mut job), (2, 2, Samples::U8(vec![3, 15, 150, 7])));
    }
}
