use std::convert::Infallible;

use sendook_web::Query;

/// What a page says about what was just done. The address can only select one of these sentences.
const NOTICES: &[(&str, &str)] = &[
    ("logged-out", "You are logged out."),
    (
        "form-after-logout",
        "You were logged out before that form was sent, so nothing was changed. Log in, then try again.",
    ),
    (
        "form-outdated",
        "That form was out of date, so nothing was changed. Here is the current page: please try again.",
    ),
    (
        "form-without-factor",
        "That form was not carried out: the organization requires a second factor now, and you have none.",
    ),
    (
        "factor-added",
        "The second factor is set up. Logins take it from now on.",
    ),
    ("factor-renamed", "The second factor has its new name."),
    ("factor-removed", "The second factor is removed."),
    (
        "factor-offer-over",
        "That was finished already, or begun again elsewhere, or took longer than an hour. What you have is listed here.",
    ),
    (
        "factor-required",
        "The organization requires a second factor of its members from now on.",
    ),
    (
        "factor-not-required",
        "The organization no longer requires a second factor of its members.",
    ),
    (
        "reset-mailed",
        "If an account has this address, a mail with a link is on its way to it. The link works once, for 30 minutes.",
    ),
    (
        "login-over",
        "That login took too long, or was finished already. Log in again.",
    ),
    ("password-set", "Your new password is set. Log in with it."),
    ("email-verified", "Your e-mail address is confirmed."),
    (
        "key-changed",
        "The key is changed. Its next request goes by that.",
    ),
    (
        "key-disabled",
        "The key is disabled. Requests with it are refused from now on.",
    ),
    ("key-enabled", "The key is enabled again."),
    (
        "key-deleted",
        "The key is deleted. Requests with it are refused from now on.",
    ),
    (
        "rotation-completed",
        "The old secret has ended. Only the new one works now.",
    ),
    (
        "rotation-cancelled",
        "The new secret has ended. The old one stays.",
    ),
    (
        "run-token-ended",
        "The run token has ended. Requests with it are refused from now on.",
    ),
    (
        "run-tokens-ended",
        "All run tokens of this key have ended. Requests with them are refused from now on.",
    ),
    ("inbox-created", "The inbox is created."),
    ("inbox-deleted", "The inbox is deleted."),
    (
        "invitation-ended",
        "The invitation has ended. Its link no longer works.",
    ),
    (
        "role-changed",
        "The role is changed. It counts from the next request on.",
    ),
    (
        "member-removed",
        "The member is removed. They reach nothing of the organization any more.",
    ),
    (
        "joined",
        "Welcome: you are a member of this organization now.",
    ),
    (
        "organization-created",
        "The organization is created, and you are its owner.",
    ),
    ("organization-left", "You left the organization."),
    ("organization-deleted", "The organization is deleted."),
    ("session-ended", "The session has ended."),
    ("sessions-ended", "Every other session has ended."),
    ("name-saved", "Your name is saved."),
    ("organization-saved", "The organization's name is saved."),
    (
        "verification-sent",
        "A mail with another link is on its way to you.",
    ),
    (
        "email-change-sent",
        "A mail with a link is on its way to the new address. Yours changes when you follow it.",
    ),
    (
        "password-changed",
        "Your password is changed. Every other session has ended.",
    ),
];

/// The sentence that the query names; nothing if it names none.
pub(crate) fn notice(query: &mut Query) -> &'static str {
    let name = query.optional("notice", |name| Ok::<_, Infallible>(name.to_owned()));
    let named = NOTICES
        .iter()
        .find(|(one, _)| Some(*one) == name.as_deref());
    named.map_or("", |(_, sentence)| sentence)
}
