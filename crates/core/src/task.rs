//! The one door for bindings: a request in JSON and bytes in, an answer in JSON and bytes out.

use crate::blocked::Blocked;
use crate::bytes::tasks as bytes;
use crate::codecs::metadata::Metadata;
use crate::codecs::{self, DecodeOptions, Header, Open, Scaling};
use crate::convert;
use crate::error::{Code, Error, Result, Stage};
use crate::format::Format;
use crate::input::{self, Given};
use crate::job::{Cancel, FailOn, Job, Warning};
use crate::limits::Limits;
use crate::pixels::Pixels;
use crate::placeholder;
use crate::plan::{self, Plan};
use crate::recipe::{Input, Recipe};
use crate::spec::{attached, describe};
use crate::stage;
use crate::stats;
use crate::zip::{forward, tasks as archive};
use serde_json::{Map, Value, json};

/// What a task gives back.
#[derive(Debug)]
pub struct Outcome {
    pub info: Value,
    pub buffers: Vec<Vec<u8>>,
}

impl Outcome {
    pub fn info(info: Value) -> Self {
        Self { info, buffers: Vec::new() }
    }
}

pub type Request = Map<String, Value>;

/// What runs a task.
enum Run {
    Reads(fn(&Request, &[Vec<u8>], &Cancel) -> Result<Outcome>),
    /// The first input may become what it works on.
    Takes(fn(&Request, &mut [Vec<u8>], &Cancel) -> Result<Outcome>),
}
use Run::{Reads, Takes};

/// One row a task: its name in a request, and what runs it.
static TASKS: &[(&str, Run)] = &[
    ("probe", Reads(probe)),
    ("metadata", Reads(metadata_task)),
    ("plan", Reads(plan_task)),
    ("convert", Takes(convert_task)),
    ("stats", Takes(stats_task)),
    ("placeholder", Takes(placeholder_task)),
    ("recipe", Reads(recipe_task)),
    ("deflate", Reads(archive::deflate)),
    ("deflateAll", Reads(archive::deflate_all)),
    ("deflatePart", Reads(archive::deflate_part)),
    ("compressed", Reads(archive::compressed)),
    ("unpack", Reads(archive::unpack)),
    ("encrypt", Reads(archive::encrypt)),
    ("localHeader", Reads(forward::local)),
    ("descriptor", Reads(forward::descriptor)),
    ("crc32Combine", Reads(archive::crc32_combine)),
    ("compress", Reads(bytes::compress)),
    ("compressPart", Reads(bytes::compress_part)),
    ("compressFrame", Reads(bytes::compress_frame)),
    ("decompress", Reads(bytes::decompress)),
    ("adler32", Reads(bytes::adler32)),
    ("fault", Reads(fault)),
];

/// Runs a request to its end on this thread. Inputs that it took are empty afterwards.
pub fn run(request: &str, inputs: &mut [Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    stage::enter(Stage::Idle, None);
    let value: Value =
        serde_json::from_str(request).map_err(|e| Error::option("request", "JSON", e.to_string()))?;
    let map = value.as_object().ok_or_else(|| Error::option("request", "object", describe(&value)))?;
    let name = map.get("task").and_then(Value::as_str).unwrap_or_default();
    let names = || TASKS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let (_, task) = TASKS
        .iter()
        .find(|(row, _)| *row == name)
        .ok_or_else(|| Error::option("task", format!("one of {}", names()), name))?;
    if cancel.is_cancelled() {
        return Err(Error::new(Code::Aborted));
    }
    match task {
        Reads(task) => task(map, inputs, cancel),
        Takes(task) => task(map, inputs, cancel),
    }
}

/// The first input, empty where none was given.
pub fn first(inputs: &[Vec<u8>]) -> &[u8] {
    inputs.first().map_or(&[], Vec::as_slice)
}

/// The same, taken out.
fn taken(inputs: &mut [Vec<u8>]) -> Vec<u8> {
    inputs.first_mut().map(std::mem::take).unwrap_or_default()
}

pub fn second(inputs: &[Vec<u8>]) -> &[u8] {
    inputs.get(1).map_or(&[], Vec::as_slice)
}

/// What tests inject: a panic while a format is decoded, or memory that runs out. What it becomes is for the bindings to show;
/// no front sends it.
#[expect(clippy::panic, reason = "it is asked for")]
fn fault(request: &Request, _inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let format = request.get("format").and_then(Value::as_str).and_then(Format::from_name);
    stage::enter(Stage::Decode, format);
    if request.get("kind").and_then(Value::as_str) == Some("memory") {
        let mut held = Vec::new();
        loop {
            held.push(vec![1u8; 1 << 28]);
        }
    }
    panic!("as asked for");
}

/// The recipe as the task runs it; a plan says for which task it is. Its files follow the image.
fn recipe(request: &Request, inputs: &[Vec<u8>]) -> Result<Recipe> {
    let parse = || Recipe::parse(request.get("recipe").unwrap_or(&Value::Object(Map::new())));
    let mut recipe = attached::with(inputs.get(1..).unwrap_or_default(), parse)?;
    recipe.input.limits.blocked = Blocked::parse(request)?;
    let asked = |name: &str| request.get(name).and_then(Value::as_bool) == Some(true);
    Ok(match request.get("for").or(request.get("task")).and_then(Value::as_str) {
        Some("stats") => stats::recipe(recipe, asked("result")),
        Some("placeholder") => placeholder::recipe(recipe)?,
        _ => recipe,
    })
}

/// How an image is read whose header or metadata are asked for.
fn reading(request: &Request) -> Result<Input> {
    let mut input = Input::parse(request.get("input"))?;
    input.limits.blocked = Blocked::parse(request)?;
    Ok(input)
}

fn probe(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let how = reading(request)?;
    let bytes = first(inputs);
    let size = size(request, bytes);
    let header = match input::given(request, bytes, size, &how)? {
        Given::Header(header) => *header,
        Given::More => return Ok(Outcome::info(plan::need_more(bytes, size))),
        Given::Nothing => match plan::probe(bytes, size, &how.limits)? {
            Some(header) => header,
            None => return Ok(Outcome::info(plan::need_more(bytes, size))),
        },
    };
    if header.scaling == Scaling::Unmeasured {
        return Ok(Outcome::info(plan::unmeasured(&header)));
    }
    let header = header.at_density(how.density);
    // Headers are counted no further than this: a number that is not the file's must not leave.
    let (frames, limits) = (u64::from(header.frames), &how.limits);
    if frames > limits.frames {
        return Err(Error::limit(Code::FrameLimit, frames, limits.frames, "limits.frames")
            .format(header.format.name()));
    }
    Ok(Outcome::info(describe_header(&header, size)))
}

/// What a whole file carries beside its pixels.
fn metadata_task(request: &Request, inputs: &[Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let bytes = first(inputs);
    let mut outcome = Outcome::info(Value::Object(Map::new()));
    let row = Format::of(bytes)?.row();
    let limits = reading(request)?.limits;
    limits.blocked.check(row.format)?;
    let Some(read) = row.codec.metadata.read else { return Ok(outcome) };
    let mut metadata = read(bytes, &limits)?;
    if row.codec.metadata.profile_by_decoder && codecs::probe(bytes, &limits).is_ok_and(|h| h.has_profile) {
        match row.codec.open {
            Some(open) => {
                let profile = decoded_profile(open, bytes, &limits, cancel);
                metadata = metadata.with_profile(profile, row.name, &limits)?;
            }
            // A build with the decoder shows more.
            None => outcome.info = json!({ "flavour": row.flavour.name() }),
        }
    }
    blocks(metadata, &mut outcome);
    Ok(outcome)
}

/// The profile that a decoder finds before it decodes; a damaged image has none.
fn decoded_profile(open: Open, bytes: &[u8], limits: &Limits, cancel: &Cancel) -> Option<Vec<u8>> {
    // No pixel is decoded: what that would take is no reason to refuse.
    let limits = Limits { memory: u64::MAX, ..limits.clone() };
    let header = codecs::probe(bytes, &limits).ok()?;
    let mut job = Job::new(limits, FailOn::None, cancel.clone());
    open(bytes, &header, &DecodeOptions::default(), &mut job).ok()?.profile()
}

/// The blocks of metadata as buffers, named in the order in which they stand there.
fn blocks(metadata: Metadata, outcome: &mut Outcome) {
    let all =
        [("exif", metadata.exif), ("icc", metadata.icc), ("xmp", metadata.xmp), ("iptc", metadata.iptc)];
    let mut names = Vec::new();
    for (name, block) in all {
        if let Some(block) = block {
            names.push(name);
            outcome.buffers.push(block);
        }
    }
    if let Some(info) = outcome.info.as_object_mut() {
        info.insert("blocks".into(), names.into());
    }
}

fn describe_header(header: &Header, size: u64) -> Value {
    let (width, height) = header.oriented();
    let mut info = json!({
        "format": header.format.name(),
        "width": width,
        "height": height,
        "stored": { "width": header.width, "height": header.height },
        "space": header.space,
        "channels": header.channels,
        "depth": header.depth.name(),
        "bits": header.bits,
        "hasAlpha": header.has_alpha,
        "hasProfile": header.has_profile,
        "isProgressive": header.progressive,
        "orientation": header.orientation,
        "pages": header.frames,
        "size": size,
    });
    if let Some(map) = info.as_object_mut() {
        let optional = [
            ("chromaSubsampling", header.subsampling.map(Value::from)),
            ("density", header.density.map(|d| Value::from((d * 100.0).round() / 100.0))),
            ("loop", header.loops.map(Value::from)),
        ];
        map.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    info
}

/// Bytes of the whole input, of which a prefix may be at hand.
fn size(request: &Request, bytes: &[u8]) -> u64 {
    request.get("size").and_then(Value::as_u64).unwrap_or(bytes.len() as u64)
}

fn plan_task(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    let bytes = first(inputs);
    let size = size(request, bytes);
    let recipe = recipe(request, inputs)?;
    let header = match input::given(request, bytes, size, &recipe.input)? {
        Given::Header(header) => Some(*header),
        Given::More => return Ok(Outcome::info(plan::need_more(bytes, size))),
        Given::Nothing => None,
    };
    Ok(Outcome::info(plan::describe(bytes, size, header, &recipe)?))
}

/// Checks a recipe without an image; the answer is the recipe itself.
fn recipe_task(request: &Request, inputs: &[Vec<u8>], _cancel: &Cancel) -> Result<Outcome> {
    recipe(request, inputs)?;
    Ok(Outcome::info(request.get("recipe").cloned().unwrap_or_default()))
}

fn convert_task(request: &Request, inputs: &mut [Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let recipe = recipe(request, inputs)?;
    let header = input::whole(request, first(inputs), &recipe.input)?;
    let converted = convert::convert(&mut taken(inputs), header, &recipe, cancel)?;
    let header = &converted.plan.header;
    let mut buffers = Vec::with_capacity(converted.outputs.len());
    let mut outputs = Vec::with_capacity(converted.outputs.len());
    for (index, output) in converted.outputs.into_iter().enumerate() {
        let mut info = json!({
            "name": output.name,
            "format": output.format.name(),
            "width": output.width,
            "height": output.height,
            "channels": output.channels,
            "depth": output.depth,
            "pages": output.frames,
            "size": output.bytes.len(),
        });
        let (packed, bytes) = match request.get("archive") {
            None => (None, output.bytes),
            Some(options) => {
                let (sums, bytes) = archive::entry(options, index, output.bytes, cancel)?;
                (Some(sums), bytes)
            }
        };
        if let Some(map) = info.as_object_mut() {
            if let Some(quality) = output.quality {
                map.insert("quality".into(), quality.into());
            }
            if let Some(score) = output.score {
                map.insert("score".into(), score.into());
            }
            if let Some(packed) = packed {
                map.insert("archive".into(), packed);
            }
        }
        outputs.push(info);
        buffers.push(bytes);
    }
    let warnings: Vec<Value> = converted.job.warnings.iter().map(warning).collect();
    let info = json!({
        "input": { "format": header.format.name(), "width": header.oriented().0, "height": header.oriented().1, "pages": header.frames },
        "outputs": outputs,
        "warnings": warnings,
        "peak": converted.job.alloc.peak(),
    });
    Ok(Outcome { info, buffers })
}

/// What is measured instead of written.
fn measured(request: &Request, inputs: &mut [Vec<u8>], cancel: &Cancel) -> Result<(Pixels, Plan, Job)> {
    let recipe = recipe(request, inputs)?;
    let header = input::whole(request, first(inputs), &recipe.input)?;
    convert::first(&mut taken(inputs), header, &recipe, cancel)
}

fn stats_task(request: &Request, inputs: &mut [Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let (pixels, _, mut job) = measured(request, inputs, cancel)?;
    let info = stats::of(pixels, &mut job).map_err(|e| e.during(Stage::Operate))?.to_json();
    stage::enter(Stage::Idle, None);
    Ok(Outcome::info(info))
}

fn placeholder_task(request: &Request, inputs: &mut [Vec<u8>], cancel: &Cancel) -> Result<Outcome> {
    let (pixels, plan, mut job) = measured(request, inputs, cancel)?;
    let found = placeholder::of(pixels, &mut job)?;
    stage::enter(Stage::Idle, None);
    let (width, height) = plan.shared;
    let info = json!({
        "width": width,
        "height": height,
        "averageColour": found.colour,
        "mime": placeholder::FORMAT.row().mime,
    });
    Ok(Outcome { info, buffers: vec![found.thumb_hash, found.picture] })
}

fn warning(warning: &Warning) -> Value {
    let mut value = warning.error.to_json();
    if let Some(map) = value.as_object_mut() {
        map.insert("message".into(), warning.error.to_string().into());
    }
    value
}
