//! Who may call a route, in the document's terms.

use sendook_domain::entities::{Role, Scope};
use utoipa::openapi::path::OperationBuilder;
use utoipa::openapi::security::SecurityRequirement;

/// How clients of OAuth's endpoints show their key.
const AS_CLIENT: &str = "It comes as a bearer token, as HTTP Basic with its id as the user name, or as `client_id` and \
     `client_secret` in the form: in one of these ways, not in two.";

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
    /// The same, whatever its scopes.
    AnyClient,
    /// Holders of any API key.
    AnyKey,
    /// Holders of either.
    Either,
    /// The same, whose request a gateway holds: its status has to be one that gateways pass on.
    ThroughGateway,
}

impl Caller {
    /// The errors with which those are refused whom it does not let in.
    pub(super) fn codes(self) -> Vec<&'static str> {
        const PERSON: [&str; 5] = [
            "invalid_request",
            "missing_credentials",
            "invalid_token",
            "wrong_credential_type",
            "token_expired",
        ];
        const KEY: [&str; 5] = [
            "api_key_expired",
            "api_key_disabled",
            "forbidden",
            "ip_not_allowed",
            "too_many_requests",
        ];
        let key = || PERSON.into_iter().chain(KEY);
        match self {
            Self::Anyone => Vec::new(),
            Self::Person => PERSON.to_vec(),
            Self::Member(_) => PERSON.into_iter().chain(["forbidden"]).collect(),
            Self::Key(_) | Self::Client(_) => key().chain(["insufficient_scope"]).collect(),
            Self::AnyKey | Self::AnyClient | Self::Either => key().collect(),
            Self::ThroughGateway => {
                let elsewhere = ["invalid_request", "too_many_requests"];
                let all = key().chain(["insufficient_scope"]);
                all.filter(|code| !elsewhere.contains(code)).collect()
            }
        }
    }

    /// The headers with which services hear of their key.
    pub(super) fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Anyone => &[],
            Self::Person | Self::Member(_) => &["Sendook-Credential-Expires"],
            Self::Key(_)
            | Self::Client(_)
            | Self::AnyClient
            | Self::AnyKey
            | Self::Either
            | Self::ThroughGateway => &[
                "Sendook-Credential-Expires",
                "RateLimit",
                "RateLimit-Policy",
            ],
        }
    }

    /// Adds the credentials that it takes. For schemes like these, OpenAPI 3.1 lets the list hold roles that are needed.
    pub(super) fn securities(self, operation: OperationBuilder) -> OperationBuilder {
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
            Self::AnyClient => {
                let basic = SecurityRequirement::new("clientBasic", Vec::<&str>::new());
                operation.security(key(&[])).security(basic)
            }
            Self::AnyKey => operation.security(key(&[])),
            Self::Either | Self::ThroughGateway => {
                operation.security(key(&[])).security(token(&[]))
            }
        }
    }

    /// The same for people.
    pub(super) fn in_words(self) -> String {
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
            Self::Client(scope) => format!("{} {AS_CLIENT}", Self::Key(scope).in_words()),
            Self::AnyClient => format!("{} {AS_CLIENT}", Self::AnyKey.in_words()),
            Self::AnyKey => "Needs an API key; no scope is needed.".to_owned(),
            Self::Either => "Needs an API key or an access token; no scope is needed.".to_owned(),
            Self::ThroughGateway => {
                "Needs the API key or the access token of the request that the gateway holds."
                    .to_owned()
            }
        }
    }
}
