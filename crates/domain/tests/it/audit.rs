use std::slice;

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::ReadAudit;
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::ports::{AuditFilter, Pagination};

use crate::accounts::PASSWORD;
use crate::audited_factors::protect;
use crate::audited_life::{
    NEW_PASSWORD, change_address, do_everything, lead_people, log_out, lose_access, run_tasks,
};
use crate::house::House;

/// What the owner of an account sees of the trail, newest first.
fn seen(house: &House, account: &OpenedAccount, filter: &AuditFilter) -> Vec<AuditEvent> {
    let grant = house.grant::<ReadAudit>(account);
    let listing = house.audit.list(&grant, filter, &Pagination::first());
    listing.unwrap().items
}

#[test]
fn every_audited_action_is_told_once() {
    let house = House::with(|settings| settings.mail = true);
    let account = house.register("ada@example.com");
    run_tasks(&house, &account);
    do_everything(&house, &account);
    change_address(&house, &account);
    lead_people(&house, &account);
    protect(&house, &account);
    log_out(&house, &account);
    lose_access(&house, &account);
    for action in AuditAction::ALL {
        let times = match action {
            // One to be completed and one to be cancelled; one for the session that leaks, and one for the others.
            // One factor that is removed, and one that is taken away; one login that leaks, and one that is answered wrongly.
            // One link that leaks, and one that is used, of either kind. One run token that leaks, and one that is ended. Two people.
            AuditAction::KeyRotated
            | AuditAction::LoggedIn
            | AuditAction::Registered
            | AuditAction::ResetLinkCreated
            | AuditAction::EmailChangeRequested
            | AuditAction::RunTokenCreated
            | AuditAction::FactorAdded
            | AuditAction::SecondFactorDue => 2,
            // One that is ended, one that leaks and one that is accepted.
            AuditAction::InvitationCreated => 3,
            _ => 1,
        };
        assert_eq!(house.told(action), times, "{action:?}");
    }
}

#[test]
fn a_line_says_what_changed_and_keeps_the_name_of_what_is_gone() {
    let house = House::new();
    let account = house.register("ada@example.com");
    do_everything(&house, &account);
    let own = seen(&house, &account, &AuditFilter::default());
    let detail = |action| {
        let line = own.iter().find(|event| event.action == action);
        line.unwrap().detail.as_deref().unwrap_or_default()
    };
    for (action, expected) in [
        (AuditAction::KeyCreated, "Extra"),
        (AuditAction::KeyChanged, "disabled"),
        (AuditAction::KeyDeleted, "Extra"),
        (
            AuditAction::OrganizationRenamed,
            "name → \"Analytical Engines\"",
        ),
        (AuditAction::UserRenamed, "name → \"Augusta\""),
    ] {
        assert_eq!(detail(action), expected, "{action:?}");
    }
    let address = detail(AuditAction::InboxDeleted);
    assert!(address.contains('@'), "{address}");
    assert_eq!(address, detail(AuditAction::InboxCreated));
}

#[test]
fn the_owner_sees_all_of_it_newest_first_and_a_stranger_nothing() {
    let house = House::new();
    let account = house.register("ada@example.com");
    house.world.clock.advance(TimeDelta::seconds(1));
    let stranger = house.register("grace@example.com");
    do_everything(&house, &account);
    let own = seen(&house, &account, &AuditFilter::default());
    let actions: Vec<_> = own.iter().map(|event| event.action.clone()).collect();
    assert_eq!(
        actions,
        [
            AuditAction::ResetLinkLeaked,
            AuditAction::ResetLinkCreated,
            AuditAction::EmailVerified,
            AuditAction::UserUnlocked,
            AuditAction::PasswordChanged,
            AuditAction::PasswordChangeFailed,
            AuditAction::RefreshReused,
            AuditAction::UserRenamed,
            AuditAction::OrganizationRenamed,
            AuditAction::InboxDeleted,
            AuditAction::InboxCreated,
            AuditAction::KeyDeleted,
            AuditAction::KeyRotationCancelled,
            AuditAction::KeyUsedAfterEnd,
            AuditAction::KeyLeaked,
            AuditAction::KeyRotated,
            AuditAction::KeyRotationCompleted,
            AuditAction::KeyRotated,
            AuditAction::KeyChanged,
            AuditAction::KeyUsedElsewhere,
            AuditAction::KeyCreated,
            AuditAction::LoginFailed,
            AuditAction::LoggedIn,
            AuditAction::SessionLeaked,
            AuditAction::LoggedIn,
            AuditAction::Registered,
        ]
    );
    let foreign = seen(&house, &stranger, &AuditFilter::default());
    let actions: Vec<_> = foreign.iter().map(|event| event.action.clone()).collect();
    assert_eq!(actions, [AuditAction::Registered]);
}

#[test]
fn the_trail_is_read_by_action_and_page_by_page() {
    let house = House::new();
    let account = house.register("ada@example.com");
    do_everything(&house, &account);
    let filter = AuditFilter {
        action: Some(AuditAction::KeyDeleted),
        ..AuditFilter::default()
    };
    let [deleted] = seen(&house, &account, &filter).try_into().unwrap();
    assert_eq!(deleted.action, AuditAction::KeyDeleted);
    let all = seen(&house, &account, &AuditFilter::default());
    let grant = house.grant::<ReadAudit>(&account);
    let mut page = Pagination {
        limit: 1,
        after: None,
    };
    for event in &all {
        let listing = house
            .audit
            .list(&grant, &AuditFilter::default(), &page)
            .unwrap();
        assert_eq!(listing.items, slice::from_ref(event));
        page.after = listing.next;
    }
    assert_eq!(page.after, None);
}

#[test]
fn no_line_holds_a_secret() {
    let house = House::new();
    let account = house.register("ada@example.com");
    do_everything(&house, &account);
    let shown = format!("{:?}", house.world.store.audit_events());
    for secret in [
        PASSWORD,
        NEW_PASSWORD,
        "a wrong guess",
        account.session.token.expose(),
        account.session.refresh_token.expose(),
        account.api_key.secret.expose(),
    ] {
        assert!(!shown.contains(secret));
    }
}
