//! Judges values by the schemas of the API's description: the few keywords of JSON Schema that it has.

use std::collections::BTreeSet;

use chrono::DateTime;
use serde_json::{Map, Value};

use super::Described;

/// What is wrong with a value; a field that the schema does not know is.
pub(super) fn judge(described: &Described, schema: &Value, value: &Value) -> Result<(), String> {
    let known = fits(described, schema, value)?;
    if schema["additionalProperties"] == true {
        return Ok(());
    }
    let fields = value.as_object().into_iter().flat_map(Map::keys);
    match fields.into_iter().find(|name| !known.contains(*name)) {
        Some(unknown) => Err(format!("{unknown} is not described")),
        None => Ok(()),
    }
}

/// The names of the fields that the schema knows.
fn fits(described: &Described, schema: &Value, value: &Value) -> Result<BTreeSet<String>, String> {
    let mut known = BTreeSet::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$ref" => known.append(&mut fits(described, described.resolved(schema), value)?),
            "allOf" => {
                for part in rule.as_array().unwrap() {
                    known.append(&mut fits(described, part, value)?);
                }
            }
            "oneOf" => {
                let all = rule.as_array().unwrap().iter();
                let mut good: Vec<_> = all
                    .filter_map(|one| fits(described, one, value).ok())
                    .collect();
                let only = good.pop().filter(|_| good.is_empty());
                known.append(&mut only.ok_or(format!("{value} fits not just one of {rule}"))?);
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    known.insert(name.clone());
                    if let Some(field) = value.get(name) {
                        judge(described, rule, field)
                            .map_err(|error| format!("{name}: {error}"))?;
                    }
                }
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    judge(described, rule, item)?;
                }
            }
            _ if !holds(keyword, rule, value) => {
                return Err(format!("{value} breaks {keyword} {rule}"));
            }
            _ => {}
        }
    }
    Ok(known)
}

fn holds(keyword: &str, rule: &Value, value: &Value) -> bool {
    match keyword {
        "type" => match rule {
            Value::Array(kinds) => kinds.iter().any(|kind| is(kind, value)),
            kind => is(kind, value),
        },
        "enum" => rule.as_array().unwrap().contains(value),
        "required" => {
            let mut names = rule.as_array().unwrap().iter();
            names.all(|name| value.get(name.as_str().unwrap()).is_some())
        }
        "minimum" => value
            .as_f64()
            .is_none_or(|number| number >= rule.as_f64().unwrap()),
        "format" if rule == "date-time" => {
            let text = value.as_str();
            text.is_none_or(|text| DateTime::parse_from_rfc3339(text).is_ok())
        }
        "additionalProperties" => *rule == true,
        "format" | "description" | "example" => true,
        other => panic!("this test cannot judge {other}"),
    }
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("this test does not know the type {other}"),
    }
}
