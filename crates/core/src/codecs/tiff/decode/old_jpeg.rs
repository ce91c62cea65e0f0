//! Old-style JPEG (TIFF 6.0 section 22): tables behind fields of the directory or in a stream of their own, scans in strips
//! and tiles. Each strip or tile becomes a file that JPEG's codec takes. What writers made of the section is libtiff's to
//! say: a stream that goes on with the data counts more than strips that point into it.

use super::super::super::page::Page;
use super::chunk::{Grid, STRIP_OFFSETS, TILE_OFFSETS};
use super::{corrupt, unsupported};
use crate::codecs::Reader;
use crate::error::Result;

const JPEG_PROC: u16 = 512;
const JPEG_INTERCHANGE_FORMAT: u16 = 513;
const JPEG_INTERCHANGE_FORMAT_LENGTH: u16 = 514;
const JPEG_RESTART_INTERVAL: u16 = 515;
const JPEG_Q_TABLES: u16 = 519;
const JPEG_DC_TABLES: u16 = 520;
const JPEG_AC_TABLES: u16 = 521;
const YCBCR_SUBSAMPLING: u16 = 530;

/// Four tables of quantisation and eight of Huffman codes are 3 KiB.
const MOST_TABLES: usize = 8_192;

/// Markers of JPEG (T.81 table B.1).
const SOF0: u8 = 0xc0;
const SOF1: u8 = 0xc1;
const DHT: u8 = 0xc4;
const SOS: u8 = 0xda;
const DQT: u8 = 0xdb;
const DRI: u8 = 0xdd;

/// What is said before the data of a scan.
#[derive(Clone, Default)]
pub struct Tables<'a> {
    /// Segments of quantisers, Huffman codes and restarts.
    segments: Vec<u8>,
    /// A frame's components as its segment lists them: their number, and three bytes of each.
    components: Vec<u8>,
    /// The segment that begins the scan, without its marker.
    scan: Vec<u8>,
    /// The data behind it.
    data: &'a [u8],
}

impl<'a> Tables<'a> {
    /// Those of a page; `only` where it is in one piece.
    pub fn of(file: &'a [u8], page: &Page<'a>, only: bool) -> Result<Self> {
        let value = |tag| page.directory.value(tag).filter(|value| *value > 0);
        if value(JPEG_PROC).is_some_and(|process| process != 1) {
            return Err(unsupported("old-style JPEG without loss"));
        }
        let mut tables = Self::default();
        if let Some(at) = value(JPEG_INTERCHANGE_FORMAT) {
            let rest = from(file, at);
            let len = value(JPEG_INTERCHANGE_FORMAT_LENGTH).and_then(|len| usize::try_from(len).ok());
            tables.read(len.and_then(|len| rest.get(..len)).unwrap_or(rest))?;
        }
        // Its length may end with the tables; pieces have their own data.
        if !only || tables.scan.is_empty() {
            tables.data = &[];
        }
        // Some say it before the first strip's data alone.
        let first = [STRIP_OFFSETS, TILE_OFFSETS].into_iter().find_map(value);
        if let (true, Some(at)) = (tables.scan.is_empty(), first) {
            tables.read(from(file, at))?;
            tables.data = &[];
        }
        if tables.segments.is_empty() {
            tables.behind_fields(file, page)?;
        }
        Ok(tables)
    }

    /// Takes the segments of a stream up to its data.
    fn read(&mut self, stream: &'a [u8]) -> Result<()> {
        let mut rest = stream;
        while let [0xff, marker, tail @ ..] = rest {
            rest = match marker {
                0xff => rest.get(1..).unwrap_or_default(),
                // SOI, EOI.
                0xd8 | 0xd9 => tail,
                // Data, or a restart, which stands among them.
                0 | 0xd0..=0xd7 => break,
                _ => {
                    let mut reader = Reader::new(tail);
                    let len = reader.u16_be().map_or(0, usize::from);
                    let (Some(segment), true) = (tail.get(..len), len >= 2) else { break };
                    self.take(*marker, segment)?;
                    let behind = tail.get(len..).unwrap_or_default();
                    if *marker == SOS {
                        self.data = behind;
                        return Ok(());
                    }
                    behind
                }
            };
        }
        self.data = rest;
        Ok(())
    }

    /// One segment, with its length but without its marker.
    fn take(&mut self, marker: u8, segment: &[u8]) -> Result<()> {
        match marker {
            DQT | DHT | DRI => self.push(marker, segment)?,
            // Of four components at most.
            SOS if segment.len() <= 14 => self.scan = segment.to_vec(),
            SOF0 | SOF1 if segment.get(2) == Some(&8) && segment.len() <= 20 => {
                // The size is the strip's or tile's.
                self.components = segment.get(7..).unwrap_or_default().to_vec();
            }
            SOS => return Err(corrupt("more components than a JPEG has")),
            SOF0..=0xc3 | 0xc5..=0xcf => {
                return Err(unsupported(format!("old-style JPEG with a frame of marker {marker:#x}")));
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, marker: u8, segment: &[u8]) -> Result<()> {
        if self.segments.len() + segment.len() > MOST_TABLES {
            return Err(corrupt("more tables than a JPEG has"));
        }
        self.segments.extend([0xff, marker]);
        self.segments.extend_from_slice(segment);
        Ok(())
    }

    /// The tables that fields point to: of each component a quantiser and two tables of codes.
    fn behind_fields(&mut self, file: &[u8], page: &Page<'_>) -> Result<()> {
        let place = |tag, index| page.directory.field(tag).and_then(|field| field.get(index));
        let missing = || corrupt("an old-style JPEG without its tables");
        for index in 0..page.samples as u8 {
            let at = place(JPEG_Q_TABLES, u64::from(index)).ok_or_else(missing)?;
            let quantiser = from(file, at).get(..64).ok_or_else(missing)?;
            self.push(DQT, &[&[0, 67, index], quantiser].concat())?;
            for (class, tag) in [(0, JPEG_DC_TABLES), (0x10, JPEG_AC_TABLES)] {
                let codes = from(file, place(tag, u64::from(index)).ok_or_else(missing)?);
                let count: usize =
                    codes.get(..16).ok_or_else(missing)?.iter().copied().map(usize::from).sum();
                let codes = codes.get(..16 + count).filter(|_| count <= 256).ok_or_else(missing)?;
                let [high, low] = (19 + count as u16).to_be_bytes();
                self.push(DHT, &[&[high, low, class | index], codes].concat())?;
            }
        }
        if let Some(every @ 1..=0xffff) = page.directory.value(JPEG_RESTART_INTERVAL) {
            let [high, low] = (every as u16).to_be_bytes();
            self.push(DRI, &[0, 4, high, low])?;
        }
        Ok(())
    }

    /// Bytes that the file of a chunk takes, and some more.
    pub fn room(&self, packed: &[u8]) -> u64 {
        (2 * MOST_TABLES + packed.len().max(self.data.len())) as u64
    }

    /// A strip or tile as a JPEG. Its components are given as they are stored: which colours they are is the page's to say.
    pub fn file<'b>(&'b self, packed: &'b [u8], page: &Page<'_>, grid: Grid, rows: usize) -> Result<Vec<u8>> {
        let mut own: Tables<'b> = self.clone();
        if self.data.is_empty() {
            own.read(packed)?;
        }
        if own.components.is_empty() {
            own.components = components(page);
        }
        if own.scan.is_empty() {
            own.scan = scan(&own.components);
        }
        let height = if grid.tiled { grid.height } else { rows as u32 };
        let sides = u16::try_from(height).ok().zip(u16::try_from(grid.width).ok());
        let (height, width) = sides.ok_or_else(|| unsupported("an old-style JPEG beyond 65,535 pixels"))?;
        let mut file = b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0".to_vec();
        file.extend_from_slice(&own.segments);
        file.extend([0xff, SOF0]);
        file.extend((7 + own.components.len() as u16).to_be_bytes());
        file.push(8);
        file.extend(height.to_be_bytes());
        file.extend(width.to_be_bytes());
        file.extend_from_slice(&own.components);
        file.extend([0xff, SOS]);
        file.extend_from_slice(&own.scan);
        file.extend_from_slice(own.data);
        file.extend([0xff, 0xd9]);
        Ok(file)
    }
}

fn from(file: &[u8], at: u64) -> &[u8] {
    usize::try_from(at).ok().and_then(|at| file.get(at..)).unwrap_or_default()
}

/// Components by the directory: the first one has the pixels that share a colour.
fn components(page: &Page<'_>) -> Vec<u8> {
    let field = page.directory.field(YCBCR_SUBSAMPLING);
    let factor = |index| match field.map_or(Some(2), |field| field.get(index)) {
        Some(factor @ 1..=4) if page.samples == 3 => factor as u8,
        _ => 1,
    };
    let mut listed = vec![page.samples as u8];
    for index in 0..page.samples as u8 {
        let factors = if index == 0 { factor(0) << 4 | factor(1) } else { 0x11 };
        listed.extend([index + 1, factors, index]);
    }
    listed
}

/// A scan of all components, each with tables of its own number.
fn scan(components: &[u8]) -> Vec<u8> {
    let listed = components.get(1..13).or(components.get(1..)).unwrap_or_default().as_chunks::<3>().0;
    let mut segment = vec![0, 6 + 2 * listed.len() as u8, listed.len() as u8];
    for (index, [id, ..]) in listed.iter().enumerate() {
        segment.extend([*id, (index as u8) << 4 | index as u8]);
    }
    segment.extend([0, 63, 0]);
    segment
}
