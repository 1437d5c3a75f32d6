use actix_web::http::StatusCode;

use super::Problem;

/// What Sendook's mail platform has, and this service does not.
const ELSEWHERE: [&str; 4] = ["messages", "threads", "domains", "webhooks"];

impl Problem {
    /// There is no route of this path; the sentence says what is wrong with it, where that can be told. Nothing of it is repeated.
    pub fn no_such_route(path: &str) -> Self {
        let elsewhere = || path.split('/').any(|segment| ELSEWHERE.contains(&segment));
        let why = if path.contains("//") {
            " Its path has two slashes in a row: the base URL of the client should not end with a slash."
        } else if elsewhere() {
            " Messages, threads, domains and webhooks are not served by this service: it has accounts, organizations, API keys \
             and inboxes."
        } else if path.len() > 1 && path.ends_with('/') {
            " No path of this service ends with a slash."
        } else if path.contains('%') {
            " No path of this service has a percent sign."
        } else {
            ""
        };
        let message = format!("There is no such route.{why}");
        Self::new(StatusCode::NOT_FOUND, "not_found", message.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_is_wrong_with_the_path() {
        for (path, words) in [
            ("//v1/whoami", "two slashes in a row"),
            ("/v1//inboxes", "two slashes in a row"),
            ("/v1/inboxes/", "ends with a slash"),
            ("/v1/messages", "not served by this service"),
            (
                "/v1/inboxes/inbox_1/messages/",
                "not served by this service",
            ),
            (
                "/organizations/org_1/webhooks",
                "not served by this service",
            ),
            ("/v1%2Finboxes", "percent sign"),
        ] {
            let said = Problem::no_such_route(path).message;
            assert!(said.contains(words), "{path}: {said}");
        }
        for path in ["/", "/v1", "/v1/message", "*", ""] {
            assert_eq!(
                Problem::no_such_route(path).message,
                "There is no such route."
            );
        }
    }
}
