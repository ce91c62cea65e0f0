//! Quantisation tables: the nine pairs that mozjpeg's tools number from 0 to 8, and libjpeg's scale of quality.

pub type Table = [u16; 64];

/// Luma and colour by `quantisationTable`.
const TABLES: [(&Table, &Table); 9] = [
    (&ANNEX_K_LUMA, &ANNEX_K_CHROMA),
    (&FLAT, &FLAT),
    (&MSSIM_LUMA, &MSSIM_CHROMA),
    (&ROBIDOUX, &ROBIDOUX),
    (&PSNR_HVS_LUMA, &PSNR_HVS_CHROMA),
    (&KLEIN, &KLEIN),
    (&DCTUNE, &DCTUNE),
    (&AHUMADA, &AHUMADA),
    (&PETERSON, &PETERSON),
];

/// A pair at a quality from 1 to 100, within the eight bits that baseline has; row by row.
pub fn scaled(number: usize, quality: u32) -> (Table, Table) {
    let (luma, chroma) = TABLES.get(number).copied().unwrap_or((&ANNEX_K_LUMA, &ANNEX_K_CHROMA));
    let quality = quality.clamp(1, 100);
    let percent = if quality < 50 { 5_000 / quality } else { 200 - 2 * quality };
    let scale =
        |table: &Table| table.map(|value| ((u32::from(value) * percent + 50) / 100).clamp(1, 255) as u16);
    (scale(luma), scale(chroma))
}

const FLAT: Table = [16; 64];

/// ITU-T T.81 annex K, table K.1.
#[rustfmt::skip]
const ANNEX_K_LUMA: Table = [
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];

/// ITU-T T.81 annex K, table K.2.
#[rustfmt::skip]
const ANNEX_K_CHROMA: Table = [
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
];

/// mozjpeg's own, tuned for MS-SSIM.
#[rustfmt::skip]
const MSSIM_LUMA: Table = [
    12, 17, 20, 21, 30, 34, 56, 63,
    18, 20, 20, 26, 28, 51, 61, 55,
    19, 20, 21, 26, 33, 58, 69, 55,
    26, 26, 26, 30, 46, 87, 86, 66,
    31, 33, 36, 40, 46, 96, 100, 73,
    40, 35, 46, 62, 81, 100, 111, 91,
    46, 66, 76, 86, 102, 121, 120, 101,
    68, 90, 90, 96, 113, 102, 105, 103,
];

/// The same for colour.
#[rustfmt::skip]
const MSSIM_CHROMA: Table = [
    8, 12, 15, 15, 86, 96, 96, 98,
    13, 13, 15, 26, 90, 96, 99, 98,
    12, 15, 18, 96, 99, 99, 99, 99,
    17, 16, 90, 96, 99, 99, 99, 99,
    96, 96, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
];

/// N. Robidoux, on `ImageMagick`'s forum (topic 20333).
#[rustfmt::skip]
const ROBIDOUX: Table = [
    16, 16, 16, 18, 25, 37, 56, 85,
    16, 17, 20, 27, 34, 40, 53, 75,
    16, 20, 24, 31, 43, 62, 91, 135,
    18, 27, 31, 40, 53, 74, 106, 156,
    25, 34, 43, 53, 69, 94, 131, 189,
    37, 40, 62, 74, 94, 124, 169, 238,
    56, 53, 91, 106, 131, 169, 226, 311,
    85, 75, 135, 156, 189, 238, 311, 418,
];

/// mozjpeg's own, tuned for PSNR-HVS.
#[rustfmt::skip]
const PSNR_HVS_LUMA: Table = [
    9, 10, 12, 14, 27, 32, 51, 62,
    11, 12, 14, 19, 27, 44, 59, 73,
    12, 14, 18, 25, 42, 59, 79, 78,
    17, 18, 25, 42, 61, 92, 87, 92,
    23, 28, 42, 75, 79, 112, 112, 99,
    40, 42, 59, 84, 88, 124, 132, 111,
    42, 64, 78, 95, 105, 126, 125, 99,
    70, 75, 100, 102, 116, 100, 107, 98,
];

/// The same for colour.
#[rustfmt::skip]
const PSNR_HVS_CHROMA: Table = [
    9, 10, 17, 19, 62, 89, 91, 97,
    12, 13, 18, 29, 84, 91, 88, 98,
    14, 19, 29, 93, 95, 95, 98, 97,
    20, 26, 84, 88, 95, 95, 98, 94,
    26, 86, 91, 93, 97, 99, 98, 99,
    99, 100, 98, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    97, 97, 99, 99, 99, 99, 97, 99,
];

/// S. Klein, D. Silverstein, T. Carney: Relevance of human vision to JPEG-DCT compression, 1992.
#[rustfmt::skip]
const KLEIN: Table = [
    10, 12, 14, 19, 26, 38, 57, 86,
    12, 18, 21, 28, 35, 41, 54, 76,
    14, 21, 25, 32, 44, 63, 92, 136,
    19, 28, 32, 41, 54, 75, 107, 157,
    26, 35, 44, 54, 70, 95, 132, 190,
    38, 41, 63, 75, 95, 125, 170, 239,
    57, 54, 92, 107, 132, 170, 227, 312,
    86, 76, 136, 157, 190, 239, 312, 419,
];

/// A. Watson, R. Taylor, R. Borthwick: `DCTune` perceptual optimization of compressed dental X-rays, 1997.
#[rustfmt::skip]
const DCTUNE: Table = [
    7, 8, 10, 14, 23, 44, 95, 241,
    8, 8, 11, 15, 25, 47, 102, 255,
    10, 11, 13, 19, 31, 58, 127, 255,
    14, 15, 19, 27, 44, 83, 181, 255,
    23, 25, 31, 44, 72, 136, 255, 255,
    44, 47, 58, 83, 136, 255, 255, 255,
    95, 102, 127, 181, 255, 255, 255, 255,
    241, 255, 255, 255, 255, 255, 255, 255,
];

/// A. Ahumada, A. Watson, H. Peterson: A visual detection model for DCT coefficient quantization, 1993.
#[rustfmt::skip]
const AHUMADA: Table = [
    15, 11, 11, 12, 15, 19, 25, 32,
    11, 13, 10, 10, 12, 15, 19, 24,
    11, 10, 14, 14, 16, 18, 22, 27,
    12, 10, 14, 18, 21, 24, 28, 33,
    15, 12, 16, 21, 26, 31, 36, 42,
    19, 15, 18, 24, 31, 38, 45, 53,
    25, 19, 22, 28, 36, 45, 55, 65,
    32, 24, 27, 33, 42, 53, 65, 77,
];

/// H. Peterson, A. Ahumada, A. Watson: An improved detection model for DCT coefficient quantization, 1993.
#[rustfmt::skip]
const PETERSON: Table = [
    14, 10, 11, 14, 19, 25, 34, 45,
    10, 11, 11, 12, 15, 20, 26, 33,
    11, 11, 15, 18, 21, 25, 31, 38,
    14, 12, 18, 24, 28, 33, 39, 47,
    19, 15, 21, 28, 36, 43, 51, 59,
    25, 20, 25, 33, 43, 54, 64, 74,
    34, 26, 31, 39, 51, 64, 77, 91,
    45, 33, 38, 47, 59, 74, 91, 108,
];
