use std::io;
use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use sendook_crypto::InvalidArgon2Settings;
use sendook_domain::policies::Doubt;
use sendook_domain::ports::StoreError;
use sendook_domain::with_causes;
use sendook_persistence::OpenError;

use crate::console::CannotPrint;

/// Why the server does not serve: a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServerError {
    /// Some program listens there already.
    #[error("The address {0} is already in use: stop the other program, or set {1}.")]
    AddressInUse(SocketAddr, &'static str),
    /// Ports below 1024 belong to the system.
    #[error("The address {0} requires elevated privileges: set {1} to a port of 1024 or more.")]
    AddressForbidden(SocketAddr, &'static str),
    /// No network interface has the address.
    #[error("This machine does not have the address {0}: set {1}.")]
    AddressForeign(SocketAddr, &'static str),
    /// Any other error of the operating system.
    #[error("The address {address} cannot be used: {cause}.")]
    Bind {
        /// Where to listen.
        address: SocketAddr,
        /// The error of the operating system.
        #[source]
        cause: io::Error,
    },
    /// What the service manager opened is nothing to serve on.
    #[error("A socket of the service manager cannot be used: {0}.")]
    Inherited(#[source] io::Error),
    /// The database cannot be used.
    #[error("{}", with_causes(.0))]
    Database(#[from] OpenError),
    /// The database fails.
    #[error("The database cannot do that now: {}.", with_causes(.0))]
    Store(#[source] StoreError),
    /// The clock is not trusted yet.
    #[error(
        "Nothing was deleted: the clock is watched until {0}. If it is right, say so with \"sendook sweep --now\"."
    )]
    SweepWaits(DateTime<Utc>),
    /// The clock is not trusted.
    #[error(
        "Nothing was deleted: {0}. If the clock is right, say so with \"sendook sweep --now\"; else the next sweep that \
         deletes is a day away."
    )]
    SweepDoubts(Doubt),
    /// The settings of password hashes cannot be used.
    #[error(transparent)]
    Argon2(#[from] InvalidArgon2Settings),
    /// It was done, but cannot be told.
    #[error(transparent)]
    Print(#[from] CannotPrint),
    /// The server broke down.
    #[error("The server cannot go on: {0}.")]
    Serving(#[source] io::Error),
}
