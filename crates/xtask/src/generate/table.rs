//! js/generated/table.js: what the front knows of formats, operations, codes and options.

use super::constants;
use pixmill_core::bytes::{deflater, inflater};
use pixmill_core::codecs::raw::{self, blank, joined};
use pixmill_core::codecs::text;
use pixmill_core::error::CODES;
use pixmill_core::format::FORMATS;
use pixmill_core::ops::OPS;
use pixmill_core::spec::{Default, Field, Type};
use pixmill_core::zip::{name, policy, tasks as archive};
use pixmill_core::{limits, recipe};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A parameter as the front's checker reads it.
pub fn field(field: &Field) -> Value {
    let mut map = Map::new();
    map.insert("name".into(), field.name.into());
    if !field.aliases.is_empty() {
        map.insert("aliases".into(), field.aliases.into());
    }
    let kind = match field.ty {
        Type::Integer(min, max) => {
            range(&mut map, min, max);
            "integer"
        }
        Type::Number(min, max) => {
            range(&mut map, min, max);
            "number"
        }
        Type::Integers(min, max, most) => {
            range(&mut map, min, max);
            map.insert("most".into(), most.into());
            "integers"
        }
        Type::Numbers(min, max, least, most) => {
            range(&mut map, min, max);
            map.insert("least".into(), least.into());
            map.insert("most".into(), most.into());
            "numbers"
        }
        Type::Boolean => "boolean",
        Type::Switch(min, max) => {
            range(&mut map, min, max);
            "switch"
        }
        Type::Quality => {
            range(&mut map, 1.0, 100.0);
            "quality"
        }
        Type::Choice(words) => {
            map.insert("values".into(), words.into());
            "choice"
        }
        Type::Index(words, most) => {
            range(&mut map, 0.0, f64::from(most));
            map.insert("values".into(), words.into());
            "index"
        }
        Type::Words(words) => {
            map.insert("values".into(), words.into());
            "words"
        }
        Type::Colour => "colour",
        Type::Text(most) => {
            map.insert("max".into(), most.into());
            "text"
        }
        Type::Tags => "tags",
        Type::Files(most) => {
            map.insert("most".into(), most.into());
            "files"
        }
        Type::File => "file",
        Type::List(inner, most) => {
            map.insert("most".into(), most.into());
            map.insert("fields".into(), fields(inner));
            "list"
        }
        Type::Object(inner) => {
            map.insert("fields".into(), fields(inner));
            "object"
        }
    };
    map.insert("type".into(), kind.into());
    match field.default {
        Default::None | Default::Fields => {}
        Default::Number(n) => drop(map.insert("default".into(), number(n))),
        Default::Bool(b) => drop(map.insert("default".into(), b.into())),
        Default::Text(text) => drop(map.insert("default".into(), text.into())),
    }
    if field.required {
        map.insert("required".into(), true.into());
    }
    map.insert("unit".into(), field.unit.into());
    map.insert("doc".into(), field.doc.into());
    Value::Object(map)
}

pub fn fields(fields: &[Field]) -> Value {
    fields.iter().map(field).collect()
}

/// A whole number without a decimal point.
pub fn number(n: f64) -> Value {
    if n.fract() == 0.0 { json!(n as i64) } else { json!(n) }
}

fn range(map: &mut Map<String, Value>, min: f64, max: f64) {
    map.insert("min".into(), number(min));
    map.insert("max".into(), number(max));
}

fn formats() -> Value {
    FORMATS
        .iter()
        .map(|row| {
            json!({
                "name": row.name,
                "aliases": row.aliases,
                "extensions": row.extensions,
                "mime": row.mime,
                "flavour": row.flavour.name(),
                "reads": row.reads,
                "writes": row.writes,
                "compressed": row.compressed,
                "alpha": row.carries.alpha,
                "animation": row.carries.animation,
                "options": fields(row.options),
                "doc": row.doc,
            })
        })
        .collect()
}

fn ops() -> Value {
    OPS.iter()
        .map(|row| {
            json!({
                "name": row.name,
                "aliases": row.aliases,
                "positional": row.positional,
                "fields": fields(row.fields),
                "doc": row.doc,
            })
        })
        .collect()
}

fn codes() -> Value {
    let rows = CODES.iter().map(|row| {
        (row.name.to_owned(), json!({ "kind": row.kind.name(), "message": row.message, "doc": row.doc }))
    });
    Value::Object(rows.collect())
}

/// One row a line, so that a change of one row is a change of one line.
fn constant(name: &str, doc: &str, value: &Value) -> String {
    let body = match value {
        Value::Array(rows) => {
            let lines: Vec<String> = rows.iter().map(|row| format!("  {row},\n")).collect();
            format!("[\n{}]", lines.concat())
        }
        Value::Object(map) => {
            let is_word = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let shown = |key: &String| if is_word(key) { key.clone() } else { format!("\"{key}\"") };
            let lines: Vec<String> =
                map.iter().map(|(key, row)| format!("  {}: {row},\n", shown(key))).collect();
            format!("{{\n{}}}", lines.concat())
        }
        other => other.to_string(),
    };
    format!("\n/** {doc} */\nexport const {name} = {body};\n")
}

pub fn script(root: &Path) -> Result<String, String> {
    let mut text = "/** Formats, operations, codes and options, from the tables in crates/core by `cargo xtask generate`. */\n".to_owned();
    text.push_str(&constant("version", "The version of this build.", &env!("CARGO_PKG_VERSION").into()));
    text.push_str(&constant("recipeVersion", "The recipe's `version`.", &recipe::VERSION.into()));
    text.push_str(&constant("formats", "One row a format.", &formats()));
    text.push_str(&constant("ops", "One row an operation.", &ops()));
    text.push_str(&constant("input", "The recipe's `input`.", &fields(recipe::INPUT)));
    text.push_str(&constant("limits", "The recipe's `input.limits`.", &fields(limits::FIELDS)));
    text.push_str(&constant("raw", "What describes raw input.", &fields(raw::FIELDS)));
    text.push_str(&constant("create", "What describes an image that is made.", &fields(blank::FIELDS)));
    text.push_str(&constant("text", "What describes text that becomes an image.", &fields(text::FIELDS)));
    text.push_str(&constant("join", "How several images become one.", &fields(joined::FIELDS)));
    text.push_str(&constant(
        "metadata",
        "The recipe's `outputs[].metadata`.",
        &fields(pixmill_core::metadata::FIELDS),
    ));
    text.push_str(&constant("archive", "How an entry of an archive is packed.", &fields(archive::FIELDS)));
    text.push_str(&constant("unzip", "Options of what reads archives.", &fields(policy::FIELDS)));
    text.push_str(&constant("compress", "What `deflate` and `zlib` accept.", &fields(deflater::FIELDS)));
    text.push_str(&constant("gzip", "What `gzip` accepts.", &fields(deflater::GZIP)));
    text.push_str(&constant("inflate", "What the calls that inflate accept.", &fields(inflater::FIELDS)));
    text.push_str(&constant(
        "naming",
        "What becomes of names that cannot stay as they are.",
        &fields(name::FIELDS),
    ));
    text.push_str(&constant(
        "batchNaming",
        "The same of a batch, whose names follow from its images.",
        &fields(name::BATCH_FIELDS),
    ));
    text.push_str(&constant(
        "devices",
        "Names of files that open devices on Windows.",
        &name::DEVICES.into(),
    ));
    text.push_str(&constant("codes", "One row an error code.", &codes()));
    text.push_str(&constant("constants", "sharp's constants, each word by its key.", &constants::values()));
    text.push_str(&constant(
        "loaders",
        "Formats by what reads them in libvips, behind VipsForeignLoad.",
        &constants::loaders(),
    ));
    text.push_str(&constant(
        "libraries",
        "Versions of what core is made of.",
        &constants::libraries(root)?.into(),
    ));
    Ok(text)
}
