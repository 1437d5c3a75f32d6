//! Members and invitations are found by indexes, however many there are.

use chrono::TimeDelta;
use sendook_domain::entities::{AuditAction, AuditEvent, Invitation, Role};
use sendook_domain::ports::{
    Accounts as _, Invitations as _, KeyEndNotices as _, MemberUpdate, Members as _, NewInvitation,
    Organizations as _, Pagination,
};
use sendook_testkit::builders::{
    a_digest, a_late_moment, a_moment, a_user, an_account, an_audit_event, an_id,
};

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

fn audit() -> AuditEvent {
    an_audit_event(AuditAction::InvitationCreated)
}

#[test]
fn people_come_and_go_by_indexes() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let organization = &account.organization.id;
    let at = a_moment();
    let invite = || {
        let new = NewInvitation {
            invitation: Invitation {
                id: an_id(),
                organization_id: organization.clone(),
                email: a_user().email,
                role: Role::Member,
                created_by: account.user.id.clone(),
                created_at: at,
                expires_at: at + TimeDelta::days(7),
            },
            digest: a_digest(),
            mails: Vec::new(),
        };
        check(&world, "invite", store.invite(&new, &audit(), None));
        new
    };
    forget_statements();
    let page = Pagination::first();
    check(&world, "members_of", store.members_of(organization, &page));
    let without = store.members_without_second_factor(organization, &page);
    let plans = check(&world, "members_without_second_factor", without);
    assert_eq!(plans.len(), 1, "one statement, whoever has a factor");
    let factors = plans[0].iter().find(|step| step.contains("factors"));
    let by_user = "USING INDEX factors_by_user (user_id=?)";
    assert!(factors.unwrap().contains(by_user), "{plans:?}");
    let mut update = |_| MemberUpdate::Role(Role::Owner);
    let updated = store.update_member(organization, &account.user.id, &mut update, &audit());
    check(&world, "update_member", updated);
    let people = store.people_of_role(organization, Role::Admin);
    check(&world, "people_of_role", people);
    let ending = store.ending_keys(&(at..a_late_moment()), None, 9);
    assert_eq!(check(&world, "ending_keys", ending).len(), 1);
    for before in [None, Some(at.date_naive())] {
        let told = store.note_key_ends_told(organization, before, at.date_naive(), &[]);
        check(&world, "note_key_ends_told", told);
    }
    let first = invite();
    check(
        &world,
        "invitations",
        store.invitations(organization, &Pagination::first()),
    );
    let id = &first.invitation.id;
    check(&world, "invitation", store.invitation(organization, id));
    let found = store.invitation_by_digest(&first.digest);
    check(&world, "invitation_by_digest", found);
    let ended = store.end_invitation(organization, id, &audit());
    check(&world, "end_invitation", ended);
    let guest = an_account();
    store.open(&guest, &audit()).unwrap();
    let digest = invite().digest;
    let accepted = store.accept_invitation(&digest, &guest.user.id, &|_, _| true, &audit());
    check(&world, "accept_invitation", accepted);
    check(&world, "sweep_invitations", store.sweep_invitations(at, 9));
    let deleted = store.delete_organization(organization, &audit());
    check(&world, "delete_organization", deleted);
}
