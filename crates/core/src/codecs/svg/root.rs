//! The root element: what stands before it, its sizes and its viewBox (SVG 2, chapters 7 and 8), from the text alone.

use crate::codecs::Side;
use crate::error::{Code, Error, Result};
use std::ops::Range;

/// What the text begins with.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    Svg(Root),
    Other,
    /// The text ends before the root element does.
    Cut,
}

/// The root's start tag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Root {
    width: Option<Length>,
    height: Option<Length>,
    view_box: Option<(f64, f64)>,
    /// A size or a viewBox is there that leaves nothing to see.
    empty: bool,
    /// Where the attributes `width` and `height` stand in the text, and where one could be put.
    sizes: Vec<Range<usize>>,
    behind_name: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Length {
    value: f64,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    Pixel,
    Inch,
    Em,
}

fn damaged(reason: &str) -> Error {
    Error::new(Code::CorruptImage).format("svg").reason(reason)
}

/// The longest number at the start of `text`, and what follows.
fn number(text: &str) -> Option<(f64, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = usize::from(text.starts_with(['+', '-']));
    end += digits(text.get(end..)?);
    if text.get(end..)?.starts_with('.') {
        end += 1 + digits(text.get(end + 1..)?);
    }
    let power = text.get(end..)?;
    if power.starts_with(['e', 'E']) {
        let sign = usize::from(power.get(1..)?.starts_with(['+', '-']));
        let count = digits(power.get(1 + sign..)?);
        // `2em` is two of a unit.
        end += if count > 0 { 1 + sign + count } else { 0 };
    }
    let value: f64 = text.get(..end)?.parse().ok()?;
    value.is_finite().then_some((value, text.get(end..)?))
}

/// A length that does not depend on what surrounds the drawing; percentages do.
fn length(text: &str) -> Option<Length> {
    let (value, rest) = number(text.trim())?;
    let (scale, unit) = match rest.trim() {
        "" | "px" => (1.0, Unit::Pixel),
        "in" => (1.0, Unit::Inch),
        "cm" => (1.0 / 2.54, Unit::Inch),
        "mm" => (1.0 / 25.4, Unit::Inch),
        "pt" => (1.0 / 72.0, Unit::Inch),
        "pc" => (1.0 / 6.0, Unit::Inch),
        "em" => (1.0, Unit::Em),
        "ex" => (0.5, Unit::Em),
        _ => return None,
    };
    Some(Length { value: value * scale, unit })
}

fn view_box(text: &str) -> Option<(f64, f64)> {
    let mut rest = text.trim();
    let mut numbers = [0.0; 4];
    for place in &mut numbers {
        let (value, after) = number(rest)?;
        *place = value;
        rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    }
    let [_, _, width, height] = numbers;
    (width > 0.0 && height > 0.0).then_some((width, height))
}

impl Length {
    fn side(self) -> Side {
        match self.unit {
            Unit::Pixel => Side { pixels: self.value, inches: 0.0 },
            Unit::Inch => Side { pixels: 0.0, inches: self.value },
            // The size of text where none is said.
            Unit::Em => Side { pixels: self.value * 12.0, inches: 0.0 },
        }
    }
}

impl Root {
    /// Width and height; what is missing follows from the viewBox, as in libvips.
    pub fn size(&self) -> Option<(Side, Side)> {
        let side = |length: Option<Length>| length.filter(|l| l.value > 0.0).map(Length::side);
        let times =
            |side: Side, ratio: f64| Side { pixels: side.pixels * ratio, inches: side.inches * ratio };
        match (side(self.width), side(self.height), self.view_box) {
            (Some(width), Some(height), _) => Some((width, height)),
            (Some(width), None, Some((across, down))) => Some((width, times(width, down / across))),
            (None, Some(height), Some((across, down))) => Some((times(height, across / down), height)),
            (None, None, Some((across, down))) => {
                Some((Side { pixels: across, inches: 0.0 }, Side { pixels: down, inches: 0.0 }))
            }
            _ => None,
        }
    }

    /// Whether it says no size, and leaves room for what is drawn.
    pub fn is_open(&self) -> bool {
        let shut = |length: Option<Length>| length.is_some_and(|length| length.value <= 0.0);
        self.size().is_none() && !self.empty && !shut(self.width) && !shut(self.height)
    }

    /// The text with these sizes in place of the root's own.
    pub fn with_size(&self, text: &str, (width, height): (f64, f64)) -> String {
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = 0;
        let mut cuts = self.sizes.clone();
        cuts.push(self.behind_name..self.behind_name);
        cuts.sort_by_key(|range| range.start);
        for range in cuts {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            if range.start == self.behind_name {
                for part in [" width=\"", &width.to_string(), "\" height=\"", &height.to_string(), "\" "] {
                    out.push_str(part);
                }
            }
            at = range.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}

/// Passes over white space, declarations, comments and the document type; `None` where the text ends in one.
fn prolog(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let len = if let Some(body) = trimmed.strip_prefix("<?") {
            2 + body.find("?>")? + 2
        } else if let Some(body) = trimmed.strip_prefix("<!--") {
            4 + body.find("-->")? + 3
        } else if trimmed.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("<!doctype")) {
            doctype(trimmed)?
        } else if trimmed.len() < 9 && "<!--".starts_with(trimmed.get(..trimmed.len().min(4))?) {
            // Too short to say what it will be.
            return if trimmed.is_empty() || trimmed == "<" || trimmed.starts_with("<!") {
                None
            } else {
                Some(at)
            };
        } else {
            return Some(at);
        };
        at += len;
    }
}

/// The length of a document type with its internal subset; quotes and comments in it may hold brackets.
fn doctype(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 9;
    loop {
        let rest = text.get(at..)?;
        let next = rest.find(['[', ']', '>', '"', '\'', '<'])?;
        at += next;
        let rest = text.get(at..)?;
        if let Some(body) = rest.strip_prefix("<!--") {
            at += 4 + body.find("-->")? + 3;
            continue;
        }
        match rest.chars().next()? {
            '[' => depth += 1,
            ']' => depth -= 1,
            '>' if depth == 0 => return Some(at + 1),
            quote @ ('"' | '\'') => at += 1 + rest.get(1..)?.find(quote)?,
            _ => {}
        }
        at += 1;
    }
}

/// What the text begins with, and the root's sizes. A start tag that breaks the rules is an error.
pub fn find(text: &str) -> Result<Start> {
    let Some(start) = prolog(text) else { return Ok(Start::Cut) };
    let rest = text.get(start..).unwrap_or_default();
    let Some(tag) = rest.strip_prefix('<') else { return Ok(Start::Other) };
    let name_len = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    let name = tag.get(..name_len).unwrap_or_default();
    if name.rsplit(':').next() != Some("svg") {
        // What was cut within its name may still become one.
        let open = name_len == tag.len() && "svg".starts_with(name);
        return Ok(if open { Start::Cut } else { Start::Other });
    }
    let mut root = Root { behind_name: start + 1 + name_len, ..Root::default() };
    let mut at = root.behind_name;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.starts_with('>') || trimmed.starts_with("/>") {
            return Ok(Start::Svg(root));
        }
        let Some(equals) = trimmed.find('=') else { return Ok(Start::Cut) };
        let name = trimmed.get(..equals).unwrap_or_default().trim_end();
        if name.is_empty()
            || name.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\''))
        {
            return Err(damaged("the root's attributes"));
        }
        let after = trimmed.get(equals + 1..).unwrap_or_default();
        let value = after.trim_start();
        let Some(quote) = value.chars().next() else { return Ok(Start::Cut) };
        if !matches!(quote, '"' | '\'') {
            return Err(damaged("an attribute without quotes"));
        }
        let Some(len) = value.get(1..).and_then(|body| body.find(quote)) else { return Ok(Start::Cut) };
        let end = at + equals + 1 + (after.len() - value.len()) + len + 2;
        let inner = value.get(1..=len).unwrap_or_default();
        match name {
            "width" => (root.width, ()) = (length(inner), root.sizes.push(at..end)),
            "height" => (root.height, ()) = (length(inner), root.sizes.push(at..end)),
            "viewBox" => {
                root.view_box = view_box(inner);
                root.empty |= root.view_box.is_none();
            }
            _ => {}
        }
        at = end;
    }
}
