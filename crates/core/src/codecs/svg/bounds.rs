//! What a drawing may cost, before it is built and before it is drawn: nesting, elements, entities, layers, pixels.

use super::fonts::Fonts;
use crate::error::{Code, Error, Result};
use resvg::usvg::filter::Kind;
use resvg::usvg::roxmltree::{Document, Node, NodeId};
use resvg::usvg::{Group, ImageKind, Node as Drawn, Paint, Path};
use std::collections::HashMap;

/// Elements inside each other, with what they refer to: each takes stack in the crates, wasm has a megabyte (measured by a test).
pub const MOST_NESTED: u32 = 128;
/// Nodes of the text: elements, text between them, comments.
pub const MOST_NODES: u32 = 2_000_000;
/// Elements, each counted as often as `use` and markers repeat it.
const MOST_ELEMENTS: u64 = 500_000;
/// Bytes that entities may put into the text.
const MOST_EXPANDED: u64 = 16 << 20;
/// Comparisons of style rules with elements.
const MOST_STYLING: u64 = 1 << 31;
/// Pixels that are drawn over and over: about a minute and a half of work.
const MOST_WORK: f64 = 1e10;
/// Pixels from the origin at the most: `tiny-skia` counts edges in 32 bits, and unwraps nothing from about 10⁹ on (found by fuzzing).
const FARTHEST: f64 = 1e8;
/// Steps of laying out text: about half a minute of work.
const MOST_LAYOUT: u64 = 1 << 33;
/// Points of all glyphs, were each the largest.
const MOST_POINTS: u64 = 1 << 30;
/// Bytes that a point takes on its way.
const POINT: u64 = 32;
/// Steps that shaping a letter takes, where finding one takes one.
const SHAPING: u64 = 200;
/// Bytes that an element takes on its way to pixels.
const ELEMENT: u64 = 2_000;

fn unsupported(what: &str) -> Error {
    Error::new(Code::UnsupportedFeature).format("svg").found(what)
}

/// The most that entities may expand to: every reference to the longest text that the declarations can make.
pub fn entities(text: &str) -> Result<()> {
    let Some(start) = text.find("<!ENTITY") else { return Ok(()) };
    let end = text.get(start..).and_then(|rest| rest.find("]>")).map_or(text.len(), |len| start + len);
    let declared = text.get(start..end).unwrap_or_default();
    let ampersands = |text: &str| text.bytes().filter(|b| *b == b'&').count() as u64;
    let used = ampersands(text.get(end..).unwrap_or_default());
    // A reference resolves at most 255 others.
    let nested = if ampersands(declared) > 0 { 255 } else { 1 };
    let expanded = used.saturating_mul(declared.len() as u64).saturating_mul(nested);
    if expanded > MOST_EXPANDED {
        Err(unsupported("entities that may expand without measure"))
    } else {
        Ok(())
    }
}

/// How deep and how large an element is, with all that it refers to.
#[derive(Clone, Copy, Default)]
struct Extent {
    depth: u32,
    /// Elements, and letters of text.
    count: u64,
    letters: u64,
    /// Letters of each text times what laying out one takes: another shaping for every span, and a search.
    layout: u64,
}

impl Extent {
    /// Of an element without what it holds.
    fn of(node: Node<'_, '_>) -> Self {
        let letters = match node.tag_name().name() {
            "text" | "tspan" | "textPath" | "tref" | "a" => own_letters(node),
            _ => 0,
        };
        let layout = if node.tag_name().name() == "text" {
            let all: u64 = node.descendants().filter(Node::is_element).map(own_letters).sum();
            let spans = node.descendants().count() as u64;
            all.saturating_mul(all.saturating_add(spans.saturating_mul(SHAPING)))
        } else {
            0
        };
        Self { depth: 1, count: 1 + letters, letters, layout }
    }
}

/// Letters that stand in an element itself.
fn own_letters(node: Node<'_, '_>) -> u64 {
    node.children().filter(Node::is_text).filter_map(|n| n.text()).map(|text| text.len() as u64).sum()
}

struct Measure<'d, 'i> {
    ids: HashMap<&'d str, Node<'d, 'i>>,
    known: HashMap<NodeId, Extent>,
}

/// What an element's attributes refer to: `#id` and `url(#id)`, in any of them.
fn referred<'d>(node: Node<'d, '_>) -> impl Iterator<Item = &'d str> {
    node.attributes().flat_map(|attribute| named(attribute.value()))
}

fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split('#').skip(1).map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | ';'));
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    })
}

/// Gradients refer to each other without being drawn inside each other.
fn is_gradient(node: Node<'_, '_>) -> bool {
    node.tag_name().name().ends_with("Gradient")
}

impl<'d, 'i> Measure<'d, 'i> {
    fn of(document: &'d Document<'i>) -> Self {
        let with_id = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
        Self { ids: with_id.collect(), known: HashMap::new() }
    }

    /// What an element holds and refers to.
    fn parts(&self, node: Node<'d, 'i>) -> Vec<Node<'d, 'i>> {
        let mut parts: Vec<_> = node.children().filter(Node::is_element).collect();
        if !is_gradient(node) {
            parts
                .extend(referred(node).filter_map(|id| self.ids.get(id)).filter(|node| !is_gradient(**node)));
        }
        parts
    }

    /// The extent of an element. A loop of references counts once: the crate breaks it.
    fn extent(&mut self, root: Node<'d, 'i>) -> Extent {
        let mut stack = vec![(root, None::<std::vec::IntoIter<Node<'d, 'i>>>, Extent::of(root))];
        loop {
            let Some((node, parts, so_far)) = stack.last_mut() else { return Extent::default() };
            if parts.is_none() {
                if let Some(known) = self.known.get(&node.id()) {
                    *so_far = *known;
                    *parts = Some(Vec::new().into_iter());
                } else {
                    // Being measured: met again inside itself it counts nothing.
                    self.known.insert(node.id(), Extent::default());
                }
            }
            let node = *node;
            if parts.is_none() {
                *parts = Some(self.parts(node).into_iter());
            }
            if let Some(part) = parts.as_mut().and_then(Iterator::next) {
                stack.push((part, None, Extent::of(part)));
                continue;
            }
            let done = *so_far;
            self.known.insert(node.id(), done);
            stack.pop();
            let Some((_, _, parent)) = stack.last_mut() else { return done };
            parent.depth = parent.depth.max(done.depth.saturating_add(1));
            parent.count = parent.count.saturating_add(done.count);
            parent.letters = parent.letters.saturating_add(done.letters);
            parent.layout = parent.layout.saturating_add(done.layout);
        }
    }
}

/// Bytes to reserve for what a document becomes; an error where that is beyond measure.
/// `rules` stand beside those of the document.
pub fn document(document: &Document<'_>, rules: Option<&str>) -> Result<u64> {
    let mut measure = Measure::of(document);
    let root = measure.extent(document.root_element());
    let (mut depth, mut count) = (root.depth, root.count);
    // Style sheets refer to elements from anywhere.
    let styles = document.descendants().filter(|node| node.tag_name().name() == "style");
    let texts = rules.into_iter().chain(styles.map(|style| style.text().unwrap_or_default()));
    let mut rules = 0;
    let mut marked_by_style = false;
    let mut parts = Vec::new();
    for text in texts {
        rules += text.len() as u64;
        marked_by_style |= text.contains("marker");
        parts.extend(
            named(text).filter_map(|id| measure.ids.get(id).copied()).filter(|node| !is_gradient(*node)),
        );
    }
    parts.sort_by_key(|node| node.id().get_usize());
    parts.dedup();
    for part in parts {
        depth = depth.saturating_add(measure.extent(part).depth);
    }
    if depth > MOST_NESTED {
        return Err(unsupported("elements nested this deep"));
    }
    let elements = document.descendants().count() as u64;
    if rules.saturating_mul(elements) > MOST_STYLING {
        return Err(unsupported("a style sheet of this size"));
    }
    count = count.max(elements).saturating_add(markers(document, &mut measure, marked_by_style));
    if count > MOST_ELEMENTS {
        return Err(unsupported("this many elements"));
    }
    Ok(count * ELEMENT)
}

/// Bytes to reserve for the outlines of text; an error where laying it out is beyond measure.
pub fn glyphs(document: &Document<'_>, fonts: &Fonts) -> Result<u64> {
    let all = Measure::of(document).extent(document.root_element());
    let points = all.letters.saturating_mul(fonts.largest);
    if all.layout.saturating_mul(fonts.faces) > MOST_LAYOUT || points > MOST_POINTS {
        return Err(unsupported("this much text"));
    }
    Ok(fonts.len.saturating_add(all.letters.saturating_mul(fonts.usual) * POINT))
}

/// Elements that markers make at the points of lines, at the most.
fn markers<'d, 'i>(document: &'d Document<'i>, measure: &mut Measure<'d, 'i>, everywhere: bool) -> u64 {
    let all = document.descendants().filter(|node| node.tag_name().name() == "marker");
    let largest = all.map(|node| measure.extent(node).count).max().unwrap_or(0);
    if largest == 0 {
        return 0;
    }
    let marks = |node: &Node<'_, '_>| {
        everywhere
            || node.ancestors().take(MOST_NESTED as usize).any(|node| {
                node.attributes().any(|a| {
                    a.name().starts_with("marker") || (a.name() == "style" && a.value().contains("marker"))
                })
            })
    };
    let lines =
        document.descendants().filter(marks).flat_map(|node| [node.attribute("d"), node.attribute("points")]);
    // A point takes two characters at least.
    let points: u64 = lines.flatten().map(|data| data.len() as u64 / 2).sum();
    points.saturating_mul(largest)
}

/// What drawing a tree costs: pixels gone over, and bytes of layers at once.
#[derive(Default)]
pub struct Cost {
    work: f64,
    layers: f64,
    /// Groups that were gone through, each as often as it is drawn.
    steps: u64,
    /// Pixels from the origin to the end of a path.
    farthest: f64,
}

impl Cost {
    /// Of a tree drawn `scale` times its size onto `canvas` pixels.
    pub fn of(root: &Group, scale: f64, canvas: f64) -> Self {
        let mut cost = Self::default();
        let layers = cost.group(root, scale, canvas);
        cost.layers = layers;
        cost
    }

    /// Bytes of layers, or an error where the work is beyond measure.
    pub fn check(&self) -> Result<u64> {
        if self.work > MOST_WORK {
            return Err(unsupported("this much to draw"));
        }
        if self.farthest > FARTHEST {
            return Err(unsupported("a path this far outside"));
        }
        Ok((self.layers * 4.0) as u64)
    }

    /// Adds the work of a group, and gives the pixels that its layers hold at once.
    fn group(&mut self, group: &Group, scale: f64, canvas: f64) -> f64 {
        let mut inside: f64 = 0.0;
        self.steps += 1;
        if self.steps > MOST_ELEMENTS {
            self.work = f64::INFINITY;
            return inside;
        }
        for node in group.children() {
            inside = inside.max(match node {
                Drawn::Group(group) => self.group(group, scale, canvas),
                Drawn::Path(path) => self.path(path, scale, canvas),
                Drawn::Image(image) => {
                    if let ImageKind::SVG(tree) = image.kind() {
                        canvas + self.group(tree.root(), scale, canvas)
                    } else {
                        self.work += canvas;
                        canvas
                    }
                }
                Drawn::Text(text) => self.group(text.flattened(), scale, canvas),
            });
        }
        if !group.should_isolate() {
            return inside;
        }
        // A layer may be larger than the canvas where a filter draws from beyond its edge: five times each side at the most.
        let own = area(group.layer_bounding_box().to_rect(), scale * scale_of(group)).min(canvas * 25.0);
        let mut layers = own;
        self.work += own * 2.0;
        let mut clip = group.clip_path();
        while let Some(path) = clip {
            layers += own;
            inside = inside.max(self.group(path.root(), scale, own.max(canvas)));
            self.work += own;
            clip = path.clip_path();
        }
        let mut mask = group.mask();
        while let Some(one) = mask {
            layers += own * 2.0;
            inside = inside.max(self.group(one.root(), scale, own.max(canvas)));
            self.work += own * 2.0;
            mask = one.mask();
        }
        for filter in group.filters() {
            for primitive in filter.primitives() {
                // Each keeps its result, as floats in the case of light and shadow.
                layers += own * 2.0;
                self.work += own * weight(primitive.kind(), scale);
                if let Kind::Image(image) = primitive.kind() {
                    inside = inside.max(self.group(image.root(), scale, own.max(canvas)));
                }
            }
        }
        layers + inside
    }

    fn path(&mut self, path: &Path, scale: f64, canvas: f64) -> f64 {
        let bounds = path.abs_stroke_bounding_box();
        for edge in [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()] {
            self.farthest = self.farthest.max(f64::from(edge).abs() * scale);
        }
        let drawn = area(bounds, scale).min(canvas);
        // Segments cost apart from what they enclose.
        self.work += drawn + path.data().len() as f64 * 100.0;
        let paints =
            [path.fill().map(resvg::usvg::Fill::paint), path.stroke().map(resvg::usvg::Stroke::paint)];
        let mut most: f64 = 0.0;
        for paint in paints.into_iter().flatten() {
            if let Paint::Pattern(pattern) = paint {
                most = most.max(canvas + self.group(pattern.root(), scale, canvas));
            }
        }
        most
    }
}

/// How many times larger a group is drawn than its own numbers say.
fn scale_of(group: &Group) -> f64 {
    let transform = group.abs_transform();
    let side = |a: f32, b: f32| f64::from(a).hypot(f64::from(b));
    (side(transform.sx, transform.ky) * side(transform.kx, transform.sy)).sqrt()
}

fn area(bounds: resvg::tiny_skia::Rect, scale: f64) -> f64 {
    (f64::from(bounds.width()) * scale + 4.0) * (f64::from(bounds.height()) * scale + 4.0)
}

/// Work a pixel, of filters whose work depends on their numbers.
fn weight(kind: &Kind, scale: f64) -> f64 {
    match kind {
        Kind::Morphology(m) => {
            let side = |radius: f32| (f64::from(radius) * scale * 2.0 + 1.0).max(1.0);
            side(m.radius_x().get()) * side(m.radius_y().get())
        }
        Kind::ConvolveMatrix(m) => f64::from(m.matrix().columns()) * f64::from(m.matrix().rows()),
        Kind::Turbulence(t) => f64::from(t.num_octaves()) * 20.0,
        _ => 10.0,
    }
}
