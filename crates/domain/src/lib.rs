//! What an authentication decision means, as pure code.
//!
//! Everything that touches a disk, a socket, a clock or a random generator stands outside and plugs into
//! the [`ports`]. To find a line, ask what it is about:
//!
//! | question | module |
//! |---|---|
//! | What does a valid e-mail address, password, name or id look like? | [`values`] |
//! | What does a key or token look like, and how is one made? | [`credentials`] |
//! | What does the service keep? | [`entities`] |
//! | Whose request is this? | [`auth`] |
//! | May they? | [`policies`] |
//! | What happens when they do? | [`use_cases`] |
//! | What must the world outside provide? | [`ports`] |

pub mod auth;
pub mod credentials;
pub mod entities;
pub mod policies;
pub mod ports;
pub mod use_cases;
pub mod values;
