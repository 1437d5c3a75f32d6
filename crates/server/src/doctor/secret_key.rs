use std::fs;
use std::os::unix::fs::MetadataExt as _;

use sendook_domain::ports::SecretSealer;
use sendook_persistence::Inspection;

use super::finding::Finding;
use crate::secret_key::{KeyFile, WAY_OUT, key_file, opener, unopened};
use crate::settings::Settings;
use crate::wiring::store_options;

const KEY: &str = "secret key";

/// How many secrets are read at once.
const BATCH: u32 = 500;

/// What is known of the secrets that are kept.
#[derive(Default)]
struct Opened {
    all: usize,
    /// Why the first of them does not open, if one does not.
    fault: Option<String>,
}

/// Whether the key opens every secret that is kept, and who may read it.
pub(super) fn examine(settings: &Settings) -> Vec<Finding> {
    let file = key_file(settings);
    let mut findings = Vec::from_iter(file.as_ref().and_then(open_to_others));
    let Some(opened) = opened(settings, &*opener(settings)) else {
        // That the database cannot be read, or is of another version, is said already.
        return findings;
    };
    findings.push(match opened.fault {
        Some(fault) => Finding::failure(KEY, fault).advising(WAY_OUT),
        None if opened.all > 0 => Finding::ok(KEY, "It opens every secret of an authenticator app."),
        None if file.is_none() && settings.secret_key.is_empty() => {
            let message = "SENDOOK_SECRET_KEY is not set: until it is, nobody can set up an authenticator app.";
            Finding::ok(KEY, message)
        }
        None => Finding::ok(KEY, "There is no secret of an authenticator app yet."),
    });
    findings
}

fn opened(settings: &Settings, sealer: &dyn SecretSealer) -> Option<Opened> {
    let url = settings.database_url.expose();
    let mut database = Inspection::open(url, &store_options(settings)).ok()?;
    database.check_schema().ok()?;
    let (mut opened, mut after) = (Opened::default(), None);
    loop {
        let batch = database.sealed_factors(after.as_ref(), BATCH).ok()?;
        let Some(last) = batch.last() else {
            return Some(opened);
        };
        after = Some(last.factor.id.clone());
        opened.all += batch.len();
        for stored in &batch {
            opened.fault = opened.fault.take().or_else(|| unopened(sealer, stored));
        }
    }
}

fn open_to_others(file: &KeyFile) -> Option<Finding> {
    let path = file.path().display();
    let metadata = fs::metadata(file.path()).ok()?;
    (metadata.mode() & 0o077 != 0).then(|| {
        let message = format!("{path} is open to other users: it has the key of every secret.");
        Finding::warning(KEY, message).advising(format!("chmod 600 {path}"))
    })
}
