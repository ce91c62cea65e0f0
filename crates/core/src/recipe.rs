//! The recipe: strict, versioned JSON that says everything that is done to an image.

use crate::codecs::{self, DecodeOptions};
use crate::error::{Code, Error, Result};
use crate::format::{FORCE, FORMATS, Format};
use crate::job::FailOn;
use crate::limits::{self, Limits};
use crate::metadata::{self, Wanted};
use crate::ops::{self, Op};
use crate::search::Search;
use crate::spec::{Default as D, Field, Files, Type, Values, describe, join};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;
use std::sync::Arc;

pub const VERSION: u64 = 1;

/// A cost limit: more steps than any honest recipe has.
const MAX_STEPS: usize = 1000;
const MAX_OUTPUTS: usize = 100;
/// Files of fonts.
const MAX_FONTS: usize = 32;

/// Bytes of a style sheet.
const MAX_STYLES: usize = 1 << 20;

/// Pixels an inch that a drawing may be asked for.
pub const DENSITIES: RangeInclusive<f64> = 1.0..=100_000.0;

const SUBIFD: Field = Field::new(
    "subifd",
    Type::Integer(-1.0, 100_000.0),
    D::None,
    "",
    "the image of this SubIFD (tag 330) of the page in place of the page's own; -1: the page's own",
);

static TIFF: &[Field] = &[SUBIFD];

static SVG: &[Field] = &[Field::new(
    "stylesheet",
    Type::Text(MAX_STYLES),
    D::None,
    "",
    "CSS rules for what the drawing has none for: they override its attributes, and its own rules them",
)];

/// The recipe's `input`.
pub static INPUT: &[Field] = &[
    Field::new(
        "autoOrient",
        Type::Boolean,
        D::Bool(true),
        "",
        "turn upright by the orientation tag before step 1",
    ),
    Field::new(
        "animated",
        Type::Boolean,
        D::Bool(true),
        "",
        "all frames, where the output can carry them; else the first",
    ),
    Field::new(
        "page",
        Type::Integer(0.0, 1_000_000.0),
        D::Number(0.0),
        "",
        "the frame or page to begin with",
    ),
    Field::new(
        "pages",
        Type::Integer(-1.0, 1_000_000.0),
        D::None,
        "",
        "how many frames or pages from there on, in place of animated; -1: all",
    ),
    Field::new(
        "density",
        Type::Number(*DENSITIES.start(), *DENSITIES.end()),
        D::Number(codecs::svg::DENSITY),
        "pixels an inch",
        "at which a drawing (SVG) has its own size: 144 doubles it",
    ),
    Field::new(
        "fonts",
        Type::Files(MAX_FONTS),
        D::None,
        "",
        "TrueType and OpenType files for text in drawings (SVG); the first stands in for families that are not among them; without any DejaVu Sans, its letters of Latin, Greek and Cyrillic",
    ),
    Field::new(
        "ignoreIcc",
        Type::Boolean,
        D::Bool(false),
        "",
        "take the colours as sRGB, whatever profile the file has; it is kept only where all outputs keep it",
    ),
    Field::new(
        "failOn",
        Type::Choice(FailOn::WORDS),
        D::Text("truncated"),
        "",
        "the damage that is an error: none takes what can be decoded, warning refuses the slightest",
    ),
    Field::new("tiff", Type::Object(TIFF), D::None, "", "of TIFF alone"),
    Field { doc: "the same as tiff: { subifd }", ..SUBIFD },
    Field::new("svg", Type::Object(SVG), D::None, "", "of drawings (SVG) alone"),
    Field::new("limits", Type::Object(limits::FIELDS), D::Fields, "", "what the image may be and use"),
    Field::new(
        "limitInputPixels",
        Type::Switch(0.0, limits::MAX),
        D::None,
        "pixels",
        "sharp's name of limits.pixels: true the default, 0 or false none",
    ),
    Field::new(
        "limitInputChannels",
        Type::Switch(0.0, limits::MAX),
        D::None,
        "",
        "sharp's name of limits.channels: true the default, 0 or false none",
    ),
    Field::new(
        "unlimited",
        Type::Boolean,
        D::Bool(false),
        "",
        "lifts every limit that limits does not name, but for pixels and channels",
    ),
    Field::new(
        "sequentialRead",
        Type::Boolean,
        D::Bool(true),
        "",
        "taken from sharp, without effect: an image is always decoded once, from the top",
    ),
];

/// A parsed recipe. It cannot be wrong but for what needs the image's header.
#[derive(Debug)]
pub struct Recipe {
    pub input: Input,
    pub steps: Vec<Step>,
    pub outputs: Vec<Output>,
}

#[derive(Debug)]
pub struct Input {
    pub auto_orient: bool,
    pub animated: bool,
    pub page: u32,
    /// Frames or pages at the most, where their number is given.
    pub pages: Option<u32>,
    pub density: f64,
    pub fonts: Files,
    pub stylesheet: Option<Arc<str>>,
    pub subifd: Option<u32>,
    pub ignore_icc: bool,
    pub fail_on: FailOn,
    pub limits: Limits,
}

#[derive(Debug)]
pub struct Step {
    pub name: &'static str,
    /// Its place in the recipe, for errors.
    pub path: String,
    pub op: Box<dyn Op>,
}

#[derive(Debug)]
pub struct Output {
    pub name: String,
    /// `None`: the input's own format, or the nearest that can be written.
    pub format: Option<Format>,
    /// What is said of the format, or of those that it may come to be.
    encodings: Vec<(Format, Encoding)>,
    pub steps: Vec<Step>,
    pub metadata: Wanted,
}

/// How an output's format is encoded.
#[derive(Clone, Debug)]
pub struct Encoding {
    pub options: Values,
    /// Its quality follows from what its file may be.
    pub search: Option<Search>,
}

impl Output {
    /// How it is encoded once its format is known.
    pub fn encoding(&self, format: Format) -> Encoding {
        let given = self.encodings.iter().find(|(other, _)| *other == format);
        let plain = || Encoding { options: Values::defaults(format.row().options), search: None };
        given.map_or_else(plain, |(_, encoding)| encoding.clone())
    }

    /// The pixels themselves, behind these steps: for what is measured instead of written.
    pub fn raw(steps: Vec<Step>) -> Self {
        Self {
            name: "main".to_owned(),
            format: Some(Format::Raw),
            encodings: Vec::new(),
            steps,
            metadata: Wanted::default(),
        }
    }
}

impl Recipe {
    pub fn parse(value: &Value) -> Result<Self> {
        let map = object(value, "recipe")?;
        known(map, &["version", "input", "steps", "outputs"], "recipe")?;
        match map.get("version") {
            None => {}
            Some(v) if v.as_u64() == Some(VERSION) => {}
            Some(v) => return Err(Error::option("version", VERSION.to_string(), describe(v))),
        }
        Ok(Self {
            input: Input::parse(map.get("input"))?,
            steps: steps(map.get("steps"), "steps")?,
            outputs: outputs(map.get("outputs"))?,
        })
    }
}

impl Input {
    /// How an image is read, as a recipe's `input` says it.
    pub fn parse(value: Option<&Value>) -> Result<Self> {
        let empty = json!({});
        let map = object(value.unwrap_or(&empty), "input")?;
        let input = Values::parse(INPUT, map, &[], "input")?;
        let limits = Limits::of_input(&input, map.get("limits").and_then(Value::as_object));
        let fonts = input.files("fonts");
        let size = fonts.iter().map(|font| font.len() as u64).sum::<u64>();
        if size > limits.fonts {
            return Err(
                Error::limit(Code::MemoryLimit, size, limits.fonts, "limits.fonts").path("input.fonts")
            );
        }
        let pages = input.number("pages");
        if pages == Some(0.0) {
            return Err(Error::option("input.pages", "-1, or integer from 1 to 1000000", "0"));
        }
        let subifd = input.object("tiff").and_then(|tiff| tiff.number("subifd"));
        let styles = input.object("svg").and_then(|svg| svg.text("stylesheet"));
        Ok(Self {
            auto_orient: input.bool("autoOrient"),
            animated: pages.map_or(input.bool("animated"), |pages| pages as i64 != 1),
            page: input.integer("page").unwrap_or(0),
            pages: pages.filter(|pages| *pages > 0.0).map(|pages| pages as u32),
            density: input.number("density").unwrap_or(codecs::svg::DENSITY),
            fonts,
            stylesheet: styles.map(Arc::from),
            subifd: subifd.or(input.number("subifd")).filter(|at| *at >= 0.0).map(|at| at as u32),
            ignore_icc: input.bool("ignoreIcc"),
            fail_on: FailOn::from_word(input.word("failOn")),
            limits,
        })
    }

    /// Behind which frame or page of so many the last one that is taken stands.
    pub fn until(&self, frames: u32) -> u32 {
        self.pages.map_or(frames, |pages| frames.min(self.page.saturating_add(pages)))
    }

    /// What a decoder is asked for.
    pub fn asked(&self, animated: bool) -> DecodeOptions {
        DecodeOptions {
            part: None,
            at_least: None,
            page: self.page,
            animated,
            fonts: self.fonts.clone(),
            stylesheet: self.stylesheet.clone(),
            subifd: self.subifd,
        }
    }
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| Error::option(path, "object", describe(value)))
}

fn known(map: &Map<String, Value>, accepted: &[&str], path: &str) -> Result<()> {
    match map.keys().find(|key| !accepted.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(Error::option(path, format!("one of {}", accepted.join(", ")), key)),
    }
}

fn list<'a>(value: Option<&'a Value>, path: &str, most: usize) -> Result<&'a [Value]> {
    let Some(value) = value else { return Ok(&[]) };
    let list = value.as_array().ok_or_else(|| Error::option(path, "array", describe(value)))?;
    if list.len() > most {
        return Err(Error::option(path, format!("at most {most} entries"), list.len().to_string()));
    }
    Ok(list)
}

fn steps(value: Option<&Value>, path: &str) -> Result<Vec<Step>> {
    let list = list(value, path, MAX_STEPS)?;
    list.iter().enumerate().map(|(index, step)| parse_step(step, &format!("{path}[{index}]"))).collect()
}

pub(crate) fn parse_step(value: &Value, path: &str) -> Result<Step> {
    let map = object(value, path)?;
    let accepted =
        || format!("one of {}", ops::OPS.iter().map(|row| row.name).collect::<Vec<_>>().join(", "));
    let name = map.get("op").unwrap_or(&Value::Null);
    let row = name
        .as_str()
        .and_then(ops::find)
        .ok_or_else(|| Error::option(join(path, "op"), accepted(), describe(name)))?;
    let values = Values::parse(row.fields, map, &["op"], path)?;
    let op = (row.build)(&values, path).map_err(|e| e.op(row.name))?;
    Ok(Step { name: row.name, path: path.to_owned(), op })
}

fn outputs(value: Option<&Value>) -> Result<Vec<Output>> {
    let default = [json!({})];
    let given = list(value, "outputs", MAX_OUTPUTS)?;
    let list = if given.is_empty() { default.as_slice() } else { given };
    let mut outputs: Vec<Output> = Vec::with_capacity(list.len());
    for (index, value) in list.iter().enumerate() {
        let path = format!("outputs[{index}]");
        let output = parse_output(value, &path, list.len() == 1)?;
        if outputs.iter().any(|other| other.name == output.name) {
            return Err(Error::option(join(&path, "name"), "a name that no other output has", output.name));
        }
        outputs.push(output);
    }
    Ok(outputs)
}

fn parse_output(value: &Value, path: &str, only: bool) -> Result<Output> {
    let map = object(value, path)?;
    let name = match map.get("name") {
        None if only => "main".to_owned(),
        Some(Value::String(text)) if (1..=255).contains(&text.len()) => text.clone(),
        other => {
            let found = other.map_or_else(|| "nothing".into(), describe);
            return Err(Error::option(join(path, "name"), "text of 1 to 255 bytes", found));
        }
    };
    let steps = steps(map.get("steps"), &join(path, "steps"))?;
    let (format, encodings) = encodings(map, path)?;
    let metadata = match map.get("metadata") {
        None | Some(Value::Null) => Wanted::default(),
        Some(value) => {
            let path = join(path, "metadata");
            Wanted::from_values(&Values::parse(metadata::FIELDS, object(value, &path)?, &[], &path)?, &path)?
        }
    };
    Ok(Output { name, format, encodings, steps, metadata })
}

type Encodings = Vec<(Format, Encoding)>;

/// The format that is asked for, if any, and what is said of it or of those that it may come to be.
fn encodings(map: &Map<String, Value>, path: &str) -> Result<(Option<Format>, Encodings)> {
    const OTHERS: [&str; 4] = ["name", "steps", "format", "metadata"];
    if let Some(value) = map.get("format").filter(|value| !value.is_null()) {
        let format = format_of(value, &join(path, "format"))?;
        let encoding = encoding(format, map, &OTHERS, path)?;
        let forced = encoding.options.boolean(FORCE.name) != Some(false);
        return Ok((Some(format).filter(|_| forced), vec![(format, encoding)]));
    }
    Values::parse(&[], map, &[&OTHERS[..], &["formats"]].concat(), path)?;
    let path = join(path, "formats");
    let Some(given) = map.get("formats").filter(|value| !value.is_null()) else {
        return Ok((None, Vec::new()));
    };
    let each = object(given, &path)?.iter().map(|(name, options)| {
        let format = format_of(&json!(name), &path)?;
        let path = join(&path, name);
        Ok((format, encoding(format, object(options, &path)?, &[], &path)?))
    });
    Ok((None, each.collect::<Result<_>>()?))
}

fn encoding(format: Format, map: &Map<String, Value>, others: &[&str], path: &str) -> Result<Encoding> {
    let options = Values::parse(format.row().options, map, others, path)?;
    let search = Search::of(&options, |name| map.get(name).is_some_and(|value| !value.is_null()), path)?;
    Ok(Encoding { options, search })
}

fn format_of(value: &Value, path: &str) -> Result<Format> {
    let accepted = || {
        let names: Vec<_> = FORMATS.iter().filter(|row| row.writes).map(|row| row.name).collect();
        format!("one of {}", names.join(", "))
    };
    let format = value
        .as_str()
        .and_then(Format::from_name)
        .ok_or_else(|| Error::option(path, accepted(), describe(value)))?;
    let row = format.row();
    if row.writes {
        return Ok(format);
    }
    Err(Error::new(Code::UnsupportedFormat)
        .format(row.name)
        .op("encode")
        .path(path)
        .reason(format!("choose {}", accepted())))
}
