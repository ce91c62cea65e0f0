//! What several operations are made of: kernels, ways through an image, and tests of both.

pub mod alpha;
pub mod channels;
pub mod convolution;
pub mod halving;
pub mod kind;
pub mod layout;
pub mod morphology;
pub mod operand;
pub mod point;
pub mod rounded;
pub mod sample;
pub mod stencil;
#[cfg(test)]
pub mod testing;
pub mod widest;
