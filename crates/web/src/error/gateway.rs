use actix_web::http::StatusCode;

use super::Problem;
use super::credential::invalid_token;

impl Problem {
    /// The same problem with a status that a gateway passes on. nginx makes 500 of whatever the service that it asks answers but
    /// 2xx, 401 and 403: so a malformed `Authorization` header is a credential that is refused, and what else is
    /// the fault of a client is forbidden. The sentence and `Retry-After` stay.
    pub(crate) fn for_gateway(mut self) -> Self {
        match self.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => self,
            StatusCode::BAD_REQUEST if self.code == "invalid_request" => {
                let refused = Self::new(StatusCode::UNAUTHORIZED, "invalid_token", self.message);
                refused.challenging(&invalid_token("The credential is malformed"))
            }
            status if status.is_client_error() => {
                self.status = StatusCode::FORBIDDEN;
                self.code = "forbidden";
                self
            }
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn no_fault_of_a_client_has_another_status_than_401_and_403() {
        for status in 400..500 {
            let status = StatusCode::from_u16(status).unwrap();
            let problem = Problem::new(status, "any", "A sentence.".into()).for_gateway();
            let expected = match status {
                StatusCode::UNAUTHORIZED => status,
                _ => StatusCode::FORBIDDEN,
            };
            assert_eq!(problem.status, expected);
            assert_eq!(problem.message, "A sentence.");
        }
        let malformed = Problem::invalid_request("A sentence.").for_gateway();
        let expected = (StatusCode::UNAUTHORIZED, "invalid_token");
        assert_eq!((malformed.status, malformed.code), expected);
    }

    #[test]
    fn who_asks_too_often_learns_when_to_ask_again() {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let problem = Problem::new(status, "too_many_requests", "Too many.".into());
        let problem = problem.after(TimeDelta::seconds(7)).for_gateway();
        assert_eq!(problem.status, StatusCode::FORBIDDEN);
        assert_eq!(problem.code, "forbidden");
        assert_eq!(problem.retry_after, Some(7));
    }

    #[test]
    fn what_is_no_fault_of_a_client_stays() {
        let away = Problem::unavailable("away").for_gateway();
        assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((away.code, away.retry_after), ("unavailable", Some(1)));
        let defect = Problem::internal("a defect").for_gateway();
        assert_eq!(defect.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}
