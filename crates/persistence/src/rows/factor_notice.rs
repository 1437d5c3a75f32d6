use sendook_domain::entities::{FactorKind, FactorNotice};
use sendook_domain::values::FactorName;

use super::column::CorruptRow;

/// The kind and the name of a factor.
type Named = (String, String);

/// What is kept of a notice: its name, and the factor that it is about.
pub(super) fn write(notice: &FactorNotice) -> (String, Option<Named>) {
    let named = |kind: &FactorKind, name: &FactorName| {
        Some((kind.as_str().to_owned(), name.as_str().to_owned()))
    };
    let (name, factor) = match notice {
        FactorNotice::Added(kind, name) => ("added", named(kind, name)),
        FactorNotice::Removed(kind, name) => ("removed", named(kind, name)),
        FactorNotice::NewRecoveryCodes => ("new_recovery_codes", None),
        FactorNotice::RecoveryCodeUsed => ("recovery_code_used", None),
        FactorNotice::Reset => ("reset", None),
    };
    (name.to_owned(), factor)
}

pub(super) fn read(name: &str, factor: Option<Named>) -> Result<FactorNotice, CorruptRow> {
    const UNREADABLE: CorruptRow = CorruptRow("content");
    let factor = factor.map(|(kind, name)| {
        let kind = FactorKind::parse(&kind).map_err(|_| UNREADABLE)?;
        Ok::<_, CorruptRow>((kind, FactorName::restore(name)))
    });
    Ok(match (name, factor.transpose()?) {
        ("added", Some((kind, name))) => FactorNotice::Added(kind, name),
        ("removed", Some((kind, name))) => FactorNotice::Removed(kind, name),
        ("new_recovery_codes", None) => FactorNotice::NewRecoveryCodes,
        ("recovery_code_used", None) => FactorNotice::RecoveryCodeUsed,
        ("reset", None) => FactorNotice::Reset,
        _ => return Err(UNREADABLE),
    })
}
