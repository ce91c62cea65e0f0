//! Neighbourhoods over rows: one driver with a ring of rows that were worked on across, and the passes that go through it.
//! An image is filtered where it lies; beyond its borders its outermost pixels go on, as in libvips.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row lengths that the driver makes"
)]

mod boxes;
mod kernel;
mod mask;
mod real;
mod short;
mod three;

pub use kernel::Kernel;
pub use mask::{Mask, gaussian, weights};
pub use real::{Real, real};
pub use three::sums;

use super::alpha;
use crate::error::{Code, Error, Result};
use crate::job::Job;
use crate::pixels::{Pixels, Samples};
use boxes::Boxes;
use short::Short;

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

/// Pairs of samples, or ends of boxes, that are added between one load of a sum and its store.
pub const GROUP: usize = 4;

/// The part of a padded row that lies `pixels` to the right of where the row is.
pub fn beside<T>(padded: &[T], side: usize, lanes: usize, pixels: isize) -> &[T] {
    &padded[side.saturating_add_signed(pixels) * lanes..]
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

#[cfg(test)]
mod tests;
