//! A request becomes a person, and keeps the frame of their pages for an error that follows.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::future::LocalBoxFuture;

use crate::page_error::PageError;
use crate::person::{OwnAccount, Person, session};
use crate::view::{Section, Shell};

impl FromRequest for OwnAccount {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let session = session(&request).await?;
            let person = Person::of_session(&request, session).await?;
            let shell = Shell::new(&person, Section::Nowhere);
            request.extensions_mut().insert(shell);
            Ok(Self(person))
        })
    }
}

impl FromRequest for Person {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let person = OwnAccount::from_request(request, payload);
        Box::pin(async move { person.await?.0.admitted() })
    }
}
