use actix_web::{HttpRequest, web};
use sendook_web::{Api, Problem};

use crate::page_error::PageError;

/// The service, shared with the threads that ask it.
pub(crate) type SharedApi = web::Data<Api>;

/// The service that a request was sent to.
///
/// # Errors
/// A defect of the program that made the application: it registered none.
pub(crate) fn shared_api(request: &HttpRequest) -> Result<&SharedApi, PageError> {
    let missing = || Problem::internal("no Api is registered as application data").into();
    request.app_data().ok_or_else(missing)
}
