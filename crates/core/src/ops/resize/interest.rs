//! Which part of an image a crop keeps by what it shows (libvips' smartcrop).

use super::attention;
use crate::error::Result;
use crate::job::Job;
use crate::ops::extract::Area;
use crate::pixels::{Layout, Pixels, Samples};
use crate::whole;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    Entropy,
    Attention,
}

impl Interest {
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "entropy" => Some(Self::Entropy),
            "attention" => Some(Self::Attention),
            _ => None,
        }
    }

    /// The part of this size that shows the most.
    pub fn find(self, view: &View<'_>, size: (u32, u32), job: &mut Job) -> Result<Area> {
        let (width, height) = size;
        let (left, top) = match self {
            Self::Entropy => entropy(view, size, job)?,
            Self::Attention => attention::place(view, size, job)?,
        };
        Ok(Area { left, top, width, height })
    }
}

/// The samples of an image as whole numbers, colours multiplied by alpha: what is invisible does not count.
pub struct View<'a> {
    pixels: &'a Pixels,
    /// They are not multiplied yet.
    straight: bool,
}

impl<'a> View<'a> {
    pub fn new(pixels: &'a Pixels, premultiplied: bool) -> Self {
        Self { pixels, straight: !premultiplied && pixels.layout.has_alpha() }
    }

    pub fn width(&self) -> usize {
        self.pixels.width as usize
    }

    pub fn height(&self) -> usize {
        self.pixels.height as usize
    }

    /// The largest sample.
    pub fn full(&self) -> u32 {
        if matches!(self.pixels.samples, Samples::U8(_)) { 255 } else { 65_535 }
    }

    /// Colours of a pixel: one of grey, three of all else.
    pub fn bands(&self) -> usize {
        if matches!(self.pixels.layout, Layout::Gray | Layout::GrayA) { 1 } else { 3 }
    }

    /// Of a pixel that is in the image, as many as there are channels.
    fn at(&self, x: usize, y: usize) -> [u16; 5] {
        let channels = self.pixels.layout.channels();
        let start = y * self.pixels.stride + x * channels;
        let range = start..start + channels;
        let mut out = [0; 5];
        let found = match &self.pixels.samples {
            Samples::U8(samples) => copy(&mut out, samples.get(range), u16::from),
            Samples::U16(samples) => copy(&mut out, samples.get(range), |v| v),
            Samples::F32(samples) => {
                copy(&mut out, samples.get(range), |v| whole::word(v.clamp(0.0, 1.0) * 65_535.0 + 0.5))
            }
        };
        if let (Some([colours @ .., alpha]), true) = (found, self.straight) {
            for colour in colours {
                *colour = (u32::from(*colour) * u32::from(*alpha) / self.full()) as u16;
            }
        }
        out
    }

    fn colours(&self, x: usize, y: usize) -> [u16; 3] {
        let [a, b, c, d, _] = self.at(x, y);
        if !matches!(self.pixels.layout, Layout::Cmyk | Layout::CmykA) {
            return [a, b, c];
        }
        let full = self.full();
        [a, b, c].map(|ink| ((full - u32::from(ink)) * (full - u32::from(d)) / full) as u16)
    }

    /// Adds the colours of a line to as many sums.
    pub fn add_line(&self, y: usize, sums: &mut [u32]) {
        for (x, sums) in sums.chunks_exact_mut(self.bands()).enumerate() {
            sums.iter_mut().zip(self.colours(x, y)).for_each(|(sum, v)| *sum += u32::from(v));
        }
    }
}

fn copy<'o, T: Copy>(
    out: &'o mut [u16; 5],
    from: Option<&[T]>,
    wide: impl Fn(T) -> u16,
) -> Option<&'o mut [u16]> {
    let from = from?;
    out.iter_mut().zip(from).for_each(|(out, v)| *out = wide(*v));
    out.get_mut(..from.len())
}

/// Slices go from the duller side, an eighth of what must go at once, until the size is reached.
fn entropy(view: &View<'_>, size: (u32, u32), job: &Job) -> Result<(u32, u32)> {
    let (mut left, mut top, mut width, mut height) = (0, 0, view.pixels.width, view.pixels.height);
    let most = (width - size.0).max(height - size.1).div_ceil(8);
    while width > size.0 || height > size.1 {
        let (across, down) = ((width - size.0).min(most), (height - size.1).min(most));
        if across > 0 {
            let slice = |left| Area { left, top, width: across, height };
            let first = disorder(view, slice(left), job)?;
            width -= across;
            if first < disorder(view, slice(left + width), job)? {
                left += across;
            }
        }
        if down > 0 {
            let slice = |top| Area { left, top, width, height: down };
            let first = disorder(view, slice(top), job)?;
            height -= down;
            if first < disorder(view, slice(top + height), job)? {
                top += down;
            }
        }
    }
    Ok((left, top))
}

/// The entropy of the values of all channels.
fn disorder(view: &View<'_>, area: Area, job: &Job) -> Result<f64> {
    let channels = view.pixels.layout.channels();
    let all = f64::from(area.width) * f64::from(area.height) * channels as f64;
    let part = |count: usize| {
        let share = count as f64 / all;
        -share * libm::log2(share)
    };
    let mut sum = 0.0;
    let mut values: Vec<u16> = Vec::new();
    for channel in 0..channels {
        values.clear();
        for y in area.top..area.top + area.height {
            job.check_cancel()?;
            let row = (area.left..area.left + area.width).map(|x| view.at(x as usize, y as usize));
            values.extend(row.filter_map(|pixel| pixel.get(channel).copied()));
        }
        values.sort_unstable();
        sum += values.chunk_by(|a, b| a == b).map(|same| part(same.len())).sum::<f64>();
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{each, grey};

    /// 90 × 60 of a colour, with what `inside` gives in the 20 × 20 from (60, 10).
    fn scene(ground: [u8; 3], inside: impl Fn(usize, usize) -> [u8; 3]) -> Pixels {
        let pixel = |at: usize| {
            let (x, y) = (at % 90, at / 90);
            if (60..80).contains(&x) && (10..30).contains(&y) { inside(x, y) } else { ground }
        };
        let samples = (0..90 * 60).flat_map(pixel).collect();
        Pixels::packed(Samples::U8(samples), Layout::Rgb, 90, 60).unwrap()
    }

    fn found(interest: Interest, pixels: &Pixels, size: (u32, u32)) -> Area {
        interest.find(&View::new(pixels, false), size, &mut Job::default()).unwrap()
    }

    #[test]
    fn entropy_keeps_the_busy_part() {
        let busy =
            scene([90, 90, 90], |x, y| [(x * 37 % 251) as u8, (y * 91 % 241) as u8, (x * y % 239) as u8]);
        let Area { left, top, width, height } = found(Interest::Entropy, &busy, (30, 30));
        assert!(left <= 60 && left + width >= 80 && top <= 10 && top + height >= 30, "{left} {top}");
    }

    #[test]
    fn attention_keeps_saturated_colours_and_skin() {
        for colour in [[220, 30, 40], [224, 172, 135]] {
            let spot = scene([70, 90, 110], |_, _| colour);
            let Area { left, top, .. } = found(Interest::Attention, &spot, (30, 30));
            assert!((50..=70).contains(&left) && top <= 20, "{colour:?}: {left} {top}");
        }
    }

    #[test]
    fn what_is_invisible_does_not_count() {
        let spot = scene([70, 90, 110], |_, _| [255, 0, 0]);
        let Samples::U8(samples) = &spot.samples else { panic!("8 bit") };
        let hidden = |pixel: &[u8]| if pixel == [255, 0, 0] { 0 } else { 255 };
        let with_alpha = samples.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], hidden(p)]).collect();
        let pixels = Pixels::packed(Samples::U8(with_alpha), Layout::Rgba, 90, 60).unwrap();
        let view = View::new(&pixels, false);
        assert_eq!((view.colours(70, 20), view.colours(0, 0)), ([0, 0, 0], [70, 90, 110]));
    }

    #[test]
    fn every_size_layout_and_depth_has_a_crop() {
        each(|image| {
            let attention = (image.width == image.height).then_some(Interest::Attention);
            for interest in attention.into_iter().chain([Interest::Entropy]) {
                for size in [(1, 1), (image.width, 1)] {
                    let Area { left, top, width, height } = found(interest, &image, size);
                    assert!(left + width <= image.width && top + height <= image.height);
                }
            }
        });
        assert_eq!(found(Interest::Entropy, &grey(9, &[7; 9]), (4, 1)).left, 0);
    }
}
