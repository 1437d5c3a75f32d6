//! The page that the link of an invitation leads to. The token stands behind the `#` of the link, which no browser sends. A form
//! brings it, and a cookie keeps it while the person logs in or opens an account. Nothing but accepting uses the invitation up.

pub(crate) mod accept;
pub(crate) mod look;
pub(crate) mod register;
