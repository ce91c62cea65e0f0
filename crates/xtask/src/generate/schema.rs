//! js/generated/recipe.schema.json: the recipe as JSON Schema (draft 2020-12).

use super::table::number;
use pixmill_core::format::FORMATS;
use pixmill_core::ops::OPS;
use pixmill_core::recipe;
use pixmill_core::spec::{AUTO, Default, Field, Type};
use serde_json::{Map, Value, json};

fn schema(field: &Field) -> Value {
    let mut value = match field.ty {
        Type::Integer(min, max) => {
            json!({ "type": "integer", "minimum": number(min), "maximum": number(max) })
        }
        Type::Number(min, max) => json!({ "type": "number", "minimum": number(min), "maximum": number(max) }),
        Type::Integers(min, max, most) => {
            let one = json!({ "type": "integer", "minimum": number(min), "maximum": number(max) });
            json!({ "anyOf": [one, { "type": "array", "minItems": 1, "maxItems": most, "items": one }] })
        }
        Type::Numbers(min, max, least, most) => {
            let one = json!({ "type": "number", "minimum": number(min), "maximum": number(max) });
            let row = json!({ "type": "array", "items": one });
            let list = json!({ "type": "array", "minItems": least, "maxItems": most, "items": one });
            json!({ "anyOf": [one, list, { "type": "array", "maxItems": most, "items": row }] })
        }
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Switch(min, max) => {
            json!({ "type": ["number", "boolean"], "minimum": number(min), "maximum": number(max) })
        }
        Type::Quality => {
            json!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 100 }, { "const": AUTO }] })
        }
        Type::Choice(words) => json!({ "enum": words }),
        Type::Index(words, most) => {
            json!({ "anyOf": [{ "enum": words }, { "type": "integer", "minimum": 0, "maximum": most }] })
        }
        Type::Words(words) => json!({ "type": "array", "items": { "enum": words } }),
        Type::Colour => json!({ "$ref": "#/$defs/colour" }),
        Type::Text(most) => json!({ "type": "string", "maxLength": most }),
        Type::Tags => json!({
            "type": "object",
            "propertyNames": { "enum": pixmill_core::codecs::exif::tags::DIRECTORIES },
            "additionalProperties": { "type": "object", "additionalProperties": { "type": "string" } },
        }),
        Type::Files(most) => json!({
            "type": "array",
            "maxItems": most,
            "items": { "type": "string", "pattern": "^data:[^,]*;base64," },
        }),
        Type::File => json!({ "type": "string", "pattern": "^data:[^,]*;base64," }),
        Type::List(fields, most) => {
            json!({ "type": "array", "minItems": 1, "maxItems": most, "items": object(fields, Map::new(), &[]) })
        }
        Type::Object(fields) => object(fields, Map::new(), &[]),
    };
    if let Some(map) = value.as_object_mut() {
        let unit = if field.unit.is_empty() { String::new() } else { format!(" ({})", field.unit) };
        map.insert("description".into(), format!("{}{unit}", field.doc).into());
        match field.default {
            Default::None | Default::Fields => {}
            Default::Number(n) => drop(map.insert("default".into(), number(n))),
            Default::Bool(b) => drop(map.insert("default".into(), b.into())),
            Default::Text(text) => drop(map.insert("default".into(), text.into())),
        }
    }
    value
}

fn object(fields: &[Field], mut properties: Map<String, Value>, always: &[&str]) -> Value {
    let required: Vec<&str> =
        always.iter().copied().chain(fields.iter().filter(|f| f.required).map(|f| f.name)).collect();
    properties.extend(fields.iter().flat_map(|f| f.names().map(|name| (name.to_owned(), schema(f)))));
    let mut value = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let (Some(map), false) = (value.as_object_mut(), required.is_empty()) {
        map.insert("required".into(), required.into());
    }
    value
}

fn steps() -> Value {
    let rows = OPS.iter().map(|row| {
        let names: Vec<&str> = std::iter::once(row.name).chain(row.aliases.iter().copied()).collect();
        let own = Map::from_iter([("op".to_owned(), json!({ "enum": names, "description": row.doc }))]);
        object(row.fields, own, &["op"])
    });
    json!({ "type": "array", "items": { "oneOf": rows.collect::<Vec<_>>() } })
}

fn outputs() -> Value {
    let shared = || {
        Map::from_iter([
            ("name".to_owned(), json!({ "type": "string", "minLength": 1 })),
            ("steps".to_owned(), json!({ "$ref": "#/$defs/steps" })),
            ("metadata".to_owned(), object(pixmill_core::metadata::FIELDS, Map::new(), &[])),
        ])
    };
    let rows = FORMATS.iter().filter(|row| row.writes).map(|row| {
        let names: Vec<&str> = std::iter::once(row.name).chain(row.aliases.iter().copied()).collect();
        let mut own = shared();
        own.insert("format".to_owned(), json!({ "enum": names, "description": row.doc }));
        object(row.options, own, &["format"])
    });
    let each = FORMATS.iter().filter(|row| row.writes);
    let each: Map<_, _> =
        each.map(|row| (row.name.to_owned(), object(row.options, Map::new(), &[]))).collect();
    let mut own = shared();
    own.insert(
        "formats".to_owned(),
        json!({
            "type": "object",
            "additionalProperties": false,
            "properties": each,
            "description": "options of formats, each where the image comes out in it: its own format, or what stands in for that",
        }),
    );
    let without = object(&[], own, &[]);
    json!({ "type": "array", "items": { "oneOf": rows.chain([without]).collect::<Vec<_>>() } })
}

pub fn text() -> String {
    let colour = json!({ "oneOf": [
        { "type": "string", "description": "#rgb, #rgba, #rrggbb, #rrggbbaa, a CSS name, rgb(), hsl() or hwb()" },
        { "type": "object", "additionalProperties": false, "required": ["r", "g", "b"], "properties": {
            "r": { "type": "integer", "minimum": 0, "maximum": 255 },
            "g": { "type": "integer", "minimum": 0, "maximum": 255 },
            "b": { "type": "integer", "minimum": 0, "maximum": 255 },
            "alpha": { "type": "number", "minimum": 0, "maximum": 1 },
        } },
    ] });
    let value = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pixmill recipe",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "version": { "const": recipe::VERSION },
            "input": object(recipe::INPUT, Map::new(), &[]),
            "steps": { "$ref": "#/$defs/steps" },
            "outputs": outputs(),
        },
        "$defs": { "colour": colour, "steps": steps() },
    });
    format!("{value:#}\n")
}
