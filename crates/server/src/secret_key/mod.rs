//! The key that the secrets of authenticator apps are sealed under: a setting, or a file beside the SQLite database.

mod key_file;

use std::fs;
use std::sync::Arc;

use sendook_crypto::{RingSecretSealer, RingSecrets};
use sendook_domain::ports::{Factors, SecretSealer};
use sendook_persistence::Inspection;

pub(crate) use self::key_file::{KeyFile, KeyFileTurn};
use crate::settings::Settings;

/// What follows the name of the database file.
const SUFFIX: &str = ".secret-key";

/// What seals the secrets of these factors, as the settings say.
pub(crate) fn sealer(settings: &Settings, factors: Arc<dyn Factors>) -> Arc<dyn SecretSealer> {
    match key_file(settings) {
        Some(file) => Arc::new(file.made_for(factors)),
        None => of_setting(settings),
    }
}

/// What opens secrets, as the settings say.
pub(crate) fn opener(settings: &Settings) -> Arc<dyn SecretSealer> {
    match key_file(settings) {
        Some(file) => Arc::new(file),
        None => of_setting(settings),
    }
}

fn of_setting(settings: &Settings) -> Arc<dyn SecretSealer> {
    let secrets = Arc::new(RingSecrets::new());
    Arc::new(RingSecretSealer::new(settings.secret_key.clone(), secrets))
}

/// The file with the key: beside an SQLite database, unless the key is set.
pub(crate) fn key_file(settings: &Settings) -> Option<KeyFile> {
    if !settings.secret_key.is_empty() {
        return None;
    }
    let database = Inspection::path(settings.database_url.expose())?;
    // Where a link leads: that file is used.
    let mut path = fs::canonicalize(&database)
        .unwrap_or(database)
        .into_os_string();
    path.push(SUFFIX);
    Some(KeyFile::at(path.into()))
}
