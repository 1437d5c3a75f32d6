use std::collections::HashMap;

use sendook_domain::values::Digest;

use crate::error::SqlResult;

/// What was found by each of several digests, in their order: a query gives its rows in any, and none for what is unknown.
pub(super) fn in_order<T: Clone>(
    digests: &[Digest],
    found: impl IntoIterator<Item = SqlResult<(Digest, T)>>,
) -> SqlResult<Vec<Option<T>>> {
    let found = found.into_iter().collect::<SqlResult<HashMap<_, _>>>()?;
    Ok(digests.iter().map(|one| found.get(one).cloned()).collect())
}
