use std::fs;
use std::sync::Arc;

use sendook::domain::entities::Scope;
use sendook::{
    Action, AuthenticationError, CredentialError, CustomScope, Error, Permission, Sendook,
};
use sendook_testkit::MemoryStore;

use crate::world::World;

#[test]
fn a_database_is_neither_made_nor_migrated_unless_asked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    let url = format!("sqlite://{}", file.display());
    let refused = || {
        let error = Sendook::at(&url).open().err().unwrap();
        assert!(matches!(error, Error::NotMigrated(_)), "{error}");
        assert!(error.to_string().contains("Builder::migrate"), "{error}");
    };
    refused();
    assert!(!file.exists());
    fs::write(&file, "").unwrap();
    refused();
    assert_eq!(fs::metadata(&file).unwrap().len(), 0);
    assert!(Sendook::at(&url).migrate().open().is_ok());
    assert!(Sendook::at(&url).open().is_ok());
}

#[test]
fn a_key_is_judged_in_process() {
    let world = World::new();
    let sendook = world.at().open().unwrap();
    let holder = sendook.key(Some(world.full.expose()), None).unwrap();
    assert_eq!(holder.key_id(), &world.key);
    assert!(matches!(
        sendook.key(None, None),
        Err(AuthenticationError::Refused(
            CredentialError::Missing { .. }
        ))
    ));
    assert!(matches!(
        sendook.person(Some(world.full.expose()), None),
        Err(AuthenticationError::Refused(
            CredentialError::WrongKind { .. }
        ))
    ));
}

#[test]
fn a_store_of_ones_own_will_do() {
    let sendook = Sendook::on(Arc::new(MemoryStore::new())).open().unwrap();
    assert!(matches!(
        sendook.key(Some("sndk_dev_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"), None),
        Err(AuthenticationError::Refused(
            CredentialError::Unknown { .. }
        ))
    ));
}

#[test]
fn permissions_of_ones_own_are_registered() {
    struct Opening;
    impl Permission for Opening {
        const ACTION: Action = Action::custom("opening:test");
    }
    assert!(Scope::parse("opening:test").is_err());
    let builder = Sendook::on(Arc::new(MemoryStore::new())).permission::<Opening>();
    builder.open().unwrap();
    let scope = CustomScope::new("opening:test");
    assert_eq!(Scope::parse("opening:test"), Ok(Scope::Custom(scope)));
}

#[test]
fn a_mistake_in_a_setting_is_told() {
    let builder = || Sendook::on(Arc::new(MemoryStore::new()));
    let opened = Sendook::at("sqlite://no such folder/app.db")
        .migrate()
        .open();
    assert!(matches!(opened, Err(Error::Database(_))));
    let opened = builder().email_domain("nowhere").open();
    assert!(matches!(opened, Err(Error::EmailDomain(_))));
    let weak = sendook::crypto::Argon2Settings {
        passes: 0,
        ..Default::default()
    };
    let opened = builder().password_hashes(weak).open();
    assert!(matches!(opened, Err(Error::PasswordHashes(_))));
    let only_live = |settings: &mut sendook::domain::services::ServiceSettings| {
        settings.accepted_environments.clear();
    };
    let world = World::new();
    let sendook = world.at().services(only_live).open().unwrap();
    assert!(matches!(
        sendook.key(Some(world.full.expose()), None),
        Err(AuthenticationError::Denied(_))
    ));
}
