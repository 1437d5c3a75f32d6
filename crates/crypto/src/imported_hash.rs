use sendook_domain::entities::PasswordHash;
use sendook_foreign_passwords::{Ceiling, ForeignHash, RefusedHash};

/// What begins a hash of another system at rest. No PHC string begins so.
const IMPORTED: &str = "imported:";

/// The form at rest of a hash that another system made. The first login of its person replaces it.
///
/// # Errors
/// [`RefusedHash`]; what is at rest can be verified.
pub fn imported_hash(text: &str, ceiling: &Ceiling) -> Result<PasswordHash, RefusedHash> {
    ForeignHash::parse(text, ceiling)?;
    Ok(PasswordHash::new(format!("{IMPORTED}{text}")))
}

/// The hash as the system wrote it that made it, this one or another: what [`imported_hash`] takes. `None`: there is no password.
pub fn exported_hash(hash: &PasswordHash) -> Option<&str> {
    (!hash.is_absent()).then(|| foreign_text(hash).unwrap_or_else(|| hash.as_text()))
}

/// The hash as another system wrote it, if one did.
pub(crate) fn foreign_text(hash: &PasswordHash) -> Option<&str> {
    hash.as_text().strip_prefix(IMPORTED)
}
