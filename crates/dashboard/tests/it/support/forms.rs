use super::{Browser, PASSWORD};

/// A form of the dashboard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// Where it is sent; `{key}`, `{inbox}`, `{session}` and `{user}` stand for ids, and `{token_id}`, `{factor}`
    /// and `{invitation}` for some that do not exist.
    pub(crate) path: &'static str,
    pub(crate) fields: &'static [(&'static str, &'static str)],
    pub(crate) needs_session: bool,
    /// With which status it is answered once it has passed every check.
    pub(crate) status: u16,
}

impl Form {
    /// Who sends it, and from which page.
    pub(crate) fn sender<'b>(
        &self,
        person: &'b Browser,
        stranger: &'b Browser,
    ) -> (&'b Browser, &'static str) {
        if self.needs_session {
            (person, "/settings")
        } else {
            let page = match self.path {
                // Without mail, or a first step, it has no form.
                path if path.starts_with("/login/") => "/login",
                "/forgot-password" => "/login",
                path => path,
            };
            (stranger, page)
        }
    }
}

const fn form(
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    needs_session: bool,
    status: u16,
) -> Form {
    Form {
        path,
        fields,
        needs_session,
        status,
    }
}

/// What Ada types to open her account.
pub(crate) const SIGN_UP: [(&str, &str); 3] = [
    ("email", "ada@example.com"),
    ("password", PASSWORD),
    ("first_name", "Ada"),
];

/// What Ada types to log in.
pub(crate) const LOG_IN: [(&str, &str); 2] = [("email", "ada@example.com"), ("password", PASSWORD)];

/// Every form. `forged_forms.rs` compares it with the routes, so that none is forgotten.
#[rustfmt::skip] // A table is read by its columns.
pub(crate) const FORMS: [Form; 46] = [
    form("/signup",                         &[("email", "new@example.com"), ("password", PASSWORD), ("first_name", "New")], false, 201),
    form("/login",                          &[("email", "ada@example.com"), ("password", PASSWORD)], false, 303),
    form("/login/second-factor",            &[("mfa_token", "sndf_none"), ("code", "123456")], false, 303),
    form("/login/passkey",                  &[("next", "/inboxes")], false, 200),
    form("/login/passkey/finish",           &[("next", "/inboxes"), ("passkey", "{}")], false, 400),
    form("/forgot-password",                &[("email", "ada@example.com")], false, 501),
    form("/reset-password",                 &[("token", "sndm_none"), ("new_password", "seven quiet lanterns")], false, 403),
    form("/verify-email",                   &[("token", "sndm_none")], false, 403),
    form("/invitation",                     &[("token", "sndi_none")], false, 403),
    form("/invitation/register",            &[("email", "new@example.com"), ("password", PASSWORD), ("first_name", "New")], false, 403),
    form("/invitation/accept",              &[], true, 403),
    form("/logout",                         &[], true, 303),
    form("/organization",                   &[("organization", "org_none")], true, 403),
    form("/organization/new",               &[("name", "Forged")], true, 303),
    form("/organization/delete",            &[("name", "Forged")], true, 400),
    form("/organization/second-factor",     &[("require_second_factor", "false")], true, 303),
    form("/api-keys",                       &[("name", "Forged"), ("access", "full"), ("reach", "all"), ("lifetime", "never")], true, 201),
    form("/api-keys/{key}/change",          &[("name", "Forged"), ("access", "full"), ("reach", "all"), ("lifetime", "keep")], true, 409),
    form("/api-keys/{key}/disable",         &[], true, 303),
    form("/api-keys/{key}/enable",          &[], true, 303),
    form("/api-keys/{key}/rotate",          &[("grace_seconds", "0")], true, 409),
    form("/api-keys/{key}/rotate/complete", &[], true, 409),
    form("/api-keys/{key}/rotate/cancel",   &[], true, 409),
    form("/api-keys/{key}/tokens/end-all",  &[], true, 303),
    form("/api-keys/{key}/tokens/{token_id}/end", &[], true, 404),
    form("/api-keys/{key}/delete",          &[], true, 303),
    form("/inboxes",                        &[("name", "Forged")], true, 303),
    form("/inboxes/{inbox}/delete",         &[], true, 303),
    form("/members/invite",                 &[("email", "new@example.com"), ("role", "member")], true, 201),
    form("/members/invitations/{invitation}/end", &[], true, 404),
    form("/members/{user}/role",            &[("role", "admin")], true, 409),
    form("/members/{user}/remove",          &[], true, 409),
    form("/sessions/end-others",            &[], true, 303),
    form("/sessions/{session}/end",         &[], true, 303),
    form("/settings/profile",               &[("first_name", "Forged")], true, 303),
    form("/settings/organization",          &[("name", "Forged")], true, 303),
    form("/settings/email",                 &[("email", "new@example.com"), ("password", PASSWORD)], true, 501),
    form("/settings/email/resend",          &[], true, 501),
    form("/settings/password",              &[("current_password", PASSWORD), ("new_password", "seven quiet lanterns")], true, 303),
    form("/settings/second-factor/app",     &[("name", "\u{7}")], true, 400),
    form("/settings/second-factor/app/{factor}", &[("code", "12345")], true, 303),
    form("/settings/second-factor/passkey", &[("passkey_name", "\u{7}")], true, 400),
    form("/settings/second-factor/passkey/{factor}", &[("passkey", "")], true, 303),
    form("/settings/second-factor/{factor}/rename", &[("name", "Forged")], true, 404),
    form("/settings/second-factor/{factor}/remove", &[], true, 404),
    form("/settings/second-factor/recovery-codes", &[], true, 303),
];
