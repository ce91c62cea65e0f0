//! How much is done for a palette: of how many pixels it is made, and how often it is refined.

use quantette::deps::palette::Srgb;
use std::borrow::Cow;

type Rgb = [u8; 3];

/// Of all pixels, by Wu's method alone.
pub const DEFAULT: u32 = 7;
/// Bits of a channel that colours are told apart by when they are counted.
const BITS: u32 = 5;

/// The pixels that a palette is made of: below the default each step halves them.
pub fn sampled(colours: &[Srgb<u8>], effort: u32) -> Cow<'_, [Srgb<u8>]> {
    match DEFAULT.saturating_sub(effort) {
        0 => Cow::Borrowed(colours),
        fewer => Cow::Owned(colours.iter().step_by(1 << fewer).copied().collect()),
    }
}

/// Colours that lie near each other: how many, and their sums.
#[derive(Clone, Copy, Default)]
struct Cell {
    count: u64,
    sums: [u64; 3],
}

impl Cell {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, more)| *sum += more);
    }

    fn mean(self) -> Option<Rgb> {
        (self.count > 0).then(|| self.sums.map(|sum| ((sum + self.count / 2) / self.count) as u8))
    }
}

/// Each colour moves to the mean of those that are nearest to it (Lloyd's method): above the default twice, four or eight times.
pub fn refined(mut palette: Vec<Rgb>, colours: &[Srgb<u8>], effort: u32) -> Vec<Rgb> {
    let rounds = match effort.saturating_sub(DEFAULT) {
        0 => return palette,
        more => 1 << more,
    };
    let mut cells = vec![Cell::default(); 1 << (3 * BITS)];
    for Srgb { red, green, blue, .. } in colours {
        let place =
            [red, green, blue].iter().fold(0, |at, value| at << BITS | usize::from(**value >> (8 - BITS)));
        if let Some(cell) = cells.get_mut(place) {
            cell.add(Cell { count: 1, sums: [*red, *green, *blue].map(u64::from) });
        }
    }
    cells.retain(|cell| cell.count > 0);
    for _ in 0..rounds {
        let mut means = vec![Cell::default(); palette.len()];
        for cell in &cells {
            let nearest = cell.mean().and_then(|mean| nearest(&palette, mean));
            if let Some(to) = nearest.and_then(|at| means.get_mut(at)) {
                to.add(*cell);
            }
        }
        // What nothing is nearest to stays.
        palette.iter_mut().zip(means).for_each(|(colour, mean)| *colour = mean.mean().unwrap_or(*colour));
    }
    palette
}

fn nearest(palette: &[Rgb], colour: Rgb) -> Option<usize> {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    let distance = |other: &Rgb| other.iter().zip(colour).map(|(a, b)| square(*a, b)).sum::<u32>();
    (0..palette.len()).min_by_key(|at| palette.get(*at).map(distance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_move_to_the_means_of_what_is_nearest() {
        let colours: Vec<Srgb<u8>> =
            [[0, 0, 0], [20, 0, 0], [200, 0, 0], [240, 0, 0]].map(Srgb::from).to_vec();
        assert_eq!(refined(vec![[90, 0, 0], [100, 0, 0]], &colours, 8), [[10, 0, 0], [220, 0, 0]]);
        assert_eq!(refined(vec![[90, 0, 0]], &colours, DEFAULT), [[90, 0, 0]]);
        assert_eq!(sampled(&colours, 6).len(), 2);
        assert_eq!(sampled(&colours, 1).len(), 1);
        assert_eq!(sampled(&colours, 9).len(), 4);
    }
}
