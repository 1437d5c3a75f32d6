//! Accounts that have no password: their people come from elsewhere, and set one by a link.

use sendook_domain::accounts::LoginError;
use sendook_domain::entities::PasswordHash;

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::email;

const ADA: &str = "ada@example.com";

#[test]
fn no_password_is_right_and_the_work_is_the_usual() {
    let house = House::new();
    house.register(ADA);
    let store = &house.world.ports.store;
    let (user, hash) = store.user_for_login(&email(ADA)).unwrap().unwrap();
    let absent = PasswordHash::absent();
    assert!(store.renew_password_hash(&user.id, &hash, &absent).unwrap());
    for (tried, password) in [PASSWORD, "", absent.as_text()].into_iter().enumerate() {
        let refused = house.log_in(ADA, password).unwrap_err();
        let wrong = matches!(refused, LoginError::InvalidCredentials { account: Some(_) });
        assert!(wrong, "{refused:?}");
        assert_eq!(house.world.passwords.verifications(), tried + 1);
    }
    assert!(house.password_reset.issue(&user).unwrap().is_some());
}
