//! Another process that deletes keys from the same file, as the operator's command line does.

use std::io::{self, BufRead, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use sendook_domain::entities::{ApiKey, AuditAction};
use sendook_domain::ports::ApiKeys as _;
use sendook_domain::values::Id;
use sendook_persistence::{SqlStore, StoreOptions};
use sendook_testkit::builders::an_audit_event;

use crate::sqlite::SqliteWorld;

const URL: &str = "SENDOOK_TEST_PARENT_URL";

/// What the process says when a deletion has returned.
const DELETED: &str = "the key is deleted";

/// Ends when it is dropped.
pub(crate) struct AnotherProcess {
    child: Child,
    orders: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
}

impl AnotherProcess {
    pub(crate) fn start(world: &SqliteWorld) -> Self {
        let test = "another_process::deletes_what_its_parent_names";
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", test])
            .env(URL, world.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (orders, answers) = (child.stdin.take(), child.stdout.take());
        Self {
            child,
            orders,
            answers: BufReader::new(answers.unwrap()).lines(),
        }
    }

    /// Returns once the deletion has.
    pub(crate) fn delete(&mut self, key: &ApiKey) {
        let orders = self.orders.as_mut().unwrap();
        writeln!(orders, "{} {}", key.organization_id, key.id).unwrap();
        let done = self.answers.any(|line| line.unwrap() == DELETED);
        assert!(done, "the process has ended");
    }
}

impl Drop for AnotherProcess {
    fn drop(&mut self) {
        // It stops when there are no more orders.
        drop(self.orders.take());
        let _ = self.child.wait();
    }
}

/// Run by other tests, in a process of its own.
#[test]
#[ignore = "needs the database file that its parent process names"]
fn deletes_what_its_parent_names() {
    let url = std::env::var_os(URL).expect("the parent names a database");
    let store = SqlStore::open(&url.into_string().unwrap(), &StoreOptions::default()).unwrap();
    for line in io::stdin().lines() {
        let line = line.unwrap();
        let (organization, key) = line.split_once(' ').unwrap();
        let organization = Id::parse(organization).unwrap();
        let key: Id<ApiKey> = Id::parse(key).unwrap();
        let mut audit = an_audit_event(AuditAction::KeyDeleted);
        // Each process counts ids from the start; those of keys come from the parent.
        let (_, unique) = key.as_str().split_once('_').unwrap();
        audit.id = Id::parse(&format!("audit_{unique}")).unwrap();
        let deleted = store.delete_key(&organization, &key, &audit).unwrap();
        assert!(deleted.is_some());
        let mut answers = io::stdout().lock();
        // The harness may have begun the line.
        writeln!(answers, "\n{DELETED}").unwrap();
    }
}
