//! Core's own judgement of every operation's parameters, whoever asked: the front checks before it.

use pixmill_core::error::Code;
use pixmill_core::ops::OPS;
use pixmill_core::recipe::Recipe;
use pixmill_core::spec::{Field, Type};
use serde_json::{Map, Value, json};

/// What a field takes.
fn good(ty: &Type) -> Value {
    match ty {
        Type::Integer(min, _) | Type::Number(min, _) => json!(min),
        Type::Integers(min, ..) => json!([min]),
        Type::Numbers(min, _, least, _) => json!(vec![min; *least]),
        Type::Boolean | Type::Switch(..) => json!(true),
        Type::Quality => json!("auto"),
        Type::Choice(words) | Type::Index(words, _) => json!(words.first()),
        Type::Words(_) => json!([]),
        Type::Colour => json!("#010203"),
        Type::Text(_) => json!(""),
        Type::Tags => json!({}),
        Type::Files(_) => json!(["data:;base64,"]),
        Type::File => json!("data:;base64,"),
        Type::List(fields, _) => json!([whole(fields)]),
        Type::Object(fields) => json!(whole(fields)),
    }
}

/// Every field that must be given.
fn whole(fields: &[Field]) -> Map<String, Value> {
    fields
        .iter()
        .filter(|field| field.required)
        .map(|field| (field.name.to_owned(), good(&field.ty)))
        .collect()
}

/// What a field refuses, each with where below it the error is.
fn bad(ty: &Type) -> Vec<(Value, String)> {
    let here =
        |values: Vec<Value>| values.into_iter().map(|value| (value, String::new())).collect::<Vec<_>>();
    // Steps of one vanish beside the largest numbers.
    let beside = |min: f64, max: f64| {
        [min - 1.0, max + 1.0, max * 2.0 + 1.0].into_iter().filter(move |n| *n < min || *n > max)
    };
    match ty {
        Type::Integer(min, max) => here(
            beside(*min, *max)
                .chain([min + 0.5])
                .map(|n| json!(n))
                .chain([json!("1"), json!(true), json!([])])
                .collect(),
        ),
        Type::Number(min, max) | Type::Switch(min, max) => {
            here(beside(*min, *max).map(|n| json!(n)).chain([json!("1"), json!([])]).collect())
        }
        Type::Integers(min, max, most) => {
            here(vec![json!([]), json!([min - 1.0]), json!([max + 1.0]), json!(vec![min; most + 1])])
        }
        Type::Numbers(min, max, least, most) => {
            let mut values: Vec<Value> = beside(*min, *max).map(|n| json!(vec![n; *least])).collect();
            values.push(json!(vec![*min; most + 1]));
            values.push(json!(vec!["1"; *least]));
            values.push(json!(vec![*min; least.saturating_sub(1)]));
            here(values.into_iter().filter(|value| *least > 0 || value != &json!([])).collect())
        }
        Type::Quality => here(vec![json!(0), json!(101), json!(1.5), json!("best")]),
        Type::Boolean => here(vec![json!(1), json!("true")]),
        Type::Choice(_) => here(vec![json!("no such word"), json!(7)]),
        Type::Index(_, most) => here(vec![json!("no such word"), json!(-1), json!(most + 1), json!(0.5)]),
        Type::Words(_) => here(vec![json!("no list"), json!(["no such word"])]),
        Type::Colour => here(vec![json!("colourless"), json!("#12345"), json!(7), json!({ "r": 1 })]),
        Type::Text(most) => here(
            vec![json!(7), json!("x".repeat((*most).min(1 << 20) + 1))]
                .into_iter()
                .take(if *most < 1 << 20 { 2 } else { 1 })
                .collect(),
        ),
        Type::Tags | Type::Files(_) | Type::File => here(vec![json!(7), json!("a.png")]),
        Type::List(fields, most) => {
            let item = good(&Type::Object(fields));
            let mut values = here(vec![json!([]), json!({}), json!(vec![item; most + 1])]);
            values.extend(inner(fields).map(|(item, at)| (json!([item]), format!("[0]{at}"))));
            values
        }
        Type::Object(fields) => here(vec![json!([]), json!(7)]).into_iter().chain(inner(fields)).collect(),
    }
}

/// Objects of these fields with one that is wrong.
fn inner(fields: &'static [Field]) -> impl Iterator<Item = (Value, String)> {
    fields.iter().flat_map(move |field| {
        bad(&field.ty).into_iter().map(move |(value, at)| {
            let mut map = whole(fields);
            map.insert(field.name.to_owned(), value);
            (Value::Object(map), format!(".{}{at}", field.name))
        })
    })
}

#[test]
fn every_operation_refuses_each_wrong_parameter_and_says_where() {
    let mut count = 0;
    for row in OPS {
        for (mut step, at) in inner(row.fields) {
            step.as_object_mut().unwrap().insert("op".into(), row.name.into());
            let shown = step.to_string().chars().take(200).collect::<String>();
            let error = Recipe::parse(&json!({ "steps": [step] })).expect_err(&shown);
            assert_eq!(error.code, Code::InvalidOption, "{shown}");
            assert_eq!(error.fields.path.as_deref(), Some(format!("steps[0]{at}").as_str()), "{shown}");
            count += 1;
        }
        let error = Recipe::parse(&json!({ "steps": [{ "op": row.name, "nonesuch": 1 }] })).unwrap_err();
        assert_eq!(error.fields.path.as_deref(), Some("steps[0]"), "{}", row.name);
    }
    assert!(count > OPS.len(), "{count} wrong values");
}
