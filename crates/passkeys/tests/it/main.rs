//! What the verifier accepts and refuses, answered by an authenticator in software.

mod assertion;
mod options;
mod registration;
mod support;
