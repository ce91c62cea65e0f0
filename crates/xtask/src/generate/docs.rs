//! docs/{formats,operations,errors,input}.md: the tables as pages.

use super::table::number;
use pixmill_core::bytes::{deflater, inflater};
use pixmill_core::codecs::raw::{self, blank, joined};
use pixmill_core::codecs::text;
use pixmill_core::error::CODES;
use pixmill_core::format::FORMATS;
use pixmill_core::ops::OPS;
use pixmill_core::spec::{Default, Field, Type};
use pixmill_core::zip::policy::{self, RULES, Treatment};
use pixmill_core::{metadata, recipe};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const NOTE: &str = "<!-- Made by `cargo xtask generate` from the tables in crates/core. -->\n";

fn default(field: &Field) -> String {
    match field.default {
        Default::None | Default::Fields => "–".to_owned(),
        Default::Number(n) => number(n).to_string(),
        Default::Bool(b) => b.to_string(),
        Default::Text(text) => format!("`{text}`"),
    }
}

fn options(text: &mut String, fields: &[Field]) {
    if fields.is_empty() {
        text.push_str("No options.\n");
        return;
    }
    text.push_str("| option | accepts | default | unit | what it does |\n|---|---|---|---|---|\n");
    for field in fields {
        let accepts = field.ty.expectation();
        let _ = writeln!(
            text,
            "| `{}` | {accepts} | {} | {} | {} |",
            field.names().collect::<Vec<_>>().join("`, `"),
            default(field),
            field.unit,
            field.doc
        );
    }
    for field in fields {
        // A format's own options stand at that format.
        let own = FORMATS.iter().any(|row| row.name == field.name);
        if let (false, Type::Object(inner) | Type::List(inner, _)) = (own, field.ty) {
            let _ = writeln!(text, "\n### `{}`\n", field.name);
            options(text, inner);
        }
    }
}

/// What of a file's colours is honoured, and what is not.
const COLOURS: &str = "
## Colours

ICC profiles are applied in every format that carries them; PNG's `cICP` goes before its profile. PNG's `gAMA`, `cHRM` and `sRGB` are not applied:
the samples are taken as sRGB, as sharp does (0.35.5 gives PngSuite's `g*` and `ccw*` the samples that they hold).

Radiance's `EXPOSURE` and `COLORCORR` lines are not applied: samples are what the file holds, not divided into the scene's light, as ImageMagick (7.1.1-39)
and libvips read them.
";

pub fn formats() -> String {
    let mut text = format!(
        "{NOTE}# Formats\n\n| format | extensions | MIME type | reads | writes | wasm build | for |\n|---|---|---|---|---|---|---|\n"
    );
    let mark = |yes: bool| if yes { "yes" } else { "no" };
    for row in FORMATS {
        let _ = writeln!(
            text,
            "| `{}` | {} | `{}` | {} | {} | {} | {} |",
            row.name,
            row.extensions.join(", "),
            row.mime,
            mark(row.reads),
            mark(row.writes),
            row.flavour.name(),
            row.doc
        );
    }
    text.push_str(COLOURS);
    for row in FORMATS.iter().filter(|row| row.writes) {
        let _ = writeln!(text, "\n## Options of `{}`\n", row.name);
        options(&mut text, row.options);
    }
    text
}

/// The step that each picture shows, as `npm run pictures` wrote it.
fn pictured(root: &Path) -> Result<Map<String, Value>, String> {
    let path = root.join("docs/pictures/recipes.json");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

pub fn operations(root: &Path) -> Result<String, String> {
    let steps = pictured(root)?;
    let mut text = format!(
        "{NOTE}# Operations\n\nSteps run in the written order. Sizes are pixels. The pictures show before and after, and are made by `npm run pictures`.\n"
    );
    for row in OPS {
        let aliases = if row.aliases.is_empty() {
            String::new()
        } else {
            format!(" (also `{}`)", row.aliases.join("`, `"))
        };
        let _ = writeln!(text, "\n## `{}`{aliases}\n\n{}\n", row.name, row.doc);
        if let Some(step) = steps.get(row.name).and_then(Value::as_str) {
            let _ = writeln!(text, "![before and after](pictures/{}.webp)\n\n`{step}`\n", row.name);
        }
        if !row.positional.is_empty() {
            let _ = writeln!(text, "By position: `.{}({})`.\n", row.name, row.positional.join(", "));
        }
        options(&mut text, row.fields);
    }
    Ok(text)
}

pub fn errors() -> String {
    let mut text = format!(
        "{NOTE}# Error codes\n\nEvery error is a `PixmillError`: `code` is stable, `kind` says who must act, the message is made from the fields.\n\n| code | kind | message | what to do |\n|---|---|---|---|\n"
    );
    for row in CODES {
        let _ = writeln!(text, "| `{}` | {} | {} | {} |", row.name, row.kind.name(), row.message, row.doc);
    }
    text
}

pub fn metadata() -> String {
    let mut text = format!(
        "{NOTE}# Metadata\n\nThe recipe's `outputs[].metadata`: what of the input's metadata an output keeps, and what is set in it. By default nothing is kept and pixels are sRGB.\n\nThe methods `keepExif`, `keepIccProfile`, `keepXmp`, `keepIptc`, `keepMetadata`, `withExif`, `withExifMerge`, `withIccProfile`, `withXmp`, `withDensity` and `withMetadata` set these options.\n\n"
    );
    options(&mut text, metadata::FIELDS);
    let named = |write: bool| {
        let rows = FORMATS.iter().filter(|row| {
            let carrier = row.codec.metadata;
            if write { carrier.write.is_some() } else { carrier.read.is_some() }
        });
        rows.map(|row| row.name).collect::<Vec<_>>().join(", ")
    };
    let _ = writeln!(
        text,
        "\nRead from {}; written to {}. Elsewhere it is left out, with the warning `MetadataDropped`.\n\nIn `exif`, text is ASCII or UTF-8, numbers stand apart by spaces, fractions are `1/250` or decimals: `{{ IFD0: {{ Artist: 'A' }}, IFD2: {{ ExposureTime: '1/250' }}, IFD3: {{ GPSLatitudeRef: 'N', GPSLatitude: '52 31 12.5' }} }}`.",
        named(false),
        named(true)
    );
    text
}

pub fn input() -> String {
    let mut text =
        format!("{NOTE}# Input options\n\nThe recipe's `input`, and the second argument of `pixmill()`.\n\n");
    options(&mut text, recipe::INPUT);
    text.push_str("\n## Samples without a format\n\n`pixmill({ data, width, height, channels })`, or `pixmill(samples, { raw: { width, height, channels } })`. In the second form a Uint16Array is `ushort` and a Float32Array `float`, unless `depth` says otherwise.\n\n");
    options(&mut text, raw::FIELDS);
    text.push_str("\n## Images that are made\n\n`pixmill({ create: { width, height, channels, background } })`, in a batch too. No bytes are held for them; the limits are those of any input. Pages (`pageHeight`, here and of samples) are an animation: 100 ms each, for ever, unless the output says otherwise (`delay`, `loop`).\n\n");
    options(&mut text, blank::FIELDS);
    text.push_str(TEXT);
    options(&mut text, text::FIELDS);
    text.push_str(JOINED);
    options(&mut text, joined::FIELDS);
    text
}

const TEXT: &str = "
## Text

`pixmill({ text: { text: 'Hello', fontfile } })`, in a batch and a list of images too, and `composite([{ input: { text } }])`. It is laid out as Pango does it for libvips:
glyphs and lines stand on whole pixels, letters are hinted lightly by FreeType's rules, the picture is as large as what shows. Without `rgba` it is one channel,
white on black. Directions (Unicode's bidirectional algorithm), ligatures, marks and scripts with joined letters are heeded; lines break behind spaces and hyphens and between
ideographs. A letter that the font lacks is taken from the next one that has it; where no font is bold or slanted, letters are made so. Emoji in colours are not drawn.
Markup other than the one below, and `&` and `<` by themselves, are an `InvalidOption`.

";

const JOINED: &str = "
## Several images as one

`pixmill([a, b, c], { join: { across: 2, shim: 4 } })`; items of a batch that are lists are joined by its `join`. Every cell is as large as the widest and the highest image.
Each image is turned upright and becomes sRGB first; the result has colours, alpha and the depth that any of them has, and PNG's format unless another is named. Of an animation
the first frame is taken. Their metadata is not kept. `page` and `pages` count the frames of `animated`.

";

pub fn unzip() -> String {
    let mut text = format!(
        "{NOTE}# Reading archives\n\nOptions of `unzip()`, `unzipSync()` and `unzipTo()`, beside `password` and `signal`.\n\n"
    );
    options(&mut text, policy::FIELDS);
    text.push_str("\n## Methods\n\nStored, deflated and deflate64 entries; encrypted by WinZip's AES (AE-1 and AE-2, 128 to 256 bits) or by ZipCrypto, with `password`. Others are listed, and reading them is `UnsupportedMethod`.\n\n## Streams\n\nBytes, a Blob, a path or `{ read(offset, length), size }` are read from the directory, entries in any order and at the same time. A ReadableStream, Readable, AsyncIterable or Response is read as it comes: entries in the order of their data, each read or passed over before the next. What came is provisional until the loop ends without an error: then the directory has said the same. A stored entry whose size stands behind its data cannot be read so (`SizeUnknown`).\n\n## `unzipTo(input, dir, options)`\n\nFiles in a folder, which is made if it is not there; in Node, Deno and Bun. All names are judged before anything is written: one that could leave the folder (`UnsafeName`), that Windows takes for something else (`ReservedName`), that is another's where letter case and composition do not count (`SimilarName`) or the same (`DuplicateName`) refuses the archive. Empty parts of a name and `.` are left out. Each file is written under a temporary name and renamed when its size and CRC-32 are right; its time is set, and its permissions as far as the umask leaves them, without setuid, setgid and sticky. Symbolic links and devices of the archive are passed over (`SpecialFile`); links in the folder are not followed (`SymbolicLink`), those in the path `dir` itself are. A file that exists is `AlreadyExists`, unless `overwrite: true`. After a failure files that were finished stay; of a stream none, for they are renamed when its directory has come.\n");
    text.push_str("\n## Rules\n\nRefused always: entries that overlap, sizes and CRC-32s that are not the data's, an archive that can be read in two ways, damage. The rules below each have an error code; `allow: ['DuplicateName']` relaxes the one of that name. What is warned of is in `archive.warnings`, and refused with `strict: true`, which checks all local headers before it tells the first entry.\n\n| rule | by default | strict | what breaks it |\n|---|---|---|---|\n");
    for rule in RULES {
        let by_default = if rule.treatment == Treatment::Refused { "refused" } else { "warned of" };
        let _ = writeln!(text, "| `{}` | {by_default} | refused | {} |", rule.name, rule.doc);
    }
    text
}

/// What stands before and behind the tables of docs/bytes.md.
const BYTES: [&str; 2] = [include_str!("bytes-before.md"), include_str!("bytes-after.md")];

pub fn bytes() -> String {
    let mut text = format!("{NOTE}{}## Options of `gzip`\n\n", BYTES[0]);
    options(&mut text, deflater::GZIP);
    text.push_str("\n`mtime` may be a Date too; it is never the present by itself, so that results are reproducible.\n\n## Options of `zlib` and `deflate`\n\n");
    options(&mut text, deflater::FIELDS);
    text.push_str("\n## Options of `gunzip`, `unzlib` and `inflate`\n\n");
    options(&mut text, inflater::FIELDS);
    text.push_str("\nAll take `dictionary`: bytes that the data may refer to, of which the last 32 KiB count; whoever inflates needs the same. What is not synchronous takes `signal` and `timeoutMs`, streams `signal`.\n\n");
    text + BYTES[1]
}
