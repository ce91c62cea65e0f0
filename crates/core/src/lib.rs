//! pixmill-core: all behaviour of pixmill. No JS, no files, no clock, no environment, no printing.
//!
//! The data line: bytes → sniff → [`format::Format`] → decode under [`limits::Limits`] → [`pixels::Pixels`] → [`ops`] → encode → bytes → [`zip`].

#![cfg_attr(
    not(feature = "full"),
    allow(dead_code, reason = "a flavour without a format's decoder reads its header all the same")
)]

pub mod blocked;
pub mod build;
pub mod bytes;
pub mod carried;
pub mod codecs;
pub mod colour;
pub mod convert;
pub mod error;
pub mod format;
pub mod input;
pub mod job;
pub mod limits;
pub mod metadata;
pub mod ops;
pub mod peaks;
pub mod pixels;
pub mod placeholder;
pub mod plan;
pub mod recipe;
pub mod search;
pub mod spec;
pub mod ssimulacra2;
pub mod stage;
pub mod stats;
pub mod task;
pub mod thumb_hash;
pub mod whole;
pub mod zip;

pub use error::{Code, Error, Kind, Result};
