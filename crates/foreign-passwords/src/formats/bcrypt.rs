use crate::foreign_hash::ForeignHash;
use crate::functions::{BcryptHash, Before};

/// bcrypt of the password itself, cut at 72 bytes, as PHP, Ruby, Node.js, Supabase and Auth0 write it.
pub(super) fn parse(text: &str) -> Option<ForeignHash> {
    BcryptHash::parse(text, Before::Nothing).map(ForeignHash::as_typed)
}
