//! What the tests stand on.

mod answer;
mod app;
mod browser;
mod forms;
mod world;

pub(crate) use super::shared::{Answer, Call, PASSWORD, api_on, serve};
pub(crate) use app::{App, FACTORS};
pub(crate) use browser::Browser;
pub(crate) use forms::{FORMS, LOG_IN, SIGN_UP};
pub(crate) use world::World;

/// Every page of a logged-in person; `{key}` and `{inbox}` are things of the own organization, `{user}` is the person.
pub(crate) const PAGES: [&str; 25] = [
    "/overview",
    "/api-keys",
    "/api-keys?q=api&active=true&environment=production&unused=30&created_by=user_1",
    "/api-keys/new",
    "/api-keys/{key}",
    "/api-keys/{key}/rotate",
    "/api-keys/{key}/disable",
    "/api-keys/{key}/delete",
    "/api-keys/{key}/tokens/end-all",
    "/inboxes",
    "/inboxes/new",
    "/inboxes/{inbox}/delete",
    "/members",
    "/members/invite",
    "/members/{user}/role",
    "/members/{user}/remove",
    "/organization/new",
    "/organization/delete",
    "/organization/second-factor",
    "/sessions",
    "/settings",
    "/settings/second-factor",
    "/help",
    "/audit",
    "/audit?action=user.registered&since=2020-01-01&until=2030-01-01",
];
