//! An AVIF file around coded images (ISO/IEC 14496-12 and 23008-12, AVIF 1.1): one image item, its alpha, what describes it.

use super::container::{Coding, Container};
use crate::codecs::exif;
use crate::codecs::metadata::Metadata;
use crate::error::{Code, Error, Result};

/// An image as a file has it.
pub struct Image<'a> {
    pub width: u32,
    pub height: u32,
    pub colour: Coded<'a>,
    pub alpha: Option<Coded<'a>>,
    /// Content of the colr box that names the code points.
    pub nclx: &'a [u8],
}

pub struct Coded<'a> {
    /// Content of av1C.
    pub config: &'a [u8],
    pub data: &'a [u8],
}

const PRIMARY: u16 = 1;

/// One item: what it is, what describes it, where its bytes are.
struct Item<'a> {
    id: u16,
    /// The fields of infe behind the item's number.
    entry: &'a [u8],
    /// Boxes, and whether a reader must understand them.
    properties: Vec<(Vec<u8>, bool)>,
    /// How it is bound to the primary item.
    reference: Option<&'a [u8; 4]>,
    data: Vec<&'a [u8]>,
}

fn boxed(kind: [u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let len = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    [(len as u32).to_be_bytes().as_slice(), &kind, &parts.concat()].concat()
}

/// A box with version and flags 0.
fn full(kind: [u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    boxed(kind, &[&[0; 4], parts.concat().as_slice()])
}

/// irot and imir, in the order in which they act (23008-12, 6.5.10 and 6.5.12), that do what an orientation of EXIF does.
fn turns(orientation: u8) -> Vec<(Vec<u8>, bool)> {
    let (angle, axis) = match orientation {
        2 => (0, Some(1)),
        3 => (2, None),
        4 => (0, Some(0)),
        5 => (1, Some(0)),
        6 => (3, None),
        7 => (3, Some(0)),
        8 => (1, None),
        _ => (0, None),
    };
    let turn = (angle > 0).then(|| (boxed(*b"irot", &[&[angle]]), true));
    let mirror = axis.map(|axis| (boxed(*b"imir", &[&[axis]]), true));
    turn.into_iter().chain(mirror).collect()
}

fn image_properties(image: &Image<'_>, coded: &Coded<'_>) -> Result<Vec<(Vec<u8>, bool)>> {
    let coding = Coding::of(coded.config)?;
    let channels = if coding.mono { 1 } else { 3 };
    let bits = [channels, coding.bits, coding.bits, coding.bits];
    Ok(vec![
        (full(*b"ispe", &[&image.width.to_be_bytes(), &image.height.to_be_bytes()]), false),
        (full(*b"pixi", &[bits.get(..=usize::from(channels)).unwrap_or_default()]), false),
        (boxed(*b"av1C", &[coded.config]), true),
    ])
}

/// The whole file.
pub fn file(image: &Image<'_>, metadata: &Metadata) -> Result<Vec<u8>> {
    let mut colour = image_properties(image, &image.colour)?;
    if let Some(icc) = &metadata.icc {
        colour.push((boxed(*b"colr", &[b"prof", icc]), false));
    }
    colour.push((boxed(*b"colr", &[image.nclx]), false));
    // Readers turn by these and not by EXIF: an image that was left as it was stored is shown upright.
    let turns = turns(metadata.exif.as_deref().map_or(1, exif::orientation));
    colour.extend(turns.iter().cloned());
    let mut items = vec![Item {
        id: PRIMARY,
        entry: b"\0\0av01\0",
        properties: colour,
        reference: None,
        data: vec![image.colour.data],
    }];
    let mut add = |entry, properties, reference, data| {
        let id = items.len() as u16 + PRIMARY;
        items.push(Item { id, entry, properties, reference: Some(reference), data });
    };
    if let Some(alpha) = &image.alpha {
        let mut properties = image_properties(image, alpha)?;
        properties.push((full(*b"auxC", &[b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"]), true));
        properties.extend(turns);
        add(b"\0\0av01\0", properties, b"auxl", vec![alpha.data]);
    }
    if let Some(exif) = &metadata.exif {
        // The TIFF structure begins at once behind the field that says so (23008-12, annex A.2.1).
        add(b"\0\0Exif\0", Vec::new(), b"cdsc", vec![&[0; 4], exif]);
    }
    if let Some(xmp) = &metadata.xmp {
        add(b"\0\0mime\0application/rdf+xml\0", Vec::new(), b"cdsc", vec![xmp]);
    }
    let head = boxed(*b"ftyp", &[b"avif\0\0\0\0avifmif1miaf", profile(image.colour.config)]);
    // Every number has a fixed width: the length of meta does not depend on the places in it.
    let start = head.len() + meta(&items, 0).len() + 8;
    let body: Vec<u8> = items.iter().flat_map(|item| item.data.iter().copied().flatten().copied()).collect();
    if u32::try_from(start + body.len()).is_err() {
        return Err(Error::new(Code::SizeLimit).format("avif").found("a file of more than 4 GiB"));
    }
    Ok([head, meta(&items, start as u32), boxed(*b"mdat", &[&body])].concat())
}

/// The brand of AVIF 1.1, section 8, that the coded data keeps to: by its profile and up to level 5.1 or 6.0.
fn profile(config: &[u8]) -> &'static [u8] {
    match config.get(1).map(|byte| (byte >> 5, byte & 31)) {
        Some((0, ..=13)) => b"MA1B",
        Some((1, ..=16)) => b"MA1A",
        _ => b"",
    }
}

fn meta(items: &[Item<'_>], start: u32) -> Vec<u8> {
    let count = (items.len() as u16).to_be_bytes();
    // Offsets and lengths of four bytes, no base.
    let mut iloc = vec![0x44, 0];
    iloc.extend(count);
    let mut at = start;
    let (mut infe, mut iref) = (Vec::new(), Vec::new());
    let (mut ipco, mut ipma, mut known) = (Vec::new(), Vec::new(), Vec::<&[u8]>::new());
    for item in items {
        let id = item.id.to_be_bytes();
        let len = item.data.iter().map(|part| part.len()).sum::<usize>() as u32;
        // Data in this file, one extent.
        iloc.extend([id, [0, 0], [0, 1]].concat());
        iloc.extend([at.to_be_bytes(), len.to_be_bytes()].concat());
        at += len;
        infe.extend(boxed(*b"infe", &[&[2, 0, 0, 0], &id, item.entry]));
        if let Some(kind) = item.reference {
            iref.extend(boxed(*kind, &[&id, &[0, 1], &PRIMARY.to_be_bytes()]));
        }
        if !item.properties.is_empty() {
            ipma.extend(id);
            ipma.push(item.properties.len() as u8);
        }
        for (property, essential) in &item.properties {
            let index = known.iter().position(|other| other == property).unwrap_or_else(|| {
                ipco.extend_from_slice(property);
                known.push(property);
                known.len() - 1
            });
            // Counted from 1.
            ipma.push((index as u8 + 1) | u8::from(*essential) << 7);
        }
    }
    let described = items.iter().filter(|item| !item.properties.is_empty()).count() as u32;
    let iprp = [boxed(*b"ipco", &[&ipco]), full(*b"ipma", &[&described.to_be_bytes(), &ipma])].concat();
    let iref = if iref.is_empty() { Vec::new() } else { full(*b"iref", &[&iref]) };
    full(
        *b"meta",
        &[
            &full(*b"hdlr", &[b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"]),
            &full(*b"pitm", &[&PRIMARY.to_be_bytes()]),
            &full(*b"iloc", &[&iloc]),
            &full(*b"iinf", &[&count, &infe]),
            &iref,
            &boxed(*b"iprp", &[&iprp]),
        ],
    )
}

/// The image of a file that `file` wrote, with other metadata.
pub fn again(container: &Container<'_>, metadata: &Metadata) -> Result<Vec<u8>> {
    let broken = || Error::new(Code::Panicked).format("avif").reason("the encoder's file lacks a property");
    let primary = container.primary()?;
    let (width, height) = container.size(primary)?;
    let alpha = container.alpha_of(primary);
    let config = |item| container.of_kind(item, b"av1C").next().ok_or_else(broken);
    let colour_data = container.data(primary)?;
    let alpha_data = alpha.map(|item| container.data(item)).transpose()?;
    let colour = Coded { config: config(primary)?, data: &colour_data };
    let alpha = match alpha.zip(alpha_data.as_deref()) {
        Some((item, data)) => Some(Coded { config: config(item)?, data }),
        None => None,
    };
    let mut boxes = container.of_kind(primary, b"colr");
    let nclx = boxes.find(|content| content.starts_with(b"nclx")).ok_or_else(broken)?;
    file(&Image { width, height, colour, alpha, nclx }, metadata)
}
