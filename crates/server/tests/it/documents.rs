//! What a reader of the documents would trip over.

use std::fs;
use std::path::{Path, PathBuf};

/// The Markdown files of a folder of the repository.
fn documents(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(folder);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

/// Where the links of a document lead, without the places inside a document.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ', '\n']).next());
    targets.filter_map(|target| target.split('#').next())
}

#[test]
fn every_link_to_a_file_leads_to_one() {
    let all = [".", "docs", "docs/adr", "docs/dashboard", "docs/monitoring"]
        .map(documents)
        .concat();
    assert!(all.len() > 20, "{all:?}");
    for document in all {
        let text = fs::read_to_string(&document).unwrap();
        for target in links(&text).filter(|target| !target.contains(':')) {
            let path = document.parent().unwrap().join(target);
            assert!(path.exists(), "{} links to {target}", document.display());
        }
    }
}

/// A decision that no page leads to is not found when it is needed.
#[test]
fn every_decision_is_linked_from_a_page() {
    let pages = documents("docs")
        .iter()
        .map(|page| fs::read_to_string(page).unwrap())
        .collect::<String>();
    for record in documents("docs/adr") {
        let name = record.file_name().unwrap().to_str().unwrap();
        let target = format!("adr/{name}");
        assert!(
            links(&pages).any(|link| link == target),
            "no page links to {name}"
        );
    }
}
