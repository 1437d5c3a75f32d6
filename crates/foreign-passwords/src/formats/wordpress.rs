use crate::foreign_hash::ForeignHash;
use crate::functions::{BcryptHash, Before};

/// WordPress since 6.8 (`wp_hash_password` of `wp-includes/pluggable.php`): `$wp`, followed by a bcrypt hash.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    let bcrypt = text.strip_prefix("$wp")?;
    BcryptHash::parse(bcrypt, Before::WordPress).map(ForeignHash::as_typed)
}
