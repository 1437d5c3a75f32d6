use sendook_domain::values::{InvalidPassword, PasswordPolicy};
use sendook_testkit::FakeStrength;

use crate::accounts::PASSWORD;
use crate::house::House;

fn check(min_chars: usize, text: &str) -> Result<String, InvalidPassword> {
    let policy = PasswordPolicy { min_chars };
    let house = House::with(|settings| settings.passwords = policy);
    let password = house.new_passwords.check(text, &["ada@example.com"])?;
    Ok(password.password().expose().to_owned())
}

#[test]
fn a_password_must_be_long_enough_and_hard_to_guess() {
    assert_eq!(check(8, PASSWORD), Ok(PASSWORD.to_owned()));
    assert_eq!(check(8, "seven c"), Err(InvalidPassword::TooShort(8)));
    for guessable in [FakeStrength::WEAK, "ada@example.com"] {
        let advice = FakeStrength::ADVICE.to_owned();
        assert_eq!(check(8, guessable), Err(InvalidPassword::Guessable(advice)));
    }
}

#[test]
fn a_stricter_policy_is_asked_before_the_estimate() {
    let short = InvalidPassword::TooShort(20);
    assert_eq!(check(20, FakeStrength::WEAK), Err(short));
    assert!(check(20, PASSWORD).is_ok());
}

#[test]
fn what_is_kept_is_the_normal_form() {
    assert_eq!(
        check(8, "cafe\u{301} au lait"),
        Ok("caf\u{e9} au lait".to_owned())
    );
}
