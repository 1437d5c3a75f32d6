/// A form: where it is sent, what it needs, whether it requires a login, and with which status it is
/// answered once it has passed every check.
pub(crate) type Form = (
    &'static str,
    &'static [(&'static str, &'static str)],
    bool,
    u16,
);

/// Every form of the dashboard. `forged.rs` compares it with the routes, so that none is forgotten.
#[rustfmt::skip] // A table is read by its columns.
pub(crate) const FORMS: [Form; 19] = [
    ("/signup",                         &[("email", "new@example.com"), ("password", super::PASSWORD), ("first_name", "New")], false, 201),
    ("/login",                          &[("email", "ada@example.com"), ("password", super::PASSWORD)], false, 303),
    ("/logout",                         &[], true, 303),
    ("/organization",                   &[("organization", "org_none")], true, 403),
    ("/api-keys",                       &[("name", "Forged"), ("access", "full"), ("reach", "all"), ("lifetime", "never")], true, 201),
    ("/api-keys/{key}/rename",          &[("name", "Forged")], true, 303),
    ("/api-keys/{key}/disable",         &[], true, 303),
    ("/api-keys/{key}/enable",          &[], true, 303),
    ("/api-keys/{key}/rotate",          &[("grace_seconds", "0")], true, 409),
    ("/api-keys/{key}/rotate/complete", &[], true, 409),
    ("/api-keys/{key}/rotate/cancel",   &[], true, 409),
    ("/api-keys/{key}/delete",          &[], true, 303),
    ("/inboxes",                        &[("name", "Forged")], true, 303),
    ("/inboxes/{inbox}/delete",         &[], true, 303),
    ("/sessions/end-others",            &[], true, 303),
    ("/sessions/{session}/end",         &[], true, 303),
    ("/settings/profile",               &[("first_name", "Forged")], true, 303),
    ("/settings/organization",          &[("name", "Forged")], true, 303),
    ("/settings/password",              &[("current_password", super::PASSWORD), ("new_password", "seven quiet lanterns")], true, 303),
];
