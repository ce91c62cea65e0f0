//! What travels through every decode, operation and encode of one job: limits, allocations, cancellation, warnings, progress.

use crate::error::{Code, Error, Result};
use crate::limits::{Alloc, Limits};
use crate::spec::Files;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that another thread may set; loops ask it. In wasm nothing can set it, there the worker is terminated.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Something a caller should know although there is a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// The error code that a stricter `failOn` makes of it.
    pub error: Error,
}

/// When damage becomes an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailOn {
    None,
    Truncated,
    Error,
    Warning,
}

impl FailOn {
    pub const WORDS: &'static [&'static str] = &["none", "truncated", "error", "warning"];

    pub fn from_word(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "error" => Self::Error,
            "warning" => Self::Warning,
            _ => Self::Truncated,
        }
    }
}

/// The context of one job.
#[derive(Debug)]
pub struct Job {
    pub limits: Limits,
    pub alloc: Alloc,
    pub cancel: Cancel,
    pub fail_on: FailOn,
    pub warnings: Vec<Warning>,
    /// The frame that is worked on, from 0, and how many there will be as far as the header is right.
    pub frame: u32,
    pub frames: u32,
    /// The caller's fonts, for text in drawings.
    pub fonts: Files,
    /// The colours that the input's file has for all of its frames.
    pub palette: Option<Vec<[u8; 3]>>,
    /// An input that is its pixels already: its decoder takes it.
    pub samples: Option<Vec<u8>>,
}

impl Job {
    pub fn new(limits: Limits, fail_on: FailOn, cancel: Cancel) -> Self {
        let alloc = Alloc::new(limits.memory);
        Self {
            limits,
            alloc,
            cancel,
            fail_on,
            warnings: Vec::new(),
            frame: 0,
            frames: 1,
            fonts: Files::default(),
            palette: None,
            samples: None,
        }
    }

    /// `Aborted` if the caller gave up; call it once a row, block or frame.
    pub fn check_cancel(&self) -> Result<()> {
        if self.cancel.is_cancelled() { Err(Error::new(Code::Aborted)) } else { Ok(()) }
    }

    /// Metadata that an output cannot carry: a warning, since the picture is whole.
    pub fn dropped(&mut self, format: &'static str, what: &str) {
        self.warnings.push(Warning { error: Error::new(Code::MetadataDropped).format(format).found(what) });
    }

    /// Damage that still left pixels: an error or a warning, as `failOn` says.
    pub fn damaged(&mut self, level: FailOn, error: Error) -> Result<()> {
        if self.fail_on != FailOn::None && self.fail_on >= level {
            return Err(error);
        }
        self.warnings.push(Warning { error });
        Ok(())
    }
}

impl Default for Job {
    fn default() -> Self {
        Self::new(Limits::default(), FailOn::Truncated, Cancel::default())
    }
}
