//! The file holds nothing that lets anybody in.

use std::fs;
use std::sync::Arc;

use sendook_domain::accounts::{NewPerson, RegistrationRequest};
use sendook_domain::entities::ClientInfo;
use sendook_domain::ports::Ports;
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::values::{EmailAddress, EmailDomain, PersonName};
use sendook_testkit::test_ports;

use crate::sqlite::SqliteWorld;

const PASSWORD: &str = "correct horse battery staple";

#[test]
fn the_file_holds_no_password_key_or_token() {
    let world = SqliteWorld::new();
    let ports = Ports {
        store: Arc::new(world.open()),
        ..test_ports().ports
    };
    let settings = ServiceSettings::new(EmailDomain::parse("sendook.com").unwrap());
    let services = Services::new(&ports, &settings);
    let request = RegistrationRequest {
        person: NewPerson {
            email: EmailAddress::parse("ada@example.com").unwrap(),
            first_name: PersonName::parse("Ada").unwrap(),
            last_name: None,
        },
        password: services.new_passwords.check(PASSWORD, &[]).unwrap(),
    };
    let counted = services.registration.begin(request, ClientInfo::default());
    let counted = counted.unwrap();
    let hash = counted.hash(&*ports.passwords).unwrap();
    let opened = services.registration.open(&counted, &hash).unwrap();

    let files: Vec<_> = fs::read_dir(world.folder())
        .unwrap()
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect();
    let holds = |text: &str| {
        let found = |file: &Vec<u8>| file.windows(text.len()).any(|part| part == text.as_bytes());
        files.iter().any(found)
    };
    assert!(holds("ada@example.com"), "the search finds what is there");
    let (key, token, refresh_token) = (
        opened.api_key.secret.expose(),
        opened.session.token.expose(),
        opened.session.refresh_token.expose(),
    );
    for secret in [PASSWORD, key, token, refresh_token] {
        // The checksum and four characters more are less than a secret and more than a hint.
        assert!(!holds(secret) && !holds(&secret[secret.len() - 10..]));
    }
}
