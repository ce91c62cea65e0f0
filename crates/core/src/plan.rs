//! The one estimator: formats, sizes, the smallest flavour and the peak of memory, from the header and the recipe alone.

use crate::codecs::raw::Kind as Raw;
use crate::codecs::{self, Header, Scaling};
use crate::error::{Code, Error, Result, Stage};
use crate::format::{Flavour, Format};
use crate::limits::Limits;
use crate::ops::extract::Area;
use crate::ops::{Coming, Kind, Needs};
use crate::peaks::{Encode, area};
use crate::recipe::{Encoding, Output, Recipe, Step};
use crate::search::Search;
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
    /// The decoder gives only this part, and the step that takes it is done.
    pub part: Option<Area>,
    pub outputs: Vec<PlannedOutput>,
}

#[derive(Debug)]
pub struct PlannedOutput {
    pub name: String,
    pub format: Format,
    pub width: u32,
    pub height: u32,
}

impl Plan {
    /// How many of the first steps the decoder does.
    pub fn done(&self, steps: &[Step]) -> usize {
        self.part.and_then(|_| first_step(steps)).map_or(0, |at| at + 1)
    }
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
    let at_least = enough(&header, recipe, width, height);
    let part = part(&header, recipe);
    let decoded = part.map_or_else(|| codecs::reduced(&header, at_least), |part| (part.width, part.height));
    let mut walk = Walk { limits, work: 0, operate: 0, decoded: Some(area(decoded)) };
    let most = recipe.outputs.iter().map(through).max().unwrap_or(1);
    let came = Coming {
        width,
        height,
        kind: decoded_kind(&header),
        frames: counted,
        limits,
        fonts: &recipe.input.fonts,
    };
    let (shared, needs) = walk.along(&recipe.steps, came, most)?;
    // Every output but the last works on a copy.
    let shared_area = walk.decoded.unwrap_or_else(|| area(shared.size()));
    let copied = if recipe.outputs.len() > 1 { shared_area.saturating_mul(shared.kind.bytes()) } else { 0 };
    let decoded = walk.decoded;
    let mut outputs = Vec::with_capacity(recipe.outputs.len());
    let mut flavour = header.flavour().max(needs.flavour);
    let mut beside = needs.bytes;
    let mut encode = 0;
    for output in &recipe.outputs {
        let format = output_format(&header, output);
        let before = std::mem::take(&mut walk.operate);
        walk.decoded = decoded;
        let (own, needs) = walk.along(&output.steps, shared, through(output))?;
        let size = own.size();
        let Encoding { options, search } = output.encoding(format);
        format.row().check_side(&options, size)?;
        flavour = flavour.max(format.row().flavour).max(needs.flavour);
        let fitted = fitted(&own, format);
        walk.operate = before.max(copied + walk.operate.max(own.bytes() + fitted));
        beside = beside.saturating_add(needs.bytes).saturating_add(searched(search, &own, counted));
        let pages = if recipe.input.animated && format.is_paged() { until.saturating_sub(1) } else { 0 };
        // Pages are held until the last, at worst as long as their samples.
        let bytes = own.bytes();
        let held = bytes.saturating_mul(u64::from(pages));
        let grey = own.kind.colours == 1;
        let work = Encode { options: &options, grey, size, bytes, frames: counted };
        encode = encode.max(copied + fitted.max(bytes) + format.row().peaks.encode(&work) + held);
        outputs.push(PlannedOutput { name: output.name.clone(), format, width: size.0, height: size.1 });
    }
    let whole = || header.coded.map_or_else(|| area(codecs::reduced(&header, at_least)), area);
    let held = part.and_then(|part| header.parts.held((header.width, header.height), part));
    let decoded = held.unwrap_or_else(whole) * sample_bytes(&header);
    let decode = header.decode_peak(decoded);
    // Pixels and what they are turned or converted to.
    let turned = recipe.input.auto_orient && header.orientation >= 5;
    let prepared = if turned || header.has_profile || header.channels > 3 {
        decoded + area(codecs::reduced(&header, at_least)) * decoded_kind(&header).bytes()
    } else {
        0
    };
    // Checked on a copy of their own.
    let fonts = recipe.input.fonts.iter().map(|font| font.len() as u64 * 2).sum::<u64>();
    let peak = fonts + beside + decode.max(prepared).max(walk.operate).max(encode) + OVERHEAD;
    Ok(Plan { header, flavour, peak, width, height, shared: shared.size(), at_least, part, outputs })
}

/// Of a profile for grey, colours may come.
fn decoded_kind(header: &Header) -> Kind {
    let kind = Kind::of(header);
    if header.has_profile { kind.coloured() } else { kind }
}

/// Bytes of the pixels as an encoder gets them, at the most: colours of grey where it takes no grey.
fn fitted(coming: &Coming<'_>, format: Format) -> u64 {
    let kind = if format.row().carries.gray { coming.kind } else { coming.kind.coloured() };
    area(coming.size()).saturating_mul(kind.bytes())
}

/// Frames that are encoded again are held until then, and each encode has one more.
fn searched(search: Option<Search>, coming: &Coming<'_>, frames: u64) -> u64 {
    let kind = coming.kind.coloured();
    let bytes = area(coming.size()).saturating_mul(kind.bytes());
    // What is scored is decoded, and both pictures are held in light at half their size.
    let light = area(coming.size()).saturating_mul(kind.bytes() * 4 + 8);
    search.map_or(0, |search| {
        let scored = if search.target.is_some() { light } else { 0 };
        bytes.saturating_mul(frames.saturating_add(1)).saturating_add(scored)
    })
}

/// Tables, scratch rows and the encoder's own small change.
pub const OVERHEAD: u64 = 1 << 20;

fn sample_bytes(header: &Header) -> u64 {
    u64::from(header.channels) * header.depth.bytes() as u64
}

/// Goes along the steps of a recipe, once.
struct Walk<'a> {
    limits: &'a Limits,
    /// Pixels so far: each of each step of each frame counts by its step's weight.
    work: u64,
    /// Bytes that a step so far holds at the most: what comes, what it makes of it, and what it says.
    operate: u64,
    /// Pixels that are decoded, until a step has seen them: there may be fewer than the image has.
    decoded: Option<u64>,
}

impl<'a> Walk<'a> {
    /// What steps make of `coming`, and what they need; `frames` go through them. What would take hours is refused, before
    /// anything is decoded.
    fn along(&mut self, steps: &[Step], coming: Coming<'a>, frames: u64) -> Result<(Coming<'a>, Needs)> {
        let mut coming = coming;
        let mut needs = Needs::default();
        let came = self.decoded.unwrap_or_else(|| area(coming.size()));
        self.operate = self.operate.max(came.saturating_mul(coming.kind.bytes()));
        for step in steps {
            let at = |error: Error| error.op(step.name).within(&step.path);
            let own = step.op.needs(&coming).map_err(at)?;
            let (width, height) = step.op.size(coming.width, coming.height).map_err(at)?;
            let next = Coming { width, height, kind: step.op.becomes(coming.kind), ..coming };
            let pixels = area(coming.size()).max(area(next.size()));
            let came = if step.name == "autoOrient" { None } else { self.decoded.take() };
            let both = came.unwrap_or_else(|| area(coming.size())).saturating_add(area(next.size()));
            let held = both.saturating_mul(coming.kind.or(next.kind).bytes());
            self.operate = self.operate.max(held.saturating_add(own.briefly));
            needs = needs.and(own);
            let work = pixels.saturating_mul(step.op.weight()).saturating_mul(frames);
            self.work = self.work.saturating_add(work);
            self.limits.check_work(self.work).map_err(at)?;
            coming = next;
        }
        Ok((coming, needs))
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

/// Where the first step stands that is more than turning the image upright.
fn first_step(steps: &[Step]) -> Option<usize> {
    steps.iter().position(|step| step.name != "autoOrient")
}

/// The part that is decoded, if the first step takes one and nothing is turned before it.
fn part(header: &Header, recipe: &Recipe) -> Option<Area> {
    let turned = recipe.input.auto_orient && header.orientation > 1;
    let first = first_step(&recipe.steps).and_then(|at| recipe.steps.get(at)).filter(|_| !turned)?;
    let part = first.op.part().filter(|_| header.frames == 1)?;
    header.parts.held((header.width, header.height), part).map(|_| part)
}

/// None named: the input's own; what can only be read becomes PNG (alpha) or JPEG, several images PNG.
pub fn output_format(header: &Header, output: &Output) -> Format {
    match output.format {
        Some(format) => format,
        None if matches!(header.samples, Raw::Joined(_)) => Format::Png,
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
    if let Some(Area { left, top, width, height }) = plan.part {
        let name = plan.header.format.name();
        steps.push(json!({ "op": "decode", "format": name, "left": left, "top": top, "width": width, "height": height }));
    } else if let Some((width, height)) = plan.at_least {
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
    let done = plan.done(&recipe.steps);
    let left = recipe.steps.iter().skip(done);
    steps.extend(left.map(|step| json!({ "op": step.name, "path": step.path })));
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
