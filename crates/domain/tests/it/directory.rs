//! What operators may do beyond the members of an organization.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::authorization::{Grant, Operator};
use sendook_domain::directory::{KeyLookupError, UserReference};
use sendook_domain::entities::{Actor, ClientInfo};
use sendook_domain::policies::KeyChange;
use sendook_domain::ports::{KeyFilter, KeyReference, Pagination};
use sendook_domain::values::{EmailAddress, Id};

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::key_request;

fn reference(text: &str) -> KeyReference {
    KeyReference::parse(text).unwrap()
}

#[test]
fn an_operator_changes_a_key_of_any_organization_and_is_named_for_it() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let account = house.register("ada@example.com");
    let grant = Grant::<ManageKeys>::for_operator(&operator, account.membership.organization());
    let origin = ClientInfo::default();
    let made = house
        .keys
        .create(&grant, key_request("Made"), &origin, None)
        .unwrap();
    assert_eq!(made.key.created_by, None);
    let disable = KeyChange {
        active: Some(false),
        ..KeyChange::default()
    };
    let key = &account.api_key.key.id;
    let disabled = house.keys.change(&grant, key, &disable, &origin).unwrap();
    assert!(!disabled.unwrap().active);
    house.keys.delete(&grant, key, &origin).unwrap().unwrap();
    let lines = house.world.store.audit_events();
    let last: Vec<_> = lines.iter().rev().take(3).map(|line| &line.actor).collect();
    assert_eq!(last, [&Actor::Operator; 3]);
}

#[test]
fn an_operator_does_not_reach_a_key_through_another_organization() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let (own, foreign) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    let grant = Grant::<ManageKeys>::for_operator(&operator, own.membership.organization());
    let id = &foreign.api_key.key.id;
    let deleted = house.keys.delete(&grant, id, &ClientInfo::default());
    assert_eq!(deleted.unwrap(), None);
}

#[test]
fn a_user_is_found_by_id_and_by_address() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let user = house.register("ada@example.com").session.user;
    let email = EmailAddress::parse("ADA@example.com").unwrap();
    for reference in [
        UserReference::Id(user.id.clone()),
        UserReference::Email(email),
    ] {
        let found = house.directory.user(&operator, &reference).unwrap();
        assert_eq!(found.as_ref(), Some(&user));
    }
}

#[test]
fn a_key_is_found_only_if_it_is_clear_which_one_is_meant() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let account = house.register("ada@example.com");
    house.register("grace@example.com");
    let find = |text: &str| house.directory.key(&operator, &reference(text));
    let key = &account.api_key.key;
    for text in [key.id.as_str(), &key.secret.hint] {
        assert_eq!(find(text).unwrap().id, key.id);
    }
    let both = KeyReference::IdStart(Id::parse("key_").unwrap());
    let Err(KeyLookupError::Ambiguous(ids)) = house.directory.key(&operator, &both) else {
        panic!("two keys begin so");
    };
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&key.id.to_string()));
    assert!(matches!(
        find("key_0000000000000000"),
        Err(KeyLookupError::Unknown)
    ));
    assert!(matches!(
        find("sndk_prod_…0000"),
        Err(KeyLookupError::Unknown)
    ));
}

#[test]
fn a_secret_that_is_over_is_not_shown_to_operators_either() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let account = house.register("ada@example.com");
    let grace = TimeDelta::hours(1);
    let new = rotate(&house, &account, &account.api_key, grace);
    house.world.clock.advance(grace);
    let id = new.key.id.as_str();
    assert_eq!(
        house
            .directory
            .key(&operator, &reference(id))
            .unwrap()
            .previous,
        None
    );
    let listed = house
        .directory
        .keys(&operator, &KeyFilter::default(), &Pagination::first());
    assert!(
        listed
            .unwrap()
            .items
            .iter()
            .all(|key| key.previous.is_none())
    );
}

#[test]
fn each_secret_is_identified_in_any_organization_and_the_old_one_as_such() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let (ada, grace) = (
        house.register("ada@example.com"),
        house.register("grace@example.com"),
    );
    let new = rotate(&house, &ada, &ada.api_key, TimeDelta::hours(1));
    let deleted = house.make_keys(&grace, 1).remove(0);
    let grant = house.grant::<ManageKeys>(&grace);
    house
        .keys
        .delete(&grant, &deleted.key.id, &ClientInfo::default())
        .unwrap();
    let secrets = [&ada.api_key, &new, &grace.api_key, &deleted].map(|one| one.secret.expose());
    let found = house
        .directory
        .identify(&operator, &secrets.join("\n"))
        .unwrap();
    let found = found
        .into_iter()
        .map(|one| one.map(|one| (one.key.id, one.is_old)));
    let ids = (ada.api_key.key.id, grace.api_key.key.id);
    let expected = [
        Some((ids.0.clone(), true)),
        Some((ids.0, false)),
        Some((ids.1, false)),
        None,
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

/// What is shown to programs that embed the service makes nothing itself.
fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// The files below this folder that make an operator, tests left out.
fn makers(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !["tests", "target"].contains(&name) {
            makers(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && fs::read_to_string(&path)
                .unwrap()
                .lines()
                .any(|line| line.contains("at_the_command_line()") && !is_comment(line))
        {
            found.push(path.display().to_string());
        }
    }
}

#[test]
fn only_the_command_line_makes_an_operator() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = Vec::new();
    makers(crates, &mut found);
    found.sort();
    let own = [
        "domain/src/authorization/operator.rs",
        "server/src/commands/console.rs",
    ];
    let own = own.map(|file| crates.join(file).display().to_string());
    assert_eq!(found, own);
}
