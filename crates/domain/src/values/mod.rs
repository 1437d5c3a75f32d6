//! Values that parse once: one that exists is valid.

mod address_range;
mod allowed_ips;
mod client_network;
mod credential_id;
mod digest;
mod email_address;
mod email_domain;
mod environment;
mod id;
mod idempotency_key;
mod instant;
mod look_alike;
mod name;
mod password;
mod rate_limit;
mod secret;
mod totp_code;
mod typeid;
mod visible;

/// The types of moments and spans in every signature here, from the crate `chrono`.
pub use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

pub use address_range::{AddressRange, InvalidAddressRange};
pub use allowed_ips::{AllowedIps, InvalidAllowedIps};
pub use client_network::ClientNetwork;
pub use credential_id::{CredentialId, InvalidCredentialId};
pub use digest::{BuildDigestHasher, Digest};
pub use email_address::{EmailAddress, InboxAddress, InvalidEmail, InvalidInboxAddress};
pub use email_domain::{EmailDomain, InvalidDomain};
pub use environment::{Environment, UnknownEnvironment};
pub use id::{Id, IdKind, InvalidId};
pub use idempotency_key::{IdempotencyKey, InvalidIdempotencyKey};
pub use instant::{InvalidInstant, in_range, parse_instant};
pub use name::{
    FactorName, InboxName, InvalidName, KeyName, OrganizationName, PersonName, RunTokenLabel,
};
pub use password::{InvalidPassword, Password, PasswordPolicy};
pub use rate_limit::{InvalidRateLimit, RateLimit};
pub use secret::Secret;
pub use totp_code::{InvalidTotpCode, TotpCode};
pub use visible::is_deceptive;
