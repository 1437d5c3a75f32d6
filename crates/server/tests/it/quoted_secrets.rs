//! Secrets in the wrong place, which no complaint quotes.

use crate::support::program::World;

const SECRET: &str = "sndk_prod_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17";

#[test]
fn a_secret_among_the_arguments_is_not_quoted() {
    let world = World::new();
    assert_eq!(world.outcome(&["migrate"]).0, Some(0));
    for (command, code) in [
        (&["key", "identify", SECRET][..], 2),
        (&["key", "show", SECRET], 2),
        (&["user", "show", SECRET], 1),
        (&["user", "disable", SECRET], 1),
        (&["user", "unlock", SECRET], 2),
        (&["org", "show", SECRET], 1),
        (&["key", "list", "--org", SECRET], 1),
        (&["audit", "export", "--org", SECRET], 1),
        (&["man", SECRET], 2),
        (&[SECRET], 2),
        (&["--workers", SECRET], 2),
    ] {
        let (got, told, complaint) = world.outcome(command);
        assert_eq!(got, Some(code), "{command:?}: {complaint}");
        for said in [told, complaint] {
            assert!(!said.contains("zQWBuTSO"), "{command:?}: {said}");
        }
    }
    let (_, _, complaint) = world.outcome(&["key", "identify", SECRET]);
    assert!(
        complaint.contains("unexpected argument '…' found"),
        "{complaint}"
    );
    // What is no secret is quoted, as ever.
    let (_, _, complaint) = world.outcome(&["key", "identify", "this"]);
    assert!(
        complaint.contains("unexpected argument 'this' found"),
        "{complaint}"
    );
}

#[test]
fn a_password_in_a_url_is_not_quoted() {
    let world = World::new();
    let wrong = [("SENDOOK_PUBLIC_URL", "https://u:topsecret@h/x")];
    for command in [
        &["config", "print"][..],
        &["doctor"],
        &["doctor", "--json"],
        &["migrate"],
    ] {
        let output = world.run(command, &wrong);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("u:***@h/x"), "{said}");
        assert!(!said.contains("topsecret"), "{said}");
    }
    let (code, _, complaint) = world.outcome(&["postgres://u:topsecret@h/x"]);
    assert_eq!(code, Some(2));
    assert!(!complaint.contains("topsecret"), "{complaint}");
}
