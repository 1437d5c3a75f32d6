/// How a credential ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Delete,
    Disable,
    /// The end of the old secret, before its time.
    CompleteRotation,
    /// The end of the new secret.
    CancelRotation,
    /// Without any grace.
    Rotate,
    /// The key goes on, and no longer reaches its inbox.
    LoseInbox,
    LogOut,
    /// The next pair takes the place of the token.
    Refresh,
    /// By an operator who has the database open.
    DeleteRow,
    /// As above.
    ChangeRow,
    /// As above.
    DeleteSessionRow,
    /// A run token, by something that concerns it or its key.
    RunToken(Loss),
}

/// What ends a run token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// It is ended by itself.
    End,
    /// As above, by an operator who has the database open.
    DeleteRow,
    /// Its key is deleted.
    DeleteKey,
    /// Its key is disabled.
    DisableKey,
    /// Its key is disabled, and enabled again.
    DisableKeyForAMoment,
    /// Its key loses a scope that the token has.
    FewerScopes,
    /// As above, and gets it back.
    FewerScopesForAMoment,
    /// Its key is restricted to an inbox, and the token is not.
    FewerInboxes,
    /// Its key loses an inbox that the token reaches, as the inbox is deleted.
    DeleteInbox,
    /// The secret that made it ends before its time.
    CompleteRotation,
    /// The secret that made it ends without any grace.
    Rotate,
    /// The secret that made it comes to the end of its grace.
    EndOfGrace,
    /// Its key expires.
    Expiry,
    /// By an operator who has the database open.
    ChangeKeyRow,
    /// As above.
    DeleteKeyRow,
}

/// So many credentials, which end in these ways in turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    pub(super) ways: &'static [Way],
    pub(super) count: usize,
}

/// Of the ways that take no time, one for each of 33 credentials: two fifths of them are run tokens.
pub(super) const WAYS: [Way; 33] = [
    Way::Delete,
    Way::Disable,
    Way::CompleteRotation,
    Way::Delete,
    Way::LoseInbox,
    Way::DeleteRow,
    Way::DeleteSessionRow,
    Way::Disable,
    Way::CancelRotation,
    Way::LogOut,
    Way::Delete,
    Way::Disable,
    Way::CompleteRotation,
    Way::Rotate,
    Way::LoseInbox,
    Way::ChangeRow,
    Way::Delete,
    Way::Disable,
    Way::CompleteRotation,
    Way::Refresh,
    Way::RunToken(Loss::End),
    Way::RunToken(Loss::DeleteRow),
    Way::RunToken(Loss::DeleteKey),
    Way::RunToken(Loss::DisableKey),
    Way::RunToken(Loss::DisableKeyForAMoment),
    Way::RunToken(Loss::FewerScopes),
    Way::RunToken(Loss::FewerScopesForAMoment),
    Way::RunToken(Loss::FewerInboxes),
    Way::RunToken(Loss::DeleteInbox),
    Way::RunToken(Loss::CompleteRotation),
    Way::RunToken(Loss::Rotate),
    Way::RunToken(Loss::ChangeKeyRow),
    Way::RunToken(Loss::DeleteKeyRow),
];

/// All that ends a run token, also what takes a second each time.
pub(super) const OF_RUN_TOKENS: [Way; 15] = [
    Way::RunToken(Loss::End),
    Way::RunToken(Loss::DeleteRow),
    Way::RunToken(Loss::DeleteKey),
    Way::RunToken(Loss::DisableKey),
    Way::RunToken(Loss::DisableKeyForAMoment),
    Way::RunToken(Loss::FewerScopes),
    Way::RunToken(Loss::FewerScopesForAMoment),
    Way::RunToken(Loss::FewerInboxes),
    Way::RunToken(Loss::DeleteInbox),
    Way::RunToken(Loss::CompleteRotation),
    Way::RunToken(Loss::Rotate),
    Way::RunToken(Loss::EndOfGrace),
    Way::RunToken(Loss::Expiry),
    Way::RunToken(Loss::ChangeKeyRow),
    Way::RunToken(Loss::DeleteKeyRow),
];
