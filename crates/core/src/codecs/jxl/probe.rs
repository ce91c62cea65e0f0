//! JPEG XL's header: size, depth and channels from the image header, frames of an animation from theirs.

use super::container;
use super::frames::{self, End};
use super::header::{Image, Kind};
use crate::codecs::Header;
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::limits::Limits;
use crate::pixels::Depth;

pub fn sniff(bytes: &[u8]) -> bool {
    container::sniff(bytes)
}

pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    let codestream = container::codestream(bytes)?;
    let image = Image::parse(&codestream)?;
    if image.has(Kind::Black) {
        return Err(Error::new(Code::UnsupportedFeature).format("jxl").found("inks (CMYK)"));
    }
    let mut header = Header::new(Format::Jxl, image.width, image.height);
    header.bits = u8::try_from(image.bits).unwrap_or(u8::MAX);
    header.depth = depth(&image);
    header.has_alpha = image.has(Kind::Alpha);
    header.channels = if image.colour.gray { 1 } else { 3 } + u8::from(header.has_alpha);
    header.space = if image.colour.gray { "b-w" } else { "srgb" };
    header.orientation = image.orientation;
    header.has_profile = image.has_profile();
    if let Some(animation) = image.animation {
        header.loops = Some(animation.loops);
        // Behind a profile, which is entropy coded, no frame header is seen: such an animation counts as one frame.
        if !image.colour.icc {
            let found = frames::walk(&codestream, image.end, &image, limits.frames)?;
            header.frames = found.shown.max(1);
            header.incomplete = found.end == End::Cut;
        }
    }
    Ok(header)
}

/// Floats stay floats, but where the decoder makes sRGB of colours that a profile describes.
pub fn depth(image: &Image) -> Depth {
    match (image.float, image.bits) {
        (true, _) if !(image.xyb && image.colour.icc) => Depth::F32,
        (false, ..=8) => Depth::U8,
        _ => Depth::U16,
    }
}
