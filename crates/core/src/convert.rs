//! The data line in one function: bytes → decode → operations → encode → bytes.

use crate::carried::Carried;
use crate::codecs::metadata::Metadata;
use crate::codecs::{self, DecodeOptions, Decoder, Encoder, Header, Sequence};
use crate::colour::{self, Profile};
use crate::error::{Code, Error, Result, Stage};
use crate::format::Format;
use crate::job::{Cancel, Job};
use crate::limits::Limits;
use crate::metadata::{About, Target as Wish};
use crate::ops::point::{self, Point};
use crate::ops::{auto_orient, layout};
use crate::pixels::{Colour, Frame, Layout, Pixels};
use crate::plan::{self, Plan};
use crate::recipe::{Encoding, Output, Recipe, Step};
use crate::search::{self, Search};
use crate::spec::Values;
use crate::ssimulacra2;
use crate::stage;

/// A finished conversion.
#[derive(Debug)]
pub struct Converted {
    pub plan: Plan,
    pub outputs: Vec<Encoded>,
    pub job: Job,
}

/// One finished image.
#[derive(Debug)]
pub struct Encoded {
    pub name: String,
    pub format: Format,
    pub width: u32,
    pub height: u32,
    pub channels: u8,
    /// sharp's name for it.
    pub depth: &'static str,
    pub frames: u32,
    pub quality: Option<u32>,
    /// How alike it is to its pixels, where that was searched.
    pub score: Option<f64>,
    pub bytes: Vec<u8>,
}

/// Runs a recipe on one image. `header` is given for input that cannot say what it is; `bytes` is empty where they became its pixels.
pub fn convert(
    bytes: &mut Vec<u8>,
    header: Option<Header>,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<Converted> {
    let (plan, mut job) = start(bytes, header, recipe, cancel)?;
    let outputs = frames(bytes, recipe, &plan, &mut job)?;
    stage::enter(Stage::Idle, None);
    Ok(Converted { plan, outputs, job })
}

/// The first frame behind the steps of all outputs and of the first: what is measured instead of written.
pub fn first(
    bytes: &mut Vec<u8>,
    header: Option<Header>,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<(Pixels, Plan, Job)> {
    let (plan, mut job) = start(bytes, header, recipe, cancel)?;
    let (pixels, _) =
        Source::open(bytes, recipe, &plan, false, &mut job)?.next(&mut job)?.ok_or_else(none)?;
    let own = recipe.outputs.first().map_or(&[][..], |output| &output.steps);
    let pixels = apply(own, pixels, &mut job)?;
    Ok((pixels, plan, job))
}

fn start(
    bytes: &mut Vec<u8>,
    header: Option<Header>,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<(Plan, Job)> {
    let header = match header {
        Some(header) => header,
        None => probe(bytes, &recipe.input.limits)?,
    };
    // A page that is not there is refused when it is opened.
    let header =
        codecs::page_header(bytes, header.clone(), recipe.input.page, recipe.input.subifd).unwrap_or(header);
    let plan = plan::plan(header, recipe)?;
    let mut job = Job::new(recipe.input.limits.clone(), recipe.input.fail_on, cancel.clone());
    job.check_cancel()?;
    if plan.header.is_its_bytes() && plan.part.is_none() {
        job.samples = Some(std::mem::take(bytes));
    }
    Ok((plan, job))
}

/// The header, with the stage noted for what goes wrong.
pub fn probe(bytes: &[u8], limits: &Limits) -> Result<Header> {
    stage::enter(Stage::Probe, Format::sniff(bytes));
    codecs::probe(bytes, limits).map_err(|e| e.during(Stage::Probe))
}

struct Target<'r> {
    output: &'r Output,
    format: Format,
    encoder: Box<dyn Encoder>,
    width: u32,
    height: u32,
    channels: u8,
    depth: &'static str,
    frames: u32,
    quality: Option<u32>,
    options: Values,
    search: Option<Search>,
    sequence: Sequence,
    /// Frames as they come to its encoder, where that will be asked several times.
    held: Vec<Frame>,
    /// It takes all frames or pages, not only the first.
    all: bool,
    /// What its pixels are converted to, where that is asked for.
    profile: Option<Profile>,
    /// The profile to attach, known with the first frame.
    icc: Option<Vec<u8>>,
}

/// An input that is read frame by frame.
struct Source<'a> {
    decoder: Box<dyn Decoder + 'a>,
    carried: Carried,
    recipe: &'a Recipe,
    plan: &'a Plan,
    /// All outputs want the colours as they are: nothing is converted.
    keep: bool,
    count: u32,
}

impl<'a> Source<'a> {
    fn open(
        bytes: &'a [u8],
        recipe: &'a Recipe,
        plan: &'a Plan,
        animated: bool,
        job: &mut Job,
    ) -> Result<Self> {
        let input = plan.header.format;
        let options =
            DecodeOptions { at_least: plan.at_least, part: plan.part, ..recipe.input.asked(animated) };
        let header = Header { frames: recipe.input.until(plan.header.frames), ..plan.header.clone() };
        let row = input.row();
        let open = row.open(&job.limits)?;
        stage::enter(Stage::Decode, Some(input));
        let mut decoder = open(bytes, &header, &options, job).map_err(|e| e.during(Stage::Decode))?;
        job.palette = decoder.palette();
        let wanted = recipe.outputs.iter().any(|output| output.metadata.keeps());
        let keep =
            recipe.outputs.iter().all(|output| output.metadata.keep_icc && output.metadata.icc.is_none());
        let mut carried = Carried::read(bytes, decoder.profile(), row, wanted, job)?;
        // Where it is kept the colours stay as they are, which is what ignoring it means.
        if recipe.input.ignore_icc && !keep {
            carried.profile = None;
        }
        job.fonts = recipe.input.fonts.clone();
        Ok(Self { decoder, carried, recipe, plan, keep, count: 0 })
    }

    /// The next frame behind the steps of all outputs, and the milliseconds that it is shown.
    fn next(&mut self, job: &mut Job) -> Result<Option<(Pixels, u32)>> {
        let input = self.plan.header.format;
        stage::enter(Stage::Decode, Some(input));
        job.check_cancel()?;
        let Some(frame) = self.decoder.next_frame(job).map_err(|e| e.during(Stage::Decode))? else {
            return if self.count == 0 { Err(none().format(input.name())) } else { Ok(None) };
        };
        job.frame = self.count;
        self.count += 1;
        stage::enter(Stage::Operate, Some(input));
        let stored = self.decoder.orientation().unwrap_or(self.plan.header.orientation);
        let orientation = if self.recipe.input.auto_orient { stored } else { 1 };
        let pixels = self.carried.colours(frame.pixels, self.keep, job)?;
        let mut upright = auto_orient::orient(pixels, orientation, job)?;
        upright.reduced = codecs::stands_for(&self.plan.header, self.plan.at_least)
            .map(|reduced| reduced.turned(orientation));
        let left = self.recipe.steps.get(self.plan.done(&self.recipe.steps)..).unwrap_or_default();
        Ok(Some((apply(left, upright, job)?, frame.delay_ms)))
    }
}

fn none() -> Error {
    Error::new(Code::TruncatedImage).reason("no frame").during(Stage::Decode)
}

fn frames(bytes: &[u8], recipe: &Recipe, plan: &Plan, job: &mut Job) -> Result<Vec<Encoded>> {
    let mut targets = targets(recipe, plan, job)?;
    let animated = targets.iter().any(|target| target.all);
    let frames = recipe.input.until(plan.header.frames).saturating_sub(recipe.input.page).max(1);
    let loops = plan.header.loops.unwrap_or(0);
    for target in &mut targets {
        target.sequence = Sequence { frames: if target.all { frames } else { 1 }, loops };
        target.encoder.expect(target.sequence);
    }
    let mut source = Source::open(bytes, recipe, plan, animated, job)?;
    job.frames = if animated { frames } else { 1 };
    while let Some((shared, delay_ms)) = source.next(job)? {
        feed(&mut targets, shared, delay_ms, &source.carried, job)?;
        // A file may have more frames than its header counts.
        if !animated || (recipe.input.pages.is_some() && source.count >= frames) {
            break;
        }
    }
    let Source { decoder, carried, .. } = source;
    drop(decoder);
    let upright = recipe.input.auto_orient;
    targets.into_iter().map(|target| finish(target, &carried.metadata, upright, job)).collect()
}

fn targets<'r>(recipe: &'r Recipe, plan: &Plan, job: &mut Job) -> Result<Vec<Target<'r>>> {
    let mut targets = Vec::with_capacity(recipe.outputs.len());
    for (output, planned) in recipe.outputs.iter().zip(&plan.outputs) {
        let row = planned.format.row();
        let begin = row.begin()?;
        let Encoding { options, search } = output.encoding(planned.format);
        let options = match search {
            Some(search) => options.with_number("quality", f64::from(search.most)),
            None => options,
        };
        targets.push(Target {
            output,
            format: planned.format,
            encoder: begin(&options, job)?,
            width: 0,
            height: 0,
            channels: 0,
            depth: "",
            frames: 0,
            quality: options.integer("quality"),
            options,
            search,
            sequence: Sequence::default(),
            held: Vec::new(),
            all: recipe.input.animated && plan.header.gives_all(planned.format),
            profile: wish(output)?,
            icc: None,
        });
    }
    Ok(targets)
}

fn wish(output: &Output) -> Result<Option<Profile>> {
    match &output.metadata.icc {
        None => Ok(None),
        Some(Wish::Srgb) => colour::srgb().map(Some),
        Some(Wish::P3) => colour::display_p3().map(Some),
        Some(Wish::Profile(bytes)) => {
            let path = format!("outputs.{}.metadata.icc", output.name);
            let wrong = || Error::option(path, "an ICC profile of RGB or grey", "a damaged or another one");
            Profile::parse(bytes).ok_or_else(wrong).map(Some)
        }
    }
}

/// The pixels in the colours that an output wants, and the profile that says so.
fn coloured(
    mut pixels: Pixels,
    target: &Target<'_>,
    carried: &Carried,
    job: &mut Job,
) -> Result<(Pixels, Option<Vec<u8>>)> {
    let row = target.format.row();
    let grey = matches!(pixels.layout, Layout::Gray | Layout::GrayA);
    let kept = carried.profile.as_ref().filter(|_| target.output.metadata.keep_icc);
    let profile = match target.profile.as_ref().or(kept) {
        None => return Ok((pixels, None)),
        // A grey profile says nothing of the three channels that this format makes of grey.
        Some(profile) if grey && !row.carries.gray && profile.fits(&pixels) => {
            let plain = if pixels.colour == Colour::Srgb { pixels } else { profile.to_srgb(pixels, job)? };
            return Ok((plain, None));
        }
        Some(profile) => profile,
    };
    if target.profile.is_some() && grey && !profile.fits(&pixels) {
        pixels = layout::gray_to_rgb(pixels, job)?;
    }
    if !profile.fits(&pixels) {
        job.dropped(row.name, "a profile of other channels than the image's");
        return Ok((pixels, None));
    }
    if pixels.colour == Colour::Srgb {
        pixels = profile.from_srgb(pixels, job)?;
    }
    Ok((pixels, Some(profile.bytes())))
}

fn apply(mut steps: &[Step], mut pixels: Pixels, job: &mut Job) -> Result<Pixels> {
    while let Some((step, rest)) = steps.split_first() {
        job.check_cancel()?;
        let located = |e: Error| e.op(step.name).within(&step.path).during(Stage::Operate);
        let points: Vec<Point> = steps.iter().map_while(|step| step.op.point(&pixels)).collect();
        if points.len() > 1 {
            point::run(&mut pixels, &points, job).map_err(located)?;
            steps = steps.get(points.len()..).unwrap_or_default();
        } else {
            pixels = step.op.apply(pixels, job).map_err(located)?;
            steps = rest;
        }
    }
    Ok(pixels)
}

/// Gives one frame to every encoder that still wants one; only the last gets it without a copy.
fn feed(
    targets: &mut [Target<'_>],
    shared: Pixels,
    delay_ms: u32,
    carried: &Carried,
    job: &mut Job,
) -> Result<()> {
    let mut shared = Some(shared);
    let last = targets.len().saturating_sub(1);
    for (index, target) in targets.iter_mut().enumerate() {
        let row = target.format.row();
        if target.frames > 0 && !target.all {
            continue;
        }
        let pixels = if index == last {
            shared.take()
        } else {
            if let Some(pixels) = &shared {
                job.alloc.reserve(pixels.bytes())?;
            }
            shared.clone()
        };
        let Some(pixels) = pixels else { break };
        stage::enter(Stage::Operate, Some(target.format));
        let own = apply(&target.output.steps, pixels, job)?;
        // The plan may have known no more than the largest size.
        row.check_side(&target.options, (own.width, own.height))?;
        let (own, icc) = coloured(own, target, carried, job)?;
        target.icc = icc;
        let fitted = layout::fit(own, row.carries, job)?;
        let fitted = target.encoder.prepare(fitted, job).map_err(|e| e.during(Stage::Encode))?;
        (target.width, target.height) = (fitted.width, fitted.height);
        target.channels = fitted.layout.channels() as u8;
        target.depth = target.encoder.depth().unwrap_or_else(|| fitted.depth().name());
        target.frames += 1;
        let held = fitted.bytes();
        let frame = Frame { pixels: fitted, delay_ms };
        if target.search.is_some() {
            target.held.push(frame);
            continue;
        }
        stage::enter(Stage::Encode, Some(target.format));
        target.encoder.frame(frame, job).map_err(|e| e.during(Stage::Encode))?;
        job.alloc.release(held);
    }
    Ok(())
}

fn finish(mut target: Target<'_>, input: &Metadata, upright: bool, job: &mut Job) -> Result<Encoded> {
    stage::enter(Stage::Encode, Some(target.format));
    job.check_cancel()?;
    let about = About { width: target.width, height: target.height, upright };
    let metadata = target.output.metadata.compose(input, target.icc.take(), about);
    let mut score = None;
    let bytes = if let Some(search) = target.search {
        let found = searched(&target, search, &metadata, job)?;
        (target.quality, score) = (Some(found.quality), found.score);
        found.bytes
    } else {
        let bytes = target.encoder.finish(job).map_err(|e| e.during(Stage::Encode))?;
        attach(bytes, target.format, &metadata, job).map_err(|e| e.during(Stage::Encode))?
    };
    Ok(Encoded {
        name: target.output.name.clone(),
        format: target.format,
        width: target.width,
        height: target.height,
        channels: target.channels,
        depth: target.depth,
        frames: target.frames,
        quality: target.quality,
        score,
        bytes,
    })
}

/// What a search ends with.
struct Found {
    bytes: Vec<u8>,
    quality: u32,
    score: Option<f64>,
}

/// The file that the search is for: by its score first, then as small as it has to be.
fn searched(target: &Target<'_>, search: Search, metadata: &Metadata, job: &mut Job) -> Result<Found> {
    let warnings = job.warnings.len();
    let encoded = |quality: u32, job: &mut Job| {
        // What one encode warns of, all do.
        job.warnings.truncate(warnings);
        again(target, quality, job)
            .and_then(|bytes| attach(bytes, target.format, metadata, job))
            .map_err(|e| e.during(Stage::Encode))
    };
    let (mut found, mut smallest) = (None, u64::MAX);
    let mut most = search.most;
    if let Some(wanted) = search.target {
        search::lowest(most, |quality| {
            let bytes = encoded(quality, job)?;
            let score = score(target, &bytes, job)?;
            let enough = score >= wanted;
            if enough || quality == most {
                found = Some(Found { bytes, quality, score: Some(score) });
            }
            Ok(enough)
        })?;
    }
    if let Some(max) = search.max_bytes {
        if let Some(scored) = found.take_if(|scored| scored.bytes.len() as u64 > max) {
            most = scored.quality;
        }
        if found.is_none() {
            search::best(most, |quality| {
                let bytes = encoded(quality, job)?;
                let len = bytes.len() as u64;
                smallest = smallest.min(len);
                if len <= max {
                    found = Some(Found { bytes, quality, score: None });
                }
                Ok(len <= max)
            })?;
        }
        if let Some(found) = found.as_mut().filter(|found| search.target.is_some() && found.score.is_none()) {
            found.score = Some(score(target, &found.bytes, job)?);
        }
    }
    job.alloc.release(target.held.iter().map(|frame| frame.pixels.bytes()).sum());
    found.ok_or_else(|| {
        Error::limit(Code::TooLarge, smallest, search.max_bytes.unwrap_or_default(), "maxBytes")
            .format(target.format.name())
            .path(format!("outputs.{}.maxBytes", target.output.name))
            .during(Stage::Encode)
    })
}

/// How alike the first frame of a file is to the one that it was made of.
fn score(target: &Target<'_>, bytes: &[u8], job: &mut Job) -> Result<f64> {
    let before = job.alloc.held();
    let row = target.format.row();
    let header = (row.codec.probe)(bytes, &job.limits)?;
    let shown = row.open_own()?(bytes, &header, &DecodeOptions::default(), job)?.next_frame(job)?;
    let score = match (target.held.first(), shown) {
        (Some(original), Some(shown)) => ssimulacra2::score(&original.pixels, &shown.pixels, job)?,
        _ => return Err(none().format(target.format.name())),
    };
    job.alloc.release(job.alloc.held().saturating_sub(before));
    Ok(score)
}

/// A file of the held frames at this quality.
fn again(target: &Target<'_>, quality: u32, job: &mut Job) -> Result<Vec<u8>> {
    let options = target.options.clone().with_number("quality", f64::from(quality));
    let mut encoder = target.format.row().begin()?(&options, job)?;
    encoder.expect(target.sequence);
    for frame in &target.held {
        job.check_cancel()?;
        let held = frame.pixels.bytes();
        job.alloc.reserve(held)?;
        encoder.frame(frame.clone(), job)?;
        job.alloc.release(held);
    }
    encoder.finish(job)
}

/// What a format cannot carry is a warning: the picture is whole without it.
fn attach(bytes: Vec<u8>, format: Format, metadata: &Metadata, job: &mut Job) -> Result<Vec<u8>> {
    if metadata.is_empty() {
        return Ok(bytes);
    }
    if let Some(write) = format.row().codec.metadata.write {
        return write(bytes, metadata, job);
    }
    job.dropped(format.name(), "metadata");
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{DEPTHS, LAYOUTS, noisy};
    use serde_json::json;

    #[test]
    fn steps_in_one_pass_give_what_they_give_one_by_one() {
        let steps = [
            json!({ "op": "negate" }),
            json!({ "op": "negate", "alpha": false }),
            json!({ "op": "linear", "a": 1.2, "b": -3 }),
            json!({ "op": "linear", "a": 0.3 }),
            json!({ "op": "gamma" }),
            json!({ "op": "gamma", "gamma": 1, "gammaOut": 1.3 }),
            json!({ "op": "threshold", "threshold": 90, "greyscale": false }),
            json!({ "op": "threshold", "threshold": 99 }),
            json!({ "op": "greyscale" }),
        ];
        let mut state = 1u32;
        let mut next = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..300 {
            let list: Vec<_> = (0..next(7)).map(|_| steps[next(steps.len())].clone()).collect();
            let recipe = Recipe::parse(&json!({ "steps": list })).unwrap();
            let pixels = noisy(DEPTHS[next(3)], LAYOUTS[next(4)], 9, 3);
            let mut job = Job::default();
            let alone = recipe.steps.iter().try_fold(pixels.clone(), |p, step| step.op.apply(p, &mut job));
            assert_eq!(apply(&recipe.steps, pixels, &mut job).unwrap(), alone.unwrap(), "{list:?}");
        }
    }
}
