//! Moving everything to another database: all rows, each as it was, or none.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use sendook_domain::entities::{ApiKey, AuditAction, InboxScope, KeyMaker, RequestsByDay};
use sendook_domain::policies::{FailureCount, RotationRequest, rotate};
use sendook_domain::ports::{
    Accounts as _, ApiKeys as _, FailureKey, KeyEndNotices as _, KeyUpdate, KeyUse,
    LoginFailures as _, RunTokens as _, Sessions as _, Users as _,
};
use sendook_domain::values::{Digest, PersonName, RateLimit};
use sendook_persistence::{
    CopiedTable, CopyError, CopyProgress, OpenError, SqlStore, StoreOptions, WatchCopy,
};
use sendook_testkit::builders::{
    a_key, a_late_moment, a_moment, a_rotation, a_run_token, a_user, an_account, an_account_of,
    an_answer, an_audit_event, fifty_ranges,
};

use crate::sqlite::SqliteWorld;

/// More lines of the audit trail than are in memory at once while they are copied.
pub(crate) const AUDITED: u64 = 2500;

/// What must be found again in a copy.
pub(crate) struct Kept {
    keys: [Digest; 3],
    rotated: ApiKey,
    token: Digest,
    run_token: Digest,
    user: sendook_domain::entities::User,
}

pub(crate) fn copy(from: &str, to: &str) -> Result<Vec<CopiedTable>, CopyError> {
    watched(from, to, &mut |_| ControlFlow::Continue(()))
}

fn watched(from: &str, to: &str, watch: &mut WatchCopy<'_>) -> Result<Vec<CopiedTable>, CopyError> {
    SqlStore::copy(from, to, &StoreOptions::default(), watch)
}

/// Fills every kind of column: missing values, bytes, and characters that SQL and JSON give a meaning.
pub(crate) fn fill(store: &SqlStore) -> Kept {
    let audit = || an_audit_event(AuditAction::Registered);
    let mut user = a_user();
    user.first_name = PersonName::restore("O'Brien \\ \"ü\" 💌 [\u{7f}]".to_owned());
    user.last_name = None;
    let account = an_account_of(user);
    store.open(&account, &audit()).unwrap();
    store.open(&an_account(), &audit()).unwrap();
    let mut restricted = a_key(&account.organization.id);
    restricted.key.active = false;
    restricted.key.created_by = Some(KeyMaker::Key(account.api_key.key.id.clone()));
    restricted.key.inboxes = InboxScope::only(vec![account.inbox.id.clone()]);
    restricted.key.limits.rate = RateLimit::new(10, 60).ok();
    restricted.key.limits.allowed_ips = Some(fifty_ranges());
    store
        .create_key(&restricted, &audit(), Some(&an_answer()))
        .unwrap();
    let rotated = &account.api_key.key;
    let rotation = a_rotation();
    let requests = KeyUse {
        key_id: rotated.id.clone(),
        requests: RequestsByDay::at(a_moment(), 1 << 40),
        last_at: a_moment(),
        last_ip: Some([192, 0, 2, 7].into()),
        secrets: vec![(account.api_key.digest, a_moment())],
    };
    store.record_key_use(&[requests], a_late_moment()).unwrap();
    let request = RotationRequest::new(Some(TimeDelta::hours(1)), false).unwrap();
    let mut rotate = |key| {
        let rotated = rotate(key, rotation.clone(), request, rotation.secret.created_at);
        KeyUpdate::Changed(Box::new(rotated.unwrap()), None)
    };
    let (organization, id) = (&rotated.organization_id, &rotated.id);
    let rotated = store.update_key(organization, id, &mut rotate, &audit());
    let rotated = rotated.unwrap().expect("the key is there");
    let mut run_token = a_run_token(&account.api_key);
    run_token.token.inboxes = InboxScope::only(vec![account.inbox.id.clone()]);
    store
        .create_run_token(&run_token, 9, &audit(), None)
        .unwrap();
    let guessed = [Some(account.api_key.digest), None].map(|account| FailureKey {
        account,
        address: "2001:db8::/64".to_owned(),
    });
    let count = FailureCount {
        failures: 3,
        since: a_moment(),
        blocked_until: None,
    };
    store
        .update_failures(&guessed, &mut |counts| vec![Some(count); counts.len()])
        .unwrap();
    let told_on = a_moment().date_naive();
    let told = store.note_key_ends_told(&account.organization.id, None, told_on, &[]);
    assert!(told.unwrap());
    Kept {
        keys: [account.api_key.digest, restricted.digest, rotation.digest],
        rotated,
        token: account.session.tokens.access_digest,
        run_token: run_token.digest,
        user: account.user,
    }
}

/// Adds [`AUDITED`] lines to the trail.
pub(crate) fn fill_trail(world: &SqliteWorld) {
    world.execute(&format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT {AUDITED}) \
         INSERT INTO audit_events (id, at, action, actor_kind) \
         SELECT printf('audit_%026d', n), -9007199254740993 - n, 'test', 'anonymous' FROM numbers"
    ));
}

pub(crate) fn assert_kept(original: &SqlStore, copy: &SqlStore, kept: &Kept) {
    for key in &kept.keys {
        let found = copy.key_by_digest(key).unwrap();
        assert!(found.is_some());
        assert_eq!(found, original.key_by_digest(key).unwrap());
    }
    let found = copy.key(&kept.rotated.organization_id, &kept.rotated.id);
    assert_eq!(found.unwrap().as_ref(), Some(&kept.rotated));
    let found = copy.access_token_by_digest(&kept.token).unwrap();
    assert!(found.is_some());
    assert_eq!(found, original.access_token_by_digest(&kept.token).unwrap());
    let found = copy.run_token_by_digest(&kept.run_token).unwrap();
    assert!(found.is_some());
    assert_eq!(
        found,
        original.run_token_by_digest(&kept.run_token).unwrap()
    );
    assert_eq!(copy.user(&kept.user.id).unwrap().as_ref(), Some(&kept.user));
}

/// The tables that a copy reports rows of, by name, as [`SqliteWorld::rows`] has them.
fn filled(copied: &[CopiedTable]) -> Vec<(String, String)> {
    let with_rows = copied.iter().filter(|table| table.rows > 0);
    let mut filled: Vec<_> = with_rows
        .map(|table| (table.name.to_owned(), table.rows.to_string()))
        .collect();
    filled.sort();
    filled
}

#[test]
fn every_row_of_every_table_is_copied() {
    let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
    let store = here.open();
    let kept = fill(&store);
    fill_trail(&here);
    let copied = copy(&here.url(), &there.url()).unwrap();
    let mut names: Vec<_> = copied.iter().map(|table| table.name).collect();
    names.sort_unstable();
    assert_eq!(names, here.tables());
    assert_eq!(filled(&copied), here.rows());
    assert_eq!(there.rows(), here.rows());
    assert_kept(&store, &there.open(), &kept);
}

#[test]
fn a_copy_says_how_far_it_has_come() {
    let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
    fill(&here.open());
    fill_trail(&here);
    let mut told: Vec<CopyProgress> = Vec::new();
    let copied = watched(&here.url(), &there.url(), &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    let rows: u64 = copied.unwrap().iter().map(|table| table.rows).sum();
    assert!(told.is_sorted_by_key(|progress| progress.done));
    assert!(told.iter().all(|progress| progress.total == 2 * rows));
    assert_eq!(told.last().unwrap().done, 2 * rows);
    let of_trail = told.iter().filter(|one| one.table == "audit_events");
    assert!(of_trail.count() > 4, "{told:?}");
}

#[test]
fn a_copy_that_is_given_up_leaves_the_target_empty() {
    let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
    fill(&here.open());
    fill_trail(&here);
    let error = watched(&here.url(), &there.url(), &mut |progress| {
        if progress.table == "audit_events" {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let error = error.unwrap_err();
    assert!(matches!(error, CopyError::GivenUp), "{error}");
    assert_eq!(there.rows(), []);
    copy(&here.url(), &there.url()).unwrap();
}

#[test]
fn a_target_that_holds_anything_is_refused_and_left_as_it_was() {
    let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
    fill(&here.open());
    fill(&there.open());
    let before = there.rows();
    let error = copy(&here.url(), &there.url()).unwrap_err();
    assert!(
        matches!(error, CopyError::TargetNotEmpty("users")),
        "{error}"
    );
    assert_eq!(there.rows(), before);
    let error = copy(&here.url(), &here.url()).unwrap_err();
    assert!(
        matches!(error, CopyError::TargetNotEmpty("users")),
        "{error}"
    );
}

#[test]
fn a_missing_or_outdated_source_is_reported_before_anything_is_created() {
    let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
    let error = copy(&here.url(), &there.url()).unwrap_err();
    assert!(
        matches!(error, CopyError::Source(OpenError::Missing(_))),
        "{error}"
    );
    here.execute("CREATE TABLE somebody (id TEXT)");
    let error = copy(&here.url(), &there.url()).unwrap_err();
    assert!(
        matches!(error, CopyError::Source(OpenError::NoSchema(_))),
        "{error}"
    );
    for url in ["mysql://db/sendook", "sqlite://"] {
        let error = copy(url, &there.url()).unwrap_err();
        assert!(matches!(error, CopyError::Source(_)), "{error}");
    }
    assert!(!Path::new(&there.path()).exists());
    assert_eq!(here.tables(), ["somebody"]);
}

#[test]
fn a_copy_that_differs_is_not_kept() {
    for (meddle, table) in [
        (
            "UPDATE users SET first_name = 'Eve' WHERE id = NEW.id",
            "users",
        ),
        ("DELETE FROM audit_events WHERE id = NEW.id", "audit_events"),
    ] {
        let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
        fill(&here.open());
        drop(there.open());
        there.execute(&format!(
            "CREATE TRIGGER meddle AFTER INSERT ON {table} BEGIN {meddle}; END"
        ));
        let error = copy(&here.url(), &there.url()).unwrap_err();
        let CopyError::Different {
            table: differing,
            same: 0,
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!(differing, table);
        assert_eq!(there.rows(), []);
    }
}

#[test]
fn a_source_that_is_written_to_meanwhile_is_noticed() {
    let (here, there) = (SqliteWorld::new(), SqliteWorld::new());
    fill(&here.open());
    fill_trail(&here);
    let done = AtomicBool::new(false);
    let mut writer = here.connect();
    writer.batch_execute("PRAGMA synchronous = OFF").unwrap();
    let error = thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let write = "UPDATE users SET updated_at = updated_at + 1";
                writer.batch_execute(write).unwrap();
            }
        });
        let outcome = copy(&here.url(), &there.url());
        done.store(true, Ordering::Relaxed);
        outcome.unwrap_err()
    });
    assert!(matches!(error, CopyError::SourceChanged), "{error}");
    assert_eq!(there.rows(), []);
    copy(&here.url(), &there.url()).expect("without a writer");
}
