//! The key that the secrets of authenticator apps are sealed under: a setting, or a file beside the SQLite database.

mod key_file;

use std::fs;
use std::sync::Arc;

use sendook_crypto::{RingSecretSealer, RingSecrets};
use sendook_domain::entities::StoredFactor;
use sendook_domain::ports::{Factors, SecretOwner, SecretSealer};
use sendook_domain::with_causes;
use sendook_persistence::Inspection;

pub(crate) use self::key_file::{KeyFile, KeyFileTurn};
use crate::blocking::blocking;
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

/// What to do when a secret cannot be opened.
pub(crate) const WAY_OUT: &str = "Set SENDOOK_SECRET_KEY to the key that was used, or put the file beside the database back. If it is lost: sendook user reset-factors";

/// Why the secret of an app cannot be opened. `None`: it can.
pub(crate) fn unopened(sealer: &dyn SecretSealer, stored: &StoredFactor) -> Option<String> {
    let owner = SecretOwner::of(&stored.factor);
    let error = sealer.open(&owner, &stored.secret).err()?;
    let (id, cause) = (&stored.factor.id, with_causes(&error));
    Some(format!("The secret of {id} cannot be opened: {cause}."))
}

/// Warns if the newest secret cannot be opened: nobody gets in by the code of an app then. `sendook doctor` looks at all of them.
///
/// Nothing should wait for it: where nearly all factors are passkeys, it takes long to find an app.
pub(crate) async fn warn_unless_it_fits(factors: Arc<dyn Factors>, sealer: Arc<dyn SecretSealer>) {
    let look = move || {
        let newest = factors.newest_sealed_factors(1)?;
        Ok(newest.iter().find_map(|stored| unopened(&*sealer, stored)))
    };
    let looked = blocking("look whether the secret key fits", look).await;
    if let Some(fault) = looked.flatten() {
        log::warn!("{fault} {WAY_OUT}");
    }
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
