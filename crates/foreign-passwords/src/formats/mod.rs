//! How systems write their hashes: one file a system.

mod argon2_phc;
mod aspnet_identity;
mod bcrypt;
mod django;
pub(crate) mod firebase;
mod keycloak;
mod passlib;
mod phpass;
pub(crate) mod tagged;
mod werkzeug;
mod wordpress;

use crate::foreign_hash::ForeignHash;

/// Each reads what one system writes. No text is of two.
const FORMATS: &[fn(&str) -> Option<ForeignHash>] = &[
    argon2_phc::parse,
    bcrypt::parse,
    wordpress::parse,
    phpass::parse,
    django::parse,
    passlib::parse,
    werkzeug::parse,
    keycloak::parse,
    aspnet_identity::parse,
    firebase::parse,
    tagged::parse,
];

/// Reads a hash of any of these systems.
pub(crate) fn parse(text: &str) -> Option<ForeignHash> {
    FORMATS.iter().find_map(|parse| parse(text))
}

/// The parts of a text, if there are as many.
fn parts<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    let parts: Vec<_> = text.split(separator).collect();
    parts.try_into().ok()
}
