//! The codebook of 24-bit `LogLuv`: the visible u′ and v′ in squares, numbered row by row (Ward 1998, the appendix on 24 bits).

/// A square's side, and where the first row begins.
const SIDE: f32 = 0.0035;
const FIRST: f32 = 0.01694;

/// Runs of rows that are alike, from the smallest v′: where they begin in millionths of u′, their squares, and how many rows.
const ROWS: &[(u32, u32, u32)] = &[
    (247_663, 4, 1),
    (243_779, 6, 1),
    (241_684, 7, 1),
    (237_874, 9, 1),
    (235_906, 10, 1),
    (232_153, 12, 1),
    (228_352, 14, 1),
    (226_259, 15, 1),
    (222_371, 17, 1),
    (220_410, 18, 1),
    (214_710, 21, 1),
    (212_714, 22, 1),
    (210_721, 23, 1),
    (204_976, 26, 1),
    (202_986, 27, 1),
    (199_245, 29, 1),
    (195_525, 31, 1),
    (193_560, 32, 1),
    (189_878, 34, 1),
    (186_216, 36, 2),
    (182_592, 38, 1),
    (179_003, 40, 1),
    (175_466, 42, 1),
    (172_001, 44, 2),
    (168_612, 46, 2),
    (163_575, 49, 1),
    (158_642, 52, 3),
    (153_815, 55, 2),
    (149_097, 58, 2),
    (142_746, 62, 3),
    (138_270, 65, 3),
    (132_166, 69, 2),
    (126_204, 73, 3),
    (120_381, 77, 4),
    (112_962, 82, 3),
    (107_450, 86, 4),
    (100_343, 91, 3),
    (95_126, 95, 4),
    (88_276, 100, 4),
    (81_523, 105, 4),
    (74_861, 110, 4),
    (68_290, 115, 4),
    (63_573, 119, 4),
    (57_219, 124, 4),
    (50_985, 129, 5),
    (44_859, 134, 4),
    (40_571, 138, 4),
    (36_339, 142, 4),
    (32_139, 146, 4),
    (27_947, 150, 3),
    (23_739, 154, 4),
    (19_504, 158, 3),
    (16_976, 161, 4),
    (12_639, 165, 3),
    (9991, 168, 3),
    (9016, 170, 3),
    (6217, 173, 2),
    (5097, 175, 3),
    (3909, 177, 2),
    (2340, 177, 1),
    (2389, 170, 1),
    (1068, 164, 1),
    (1653, 157, 1),
    (717, 150, 1),
    (1614, 143, 1),
    (270, 136, 1),
    (484, 129, 1),
    (1103, 123, 1),
    (1242, 115, 1),
    (1188, 109, 1),
    (1011, 103, 1),
    (709, 97, 1),
    (301, 89, 1),
    (2416, 82, 1),
    (3251, 76, 1),
    (3246, 69, 1),
    (4141, 62, 1),
    (5963, 55, 1),
    (8839, 47, 1),
    (10_490, 40, 1),
    (16_994, 31, 1),
    (23_659, 21, 1),
];

/// u′ and v′ in the middle of a square; numbers past the last one have those of white.
pub fn chroma(number: u32) -> (f32, f32) {
    let (mut rest, mut row) = (number, 0);
    for (start, squares, count) in ROWS {
        if rest < squares * count {
            let middle = |index: u32| (index as f32 + 0.5) * SIDE;
            let u = *start as f32 / 1e6 + middle(rest % squares);
            return (u, FIRST + middle(row + rest / squares));
        }
        rest -= squares * count;
        row += count;
    }
    (4.0 / 19.0, 9.0 / 19.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_numbered_row_by_row_and_end_where_colours_do() {
        let near = |(u, v): (f32, f32), (a, b): (f32, f32)| (u - a).abs() < 1e-6 && (v - b).abs() < 1e-6;
        assert_eq!(ROWS.iter().map(|(_, squares, count)| squares * count).sum::<u32>(), 16_289);
        assert_eq!(ROWS.iter().map(|(_, _, count)| count).sum::<u32>(), 163);
        // The first square, the first of the second row, the second of two rows that are alike, and the last.
        assert!(near(chroma(0), (0.247_663 + 0.001_75, 0.016_94 + 0.001_75)));
        assert!(near(chroma(4), (0.243_779 + 0.001_75, 0.016_94 + 0.005_25)));
        assert!(near(chroma(393), (0.186_216 + 0.001_75, 0.016_94 + 20.5 * 0.0035)));
        assert!(near(chroma(16_288), (0.023_659 + 20.5 * 0.0035, 0.016_94 + 162.5 * 0.0035)));
        assert!(near(chroma(16_289), (0.210_526, 0.473_684)));
        assert!(near(chroma(u32::MAX), (0.210_526, 0.473_684)));
    }
}
