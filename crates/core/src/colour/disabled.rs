//! In a flavour that decodes nothing there are no colours to convert.

use crate::error::Result;
use crate::job::Job;
use crate::pixels::{Colour, Pixels};

#[derive(Debug)]
pub struct Profile;

impl Profile {
    pub fn parse(_bytes: &[u8]) -> Option<Self> {
        None
    }

    pub fn is_understood(&self) -> bool {
        false
    }

    pub fn fits(&self, _pixels: &Pixels) -> bool {
        false
    }

    pub fn to_srgb(&self, pixels: Pixels, _job: &mut Job) -> Result<Pixels> {
        Ok(pixels)
    }

    pub fn from_srgb(&self, pixels: Pixels, _job: &mut Job) -> Result<Pixels> {
        Ok(pixels)
    }

    pub fn colour(&self) -> Colour {
        Colour::Srgb
    }

    pub fn bytes(&self) -> Vec<u8> {
        Vec::new()
    }
}

pub fn coded(_codes: [u8; 2]) -> Option<Profile> {
    None
}

pub fn srgb() -> Result<Profile> {
    Ok(Profile)
}

pub fn display_p3() -> Result<Profile> {
    Ok(Profile)
}
