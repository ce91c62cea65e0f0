//! ICC profiles: from the input's colours to sRGB, and from sRGB to what an output wants; and sRGB's own curve; CIELAB.

pub mod cmyk;
pub mod curve;
pub mod lab;
#[cfg_attr(feature = "basic", path = "profile.rs")]
#[cfg_attr(not(feature = "basic"), path = "disabled.rs")]
mod profile;

#[cfg(feature = "basic")]
#[cfg(test)]
mod tests;

pub use profile::{Profile, coded, display_p3, srgb};
