#![doc = include_str!("../README.md")]
//!
//! Each module below uses only modules above it:
//!
//! | question | module |
//! |---|---|
//! | What does a valid e-mail address, password, name or id look like? | [`values`] |
//! | What does the service keep? | [`entities`] |
//! | What do time and repetition change: waits, limits, rotations, sweeps? | [`policies`] |
//! | What must the world outside provide? | [`ports`] |
//! | What does a key or token look like, and how is one made? | [`tokens`] |
//! | Whose request is this? | [`authentication`] |
//! | May they? | [`authorization`] |
//! | Was it done before? | [`idempotency`] |
//! | What happens when they do? | [`audit`], [`organizations`], [`members`], [`inboxes`], [`api_keys`], [`sessions`], [`accounts`], [`factors`], [`invitations`], [`leaks`], [`usage`] |
//! | What may only operators do? | [`directory`] |
//! | What is tidied up in the background? | [`upkeep`] |
//! | How are they all built? | [`services`] |
//!
//! A credential is judged without a network, and in tests without a database:
//!
//! ```
//! use sendook_domain::authentication::Authenticator;
//! use sendook_domain::authorization::{Grant, permission::ReadInboxes};
//! use sendook_domain::entities::AuditAction;
//! use sendook_domain::services::{ServiceSettings, Services};
//! use sendook_domain::tokens::{IssuedToken, TokenKind};
//! use sendook_domain::values::{EmailDomain, Environment};
//! use sendook_testkit::builders::{an_account, an_audit_event};
//! use sendook_testkit::{at_once, test_ports};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A store in memory, a clock that stands still, and the other ports.
//! let ports = test_ports().ports;
//! let token = IssuedToken::generate(TokenKind::ApiKey(Environment::Production), &*ports.secrets)?;
//! let mut account = an_account();
//! account.api_key.digest = token.digest(&*ports.digester);
//! ports.store.open(&account, &an_audit_event(AuditAction::Registered))?;
//!
//! let settings = ServiceSettings::new(EmailDomain::parse("example.com")?);
//! let services = Services::new(&ports, &settings);
//! let authenticator = Authenticator::new(
//!     services.key_strategy,
//!     ports.clock.clone(),
//!     ports.digester.clone(),
//! );
//! let presented = Some(token.secret().expose());
//! let holder = at_once(authenticator.authenticate(presented, None, &*services.credentials))?;
//! assert_eq!(holder.key_id(), &account.api_key.key.id);
//! let grant = Grant::<ReadInboxes>::for_key(&holder)?;
//! assert_eq!(grant.organization_id(), &account.organization.id);
//! # Ok(())
//! # }
//! ```

pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod authentication;
pub mod authorization;
mod causes;
mod denial;
pub mod directory;
pub mod entities;
pub mod factors;
pub mod idempotency;
pub mod imports;
pub mod inboxes;
pub mod invitations;
pub mod key_end_notices;
pub mod leaks;
pub mod mail_dispatch;
pub mod members;
mod named;
pub mod organizations;
pub mod policies;
pub mod ports;
pub mod services;
pub mod sessions;
pub mod tokens;
pub mod upkeep;
pub mod usage;
pub mod values;

pub use causes::with_causes;
