use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use super::sources::read_folder;

/// The arrows of `docs/architecture.md`: who may depend on whom.
const ARROWS: &[(&str, &[&str])] = &[
    ("sendook-domain", &[]),
    ("sendook-foreign-passwords", &[]),
    (
        "sendook-crypto",
        &["sendook-domain", "sendook-foreign-passwords"],
    ),
    ("sendook-persistence", &["sendook-domain"]),
    ("sendook-mail", &["sendook-domain"]),
    ("sendook-passkeys", &["sendook-domain"]),
    ("sendook-web", &["sendook-domain"]),
    ("sendook-runtime", &["sendook-domain"]),
    (
        "sendook-testkit",
        &["sendook-domain", "sendook-passkeys", "sendook-runtime"],
    ),
    ("sendook-dashboard", &["sendook-domain", "sendook-web"]),
    (
        "sendook",
        &[
            "sendook-crypto",
            "sendook-dashboard",
            "sendook-domain",
            "sendook-persistence",
            "sendook-runtime",
            "sendook-web",
        ],
    ),
    (
        "sendook-server",
        &[
            "sendook",
            "sendook-crypto",
            "sendook-dashboard",
            "sendook-domain",
            "sendook-foreign-passwords",
            "sendook-mail",
            "sendook-passkeys",
            "sendook-persistence",
            "sendook-runtime",
            "sendook-web",
        ],
    ),
    (
        "sendook-bench",
        &[
            "sendook-crypto",
            "sendook-domain",
            "sendook-persistence",
            TESTKIT,
        ],
    ),
];

/// Tests of any crate may stand on it, and what measures; nothing that is shipped may.
const TESTKIT: &str = "sendook-testkit";

/// What has no place in pure code, by the start of its name: async, web, databases, system calls, random
/// generators, threads, logs and settings.
const IMPURE: &[&str] = &[
    "actix",
    "argon2",
    "async-",
    "axum",
    "clap",
    "crossbeam",
    "diesel",
    "env_logger",
    "futures",
    "getrandom",
    "h2",
    "http",
    "hyper",
    "lettre",
    "libc",
    "libsqlite3",
    "log",
    "mio",
    "native-tls",
    "openssl",
    "parking_lot",
    "postgres",
    "pq-sys",
    "r2d2",
    "rand",
    "rayon",
    "reqwest",
    "ring",
    "rusqlite",
    "rustls",
    "rustix",
    "sendook-",
    "socket2",
    "sqlx",
    "tempfile",
    "tokio",
    "tracing",
    "ureq",
];

pub(super) fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"));
    // Crates for other systems need not be downloaded.
    command.other_options(["--filter-platform".to_owned(), "host-tuple".to_owned()]);
    command.exec().unwrap()
}

fn is_allowed(from: &str, to: &str, kind: DependencyKind) -> bool {
    let listed = ARROWS
        .iter()
        .any(|(crate_name, targets)| *crate_name == from && targets.contains(&to));
    listed || (kind == DependencyKind::Development && to == TESTKIT)
}

fn is_impure(name: &str) -> bool {
    IMPURE.iter().any(|start| name.starts_with(start))
}

/// Everything that is compiled into a package, without itself.
fn normal_tree(metadata: &Metadata, root: &PackageId) -> BTreeSet<PackageId> {
    let resolve = metadata.resolve.as_ref().unwrap();
    let nodes: HashMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut seen = BTreeSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        for dependency in &nodes[id].deps {
            let kinds = &dependency.dep_kinds;
            let normal = kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if normal && seen.insert(dependency.pkg.clone()) {
                open.push(&dependency.pkg);
            }
        }
    }
    seen
}

#[test]
fn every_arrow_is_drawn_in_the_architecture() {
    let metadata = metadata();
    let members = metadata.workspace_packages();
    let names: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    assert!(names.contains("sendook-domain") && names.contains(TESTKIT));
    for member in members {
        let from = member.name.as_str();
        let known = ARROWS.iter().any(|(crate_name, _)| *crate_name == from);
        assert!(known, "{from} is not in the architecture");
        for dependency in &member.dependencies {
            let to = dependency.name.as_str();
            assert!(
                !names.contains(to) || is_allowed(from, to, dependency.kind),
                "{from} must not depend on {to} ({:?})",
                dependency.kind
            );
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let metadata = metadata();
    let domain = metadata
        .workspace_packages()
        .into_iter()
        .find(|member| member.name == "sendook-domain")
        .unwrap();
    let tree = normal_tree(&metadata, &domain.id);
    assert!(tree.len() > 5, "the tree was not read");
    for id in &tree {
        let package = &metadata[id];
        assert!(
            !is_impure(&package.name),
            "{} is in the domain",
            package.name
        );
        assert_eq!(
            package.links, None,
            "{} links a native library",
            package.name
        );
    }
}

/// What would wait, or run beside the caller. The standard library has it, so that no look at dependencies finds it.
const WAITS: &[&str] = &["Barrier", "Condvar", "Mutex", "mpsc", "thread"];

/// Paths of routes, and words and statuses of HTTP: how a decision reaches a client is web's.
const SPEAKS_HTTP: &[&str] = &[
    "/auth",
    "/oauth",
    "/organizations",
    "/v1",
    "Authorization",
    "Bearer",
    "HTTP",
    "header",
    "cookie",
    "400",
    "401",
    "403",
    "404",
    "409",
    "429",
];

/// Which of these words and paths are in a source, its comments and its inline tests left out.
fn words_in(source: &str, words: &[&'static str]) -> Vec<&'static str> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let lines: Vec<&str> = lines.collect();
    let holds = |line: &str, word: &str| {
        let mut whole = line.split(|char: char| !char.is_alphanumeric());
        whole.any(|one| one == word) || (word.starts_with('/') && line.contains(word))
    };
    let is_in = |word: &&&str| lines.iter().any(|line| holds(line, word));
    words.iter().filter(is_in).copied().collect()
}

#[test]
fn the_domain_waits_for_nothing_and_knows_nothing_of_http() {
    let mut texts = Vec::new();
    read_folder(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut texts,
    );
    assert!(texts.len() > 50, "the sources were not read");
    for text in texts {
        assert_eq!(words_in(&text, WAITS), [""; 0], "{text}");
        assert_eq!(words_in(&text, SPEAKS_HTTP), [""; 0], "{text}");
    }
}

#[test]
fn the_rules_refuse_what_they_are_for() {
    let waiting = "/// A Barrier.\nuse std::{sync::{Arc, Condvar}, thread};\nthread::yield_now();";
    assert_eq!(words_in(waiting, WAITS), ["Condvar", "thread"]);
    let tested = "use std::sync::Arc;\n#[cfg(test)]\nuse std::thread;";
    assert!(words_in(tested, WAITS).is_empty());
    let spoken =
        "/// To be answered with 401.\n\"POST /auth/login gives one\"; 4096; 409 => Header";
    assert_eq!(words_in(spoken, SPEAKS_HTTP), ["/auth", "409"]);
    let (normal, dev) = (DependencyKind::Normal, DependencyKind::Development);
    assert!(!is_allowed("sendook-web", "sendook-persistence", normal));
    assert!(!is_allowed("sendook-domain", "sendook-crypto", normal));
    assert!(!is_allowed("sendook-web", TESTKIT, normal));
    assert!(!is_allowed("sendook-web", "sendook-crypto", dev));
    assert!(is_allowed("sendook-web", TESTKIT, dev));
    let metadata = metadata();
    let persistence = metadata
        .workspace_packages()
        .into_iter()
        .find(|member| member.name == "sendook-persistence")
        .unwrap();
    let tree = normal_tree(&metadata, &persistence.id);
    let impure = tree.iter().filter(|id| is_impure(&metadata[*id].name));
    assert!(impure.count() > 3, "diesel is taken for pure");
}
