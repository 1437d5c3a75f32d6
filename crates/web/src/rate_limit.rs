//! How clients hear of the rate limit of their API key.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use sendook_domain::policies::{RateExceeded, RateStatus, seconds_to_wait};

use crate::error::Problem;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The fields `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11, sections 3 and 4), which are lists of
/// structured fields (RFC 9651). The effective window `t` ends when one request more than `r` is allowed, and so never after
/// `Retry-After`.
pub(crate) fn rate_limit_fields(status: &RateStatus) -> [(HeaderName, String); 2] {
    let (remaining, next) = (status.remaining, seconds_to_wait(status.next_in));
    let (limit, window) = (status.limit.limit(), status.limit.window_seconds());
    [
        (LIMIT, format!(r#""default";r={remaining};t={next}"#)),
        (POLICY, format!(r#""default";q={limit};w={window}"#)),
    ]
}

impl From<RateExceeded> for Problem {
    fn from(exceeded: RateExceeded) -> Self {
        let message = exceeded.to_string().into();
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message);
        let problem = problem.after(exceeded.0.next_in);
        let fields = rate_limit_fields(&exceeded.0).into_iter();
        fields.fold(problem, |problem, (name, value)| problem.with(name, value))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use sendook_domain::values::RateLimit;

    use super::*;

    #[test]
    fn seconds_are_whole_and_rounded_up() {
        let status = RateStatus {
            limit: RateLimit::new(100, 60).unwrap(),
            remaining: 50,
            next_in: TimeDelta::milliseconds(1_100),
        };
        let [limit, policy] = rate_limit_fields(&status);
        assert_eq!(limit.1, r#""default";r=50;t=2"#);
        assert_eq!(policy.1, r#""default";q=100;w=60"#);
    }
}
