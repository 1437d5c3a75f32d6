use chrono::{DateTime, Utc};
use sendook_domain::entities::{Factor, FactorKind};

use super::Moment;

/// A second factor in the list of a person's.
pub(crate) struct FactorView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) added: Moment,
    pub(crate) last_used: Option<Moment>,
}

impl FactorView {
    pub(crate) fn new(factor: &Factor, now: DateTime<Utc>) -> Self {
        Self {
            id: factor.id.to_string(),
            name: factor.name.as_str().to_owned(),
            kind: match factor.kind {
                FactorKind::Totp => "Authenticator app",
                FactorKind::Passkey => "Passkey",
            },
            added: Moment::new(factor.confirmed_at.unwrap_or(factor.created_at), now),
            last_used: factor.last_used_at.map(|at| Moment::new(at, now)),
        }
    }
}
