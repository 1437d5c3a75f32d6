//! An authenticator and its browser in software, with a dial for everything that can be wrong.

mod cbor;
mod device;
mod passkey;

pub use device::SoftwareAuthenticator;
