//! What a reader of the documents would trip over.

use std::fs;
use std::path::{Path, PathBuf};

const FOLDERS: [&str; 6] = [
    ".",
    "docs",
    "docs/adr",
    "docs/dashboard",
    "docs/monitoring",
    "docs/operations",
];

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

/// Where the links of a document lead: file and place, either of which may be empty.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ', '\n']).next());
    targets.map(|target| target.split_once('#').unwrap_or((target, "")))
}

/// The places that links may name: one for each heading, written as GitHub does.
fn places(text: &str) -> Vec<String> {
    let mut inside_code = false;
    let headings = text.lines().filter_map(|line| {
        inside_code ^= line.starts_with("```");
        let title = line.trim_start_matches('#').strip_prefix(' ')?;
        (!inside_code && line.starts_with('#')).then_some(title)
    });
    let slug = |title: &str| {
        let kept = |letter: &char| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter);
        let lower = title.to_lowercase();
        lower
            .chars()
            .filter(kept)
            .collect::<String>()
            .replace(' ', "-")
    };
    headings.map(slug).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_of_it() {
    let all = FOLDERS.map(documents).concat();
    assert!(all.len() > 40, "{all:?}");
    for document in all {
        let text = fs::read_to_string(&document).unwrap();
        for (file, place) in links(&text).filter(|(file, _)| !file.contains(':')) {
            let target = match file {
                "" => document.clone(),
                file => document.parent().unwrap().join(file),
            };
            let link = format!("{} links to {file}#{place}", document.display());
            assert!(target.exists(), "{link}");
            if !place.is_empty() {
                let there = fs::read_to_string(target).unwrap();
                assert!(places(&there).iter().any(|name| name == place), "{link}");
            }
        }
    }
}

/// The text of these pages.
fn read(pages: &[PathBuf]) -> String {
    pages
        .iter()
        .map(|page| fs::read_to_string(page).unwrap())
        .collect()
}

/// Asserts that the text links to every page of the folder, which it names by this prefix.
fn assert_leads_to_all(text: &str, prefix: &str, folder: &str) {
    for page in documents(folder) {
        let name = page.file_name().unwrap().to_str().unwrap();
        let target = format!("{prefix}{name}");
        assert!(
            name == "README.md" || links(text).any(|(link, _)| link == target),
            "no link to {folder}/{name}"
        );
    }
}

/// A decision that no page leads to is not found when it is needed.
#[test]
fn every_decision_is_linked_from_a_page() {
    assert_leads_to_all(&read(&documents("docs")), "adr/", "docs/adr");
}

#[test]
fn the_contents_of_operations_list_every_page() {
    let contents = documents("docs/operations")
        .into_iter()
        .find(|page| page.ends_with("README.md"));
    assert_leads_to_all(&read(&Vec::from_iter(contents)), "", "docs/operations");
}
