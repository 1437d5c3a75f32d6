/// A form: where it is sent, what it needs, and whether somebody must be logged in for it.
pub(crate) type Form = (&'static str, &'static [(&'static str, &'static str)], bool);

/// Every form of the dashboard. `forged.rs` compares it with the routes, so that none is forgotten.
#[rustfmt::skip] // A table is read by its columns.
pub(crate) const FORMS: [Form; 19] = [
    ("/signup",                         &[("email", "new@example.com"), ("password", super::PASSWORD), ("first_name", "New")], false),
    ("/login",                          &[("email", "ada@example.com"), ("password", super::PASSWORD)], false),
    ("/logout",                         &[], true),
    ("/organization",                   &[("organization", "org_none")], true),
    ("/api-keys",                       &[("name", "Forged")], true),
    ("/api-keys/{key}/rename",          &[("name", "Forged")], true),
    ("/api-keys/{key}/disable",         &[], true),
    ("/api-keys/{key}/enable",          &[], true),
    ("/api-keys/{key}/rotate",          &[("grace_seconds", "0")], true),
    ("/api-keys/{key}/rotate/complete", &[], true),
    ("/api-keys/{key}/rotate/cancel",   &[], true),
    ("/api-keys/{key}/delete",          &[], true),
    ("/inboxes",                        &[("name", "Forged")], true),
    ("/inboxes/{inbox}/delete",         &[], true),
    ("/sessions/end-others",            &[], true),
    ("/sessions/{session}/end",         &[], true),
    ("/settings/profile",               &[("first_name", "Forged")], true),
    ("/settings/organization",          &[("name", "Forged")], true),
    ("/settings/password",              &[("current_password", super::PASSWORD), ("new_password", "seven quiet lanterns")], true),
];
