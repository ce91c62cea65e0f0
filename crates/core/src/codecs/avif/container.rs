//! The boxes of an AVIF file (ISO/IEC 14496-12 and 23008-12): every box lies inside its parent, every extent inside the file.

use super::sequence;
use crate::codecs::Reader;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use std::borrow::Cow;

pub type Kind = [u8; 4];

/// More items, properties or references than any honest file has: what one box says more is damage.
const MAX_ENTRIES: usize = 70_000;

/// The metadata of a file, and the file for the data of its items.
pub struct Container<'a> {
    pub(super) file: &'a [u8],
    pub(super) idat: &'a [u8],
    pub(super) primary: Option<u32>,
    /// By their numbers.
    pub(super) items: Vec<Item>,
    pub(super) properties: Vec<(Kind, &'a [u8])>,
    pub(super) references: Vec<Reference>,
}

#[derive(Default)]
pub struct Item {
    pub id: u32,
    pub kind: Kind,
    pub(super) in_idat: bool,
    pub(super) extents: Vec<(u64, u64)>,
    /// Indices into the properties, from 0, in the order in which they are applied.
    pub(super) properties: Vec<usize>,
    /// Its size where no property says it: of a track's picture.
    pub(super) size: Option<(u32, u32)>,
}

pub(super) struct Reference {
    pub(super) kind: Kind,
    pub(super) from: u32,
    pub(super) to: Vec<u32>,
}

/// What av1C says (AV1-ISOBMFF section 2.3.3).
#[derive(Clone, Copy)]
pub struct Coding {
    pub bits: u8,
    pub mono: bool,
    /// Chroma has half the columns, half the rows.
    pub halved: (bool, bool),
}

impl Coding {
    /// From the content of av1C.
    pub fn of(data: &[u8]) -> Result<Self> {
        let flags = *data.get(2).ok_or_else(|| damaged("av1C"))?;
        let bits = match (flags & 0x40 != 0, flags & 0x20 != 0) {
            (false, _) => 8,
            (true, false) => 10,
            (true, true) => 12,
        };
        Ok(Self { bits, mono: flags & 0x10 != 0, halved: (flags & 8 != 0, flags & 4 != 0) })
    }
}

/// Coding-independent code points of a colr box.
#[derive(Clone, Copy)]
pub struct Nclx {
    pub primaries: u16,
    pub matrix: u16,
    pub full_range: bool,
}

/// A picture made of equal tiles.
pub struct Grid {
    pub rows: usize,
    pub columns: usize,
    pub width: u32,
    pub height: u32,
}

pub fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("avif").reason(reason)
}

fn cut(reason: &str) -> Error {
    Error::new(Code::TruncatedImage).format("avif").reason(reason)
}

/// Whether the file type box names AVIF among its brands.
pub fn is_avif(bytes: &[u8]) -> bool {
    has_brand(bytes, &[b"avif", b"avis"])
}

fn has_brand(bytes: &[u8], wanted: &[&Kind]) -> bool {
    let mut reader = Reader::new(bytes);
    let (Some(len), Some(b"ftyp")) = (reader.u32_be(), reader.array::<4>().as_ref()) else { return false };
    let end = (len as usize).min(bytes.len());
    let brands = bytes.get(8..end).unwrap_or_default().as_chunks::<4>().0;
    // The second word is the minor version.
    brands.iter().enumerate().any(|(at, brand)| at != 1 && wanted.contains(&brand))
}

/// The next box: `Ok(None)` at the end of `bytes`, an error where it does not fit.
fn next_box<'a>(reader: &mut Reader<'a>, len: usize, top: bool) -> Result<Option<(Kind, &'a [u8])>> {
    if reader.position() >= len {
        return Ok(None);
    }
    let over = || if top { cut("box") } else { damaged("a box leaves its parent") };
    let size = reader.u32_be().ok_or_else(over)?;
    let kind = reader.array::<4>().ok_or_else(over)?;
    let body = match size {
        // To the end of the file: only a box of the file itself can.
        0 if top => len.saturating_sub(reader.position()) as u64,
        1 => {
            let high = reader.u32_be().ok_or_else(over)?;
            let low = reader.u32_be().ok_or_else(over)?;
            let size = u64::from(high) << 32 | u64::from(low);
            size.checked_sub(16).ok_or_else(|| damaged("box size"))?
        }
        size => u64::from(size).checked_sub(8).ok_or_else(|| damaged("box size"))?,
    };
    let body = usize::try_from(body).map_err(|_| over())?;
    let data = reader.take(body).ok_or_else(over)?;
    Ok(Some((kind, data)))
}

/// Each box in `bytes`, to `each`.
pub fn walk<'a>(bytes: &'a [u8], mut each: impl FnMut(Kind, &'a [u8]) -> Result<()>) -> Result<()> {
    let mut reader = Reader::new(bytes);
    while let Some((kind, data)) = next_box(&mut reader, bytes.len(), false)? {
        each(kind, data)?;
    }
    Ok(())
}

/// Version and flags of a full box.
pub fn full(reader: &mut Reader<'_>) -> Option<(u8, u32)> {
    let word = reader.u32_be()?;
    Some(((word >> 24) as u8, word & 0x00ff_ffff))
}

/// A number of 0, 4 or 8 bytes, as iloc has them.
fn sized(reader: &mut Reader<'_>, len: u8) -> Option<u64> {
    Some(match len {
        0 => 0,
        4 => u64::from(reader.u32_be()?),
        8 => u64::from(reader.u32_be()?) << 32 | u64::from(reader.u32_be()?),
        _ => return None,
    })
}

fn id(reader: &mut Reader<'_>, wide: bool) -> Option<u32> {
    if wide { reader.u32_be() } else { reader.u16_be().map(u32::from) }
}

impl<'a> Container<'a> {
    pub fn parse(file: &'a [u8], limits: &Limits) -> Result<Self> {
        let mut reader = Reader::new(file);
        let (mut still, mut movie) = (None, None);
        let ended = loop {
            let (kind, data) = match next_box(&mut reader, file.len(), true) {
                Ok(Some(found)) => found,
                Ok(None) => break None,
                Err(error) => break Some(error),
            };
            match &kind {
                b"meta" if still.is_none() => {
                    if data.len() as u64 > limits.metadata.max(1 << 16) {
                        let error =
                            Error::limit(Code::MemoryLimit, data.len(), limits.metadata, "limits.metadata");
                        return Err(error.format("avif"));
                    }
                    let this = Self::meta(file, data)?;
                    if this.shows() {
                        return Ok(this);
                    }
                    still = Some(this);
                }
                b"moov" if movie.is_none() => movie = Some(data),
                // Its samples: whatever else describes the file lies before them.
                b"mdat" if movie.is_some() => break None,
                _ => {}
            }
        };
        match (movie, ended, still) {
            (Some(movie), ..) => sequence::first(file, movie),
            // The movie may be in what is missing.
            (None, Some(error), _) if has_brand(file, &[b"avis"]) => Err(error),
            (None, _, Some(still)) => Ok(still),
            (None, ended, None) => Err(ended.unwrap_or_else(|| cut("no metadata"))),
        }
    }

    /// Whether its primary item has data.
    fn shows(&self) -> bool {
        self.primary().is_ok_and(|item| !item.extents.is_empty())
    }

    fn meta(file: &'a [u8], data: &'a [u8]) -> Result<Self> {
        let mut this = Self {
            file,
            idat: &[],
            primary: None,
            items: Vec::new(),
            properties: Vec::new(),
            references: Vec::new(),
        };
        let (mut locations, mut associations) = (Vec::new(), Vec::new());
        walk(data.get(4..).ok_or_else(|| damaged("meta"))?, |kind, data| {
            match &kind {
                b"pitm" => this.primary = pitm(data),
                b"idat" => this.idat = data,
                b"iinf" => this.items = iinf(data)?,
                b"iloc" => locations = iloc(data).ok_or_else(|| damaged("iloc"))?,
                b"iref" => this.references = iref(data)?,
                b"iprp" => walk(data, |kind, data| {
                    match &kind {
                        b"ipco" => walk(data, |kind, data| {
                            this.properties.push((kind, data));
                            Ok(())
                        })?,
                        b"ipma" => ipma(data, &mut associations).ok_or_else(|| damaged("ipma"))?,
                        _ => {}
                    }
                    Ok(())
                })?,
                _ => {}
            }
            Ok(())
        })?;
        this.items.sort_by_key(|item| item.id);
        for place in locations {
            if let Some(item) = this.item_mut(place.id) {
                (item.in_idat, item.extents) = (place.in_idat, place.extents);
            }
        }
        for (id, index) in associations {
            if let Some(item) = this.item_mut(id) {
                item.properties.push(index);
            }
        }
        Ok(this)
    }

    fn item_mut(&mut self, id: u32) -> Option<&mut Item> {
        let at = self.items.binary_search_by_key(&id, |item| item.id).ok()?;
        self.items.get_mut(at)
    }

    pub fn item(&self, id: u32) -> Result<&Item> {
        let at = self.items.binary_search_by_key(&id, |item| item.id);
        at.ok().and_then(|at| self.items.get(at)).ok_or_else(|| damaged("a missing item"))
    }

    pub fn primary(&self) -> Result<&Item> {
        self.item(self.primary.ok_or_else(|| damaged("no primary item"))?)
    }

    /// The contents of an item's properties of one kind.
    pub fn of_kind<'s>(&'s self, item: &'s Item, kind: &'s Kind) -> impl Iterator<Item = &'a [u8]> + 's {
        let all = item.properties.iter().filter_map(|index| self.properties.get(*index));
        all.filter(move |(name, _)| name == kind).map(|(_, data)| *data)
    }

    /// The size of an alpha item. One without ispe has that of the image it belongs to: other readers ask only for the latter.
    pub fn alpha_size(&self, alpha: &Item, image: &Item) -> Result<(u32, u32)> {
        let unsaid = alpha.size.is_none() && self.of_kind(alpha, b"ispe").next().is_none();
        self.size(if unsaid { image } else { alpha })
    }

    /// Width and height before any transformation.
    pub fn size(&self, item: &Item) -> Result<(u32, u32)> {
        if let Some(size) = item.size {
            return Ok(size);
        }
        let data = self.of_kind(item, b"ispe").next().ok_or_else(|| damaged("no ispe"))?;
        let mut reader = Reader::new(data);
        full(&mut reader).and_then(|_| reader.u32_be().zip(reader.u32_be())).ok_or_else(|| damaged("ispe"))
    }

    /// The part of an item of `size` that is shown (14496-12 section 12.1.4): left, top, width and height. `None` where it is
    /// the whole, or where the box does not say a part of the whole.
    pub fn aperture(&self, item: &Item, size: (u32, u32)) -> Option<[u32; 4]> {
        let data = self.of_kind(item, b"clap").next()?;
        let mut reader = Reader::new(data);
        let mut words = [0; 8];
        for word in &mut words {
            *word = reader.u32_be()?;
        }
        let [width, width_d, height, height_d, across, across_d, down, down_d] = words;
        let part = |whole: u32, (n, d): (u32, u32), (offset, offset_d): (u32, u32)| {
            let shown = n.checked_div(d).filter(|shown| n % d == 0 && *shown > 0)?;
            // Centres coincide but for the offset, a signed fraction: (whole - shown) / 2 + offset.
            let (spare, offset_d) = (i128::from(whole) - i128::from(shown), i128::from(offset_d));
            let start =
                (spare * offset_d + 2 * i128::from(offset as i32)).checked_div_euclid(2 * offset_d)?;
            (start >= 0 && start <= spare).then_some((start as u32, shown))
        };
        let (left, width) = part(size.0, (width, width_d), (across, across_d))?;
        let (top, height) = part(size.1, (height, height_d), (down, down_d))?;
        ((width, height) != size).then_some([left, top, width, height])
    }

    /// How an item, or the first tile of a grid, is coded.
    pub fn coding(&self, item: &Item) -> Result<Coding> {
        let tile;
        let coded = match &item.kind {
            b"grid" => {
                let first = self.tiles(item).first().copied().ok_or_else(|| damaged("a grid of no tiles"))?;
                tile = self.item(first)?;
                tile
            }
            b"av01" => item,
            other => {
                let found = format!("items of type {}", String::from_utf8_lossy(other));
                return Err(Error::new(Code::UnsupportedFeature).format("avif").found(found));
            }
        };
        Coding::of(self.of_kind(coded, b"av1C").next().ok_or_else(|| damaged("no av1C"))?)
    }

    /// The items that a derived item is made of, in order.
    pub fn tiles(&self, item: &Item) -> &[u32] {
        let derived = self.references.iter().find(|r| &r.kind == b"dimg" && r.from == item.id);
        derived.map_or(&[], |r| r.to.as_slice())
    }

    /// The item that holds the alpha of `item`.
    pub fn alpha_of(&self, item: &Item) -> Option<&Item> {
        const ALPHA: [&[u8]; 2] =
            [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0"];
        self.references
            .iter()
            .filter(|r| &r.kind == b"auxl" && r.to.contains(&item.id))
            .filter_map(|r| self.item(r.from).ok())
            .find(|aux| {
                self.of_kind(aux, b"auxC")
                    .any(|data| ALPHA.iter().any(|name| data.get(4..).is_some_and(|d| d.starts_with(name))))
            })
    }

    /// The alpha of each tile of a grid that has none as a whole, if they all have one.
    pub fn alpha_of_tiles(&self, item: &Item) -> Option<Vec<&Item>> {
        let tiles = self.tiles(item);
        let alphas: Option<Vec<_>> = tiles.iter().map(|id| self.alpha_of(self.item(*id).ok()?)).collect();
        alphas.filter(|alphas| !alphas.is_empty() && &item.kind == b"grid")
    }

    pub fn has_alpha(&self, item: &Item) -> bool {
        self.alpha_of(item).is_some() || self.alpha_of_tiles(item).is_some()
    }

    /// Whether colours were multiplied by alpha before they were coded.
    pub fn is_premultiplied(&self, item: &Item) -> bool {
        self.references.iter().any(|r| &r.kind == b"prem" && r.from == item.id)
    }

    pub fn nclx(&self, item: &Item) -> Option<Nclx> {
        self.of_kind(item, b"colr").find_map(|data| {
            let mut reader = Reader::new(data.strip_prefix(b"nclx")?);
            let [primaries, _transfer] = [reader.u16_be()?, reader.u16_be()?];
            Some(Nclx { primaries, matrix: reader.u16_be()?, full_range: reader.u8()? & 0x80 != 0 })
        })
    }

    pub fn has_profile(&self, item: &Item) -> bool {
        self.profile(item).is_some()
    }

    /// The ICC profile of an item (ISO/IEC 14496-12, 12.1.5).
    pub fn profile(&self, item: &Item) -> Option<&'a [u8]> {
        self.of_kind(item, b"colr")
            .find_map(|data| data.strip_prefix(b"prof").or_else(|| data.strip_prefix(b"rICC")))
    }

    /// The items that describe `item`: EXIF and XMP among them.
    pub fn describing(&self, item: &Item) -> impl Iterator<Item = &Item> {
        let references = self.references.iter();
        references
            .filter(|r| &r.kind == b"cdsc" && r.to.contains(&item.id))
            .filter_map(|r| self.item(r.from).ok())
    }

    /// irot and imir, in their order, as the one EXIF orientation that does the same.
    pub fn orientation(&self, item: &Item) -> u8 {
        let (mut angle, mut mirror) = (0, None);
        for (kind, data) in item.properties.iter().filter_map(|index| self.properties.get(*index)) {
            let value = data.first().copied().unwrap_or_default();
            match kind {
                b"irot" => {
                    // A mirror that came first acts as the other one after a quarter turn.
                    if value & 1 == 1 {
                        mirror = mirror.map(|axis| axis ^ 1);
                    }
                    angle = (angle + value) & 3;
                }
                b"imir" => mirror = Some(value & 1),
                _ => {}
            }
        }
        // Angles are quarter turns against the clock; axis 0 swaps top and bottom, 1 left and right.
        match (angle, mirror) {
            (0, None) => 1,
            (0, Some(0)) | (2, Some(1)) => 4,
            (0, _) | (2, Some(0)) => 2,
            (1, None) => 8,
            (1, Some(0)) | (3, Some(1)) => 5,
            (1, _) | (3, Some(0)) => 7,
            (2, _) => 3,
            (_, _) => 6,
        }
    }

    /// The bytes of an item.
    pub fn data(&self, item: &Item) -> Result<Cow<'a, [u8]>> {
        let source = if item.in_idat { self.idat } else { self.file };
        let mut total = 0u64;
        let mut parts = Vec::with_capacity(item.extents.len());
        for (offset, len) in &item.extents {
            let outside = || cut("an extent leaves the file");
            let start = usize::try_from(*offset).map_err(|_| outside())?;
            // No length means all that is there.
            let rest = source.len().checked_sub(start).ok_or_else(outside)?;
            let len = if *len == 0 { rest } else { usize::try_from(*len).map_err(|_| outside())? };
            total += len as u64;
            if total > source.len() as u64 {
                return Err(outside());
            }
            let end = start.checked_add(len).ok_or_else(outside)?;
            parts.push(source.get(start..end).ok_or_else(outside)?);
        }
        match parts.as_slice() {
            [] => Err(damaged("an item without data")),
            [one] => Ok(Cow::Borrowed(*one)),
            many => Ok(Cow::Owned(many.concat())),
        }
    }

    /// The layout of a grid item (23008-12 section 6.6.2.3).
    pub fn grid(&self, item: &Item) -> Result<Grid> {
        let data = self.data(item)?;
        let mut reader = Reader::new(&data);
        let read = |reader: &mut Reader<'_>| {
            let [_version, flags, rows, columns] = reader.array()?;
            let wide = flags & 1 != 0;
            let (width, height) = (id(reader, wide)?, id(reader, wide)?);
            Some(Grid { rows: usize::from(rows) + 1, columns: usize::from(columns) + 1, width, height })
        };
        let grid = read(&mut reader).ok_or_else(|| damaged("grid"))?;
        if self.tiles(item).len() != grid.rows * grid.columns {
            return Err(damaged("a grid with missing tiles"));
        }
        Ok(grid)
    }
}

fn pitm(data: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(data);
    let (version, _) = full(&mut reader)?;
    id(&mut reader, version > 0)
}

fn iinf(data: &[u8]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    let mut reader = Reader::new(data);
    let head = full(&mut reader).and_then(|(version, _)| id(&mut reader, version > 0));
    head.ok_or_else(|| damaged("iinf"))?;
    walk(data.get(reader.position()..).unwrap_or_default(), |kind, data| {
        if &kind == b"infe" && items.len() < MAX_ENTRIES {
            let mut reader = Reader::new(data);
            let read = |reader: &mut Reader<'_>| {
                let (version, _) = full(reader)?;
                let id = id(reader, version > 2)?;
                let _protection = reader.u16_be()?;
                Some(Item { id, kind: reader.array()?, ..Item::default() })
            };
            items.push(read(&mut reader).ok_or_else(|| damaged("infe"))?);
        }
        Ok(())
    })?;
    Ok(items)
}

struct Place {
    id: u32,
    in_idat: bool,
    extents: Vec<(u64, u64)>,
}

/// Where each item lies (14496-12 section 8.11.3).
fn iloc(data: &[u8]) -> Option<Vec<Place>> {
    let mut reader = Reader::new(data);
    let (version, _) = full(&mut reader)?;
    let [sizes, more] = reader.array()?;
    let (offset_size, length_size, base_size) = (sizes >> 4, sizes & 15, more >> 4);
    let index_size = if version > 0 { more & 15 } else { 0 };
    let count = id(&mut reader, version > 1)?;
    let mut places = Vec::new();
    for _ in 0..count {
        let id = id(&mut reader, version > 1)?;
        let method = if version > 0 { reader.u16_be()? & 15 } else { 0 };
        let _reference = reader.u16_be()?;
        let base = sized(&mut reader, base_size)?;
        let extents = reader.u16_be()?;
        let mut place = Place { id, in_idat: method == 1, extents: Vec::new() };
        for _ in 0..extents {
            sized(&mut reader, index_size)?;
            let offset = sized(&mut reader, offset_size)?;
            let len = sized(&mut reader, length_size)?;
            // Sizes of 0 take no bytes: only one such extent says anything.
            if place.extents.len() < MAX_ENTRIES && (offset_size > 0 || length_size > 0 || extents == 1) {
                place.extents.push((base.checked_add(offset)?, len));
            }
        }
        // Constructed from other items (method 2): not in AVIF, left without data.
        if method > 1 {
            place.extents.clear();
        }
        places.push(place);
    }
    Some(places)
}

fn iref(data: &[u8]) -> Result<Vec<Reference>> {
    let mut references = Vec::new();
    let mut reader = Reader::new(data);
    let (version, _) = full(&mut reader).ok_or_else(|| damaged("iref"))?;
    walk(data.get(4..).unwrap_or_default(), |kind, data| {
        let mut reader = Reader::new(data);
        let mut read = || {
            let from = id(&mut reader, version > 0)?;
            let count = reader.u16_be()?;
            let to = (0..count).map(|_| id(&mut reader, version > 0)).collect::<Option<Vec<_>>>()?;
            Some(Reference { kind, from, to })
        };
        references.push(read().ok_or_else(|| damaged("iref"))?);
        Ok(())
    })?;
    Ok(references)
}

fn ipma(data: &[u8], out: &mut Vec<(u32, usize)>) -> Option<()> {
    let mut reader = Reader::new(data);
    let (version, flags) = full(&mut reader)?;
    let count = reader.u32_be()?;
    for _ in 0..count {
        let id = id(&mut reader, version > 0)?;
        let properties = reader.u8()?;
        for _ in 0..properties {
            let index = if flags & 1 != 0 {
                usize::from(reader.u16_be()? & 0x7fff)
            } else {
                usize::from(reader.u8()? & 0x7f)
            };
            // 0 is no property.
            if let Some(index) = index.checked_sub(1) {
                out.push((id, index));
            }
        }
    }
    Some(())
}
