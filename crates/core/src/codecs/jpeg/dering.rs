//! Overshoot against ringing: where samples of a block are white, as around letters, they may go beyond white, for readers clip
//! them there. A curve over white costs fewer coefficients than a corner, and what is rounded away is clipped, too. After the
//! description that mozjpeg gives of its `overshoot-deringing`.

#![expect(clippy::indexing_slicing, reason = "every index is below 64")]

use super::blocks::ZIGZAG;

/// White, around zero.
const WHITE: f32 = 127.0;
/// Beyond it, whatever the tables are.
const MOST: f32 = 31.0;

/// Lets white samples of a block go beyond white; `step` is the quantiser of its constant part: what is coarse may go further.
pub fn overshoot(samples: &mut [f32; 64], step: u16) {
    let white = samples.iter().filter(|sample| **sample >= WHITE).count();
    if white == 0 || white == 64 {
        return;
    }
    // As far as the mean stays below white.
    let room = samples.iter().map(|sample| WHITE - sample).sum::<f32>() / white as f32;
    let most = WHITE + room.min(MOST).min(2.0 * f32::from(step));
    // Along the file's order, in which neighbours follow each other both ways.
    let along = ZIGZAG.map(|at| samples[at]);
    let mut start = 0;
    while start < 64 {
        let run = along[start..].iter().take_while(|sample| **sample >= WHITE).count();
        if run == 0 {
            start += 1;
            continue;
        }
        let end = start + run;
        // How steep it is on each side: from the two samples beside the run.
        let before = (start > 0).then(|| steepness(along[start - 1], along[start.saturating_sub(2)]));
        let behind = (end < 64).then(|| steepness(along[end], along[(end + 1).min(63)]));
        let (rise, fall) = (before.or(behind).unwrap_or_default(), behind.or(before).unwrap_or_default());
        for at in start..end {
            let place = (at - start + 1) as f32 / (run + 1) as f32;
            let rest = 1.0 - place;
            // Hermite's curve between two points of white.
            let bump = place * rest * (rest * rise + place * fall) * run as f32;
            samples[ZIGZAG[at]] = (WHITE + bump).min(most);
        }
        start = end;
    }
}

fn steepness(near: f32, far: f32) -> f32 {
    (near - far).max(WHITE - near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_without_white_or_of_white_alone_stay_as_they_are() {
        for plain in [[126.0; 64], [127.0; 64]] {
            let mut samples = plain;
            overshoot(&mut samples, 16);
            assert!(samples.iter().zip(plain).all(|(now, then)| now.to_bits() == then.to_bits()));
        }
    }

    #[test]
    fn white_beside_dark_goes_beyond_it_within_the_bounds_and_the_rest_stays() {
        let plain: [f32; 64] = std::array::from_fn(|at| if at % 8 < 4 { -128.0 } else { 127.0 });
        for (step, most) in [(1, 2.0), (10, 20.0), (100, 31.0)] {
            let mut samples = plain;
            overshoot(&mut samples, step);
            let beyond: Vec<f32> =
                samples.iter().map(|sample| sample - WHITE).filter(|over| *over > 0.0).collect();
            assert_eq!(beyond.len(), 32);
            assert!(beyond.iter().all(|over| *over <= most), "{beyond:?}");
            assert!(
                samples.iter().zip(plain).all(|(now, then)| then > 0.0 || now.to_bits() == then.to_bits())
            );
        }
        // One dark sample leaves room for little: the mean stays below white.
        let mut samples = [127.0; 64];
        samples[0] = 64.0;
        overshoot(&mut samples, 100);
        assert!(samples.iter().sum::<f32>() <= 64.0 * WHITE && samples[1] > WHITE);
    }
}
