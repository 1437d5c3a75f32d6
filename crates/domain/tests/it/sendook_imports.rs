//! What of another Sendook is imported, and what is left out.

use chrono::TimeDelta;
use sendook_domain::authorization::Operator;
use sendook_domain::entities::{Organization, PasswordHash, Role, User};
use sendook_domain::imports::{LeftOut, Outcome, SendookDocument};
use sendook_domain::values::{Id, InboxAddress, Secret};
use sendook_testkit::builders::an_inbox;

use crate::house::House;
use crate::sendook::{ORGANIZATION, a_sendook, a_sendook_user, import, key_document};

#[test]
fn what_cannot_be_imported_is_named_and_the_rest_is() {
    let house = House::new();
    let there = house.register("ada@example.com");
    let sendook = a_sendook(&house);
    let mut documents = sendook.documents();
    let mut twin = sendook.user.clone();
    twin.id = Id::parse("65e1b2c3d4e5f60718293a50").unwrap();
    let mut taken = a_sendook_user("65e1b2c3d4e5f60718293a52");
    taken.email = there.session.user.email;
    for user in [twin, taken] {
        let document = SendookDocument::User(Box::new(user), PasswordHash::absent());
        documents.push(document);
    }
    documents.push(key_document("65e1b2c3d4e5f60718293a51", &sendook.key));
    let short = Secret::new("0123456789".to_owned());
    documents.push(key_document("65e1b2c3d4e5f60718293a52", &short));
    let outcomes = import(&house, documents);
    assert_eq!(outcomes[..5], [Outcome::Imported; 5]);
    let left_out = [
        LeftOut::AddressTwice,
        LeftOut::AddressTaken,
        LeftOut::SecretTaken,
        LeftOut::NoSecret,
    ];
    assert_eq!(outcomes[5..], left_out.map(Outcome::LeftOut));
    house.key(&sendook.key).unwrap();
}

#[test]
fn without_what_they_belong_to_nothing_is_imported() {
    let house = House::new();
    let sendook = a_sendook(&house);
    let belongings = sendook.documents().split_off(2);
    let outcomes = import(&house, belongings);
    let left_out = [
        LeftOut::NoOrganization,
        LeftOut::NoOrganization,
        LeftOut::NoUser,
    ];
    assert_eq!(outcomes, left_out.map(Outcome::LeftOut));
    // Nothing keeps them out once the others are there.
    assert_eq!(import(&house, sendook.documents()), [Outcome::Imported; 5]);
}

#[test]
fn a_trial_tells_the_same_and_changes_nothing() {
    let house = House::new();
    let sendook = a_sendook(&house);
    let operator = Operator::at_the_command_line();
    let mut import = house.imports.begin_sendook(&operator, true);
    let documents = sendook.documents();
    let (people, belongings) = documents.split_at(1);
    let mut outcomes = import.import(people.to_vec()).unwrap();
    outcomes.extend(import.import(belongings.to_vec()).unwrap());
    assert_eq!(outcomes, [Outcome::Imported; 5]);
    assert!(house.key(&sendook.key).is_err());
    assert_eq!(house.world.store.audit_events(), []);
}

#[test]
fn what_is_from_the_future_is_left_out_and_no_token_is_a_recent_proof() {
    let house = House::new();
    let now = house.world.ports.clock.now();
    let mut sendook = a_sendook(&house);
    let user = sendook.user.clone();
    sendook.user.created_at = now + TimeDelta::microseconds(1);
    let left_out = Outcome::LeftOut(LeftOut::FromTheFuture);
    assert_eq!(import(&house, sendook.documents())[0], left_out);
    sendook.user = user;
    let made_at = |at| {
        let mut documents = sendook.documents();
        if let Some(SendookDocument::AccessToken { created_at, .. }) = documents.last_mut() {
            *created_at = at;
        }
        documents
    };
    let outcomes = import(&house, made_at(now + TimeDelta::microseconds(1)));
    assert_eq!(outcomes.last(), Some(&left_out));
    let outcomes = import(&house, made_at(now));
    assert_eq!(outcomes.last(), Some(&Outcome::Imported));
    let session = house.user(&sendook.token).unwrap();
    assert!(house.step_up.require(&session).is_err());
}

#[test]
fn inboxes_are_imported_as_they_could_be_made() {
    let house = House::new();
    let sendook = a_sendook(&house);
    import(&house, sendook.documents());
    let domain = house.inboxes.domain().as_str();
    let inbox = |number: usize, address: &str| {
        let mut inbox = an_inbox(&Id::parse(ORGANIZATION).unwrap());
        inbox.id = Id::parse(&format!("65e1b2c3d4e5f607182{number:05}")).unwrap();
        inbox.address = InboxAddress::restore(address.to_owned(), address.to_lowercase());
        SendookDocument::Inbox(inbox)
    };
    let outcomes = import(
        &house,
        vec![
            inbox(1, &format!("Postmaster@{domain}")),
            inbox(2, "engines@foreign.example"),
            inbox(3, &format!("engines@{domain}")),
        ],
    );
    let expected = [
        Outcome::LeftOut(LeftOut::InboxReserved),
        Outcome::LeftOut(LeftOut::InboxOfForeignDomain),
        Outcome::Imported,
    ];
    assert_eq!(outcomes, expected);
}

#[test]
fn the_first_member_who_is_there_owns_the_organization() {
    let house = House::new();
    let operator = Operator::at_the_command_line();
    let organization: Id<Organization> = Id::parse(ORGANIZATION).unwrap();
    let people: Vec<_> = (0..3)
        .map(|number: usize| a_sendook_user(&format!("65e1b2c3d4e5f607182{number:05}")))
        .collect();
    let person =
        |user: &User| SendookDocument::User(Box::new(user.clone()), PasswordHash::absent());
    let member = |user: &User| SendookDocument::Member {
        organization_id: organization.clone(),
        user_id: user.id.clone(),
        joined_at: user.created_at,
    };
    let founded = a_sendook(&house).documents().swap_remove(1);
    let roles = || {
        let store = &house.world.ports.store;
        let members = store.members(&organization).unwrap();
        let mut roles: Vec<_> = members
            .into_iter()
            .map(|(user, role)| (user.id, role))
            .collect();
        roles.sort_by(|one, other| one.0.cmp(&other.0));
        roles
    };
    // Nobody of the file is here, not even in parts of a thousand.
    let mut nobody = house.imports.begin_sendook(&operator, false);
    nobody.import(vec![founded.clone()]).unwrap();
    let outcomes = nobody.import(vec![member(&people[0])]).unwrap();
    assert_eq!(outcomes, [Outcome::LeftOut(LeftOut::NoUser)]);
    assert_eq!(nobody.ownerless().collect::<Vec<_>>(), [&organization]);

    let mut later = house.imports.begin_sendook(&operator, false);
    later
        .import(people[1..].iter().map(person).collect())
        .unwrap();
    later.import(vec![founded.clone()]).unwrap();
    for one in &people {
        later.import(vec![member(one)]).unwrap();
    }
    assert_eq!(later.ownerless().count(), 0);
    let expected = [
        (people[1].id.clone(), Role::Owner),
        (people[2].id.clone(), Role::Admin),
    ];
    assert_eq!(roles(), expected);

    // Whoever comes later is no second owner, although they stand first.
    let mut again = house.imports.begin_sendook(&operator, false);
    let all = people.iter().map(person).chain([founded.clone()]);
    again
        .import(all.chain(people.iter().map(member)).collect())
        .unwrap();
    assert_eq!(roles()[0], (people[0].id.clone(), Role::Admin));
}
