use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Audience, Described, ROUTES, Route, World};

/// The path of a route as the document writes it.
fn template(route: &Route) -> String {
    let path = route
        .path
        .replace("{organization}", "{organization_id}")
        .replace("{token}", "{token_id}");
    let names = [
        "{key}",
        "{inbox}",
        "{session}",
        "{member}",
        "{invitation}",
        "{factor}",
    ];
    names
        .iter()
        .fold(path, |path, name| path.replace(name, "{id}"))
}

#[test]
fn it_has_every_route_and_no_other() {
    let described = Described::load();
    let operations = described.operations();
    let mut listed: BTreeSet<_> = operations
        .map(|(path, method, _)| (path.to_owned(), method.to_uppercase()))
        .collect();
    let of_the_api = ROUTES.map(|route| (template(&route), route.method));
    let of_itself = ["/openapi.json", "/docs"].map(|path| (path.to_owned(), "GET"));
    for (path, method) in of_the_api.into_iter().chain(of_itself) {
        let known = listed.remove(&(path.clone(), method.to_owned()));
        assert!(known, "{method} {path}");
    }
    assert!(listed.is_empty(), "{listed:?}");
}

#[test]
fn each_route_names_its_credential_its_scope_and_its_success() {
    let described = Described::load();
    for route in ROUTES {
        let operation = described
            .operation(&template(&route), route.method)
            .unwrap();
        let security = match route.audience {
            Audience::Anyone => json!([]),
            Audience::Person => json!([{"accessToken": []}]),
            Audience::Member(role) => json!([{"accessToken": [role.as_str()]}]),
            Audience::Key(scope) if route.path.starts_with("/oauth/") => {
                json!([{"apiKey": [scope.as_str()]}, {"clientBasic": [scope.as_str()]}])
            }
            Audience::Key(scope) => json!([{"apiKey": [scope.as_str()]}]),
            Audience::AnyKey if route.path.starts_with("/oauth/") => {
                json!([{"apiKey": []}, {"clientBasic": []}])
            }
            Audience::AnyKey => json!([{"apiKey": []}]),
            Audience::Either => json!([{"apiKey": []}, {"accessToken": []}]),
        };
        assert_eq!(
            operation["security"], security,
            "{} {}",
            route.method, route.path
        );
        let success = &operation["responses"][route.success.to_string()];
        assert!(success.is_object(), "{} {}", route.method, route.path);
    }
}

#[test]
fn names_of_operations_are_unique() {
    let described = Described::load();
    let names = described
        .operations()
        .map(|(_, _, operation)| operation["operationId"].to_string());
    let names: Vec<_> = names.collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
}

/// The codes of the contract's table of errors; those of a test of readiness come beside them.
#[rustfmt::skip] // A list is read as one.
const CODES: [&str; 30] = [
    "validation_failed", "invalid_json", "invalid_request", "missing_credentials", "invalid_token", "wrong_credential_type",
    "token_expired", "api_key_expired", "api_key_disabled", "invalid_credentials", "request_timeout", "forbidden",
    "insufficient_scope", "not_found", "method_not_allowed", "email_taken", "inbox_taken", "payload_too_large",
    "unsupported_media_type", "too_many_requests", "length_required", "internal_error", "unavailable", "database_is_standby",
    "database_replaced", "rotation_in_progress", "no_rotation", "idempotency_key_in_use", "registration_closed", "mail_not_configured",
];

#[test]
fn every_code_is_listed_and_some_route_answers_it() {
    let described = Described::load();
    let answered: BTreeSet<_> = described
        .operations()
        .flat_map(|(_, _, operation)| described.codes(operation))
        .collect();
    for code in CODES {
        assert!(
            described
                .at(&format!("/components/examples/{code}"))
                .is_object(),
            "{code}"
        );
        assert!(
            code == "method_not_allowed" || answered.contains(code),
            "{code}"
        );
    }
}

#[test]
fn every_field_and_parameter_is_described() {
    fn walk(at: &str, value: &Value) {
        if let Some(fields) = value.get("properties").and_then(Value::as_object) {
            for (name, field) in fields {
                let of_variant = field
                    .get("enum")
                    .is_some_and(|names| names.as_array().unwrap().len() == 1);
                let of_nullable = field.pointer("/oneOf/0/description");
                let described = field["description"].is_string() || of_nullable.is_some();
                assert!(of_variant || described, "{at}: {name}");
            }
        }
        if value.get("in").is_some() {
            assert!(value["description"].is_string(), "{at}: {value}");
        }
        match value {
            Value::Object(object) => object
                .iter()
                .for_each(|(name, below)| walk(&format!("{at}/{name}"), below)),
            Value::Array(items) => items.iter().for_each(|below| walk(at, below)),
            _ => {}
        }
    }
    let described = Described::load();
    walk("", described.at(""));
}

#[actix_web::test]
async fn every_field_of_a_body_is_read() {
    let (world, person) = World::with_person().await;
    let described = Described::load();
    for route in ROUTES {
        let operation = described
            .operation(&template(&route), route.method)
            .unwrap();
        let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") else {
            continue;
        };
        let fields = described.resolved(body)["properties"].as_object().unwrap();
        for name in fields.keys() {
            let ask = world.ask(route.method, &route.path_of(&person));
            let ask = ask.bearer(route.credential_of(&person));
            let answer = ask.json(&json!({ name: {"no": "field takes this"} })).await;
            let faulty = answer.faulty_fields();
            assert!(
                faulty.contains(name),
                "{} {}: {name}",
                route.method,
                route.path
            );
        }
    }
}
