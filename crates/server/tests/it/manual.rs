//! The manual and the completions, which need neither settings nor a database.

use crate::support::program::World;

/// What a command prints, although a setting is wrong.
fn printed(arguments: &[&str]) -> String {
    let output = World::new().run(arguments, &[("SENDOOK_WORKERS", "many")]);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_shell_gets_completions_of_all_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        for name in ["doctor", "backup", "unlock", "database-url"] {
            assert!(script.contains(name), "{shell} does not know {name}");
        }
    }
    assert_eq!(World::new().outcome(&["completions", "tcsh"]).0, Some(2));
}

#[test]
fn the_manual_has_a_page_for_the_program_and_for_each_command() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH SENDOOK 1"), "{page}");
    for word in ["SENDOOK_BIND", "doctor", "backup"] {
        assert!(page.contains(word), "no {word} in {page}");
    }
    let page = printed(&["man", "user", "unlock"]);
    assert!(page.contains(".TH SENDOOK-USER-UNLOCK 1"), "{page}");
    let (code, _, told) = World::new().outcome(&["man", "user", "lock"]);
    assert_eq!((code, &*told), (Some(2), "There is no command user lock."));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let world = World::new();
    let mut child = world
        .command()
        .args(["completions", "zsh"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
