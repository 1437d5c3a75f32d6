use std::slice;

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::{
    CreateInboxes, ManageKeys, ReadAudit, RenameOrganization,
};
use sendook_domain::entities::REUSE_TOLERANCE;
use sendook_domain::entities::{AuditAction, AuditEvent};
use sendook_domain::inboxes::InboxRequest;
use sendook_domain::policies::{EndRotation, KeyChange, RotationRequest};
use sendook_domain::ports::{AuditFilter, KeyFilter, Pagination};
use sendook_domain::sessions::LogoutScope;
use sendook_domain::values::{OrganizationName, PersonName};

use crate::accounts::{PASSWORD, new_password};
use crate::house::House;
use crate::requests::{email, key_request, origin};
use crate::run_tokens::issue;

const NEW_PASSWORD: &str = "six purple otters juggling";

/// What the owner of an account sees of the trail, newest first.
fn seen(house: &House, account: &OpenedAccount, filter: &AuditFilter) -> Vec<AuditEvent> {
    let grant = house.grant::<ReadAudit>(account);
    let listing = house.audit.list(&grant, filter, &Pagination::first());
    listing.unwrap().items
}

/// Does everything that is audited, once, apart from the registration itself.
fn do_everything(house: &House, account: &OpenedAccount) {
    let tick = || house.world.clock.advance(TimeDelta::seconds(1));
    let session = house.user(&account.session.token).unwrap();
    let leaked = house.log_in("ada@example.com", PASSWORD).unwrap().token;
    tick();
    house
        .leaks
        .report(leaked.expose(), None, &origin())
        .unwrap();
    tick();
    let second = house.log_in("ada@example.com", PASSWORD).unwrap();
    tick();
    house
        .log_in("ada@example.com", "a wrong guess")
        .unwrap_err();
    tick();
    let keys = house.grant::<ManageKeys>(account);
    let key = house.make_key(account, key_request("Extra")).key.id;
    tick();
    let disabled = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    house
        .keys
        .change(&keys, &key, &disabled, &origin())
        .unwrap();
    tick();
    live_a_life(house, account);
    house.keys.delete(&keys, &key, &origin()).unwrap().unwrap();
    tick();
    let inboxes = house.grant::<CreateInboxes>(account);
    let nameless = InboxRequest {
        name: None,
        address: None,
    };
    let inbox = house.inboxes.create(&inboxes, nameless, &origin()).unwrap();
    tick();
    house
        .inboxes
        .delete(&house.grant(account), &inbox.id, &origin())
        .unwrap();
    tick();
    let renaming = house.grant::<RenameOrganization>(account);
    let name = OrganizationName::parse("Analytical Engines").unwrap();
    house
        .organizations
        .rename(&renaming, &name, &origin())
        .unwrap();
    tick();
    let name = PersonName::parse("Augusta").unwrap();
    house
        .profile
        .rename(&session, &name, None, &origin())
        .unwrap();
    tick();
    let renewed = house.refresh(&second.refresh_token);
    house.world.clock.advance(REUSE_TOLERANCE);
    house.user(&renewed.token).unwrap();
    house.try_refresh(&second.refresh_token).unwrap_err();
    tick();
    let change = |current| house.change_password(&session, current, NEW_PASSWORD);
    change("a wrong guess").unwrap_err();
    tick();
    change(PASSWORD).unwrap();
    tick();
    let email = email("ada@example.com");
    house.login_throttle.unlock(&email, &[]).unwrap();
    tick();
    let user = &account.session.user;
    house.administration.verify_email(&user.id).unwrap();
    tick();
    let link = house.password_reset.issue(user).unwrap().unwrap().token;
    let leaks = &house.leaks;
    tick();
    leaks.report(link.expose(), None, &origin()).unwrap();
    tick();
}

/// Sets a password by a link, and is disabled and enabled again, which ends every session.
fn lose_access(house: &House, account: &OpenedAccount) {
    let tick = || house.world.clock.advance(TimeDelta::seconds(1));
    let user = &account.session.user;
    let link = house.password_reset.issue(user).unwrap().unwrap().token;
    tick();
    let pending = house
        .password_reset
        .begin(link.expose(), &origin())
        .unwrap();
    let hash = pending.hash(&new_password(NEW_PASSWORD), &*house.world.passwords);
    house
        .password_reset
        .finish(&pending, &hash.unwrap())
        .unwrap();
    tick();
    house.administration.disable(&user.id).unwrap();
    tick();
    house.administration.enable(&user.id).unwrap();
    tick();
}

/// Makes run tokens, of which one is ended and one leaks.
fn run_tasks(house: &House, account: &OpenedAccount) {
    let tick = || house.world.clock.advance(TimeDelta::seconds(1));
    let key = &account.api_key;
    let [ended, leaked] = [(); 2].map(|()| {
        tick();
        issue(house, &key.secret)
    });
    tick();
    let (grant, id) = (house.grant(account), &ended.token.id);
    let ended = house.run_tokens.end(&grant, &key.key.id, id, &origin());
    ended.unwrap().unwrap();
    tick();
    let found = leaked.secret.expose();
    house.leaks.report(found, None, &origin()).unwrap();
    tick();
}

/// Rotates a key, completes and cancels that, and lets the key leak.
fn live_a_life(house: &House, account: &OpenedAccount) {
    let keys = &house.grant(account);
    let tick = || house.world.clock.advance(TimeDelta::seconds(1));
    let listed = house.keys.list(
        &house.grant(account),
        &KeyFilter::default(),
        &Pagination::first(),
    );
    let key = &listed.unwrap().items.pop().unwrap().id;
    let day = TimeDelta::days(1);
    for end in [EndRotation::Old, EndRotation::New] {
        let rotated = house.keys.rotate(
            keys,
            key,
            RotationRequest::new(Some(day), false).unwrap(),
            &origin(),
        );
        let found = rotated.unwrap().unwrap().secret;
        tick();
        if end == EndRotation::New {
            let found = found.expose();
            house.leaks.report(found, None, &origin()).unwrap();
            tick();
            assert!(house.caller(Some(found)).is_err());
            house.flush();
            tick();
        }
        house.keys.end_rotation(keys, key, end, &origin()).unwrap();
        tick();
    }
}

fn log_out(house: &House, account: &OpenedAccount) {
    let session = house.user(&account.session.token).unwrap();
    let logged_out = house
        .sessions
        .log_out(&session, LogoutScope::All, &origin());
    logged_out.unwrap();
}

#[test]
fn every_audited_action_is_told_once() {
    let house = House::new();
    let account = house.register("ada@example.com");
    run_tasks(&house, &account);
    do_everything(&house, &account);
    log_out(&house, &account);
    lose_access(&house, &account);
    for action in AuditAction::ALL {
        let times = match action {
            // One to be completed and one to be cancelled; one for the session that leaks, and one for the others.
            // One link that leaks, and one that is used. One run token that leaks, and one that is ended.
            AuditAction::KeyRotated
            | AuditAction::LoggedIn
            | AuditAction::ResetLinkCreated
            | AuditAction::RunTokenCreated => 2,
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
    let actions: Vec<_> = own.iter().map(|event| event.action).collect();
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
            AuditAction::KeyCreated,
            AuditAction::LoginFailed,
            AuditAction::LoggedIn,
            AuditAction::SessionLeaked,
            AuditAction::LoggedIn,
            AuditAction::Registered,
        ]
    );
    let foreign = seen(&house, &stranger, &AuditFilter::default());
    let actions: Vec<_> = foreign.iter().map(|event| event.action).collect();
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
