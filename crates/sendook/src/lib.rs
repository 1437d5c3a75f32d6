#![doc = include_str!("../README.md")]
//!
//! [`Freshness`](domain::ports::Freshness) says how copies of credentials are known to be current.
//!
//! # Demand a scope
//!
//! [`Permit`] asks for more: a permission, as a type. It is the only way to a [`Grant`], which use cases take, so that one who
//! holds it was asked for exactly that:
//!
//! ```
//! use sendook::{Action, ApiKeyPrincipal, Permission, Permit};
//!
//! /// See the reports.
//! struct ReadReports;
//!
//! impl Permission for ReadReports {
//!     const ACTION: Action = Action::custom("reports:read");
//! }
//!
//! async fn reports(permit: Permit<ApiKeyPrincipal, ReadReports>) -> String {
//!     format!("the reports of {}", permit.grant.organization_id())
//! }
//! ```
//!
//! Nobody has a scope that was not given to their key, and only what [`Builder::permission`] registered can be given. A handler
//! that forgot to ask has nothing to hand to a use case:
//!
//! ```compile_fail,E0061
//! use sendook::domain::entities::{ApiKey, ClientInfo};
//! use sendook::{Id, Sendook};
//!
//! async fn delete(sendook: Sendook, id: Id<ApiKey>, by: ClientInfo) {
//!     let _ = sendook.services().keys.delete(&id, &by); // an argument of type `&Grant<ManageKeys>` is missing
//! }
//! ```
//!
//! And one who asked for something else has the wrong thing:
//!
//! ```compile_fail,E0308
//! use sendook::domain::authorization::permission::ReadKeys;
//! use sendook::domain::entities::{ApiKey, ClientInfo};
//! use sendook::{ApiKeyPrincipal, Id, Permit, Sendook};
//!
//! async fn delete(permit: Permit<ApiKeyPrincipal, ReadKeys>, sendook: Sendook, id: Id<ApiKey>, by: ClientInfo) {
//!     let _ = sendook.services().keys.delete(&permit.grant, &id, &by); // expected `&Grant<ManageKeys>`
//! }
//! ```
//!
//! # Without actix-web
//!
//! [`Sendook::key`] judges the text of a credential, whatever brought it. It is all that a guard of another framework needs:
//!
//! ```
//! # use sendook::{ApiKeyPrincipal, AuthenticationError, Sendook};
//! fn guard(sendook: &Sendook, authorization: Option<&str>) -> Result<ApiKeyPrincipal, AuthenticationError> {
//!     let credential = authorization.and_then(|value| value.strip_prefix("Bearer "));
//!     sendook.key(credential, None)
//! }
//! ```
//!
//! # Test your handlers
//!
//! The crate `sendook-testkit` makes principals, so that a handler is tested without a server and without a database:
//!
//! ```
//! use sendook::domain::authorization::permission::ReadInboxes;
//! use sendook::{ApiKeyPrincipal, Grant, Permit};
//! use sendook_testkit::builders::a_key_holder;
//!
//! fn greet(permit: &Permit<ApiKeyPrincipal, ReadInboxes>) -> String {
//!     format!("Hello, {}", permit.principal.organization_id())
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let principal = a_key_holder();
//! let grant = Grant::for_key(&principal)?;
//! let permit = Permit { grant, principal };
//! assert!(greet(&permit).starts_with("Hello, org_"));
//! # Ok(())
//! # }
//! ```
//!
//! It also has a store in memory, a clock that tests move, and the suite that every store must pass.
//!
//! # Secrets
//!
//! A secret has a type that does not print, so that it gets into no log by the way:
//!
//! ```compile_fail,E0277
//! let secret = sendook::Secret::new("hunter2".to_owned());
//! println!("{secret}"); // `Secret` doesn't implement `std::fmt::Display`
//! ```
//!
//! ```
//! let secret = sendook::Secret::new("hunter2".to_owned());
//! assert!(!format!("{secret:?}").contains("hunter2"));
//! ```

mod at_once;
mod builder;
mod error;
#[cfg(feature = "web")]
mod guard;
mod key_guard;
#[cfg(feature = "dashboard")]
mod pages;
mod ports;
mod service;
mod upkeep;

pub use builder::Builder;
pub use error::Error;
pub use key_guard::KeyGuard;
pub use ports::ports;
pub use service::Sendook;

/// Values, use cases, and the ports that a store implements.
pub use sendook_domain as domain;

/// The adapters of clock, random bytes, digests and password hashes.
pub use sendook_crypto as crypto;

/// What gathers the use of credentials, and counts requests.
pub use sendook_runtime as runtime;

/// The stores on SQLite and PostgreSQL.
#[cfg(feature = "sqlite")]
pub use sendook_persistence as persistence;

/// The HTTP layer, and the whole service as an application.
#[cfg(feature = "web")]
pub use sendook_web as web;

/// The pages for people.
#[cfg(feature = "dashboard")]
pub use sendook_dashboard as dashboard;

pub use sendook_domain::authentication::{
    ApiKeyPrincipal, AuthenticationError, Authenticator, Caller, Chain, Chained, CredentialError,
    ForeignStrategy, Presented, UserPrincipal,
};
pub use sendook_domain::authorization::{
    Action, CustomAction, Denial, Grant, Membership, Permission,
};
pub use sendook_domain::entities::{CustomScope, Scope, ScopeSet};
pub use sendook_domain::values::{DateTime, Id, Secret, TimeDelta, Utc};
#[cfg(feature = "web")]
pub use sendook_web::{Auth, Door, Permit, Problem, require};
