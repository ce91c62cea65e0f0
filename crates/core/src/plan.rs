//! The one estimator: formats, sizes, the smallest flavour and the peak of memory, from the header and the recipe alone.

use crate::codecs::raw::Kind;
use crate::codecs::{self, Header, Scaling};
use crate::error::{Code, Error, Result, Stage};
use crate::format::{Flavour, Format};
use crate::limits::Limits;
use crate::ops::{Coming, Needs};
use crate::peaks::{Encode, area};
use crate::recipe::{Output, Recipe, Step};
use crate::search::Search;
use crate::spec::Files;
use serde_json::{Value, json};

/// What a job will do and cost.
#[derive(Debug)]
pub struct Plan {
    pub header: Header,
    pub flavour: Flavour,
    /// Bytes held at the peak, beside the input.
    pub peak: u64,
    /// Of step 1's input.
    pub width: u32,
    pub height: u32,
    /// Of what the steps of all outputs make of it.
    pub shared: (u32, u32),
    /// A decoder may stop at this size (stored orientation).
    pub at_least: Option<(u32, u32)>,
    pub outputs: Vec<PlannedOutput>,
}

#[derive(Debug)]
pub struct PlannedOutput {
    pub name: String,
    pub format: Format,
    pub width: u32,
    pub height: u32,
}

/// Plans a whole job. Everything that the header can show wrong fails here, before a pixel is decoded.
pub fn plan(header: Header, recipe: &Recipe) -> Result<Plan> {
    let header = header.at_density(recipe.input.density);
    let row = header.format.row();
    let until = recipe.input.until(header.frames);
    let frames = if recipe.input.animated { u64::from(header.animation().min(until)) } else { 1 };
    // What is decoded counts: a still output takes one frame of an animation.
    let animates = recipe.outputs.iter().any(|o| header.gives_all(o.format.unwrap_or(header.format)));
    let counted = if animates { frames } else { 1 };
    recipe.input.limits.check_size(header.width, header.height, counted, row.name)?;
    recipe.input.limits.check_channels(header.channels, row.name)?;
    let (width, height) =
        if recipe.input.auto_orient { header.oriented() } else { (header.width, header.height) };
    let all = u64::from(until.saturating_sub(recipe.input.page).max(1));
    let through = |output: &Output| {
        let every = recipe.input.animated && header.gives_all(output.format.unwrap_or(header.format));
        if every { all } else { 1 }
    };
    let limits = &recipe.input.limits;
    let mut walk = Walk {
        sample: header.depth.bytes() as u64,
        frames: counted,
        limits,
        fonts: &recipe.input.fonts,
        work: 0,
    };
    let most = recipe.outputs.iter().map(through).max().unwrap_or(1);
    let (shared, needs) = walk.along(&recipe.steps, (width, height), most)?;
    let mut outputs = Vec::with_capacity(recipe.outputs.len());
    let mut flavour = header.flavour().max(needs.flavour);
    let mut beside = needs.bytes;
    let mut largest = area(shared);
    let mut encode = 0;
    for output in &recipe.outputs {
        let format = output_format(&header, output);
        let (size, needs) = walk.along(&output.steps, shared, through(output))?;
        format.row().check_side(&output.options, size)?;
        flavour = flavour.max(format.row().flavour).max(needs.flavour);
        beside = beside.saturating_add(needs.bytes).saturating_add(searched(&header, output, size, counted));
        largest = largest.max(area(size));
        let pages = if recipe.input.animated && format.is_paged() { until.saturating_sub(1) } else { 0 };
        // Pages are held until the last, at worst as long as their samples.
        let bytes = area(size) * sample_bytes(&header);
        let held = bytes.saturating_mul(u64::from(pages));
        let work =
            Encode { options: &output.options, grey: header.channels < 3, size, bytes, frames: counted };
        encode = encode.max(format.row().peaks.encode(&work) + held);
        outputs.push(PlannedOutput { name: output.name.clone(), format, width: size.0, height: size.1 });
    }
    let at_least = enough(&header, recipe, width, height);
    let sample = sample_bytes(&header);
    let decoded = header.coded.map_or_else(|| area(codecs::reduced(&header, at_least)), area) * sample;
    let decode = header.decode_peak(decoded);
    let turn = if recipe.input.auto_orient && header.orientation >= 5 { decoded * 2 } else { 0 };
    // Decoding, then turning, then source and target of the largest step, then the encoder beside its input.
    let operate = decoded + largest * sample * 2;
    // Checked on a copy of their own.
    let fonts = recipe.input.fonts.iter().map(|font| font.len() as u64 * 2).sum::<u64>();
    let peak = fonts + beside + decode.max(turn).max(operate).max(largest * sample + encode) + OVERHEAD;
    Ok(Plan { header, flavour, peak, width, height, shared, at_least, outputs })
}

/// Frames that are encoded again are held until then, and each encode has one more; at worst grey became colour.
fn searched(header: &Header, output: &Output, size: (u32, u32), frames: u64) -> u64 {
    let sample = u64::from(header.channels.max(3)) * header.depth.bytes() as u64;
    // What is scored is decoded, and both pictures are held in light at half their size.
    let scored = |search: Search| if search.target.is_some() { area(size) * (sample * 4 + 8) } else { 0 };
    output.search.map_or(0, |search| {
        area(size)
            .saturating_mul(sample)
            .saturating_mul(frames.saturating_add(1))
            .saturating_add(scored(search))
    })
}

/// Tables, scratch rows and the encoder's own small change.
const OVERHEAD: u64 = 1 << 20;

fn sample_bytes(header: &Header) -> u64 {
    u64::from(header.channels) * header.depth.bytes() as u64
}

/// Goes along the steps of a recipe, once.
struct Walk<'a> {
    /// Bytes of a sample.
    sample: u64,
    frames: u64,
    limits: &'a Limits,
    fonts: &'a Files,
    /// Pixels so far: each of each step of each frame counts by its step's weight.
    work: u64,
}

impl Walk<'_> {
    /// The size that steps make of `from`, and what they need; `frames` go through them. What would take hours is refused, before
    /// anything is decoded.
    fn along(&mut self, steps: &[Step], from: (u32, u32), frames: u64) -> Result<((u32, u32), Needs)> {
        let mut size = from;
        let mut needs = Needs::default();
        for step in steps {
            let at = |error: Error| error.op(step.name).within(&step.path);
            let (width, height) = size;
            let coming = Coming {
                width,
                height,
                sample: self.sample,
                frames: self.frames,
                limits: self.limits,
                fonts: self.fonts,
            };
            needs = needs.and(step.op.needs(&coming).map_err(at)?);
            size = step.op.size(width, height).map_err(at)?;
            let pixels = area((width, height)).max(area(size));
            let work = pixels.saturating_mul(step.op.weight()).saturating_mul(frames);
            self.work = self.work.saturating_add(work);
            self.limits.check_work(self.work).map_err(at)?;
        }
        Ok((size, needs))
    }
}

/// The size at which decoding may stop, if every path of the recipe begins with a step that says so.
fn enough(header: &Header, recipe: &Recipe, width: u32, height: u32) -> Option<(u32, u32)> {
    // autoOrient as a step is a no-op: look past it.
    let first = |steps: &[Step]| -> Option<(u32, u32)> {
        steps.iter().find(|s| s.name != "autoOrient").and_then(|s| s.op.enough(width, height))
    };
    let wanted = if recipe.steps.iter().any(|s| s.name != "autoOrient") {
        first(&recipe.steps)?
    } else {
        let mut most = (0, 0);
        for output in &recipe.outputs {
            let (w, h) = first(&output.steps)?;
            most = (most.0.max(w), most.1.max(h));
        }
        most
    };
    let turned = recipe.input.auto_orient && header.orientation >= 5;
    Some(if turned { (wanted.1, wanted.0) } else { wanted })
}

/// None named: the input's own; what can only be read becomes PNG (alpha) or JPEG, several images PNG.
pub fn output_format(header: &Header, output: &Output) -> Format {
    match output.format {
        Some(format) => format,
        None if matches!(header.samples, Kind::Joined(_)) => Format::Png,
        None if header.format.row().writes => header.format,
        None if header.has_alpha => Format::Png,
        None => Format::Jpeg,
    }
}

/// The plan of `bytes`, which may be a prefix of an input of `size` bytes: then it may answer `needMore`.
pub fn describe(bytes: &[u8], size: u64, header: Option<Header>, recipe: &Recipe) -> Result<Value> {
    let header = match header {
        Some(header) => header,
        None => match probe(bytes, size, &recipe.input.limits)? {
            Some(header) => header,
            None => return Ok(need_more(bytes, size)),
        },
    };
    if header.scaling == Scaling::Unmeasured {
        return Ok(unmeasured(&header));
    }
    let first = header.clone();
    let plan = match codecs::page_header(bytes, header, recipe.input.page, recipe.input.subifd) {
        Some(header) => plan(header, recipe)?,
        None if size > bytes.len() as u64 => return Ok(need_more(bytes, size)),
        None => plan(first, recipe)?,
    };
    let outputs: Vec<Value> = plan
        .outputs
        .iter()
        .map(|o| json!({ "name": o.name, "format": o.format.name(), "width": o.width, "height": o.height }))
        .collect();
    let mut steps: Vec<Value> = Vec::new();
    if let Some((width, height)) = plan.at_least {
        let (width, height) = codecs::reduced(&plan.header, Some((width, height)));
        steps.push(
            json!({ "op": "decode", "format": plan.header.format.name(), "width": width, "height": height }),
        );
    } else {
        let h = &plan.header;
        steps
            .push(json!({ "op": "decode", "format": h.format.name(), "width": h.width, "height": h.height }));
    }
    if recipe.input.auto_orient && plan.header.orientation > 1 {
        steps.push(json!({ "op": "autoOrient", "orientation": plan.header.orientation }));
    }
    steps.extend(recipe.steps.iter().map(|step| json!({ "op": step.name, "path": step.path })));
    Ok(json!({
        "format": plan.header.format.name(),
        "flavour": plan.flavour.name(),
        "peak": plan.peak,
        "width": plan.width,
        "height": plan.height,
        "outputs": outputs,
        "steps": steps,
    }))
}

/// The header of `bytes`, or `None` where they are a prefix of `size` bytes and too short to tell.
pub fn probe(bytes: &[u8], size: u64, limits: &Limits) -> Result<Option<Header>> {
    let prefix = size > bytes.len() as u64;
    match codecs::probe(bytes, limits) {
        Err(e) if prefix && e.code == Code::TruncatedImage => Ok(None),
        Ok(header) if prefix && header.incomplete => Ok(None),
        other => other.map(Some).map_err(|e| e.during(Stage::Probe)),
    }
}

/// Which flavour to ask for what this one cannot measure.
pub fn unmeasured(header: &Header) -> Value {
    json!({ "unmeasured": true, "flavour": header.flavour().name() })
}

/// How many bytes to show next: four times as many, at least 64 KiB.
pub fn need_more(bytes: &[u8], size: u64) -> Value {
    json!({ "needMore": (bytes.len() as u64).saturating_mul(4).max(65_536).min(size) })
}
