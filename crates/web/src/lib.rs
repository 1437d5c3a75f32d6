//! The HTTP layer of Sendook's authentication service, on actix-web.
//!
//! There are two ways to use it:
//!
//! - **As a whole**: [`app`] is the complete service over an [`Api`]; the binary `sendook` runs it.
//! - **As a guard for your own routes**: register a [`Door`] as application data, take
//!   [`Auth<ApiKeyPrincipal>`](Auth) as a handler's parameter, or wrap a scope in [`from_fn(require::<ApiKeyPrincipal>)`](require).
//!
//! ```
//! use std::sync::Arc;
//!
//! use actix_web::middleware::from_fn;
//! use actix_web::{App, web};
//! use sendook_domain::authentication::{ApiKeyStrategy, Authenticator, Credentials, ApiKeyPrincipal};
//! use sendook_domain::policies::SessionLifetimes;
//! use sendook_domain::values::Environment;
//! use sendook_web::{Auth, Door, Lookup, Lookups, TrustedProxies, require};
//!
//! async fn mine(Auth(holder): Auth<ApiKeyPrincipal>) -> String {
//!     format!("the reports of {}", holder.organization_id())
//! }
//!
//! # use actix_web::test::{TestRequest, call_service, init_service};
//! # actix_web::rt::System::new().block_on(async {
//! // Your store, clock and so on; here those for tests.
//! let ports = sendook_testkit::test_ports().ports;
//! let keys = ApiKeyStrategy::new(&Environment::ALL, Arc::clone(&ports.usage));
//! let authenticator = Authenticator::new(keys, &ports);
//! let credentials = Arc::new(Credentials::new(ports, SessionLifetimes::default(), 1_000));
//! let lookup = Lookup::new(credentials, Lookups::Inline);
//! let door = web::Data::new(Door::new(authenticator, lookup, TrustedProxies::default()));
//!
//! let app = App::new().app_data(door).service(
//!     web::scope("/reports")
//!         .wrap(from_fn(require::<ApiKeyPrincipal>))
//!         .route("/mine", web::get().to(mine)),
//! );
//! # let app = init_service(app).await;
//! # let request = TestRequest::get().uri("/reports/mine").to_request();
//! # assert_eq!(call_service(&app, request).await.status(), 401);
//! # });
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
mod json;
mod member;
mod request;
mod routes;
mod threads;
mod turns;

pub use api::{Api, ApiSettings, NotReady, ReadinessProbe, ReadinessWarning};
pub use app::app;
pub use authn::{Auth, Door, Lookup, Permit, Principal, require};
pub use cors::CorsOrigins;
pub use early_answers::EarlyAnswers;
pub use envelope::{Envelope, HTML};
pub use error::{FieldError, Problem, with_causes};
pub use hashing::HashQueueLimits;
pub use request::{
    ClientAddress, CutHead, Fields, InvalidPathPrefix, ItemPath, JsonBody, Origin, PathPrefix,
    Query, RequestId, TrustedProxies, is_api,
};
pub use routes::Endpoint;
pub use threads::{Lookups, run};

/// What requests bring, read into what use cases take: the same rules for JSON and for forms.
pub mod requests {
    pub use crate::routes::{
        change_password, inbox_request, key_change, key_request, log_in, login_request,
        names_request, organization_name, register, rotation_request,
    };
}
