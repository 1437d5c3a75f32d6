//! What people and keys do that the audit trail tells.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::{CreateInboxes, ManageKeys};
use sendook_domain::entities::{REUSE_TOLERANCE, Role};
use sendook_domain::inboxes::InboxRequest;
use sendook_domain::mail_dispatch::Delivery;
use sendook_domain::policies::{EndRotation, KeyChange, RotationRequest};
use sendook_domain::ports::{KeyFilter, OrganizationChange, Pagination};
use sendook_domain::sessions::LogoutScope;
use sendook_domain::values::{AddressRange, AllowedIps, OrganizationName, PersonName};

use crate::accounts::{PASSWORD, new_password, registration_request};
use crate::house::House;
use crate::requests::{email, key_request, origin};
use crate::run_tokens::issue;

pub(crate) const NEW_PASSWORD: &str = "six purple otters juggling";

/// Does everything that is audited, once, apart from the registration itself.
pub(crate) fn do_everything(house: &House, account: &OpenedAccount) {
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
    let mut request = key_request("Extra");
    let home = AddressRange::parse("203.0.113.7").unwrap();
    request.limits.allowed_ips = AllowedIps::new(vec![home]).ok();
    let extra = house.make_key(account, request);
    let key = extra.key.id;
    tick();
    assert!(house.try_key(&extra.secret).is_err());
    house.flush();
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
    let inbox = house
        .inboxes
        .create(&inboxes, nameless, &origin(), None)
        .unwrap();
    tick();
    house
        .inboxes
        .delete(&house.grant(account), &inbox.id, &origin())
        .unwrap();
    tick();
    let name = OrganizationName::parse("Analytical Engines").unwrap();
    house
        .organizations
        .change(
            &account.membership,
            &OrganizationChange::name(name),
            &origin(),
        )
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
    let address = email("ada@example.com");
    house.login_throttle.unlock(&address, &[]).unwrap();
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

/// Fails to change the e-mail address, asks for a change whose link leaks, and for another one that is followed.
pub(crate) fn change_address(house: &House, account: &OpenedAccount) {
    let session = house.user(&account.session.token).unwrap();
    let ask = |password| {
        house.world.clock.advance(TimeDelta::seconds(1));
        let proof = house.step_up.require(&session).unwrap();
        let change = &house.email_change;
        let check = change.begin(&session, &proof, password, &origin());
        let check = check.unwrap();
        let compared = check.compare(&*house.world.passwords);
        let new = email("ada.king@example.com");
        house.email_change.finish(&new, check, compared)
    };
    let followed = || {
        let mut tokens = Vec::new();
        while let Some(mail) = house.mail_dispatch.next().unwrap() {
            house
                .mail_dispatch
                .settle(&mail, Delivery::Accepted)
                .unwrap();
            tokens.extend(mail.token);
        }
        tokens.pop().unwrap()
    };
    ask("a wrong guess").unwrap_err();
    ask(NEW_PASSWORD).unwrap();
    let leaked = followed();
    house
        .leaks
        .report(leaked.expose(), None, &origin())
        .unwrap();
    ask(NEW_PASSWORD).unwrap();
    let link = followed();
    house
        .email_verification
        .follow(link.expose(), &origin())
        .unwrap();
    house.world.clock.advance(TimeDelta::seconds(1));
}

/// Sets a password by a link, and is disabled and enabled again, which ends every session.
pub(crate) fn lose_access(house: &House, account: &OpenedAccount) {
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
pub(crate) fn run_tasks(house: &House, account: &OpenedAccount) {
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
            None,
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
        house
            .keys
            .end_rotation(keys, key, end, None, &origin())
            .unwrap();
        tick();
    }
}

pub(crate) fn log_out(house: &House, account: &OpenedAccount) {
    let session = house.user(&account.session.token).unwrap();
    let logged_out = house
        .sessions
        .log_out(&session, LogoutScope::All, &origin());
    logged_out.unwrap();
}

/// Proves again who they are, and has an organization in which somebody is promoted and removed before it is deleted.
pub(crate) fn lead_people(house: &House, account: &OpenedAccount) {
    let session = house.user(&account.session.token).unwrap();
    let prove = |password| {
        house.world.clock.advance(TimeDelta::seconds(1));
        let check = house.reauthentication.begin(&session, password, &origin());
        let check = check.unwrap();
        let compared = check.compare(&*house.world.passwords);
        house.reauthentication.finish(&session, check, compared)
    };
    prove("a wrong guess").unwrap_err();
    prove(NEW_PASSWORD).unwrap().unwrap();
    let name = OrganizationName::parse("Second").unwrap();
    let made = house.organizations.create(&session, name, &origin(), None);
    let made = made.unwrap();
    let invite = |address| {
        let invited =
            house
                .invitations
                .invite(&made, email(address), Role::Member, &origin(), None);
        invited.unwrap()
    };
    let ended = invite("nobody@example.com").invitation.id;
    let grant = Grant::for_member(&made).unwrap();
    let ended = house.invitations.end(&grant, &ended, &origin());
    ended.unwrap().unwrap();
    let leaked = invite("nobody@example.com").token;
    let leaks = &house.leaks;
    leaks.report(leaked.expose(), None, &origin()).unwrap();
    let token = invite("grace@example.com").token;
    let begun = house.joining.begin(
        registration_request("grace@example.com"),
        token.expose(),
        origin(),
    );
    let begun = begun.unwrap();
    let hash = begun.hash(&*house.world.passwords).unwrap();
    let colleague = house.joining.join(&begun, &hash).unwrap().session.user.id;
    let members = &house.members;
    members
        .change_role(&made, &colleague, None, Role::Admin, &origin())
        .unwrap();
    members.remove(&made, &colleague, &origin()).unwrap();
    let proof = house.step_up.require(&session).unwrap();
    let deletion = Grant::for_member(&made).unwrap();
    let deleted = house.organizations.delete(&deletion, &proof, &origin());
    deleted.unwrap().unwrap();
}
