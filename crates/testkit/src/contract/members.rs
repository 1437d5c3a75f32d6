//! Members of an organization: listed, changed and removed, and never without an owner.

use std::slice;

use sendook_domain::authorization::{new_role, removal};
use sendook_domain::entities::{AuditEvent, Member, Organization, Role, User};
use sendook_domain::ports::{
    AuditFilter, CreatedAccount, EndSessions, MemberUpdate, NewAccount, Pagination, Standing,
    Store, StoreError,
};
use sendook_domain::values::Id;

use super::World;
use super::factors::confirmed;
use super::inviting::joined;
use super::support::{at_once, audit, create_session, opened};
use crate::builders::{a_factor, a_moment, a_passkey, a_session, an_account, an_id};

/// The members of an organization, in the order of the list.
pub(super) fn listed(
    store: &dyn Store,
    organization: &Id<Organization>,
) -> Result<Vec<Member>, StoreError> {
    let page = store.members_of(organization, &Pagination::first())?;
    assert_eq!(page.next, None);
    Ok(page.items)
}

/// Carries an update out, whatever the member is.
fn update(
    store: &dyn Store,
    organization: &Id<Organization>,
    user: &Id<User>,
    to: MemberUpdate,
    audit: &AuditEvent,
) -> Result<Option<Member>, StoreError> {
    store.update_member(organization, user, &mut |_| to, audit)
}

/// An organization with this owner, and somebody who has joined it with this role.
fn two(store: &dyn Store, role: Role) -> Result<(NewAccount, NewAccount), StoreError> {
    let (owner, other) = (opened(store)?, opened(store)?);
    joined(store, &owner, &other.user, role)?;
    Ok((owner, other))
}

/// Everyone is listed, the newest account first, with role, when they joined and when they were last active; on every server.
pub fn members_are_listed_newest_account_first(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, admin) = two(&*store, Role::Admin)?;
    let used = a_moment();
    let session = owner.session.session.id.clone();
    store.touch_sessions(&[(session, used)], used)?;
    let organization = &owner.organization.id;
    for server in [store, world.other_server()] {
        let [newest, oldest] = &listed(&*server, organization)?[..] else {
            panic!("two are members")
        };
        assert_eq!((&newest.user, newest.role), (&admin.user, Role::Admin));
        let expected = Member {
            user: owner.user.clone(),
            role: Role::Owner,
            joined_at: owner.organization.created_at,
            has_second_factor: false,
            last_active_at: Some(used),
        };
        assert_eq!(oldest, &expected);
        let page = Pagination {
            limit: 1,
            after: None,
        };
        let first = server.members_of(organization, &page)?;
        assert_eq!(first.items, slice::from_ref(newest));
        assert_eq!(first.next.as_ref(), Some(&newest.user.id));
        let page = Pagination {
            limit: 1,
            after: first.next,
        };
        let last = server.members_of(organization, &page)?;
        assert_eq!(last.items, slice::from_ref(oldest));
        assert_eq!(last.next, None);
        assert_eq!(listed(&*server, &an_id())?, []);
    }
    Ok(())
}

/// Who has no factor that counts is listed, page by page, the newest account first; on every server. Nobody else is.
pub fn members_without_a_factor_are_listed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, oldest) = two(&*store, Role::Admin)?;
    let organization = &owner.organization.id;
    let [protected, offered, disabled] = [opened(&*store)?, opened(&*store)?, opened(&*store)?];
    for member in [&protected, &offered, &disabled] {
        joined(&*store, &owner, &member.user, Role::Member)?;
    }
    confirmed(&*store, &a_factor(&owner.user.id), &[])?;
    confirmed(&*store, &a_passkey(&protected.user.id), &[])?;
    store.offer_factor(&a_factor(&offered.user.id))?;
    store.disable_user(&disabled.user.id, &audit())?;
    let without = |organization, limit, after| {
        let page = Pagination { limit, after };
        let server = world.other_server();
        let found = server.members_without_second_factor(organization, &page)?;
        let ids: Vec<_> = found.items.into_iter().map(|user| user.id).collect();
        Ok::<_, StoreError>((ids, found.next))
    };
    let [oldest, offered, disabled] = [oldest, offered, disabled].map(|one| one.user.id);
    let newest = vec![disabled, offered.clone()];
    assert_eq!(
        without(organization, 2, None)?,
        (newest, Some(offered.clone()))
    );
    let rest = (vec![oldest.clone()], None);
    assert_eq!(without(organization, 2, Some(offered.clone()))?, rest);
    confirmed(&*store, &a_passkey(&offered), &[])?;
    assert_eq!(without(organization, 1, Some(offered))?, rest);
    let own = &protected.organization.id;
    for nobody in [own, &an_id()] {
        assert_eq!(without(nobody, 2, None)?, (Vec::new(), None));
    }
    Ok(())
}

/// When somebody was last active is known after all their sessions have ended, in whatever order. Who never logged in was not.
pub fn the_last_activity_outlives_the_sessions(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let owner = opened(&*store)?;
    let user = &owner.user.id;
    let later = a_session(user);
    assert!(create_session(&*store, &later, &audit())?);
    let at_last = later.session.last_used_at;
    let last_active = || {
        let listed = listed(&*world.other_server(), &owner.organization.id)?;
        Ok::<_, StoreError>(listed[0].last_active_at)
    };
    assert_eq!(last_active()?, Some(at_last));
    for which in [EndSessions::Only(later.session.id), EndSessions::All] {
        assert_eq!(store.end_sessions(user, &which, &audit())?, 1);
        assert_eq!(last_active()?, Some(at_last));
    }
    let again = a_session(user);
    assert!(create_session(&*store, &again, &audit())?);
    assert_eq!(last_active()?, Some(again.session.last_used_at));
    let made = an_account();
    store.create(
        &CreatedAccount {
            user: made.user,
            password_hash: made.password_hash,
            organization: made.organization.clone(),
            inbox: made.inbox,
        },
        &audit(),
    )?;
    let listed = listed(&*store, &made.organization.id)?;
    assert_eq!(listed[0].last_active_at, None);
    Ok(())
}

/// A role is another one at once, on every server and in this organization alone, and the line says which it was.
pub fn a_new_role_is_seen_at_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, other) = two(&*store, Role::Member)?;
    let (organization, user) = (&owner.organization.id, &other.user.id);
    let event = AuditEvent {
        organization_id: Some(organization.clone()),
        ..audit()
    };
    let changed = update(
        &*store,
        organization,
        user,
        MemberUpdate::Role(Role::Admin),
        &event,
    )?;
    assert_eq!(changed.map(|member| member.role), Some(Role::Admin));
    let server = world.other_server();
    let roles = |organization| {
        let found = server.membership(user, organization)?;
        Ok::<_, StoreError>(found.map(|(_, role)| role))
    };
    assert_eq!(roles(organization)?, Some(Role::Admin));
    assert_eq!(roles(&other.organization.id)?, Some(Role::Owner));
    let lines = server.audit_events(organization, &AuditFilter::default(), &Pagination::first())?;
    let line = lines.items.iter().find(|line| line.id == event.id);
    let detail = line.and_then(|line| line.detail.as_deref());
    assert_eq!(detail, Some("role member → admin"));
    Ok(())
}

/// Somebody who is removed is out at once, on every server; the account, its own organization and the keys stay.
pub fn a_removed_member_is_out_at_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, other) = two(&*store, Role::Member)?;
    let (organization, user) = (&owner.organization.id, &other.user.id);
    let event = audit();
    let removed = update(&*store, organization, user, MemberUpdate::Removed, &event)?;
    assert_eq!(removed.map(|member| member.role), Some(Role::Member));
    let server = world.other_server();
    assert_eq!(server.membership(user, organization)?, None);
    assert_eq!(listed(&*server, organization)?.len(), 1);
    assert_eq!(server.memberships(user)?.len(), 1);
    assert!(server.key_by_digest(&owner.api_key.digest)?.is_some());
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// Who is no member is not changed, what stays is not recorded, and `decide` is not even asked about strangers.
pub fn what_does_not_change_a_member_is_not_recorded(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, stranger) = (opened(&*store)?, opened(&*store)?);
    let lines = world.audit_ids().len();
    let own = &owner.organization.id;
    for (organization, user) in [
        (own, &stranger.user.id),
        (own, &an_id()),
        (&an_id(), &owner.user.id),
    ] {
        let decide = &mut |_| panic!("nobody is there to decide about");
        assert_eq!(
            store.update_member(organization, user, decide, &audit())?,
            None
        );
    }
    let kept = update(
        &*store,
        own,
        &owner.user.id,
        MemberUpdate::Unchanged,
        &audit(),
    )?;
    assert_eq!(kept.map(|member| member.role), Some(Role::Owner));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// The one who decides is told the role, and whether it is the last owner.
pub fn a_decision_knows_the_last_owner(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (owner, other) = two(&*store, Role::Admin)?;
    let organization = &owner.organization.id;
    let standing = |user| {
        let mut seen = None;
        let mut decide = |standing| {
            seen = Some(standing);
            MemberUpdate::Unchanged
        };
        store.update_member(organization, user, &mut decide, &audit())?;
        Ok::<_, StoreError>(seen)
    };
    let of = |role, is_last_owner| {
        Some(Standing {
            role,
            is_last_owner,
        })
    };
    let (first, second) = (&owner.user.id, &other.user.id);
    assert_eq!(standing(first)?, of(Role::Owner, true));
    assert_eq!(standing(second)?, of(Role::Admin, false));
    update(
        &*store,
        organization,
        second,
        MemberUpdate::Role(Role::Owner),
        &audit(),
    )?;
    assert_eq!(standing(first)?, of(Role::Owner, false));
    assert_eq!(standing(second)?, of(Role::Owner, false));
    Ok(())
}

/// Two owners are demoted and removed at once, on two servers: one of them stays.
pub fn of_owners_who_go_at_once_one_stays(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    for demote in [true, false] {
        let (owner, other) = two(&*store, Role::Owner)?;
        let organization = &owner.organization.id;
        at_once(world, |server| {
            for user in [&owner.user.id, &other.user.id] {
                let mut decide = |standing| {
                    let decided = if demote {
                        new_role(Role::Owner, standing, Role::Member)
                    } else {
                        removal(Some(Role::Owner), standing)
                    };
                    decided.unwrap_or(MemberUpdate::Unchanged)
                };
                server.update_member(organization, user, &mut decide, &audit())?;
            }
            Ok(())
        })?;
        let members = listed(&*store, organization)?;
        let owners = members.iter().filter(|one| one.role == Role::Owner);
        assert_eq!(owners.count(), 1, "{members:?}");
    }
    Ok(())
}
