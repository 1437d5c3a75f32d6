//! Members are managed by those above them, leave when they like, and never leave an organization without an owner.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::permission::{DeleteOrganization, ReadAudit, ReadMembers};
use sendook_domain::authorization::{Denial, Grant, Membership};
use sendook_domain::entities::{Actor, AuditAction, Organization, Role, User};
use sendook_domain::members::MemberError;
use sendook_domain::ports::{AuditFilter, Pagination};
use sendook_domain::sessions::StepUpError;
use sendook_domain::values::{Id, OrganizationName};
use sendook_testkit::builders::an_id;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::origin;

/// An organization with an owner, an admin and a member, in this order.
pub(crate) struct Team {
    pub(crate) house: House,
    people: [OpenedAccount; 3],
}

impl Team {
    pub(crate) fn new() -> Self {
        let house = House::new();
        let people = ["ada", "grace", "joan"].map(|name| {
            house.world.clock.advance(TimeDelta::seconds(1));
            house.register(&format!("{name}@example.com"))
        });
        let id = &people[0].membership.organization().id;
        for (person, role) in people.iter().zip(Role::ALL) {
            let user = &person.session.user.id;
            house.world.store.set_role(user, id, role);
        }
        Self { house, people }
    }

    pub(crate) fn id(&self) -> &Id<Organization> {
        &self.people[0].membership.organization().id
    }

    fn user(&self, of: Role) -> &Id<User> {
        &self.of(of).session.user.id
    }

    fn of(&self, role: Role) -> &OpenedAccount {
        let place = Role::ALL.iter().position(|one| *one == role).unwrap();
        &self.people[place]
    }

    pub(crate) fn session(&self, of: Role) -> UserPrincipal {
        self.house.user(&self.of(of).session.token).unwrap()
    }

    pub(crate) fn enter(&self, person: Role) -> Membership {
        let organizations = &self.house.organizations;
        organizations
            .enter(&self.session(person), self.id())
            .unwrap()
    }

    pub(crate) fn change(&self, by: Role, whose: Role, to: Role) -> Result<Role, MemberError> {
        let (by, members) = (self.enter(by), &self.house.members);
        let changed = members.change_role(&by, self.user(whose), None, to, &origin());
        changed.map(|member| member.role)
    }

    pub(crate) fn remove(&self, by: Role, whom: Role) -> Result<Role, MemberError> {
        let (by, members) = (self.enter(by), &self.house.members);
        let removed = members.remove(&by, self.user(whom), &origin());
        removed.map(|member| member.role)
    }
}

#[test]
fn members_are_listed_with_their_roles() {
    let team = Team::new();
    let grant = Grant::<ReadMembers>::for_member(&team.enter(Role::Member)).unwrap();
    let listed = team.house.members.list(&grant, &Pagination::first());
    let listed = listed.unwrap().items;
    let roles: Vec<_> = listed.iter().map(|member| member.role).collect();
    assert_eq!(roles, [Role::Member, Role::Admin, Role::Owner]);
    assert_eq!(listed[2].user.id, *team.user(Role::Owner));
    assert!(listed[2].last_active_at.is_some());
}

#[test]
fn a_new_role_counts_at_once_and_is_told() {
    let team = Team::new();
    let changed = team.change(Role::Owner, Role::Member, Role::Admin);
    assert_eq!(changed.unwrap(), Role::Admin);
    assert_eq!(team.enter(Role::Member).role(), Role::Admin);
    let line = team.house.world.store.audit_events().pop().unwrap();
    assert_eq!(line.action, AuditAction::MemberRoleChanged);
    assert_eq!(line.actor, Actor::User(team.user(Role::Owner).clone()));
    assert_eq!(line.user_id.as_ref(), Some(team.user(Role::Member)));
    assert_eq!(line.organization_id.as_ref(), Some(team.id()));
    assert_eq!(line.detail.as_deref(), Some("role member → admin"));
}

#[test]
fn a_role_that_is_not_what_was_seen_is_not_overwritten() {
    let team = Team::new();
    let (owner, member) = (team.enter(Role::Owner), team.user(Role::Member));
    let members = &team.house.members;
    let change = |was, to| members.change_role(&owner, member, Some(was), to, &origin());
    let refused = change(Role::Admin, Role::Member);
    assert!(matches!(refused, Err(MemberError::Outdated)), "{refused:?}");
    assert_eq!(change(Role::Member, Role::Admin).unwrap().role, Role::Admin);
    let refused = change(Role::Member, Role::Member);
    assert!(matches!(refused, Err(MemberError::Outdated)), "{refused:?}");
    assert_eq!(team.house.told(AuditAction::MemberRoleChanged), 1);
}

#[test]
fn the_same_role_again_is_no_change() {
    let team = Team::new();
    let unchanged = team.change(Role::Owner, Role::Admin, Role::Admin);
    assert_eq!(unchanged.unwrap(), Role::Admin);
    assert_eq!(team.house.told(AuditAction::MemberRoleChanged), 0);
}

#[test]
fn nobody_manages_above_their_role() {
    let team = Team::new();
    let (owner, admin, member) = (Role::Owner, Role::Admin, Role::Member);
    for (by, whose, to, least) in [
        (admin, owner, member, owner),
        (admin, member, owner, owner),
        (admin, admin, owner, owner),
        (member, member, admin, admin),
        (member, admin, member, admin),
        (member, owner, owner, owner),
    ] {
        let refused = team.change(by, whose, to).unwrap_err();
        let MemberError::Denied(denial) = refused else {
            panic!("{by:?}, {whose:?} → {to:?}: {refused:?}")
        };
        assert_eq!(denial, Denial::RoleTooLow(least));
    }
    for (by, whom, least) in [(admin, owner, owner), (member, admin, admin)] {
        let refused = team.remove(by, whom).unwrap_err();
        assert!(matches!(
            refused,
            MemberError::Denied(Denial::RoleTooLow(role)) if role == least
        ));
    }
    assert_eq!(team.house.told(AuditAction::MemberRoleChanged), 0);
    assert_eq!(team.house.told(AuditAction::MemberRemoved), 0);
}

#[test]
fn a_removed_member_is_out_and_that_is_told() {
    let team = Team::new();
    assert_eq!(
        team.remove(Role::Admin, Role::Member).unwrap(),
        Role::Member
    );
    let session = team.session(Role::Member);
    assert!(team.house.organizations.enter(&session, team.id()).is_err());
    let grant = Grant::<ReadAudit>::for_member(&team.enter(Role::Owner)).unwrap();
    let filter = AuditFilter {
        about: Some(team.user(Role::Member).to_string()),
        action: Some(AuditAction::MemberRemoved),
        ..AuditFilter::default()
    };
    let page = Pagination::first();
    let lines = team.house.audit.list(&grant, &filter, &page).unwrap().items;
    let [line] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_eq!(line.actor, Actor::User(team.user(Role::Admin).clone()));
    assert_eq!(line.detail.as_deref(), Some("role member"));
}

#[test]
fn everyone_may_leave_but_the_last_owner() {
    let team = Team::new();
    for role in [Role::Member, Role::Admin] {
        assert_eq!(team.remove(role, role).unwrap(), role);
    }
    for refused in [
        team.remove(Role::Owner, Role::Owner).unwrap_err(),
        team.change(Role::Owner, Role::Owner, Role::Admin)
            .unwrap_err(),
    ] {
        assert!(matches!(refused, MemberError::Refused(_)), "{refused:?}");
    }
    assert_eq!(team.enter(Role::Owner).role(), Role::Owner);
}

#[test]
fn an_owner_beside_another_may_leave() {
    let team = Team::new();
    let made = team.change(Role::Owner, Role::Admin, Role::Owner);
    assert_eq!(made.unwrap(), Role::Owner);
    assert_eq!(team.remove(Role::Owner, Role::Owner).unwrap(), Role::Owner);
    assert!(matches!(
        team.remove(Role::Admin, Role::Admin),
        Err(MemberError::Refused(_))
    ));
}

#[test]
fn somebody_who_is_no_member_is_unknown() {
    let team = Team::new();
    let stranger = team.house.register("stranger@example.com").session.user.id;
    for id in [stranger, an_id()] {
        let owner = team.enter(Role::Owner);
        let members = &team.house.members;
        let changed = members.change_role(&owner, &id, None, Role::Member, &origin());
        assert!(matches!(changed, Err(MemberError::Unknown)));
        let removed = members.remove(&owner, &id, &origin());
        assert!(matches!(removed, Err(MemberError::Unknown)));
    }
}

#[test]
fn making_an_owner_takes_a_recent_proof() {
    let team = Team::new();
    team.house.world.clock.advance(TimeDelta::minutes(16));
    let refused = team.change(Role::Owner, Role::Admin, Role::Owner);
    assert!(matches!(
        refused,
        Err(MemberError::StepUp(StepUpError::Required))
    ));
    // What is no owner's matter does not.
    team.change(Role::Owner, Role::Admin, Role::Member).unwrap();
    prove(&team, PASSWORD).unwrap();
    team.change(Role::Owner, Role::Admin, Role::Owner).unwrap();
}

/// The owner proves who they are by a password.
fn prove(team: &Team, password: &str) -> Result<Option<()>, ()> {
    let (house, session) = (&team.house, team.session(Role::Owner));
    let check = house.reauthentication.begin(&session, password, &origin());
    let check = check.map_err(|_| ())?;
    let compared = check.compare(&*house.world.passwords);
    let proved = house.reauthentication.finish(&session, check, compared);
    proved.map_err(|_| ())
}

#[test]
fn a_proof_counts_for_one_session_for_a_quarter_of_an_hour() {
    let team = Team::new();
    let house = &team.house;
    let other = house.log_in("ada@example.com", PASSWORD).unwrap();
    let other = house.user(&other.token).unwrap();
    house.world.clock.advance(TimeDelta::minutes(16));
    prove(&team, "a wrong guess").unwrap_err();
    let own = team.session(Role::Owner);
    assert!(house.step_up.require(&own).is_err());
    assert_eq!(prove(&team, PASSWORD), Ok(Some(())));
    assert!(house.step_up.require(&own).is_ok());
    assert!(house.step_up.require(&other).is_err());
    house.world.clock.advance(TimeDelta::minutes(16));
    assert!(house.step_up.require(&own).is_err());
    assert_eq!(house.told(AuditAction::Reauthenticated), 1);
    assert_eq!(house.told(AuditAction::ReauthenticationFailed), 1);
}

#[test]
fn an_organization_is_made_and_ends_with_its_keys() {
    let team = Team::new();
    let (house, session) = (&team.house, team.session(Role::Owner));
    let name = OrganizationName::parse("Second").unwrap();
    let made = house.organizations.create(&session, name, &origin(), None);
    let made = made.unwrap();
    assert_eq!(made.role(), Role::Owner);
    let listed = house.organizations.of_user(&session).unwrap();
    assert_eq!(listed.len(), 2);

    let grant = Grant::<DeleteOrganization>::for_member(&team.enter(Role::Owner)).unwrap();
    let proof = house.step_up.require(&session).unwrap();
    let key = &team.of(Role::Owner).api_key.secret;
    house.key(key).unwrap();
    let deleted = house.organizations.delete(&grant, &proof, &origin());
    assert_eq!(deleted.unwrap().unwrap().id, *team.id());
    assert!(house.key(key).is_err());
    for role in Role::ALL {
        let session = team.session(role);
        assert!(house.organizations.enter(&session, team.id()).is_err());
    }
    assert_eq!(house.organizations.of_user(&session).unwrap(), [made]);
    let again = house.organizations.delete(&grant, &proof, &origin());
    assert_eq!(again.unwrap(), None);
    assert_eq!(house.told(AuditAction::OrganizationDeleted), 1);
}
