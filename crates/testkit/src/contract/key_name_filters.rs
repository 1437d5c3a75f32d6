//! Lists of keys are searched by name.

use sendook_domain::ports::StoreError;

use super::KeyWorld;
use super::key_filters::{matches, named};

/// A text anywhere in the name, in any case of ASCII letters; other letters keep theirs, on every database.
pub fn keys_are_filtered_by_name(world: &impl KeyWorld) -> Result<(), StoreError> {
    let organization = named(world, &["Billing", "rebilled", "BÜRO", "Büro 🚀"])?;
    for (text, expected) in [
        ("", &["Billing", "rebilled", "BÜRO", "Büro 🚀"][..]),
        ("bill", &["Billing", "rebilled"]),
        ("BILLI", &["Billing"]),
        ("ed", &["rebilled"]),
        ("bÜro", &["BÜRO"]),
        ("BüRO", &["Büro 🚀"]),
        ("🚀", &["Büro 🚀"]),
        ("billings", &[]),
    ] {
        assert_eq!(matches(world, &organization, text)?, expected, "{text:?}");
    }
    Ok(())
}

/// No character of a search stands for another, and none makes it fail.
pub fn names_are_searched_literally(world: &impl KeyWorld) -> Result<(), StoreError> {
    let all = ["100%", "1000", "a_b", "axb", "a\\b", "it's"];
    let organization = named(world, &all)?;
    for (text, expected) in [
        ("%", &["100%"][..]),
        ("0%", &["100%"]),
        ("_", &["a_b"]),
        ("a_b", &["a_b"]),
        ("\\", &["a\\b"]),
        ("\\b", &["a\\b"]),
        ("'", &["it's"]),
        ("*", &[]),
        ("\0", &[]),
        ("a\0", &[]),
    ] {
        assert_eq!(matches(world, &organization, text)?, expected, "{text:?}");
    }
    Ok(())
}
