//! What the README and the crate's page say of the first example is counted.

const EXAMPLE: &str = include_str!("../../examples/guard.rs");

/// Lines that are about keys: all but the program around them, which an application has anyway.
fn about_keys() -> Vec<&'static str> {
    let (guarded, program) = EXAMPLE.split_once("#[actix_web::main]").unwrap();
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with("//!");
    let guarded = guarded.lines().filter(is_code);
    let program = program.lines().filter(|line| line.contains("sendook"));
    guarded.chain(program).collect()
}

#[test]
fn a_guarded_route_takes_ten_lines() {
    let lines = about_keys();
    assert_eq!(lines.len(), 10, "{lines:#?}");
    assert!(lines.iter().all(|line| line.chars().count() <= 100));
}

#[test]
fn the_readme_shows_the_example_as_it_is() {
    let readme = include_str!("../../../../README.md");
    assert!(readme.contains(&format!("```rust\n{EXAMPLE}```")));
}
