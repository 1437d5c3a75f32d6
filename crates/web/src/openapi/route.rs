//! One route of the document.

use sendook_domain::entities::{Role, Scope};
use utoipa::ToSchema;
use utoipa::openapi::path::{OperationBuilder, Parameter};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    ArrayBuilder, Content, HttpMethod, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
};

use super::{errors, parameters};
use crate::error::ErrorForm;

/// Who a route lets in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Caller {
    /// Everybody.
    Anyone,
    /// Anyone with an access token.
    Person,
    /// Members of the organization in the path, from this role on.
    Member(Role),
    /// Holders of an API key with this scope.
    Key(Scope),
    /// Clients of OAuth's endpoints: holders of an API key with this scope, which they may show in other ways too.
    Client(Scope),
    /// Holders of any API key.
    AnyKey,
    /// Holders of either.
    Either,
}

/// A description in the making. The errors that follow from who may call and from what is sent are added by themselves.
pub(super) struct Route {
    pub(super) path: String,
    pub(super) method: HttpMethod,
    caller: Caller,
    operation: OperationBuilder,
    codes: Vec<&'static str>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

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
        let json = [("application/json", Content::new(Some(schema)))];
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
        self.answers(status, Content::new(Some(schema)), description, &[])
    }

    /// A list in pages, with the parameters that choose its part and its items.
    pub(super) fn gives_page_of<T: ToSchema>(
        mut self,
        filters: impl IntoIterator<Item = Parameter>,
    ) -> Self {
        self.codes.push("validation_failed");
        let schema = ArrayBuilder::new().items(self.known::<T>());
        let chosen = parameters::of_page().into_iter().chain(filters);
        self.operation = self.operation.parameters(Some(chosen));
        let content = Content::new(Some(schema));
        self.answers(200, content, "The newest first.", &["Link"])
    }

    /// What may be asked for in the query, unless it is a list in pages.
    pub(super) fn parameters(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.codes.push("validation_failed");
        self.operation = self.operation.parameters(Some(parameters));
        self
    }

    fn answers(mut self, status: u16, content: Content, text: &str, more: &[&str]) -> Self {
        let mut answer: ResponseBuilder = Response::new(text).into();
        answer = answer.content("application/json", content);
        let expires: &[&str] = match self.caller {
            Caller::Anyone => &[],
            _ => &["Sendook-Credential-Expires"],
        };
        for name in ["X-Request-Id"].iter().chain(expires).chain(more) {
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
            Caller::Client(_) => ErrorForm::OAuth,
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

impl Caller {
    fn codes(self) -> Vec<&'static str> {
        const PERSON: [&str; 5] = [
            "invalid_request",
            "missing_credentials",
            "invalid_token",
            "wrong_credential_type",
            "token_expired",
        ];
        const KEY: [&str; 2] = ["api_key_expired", "api_key_disabled"];
        let key = || {
            PERSON
                .into_iter()
                .filter(|code| *code != "token_expired")
                .chain(KEY)
        };
        match self {
            Self::Anyone => Vec::new(),
            Self::Person => PERSON.to_vec(),
            Self::Member(_) => PERSON.into_iter().chain(["forbidden"]).collect(),
            Self::Key(_) | Self::Client(_) => {
                key().chain(["forbidden", "insufficient_scope"]).collect()
            }
            Self::AnyKey => key().chain(["forbidden"]).collect(),
            Self::Either => PERSON.into_iter().chain(KEY).chain(["forbidden"]).collect(),
        }
    }

    /// For schemes like these, OpenAPI 3.1 lets the list hold roles that are needed.
    fn securities(self, operation: OperationBuilder) -> OperationBuilder {
        let token = |roles: &[&str]| SecurityRequirement::new("accessToken", roles.to_vec());
        let key = |scopes: &[&str]| SecurityRequirement::new("apiKey", scopes.to_vec());
        match self {
            Self::Anyone => operation.securities(Some(Vec::<SecurityRequirement>::new())),
            Self::Person => operation.security(token(&[])),
            Self::Member(role) => operation.security(token(&[role.as_str()])),
            Self::Key(scope) => operation.security(key(&[scope.as_str()])),
            Self::Client(scope) => {
                let basic = SecurityRequirement::new("clientBasic", [scope.as_str()]);
                operation.security(key(&[scope.as_str()])).security(basic)
            }
            Self::AnyKey => operation.security(key(&[])),
            Self::Either => operation.security(key(&[])).security(token(&[])),
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Anyone => "Needs no credential.".to_owned(),
            Self::Person => "Needs an access token.".to_owned(),
            Self::Member(Role::Member) => {
                "Needs the access token of a member of the organization.".to_owned()
            }
            Self::Member(role) => format!(
                "Needs the access token of a member of the organization whose role is at least `{}`.",
                role.as_str()
            ),
            Self::Key(scope) => {
                format!("Needs an API key with the scope `{}`.", scope.as_str())
            }
            Self::Client(scope) => format!(
                "{} It comes as a bearer token, as HTTP Basic with its id as the user name, or as `client_id` and \
                 `client_secret` in the form: in one of these ways, not in two.",
                Self::Key(scope).in_words()
            ),
            Self::AnyKey => "Needs an API key; no scope is needed.".to_owned(),
            Self::Either => "Needs an API key or an access token; no scope is needed.".to_owned(),
        }
    }
}
