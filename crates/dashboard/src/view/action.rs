use sendook_domain::entities::AuditAction;

/// What happened, in words.
pub(crate) fn action_label(action: AuditAction) -> &'static str {
    match action {
        AuditAction::Registered => "Opened the account",
        AuditAction::LoggedIn => "Logged in",
        AuditAction::LoginFailed => "Failed to log in",
        AuditAction::PasswordChanged => "Changed the password",
        AuditAction::PasswordChangeFailed => "Failed to change the password",
        AuditAction::RefreshReused => "Reused a refresh token",
        AuditAction::LoggedOut => "Ended a session",
        AuditAction::KeyCreated => "Generated a key",
        AuditAction::KeyChanged => "Changed a key",
        AuditAction::KeyRotated => "Rotated a key",
        AuditAction::KeyRotationCompleted => "Completed a rotation",
        AuditAction::KeyRotationCancelled => "Cancelled a rotation",
        AuditAction::SessionLeaked => "Reported a leaked token",
        AuditAction::KeyLeaked => "Reported a leaked key",
        AuditAction::KeyUsedAfterEnd => "Used an ended key",
        AuditAction::KeyUsedElsewhere => "Used a key from elsewhere",
        AuditAction::KeyDeleted => "Deleted a key",
        AuditAction::RunTokenCreated => "Made a run token",
        AuditAction::RunTokenEnded => "Ended run tokens",
        AuditAction::RunTokenLeaked => "Reported a leaked run token",
        AuditAction::InboxCreated => "Created an inbox",
        AuditAction::InboxDeleted => "Deleted an inbox",
        AuditAction::OrganizationRenamed => "Renamed the organization",
        AuditAction::UserRenamed => "Changed a name",
        AuditAction::UserDisabled => "Disabled an account",
        AuditAction::UserEnabled => "Enabled an account",
        AuditAction::EmailVerified => "Verified an e-mail address",
        AuditAction::ResetLinkCreated => "Made a link to set a password",
        AuditAction::ResetLinkLeaked => "Reported a leaked link",
        AuditAction::PasswordReset => "Set a password by a link",
        AuditAction::UserUnlocked => "Forgot failed logins",
    }
}
