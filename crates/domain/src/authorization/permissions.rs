//! The permission table, and the policies that read it.

use super::custom_action::CustomAction;
use crate::authentication::ApiKeyPrincipal;
use crate::denial::Denial;
use crate::entities::{CustomScope, InboxScope, Role, Scope, ScopeSet};

/// An [`Action`] as a type, so that a [`Grant`](super::Grant) says what it allows. The types of the service are those of
/// [`permission`]; an application adds its own:
///
/// ```
/// use sendook_domain::authorization::{Action, Permission};
///
/// /// See the reports.
/// struct ReadReports;
///
/// impl Permission for ReadReports {
///     const ACTION: Action = Action::custom("reports:read");
/// }
/// ```
pub trait Permission: 'static {
    /// What may be done.
    const ACTION: Action;
}

/// Makes of one list the actions, a list of all of them, and a type for each.
macro_rules! actions {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// What can be done in an organization.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Action {
            $($(#[doc = $doc])* $name,)*
            /// What an application that embeds the service lets keys and people do.
            Custom(CustomAction),
        }

        impl Action {
            /// All of the service.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }

        /// The actions as types: [`Grant<ReadInboxes>`](super::Grant) allows [`Action::ReadInboxes`] and nothing else.
        pub mod permission {
            use super::{Action, Permission};

            $(
                $(#[doc = $doc])*
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub struct $name;

                impl Permission for $name {
                    const ACTION: Action = Action::$name;
                }
            )*
        }
    };
}

actions! {
    /// See the organization itself.
    ReadOrganization,
    /// Give it another name.
    RenameOrganization,
    /// Say whether it requires a second factor of its members.
    RequireSecondFactor,
    /// End it, with everything in it.
    DeleteOrganization,
    /// End one's own membership.
    LeaveOrganization,
    /// List the members.
    ReadMembers,
    /// Invite people, give members other roles, and remove them: as far as no owner is concerned.
    ManageMembers,
    /// The same with owners, and make owners.
    ManageOwners,
    /// List and read API keys.
    ReadKeys,
    /// Create, change and delete API keys.
    ManageKeys,
    /// List and read inboxes.
    ReadInboxes,
    /// Create inboxes.
    CreateInboxes,
    /// Delete inboxes.
    DeleteInboxes,
    /// Read the audit trail.
    ReadAudit,
    /// Ask what a credential of the organization stands for, and revoke it.
    IntrospectTokens,
}

impl Action {
    /// **The permission table**: the least role that a person needs, and the scope that a key needs.
    /// `None`: no key may, whatever its scopes.
    fn needs(self) -> (Role, Option<Scope>) {
        match self {
            Self::ReadOrganization | Self::LeaveOrganization | Self::ReadMembers => {
                (Role::Member, None)
            }
            Self::RenameOrganization | Self::ManageMembers | Self::ReadAudit => (Role::Admin, None),
            Self::RequireSecondFactor | Self::DeleteOrganization | Self::ManageOwners => {
                (Role::Owner, None)
            }
            Self::IntrospectTokens => (Role::Admin, Some(Scope::TokensIntrospect)),
            Self::ReadKeys => (Role::Member, Some(Scope::KeysRead)),
            Self::ManageKeys => (Role::Admin, Some(Scope::KeysWrite)),
            Self::ReadInboxes => (Role::Member, Some(Scope::InboxesRead)),
            Self::CreateInboxes | Self::DeleteInboxes => (Role::Member, Some(Scope::InboxesWrite)),
            Self::Custom(action) => (action.least_role(), Some(action.scope().into())),
        }
    }

    /// What takes the scope of this name, and of people the role of an owner: see [`CustomAction`] to let in others.
    ///
    /// # Panics
    /// As [`CustomScope::new`] does: in a constant, while it is compiled.
    pub const fn custom(scope: &'static str) -> Self {
        Self::Custom(CustomAction::new(CustomScope::new(scope)))
    }

    /// Whether a run token may, if it has the scope: not what decides about credentials.
    fn is_open_to_run_tokens(self) -> bool {
        match self {
            Self::ReadKeys | Self::ReadInboxes | Self::CreateInboxes | Self::DeleteInboxes => true,
            Self::ReadOrganization
            | Self::RenameOrganization
            | Self::RequireSecondFactor
            | Self::DeleteOrganization
            | Self::LeaveOrganization
            | Self::ReadMembers
            | Self::ManageMembers
            | Self::ManageOwners
            | Self::ReadAudit
            | Self::ManageKeys
            | Self::IntrospectTokens => false,
            Self::Custom(action) => action.is_open_to_run_tokens(),
        }
    }
}

/// A rule about who may do what. Pure: the same question always gets the same answer.
pub trait Policy<Subject, Action> {
    /// Decides.
    ///
    /// # Errors
    /// [`Denial`] says why not.
    fn decide(&self, subject: &Subject, action: &Action) -> Result<(), Denial>;
}

/// What people may do, by their role.
pub struct RolePolicy;

impl Policy<Role, Action> for RolePolicy {
    fn decide(&self, role: &Role, action: &Action) -> Result<(), Denial> {
        let (least, _) = action.needs();
        if role.is_at_least(least) {
            Ok(())
        } else {
            Err(Denial::RoleTooLow(least))
        }
    }
}

/// What services may do, by the scopes and inboxes of their key.
pub struct ScopePolicy;

impl Policy<ApiKeyPrincipal, Action> for ScopePolicy {
    fn decide(&self, holder: &ApiKeyPrincipal, action: &Action) -> Result<(), Denial> {
        let is_run_token = holder.run_token().is_some();
        if is_run_token && !action.is_open_to_run_tokens() {
            return Err(Denial::NotForRunTokens);
        }
        let judged = for_key(holder.scopes(), holder.inboxes(), *action);
        judged.map_err(|denial| denial.of(is_run_token))
    }
}

fn for_key(scopes: ScopeSet, inboxes: &InboxScope, action: Action) -> Result<(), Denial> {
    let Some(scope) = action.needs().1 else {
        return Err(Denial::NotForKeys);
    };
    if !scopes.allows(scope) {
        return Err(Denial::MissingScope(scope));
    }
    if action == Action::CreateInboxes && *inboxes != InboxScope::All {
        return Err(Denial::InboxesRestricted);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table once more, by hand: role × action, and scope × action.
    const EXPECTED: [(Action, &[Role], &[Scope]); 15] = {
        use Role::{Admin, Member, Owner};
        use Scope::{FullAccess, InboxesRead, InboxesWrite, KeysRead, KeysWrite, TokensIntrospect};
        [
            (Action::ReadOrganization, &[Owner, Admin, Member], &[]),
            (Action::RenameOrganization, &[Owner, Admin], &[]),
            (Action::RequireSecondFactor, &[Owner], &[]),
            (Action::DeleteOrganization, &[Owner], &[]),
            (Action::LeaveOrganization, &[Owner, Admin, Member], &[]),
            (Action::ReadMembers, &[Owner, Admin, Member], &[]),
            (Action::ManageMembers, &[Owner, Admin], &[]),
            (Action::ManageOwners, &[Owner], &[]),
            (
                Action::ReadKeys,
                &[Owner, Admin, Member],
                &[FullAccess, KeysRead],
            ),
            (
                Action::ManageKeys,
                &[Owner, Admin],
                &[FullAccess, KeysWrite],
            ),
            (
                Action::ReadInboxes,
                &[Owner, Admin, Member],
                &[FullAccess, InboxesRead],
            ),
            (
                Action::CreateInboxes,
                &[Owner, Admin, Member],
                &[FullAccess, InboxesWrite],
            ),
            (
                Action::DeleteInboxes,
                &[Owner, Admin, Member],
                &[FullAccess, InboxesWrite],
            ),
            (Action::ReadAudit, &[Owner, Admin], &[]),
            (
                Action::IntrospectTokens,
                &[Owner, Admin],
                &[FullAccess, TokensIntrospect],
            ),
        ]
    };

    #[test]
    fn the_whole_matrix() {
        assert_eq!(EXPECTED.map(|row| row.0), Action::ALL);
        for (action, roles, scopes) in EXPECTED {
            for role in Role::ALL {
                let allowed = RolePolicy.decide(&role, &action).is_ok();
                assert_eq!(allowed, roles.contains(&role), "{role:?} {action:?}");
            }
            for scope in Scope::ALL {
                let held = [scope].into_iter().collect();
                let allowed = for_key(held, &InboxScope::All, action).is_ok();
                assert_eq!(allowed, scopes.contains(&scope), "{scope:?} {action:?}");
            }
            let nothing = for_key(ScopeSet::default(), &InboxScope::All, action);
            assert!(nothing.is_err(), "{action:?}");
        }
    }

    #[test]
    fn an_action_of_an_application_takes_its_scope_and_the_highest_role() {
        const REPORTS: CustomScope = CustomScope::new("reports:write");
        let action = Action::custom("reports:write");
        for (scopes, allowed) in [
            (ScopeSet::default(), false),
            (Scope::ALL[1..].iter().copied().collect(), false),
            ([Scope::Custom(REPORTS)].into_iter().collect(), true),
            (ScopeSet::full(), true),
        ] {
            let judged = for_key(scopes, &InboxScope::All, action);
            let missing = Err(Denial::MissingScope(REPORTS.into()));
            assert_eq!(judged, if allowed { Ok(()) } else { missing });
        }
        assert!(!action.is_open_to_run_tokens());
        let open = CustomAction::new(REPORTS)
            .for_run_tokens()
            .from_role(Role::Member);
        for role in Role::ALL {
            let allowed = RolePolicy.decide(&role, &action).is_ok();
            assert_eq!(allowed, role == Role::Owner, "{role:?}");
            assert!(RolePolicy.decide(&role, &Action::Custom(open)).is_ok());
        }
        assert!(Action::Custom(open).is_open_to_run_tokens());
    }

    #[test]
    fn a_restricted_key_reads_and_deletes_but_does_not_create_inboxes() {
        let restricted = InboxScope::Only(vec![]);
        let decide = |action| for_key(ScopeSet::full(), &restricted, action);
        assert_eq!(decide(Action::ReadInboxes), Ok(()));
        assert_eq!(decide(Action::DeleteInboxes), Ok(()));
        assert_eq!(
            decide(Action::CreateInboxes),
            Err(Denial::InboxesRestricted)
        );
    }
}
