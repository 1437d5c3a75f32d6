//! What the READMEs say of the first example is counted.

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
fn the_readmes_show_the_example_as_it_is() {
    let of_the_repository = include_str!("../../../../README.md");
    assert!(of_the_repository.contains(&format!("```rust\n{EXAMPLE}```")));
    let of_the_crate = include_str!("../../README.md");
    assert!(of_the_crate.contains(&format!("```rust,no_run\n{EXAMPLE}```")));
}
