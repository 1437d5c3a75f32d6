use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::{Ready, ready};
use sendook_domain::ports::Page;
use sendook_domain::values::Id;
use serde::Deserialize;

use super::Query;
use crate::ApiError;

/// `?limit=` and `?cursor=`, not checked yet: a caller without a permission must not learn what is wrong
/// with its query.
pub(crate) struct PageQuery(Result<Query, ApiError>);

impl FromRequest for PageQuery {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Query::of(request))))
    }
}

impl PageQuery {
    /// Which part of the list is wanted.
    pub(crate) fn page<T>(self) -> Result<Page<T>, ApiError> {
        let mut query = self.0?;
        let limit = query.optional("limit", |text| {
            let limit = text
                .parse()
                .ok()
                .filter(|limit| (1..=Page::<T>::MAX).contains(limit));
            limit.ok_or("The limit is a number from 1 to 1000.")
        });
        let after = query.optional("cursor", Id::parse);
        query.check()?;
        Ok(Page {
            limit: limit.unwrap_or(Page::<T>::MAX),
            after,
        })
    }
}

/// Announces a further page, if there is one (RFC 8288).
pub(crate) fn announce_next<T>(
    answer: &mut HttpResponse,
    path: &str,
    limit: u16,
    next: Option<&Id<T>>,
) {
    let link = next.map(|id| format!("<{path}?limit={limit}&cursor={id}>; rel=\"next\""));
    if let Some(link) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
        answer.headers_mut().insert(header::LINK, link);
    }
}

/// The last segment of a path: the id of one thing. Not checked yet, as a caller without a permission must
/// not learn what is wrong with it.
#[derive(Deserialize)]
pub(crate) struct ItemPath {
    id: String,
}

impl ItemPath {
    /// The id. `None`: no id of anything.
    pub(crate) fn id<T>(&self) -> Option<Id<T>> {
        Id::parse(&self.id).ok()
    }
}
