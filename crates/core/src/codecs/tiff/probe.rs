//! TIFF's header by its directories: the first one's fields, and how many there are.

use super::directory;
use super::page::Page;
use crate::codecs::Header;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use std::collections::HashSet;

pub fn sniff(bytes: &[u8]) -> bool {
    directory::start(bytes).is_some()
}

fn cut() -> Error {
    Error::new(Code::TruncatedImage).format("tiff").reason("no directory")
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let (order, first) = directory::start(bytes).ok_or_else(cut)?;
    let page = directory::read(bytes, order, first).ok_or_else(cut)?;
    let mut next = page.next;
    let mut header = Page::of(page)?.header();
    let mut seen = HashSet::from([first]);
    // No further than one past the limit: the count is then refused by it.
    while next != 0 && u64::from(header.frames) <= limits.frames {
        // A circle of directories ends where it closes.
        if !seen.insert(next) {
            break;
        }
        let Some((behind, _)) = directory::next(bytes, order, next) else {
            header.incomplete = true;
            break;
        };
        header.frames += 1;
        next = behind;
    }
    Ok(header)
}

/// Where the directories of images within a page lie (TIFF Tech Note 1).
const SUB_IFDS: u16 = 330;

/// The header of one page by itself, or of an image within it.
pub fn page_header(bytes: &[u8], index: u32, subifd: Option<u32>) -> Option<Header> {
    let page = page(bytes, index).ok()?;
    let page = match subifd {
        Some(subifd) => page_at(bytes, within(&page, subifd).ok()?).ok()?,
        None => page,
    };
    Some(page.header())
}

/// Where the directory of an image within a page lies.
pub fn within(page: &Page<'_>, subifd: u32) -> Result<u64> {
    let field = page.directory.field(SUB_IFDS);
    field.and_then(|field| field.get(u64::from(subifd))).ok_or_else(|| {
        let expected = match field.map_or(0, |field| field.count()) {
            0 => "-1: the page holds no other images".to_owned(),
            count => format!("integer from -1 to {}", count - 1),
        };
        Error::option("input.tiff.subifd", expected, subifd.to_string())
    })
}

/// Where the directories of pages lie, from one on. Those that lie in each other would make much work of a short file.
#[cfg_attr(not(feature = "full"), expect(dead_code, reason = "only the decoder reads all"))]
pub fn places(bytes: &[u8], index: u32, count: u32) -> Result<Vec<u64>> {
    let (order, mut at) = directory::start(bytes).ok_or_else(cut)?;
    let mut places = Vec::new();
    let mut held = 0usize;
    for place in 0..index.saturating_add(count) {
        let (next, fields) = directory::next(bytes, order, at).ok_or_else(cut)?;
        if place >= index {
            places.push(at);
            held = held.saturating_add(fields);
        }
        if held > bytes.len() {
            let reason = "directories that lie in each other";
            return Err(Error::new(Code::CorruptImage).format("tiff").reason(reason));
        }
        at = next;
    }
    Ok(places)
}

/// The directory of a page.
pub fn page(bytes: &[u8], index: u32) -> Result<Page<'_>> {
    let (order, mut at) = directory::start(bytes).ok_or_else(cut)?;
    for _ in 0..index {
        at = directory::next(bytes, order, at).ok_or_else(cut)?.0;
    }
    page_at(bytes, at)
}

/// The page whose directory lies there.
pub fn page_at(bytes: &[u8], at: u64) -> Result<Page<'_>> {
    let (order, _) = directory::start(bytes).ok_or_else(cut)?;
    Page::of(directory::read(bytes, order, at).ok_or_else(cut)?)
}
