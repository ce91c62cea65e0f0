//! Pictures inside a drawing, from data: URLs alone: decoded by our own codecs and handed over as plain PNG.

use crate::codecs::{self, DecodeOptions};
use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::job::{FailOn, Job};
use crate::ops::layout;
use crate::pixels::Frame;
use crate::spec::Values;
use resvg::usvg::{ImageHrefResolver, ImageKind};
use serde_json::Map;
use std::sync::{Arc, Mutex, PoisonError};

/// Decodes under what is left of the job's limits; the crate's callback can only leave a picture out, so errors wait here.
pub struct Images {
    state: Mutex<State>,
}

struct State {
    job: Job,
    failed: Option<Error>,
    /// Pixels of all pictures together.
    pixels: u64,
    bytes: u64,
}

impl Images {
    pub fn new(job: &Job) -> Self {
        let mut inner = Job::new(job.limits.clone(), job.fail_on, job.cancel.clone());
        inner.limits.memory = job.limits.memory.saturating_sub(job.alloc.held());
        inner.alloc = crate::limits::Alloc::new(inner.limits.memory);
        Self { state: Mutex::new(State { job: inner, failed: None, pixels: 0, bytes: 0 }) }
    }

    pub fn resolver(&self) -> ImageHrefResolver<'_> {
        ImageHrefResolver {
            resolve_data: Box::new(|_, data, _| {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                match state.picture(&data) {
                    Ok(png) => Some(ImageKind::PNG(Arc::new(png))),
                    Err(error) => {
                        state.failed.get_or_insert(error);
                        None
                    }
                }
            }),
            resolve_string: Box::new(|_, _| None),
        }
    }

    /// Bytes that the pictures hold, now counted by the drawing's own job; the first error, as `failOn` has it.
    pub fn finish(self, job: &mut Job) -> Result<u64> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        // The picture as PNG, and as pixels while it is drawn.
        let held = state.bytes.saturating_add(state.pixels.saturating_mul(4));
        job.alloc.reserve(held)?;
        job.warnings.extend(state.job.warnings);
        match state.failed {
            Some(error)
                if matches!(
                    error.code,
                    Code::Aborted | Code::MemoryLimit | Code::PixelLimit | Code::SideLimit
                ) =>
            {
                Err(error)
            }
            Some(error) => job.damaged(FailOn::Truncated, error).map(|()| held),
            None => Ok(held),
        }
    }
}

impl State {
    fn picture(&mut self, data: &[u8]) -> Result<Vec<u8>> {
        let job = &mut self.job;
        job.check_cancel()?;
        let header = codecs::probe(data, &job.limits)?;
        if header.format == Format::Svg {
            let found = "a drawing inside a drawing";
            return Err(Error::new(Code::UnsupportedFeature).format("svg").found(found));
        }
        let area = u64::from(header.width) * u64::from(header.height);
        let total = self.pixels.saturating_add(area);
        if total > job.limits.pixels {
            return Err(
                Error::limit(Code::PixelLimit, total, job.limits.pixels, "limits.pixels").format("svg")
            );
        }
        let row = header.format.row();
        let frame = row.open(&job.limits)?(data, &header, &DecodeOptions::default(), job)?.next_frame(job)?;
        let frame = frame.ok_or_else(|| Error::new(Code::TruncatedImage).format(row.name))?;
        let colours = layout::to_colour(frame.pixels, job)?;
        let pixels = layout::ensure_alpha(layout::to_u8(colours, job)?, job)?;
        let png = Format::Png.row();
        // Unpacked again at once: quick.
        let quick = Map::from_iter([("compressionLevel".to_owned(), 1.into())]);
        let mut encoder = png.begin()?(&Values::parse(png.options, &quick, &[], "")?, job)?;
        encoder.frame(Frame { pixels, delay_ms: 0 }, job)?;
        let bytes = encoder.finish(job)?;
        self.pixels = total;
        self.bytes += bytes.len() as u64;
        Ok(bytes)
    }
}
