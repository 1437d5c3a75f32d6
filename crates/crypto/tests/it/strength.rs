use sendook_crypto::ZxcvbnStrength;
use sendook_domain::ports::{PasswordStrength, Strength};
use sendook_domain::values::Password;

fn estimate(text: &str, personal: &[&str]) -> Strength {
    let password = Password::attempt(text).unwrap();
    ZxcvbnStrength.estimate(&password, personal)
}

#[test]
fn common_passwords_are_weak_and_say_why() {
    let strength = estimate("password", &[]);
    assert_eq!(strength.score, 0);
    assert!(
        strength
            .advice
            .starts_with("This is a top-10 common password. Add another word"),
        "{}",
        strength.advice
    );
    assert!(estimate("qwertyuiop", &[]).score < 2);
    assert!(estimate("", &[]).score < 2);
}

#[test]
fn unrelated_words_are_strong_and_need_no_advice() {
    let strength = estimate("tangible walrus 84 quay", &[]);
    assert_eq!((strength.score, strength.advice.as_str()), (4, ""));
}

#[test]
fn what_a_guesser_knows_of_the_person_weakens_a_password() {
    let personal = [
        "quentin.xylander+post@zorvakia.example",
        "Quentin",
        "Xylander",
    ];
    for text in [
        "Quentin1",
        "xylander",
        "zorvakia1",
        "quentin.xylander",
        "zorvakia.example",
        "Sendook1",
        "quentin.xylander+post@zorvakia.example",
    ] {
        let knowing = estimate(text, &personal).score;
        assert!(knowing < 2, "{text}: {knowing}");
    }
    assert!(
        estimate("xylander zorvakia", &[]).score > estimate("xylander zorvakia", &personal).score
    );
}

#[test]
fn short_names_do_not_weaken_every_password() {
    let personal = ["a.b@c.io", "A", "Li"];
    assert_eq!(estimate("tangible walrus 84 quay", &personal).score, 4);
}

#[test]
fn a_long_password_is_as_strong_as_its_beginning() {
    let long = "tangible walrus 84 quay ".repeat(10);
    assert_eq!(estimate(&long, &[]).score, 4);
    let weak = "a".repeat(40) + "tangible walrus 84 quay";
    assert!(estimate(&weak, &[]).score < 2);
    let beyond_ascii = "å".repeat(70);
    assert!(estimate(&beyond_ascii, &[]).score < 2);
}
