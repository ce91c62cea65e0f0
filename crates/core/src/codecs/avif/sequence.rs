//! Image sequences without a still of their own (ISO/IEC 23008-12 section 7, 14496-12): the tracks of a movie, of each the
//! first picture alone.

use super::container::{Container, Item, Kind, Reference, damaged, full, walk};
use crate::codecs::Reader;
use crate::error::Result;

/// More tracks than any sequence has.
const MOST_TRACKS: usize = 64;
/// More boxes than a sample entry has of those that are asked for.
const MOST_PROPERTIES: usize = 16;
/// What a sample entry has before its boxes (14496-12 section 12.1.3), and where its width and height stand.
const ENTRY: usize = 78;
const ENTRY_SIZE: usize = 24;

/// A sequence as a still of its first picture: what its tracks say, as items of their numbers.
pub fn first<'a>(file: &'a [u8], movie: &'a [u8]) -> Result<Container<'a>> {
    /// What an auxiliary track without the box is (old versions of libavif left it out).
    const ALPHA: &[u8] = b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
    let tracks = tracks(movie)?;
    let shown = tracks.iter().find(|track| track.is_picture()).map(|track| track.id);
    let shown = shown.ok_or_else(|| damaged("a sequence without a picture"))?;
    let mut this = Container {
        file,
        idat: &[],
        primary: Some(shown),
        items: Vec::new(),
        properties: Vec::new(),
        references: Vec::new(),
    };
    for track in tracks {
        let (Some(size), Some(first)) = (track.size, track.first()) else { continue };
        if this.items.iter().any(|item| item.id == track.id) {
            return Err(damaged("two tracks of one number"));
        }
        let from = this.properties.len();
        this.properties.extend(track.properties);
        if !track.auxiliary_of.is_empty() {
            let kinds = this.properties.get_mut(from..).unwrap_or_default();
            match kinds.iter_mut().find(|(kind, _)| kind == b"auxi") {
                Some((kind, _)) => *kind = *b"auxC",
                None => this.properties.push((*b"auxC", ALPHA)),
            }
        }
        this.items.push(Item {
            id: track.id,
            kind: *b"av01",
            in_idat: false,
            extents: vec![first],
            properties: (from..this.properties.len()).collect(),
            size: Some(size),
        });
        let reference = |kind: &Kind, to| Reference { kind: *kind, from: track.id, to };
        this.references.push(reference(b"auxl", track.auxiliary_of));
        if !track.premultiplied_by.is_empty() {
            this.references.push(reference(b"prem", track.premultiplied_by));
        }
    }
    this.items.sort_by_key(|item| item.id);
    Ok(this)
}

/// What one track says of its first picture.
#[derive(Default)]
struct Track<'a> {
    id: u32,
    /// The tracks that it is an auxiliary of.
    auxiliary_of: Vec<u32>,
    /// The tracks by whose alpha its colours were multiplied.
    premultiplied_by: Vec<u32>,
    /// Width and height, where it is coded by AV1.
    size: Option<(u32, u32)>,
    /// The boxes of its sample entry.
    properties: Vec<(Kind, &'a [u8])>,
    offset: Option<u64>,
    len: Option<u64>,
}

impl Track<'_> {
    /// Where its first picture lies in the file.
    fn first(&self) -> Option<(u64, u64)> {
        self.offset.zip(self.len.filter(|len| *len > 0))
    }

    /// One that can be shown by itself.
    fn is_picture(&self) -> bool {
        self.auxiliary_of.is_empty() && self.size.is_some() && self.first().is_some()
    }
}

/// The tracks of a movie box.
fn tracks(movie: &[u8]) -> Result<Vec<Track<'_>>> {
    let mut tracks = Vec::new();
    walk(movie, |kind, data| {
        if &kind == b"trak" {
            if tracks.len() == MOST_TRACKS {
                return Err(damaged("more tracks than a sequence has"));
            }
            tracks.push(track(data)?);
        }
        Ok(())
    })?;
    Ok(tracks)
}

fn track(data: &[u8]) -> Result<Track<'_>> {
    let mut track = Track::default();
    walk(data, |kind, data| {
        match &kind {
            b"tkhd" => track.id = number(data).ok_or_else(|| damaged("tkhd"))?,
            b"tref" => walk(data, |kind, data| {
                let listed = data.as_chunks::<4>().0.iter().take(MOST_TRACKS);
                let listed = listed.map(|bytes| u32::from_be_bytes(*bytes));
                match &kind {
                    b"auxl" => track.auxiliary_of.extend(listed),
                    b"prem" => track.premultiplied_by.extend(listed),
                    _ => {}
                }
                Ok(())
            })?,
            b"mdia" => media(data, &mut track)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(track)
}

/// The number in a track's header, behind two dates.
fn number(data: &[u8]) -> Option<u32> {
    let mut reader = Reader::new(data);
    let (version, _) = full(&mut reader)?;
    reader.take(if version == 1 { 16 } else { 8 })?;
    reader.u32_be()
}

/// The sample table, which lies two boxes deeper.
fn media<'a>(data: &'a [u8], track: &mut Track<'a>) -> Result<()> {
    walk(data, |kind, data| {
        if &kind != b"minf" {
            return Ok(());
        }
        walk(data, |kind, data| if &kind == b"stbl" { samples(data, track) } else { Ok(()) })
    })
}

fn samples<'a>(data: &'a [u8], track: &mut Track<'a>) -> Result<()> {
    walk(data, |kind, data| {
        let mut reader = Reader::new(data);
        let head = full(&mut reader);
        match &kind {
            b"stsd" => entry(data.get(8..).unwrap_or_default(), track)?,
            // All samples of one size, or a list.
            b"stsz" => {
                let read = |reader: &mut Reader<'_>| {
                    let (all, count) = (reader.u32_be()?, reader.u32_be()?);
                    if all > 0 || count == 0 { Some(all) } else { reader.u32_be() }
                };
                head.ok_or_else(|| damaged("stsz"))?;
                track.len = read(&mut reader).map(u64::from);
            }
            // The first sample lies where the first chunk does.
            b"stco" | b"co64" => {
                head.and_then(|_| reader.u32_be()).ok_or_else(|| damaged("stco"))?;
                let (first, second) = (reader.u32_be(), reader.u32_be());
                track.offset = match (&kind, first, second) {
                    (b"co64", Some(high), Some(low)) => Some(u64::from(high) << 32 | u64::from(low)),
                    (b"stco", Some(first), _) => Some(u64::from(first)),
                    _ => None,
                };
            }
            _ => {}
        }
        Ok(())
    })
}

/// The first sample entry, if it is of AV1.
fn entry<'a>(entries: &'a [u8], track: &mut Track<'a>) -> Result<()> {
    let mut first = true;
    walk(entries, |kind, data| {
        if &kind == b"av01" && first {
            let mut size = Reader::new(data.get(ENTRY_SIZE..ENTRY).unwrap_or_default());
            track.size = size.u16_be().zip(size.u16_be()).map(|(w, h)| (u32::from(w), u32::from(h)));
            walk(data.get(ENTRY..).unwrap_or_default(), |kind, data| {
                let kept = matches!(&kind, b"av1C" | b"colr" | b"clap" | b"auxi");
                if kept && track.properties.len() < MOST_PROPERTIES {
                    track.properties.push((kind, data));
                }
                Ok(())
            })?;
        }
        first = false;
        Ok(())
    })
}
