use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::{Either, LocalBoxFuture, Ready, ready};

use sendook_domain::entities::CredentialHolder;

use super::Door;
use crate::error::Problem;

/// A request whose credential stands for a `P`. As a handler's parameter it refuses every other request.
///
/// Behind [`require`](super::require) it is already there; elsewhere it asks the [`Door`].
#[derive(Debug, Clone)]
pub struct Auth<P>(pub P);

impl<P: CredentialHolder + Clone + Send + 'static> FromRequest for Auth<P> {
    type Error = Problem;
    type Future =
        Either<Ready<Result<Self, Problem>>, LocalBoxFuture<'static, Result<Self, Problem>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if let Some(known) = request.extensions().get::<Self>() {
            return Either::Left(ready(Ok(known.clone())));
        }
        let Some(door) = door::<P>(request) else {
            return Either::Left(ready(Err(no_door::<P>())));
        };
        match door.check(request) {
            Either::Left(known) => Either::Left(ready(known.into_inner().map(Auth))),
            Either::Right(asked) => Either::Right(Box::pin(async { asked.await.map(Auth) })),
        }
    }
}

pub(super) fn door<P: 'static>(request: &HttpRequest) -> Option<&web::Data<Door<P>>> {
    request.app_data::<web::Data<Door<P>>>()
}

/// A mistake of whoever wired the application: refuse, and say so in the log.
pub(super) fn no_door<P>() -> Problem {
    let principal = std::any::type_name::<P>();
    Problem::internal(format!(
        "no Door<{principal}> is registered as application data"
    ))
}
