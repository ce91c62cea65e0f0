//! How letters look, and Pango's descriptions of fonts: `Family, Other Family Bold Italic 12`.

use crate::spec::Colour;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Size {
    /// A 72nd of an inch.
    Points(f64),
    Pixels(f64),
}

impl Size {
    #[must_use]
    pub fn by(self, factor: f64) -> Self {
        match self {
            Self::Points(size) => Self::Points(size * factor),
            Self::Pixels(size) => Self::Pixels(size * factor),
        }
    }

    /// Pixels of an em.
    pub fn at(self, dpi: f64) -> f64 {
        match self {
            Self::Points(size) => size * dpi / 72.0,
            Self::Pixels(size) => size,
        }
    }
}

/// Small letters above the line, or below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Super,
    Sub,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Tried one after the other; the first font stands in for those that are not there.
    pub families: Vec<String>,
    pub size: Size,
    /// 100 to 1000, as CSS counts.
    pub weight: u16,
    pub slanted: bool,
    pub foreground: Colour,
    pub background: Option<Colour>,
    pub underline: bool,
    pub strikethrough: bool,
    /// From the outermost on, each of the one before.
    pub scripts: Vec<Script>,
}

impl Default for Style {
    /// libvips' own is `sans 12`.
    fn default() -> Self {
        Self {
            families: Vec::new(),
            size: Size::Points(12.0),
            weight: 400,
            slanted: false,
            foreground: Colour { r: 0, g: 0, b: 0, a: 255 },
            background: None,
            underline: false,
            strikethrough: false,
            scripts: Vec::new(),
        }
    }
}

/// Pango's words for weights, without hyphens.
const WEIGHTS: &[(&str, u16)] = &[
    ("thin", 100),
    ("ultralight", 200),
    ("extralight", 200),
    ("light", 300),
    ("semilight", 350),
    ("demilight", 350),
    ("book", 380),
    ("normal", 400),
    ("regular", 400),
    ("roman", 400),
    ("medium", 500),
    ("semibold", 600),
    ("demibold", 600),
    ("bold", 700),
    ("ultrabold", 800),
    ("extrabold", 800),
    ("heavy", 900),
    ("black", 900),
    ("ultraheavy", 1000),
    ("extraheavy", 1000),
    ("ultrablack", 1000),
    ("extrablack", 1000),
];

/// Words of width, and what has no effect here: a font that has them is chosen by its family.
const PASSED: &[&str] = &["condensed", "semicondensed", "expanded", "semiexpanded"];

fn plain(word: &str) -> String {
    word.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

pub fn weight(word: &str) -> Option<u16> {
    let word = plain(word);
    let named = WEIGHTS.iter().find(|(name, _)| *name == word).map(|(_, weight)| *weight);
    named.or_else(|| word.parse().ok().filter(|weight| (100..=1000).contains(weight)))
}

pub fn slant(word: &str) -> Option<bool> {
    match plain(word).as_str() {
        "italic" | "oblique" => Some(true),
        "normal" | "roman" => Some(false),
        _ => None,
    }
}

/// A number that stands for a size.
fn size(word: &str) -> Option<Size> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|size| *size > 0.0 && size.is_finite());
    match word.strip_suffix("px") {
        Some(pixels) => number(pixels).map(Size::Pixels),
        None => number(word).map(Size::Points),
    }
}

impl Style {
    /// Takes over what a description says: the size last, words of style before it, the rest is families.
    pub fn describe(&mut self, description: &str) {
        let mut words: Vec<&str> = description.split_whitespace().collect();
        if let Some(size) = words.last().and_then(|word| size(word)) {
            self.size = size;
            words.pop();
        }
        while let Some(word) = words.last() {
            // A comma ends the families.
            if word.ends_with(',') {
                break;
            }
            let is_weight = !word.starts_with(|c: char| c.is_ascii_digit());
            if let Some(weight) = weight(word).filter(|_| is_weight) {
                self.weight = weight;
            } else if let Some(slanted) = slant(word) {
                self.slanted = slanted;
            } else if !PASSED.contains(&plain(word).as_str()) {
                break;
            }
            words.pop();
        }
        let families = words.join(" ");
        let named: Vec<String> =
            families.split(',').map(str::trim).filter(|f| !f.is_empty()).map(str::to_owned).collect();
        if !named.is_empty() {
            self.families = named;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_families_words_of_style_and_a_size() {
        let of = |text: &str| {
            let mut style = Style::default();
            style.describe(text);
            (style.families, style.weight, style.slanted, style.size)
        };
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(of("sans"), (named(&["sans"]), 400, false, Size::Points(12.0)));
        assert_eq!(
            of("Noto Sans, DejaVu Sans Semi-Bold Oblique 9.5"),
            (named(&["Noto Sans", "DejaVu Sans"]), 600, true, Size::Points(9.5))
        );
        assert_eq!(of("Roboto Black 30px"), (named(&["Roboto"]), 900, false, Size::Pixels(30.0)));
        assert_eq!(of("Bold"), (named(&[]), 700, false, Size::Points(12.0)));
        assert_eq!(of("Arial Black, 20"), (named(&["Arial Black"]), 400, false, Size::Points(20.0)));
        assert_eq!(of("20"), (named(&[]), 400, false, Size::Points(20.0)));
    }
}
