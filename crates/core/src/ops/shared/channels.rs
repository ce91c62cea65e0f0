//! What makes pixels of other channels of pixels: kernels whose loops know how many channels there are.
#![expect(clippy::indexing_slicing, reason = "kernel: a channel's index is below the pixel's length")]
#![expect(
    clippy::manual_memcpy,
    clippy::needless_range_loop,
    reason = "a copy of few samples as a slice would keep the loop over pixels from becoming wide"
)]

use super::widest::widest;

widest! {
    /// Pixels of `N` channels get another one behind them.
    pub fn add [T: Copy, const N: usize, const M: usize] [T, N, M] (from: &[T], to: &mut [T], last: T) {
        const { assert!(M == N + 1) };
        for (out, pixel) in to.as_chunks_mut::<M>().0.iter_mut().zip(from.as_chunks::<N>().0) {
            for channel in 0..N {
                out[channel] = pixel[channel];
            }
            out[N] = last;
        }
    }
}

/// `count` channels of each pixel of `step`, from `first` on.
pub fn take<T: Copy>(from: &[T], to: &mut [T], step: usize, first: usize, count: usize) {
    match (step, first, count) {
        (2, _, 1) => one::<T, 2>(from, to, first),
        (3, _, 1) => one::<T, 3>(from, to, first),
        (4, _, 1) => one::<T, 4>(from, to, first),
        (5, _, 1) => one::<T, 5>(from, to, first),
        (4, 0, 3) => part::<T, 4, 0, 3>(from, to),
        (5, 0, 4) => part::<T, 5, 0, 4>(from, to),
        _ => {
            for (out, pixel) in to.chunks_exact_mut(count).zip(from.chunks_exact(step)) {
                out.copy_from_slice(&pixel[first..first + count]);
            }
        }
    }
}

/// A loop that knows which channel it takes is four times as quick.
fn one<T: Copy, const N: usize>(from: &[T], to: &mut [T], channel: usize) {
    match channel {
        0 => part::<T, N, 0, 1>(from, to),
        1 => part::<T, N, 1, 1>(from, to),
        2 => part::<T, N, 2, 1>(from, to),
        3 => part::<T, N, 3, 1>(from, to),
        _ => part::<T, N, 4, 1>(from, to),
    }
}

widest! {
    fn part [T: Copy, const N: usize, const F: usize, const C: usize] [T, N, F, C] (from: &[T], to: &mut [T]) {
        if F + C > N {
            return;
        }
        for (out, pixel) in to.as_chunks_mut::<C>().0.iter_mut().zip(from.as_chunks::<N>().0) {
            for channel in 0..C {
                out[channel] = pixel[F + channel];
            }
        }
    }
}

widest! {
    /// The first channel three times, then the others.
    pub fn spread [T: Copy, const N: usize, const M: usize] [T, N, M] (from: &[T], to: &mut [T]) {
        const { assert!(M == N + 2) };
        for (out, pixel) in to.as_chunks_mut::<M>().0.iter_mut().zip(from.as_chunks::<N>().0) {
            for channel in 0..M {
                out[channel] = pixel[channel.saturating_sub(2)];
            }
        }
    }
}

widest! {
    /// All channels of each pixel as one.
    pub fn join [T: Copy, F: Fn(T, T) -> T, const N: usize] [T, F, N] (from: &[T], to: &mut [T], of: F) {
        for (out, pixel) in to.iter_mut().zip(from.as_chunks::<N>().0) {
            let mut joined = pixel[0];
            for channel in 1..N {
                joined = of(joined, pixel[channel]);
            }
            *out = joined;
        }
    }
}

widest! {
    /// `N` colours over an opaque background by the alpha behind them: `mix` takes colour, alpha and what lies below.
    pub fn blend [T: Copy, F: Fn(T, T, u8) -> T, const N: usize, const M: usize] [T, F, N, M] (
        from: &[T],
        to: &mut [T],
        below: [u8; N],
        mix: F,
    ) {
        const { assert!(M == N + 1) };
        for (out, pixel) in to.as_chunks_mut::<N>().0.iter_mut().zip(from.as_chunks::<M>().0) {
            for channel in 0..N {
                out[channel] = mix(pixel[channel], pixel[N], below[channel]);
            }
        }
    }
}

widest! {
    /// The channels of each pixel of `N` as those from `first` on of pixels of `M`.
    pub fn place [T: Copy, const N: usize, const M: usize] [T, N, M] (from: &[T], to: &mut [T], first: usize) {
        if first + N > M {
            return;
        }
        for (out, pixel) in to.as_chunks_mut::<M>().0.iter_mut().zip(from.as_chunks::<N>().0) {
            for channel in 0..N {
                out[first + channel] = pixel[channel];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{bytes, noisy};
    use super::super::widest::testing::alike;
    use super::*;
    use crate::pixels::{Depth, Layout};

    /// Pixels of `step` channels, of every count up to 65.
    fn each(step: usize, of: impl Fn(&[u8], usize)) {
        for count in 1..=65 {
            of(bytes(&noisy(Depth::U8, Layout::Gray, (count * step) as u32, 1)), count);
        }
    }

    #[test]
    fn channels_are_taken_from_every_place() {
        for (step, count) in [(2, 1), (3, 1), (4, 1), (5, 1), (4, 3), (5, 4), (3, 2)] {
            for first in 0..=step - count {
                each(step, |from, pixels| {
                    let taken = alike(|| {
                        let mut to = vec![0; pixels * count];
                        take(from, &mut to, step, first, count);
                        to
                    });
                    let expected: Vec<u8> =
                        from.chunks(step).flat_map(|pixel| pixel[first..first + count].to_vec()).collect();
                    assert_eq!(taken, expected, "{count} of {step} from {first}");
                });
            }
        }
    }

    #[test]
    fn a_channel_is_added_behind_the_others() {
        fn check<const N: usize, const M: usize>() {
            each(N, |from, pixels| {
                let added = alike(|| {
                    let mut to = vec![0; pixels * M];
                    add::<u8, N, M>(from, &mut to, 9);
                    to
                });
                let expected: Vec<u8> = from.chunks(N).flat_map(|pixel| [pixel, &[9]].concat()).collect();
                assert_eq!(added, expected);
            });
        }
        check::<1, 2>();
        check::<3, 4>();
        check::<4, 5>();
    }

    #[test]
    fn grey_is_spread_and_channels_are_joined() {
        each(2, |from, pixels| {
            let spread = alike(|| {
                let mut to = vec![0; pixels * 4];
                spread::<u8, 2, 4>(from, &mut to);
                to
            });
            let expected: Vec<u8> = from.chunks(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect();
            assert_eq!(spread, expected);
        });
        each(3, |from, pixels| {
            let joined = alike(|| {
                let mut to = vec![0; pixels];
                join::<u8, _, 3>(from, &mut to, |a, b| a ^ b);
                to
            });
            assert_eq!(joined, from.chunks(3).map(|p| p[0] ^ p[1] ^ p[2]).collect::<Vec<_>>());
        });
    }

    #[test]
    fn channels_are_placed_beside_what_stands_there() {
        each(1, |from, pixels| {
            for first in 0..4 {
                let placed = alike(|| {
                    let mut to = vec![7; pixels * 4];
                    place::<u8, 1, 4>(from, &mut to, first);
                    to
                });
                for (out, sample) in placed.chunks(4).zip(from) {
                    let mut expected = [7; 4];
                    expected[first] = *sample;
                    assert_eq!(out, expected);
                }
            }
        });
    }

    #[test]
    fn colours_are_mixed_with_what_lies_below() {
        each(4, |from, pixels| {
            let mixed = alike(|| {
                let mut to = vec![0; pixels * 3];
                let mix = |c: u8, a: u8, below: u8| if a < 128 { below } else { c };
                blend::<u8, _, 3, 4>(from, &mut to, [1, 2, 3], mix);
                to
            });
            let expected: Vec<u8> = from
                .chunks(4)
                .flat_map(|p| if p[3] < 128 { [1, 2, 3] } else { [p[0], p[1], p[2]] })
                .collect();
            assert_eq!(mixed, expected);
        });
    }
}
