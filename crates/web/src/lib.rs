//! The HTTP face of Sendook's way in, on actix-web.
//!
//! There are two ways to use it:
//!
//! - **As a whole**: [`app`] is the complete service over an [`Api`]; the binary `sendook` runs it.
//! - **As a guard for your own routes**: register a [`Door`] as application data, take
//!   [`Auth<KeyHolder>`](Auth) as a handler's parameter, or wrap a scope in [`from_fn(require::<KeyHolder>)`](require).
//!
//! Handlers have three steps: read the request, one use case, build the answer. Whatever goes wrong leaves
//! as a [`Problem`], and becomes JSON in one place: the [`Envelope`].

mod api;
mod app;
mod authn;
mod cors;
mod dto;
mod envelope;
mod error;
mod failed_logins;
mod json;
mod lookups;
mod patience;
mod request;
mod routes;

pub use api::{Api, ApiSettings, NotReady, ReadinessProbe, ReadinessWarning, run};
pub use app::app;
pub use authn::{Auth, Door, Lookup, Permit, Principal, require};
pub use cors::CorsOrigins;
pub use envelope::{EarlyAnswers, Envelope, HTML};
pub use error::{FieldFault, Problem, with_causes};
pub use lookups::Lookups;
pub use patience::Unhurried;
pub use request::{
    ClientAddress, CutHead, Fields, InvalidPathPrefix, ItemPath, JsonBody, Origin, PathPrefix,
    Query, RequestId, TrustedProxies, is_api,
};
pub use routes::Endpoint;

/// What requests bring, read into what use cases take: the same rules for JSON and for forms.
pub mod requests {
    pub use crate::routes::{
        inbox_request, key_change, key_request, log_in, login_request, names_request,
        organization_name, registration_request, rotation_request, set_new_password,
    };
}
