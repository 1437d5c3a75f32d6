//! The quick start of README.md, and what four pages of docs go on with, typed into a shell.

use std::env;
use std::process::Command;

use crate::support::program::World;

const PAGES: [&str; 5] = [
    include_str!("../../../../README.md"),
    include_str!("../../../../docs/protecting-a-service.md"),
    include_str!("../../../../docs/gateways.md"),
    include_str!("../../../../docs/run-tokens.md"),
    include_str!("../../../../docs/idempotency.md"),
];

/// Where the pages have the service.
const DOCUMENTED: &str = "127.0.0.1:8006";

/// Printed after the output of each command.
const END: char = '\u{1e}';

/// A block marked `sh quickstart`, and the one after it that is marked `quickstart`: what the command prints.
#[derive(Default)]
struct Step {
    command: String,
    answer: String,
}

fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut block = None;
    for line in PAGES.iter().flat_map(|page| page.lines()) {
        match line.strip_prefix("```") {
            Some("sh quickstart") => {
                steps.push(Step::default());
                block = Some(true);
            }
            Some(info) => block = info.ends_with(" quickstart").then_some(false),
            None => {
                let text = match (block, steps.last_mut()) {
                    (Some(true), Some(step)) => &mut step.command,
                    (Some(false), Some(step)) => &mut step.answer,
                    _ => continue,
                };
                *text += line;
                *text += "\n";
            }
        }
    }
    steps
}

/// Without the line breaks, indentation and spaces with which a page shows JSON readably.
fn flattened(text: &str) -> String {
    let mut flat: String = text.lines().map(str::trim_start).collect();
    for (shown, sent) in [
        ("\": ", "\":"),
        (", \"", ",\""),
        (", {", ",{"),
        (", …", ",…"),
    ] {
        flat = flat.replace(shown, sent);
    }
    flat
}

/// Whether a text is what a page shows, where `…` stands for anything.
fn matches(text: &str, shown: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn every_command_of_the_quick_start_prints_what_the_page_shows() {
    // scripts/check-package has a server already.
    let other = env::var_os("SENDOOK_QUICKSTART").map(|address| address.into_string().unwrap());
    let own = other.is_none().then(|| World::new().start(&[]));
    let own_address = own.as_ref().map(|server| server.address.to_string());
    let address = other.or(own_address).unwrap();
    let steps = steps();
    assert!(steps.len() > 10);
    let typed = steps
        .iter()
        .map(|step| format!("{}printf '{END}'\n", step.command));
    let script = format!("exec 2>&1\n{}", typed.collect::<String>());
    let output = Command::new("bash")
        .args(["-c", &script.replace(DOCUMENTED, &address)])
        .env("no_proxy", "127.0.0.1")
        .output();
    let output = String::from_utf8(output.unwrap().stdout).unwrap();
    let printed: Vec<&str> = output.split_terminator(END).collect();
    assert_eq!(printed.len(), steps.len(), "{output}");
    for (Step { command, answer }, printed) in steps.iter().zip(printed) {
        let shown = flattened(&answer.replace(DOCUMENTED, &address));
        assert!(
            matches(&flattened(printed), &shown),
            "{command}\nmust print\n\n{answer}\nbut printed\n\n{printed}"
        );
    }
}

#[test]
fn what_a_page_shows_is_compared_in_full() {
    for (text, shown, same) in [
        ("{\"id\":\"key_1\"}", "{\"id\":\"key_…\"}", true),
        ("{\"id\":\"key_1\"}", "{\"id\":\"org_…\"}", false),
        ("{\"id\":\"key_1\"}more", "{\"id\":\"key_…\"}", false),
        ("ab", "a…b…b", false),
        ("", "", true),
        ("a", "", false),
    ] {
        assert_eq!(matches(text, shown), same, "{text} {shown}");
    }
}
