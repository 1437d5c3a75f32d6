//! Verifies passwords against hashes that other systems made, so that people who are moved here keep their passwords.
//!
//! | system | form | file in `formats` |
//! |---|---|---|
//! | PHP, Python, Node.js, libsodium and others | `$argon2id$…`, `$argon2i$…`, `$argon2d$…` | `argon2_phc.rs` |
//! | PHP, Ruby, Node.js, Supabase, Auth0 and others | `$2a$…`, `$2b$…`, `$2y$…` | `bcrypt.rs` |
//! | WordPress 6.8 and newer | `$wp$2y$…` | `wordpress.rs` |
//! | WordPress before, phpBB | `$P$…`, `$H$…` | `phpass.rs` |
//! | Django | `pbkdf2_sha256$…`, `scrypt$…`, `argon2$…`, `bcrypt_sha256$…` and others | `django.rs` |
//! | passlib | `$pbkdf2-sha256$…`, `$scrypt$…` and others | `passlib.rs` |
//! | Werkzeug (Flask) | `scrypt:…`, `pbkdf2:…` | `werkzeug.rs` |
//! | ASP.NET Core Identity 3 | base64 | `aspnet_identity.rs` |
//! | Keycloak | JSON | `keycloak.rs` |
//! | better-auth, Lucia, oslo, Sendook | the system's name, and what it keeps | `tagged.rs` |
//! | Firebase | see [`FirebaseParameters`] | `firebase.rs` |
//!
//! Only these envelopes are our own: each function in `functions` is that of a crate. Nothing here makes a hash to keep.

mod base64;
mod ceiling;
mod foreign_hash;
mod formats;
mod functions;

pub use ceiling::{Ceiling, TooCostly};
pub use foreign_hash::{ForeignHash, RefusedHash};
pub use formats::firebase::{FirebaseParameters, InvalidFirebaseParameters};
