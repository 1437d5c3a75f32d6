//! Keys and tokens of Sendook's mail platform, which go on working here.

use chrono::TimeDelta;
use sendook_domain::authentication::{
    AcceptedCredential, Caller, CredentialError, CredentialQuery, StoredCredential,
};
use sendook_domain::authorization::permission::{IntrospectTokens, ManageKeys};
use sendook_domain::authorization::{Grant, Operator};
use sendook_domain::entities::{ApiKey, AuditAction, Organization, PasswordHash, Role, User};
use sendook_domain::imports::{LeftOut, Outcome, SendookDocument};
use sendook_domain::policies::RotationRequest;
use sendook_domain::sessions::LogoutScope;
use sendook_domain::tokens::{IssuedToken, PlainToken, TokenKind};
use sendook_domain::values::{Environment, Id, InboxAddress, KeyName, OrganizationName, Secret};
use sendook_testkit::builders::{a_user, an_inbox};

use crate::house::House;
use crate::requests::origin;

const ORGANIZATION: &str = "65e1b2c3d4e5f60718293a4c";
const KEY: &str = "65e1b2c3d4e5f60718293a4d";
const TOKEN: &str = "65e1b2c3d4e5f60718293a4e";

/// A person, an organization, a key and a token of another Sendook.
struct Sendook {
    user: User,
    key: Secret,
    token: Secret,
}

fn legacy(house: &House) -> Secret {
    let issued = IssuedToken::generate(TokenKind::Legacy, &*house.world.ports.secrets);
    issued.unwrap().secret().clone()
}

fn a_sendook_user(id: &str) -> User {
    User {
        id: Id::parse(id).unwrap(),
        created_at: sendook_testkit::FixedClock::START - TimeDelta::days(900),
        ..a_user()
    }
}

fn a_sendook(house: &House) -> Sendook {
    Sendook {
        user: a_sendook_user("65e1b2c3d4e5f60718293a4b"),
        key: legacy(house),
        token: legacy(house),
    }
}

fn key_document(id: &str, secret: &Secret) -> SendookDocument {
    let at = sendook_testkit::FixedClock::START - TimeDelta::days(900);
    SendookDocument::ApiKey {
        id: Id::parse(id).unwrap(),
        organization_id: Id::parse(ORGANIZATION).unwrap(),
        name: KeyName::parse("Mailer").unwrap(),
        secret: secret.clone(),
        active: true,
        created_at: at,
        updated_at: at,
    }
}

impl Sendook {
    fn documents(&self) -> Vec<SendookDocument> {
        let at = sendook_testkit::FixedClock::START - TimeDelta::days(900);
        let organization_id = Id::parse(ORGANIZATION).unwrap();
        vec![
            SendookDocument::User(Box::new(self.user.clone()), PasswordHash::absent()),
            SendookDocument::Organization(Organization {
                id: organization_id.clone(),
                name: OrganizationName::parse("Engines").unwrap(),
                requires_second_factor: false,
                created_at: at,
                updated_at: at,
            }),
            SendookDocument::Member {
                organization_id,
                user_id: self.user.id.clone(),
                joined_at: at,
            },
            key_document(KEY, &self.key),
            SendookDocument::AccessToken {
                id: Id::parse(TOKEN).unwrap(),
                user_id: self.user.id.clone(),
                secret: self.token.clone(),
                created_at: at,
            },
        ]
    }
}

fn import(house: &House, documents: Vec<SendookDocument>) -> Vec<Outcome> {
    let operator = Operator::at_the_command_line();
    let mut import = house.imports.begin_sendook(&operator, false);
    import.import(documents).unwrap()
}

/// A house with a Sendook in it.
fn moved() -> (House, Sendook) {
    let house = House::new();
    let sendook = a_sendook(&house);
    let outcomes = import(&house, sendook.documents());
    assert_eq!(outcomes, [Outcome::Imported; 5]);
    (house, sendook)
}

fn grant(house: &House, sendook: &Sendook) -> Grant<ManageKeys> {
    let session = house.user(&sendook.token).unwrap();
    house.enter(&session, &Id::parse(ORGANIZATION).unwrap())
}

fn key_id() -> Id<ApiKey> {
    Id::parse(KEY).unwrap()
}

#[test]
fn a_key_and_a_token_go_on_working() {
    let (house, sendook) = moved();
    let holder = house.key(&sendook.key).unwrap();
    assert_eq!(holder.key_id(), &key_id());
    assert!(holder.stored().key.secret.is_legacy());
    let session = house.user(&sendook.token).unwrap();
    assert_eq!(session.user_id(), &sendook.user.id);
    for (secret, is_key) in [(&sendook.key, true), (&sendook.token, false)] {
        // The first finds it in the store, the second among copies.
        for _ in 0..2 {
            let caller = house.caller(Some(secret.expose())).unwrap();
            assert_eq!(matches!(caller, Caller::Key(_)), is_key);
        }
    }
    let events = house.world.store.audit_events();
    assert!(
        events
            .iter()
            .all(|one| one.detail.as_deref() == Some("imported"))
    );
}

#[test]
fn several_at_once_are_found_as_one_by_one() {
    let (house, sendook) = moved();
    let secrets = [sendook.key, legacy(&house), sendook.token];
    let query = |secret: &Secret| CredentialQuery {
        kind: TokenKind::Legacy,
        digest: PlainToken::parse(secret.expose())
            .unwrap()
            .digest(&*house.world.ports.digester),
    };
    let queries = secrets.each_ref().map(query);
    let found = house.credentials.find_all(&queries).unwrap();
    assert!(matches!(
        &found[..],
        [
            Some(StoredCredential::Key(_)),
            None,
            Some(StoredCredential::AccessToken(_))
        ]
    ));
}

#[test]
fn whoever_shows_one_in_the_wrong_place_learns_what_it_is() {
    let (house, sendook) = moved();
    let wrong = CredentialError::WrongKind {
        got: TokenKind::AccessToken,
        wanted: AcceptedCredential::ApiKey,
    };
    assert_eq!(house.key(&sendook.token).unwrap_err(), wrong);
    let wrong = CredentialError::WrongKind {
        got: TokenKind::ApiKey(Environment::Production),
        wanted: AcceptedCredential::AccessToken,
    };
    assert_eq!(house.user(&sendook.key).unwrap_err(), wrong);
    let stray = legacy(&house);
    let unknown = CredentialError::Unknown {
        got: TokenKind::Legacy,
    };
    assert_eq!(house.caller(Some(stray.expose())).unwrap_err(), unknown);
    assert_eq!(house.key(&stray).unwrap_err(), unknown);
    assert_eq!(house.user(&stray).unwrap_err(), unknown);
    let refreshed = house.sessions.refresh(sendook.token.expose(), &origin());
    assert!(refreshed.is_err());
}

#[test]
fn a_rotated_key_is_an_ordinary_one_and_its_old_secret_ends() {
    let (house, sendook) = moved();
    let grant = grant(&house, &sendook);
    house.key(&sendook.key).unwrap();
    let request = RotationRequest::default();
    let rotated = house
        .keys
        .rotate(&grant, &key_id(), request, &origin(), None);
    let rotated = rotated.unwrap().unwrap();
    assert!(rotated.secret.expose().starts_with("sndk_prod_"));
    assert!(!rotated.key.secret.is_legacy());
    assert!(rotated.key.previous.unwrap().is_legacy());
    house.key(&sendook.key).unwrap();
    house.key(&rotated.secret).unwrap();
    house.world.clock.advance(TimeDelta::days(1));
    assert!(matches!(
        house.key(&sendook.key),
        Err(CredentialError::SecretReplaced { .. })
    ));
}

#[test]
fn what_ends_is_dead_on_the_next_request_and_no_import_brings_it_back() {
    let (house, sendook) = moved();
    let other = house.other_server();
    let grant = grant(&house, &sendook);
    for secret in [&sendook.key, &sendook.token] {
        other.caller(Some(secret.expose())).unwrap();
    }
    house.keys.delete(&grant, &key_id(), &origin()).unwrap();
    let session = house.user(&sendook.token).unwrap();
    house
        .sessions
        .log_out(&session, LogoutScope::All, &origin())
        .unwrap();
    for _ in 0..2 {
        for secret in [&sendook.key, &sendook.token] {
            assert!(other.caller(Some(secret.expose())).is_err());
        }
        let again = import(&house, sendook.documents());
        assert_eq!(again, [Outcome::ImportedBefore; 5]);
    }
}

#[test]
fn tokens_end_as_a_login_of_the_moment_of_the_import_does() {
    let (house, sendook) = moved();
    house
        .world
        .clock
        .advance(TimeDelta::days(7) - TimeDelta::microseconds(1));
    house.user(&sendook.token).unwrap();
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert!(matches!(
        house.user(&sendook.token),
        Err(CredentialError::TokenExpired {
            got: TokenKind::AccessToken,
            ..
        })
    ));
}

#[test]
fn a_report_of_a_leak_ends_them() {
    let (house, sendook) = moved();
    let text = format!(
        "key={}\ntoken: \"{}\"",
        sendook.key.expose(),
        sendook.token.expose()
    );
    house.leaks.report(&text, None, &origin()).unwrap();
    assert_eq!(house.key(&sendook.key), Err(CredentialError::KeyLeaked));
    assert!(house.user(&sendook.token).is_err());
    assert_eq!(house.told(AuditAction::KeyLeaked), 1);
}

#[test]
fn keys_are_identified_and_other_digits_are_nobody_s() {
    let (house, sendook) = moved();
    let text = format!("{} {}", sendook.key.expose(), legacy(&house).expose());
    let operator = Operator::at_the_command_line();
    let found = house.directory.identify(&operator, &text).unwrap();
    let ids: Vec<_> = found.into_iter().map(|one| one.unwrap().key.id).collect();
    assert_eq!(ids, [key_id()]);
}

#[test]
fn services_ask_about_them_and_revoke_them() {
    let (house, sendook) = moved();
    let own: Grant<IntrospectTokens> = house.key_grant(&sendook.key);
    for secret in [&sendook.key, &sendook.token] {
        let found = house.introspection.introspect(&own, secret.expose());
        assert!(found.unwrap().is_some());
    }
    for secret in [&sendook.token, &sendook.key] {
        let revoked = house.introspection.revoke(&own, secret.expose(), &origin());
        revoked.unwrap();
        assert!(house.caller(Some(secret.expose())).is_err());
    }
}

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
