//! Inks without a profile: the colours that sharp 0.35.5 (by libvips' own CMYK profile) gives them, on a grid of six steps an ink.
//! The grid was fitted by least squares, within 0 and 255, to 174,641 colours; on 10,240 others, evenly random, the mean ΔE is
//! 1.03, the largest 6.4; on a photograph's (`tiff_strip_cmyk_jpeg.tif` of Pillow's tests) a sample is off by 2.5 levels on average.

/// Red, green and blue at each crossing: black varies fastest, then yellow, magenta, cyan.
static GRID: &[u8; 6 * 6 * 6 * 6 * 3] = include_bytes!("cmyk.bin");

/// 255 is five cells of 51.
const CELL: u32 = 51;
/// All sixteen weights together.
const WHOLE: u32 = CELL * CELL * CELL * CELL;
const STRIDES: [usize; 4] = [6 * 6 * 6 * 3, 6 * 6 * 3, 6 * 3, 3];

/// The colour of four inks, 0 for none and 255 for all: linear between the sixteen crossings around it, in whole numbers.
pub fn to_rgb(inks: [u8; 4]) -> [u8; 3] {
    let mut base = 0;
    let mut along = [0; 4];
    for ((ink, stride), part) in inks.into_iter().zip(STRIDES).zip(&mut along) {
        // The last crossing ends the last cell.
        let cell = (u32::from(ink) / CELL).min(4);
        base += cell as usize * stride;
        *part = u32::from(ink) - cell * CELL;
    }
    let mut sums = [0u32; 3];
    for corner in 0..16usize {
        let mut weight = 1;
        let mut at = base;
        for (bit, (part, stride)) in along.into_iter().zip(STRIDES).enumerate() {
            if corner >> bit & 1 == 1 {
                weight *= part;
                at += stride;
            } else {
                weight *= CELL - part;
            }
        }
        if let Some([r, g, b]) = GRID.get(at..at + 3).filter(|_| weight > 0) {
            for (sum, sample) in sums.iter_mut().zip([r, g, b]) {
                *sum += weight * u32::from(*sample);
            }
        }
    }
    sums.map(|sum| ((sum + WHOLE / 2) / WHOLE) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Colours as sharp 0.35.5 shows them: paper, each ink whole, all of them, and some between.
    #[test]
    fn inks_look_as_sharp_shows_them() {
        let shown: &[([u8; 4], [u8; 3])] = SHOWN;
        for (inks, expected) in shown {
            let found = to_rgb(*inks);
            let far = found.iter().zip(expected).map(|(f, e)| f.abs_diff(*e)).max().unwrap();
            assert!(far <= 10, "{inks:?}: {found:?}, not {expected:?}");
        }
        assert_eq!(to_rgb([0; 4]), [255; 3]);
    }

    const SHOWN: &[([u8; 4], [u8; 3])] = &[
        ([0, 0, 0, 0], [255, 255, 255]),
        ([255, 0, 0, 0], [0, 153, 227]),
        ([0, 255, 0, 0], [234, 0, 128]),
        ([0, 0, 255, 0], [255, 240, 0]),
        ([0, 0, 0, 255], [20, 5, 0]),
        ([255, 255, 255, 255], [0, 0, 0]),
        ([75, 198, 206, 122], [110, 49, 32]),
        ([66, 228, 5, 86], [134, 41, 100]),
        ([224, 192, 224, 140], [28, 32, 21]),
        ([211, 140, 110, 241], [0, 1, 0]),
        ([227, 226, 209, 92], [42, 28, 37]),
        ([230, 79, 249, 189], [0, 45, 6]),
    ];
}
