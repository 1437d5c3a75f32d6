//! The files that `mongoexport` writes of a Sendook with so many people, who have one of everything.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use crate::support::program::World;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// As `crypto.scrypt` of Node.js made it of that.
const SCRYPT: &str = "c4bbcb1fbec99d65bf59d85c8cb62ee2:eea58e4c305d6dc0eb0d6f53f4fb341e81f654a02d0577078fc462bd6a0ebc491d21465c00de5db666baa3362cf17fe73f14e0bde041648df75e6c5c802ac44a";

/// What the collections of a Sendook are made of, in the order of their files.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Key = 1,
    Inbox,
    Organization,
    Token,
    User,
}

const KINDS: [Kind; 5] = [
    Kind::Key,
    Kind::Inbox,
    Kind::Organization,
    Kind::Token,
    Kind::User,
];

pub(crate) fn id(kind: Kind, number: usize) -> String {
    format!("65e1b2c3{:02x}{number:014x}", kind as u8)
}

pub(crate) fn secret(kind: Kind, number: usize) -> String {
    format!("{:02x}{number:014x}", kind as u8).repeat(6)
}

pub(crate) fn email(number: usize) -> String {
    format!("Person-{number}@example.com")
}

/// A document as `mongoexport` writes it: canonical for every other person.
pub(crate) fn document(kind: Kind, number: usize) -> Value {
    let oid = |kind| json!({"$oid": id(kind, number)});
    let at = if number.is_multiple_of(2) {
        json!({"$date": {"$numberLong": "1709290115123"}})
    } else {
        json!({"$date": "2024-03-01T10:48:35.123Z"})
    };
    let mut document = match kind {
        Kind::User => json!({
            "firstName": "Ada", "lastName": if number == 0 { "" } else { "Lovelace" }, "email": email(number),
            "password": SCRYPT, "organizations": [oid(Kind::Organization)],
        }),
        Kind::Organization => json!({
            "name": format!("Engines {number}"), "users": [oid(Kind::User)], "stripeCustomerId": "cus_example",
        }),
        Kind::Inbox => json!({
            "name": "inbox", "email": format!("inbox-{number}@sendook.com"), "organizationId": oid(Kind::Organization),
        }),
        Kind::Key => json!({
            "name": "Default API Key", "key": secret(kind, number), "organizationId": oid(Kind::Organization),
            "active": true,
        }),
        Kind::Token => json!({"token": secret(kind, number), "userId": oid(Kind::User)}),
    };
    document["_id"] = oid(kind);
    document["createdAt"] = at.clone();
    document["updatedAt"] = at;
    document["__v"] = json!(0);
    document
}

pub(crate) fn lines(kind: Kind, people: usize) -> String {
    let mut lines = String::new();
    for number in 0..people {
        writeln!(lines, "{}", document(kind, number)).unwrap();
    }
    lines
}

pub(crate) fn write(world: &World, name: &str, text: &str) -> String {
    let file = world.database().with_file_name(name);
    fs::write(&file, text).unwrap();
    file.display().to_string()
}

pub(crate) fn files(world: &World, people: usize) -> Vec<String> {
    let file = |kind: Kind| {
        let name = format!("{}.json", kind as u8);
        write(world, &name, &lines(kind, people))
    };
    KINDS.map(file).to_vec()
}
