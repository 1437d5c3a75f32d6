//! On every guarded route: how a credential is read, looked up and refused.

mod authorization_header;
mod lookup_batches;
mod mistakes_explained;
mod shown_once;
mod www_authenticate;
