//! The run tokens of a key: listed on its page, ended one by one or all together.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::entities::{ApiKey, RunToken};
use sendook_domain::ports::Pagination;
use sendook_domain::values::Id;
use sendook_web::ItemPath;

use super::lookup::{found, gone, page_of};
use crate::answer::{Answer, page, see_other};
use crate::page_error::PageError;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Key, RunTokenView, Section, Shell};

/// How many the page of a key lists.
const LISTED: u16 = 20;

const NO_SUCH_TOKEN: &str = "This key has no such run token. It may have ended already.";

/// The ids in the path of a run token: that of its key, and its own.
type TokenPath = web::Path<(String, String)>;

fn token_id(path: &TokenPath) -> Result<Id<RunToken>, PageError> {
    Id::parse(&path.1).map_err(|_| no_such_token())
}

fn no_such_token() -> PageError {
    PageError::gone(NO_SUCH_TOKEN)
}

/// The section of a key's page.
pub(super) struct RunTokens {
    pub(super) listed: Vec<RunTokenView>,
    /// Whether there are more than are listed.
    pub(super) more: bool,
}

impl RunTokens {
    /// The newest of a key.
    pub(super) async fn of(person: &Person, key: &Id<ApiKey>) -> Result<Self, PageError> {
        let page = Pagination {
            limit: LISTED,
            after: None,
        };
        let (grant, key) = (person.grant::<ReadKeys>()?, key.clone());
        let list = person.run(move |api| api.services.run_tokens.list(&grant, &key, &page));
        let listing = list.await?.ok_or_else(gone)?;
        let now = person.now();
        let views = listing.items.iter();
        Ok(Self {
            listed: views.map(|token| RunTokenView::new(token, now)).collect(),
            more: listing.next.is_some(),
        })
    }
}

#[derive(Template)]
#[template(path = "api_keys/end_run_tokens.html")]
struct EndPage {
    shell: Shell,
    key: Key,
    /// The one that ends. `None`: all.
    token: Option<RunTokenView>,
}

/// `GET /api-keys/{id}/tokens/{token_id}/end`
pub(crate) async fn ask_one(person: Person, path: web::Path<ItemPath>, token: TokenPath) -> Answer {
    person.grant::<ManageKeys>()?;
    let key = path.id::<ApiKey>().ok_or_else(gone)?;
    let id = token_id(&token)?;
    let grant = person.grant::<ReadKeys>()?;
    let whole = Pagination::first();
    let list = person.run(move |api| api.services.run_tokens.list(&grant, &key, &whole));
    let tokens = list.await?.ok_or_else(gone)?;
    let token = tokens.items.iter().find(|token| token.id == id);
    let token = token.ok_or_else(no_such_token)?;
    let view = RunTokenView::new(token, person.now());
    ask(&person, &path, Some(view)).await
}

/// `GET /api-keys/{id}/tokens/end-all`
pub(crate) async fn ask_all(person: Person, path: web::Path<ItemPath>) -> Answer {
    person.grant::<ManageKeys>()?;
    ask(&person, &path, None).await
}

/// Asks first: what runs with the token is refused from then on.
async fn ask(person: &Person, path: &web::Path<ItemPath>, token: Option<RunTokenView>) -> Answer {
    let (_, key) = found(person, path).await?;
    let template = EndPage {
        shell: Shell::new(person, Section::ApiKeys),
        key,
        token,
    };
    page(StatusCode::OK, &template)
}

/// `POST /api-keys/{id}/tokens/{token_id}/end`
pub(crate) async fn end_one(
    sent: Submission,
    path: web::Path<ItemPath>,
    token: TokenPath,
) -> Answer {
    let Submission { person, origin, .. } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let key = path.id::<ApiKey>().ok_or_else(gone)?;
    let id = token_id(&token)?;
    let page = page_of(&key);
    let end = person.run(move |api| api.services.run_tokens.end(&grant, &key, &id, &origin));
    end.await?.ok_or_else(no_such_token)?;
    Ok(see_other(&format!("{page}?notice=run-token-ended")))
}

/// `POST /api-keys/{id}/tokens/end-all`
pub(crate) async fn end_all(sent: Submission, path: web::Path<ItemPath>) -> Answer {
    let Submission { person, origin, .. } = sent;
    let grant = person.grant::<ManageKeys>()?;
    let key = path.id::<ApiKey>().ok_or_else(gone)?;
    let page = page_of(&key);
    let end = person.run(move |api| api.services.run_tokens.end_all(&grant, &key, &origin));
    end.await?.ok_or_else(gone)?;
    Ok(see_other(&format!("{page}?notice=run-tokens-ended")))
}
