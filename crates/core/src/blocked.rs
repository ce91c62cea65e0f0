//! Formats that are refused when they come as inputs, and sharp's names for what reads each.

use crate::error::{Code, Error, Result};
use crate::format::Format;
use crate::spec::describe;
use serde_json::{Map, Value};

/// What reads a format in libvips, by its name behind `VipsForeignLoad`. Those without a format read files that are not read here:
/// to block them changes nothing. `Raw` is none of sharp's either, which takes samples from memory.
pub static LOADERS: &[(&str, &[Format])] = &[
    ("Jpeg", &[Format::Jpeg]),
    ("Png", &[Format::Png]),
    ("Webp", &[Format::Webp]),
    ("Nsgif", &[Format::Gif]),
    ("Heif", &[Format::Avif]),
    ("Jxl", &[Format::Jxl]),
    ("Tiff", &[Format::Tiff]),
    ("Svg", &[Format::Svg]),
    ("Ppm", &[Format::Pnm]),
    ("Rad", &[Format::Hdr]),
    ("Magick", MAGICK),
    ("Magick7", MAGICK),
    ("Analyze", &[]),
    ("Csv", &[]),
    ("Dcraw", &[]),
    ("Fits", &[]),
    ("Jp2k", &[]),
    ("Mat", &[]),
    ("Matrix", &[]),
    ("Nifti", &[]),
    ("Openexr", &[]),
    ("Openslide", &[]),
    ("Pdf", &[]),
    ("Raw", &[]),
    ("Uhdr", &[]),
    ("Vips", &[]),
];

/// What libvips has no loader of its own for.
const MAGICK: &[Format] =
    &[Format::Bmp, Format::Ico, Format::Qoi, Format::Farbfeld, Format::Dds, Format::Tga];

/// A set of formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Formats(u64);

impl Formats {
    fn parse(given: &Map<String, Value>, name: &str) -> Result<Self> {
        let wrong = |value: &Value| {
            Error::option(format!("blocked.{name}"), "list of formats that are read", describe(value))
        };
        let Some(list) = given.get(name) else { return Ok(Self::default()) };
        list.as_array().ok_or_else(|| wrong(list))?.iter().try_fold(Self::default(), |all, word| {
            let format = word.as_str().and_then(Format::from_name).ok_or_else(|| wrong(word))?;
            Ok(Self(all.0 | Self::bit(format)))
        })
    }

    const fn bit(format: Format) -> u64 {
        1 << format as u64
    }

    const fn has(self, format: Format) -> bool {
        self.0 & Self::bit(format) != 0
    }
}

/// What a job refuses: as its input, and as a file of its recipe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    input: Formats,
    files: Formats,
}

impl Blocked {
    /// `blocked` of a request, with lists of names.
    pub fn parse(request: &Map<String, Value>) -> Result<Self> {
        let Some(given) = request.get("blocked") else { return Ok(Self::default()) };
        let map = given.as_object().ok_or_else(|| Error::option("blocked", "object", describe(given)))?;
        Ok(Self { input: Formats::parse(map, "input")?, files: Formats::parse(map, "files")? })
    }

    /// While a file of the recipe is read.
    #[must_use]
    pub const fn of_files(self) -> Self {
        Self { input: self.files, files: self.files }
    }

    /// Refuses a format that is read now, be it within a file of another.
    pub fn check(self, format: Format) -> Result<()> {
        if self.input.has(format) {
            Err(Error::new(Code::BlockedFormat).format(format.name()))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::FORMATS;
    use crate::job::Cancel;
    use serde_json::json;

    fn blocked(value: Value) -> Result<Blocked> {
        Blocked::parse(json!({ "blocked": value }).as_object().unwrap())
    }

    #[test]
    fn every_format_that_is_sniffed_has_a_loader() {
        for row in FORMATS.iter().filter(|row| row.reads) {
            let found = LOADERS.iter().filter(|(_, formats)| formats.contains(&row.format)).count();
            assert_eq!(found > 0, row.format != Format::Raw, "{}", row.name);
        }
    }

    #[test]
    fn the_input_and_the_files_of_a_recipe_are_blocked_apart() {
        let blocked = blocked(json!({ "input": ["svg"], "files": ["png", "tiff"] })).unwrap();
        let refused = |blocked: Blocked| {
            let all = FORMATS.iter().filter(|row| blocked.check(row.format).is_err());
            all.map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(refused(blocked), ["svg"]);
        assert_eq!(refused(blocked.of_files()), ["png", "tiff"]);
        assert_eq!(refused(Blocked::default()), [""; 0]);
    }

    #[test]
    fn every_task_that_reads_an_image_refuses_a_blocked_one() {
        // "QOI - The Quite OK Image Format", version 1.0: 2 × 1 pixels of RGB, a run of two, the end.
        let qoi = b"qoif\0\0\0\x02\0\0\0\x01\x03\0\xc1\0\0\0\0\0\0\0\x01".to_vec();
        let code = |task: &str, blocked: Value| {
            let request = json!({ "task": task, "blocked": blocked }).to_string();
            crate::task::run(&request, &mut [qoi.clone()], &Cancel::default()).err().map(|e| e.code)
        };
        for task in ["probe", "metadata", "plan", "convert", "stats", "placeholder"] {
            assert_eq!(code(task, json!({ "input": ["qoi"] })), Some(Code::BlockedFormat), "{task}");
            assert_ne!(code(task, json!({ "files": ["qoi"] })), Some(Code::BlockedFormat), "{task}");
        }
    }

    #[test]
    fn a_request_that_names_no_format_is_refused() {
        for wrong in [json!({ "input": ["svgg"] }), json!({ "files": "svg" }), json!(["svg"])] {
            assert_eq!(blocked(wrong).unwrap_err().code, Code::InvalidOption);
        }
    }
}
