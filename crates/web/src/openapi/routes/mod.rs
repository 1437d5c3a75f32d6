//! One row a route, grouped as the reference shows them.

mod accounts;
mod api_keys;
mod factors;
mod inboxes;
mod organizations;
mod others;
mod people;

use sendook_domain::entities::{Role, Scope};

use super::caller::Caller;
use super::route::Route;

/// A heading of the reference, and the routes below it.
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) routes: Vec<Route>,
}

/// All of them.
pub(super) fn groups() -> [Group; 10] {
    [
        accounts::accounts(),
        accounts::sessions(),
        factors::factors(),
        organizations::organizations(),
        people::people(),
        api_keys::api_keys(),
        inboxes::inboxes(),
        others::other_services(),
        others::health(),
        others::descriptions(),
    ]
}

/// The two prefixes under which the resources of an organization are reachable.
#[derive(Debug, Clone, Copy)]
enum Roof {
    /// For people.
    Organization,
    /// For services.
    V1,
}

impl Roof {
    const BOTH: [Self; 2] = [Self::Organization, Self::V1];

    fn path(self, rest: &str) -> String {
        let roof = match self {
            Self::Organization => "/organizations/{organization_id}",
            Self::V1 => "/v1",
        };
        format!("{roof}{rest}")
    }

    /// The name of an operation: `listInboxes` with a key, `listInboxesOfOrganization` for people.
    fn name(self, name: &str) -> String {
        match self {
            Self::Organization => format!("{name}OfOrganization"),
            Self::V1 => name.to_owned(),
        }
    }

    fn caller(self, role: Role, scope: Scope) -> Caller {
        match self {
            Self::Organization => Caller::Member(role),
            Self::V1 => Caller::Key(scope),
        }
    }
}
