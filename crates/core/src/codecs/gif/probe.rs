//! GIF's header by walking its blocks: nothing is decompressed.

use super::blocks::{Blocks, End, Image, Screen};
use crate::codecs::Header;
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;

/// A screen larger than this is taken for the size of its first frame, as libnsgif takes it.
const LARGEST_SCREEN: u32 = 2_048;

pub fn sniff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let cut = || Error::new(Code::TruncatedImage).format("gif").reason("no frame");
    let (screen, mut blocks) = Blocks::new(bytes).ok_or_else(cut)?;
    let mut seen = Seen::default();
    let end = walk(&mut blocks, &mut seen, &screen, limits);
    let Some((width, height)) = seen.canvas else {
        return Err(match end {
            Some(End::Cut) => cut(),
            _ => Error::new(Code::CorruptImage).format("gif").reason("no frame"),
        });
    };
    let mut header = Header::new(Format::Gif, width, height);
    header.incomplete = end == Some(End::Cut);
    // Frames that were not seen may be transparent.
    let unseen = end.is_none() || header.incomplete;
    header.has_alpha = unseen || seen.transparent || seen.uncovered || (seen.cleared && seen.frames > 1);
    header.channels = if header.has_alpha { 4 } else { 3 };
    header.frames = seen.frames;
    // Without the extension an animation is shown once.
    header.loops = blocks.loops.or((seen.frames > 1).then_some(1));
    header.progressive = seen.interlaced;
    Ok(header)
}

#[derive(Default)]
struct Seen {
    frames: u32,
    canvas: Option<(u32, u32)>,
    transparent: bool,
    /// The first frame leaves a part of the canvas open.
    uncovered: bool,
    /// A frame is cleared to transparency after it was shown.
    cleared: bool,
    interlaced: bool,
}

/// Why there are no more images; `None` where more than are allowed need not be counted.
fn walk(blocks: &mut Blocks<'_>, seen: &mut Seen, screen: &Screen<'_>, limits: &Limits) -> Option<End> {
    while u64::from(seen.frames) <= limits.frames {
        let image = match blocks.next_image() {
            Ok(image) => image,
            Err(end) => return Some(end),
        };
        seen.frames += 1;
        if seen.frames == 1 {
            let canvas = canvas(screen, &image);
            let covers = image.left == 0 && image.top == 0 && (image.width, image.height) == canvas;
            (seen.canvas, seen.uncovered, seen.interlaced) = (Some(canvas), !covers, image.interlaced);
        }
        seen.transparent |= image.control.transparent.is_some();
        // Both clear to background and back to before leave what was below, which may be nothing.
        seen.cleared |= matches!(image.control.disposal, 2..=4);
        if !image.whole {
            return Some(End::Cut);
        }
    }
    None
}

/// The screen, or what the first frame needs where that is more.
fn canvas(screen: &Screen<'_>, first: &Image<'_>) -> (u32, u32) {
    let usable = |side: &u32| (1..=LARGEST_SCREEN).contains(side);
    let (width, height) = Some((screen.width, screen.height))
        .filter(|(width, height)| usable(width) && usable(height))
        .unwrap_or((1, 1));
    (width.max(first.left + first.width), height.max(first.top + first.height))
}
