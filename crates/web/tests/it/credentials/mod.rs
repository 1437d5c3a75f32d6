//! On every guarded route: how a credential is read, looked up and refused.

mod authorization_header;
mod gathered_look_ups;
mod misplaced;
mod shown_once;
mod www_authenticate;
