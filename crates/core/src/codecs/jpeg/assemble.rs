//! Pixels of a file whose coefficients the second reader has: as one that the decoder's crate takes, or where it takes
//! none with such sampling, from a picture of each component.

#![expect(clippy::indexing_slicing, reason = "planes and rows have the sizes that stand beside them")]

use super::blocks::ZIGZAG;
use super::sequential::{Coded, Component};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Layout;
use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients, JpegError};

type Coding<T> = std::result::Result<T, JpegError>;

/// The same coefficients in one scan.
pub fn in_one_scan(coded: &mut Coded) -> Coding<Vec<u8>> {
    let found = std::mem::take(&mut coded.components);
    let mut tables = Vec::new();
    let mut components = Vec::with_capacity(found.len());
    for component in found {
        let table = quantiser(coded, &component)?;
        let number = tables.iter().position(|known| *known == table).unwrap_or(tables.len());
        if number == tables.len() {
            tables.push(table);
        }
        let (horizontal, vertical) = (component.horizontal, component.vertical);
        components.push(coefficients(component, (horizontal, vertical), number));
    }
    libjpeg_turbo_rs::write_coefficients_optimized(&JpegCoefficients {
        saw_jfif_marker: coded.jfif,
        adobe_transform: coded.adobe,
        ..file(coded.width, coded.height, tables, components)
    })
}

/// A file of one component alone, grey.
pub fn alone(coded: &Coded, component: Component) -> Coding<Vec<u8>> {
    let table = quantiser(coded, &component)?;
    let (width, height) = (component.width as u16, component.height as u16);
    let component = ComponentCoefficients { component_id: 1, ..coefficients(component, (1, 1), 0) };
    libjpeg_turbo_rs::write_coefficients_optimized(&file(width, height, vec![table], vec![component]))
}

fn quantiser(coded: &Coded, component: &Component) -> Coding<[u16; 64]> {
    let missing = || JpegError::CorruptData("a quantisation table is missing".into());
    let given = coded.quantisers[component.quantiser].ok_or_else(missing)?;
    let mut table = [0; 64];
    ZIGZAG.iter().zip(given).for_each(|(at, value)| table[*at] = value);
    Ok(table)
}

fn coefficients(
    component: Component,
    (horizontal, vertical): (usize, usize),
    table: usize,
) -> ComponentCoefficients {
    ComponentCoefficients {
        blocks: component.blocks,
        blocks_x: component.blocks_x,
        blocks_y: component.blocks_y,
        h_sampling: horizontal as u8,
        v_sampling: vertical as u8,
        quant_table_index: table as u8,
        component_id: component.id,
    }
}

pub fn file(
    width: u16,
    height: u16,
    quant_tables: Vec<[u16; 64]>,
    components: Vec<ComponentCoefficients>,
) -> JpegCoefficients {
    JpegCoefficients {
        width,
        height,
        data_precision: 8,
        components,
        quant_tables,
        restart_interval: 0,
        density_unit: 0,
        x_density: 1,
        y_density: 1,
        saw_jfif_marker: true,
        adobe_transform: None,
    }
}

/// A component's samples.
pub struct Plane {
    pub samples: Vec<u8>,
    pub width: usize,
    pub height: usize,
    /// How many of its samples there are for `of` pixels, across and down.
    pub factors: (usize, usize),
    pub of: (usize, usize),
}

impl Plane {
    fn sample(&self, x: usize, y: usize) -> u8 {
        let across = (x * self.factors.0 / self.of.0).min(self.width - 1);
        let down = (y * self.factors.1 / self.of.1).min(self.height - 1);
        self.samples[down * self.width + across]
    }
}

/// What the components mean, as libjpeg decides it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// As they are.
    Plain,
    /// JFIF's.
    Ycc,
    /// The same of inverted colours, and black.
    Ycck,
}

impl Colours {
    pub fn of(coded: &Coded) -> Self {
        let ids: Vec<u8> = coded.components.iter().map(|component| component.id).collect();
        match (ids.len(), coded.jfif, coded.adobe) {
            (3, true, _) | (3, false, Some(1..)) => Self::Ycc,
            (3, false, None) if ids != b"RGB" => Self::Ycc,
            (4, _, Some(2)) => Self::Ycck,
            _ => Self::Plain,
        }
    }
}

/// Pixels of `size` from their planes, each sample for as many pixels as it covers.
pub fn pixels(
    planes: &[Plane],
    colours: Colours,
    layout: Layout,
    (width, height): (usize, usize),
    job: &mut Job,
) -> Result<Vec<u8>> {
    let mut samples = job.alloc.zeroed::<u8>(width * height * layout.channels())?;
    for (at, pixel) in samples.chunks_exact_mut(layout.channels()).enumerate() {
        let (x, y) = (at % width, at / width);
        for (to, plane) in pixel.iter_mut().zip(planes) {
            *to = plane.sample(x, y);
        }
        if let (Colours::Ycc | Colours::Ycck, [first, second, third, ..]) = (colours, &mut *pixel) {
            [*first, *second, *third] = rgb(*first, *second, *third);
            if colours == Colours::Ycck {
                [*first, *second, *third] = [255 - *first, 255 - *second, 255 - *third];
            }
        }
    }
    Ok(samples)
}

/// JFIF 1.02's colours in 16 bit fixed point.
fn rgb(luma: u8, blue: u8, red: u8) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let (luma, blue, red) = (i32::from(luma), i32::from(blue) - 128, i32::from(red) - 128);
    let sums = [
        luma + ((91_881 * red + HALF) >> 16),
        luma + ((-22_554 * blue - 46_802 * red + HALF) >> 16),
        luma + ((116_130 * blue + HALF) >> 16),
    ];
    sums.map(|sum| sum.clamp(0, 255) as u8)
}
