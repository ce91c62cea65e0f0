//! What a file carries beside its pixels, and its colours turned to sRGB.

use crate::codecs::metadata::Metadata;
use crate::colour::{self, Profile};
use crate::error::{Code, Error, Result, Stage};
use crate::format::FormatRow;
use crate::job::{FailOn, Job};
use crate::ops::layout;
use crate::pixels::{Layout, Pixels};

/// What a file carries beside its pixels, and the profile of its colours.
#[derive(Debug)]
pub struct Carried {
    pub metadata: Metadata,
    pub profile: Option<Profile>,
}

impl Carried {
    /// `own` is the profile that the decoder found. Damage of metadata that is not `wanted` costs no image.
    pub fn read(
        bytes: &[u8],
        own: Option<Vec<u8>>,
        row: &FormatRow,
        wanted: bool,
        job: &mut Job,
    ) -> Result<Self> {
        let read = row
            .codec
            .metadata
            .read
            .map(|read| read(bytes, &job.limits)?.with_profile(own, row.name, &job.limits));
        let metadata = match read {
            Some(Ok(metadata)) => metadata,
            // Its profile is left out.
            Some(Err(error)) if !wanted => {
                job.damaged(FailOn::Warning, error.during(Stage::Decode))?;
                Metadata::default()
            }
            Some(Err(error)) => return Err(error.during(Stage::Decode)),
            None => Metadata::default(),
        };
        let coded = metadata.cicp.and_then(colour::coded);
        if let Some([_, transfer]) = metadata.cicp.filter(|_| coded.is_none()) {
            let found = format!("colours of transfer function {transfer}, taken as sRGB");
            let error = Error::new(Code::UnsupportedFeature).format(row.name).found(found);
            job.damaged(FailOn::Warning, error.during(Stage::Decode))?;
        }
        let icc = || metadata.icc.as_deref().and_then(Profile::parse).filter(Profile::is_understood);
        let profile = coded.or_else(icc);
        if metadata.icc.is_some() && profile.is_none() {
            let error = Error::new(Code::CorruptImage).format(row.name).reason("ICC profile");
            job.damaged(FailOn::Warning, error.during(Stage::Decode))?;
        }
        Ok(Self { metadata, profile })
    }

    /// sRGB, or the file's own colours where they are kept; inks never are.
    pub fn colours(&self, mut pixels: Pixels, keep: bool, job: &mut Job) -> Result<Pixels> {
        let inks = matches!(pixels.layout, Layout::Cmyk | Layout::CmykA);
        match self.profile.as_ref().filter(|profile| profile.fits(&pixels)) {
            Some(profile) if keep && !inks => {
                pixels.colour = profile.colour();
                Ok(pixels)
            }
            Some(profile) => profile.to_srgb(pixels, job),
            None if inks => layout::cmyk_to_rgb(pixels, job),
            None => Ok(pixels),
        }
    }
}
