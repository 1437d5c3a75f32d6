//! What an authentication decision means, as pure code.
//!
//! Everything that touches a disk, a socket, a clock or a random generator stands outside and plugs into
//! the [`ports`]. Each module below uses only modules above it:
//!
//! | question | module |
//! |---|---|
//! | What does a valid e-mail address, password, name or id look like? | [`values`] |
//! | What does the service keep? | [`entities`] |
//! | What do time and repetition change: waits, limits, rotations, sweeps? | [`policies`] |
//! | What must the world outside provide? | [`ports`] |
//! | What does a key or token look like, and how is one made? | [`tokens`] |
//! | Whose request is this? | [`authentication`] |
//! | May they? | [`authorization`] |
//! | What happens when they do? | [`audit`], [`organizations`], [`inboxes`], [`api_keys`], [`sessions`], [`accounts`], [`leaks`] |
//! | What is tidied up in the background? | [`upkeep`] |

pub mod accounts;
pub mod api_keys;
pub mod audit;
pub mod authentication;
pub mod authorization;
pub mod entities;
pub mod inboxes;
pub mod leaks;
pub mod organizations;
pub mod policies;
pub mod ports;
pub mod sessions;
pub mod tokens;
pub mod upkeep;
pub mod values;
