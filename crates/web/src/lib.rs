#![doc = include_str!("../README.md")]
//!
//! There are two ways to use it:
//!
//! - **As a whole**: [`app`] is the complete service over an [`Api`]; the binary `sendook` runs it.
//! - **As a guard for your own routes**: register a [`Door`] of an [`Api`] as application data, take
//!   [`Auth<ApiKeyPrincipal>`](Auth) as a handler's parameter, or wrap a scope in [`from_fn(require::<ApiKeyPrincipal>)`](require).
//!
//! ```
#![doc = include_str!("../tests/it/embedding/guard_example.rs")]
//! ```
//!
//! Handlers have three steps: read the request, one use case, build the answer. Whatever goes wrong leaves
//! as a [`Problem`], and becomes JSON in one place: the [`Envelope`].

mod api;
mod app;
mod authn;
mod cors;
mod dto;
mod early_answers;
mod envelope;
mod error;
mod failed_logins;
mod hashing;
mod idempotency;
mod json;
mod member;
mod metrics;
mod openapi;
mod rate_limit;
mod request;
mod routes;
mod threads;
mod turns;

pub use api::{Api, ApiSettings, NotReady, ReadinessProbe, ReadinessWarning};
pub use app::{app, register};
pub use authn::{Auth, Door, Permit, Principal, require};
pub use cors::CorsOrigins;
pub use early_answers::EarlyAnswers;
pub use envelope::{Envelope, HTML};
pub use error::{FieldError, Problem};
pub use hashing::{HashQueueLimits, HashQueueLoad};
pub use metrics::HttpMetrics;
pub use request::{
    ClientAddress, CutHead, Fields, InvalidPathPrefix, ItemPath, JsonBody, Origin, PathPrefix,
    Query, RequestId, TrustedProxies, is_api, requested_host,
};
pub use routes::Endpoint;
pub use threads::{Lookups, run};

/// The JSON of answers, for others who show the same things.
pub mod answers {
    pub use crate::dto::{
        ApiKeyDto, AuditEventDto, FactorDto, IssuedKeyDto, MembershipDto, OrganizationDto,
        SessionDto, UserDto,
    };
    pub use crate::routes::audit_lines;
}

/// What requests bring, read into what use cases take: the same rules for JSON and for forms.
pub mod requests {
    pub use crate::routes::{
        ask_for_reset, change_email, change_password, follow_email_link, inbox_request,
        invitation_request, key_change, key_request, log_in, log_in_by_passkey, login_request,
        names_request, organization_name, prove_again, register, register_invited,
        resend_verification, reset_password, role_request, rotation_request, show_passkey,
        show_second_factor,
    };
}
