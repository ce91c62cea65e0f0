//! index.d.ts and index.d.mts: the hand-written api.d.ts with the tables' types in it.
//! The CommonJS one is `export =` with a namespace, the other re-exports it: both see the same types.

use super::{Generated, constants};
use pixmill_core::bytes::{deflater, inflater};
use pixmill_core::codecs::raw::{self, blank, joined};
use pixmill_core::codecs::text;
use pixmill_core::error::CODES;
use pixmill_core::format::{FORMATS, FormatRow};
use pixmill_core::ops::{OPS, OpRow};
use pixmill_core::spec::{Default, Field, Type};
use pixmill_core::zip::{name, policy, tasks as archive};
use pixmill_core::{limits, metadata, recipe};
use std::fmt::Write;
use std::fs;
use std::path::Path;

const TEMPLATE: &str = "crates/xtask/src/generate/api.d.ts";

/// `resize` → `Resize`.
fn pascal(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn union<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|w| format!("'{w}'")).collect::<Vec<_>>().join(" | ")
}

/// Before the names of objects in an input's options.
const INPUT: &str = "Input";

/// The interface of an object, or of each in a list: `images` of `composite` are `CompositeImage`.
fn named(field: &Field, owner: &str) -> String {
    let name = pascal(field.name);
    let one = if matches!(field.ty, Type::List(..)) { name.trim_end_matches('s') } else { &name };
    format!("{owner}{one}")
}

/// `owner` is the operation whose objects are meant, so that those of several have names of their own.
fn type_of(field: &Field, owner: &str) -> String {
    match field.ty {
        Type::Integer(..) | Type::Number(..) => "number".to_owned(),
        Type::Integers(..) => "number | readonly number[]".to_owned(),
        Type::Numbers(..) => "number | readonly number[] | readonly (readonly number[])[]".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Switch(..) => "number | boolean".to_owned(),
        Type::Quality => "number | 'auto'".to_owned(),
        Type::Choice(words) => union(words.iter().copied()),
        Type::Index(words, _) => format!("{} | number", union(words.iter().copied())),
        Type::Words(words) => format!("readonly ({})[]", union(words.iter().copied())),
        Type::Colour => "Colour".to_owned(),
        Type::Text(_) => "string".to_owned(),
        Type::Tags => "ExifTags".to_owned(),
        Type::Object(inner) if same(inner, policy::LIMITS) => "ArchiveLimits".to_owned(),
        Type::Object(inner) if same(inner, limits::FIELDS) => "Limits".to_owned(),
        Type::Files(_) => "readonly FileSource[]".to_owned(),
        Type::File => "FileSource".to_owned(),
        // How a format is read is of the input; how it is written is the format's own.
        Type::Object(_) if owner != INPUT && FORMATS.iter().any(|row| row.name == field.name) => {
            format!("{}Options", pascal(field.name))
        }
        Type::List(..) => format!("readonly {}[]", named(field, owner)),
        Type::Object(_) => named(field, owner),
    }
}

/// Whether two tables are one. A static's contents may have several addresses, so these do not tell.
fn same(one: &[Field], other: &[Field]) -> bool {
    one.iter().map(|field| field.name).eq(other.iter().map(|field| field.name))
}

fn default(field: &Field) -> String {
    match field.default {
        Default::None | Default::Fields => String::new(),
        Default::Number(n) => format!(" Default {n}."),
        Default::Bool(b) => format!(" Default {b}."),
        Default::Text(text) => format!(" Default '{text}'."),
    }
}

fn doc(field: &Field) -> String {
    let unit = if field.unit.is_empty() { String::new() } else { format!(" ({})", field.unit) };
    let range = match field.ty {
        Type::Integer(min, max) => format!(", whole, {min} to {max}"),
        Type::Number(min, max) | Type::Switch(min, max) => format!(", {min} to {max}"),
        Type::Integers(min, max, most) => format!(", whole, {min} to {max}, one or at most {most}"),
        Type::Numbers(min, max, least, most) => format!(", {least} to {most} of {min} to {max}"),
        Type::Index(_, most) => format!(", 0 to {most}"),
        Type::Quality => ", whole, 1 to 100".to_owned(),
        Type::List(_, most) => format!(", 1 to {most}"),
        Type::Files(most) => format!(", at most {most}"),
        _ => String::new(),
    };
    format!("{}{unit}{range}.{}", field.doc, default(field))
}

fn interface(text: &mut String, name: &str, about: &str, fields: &[Field]) {
    owned_interface(text, name, about, fields, "");
}

fn owned_interface(text: &mut String, name: &str, about: &str, fields: &[Field], owner: &str) {
    let _ = writeln!(text, "  /** {about} */\n  export interface {name} {{");
    for field in fields {
        let mark = if field.required { "" } else { "?" };
        let ty = place_of(field, fields, owner);
        let _ = writeln!(text, "    /** {} */\n    {}{mark}: {ty};", doc(field), field.name);
        for alias in field.aliases {
            let _ = writeln!(text, "    /** `{}` by its other spelling. */\n    {alias}?: {ty};", field.name);
        }
    }
    text.push_str("  }\n");
}

/// The type of a field among others: what can stand in place of a file is taken in it, too.
fn place_of(field: &Field, among: &[Field], owner: &str) -> String {
    let ty = type_of(field, owner);
    let instead = |other: &&Field| matches!(field.ty, Type::File) && ["create", "text"].contains(&other.name);
    among
        .iter()
        .filter(instead)
        .fold(ty, |ty, other| format!("{ty} | {{ {}: {} }}", other.name, type_of(other, owner)))
}

/// The interfaces of objects within an operation's parameters, innermost first.
fn objects(text: &mut String, fields: &[Field], owner: &str) {
    for field in fields {
        if let Type::Object(inner) | Type::List(inner, _) = field.ty {
            objects(text, inner, owner);
            owned_interface(text, &named(field, owner), field.doc, inner, owner);
        }
    }
}

fn names<'a>(name: &'a str, aliases: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    std::iter::once(name).chain(aliases.iter().copied())
}

fn tables() -> String {
    let mut text = String::new();
    let _ = writeln!(text, "  export type ErrorCode = {};", union(CODES.iter().map(|row| row.name)));
    let mut kinds: Vec<&str> = CODES.iter().map(|row| row.kind.name()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let _ = writeln!(text, "  export type ErrorKind = {};", union(kinds));
    let _ = writeln!(text, "  export type Format = {};", union(FORMATS.iter().map(|row| row.name)));
    let writable = FORMATS.iter().filter(|row| row.writes).flat_map(|row| names(row.name, row.aliases));
    let _ = writeln!(text, "  export type OutputFormat = {};", union(writable));
    interface(&mut text, "Limits", "What an image may be and use.", limits::FIELDS);
    let own: Vec<Field> = recipe::INPUT.iter().filter(|field| field.name != "limits").copied().collect();
    objects(&mut text, &own, INPUT);
    owned_interface(&mut text, "InputOptions", "How an image is read.", recipe::INPUT, INPUT);
    interface(&mut text, "RawInput", "What describes samples without a file format.", raw::FIELDS);
    objects(&mut text, blank::FIELDS, "Create");
    owned_interface(
        &mut text,
        "CreateOptions",
        "An image that is made: one colour all over, or noise.",
        blank::FIELDS,
        "Create",
    );
    interface(&mut text, "TextOptions", "Text that becomes an image.", text::FIELDS);
    interface(&mut text, "JoinOptions", "How several images become one.", joined::FIELDS);
    interface(
        &mut text,
        "MetadataOptions",
        "What of the input's metadata an output keeps, and what is set in it.",
        metadata::FIELDS,
    );
    interface(&mut text, "PackOptions", "How an entry of an archive is packed.", archive::FIELDS);
    interface(&mut text, "ArchiveLimits", "What an archive that is read may hold.", policy::LIMITS);
    interface(&mut text, "UnzipOptions", "How an archive is read.", policy::FIELDS);
    interface(&mut text, "CompressOptions", "How bytes are compressed.", deflater::FIELDS);
    interface(
        &mut text,
        "GzipFields",
        "How bytes are compressed, and what gzip's header tells.",
        deflater::GZIP,
    );
    interface(&mut text, "InflateOptions", "What may come out.", inflater::FIELDS);
    interface(&mut text, "NameOptions", "What becomes of names that cannot stay as they are.", name::FIELDS);
    interface(
        &mut text,
        "BatchNameOptions",
        "The same of a batch, whose names follow from its images.",
        name::BATCH_FIELDS,
    );
    for row in FORMATS.iter().filter(|row| row.writes) {
        interface(&mut text, &format!("{}Options", pascal(row.name)), row.doc, row.options);
    }
    for row in OPS {
        let owner = pascal(row.name);
        objects(&mut text, row.fields, &owner);
        owned_interface(&mut text, &format!("{owner}Options"), row.doc, row.fields, &owner);
    }
    let steps = OPS.iter().map(|row| {
        let ops = union(names(row.name, row.aliases));
        format!("({{ op: {ops} }} & {}Options)", pascal(row.name))
    });
    let _ = writeln!(text, "  export type Step = {};", steps.collect::<Vec<_>>().join(" | "));
    let outputs = FORMATS.iter().filter(|row| row.writes).map(|row| {
        let formats = union(names(row.name, row.aliases));
        format!("(OutputOptions & {{ format: {formats} }} & {}Options)", pascal(row.name))
    });
    let each = FORMATS.iter().filter(|row| row.writes);
    let each = each.map(|row| format!("{}?: {}Options", row.name, pascal(row.name))).collect::<Vec<_>>();
    let _ = writeln!(
        text,
        "  /** Options of formats, each where an image comes out in it although it is not asked for. */\n  export type FormatsOptions = {{ {} }};",
        each.join("; ")
    );
    let _ = writeln!(
        text,
        "  export interface OutputOptions {{\n    name?: string;\n    steps?: Step[];\n    metadata?: MetadataOptions;\n  }}\n  export type Output = {} | (OutputOptions & {{ format?: undefined; formats?: FormatsOptions }});",
        outputs.collect::<Vec<_>>().join(" | ")
    );
    text
}

fn op_method(text: &mut String, name: &str, row: &OpRow) {
    let options = format!("{}Options", pascal(row.name));
    let _ = writeln!(text, "    /** {} */\n    {name}(options?: {options}): this;", row.doc);
    if row.positional.is_empty() {
        return;
    }
    let type_of_named = |name: &str| {
        let field = row.fields.iter().find(|f| f.name == name);
        field.map_or_else(String::new, |field| place_of(field, row.fields, &pascal(row.name)))
    };
    let given: Vec<String> =
        row.positional.iter().map(|p| format!("{p}?: {} | null", type_of_named(p))).collect();
    let omitted = union(row.positional.iter().copied());
    let _ = writeln!(text, "    {name}({}, options?: Omit<{options}, {omitted}>): this;", given.join(", "));
}

fn format_method(text: &mut String, name: &str, row: &FormatRow) {
    let _ =
        writeln!(text, "    /** {} */\n    {name}(options?: {}Options): this;", row.doc, pascal(row.name));
}

fn methods() -> String {
    let mut text = String::new();
    for row in OPS {
        for name in names(row.name, row.aliases) {
            op_method(&mut text, name, row);
        }
    }
    for row in FORMATS.iter().filter(|row| row.writes) {
        for name in names(row.name, row.aliases) {
            format_method(&mut text, name, row);
        }
    }
    text
}

/// The constants, with what `versions` and `format` have in them.
fn statics(root: &Path) -> Result<String, String> {
    let mut text = String::new();
    let quoted = |key: &str| if key.contains('-') { format!("'{key}'") } else { key.to_owned() };
    for row in constants::all() {
        let words: Vec<String> = row.words.iter().map(|word| format!("readonly {word}: '{word}'")).collect();
        let _ =
            writeln!(text, "  /** {} */\n  export const {}: {{ {} }};", row.doc, row.name, words.join("; "));
    }
    let formats = union(FORMATS.iter().flat_map(|row| names(row.name, row.aliases)));
    let _ = writeln!(
        text,
        "  /** Formats by name, and by other names that `toFormat` takes, which `Object.keys` leaves out. */\n  export const format: {{ readonly [name in {formats}]: FormatInfo }};"
    );
    let libraries: Vec<String> =
        constants::libraries(root)?.keys().map(|name| format!("readonly {}: string", quoted(name))).collect();
    let _ = writeln!(
        text,
        "  /** This version of pixmill, and those of the libraries that it is made of. */\n  export const versions: {{ readonly pixmill: string; {} }};",
        libraries.join("; ")
    );
    Ok(text)
}

/// The same on an instance.
fn of_instances() -> String {
    let words = constants::all().into_iter().map(|row| row.name);
    let mut text = String::new();
    for name in words.chain(["format", "versions"]) {
        let _ = writeln!(text, "    readonly {name}: typeof {name};");
    }
    text
}

/// Replaces the one line that holds `mark`.
fn insert(text: &str, mark: &str, body: &str) -> Result<String, String> {
    let line =
        text.lines().find(|line| line.trim() == mark).ok_or_else(|| format!("{TEMPLATE}: no line {mark}"))?;
    Ok(text.replace(&format!("{line}\n"), body))
}

/// Names that the namespace exports, and whether each is a value.
fn exported(text: &str) -> Vec<&str> {
    let starts = ["function ", "const ", "class ", "interface ", "type "];
    let mut found: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  export "))
        .filter_map(|rest| starts.iter().find_map(|start| rest.strip_prefix(start)))
        .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
        .collect();
    found.dedup();
    found
}

pub fn files(root: &Path) -> Result<Vec<Generated>, String> {
    let path = root.join(TEMPLATE);
    let template = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let text = insert(&template, "// tables", &tables())?;
    let text = insert(&text, "// methods", &methods())?;
    let text = insert(&text, "// constants", &statics(root)?)?;
    let text = insert(&text, "// constants of an instance", &of_instances())?;
    let mut module = "/** Types of `import pixmill, { batch } from 'pixmill'`: those of index.d.ts. Made by `cargo xtask generate`. */\nimport pixmill = require('./index.js');\nexport default pixmill;\n".to_owned();
    for name in exported(&text) {
        let _ = writeln!(module, "export import {name} = pixmill.{name};");
    }
    Ok(vec![("index.d.ts".to_owned(), text), ("index.d.mts".to_owned(), module)])
}
