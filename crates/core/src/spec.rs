//! The form in which operations, formats and options describe their parameters, and the one checker of values.
//! xtask turns the same rows into JSON Schema, TypeScript types, the front's checker and the documentation.

pub mod attached;
mod colour;

use crate::error::{Error, Result};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a parameter accepts.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// Whole number from .0 to .1.
    Integer(f64, f64),
    /// Finite number from .0 to .1.
    Number(f64, f64),
    /// One whole number from .0 to .1, or a list of 1 to .2 of them.
    Integers(f64, f64, usize),
    /// A list of .2 to .3 numbers from .0 to .1, or of rows of them; one number alone is a list of one.
    Numbers(f64, f64, usize, usize),
    Boolean,
    /// Finite number from .0 to .1; true: the operation without one; false: none of it.
    Switch(f64, f64),
    /// Whole number from 1 to 100, or `auto`.
    Quality,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these words, which stands for its place, or a whole number from 0 to .1.
    Index(&'static [&'static str], u32),
    /// A list of any of these words.
    Words(&'static [&'static str]),
    /// `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, a CSS name, `rgb()`, `hsl()` or `hwb()`, or `{ r, g, b, alpha }`.
    Colour,
    /// Any text of at most this many bytes.
    Text(usize),
    /// EXIF tags by directory and name: `{ IFD0: { Artist: 'text' } }`.
    Tags,
    /// A list of at most this many files, each a data: URL in base64.
    Files(usize),
    /// A file: a data: URL in base64.
    File,
    /// A list of 1 to .1 objects with these fields.
    List(&'static [Field], usize),
    /// An object with these fields.
    Object(&'static [Field]),
}

/// The quality that is searched.
pub const AUTO: &str = "auto";

/// The value of a parameter that is not given.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// Absent: the doc says what then happens.
    None,
    Number(f64),
    Bool(bool),
    Text(&'static str),
    /// The defaults of the object's own fields.
    Fields,
}

/// One parameter: name, what it accepts, default, unit, and a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    /// Other spellings that callers may use.
    pub aliases: &'static [&'static str],
    pub ty: Type,
    pub default: Default,
    pub unit: &'static str,
    pub doc: &'static str,
    pub required: bool,
}

impl Field {
    pub const fn new(
        name: &'static str,
        ty: Type,
        default: Default,
        unit: &'static str,
        doc: &'static str,
    ) -> Self {
        Self { name, aliases: &[], ty, default, unit, doc, required: false }
    }

    /// The same under other spellings too.
    #[must_use]
    pub const fn or(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Its name and its other spellings.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied())
    }

    /// What is given under one of its names; two of them are the caller's mistake.
    fn given<'a>(
        &self,
        given: &'a Map<String, Value>,
        path: &str,
    ) -> Result<Option<(&'static str, &'a Value)>> {
        let value = |name| given.get(name).filter(|value: &&Value| !value.is_null());
        let mut values = self.names().filter_map(|name| Some((name, value(name)?)));
        let first = values.next();
        if values.next().is_none() {
            return Ok(first);
        }
        let names: Vec<_> = self.names().collect();
        Err(Error::option(join(path, self.name), format!("one of {}", names.join(", ")), "both"))
    }
}

impl Type {
    /// The words after "expected".
    pub fn expectation(&self) -> String {
        match self {
            Self::Integer(min, max) => format!("integer from {min} to {max}"),
            Self::Number(min, max) => format!("number from {min} to {max}"),
            Self::Integers(min, max, most) => format!("integer from {min} to {max}, or 1 to {most} of them"),
            Self::Numbers(min, max, least, most) => format!("{least} to {most} numbers from {min} to {max}"),
            Self::Boolean => "boolean".into(),
            Self::Switch(min, max) => format!("number from {min} to {max}, or boolean"),
            Self::Quality => "integer from 1 to 100, or auto".into(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Index(words, most) => format!("integer from 0 to {most}, or one of {}", words.join(", ")),
            Self::Words(words) => format!("list of {}", words.join(", ")),
            Self::Colour => {
                "colour (#rrggbb, #rrggbbaa, a CSS name, rgb(), hsl(), hwb(), or { r, g, b, alpha })".into()
            }
            Self::Text(most) => format!("text of at most {most} bytes"),
            Self::Tags => "object of EXIF directories, each an object of tags and their text".into(),
            Self::Files(most) => {
                format!("list of at most {most} files (bytes, paths, or data: URLs in base64)")
            }
            Self::File => "file (bytes, a path, or a data: URL in base64)".into(),
            Self::List(fields, most) => format!("list of 1 to {most} objects with {}", names(fields)),
            Self::Object(fields) => format!("object with {}", names(fields)),
        }
    }
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|f| f.name).collect::<Vec<_>>().join(", ")
}

/// A checked parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Number(f64),
    Numbers(Vec<f64>),
    Bool(bool),
    Text(&'static str),
    Words(Vec<&'static str>),
    Colour(Colour),
    String(String),
    Tags(Tags),
    Files(Files),
    File(Arc<[u8]>),
    List(Vec<Values>),
    Object(Values),
}

/// Directory, tag and value of each EXIF tag, as given.
pub type Tags = Vec<(String, String, String)>;

/// Bytes of files, shared by all that read them.
pub type Files = Arc<[Vec<u8>]>;

/// Straight RGBA, 8 bit a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    pub r: u8,
    pub g: u8,
    pub b: u8,
    pub a: u8,
}

/// Checked parameters by name, defaults filled in.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Values(Vec<(&'static str, Arg)>);

impl Values {
    /// Checks `given` strictly against `fields`: an unknown name, a wrong type or a value out of range is `InvalidOption`.
    /// `skip` are names that the caller reads itself (`op`, `format`, …).
    pub fn parse(
        fields: &'static [Field],
        given: &Map<String, Value>,
        skip: &[&str],
        path: &str,
    ) -> Result<Self> {
        for name in given.keys() {
            if !skip.contains(&name.as_str()) && !fields.iter().any(|f| f.names().any(|own| own == name)) {
                let accepted =
                    fields.iter().map(|f| f.name).chain(skip.iter().copied()).collect::<Vec<_>>().join(", ");
                return Err(Error::option(path, format!("one of {accepted}"), name));
            }
        }
        let mut values = Vec::with_capacity(fields.len());
        for field in fields {
            let arg = match field.given(given, path)? {
                None if field.required => {
                    return Err(Error::option(join(path, field.name), field.ty.expectation(), "nothing"));
                }
                None => default(field),
                Some((name, value)) => Some(check(&field.ty, value, &join(path, name))?),
            };
            if let Some(arg) = arg {
                values.push((field.name, arg));
            }
        }
        Ok(Self(values))
    }

    pub fn defaults(fields: &'static [Field]) -> Self {
        Self(fields.iter().filter_map(|f| default(f).map(|arg| (f.name, arg))).collect())
    }

    /// The same with another number.
    #[must_use]
    pub fn with_number(mut self, name: &'static str, number: f64) -> Self {
        self.0.retain(|(other, _)| *other != name);
        self.0.push((name, Arg::Number(number)));
        self
    }

    fn get(&self, name: &str) -> Option<&Arg> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, arg)| arg)
    }

    /// A number, if given or defaulted.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name) {
            Some(Arg::Number(n)) => Some(*n),
            _ => None,
        }
    }

    /// A whole number that its row bounds to 32 bits.
    pub fn integer(&self, name: &str) -> Option<u32> {
        self.number(name).map(|n| n as u32)
    }

    /// A whole number with a default; 0 if the row has none.
    pub fn size(&self, name: &str) -> u64 {
        self.number(name).map_or(0, |n| n as u64)
    }

    /// Whole numbers that their row bounds to 32 bits; none if absent.
    pub fn integers(&self, name: &str) -> Vec<u32> {
        match self.get(name) {
            Some(Arg::Numbers(numbers)) => numbers.iter().map(|n| *n as u32).collect(),
            _ => Vec::new(),
        }
    }

    /// False if absent.
    pub fn bool(&self, name: &str) -> bool {
        self.boolean(name).unwrap_or_default()
    }

    /// A boolean, if given or defaulted.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Arg::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// The word of a choice; empty if absent.
    pub fn word(&self, name: &str) -> &'static str {
        match self.get(name) {
            Some(Arg::Text(word)) => word,
            _ => "",
        }
    }

    /// The words of a list; none if absent.
    pub fn words(&self, name: &str) -> &[&'static str] {
        match self.get(name) {
            Some(Arg::Words(words)) => words,
            _ => &[],
        }
    }

    pub fn colour(&self, name: &str) -> Option<Colour> {
        match self.get(name) {
            Some(Arg::Colour(colour)) => Some(*colour),
            _ => None,
        }
    }

    /// Any text, if given.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Arg::String(text)) => Some(text),
            _ => None,
        }
    }

    /// EXIF tags; none if absent.
    pub fn tags(&self, name: &str) -> &[(String, String, String)] {
        match self.get(name) {
            Some(Arg::Tags(tags)) => tags,
            _ => &[],
        }
    }

    /// Bytes of files; none if absent.
    pub fn files(&self, name: &str) -> Files {
        match self.get(name) {
            Some(Arg::Files(files)) => files.clone(),
            _ => Files::default(),
        }
    }

    /// Bytes of a file, if given.
    pub fn file(&self, name: &str) -> Option<Arc<[u8]>> {
        match self.get(name) {
            Some(Arg::File(bytes)) => Some(bytes.clone()),
            _ => None,
        }
    }

    /// Numbers in their order; none if absent.
    pub fn numbers(&self, name: &str) -> &[f64] {
        match self.get(name) {
            Some(Arg::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// The objects of a list; none if absent.
    pub fn list(&self, name: &str) -> &[Self] {
        match self.get(name) {
            Some(Arg::List(list)) => list,
            _ => &[],
        }
    }

    pub fn object(&self, name: &str) -> Option<&Self> {
        match self.get(name) {
            Some(Arg::Object(values)) => Some(values),
            _ => None,
        }
    }
}

pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn default(field: &Field) -> Option<Arg> {
    match (field.default, &field.ty) {
        (Default::Number(n), _) => Some(Arg::Number(n)),
        (Default::Bool(b), _) => Some(Arg::Bool(b)),
        (Default::Text(text), Type::Colour) => colour::parse(text).map(Arg::Colour),
        (Default::Text(text), _) => Some(Arg::Text(text)),
        (Default::Fields, Type::Object(fields)) => Some(Arg::Object(Values::defaults(fields))),
        (Default::None | Default::Fields, _) => None,
    }
}

fn check(ty: &Type, value: &Value, path: &str) -> Result<Arg> {
    let wrong = || Error::option(path, ty.expectation(), describe(value));
    match ty {
        Type::Integer(min, max) | Type::Number(min, max) => {
            let n = value.as_f64().ok_or_else(wrong)?;
            let whole = matches!(ty, Type::Number(..)) || n.fract() == 0.0;
            if whole && n >= *min && n <= *max { Ok(Arg::Number(n)) } else { Err(wrong()) }
        }
        Type::Integers(min, max, most) => {
            let one = std::slice::from_ref(value);
            let list = value.as_array().map_or(one, Vec::as_slice);
            let list = Some(list).filter(|list| (1..=*most).contains(&list.len())).ok_or_else(wrong)?;
            let fits = |n: &f64| n.fract() == 0.0 && n >= min && n <= max;
            let numbers: Option<Vec<f64>> = list.iter().map(|n| n.as_f64().filter(fits)).collect();
            numbers.map(Arg::Numbers).ok_or_else(wrong)
        }
        Type::Numbers(min, max, least, most) => {
            let fits = |n: &f64| n >= min && n <= max;
            let mut numbers = Vec::new();
            for row in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
                for number in row.as_array().map_or(std::slice::from_ref(row), Vec::as_slice) {
                    numbers.push(number.as_f64().filter(fits).ok_or_else(wrong)?);
                }
                if numbers.len() > *most {
                    return Err(wrong());
                }
            }
            if numbers.len() < *least { Err(wrong()) } else { Ok(Arg::Numbers(numbers)) }
        }
        Type::Quality if value == AUTO => Ok(Arg::Text(AUTO)),
        Type::Quality => check(&Type::Integer(1.0, 100.0), value, path).map_err(|_| wrong()),
        Type::Boolean => value.as_bool().map(Arg::Bool).ok_or_else(wrong),
        Type::Switch(min, max) => match value {
            Value::Bool(on) => Ok(Arg::Bool(*on)),
            _ => value.as_f64().filter(|n| n >= min && n <= max).map(Arg::Number).ok_or_else(wrong),
        },
        Type::Choice(words) => {
            let text = value.as_str().ok_or_else(wrong)?;
            words.iter().find(|w| **w == text).map(|w| Arg::Text(w)).ok_or_else(wrong)
        }
        Type::Index(words, most) => {
            let place = words.iter().position(|word| Some(*word) == value.as_str()).map(|place| place as u64);
            let index =
                place.or_else(|| value.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0).map(|n| n as u64));
            index.filter(|index| *index <= u64::from(*most)).map(|n| Arg::Number(n as f64)).ok_or_else(wrong)
        }
        Type::Words(words) => {
            let list = value.as_array().ok_or_else(wrong)?;
            let word = |given: &Value| words.iter().find(|w| Some(**w) == given.as_str()).copied();
            list.iter().map(word).collect::<Option<_>>().map(Arg::Words).ok_or_else(wrong)
        }
        Type::Colour => colour_value(value).map(Arg::Colour).ok_or_else(wrong),
        Type::Text(most) => {
            let text = value.as_str().filter(|text| text.len() <= *most).ok_or_else(wrong)?;
            Ok(Arg::String(text.to_owned()))
        }
        Type::Tags => tags(value, path).map(Arg::Tags),
        Type::Files(most) => {
            let list = value.as_array().filter(|list| list.len() <= *most).ok_or_else(wrong)?;
            let bytes =
                |text: &str| attached::find(text).map_or_else(|| data_url(text), |file| Some(file.to_vec()));
            let files: Option<Vec<Vec<u8>>> = list.iter().map(|file| bytes(file.as_str()?)).collect();
            files.map(|files| Arg::Files(files.into())).ok_or_else(wrong)
        }
        Type::File => {
            let bytes = |text: &str| attached::find(text).or_else(|| data_url(text).map(Arc::from));
            value.as_str().and_then(bytes).map(Arg::File).ok_or_else(wrong)
        }
        Type::List(fields, most) => {
            let list = value.as_array().filter(|list| (1..=*most).contains(&list.len())).ok_or_else(wrong)?;
            let each = list.iter().enumerate().map(|(index, item)| {
                let map = item.as_object().ok_or_else(wrong)?;
                Values::parse(fields, map, &[], &format!("{path}[{index}]"))
            });
            each.collect::<Result<_>>().map(Arg::List)
        }
        Type::Object(fields) => {
            let map = value.as_object().ok_or_else(wrong)?;
            Ok(Arg::Object(Values::parse(fields, map, &[], path)?))
        }
    }
}

fn tags(value: &Value, path: &str) -> Result<Tags> {
    let wrong = |path: &str, value: &Value| Error::option(path, Type::Tags.expectation(), describe(value));
    let mut tags = Tags::new();
    for (directory, given) in value.as_object().ok_or_else(|| wrong(path, value))? {
        let at = join(path, directory);
        for (name, text) in given.as_object().ok_or_else(|| wrong(&at, given))? {
            let text = text.as_str().ok_or_else(|| Error::option(join(&at, name), "text", describe(text)))?;
            tags.push((directory.clone(), name.clone(), text.to_owned()));
        }
    }
    Ok(tags)
}

/// What a data: URL in base64 holds (RFC 2397).
fn data_url(url: &str) -> Option<Vec<u8>> {
    let (kind, data) = url.strip_prefix("data:")?.split_once(',')?;
    kind.ends_with(";base64").then(|| base64(data))?
}

/// The value of each digit of base64 (RFC 4648, table 1); what is none has its highest bit set.
#[expect(clippy::indexing_slicing, reason = "evaluated when compiled")]
const DIGITS: [u8; 256] = {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < digits.len() {
        values[digits[value] as usize] = value as u8;
        value += 1;
    }
    values
};
const NO_DIGIT: u8 = 0x80;

/// RFC 4648, section 4; padding may be left out.
#[expect(clippy::indexing_slicing, reason = "a table has an entry for every value of its index's type")]
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| u32::from(DIGITS[usize::from(byte)]);
    let (groups, rest) = text.trim_end_matches('=').as_bytes().as_chunks::<4>();
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut all = 0;
    for group in groups {
        let [a, b, c, d] = group.map(digit);
        all |= a | b | c | d;
        let [_, bytes @ ..] = (a << 18 | b << 12 | c << 6 | d).to_be_bytes();
        out.extend_from_slice(&bytes);
    }
    let mut bits = 0;
    for byte in rest {
        all |= digit(*byte);
        bits = bits << 6 | digit(*byte);
    }
    let [_, bytes @ ..] = (bits << (6 * (4 - rest.len()))).to_be_bytes();
    out.extend(bytes.iter().take(rest.len() * 6 / 8));
    (all & u32::from(NO_DIGIT) == 0).then_some(out)
}

/// A value as an error shows it: short, and text in quotes.
pub fn describe(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 60 { text.chars().take(57).chain("...".chars()).collect() } else { text }
}

/// A colour as CSS writes it.
pub(crate) fn css_colour(text: &str) -> Option<Colour> {
    colour::parse(text)
}

fn colour_value(value: &Value) -> Option<Colour> {
    if let Some(text) = value.as_str() {
        return colour::parse(text);
    }
    let map = value.as_object()?;
    if map.keys().any(|k| !matches!(k.as_str(), "r" | "g" | "b" | "alpha")) {
        return None;
    }
    let channel = |name: &str| -> Option<u8> {
        let n = map.get(name)?.as_f64()?;
        (n.fract() == 0.0 && (0.0..=255.0).contains(&n)).then_some(n as u8)
    };
    let a = match map.get("alpha") {
        None => 255,
        Some(v) => {
            let n = v.as_f64()?;
            if !(0.0..=1.0).contains(&n) {
                return None;
            }
            (n * 255.0 + 0.5) as u8
        }
    };
    Some(Colour { r: channel("r")?, g: channel("g")?, b: channel("b")?, a })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static INNER: &[Field] = &[Field::new("left", Type::Integer(0.0, 9.0), Default::Number(3.0), "", "")];
    static FIELDS: &[Field] = &[
        Field::new("kernel", Type::Numbers(-1.0, 1.0, 1, 4), Default::None, "", ""),
        Field::new("file", Type::File, Default::None, "", ""),
        Field::new("grey", Type::Boolean, Default::Bool(true), "", "").or(&["gray"]),
        Field::new("items", Type::List(INNER, 2), Default::None, "", ""),
    ];

    fn parse(given: &Value) -> Result<Values> {
        Values::parse(FIELDS, given.as_object().unwrap(), &[], "steps[0]")
    }

    #[test]
    fn numbers_come_alone_in_a_list_or_in_rows() {
        let numbers = |given: Value| parse(&json!({ "kernel": given })).unwrap().numbers("kernel").to_vec();
        assert_eq!(numbers(json!(0.5)), [0.5]);
        assert_eq!(numbers(json!([0, 1])), [0.0, 1.0]);
        assert_eq!(numbers(json!([[0, 1], [-1, 0.5]])), [0.0, 1.0, -1.0, 0.5]);
        for wrong in [json!([]), json!([2]), json!([[0, 0, 0], [0, 0]]), json!("0"), json!([["0"]])] {
            let error = parse(&json!({ "kernel": wrong })).unwrap_err();
            assert_eq!(error.fields.path.as_deref(), Some("steps[0].kernel"), "{wrong}");
        }
    }

    #[test]
    fn base64_of_every_length_is_read_and_nothing_else_is() {
        for len in 0..70 {
            let bytes: Vec<u8> = (0..len).map(|n: u32| (n * 89 + 200) as u8).collect();
            let url = crate::ops::operand::testing::data_url(&bytes);
            assert_eq!(data_url(&url), Some(bytes));
        }
        // RFC 4648, section 10.
        assert_eq!(
            [base64("Zm9vYg=="), base64("Zm9vYg"), base64("")],
            [Some(b"foob".to_vec()), Some(b"foob".to_vec()), Some(Vec::new())]
        );
        for wrong in ["Zm9v-g", "Zm 9v", "Zm9\u{e9}", "Z=9v", "AAA_"] {
            assert_eq!(base64(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn another_spelling_is_the_same_parameter_but_not_both() {
        for given in
            [json!({ "grey": false }), json!({ "gray": false }), json!({ "grey": null, "gray": false })]
        {
            assert_eq!(parse(&given).unwrap().boolean("grey"), Some(false), "{given}");
        }
        assert_eq!(parse(&json!({ "gray": null })).unwrap().boolean("grey"), Some(true));
        for (wrong, message) in [
            (json!({ "gray": 1 }), "expected boolean for steps[0].gray, found 1"),
            (
                json!({ "grey": true, "gray": true }),
                "expected one of grey, gray for steps[0].grey, found both",
            ),
        ] {
            assert_eq!(parse(&wrong).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn objects_of_a_list_have_defaults_and_places_of_their_own() {
        let values = parse(&json!({ "items": [{}, { "left": 1 }], "file": "data:;base64,AQI=" })).unwrap();
        let left: Vec<_> = values.list("items").iter().map(|item| item.integer("left")).collect();
        assert_eq!(left, [Some(3), Some(1)]);
        assert_eq!(values.file("file").as_deref(), Some(&[1, 2][..]));
        for (wrong, path) in [
            (json!({ "items": [] }), "steps[0].items"),
            (json!({ "items": [{}, {}, {}] }), "steps[0].items"),
            (json!({ "items": [{}, { "left": 10 }] }), "steps[0].items[1].left"),
            (json!({ "file": "a.png" }), "steps[0].file"),
        ] {
            assert_eq!(parse(&wrong).unwrap_err().fields.path.as_deref(), Some(path), "{wrong}");
        }
    }
}
