//! The reference as the page docs/api.md, for readers who have no running service.

use std::path::Path;

use sendook_domain::entities::Scope;

use super::*;
use crate::openapi::document::document;

/// The page in the repository.
const COMMITTED: &str = include_str!("../../../../../docs/api.md");

/// Set, it makes [`the_page_in_the_repository_is_that_of_the_code`] write the file.
const WRITE: &str = "SENDOOK_WRITE_OPENAPI";

#[derive(Template)]
#[template(path = "reference.md")]
struct Page<'d> {
    about: Vec<&'d str>,
    groups: Vec<Tagged<'d>>,
    scopes: Vec<(&'static str, Vec<String>)>,
    errors: &'static [Code],
    schemas: Vec<Shown<'d>>,
}

struct Tagged<'d> {
    name: &'d str,
    description: &'d str,
    rows: Vec<Row<'d>>,
}

struct Row<'d> {
    call: String,
    summary: &'d str,
    needs: String,
    sends: String,
    answers: String,
}

impl<'d> Page<'d> {
    fn of(document: &'d Value) -> Self {
        let reference = Reference::of(document);
        Self {
            about: reference.about,
            groups: reference
                .groups
                .into_iter()
                .map(|group| Tagged {
                    name: group.name,
                    description: group.description,
                    rows: group
                        .routes
                        .iter()
                        .map(|route| row(document, route))
                        .collect(),
                })
                .collect(),
            scopes: Scope::ALL
                .map(|scope| (scope.as_str(), calls_of(document, scope)))
                .to_vec(),
            errors: reference.errors,
            schemas: reference.schemas,
        }
    }
}

/// The requirements of a route: alternatives, each a kind of credential with scopes or roles.
fn requirements(operation: &Value) -> impl Iterator<Item = (&str, Option<&str>)> {
    let alternatives = operation["security"].as_array().into_iter().flatten();
    let named = alternatives.flat_map(members);
    named.map(|(kind, wanted)| (kind, wanted[0].as_str()))
}

/// The routes that a key with this scope, and no other, may call.
fn calls_of(document: &Value, scope: Scope) -> Vec<String> {
    let routes = members(&document["paths"]).flat_map(|(path, methods)| {
        members(methods).map(move |(method, operation)| (path, method, operation))
    });
    routes
        .filter(|(_, _, operation)| {
            requirements(operation).any(|(_, wanted)| wanted == Some(scope.as_str()))
        })
        .map(|(path, method, _)| format!("`{} {path}`", method.to_uppercase()))
        .collect()
}

fn row<'d>(document: &'d Value, route: &Route<'d>) -> Row<'d> {
    let operation = &document["paths"][route.path][route.method.to_lowercase()];
    let needs: Vec<_> = requirements(operation)
        .map(|requirement| match requirement {
            ("accessToken", Some(role)) => format!("token, role `{role}`"),
            ("accessToken", None) => "token".to_owned(),
            ("clientBasic", _) => "the same as HTTP Basic".to_owned(),
            (_, Some(scope)) => format!("key with `{scope}`"),
            (_, None) => "key".to_owned(),
        })
        .collect();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.filter_map(|parameter| {
        let name = text(&parameter["name"]);
        match text(&parameter["in"]) {
            "query" => Some(format!("`?{name}=`")),
            "header" => Some(format!("`{name}`")),
            _ => None,
        }
    });
    let body = route.body.iter().map(|body| {
        let optional = if body.required { "" } else { " or nothing" };
        format!("{}{optional}", to_schema(body.name, body.name))
    });
    let good = route
        .answers
        .iter()
        .filter(|answer| answer.status < "300" || answer.status == "501")
        .map(|answer| match &answer.link {
            Some(link) => {
                let name = link.trim_start_matches("schema-");
                format!("{} {}", answer.status, to_schema(name, &answer.kind))
            }
            None => answer.status.to_owned(),
        });
    Row {
        call: format!("{} {}", route.method, route.path),
        summary: route.summary,
        needs: needs.join(" or "),
        sends: body.chain(parameters).collect::<Vec<_>>().join(" "),
        answers: good.collect::<Vec<_>>().join(", "),
    }
}

fn to_schema(name: &str, shown: &str) -> String {
    format!("[{shown}](#{})", name.to_lowercase())
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[test]
fn the_page_in_the_repository_is_that_of_the_code() {
    let document = serde_json::to_value(document()).unwrap();
    let page = Page::of(&document).render().unwrap() + "\n";
    if std::env::var_os(WRITE).is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
        std::fs::write(file, page).unwrap();
        return;
    }
    assert!(
        page == COMMITTED,
        "docs/api.md is not what the code says: run this test with {WRITE}=1"
    );
}
