use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::body::MessageBody as _;
use sendook_domain::ports::{Clock, SecretSource, StoreError};
use sendook_web::{EarlyAnswers, Problem};

/// Makes the answers that are written to a socket directly, as its parser does not exist yet or waits for more.
#[derive(Clone)]
pub(crate) struct EarlyAnswer {
    answers: Arc<EarlyAnswers>,
    clock: Arc<dyn Clock>,
}

impl EarlyAnswer {
    /// # Errors
    /// There is no randomness for request ids.
    pub(crate) fn new(
        secrets: &dyn SecretSource,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            answers: Arc::new(EarlyAnswers::new(secrets)?),
            clock,
        })
    }

    /// The headers did not arrive in time.
    pub(super) fn too_late(&self) -> Vec<u8> {
        self.wire(&Problem::timed_out())
    }

    /// There is no slot for the connection.
    pub(super) fn too_many(&self) -> Vec<u8> {
        let sentence = "There are too many connections. Try again in a moment.";
        self.wire(&Problem::not_ready("unavailable", sentence.into()))
    }

    fn wire(&self, error: &Problem) -> Vec<u8> {
        let answer = self.answers.to(error);
        let mut head = head(&answer);
        let date = self.clock.now().format("%a, %d %b %Y %H:%M:%S GMT");
        let body = answer.into_body().try_into_bytes().unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = write!(
            head,
            "date: {date}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), &body].concat()
    }
}

fn head(answer: &HttpResponse) -> String {
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status());
    for (name, value) in answer.headers() {
        if let Ok(value) = value.to_str() {
            let _ = write!(head, "{name}: {value}\r\n");
        }
    }
    head
}
