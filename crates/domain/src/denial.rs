use std::net::IpAddr;

use crate::entities::{Role, Scope};
use crate::values::Environment;

/// Why something may not be done, although it is known who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Denial {
    /// The organization does not exist, or the person is not a member: an outsider does not learn which.
    #[error("You have no access to this organization.")]
    NotAMember,
    /// The person is a member, but as something less.
    #[error("Your role in this organization does not allow this: it takes the role \"{}\".", .0.as_str())]
    RoleTooLow(Role),
    /// The organization requires a second factor of its members, and the person has none.
    #[error(
        "This organization requires a second factor: set one up for your account first, an authenticator app or a passkey."
    )]
    SecondFactorMissing,
    /// The key lacks a scope.
    #[error("This API key lacks the scope \"{}\".", .0.as_str())]
    MissingScope(Scope),
    /// The run token lacks a scope, which its key may have.
    #[error("This run token lacks the scope \"{}\".", .0.as_str())]
    MissingScopeOfRunToken(Scope),
    /// The key is restricted to some inboxes, and this is about all of them.
    #[error("What is restricted to certain inboxes cannot create new ones.")]
    InboxesRestricted,
    /// No API key may do this.
    #[error("This cannot be done with an API key.")]
    NotForKeys,
    /// It takes the API key itself, as it decides about credentials or reads the trail.
    #[error("This cannot be done with a run token: it takes an API key.")]
    NotForRunTokens,
    /// The key would make, change or revoke a credential that reaches further than itself.
    #[error(
        "An API key can make, change or revoke only what reaches no further than itself: in scopes, inboxes, addresses, rate and time."
    )]
    ReachesFurther,
    /// This server does not accept keys of this environment.
    #[error("This server does not accept keys of the environment {}.", .0.as_str())]
    EnvironmentRefused(Environment),
    /// The gateway in front wants keys of this environment.
    #[error("This takes an API key of the environment {}.", .0.as_str())]
    OtherEnvironmentWanted(Environment),
    /// The key is accepted from other addresses than that of the client.
    #[error("This API key is not accepted from {}.", address(*.0))]
    AddressNotAllowed(Option<IpAddr>),
}

impl Denial {
    /// As it is said of a run token, if one was presented: it may lack what its key has.
    pub(crate) fn of(self, is_run_token: bool) -> Self {
        match self {
            Self::MissingScope(scope) if is_run_token => Self::MissingScopeOfRunToken(scope),
            other => other,
        }
    }
}

fn address(client: Option<IpAddr>) -> String {
    client.map_or_else(
        || "an unknown address".to_owned(),
        |ip| format!("the address {ip}"),
    )
}
