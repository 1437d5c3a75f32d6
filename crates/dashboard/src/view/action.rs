use sendook_domain::entities::{AuditAction, RecordedAction};

/// What happened, in words; by its name, if only another version has words for it.
pub(crate) fn recorded_label(action: &RecordedAction) -> String {
    match action {
        RecordedAction::Known(action) => action_label(*action).to_owned(),
        RecordedAction::Other(name) => name.to_string(),
    }
}

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
        AuditAction::Reauthenticated => "Proved again who they are",
        AuditAction::ReauthenticationFailed => "Failed to prove who they are",
        AuditAction::FactorAdded => "Added a second factor",
        AuditAction::FactorRenamed => "Renamed a second factor",
        AuditAction::FactorRemoved => "Removed a second factor",
        AuditAction::RecoveryCodesRenewed => "Made new recovery codes",
        AuditAction::FactorsReset => "Reset the second factors",
        AuditAction::SecondFactorDue => "Gave the password, a second factor is due",
        AuditAction::SecondFactorFailed => "Failed to show the second factor",
        AuditAction::SecondFactorLoginLeaked => "Reported a leaked login token",
        AuditAction::SecondFactorRequirementChanged => {
            "Changed whether a second factor is required"
        }
        AuditAction::OrganizationCreated => "Made the organization",
        AuditAction::OrganizationDeleted => "Deleted the organization",
        AuditAction::InvitationCreated => "Invited somebody",
        AuditAction::InvitationEnded => "Ended an invitation",
        AuditAction::InvitationLeaked => "Reported a leaked invitation",
        AuditAction::MemberJoined => "Accepted an invitation",
        AuditAction::MemberRoleChanged => "Changed the role of a member",
        AuditAction::MemberRemoved => "Removed a member",
        AuditAction::OrganizationRenamed => "Renamed the organization",
        AuditAction::UserRenamed => "Changed a name",
        AuditAction::UserDisabled => "Disabled an account",
        AuditAction::UserEnabled => "Enabled an account",
        AuditAction::EmailVerified => "Verified an e-mail address",
        AuditAction::EmailChangeRequested => "Asked for another e-mail address",
        AuditAction::EmailChanged => "Changed the e-mail address",
        AuditAction::EmailChangeFailed => "Failed to change the e-mail address",
        AuditAction::EmailLinkLeaked => "Reported a leaked link about an address",
        AuditAction::ResetLinkCreated => "Made a link to set a password",
        AuditAction::ResetLinkLeaked => "Reported a leaked link",
        AuditAction::PasswordReset => "Set a password by a link",
        AuditAction::UserUnlocked => "Forgot failed logins",
    }
}
