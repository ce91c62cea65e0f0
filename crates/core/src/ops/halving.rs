//! Half the size, each pixel the mean of four, as libvips makes its pyramids.

use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Pixels, Samples, sample_count};

/// Half the size without odd edges. Alpha is another channel here: the caller premultiplies.
pub fn halved(pixels: &Pixels, job: &mut Job) -> Result<Pixels> {
    let (width, height) = (pixels.width / 2, pixels.height / 2);
    let count = sample_count(width, height, pixels.layout)?;
    let samples = match &pixels.samples {
        Samples::U8(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, &mut to, |four| ((four.map(u16::from).iter().sum::<u16>() + 2) >> 2) as u8);
            Samples::U8(to)
        }
        Samples::U16(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, &mut to, |four| ((four.map(u32::from).iter().sum::<u32>() + 2) >> 2) as u16);
            Samples::U16(to)
        }
        Samples::F32(from) => {
            let mut to = job.alloc.zeroed(count)?;
            means(from, pixels, &mut to, |[a, b, c, d]: [f32; 4]| (a + b + c + d) * 0.25);
            Samples::F32(to)
        }
    };
    let mut out = Pixels::packed(samples, pixels.layout, width, height)?;
    (out.alpha, out.colour) = (pixels.alpha, pixels.colour.clone());
    Ok(out)
}

fn means<T: Copy>(from: &[T], pixels: &Pixels, to: &mut [T], mean: impl Fn([T; 4]) -> T) {
    let channels = pixels.layout.channels();
    let row = |y: usize| from.get(y * pixels.stride..).unwrap_or_default().chunks_exact(2 * channels);
    let rows = to.chunks_exact_mut(pixels.width as usize / 2 * channels);
    for (y, to) in rows.enumerate() {
        let pairs = row(2 * y).zip(row(2 * y + 1));
        for (to, (above, below)) in to.chunks_exact_mut(channels).zip(pairs) {
            let ((a, b), (c, d)) = (above.split_at(channels), below.split_at(channels));
            let four = a.iter().zip(b).zip(c.iter().zip(d));
            to.iter_mut().zip(four).for_each(|(to, ((a, b), (c, d)))| *to = mean([*a, *b, *c, *d]));
        }
    }
}
