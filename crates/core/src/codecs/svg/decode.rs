//! SVG to pixels by the crate `resvg`: no files, no network, no scripts; straight alpha, at the size that is wanted.

use super::super::{probe, root, text};
use super::bounds::{self, Cost};
use super::default_font;
use super::fonts::{self, Fonts};
use super::images::Images;
use crate::codecs::{self, DecodeOptions, Decoder, Header, Scaling, Side, Still};
use crate::error::{Code, Error, Result};
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Depth, Frame, Layout, Pixels, Samples};
use crate::spec::Files;
use resvg::tiny_skia::{PixmapMut, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{Options, Tree};

pub fn open<'a>(
    bytes: &'a [u8],
    header: &Header,
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Box<dyn Decoder + 'a>> {
    if options.page > 0 {
        return Err(Error::option("input.page", "0", options.page.to_string()));
    }
    let (width, height) = codecs::reduced(header, options.at_least);
    job.limits.check_size(width, height, 1, "svg")?;
    let header = header.clone();
    let options = options.clone();
    Ok(Box::new(Still::new(move |job: &mut Job| decode(bytes, &header, (width, height), &options, job))))
}

fn damaged(reason: impl ToString) -> Error {
    Error::new(Code::CorruptImage).format("svg").reason(reason)
}

fn decode(
    bytes: &[u8],
    header: &Header,
    (width, height): (u32, u32),
    options: &DecodeOptions,
    job: &mut Job,
) -> Result<Frame> {
    let density = header.density.unwrap_or(probe::DENSITY);
    let text = text::whole(bytes, probe::most(&job.limits) as u64)?;
    let text_len = text.len() as u64 * 2;
    job.alloc.reserve(text_len)?;
    let (text, size, dpi) = sized(&text, header, density)?;
    let (tree, held) = build(&text, dpi, Some(&options.fonts), options.stylesheet.as_deref(), job)?;
    let mut pixels = Pixels::zeroed(&mut job.alloc, Depth::U8, Layout::Rgba, width, height)?;
    let (across, down) = (f64::from(width) / size.0, f64::from(height) / size.1);
    let canvas = f64::from(width) * f64::from(height);
    let layers = Cost::of(tree.root(), across.max(down), canvas).check()?;
    job.alloc.reserve(layers)?;
    job.check_cancel()?;
    let Samples::U8(samples) = &mut pixels.samples else { return Err(damaged("samples")) };
    let mut canvas = PixmapMut::from_bytes(samples, width, height).ok_or_else(|| damaged("size"))?;
    resvg::render(&tree, Transform::from_scale(across as f32, down as f32), &mut canvas);
    straighten(samples);
    job.alloc.release(text_len + held + layers);
    Ok(Frame { pixels, delay_ms: 0 })
}

/// The size of all that is drawn, strokes too, from corner to corner: sharp 0.35.5 (librsvg) gives a drawing without
/// a size and a viewBox as many pixels, and like it we draw from the origin on. `None` where nothing is drawn.
pub fn measure(bytes: &[u8], limits: &Limits) -> Result<Option<Scaling>> {
    let mut job = Job::new(limits.clone(), FailOn::None, Cancel::default());
    let text = text::whole(bytes, probe::most(limits) as u64)?;
    job.alloc.reserve(text.len() as u64 * 2)?;
    let root::Start::Svg(root) = root::find(&text)? else { return Err(damaged("another root element")) };
    // A percentage is one of nothing yet.
    let text = root.with_size(&text, (1.0, 1.0));
    let (tree, _) = build(&text, probe::DENSITY, None, None, &mut job)?;
    let drawn = tree.root().abs_stroke_bounding_box();
    // Less than half a pixel is none.
    if drawn.width() < 0.5 || drawn.height() < 0.5 {
        return Ok(None);
    }
    let side = |pixels: f32| Side { pixels: f64::from(pixels), inches: 0.0 };
    Ok(Some(Scaling::Vector { width: side(drawn.width()), height: side(drawn.height()) }))
}

/// The drawing as the crate draws it, and the bytes that are reserved for it. Without fonts it is only measured.
fn build(
    text: &str,
    dpi: f64,
    files: Option<&Files>,
    rules: Option<&str>,
    job: &mut Job,
) -> Result<(Tree, u64)> {
    bounds::entities(text)?;
    let options =
        ParsingOptions { allow_dtd: true, nodes_limit: bounds::MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|e| failed_xml(&e, text))?;
    let elements = bounds::document(&document, rules)?;
    job.alloc.reserve(elements)?;
    job.check_cancel()?;
    let fonts = match files.filter(|_| has_text(&document)) {
        Some(files) => {
            if files.is_empty()
                && let Some(letter) = default_font::lacking(letters(&document))
            {
                let found = format!(
                    "text with {letter:?}, which the default font has not (give fonts, or convert it to paths)"
                );
                job.damaged(FailOn::Truncated, unsupported(&found))?;
            }
            Some(fonts::load(files.iter().map(Vec::as_slice), fonts::place)?)
        }
        None if files.is_none() && has_text(&document) => {
            return Err(unsupported("text in a drawing without a size and a viewBox"));
        }
        None => None,
    };
    let glyphs = fonts.as_ref().map_or(Ok(0), |fonts| bounds::glyphs(&document, fonts))?;
    job.alloc.reserve(glyphs)?;
    missing(&document, job)?;
    let images = Images::new(job);
    let tree = {
        let mut options =
            Options { dpi: dpi as f32, image_href_resolver: images.resolver(), ..Options::default() };
        options.style_sheet = rules.map(str::to_owned);
        if let Some(Fonts { database, family, .. }) = fonts {
            (options.fontdb, options.font_family) = (database, family);
        }
        Tree::from_xmltree(&document, &options).map_err(damaged)?
    };
    let pictures = images.finish(job)?;
    Ok((tree, elements + glyphs + pictures))
}

/// The text with the size that the header found in place of the root's own, so that both speak of the same,
/// and the units that are an inch in it.
fn sized(text: &str, header: &Header, density: f64) -> Result<(String, (f64, f64), f64)> {
    let root::Start::Svg(root) = root::find(text)? else { return Err(damaged("another root element")) };
    let Scaling::Vector { width, height } = header.scaling else { return Err(damaged("no size")) };
    let size = (width.at(density), height.at(density));
    // What was measured was so at this density; all of it grows together.
    let dpi = if root.size().is_some() { density } else { probe::DENSITY };
    Ok((root.with_size(text, size), size, dpi))
}

fn unsupported(what: &str) -> Error {
    Error::new(Code::UnsupportedFeature).format("svg").found(what)
}

fn elements<'d, 'i>(document: &'d Document<'i>) -> impl Iterator<Item = Node<'d, 'i>> {
    const SVG: &str = "http://www.w3.org/2000/svg";
    document.descendants().filter(|node| matches!(node.tag_name().namespace(), None | Some(SVG)))
}

/// The letters of all texts.
fn letters<'d>(document: &'d Document<'_>) -> impl Iterator<Item = char> + 'd {
    let texts = elements(document).filter(|node| node.tag_name().name() == "text");
    let parts = texts.flat_map(|text| text.descendants().filter(Node::is_text));
    parts.filter_map(|part| part.text()).flat_map(str::chars)
}

fn has_text(document: &Document<'_>) -> bool {
    letters(document).any(|letter| !letter.is_whitespace())
}

/// What would be missing from the picture: half of one that looks finished is worse than none.
fn missing(document: &Document<'_>, job: &mut Job) -> Result<()> {
    let href = |node: &Node<'_, '_>| {
        let value = node.attributes().find(|a| a.name() == "href").map(|a| a.value().trim_start().to_owned());
        value.is_some_and(|value| !value.is_empty() && !value.starts_with("data:") && !value.starts_with('#'))
    };
    if elements(document)
        .any(|node| matches!(node.tag_name().name(), "image" | "feImage" | "use") && href(&node))
    {
        job.damaged(FailOn::Truncated, unsupported("a picture from elsewhere (only data: URLs are read)"))?;
    }
    Ok(())
}

fn failed_xml(error: &resvg::usvg::roxmltree::Error, text: &str) -> Error {
    use resvg::usvg::roxmltree::Error as Their;
    match error {
        Their::UnexpectedEndOfStream | Their::UnclosedRootNode => {
            Error::new(Code::TruncatedImage).format("svg").reason(error)
        }
        Their::NodesLimitReached => {
            Error::new(Code::UnsupportedFeature).format("svg").found("this many elements")
        }
        // Whatever stands at the end of a text that was cut, it is no end tag.
        other if !text.trim_end().ends_with('>') => {
            Error::new(Code::TruncatedImage).format("svg").reason(other)
        }
        other => damaged(other),
    }
}

/// Colours that are multiplied by alpha, divided by it.
fn straighten(samples: &mut [u8]) {
    for [red, green, blue, alpha] in samples.as_chunks_mut::<4>().0 {
        let full = u32::from(*alpha);
        if full != 0 && full != 255 {
            for sample in [red, green, blue] {
                *sample = ((u32::from(*sample) * 255 + full / 2) / full).min(255) as u8;
            }
        }
    }
}
