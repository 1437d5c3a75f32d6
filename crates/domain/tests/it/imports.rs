//! People who come from other systems.

use chrono::TimeDelta;
use sendook_domain::accounts::RegistrationError;
use sendook_domain::authorization::Operator;
use sendook_domain::entities::{Actor, AuditAction, PasswordHash, Role};
use sendook_domain::imports::{
    Import, ImportedPerson, JudgedPerson, NotImported, OrganizationReference,
};
use sendook_domain::ports::{OrganizationChange, Pagination};
use sendook_domain::values::{Id, OrganizationName};

use crate::accounts::{PASSWORD, person};
use crate::house::House;
use crate::requests::{email, origin};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

fn imported(address: &str) -> ImportedPerson {
    ImportedPerson {
        person: person(address),
        password_hash: PasswordHash::absent(),
        created_at: None,
        email_verified: false,
        organization: None,
        role: None,
    }
}

fn member(address: &str, organization: &OrganizationReference, role: Role) -> ImportedPerson {
    ImportedPerson {
        organization: Some(organization.clone()),
        role: Some(role),
        ..imported(address)
    }
}

fn engines() -> OrganizationReference {
    OrganizationReference::Name(OrganizationName::parse("Engines").unwrap())
}

/// Judges people of one source, one after the other, and keeps those who can be.
fn import(house: &House, people: Vec<ImportedPerson>) -> Vec<Result<(), NotImported>> {
    let operator = Operator::at_the_command_line();
    let mut import = house.imports.begin(&operator);
    let judged: Vec<_> = people.into_iter().map(|next| import.judge(next)).collect();
    let (mut kept, mut outcomes) = (Vec::<JudgedPerson>::new(), Vec::new());
    for one in judged {
        outcomes.push(one.map(|judged| kept.push(judged)));
    }
    import.keep(&kept).unwrap();
    outcomes
}

fn roles(house: &House, address: &str) -> Vec<(String, Role)> {
    let store = &house.world.ports.store;
    let (user, _) = store.user_for_login(&email(address)).unwrap().unwrap();
    let memberships = store.memberships(&user.id).unwrap();
    let named = memberships
        .into_iter()
        .map(|(one, role)| (one.name.as_str().to_owned(), role));
    named.collect()
}

#[test]
fn a_person_keeps_the_moment_and_the_password_and_owns_an_organization() {
    let house = House::new();
    let now = house.world.ports.clock.now();
    let hash = house
        .world
        .ports
        .passwords
        .hash(crate::accounts::new_password(PASSWORD).password());
    let created_at = now - TimeDelta::days(1000);
    let ada = ImportedPerson {
        password_hash: hash.unwrap(),
        created_at: Some(created_at),
        email_verified: true,
        ..imported(ADA)
    };
    assert!(import(&house, vec![ada]).iter().all(Result::is_ok));
    let user = house.log_in(ADA, PASSWORD).unwrap().user;
    assert_eq!(
        (user.created_at, user.email_verified_at),
        (created_at, Some(now))
    );
    assert_eq!(
        roles(&house, ADA),
        [("Default Organization".to_owned(), Role::Owner)]
    );
    let event = &house.world.store.audit_events()[0];
    assert_eq!(event.action, AuditAction::Registered);
    assert_eq!(event.actor, Actor::Operator);
    assert_eq!(
        (&event.user_id, event.detail.as_deref()),
        (&Some(user.id), Some("imported"))
    );
}

#[test]
fn whoever_is_here_stays_as_they_are_and_nobody_is_merged() {
    let house = House::new();
    house.register(ADA);
    let people = vec![
        imported("ADA@example.com"),
        imported(GRACE),
        imported("Grace@EXAMPLE.com"),
    ];
    let outcomes = import(&house, people);
    assert!(matches!(
        &outcomes[..],
        [
            Err(NotImported::AlreadyHere),
            Ok(()),
            Err(NotImported::Twice)
        ]
    ));
    assert!(house.log_in(ADA, PASSWORD).is_ok());
    let again = import(&house, vec![imported(ADA), imported(GRACE)]);
    assert!(
        again
            .iter()
            .all(|one| matches!(one, Err(NotImported::AlreadyHere)))
    );
}

#[test]
fn nobody_owns_what_is_imported_by_having_its_name_beforehand() {
    let house = House::new();
    let eve = house.register("eve@example.com");
    let name = OrganizationName::parse("Engines").unwrap();
    let change = OrganizationChange::name(name);
    let renamed = house
        .organizations
        .change(&eve.membership, &change, &origin());
    assert!(renamed.unwrap().is_some());
    let people = vec![
        member(ADA, &engines(), Role::Owner),
        member(GRACE, &engines(), Role::Member),
    ];
    assert!(import(&house, people.clone()).iter().all(Result::is_ok));
    // Run again with somebody more, it goes on in the organization that it made.
    let emmy = member("emmy@example.com", &engines(), Role::Member);
    let again = import(&house, [people, vec![emmy]].concat());
    assert!(again[2].is_ok(), "{again:?}");
    let organization = |address: &str| {
        let store = &house.world.ports.store;
        let (user, _) = store.user_for_login(&email(address)).unwrap().unwrap();
        let memberships = store.memberships(&user.id).unwrap();
        assert_eq!(memberships.len(), 1);
        memberships[0].0.id.clone()
    };
    let ids = [ADA, GRACE, "emmy@example.com"].map(organization);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_ne!(ids[0], organization("eve@example.com"));
}

#[test]
fn an_organization_begins_with_its_owner_and_takes_the_others_later_too() {
    let house = House::new();
    let early = import(&house, vec![member(GRACE, &engines(), Role::Member)]);
    assert!(matches!(&early[..], [Err(NotImported::NoOrganization)]));
    let people = vec![
        member(ADA, &engines(), Role::Owner),
        member(GRACE, &engines(), Role::Admin),
    ];
    assert!(import(&house, people).iter().all(Result::is_ok));
    let emmy = "emmy@example.com";
    let later = vec![member(emmy, &engines(), Role::Member)];
    assert!(import(&house, later).iter().all(Result::is_ok));
    for (address, role) in [
        (ADA, Role::Owner),
        (GRACE, Role::Admin),
        (emmy, Role::Member),
    ] {
        assert_eq!(roles(&house, address), [("Engines".to_owned(), role)]);
    }
}

#[test]
fn an_organization_keeps_its_id() {
    let house = House::new();
    let id = Id::new(house.world.ports.clock.now(), [7; 8]);
    let name = OrganizationName::parse("Engines").unwrap();
    let reference = OrganizationReference::Id(id.clone(), name);
    let people = vec![
        member(ADA, &reference, Role::Owner),
        member(GRACE, &reference, Role::Member),
    ];
    assert!(import(&house, people).iter().all(Result::is_ok));
    let store = &house.world.ports.store;
    assert_eq!(
        store.organization(&id).unwrap().unwrap().name.as_str(),
        "Engines"
    );
    assert_eq!(store.members(&id).unwrap().len(), 2);
}

#[test]
fn of_two_organizations_of_one_name_none_is_guessed() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    // Two operators import at once.
    let mut both = [
        house.imports.begin(&operator),
        house.imports.begin(&operator),
    ];
    let found = |(import, address): (&mut Import<'_>, _)| {
        let judged = import.judge(member(address, &engines(), Role::Owner));
        vec![judged.unwrap()]
    };
    let judged: Vec<_> = both
        .iter_mut()
        .zip(["one@example.com", "two@example.com"])
        .map(found)
        .collect();
    for (import, people) in both.iter().zip(&judged) {
        import.keep(people).unwrap();
    }
    let outcome = import(&house, vec![member(ADA, &engines(), Role::Owner)]);
    assert!(matches!(
        &outcome[..],
        [Err(NotImported::SeveralOrganizations)]
    ));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let house = House::new();
    let future = ImportedPerson {
        created_at: Some(house.world.ports.clock.now() + TimeDelta::seconds(1)),
        ..imported(ADA)
    };
    let homeless = ImportedPerson {
        role: Some(Role::Admin),
        ..imported(GRACE)
    };
    let outcomes = import(&house, vec![future, homeless]);
    assert!(matches!(
        &outcomes[..],
        [
            Err(NotImported::FromTheFuture),
            Err(NotImported::RoleWithoutOrganization)
        ]
    ));
}

#[test]
fn if_one_registers_meanwhile_none_of_the_step_is_kept() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let mut import = house.imports.begin(&operator);
    let judged = [ADA, GRACE].map(|address| import.judge(imported(address)).unwrap());
    house.register(GRACE);
    assert!(matches!(
        import.keep(&judged),
        Err(RegistrationError::EmailTaken)
    ));
    let store = &house.world.ports.store;
    assert_eq!(store.user_for_login(&email(ADA)).unwrap(), None);
}

#[test]
fn a_person_is_exported_with_the_password_at_rest_and_the_oldest_organization() {
    let house = House::new();
    let user = house.register(ADA).session.user;
    let export = |owners| {
        let operator = Operator::at_the_command_line();
        let page = house
            .imports
            .export(&operator, owners, &Pagination::first());
        page.unwrap().items
    };
    assert_eq!(export(false), []);
    let exported = export(true).pop().unwrap();
    let kept = house
        .world
        .ports
        .store
        .user_for_login(&user.email)
        .unwrap()
        .unwrap();
    assert_eq!((exported.user, exported.password_hash), kept);
    let (organization, role) = exported.membership.unwrap();
    assert_eq!(
        (organization.name.as_str(), role),
        ("Default Organization", Role::Owner)
    );
}
