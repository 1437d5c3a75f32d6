#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! [`Freshness`](domain::ports::Freshness) says how copies of credentials are known to be current.
//!
//! # The first account and its key
//!
//! A new database knows nobody. People register by the pages of the feature `dashboard`, or by the HTTP API of
//! [`web::app`]. Where a program has neither, it makes accounts and keys as the command line of the server
//! does:
//!
//! ```
//! use sendook::domain::accounts::{NewPerson, first_hash};
//! use sendook::domain::api_keys::KeyRequest;
//! use sendook::domain::authorization::Operator;
//! use sendook::domain::directory::UserReference;
//! use sendook::domain::entities::ClientInfo;
//! use sendook::domain::values::{EmailAddress, KeyName, PersonName};
//! use sendook::{Grant, Secret, Sendook};
//!
//! /// Makes a key of this person, and first the account, if there is none.
//! fn make_key(sendook: &Sendook, email: &str) -> Result<Secret, Box<dyn std::error::Error>> {
//!     let (services, ports) = (sendook.services(), sendook.ports());
//!     let operator = Operator::at_the_command_line();
//!     let email = EmailAddress::parse(email)?;
//!     let known = UserReference::Email(email.clone());
//!     let user = match services.directory.user(&operator, &known)? {
//!         Some(user) => user,
//!         None => {
//!             let first_name = PersonName::parse("Ada")?;
//!             let person = NewPerson { email, first_name, last_name: None };
//!             let hash = first_hash(None, &*ports.secrets, &*ports.passwords)?;
//!             services.registration.create(&person, &hash)?
//!         }
//!     };
//!     let memberships = services.directory.memberships(&operator, &user.id)?;
//!     let (organization, _) = memberships.first().ok_or("a member of no organization")?;
//!     let grant = Grant::for_operator(&operator, organization);
//!     let request = KeyRequest::new(KeyName::parse("Reports")?);
//!     let made = services.keys.create(&grant, request, &ClientInfo::default(), None)?;
//!     Ok(made.secret)
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let url = format!("sqlite://{}", folder.path().join("app.db").display());
//! let sendook = Sendook::at(url).migrate().open()?;
//! let secret = make_key(&sendook, "ada@example.com")?;
//! assert!(sendook.key(Some(secret.expose()), None).is_ok());
//! # let another = make_key(&sendook, "ada@example.com")?;
//! # assert_ne!(another.expose(), secret.expose());
//! # assert!(sendook.key(Some(another.expose()), None).is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! **Each call makes a further key**, with full access: give it a command of your program, rather than every start, and show the secret
//! to whoever ran it, as nothing keeps it. At the second call the account is there; if another process makes it at the same moment,
//! `create` fails with [`EmailTaken`](domain::accounts::RegistrationError::EmailTaken), and the next call finds it. Nobody knows the
//! account's password: for one that somebody does, hand `first_hash` what `services.new_passwords.check` made of it.
//! [`Operator`](domain::authorization::Operator) says why no request may lead here.
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
//! Nobody has a scope that was not given to their key. A request can name only scopes that [`Builder::permission`] registered;
//! code in your process can give a key any [`CustomScope`]. A handler that forgot to ask has nothing to hand to a use case:
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
//! use sendook::{ApiKeyPrincipal, AuthenticationError, Sendook};
//!
//! /// The credential in an `Authorization` header. The letter case of "Bearer" does not count (RFC 9110, section 11.1).
//! fn bearer(value: &str) -> Option<&str> {
//!     let (scheme, credential) = value.trim().split_once(' ')?;
//!     scheme.eq_ignore_ascii_case("Bearer").then(|| credential.trim_start())
//! }
//!
//! fn guard(sendook: &Sendook, header: Option<&str>) -> Result<ApiKeyPrincipal, AuthenticationError> {
//!     sendook.key(header.and_then(bearer), None)
//! }
//!
//! fn status(error: &AuthenticationError) -> u16 {
//!     match error {
//!         AuthenticationError::Refused(_) => 401, // with "WWW-Authenticate: Bearer"
//!         AuthenticationError::Denied(_) => 403,
//!         AuthenticationError::TooManyRequests(_) => 429,
//!         _ => 503, // the store is away: for the log
//!     }
//! }
//! # assert_eq!(bearer("bearer  sndk_prod_x"), Some("sndk_prod_x"));
//! # assert_eq!(bearer("Basic sndk_prod_x"), None);
//! ```
//!
//! The first three errors print as a sentence for the client. With PostgreSQL, call it on a thread that may block.
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
pub use sendook_domain::entities::{ApiKey, CustomScope, Scope, ScopeSet};
pub use sendook_domain::values::{DateTime, Id, Secret, TimeDelta, Utc};
#[cfg(feature = "web")]
pub use sendook_web::{Auth, Door, Origin, Permit, Problem, require};
