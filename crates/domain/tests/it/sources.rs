//! What only the texts of the sources show.

use std::fs;
use std::path::Path;

use cargo_metadata::Target;

use super::layers::metadata;

/// The texts of the files that a target is made of: its main file, and those in the folder of its modules.
fn sources(target: &Target) -> Vec<String> {
    let main = target.src_path.as_std_path();
    let modules = match main.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "main" | "mod") => main.parent().unwrap().to_owned(),
        _ => main.with_extension(""),
    };
    let mut texts = vec![fs::read_to_string(main).unwrap()];
    read_folder(&modules, &mut texts);
    texts
}

pub(super) fn read_folder(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
}

/// Whether a line of the text is an attribute such as `#[test]` or `#[actix_web::test]`.
fn holds_a_test(text: &str) -> bool {
    let is_test = |line: &str| line.starts_with("#[") && line.ends_with("test]");
    text.lines().map(str::trim).any(is_test)
}

#[test]
fn every_test_is_run() {
    let metadata = metadata();
    let targets = metadata
        .workspace_packages()
        .into_iter()
        .flat_map(|member| &member.targets);
    let mut left_out = 0;
    for target in targets {
        assert!(
            target.doctest || !target.is_lib(),
            "the doc tests of {} do not run",
            target.name
        );
        if !target.test {
            left_out += 1;
            let held = sources(target).iter().any(|text| holds_a_test(text));
            assert!(!held, "{} holds a test, but has test = false", target.name);
        }
    }
    assert!(left_out > 0, "no target was read");
    assert!(holds_a_test("mod tests {\n    #[actix_web::test]\n"));
    assert!(holds_a_test("#[test]\nfn") && !holds_a_test("// #[test]\n#[must_use]"));
}
