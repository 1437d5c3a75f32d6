//! Another Sendook, that moves here.

use chrono::TimeDelta;
use sendook_domain::authorization::Operator;
use sendook_domain::entities::{Organization, PasswordHash, User};
use sendook_domain::imports::{Outcome, SendookDocument};
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::{Id, KeyName, OrganizationName, Secret};
use sendook_testkit::FixedClock;
use sendook_testkit::builders::a_user;

use crate::house::House;

pub(crate) const ORGANIZATION: &str = "65e1b2c3d4e5f60718293a4c";
pub(crate) const KEY: &str = "65e1b2c3d4e5f60718293a4d";
const TOKEN: &str = "65e1b2c3d4e5f60718293a4e";

/// A person, an organization, a key and a token of another Sendook.
pub(crate) struct Sendook {
    pub(crate) user: User,
    pub(crate) key: Secret,
    pub(crate) token: Secret,
}

pub(crate) fn legacy(house: &House) -> Secret {
    let issued = IssuedToken::generate(TokenKind::Legacy, &*house.world.ports.secrets);
    issued.unwrap().secret().clone()
}

pub(crate) fn a_sendook_user(id: &str) -> User {
    User {
        id: Id::parse(id).unwrap(),
        created_at: FixedClock::START - TimeDelta::days(900),
        ..a_user()
    }
}

pub(crate) fn a_sendook(house: &House) -> Sendook {
    Sendook {
        user: a_sendook_user("65e1b2c3d4e5f60718293a4b"),
        key: legacy(house),
        token: legacy(house),
    }
}

pub(crate) fn key_document(id: &str, secret: &Secret) -> SendookDocument {
    let at = FixedClock::START - TimeDelta::days(900);
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
    pub(crate) fn documents(&self) -> Vec<SendookDocument> {
        let at = FixedClock::START - TimeDelta::days(900);
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

pub(crate) fn import(house: &House, documents: Vec<SendookDocument>) -> Vec<Outcome> {
    let operator = Operator::at_the_command_line();
    let mut import = house.imports.begin_sendook(&operator, false);
    import.import(documents).unwrap()
}

/// A house with a Sendook in it.
pub(crate) fn moved() -> (House, Sendook) {
    let house = House::new();
    let sendook = a_sendook(&house);
    let outcomes = import(&house, sendook.documents());
    assert_eq!(outcomes, [Outcome::Imported; 5]);
    (house, sendook)
}
