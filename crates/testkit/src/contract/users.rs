//! People are found by id and by e-mail address; a password hash changes only from what it was.

use sendook_domain::entities::{PasswordHash, User};
use sendook_domain::ports::StoreError;
use sendook_domain::values::{EmailAddress, PersonName};

use super::World;
use super::support::{at_once, audit, opened};
use crate::builders::{a_user, an_account_of, an_id};

/// An unknown user is found neither by id nor by address.
pub fn strangers_are_not_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    opened(&*store)?;
    assert_eq!(store.user(&an_id())?, None);
    assert_eq!(store.user_for_login(&a_user().email)?, None);
    Ok(())
}

/// The letter case of an address does not matter for finding, and is kept for showing.
pub fn an_email_is_found_in_any_letter_case(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    for text in [
        user.email.as_typed().to_lowercase(),
        user.email.as_typed().to_uppercase(),
    ] {
        let email = EmailAddress::parse(&text).expect("a valid address");
        let (found, _) = store.user_for_login(&email)?.expect("the user is found");
        assert_eq!(found.email.as_typed(), user.email.as_typed());
    }
    Ok(())
}

/// Every script, sign and length of name comes back as it went in.
pub fn names_come_back_as_they_were(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let longest = "𝒜".repeat(100);
    for name in [
        "Ada",
        "Åsa 'O; --\"",
        "日本 🚀",
        "e\u{301}",
        longest.as_str(),
    ] {
        let user = User {
            first_name: PersonName::restore(name.to_owned()),
            last_name: Some(PersonName::restore(name.to_owned())),
            ..a_user()
        };
        store.open(&an_account_of(user.clone()), &audit())?;
        assert_eq!(store.user(&user.id)?, Some(user));
    }
    Ok(())
}

/// Other names are there at once on every server, `updated_at` is the moment of the audit line, and no other user
/// changes. A last name can be taken away.
pub fn a_person_is_renamed(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let first = PersonName::restore("Åsa 🚀".to_owned());
    for last in [Some(PersonName::restore("O'Neil".to_owned())), None] {
        let event = audit();
        let renamed = store.rename_user(&account.user.id, &first, last.as_ref(), &event)?;
        let expected = User {
            first_name: first.clone(),
            last_name: last,
            updated_at: event.at,
            ..account.user.clone()
        };
        assert_eq!(renamed.as_ref(), Some(&expected));
        assert_eq!(world.other_server().user(&expected.id)?, Some(expected));
        assert!(world.audit_ids().contains(&event.id));
    }
    assert_eq!(store.user(&neighbour.user.id)?, Some(neighbour.user));
    Ok(())
}

/// An unknown user cannot be renamed, and no audit line is written.
pub fn a_stranger_is_not_renamed(world: &dyn World) -> Result<(), StoreError> {
    let name = PersonName::restore("Ada".to_owned());
    let renamed = world.store().rename_user(&an_id(), &name, None, &audit())?;
    assert_eq!(renamed, None);
    assert_eq!(world.audit_ids(), []);
    Ok(())
}

/// A hash is replaced while it is the expected one, and only then; no other user's changes.
pub fn a_hash_is_renewed_only_from_what_it_was(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user;
    let new = PasswordHash::new("$fake$new".to_owned());
    let other = PasswordHash::new("$fake$other".to_owned());
    assert!(!store.renew_password_hash(&user.id, &other, &new)?);
    assert!(store.renew_password_hash(&user.id, &account.password_hash, &new)?);
    assert!(!store.renew_password_hash(&user.id, &account.password_hash, &other)?);
    assert!(!store.renew_password_hash(&an_id(), &new, &other)?);
    for (user, expected) in [(user, &new), (&neighbour.user, &neighbour.password_hash)] {
        let login = world.other_server().user_for_login(&user.email)?;
        assert_eq!(login.map(|(_, hash)| hash).as_ref(), Some(expected));
    }
    Ok(())
}

/// Many renew one hash at once: one of them does.
pub fn a_hash_renewed_at_once_is_renewed_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let renewed = at_once(world, |store| {
        let new = PasswordHash::new(format!("$fake${}", an_id::<User>()));
        store.renew_password_hash(&account.user.id, &account.password_hash, &new)
    })?;
    assert_eq!(renewed.into_iter().filter(|renewed| *renewed).count(), 1);
    Ok(())
}
