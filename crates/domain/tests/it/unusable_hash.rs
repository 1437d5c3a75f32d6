//! An account whose stored password hash cannot be used: damaged, or imported from elsewhere.

use sendook_domain::accounts::{LoginError, PasswordChangeError, TooManyAttempts};
use sendook_domain::entities::{AuditAction, PasswordHash};

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::email;

const ADA: &str = "ada@example.com";
const JUNK: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

/// Puts another text into the place of the hash of Ada's password.
fn damage(house: &House) {
    let store = &house.world.ports.store;
    let (user, hash) = store.user_for_login(&email(ADA)).unwrap().unwrap();
    let junk = PasswordHash::new(JUNK.to_owned());
    assert!(store.renew_password_hash(&user.id, &hash, &junk).unwrap());
}

#[test]
fn it_is_like_a_wrong_password_to_everybody_but_the_operator() {
    let house = House::new();
    let user = house.register(ADA).session.user;
    damage(&house);
    for looked_at in 1..=10 {
        let Err(LoginError::UnusableHash(unusable)) = house.log_in(ADA, PASSWORD) else {
            panic!("it was let in, or told apart");
        };
        assert_eq!(unusable.user, user.id);
        let shown = format!("{unusable} {unusable:?}");
        assert!(shown.contains(user.id.as_str()), "{shown}");
        assert!(
            !shown.contains(JUNK) && !shown.contains(PASSWORD),
            "{shown}"
        );
        assert_eq!(house.world.passwords.verifications(), looked_at);
        assert_eq!(house.told(AuditAction::LoginFailed), looked_at);
    }
    let throttled = house.log_in(ADA, PASSWORD);
    let wait = matches!(
        throttled,
        Err(LoginError::TooManyAttempts(TooManyAttempts(_)))
    );
    assert!(wait, "{throttled:?}");
}

#[test]
fn the_password_cannot_be_changed_by_whoever_has_a_session() {
    let house = House::new();
    let account = house.register(ADA);
    let session = house.user(&account.session.token).unwrap();
    damage(&house);
    let changed = house.change_password(&session, PASSWORD, "seven quiet lanterns");
    let refused = matches!(changed, Err(PasswordChangeError::UnusableHash(_)));
    assert!(refused, "{changed:?}");
    assert_eq!(house.told(AuditAction::PasswordChangeFailed), 1);
}
