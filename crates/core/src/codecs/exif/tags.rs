//! EXIF's tags by name (EXIF 3.0, tables 4 to 19; TIFF 6.0), and their values from text.

use super::structure::Kind::{Ascii, Byte, Long, Rational, Short, Signed, Undefined};
use super::structure::{Directory, EXIF, Exif, GPS, Kind, Value};

/// Directories by the names that sharp and libexif give them.
pub const DIRECTORIES: &[&str] = &["IFD0", "IFD1", "IFD2", "IFD3"];

type Row = (&'static str, u16, Kind);

/// IFD0: the image and who made it.
const MAIN: &[Row] = &[
    ("ImageDescription", 0x010e, Ascii),
    ("Make", 0x010f, Ascii),
    ("Model", 0x0110, Ascii),
    ("Orientation", 0x0112, Short),
    ("XResolution", 0x011a, Rational),
    ("YResolution", 0x011b, Rational),
    ("ResolutionUnit", 0x0128, Short),
    ("Software", 0x0131, Ascii),
    ("DateTime", 0x0132, Ascii),
    ("Artist", 0x013b, Ascii),
    ("HostComputer", 0x013c, Ascii),
    ("YCbCrPositioning", 0x0213, Short),
    ("Rating", 0x4746, Short),
    ("RatingPercent", 0x4749, Short),
    ("Copyright", 0x8298, Ascii),
    ("XPTitle", 0x9c9b, Byte),
    ("XPComment", 0x9c9c, Byte),
    ("XPAuthor", 0x9c9d, Byte),
    ("XPKeywords", 0x9c9e, Byte),
    ("XPSubject", 0x9c9f, Byte),
];

/// IFD2 in sharp's numbers: how it was taken.
const TAKEN: &[Row] = &[
    ("ExposureTime", 0x829a, Rational),
    ("FNumber", 0x829d, Rational),
    ("ExposureProgram", 0x8822, Short),
    ("SpectralSensitivity", 0x8824, Ascii),
    ("ISOSpeedRatings", 0x8827, Short),
    ("PhotographicSensitivity", 0x8827, Short),
    ("SensitivityType", 0x8830, Short),
    ("ExifVersion", 0x9000, Undefined),
    ("DateTimeOriginal", 0x9003, Ascii),
    ("DateTimeDigitized", 0x9004, Ascii),
    ("OffsetTime", 0x9010, Ascii),
    ("OffsetTimeOriginal", 0x9011, Ascii),
    ("OffsetTimeDigitized", 0x9012, Ascii),
    ("ShutterSpeedValue", 0x9201, Signed),
    ("ApertureValue", 0x9202, Rational),
    ("BrightnessValue", 0x9203, Signed),
    ("ExposureBiasValue", 0x9204, Signed),
    ("MaxApertureValue", 0x9205, Rational),
    ("SubjectDistance", 0x9206, Rational),
    ("MeteringMode", 0x9207, Short),
    ("LightSource", 0x9208, Short),
    ("Flash", 0x9209, Short),
    ("FocalLength", 0x920a, Rational),
    ("UserComment", 0x9286, Undefined),
    ("SubSecTime", 0x9290, Ascii),
    ("SubSecTimeOriginal", 0x9291, Ascii),
    ("SubSecTimeDigitized", 0x9292, Ascii),
    ("ColorSpace", 0xa001, Short),
    ("PixelXDimension", 0xa002, Long),
    ("PixelYDimension", 0xa003, Long),
    ("RelatedSoundFile", 0xa004, Ascii),
    ("FocalPlaneXResolution", 0xa20e, Rational),
    ("FocalPlaneYResolution", 0xa20f, Rational),
    ("FocalPlaneResolutionUnit", 0xa210, Short),
    ("SensingMethod", 0xa217, Short),
    ("CustomRendered", 0xa401, Short),
    ("ExposureMode", 0xa402, Short),
    ("WhiteBalance", 0xa403, Short),
    ("DigitalZoomRatio", 0xa404, Rational),
    ("FocalLengthIn35mmFilm", 0xa405, Short),
    ("SceneCaptureType", 0xa406, Short),
    ("GainControl", 0xa407, Short),
    ("Contrast", 0xa408, Short),
    ("Saturation", 0xa409, Short),
    ("Sharpness", 0xa40a, Short),
    ("SubjectDistanceRange", 0xa40c, Short),
    ("ImageUniqueID", 0xa420, Ascii),
    ("CameraOwnerName", 0xa430, Ascii),
    ("BodySerialNumber", 0xa431, Ascii),
    ("LensSpecification", 0xa432, Rational),
    ("LensMake", 0xa433, Ascii),
    ("LensModel", 0xa434, Ascii),
    ("LensSerialNumber", 0xa435, Ascii),
];

/// IFD3 in sharp's numbers: where it was taken.
const PLACE: &[Row] = &[
    ("GPSVersionID", 0x0000, Byte),
    ("GPSLatitudeRef", 0x0001, Ascii),
    ("GPSLatitude", 0x0002, Rational),
    ("GPSLongitudeRef", 0x0003, Ascii),
    ("GPSLongitude", 0x0004, Rational),
    ("GPSAltitudeRef", 0x0005, Byte),
    ("GPSAltitude", 0x0006, Rational),
    ("GPSTimeStamp", 0x0007, Rational),
    ("GPSSatellites", 0x0008, Ascii),
    ("GPSStatus", 0x0009, Ascii),
    ("GPSMeasureMode", 0x000a, Ascii),
    ("GPSDOP", 0x000b, Rational),
    ("GPSSpeedRef", 0x000c, Ascii),
    ("GPSSpeed", 0x000d, Rational),
    ("GPSTrackRef", 0x000e, Ascii),
    ("GPSTrack", 0x000f, Rational),
    ("GPSImgDirectionRef", 0x0010, Ascii),
    ("GPSImgDirection", 0x0011, Rational),
    ("GPSMapDatum", 0x0012, Ascii),
    ("GPSDestLatitudeRef", 0x0013, Ascii),
    ("GPSDestLatitude", 0x0014, Rational),
    ("GPSDestLongitudeRef", 0x0015, Ascii),
    ("GPSDestLongitude", 0x0016, Rational),
    ("GPSDateStamp", 0x001d, Ascii),
    ("GPSDifferential", 0x001e, Short),
    ("GPSHPositioningError", 0x001f, Rational),
];

/// Whether a tag of the main directory tells of the picture, not of how its samples are stored.
pub fn is_main(tag: u16) -> bool {
    MAIN.iter().any(|(_, row, _)| *row == tag)
}

fn rows(directory: &str) -> &'static [Row] {
    match directory {
        "IFD0" | "IFD1" => MAIN,
        "IFD2" => TAKEN,
        "IFD3" => PLACE,
        _ => &[],
    }
}

/// What is wrong with a tag that was given, and what is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    Directory,
    Name,
    Value(&'static str),
}

/// Sets a tag by the names of its directory and its own, from text: numbers apart by spaces, fractions as `1/100` or decimals.
pub fn set(exif: &mut Exif, directory: &str, name: &str, text: &str) -> Result<(), Wrong> {
    if !DIRECTORIES.contains(&directory) {
        return Err(Wrong::Directory);
    }
    let (_, tag, kind) = rows(directory).iter().find(|(row, ..)| *row == name).ok_or(Wrong::Name)?;
    let value = value(exif, *kind, text)?;
    let into: &mut Directory = match directory {
        "IFD2" => exif.main.child(EXIF),
        "IFD3" => exif.main.child(GPS),
        _ => &mut exif.main,
    };
    into.set(*tag, value);
    Ok(())
}

fn value(exif: &Exif, kind: Kind, text: &str) -> Result<Value, Wrong> {
    if matches!(kind, Ascii | Undefined) || (kind == Byte && text.parse::<u8>().is_err()) {
        let mut bytes = text.as_bytes().to_vec();
        match kind {
            // EXIF 3.0, 4.6.2: text ends with a zero.
            Ascii => bytes.push(0),
            // Windows' own tags hold UTF-16 with a zero after it.
            Byte => bytes = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect(),
            _ => {}
        }
        return Ok(Value { kind: kind as u16, count: bytes.len() as u32, bytes });
    }
    let values: Option<Vec<(u32, u32)>> =
        text.split([' ', ',']).filter(|p| !p.is_empty()).map(|p| number(kind, p)).collect();
    match values {
        Some(values) if !values.is_empty() => Ok(exif.numbers(kind, &values)),
        _ => Err(Wrong::Value(match kind {
            Rational => "numbers or fractions such as 1/100, apart by spaces",
            Signed => "numbers or fractions such as -1/3, apart by spaces",
            Short => "whole numbers from 0 to 65535, apart by spaces",
            _ => "whole numbers, apart by spaces",
        })),
    }
}

fn number(kind: Kind, text: &str) -> Option<(u32, u32)> {
    match kind {
        Byte => text.parse::<u8>().ok().map(|value| (value.into(), 1)),
        Short => text.parse::<u16>().ok().map(|value| (value.into(), 1)),
        Long => text.parse::<u32>().ok().map(|value| (value, 1)),
        Rational => fraction(text).and_then(|(above, below)| Some((u32::try_from(above).ok()?, below))),
        // The bits of a signed number.
        Signed => fraction(text).and_then(|(above, below)| Some((i32::try_from(above).ok()? as u32, below))),
        Ascii | Undefined => None,
    }
}

/// `1/100`, or a decimal with as many digits as fit.
fn fraction(text: &str) -> Option<(i64, u32)> {
    if let Some((above, below)) = text.split_once('/') {
        return Some((
            above.parse().ok()?,
            below.parse().ok().filter(|below: &u32| *below > 0 && i32::try_from(*below).is_ok())?,
        ));
    }
    let value: f64 =
        text.parse().ok().filter(|value: &f64| value.is_finite() && value.abs() < 2_147_483_648.0)?;
    let below = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
        .into_iter()
        .take_while(|below| value.abs() * f64::from(*below) < 2_147_483_647.0)
        .find(|below| (value * f64::from(*below)).fract() == 0.0 || *below == 1_000_000)
        .unwrap_or(1);
    Some(((value * f64::from(below)).round() as i64, below))
}
