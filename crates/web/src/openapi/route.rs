//! One route of the document.

use utoipa::ToSchema;
use utoipa::openapi::path::{OperationBuilder, Parameter};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ArrayBuilder, Content, HttpMethod, ObjectBuilder, Ref, RefOr, Required, Response,
    ResponseBuilder, Schema, Type,
};

use super::caller::Caller;
use super::{errors, parameters};
use crate::error::ErrorForm;

/// A description in the making. The errors that follow from who may call and from what is sent are added by themselves.
pub(super) struct Route {
    pub(super) path: String,
    pub(super) method: HttpMethod,
    caller: Caller,
    operation: OperationBuilder,
    is_repeatable: bool,
    codes: Vec<&'static str>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

const JSON: &str = "application/json";

/// What every route that asks the database can answer.
const OF_DATABASE: [&str; 5] = [
    "request_timeout",
    "internal_error",
    "unavailable",
    "database_is_standby",
    "database_replaced",
];

impl Route {
    /// A route, the name by which generated clients call it, and what it does.
    pub(super) fn new(
        method: HttpMethod,
        path: &str,
        name: &str,
        summary: &str,
        caller: Caller,
    ) -> Self {
        let mut operation = OperationBuilder::new()
            .operation_id(Some(name))
            .summary(Some(summary));
        let names = path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'));
        for (name, _) in names {
            operation = operation.parameter(parameters::in_path(name));
        }
        let mut codes = OF_DATABASE.to_vec();
        codes.extend(caller.codes());
        // A path that holds a percent sign leads nowhere, wherever it is.
        if path.contains('{') {
            codes.push("not_found");
        }
        Self {
            path: path.to_owned(),
            method,
            caller,
            operation: caller.securities(operation),
            is_repeatable: false,
            codes,
            schemas: Vec::new(),
        }
    }

    /// What a client developer should know beyond the summary; who may call is added.
    pub(super) fn details(mut self, text: &str) -> Self {
        let who = self.caller.in_words();
        let text = format!("{text}\n\n{who}");
        self.operation = self.operation.description(Some(text.trim()));
        self
    }

    /// A request that makes something: with an idempotency key, it can be sent again without further effect. To be said before what it
    /// answers.
    pub(super) fn repeatable(mut self) -> Self {
        self.is_repeatable = true;
        self.operation = self.operation.parameter(parameters::idempotency_key());
        self.fails(&["idempotency_key_in_use"])
    }

    /// A JSON body that must be there.
    pub(super) fn body<T: ToSchema>(self) -> Self {
        self.sends::<T>(Required::True, [])
    }

    /// A JSON body that may be left out.
    pub(super) fn optional_body<T: ToSchema>(mut self) -> Self {
        self.codes.push("length_required");
        self.sends::<T>(Required::False, [])
    }

    /// A form, or a JSON body.
    pub(super) fn form_or_body<F: ToSchema, T: ToSchema>(mut self) -> Self {
        let form = Content::new(Some(self.known::<F>()));
        self.sends::<T>(
            Required::True,
            [("application/x-www-form-urlencoded", form)],
        )
    }

    fn sends<T: ToSchema>(
        mut self,
        required: Required,
        others: impl IntoIterator<Item = (&'static str, Content)>,
    ) -> Self {
        self.codes.extend([
            "validation_failed",
            "invalid_json",
            "payload_too_large",
            "unsupported_media_type",
        ]);
        let schema = self.known::<T>();
        let body = RequestBodyBuilder::new().required(Some(required));
        let json = [(JSON, Content::new(Some(schema)))];
        let body = others
            .into_iter()
            .chain(json)
            .fold(body, |body, (kind, content)| body.content(kind, content));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// What it answers.
    pub(super) fn gives<T: ToSchema>(mut self, status: u16, description: &str) -> Self {
        let schema = self.known::<T>();
        self.answers(
            status,
            [(JSON, Content::new(Some(schema)))],
            description,
            &[],
        )
    }

    /// A list in pages, with the parameters that choose its part and its items.
    pub(super) fn gives_page_of<T: ToSchema>(
        self,
        filters: impl IntoIterator<Item = Parameter>,
    ) -> Self {
        self.lists::<T>(filters, None)
    }

    /// The same, and a line for each item where the client prefers NDJSON.
    pub(super) fn gives_page_or_lines_of<T: ToSchema>(
        self,
        filters: impl IntoIterator<Item = Parameter>,
    ) -> Self {
        let each = format!("Each line is one `{}` as JSON.", T::name());
        let lines = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(each));
        self.lists::<T>(filters, Some(Content::new(Some(lines))))
    }

    fn lists<T: ToSchema>(
        mut self,
        filters: impl IntoIterator<Item = Parameter>,
        lines: Option<Content>,
    ) -> Self {
        self.codes.push("validation_failed");
        let schema = ArrayBuilder::new().items(self.known::<T>());
        let chosen = parameters::of_page().into_iter().chain(filters);
        self.operation = self.operation.parameters(Some(chosen));
        let page = (JSON, Content::new(Some(schema)));
        let lines = lines.map(|lines| ("application/x-ndjson", lines));
        let contents = [page].into_iter().chain(lines);
        self.answers(200, contents, "The newest first.", &["Link"])
    }

    /// What may be asked for in the query, unless it is a list in pages.
    pub(super) fn parameters(self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.asks(parameters).fails(&["validation_failed"])
    }

    /// The same, of a gateway: faults in them are no error of their own.
    pub(super) fn asks(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.operation = self.operation.parameters(Some(parameters));
        self
    }

    /// No body, and these headers.
    pub(super) fn gives_headers(self, description: &str, names: &[&str]) -> Self {
        self.answers(204, [], description, names)
    }

    /// A document of this type, which a client need not load again while it is the same.
    pub(super) fn gives_document(
        self,
        kind: &'static str,
        schema: impl Into<RefOr<Schema>>,
        description: &str,
    ) -> Self {
        const KNOWN: &str = "The client has it already, as its `If-None-Match` said.";
        let content = (kind, Content::new(Some(schema)));
        self.answers(200, [content], description, &["ETag"])
            .answers(304, [], KNOWN, &["ETag"])
            .without_database()
    }

    fn answers(
        mut self,
        status: u16,
        contents: impl IntoIterator<Item = (&'static str, Content)>,
        text: &str,
        more: &[&str],
    ) -> Self {
        let mut answer: ResponseBuilder = Response::new(text).into();
        for (kind, content) in contents {
            answer = answer.content(kind, content);
        }
        let of_caller = self.caller.headers();
        let of_replay = self.is_repeatable.then_some(&"Idempotent-Replay");
        let names = ["X-Request-Id"].iter().chain(of_caller).chain(of_replay);
        for name in names.chain(more) {
            answer = answer.header_ref(*name, errors::header(name));
        }
        self.operation = self.operation.response(status.to_string(), answer.build());
        self
    }

    /// Further errors that it can answer with.
    pub(super) fn fails(mut self, codes: &[&'static str]) -> Self {
        self.codes.extend(codes);
        self
    }

    /// Asks no database.
    pub(super) fn without_database(mut self) -> Self {
        self.codes.retain(|code| !OF_DATABASE.contains(code));
        self.fails(&["request_timeout", "internal_error"])
    }

    /// The whole.
    pub(super) fn operation(self, tag: &str) -> OperationBuilder {
        let form = match self.caller {
            Caller::Client(_) | Caller::AnyClient => ErrorForm::OAuth,
            _ => ErrorForm::Usual,
        };
        errors::by_status(&self.codes, form)
            .into_iter()
            .fold(self.operation.tag(tag), |operation, (status, answer)| {
                operation.response(status.to_string(), answer)
            })
    }

    fn known<T: ToSchema>(&mut self) -> Ref {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name())
    }
}
