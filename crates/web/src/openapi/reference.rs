//! The page that shows the document to people.

#[cfg(test)]
mod markdown;

use askama::Template;
use serde_json::Value;

use super::schemas::{Field, Shown, fields, link, shown, type_of};
use super::values::{members, resolved, text};
use crate::error::{CODES, Code};

/// The reference, as one page.
#[derive(Template)]
#[template(path = "reference.html")]
pub(super) struct Reference<'d> {
    title: &'d str,
    version: &'d str,
    about: Vec<&'d str>,
    groups: Vec<Group<'d>>,
    errors: &'static [Code],
    schemas: Vec<Shown<'d>>,
}

struct Group<'d> {
    name: &'d str,
    description: &'d str,
    routes: Vec<Route<'d>>,
}

struct Route<'d> {
    id: &'d str,
    summary: &'d str,
    method: String,
    path: &'d str,
    description: &'d str,
    parameters: Vec<Field<'d>>,
    body: Option<Body<'d>>,
    answers: Vec<Answer<'d>>,
}

struct Body<'d> {
    name: &'d str,
    required: bool,
    fields: Vec<Field<'d>>,
}

struct Answer<'d> {
    status: &'d str,
    description: &'d str,
    kind: String,
    link: Option<String>,
    codes: Vec<&'d str>,
}

impl<'d> Reference<'d> {
    /// Reads what it shows out of the document.
    pub(super) fn of(document: &'d Value) -> Self {
        let groups = document["tags"].as_array().into_iter().flatten();
        let schemas = members(&document["components"]["schemas"]);
        Self {
            title: text(&document["info"]["title"]),
            version: text(&document["info"]["version"]),
            about: text(&document["info"]["description"])
                .split("\n\n")
                .collect(),
            groups: groups.map(|tag| group(document, tag)).collect(),
            errors: CODES,
            schemas: schemas
                .map(|(name, schema)| shown(document, name, schema))
                .collect(),
        }
    }
}

fn group<'d>(document: &'d Value, tag: &'d Value) -> Group<'d> {
    let routes = members(&document["paths"]).flat_map(|(path, methods)| {
        let methods = members(methods).filter(|(_, operation)| operation["tags"][0] == tag["name"]);
        methods.map(move |(method, operation)| route(document, path, method, operation))
    });
    Group {
        name: text(&tag["name"]),
        description: text(&tag["description"]),
        routes: routes.collect(),
    }
}

fn route<'d>(document: &'d Value, path: &'d str, method: &str, operation: &'d Value) -> Route<'d> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let body = &operation["requestBody"];
    let sent = body.pointer("/content/application~1json/schema");
    Route {
        id: text(&operation["operationId"]),
        summary: text(&operation["summary"]),
        method: method.to_uppercase(),
        path,
        description: text(&operation["description"]),
        parameters: parameters
            .map(|parameter| Field {
                description: text(&parameter["description"]),
                ..Field::new(
                    text(&parameter["name"]),
                    &parameter["schema"],
                    parameter["required"] == true,
                )
            })
            .collect(),
        body: sent.map(|schema| Body {
            name: link(schema).unwrap_or_default(),
            required: body["required"] == true,
            fields: fields(document, schema),
        }),
        answers: members(&operation["responses"])
            .map(|(status, answer)| self::answer(document, status, answer))
            .collect(),
    }
}

fn answer<'d>(document: &'d Value, status: &'d str, answer: &'d Value) -> Answer<'d> {
    let answer = resolved(document, answer);
    let content = &answer["content"]["application/json"];
    let codes: Vec<_> = members(&content["examples"])
        .map(|(code, _)| code)
        .collect();
    let schema = &content["schema"];
    let named = link(schema).or_else(|| link(&schema["items"]));
    Answer {
        status,
        description: text(&answer["description"]),
        kind: type_of(schema),
        link: named
            .filter(|_| codes.is_empty())
            .map(|name| format!("schema-{name}")),
        codes,
    }
}
