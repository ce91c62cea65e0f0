//! What a request says of an input whose bytes do not tell it: samples, an image that is made, text, or several images in one.

use crate::codecs::raw::joined::{self, Image};
use crate::codecs::raw::{self, blank};
use crate::codecs::{Header, Scaling, text};
use crate::error::{Code, Error, Result};
use crate::plan;
use crate::recipe::Input;
use crate::spec::{Default as D, Field, Type, Values, describe, join};
use crate::task::Request;
use serde_json::{Map, Value};

/// What was found.
#[derive(Debug)]
pub enum Given {
    /// The bytes are a file's.
    Nothing,
    Header(Box<Header>),
    /// More of the bytes must be seen.
    More,
}

impl From<Header> for Given {
    fn from(header: Header) -> Self {
        Self::Header(Box::new(header))
    }
}

/// Where a front takes each of them from.
const INPUT: &str = "input";
/// Bytes in which almost every header lies: an image of which fewer are there, of more, is not judged.
const HEAD: usize = 1 << 16;

/// One of several images: its bytes in those of the input, or what stands in place of them.
static IMAGE: &[Field] = &[
    Field::new("size", Type::Integer(0.0, crate::limits::MAX), D::Number(0.0), "bytes", "of its file"),
    Field::new("raw", Type::Object(raw::FIELDS), D::None, "", "it is samples"),
    Field::new("create", Type::Object(blank::FIELDS), D::None, "", "it is made"),
    Field::new("text", Type::Object(text::FIELDS), D::None, "", "it is text"),
];

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| Error::option(path, "object", describe(value)))
}

/// What a request says of `bytes`, which may be a prefix of an input of `size` bytes.
pub fn given(request: &Request, bytes: &[u8], size: u64, input: &Input) -> Result<Given> {
    if let Some(value) = request.get("join") {
        return several(object(value, "join")?, bytes, size, input);
    }
    let values = |name: &str, path: &str, fields| {
        let Some(value) = request.get(name) else { return Ok(None) };
        Values::parse(fields, object(value, path)?, &[], path).map(Some)
    };
    let path = join(INPUT, "create");
    if let Some(create) = values("create", &path, blank::FIELDS)? {
        return blank::header(&create, &path).map(Given::from);
    }
    let path = join(INPUT, "text");
    if let Some(given) = values("text", &path, text::FIELDS)? {
        return text::header(&given, &input.fonts, &input.limits, &path).map(Given::from);
    }
    let raw = values("raw", "raw", raw::FIELDS)?;
    raw.map_or(Ok(Given::Nothing), |raw| raw::header(&raw, size, "raw").map(Given::from))
}

/// The same of an input that is all there.
pub fn whole(request: &Request, bytes: &[u8], input: &Input) -> Result<Option<Header>> {
    match given(request, bytes, bytes.len() as u64, input)? {
        Given::Header(header) => Ok(Some(*header)),
        Given::Nothing => Ok(None),
        Given::More => Err(Error::new(Code::TruncatedImage)),
    }
}

/// Several images in one: their files lie behind each other in the bytes.
fn several(map: &Map<String, Value>, bytes: &[u8], size: u64, input: &Input) -> Result<Given> {
    let values = Values::parse(joined::FIELDS, map, &["images"], "join")?;
    let images = map.get("images").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if !(2..=joined::MOST).contains(&images.len()) {
        let expected = format!("2 to {} images to join", joined::MOST);
        return Err(Error::option(INPUT, expected, images.len().to_string()));
    }
    let mut start = 0u64;
    let mut found = Vec::with_capacity(images.len());
    for (index, image) in images.iter().enumerate() {
        let path = format!("{INPUT}[{index}]");
        let image = Values::parse(IMAGE, object(image, &path)?, &[], &path)?;
        let place = (start, image.size("size"));
        let Some(header) = one(&image, bytes, place, input, &path).map_err(|e| e.within(&path))? else {
            return Ok(Given::More);
        };
        let (Ok(from), Ok(len)) = (usize::try_from(place.0), usize::try_from(place.1)) else {
            return Err(Error::option(path, "bytes that fit into memory", place.1.to_string()));
        };
        found.push(Image { start: from, len, header });
        start = start.saturating_add(place.1);
    }
    if start != size {
        return Err(Error::option(
            "join.images",
            format!("sizes of {size} bytes together"),
            start.to_string(),
        ));
    }
    joined::header(&values, found, input, "join").map(Given::from)
}

/// The header of one of several images, at a start and of a size; `None` where more of its bytes must be seen.
fn one(
    values: &Values,
    bytes: &[u8],
    place: (u64, u64),
    input: &Input,
    path: &str,
) -> Result<Option<Header>> {
    let (start, size) = place;
    let limits = &input.limits;
    let header = if let Some(create) = values.object("create") {
        // Pages are an animation's: the first counts.
        Header { frames: 1, ..blank::header(create, &join(path, "create"))? }
    } else if let Some(given) = values.object("text") {
        text::header(given, &input.fonts, limits, &join(path, "text"))?
    } else if let Some(raw) = values.object("raw") {
        raw::header(raw, size, &join(path, "raw"))?
    } else {
        let rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
        let len = usize::try_from(size).unwrap_or(usize::MAX);
        let file = rest.get(..len).unwrap_or(rest);
        if file.len() < len.min(HEAD) {
            return Ok(None);
        }
        let Some(header) = plan::probe(file, size, limits)? else { return Ok(None) };
        header.at_density(input.density)
    };
    if header.scaling != Scaling::Unmeasured {
        limits.check_size(header.width, header.height, 1, header.format.row().name)?;
        limits.check_channels(header.channels, header.format.row().name)?;
    }
    Ok(Some(header))
}
