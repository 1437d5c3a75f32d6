use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

use sendook_domain::ports::StoreError;
use sendook_domain::with_causes;
use sendook_persistence::OpenError;

use crate::console::{EXIT_FAILURE, EXIT_USAGE, fail};
use crate::error::ServerError;

/// Why a command did not do what it was asked for: a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// An argument is wrong in a way that only the command can tell.
    #[error("{0}")]
    Usage(String),
    /// What it is about is not there, or may not be done.
    #[error("{0}")]
    Refused(String),
    /// The database cannot be opened.
    #[error("{}", with_causes(.0))]
    Database(#[from] OpenError),
    /// The database fails.
    #[error("The database cannot do that now: {}.", with_causes(.0))]
    Store(#[from] StoreError),
    /// The use cases cannot be built.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The result cannot be written, or standard input cannot be read.
    #[error("The terminal, pipe or file cannot be used: {0}.")]
    Io(#[from] io::Error),
}

impl CommandError {
    /// What was asked for is refused, with a sentence that says why.
    pub(super) fn refused(reason: impl Display) -> Self {
        Self::Refused(reason.to_string())
    }

    /// Prints what is wrong, and gives the exit code.
    pub(super) fn end(self) -> ExitCode {
        match self {
            // The reader has seen enough, as `head` has after ten lines.
            Self::Io(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Self::Usage(_) => fail(EXIT_USAGE, self),
            _ => fail(EXIT_FAILURE, self),
        }
    }
}
