//! What the tests of web and those of the dashboard share: the service on ports for tests, called without a socket.

use std::rc::Rc;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service as _, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use sendook_domain::values::EmailDomain;
use sendook_testkit::TestWorld;
use sendook_web::{Api, ApiSettings};

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// Sends a request to the service, and reads the answer.
pub(crate) type Call = Rc<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>;

/// What came back, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    async fn read(response: HttpResponse<BoxBody>) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = to_bytes(response.into_body()).await.unwrap_or_default();
        let text = String::from_utf8(body.into()).unwrap();
        Self {
            status,
            headers,
            text,
        }
    }

    /// The one value of a header. A header that came twice is a defect.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name);
        let value = values.next();
        assert_eq!(values.next(), None, "{name} came twice");
        value.map(|value| value.to_str().unwrap())
    }

    /// Fails unless the body has this text.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        assert!(self.text.contains(text), "{text:?} is not in {}", self.text);
    }

    /// Fails if the body has this text.
    #[track_caller]
    pub(crate) fn hides(&self, text: &str) {
        assert!(!self.text.contains(text), "{text:?} is in {}", self.text);
    }
}

/// The service on these ports, with settings that the test may change.
pub(crate) fn api_on(test: &TestWorld, change: impl FnOnce(&mut ApiSettings)) -> web::Data<Api> {
    let mut settings = ApiSettings::new(EmailDomain::parse("sendook.com").unwrap());
    change(&mut settings);
    web::Data::new(Api::new(test.ports.clone(), settings))
}

/// Starts an application. An error becomes an answer, as a server does it.
pub(crate) async fn serve<F>(app: App<F>) -> Call
where
    F: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = Error,
            InitError = (),
        >,
    F: 'static,
{
    let service = Rc::new(init_service(app).await);
    Rc::new(move |request| {
        let service = Rc::clone(&service);
        Box::pin(async move {
            match service.call(request.to_request()).await {
                Ok(answer) => Answer::read(answer.into_parts().1).await,
                Err(error) => Answer::read(error.error_response()).await,
            }
        })
    })
}
