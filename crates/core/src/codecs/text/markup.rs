//! Pango's markup: text with some of its elements and attributes, and a coded error for the others.

use super::style::{self, Script, Size, Style};
use crate::error::{Error, Result};
use crate::spec::css_colour;
use resvg::usvg::roxmltree::{Document, Node};

/// Text, and the style of each part of it: where it ends, and which.
#[derive(Debug)]
pub struct Marked {
    pub text: String,
    pub parts: Vec<(usize, usize)>,
    pub styles: Vec<Style>,
}

/// Elements inside each other.
const MOST_NESTED: u32 = 100;
/// By how much `big` is larger, and each of Pango's words for sizes than the one before.
const STEP: f64 = 1.2;
/// Pango's words for sizes, from 1 / 1.2³ on.
const SIZES: &[&str] = &["xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large"];
/// The family of `tt`.
const MONOSPACE: &str = "Monospace";
/// Thousandths of Pango's: a size without a unit counts them.
const UNITS: f64 = 1024.0;

const ACCEPTED: &str =
    "text with <b>, <i>, <u>, <s>, <sub>, <sup>, <tt>, <big>, <small> and <span>, & as &amp;";
const ATTRIBUTES: &str =
    "face, font, size, weight, style, foreground, background, underline or strikethrough of <span>";

struct Reading<'p> {
    marked: Marked,
    /// Of the whole text.
    base: Style,
    path: &'p str,
}

/// Reads the markup of a text whose letters look like `base` where it says nothing else.
pub fn read(text: &str, base: &Style, path: &str) -> Result<Marked> {
    let wrong = |found: String| Error::option(path, ACCEPTED, found);
    let whole = format!("<markup>{text}</markup>");
    let document = Document::parse(&whole).map_err(|error| wrong(error.to_string()))?;
    let root = document.root_element();
    let marked = Marked { text: String::new(), parts: Vec::new(), styles: vec![base.clone()] };
    let mut reading = Reading { marked, base: base.clone(), path };
    reading.children(root, base, 0)?;
    Ok(reading.marked)
}

impl Reading<'_> {
    fn wrong(&self, expected: &str, found: &str) -> Error {
        Error::option(self.path, expected, found)
    }

    fn children(&mut self, node: Node<'_, '_>, style: &Style, depth: u32) -> Result<()> {
        if depth > MOST_NESTED {
            return Err(self.wrong(ACCEPTED, "elements nested this deep"));
        }
        for child in node.children() {
            if let Some(text) = child.text().filter(|_| child.is_text()) {
                self.push(text, style);
            } else if child.is_element() {
                let style = self.styled(child, style)?;
                self.children(child, &style, depth + 1)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str, style: &Style) {
        let styles = &mut self.marked.styles;
        let known = styles.iter().position(|each| each == style);
        let index = known.unwrap_or_else(|| {
            styles.push(style.clone());
            styles.len() - 1
        });
        // A tab is eight spaces.
        self.marked.text.push_str(&text.replace('\t', "        "));
        self.marked.parts.push((self.marked.text.len(), index));
    }

    fn styled(&self, node: Node<'_, '_>, around: &Style) -> Result<Style> {
        let mut style = around.clone();
        let name = node.tag_name().name();
        match name {
            "b" => style.weight = 700,
            "i" => style.slanted = true,
            "u" => style.underline = true,
            "s" => style.strikethrough = true,
            "sub" => style.scripts.push(Script::Sub),
            "sup" => style.scripts.push(Script::Super),
            "tt" => style.families = vec![MONOSPACE.to_owned()],
            "big" => style.size = style.size.by(STEP),
            "small" => style.size = style.size.by(1.0 / STEP),
            "span" => {}
            _ => return Err(self.wrong(ACCEPTED, &format!("<{name}>"))),
        }
        for attribute in node.attributes() {
            if name != "span" {
                return Err(self.wrong(ATTRIBUTES, &format!("{} of <{name}>", attribute.name())));
            }
            self.attribute(attribute.name(), attribute.value(), &mut style)?;
        }
        Ok(style)
    }

    fn attribute(&self, name: &str, value: &str, style: &mut Style) -> Result<()> {
        let wrong = |expected: &str| self.wrong(expected, &format!("{name}=\"{value}\""));
        let colour = || css_colour(value).ok_or_else(|| wrong("a colour of CSS"));
        match name {
            "face" | "font_family" => {
                style.families = value.split(',').map(|f| f.trim().to_owned()).collect();
            }
            "font" | "font_desc" => style.describe(value),
            "size" | "font_size" => {
                let size = self.size(value, style.size);
                style.size = size.ok_or_else(|| {
                    wrong("1024ths of a point, a number of pt, a percentage or a word of size")
                })?;
            }
            "weight" | "font_weight" => {
                style.weight = style::weight(value).ok_or_else(|| wrong("a weight, as bold or 700"))?;
            }
            "style" | "font_style" => {
                style.slanted = style::slant(value).ok_or_else(|| wrong("normal, italic or oblique"))?;
            }
            "foreground" | "fgcolor" | "color" => style.foreground = colour()?,
            "background" | "bgcolor" => style.background = Some(colour()?),
            "underline" => {
                style.underline = switch(value, "none", "single").ok_or_else(|| wrong("none or single"))?;
            }
            "strikethrough" => {
                style.strikethrough = switch(value, "false", "true").ok_or_else(|| wrong("true or false"))?;
            }
            _ => return Err(self.wrong(ATTRIBUTES, name)),
        }
        Ok(())
    }

    fn size(&self, value: &str, around: Size) -> Option<Size> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|size| *size > 0.0 && size.is_finite());
        if let Some(at) = SIZES.iter().position(|word| *word == value) {
            let mut size = self.base.size;
            for _ in at..3 {
                size = size.by(1.0 / STEP);
            }
            for _ in 3..at {
                size = size.by(STEP);
            }
            return Some(size);
        }
        match value {
            "larger" => return Some(around.by(STEP)),
            "smaller" => return Some(around.by(1.0 / STEP)),
            _ => {}
        }
        if let Some(percent) = value.strip_suffix('%') {
            return number(percent).map(|percent| around.by(percent / 100.0));
        }
        match value.strip_suffix("pt") {
            Some(points) => number(points).map(Size::Points),
            None => number(value).map(|units| Size::Points(units / UNITS)),
        }
    }
}

fn switch(value: &str, off: &str, on: &str) -> Option<bool> {
    if value == on { Some(true) } else { (value == off).then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Colour;

    fn marked(text: &str) -> Result<Marked> {
        read(text, &Style::default(), "input.text.text")
    }

    #[test]
    fn elements_and_attributes_style_what_they_hold() {
        let found = marked("a<b>b<i>c</i></b>&amp;<span size='24pt' foreground='#f00'>d</span>").unwrap();
        assert_eq!(found.text, "abc&d");
        let style = |at: usize| {
            let (_, style) = found.parts.iter().find(|(end, _)| *end > at).unwrap();
            &found.styles[*style]
        };
        assert_eq!(
            (style(0).weight, style(1).weight, style(2).weight, style(3).weight),
            (400, 700, 700, 400)
        );
        assert_eq!((style(1).slanted, style(2).slanted), (false, true));
        assert_eq!(
            (style(4).size, style(4).foreground),
            (Size::Points(24.0), Colour { r: 255, g: 0, b: 0, a: 255 })
        );
    }

    #[test]
    fn scripts_lie_within_each_other() {
        let found = marked("a<sub>b<sup>c</sup></sub><tt>d</tt>").unwrap();
        let scripts: Vec<&[Script]> =
            found.parts.iter().map(|(_, style)| found.styles[*style].scripts.as_slice()).collect();
        assert_eq!(scripts, [&[][..], &[Script::Sub], &[Script::Sub, Script::Super], &[]]);
        assert_eq!(found.styles[found.parts[3].1].families, ["Monospace"]);
    }

    #[test]
    fn sizes_are_those_of_pango() {
        for (size, points) in [
            ("12288", 12.0),
            ("18pt", 18.0),
            ("150%", 18.0),
            ("xx-large", 12.0 * 1.728),
            ("xx-small", 12.0 / 1.728),
            ("medium", 12.0),
            ("smaller", 10.0),
        ] {
            let found = marked(&format!("<span size='{size}'>a</span>")).unwrap();
            let Size::Points(given) = found.styles[found.parts[0].1].size else { panic!("points") };
            assert!((given - points).abs() < 1e-9, "{size}: {given}");
        }
    }

    #[test]
    fn what_is_not_read_is_told_with_what_is() {
        for (text, expected) in [
            ("a & b", "&amp;"),
            ("<em>a</em>", "<span>"),
            ("<b>a", "<b>"),
            ("a</markup><markup>b", "<b>"),
            ("<span rise='1'>a</span>", "foreground"),
            ("<b size='1'>a</b>", "foreground"),
            ("<span foreground='nocolour'>a</span>", "a colour"),
            ("<span size='0'>a</span>", "pt"),
            ("<!DOCTYPE a>b", "<b>"),
        ] {
            let error = marked(text).unwrap_err();
            assert_eq!(error.fields.path.as_deref(), Some("input.text.text"), "{text}");
            assert!(error.to_string().contains(expected), "{text}: {error}");
        }
        let deep = "<b>".repeat(200) + &"</b>".repeat(200);
        assert!(marked(&deep).unwrap_err().to_string().contains("nested"));
    }
}
