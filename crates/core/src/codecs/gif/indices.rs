//! Which palette a frame of a GIF gets: the file's own, one that is exact, or one by Wu's method with dithering.

use super::effort;
use crate::spec::Values;
use quantette::deps::palette::Srgb;
use quantette::dither::FloydSteinberg;
use quantette::{ImageRef, PaletteBuf, PaletteSize, Pipeline, QuantizeMethod};
use std::collections::BTreeMap;

type Rgb = [u8; 3];

/// A frame's part of the canvas.
pub struct Cells {
    width: u32,
    height: u32,
    colours: Vec<Rgb>,
    /// Whether the pixel stays as it was.
    keeps: Vec<bool>,
    any_kept: bool,
    /// All that is kept has a colour, so that it could be written again.
    filled: bool,
}

impl Cells {
    pub fn new(width: u32, height: u32) -> Self {
        let count = width as usize * height as usize;
        let (colours, keeps) = (Vec::with_capacity(count), Vec::with_capacity(count));
        Self { width, height, colours, keeps, any_kept: false, filled: true }
    }

    pub fn push(&mut self, colour: Rgb, keeps: bool, visible: bool) {
        self.colours.push(colour);
        self.keeps.push(keeps);
        self.any_kept |= keeps;
        self.filled &= visible || !keeps;
    }

    /// The pixels that are written.
    fn written(&self) -> impl Iterator<Item = Rgb> {
        self.colours.iter().zip(&self.keeps).filter(|(_, keeps)| !**keeps).map(|(colour, _)| *colour)
    }
}

/// A frame as the file has it.
pub struct Chosen {
    pub indices: Vec<u8>,
    pub transparent: Option<u8>,
    /// Of its own; without one the file's.
    pub palette: Option<Vec<u8>>,
}

/// Each colour with its index, in the order of their values.
type Table = BTreeMap<Rgb, u8>;

/// The options of palettes, and the file's palette once its first frame has chosen it.
pub struct Colours {
    most: usize,
    dither: f32,
    /// A palette of its own is not worth it while it is no further than this from the file's.
    reuse: f64,
    effort: u32,
    global: Option<Global>,
}

struct Global {
    /// With a place for the transparent index.
    palette: Vec<Rgb>,
    table: Table,
    transparent: Option<u8>,
}

impl Colours {
    pub fn new(options: &Values) -> Self {
        Self {
            most: options.integer("colours").unwrap_or(256) as usize,
            dither: options.number("dither").unwrap_or(1.0) as f32,
            reuse: options.number("interPaletteMaxError").unwrap_or(0.0),
            effort: options.integer("effort").unwrap_or(effort::DEFAULT),
            global: None,
        }
    }

    /// The file's palette before its first frame.
    pub fn take_over(&mut self, palette: &[Rgb]) {
        if self.global.is_some() || palette.len() > self.most {
            return;
        }
        // Of equal colours the first one counts.
        let table = palette.iter().copied().zip(0..=255).rev().collect();
        self.global = Some(Global { palette: palette.to_vec(), table, transparent: None });
    }

    /// The file's palette as it is by now: frames may add to it.
    pub fn global(&self) -> &[u8] {
        self.global.as_ref().map_or(&[], |global| global.palette.as_flattened())
    }

    /// `None` if there are more pixels than the quantiser takes.
    pub fn choose(&mut self, cells: &Cells, animated: bool) -> Option<Chosen> {
        if let Some(global) = &mut self.global {
            // Room in the file's palette costs less than a palette of the frame's own.
            let chosen = global.exact(cells).or_else(|| global.grow(cells, self.most)?.exact(cells));
            if chosen.is_some() {
                return chosen;
            }
        }
        // Later frames will want a transparent index in the file's palette.
        let spare = usize::from(cells.any_kept || animated && self.global.is_none());
        let needs = usize::from(cells.any_kept);
        let own = if let Some(table) = exact(cells.written(), self.most - needs) {
            let indices = cells.indices(&table, table.len() as u8);
            let slot = table.len() < self.most && spare > 0;
            let transparent = slot.then_some(table.len() as u8);
            Own { palette: table.into_keys().collect(), indices, transparent }
        } else if cells.any_kept
            && cells.filled
            && let Some(table) = exact(cells.colours.iter().copied(), self.most)
        {
            let indices = cells.colours.iter().map(|colour| index(&table, *colour)).collect();
            Own { palette: table.into_keys().collect(), indices, transparent: None }
        } else {
            match self.quantised(cells, self.most - spare)? {
                Quantised::Shared(chosen) => return Some(chosen),
                Quantised::Own(mut own) => {
                    own.transparent = (spare > 0).then_some(own.palette.len() as u8);
                    own.open(cells);
                    own
                }
            }
        };
        Some(self.keep(own))
    }

    /// The first palette becomes the file's.
    fn keep(&mut self, own: Own) -> Chosen {
        let Own { palette, indices, transparent } = own;
        // An index that no pixel of the frame has is for later frames.
        let used = transparent.filter(|index| indices.contains(index));
        if self.global.is_some() {
            return Chosen { palette: Some(table(&palette, transparent)), indices, transparent: used };
        }
        let table = palette.iter().copied().zip(0..=255).collect();
        let place = transparent.map(|_| [0; 3]);
        let palette = palette.into_iter().chain(place).collect();
        self.global = Some(Global { palette, table, transparent });
        Chosen { indices, transparent: used, palette: None }
    }

    fn quantised(&self, cells: &Cells, room: usize) -> Option<Quantised> {
        // What is not written takes the colour before it, so that it neither claims a palette entry nor spreads an error.
        let mut before = cells.written().next()?;
        let mut colours = Vec::with_capacity(cells.colours.len());
        for (colour, keeps) in cells.colours.iter().zip(&cells.keeps) {
            if !keeps {
                before = *colour;
            }
            colours.push(Srgb::from(before));
        }
        let image = ImageRef::new(cells.width, cells.height, colours.as_slice()).ok()?;
        let pipeline = || {
            Pipeline::new()
                .palette_size(PaletteSize::from_usize_clamped(room))
                .ditherer(FloydSteinberg::with_error_diffusion(self.dither))
        };
        let near = self.global.as_ref().filter(|global| {
            let palette = || pipeline().input_image(image).output_srgb8_palette();
            let usable = global.transparent.is_some() || !cells.any_kept;
            usable
                && self.reuse > 0.0
                && palette().is_some_and(|palette| distance(&palette, &global.colours()) <= self.reuse)
        });
        let in_colours = |palette: &[Rgb]| {
            let fixed: Vec<Srgb<u8>> = palette.iter().copied().map(Srgb::from).collect();
            let fixed = QuantizeMethod::from(PaletteBuf::new(fixed).ok()?);
            let indexed = pipeline().quantize_method(fixed).input_image(image).output_srgb8_indexed_image();
            Some(indexed.into_parts().1)
        };
        let Some(global) = near else {
            if self.effort != effort::DEFAULT {
                let sample = effort::sampled(&colours, self.effort);
                let sampled = ImageRef::new(sample.len() as u32, 1, &*sample).ok()?;
                let palette = pipeline().input_image(sampled).output_srgb8_palette()?;
                let palette =
                    effort::refined(palette.into_iter().map(Into::into).collect(), &colours, self.effort);
                let indices = in_colours(&palette)?;
                return Some(Quantised::Own(Own { palette, indices, transparent: None }));
            }
            let (palette, indices) = pipeline().input_image(image).output_srgb8_indexed_image().into_parts();
            let palette = palette.into_iter().map(Into::into).collect();
            return Some(Quantised::Own(Own { palette, indices, transparent: None }));
        };
        let mut indices = in_colours(&global.colours())?;
        if let Some(place) = global.transparent {
            for index in &mut indices {
                *index += u8::from(*index >= place);
            }
        }
        let mut own = Own { palette: Vec::new(), indices, transparent: global.transparent };
        own.open(cells);
        let transparent = own.transparent.filter(|_| cells.any_kept);
        Some(Quantised::Shared(Chosen { indices: own.indices, transparent, palette: None }))
    }
}

enum Quantised {
    Shared(Chosen),
    Own(Own),
}

struct Own {
    palette: Vec<Rgb>,
    indices: Vec<u8>,
    transparent: Option<u8>,
}

impl Own {
    /// What is kept becomes transparent.
    fn open(&mut self, cells: &Cells) {
        let Some(transparent) = self.transparent else { return };
        let kept = self.indices.iter_mut().zip(&cells.keeps).filter(|(_, keeps)| **keeps);
        kept.for_each(|(index, _)| *index = transparent);
    }
}

impl Global {
    /// All colours in their order, without the transparent index.
    fn colours(&self) -> Vec<Rgb> {
        let hidden = self.transparent.map(usize::from);
        let visible = self.palette.iter().enumerate().filter(|(index, _)| Some(*index) != hidden);
        visible.map(|(_, colour)| *colour).collect()
    }

    /// Takes up the frame's colours; `None`, and nothing is changed, where that is more than `most`.
    fn grow(&mut self, cells: &Cells, most: usize) -> Option<&Self> {
        let opens = cells.any_kept && self.transparent.is_none();
        let room = most.checked_sub(self.palette.len() + usize::from(opens))?;
        let missing = exact(cells.written().filter(|colour| !self.table.contains_key(colour)), room)?;
        if opens {
            self.transparent = Some(self.palette.len() as u8);
            self.palette.push([0; 3]);
        }
        for colour in missing.into_keys() {
            self.table.insert(colour, self.palette.len() as u8);
            self.palette.push(colour);
        }
        Some(self)
    }

    /// The frame in the file's palette, if that has all of its colours.
    fn exact(&self, cells: &Cells) -> Option<Chosen> {
        let open = self.transparent.filter(|_| cells.any_kept);
        if cells.any_kept && open.is_none() && !cells.filled {
            return None;
        }
        let mut indices = Vec::with_capacity(cells.colours.len());
        let mut last = None;
        for (colour, keeps) in cells.colours.iter().zip(&cells.keeps) {
            if let (true, Some(open)) = (keeps, open) {
                indices.push(open);
                continue;
            }
            let index = match last {
                Some((same, index)) if same == *colour => index,
                _ => *self.table.get(colour)?,
            };
            last = Some((*colour, index));
            indices.push(index);
        }
        Some(Chosen { indices, transparent: open, palette: None })
    }
}

impl Cells {
    fn indices(&self, table: &Table, open: u8) -> Vec<u8> {
        let each = self.colours.iter().zip(&self.keeps);
        each.map(|(colour, keeps)| if *keeps { open } else { index(table, *colour) }).collect()
    }
}

fn index(table: &Table, colour: Rgb) -> u8 {
    table.get(&colour).copied().unwrap_or_default()
}

/// Each colour with its index, if there are no more than `room`.
fn exact(pixels: impl Iterator<Item = Rgb>, room: usize) -> Option<Table> {
    let mut table = BTreeMap::new();
    let mut last = None;
    for colour in pixels {
        // Runs of one colour are looked up once.
        if last != Some(colour) {
            last = Some(colour);
            table.insert(colour, 0);
            if table.len() > room {
                return None;
            }
        }
    }
    table.values_mut().zip(0..=255).for_each(|(index, at)| *index = at);
    Some(table)
}

/// As the file has it, the transparent colour last.
fn table(palette: &[Rgb], transparent: Option<u8>) -> Vec<u8> {
    let mut bytes = palette.as_flattened().to_vec();
    if transparent.is_some() {
        bytes.extend([0; 3]);
    }
    bytes
}

/// How far each colour of one palette is from the nearest of another, on average.
fn distance(palette: &PaletteBuf<Srgb<u8>>, other: &[Rgb]) -> f64 {
    let square = |a: u8, b: u8| f64::from(a.abs_diff(b)).powi(2);
    let nearest = |colour: &Srgb<u8>| {
        let each = other
            .iter()
            .map(|[r, g, b]| square(colour.red, *r) + square(colour.green, *g) + square(colour.blue, *b));
        each.fold(f64::INFINITY, f64::min).sqrt()
    };
    palette.iter().map(nearest).sum::<f64>() / palette.len().max(1) as f64
}
