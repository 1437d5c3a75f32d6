//! What people and operators do with second factors that the audit trail tells.

use chrono::TimeDelta;
use sendook_domain::accounts::{LoggedIn, OpenedAccount};
use sendook_domain::authorization::Operator;
use sendook_domain::entities::{Actor, AuditAction, User};
use sendook_domain::factors::{RecoveryCode, SecondFactorError, TypedCode};
use sendook_domain::ports::OrganizationChange;
use sendook_domain::values::{FactorName, Secret};

use crate::apps::add_app;
use crate::audited_life::NEW_PASSWORD;
use crate::house::House;
use crate::requests::origin;

/// Sets up two authenticator apps, of which one is renamed and removed and one taken away; begins two logins that wait for a factor, of which
/// one leaks and one is answered wrongly; makes new recovery codes, and requires a factor.
pub(crate) fn protect(house: &House, account: &OpenedAccount) {
    let tick = || house.world.clock.advance(TimeDelta::seconds(1));
    let session = house.user(&account.session.token).unwrap();
    let removed = add_app(house, &session).id;
    tick();
    let proof = house.step_up.require(&session).unwrap();
    let renewed = house
        .factors
        .renew_recovery_codes(&session, &proof, &origin());
    assert_eq!(renewed.unwrap().len(), RecoveryCode::COUNT);
    tick();
    let leaked = first_step(house);
    let leaks = &house.leaks;
    leaks.report(leaked.expose(), None, &origin()).unwrap();
    tick();
    let waiting = first_step(house);
    let step = house
        .second_step
        .begin(waiting.expose(), &origin())
        .unwrap();
    let wrong = RecoveryCode::generate(&*house.world.ports.secrets).unwrap();
    let typed = TypedCode::Recovery(wrong);
    house.second_step.finish_by_code(step, &typed).unwrap_err();
    tick();
    let organization = &account.membership.organization().id;
    let by = house.organizations.enter(&session, organization).unwrap();
    let required =
        house
            .organizations
            .change(&by, &OrganizationChange::second_factor(true), &origin());
    assert!(required.unwrap().unwrap().requires_second_factor);
    tick();
    let name = FactorName::parse("Old phone").unwrap();
    let renamed = house
        .factors
        .rename(&session, &proof, &removed, &name, &origin());
    assert_eq!(renamed.unwrap().name, name);
    tick();
    let gone = house.factors.remove(&session, &proof, &removed, &origin());
    gone.unwrap();
    tick();
    add_app(house, &session);
    tick();
    let user: &User = &account.session.user;
    let operator = Operator::at_the_command_line();
    assert_eq!(house.factors.reset(&operator, user).unwrap(), 1);
    tick();
}

fn first_step(house: &House) -> Secret {
    house.world.clock.advance(TimeDelta::seconds(1));
    let shown = house.first_step("ada.king@example.com", NEW_PASSWORD, &origin());
    match shown.unwrap() {
        LoggedIn::SecondFactorDue(waiting) => waiting.token,
        LoggedIn::Session(_) => panic!("no second factor is due"),
    }
}

#[test]
fn a_wrong_code_of_a_person_who_is_logged_in_is_recorded_as_theirs() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let session = house.user(&account.session.token).unwrap();
    add_app(&house, &session);
    let wrong = RecoveryCode::generate(&*house.world.ports.secrets).unwrap();
    let typed = TypedCode::Recovery(wrong);
    let second_step = &house.second_step;
    let refused = second_step.reauthenticate_by_code(&session, &typed, &origin());
    assert!(matches!(refused, Err(SecondFactorError::Wrong { .. })));
    let line = house.world.store.audit_events().pop().unwrap();
    assert_eq!(line.action, AuditAction::ReauthenticationFailed);
    assert_eq!(line.actor, Actor::User(session.user_id().clone()));
    assert_eq!(line.user_id.as_ref(), Some(session.user_id()));
}
