//! SVG's header: the root element's sizes at 72 pixels an inch; the drawing itself is not read.

use super::measure;
use super::root::{self, Start};
use super::text::{self, End, HEAD};
use crate::codecs::{Header, Scaling};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

pub fn sniff(bytes: &[u8]) -> bool {
    // Cheap for what cannot be XML: almost every other file.
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if !matches!(first, Some(b'<' | 0x1f | 0xef | 0xfe | 0xff)) {
        return false;
    }
    let Ok((head, end)) = text::read(bytes, HEAD) else { return false };
    match root::find(&head) {
        Ok(Start::Svg(_)) | Err(_) => true,
        Ok(Start::Other) => false,
        // A long comment, or a prefix: what is there must at least be XML.
        Ok(Start::Cut) => {
            (end == End::More || head.contains("<svg") || bytes.len() < HEAD) && looks_like_xml(&head)
        }
    }
}

fn looks_like_xml(head: &str) -> bool {
    let head = head.trim_start();
    ["<?xml", "<!--", "<svg", "<!DOCTYPE svg"].iter().any(|start| head.starts_with(start))
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let (head, end) = text::read(bytes, HEAD)?;
    let found = match root::find(&head)? {
        Start::Cut if end == End::More => root::find(&text::read(bytes, most(limits))?.0)?,
        found => found,
    };
    let root = match found {
        Start::Svg(root) => root,
        Start::Cut => return Err(Error::new(Code::TruncatedImage).format("svg").reason("no root element")),
        Start::Other => {
            return Err(Error::new(Code::CorruptImage).format("svg").reason("another root element"));
        }
    };
    let scaling = match root.size() {
        Some((width, height)) => Some(Scaling::Vector { width, height }),
        None if root.is_open() => measure::scaling(bytes, limits)?,
        None => None,
    };
    let nothing = || Error::new(Code::UnsupportedFeature).format("svg").found("no size and no viewBox");
    let mut header = Header::new(Format::Svg, 0, 0);
    header.channels = 4;
    header.has_alpha = true;
    header.scaling = scaling.ok_or_else(nothing)?;
    Ok(header.at_density(DENSITY))
}

/// Bytes of text that a file may have.
pub fn most(limits: &Limits) -> usize {
    usize::try_from(limits.memory / 8).unwrap_or(usize::MAX)
}

/// Pixels an inch where none are asked for, as in sharp.
pub const DENSITY: f64 = 72.0;
