//! A small validator for the JSON Schemas of docs/schema/.
//!
//! Knows the keywords those schemas use and refuses any other, so that none is passed over in
//! silence. Patterns are those of the `regex` crate.

use serde_json::Value;
use std::path::Path;

/// Checks a line against the schema of its type.
pub(crate) fn check(kind: &str, line: &Value) -> Result<(), String> {
    valid(&read(kind), line, kind)
}

fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../docs/schema/{name}.schema.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn valid(schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    for (keyword, asked) in schema.as_object().ok_or("a schema is an object")? {
        if !holds(keyword, asked, schema, value, at)? {
            return Err(format!("{at}: {keyword} does not hold for {value}"));
        }
    }
    Ok(())
}

fn holds(keyword: &str, asked: &Value, schema: &Value, value: &Value, at: &str) -> Result<bool, String> {
    let members = || value.as_object().into_iter().flatten();
    Ok(match keyword {
        "$schema" | "$id" | "title" | "description" => true,
        "$ref" => {
            let (file, name) =
                asked.as_str().and_then(|it| it.split_once(".schema.json#/$defs/")).ok_or("a strange $ref")?;
            valid(&read(file)["$defs"][name], value, at).map(|()| true)?
        }
        "type" => match asked {
            Value::Array(any) => any.iter().any(|it| is(it, value)),
            one => is(one, value),
        },
        "const" => asked == value,
        "enum" => asked.as_array().is_some_and(|it| it.contains(value)),
        "anyOf" => asked.as_array().is_some_and(|it| it.iter().any(|it| valid(it, value, at).is_ok())),
        "minimum" => value.as_i64().is_none_or(|it| Some(it) >= asked.as_i64()),
        "minItems" => value.as_array().is_none_or(|it| Some(it.len() as u64) >= asked.as_u64()),
        "maxItems" => value.as_array().is_none_or(|it| Some(it.len() as u64) <= asked.as_u64()),
        "pattern" => {
            let pattern = regex::Regex::new(asked.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|it| pattern.is_match(it))
        }
        "required" => asked.as_array().unwrap().iter().all(|it| value.get(it.as_str().unwrap()).is_some()),
        "properties" => {
            for (name, it) in members().filter(|it| asked.get(it.0).is_some()) {
                valid(&asked[name], it, &format!("{at}.{name}"))?;
            }
            true
        }
        "additionalProperties" => {
            for (name, it) in members().filter(|it| schema["properties"].get(it.0).is_none()) {
                match asked {
                    Value::Bool(false) => return Err(format!("{at}: {name} is unknown")),
                    asked => valid(asked, it, &format!("{at}.{name}"))?,
                }
            }
            true
        }
        "items" => {
            for (number, it) in value.as_array().into_iter().flatten().enumerate() {
                valid(asked, it, &format!("{at}[{number}]"))?;
            }
            true
        }
        unknown => return Err(format!("this validator does not know the keyword {unknown}")),
    })
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}
