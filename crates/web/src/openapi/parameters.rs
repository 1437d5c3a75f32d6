//! The parameters of paths and queries.

use sendook_domain::usage::UsageWindow;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{
    ArrayBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Required, Schema, SchemaFormat, Type,
};

/// The parameter of a path, by its name.
pub(super) fn in_path(name: &str) -> Parameter {
    let what = match name {
        "organization_id" => "The organization.",
        _ => "What the call is about.",
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(what))
        .schema(Some(id()))
        .build()
}

/// What makes a request safe to send again.
pub(super) fn idempotency_key() -> Parameter {
    let key = text()
        .max_length(Some(255))
        .pattern(Some("^[!-~]+$"))
        .examples(["8e03978e-40d5-43dd-bc93-6894a57f9324"]);
    let what = "A header of 1 to 255 visible ASCII characters, best a random UUID: sent again with it within 24 hours, the same request has no further effect, and gets the same answer.";
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(what))
        .schema(Some(key))
        .build()
}

/// Which part of a list is wanted.
pub(super) fn of_page() -> [Parameter; 2] {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(1000))
        .default(Some(1000.into()));
    [
        in_query("limit", "How many items at most.", limit),
        in_query(
            "cursor",
            "Where to go on: taken from the Link header of the page before.",
            id(),
        ),
    ]
}

/// What keys a list is to hold.
pub(super) fn of_keys() -> [Parameter; 6] {
    let environment = Ref::from_schema_name("Environment");
    [
        in_query(
            "active",
            "Only keys that are enabled, or only those that are disabled.",
            boolean(),
        ),
        in_query("environment", "Only keys of this environment.", environment),
        in_query(
            "unused_since",
            "Only keys that were not used since.",
            instant(),
        ),
        in_query("expires_before", "Only keys that end before.", instant()),
        in_query(
            "created_by",
            "Only keys that this person or key made.",
            id(),
        ),
        in_query(
            "q",
            "Only keys whose name contains this, in any letter case.",
            text().max_length(Some(100)),
        ),
    ]
}

/// What lines of the audit trail a list is to hold.
pub(super) fn of_audit() -> [Parameter; 4] {
    let action = Ref::from_schema_name("AuditAction");
    [
        in_query("action", "Only lines that record this.", action),
        in_query("since", "Only lines from this instant on.", instant()),
        in_query("until", "Only lines before this instant.", instant()),
        in_query(
            "about",
            "Only what the person, key, inbox or session with this id did, or what was done to it.",
            id(),
        ),
    ]
}

/// What a gateway requires of a key.
pub(super) fn of_gateway() -> [Parameter; 2] {
    let scopes = ArrayBuilder::new().items(Ref::from_schema_name("Scope"));
    let environment = Ref::from_schema_name("Environment");
    [
        in_query(
            "scope",
            "The key has this scope; where it comes several times, all of them. An access token is refused.",
            scopes,
        ),
        in_query(
            "environment",
            "The key is of this environment. An access token is refused.",
            environment,
        ),
    ]
}

/// How many days a report of use is to have.
pub(super) fn of_days() -> Parameter {
    let days = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(UsageWindow::LONGEST.days()))
        .default(Some(UsageWindow::default().days().into()));
    in_query("days", "How many days to tell of, today included.", days)
}

fn in_query(name: &str, description: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// An id of anything; the cursor of a list is one too.
fn id() -> ObjectBuilder {
    text()
        .max_length(Some(64))
        .pattern(Some("^[A-Za-z0-9_-]+$"))
}

fn boolean() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
}

fn instant() -> ObjectBuilder {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
}
