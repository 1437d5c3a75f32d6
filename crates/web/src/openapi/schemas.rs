//! Schemas as the reference shows them: a line a field.

use serde_json::Value;

use super::values::{members, resolved, text};

/// One field, or one parameter.
pub(super) struct Field<'d> {
    pub(super) name: &'d str,
    pub(super) kind: String,
    pub(super) link: Option<String>,
    pub(super) limits: String,
    pub(super) required: bool,
    pub(super) description: &'d str,
}

/// One named schema.
pub(super) struct Shown<'d> {
    pub(super) name: &'d str,
    pub(super) description: &'d str,
    pub(super) values: Vec<&'d str>,
    pub(super) fields: Vec<Field<'d>>,
}

impl<'d> Field<'d> {
    pub(super) fn new(name: &'d str, schema: &'d Value, required: bool) -> Self {
        // One that may be `null` besides.
        let inner = schema.pointer("/oneOf/0").unwrap_or(schema);
        let named = link(inner).or_else(|| link(&inner["items"]));
        let described = schema.get("description").unwrap_or(&inner["description"]);
        Self {
            name,
            kind: type_of(schema),
            link: named.map(|name| format!("schema-{name}")),
            limits: limits(schema),
            required,
            description: text(described),
        }
    }
}

/// A named schema with its fields.
pub(super) fn shown<'d>(document: &'d Value, name: &'d str, schema: &'d Value) -> Shown<'d> {
    let values = schema["enum"].as_array().into_iter().flatten();
    Shown {
        name,
        description: text(&schema["description"]),
        values: values.map(text).collect(),
        fields: fields(document, schema),
    }
}

/// The fields of a schema, of all its parts and variants.
pub(super) fn fields<'d>(document: &'d Value, schema: &'d Value) -> Vec<Field<'d>> {
    let schema = resolved(document, schema);
    let required = schema["required"].as_array();
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
    let own = members(&schema["properties"]);
    let own = own.map(|(name, field)| Field::new(name, field, is_required(name)));
    let parts = ["allOf", "oneOf"]
        .into_iter()
        .filter_map(|parts| schema[parts].as_array());
    own.chain(parts.flatten().flat_map(|part| fields(document, part)))
        .collect()
}

/// The name of the schema that is referred to.
pub(super) fn link(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The type in words.
pub(super) fn type_of(schema: &Value) -> String {
    if let Some(name) = link(schema) {
        return name.to_owned();
    }
    if let Some(variants) = schema["oneOf"].as_array() {
        return variants
            .iter()
            .map(type_of)
            .collect::<Vec<_>>()
            .join(" or ");
    }
    let of_items = || format!("list of {}", type_of(&schema["items"]));
    let in_words = |kind: &Value| match text(kind) {
        "array" => of_items(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(in_words).collect::<Vec<_>>().join(" or "),
        kind => in_words(kind),
    }
}

fn limits(schema: &Value) -> String {
    let values = schema["enum"].as_array().into_iter().flatten();
    let values: Vec<_> = values.map(text).collect();
    let number = |name: &str, words: &str| schema.get(name).map(|value| format!("{words} {value}"));
    let quoted = |name: &str, words: &str| {
        schema[name]
            .as_str()
            .map(|value| format!("{words} {value}"))
    };
    [
        (!values.is_empty()).then(|| values.join(", ")),
        number("minimum", "from"),
        number("maximum", "to"),
        number("minLength", "least characters:"),
        number("maxLength", "most characters:"),
        number("minItems", "least items:"),
        quoted("format", "format"),
        quoted("pattern", "pattern"),
        quoted("example", "such as"),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("; ")
}
